"""What each line of a page is: heading, body, caption, … It marks by general cues and deletes nothing.

Rules are tried in order; the first that fits names the line, and what none fits is body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kbase.text.scripts import HAN

LineKind = Literal["heading", "byline", "dateline", "caption", "credit", "furniture", "body", "blank"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line ``[start:end)`` of a cleaned text, without its line break, and what it is."""

    kind: LineKind
    start: int
    end: int


#: Whole lines that belong to the site, not to the article.
_SITE = re.compile(
    r"[\[【(]?(?:分享到?|分享至|扫一扫|扫码|责任编辑|责编|编辑|编审|审核|校对|监制|点击数?|浏览|阅读(?:量|次数|原文)|相关(?:新闻|阅读|链接|推荐|报道)"
    r"|延伸阅读|推荐阅读|热门|猜你喜欢|大家爱看|大家都在看|更多(?:精彩|新闻)|上一[篇条页]|下一[篇条页]|返回|首页|打印|关闭|免责声明|我要|网友评论"
    r"|评论|收藏|举报|点赞|字体|字号|当前位置|您(?:现在)?的位置|联系我们|关于我们|网站地图|友情链接|登录|注册|下载|高清|图集|视频|正文|导航"
    r"|声明|版权声明|特别声明)(?:[^\n。]{0,28})$"
)
_RIGHTS = re.compile(r"版权所有|©|[Cc]opyright|ICP[备证]|公网安备|未经.{0,12}(?:授权|许可).{0,12}(?:转载|使用)")

_NAME = f"[{HAN}·]{{2,4}}"
_BYLINE = re.compile(
    r"[◎●■(【\[]?\s?(?:(?:本报|本网|本台|全媒体|实习|见习|特约|首席|驻.{2,6}){0,3}(?:记者|通讯员|撰稿|作者|撰文|文)\s?[/:： ◎]|"
    r"(?:本报|本网|本台|全媒体|实习|见习|特约|首席){1,3}(?:记者|通讯员)|(?:来源|稿源|信息来源|发布(?:时间|日期)|日期|时间)\s?:)"
)
_NAMES = re.compile(rf"\({_NAME}(?:[ 、,]+{_NAME}){{0,5}}\)")
_META = re.compile(r"\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:\s?\d{1,2}:\d{2}(?::\d{2})?)?(?:\s|$|作者|来源|编辑|浏览)")
_EXCLUSIVE = re.compile(r"【[^】]{2,16}(?:独家|讯|报道|专稿|原创)】")

_DATELINE = re.compile(
    r"[【(]?(?:[^\s,。;:!?]{2,16}(?:网|报|社|台|客户端|新闻)[^\s,。;!?]{0,12}|\d{1,2}月\d{1,2}日)[)】]?"
    r"(?:讯|电|消息)(?=[\s(:,【]|记者|$)|(?:本报|本网|本台)(?:讯|消息)|[^\n。]{0,24}(?:讯|电)\((?:[^()]{0,6}记者|通讯员)"
)

_CREDIT = re.compile(
    rf"[(]?(?:图[/:：片].{{0,3}})?[{HAN}A-Za-z·、 /]{{1,24}}(?:供图|图片提供)[)]?|[(]?(?:{_NAME})[ /]?摄[)]?|图[/:]{_NAME}"
)
_CAPTION = re.compile(
    r"(?:^[▲△▼▽■□].{2,120}$)|(?:[(（ 。]?(?:摄|摄影|供图|资料图|资料图片|资料照片)[)）]?$)|"
    r"(?:(?:效果|规划|示意|鸟瞰|航拍|实景|现场|区位|外观|俯瞰)图[。)]?$)|(?:^(?:图为|图片?[:：]|上图|下图|资料图))"
)

_ENDS = tuple("。;,、:…—")
_RUNS_ON = re.compile(r"(?:其中|同时|目前|据|而|但|此外|因此|另外|该|这|在此|为了|通过|随着|接下来)")
_LONGEST_HEADING = 36
_LONGEST_NOTE = 80
_LONGEST_CAPTION = 60


def classify(text: str) -> list[Line]:
    """The lines of a cleaned text in order; joined by line breaks they are the text again.

    「分享到:」 → furniture, 「记者/王一二」 → byline, 「产业园效果图」 → caption.
    """
    lines: list[Line] = []
    start = 0
    for part in text.split("\n"):
        lines.append(Line(kind_of(part), start, start + len(part)))
        start += len(part) + 1
    return lines


def kind_of(line: str) -> LineKind:
    """What a single line is, by its own words alone."""
    line = line.strip()
    if not line:
        return "blank"
    if len(line) <= _LONGEST_NOTE and (kind := _note(line)):
        return kind
    if _DATELINE.match(line[:_LONGEST_NOTE]):
        return "dateline"
    return "heading" if _is_heading(line) else "body"


def _note(line: str) -> LineKind | None:
    """Short lines around the article's own words."""
    if _SITE.match(line) or _RIGHTS.search(line):
        return "furniture"
    if _CREDIT.fullmatch(line):
        return "credit"
    if _NAMES.fullmatch(line) or _EXCLUSIVE.fullmatch(line) or _META.match(line):
        return "byline"
    if _BYLINE.match(line) and "。" not in line:
        return "byline"
    if len(line) <= _LONGEST_CAPTION and _CAPTION.search(line):
        return "caption"
    return None


def _is_heading(line: str) -> bool:
    """Short, without a sentence's end, and not the torn half of a sentence."""
    return (
        len(line) <= _LONGEST_HEADING
        and "。" not in line
        and not line.endswith(_ENDS)
        and not _RUNS_ON.match(line)
        and any(char.isalnum() for char in line)
    )

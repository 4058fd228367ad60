"""Made-up news of parks and projects from all over China, to measure and to mistreat: ``./run bench corpus FOLDER``.

Every sentence is invented; names, places and figures are drawn from the whole vocabulary. The same seed gives the
same articles, byte for byte. What pages do to a text (scripts, readings, widths, furniture, columns, encodings) is
in ``noise.py``.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))

from noise import MANNERS, encoded  # noqa: E402

from parks.vocabulary import RegionTerm, load  # noqa: E402

#: Characters of one article before noise, as the articles this product is for have.
LENGTH = (3000, 5000)

#: So many sentences state facts that an article yields about ten records and eighty citations, as real ones do.
FACTS_SHARE = 0.18

_BRAND = [
    "云",
    "海",
    "中",
    "华",
    "天",
    "瑞",
    "恒",
    "启",
    "博",
    "盛",
    "汇",
    "锦",
    "远",
    "新",
    "创",
    "智",
    "联",
    "科",
    "光",
    "星",
    "泰",
    "达",
    "鼎",
    "凌",
    "晟",
    "睿",
    "骏",
    "旭",
    "宏",
    "亿",
]
_PARK_HEADS = ["产业园", "科技园", "智造园", "产业新城", "创新港", "科学城", "工业园", "智谷", "产业基地", "集聚区"]
_PROJECT_HEADS = [
    "生产基地",
    "研发中心",
    "生产线",
    "制造基地",
    "智能工厂",
    "总部基地",
    "数据中心",
    "孵化器",
    "冷链物流中心",
    "研发及生产基地",
]
_COMPANY = ["科技有限公司", "集团", "新材料股份有限公司", "实业有限公司", "能源有限公司", "电子科技集团有限公司"]
_MEDIA = ["晨报", "日报", "晚报", "发布", "新区报", "经济导报", "融媒体中心"]
_VERBS = [
    "开工建设",
    "正式投产",
    "签约落户",
    "主体封顶",
    "竣工验收",
    "集中开工",
    "建成投用",
    "启动建设",
    "完成选址",
    "开园运营",
]

_FACTS = (
    "{place}的{project}{verb}，总投资{about}{money}亿元，占地{land}亩。",
    "由{company}投资建设的{project}位于{park}，计划总投资{money}亿元，总建筑面积{floor}万平方米。",
    "{month}月{day}日，{project}在{park}{verb}。项目总投资{money}亿元，达产后预计年产值{output}亿元。",
    "记者在{park}看到，{project}的厂房已经封顶，{company}负责人说，这里预计明年{month}月投产。",
    "{park}规划面积{square}平方公里，已有{count}家企业入驻，其中规模以上企业{few}家。",
    "{project}分两期建设，一期投资{part}亿元，用地{land}亩，二期投资{rest}亿元，{year}年底前开工。",
    "当天，{place}举行重大项目集中开工活动，总投资{total}亿元的{count}个项目同时动工，涉及{industry}等领域。",
    "{company}与{place}政府签订协议，投资{about}{money}亿元建设{project}，主要从事{industry}产品的研发与生产。",
    "作为{place}今年的重点工程，{project}投资额为{money}亿元，{year}年{month}月启动，建成后可年产{few}万套部件。",
    "外资企业{company}追加投资{few}亿美元，在{park}扩建{project}，新增用地{land}亩。",
    "{park}内，{project}一派忙碌，塔吊林立。该项目占地面积约{land}亩，建筑面积{floor}万平方米，总投资超{money}亿元。",
)
_AROUND = (
    "连日来，{place}各个工地抢抓晴好天气，工人们加班加点，机器声此起彼伏。",
    "“我们把窗口搬到了现场，企业要办的事情当天就能办完。”{place}一位干部这样介绍。",
    "去年，{place}地区生产总值增长{few}个百分点，{industry}产业增加值达到{total}亿元。",
    "营商环境是块招牌。{place}推行首席服务员制度，从洽谈到落地都有专人陪跑。",
    "在{industry}赛道上，同行之间既是对手也是伙伴，上下游在同一个院子里就能配齐。",
    "傍晚时分，下班的人流涌出大门，街边的小馆子又热闹起来，老板娘说生意比前年好了三成。",
    "专家认为，产业集群要从堆积走向协作，关键是人才、资金与场景三件事能不能凑到一起。",
    "据了解，{place}近年来清理闲置土地{land}亩，盘活旧厂房{few}处，为新项目腾出了空间。",
    "{company}注册资本{few}亿元，去年纳税{few}千万元，产品销往{count}个国家和地区。",
    "下一步，{place}将围绕{industry}补链强链，力争到{year}年引进链上企业{count}家。",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One file: its name, its bytes, and which manner of noise it was given."""

    name: str
    content: bytes
    manner: str


@cache
def _places() -> tuple[RegionTerm, ...]:
    return tuple(term for term in load().regions.values() if term.level != "province")


@cache
def _industry_words() -> tuple[str, ...]:
    return tuple(sorted(load().industry_terms))


def articles(count: int, seed: int = 1) -> Iterator[Sample]:
    """``count`` files, the manners of noise in turn."""
    manners = list(MANNERS)
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        manner = manners[number % len(manners)]
        page = MANNERS[manner](Story(chance).page(), chance)
        yield Sample(f"{number:05d}-{manner}.txt", encoded(page, chance), manner)


class Story:
    """The names of one article's world, and sentences about them."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.place = chance.choice(_places())
        self.industries = chance.sample(_industry_words(), 4)
        self.parks = [self._name(_PARK_HEADS) for _ in range(2)]
        self.projects = [self._name(_PROJECT_HEADS) for _ in range(5)]
        self.companies = [self._brand() + chance.choice(_COMPANY) for _ in range(4)]

    def _brand(self) -> str:
        return "".join(self.chance.sample(_BRAND, 2))

    def _name(self, heads: list[str]) -> str:
        before = self.place.short_name if self.chance.random() < 0.4 else self._brand()
        return f"{before}{self.chance.choice(self.industries)}{self.chance.choice(heads)}"

    def sentence(self, templates: tuple[str, ...]) -> str:
        """One sentence with fresh figures."""
        pick, number = self.chance.choice, self.chance.randint
        money = pick([f"{number(1, 99)}", f"{number(1, 30)}.{number(1, 9)}", f"{number(100, 360)}"])
        return pick(templates).format(
            place=self.place.name, park=pick(self.parks), project=pick(self.projects), company=pick(self.companies),
            industry=pick(self.industries), verb=pick(_VERBS), about=pick(["", "约", "超", "近"]), money=money,
            part=number(1, 20), rest=number(1, 20), total=number(100, 900), land=number(20, 1500), floor=number(2, 90),
            output=number(2, 200), square=number(1, 60), count=number(12, 160), few=number(2, 11),
            month=number(1, 12), day=number(1, 28), year=number(2021, 2026),
        )  # fmt: skip

    def page(self) -> str:
        """Title, dateline and paragraphs of 3000 to 5000 characters; FACTS_SHARE of the sentences tell one."""
        place = self.place.short_name
        day = f"{self.chance.randint(2020, 2025)}年{self.chance.randint(1, 12)}月{self.chance.randint(1, 28)}日"
        lines = [
            f"{place}：{self.chance.choice(self.projects)}{self.chance.choice(_VERBS)}",
            f"{day} 来源：{place}{self.chance.choice(_MEDIA)} 记者 {self.chance.choice('赵钱孙李周吴郑王')}明远",
        ]
        wanted, written = self.chance.randint(*LENGTH), 0
        while written < wanted:
            paragraph = "".join(
                self.sentence(_FACTS if self.chance.random() < FACTS_SHARE else _AROUND)
                for _ in range(self.chance.randint(2, 5))
            )
            lines.append(paragraph)
            written += len(paragraph)
        return "\n".join(lines)


def main() -> None:
    """Write the files into a folder."""
    parser = argparse.ArgumentParser(description="写出生成的文章，供基准测试与人工查看。")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    for sample in articles(args.articles, args.seed):
        (args.folder / sample.name).write_bytes(sample.content)


if __name__ == "__main__":
    main()

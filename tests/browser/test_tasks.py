"""Every task of docs/editing.md, done as an editor does it: as many clicks and keys as its table says.

``KBASE_SCREENSHOTS=docs/screenshots`` also takes the pictures of that table.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from projects.actions.candidates import look_for
from projects.actions.indexing import index
from projects.actions.resolve import resolve
from projects.actions.review import decide
from projects.models import Citation, Doubt, Merge, Project, Review
from tests.browser.test_editing import doubtful, select_words, sign_in
from tests.factories import articles, records, scene

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = settings.BASE_DIR / "docs" / "editing.md"
PICTURES = os.environ.get("KBASE_SCREENSHOTS", "")
NEWS = "示范园区开工\n2023年2月8日\n示范市举行开工仪式，示范装备生产基地总投资5亿元，占地53亩，今日开工建设。"


def promised(task: str) -> tuple[int, str]:
    """Clicks of a task by the table of the docs, and its picture's file."""
    row = next(line for line in TABLE.read_text().splitlines() if line.startswith(f"| {task} |"))
    _, _, clicks, picture = (cell.strip() for cell in row.strip("|").split("|"))
    return int(re.findall(r"\d+", clicks)[0]), re.findall(r"screenshots/(\w+\.png)", picture)[0]


class Hand:
    """An editor's hand: counts what it clicks and presses; typing a text and choosing in a list are one each."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base, self.count = page, base, 0

    def open(self, name: str, *args: Any, query: str = "") -> None:
        """Where a task begins."""
        self.page.goto(f"{self.base}{reverse(name, args=args)}{query}")
        self.count = 0

    def click(self, *targets: Locator) -> None:
        for target in targets:
            target.click()
            self.count += 1

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.count += 1

    def select(self, words: str) -> None:
        """Words of the workbench's text, until its form is filled with what they state."""
        select_words(self.page, words)
        self.count += 1
        expect(self.page.locator("#id_quote")).to_have_value(words)

    def choose(self, box: str, value: str) -> None:
        self.page.locator(box).select_option(value)
        self.count += 1

    def see(self, task: str) -> None:
        """Take the picture of a task, where pictures are wanted."""
        if PICTURES:
            place = Path(PICTURES) / promised(task)[1]
            place.parent.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=place, animations="disabled")
            Image.open(place).convert("RGB").quantize(64).save(place, optimize=True)

    def done(self, task: str, said: str) -> None:
        """The page says so, and it took what the docs promise."""
        expect(self.page.locator(".messagelist")).to_contain_text(said, timeout=60_000)
        assert self.count == promised(task)[0], task


@pytest.fixture
def hand(page: Page, live_server: LiveServer) -> Hand:
    page.set_viewport_size({"width": 1100, "height": 620})
    sign_in(page, live_server)
    return Hand(page, live_server.url)


def run_action(hand: Hand, action: str, rows: int) -> None:
    """Mark so many rows of a list and do something with them."""
    boxes = hand.page.locator("input.action-select")
    hand.click(*(boxes.nth(number) for number in range(rows)))
    hand.choose("select[name=action]", action)


def test_the_queue(hand: Hand) -> None:
    doubtful(6)
    project = records.project("示范能源基地")
    for year, amount in (("2022", 3), ("2023", 5)):
        source = articles.article(f"据介绍，示范能源基地投资{amount}亿元。", published=year)
        articles.citation(project, "investment_cny", amount * 10**8, f"投资{amount}亿元", source)
    resolve(project)
    hand.open("admin:projects_doubt_desk", query="?reason=conflict")
    hand.see("改用另一篇文章的说法")
    hand.press("2")
    hand.done("改用另一篇文章的说法", "已改用另一说法")
    hand.open("admin:projects_doubt_desk")
    hand.see("确认一个值，看下一个")
    hand.press("a")
    hand.done("确认一个值，看下一个", "已确认")
    hand.count = 0
    hand.press("n")
    hand.done("判为文中无据", "文中无据")
    hand.count = 0
    hand.press("e")
    hand.type("3亿元")
    hand.see("改正一个值，原话作依据")
    hand.press("Enter")
    hand.done("改正一个值，原话作依据", "已改正")
    hand.open("admin:projects_doubt_changelist")
    hand.click(hand.page.locator("#action-toggle"))
    hand.choose("select[name=action]", "accept_selected")
    hand.see("批量确认一页")
    hand.click(hand.page.get_by_role("button", name="执行"), hand.page.get_by_role("button", name="确认这"))
    hand.done("批量确认一页", "已确认")
    assert not Doubt.objects.exists()


def forget_the_land(project: Project) -> None:
    """Let nothing be linked to the words on its area."""
    Citation.objects.filter(field="land_area_m2").delete()
    resolve(project)
    index([project])


def test_the_workbench_and_the_record(hand: Hand) -> None:
    world = scene.scene()
    forget_the_land(world.project)
    hand.open("admin:projects_article_workbench", world.first.pk)
    hand.click(hand.page.locator(".bench-free a").filter(has_text="占地约53亩"))
    hand.see("关联一个还没有归属的数字")
    hand.press("l")
    hand.done("关联一个还没有归属的数字", "已关联")
    forget_the_land(world.project)
    hand.open("admin:projects_article_workbench", world.first.pk)
    hand.select("占地约53亩")
    hand.press("l")
    hand.done("选一段原文关联到记录", "已关联")
    decide(world.project, "status", "signed", user=None)
    decide(world.project, "status", "planned", user=None)
    hand.open("admin:projects_deed_changelist")
    run_action(hand, "restore", 1)
    hand.see("恢复一个旧值")
    hand.click(hand.page.get_by_role("button", name="执行"))
    hand.done("恢复一个旧值", "恢复")
    assert Review.objects.last().new == "signed"  # type: ignore[union-attr]
    hand.open("admin:projects_project_change", world.project.pk)
    hand.click(hand.page.get_by_role("link", name="撤下"))
    hand.type("单位来函")
    hand.see("撤下一条记录")
    hand.press("Enter")
    hand.done("撤下一条记录", "已撤下")
    hand.open("admin:projects_article_changelist")
    run_action(hand, "join_stories", 2)
    hand.see("把两篇归为同一报道")
    hand.click(hand.page.get_by_role("button", name="执行"))
    hand.done("把两篇归为同一报道", "已归入")


def test_imports(hand: Hand) -> None:
    hand.open("admin:projects_importrun_add")
    file = {"name": "示例.txt", "mimeType": "text/plain", "buffer": NEWS.encode()}
    hand.page.locator("#id_documents").set_input_files(file)  # type: ignore[arg-type]
    hand.count += 1
    hand.click(hand.page.get_by_role("button", name="上传并预演"))
    expect(hand.page.get_by_text("预演结果")).to_be_visible(timeout=60_000)
    hand.see("导入文件")
    hand.click(hand.page.get_by_role("button", name="确认导入"))
    expect(hand.page.get_by_text("本批次的项目")).to_be_visible(timeout=60_000)
    assert hand.count == promised("导入文件")[0]
    hand.count = 0
    hand.click(hand.page.get_by_text("撤销这个批次"))
    hand.see("撤销一个批次")
    hand.click(hand.page.get_by_role("button", name="确定撤销"))
    hand.done("撤销一个批次", "已撤销")
    assert not Project.objects.exists()


def test_merging(hand: Hand) -> None:
    pair = [records.project("示范装备生产基地"), records.project("示范装备生产基地项目")]
    look_for(pair)
    hand.open("admin:projects_candidate_changelist")
    hand.click(hand.page.get_by_role("link", name="比较"))
    expect(hand.page.get_by_role("button", name="不是同一个")).to_be_visible()
    hand.page.wait_for_load_state("load")
    hand.see("合并两条")
    hand.press("1")
    hand.done("合并两条", "已把")
    hand.open("admin:projects_merge_changelist")
    run_action(hand, "undo", 1)
    hand.see("撤销合并")
    hand.click(hand.page.get_by_role("button", name="执行"))
    hand.done("撤销合并", "已恢复")
    assert Merge.objects.get().undone_at

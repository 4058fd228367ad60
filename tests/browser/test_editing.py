"""Editors at their desks, in a real browser under the strict content policy: by mouse, by keyboard, without script."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from projects.actions.indexing import index
from projects.actions.resolve import resolve
from projects.models import Citation, Doubt, ImportRun, Merge, Project, Review
from tests.factories import articles, people, records, scene

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page: Page, live_server: LiveServer) -> list[str]:
    """A superuser at the admin; gives back the list in which the page's complaints will stand."""
    people.superuser()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("用户名").fill("admin")
    page.get_by_label("密码").fill("测试口令-1")
    page.get_by_role("button", name="登录").click()
    return complaints


def doubtful(count: int) -> list[Project]:
    """Projects each with one uncertain figure."""
    made = []
    for number in range(count):
        project = records.project()
        articles.citation(project, "investment_cny", 10**9 + number, f"投资{number}亿元", confidence=0.3)
        resolve(project)
        made.append(project)
    return made


def select_words(page: Page, words: str) -> None:
    """Draw the mouse over these words of the workbench's text, as far as its script can tell."""
    page.evaluate(
        """words => {
            for (const p of document.querySelectorAll("#text p")) {
                const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
                for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                    const at = node.data.indexOf(words);
                    if (at < 0) continue;
                    document.getSelection().setBaseAndExtent(node, at, node, at + words.length);
                    p.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
                    return;
                }
            }
        }""",
        words,
    )


def test_a_queue_by_keyboard_alone(page: Page, live_server: LiveServer) -> None:
    doubtful(3)
    complaints = sign_in(page, live_server)
    page.goto(live_server.url + reverse("admin:projects_doubt_desk"))
    first = page.locator("h1 a").inner_text()
    page.keyboard.press("a")
    expect(page.locator(".messagelist")).to_contain_text("已确认")
    expect(page.locator("h1 a")).not_to_have_text(first)
    page.keyboard.press("e")
    page.keyboard.type("3亿元")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("已改正")
    page.keyboard.press("n")
    expect(page.locator(".messagelist")).to_contain_text("文中无据")
    expect(page.get_by_text("没有待核对的内容").or_(page.get_by_text("这一遍已看完"))).to_be_visible()
    assert not Doubt.objects.exists()
    assert Project.objects.filter(investment_cny=300_000_000).count() == 1
    assert complaints == []


def test_select_words_cite_and_see_them_in_public(page: Page, live_server: LiveServer) -> None:
    world = scene.scene()
    Citation.objects.filter(project=world.project, field="land_area_m2").delete()
    resolve(world.project)
    index([world.project])
    complaints = sign_in(page, live_server)
    page.goto(live_server.url + reverse("admin:projects_article_workbench", args=[world.first.pk]))
    select_words(page, "占地约53亩")
    expect(page.locator("#id_quote")).to_have_value("占地约53亩")
    expect(page.locator("#id_field")).to_have_value("land_area_m2")
    expect(page.locator("#id_qualifier")).to_have_value("about")
    expect(page.locator("#id_record option:checked")).to_have_text("云岭智算中心")
    page.get_by_role("button", name="关联").click()
    expect(page.locator(".messagelist")).to_contain_text("已关联到“云岭智算中心”")
    page.goto(live_server.url + world.project.get_absolute_url())
    expect(page.locator("body")).to_contain_text("53")
    assert Citation.objects.get(field="land_area_m2", project=world.project).quote == "占地约53亩"
    assert complaints == []


def test_the_same_without_script(browser: Browser, live_server: LiveServer) -> None:
    world = scene.scene()
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in(page, live_server)
    page.goto(live_server.url + reverse("admin:projects_article_workbench", args=[world.second.pk]))
    page.locator("#id_quote").fill("占地53亩")
    page.get_by_role("button", name="识别").click()
    expect(page.locator("#id_field")).to_have_value("land_area_m2")
    page.get_by_role("button", name="关联").click()
    expect(page.locator(".messagelist")).to_contain_text("已关联")
    page.goto(live_server.url + reverse("admin:projects_doubt_desk"))
    before = Doubt.objects.count()
    page.get_by_role("button", name="下一条").first.click()
    expect(page.locator(".messagelist")).to_contain_text("已确认")
    assert Doubt.objects.count() < before
    context.close()


def test_upload_preview_import_undo(page: Page, live_server: LiveServer) -> None:
    complaints = sign_in(page, live_server)
    page.goto(live_server.url + reverse("admin:projects_importrun_add"))
    text = "示范园区开工\n2023年2月8日\n示范市举行开工仪式，示范装备生产基地总投资5亿元，占地53亩，今日开工建设。"
    file = {"name": "示例.txt", "mimeType": "text/plain", "buffer": ContentFile(text.encode()).read()}
    page.locator("#id_documents").set_input_files(file)
    page.get_by_role("button", name="上传并预演").click()
    expect(page.get_by_text("预演结果")).to_be_visible(timeout=60_000)
    assert not Project.objects.exists()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("本批次的项目")).to_be_visible(timeout=60_000)
    assert Project.objects.exists()
    page.get_by_text("撤销这个批次").click()
    page.get_by_role("button", name="确定撤销").click()
    expect(page.locator(".messagelist")).to_contain_text("已撤销")
    assert not Project.objects.exists()
    assert ImportRun.objects.get().state == "undone"
    assert complaints == []


def test_compare_merge_and_part_again(page: Page, live_server: LiveServer) -> None:
    one, other = records.project("示范装备生产基地"), records.project("示范装备生产基地项目")
    address = other.get_absolute_url()
    complaints = sign_in(page, live_server)
    page.goto(live_server.url + reverse("admin:projects_project_change", args=[one.pk]))
    page.get_by_role("link", name="查重与合并").click()
    page.get_by_role("link", name="比较").click()
    expect(page.get_by_role("button", name="不是同一个")).to_be_visible()
    page.wait_for_load_state("load")
    page.keyboard.press("1")
    expect(page.locator(".messagelist")).to_contain_text("已把")
    page.goto(live_server.url + address)
    assert page.url.endswith(one.get_absolute_url())
    page.goto(live_server.url + reverse("admin:projects_merge_changelist"))
    page.locator("input.action-select").first.check()
    page.locator("select[name=action]").select_option("undo")
    page.get_by_role("button", name="执行").click()
    expect(page.locator(".messagelist")).to_contain_text("已恢复")
    assert Merge.objects.get().undone_at
    assert Project.objects.filter(pk=other.pk).exists()
    assert complaints == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_desks_fit_every_screen(browser: Browser, live_server: LiveServer, width: int, scheme: str) -> None:
    world = scene.scene()
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    complaints = sign_in(page, live_server)
    addresses = (
        reverse("admin:projects_doubt_desk"),
        reverse("admin:projects_article_workbench", args=[world.first.pk]),
        reverse("admin:projects_importrun_add"),
        f"{reverse('admin:projects_candidate_compare')}?kind=project&one={world.project.pk}&other={world.phase.pk}",
    )
    for address in addresses:
        page.goto(live_server.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert complaints == []
    assert not Review.objects.exists()
    context.close()

"""Traditional characters at the end of a page's making, and an English catalogue without gaps."""

from __future__ import annotations

import gettext
import re

import pytest
from django.conf import settings

from kbase.languages import to_traditional
from parks.record import Status
from projects.facets import FACETS
from projects.fields import FIELDS
from projects.models import Involvement
from projects.models.document import Money
from projects.totals import RULE

CATALOGUE = settings.BASE_DIR / "locale" / "en" / "LC_MESSAGES"


@pytest.mark.parametrize(
    ("html", "converted"),
    [
        ("<p>苏州工业园区</p>", "<p>蘇州工業園區</p>"),
        ('<a href="/?q=园区" title="园区">园区</a>', '<a href="/?q=园区" title="園區">園區</a>'),
        ('<input value="园区" placeholder="搜索园区">', '<input value="园区" placeholder="搜索園區">'),
        (
            '<button value="x" aria-label="去掉 山东省">×</button>',
            '<button value="x" aria-label="去掉 山東省">×</button>',
        ),
        ('<p data-name="园区">a &lt; b &amp; 园</p>', '<p data-name="园区">a &lt; b &amp; 園</p>'),
        ('<script type="application/ld+json">{"name": "园区"}</script>', None),
        ("<textarea>园区</textarea><!-- 园区 -->", None),
        ('<meta name="description" content="园区">', '<meta name="description" content="園區">'),
        ('<meta name="citation_title" content="园区">', None),
        ("a < b 园", "a < b 園"),
        ("", None),
        ("no Han at all", None),
    ],
)
def test_only_what_is_read_is_converted(html: str, converted: str | None) -> None:
    assert to_traditional(html) == (html if converted is None else converted)


def english() -> dict[str, str]:
    with (CATALOGUE / "django.mo").open("rb") as file:
        return {str(key): text for key, text in gettext.GNUTranslations(file)._catalog.items()}  # type: ignore[attr-defined]


def test_the_compiled_catalogue_is_the_written_one() -> None:
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', (CATALOGUE / "django.po").read_text(), re.MULTILINE)
    assert pairs
    assert dict(pairs) == {key: text for key, text in english().items() if key}


def templates() -> list[tuple[str, str]]:
    """The templates of public pages without their comments; the desk and its mails are Chinese."""
    found = (settings.BASE_DIR / "templates").rglob("*.html")
    paths = [path for path in found if "admin" not in path.parts and path.name != "digest.html"]
    comments = re.compile(r"{% comment %}.*?{% endcomment %}", re.DOTALL)
    return [(path.name, comments.sub("", path.read_text())) for path in paths]


SENTENCE = re.compile(r"{% blocktranslate\b[^%]*%}(.*?){% endblocktranslate %}", re.DOTALL)
LANGUAGES = "简体中文|繁體中文"


def test_every_string_of_the_templates_is_in_the_catalogue() -> None:
    said = set()
    for _, text in templates():
        said |= set(re.findall(r'{% translate "([^"]+)"', text)) | set(re.findall(r'_\("([^"]+)"\)', text))
        said |= {re.sub(r"{{ (\w+) }}", r"%(\1)s", sentence) for sentence in SENTENCE.findall(text)}
    assert said
    assert said - english().keys() == set()


def test_no_template_says_anything_past_the_catalogue() -> None:
    for name, text in templates():
        bare = re.sub(r"{%.*?%}|{{.*?}}", "", SENTENCE.sub("", text), flags=re.DOTALL)
        assert not re.search("[㐀-鿿]", re.sub(LANGUAGES, "", bare)), name


def test_every_sentence_of_the_pages_code_is_in_the_catalogue() -> None:
    said = set()
    for app in ("kbase", "parks", "projects"):
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            text = path.read_text()
            if "import gettext as _" in text and "admin" not in path.parts:
                said |= set(re.findall(r'\b_\(\s*"([^"]+)"', text))
    assert said
    assert said - english().keys() == set()


def test_every_label_is_in_the_catalogue() -> None:
    labels = {field.label for field in FIELDS} | {facet.label for facet in FACETS}
    labels |= {str(choice) for facet in FACETS for choice in facet.choices.values()}
    labels |= {str(label) for kind in (Status, Money, Involvement.Role) for label in kind.labels} | {RULE}
    assert labels - english().keys() == set()

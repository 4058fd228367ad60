"""A strict reader of HTML: tags closed in order, ids once, references that lead somewhere, nothing where it may not be."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
#: SVG elements may close themselves.
DRAWN = frozenset("path rect use circle line".split())
BLOCKS = frozenset(
    "address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header "
    "hr main nav ol p pre section table ul".split()
)
PARENTS = {
    "li": {"ul", "ol"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "tr": {"thead", "tbody", "tfoot", "table"},
    "td": {"tr"},
    "th": {"tr"},
    "figcaption": {"figure"},
    "summary": {"details"},
}
CHILDREN = {"ul": {"li"}, "ol": {"li"}, "tr": {"td", "th"}, "table": {"caption", "thead", "tbody", "tfoot", "colgroup"}}
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.wanted: list[str] = []

    def fault(self, words: str) -> None:
        self.faults.append(f"{self.getpos()[0]}: {words}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.fault(f"<{tag}> has an attribute twice")
        values = dict(attrs)
        if values.get("id") is not None:
            self.ids.append(str(values["id"]))
        self.wanted += [word for name in REFERENCES for word in str(values.get(name) or "").split()]
        parent = self.open[-1] if self.open else ""
        if tag in PARENTS and parent not in PARENTS[tag]:
            self.fault(f"<{tag}> in <{parent}>")
        if parent in CHILDREN and tag not in CHILDREN[parent]:
            self.fault(f"<{tag}> in <{parent}>")
        if tag in BLOCKS and {"p", "h1", "h2", "h3"} & set(self.open):
            self.fault(f"<{tag}> inside a paragraph or heading")
        if tag in ("a", "button") and {"a", "button"} & set(self.open):
            self.fault(f"<{tag}> inside a link or button")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in DRAWN:
            self.fault(f"<{tag}/> closes itself")
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.fault(f"</{tag}> closes <{self.open[-1] if self.open else ''}>")
        else:
            self.open.pop()


def faults(html: str) -> list[str]:
    """What is wrong with a page, with line numbers; empty for a sound one.

    >>> faults("<p><div></div></p>")
    ['1: <div> inside a paragraph or heading']
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = reader.faults + [f"<{tag}> is never closed" for tag in reader.open]
    found += [f"id {each} twice" for each in sorted({one for one in reader.ids if reader.ids.count(one) > 1})]
    return found + [f"nothing has the id {each}" for each in sorted(set(reader.wanted) - set(reader.ids))]

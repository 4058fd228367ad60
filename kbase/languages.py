"""The language of a page: what the reader chose with the switch, never what the browser happens to announce.

Simplified Chinese is how pages are written, English a catalogue of their chrome, Traditional a conversion of the
finished page. The editors' desk stays in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

import opencc
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers

TRADITIONAL = "zh-hant"

#: Tags, comments and whole scripts stand apart from text; what is typed into a textarea is left as it is.
_MARKUP = re.compile(r"(<!--.*?-->|<(script|style|textarea)\b.*?</\2\s*>|<[^>]*>)", re.DOTALL | re.IGNORECASE)
#: Attributes that are read or heard; addresses and values of inputs are not.
_SPOKEN = re.compile(r'(\s(?:title|aria-label|aria-description|placeholder|alt|label)=")([^"]*)(")')
_META = re.compile(r'(<meta\s+(?:name|property)="(?:description|og:title|og:description)"\s+content=")([^"]*)(")')
_HAN = re.compile("[㐀-鿿]")
#: Between pieces, so that all are converted in one call: a private character that no page has.
_SEAM = "\ue0fe"


class LanguageMiddleware:
    """Activates the language of the cookie that Django's ``set_language`` sets; converts pages to Traditional."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = chosen(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ("Cookie",))
            if language == TRADITIONAL and isinstance(response, HttpResponse):
                response.content = to_traditional(response.content.decode(response.charset)).encode(response.charset)
                if response.has_header("Content-Length"):
                    response.headers["Content-Length"] = str(len(response.content))
        return response


def chosen(request: HttpRequest) -> str:
    """The reader's language; on the editors' desk, and for a cookie that makes no sense, the site's own."""
    asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if asked not in dict(settings.LANGUAGES) or request.path.startswith(reverse("admin:index")):
        return settings.LANGUAGE_CODE
    return asked


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def to_traditional(html: str) -> str:
    """A page with its text, titles and labels in Traditional characters: 「<p title="园区">园区</p>」 → 園區 twice.

    Addresses, ids, data and what stands in inputs stay as they are.
    """
    pieces = list(_pieces(html))
    wanted = [place for place, (text, plain) in enumerate(pieces) if plain and _HAN.search(text)]
    if not wanted:
        return html
    converted = _converter().convert(_SEAM.join(pieces[place][0] for place in wanted)).split(_SEAM)
    for place, text in zip(wanted, converted, strict=True):
        pieces[place] = (text, True)
    return "".join(text for text, _ in pieces)


def _pieces(html: str) -> Iterator[tuple[str, bool]]:
    """The page cut up: (stretch, whether it is to be converted)."""
    at = 0
    for markup in _MARKUP.finditer(html):
        yield html[at : markup.start()], True
        yield from _attributes(markup.group())
        at = markup.end()
    yield html[at:], True


def _attributes(tag: str) -> Iterator[tuple[str, bool]]:
    silent = tag.startswith(("<!--", "<script", "<style"))
    found = [] if silent else list((_META if tag.startswith("<meta") else _SPOKEN).finditer(tag))
    at = 0
    for each in found:
        yield tag[at : each.start(2)], False
        yield each.group(2), True
        at = each.end(2)
    yield tag[at:], False

"""Against a real local server: only the look-up of names is replaced, so that loopback may be reached."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from projects.sources.base import RawDocument, ReadError
from projects.sources.urls import Fetcher, read, resolve_public

PAGE = f"<html><body><div>{'<p>海州智造园总投资5亿元，占地120亩，计划明年竣工投产。</p>' * 12}</div></body></html>".encode()


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/robots.txt":
            self._answer(200, b"User-agent: *\nDisallow: /private", "text/plain")
        elif self.path == "/moved":
            self._answer(302, b"", location="/news/1.html")
        elif self.path == "/loop":
            self._answer(302, b"", location="/loop")
        elif self.path == "/inside":
            self._answer(302, b"", location="http://10.0.0.1/secret")
        elif self.path == "/picture":
            self._answer(200, b"\x89PNG", "image/png")
        elif self.path == "/large":
            self._answer(200, b"x" * 200_000)
        elif self.path == "/slow":
            time.sleep(1.5)
            self._answer(200, PAGE)
        elif self.path in ("/news/1.html", "/%E6%96%B0%E9%97%BB", "/private"):
            self._answer(200, PAGE)
        else:
            self._answer(404, b"nothing")

    def _answer(self, status: int, body: bytes, kind: str = "text/html; charset=utf-8", location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if location:
            self.send_header("Location", location)
        with suppress(BrokenPipeError):  # the reader gives up on slow pages
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://news.example:{server.server_port}"
    server.shutdown()
    server.server_close()


def resolve_test(host: str, port: int) -> list[str]:
    return ["127.0.0.1"] if host == "news.example" else resolve_public(host, port)


def fetched(*addresses: str) -> list[RawDocument | ReadError]:
    fetcher = Fetcher(resolve=resolve_test, timeout=0.7, max_bytes=100_000)
    return list(read("名单.urls", "\n".join(addresses).encode(), fetcher))


def test_pages_are_fetched_with_their_final_address(site: str) -> None:
    found = fetched("# 注释", f"{site}/moved", "", f"{site}/新闻")
    assert [item.url for item in found if isinstance(item, RawDocument)] == [f"{site}/news/1.html", f"{site}/新闻"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/missing", "404"),
        ("/private", "robots"),
        ("/loop", "重定向"),
        ("/inside", "内部网络"),
        ("/picture", "不是网页"),
        ("/large", "过大"),
        ("/slow", "没有响应"),
    ],
)
def test_what_cannot_be_fetched_says_why_and_the_rest_goes_on(site: str, path: str, reason: str) -> None:
    refused, page = fetched(f"{site}{path}", f"{site}/news/1.html")
    assert isinstance(refused, ReadError) and isinstance(page, RawDocument)
    assert reason in refused.reason


@pytest.mark.parametrize(
    "url", ["ftp://a/b", "http://", "file:///etc/passwd", "没有协议", "http://[::1", "http://a:99999"]
)
def test_other_addresses_are_refused(url: str) -> None:
    [refused] = fetched(url)
    assert isinstance(refused, ReadError)
    assert "地址" in refused.reason


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "::1", "0.0.0.0"])
def test_inner_addresses_are_never_asked(host: str) -> None:
    with pytest.raises(PermissionError):
        resolve_public(host, 80)

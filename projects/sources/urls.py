"""A list of web addresses (.urls, one a line): fetched politely, and never from inside our own network."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
import urllib.robotparser
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, urljoin, urlsplit

from projects.sources import html
from projects.sources.base import MAX_DOCUMENT_BYTES, RawDocument, ReadError, decoded

USER_AGENT = "kbase-import/1.0"
_TEXT_TYPES = ("text/", "application/xhtml", "application/xml")
_ROBOTS_BYTES = 500_000

#: Resolves a host and port to addresses, as :func:`socket.getaddrinfo`; tests give their own.
Resolve = Callable[[str, int], list[str]]


def resolve_public(host: str, port: int) -> list[str]:
    """The public addresses of a host; private, loopback and other inner ones are refused with PermissionError."""
    found = list(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    if not found or not all(ipaddress.ip_address(address).is_global for address in found):
        raise PermissionError(host)
    return found


@dataclass(slots=True)
class Fetcher:
    """Fetches pages with a time limit, a size limit and a limit of redirects; keeps each site's robots.txt."""

    resolve: Resolve = resolve_public
    timeout: float = 15.0
    max_bytes: int = MAX_DOCUMENT_BYTES
    max_redirects: int = 5
    _robots: dict[str, urllib.robotparser.RobotFileParser] = field(default_factory=dict)

    def page(self, url: str) -> tuple[str, bytes]:
        """The final address and the bytes of a page. Raises :class:`ReadError` with the reason."""
        start = url
        for _ in range(self.max_redirects + 1):
            parts = self._checked(url)
            if not self._allowed(parts, url):
                raise ReadError(start, "该网站的 robots.txt 不允许抓取此页。")
            status, headers, body = self._get(parts, self.max_bytes, start)
            if status in (301, 302, 303, 307, 308) and headers.get("location"):
                url = urljoin(url, headers["location"])
                continue
            if status != 200:
                raise ReadError(start, f"网站返回 {status}，未能取得页面。")
            if not headers.get("content-type", "text/html").lower().startswith(_TEXT_TYPES):
                raise ReadError(start, f"不是网页（{headers['content-type']}），请下载后按文件导入。")
            return url, body
        raise ReadError(start, "重定向次数过多。")

    def _checked(self, url: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 80) > 0
        except ValueError:
            sound = False
        if not sound:
            raise ReadError(url, "不是有效的 http(s) 地址。")
        return parts

    def _allowed(self, parts: SplitResult, url: str) -> bool:
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            rules = urllib.robotparser.RobotFileParser()
            try:
                status, _, body = self._get(urlsplit(f"{site}/robots.txt"), _ROBOTS_BYTES, url)
            except ReadError:
                status, body = 404, b""
            rules.parse(body.decode("utf-8", "replace").splitlines() if status == 200 else [])
            self._robots[site] = rules
        return self._robots[site].can_fetch(USER_AGENT, url)

    def _get(self, parts: SplitResult, limit: int, start: str) -> tuple[int, dict[str, str], bytes]:
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            address = self.resolve(host, port)[0]
            connection = _connection(parts.scheme, host, port, address, self.timeout)
            try:
                target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                connection.request("GET", _ascii(target), headers={"User-Agent": USER_AGENT, "Accept": "text/html"})
                response = connection.getresponse()
                body = _read(response, limit, time.monotonic() + self.timeout)
            finally:
                connection.close()
        except PermissionError as error:
            raise ReadError(start, "地址指向内部网络，已拒绝。") from error
        except TimeoutError as error:
            raise ReadError(start, f"{self.timeout:.0f} 秒内没有响应。") from error
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            raise ReadError(start, f"无法连接：{error}。") from error
        if len(body) > limit:
            raise ReadError(start, f"页面过大（超过 {limit // 1_000_000} MB）。")
        return response.status, {key.lower(): value for key, value in response.getheaders()}, body


def _read(response: http.client.HTTPResponse, limit: int, deadline: float) -> bytes:
    """At most ``limit`` + 1 bytes; a server that drips them out slower than the time limit is given up."""
    pieces: list[bytes] = []
    size = 0
    while size <= limit and (piece := response.read1(65536)):
        pieces.append(piece)
        size += len(piece)
        if time.monotonic() > deadline:
            raise TimeoutError
    return b"".join(pieces)[: limit + 1]


def _ascii(target: str) -> str:
    """Chinese characters in an address are sent percent-encoded; what is encoded already stays."""
    return "".join(char if char.isascii() else "".join(f"%{byte:02X}" for byte in char.encode()) for char in target)


def _connection(scheme: str, host: str, port: int, address: str, timeout: float) -> http.client.HTTPConnection:
    """A connection to exactly the address that was checked: a second look-up could be answered differently."""
    plain = socket.create_connection((address, port), timeout)
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    if scheme == "https":
        plain = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    connection.sock = plain
    return connection


def read(name: str, content: bytes, fetcher: Fetcher | None = None) -> Iterator[RawDocument | ReadError]:
    """The pages at the addresses of a list, one a line; what is empty or begins with # is passed over."""
    fetch = fetcher or Fetcher()
    text, _ = decoded(name, content)
    for line in text.splitlines():
        url = line.strip()
        if not url or url.startswith("#"):
            continue
        try:
            final, page = fetch.page(url)
            for item in html.read(url, page):
                yield replace(item, url=item.url or final) if isinstance(item, RawDocument) else item
        except ReadError as error:
            yield error

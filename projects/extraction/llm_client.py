"""One question to an OpenAI-compatible chat endpoint, with every limit that a stranger's server needs."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

#: Worth another try: busy or broken for the moment.
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_PIECE = 65_536


class ModelError(Exception):
    """The model gave no usable answer; the message says why, in Chinese."""


class _Passing(ModelError):
    """It may answer when asked again."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask, and the budget. ``url`` is the base (http://127.0.0.1:8000/v1); times in seconds.

    ``timeout`` is for one request as a whole, so that a server that drips bytes does not hold an import.
    """

    url: str
    model: str
    key: str = ""
    timeout: float = 60.0
    attempts: int = 3
    backoff: float = 1.0
    max_characters: int = 6_000
    max_requests: int = 3
    max_response: int = 200_000


def ask(endpoint: Endpoint, system: str, user: str, sleep: Callable[[float], None] = time.sleep) -> str:
    """The model's answer to ``user`` under the instructions ``system``; :class:`ModelError` when there is none."""
    body = {
        "model": endpoint.model,
        "temperature": 0,
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
    }
    for attempt in range(1, endpoint.attempts + 1):
        try:
            return _content(_post(endpoint, json.dumps(body, ensure_ascii=False).encode()))
        except _Passing:
            if attempt == endpoint.attempts:
                raise
            sleep(endpoint.backoff * 2 ** (attempt - 1))
    raise ModelError("没有尝试请求")


def _post(endpoint: Endpoint, body: bytes) -> bytes:
    """The bytes of a good response. Redirects are not followed: the key is for this server only."""
    parts = urlsplit(endpoint.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ModelError("KBASE_LLM_URL 不是 http(s) 地址")
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    deadline = time.monotonic() + endpoint.timeout
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    connection = make(parts.hostname, parts.port, timeout=endpoint.timeout)
    try:
        connection.request("POST", f"{parts.path.rstrip('/')}/chat/completions", body, headers)
        response = connection.getresponse()
        if response.status != 200:
            kind = _Passing if response.status in _PASSING else ModelError
            raise kind(f"服务器答复 HTTP {response.status}")
        return _read(response, connection, endpoint.max_response, deadline)
    except TimeoutError as error:
        raise _Passing(f"超过 {endpoint.timeout:g} 秒没有答复") from error
    except (OSError, http.client.HTTPException) as error:
        raise _Passing(f"无法连接（{type(error).__name__}）") from error
    finally:
        connection.close()


def _read(
    response: http.client.HTTPResponse, connection: http.client.HTTPConnection, limit: int, deadline: float
) -> bytes:
    """The body, piece by piece, within the limits of size and time."""
    pieces: list[bytes] = []
    size = 0
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if isinstance(connection.sock, socket.socket):
            connection.sock.settimeout(left)
        piece = response.read1(_PIECE)
        if not piece:
            return b"".join(pieces)
        size += len(piece)
        if size > limit:
            raise ModelError(f"答复超过 {limit} 字节")
        pieces.append(piece)


def _content(data: bytes) -> str:
    try:
        answer: Any = json.loads(data)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ModelError("答复不是约定的格式") from error
    if not isinstance(answer, str):
        raise ModelError("答复不是约定的格式")
    return answer

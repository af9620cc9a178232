"""Asks an ASGI app for one page, as a browser would, without a server."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote


@dataclass(frozen=True)
class Answer:
    """What came back; `content` is unpacked."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:
        """The content as JSON."""
        return json.loads(self.content)


def get(app: Any, address: str, *, accept: str = "gzip", more: Mapping[str, str] | None = None) -> Answer:
    """The answer to a GET of that path and query; `more` are further headers of the browser."""
    path, _, query = address.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [
            (b"host", b"127.0.0.1"),
            (b"accept-encoding", accept.encode()),
            *((name.encode(), value.encode()) for name, value in (more or {}).items()),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    start: dict[str, Any] = {}
    parts: list[bytes] = []

    asked = False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:
            # a browser that waits for its answer says nothing more
            await asyncio.Event().wait()
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    # in a thread of its own: a browser test of the same worker may keep a loop running in this one
    with ThreadPoolExecutor(1) as other:
        other.submit(asyncio.run, app(scope, receive, send)).result()
    headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    body = b"".join(parts)
    if headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    return Answer(start["status"], headers, body)

"""What our server does beside Streamlit: layers by address, front-end files, health; compression, caching, headers."""

from __future__ import annotations

import contextlib
import gzip
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from layers import offline
from planner.core.errors import PlannerError
from screens import home_day, replays, session
from screens.geo import PAGES, SHELF, GeoShelf

FOR_GOOD = "public, max-age=31536000, immutable"
FOR_READER_FOR_GOOD = "private, max-age=31536000, immutable"
_OWN = {path.name: path for path in offline.OWN.values()}

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


async def _geo(request: Request) -> Response:
    return _kept(request, SHELF, "application/json")


async def _replay(request: Request) -> Response:
    return _kept(request, PAGES, "text/html; charset=utf-8")


def _kept(request: Request, shelf: GeoShelf, kind: str) -> Response:
    packed = shelf.get(request.path_params["name"])
    if packed is None:
        return PlainTextResponse("gone", status_code=404, headers={"Cache-Control": "no-store"})
    headers = {"Cache-Control": FOR_READER_FOR_GOOD, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(gzip.decompress(packed), media_type=kind, headers=headers)


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    # only files that set-up or the project itself lists: no path of a request ever reaches the disk
    if name in _OWN:
        path = _OWN[name]
    elif name.startswith("vendor/") and name.removeprefix("vendor/") in offline.manifest()["files"]:
        path = offline.VENDOR / name.removeprefix("vendor/")
    else:
        return PlainTextResponse("not here", status_code=404)
    versioned = "v" in request.query_params or name.startswith("vendor/fonts/")
    return FileResponse(path, headers={"Cache-Control": FOR_GOOD if versioned else "no-cache"})


async def _tiles(request: Request) -> Response:
    """The tile archive, in the pieces that the browser asks for: it may be larger than memory."""
    archive = session.tile_archive()
    if archive is None or not archive.is_vector or request.path_params["name"] != archive.name or not _from_us(request):
        return PlainTextResponse("not here", status_code=404)
    return FileResponse(archive.path, media_type="application/octet-stream", headers=_TILE_HEADERS)


async def _picture(request: Request) -> Response:
    """One picture of an archive of pictures."""
    archive, asked = session.tile_archive(), request.path_params
    if archive is None or archive.is_vector or asked["name"] != archive.name or not _from_us(request):
        return PlainTextResponse("not here", status_code=404)
    found = await run_in_threadpool(archive.tile, asked["z"], asked["x"], asked["y"])
    if found is None:
        return Response(status_code=204, headers=_TILE_HEADERS)
    return Response(found, media_type=archive.media, headers=_TILE_HEADERS)


def _from_us(request: Request) -> bool:
    """False when the browser says that a page of somebody else asks."""
    return request.headers.get("sec-fetch-site", "same-origin") == "same-origin"


_TILE_HEADERS = {"Cache-Control": FOR_READER_FOR_GOOD, "Cross-Origin-Resource-Policy": "same-origin"}


async def _health(request: Request) -> Response:
    return JSONResponse({"ok": True})


ROUTES = [
    Route("/geo/{name:str}.json", _geo),
    Route("/replay/{name:str}.html", _replay),
    Route("/assets/{name:path}", _asset),
    Route("/tiles/{name:str}.pmtiles", _tiles),
    Route("/tiles/{name:str}/{z:int}/{x:int}/{y:int}", _picture),
    Route("/health", _health),
]

_HEADERS = {
    # the second line of defence: even a script that ran could ask no other host for anything
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss: blob: data:; "
        "worker-src 'self' blob:; frame-src 'self' blob: data:; frame-ancestors 'self'; object-src 'none'; "
        "base-uri 'self'; form-action 'self'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=(self)",
}


def _headers() -> dict[str, str]:
    """Our headers; pictures may come from the one host whose online tiles the deployment asks for, and no other."""
    below = session.background()
    if below is None or not below.host:
        return _HEADERS
    policy = _HEADERS["content-security-policy"].replace("img-src 'self'", f"img-src 'self' {below.host}")
    return {**_HEADERS, "content-security-policy": policy}


class SafeHeaders:
    """Puts our security headers on every answer."""

    def __init__(self, app: Asgi) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; adds headers that the answer does not set itself."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        ours = _headers()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((k.encode(), v.encode()) for k, v in ours.items() if k.encode() not in there),
                ]
            await send(message)

        await self._app(scope, receive, sending)


class Slim:
    """Compresses Streamlit's and the map's own script files once, and lets browsers keep those with a hash in the name.

    Streamlit sends them uncompressed: 5 MB on a first visit, a minute and more on a rural line.
    """

    _FOLDERS = ("/static/", "/component/", "/assets/")
    _TYPES = (".js", ".mjs", ".css", ".json", ".svg", ".html")
    _DROPPED = frozenset({b"content-length", b"content-encoding", b"etag", b"last-modified", b"cache-control", b"vary"})

    def __init__(self, app: Asgi) -> None:
        self._app = app
        self._kept: dict[str, tuple[list[tuple[bytes, bytes]], bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers from the compressed copy when the browser takes gzip; else passes the request on."""
        if not self._is_ours(scope):
            await self._app(scope, receive, send)
            return
        key = scope["path"]
        if key not in self._kept:
            status, headers, body = await self._fetch(scope, receive)
            if status != 200:
                await self._answer(send, status, headers, body)
                return
            self._kept[key] = (headers, gzip.compress(body, 6, mtime=0))
        headers, packed = self._kept[key]
        caching = FOR_GOOD if self._never_changes(scope) else "no-cache"
        kept = [pair for pair in headers if pair[0].lower() not in self._DROPPED]
        more = [(b"content-encoding", b"gzip"), (b"vary", b"accept-encoding"), (b"cache-control", caching.encode())]
        await self._answer(send, 200, [*kept, *more], packed)

    def _is_ours(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] != "GET":
            return False
        headers = dict(scope["headers"])
        path = scope["path"]
        return (
            path.startswith(self._FOLDERS)
            and path.endswith(self._TYPES)
            and b"gzip" in headers.get(b"accept-encoding", b"")
            and b"range" not in headers
        )

    @staticmethod
    def _never_changes(scope: Scope) -> bool:
        path = scope["path"]
        if path.startswith("/assets/"):
            return b"v=" in scope.get("query_string", b"")
        return "/static/" in path and not path.endswith(".html")

    async def _fetch(self, scope: Scope, receive: Receive) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        start: Message = {}
        parts: list[bytes] = []

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        plain = (b"accept-encoding", b"if-none-match", b"if-modified-since")
        inner = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in plain]}
        # a file may also be handed over by name to the server, which knows nothing of this copy: ask for its bytes
        inner.pop("extensions", None)
        await self._app(inner, receive, keep)
        return start["status"], start["headers"], b"".join(parts)

    @staticmethod
    async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        sized = [pair for pair in headers if pair[0].lower() != b"content-length"]
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [*sized, (b"content-length", str(len(body)).encode())],
            }
        )
        await send({"type": "http.response.body", "body": body})


def _warm() -> None:
    session.warm()
    # a fault is met again, and told, on its screen
    with contextlib.suppress(PlannerError):
        home_day.picture()
        replays.listed()


@contextlib.asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Starts to get the first screen ready as soon as the server is up."""
    threading.Thread(target=_warm, daemon=True).start()
    yield


MIDDLEWARE = [Middleware(SafeHeaders), Middleware(Slim)]

"""Every script, style and font of a map from our own files; a missing one is an error at start, never a blank map.

streamlit-folium loads scripts one by one and shows nothing at all, without a word, when one of them does not come.
So each link passes through `local`: it is answered by a file that was taken at set-up, or it is refused by name.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import mimetypes
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from planner.core.errors import PlannerError

HERE = Path(__file__).parent
VENDOR = HERE.parent / "assets" / "vendor"
OWN = {
    f"hifazat:{name}": HERE / name
    for name in ("map.js", "labels.js", "furniture.js", "find.js", "drawing.js", "tiles.js", "map.css")
}
OWN["hifazat:protomaps-leaflet.js"] = VENDOR / "protomaps-leaflet-5.1.0" / "protomaps-leaflet.js"
PREFIX = "../../assets/"
"""Where our own files are, as seen from streamlit-folium's frame."""
FONT = "fonts/NotoNastaliqUrdu.woff2"
_ADVICE = "the set-up was not finished: run `make setup`, or `python tools/assets.py`."


class MissingAsset(PlannerError):
    """A front-end file that was not taken at set-up, or a link that no file of ours answers."""


@cache
def manifest(vendor: Path = VENDOR) -> Mapping[str, Any]:
    """What set-up took: links and files. MissingAsset when it was not run, or when a file of it is gone."""
    path = vendor / "vendor.json"
    if not path.is_file():
        raise MissingAsset("the front-end files are not here (assets/vendor/vendor.json)", maybe=_ADVICE)
    said: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    gone = [name for name in (*said["files"], *said["urls"].values(), FONT) if not (vendor / name).is_file()]
    if gone:
        raise MissingAsset(f"the front-end file {gone[0]} is not in assets/vendor", maybe=_ADVICE)
    return said


def path_of(link: str, vendor: Path = VENDOR) -> Path:
    """The file of ours that answers a link; MissingAsset when there is none."""
    if link in OWN:
        return OWN[link]
    urls = manifest(vendor)["urls"]
    if link not in urls:
        raise MissingAsset(
            f"the map asks for {link}, which is not among our own files",
            maybe="a plugin of folium was added: list its files in tools/assets.py.",
        )
    return vendor / urls[link]


def local(link: str, prefix: str = PREFIX) -> str:
    """The address of our own file for a link, relative to streamlit-folium's frame; its content is part of it."""
    path = path_of(link)
    name = path.name if link in OWN else f"vendor/{path.relative_to(VENDOR).as_posix()}"
    return f"{prefix}{name}?v={_digest(path)}"


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def guarded(component: Callable[..., Any]) -> Callable[..., Any]:
    """streamlit-folium's component with each link answered by our own files; other links raise MissingAsset.

    Its own links (it adds two for colour scales) pass through here as well as folium's.
    """
    if getattr(component, "answers_own_files", False):
        return component

    @functools.wraps(component)
    def call(**arguments: Any) -> Any:
        for kind in ("js_links", "css_links"):
            arguments[kind] = list(dict.fromkeys(local(link) for link in arguments[kind]))
        return component(**arguments)

    call.answers_own_files = True  # type: ignore[attr-defined]
    return call


def data_uri(path: Path) -> str:
    """A file as a link that holds it."""
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


_SCRIPT = re.compile(r'<script src="([^"]+)"></script>')
_SHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"\s*/>')
_URL = re.compile(r"url\(([^)]+)\)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LEFT = re.compile(r"""(?:\b(?:src|href)\s*=\s*["']?|url\(\s*["']?|@import\s+["']?)((?:https?:)?//[^"'\s)>]+)""")


def inlined(page: str) -> str:
    """The page with every script, style, image and font put into it; MissingAsset when a link to outside is left."""
    page = _SCRIPT.sub(lambda found: f"<script>{_script(path_of(found[1]))}</script>", page)
    page = _SHEET.sub(lambda found: f"<style>{_style(path_of(found[1]))}</style>", page)
    left = _LEFT.search(page)
    if left:
        raise MissingAsset(f"the page still asks for {left[1]}", maybe="a plugin of folium was added.")
    return page


def _script(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    # Leaflet's credit line links to its home; the map shows none, and the page shall hold no link to outside
    return (
        text.replace('href="https://leafletjs.com"', 'href="#"')
        .replace("https://leafletjs.com", "leafletjs.com")
        .replace("</script", "<\\/script")
    )


def _style(path: Path) -> str:
    def embed(found: re.Match[str]) -> str:
        name = found[1].strip("'\"")
        # our own styles name files as the server lays them out, vendored ones as their package does
        target = VENDOR.parent / name if path in OWN.values() else path.parent / name
        return found[0] if name.startswith(("data:", "#")) else f"url({data_uri(target)})"

    return _URL.sub(embed, _COMMENT.sub("", path.read_text(encoding="utf-8")))

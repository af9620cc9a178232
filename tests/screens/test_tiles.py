"""The routes of map tiles: pieces of an archive to our own pages only; no host but the named one is ever allowed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette

from layers.tiles import BadTiles
from planner.config import load_config
from screens import server, session
from tests.layers import archives
from tests.screens.asgi import Answer, get

HERE = (73.0, 31.0, 73.4, 31.3)
Deploy = Callable[[str], Callable[..., Answer]]


@pytest.fixture
def deploy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Deploy:
    """Writes the section `map` of a deployment file and gives a browser of that server."""

    def made(section: str) -> Callable[..., Answer]:
        file = tmp_path / "deployment.toml"
        file.write_text(f"[map]\n{section}\n", encoding="utf-8")
        monkeypatch.setenv("HIFAZAT_CONFIG", str(file))
        st.cache_resource.clear()
        app = Starlette(routes=server.ROUTES, middleware=server.MIDDLEWARE)
        return lambda address, **more: get(app, address, accept="identity", more=more.get("headers"))

    return made


def test_nothing_is_below_the_maps_and_nobody_is_asked_unless_it_is_wished(deploy: Deploy) -> None:
    """The defaults name neither a file nor an address; pictures come from ourselves alone."""
    wanted = load_config().map
    assert (wanted.tiles_file, wanted.online_tiles) == ("", "")
    policy = deploy("")("/health").headers["content-security-policy"]
    assert "img-src 'self' data: blob:;" in policy
    assert "http" not in policy
    assert session.background() is None


def test_an_archive_beside_the_deployment_file_is_given_in_pieces(deploy: Deploy, tmp_path: Path) -> None:
    """The first 127 bytes are its header; 206 says which piece of how many; the reader's browser may keep it."""
    path = archives.vector(tmp_path / "district.pmtiles", HERE)
    browser = deploy('tiles_file = "district.pmtiles"')
    below = session.background()
    assert below is not None
    address = below.url.removeprefix("../..")
    piece = browser(address, headers={"range": "bytes=0-126"})
    assert piece.status_code == 206
    assert piece.content == path.read_bytes()[:127]
    assert piece.headers["content-range"] == f"bytes 0-126/{path.stat().st_size}"
    assert piece.headers["cache-control"].startswith("private")
    assert piece.headers["cross-origin-resource-policy"] == "same-origin"
    assert "http" not in piece.headers["content-security-policy"]


def test_only_the_archive_and_only_to_our_own_pages(deploy: Deploy, tmp_path: Path) -> None:
    """Another name, a path out of the folder, and a page of another site get nothing."""
    archives.vector(tmp_path / "district.pmtiles", HERE)
    browser = deploy('tiles_file = "district.pmtiles"')
    below = session.background()
    assert below is not None
    address = below.url.removeprefix("../..")
    for wrong in (
        "/tiles/district.pmtiles",
        "/tiles/../deployment.toml",
        "/tiles/..%2Fdeployment.toml.pmtiles",
        "/tiles/%2Fetc%2Fpasswd",
        "/tiles/..%5C..%5Cdeployment.toml.pmtiles",
        address.replace(".pmtiles", "/6/1/1"),
    ):
        assert browser(wrong).status_code == 404, wrong
    assert browser(address, headers={"sec-fetch-site": "cross-site"}).status_code == 404
    assert browser(address, headers={"sec-fetch-site": "same-origin"}).status_code == 200


def test_pictures_of_an_archive_are_given_one_by_one(deploy: Deploy, tmp_path: Path) -> None:
    """A tile that is there is a PNG, one that is not there is nothing, and the archive itself is not given."""
    archives.pictures(tmp_path / "p.pmtiles", HERE)
    browser = deploy('tiles_file = "p.pmtiles"')
    below = session.background()
    assert below is not None
    x, y = archives.tile_at(9, 73.2, 31.2)
    address = below.url.removeprefix("../..")
    found = browser(address.format(z=9, x=x, y=y))
    assert (found.status_code, found.headers["content-type"]) == (200, "image/png")
    assert found.content == archives.picture((120, 160, 190))
    assert browser(address.format(z=9, x=0, y=0)).status_code == 204
    assert browser(address.replace("/{z}/{x}/{y}", ".pmtiles")).status_code == 404
    assert browser(address.format(z=9, x=x, y=y), headers={"sec-fetch-site": "cross-site"}).status_code == 404


def test_online_tiles_open_the_policy_for_exactly_that_host(deploy: Deploy, tmp_path: Path) -> None:
    """Pictures may come from the named host and scripts may not; an archive of the office's own closes it again."""
    archives.vector(tmp_path / "d.pmtiles", HERE)
    line = 'online_tiles = "https://tiles.example.org/{z}/{x}/{y}.png"'
    policy = deploy(line)("/health").headers["content-security-policy"]
    assert "img-src 'self' https://tiles.example.org data: blob:;" in policy
    assert policy.count("http") == 1
    assert "http" not in deploy(f'{line}\ntiles_file = "d.pmtiles"')("/health").headers["content-security-policy"]


def test_a_file_that_is_gone_is_told_by_its_name_at_the_start(deploy: Deploy) -> None:
    """What app.py asks before it serves: the error names the file."""
    deploy('tiles_file = "gone.pmtiles"')
    with pytest.raises(BadTiles, match=r"gone\.pmtiles"):
        session.background()

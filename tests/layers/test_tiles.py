"""Tile archives: what their header says, which pictures they hold, what is refused, how they lie below a map."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pmtiles.tile import TileType, zxy_to_tileid

from layers import areas, page, sheet
from layers.base import draw
from layers.tiles import BadTiles, online, open_archive, over, tile_number
from layers.words import LANGUAGES, Words
from tests.layers import archives, scenes

HERE = (73.0, 31.0, 73.4, 31.3)


@given(st.integers(0, 16).flatmap(lambda z: st.tuples(st.just(z), *[st.integers(0, (1 << z) - 1)] * 2)))
def test_tiles_are_numbered_as_the_format_says(place: tuple[int, int, int]) -> None:
    """The format's own package gives the same number for every tile."""
    assert tile_number(*place) == zxy_to_tileid(*place)


def test_header_tells_what_an_archive_is(tmp_path: Path) -> None:
    """Kind, zooms and bounds as they were written; whom it credits comes without markup."""
    archive = open_archive(archives.vector(tmp_path / "district.pmtiles", HERE, range(5, 9)))
    assert archive.is_vector
    assert (archive.min_zoom, archive.max_zoom) == (5, 8)
    assert archive.bounds == pytest.approx(HERE)
    assert archive.credit == "Example mappers & friends"
    below = archive.background("tiles/")
    assert (below.kind, below.host) == ("vector", "")
    assert below.url == f"tiles/{archive.name}.pmtiles"


def test_pictures_are_found_by_place_and_none_is_invented(tmp_path: Path) -> None:
    """Each tile gives its own picture; a place that the archive leaves out, or beyond its zooms, gives none."""
    tiles = {(zoom, x, y): archives.picture((zoom * 10, x, y)) for zoom in (6, 7) for x in range(8) for y in range(8)}
    archive = open_archive(archives.write(tmp_path / "p.pmtiles", tiles, HERE, kind=TileType.PNG, zooms=(6, 7)))
    assert {place: archive.tile(*place) for place in tiles} == tiles
    assert archive.tile(6, 30, 30) is None
    assert archive.tile(9, 1, 1) is None
    assert archive.tile(6, -1, 0) is None


def test_an_archive_of_many_tiles_has_further_directories(tmp_path: Path) -> None:
    """20,000 tiles that differ do not fit into the first directory; the last one is still found."""
    tiles = {(8, n % 256, n // 256): f"tile {n * n % 99991}".encode() for n in range(20_000)}
    archive = open_archive(archives.write(tmp_path / "many.pmtiles", tiles, HERE, kind=TileType.PNG, zooms=(8,)))
    for n in (0, 777, 19_999):
        assert archive.tile(8, n % 256, n // 256) == tiles[8, n % 256, n // 256]


def test_what_is_no_archive_is_refused_by_the_name_of_its_file(tmp_path: Path) -> None:
    """A file that is not there, another format, a copy that broke off, elevations."""
    good = archives.vector(tmp_path / "good.pmtiles", HERE, range(6, 8)).read_bytes()
    cases = {
        "gone.pmtiles": None,
        "text.pmtiles": b"hello" * 100,
        "short.pmtiles": good[:100],
        "cut.pmtiles": good[:-200],
        "old.pmtiles": good[:7] + b"\x02" + good[8:],
        "heights.pmtiles": good[:99] + b"\x09" + good[100:],
        "brotli.pmtiles": good[:98] + b"\x03" + good[99:],
    }
    for name, content in cases.items():
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(BadTiles, match=name.replace(".", r"\.")) as told:
            open_archive(path)
        assert told.value.maybe


@pytest.mark.parametrize(
    "address",
    [
        "tiles.example.org/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}.png",
        "https://tiles.example.org; script-src */{z}/{x}/{y}.png",
        "javascript:alert(1)//{z}/{x}/{y}",
        "https://a b/{z}/{x}/{y}.png",
    ],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    """Nothing but a plain address of one host can reach the policy of our pages."""
    with pytest.raises(BadTiles):
        online(address, "")
    assert online("https://tiles.example.org:8443/{z}/{x}/{y}.png", "x").host == "https://tiles.example.org:8443"


def test_background_lies_first_and_comes_with_its_scripts_only_when_there_is_one(tmp_path: Path) -> None:
    """Without an archive no script of it is asked for; with one the limits lose the paper that would hide it."""
    scene, words = scenes.scene(), Words()
    drawn = sheet.draw_all(page.frames_of(scene), words)
    plain = sheet.compose(drawn, page.page_of(scene, words)).get_root().render()
    assert "hifazat.tiles(" not in plain
    assert "protomaps" not in plain
    below = open_archive(archives.vector(tmp_path / "d.pmtiles", sheet.bounds_of(scene.sites))).background("t/")
    made = sheet.compose(drawn, page.page_of(scene, words, background=below)).get_root().render()
    assert made.index("hifazat.tiles(") < made.index("hifazat.draw(")
    assert "hifazat:protomaps-leaflet.js" in made
    limits = over(draw(areas.LAYER, scene.areas, words))
    assert all(style.fill == "" for style in limits.layer.styles.values())
    assert areas.LAYER.styles["district"].fill


@pytest.mark.parametrize("language", LANGUAGES)
def test_map_says_whose_background_it_has(tmp_path: Path, language: str) -> None:
    """Credit of an archive; that an archive is of elsewhere, and then it is not drawn; that the internet is asked."""
    scene, words = scenes.scene(), Words(language)
    around = sheet.bounds_of(scene.sites)
    here = open_archive(archives.vector(tmp_path / "here.pmtiles", around)).background("t/")
    made = page.page_of(scene, words, background=here)
    assert made.background is here
    assert "Example mappers & friends" in made.notes[-1]
    away = open_archive(archives.vector(tmp_path / "away.pmtiles", (10.0, 50.0, 10.2, 50.2))).background("t/")
    made = page.page_of(scene, words, background=away)
    assert made.background is None
    assert made.notes[-1] == words("ground.tiles_elsewhere")
    asked = page.page_of(scene, words, background=online("https://tiles.example.org/{z}/{x}/{y}.png", "Owner"))
    assert "https://tiles.example.org" in asked.notes[-1]
    assert asked.notes[-1].endswith("Owner")

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import folium
import folium.plugins
import pytest

from layers import offline, page, sheet
from layers.words import Words
from tests.layers import scenes

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def html() -> str:
    """The one-file page of a made-up district."""
    return page.map_page(scenes.scene(40))


def test_the_page_has_no_link_to_outside(html: str) -> None:
    """Nothing that a browser would fetch: no address in an attribute, a style or an import."""
    assert not re.findall(r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=""", html)
    assert not re.findall(r"""url\((?!data:|#)[^)]*\)|@import""", html)
    # the one address that is left is the name of SVG, which nothing fetches
    assert set(re.findall(r"https?://[^\"'\s)<>;]+", html)) <= {"http://www.w3.org/2000/svg"}


def test_the_urdu_page_brings_its_font() -> None:
    """Nastaliq on a machine that has never seen it."""
    assert "font/woff2;base64," in page.map_page(scenes.scene(2), language="ur")


def test_a_plugin_that_was_not_vendored_is_refused_by_name() -> None:
    """streamlit-folium would show an empty page without a word."""
    base = sheet.compose((), page.page_of(scenes.scene(2), Words()))
    folium.plugins.MarkerCluster().add_to(base)
    with pytest.raises(offline.MissingAsset, match="markercluster"):
        offline.inlined(str(base.get_root().render()))


def test_links_of_a_component_are_answered_by_our_own_files() -> None:
    """What reaches the browser is relative, and says which version of the file it is."""
    seen = {}

    def component(**arguments: object) -> None:
        seen.update(arguments)

    base = sheet.compose((), page.page_of(scenes.scene(2), Words()))
    call = offline.guarded(component)
    call(js_links=[link for _, link in base.default_js], css_links=[link for _, link in base.default_css])
    assert [re.sub(r"\?v=[0-9a-f]{12}$", "", link) for link in seen["js_links"]] == [
        "../../assets/vendor/leaflet-1.9.4/leaflet.js",
        *(f"../../assets/{name}.js" for name in ("map", "labels", "furniture", "find", "drawing")),
    ]
    assert not [link for link in seen["css_links"] if "//" in link]
    assert offline.guarded(call) is call


def test_a_link_that_is_added_by_the_component_itself_is_refused() -> None:
    """streamlit-folium adds links to d3 for colour scales, behind folium's back."""
    with pytest.raises(offline.MissingAsset, match="d3js"):
        offline.guarded(lambda **_: None)(js_links=["https://d3js.org/d3.v4.min.js"], css_links=[])


def test_a_vendored_file_that_is_gone_is_named(tmp_path: Path) -> None:
    """At start, with what to do about it."""
    vendor = tmp_path / "vendor"
    shutil.copytree(offline.VENDOR, vendor)
    assert offline.manifest(vendor)["urls"]
    offline.manifest.cache_clear()
    (vendor / "leaflet-1.9.4" / "leaflet.js").unlink()
    with pytest.raises(offline.MissingAsset, match=r"leaflet\.js is not in assets/vendor\nMaybe .*make setup"):
        offline.manifest(vendor)


def test_set_up_that_was_never_run_is_named(tmp_path: Path) -> None:
    """The first thing that a person meets who starts the app from a bare checkout."""
    with pytest.raises(offline.MissingAsset, match=r"vendor\.json"):
        offline.manifest(tmp_path)


def test_the_lock_names_no_registry() -> None:
    """A lock with addresses works only where those can be reached."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert all("resolved" not in entry and entry["integrity"].startswith("sha512-") for entry in packages.values())


def test_every_vendored_package_is_locked_and_in_its_folder_by_version() -> None:
    """A folder that names another version than the lock would be kept by browsers for good."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    folders = {name.split("/")[0] for name in offline.manifest()["files"]} - {"fonts"}
    assert len(folders) == 3
    for folder in folders:
        package, version = re.fullmatch(r"(.+)-(\d+\.\d+\.\d+)", folder).groups()
        assert lock[f"node_modules/{package}"]["version"] == version


def test_assets_are_current_until_the_lock_or_a_file_changes(tmp_path: Path) -> None:
    """Set-up is quick when nothing changed, and mends what is broken."""
    from tools import assets

    vendor = tmp_path / "vendor"
    shutil.copytree(offline.VENDOR, vendor)
    assert assets.is_current(vendor, assets.stamp())
    assert not assets.is_current(vendor, "another lock")
    (vendor / "fonts" / "NotoNastaliqUrdu.woff2").write_bytes(b"cut")
    assert not assets.is_current(vendor, assets.stamp())

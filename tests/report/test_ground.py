"""Water, railways and names on the small maps: drawn below the roads, few, in the language of the page, harmless."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point, Polygon

from planner.report import route_map
from planner.report.ground import ground_lines, ground_names
from planner.report.sketch import Frame

FRAME = Frame.around([(0.0, 0.0), (10_000.0, 6_000.0)], None)


def landmarks(names: int = 0) -> gpd.GeoDataFrame:
    """A lake, a canal, a railway, a city with a hostile name, and villages in a row."""
    rows = [
        ("L1", "Lake", "جھیل", "lake", Polygon([(1000, 1000), (2000, 1000), (2000, 2000)])),
        ("L2", "Canal", "نہر", "canal", LineString([(0, 3000), (10_000, 3000)])),
        ("L3", "Rail", "ریل", "railway", LineString([(0, 5000), (10_000, 5000)])),
        ("L4", "<script>", "شہر", "city", Point(5000, 4000)),
        *(
            (f"V{n:02d}", f"V{n}", f"چک {n}", "village", Point(500 + 900 * (n % 11), 500 * (n // 11)))
            for n in range(names)
        ),
    ]
    keys = ("landmark", "name_en", "name_ur", "kind", "geometry")
    return gpd.GeoDataFrame([dict(zip(keys, row, strict=True)) for row in rows], crs="EPSG:32643")


def test_water_is_an_area_or_a_line_and_a_railway_has_sleepers() -> None:
    """One filled path for the lake, one line for the canal, two for the railway."""
    lines = list(ground_lines(landmarks(), FRAME))
    assert [("Z" in line, "dasharray" in line) for line in lines] == [
        (True, False), (False, False), (False, False), (False, True),
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "name"), [("en", "&lt;script&gt;"), ("ur", "شہر")])
def test_names_are_few_harmless_and_in_the_language_of_the_page(language: str, name: str) -> None:
    """The city first; of 33 villages at most six more; a name with marks of a page is set as text."""
    said = list(ground_names(landmarks(33), FRAME, language))
    assert f">{name}<" in said[0]
    assert 2 <= len(said) <= 7
    assert "<script>" not in "".join(said)


def test_a_route_lies_over_the_ground() -> None:
    """Without landmarks the map is as it was; with them water comes before the way and the stops."""
    bare = route_map([(0.0, 0.0), (9000.0, 6000.0)], None)
    full = route_map([(0.0, 0.0), (9000.0, 6000.0)], None, landmarks=landmarks())
    assert "#9fb8c6" not in bare
    assert full.index("#9fb8c6") < full.index("#1f5fbf") < full.index("<circle")

"""Sites: shape by kind of place, size by category."""

from __future__ import annotations

import geopandas as gpd

from layers.base import BLUE, Features, Layer, Shape, Style
from layers.geojson import collection, feature, places
from layers.words import Words
from planner.tables import SiteTable

_SHAPES: dict[str, Shape] = {
    "place of worship": "circle",
    "settlement": "square",
    "burial ground": "diamond",
    "school": "triangle",
    "other": "star",
}
_RADII = {"A+": 8.5, "A": 7.5, "B": 6.0, "C": 4.5, "D": 3.5, "": 3.5}


def _draw(sites: gpd.GeoDataFrame, words: Words) -> Features:
    return collection(
        feature(
            place,
            f"{row['kind']}/{row['category']}",
            tip=(
                words.name(row, "site"),
                " · ".join(
                    part
                    for part in (
                        words.one_of("place", row["kind"]),
                        words.one_of("community", row["community"]),
                        words("tip.category", category=row["category"]) if row["category"] else "",
                    )
                    if part
                ),
            ),
            ident=str(row["site"]),
            also=(row["name_en"], row["name_ur"]),
        )
        for row, place in places(sites)
    )


LAYER = Layer(
    name="sites",
    sentence="Places to be protected; the larger, the higher the published category.",
    classification=SiteTable.classification,
    pane="marks",
    styles={
        f"{kind}/{category}": Style(shape, "#ffffff", radius=radius, weight=1.2, fill=BLUE)
        for kind, shape in _SHAPES.items()
        for category, radius in _RADII.items()
    },
    legend=(
        ("place of worship/A+", "legend.site_a"),
        ("place of worship/B", "legend.site_b"),
        ("place of worship/C", "legend.site_c"),
        ("settlement/B", "place.settlement"),
        ("burial ground/B", "place.burial ground"),
        ("school/B", "place.school"),
    ),
    draw=_draw,
)

"""The whole map: layers in drawing order, put together for the screen or as one page that opens from a USB stick."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import folium
import geopandas as gpd
import shapely

from layers import (
    areas,
    chosen,
    density,
    differs,
    incidents,
    landmarks,
    offline,
    patrols,
    posts,
    reach,
    risk,
    roads,
    sites,
    stations,
    surface,
    surge,
    tools,
)
from layers.base import Bounds, Drawn, Layer, draw
from layers.parts import Part
from layers.safe import safe
from layers.tiles import Background, Tiles, over
from layers.words import Words
from planner.tables import Classification

LAYERS: tuple[Layer, ...] = (
    areas.LAYER,
    landmarks.LAYER,
    surface.LAYER,
    reach.LAYER,
    roads.LAYER,
    risk.LAYER,
    incidents.LAYER,
    density.LAYER,
    sites.LAYER,
    risk.REASONS,
    stations.LAYER,
    patrols.LAYER,
    posts.LAYER,
    differs.LAYER,
    surge.LAYER,
    chosen.LAYER,
)
"""In drawing order, from the ground up."""

Publish = Callable[[dict[str, Any]], str]
"""Takes features and gives the address from which the browser can fetch them."""
_RANKS = tuple(Classification)


@dataclass(frozen=True, slots=True)
class Page:
    """What stands around the map: its words, the part of the world that it opens on, and notes under the mark."""

    words: Words
    bounds: Bounds
    notes: tuple[str, ...] = ()
    title: str = ""
    background: Background | None = None


class _Map(folium.Map):
    """folium's map with the scripts that we use, and none of those that we do not."""

    default_js = [  # noqa: RUF012 - folium's own form
        ("leaflet", "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.js"),
        *((name, f"hifazat:{name}.js") for name in ("map", "labels", "furniture", "find", "drawing")),
    ]
    default_css = [  # noqa: RUF012
        ("leaflet_css", "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.css"),
        ("hifazat_css", "hifazat:map.css"),
    ]


def draw_all(frames: Mapping[str, Any], words: Words) -> tuple[Drawn, ...]:
    """Each layer for which there is a frame, in drawing order; a frame without rows draws nothing."""
    unknown = set(frames) - {layer.name for layer in LAYERS}
    if unknown:
        raise KeyError(f"there is no layer {', '.join(sorted(unknown))}")
    return tuple(
        draw(layer, frames[layer.name], words)
        for layer in LAYERS
        if layer.name in frames and not (isinstance(frames[layer.name], gpd.GeoDataFrame) and frames[layer.name].empty)
    )


def classification(layers: Sequence[Layer]) -> Classification:
    """The most closed classification among the layers: that of the whole sheet."""
    return max((layer.classification for layer in layers), key=_RANKS.index, default=Classification.PUBLIC)


def compose(
    drawn: Sequence[Drawn],
    page: Page,
    *,
    publish: Publish | None = None,
    legend: Sequence[Drawn] = (),
    first: Sequence[str] = (),
) -> folium.Map:
    """The map of what is drawn. With `publish` the features are fetched by address, else they stand in the page.

    `legend` names drawings that will come in a group of their own (`group`), so that they stand in the legend too.
    Layers named in `first` head the legend, in that order.
    """
    words = page.words
    west, south, east, north = page.bounds
    sheet = _Map(
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=11,
        tiles=None,
        prefer_canvas=True,
        attribution_control=False,
        zoom_control=False,
        min_zoom=6,
        max_zoom=18,
        zoom_snap=0.25,
        world_copy_jump=False,
    )
    if page.background is not None:
        sheet.add_child(Tiles(page.background, words.language, f"{offline.PREFIX}vendor/{offline.FONT}"))
        drawn = [over(part) for part in drawn]
    for part in drawn:
        sheet.add_child(_part(part, publish))
    listed = [*drawn, *legend]
    rank = classification([part.layer for part in listed])
    order = {name: place for place, name in enumerate(first)}
    shown = listed[::-1]
    shown.sort(key=lambda part: order.get(part.layer.name, len(order)))
    entries = [part.legend() for part in shown if part.layer.legend]
    sheet.add_child(
        Part(
            "furnish",
            {
                "bounds": [[south, west], [north, east]],
                "dir": words.direction,
                "language": words.language,
                "rank": rank.value,
                "notes": list(page.notes),
                "legend": entries,
                "texts": {
                    "title": page.title or words("map.home"),
                    "legend": words("legend.title"),
                    "failed": words("map.failed"),
                    "classification": words(f"classification.{rank.value}"),
                    **tools.texts(words),
                },
            },
        )
    )
    return sheet


def _part(part: Drawn, publish: Publish | None) -> Part:
    return Part("draw", part.spec(url=publish(part.features) if publish else None))


def group(drawn: Sequence[Drawn], *, publish: Publish | None = None, parts: Sequence[Part] = ()) -> folium.FeatureGroup:
    """All that changes on a map, in one group: streamlit-folium takes the old one away and adds this.

    `parts` are more than drawings: those of `layers.tools`, such as which places stand out.
    """
    made = folium.FeatureGroup(name="changes", control=False)
    for one in (*(_part(part, publish) for part in drawn), *parts):
        made.add_child(one)
    return made


def bounds_of(*frames: gpd.GeoDataFrame) -> Bounds:
    """The part of the world, in degrees, that holds the frames; Pakistan when all are empty."""
    boxes = [shapely.box(*frame.to_crs(4326).total_bounds) for frame in frames if len(frame)]
    if not boxes:
        return 60.5, 23.5, 77.9, 37.2
    west, south, east, north = shapely.union_all(boxes).bounds
    return float(west), float(south), float(east), float(north)


def map_page(frames: Mapping[str, Any], page: Page) -> str:
    """One HTML page with every script, style, font and datum in it and no link to outside.

    `frames` are by layer name, as for `draw_all`. The page opens from a file, without server or internet.
    """
    words = page.words
    sheet = compose(draw_all(frames, words), page)
    figure: Any = sheet.get_root()
    title = safe(page.title or words("map.home"))
    figure.header.add_child(folium.Element(f"<title>{title}</title>"), name="title")
    figure.header.add_child(folium.Element("<style>html,body{margin:0;height:100%}</style>"), name="page_style")
    return offline.inlined(str(figure.render()))

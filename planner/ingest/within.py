"""Which area holds a place: by its name, or the smallest whose outline covers it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from planner.ingest.text import fold, texts


def codes_within(places: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> np.ndarray:
    """The code of the smallest area that covers each place, (n,) texts; "" where none does.

    A place on a border lies in both; of areas of one size the first code counts. The reference systems may differ.
    """
    answer = np.full(len(places), "", dtype=object)
    if not len(places) or not len(areas):
        return answer
    ordered = areas.sort_values("area")
    outlines, codes = ordered.geometry.to_numpy(), ordered["area"].to_numpy(object)
    points = places.geometry.to_crs(ordered.crs).to_numpy()
    point, area = shapely.STRtree(outlines).query(points, predicate="intersects")
    # the smallest is written last
    order = np.lexsort((area, shapely.area(outlines)[area]))[::-1]
    answer[point[order]] = codes[area[order]]
    return answer


def joined(places: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, int, int]:
    """The places with codes of areas, how many got one by their point, and how many by the name that they carry.

    A code or a text that stands there already is kept, but for the name of exactly one area, which becomes its code.
    """
    written = places["area"].to_numpy(dtype=object)
    codes = written.copy()
    is_open = written == ""
    codes[is_open] = codes_within(places[is_open], areas)
    known, by_name = set(areas["area"]), _by_name(areas)
    named = [n for n, text in enumerate(written) if text and text not in known and fold(text) in by_name]
    for n in named:
        codes[n] = by_name[fold(written[n])]
    by_point = int((is_open & (codes != "")).sum())
    if not by_point and not named:
        return places, 0, 0
    return places.assign(area=texts(codes).set_axis(places.index)), by_point, len(named)


def _by_name(areas: gpd.GeoDataFrame) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for code, *names in zip(areas["area"], areas["name_en"], areas["name_ur"], strict=True):
        for name in names:
            if fold(name):
                found.setdefault(fold(name), set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}

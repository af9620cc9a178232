"""Which roads a closure closes: a line drawn across a street, an area, a spot, or roads by name."""

from __future__ import annotations

from collections.abc import Collection

import geopandas as gpd
import numpy as np
import shapely

from planner.core.errors import InputError, NotFound

_NAMED = 5  # so many are named in a sentence, the others counted


def roads_closed_by(roads: gpd.GeoDataFrame, shape: shapely.Geometry, closure_m: float) -> frozenset[str]:
    """The roads that a shape in the working reference system closes; empty when it meets none.

    A line closes every road that it crosses or touches; an area every road that enters it, those wholly inside too; a
    point the road nearest to it within `closure_m` (equally near ones all: at a junction those that meet there).
    Several shapes in one close what each of them closes. `roads` is a RoadTable; its spatial index is made once and
    kept with the frame.

    Raises InputError for a shape that is empty or has a coordinate that is no number.
    """
    if shapely.is_missing(shape) or shapely.is_empty(shape):
        raise InputError("a closure has no shape", maybe="nothing was drawn; draw it again.")
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        raise InputError("a closure has a coordinate that is no number", maybe="draw it again.")
    closed: set[str] = set()
    tree = roads.sindex
    for part in shapely.get_parts(shape):
        if part.geom_type == "Point":
            found = tree.nearest([part], return_all=True, max_distance=_at_least(closure_m), return_distance=False)[1]
        elif part.geom_type == "GeometryCollection":
            closed |= roads_closed_by(roads, part, closure_m)
            continue
        else:  # a figure that crosses itself has no clear inside until it is mended
            found = tree.query(shapely.make_valid(part), predicate="intersects")
        closed.update(str(name) for name in roads["road"].iloc[found])
    return frozenset(closed)


def roads_named(roads: gpd.GeoDataFrame, names: Collection[str]) -> frozenset[str]:
    """Roads that are closed by their identifiers (a bridge). Raises NotFound that names those that do not exist."""
    wanted = frozenset(names)
    unknown = sorted(wanted - set(roads.loc[roads["road"].isin(wanted), "road"]))
    if unknown:
        some = ", ".join(map(repr, unknown[:_NAMED]))
        more = f" and {len(unknown) - _NAMED} more" if len(unknown) > _NAMED else ""
        is_one = len(unknown) == 1
        raise NotFound(
            f"{some}{more} {'is' if is_one else 'are'} to be closed and {'is no road' if is_one else 'are no roads'}"
            " of the store",
            maybe="the roads were imported anew since, or the name of a street was meant; see `hifazat list roads`.",
        )
    return wanted


def _at_least(metres: float) -> float:
    """The index takes no radius of 0: a spot on the road itself is within the smallest there is."""
    return max(metres, float(np.finfo(float).tiny))

"""Where rows lie: reference systems, swapped axes, points outside the district, outlines that cross themselves."""

from __future__ import annotations

import numpy as np
import pyproj
import shapely
from geopandas import GeoSeries
from shapely.geometry.base import BaseGeometry

from planner.core.errors import WrongCrs
from planner.ingest.rejects import Faults
from planner.ingest.text import texts

DEGREES = "EPSG:4326"
_LOOKS_LIKE_METRES = 1000.0
_KIND_NAMES = (
    "Point", "LineString", "LinearRing", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon",
    "GeometryCollection",
)  # fmt: skip
_COLUMNS = "latitude, longitude"
_EPSG = "give the EPSG code, such as 4326 for degrees or 32642 for UTM zone 42N."
_SWAP = "latitude and longitude are swapped."


def reference_system(text: str, where: str) -> pyproj.CRS:
    """The reference system of `32642`, `EPSG:32642` or a definition in WKT; WrongCrs when it is none."""
    code = text.strip()
    try:
        system = pyproj.CRS.from_user_input(f"EPSG:{code}" if code.isdigit() else code)
    except pyproj.exceptions.CRSError as fault:
        raise WrongCrs(f"{where}: {code[:60]!r} is no reference system that is known", maybe=_EPSG) from fault
    if not (system.is_geographic or system.is_projected):
        raise WrongCrs(f"{where}: {system.name[:60]!r} does not lie on the globe", maybe=_EPSG)
    return system


def check_numbers(x: np.ndarray, y: np.ndarray, crs: pyproj.CRS, file: str) -> None:
    """WrongCrs when the numbers as a whole cannot be in the reference system: metres called degrees, or the reverse."""
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return
    xs, ys = np.abs(x[known]), np.abs(y[known])
    example = f"{x[known][0]:.6g}, {y[known][0]:.6g}"
    far = (xs > _LOOKS_LIKE_METRES) | (ys > _LOOKS_LIKE_METRES)
    if crs.is_geographic and far.mean() > 0.5:
        raise WrongCrs(
            f"{file} says that its coordinates are degrees, but they are metres, such as {example}",
            maybe="pass the true reference system, such as --crs 32642 or --crs 32643 (UTM).",
        )
    if crs.is_projected and ((xs <= 180) & (ys <= 90)).all():
        raise WrongCrs(
            f"{file} says that its coordinates are metres ({crs.name}), but they are degrees, such as {example}",
            maybe="pass --crs 4326.",
        )


def check_points(
    x: np.ndarray, y: np.ndarray, crs: pyproj.CRS, extent: BaseGeometry | None, faults: Faults, *, axes: bool = True
) -> list[str]:
    """Mark what cannot be a place of this district; gives warnings. `axes`: the person wrote latitude and longitude."""
    open_ones = np.isfinite(x) & np.isfinite(y) & ~faults.bad

    def mark(wrong: np.ndarray, why: str, maybe: str) -> None:
        if wrong.any():
            first, second = (y, x) if crs.is_geographic else (x, y)
            shown = [f"{first[n]:.10g}, {second[n]:.10g}" if wrong[n] else "" for n in range(len(x))]
            faults.mark(wrong, _COLUMNS, texts(shown), why, maybe)

    zero = open_ones & (np.abs(x) < 1e-9) & (np.abs(y) < 1e-9)
    mark(zero, "the place is 0, 0, which lies in the sea", "the place was never filled in.")
    open_ones &= ~zero
    lon, lat = x, y
    if not crs.is_geographic:
        to_degrees = pyproj.Transformer.from_crs(crs, DEGREES, always_xy=True)
        lon, lat = to_degrees.transform(x, y, errcheck=False)
    globe = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    turned = crs.is_geographic & ~globe & (np.abs(lon) <= 90) & (np.abs(lat) <= 180)
    if extent is None:
        mark(open_ones & turned, "the latitude is above 90 degrees", _SWAP)
        mark(open_ones & ~globe & ~turned, "the place lies outside the globe", "a digit is wrong, or --crs is.")
        return []
    shapely.prepare(extent)
    inside = globe.copy()
    inside[globe] = shapely.intersects_xy(extent, lon[globe], lat[globe])
    swapped = np.zeros(len(x), dtype=bool)
    away = open_ones & ~inside
    if crs.is_geographic and away.any():
        swapped[away] = shapely.intersects_xy(extent, lat[away], lon[away])
    mark(away & swapped, "the place lies outside the district, and inside when turned", _SWAP)
    other = "a digit is wrong, or the row belongs to another district."
    mark(away & ~swapped, "the place lies outside the district and its margin", other)
    if open_ones.any() and (swapped | ~open_ones).all():
        advice = "exchange the names of the two columns." if axes else "exchange x and y in the export."
        return [f"Every place lies inside the district only with latitude and longitude exchanged: {advice}"]
    return []


def points_of(shapes: np.ndarray, faults: Faults) -> tuple[np.ndarray, list[str]]:
    """One point for each outline: the point itself, or a point inside a polygon (said). Others are marked."""
    kinds = shapely.get_type_id(shapes)
    polygons = np.isin(kinds, (3, 6)) & ~shapely.is_empty(shapes)
    points = shapes.copy()
    points[polygons] = shapely.point_on_surface(shapes[polygons])
    lone = (kinds == 4) & (shapely.get_num_geometries(shapes) == 1)
    points[lone] = shapely.get_geometry(shapes[lone], 0)
    faults.mark(
        ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes) & ~polygons & ~lone & (kinds != 0),
        "geometry", _kind_names(shapes), "the outline is neither a point nor a polygon", "another layer was meant.",
    )  # fmt: skip
    said = [f"{int(polygons.sum())} polygons are taken as a point inside them."] if polygons.any() else []
    return points, said


def polygons_of(shapes: np.ndarray, faults: Faults, max_repair_share: float) -> tuple[np.ndarray, list[str]]:
    """The polygons, mended where that hardly changes their area (said); the others are marked."""
    kinds = shapely.get_type_id(shapes)
    given = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    faults.mark(
        given & ~np.isin(kinds, (3, 6)),
        "geometry",
        _kind_names(shapes),
        "the outline is no polygon",
        "another layer was meant.",
    )
    broken = (
        given & np.isin(kinds, (3, 6)) & np.isfinite(shapely.bounds(shapes)).all(axis=1) & ~shapely.is_valid(shapes)
    )
    if not broken.any():
        return shapes, []
    mended = shapely.make_valid(shapes[broken], method="structure")
    before, after = shapely.area(shapes[broken]), shapely.area(mended)
    change = np.abs(after - before) / np.maximum(np.maximum(after, before), np.finfo(float).tiny)
    fine = np.isin(shapely.get_type_id(mended), (3, 6)) & ~shapely.is_empty(mended) & (change <= max_repair_share)
    places = np.flatnonzero(broken)
    shapes = shapes.copy()
    shapes[places[fine]] = mended[fine]
    hopeless = np.zeros(len(shapes), dtype=bool)
    hopeless[places[~fine]] = True
    why = list(shapely.is_valid_reason(shapes))
    reasons = [
        f"the outline is broken ({reason.split('[')[0].strip().lower()}), and mending would change it"
        for reason in map(str, why)
    ]
    faults.mark(hopeless, "geometry", None, reasons, "draw it again, or mend it in a GIS and look at the result.")
    said = [f"{int(fine.sum())} outlines crossed themselves and were mended."] if fine.any() else []
    return shapes, said


def _kind_names(shapes: np.ndarray) -> list[str]:
    names = np.asarray(["", *_KIND_NAMES], dtype=object)
    return list(names[shapely.get_type_id(shapes) + 1])


def mark_missing(shapes: np.ndarray, faults: Faults) -> None:
    """Mark rows without an outline, with an empty one, and with coordinates that are no numbers."""
    nothing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    faults.mark(
        nothing & ~faults.bad, "geometry", None, "there is no place, or an empty outline", "the place was never drawn."
    )
    finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    faults.mark(
        ~nothing & ~finite & ~faults.bad, "geometry", None, "a coordinate is infinite or no number", "export it again."
    )


def working_system(x: np.ndarray, y: np.ndarray, crs: pyproj.CRS) -> str:
    """The UTM zone of the middle of the places, as `EPSG:32642`."""
    middle = shapely.Point(float(np.median(x)), float(np.median(y)))
    try:
        return f"EPSG:{GeoSeries([middle], crs=crs).estimate_utm_crs().to_epsg()}"
    except RuntimeError as fault:
        raise WrongCrs(
            f"no UTM zone holds the middle of the places, {middle.x:.6g}, {middle.y:.6g}",
            maybe="the coordinates are not in the reference system that the file says; see --crs.",
        ) from fault


def check_on_map(shapes: np.ndarray, before: np.ndarray, crs: str) -> None:
    """WrongCrs when some of the shapes are so far away that the working system gives them no coordinates."""
    lost = ~shapely.is_empty(shapes) & ~np.isfinite(shapely.bounds(shapes)).all(axis=1)
    if lost.any():
        left, low = shapely.bounds(before[lost][0])[:2]
        raise WrongCrs(
            f"{int(lost.sum())} of {len(shapes)} places lie on the other side of the world, beyond the map of {crs}, "
            f"such as {left:.6g}, {low:.6g}",
            maybe="a sign or a digit is wrong there, or the file holds many countries: keep the rows of one district.",
        )

"""Outlines alone: a region to forecast, or the areas of a back-test, from a file that need hold nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from planner.config import IngestConfig
from planner.core.errors import InputError, UnknownFormat
from planner.ingest.apart import read_apart
from planner.ingest.columns import find
from planner.ingest.places import check_numbers, mark_missing, polygons_of, reference_system
from planner.ingest.rejects import Faults, Reject
from planner.ingest.sniff import Format, open_safely

_NAMES = ("area", "name_en", "name", "code", "id", "district", "tehsil")
"""Columns that may name an area, the best first."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """Polygons in the working reference system with their names, the features that could not be used, what to say."""

    shapes: np.ndarray
    names: tuple[str, ...]
    rejects: list[Reject]
    warnings: list[str]


def read_outlines(path: Path, *, config: IngestConfig, working_crs: str) -> Outlines:
    """The polygons of a GeoJSON or GeoPackage file, whatever else it holds; InputError when it holds none.

    Read in a process of its own, as all risky files are. A feature that is no polygon is given back with the reason.
    """
    form, said = open_safely(path, config)
    if form not in (Format.GEOJSON, Format.GEOPACKAGE):
        raise UnknownFormat(
            f"{path.name} is {form.value}; outlines are read from GeoJSON or GeoPackage",
            maybe="export the region as GeoJSON.",
        )
    raw = read_apart(path, form, config)["rows"]
    if raw.shapes is None or not len(raw):
        raise InputError(f"{path.name} holds no outlines", maybe="another layer was meant.")
    faults = Faults(path.name, "outlines", raw.rows)
    shapes = shapely.force_2d(shapely.from_wkb(raw.shapes, on_invalid="ignore"))
    mark_missing(shapes, faults)
    shapes, mended = polygons_of(shapes, faults, config.max_repair_share)
    system = reference_system(raw.crs, path.name)
    good = ~faults.bad
    if not good.any():
        rejects = faults.rejects()
        why = f": {rejects[0].why}" if rejects else ""
        raise InputError(f"{path.name} holds no polygon that can be used{why}", maybe="another layer was meant.")
    bounds = shapely.bounds(shapes[good])
    check_numbers((bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2, system, path.name)
    placed = gpd.GeoSeries(shapes[good], crs=system).to_crs(working_crs).to_numpy()
    if not np.isfinite(shapely.bounds(placed)).all():
        raise InputError(
            f"{path.name} cannot be brought into {working_crs}",
            maybe="it lies on another side of the globe than the incidents, or its reference system is wrong.",
        )
    headers = [str(h) for h in raw.cells.columns]
    header = find(headers, _NAMES)
    labels = raw.cells[header].to_numpy(str)[good] if header else np.arange(1, good.sum() + 1).astype(str)
    spoilt = [Reject(path.name, s.row, s.column, s.value, s.why, s.maybe, "outlines") for s in raw.spoilt]
    return Outlines(placed, tuple(map(str, labels)), [*spoilt, *faults.rejects()], [*said, *raw.warnings, *mended])

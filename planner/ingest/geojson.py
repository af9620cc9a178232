"""GeoJSON, without GDAL: features as cells of text and WKB. Runs in the child."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import shape

from planner.core.errors import InputError, WrongCrs
from planner.ingest.raw import Raw, Spoilt
from planner.ingest.text import texts

_DEGREES = "EPSG:4326"


def read_geojson(path: Path) -> Raw:
    """Every feature, numbered from 1. A feature whose outline cannot be built is spoilt."""
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise InputError(f"{path.name} is not UTF-8, as GeoJSON must be", maybe="export it again.") from fault
    except (ValueError, RecursionError) as fault:
        told = str(fault) if isinstance(fault, json.JSONDecodeError) else type(fault).__name__
        raise InputError(f"{path.name} is broken JSON: {told}", maybe="the download did not finish.") from fault
    features = _features(document, path.name)
    if not features:
        raise InputError(f"{path.name} holds no features", maybe="the export was filtered to nothing.")
    spoilt: list[Spoilt] = []
    cells: list[dict[str, str]] = []
    shapes = np.empty(len(features), dtype=object)
    numbers = np.arange(1, len(features) + 1)
    keep = np.ones(len(features), dtype=bool)
    for place, feature in enumerate(features):
        try:
            properties, shapes[place] = _feature(feature)
        except (
            TypeError,
            ValueError,
            KeyError,
            IndexError,
            AttributeError,
            RecursionError,
            shapely.errors.ShapelyError,
        ):
            why = "the feature has no outline that can be built"
            spoilt.append(Spoilt(place + 1, "geometry", str(feature)[:80], why, "its coordinates are broken off."))
            keep[place] = False
            properties = {}
        cells.append(properties)
    names = list(dict.fromkeys(name for row in cells for name in row))
    frame = pd.DataFrame({name: texts([row.get(name, "") for row in cells]) for name in names}, index=range(len(cells)))
    frame = frame[keep].reset_index(drop=True)
    return Raw(frame, numbers[keep], shapes=shapes[keep], crs=_crs(document, path.name), spoilt=spoilt)


def _features(document: Any, name: str) -> list[Any]:
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "Feature":
        return [document]
    features = document.get("features") if isinstance(document, dict) else None
    if kind != "FeatureCollection" or not isinstance(features, list):
        raise InputError(f"{name} is no GeoJSON FeatureCollection", maybe="export a whole layer.")
    return features


def _feature(feature: Any) -> tuple[dict[str, str], bytes | None]:
    properties = {str(k): _text(v) for k, v in (feature.get("properties") or {}).items()}
    if "id" in feature and "id" not in properties:
        properties["id"] = _text(feature["id"])
    outline = feature.get("geometry")
    if outline is None:
        return properties, None
    return properties, shapely.to_wkb(shape(outline))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _crs(document: dict[str, Any], name: str) -> str:
    """GeoJSON is in degrees, unless it carries the older member `crs`."""
    member = document.get("crs")
    if member is None:
        return _DEGREES
    try:
        said = str(member["properties"]["name"])
    except (KeyError, TypeError) as fault:
        raise WrongCrs(
            f"{name} names a reference system that cannot be read", maybe="export it in EPSG:4326."
        ) from fault
    if said.upper().endswith("CRS84"):
        return _DEGREES
    code = said.split(":")[-1]
    return f"EPSG:{code}" if "EPSG" in said.upper() and code.isdigit() else said

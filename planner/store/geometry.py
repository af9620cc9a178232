"""How a geometry lies in a column: as a GeoPackage blob, eight bytes with the reference system and then ISO WKB.

This file alone knows it. A server store would give `GeometryBlob` another implementation for its dialect (EWKB) and
leave the rest as it is. Layout: OGC 12-128r18, 2.1.3, without envelope: the box has columns of its own.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely
from sqlalchemy import LargeBinary
from sqlalchemy.types import TypeDecorator

_HEAD = struct.Struct("<2sBBi")
_LITTLE_ENDIAN, _EMPTY = 0b1, 0b10000
BOX = ("min_x", "min_y", "max_x", "max_y")
"""Columns beside each geometry: its bounding box in metres, as doubles, so that a search is exact."""


class GeometryBlob(TypeDecorator[bytes]):
    """The type of a geometry column; its values are made by `to_blobs` and read by `from_blobs`, a table at a time."""

    impl = LargeBinary
    cache_ok = True


def to_wkb(geometries: npt.ArrayLike) -> npt.NDArray[np.object_]:
    """ISO WKB of each geometry, little-endian: the same bytes on every machine."""
    return np.asarray(shapely.to_wkb(geometries, byte_order=1, flavor="iso"), dtype=object)


def to_blobs(wkb: npt.NDArray[np.object_], is_empty: npt.NDArray[np.bool_], srid: int) -> list[bytes]:
    """A GeoPackage blob for each WKB, with the EPSG code of its reference system."""
    full = _HEAD.pack(b"GP", 0, _LITTLE_ENDIAN, srid)
    hollow = _HEAD.pack(b"GP", 0, _LITTLE_ENDIAN | _EMPTY, srid)
    return [(hollow if empty else full) + body for body, empty in zip(wkb, is_empty, strict=True)]


def from_blobs(blobs: Sequence[bytes], srid: int) -> npt.NDArray[np.object_]:
    """The geometries of blobs, or ValueError when one is no geometry or of another reference system."""
    heads = {blob[: _HEAD.size] for blob in blobs}
    allowed = {_HEAD.pack(b"GP", 0, flags, srid) for flags in (_LITTLE_ENDIAN, _LITTLE_ENDIAN | _EMPTY)}
    if not heads <= allowed:
        raise ValueError(f"a geometry is damaged or not in EPSG:{srid}")
    try:
        return np.asarray(shapely.from_wkb([blob[_HEAD.size :] for blob in blobs]), dtype=object)
    except shapely.GEOSException as fault:
        raise ValueError(f"a geometry is damaged: {fault}") from fault


def boxes(geometries: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Bounding box of each geometry, shape (n, 4) in the order of `BOX`; NaN for an empty one."""
    return np.asarray(shapely.bounds(geometries), dtype=np.float64).reshape(-1, len(BOX))

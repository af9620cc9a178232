"""Rows that a load took away, or its undoing, kept in the same file until they are wanted back or are out of date."""

from __future__ import annotations

import io
from collections.abc import Collection

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
import sqlalchemy as sa
from pyarrow import feather

from planner.store.models import SPARE
from planner.store.rows import NO_PLACE_YET
from planner.tables import AnyTable, check_table

_SHAPE = "geometry"


def pack(frame: pd.DataFrame) -> bytes:
    """The rows of a table in order, as bytes."""
    plain = pd.DataFrame(frame.drop(columns=_SHAPE, errors="ignore")).reset_index(drop=True)
    if _SHAPE in frame:
        outlines = shapely.to_wkb(np.asarray(frame[_SHAPE].array, dtype=object))
        plain[_SHAPE] = pd.Series(list(outlines), dtype=object)
    packed = io.BytesIO()
    table = pa.Table.from_pandas(plain, preserve_index=False)
    if _SHAPE in plain:
        place = table.schema.get_field_index(_SHAPE)
        table = table.set_column(place, _SHAPE, pa.array(list(plain[_SHAPE]), type=pa.large_binary()))
    feather.write_feather(table, packed, compression="zstd")
    return packed.getvalue()


def unpack(table: AnyTable, body: bytes, crs: str | None) -> pd.DataFrame:
    """The rows that `pack` made bytes of."""
    plain = feather.read_table(io.BytesIO(body), memory_map=False).to_pandas()
    if table.shape is None:
        return check_table(table, plain)
    outlines = shapely.from_wkb(np.asarray(plain.pop(_SHAPE), dtype=object))
    return check_table(table, gpd.GeoDataFrame(plain, geometry=list(outlines), crs=crs or NO_PLACE_YET))


def put(connection: sa.Connection, load: int, name: str, frame: pd.DataFrame) -> None:
    """Keep these rows of a table for a load, in the place of those that were kept."""
    drop(connection, [load], name)
    connection.execute(sa.insert(SPARE).values(load=load, name=name, body=pack(frame)))


def get(connection: sa.Connection, load: int, table: AnyTable, crs: str | None) -> pd.DataFrame | None:
    """The rows that are kept of a table for a load; None when there are none."""
    asked = sa.select(SPARE.c.body).where(SPARE.c.load == load, SPARE.c.name == table.name)
    body = connection.execute(asked).scalar()
    return None if body is None else unpack(table, body, crs)


def held(connection: sa.Connection) -> set[tuple[int, str]]:
    """For which loads and tables rows are kept."""
    return {(row.load, row.name) for row in connection.execute(sa.select(SPARE.c.load, SPARE.c.name))}


def drop(connection: sa.Connection, loads: Collection[int], name: str | None = None) -> None:
    """Let go of what is kept for some loads, or of one table for them."""
    if loads:
        ours = SPARE.c.load.in_(list(loads))
        connection.execute(sa.delete(SPARE).where(ours if name is None else ours & (SPARE.c.name == name)))

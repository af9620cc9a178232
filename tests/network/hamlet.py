"""Five junctions and two streets of their own, small enough to work out by hand.

::

      E ------ D        All pieces are 1,000 m. At 60 km/h a piece takes 1 minute; Mill Lane (B-E) has 30 km/h
      |        ^        and takes 2. Canal Road runs A-B-C and is one-way from B to C; C-D is one-way too.
      |        |        X-Y is an island, 3 km east of C.
      A ---- B ----> C            X ---- Y

with B below E, so A (0, 0), B (1000, 0), C (2000, 0), D (2000, 1000), E (1000, 1000), X (5000, 0), Y (6000, 0).
"""

from __future__ import annotations

import geopandas as gpd

from tests.network.make import road, table


def hamlet() -> gpd.GeoDataFrame:
    """The roads of the hamlet."""
    return table(
        [
            road("ab", "A B", [(0, 0), (1000, 0)], name_en="Canal Road"),
            road("bc", "B C", [(1000, 0), (2000, 0)], name_en="Canal Road", is_oneway=True),
            road("cd", "C D", [(2000, 0), (2000, 1000)], is_oneway=True),
            road("de", "D E", [(2000, 1000), (1000, 1000)], name_ur="نہر"),
            road("eb", "E B", [(1000, 1000), (1000, 0)], name_en="Mill Lane", speed_kmh=30.0),
            road("xy", "X Y", [(5000, 0), (6000, 0)]),
        ]
    )

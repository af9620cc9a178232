"""A cordon: entries, pickets, lines and sums by hand; the fewest pickets against networkx on random streets."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon

from planner.config import load_config
from planner.core.errors import InputError
from planner.surge.cordon import cordon, cordon_document
from planner.surge.cordon_cut import fewest
from tests.network.make import road, table

CONFIG = load_config().cordon  # 2.5 and 7.5 m an officer, 5 or 10 a picket, relief 1.33, joined within 25 m, 300 m out
SQUARE = shapely.box(0, 0, 100, 100)


def crossing() -> gpd.GeoDataFrame:
    """A street through the square from west to east, and a one-way lane from the north that ends in its middle."""
    return table(
        [
            road("street", "W E", [(-500, 50), (600, 50)], name_en="Canal Road", road_class="primary"),
            road("lane", "N M", [(50, 600), (50, 50)], is_oneway=True),
            road("within", "M X", [(50, 50), (80, 80)]),
            road("apart", "Y Z", [(200, -600), (200, 600)]),
        ]
    )


def test_each_road_that_enters_is_an_entry_with_the_way_it_leads() -> None:
    """The street enters from the west (leads east, 90) and from the east (270); the lane from the north (180)."""
    found = cordon(crossing(), SQUARE, CONFIG)
    entries = {(e.road, round(e.x_m), round(e.y_m)): (e.bearing, e.toward, e.drives) for e in found.entries}
    assert entries == {
        ("street", 0, 50): (90, "E", "both"),
        ("street", 100, 50): (270, "W", "both"),
        ("lane", 50, 100): (180, "S", "in"),
    }
    assert [p.label for p in found.at_edge] == [
        "P1: side road, 5 officers",
        "P2: Canal Road, 5 officers",
        "P3: Canal Road, 5 officers",
    ]


def test_a_one_way_that_leads_out_says_so() -> None:
    """The same lane the other way round."""
    out = table([road("lane", "M N", [(50, 50), (50, 600)], is_oneway=True)])
    (entry,) = cordon(out, SQUARE, CONFIG).entries
    assert (entry.bearing, entry.drives) == (180, "out")


def test_lines_and_sums_are_worked_out() -> None:
    """Edge 400 m: 160 officers; 300 m outside it about 2,285 m; 3 pickets of 5; (15 + 160) x 1.33 = 233."""
    found = cordon(crossing(), SQUARE, CONFIG)
    assert (found.inner_m, found.inner_officers) == (400.0, 160)
    assert math.isclose(found.outer_m, 400 + 2 * math.pi * 300, rel_tol=0.01)
    assert found.outer_officers == math.ceil(found.outer_m / 7.5)
    assert (found.picket_officers, found.total_pickets, found.total, found.leaders) == (15, 20, 233, 4)
    assert cordon(crossing(), SQUARE, CONFIG, at_night=True).picket_officers == 30


def test_entries_beside_each_other_take_one_picket() -> None:
    """Two carriageways 20 m apart: one picket; 30 m apart: two."""
    for apart, expected in ((20, 1), (30, 2)):
        lanes = [road(f"c{k}", f"A{k} B{k}", [(-500, 40 + k * apart), (50, 40 + k * apart)]) for k in range(2)]
        found = cordon(table(lanes), SQUARE, CONFIG)
        assert (len(found.entries), len(found.at_edge)) == (2, expected)


def test_one_picket_farther_out_closes_three_roads() -> None:
    """Three streets leave the square in the south and meet at a junction 60 m outside: one picket instead of three."""
    rows = [road(f"s{k}", f"I{k} J", [(20 + 30 * k, 50), (20 + 30 * k, -20), (50, -60)]) for k in range(3)]
    rows.append(road("on", "J K", [(50, -60), (50, -900)]))
    found = cordon(table(rows), SQUARE, CONFIG)
    assert (len(found.at_edge), len(found.fewest), found.saved) == (3, 1, 2)
    (picket,) = found.fewest
    assert ((picket.x_m, picket.y_m), picket.is_farther, picket.id) == ((50, -60), True, "P1")
    assert picket.roads == ("on", "s0", "s1", "s2")
    assert "1 picket, up to 300 m farther out, instead of 3 at the edge: 2 fewer close the area as well." in found.notes
    document = cordon_document(found, degrees=lambda x, y: (x / 1000, y / 1000))
    assert document["saved"] == 2
    assert document["pickets"][0]["longitude"] == 0.05


def test_a_motorway_gets_no_picket_of_ours() -> None:
    """It is listed apart and the note says who closes it."""
    found = cordon(table([road("m", "A B", [(-500, 50), (600, 50)], road_class="motorway")]), SQUARE, CONFIG)
    assert (found.entries, found.at_edge, found.fewest) == ((), (), ())
    assert len(found.motorways) == 2
    assert "the motorway police close them" in " ".join(found.notes)


def test_a_road_that_passes_along_or_touches_is_no_entry() -> None:
    """Along the southern edge, and one that touches the corner from outside."""
    roads = table([road("along", "A B", [(-100, 0), (200, 0)]), road("touch", "C D", [(100, 100), (300, 300)])])
    found = cordon(roads, SQUARE, CONFIG)
    assert found.entries == ()
    assert "No road on record enters the area." in found.notes


@pytest.mark.parametrize("shape", [Polygon(), LineString([(0, 0), (1, 1)]), Polygon([(0, 0), (1, 1), (2, 2)])])
def test_a_shape_that_encloses_nothing_is_refused(shape: Any) -> None:
    """Empty, a line, and three corners on one line."""
    with pytest.raises(InputError, match="encloses nothing"):
        cordon(crossing(), shape, CONFIG)


def streets(seed: int) -> gpd.GeoDataFrame:
    """A crooked grid of nine by nine junctions about 100 m apart, a third of the pieces missing."""
    rng = np.random.default_rng(seed)
    at = {(x, y): np.array([x, y]) * 100 + rng.uniform(-20, 20, 2) for x in range(9) for y in range(9)}
    rows = []
    for (x, y), a in at.items():
        for other in ((x + 1, y), (x, y + 1)):
            if other in at and rng.random() > 0.33:
                line = [tuple(a), tuple(at[other])]
                rows.append(road(f"r{len(rows)}", f"n{x}{y} n{other[0]}{other[1]}", line, is_oneway=rng.random() < 0.2))
    return table(rows)


@pytest.mark.parametrize("seed", range(20))
def test_the_cut_closes_the_area_and_none_is_smaller(seed: int) -> None:
    """Without the spots nobody gets from the area out of the ring; networkx finds no smaller set of spots."""
    roads, area, outer_m = streets(seed), Point(400, 400).buffer(110), 170.0
    outer = area.buffer(outer_m)
    net: Any = nx.Graph()
    net.add_nodes_from(["in", "out"])
    at, lies = {}, {}
    for row in roads.itertuples():
        tips = {row.geometry.coords[0]: row.from_node, row.geometry.coords[-1]: row.to_node}
        at |= {tuple(np.round(place, 6)): node for place, node in tips.items()}
        stretch = row.geometry.intersection(outer.difference(area))
        for k, part in enumerate(shapely.get_parts(stretch)):
            for place in (part.coords[0], part.coords[-1]) if part.length else ():
                beyond = "in" if area.distance(Point(place)) < 1e-6 else "out"
                net.add_edge(("road", row.road, k), ("node", tips[place]) if place in tips else beyond)
            lies["road", row.road, k] = part
    spots = fewest(roads, area, outer_m, 0.001)
    assert len(spots) == (len(nx.minimum_node_cut(net, "in", "out")) if nx.has_path(net, "in", "out") else 0)
    for spot in spots:
        place = tuple(np.round((spot.x_m, spot.y_m), 6))
        stretch = min(lies, key=lambda n: (n[1] not in spot.roads, lies[n].distance(Point(spot.x_m, spot.y_m))))
        net.remove_node(("node", at[place]) if place in at else stretch)
        assert outer.buffer(1e-6).covers(Point(spot.x_m, spot.y_m))
    assert not nx.has_path(net, "in", "out")


def test_a_road_through_the_area_is_closed_on_both_sides() -> None:
    """One piece of road that passes through needs two pickets, however it is cut."""
    assert len(fewest(crossing().iloc[[0]], SQUARE, 300.0, 25.0)) == 2

"""What the larger worlds are made of: extent, towns, canals, motorway. In km from the middle of the sea box."""

from __future__ import annotations

from dataclasses import dataclass

Track = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Town:
    """A place with a street grid: where its middle lies, its radius and the space between streets."""

    x_km: float
    y_km: float
    radius_km: float
    block_m: float
    kind: str
    stations: int


@dataclass(frozen=True, slots=True)
class Shape:
    """A world before chance comes in. Towns of kind "town" are seats of tehsils; the first is that of the district."""

    half_width_km: float
    half_height_km: float
    towns: tuple[Town, ...]
    village_gap_km: float
    village_radius_km: float
    village_block_m: float
    canals: tuple[Track, ...]
    bridges: tuple[int, ...]
    motorway: Track
    interchanges_km: tuple[float, ...]
    sites: int
    stations: int
    posts: int
    desks: int
    per_station: int
    unit: int
    colonies: int


def district(*, sites: int, stations: int, desks: int, per_station: int, unit: int) -> Shape:
    """About 5,800 km2 like Faisalabad: a city, two other tehsil seats, nine market towns, chaks on a lattice.

    The main canal parts the north from the rest, its branch the south-east: the three tehsils.
    Stations are counted with posts, in the ratio of Sialkot 2017 (29 to 12) halved for a district with a large city.
    """
    posts = round(stations * 6 / 44)
    return Shape(
        half_width_km=40.0,
        half_height_km=38.0,
        towns=(
            Town(-9.0, -3.0, 5.0, 110.0, "town", 14),
            Town(9.0, 26.0, 1.8, 100.0, "town", 3),
            Town(28.0, -5.0, 1.8, 100.0, "town", 3),
            Town(-29.0, 27.0, 0.9, 100.0, "market", 1),
            Town(-11.0, 25.0, 0.9, 100.0, "market", 1),
            Town(30.0, 26.0, 0.9, 100.0, "market", 1),
            Town(-31.0, 2.0, 0.9, 100.0, "market", 1),
            Town(-28.0, -24.0, 0.9, 100.0, "market", 1),
            Town(-9.0, -27.0, 0.9, 100.0, "market", 1),
            Town(6.0, -20.0, 0.9, 100.0, "market", 1),
            Town(31.0, -25.0, 0.9, 100.0, "market", 1),
            Town(27.0, 7.0, 0.9, 100.0, "market", 1),
        ),
        village_gap_km=4.15,
        village_radius_km=0.28,
        village_block_m=90.0,
        canals=(
            ((-46.0, 13.0), (-31.0, 16.0), (-16.0, 13.5), (0.0, 10.0), (13.0, 13.5), (27.0, 16.0), (46.0, 12.0)),
            ((-0.1, 10.15), (7.0, 4.0), (13.0, -6.0), (16.0, -18.0), (20.0, -30.0), (22.0, -46.0)),
        ),
        bridges=(4, 3),
        motorway=((-46.0, -10.0), (-26.0, -13.5), (-8.0, -13.0), (8.0, -10.0), (24.0, -12.5), (46.0, -8.0)),
        interchanges_km=(12.0, 27.0, 40.0, 57.0, 74.0),
        sites=sites,
        stations=stations,
        posts=posts,
        desks=desks,
        per_station=per_station,
        unit=unit,
        colonies=14,
    )


def capital(*, sites: int, stations: int, desks: int, unit: int) -> Shape:
    """About 900 km2 like Islamabad: five zones between four streams, a town and a station in each, no other staff."""
    seats = ((-1.0, 1.0, 2.2), (-7.6, -2.0, 1.8), (6.6, 2.0, 1.8), (-13.8, 4.0, 1.4), (13.4, -3.0, 1.4))
    streams = (-10.8, -4.4, 3.0, 10.2)
    return Shape(
        half_width_km=17.5,
        half_height_km=13.0,
        towns=tuple(Town(x, y, radius, 110.0, "town", 1) for x, y, radius in seats),
        village_gap_km=2.6,
        village_radius_km=0.26,
        village_block_m=90.0,
        canals=tuple(((x - 0.5, -20.0), (x, -8.0), (x + 0.5, 0.0), (x, 8.0), (x - 0.5, 20.0)) for x in streams),
        bridges=(3, 3, 3, 3),
        motorway=(),
        interchanges_km=(),
        sites=sites,
        stations=stations,
        posts=0,
        desks=desks,
        per_station=0,
        unit=unit,
        colonies=8,
    )


def tehsil() -> Shape:
    """One tehsil: a town, two market towns, some thirty villages, a canal with two bridges, 40 sites, 6 stations."""
    return Shape(
        half_width_km=13.5,
        half_height_km=11.5,
        towns=(
            Town(-2.0, -3.0, 1.1, 100.0, "town", 2),
            Town(6.5, 6.5, 0.6, 100.0, "market", 1),
            Town(-8.0, 6.0, 0.6, 100.0, "market", 1),
        ),
        village_gap_km=3.8,
        village_radius_km=0.26,
        village_block_m=90.0,
        canals=(((-18.0, 3.2), (-8.0, 2.0), (2.0, 2.6), (10.0, 1.0), (18.0, 2.0)),),
        bridges=(2,),
        motorway=(),
        interchanges_km=(),
        sites=40,
        stations=5,
        posts=1,
        desks=2,
        per_station=40,
        unit=24,
        colonies=3,
    )

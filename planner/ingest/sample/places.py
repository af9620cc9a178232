"""Sites and stations of a world, in the proportions that `config.sample` states."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planner.config import SampleConfig
from planner.ingest.sample import names
from planner.ingest.sample.areas import smallest_area
from planner.ingest.sample.facts import make_facts
from planner.ingest.sample.land import Land, Settlements
from planner.ingest.sample.roads import RoadNet
from planner.ingest.sample.shape import Shape
from planner.ingest.sample.world import placed, shares_to_counts, spots
from planner.tables import SiteTable, StationTable

COLONY_M = 380.0
"""Sites of one colony lie about this far from its middle (standard deviation)."""
BESIDE_M = (15.0, 70.0)
"""A site lies this far from its junction; one of the far ones as below."""
FAR_M = (450.0, 900.0)
POSTS_APART_M = 3_000.0
CANDIDATES = 400
"""So many junctions at most are weighed as places for a station."""
FIRST_HOUR, LAST_HOUR = 8, 11
"""Main services of churches begin in these hours of a Sunday morning."""


def make_sites(
    shape: Shape,
    land: Land,
    net: RoadNet,
    areas: pd.DataFrame,
    config: SampleConfig,
    origin: str,
    rng: np.random.Generator,
    facts_rng: np.random.Generator,
) -> pd.DataFrame:
    """The sites: in the towns in colonies, in the country several to one village; larger ones of a higher category.

    What makes them vulnerable is drawn from `facts_rng`, so that places and sizes do not hang on it.
    """
    total = shape.sites
    corner = np.concatenate([_in_towns(shape, land, net, config, rng), _in_villages(shape, land, net, config, rng)])
    far = np.zeros(total, dtype=bool)
    # the far ones lie at villages, beside which there is free land
    far[total - round(config.far_site_share * total) :] = True
    away = np.where(far, rng.uniform(*FAR_M, total), rng.uniform(*BESIDE_M, total))
    turn = rng.uniform(0, 2 * np.pi, total)
    x, y = net.x[corner] + away * np.cos(turn), net.y[corner] + away * np.sin(turn)
    kind = _dealt(total, _kinds(config), rng)
    community = _dealt(total, _communities(config), rng)
    category = _categories(kind, net.settlement[corner], land.settlements, config, rng)
    median = {
        "A": config.worshippers_a,
        "B": config.worshippers_b,
        "C": config.worshippers_c,
        "D": config.worshippers_d,
    }
    worshippers = np.array([median[c] for c in category]) * rng.lognormal(0, 0.35, total)
    known = np.where(np.isin(category, ["A", "B"]), True, rng.random(total) >= config.unknown_service_share)
    hour = rng.integers(FIRST_HOUR, LAST_HOUR, total)
    order = np.lexsort((corner, category))
    site_names = [
        names.site(kind[k], community[k], n + 1, land.settlements.name[net.settlement[corner[k]]])
        for n, k in enumerate(order)
    ]
    people = np.maximum(8, worshippers[order].round()).astype(int)
    urban = np.array([land.settlements.kind[net.settlement[k]] != "village" for k in corner[order]])
    return placed(
        SiteTable,
        {
            "site": [f"S{n + 1:04d}" for n in range(total)],
            "name_en": [name[0] for name in site_names],
            "name_ur": [name[1] for name in site_names],
            "kind": kind[order],
            "community": community[order],
            "category": category[order],
            # the larger a site, the sooner it is registered
            "is_registered": _registered(category, config, rng)[order],
            "worshippers": pd.array(people, dtype="Int64"),
            "entries": pd.array(np.clip(rng.poisson(0.006 * worshippers[order]) + 1, 1, 6), dtype="Int64"),
            **make_facts(category[order], people, urban, config, facts_rng),
            "service_times": [
                service_times(kind[k], community[k], category[k], int(hour[k])) if known[k] else "" for k in order
            ],
            "area": smallest_area(areas, x[order], y[order]),
            "source": origin,
        },
        spots(x[order], y[order]),
    )


def service_times(kind: str, community: str, category: str, hour: int) -> str:
    """Service times by faith, as in OSM; `hour` is when the main service of a church begins on Sunday.

    Only places of worship have services. Large churches have one on Wednesday evening too.
    """
    if kind != "place of worship":
        return ""
    if community == "christian":
        midweek = "; We 18:00-19:00" if category in ("A", "B") else ""
        return f"Su {hour:02d}:00-{hour + 2:02d}:00{midweek}"
    return {
        "hindu": "Tu 19:00-20:30; Sa 19:00-20:00",
        "sikh": "Su 07:00-09:00",
        "ahmadi": "Fr 13:00-14:00",
    }[community]


def _kinds(config: SampleConfig) -> dict[str, float]:
    others = {
        "settlement": config.share_settlement,
        "burial ground": config.share_burial,
        "school": config.share_school,
    }
    return {"place of worship": 1 - sum(others.values()), **others}


def _communities(config: SampleConfig) -> dict[str, float]:
    others = {"ahmadi": config.share_ahmadi, "hindu": config.share_hindu, "sikh": config.share_sikh}
    return {"christian": 1 - sum(others.values()), **others}


def category_shares(config: SampleConfig) -> dict[str, float]:
    """Shares of the published categories; C is the rest."""
    others = {"A": config.share_a, "B": config.share_b, "D": config.share_d}
    return {"A": others["A"], "B": others["B"], "C": 1 - sum(others.values()), "D": others["D"]}


def _dealt(total: int, shares: dict[str, float], rng: np.random.Generator) -> np.ndarray:
    counts = shares_to_counts(total, shares)
    return rng.permutation(np.repeat(np.array(list(counts), dtype=object), list(counts.values())))


def _categories(
    kind: np.ndarray, settlement: np.ndarray, places: Settlements, config: SampleConfig, rng: np.random.Generator
) -> np.ndarray:
    """Worship places in towns tend to the higher categories; the numbers are exactly those of the shares."""
    counts = shares_to_counts(len(kind), category_shares(config))
    urban = np.array([places.kind[s] != "village" for s in settlement])
    standing = rng.normal(0, 1, len(kind)) + 1.0 * urban + 2.0 * (kind == "place of worship")
    category = np.empty(len(kind), dtype=object)
    category[np.argsort(-standing)] = np.repeat(np.array(list(counts), dtype=object), list(counts.values()))
    return category


def _registered(category: np.ndarray, config: SampleConfig, rng: np.random.Generator) -> np.ndarray:
    registered = np.zeros(len(category), dtype=bool)
    order = np.lexsort((rng.random(len(category)), category == "D", category == "C"))
    # A and B first; C and D mixed behind them
    low = order[np.isin(category[order], ["C", "D"])]
    high = order[~np.isin(category[order], ["C", "D"])]
    registered[np.concatenate([high, rng.permutation(low)])[: round(config.registered_share * len(category))]] = True
    return registered


def _in_towns(shape: Shape, land: Land, net: RoadNet, config: SampleConfig, rng: np.random.Generator) -> np.ndarray:
    """Junctions of the urban sites: colonies of uneven size, more of them in a larger town."""
    places = land.settlements
    total = round(config.urban_share * shape.sites)
    towns = [k for k, kind in enumerate(places.kind) if kind != "village"]
    area = places.radius_m[towns] ** 2
    colonies = np.maximum(1, np.round(shape.colonies * area / area.max())).astype(int)
    town_of = np.repeat(towns, colonies)
    weight = rng.lognormal(0, 0.8, town_of.size)
    colony = rng.choice(town_of.size, total, p=weight / weight.sum())
    own = {k: np.flatnonzero(net.settlement == k) for k in towns}
    heart = np.array([rng.choice(own[k]) for k in town_of])
    x = net.x[heart[colony]] + rng.normal(0, COLONY_M, total)
    y = net.y[heart[colony]] + rng.normal(0, COLONY_M, total)
    return np.array(
        [
            own[k][np.hypot(net.x[own[k]] - px, net.y[own[k]] - py).argmin()]
            for k, px, py in zip(town_of[colony], x, y, strict=True)
        ],
        dtype=int,
    )


def _in_villages(shape: Shape, land: Land, net: RoadNet, config: SampleConfig, rng: np.random.Generator) -> np.ndarray:
    """Junctions of the rural sites: some villages have several, as the chaks of Jaranwala, most have none."""
    total = shape.sites - round(config.urban_share * shape.sites)
    villages = [k for k, kind in enumerate(land.settlements.kind) if kind == "village" and (net.settlement == k).any()]
    weight = rng.lognormal(0, 1.2, len(villages))
    chosen = rng.choice(villages, total, p=weight / weight.sum())
    return np.array([rng.choice(np.flatnonzero(net.settlement == k)) for k in chosen], dtype=int)


def make_stations(
    shape: Shape, land: Land, net: RoadNet, areas: pd.DataFrame, origin: str, rng: np.random.Generator
) -> pd.DataFrame:
    """Stations in the towns, then in the villages that lack one most; posts at bridges; Lines in the first seat."""
    places = land.settlements
    towns = [k for k, kind in enumerate(places.kind) if kind != "village"]
    in_seat = net.settlement == 0
    lines = int(np.flatnonzero(in_seat)[np.argmax(net.x[in_seat] - net.y[in_seat])])
    chosen: list[int] = []
    for k in towns:
        own = np.flatnonzero(net.settlement == k)
        chosen += _amid(net, own, shape.towns[k].stations, [])
    rural = np.flatnonzero(np.isin(net.settlement, [k for k in range(len(places)) if k not in towns]))
    post_at = [
        int(rural[np.hypot(net.x[rural] - px, net.y[rural] - py).argmin()]) for px, py in _apart(net, shape.posts)
    ]
    chosen = chosen[: shape.stations - shape.posts]
    chosen += _amid(net, rural, shape.stations - shape.posts - len(chosen), chosen + post_at)
    if len(post_at) < shape.posts:
        post_at += _amid(net, rural, shape.posts - len(post_at), chosen + post_at)
    corner = np.array([*chosen, *post_at, lines])
    kinds = ["station"] * len(chosen) + ["post"] * len(post_at) + ["lines"]
    # a desk in each seat first, then in the other stations of the first one
    seats = [k for k in towns if places.kind[k] == "town"]
    # a seat may have none when few stations are wanted
    of_seat = [[n for n, c in enumerate(chosen) if net.settlement[c] == k] for k in seats]
    first = [stations[0] for stations in of_seat if stations]
    desks = (first + [n for n in range(len(chosen)) if n not in first])[: shape.desks]
    turn = rng.uniform(0, 2 * np.pi, corner.size)
    x, y = net.x[corner] + 20 * np.cos(turn), net.y[corner] + 20 * np.sin(turn)
    station_names = []
    for n, (k, kind) in enumerate(zip(net.settlement[corner].tolist(), kinds, strict=True)):
        before = [m for m in range(n) if net.settlement[corner[m]] == k and kinds[m] == kind]
        station_names.append(
            names.base(kind, places.name[k], len(before) + 1 if places.kind[k] == "town" and kind != "lines" else 0)
        )
    prefix = {"station": "PS", "post": "PP", "lines": "PL"}
    return placed(
        StationTable,
        {
            "station": [f"{prefix[kind]}{n + 1:02d}" for n, kind in enumerate(kinds)],
            "name_en": [name[0] for name in station_names],
            "name_ur": [name[1] for name in station_names],
            "kind": kinds,
            "has_desk": [n in desks for n in range(len(kinds))],
            "area": smallest_area(areas, x, y),
            "source": origin,
        },
        spots(x, y),
    )


def _apart(net: RoadNet, count: int) -> np.ndarray:
    """Bridges for posts, as many as are wanted; bridges side by side share one."""
    kept: list[np.ndarray] = []
    for bridge in net.bridges:
        if all(np.hypot(*(bridge - other)) > POSTS_APART_M for other in kept):
            kept.append(bridge)
    return np.array(kept[:count]).reshape(-1, 2)


def _amid(net: RoadNet, among: np.ndarray, count: int, given: list[int]) -> list[int]:
    """So many junctions, one after the other where each shortens the way of all most (greedy p-median)."""
    among = among[:: max(1, among.size // CANDIDATES)]
    apart = np.hypot(net.x[among][:, None] - net.x[among], net.y[among][:, None] - net.y[among])
    way = np.full(among.size, np.inf)
    for other in given:
        way = np.minimum(way, np.hypot(net.x[among] - net.x[other], net.y[among] - net.y[other]))
    chosen: list[int] = []
    for _ in range(count):
        pick = int(np.minimum(way, apart).sum(axis=1).argmin())
        chosen.append(int(among[pick]))
        way = np.minimum(way, apart[pick])
    return chosen

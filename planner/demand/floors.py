"""Floors of cover: each community, each tehsil, small and unregistered sites; and who has no guard at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from planner.config import EquityConfig
from planner.core.duty import DutyKind, Floor
from planner.core.services import ABOVE, area_chains
from planner.demand.dosage import named
from planner.demand.numbers import count
from planner.tables import AreaTable, DemandTable, SiteTable, check_table

_TEHSIL = "tehsil"


@dataclass(frozen=True, slots=True)
class Group:
    """Sites that must not be forgotten, under a name that reads in a sentence, and the least share of their cover."""

    name: str
    sites: frozenset[str]
    least_share: float


def groups(sites: pd.DataFrame, areas: pd.DataFrame, config: EquityConfig) -> tuple[Group, ...]:
    """The groups of [equity] that have sites: as "community Hindu", "tehsil Samundri", "unregistered sites".

    The area of a site may be a code or a chain of codes; a site outside any tehsil is in no tehsil's group.
    """
    sites, areas = check_table(SiteTable, sites), check_table(AreaTable, areas)
    named_groups = [
        *_by(
            sites["community"].map(lambda community: f"community {community.capitalize()}"), sites, config, "community"
        ),
        *_by(_tehsils(sites, areas), sites, config, "tehsil"),
    ]
    is_small = sites["worshippers"].isna() | (sites["worshippers"].fillna(0) <= config.small_worshippers)
    for name, chosen, share in (
        ("small sites", is_small, config.small_share),
        ("unregistered sites", ~sites["is_registered"], config.unregistered_share),
    ):
        named_groups.append(Group(name, frozenset(sites.loc[chosen, "site"]), share))
    return tuple(group for group in named_groups if group.sites)


def floors(demand: pd.DataFrame, sites: pd.DataFrame, areas: pd.DataFrame, config: EquityConfig) -> tuple[Floor, ...]:
    """The least cover of each group, over the guards at its sites; over the mobiles that visit it where it has none.

    A mobile serves many groups at once, so it counts only for those that have nothing else: else it would hide that
    a group's guards are never sent. A group that no duty protects has no floor; `unserved` names it. A share of 0 is
    no floor.
    """
    guards, mobiles = _protecting(demand)
    found = []
    for group in groups(sites, areas, config):
        own = {duty for duty, protected in guards.items() if protected & group.sites}
        own = own or {duty for duty, protected in mobiles.items() if protected & group.sites}
        if own and group.least_share > 0:
            found.append(Floor(group.name, frozenset(own), group.least_share))
    return tuple(found)


def unserved(demand: pd.DataFrame, sites: pd.DataFrame, areas: pd.DataFrame, config: EquityConfig) -> tuple[str, ...]:
    """A sentence for each group whose sites have no guard in this demand: who visits them, and how many nobody does."""
    guards, mobiles = _protecting(demand)
    guarded = frozenset(site for protected in guards.values() for site in protected)
    visited = frozenset(site for protected in mobiles.values() for site in protected)
    said = []
    for group in groups(sites, areas, config):
        if group.sites & guarded:
            continue
        number, on_beats = count(len(group.sites), "site"), len(group.sites & visited)
        head = f"{group.name[0].upper()}{group.name[1:]}: no guard is asked for at the {number}"
        if on_beats == len(group.sites):
            said.append(f"{head}; all of them lie on the beat of a mobile.")
        elif on_beats:
            said.append(
                f"{head}; {on_beats} of them lie on the beat of a mobile, "
                f"the other {len(group.sites) - on_beats} on none."
            )
        else:
            said.append(f"{head}, and no mobile visits them: nothing protects them.")
    return tuple(said)


def _protecting(demand: pd.DataFrame) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """The sites that each guard and that each mobile protects."""
    demand = check_table(DemandTable, demand)
    found: dict[str, dict[str, frozenset[str]]] = {DutyKind.GUARD.value: {}, DutyKind.PATROL.value: {}}
    beats: dict[str, frozenset[str]] = {}
    for row in demand[demand["kind"].isin(found)].itertuples():
        if row.sites not in beats:
            beats[row.sites] = frozenset(named(row.sites))
        found[row.kind][row.duty] = beats[row.sites]
    return found[DutyKind.GUARD.value], found[DutyKind.PATROL.value]


def _by(names: pd.Series, sites: pd.DataFrame, config: EquityConfig, kind: str) -> Iterator[Group]:
    share = getattr(config, f"{kind}_share")
    for name, rows in sites.groupby(names.to_numpy(), sort=True):
        if name:
            yield Group(str(name), frozenset(rows["site"]), share)


def _tehsils(sites: pd.DataFrame, areas: pd.DataFrame) -> pd.Series:
    """The tehsil of each site as "tehsil NAME"; "" where none is known."""
    chains = area_chains(dict(zip(areas["area"], areas["parent"], strict=True)))
    tehsils = areas[areas["level"] == _TEHSIL]
    names = {row.area: f"tehsil {row.name_en or row.area}" for row in tehsils.itertuples()}
    twice = {name for name in names.values() if list(names.values()).count(name) > 1}
    names = {code: f"{name} ({code})" if name in twice else name for code, name in names.items()}

    def of(chain: str) -> str:
        codes = [up for code in chain.split(ABOVE) for up in chains.get(code, code).split(ABOVE)]
        return next((names[code] for code in codes if code in names), "")

    return sites["area"].map(of)

"""The calendar of a store: dates added to its occasions, and what its incidents say about such days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from planner.config import Config
from planner.flow.assess import local_midnight, today
from planner.flow.joins import sites_in_chains
from planner.flow.kept import hashes, kept, table
from planner.flow.stores import plain, provenance
from planner.ingest.festivals import festival_table, festivals
from planner.risk.anniversaries import anniversaries
from planner.risk.day_factors import learn_factors
from planner.risk.days import CLASSES
from planner.risk.seasons import Multipliers
from planner.store import Store
from planner.tables import AreaTable, IncidentTable, OccasionTable, SiteTable, check_table

ORIGIN = "calendar"
"""How the source begins of every row that was added here; such a row is mended when its date becomes known."""
_SAME_WITHIN = pd.Timedelta(days=60)
"""Occasions of one name that lie so near each other are one: an Islamic year is 354 days long, a turn of year moves
none of them into another year."""
_DAYS_PER_YEAR = 365.25


def calendar(
    store: Store,
    config: Config,
    *,
    start: date | None,
    days: int,
    communities: Sequence[str] = (),
    dry_run: bool = False,
) -> dict[str, Any]:
    """Add festivals, days of remembrance and anniversaries of `days` days to the occasions of the store.

    Without `start` they reach from the first reported incident to `days` days from today, as the past is what factors
    are learned from. What stands in the store already by that name, near that date, is left as it is: the unit's own
    list wins. Rows that were added here before and have another date or doubt now are put right.

    Returns `{from, to, added, mended, known, missing, written}`: rows, a count, sentences, whether it was kept.
    """
    zone = ZoneInfo(config.place.timezone)
    first = start or _first_day(store, config, zone)
    last = (start or today(config)) + timedelta(days=days - 1)
    found, missing = festivals(
        first, last, doubt_days=config.calendar.moon_doubt_days, remembrance=config.calendar.remembrance
    )
    big = anniversaries(
        table(store, IncidentTable), table(store, AreaTable), config.calendar, first=first, last=last, zone=zone
    )
    wanted = pd.concat([festival_table(found, zone, origin=ORIGIN), big]).sort_values(["start", "occasion"])
    if communities:
        wanted = wanted[wanted["community"].isin([*communities, "unknown"])]
    stored = store.read(OccasionTable)
    is_new, replaces = _compare(wanted, stored)
    added, mended = wanted[is_new], wanted[[k in replaces for k in wanted["occasion"]]]
    if not dry_run and len(added) + len(mended):
        by = provenance(store, config, note=f"calendar {first.isoformat()} to {last.isoformat()}")
        if len(mended):
            left = stored[~stored["occasion"].isin(set(replaces.values()))]
            store.replace(OccasionTable, check_table(OccasionTable, pd.concat([left, mended, added])), by=by)
        else:
            store.append(OccasionTable, check_table(OccasionTable, added), by=by)
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "added": [_row(row, zone) for row in added.to_dict("records")],
        "mended": [_row(row, zone) for row in mended.to_dict("records")],
        "known": len(wanted) - len(added) - len(mended),
        "missing": list(missing),
        "written": not dry_run,
    }


def multipliers(store: Store, config: Config, *, as_of: date) -> list[dict[str, Any]]:
    """Of each class of day: how many times an ordinary one, its 90 % interval, the incidents behind it, its grade."""
    learned = learned_factors(store, config, as_of=as_of)
    rows = []
    for c, name in enumerate(CLASSES):
        rows.append(
            {
                "day": name,
                **{key: round(float(getattr(learned, key)[c]), 4) for key in ("factor", "low", "high")},
                "events": round(float(learned.events[c]), 2),
                "expected": round(float(learned.expected[c]), 2),
                "prior": round(float(learned.prior_mean[c]), 4),
                "grade": "reference" if c == 0 else "learned" if learned.is_learned[c] else "assumption",
            }
        )
    return rows


def learned_factors(store: Store, config: Config, *, as_of: date) -> Multipliers:
    """What the incidents reported before a day say about days; kept while they are the same."""

    def make() -> Multipliers:
        return learn_factors(
            sites_in_chains(store),
            table(store, IncidentTable),
            table(store, OccasionTable),
            config.risk,
            as_of=local_midnight(as_of, config),
            zone=ZoneInfo(config.place.timezone),
        )

    return kept(
        ("factors", *hashes(store, SiteTable, AreaTable, IncidentTable, OccasionTable), config.hash, as_of), make
    )


def _first_day(store: Store, config: Config, zone: ZoneInfo) -> date:
    incidents = table(store, IncidentTable)
    reported = incidents.loc[incidents["reported_by"] != "patrol", "occurred_at"]
    now = today(config)
    if not len(reported):
        return now
    oldest = now - timedelta(days=round(config.calendar.past_years * _DAYS_PER_YEAR))
    return min(now, max(oldest, reported.min().tz_convert(zone).date()))


def _compare(wanted: pd.DataFrame, stored: pd.DataFrame) -> tuple[list[bool], dict[str, str]]:
    """Which wanted rows are new, and which stored row (its key) a wanted one (its key) puts right."""
    by_name: dict[str, list[Any]] = {}
    for row in stored.itertuples():
        for name in {_plain_name(row.name_en), _plain_name(row.name_ur)} - {""}:
            by_name.setdefault(name, []).append(row)
    keys = set(stored["occasion"])
    is_new, replaces = [], {}
    for row in wanted.itertuples():
        near = {
            one.occasion: one
            for name in (_plain_name(row.name_en), _plain_name(row.name_ur))
            for one in by_name.get(name, ())
            if abs(one.start - row.start) <= _SAME_WITHIN
            and one.area in ("", row.area)
            and one.community in (row.community, "unknown")
        }
        is_new.append(not near and row.occasion not in keys)
        for one in near.values():
            ours = len(near) == 1 and one.source.startswith(f"{ORIGIN};")
            if ours and (one.start, one.end, one.doubt_days) != (row.start, row.end, row.doubt_days):
                replaces[row.occasion] = one.occasion
    return is_new, replaces


def _plain_name(name: str) -> str:
    """As it is compared: without what stands in brackets, in small letters, single spaces."""
    return " ".join(re.sub(r"\(.*?\)", "", name).casefold().split())


def _row(row: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """A row as people read it: local days, the last one included."""
    first, end = (row[edge].tz_convert(zone) for edge in ("start", "end"))
    last = (end - pd.Timedelta(microseconds=1)).date()
    return {
        "occasion": row["occasion"],
        "name_en": row["name_en"],
        "name_ur": row["name_ur"],
        "kind": row["kind"],
        "community": row["community"],
        "first": first.date().isoformat(),
        "last": last.isoformat(),
        "doubt_days": plain(row["doubt_days"]),
        "area": row["area"],
        "source": row["source"],
    }

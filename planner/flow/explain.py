"""Why a site has its risk: likely how, bad how, from which incidents; the same numbers as in the table."""

from __future__ import annotations

from datetime import date
from typing import Any

from planner.config import Config
from planner.core.errors import InputError
from planner.flow.assess import fitted, risk, vulnerability, windows_of
from planner.flow.kept import hashes, kept, table
from planner.flow.span import risk_by_span
from planner.risk.area_scores import area_scores
from planner.risk.explain import explain
from planner.risk.fitted import basis
from planner.risk.trigger import trigger_rows
from planner.store import Store
from planner.tables import AreaTable, IncidentTable, OccasionTable, SiteTable, StationTable
from planner.tables.risk import PARTS

_JUDGED = ("total", "low", "high", "vulnerability_band", "harm", "harm_low", "harm_high", "known", "category", "note")


def explain_risk(store: Store, config: Config, *, site: str, as_of: date, days: int) -> dict[str, Any]:
    """The score of a site over the days in parts, the past incidents behind it, and how bad it would be.

    Raises InputError for a site that the store does not hold.
    """
    sources = hashes(store, SiteTable, AreaTable, StationTable, IncidentTable, OccasionTable)
    key = ("explained", site, as_of, days, *sources, config.hash)
    answer: dict[str, Any] = kept(key, lambda: _explain(store, config, site, as_of, days))
    return answer


def _explain(store: Store, config: Config, site: str, as_of: date, days: int) -> dict[str, Any]:
    windows = windows_of(as_of, days, config)
    model = fitted(store, config, as_of=windows[0].start)
    if model is None or site not in set(model.sites["site"]):
        raise InputError(f"there is no site {site!r}", maybe="hifazat list sites names them all.")
    found = explain(model, config.risk, site=site, windows=windows)
    rows = risk(store, config, as_of=as_of, days=days)
    mine = rows[rows["site"] == site]
    judges = vulnerability(store, config, as_of=as_of)
    judged = judges[judges["site"] == site].to_dict("records")[0]
    kinds = table(store, IncidentTable).set_index("incident")["kind"]
    first = mine.iloc[0]
    return {
        "site": site,
        "from": as_of.isoformat(),
        "days": days,
        "score": found.score,
        "low": float(mine["low"].sum()),
        "high": float(mine["high"].sum()),
        "chance": float(1 - (1 - mine["chance"]).prod()),
        "harm": float(first["harm"]),
        "priority": float(mine["priority"].sum()),
        "band": first["band"],
        "grade": first["grade"],
        "parts": [
            {"part": name, "value": value, "share": value / found.score if found.score else 0.0}
            for name, value in found.parts.items()
        ],
        "incidents": [
            {
                "incident": one.incident,
                "kind": kinds[one.incident],
                "days_ago": one.days_ago,
                "distance_m": one.distance_m,
                "is_vague": one.is_vague,
                "worth": one.worth,
            }
            for one in found.incidents
        ],
        "calendar": found.calendar,
        "sentence": f"{found.fact}; {found.calendar}." if found.calendar else f"{found.fact}.",
        "basis": basis(model, config.risk),
        "vulnerability": {name: judged[name] for name in (*_JUDGED, "why")},
        "repeats": {"rows": trigger_rows(model.trigger), "sentence": model.trigger.sentence},
    }


def area_risk(store: Store, config: Config, *, as_of: date, days: int) -> list[dict[str, Any]]:
    """Incidents expected in each tehsil over the days, most first: the sums over its sites, with their parts."""
    windows = windows_of(as_of, days, config)
    model = fitted(store, config, as_of=windows[0].start)
    if model is None:
        return []
    areas = table(store, AreaTable)
    names = dict(zip(areas["area"], areas["name_en"], strict=True))
    return [
        {
            "area": row["area"],
            "name": names.get(row["area"], "") or row["area"] or "outside every tehsil",
            "sites": int(row["sites"]),
            **{key: float(row[key]) for key in ("score", "low", "high", "chance", "per_site")},
            "parts": {part: float(row[part]) for part in PARTS},
        }
        for row in area_scores(model, config.risk, windows=windows).to_dict("records")
    ]


def risk_basis(store: Store, config: Config, *, as_of: date) -> str:
    """What the scores rest on, in a sentence."""
    model = fitted(store, config, as_of=windows_of(as_of, 1, config)[0].start)
    return "No sites yet." if model is None else basis(model, config.risk)


def risk_heads(store: Store, config: Config, *, as_of: date, days: int) -> list[dict[str, Any]]:
    """One row a site for all the days together, by priority."""
    whole = risk_by_span(store, config, as_of=as_of, days=days)[0]
    return [
        {str(name): value for name, value in row.items()}
        for row in whole.sort_values(["priority", "site"], ascending=[False, True]).to_dict("records")
    ]

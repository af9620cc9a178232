"""The report of a month: what the store holds of it, gathered for the head of the unit and the district."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from planner.config import Config
from planner.core.errors import InputError
from planner.core.time import now
from planner.flow.analysis import desk_minutes, trends
from planner.flow.assess import local_midnight, risk, today
from planner.flow.kept import table
from planner.flow.month_incidents import Month, incident_facts, months_on
from planner.flow.month_plan import plan_facts, training_facts
from planner.flow.month_response import response_facts
from planner.report.month import month_pdf, month_sentences
from planner.risk.fairness import fairness
from planner.store import Store
from planner.tables import (
    STORED,
    AreaTable,
    Classification,
    IncidentTable,
    LandmarkTable,
    OfficerTable,
    RoadTable,
    SiteTable,
    StationTable,
)

__all__ = ["last_month", "month_paper", "month_report", "month_sentences", "write_month"]

PUBLIC_BY = ("month", "kind", "tehsil", "community")
_ROUND_SHARE = 5
"""Shares of a public report are whole multiples of so many percent."""


def last_month(config: Config) -> date:
    """The first day of the last month that is over."""
    return months_on(today(config).replace(day=1), -1)


def month_report(store: Store, config: Config, *, first: date, public: bool = False) -> dict[str, Any]:
    """The facts of the month that begins on `first`, as JSON, with what they say in English under `sentences`.

    In public there is no figure of the month's incidents: only the tables of the last calendar year that was over by
    then, as `trends` gives them to the public, and how much of the plans was manned, roughly. InputError for a month
    that is not over.
    """
    if first.day != 1 or months_on(first, 1) > today(config):
        raise InputError(
            f"the month from {first} is not over", maybe=f"{last_month(config):%Y-%m} was meant, the last that is."
        )
    month = Month(first, ZoneInfo(config.place.timezone), None, config.report.usual_years)
    made = now()
    mark = Classification.PUBLIC if public else Classification.RESTRICTED
    document: dict[str, Any] = {
        "month": f"{first:%Y-%m}",
        "from": first.isoformat(),
        "to": (month.until - timedelta(days=1)).isoformat(),
        "public": public,
        "classification": mark.value,
        "program": f"hifazat {version('hifazat')}",
        "is_synthetic": _is_synthetic(store),
        **(_public(store, config, month) if public else _internal(store, config, month)),
    }
    content = json.dumps(document, sort_keys=True, ensure_ascii=True).encode("ascii")
    kind = "P" if public else "R"
    document["number"] = f"{kind}-{first:%Y-%m}-{hashlib.sha256(content).hexdigest()[:8]}"
    document["made_at"] = made.astimezone(month.zone).isoformat(timespec="minutes")
    document["sentences"] = month_sentences(document, "en")
    return document


def write_month(store: Store, config: Config, document: Mapping[str, Any], out: Path, *, language: str = "en") -> Path:
    """The report as PDF at `out`; InputError when it cannot be written."""
    content = month_paper(store, config, document, language=language)
    try:
        out.write_bytes(content)
    except OSError as fault:
        raise InputError(
            f"the report cannot be written to {out}: {fault.strerror}",
            maybe="the folder is not there or read-only; name another with --out.",
        ) from fault
    return out


def month_paper(store: Store, config: Config, document: Mapping[str, Any], *, language: str = "en") -> bytes:
    """The report as PDF; the map is drawn from the areas and roads of the store."""
    if document["public"]:
        return month_pdf(document, language=language)
    roads, marks = (table(store, kind) if store.count(kind) else None for kind in (RoadTable, LandmarkTable))
    return month_pdf(document, language=language, areas=table(store, AreaTable), roads=roads, landmarks=marks)


def _is_synthetic(store: Store) -> bool:
    if store.count(OfficerTable) and bool(table(store, OfficerTable)["is_synthetic"].any()):
        return True
    return any("sample world" in one.note for one in store.history(IncidentTable))


def _internal(store: Store, config: Config, month: Month) -> dict[str, Any]:
    first = month.first
    as_of = local_midnight(today(config) + timedelta(days=1), config)
    incidents = incident_facts(store, config, first, as_of)
    history = store.history(IncidentTable)
    quality = {
        **incidents.pop("quality"),
        "loaded": history[-1].made_at[:10] if history else None,
        "register_rows": store.count(IncidentTable),
    }
    plan = plan_facts(store, month)
    inputs = {one.name: store.hash(one) for one in STORED if store.count(one)}
    return {
        "incidents": incidents,
        "response": response_facts(store, config, month),
        "plan": plan,
        "trainings": training_facts(store, month),
        "rise": _rise(store, config, month),
        "silence": _silence(store, config, month),
        "quality": quality,
        "inputs": {**inputs, "config": config.hash},
    }


def _rise(store: Store, config: Config, month: Month) -> dict[str, Any]:
    """The sites whose expected incidents rose most from the beginning of the month to the day after it."""
    days, sites = config.report.rise_days, table(store, SiteTable)
    if not len(sites):
        return {"days": days, "sites": []}
    then, new = (risk(store, config, as_of=day, days=days) for day in (month.first, month.until))
    before, after = (scores.groupby("site")["score"].sum() for scores in (then, new))
    # the reasons of the day that counts most in the new span
    worst = new.loc[new.groupby("site")["score"].idxmax()].set_index("site")
    names = sites.set_index("site")
    risen = (after - before).sort_values(ascending=False, kind="stable")
    return {
        "days": days,
        "sites": [
            {
                "site": str(site),
                "name_en": str(names.loc[site, "name_en"]),
                "name_ur": str(names.loc[site, "name_ur"]),
                "before": float(before[site]),
                "after": float(after[site]),
                "band": str(worst.loc[site, "band"]),
                "why": str(worst.loc[site, "why"]),
            }
            for site in risen.index[: config.report.rise_sites]
            if risen[site] > 0
        ],
    }


def _silence(store: Store, config: Config, month: Month) -> list[dict[str, Any]]:
    """The tehsils that reported fewer than would be expected up to the end of the month: silence is not safety."""
    sites = table(store, SiteTable)
    view = fairness(
        sites,
        table(store, IncidentTable),
        table(store, StationTable),
        table(store, AreaTable),
        sites.assign(score=0.0).set_index("site")["score"],
        config.risk,
        as_of=local_midnight(month.until, config),
        minutes=desk_minutes(store, config),
    )
    areas = table(store, AreaTable).set_index("area")
    return [
        {
            "area": row["group"],
            "name_en": row["name"],
            "name_ur": str(areas.loc[row["group"], "name_ur"]),
            **{key: row[key] for key in ("flag", "sites", "reported", "desk_share")},
            "expected": round(row["expected"], 1),
        }
        for row in view.by_tehsil
        if row["flag"]
    ]


def _public(store: Store, config: Config, month: Month) -> dict[str, Any]:
    # the last calendar year that was over when the month was: the same tables in the report of each month of a year
    year = month.until.year - 1
    start, last = date(year, 1, 1), date(year, 12, 31)
    tables = {by: trends(store, config, by=by, public=True, start=start, last=last) for by in PUBLIC_BY}
    plan = plan_facts(store, month)
    asked = plan["all"]["duties"]
    enough = asked >= config.report.suppress_below
    areas = table(store, AreaTable)
    urdu = dict(zip(areas["area"], areas["name_ur"], strict=True))
    return {
        "year": year,
        "tables": {
            by: [
                {
                    "group": row["group"],
                    "name_en": row["name"],
                    "name_ur": str(urdu.get(row["group"], "")) if by == "tehsil" else "",
                    **{key: row[key] for key in ("count", "before", "change", "hidden")},
                }
                for row in made["rows"]
            ]
            for by, made in tables.items()
        },
        "suppress_below": config.report.suppress_below,
        "places_manned_percent": _rough(plan["all"]["filled"], plan["all"]["places"]) if enough else None,
    }


def _rough(part: int, whole: int) -> int:
    """A share in percent, to the nearest multiple of five."""
    return _ROUND_SHARE * round(100 * part / whole / _ROUND_SHARE)

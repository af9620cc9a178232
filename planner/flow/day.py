"""Today's picture for the commander: emergencies, what is not covered, the coming services, plans, trainings, data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from planner.config import Config
from planner.core.people import Skill
from planner.core.time import Window
from planner.core.time import now as wall_clock
from planner.flow.assess import risk
from planner.flow.day_hours import Cover, occasion_rows, service_hours
from planner.flow.day_plans import Kept, Rows, head, moment, window_of
from planner.flow.joins import sites_in_chains
from planner.flow.kept import hashes, kept, table
from planner.flow.live import in_zone, state_named, surges
from planner.flow.plans import roll_of
from planner.flow.span import summed
from planner.store import Store
from planner.surge.live_document import state_document
from planner.tables import AreaTable, IncidentTable, OccasionTable, RoadTable, SiteTable, StationTable

MOST = 10
"""Sites that are listed as the most endangered."""


def picture(store: Store, config: Config, *, at: datetime | None = None, changes: bool = True) -> dict[str, Any]:
    """Today's picture as one document, the most urgent first: what the home screen and `hifazat today` show.

    `at` is the moment that counts as now. Without `changes` the most endangered sites are not held against the week
    before, which has to be worked out first: seconds where there are thousands of sites. Moments are ISO 8601 in the
    zone of the deployment. "Ahead" are the hours of `today.ahead_h`.
    """
    zone = ZoneInfo(config.place.timezone)
    now = in_zone(config, at or wall_clock())
    ahead = Window(now, now + timedelta(hours=config.today.ahead_h))
    sites, made = sites_in_chains(store), Kept.of(store, zone)
    rows, ruling = made.rows(ahead), made.ruling(now.date())
    scores = _summed(store, config, now.date())
    cover = Cover(rows, config.demand)
    priority = dict(zip(scores["site"], scores["priority"], strict=True)) if len(scores) else {}
    until = made.until(now.date())
    return {
        "at": now.isoformat(),
        "ahead_until": ahead.end.isoformat(),
        "classification": "restricted",
        "sites": len(sites),
        "emergencies": emergencies(store, config, now),
        "plan": None if ruling is None else head(ruling),
        "open": _open(rows, now, zone),
        "hours": service_hours(sites, priority, cover, ahead, config.demand, zone),
        "occasions": occasion_rows(sites, table(store, OccasionTable), cover, ahead, zone),
        "planned_until": None if until is None else until.isoformat(),
        "is_plan_due": until is None or (until - now.date()).days + 1 < config.today.plan_days,
        "unsigned": [head(plan) for plan in made.unsigned(now.date())],
        "trainings": _trainings(store, config, made, now.date()),
        "incidents": _incidents(store, config, now),
        "endangered": _endangered(store, config, now.date(), scores, changes=changes),
    }


def emergencies(store: Store, config: Config, now: datetime) -> list[dict[str, Any]]:
    """The kept emergencies that have not ended, newest first: what stands at each alarm, and what is to be seen to."""
    found = []
    for one in surges(store, config):
        if one["ended"] is not None or not one["active"]:
            continue
        name = str(one["log"])
        told = state_document(state_named(store, name), now, overdue_min=config.surge.overdue_min)
        active = [alarm for alarm in told["alarms"] if alarm["ended"] is None]
        coming = [unit for unit in told["units"] if unit["minutes_left"] is not None]
        found.append(
            {
                "log": name,
                "opened": one["opened"],
                "alarms": [_alarm(alarm, coming) for alarm in active],
                "on_the_way": len(coming),
                "overdue": sum(unit["is_overdue"] for unit in coming),
                "to_see_to": told["open"],
            }
        )
    return found


def _alarm(alarm: Mapping[str, Any], coming: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    promised = alarm["promised"]
    return {
        **{key: alarm[key] for key in ("id", "place", "level", "since", "longitude", "latitude", "sent", "there")},
        "on_the_way": sum(unit["alarm"] == alarm["id"] for unit in coming),
        "adequate_at": None if promised is None else promised["adequate"],
        "minutes_left": None if promised is None else promised["minutes_left"],
    }


def _open(rows: Rows, now: datetime, zone: ZoneInfo) -> list[dict[str, Any]]:
    """What the plans leave open ahead: what is open now first, then by its start, the worthiest first."""
    duties: dict[tuple[str, str, str, datetime, datetime], list[Mapping[str, Any]]] = {}
    for duty in rows.duties:
        lacks = int(duty["strength"]) - rows.sent.get(str(duty["duty"]), 0)
        if lacks > 0 or duty.get("unmet"):
            duties.setdefault(_key(duty), []).append(duty)
    found = []
    for row in rows.open:
        window, same = window_of(row), duties.get(_key(row)) or [{}]
        # several duties of one place and window are open: each row takes the next
        duty = same.pop(0) if len(same) > 1 else same[0]
        ends = {"start": window.start.astimezone(zone).isoformat(), "end": window.end.astimezone(zone).isoformat()}
        told = {"plan_id": row["plan_id"], "place": row["place"], "missing": row["missing"], "why": row["why"], **ends}
        of_duty = {"duty": duty.get("duty", ""), "kind": duty.get("kind", ""), "value": int(duty.get("value", 0))}
        found.append({**told, **of_duty, "is_now": window.holds(now)})
    return sorted(found, key=lambda r: (not r["is_now"], moment(r["start"]), -r["value"], r["place"], r["missing"]))


def _key(row: Mapping[str, Any]) -> Any:
    return row["plan_id"], row["place"], moment(row["start"]), moment(row["end"])


def _trainings(store: Store, config: Config, made: Kept, day: date) -> list[dict[str, Any]]:
    """Trainings of those who are planned with that have lapsed or lapse soon, one row a skill.

    `holders` still hold it after the last of those days; `asked` are the kinds of duty that ask for it. `duties` are
    those of the plans from today on that ask for more holders than are down for them, as a training has lapsed.
    """
    last = day + timedelta(days=config.today.lapse_days)
    roll = roll_of(store, str((made.ruling(day) or {}).get("units", "unit")))
    held: dict[str, dict[str, date]] = {}
    for officer, text in zip(roll["officer"], roll["skills"], strict=True):
        for one in Skill.parse_many(str(text)):
            held.setdefault(one.name, {})[str(officer)] = one.valid_until or date.max
    ending = {
        skill: {officer: until for officer, until in sorted(own.items()) if until <= last}
        for skill, own in sorted(held.items())
    }
    rows = made.rows(Window(_midnight(day, config), _midnight(last + timedelta(days=1), config)))
    found = []
    for skill, own in ending.items():
        if own:
            ends = [{"officer": who, "until": until.isoformat()} for who, until in own.items()]
            ends.sort(key=lambda row: (row["until"], row["officer"]))
            found.append(
                {
                    "skill": skill,
                    "lapsed": [row for row in ends if row["until"] < day.isoformat()],
                    "lapsing": [row for row in ends if row["until"] >= day.isoformat()],
                    "holders": len(held[skill]) - len(own),
                    **_asked(skill, held[skill], rows, config),
                }
            )
    return found


def _asked(skill: str, until: Mapping[str, date], rows: Rows, config: Config) -> dict[str, Any]:
    zone = ZoneInfo(config.place.timezone)
    teams: dict[str, list[str]] = {}
    for row in rows.assignments:
        teams.setdefault(str(row["duty"]), []).append(str(row["officer"]))
    kinds, taken = set(), []
    for duty in rows.duties:
        wanted = {
            name.strip(): n for name, _, n in (p.partition(":") for p in str(duty.get("skills") or "").split(";"))
        }
        if skill not in wanted:
            continue
        kinds.add(str(duty["kind"]))
        starts, team = moment(duty["start"]).astimezone(zone).date(), teams.get(str(duty["duty"]), [])
        gone = [officer for officer in team if officer in until and until[officer] < starts]
        there = sum(officer in until and until[officer] >= starts for officer in team)
        if gone and there < int(wanted[skill] or 1):
            told = {"duty": duty["duty"], "kind": duty["kind"], "place": duty["place"], "plan_id": duty["plan_id"]}
            taken.append({**told, "day": starts.isoformat(), "officers": gone})
    return {"asked": sorted(kinds), "duties": taken}


def _incidents(store: Store, config: Config, now: datetime) -> dict[str, Any]:
    """How many there are, up to which day they reach, and how old that is."""
    found = table(store, IncidentTable)
    known = found[(found["reported_by"] != "patrol") & (found["occurred_at"] <= now)]
    if known.empty:
        return {"count": 0, "last": None, "days_old": None, "is_old": False}
    last = known["occurred_at"].max().to_pydatetime().astimezone(now.tzinfo).date()
    days = (now.date() - last).days
    return {
        "count": len(known),
        "last": last.isoformat(),
        "days_old": days,
        "is_old": days > config.today.old_days,
    }


def _endangered(
    store: Store, config: Config, day: date, scores: pd.DataFrame, *, changes: bool
) -> list[dict[str, Any]]:
    """The most endangered sites of the coming days, beside what was expected of as many days when they began."""
    if scores.empty:
        return []
    days = config.today.risk_days
    before = _summed(store, config, day - timedelta(days=days)) if changes else scores.head(0)
    was = dict(zip(before["site"], before["score"], strict=True))
    top = scores.sort_values(["priority", "site"], ascending=[False, True]).head(MOST)
    return [
        {
            "site": row["site"],
            "band": row["band"],
            "score": row["score"],
            "low": row["low"],
            "high": row["high"],
            "days": days,
            "before": was.get(row["site"]),
            "change": _change(row["score"], was.get(row["site"]), config) if changes else "",
            "why": row["why"],
        }
        for row in top.to_dict("records")
    ]


def _change(score: float, before: float | None, config: Config) -> str:
    if not before:
        return "new"
    ratio = score / before
    return (
        "more" if ratio > 1 + config.today.change_share else "less" if ratio < 1 - config.today.change_share else "same"
    )


def _summed(store: Store, config: Config, day: date) -> pd.DataFrame:
    sources = hashes(store, SiteTable, AreaTable, IncidentTable, OccasionTable, StationTable, RoadTable)
    key = ("risk of the day", *sources, config.hash, day)
    return kept(key, lambda: summed(risk(store, config, as_of=day, days=config.today.risk_days)))


def _midnight(day: date, config: Config) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(config.place.timezone))

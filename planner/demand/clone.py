"""Last year's plan as the demand of this year: the same duties on the days that answer to those of then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from scipy.spatial import cKDTree

from planner.config import DemandConfig
from planner.core.duty import Duty, DutyKind
from planner.core.errors import InputError
from planner.core.people import Rank
from planner.core.services import local_days, local_moment
from planner.core.time import Window
from planner.demand.dosage import named
from planner.demand.frames import as_table, numbered
from planner.demand.guards import GATHERINGS, may_last
from planner.demand.numbers import count
from planner.demand.scarce import asked, holders, share_scarce
from planner.tables import DemandTable, OccasionTable, OfficerTable, SiteTable, StationTable, check_table

_DAYS_PER_WEEK = 7
_SHOWN = 8
_AS_ORDERED = "as ordered in plan"


@dataclass(frozen=True, slots=True)
class Cloned:
    """The DEMAND table of the new span, and what is to be said: sites gone or new, days without a model."""

    demand: pd.DataFrame
    sentences: tuple[str, ...]


def clone(
    document: Mapping[str, Any],
    sites: pd.DataFrame,
    stations: pd.DataFrame,
    occasions: pd.DataFrame,
    officers: pd.DataFrame,
    config: DemandConfig,
    *,
    start: date,
    days: int,
    timezone: str,
    template: pd.DataFrame | None = None,
) -> Cloned:
    """The duties of an old plan on the new days.

    A day of a festival or procession takes the day of then that had the same name, at the same place within it; any
    other day takes the ordinary day so many whole weeks before, 52 for last year's plan; where the old plan has no
    such day, all but guards come from the nearest ordinary one. Clock times stay. Women and skills are shared out
    anew by the roll of now. `template` is the demand that `derive` gives for the new span: from it come the guards of
    sites that the old plan does not know, and all duties of days that the old plan has nothing like.

    Raises
    ------
    InputError
        If the document has no duties that can be read.
    """
    sites, stations = check_table(SiteTable, sites), check_table(StationTable, stations)
    occasions, officers = check_table(OccasionTable, occasions), check_table(OfficerTable, officers)
    zone = ZoneInfo(timezone)
    old = [asked(duty, config) for duty in _duties(document)]
    by_day: dict[date, list[Duty]] = {}
    for duty in old:
        by_day.setdefault(duty.window.start.astimezone(zone).date(), []).append(duty)
    gatherings = _gatherings(occasions, zone)
    models = model_days(tuple(sorted(by_day)), start, days, gatherings)
    there = frozenset(sites["site"])
    known = frozenset(site for duty in old for site in duty.sites)
    new = sorted(there - known)
    beats = _beats_with(new, old, sites)
    move = _Move(
        str(document.get("plan_id", "")) or "without a name", zone, there, frozenset(stations["station"]), beats
    )
    without = [day for day, model in models.items() if not _answers(day, model, gatherings)]
    duties = [
        moved
        for day, model in models.items()
        for duty in _of_model(by_day.get(model, ()) if model else (), day in without, template is not None)
        if (moved := move.to(duty, day)) is not None
    ]
    shared = share_scarce(numbered(duties), holders(officers), config, zone)
    if template is not None:
        shared += _from_template(template, shared, frozenset(new), frozenset(without), zone)
    missed = sorted(_names(by_day, gatherings) - _names(models, gatherings))
    said = _sentences(sorted(known - there), new, without, move.lost, missed, is_filled=template is not None)
    return Cloned(as_table(shared), tuple(said))


def model_days(
    old: Sequence[date], start: date, days: int, gatherings: Mapping[date, frozenset[tuple[str, int]]]
) -> dict[date, date | None]:
    """For each new day the old day that it repeats, or None.

    `gatherings` holds for each day the festivals and processions on it, with the day within each. A day of theirs
    repeats the old day that shares most of them; an ordinary day the nearest ordinary one of the same day of the week,
    or, where there is none, of any.
    """
    if not old:
        return dict.fromkeys(start + timedelta(days=n) for n in range(days))
    weeks_before = timedelta(days=_DAYS_PER_WEEK * round((start - old[0]).days / _DAYS_PER_WEEK))
    models: dict[date, date | None] = {}
    for day in (start + timedelta(days=n) for n in range(days)):
        held, then = gatherings.get(day, frozenset()), day - weeks_before

        def order(one: date, held: frozenset[tuple[str, int]] = held, then: date = then) -> tuple[int, int, date]:
            return -len(gatherings.get(one, frozenset()) & held), abs((one - then).days), one

        if held:
            fit = [one for one in old if gatherings.get(one, frozenset()) & held]
        else:
            ordinary = [one for one in old if not gatherings.get(one)]
            fit = [one for one in ordinary if one.weekday() == day.weekday()] or ordinary
        models[day] = min(fit, key=order, default=None)
    return models


def _answers(day: date, model: date | None, gatherings: Mapping[date, frozenset[tuple[str, int]]]) -> bool:
    """True when the model has the festival of the day, or is of its day of the week: services are then those of it."""
    return model is not None and (bool(gatherings.get(day)) or model.weekday() == day.weekday())


def _of_model(duties: Sequence[Duty], is_without: bool, has_template: bool) -> list[Duty]:
    """What a day takes from its model; of another day of the week: all but guards, nothing where a template is."""
    if not is_without:
        return list(duties)
    return [] if has_template else [duty for duty in duties if duty.kind is not DutyKind.GUARD]


def _gatherings(occasions: pd.DataFrame, zone: ZoneInfo) -> dict[date, frozenset[tuple[str, int]]]:
    found: dict[date, set[tuple[str, int]]] = {}
    for row in occasions[occasions["kind"].isin(GATHERINGS)].itertuples():
        for number, day in enumerate(local_days(may_last(row), zone)):
            found.setdefault(day, set()).add((row.name_en or row.kind, number))
    return {day: frozenset(held) for day, held in found.items()}


def _names(days: Iterable[date], gatherings: Mapping[date, frozenset[tuple[str, int]]]) -> set[str]:
    return {name for day in days for name, _ in gatherings.get(day, frozenset())}


def _duties(document: Mapping[str, Any]) -> list[Duty]:
    try:
        return [_duty(dict(row)) for row in document["duties"]]
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise InputError(
            f"the old plan's duties cannot be read: {fault}", maybe="the file is no plan, or was changed by hand."
        ) from fault


def _duty(row: dict[str, Any]) -> Duty:
    kind, place = DutyKind(row["kind"]), str(row["place"])
    protected = named(row.get("sites", ""))  # plans of before 0.4 have none
    return Duty(
        id=str(row["duty"]),
        kind=kind,
        place=place,
        window=Window(*(datetime.fromisoformat(row[edge]).astimezone(UTC) for edge in ("start", "end"))),
        strength=int(row["strength"]),
        in_charge=Rank.parse(row["in_charge"]),
        women=int(row["women"]),
        skills=_needs(row["skills"]),
        value=int(row["value"]),
        reason=str(row["reason"]),
        sites=(place,) if kind is DutyKind.GUARD and not protected else protected,
        unmet=_needs(row.get("unmet", "")),
    )


def _needs(text: str) -> tuple[tuple[str, int], ...]:
    """From `driver:1; riot-control:4`."""
    parts = (part.strip().partition(":") for part in text.split(";") if part.strip())
    return tuple(sorted((name, int(number or 1)) for name, _, number in parts))


def _beats_with(new: Sequence[str], old: Sequence[Duty], sites: pd.DataFrame) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Each old beat with the new sites that lie nearest to one of its own."""
    at = {row.site: (row.geometry.x, row.geometry.y) for row in sites.itertuples()}
    beats = {duty.sites: [site for site in duty.sites if site in at] for duty in old if duty.kind is DutyKind.PATROL}
    homes = [(beat, site) for beat, left in sorted(beats.items()) for site in left]
    if homes and new:
        _, nearest = cKDTree([at[site] for _, site in homes]).query([at[site] for site in new])
        for site, home in zip(new, nearest, strict=True):
            beats[homes[int(home)][0]].append(site)
    return {beat: tuple(sorted(left)) for beat, left in beats.items()}


@dataclass
class _Move:
    """Moves duties of the old plan to new days; `lost` gathers the places that are not there any more."""

    plan_id: str
    zone: ZoneInfo
    sites: frozenset[str]
    stations: frozenset[str]
    beats: Mapping[tuple[str, ...], tuple[str, ...]]
    lost: set[str] = field(default_factory=set)

    def to(self, duty: Duty, day: date) -> Duty | None:
        """The duty on the new day at the same hours; None when its place, or all that it protects, is gone."""
        protected = self.beats.get(duty.sites, duty.sites) if duty.kind is DutyKind.PATROL else duty.sites
        if duty.kind is DutyKind.GUARD:
            if duty.place not in self.sites:
                return None
        elif duty.place not in self.stations:
            self.lost.add(duty.place)
            return None
        if duty.kind is DutyKind.PATROL and not protected:
            return None
        begin = duty.window.start.astimezone(self.zone)
        start = local_moment(day, begin.hour * 60 + begin.minute, self.zone)
        was = duty.reason.partition(": ")[2] if duty.reason.startswith(_AS_ORDERED) else duty.reason
        return replace(
            duty,
            id=f"{duty.kind.value}-{duty.place}-{start:%Y%m%dT%H%M}",
            window=Window(start, start + (duty.window.end - duty.window.start)),
            reason=f"{_AS_ORDERED} {self.plan_id} on {begin.date().isoformat()}: {was}",
            sites=protected,
        )


def _from_template(
    template: pd.DataFrame, made: Sequence[Duty], new: frozenset[str], without: frozenset[date], zone: ZoneInfo
) -> list[Duty]:
    """The guards of new sites and the duties of days without a model, where no duty of that name was made."""
    taken = {duty.id for duty in made}
    rows = check_table(DemandTable, template).to_dict("records")
    for row in rows:
        row.update({edge: row[edge].isoformat() for edge in ("start", "end")})
    found = []
    for duty in _duties({"duties": rows}):
        is_new = duty.kind is DutyKind.GUARD and duty.place in new
        if duty.id not in taken and (is_new or duty.window.start.astimezone(zone).date() in without):
            found.append(duty)
    return found


def _sentences(
    gone: Sequence[str],
    new: Sequence[str],
    without: Sequence[date],
    lost: set[str],
    missed: Sequence[str],
    *,
    is_filled: bool,
) -> Iterator[str]:
    if missed:
        yield f"{_listed(missed)}: in the old plan, and not on a day of this one by the occasions; left out."
    if gone:
        yield f"{_are(len(gone), 'site')} in the old plan and not in the store any more: {_listed(gone)}."
    if lost:
        yield f"{_are(len(lost), 'station')} in the old plan and not in the store any more: {_listed(sorted(lost))}."
    if new:
        guards = "guards by the template" if is_filled else "no guards"
        yield f"{_are(len(new), 'site')} not in the old plan, with {guards}: {_listed(new)}."
    if without:
        days = _listed([day.isoformat() for day in without])
        filled = "by the template" if is_filled else "without guards, the rest as on the nearest ordinary day of it"
        yield f"{_are(len(without), 'day')} without a day to answer to in the old plan, {filled}: {days}."


def _are(number: int, noun: str) -> str:
    return f"{count(number, noun)} {'is' if number == 1 else 'are'}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more

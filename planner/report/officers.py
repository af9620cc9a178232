"""Sheets about people: the duties of one officer, and the nominal roll."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator
from typing import Any

from planner.core.people import Skill
from planner.report.export import csv_text
from planner.report.sheets import Sheet, Table, few, short_day, span_words
from planner.report.voice import Voice
from planner.report.week import Person, Team, Week

_MOST_NAMED = 5
_SMALL_PT = 8.0
_MANY_ROWS = 18
ROLL_COLUMNS = (
    "officer", "rank", "is_woman", "home_station", "duties", "hours", "nights", "lapses", "suitability", "plan_id",
    "classification",
)  # fmt: skip


def officer_sheets(week: Week, voice: Voice, officers: Iterable[str] | None = None) -> Iterator[Sheet]:
    """One sheet an officer with all duties of the span, highest rank first; all who have one where none are named."""
    numbers = set(officers) if officers is not None else {one.officer for one in week.plan.assignments}
    people = sorted((week.roll.get(number, Person(number)) for number in numbers), key=lambda one: one.seniority)
    duties = _duties_by_officer(week)
    for person in people:
        yield _of_officer(person, duties.get(person.number, ()), week, voice)


def roll_rows(week: Week) -> list[dict[str, Any]]:
    """The nominal roll as rows: everyone in the plan and in the units that it draws on, highest rank first.

    `lapses` lists trainings that end within the span, with their last day; `suitability` is the mean over the duties
    where the plan document holds it.
    """
    people = {one.officer: week.roll.get(one.officer, Person(one.officer)) for one in week.plan.assignments}
    units = {person.unit for person in people.values()} - {""}
    people |= {number: person for number, person in week.roll.items() if person.unit in units}
    duties, suited = _duties_by_officer(week), _suitability(week)
    rows = []
    for person in sorted(people.values(), key=lambda one: one.seniority):
        own = duties.get(person.number, ())
        minutes, nights = _load(own, week)
        rows.append(
            {
                "officer": person.number,
                "rank": person.rank,
                "is_woman": person.is_woman,
                "home_station": person.home,
                "duties": len(own),
                "hours": round(minutes / 60, 1),
                "nights": nights,
                "lapses": "; ".join(str(skill) for skill in lapsing(person, week)),
                "suitability": suited.get(person.number),
                "plan_id": week.plan.plan_id,
                "classification": "restricted",
            }
        )
    return rows


def roll_csv(week: Week) -> str:
    """The nominal roll as CSV; every cell is safe in a spreadsheet."""
    return csv_text(ROLL_COLUMNS, roll_rows(week))


def roll_sheet(week: Week, voice: Voice) -> Sheet:
    """The nominal roll on paper, trainings that lapse within the span first."""
    rows = roll_rows(week)
    has_suitability = any(row["suitability"] is not None for row in rows)
    keys = ["officer", "rank", "home", "duties", "hours", "nights", "lapses", *(["suitability"] * has_suitability)]
    table = tuple(
        (
            voice.keep(row["officer"]),
            voice.rank(row["rank"]) + (f" · {voice['roll.woman']}" if row["is_woman"] else ""),
            voice.name(week.called(row["home_station"], voice.language)),
            voice.keep(row["duties"]),
            voice.keep(f"{row['hours']:g}"),
            voice.keep(row["nights"]),
            _lapse_words(week.roll.get(row["officer"], Person(row["officer"])), week, voice),
            *([_score(row["suitability"], voice)] * has_suitability),
        )
        for row in rows
    )
    late = [row for row in rows if row["lapses"]]
    bad = tuple(
        f"{voice.person(row['officer'], row['rank'])}: {_lapse_words(week.roll[row['officer']], week, voice)}"
        for row in late
    )
    widths = (0, 0, 1.5, 0, 0, 0, 1.5, *([0] * has_suitability))
    return Sheet(
        title=voice["roll.title"],
        subtitle=span_words(week, voice),
        bad_title=voice["roll.lapse_title"] if bad else "",
        bad=bad,
        tables=(Table(tuple(voice[f"roll.{key}"] for key in keys), widths, table),),
        signs=(voice["order.signature"], voice["order.at_time"]),
    )


def lapsing(person: Person, week: Week) -> tuple[Skill, ...]:
    """Trainings of the officer whose last day lies within the span: the days after it are not covered by them."""
    days = week.days
    if not days:
        return ()
    return tuple(
        sorted(
            skill
            for skill in person.skills
            if skill.valid_until is not None and days[0] <= skill.valid_until <= days[-1]
        )
    )


def _of_officer(person: Person, duties: Iterable[Team], week: Week, voice: Voice) -> Sheet:
    own = tuple(duties)
    minutes, nights = _load(own, week)
    late = tuple(voice.say("person.lapses", skill=_skill(skill, voice)) for skill in lapsing(person, week))
    rows = tuple(_row(team, person, week, voice) for team in own)
    return Sheet(
        title=voice.say("person.title", person=voice.person(person.number, person.rank)),
        subtitle=span_words(week, voice),
        bad_title=voice["roll.lapse_title"] if late else "",
        bad=late,
        facts=tuple(
            (voice[f"person.{key}"], text)
            for key, text in (
                ("home", voice.name(week.called(person.home, voice.language))),
                ("duties", voice.keep(len(own))),
                ("hours", voice.keep(f"{minutes / 60:g}")),
                ("nights", voice.keep(nights)),
            )
            if text
        ),
        tables=(
            Table(
                tuple(voice[f"person.{key}"] for key in ("day", "time", "duty", "place", "under", "with", "order")),
                (0, 0, 0, 1.6, 0, 1, 0),
                rows,
                size=_SMALL_PT if len(rows) > _MANY_ROWS or voice.is_rtl else 9.0,
            ),
        ),
        signs=(voice["order.received"], voice["order.signature"]),
    )


def _row(team: Team, person: Person, week: Week, voice: Voice) -> tuple[str, ...]:
    head = team.people[0]
    others = [voice.keep(one.number) for one in team.people if one.number not in (person.number, head.number)]
    return (
        short_day(team.window.start.date(), voice),
        voice.hours(team.window),
        voice[f"kind.{team.kind}"],
        voice.name(week.called(team.place, voice.language)),
        voice["person.self"] if head.number == person.number else voice.person(head.number, head.rank),
        few(others, _MOST_NAMED, voice),
        voice.keep(team.number.rpartition("-")[2]),
    )


def _duties_by_officer(week: Week) -> dict[str, list[Team]]:
    found: dict[str, list[Team]] = {}
    for team in week.teams:
        for person in team.people:
            found.setdefault(person.number, []).append(team)
    return found


def _load(duties: Iterable[Team], week: Week) -> tuple[int, int]:
    own = tuple(duties)
    return sum(team.window.minutes for team in own), sum(week.is_night(team.window) for team in own)


def _suitability(week: Week) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for pair, number in (week.document.get("suitability") or {}).items():
        found.setdefault(pair.partition("|")[0], []).append(float(number))
    return {officer: round(statistics.fmean(numbers), 2) for officer, numbers in found.items()}


def _score(number: float | None, voice: Voice) -> str:
    return "" if number is None else voice.keep(f"{number:.2f}")


def _skill(skill: Skill, voice: Voice) -> str:
    until = skill.valid_until
    name = voice.words.get(f"skill.{skill.name}", skill.name.replace("-", " "))
    return voice.own(f"{name} ({until:%d.%m.%Y})" if until else name)


def _lapse_words(person: Person, week: Week, voice: Voice) -> str:
    return voice["gap.join"].join(_skill(skill, voice) for skill in lapsing(person, week))

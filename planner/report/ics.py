"""ICS-204, the assignment list: one form a day and group, with the numbers of its blocks (FEMA ICS form 204)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from planner.core.duty import DutyKind
from planner.core.services import local_moment
from planner.core.time import Window
from planner.report.sheets import Cell, Sheet, Table, gap_lines
from planner.report.voice import Voice
from planner.report.week import Team, Week


def ics204_sheets(week: Week, voice: Voice, day: date) -> Iterator[Sheet]:
    """The forms of one civil day, a group for each kind of duty that begins on it."""
    today = [team for team in week.teams if team.window.start.date() == day]
    head = next((team for team in today if team.kind == DutyKind.COMMAND.value), None)
    gaps = [gap for gap in week.gaps() if gap.window.start.date() == day]
    for kind in DutyKind:
        group = [team for team in today if team.kind == kind.value]
        if group:
            kept = [gap for gap in gaps if any(gap.place == team.place for team in group)]
            yield _form(kind, group, head, gap_lines(kept, week, voice, with_why=False), week, voice, day)


def _form(
    kind: DutyKind, group: list[Team], head: Team | None, open_needs: tuple[Cell, ...], week: Week, voice: Voice,
    day: date,
) -> Sheet:  # fmt: skip
    period = Window(local_moment(day, 0, week.zone), local_moment(day + timedelta(days=1), 0, week.zone))
    leader = min((team.people[0] for team in group), key=lambda person: person.seniority)
    rows = tuple(
        (
            voice.keep(team.number.rpartition("-")[2]),
            voice.person(team.people[0].number, team.people[0].rank),
            voice.keep(len(team.people)),
            voice.name(week.called(team.place, voice.language)),
            voice.hours(team.window),
            voice.keep(", ".join(dict.fromkeys(route.vehicle for route in team.routes))),
        )
        for team in group
    )
    keys = ("resource", "leader", "persons", "place", "time", "remarks")
    group_word = voice[f"kind.{kind.value}"]
    return Sheet(
        title=voice["ics.title"],
        subtitle=f"{voice['ics.group']}: {group_word}",
        bad_title=voice.say("gap.title", count=len(open_needs)) if open_needs else "",
        bad=open_needs,
        facts=(
            (voice["ics.incident"], voice.say("ics.incident_name", plan=voice.keep(week.plan.plan_id))),
            (voice["ics.period"], f"{voice.moment(period.start)} – {voice.moment(period.end)}"),
            (voice["ics.branch"], group_word),
            (
                voice["ics.operations"],
                voice.person(head.people[0].number, head.people[0].rank) if head else voice["order.unknown"],
            ),
            (voice["ics.supervisor"], voice.person(leader.number, leader.rank)),
        ),
        tables=(
            Table(tuple(voice[f"ics.{key}"] for key in keys), (0, 0, 0, 1, 0, 0), rows, title=voice["ics.resources"]),
        ),
        texts=(
            (voice["ics.work"], voice.own(voice[f"task.{kind.value}"])),
            (voice["ics.special"], voice.own(voice[f"kit.{kind.value}"])),
            (voice["ics.communications"], voice.own(voice[f"radio.{kind.value}"])),
        ),
        signs=(voice["ics.prepared"], voice["order.at_time"], voice["order.signature"]),
    )

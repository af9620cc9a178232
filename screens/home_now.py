"""The urgent half of the home screen: alarms, what is not covered, the coming services, plans, trainings, data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import streamlit as st

from layers.words import Words
from screens import home_day, links, session, sources, widgets

LISTED = 4
"""Lines of one kind that are named; the screen they lead to names all."""
REFRESH_S = 60.0
SKILLS = ("driver", "first-aid", "riot-control", "victim-support")
WORRY = ("open", "short", "nobody")


@st.fragment(run_every=REFRESH_S)
@widgets.tells_faults
def urgent() -> None:
    """All of it, the most urgent first; it is drawn anew each minute, as countdowns run."""
    words, day = session.words_of_places(), home_day.picture()
    with st.container(key="hif_today"):
        alarms(day, words)
        not_covered(day, words)
        figures(day, words)
        tonight(day, words)
        plans_due(day, words)
        trainings(day, words)


def alarms(day: Mapping[str, Any], words: Words) -> None:
    """Each open alarm: where, how many are on the way, how long until the force is adequate."""
    for one in day["emergencies"]:
        for alarm in one["alarms"]:
            left = alarm["minutes_left"]
            if left is None:
                countdown = words("home.not_in_sight")
            elif left > 0:
                countdown = words("home.adequate_in", minutes=words.number(left))
            else:
                countdown = words("home.adequate_late", minutes=words.number(-left))
            coming = words(
                "home.on_the_way", units=words.number(alarm["on_the_way"]), there=words.number(alarm["there"])
            )
            since = words(
                "home.since", at=home_day.when(alarm["since"], words), level=words.one_of("level", alarm["level"])
            )
            widgets.card(
                words("home.alarm", place=words.sentence(alarm["place"])), lines=[countdown, coming, since], mood="bad"
            )
        lines = [words.sentence(text) for text in one["to_see_to"][:LISTED]]
        if lines:
            widgets.card(words("home.to_see_to", count=words.number(len(one["to_see_to"]))), items=lines, mood="note")
        links.leads(
            "surge",
            words("home.to_alarm"),
            words,
            icon=":material/arrow_forward:",
            log=one["log"],
            help=_adequate(words),
        )


def _adequate(words: Words) -> str:
    return words("home.adequate_help") + "\n\n" + sources.source_of("surge.quantile", "surge.overdue_min")


def not_covered(day: Mapping[str, Any], words: Words) -> None:
    """What is left open now and in the hours ahead, before anything that is well."""
    found: Sequence[Mapping[str, Any]] = day["open"]
    if day["plan"] is None and not found:
        widgets.card(words("home.no_plan"), lines=[words("home.no_plan_what")], mood="bad")
        links.leads("plan", words("home.make_plan"), words, icon=":material/arrow_forward:")
        return
    until = home_day.when(day["ahead_until"], words)
    if not found:
        widgets.card(words("home.covered", until=until), mood="good")
        return
    now = [row for row in found if row["is_now"]]
    lines = [_open_line(row, words) for row in found[:LISTED]]
    if len(found) > LISTED:
        lines.append(words("home.more_open", count=words.number(len(found) - LISTED)))
    heading = words("home.open_now", count=words.number(len(now))) if now else words("home.open_none_now")
    later = len(found) - len(now)
    ahead = words("home.open_ahead" if later else "home.open_no_more", count=words.number(later), until=until)
    widgets.card(heading, lines=[ahead], items=lines, mood="bad")
    first = found[0]
    links.leads(
        "plan",
        words("home.to_open"),
        words,
        icon=":material/arrow_forward:",
        help=words("home.open_help") + "\n\n" + sources.source_of("today.ahead_h"),
        plan=str(first["plan_id"]),
        day=_day_of(first),
        duty=str(first["duty"]),
        step="day",
    )


def _open_line(row: Mapping[str, Any], words: Words) -> str:
    kind = words.one_of("duty", row["kind"])
    place = session.name_of(row["place"])
    when = home_day.hours(row["start"], row["end"], words)
    return words("home.open_line", kind=kind, place=place, when=when, missing=words.sentence(row["missing"]))


def _day_of(row: Mapping[str, Any]) -> str:
    return datetime.fromisoformat(row["start"]).date().isoformat()


def figures(day: Mapping[str, Any], words: Words) -> None:
    """The figures of the day in a row; each leads to its screen and says where it comes from."""
    known, ending = day["incidents"], day["trainings"]
    lapsed, lapsing = (sum(len(row[key]) for row in ending) for key in ("lapsed", "lapsing"))
    served = {site["site"] for row in day["hours"] for site in row["sites"]}
    bare = {site["site"] for row in day["hours"] for site in row["sites"] if site["state"] in WORRY}
    plan = (day["unsigned"] or [day["plan"] or {}])[0]
    with st.container(horizontal=True, key="hif_tiles"):
        _tile(
            "plan",
            len(served),
            words("home.tile_services", bare=words.number(len(bare))),
            words("home.services_help"),
            ("today.ahead_h", "demand.service_min"),
            words,
            bad=bool(bare),
            plan=str((day["plan"] or {}).get("plan_id", "")),
            step="day",
        )
        _tile(
            "plan",
            len(day["unsigned"]),
            words("home.tile_unsigned"),
            words("home.unsigned_help"),
            (),
            words,
            bad=bool(day["unsigned"]),
            plan=str(plan.get("plan_id", "")),
            step="sign",
        )
        _tile(
            "data",
            lapsed,
            words("home.tile_lapsed", soon=words.number(lapsing)),
            words("home.lapsed_help"),
            ("today.lapse_days",),
            words,
            bad=bool(lapsed),
        )
        _tile(
            "data",
            known["days_old"],
            words("home.tile_old", last=words.day(date.fromisoformat(known["last"])))
            if known["last"]
            else words("home.tile_no_incident"),
            words("home.old_help"),
            ("today.old_days",),
            words,
            bad=known["is_old"] or not known["last"],
        )


def _tile(
    screen: str,
    number: int | None,
    text: str,
    said: str,
    keys: Sequence[str],
    words: Words,
    *,
    bad: bool = False,
    **chosen: str,
) -> None:
    shown = words.number(number) if number is not None else words("home.no_number")
    # out of sight: the edge of the figure says it to those who see
    mark = f"*{sources.plain(words('home.mark_bad'))}* " if bad else ""
    label = f"{mark}**{sources.plain(shown)}** {sources.plain(text)}"
    links.leads(screen, label, words, help="\n\n".join(t for t in (said, sources.source_of(*keys)) if t), **chosen)


def tonight(day: Mapping[str, Any], words: Words) -> None:
    """Services by hour with how many sites are guarded, and the occasions that touch sites."""
    until = home_day.when(day["ahead_until"], words)
    if not day["hours"] and not day["occasions"]:
        widgets.card(words("home.no_services", until=until), mood="")
        return
    st.header(words("home.tonight", until=until), anchor=False, help=words("home.states_help"))
    if day["hours"]:
        columns = [words(f"home.col_{name}") for name in ("hour", "sites", "guarded", "visited", "not_guarded")]
        rows = [
            [
                home_day.when(row["hour"], words),
                words.number(row["count"]),
                words.number(row["guarded"]),
                words.number(row["visited"]),
                _bare(row, words),
            ]
            for row in day["hours"]
        ]
        widgets.table(columns, rows, numbers=(1, 2, 3), times=(0,))
        worst = {site["site"]: None for row in day["hours"] for site in row["sites"] if site["state"] in WORRY}
        with st.container(horizontal=True, key="hif_bare"):
            for site in list(worst)[:LISTED]:
                links.leads(
                    "home", sources.plain(session.name_of(site)), words, icon=":material/location_on:", site=site
                )
    for one in day["occasions"]:
        name = words.name(one, "occasion")
        doubt = words("home.doubt", days=words.number(one["doubt_days"])) if one["doubt_days"] else ""
        told = words("home.touched", count=words.number(one["count"]), guarded=words.number(one["guarded"]))
        widgets.card(name, lines=[home_day.hours(one["start"], one["end"], words) + doubt, told], mood="note")


def _bare(row: Mapping[str, Any], words: Words) -> str:
    said = [words(f"home.{state}", count=words.number(row[state])) for state in WORRY if row[state]]
    return words("say.comma").join(said)


def plans_due(day: Mapping[str, Any], words: Words) -> None:
    """Plans that wait for a signature, and the end of what is planned."""
    for plan in day["unsigned"][:LISTED]:
        first, last = (words.day(date.fromisoformat(plan[key])) for key in ("from", "to"))
        again = words("home.sign_again") if plan["was_signed"] else ""
        links.leads(
            "plan",
            words("home.to_sign", first=first, last=last) + again,
            words,
            icon=":material/draw:",
            plan=str(plan["plan_id"]),
            step="sign",
        )
    if day["plan"] is not None and day["is_plan_due"]:
        last = words.day(date.fromisoformat(day["planned_until"]))
        said = words("home.plan_ends_today") if day["planned_until"] == session.today().isoformat() else ""
        widgets.card(said or words("home.plan_ends", last=last), mood="note")
        links.leads(
            "plan",
            words("home.make_plan"),
            words,
            icon=":material/arrow_forward:",
            help=sources.source_of("today.plan_days"),
        )


def trainings(day: Mapping[str, Any], words: Words) -> None:
    """Trainings that have lapsed or lapse soon: how many still hold them, and the duties that lack them."""
    lines = []
    for row in day["trainings"]:
        skill = words.one_of("skill", row["skill"]) if row["skill"] in SKILLS else row["skill"]
        values = {key: words.number(len(row[key])) for key in ("lapsed", "lapsing")}
        told = words("home.training", skill=skill, holders=words.number(row["holders"]), **values)
        if row["duties"]:
            who = words("say.comma").join(dict.fromkeys(who for duty in row["duties"] for who in duty["officers"]))
            told += words("home.lacks", count=words.number(len(row["duties"])), who=who)
        lines.append(told)
    if lines:
        with st.expander(words("home.trainings", count=words.number(sum(len(r["lapsed"]) for r in day["trainings"])))):
            widgets.card(words("home.trainings_what"), items=lines)

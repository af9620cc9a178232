"""How the pages of a surge say the same thing: places, moments, what is not adequate, what is asked for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from planner.report.sheets import Cell, with_sentence
from planner.report.spots import Spot
from planner.report.surge_paper import Front, SurgePaper, whole_minute
from planner.report.voice import Voice


def place(spot: Spot, voice: Voice) -> str:
    """A spot in the language of the page, without its coordinates where it has a name."""
    name = spot.named(voice.language)
    if name == spot.at:
        return voice.keep(name)
    return voice.own(name) if voice.is_rtl and spot.urdu != spot.english else voice.name(name)


def place_lines(spot: Spot, voice: Voice) -> Cell:
    """A spot and, below it, its coordinates."""
    name = place(spot, voice)
    at = voice.keep(spot.at)
    return name if name == at else (name, at)


def clock(moment: datetime | None, paper: SurgePaper, voice: Voice) -> str:
    """`07:05`, with `+1` on the day after the call; a dash where there is no moment."""
    if moment is None:
        return "–"
    days = (moment.date() - paper.at.date()).days if paper.at is not None else 0
    return voice.keep(f"{moment:%H:%M}" + (f" +{days}" if days > 0 else ""))


def task(front: Front, voice: Voice) -> str:
    """`Hold · Disorder`."""
    return " · ".join(voice[key] for key in (f"action.{front.action}", f"level.{front.level}") if key in voice.words)


def person(found: tuple[str, str] | None, voice: Voice) -> str:
    """`Inspector F1`, or a dash."""
    return voice.person(*found) if found else "–"


def of_needed(front: Front, voice: Voice) -> str:
    """`44 / 40`: officers sent of those that are needed."""
    return voice.keep(f"{front.sent['officers']} / {front.needed['officers']}")


def adequate(front: Front, paper: SurgePaper, voice: Voice) -> Cell:
    """`07:13 in 9 of 10 cases` and below it `07:06 if all goes as planned`: what may be promised stands first."""
    if not front.is_adequate:
        return voice["force.open"]
    plan = clock(front.adequate_at, paper, voice)
    if front.promised is None:
        return plan
    by, cases = front.promised
    planned = voice.say("force.planned", time=plan)
    if by is None:
        return voice["force.no_promise"], planned
    return voice.say("force.promised", time=clock(by, paper, voice), cases=voice.keep(cases)), planned


def bad_lines(paper: SurgePaper, voice: Voice) -> tuple[Cell, ...]:
    """What must be read first: forces that are short or late, sites left without cover, hold-backs that are broken."""
    return tuple(_bad_lines(paper, voice))


def _bad_lines(paper: SurgePaper, voice: Voice) -> Iterator[Cell]:
    for front in paper.fronts:
        alarm = voice.keep(front.id)
        if not front.units:
            yield voice.say("force.no_unit", alarm=alarm)
        elif not front.is_adequate:
            parts = [voice.say("force.not_adequate", alarm=alarm), *_missing(front, voice)]
            yield f"{parts[0]}: {voice['gap.join'].join(parts[1:])}" if parts[1:] else parts[0]
        elif front.is_late:
            minutes = voice.keep(math.ceil(float(front.row["time_to_adequate_min"])))
            yield voice.say("force.late", alarm=alarm, time=clock(front.adequate_at, paper, voice), minutes=minutes)
        if front.is_adequate and front.promised is not None and front.promised[0] is None:
            yield voice.say("force.unsure", alarm=alarm, cases=voice.keep(front.promised[1]))
    for row in paper.document.get("uncovered") or ():
        site = voice.name(paper.called(str(row["site"]), voice.language))
        yield with_sentence(voice.say("force.uncovered", site=site), str(row.get("why") or ""), voice)
    for site in paper.document.get("broken_holdbacks") or ():
        yield voice.say("force.broken", site=voice.name(paper.called(str(site), voice.language)))


def _missing(front: Front, voice: Voice) -> Iterator[str]:
    """What of the need is missing, in numbers; the document's own words where the numbers are met."""
    missing = front.missing
    words = {"officers": "force.of_needed", "women": "force.women", "riot": "force.riot"}
    for key in missing:
        yield voice.say(words[key], sent=front.sent[key], needed=front.needed[key])
    if not front.head:
        yield voice["force.no_commander"]
    if not missing and front.head and front.row.get("shortfall"):
        yield voice.sentence(str(front.row["shortfall"]))


def asked(request: Mapping[str, Any], voice: Voice) -> str:
    """`28 officers, women among them 2, commander: Inspector`; "" where the request is a sentence alone."""
    if request.get("officers") is None:
        return ""
    parts = [voice.say("request.count", count=request["officers"])]
    parts += [voice.say(f"request.{key}", count=request[key]) for key in ("women", "riot") if request.get(key)]
    if request.get("commander"):
        parts.append(voice.say("request.commander", rank=voice.rank(str(request["commander"]))))
    return voice["gap.join"].join(parts)


def requests_of(paper: SurgePaper) -> tuple[Mapping[str, Any], ...]:
    """The requests of the document; one that is a sentence alone becomes `{id, sentence}`."""
    rows = paper.document.get("requests") or ()
    return tuple(
        {"id": f"R{n}", "sentence": row} if isinstance(row, str) else row for n, row in enumerate(rows, start=1)
    )


def to_whom(request: Mapping[str, Any], voice: Voice) -> str:
    """Whom a request goes to: the rung in the language of the page, else the words of the document."""
    rung = f"rung.{request.get('rung') or ''}"
    to = str(request.get("to") or "")
    if rung not in voice.words:
        return voice.sentence(to) or "–"
    return voice[rung] if voice.is_rtl or not to else voice.name(to)


def state(request: Mapping[str, Any], voice: Voice) -> str:
    """The state of a request in words; what is unknown stays as it is."""
    said = str(request.get("state") or "draft")
    return voice.words.get(f"state.{said.replace(' ', '-')}", voice.sentence(said))


def eta(request: Mapping[str, Any], paper: SurgePaper, voice: Voice) -> str:
    """From the soonest to the latest moment at which those who are asked can be there."""
    found = request.get("eta_min") or {}
    if paper.at is None or found.get("low") is None or found.get("high") is None:
        return "–"
    low, best, high = (
        clock(whole_minute(paper.at + timedelta(minutes=float(found.get(key, found["high"])))), paper, voice)
        for key in ("low", "best", "high")
    )
    return voice.say("request.eta_minutes", low=low, high=high, best=best)

"""What the page of an emergency order says, in one language, in the order in which a commander needs it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from planner.core.bidi import plain
from planner.core.plan import DutyOrder
from planner.report.reasons import reason_in_words
from planner.report.surge import surge_handover
from planner.report.voice import Voice
from planner.report.ways import legs_in_words


def surge_page(order: DutyOrder, language: str) -> dict[str, Any]:
    """All texts of the page; right-to-left ones with their numbers isolated."""
    voice = Voice(language)
    words = voice.words
    facts = [(words[f"surge.{key}"], *cell) for key, cell in _facts(order, voice) if cell[0]]
    return {
        "kind": order.kind,
        "language": language,
        "right_to_left": voice.is_rtl,
        "words": {key.removeprefix("order."): text for key, text in words.items() if key.startswith("order.")}
        | {key: words[f"surge.{key}"] for key in ("read_back_title", "slip", "members")},
        "title": words["surge.title"],
        "subtitle": " · ".join(_subtitle(order, voice)),
        "document_title": f"{words['surge.title']} {plain(order.number)}",
        "number": voice.keep(order.number),
        "synthetic": words["order.synthetic"] if order.is_synthetic else "",
        "banner": list(_banner(order, voice)),
        "times": list(_times(order, voice)),
        "rule": voice[_rule(order)],
        "facts": facts,
        "task": [voice.own(line) for line in words[f"action_task.{order.action}"].splitlines() if line.strip()],
        "task_title": f"{words['order.task']}: {words[f'action.{order.action}']}",
        "texts": [[words[f"surge.{key}"], text] for key, text in _texts(order, voice) if text],
        "members": [_member(member, voice) for member in order.members],
        "read_back": voice.say(
            "surge.read_back",
            number=voice.keep(order.number),
            place=_here(order.form_up or order.place, order.form_up_urdu or order.place_urdu, voice),
            time=voice.keep(_clock(order.arrive_by)),
        ),
        "provenance": voice.sentence(order.provenance),
    }


def _rule(order: DutyOrder) -> str:
    """The key of the sentence that keeps a unit from the crowd until the force is complete."""
    if not order.form_up:
        return "surge.rule_no_form_up"
    return "surge.rule" if order.hands_to else "surge.rule_head"


def _subtitle(order: DutyOrder, voice: Voice) -> Iterator[str]:
    yield f"{voice['surge.alarm']} {voice.keep(order.alarm)}"
    yield f"{voice['surge.call_sign']} {voice.keep(order.call_sign)}"
    if order.level:
        yield voice[f"level.{order.level}"]


def _banner(order: DutyOrder, voice: Voice) -> Iterator[str]:
    if order.force < order.needed:
        yield voice.say("surge.short", force=order.force, needed=order.needed)
    if order.is_given:
        yield voice["surge.given"]


def _times(order: DutyOrder, voice: Voice) -> Iterator[list[str]]:
    """Word, clock and what belongs to it: leave, be at the form-up point, move together."""
    day = datetime.fromisoformat(order.depart)
    yield [voice["surge.leave"], voice.keep(_clock(order.depart)), voice.day(day.date())]
    whole = (
        voice.say("surge.whole", time=voice.keep(_clock(order.force_by))) if order.force_by and order.form_up else ""
    )
    yield [
        voice["surge.by"] if order.form_up else voice["surge.by_place"],
        voice.keep(_clock(order.arrive_by)),
        whole,
    ]
    if (
        order.form_up
        and order.move_off
        and datetime.fromisoformat(order.arrive_by) > datetime.fromisoformat(order.move_off)
    ):
        # the force is adequate without this unit and goes before it is there
        gone = voice.say("surge.gone", time=voice.keep(_clock(order.move_off)))
        yield [voice["surge.follow"], voice["surge.on_word"], gone]
    elif order.form_up:
        off = voice.keep(_clock(order.move_off)) if order.move_off else voice["surge.on_word"]
        there = voice.say("surge.there", time=voice.keep(_clock(order.at_crowd))) if order.at_crowd else ""
        yield [voice["surge.move"], off, there]


def _facts(order: DutyOrder, voice: Voice) -> Iterator[tuple[str, tuple[str, str]]]:
    """Key and text, and below it in small what a phone takes."""
    head, _, rank = order.hands_to.rpartition(", ")
    yield "form_up", (_here(order.form_up, order.form_up_urdu, voice), _small(order.form_up_at, order.form_up, voice))
    yield "crowd_at", (_here(order.place, order.place_urdu, voice), _small(order.place_at, order.place, voice))
    who = voice.person(order.commander, order.commander_rank)
    yield "you", (voice.say("surge.lead", person=who, count=max(0, len(order.members) - 1)), "")
    if order.hands_to:
        commander = voice.person(head, rank) if head else voice.keep(rank)
        yield "force", (voice.say("surge.under", count=order.force, commander=commander), "")
    else:
        yield "force", (voice.say("surge.under_you", count=order.force), "")
    yield "crowd", (_crowd(order, voice), _ratio(order, voice))
    vehicle = f"{voice['surge.vehicle']} {voice.keep(order.vehicle)}" if order.vehicle else voice["surge.no_vehicle"]
    yield "from", (voice.name(voice.short(order.origin)), vehicle)
    legs = legs_in_words(order.route, voice)
    yield "route", (legs[0] if legs else "", "")
    yield "onward", (legs[1] if len(legs) > 1 else "", "")


def _texts(order: DutyOrder, voice: Voice) -> Iterator[tuple[str, str]]:
    yield "radio_title", voice.say("surge.radio", sign=voice.keep(order.call_sign))
    yield "kit", voice.own(voice[f"action_kit.{order.action}"])
    yield "handover", " ".join(surge_handover(order, voice))
    yield "authority", _here(order.authority, order.authority_urdu or order.authority, voice)
    # crowd and ratio stand above; where no crowd is known, the sentence of the need says why so many go
    yield "reason", "" if order.crowd else reason_in_words(order.reason_cited or order.reason, voice)


def _crowd(order: DutyOrder, voice: Voice) -> str:
    if not order.crowd:
        return ""
    low, best, high, planned = (voice.keep(many) for many in order.crowd)
    said = voice.say("surge.planned", planned=planned, low=low, best=best, high=high)
    if order.growth_per_min > 0:
        said += voice["gap.join"] + voice.say("surge.growth", growth=f"{order.growth_per_min:g}")
    return said


def _ratio(order: DutyOrder, voice: Voice) -> str:
    """People of the crowd planned for to one officer, as ordered and as needed."""
    if not order.crowd or not order.force:
        return ""
    planned = order.crowd[-1]
    said = voice.say("surge.ratio", ratio=_ratio_text(planned / order.force))
    if order.needed and order.needed != order.force:
        said += voice["gap.join"] + voice.say("surge.ratio_wanted", ratio=_ratio_text(planned / order.needed))
    return said


def _ratio_text(people: float) -> str:
    """A ratio to two figures: "33", "4.2"."""
    return f"{people:.0f}" if people >= 9.95 else f"{people:.1f}"


def _here(english: str, urdu: str, voice: Voice) -> str:
    if not voice.is_rtl:
        return plain(english)
    return voice.own(urdu) if urdu != english else voice.name(english)


def _small(at: str, name: str, voice: Voice) -> str:
    return voice.keep(at) if at and at != name else ""


def _member(text: str, voice: Voice) -> list[str]:
    number, _, rank = text.rpartition(", ")
    return [voice.keep(number or text), voice.rank(rank) if number else ""]


def _clock(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%H:%M}" if moment else ""

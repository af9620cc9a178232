"""Requests up the ladder: a page each to be read out or faxed, and messages as EDXL-RM words them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from planner.report.cap import identifier
from planner.report.sheets import Sheet
from planner.report.surge_paper import Front, SurgePaper
from planner.report.tell import asked, clock, eta, place, requests_of, state, task, to_whom
from planner.report.voice import Voice


def request_sheets(paper: SurgePaper, voice: Voice) -> Iterator[Sheet]:
    """A sheet for each request of the document: to whom, what, where to report, by when; a line for the contact."""
    fronts = {front.id: front for front in paper.fronts}
    for request in requests_of(paper):
        front = fronts.get(str(request.get("alarm") or ""))
        sentence = str(request.get("sentence") or "")
        yield Sheet(
            title=voice["request.title"],
            subtitle=f"{voice['request.number']} {voice.keep(str(request['id']))} · {state(request, voice)}",
            facts=(
                *((voice[f"request.{key}"], text) for key, text in _facts(request, front, paper, voice) if text),
                (voice["request.contact"], ""),
            ),
            texts=((voice["request.text"], voice.sentence(sentence)),) if sentence else (),
            signs=(voice["request.sent_by"], voice["request.answered"], voice["order.signature"]),
        )


def _facts(
    request: Mapping[str, Any], front: Front | None, paper: SurgePaper, voice: Voice
) -> Iterator[tuple[str, str]]:
    if paper.at is not None:
        yield "called", voice.moment(paper.at)
    yield "to", to_whom(request, voice)
    yield "what", asked(request, voice)
    if front is not None:
        where = front.form_up or front.spot
        yield "where", _placed(place(where, voice), voice.keep(where.at))
        yield "for", _placed(f"{voice.keep(front.id)}: {place(front.spot, voice)}", voice.keep(front.spot.at))
        yield "task", task(front, voice)
        counts = {"sent": front.sent["officers"], "needed": front.needed["officers"]}
        yield "own", voice.say("force.of_needed", **counts)
    if paper.at is not None and paper.in_time_min:
        yield "wanted", clock(paper.at + timedelta(minutes=paper.in_time_min), paper, voice)
    yield "eta", eta(request, paper, voice)
    if paper.at is not None and request.get("adequate_min") is not None:
        yield "adequate", clock(paper.at + timedelta(minutes=float(request["adequate_min"])), paper, voice)


def _placed(name: str, at: str) -> str:
    return name if at in name else f"{name} ({at})"


def request_messages(paper: SurgePaper, *, sender: str) -> dict[str, Any]:
    """The requests as RequestResource messages of EDXL-RM 1.0, in JSON with its element names.

    What the standard has no element for (women, riot-trained, rank of the commander) stands in `restrictions`.
    """
    fronts = {front.id: front for front in paper.fronts}
    return {
        "classification": "restricted",
        "messages": [
            _message(request, fronts.get(str(request.get("alarm") or "")), paper, sender)
            for request in requests_of(paper)
        ],
    }


def _message(request: Mapping[str, Any], front: Front | None, paper: SurgePaper, sender: str) -> dict[str, Any]:
    number = f"{identifier(paper)}-{request['id']}"
    resource: dict[str, Any] = {
        "resourceInfoElementID": str(request["id"]),
        "resource": {"name": "police officers", "typeStructure": "formed police unit"},
        "assignmentInformation": {
            "quantity": request.get("officers"),
            "restrictions": _restrictions(request),
            "anticipatedFunction": None if front is None else front.action,
        },
        "scheduleInformation": _schedule(request, front, paper),
        "responseInformation": None,
    }
    return {
        "messageContentType": "RequestResource",
        "messageID": number,
        "originatingMessageID": number,
        "sentDateTime": None if paper.at is None else paper.at.isoformat(timespec="seconds"),
        "sender": sender,
        "recipient": str(request.get("to") or ""),
        "messageDescription": str(request.get("sentence") or ""),
        "state": str(request.get("state") or "draft"),
        "incidentInformation": {"incidentID": paper.log or paper.id, "incidentDescription": _where(front)},
        "contactInformation": None,
        "resourceInformation": [resource],
    }


def _restrictions(request: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: request[key] for key in ("women", "riot", "commander") if request.get(key)}


def _where(front: Front | None) -> str:
    return "" if front is None else f"{front.id}: {front.spot.named('en')}"


def _schedule(request: Mapping[str, Any], front: Front | None, paper: SurgePaper) -> Sequence[Mapping[str, Any]]:
    if paper.at is None:
        return []
    there = None if front is None else front.form_up or front.spot
    location = None if there is None else {"place": there.named("en"), "latitudeLongitude": there.at}
    rows = []
    if paper.in_time_min:
        rows.append(("RequestedArrival", paper.at + timedelta(minutes=paper.in_time_min)))
    best = (request.get("eta_min") or {}).get("best")
    if best is not None:
        rows.append(("EstimatedArrival", paper.at + timedelta(minutes=float(best))))
    return [
        {"scheduleType": kind, "dateTime": moment.isoformat(timespec="seconds"), "location": location}
        for kind, moment in rows
    ]

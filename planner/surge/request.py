"""A request for more force to somebody else, and the states it may go through.

States and message kinds follow EDXL Resource Messaging 1.0 (OASIS 2008; the names of its message types), so that each
step has the message that belongs to it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from planner.core.errors import InputError
from planner.core.estimate import Estimate
from planner.core.people import Rank


class Rung(StrEnum):
    """Whom to ask, the nearest first."""

    CALLOUT = "callout"
    NEIGHBOUR = "neighbour"
    REGION = "region"
    RANGERS = "rangers"

    @property
    def label(self) -> str:
        """As it stands in a sentence."""
        return _LABELS[self]


_LABELS = {
    Rung.CALLOUT: "officers called in from rest",
    Rung.NEIGHBOUR: "the neighbouring districts",
    Rung.REGION: "the region's riot police",
    Rung.RANGERS: "Rangers",
}


class RequestState(StrEnum):
    """Where a request stands. A plan makes drafts; people make the steps after that."""

    DRAFT = "draft"
    REQUESTED = "requested"
    COMMITTED = "committed"
    EN_ROUTE = "en route"
    ARRIVED = "arrived"
    RELEASED = "released"
    DECLINED = "declined"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """True while those who are asked may still come or are there: what they bring counts."""
        return self not in (RequestState.RELEASED, RequestState.DECLINED, RequestState.CANCELLED)


REPORT = "ReportResourceDeploymentStatus"
ARROWS: dict[tuple[RequestState, RequestState], str] = {
    (RequestState.DRAFT, RequestState.REQUESTED): "RequestResource",
    (RequestState.DRAFT, RequestState.CANCELLED): "",
    (RequestState.REQUESTED, RequestState.COMMITTED): "CommitResource",
    (RequestState.REQUESTED, RequestState.DECLINED): "ResponseToRequestResource",
    (RequestState.REQUESTED, RequestState.CANCELLED): "RequestResource",
    (RequestState.COMMITTED, RequestState.EN_ROUTE): REPORT,
    (RequestState.COMMITTED, RequestState.DECLINED): "ResponseToRequestResource",
    (RequestState.COMMITTED, RequestState.CANCELLED): "ReleaseResource",
    (RequestState.EN_ROUTE, RequestState.ARRIVED): REPORT,
    (RequestState.EN_ROUTE, RequestState.DECLINED): "ResponseToRequestResource",
    (RequestState.EN_ROUTE, RequestState.CANCELLED): "ReleaseResource",
    (RequestState.ARRIVED, RequestState.RELEASED): "ReleaseResource",
}
"""The legal steps, each with the kind of its message. A draft that is dropped needs none; a request is called back by a
RequestResource that carries a recall. Whoever has promised, or is on the way, may still have to turn back: declined."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of one rung for one alarm: officers, women and riot-trained among them, and a commander's rank.

    `commander` is None when none is to come along. `eta_min` are minutes from the order to the form-up point.
    `adequate_min` is when the force is adequate, at best guess, with all that is asked up to this request; None when it
    still is not.
    """

    id: str
    rung: Rung
    to: str
    alarm: str
    officers: int
    women: int
    riot: int
    commander: Rank | None
    eta_min: Estimate
    state: RequestState
    sentence: str
    adequate_min: float | None = None

    def step(self, state: RequestState) -> Request:
        """The same in its next state; InputError names the states that may follow when this one may not."""
        if (self.state, state) not in ARROWS:
            may = ", ".join(following(self.state)) or "nothing"
            raise InputError(
                f"request {self.id} is {self.state.value} and cannot become {state.value}",
                maybe=f"another step was meant: after {self.state.value} comes {may}.",
            )
        return replace(self, state=state)


def following(state: RequestState) -> tuple[RequestState, ...]:
    """The states that may come next."""
    return tuple(after for before, after in ARROWS if before is state)


def message(before: RequestState, after: RequestState) -> str:
    """The kind of message that makes a step known; "" when nobody else need know. KeyError: the step is not legal."""
    return ARROWS[before, after]


def request_document(request: Request) -> dict[str, Any]:
    """One of the key `requests` of a surge."""
    eta = request.eta_min
    return {
        "id": request.id,
        "rung": request.rung.value,
        "to": request.to,
        "alarm": request.alarm,
        "officers": request.officers,
        "women": request.women,
        "riot": request.riot,
        "commander": None if request.commander is None else request.commander.label,
        "eta_min": {"low": eta.low, "best": eta.best, "high": eta.high},
        "state": request.state.value,
        "sentence": request.sentence,
        "adequate_min": request.adequate_min,
    }

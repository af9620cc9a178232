"""Requests that were made in a kept surge, as the ladder counts them when the plan is made anew."""

from __future__ import annotations

from datetime import datetime

from planner.config import LadderConfig
from planner.core.estimate import Estimate
from planner.surge.ladder import steps
from planner.surge.live_state import LiveRequest, SurgeState
from planner.surge.request import Request, RequestState, Rung

COUNTED = (RequestState.REQUESTED, RequestState.COMMITTED, RequestState.DECLINED)
"""Those on the road or there are units already; what declined is not asked again."""


def standing(state: SurgeState, config: LadderConfig, at: datetime) -> tuple[Request, ...]:
    """Requests that somebody has sent and that are still open or were declined; only those that name their rung."""
    eta = {step.rung: step.eta_min for step in steps(config)}
    return tuple(
        _request(one, eta[Rung(one.rung)], at)
        for one in state.requests
        if one.state in COUNTED and one.rung in list(Rung)
    )


def _request(one: LiveRequest, usual: Estimate, at: datetime) -> Request:
    """Its minutes count from `at`: to the moment that was told, else what is usual less what has passed."""
    if one.eta is not None:
        minutes = max(0.0, (one.eta - at).total_seconds() / 60)
        left = Estimate(minutes, minutes, minutes)
    else:
        gone = max(0.0, (at - one.at).total_seconds() / 60)
        low, best, high = (max(0.0, minutes - gone) for minutes in (usual.low, usual.best, usual.high))
        left = Estimate(low, best, high, usual.source)
    rung = Rung(one.rung)
    return Request(
        id=one.id,
        rung=rung,
        to=one.to or rung.label,
        alarm=one.alarm,
        officers=one.officers,
        women=one.women,
        riot=one.riot,
        commander=None,
        eta_min=left,
        state=one.state,
        sentence=f"{rung.label}: {one.officers} officers for alarm {one.alarm}, {one.state.value}.",
    )

"""Requests of a kept surge as the ladder counts them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from planner.config import load_config
from planner.core.estimate import Estimate
from planner.flow.live_asks import standing
from planner.surge.live_state import LiveRequest, SurgeState
from planner.surge.request import RequestState, Rung

AT = datetime(2026, 3, 2, 6, 35, tzinfo=UTC)


def request(name: str, state: RequestState, rung: str = "region", eta: datetime | None = None) -> LiveRequest:
    """A request of thirty officers, made at `AT`."""
    return LiveRequest(name, state, AT, rung=rung, to="the region", officers=30, alarm="A1", eta=eta)


def test_those_that_were_sent_count_and_those_on_the_road_do_not() -> None:
    """Who is en route or there is a unit already; one without a rung belongs to nobody's ladder."""
    state = SurgeState(
        requests=(
            request("R1", RequestState.REQUESTED),
            request("R2", RequestState.EN_ROUTE),
            request("R3", RequestState.DECLINED, "neighbour"),
            request("R4", RequestState.COMMITTED, ""),
            request("R5", RequestState.ARRIVED),
        )
    )
    found = standing(state, load_config().ladder, AT)
    assert [(one.id, one.rung) for one in found] == [("R1", Rung.REGION), ("R3", Rung.NEIGHBOUR)]


def test_minutes_count_from_now() -> None:
    """Twenty of the usual 60, 120 and 240 have passed; a moment that was told is exact."""
    state = SurgeState(
        requests=(
            request("R1", RequestState.REQUESTED),
            request("R2", RequestState.COMMITTED, eta=AT + timedelta(minutes=50)),
        )
    )
    ladder = load_config(
        overrides={"ladder.region_low_min": 60, "ladder.region_min": 120, "ladder.region_high_min": 240}
    ).ladder
    first, second = standing(state, ladder, AT + timedelta(minutes=20))
    assert (first.eta_min.low, first.eta_min.best, first.eta_min.high) == (40.0, 100.0, 220.0)
    assert second.eta_min == Estimate(30.0, 30.0, 30.0)

"""One order a commander, from a plan; plans as documents and back."""

from __future__ import annotations

import json

import pytest

from planner.config import load_config
from planner.core.errors import InputError
from planner.core.plan import DutyOrder, Outcome, Status
from planner.report import duty_orders, plan_document, plan_from_document, summary
from tests.report.made import BY, FRAMES, document, outcome

CONFIG = load_config().report
PLAN_KEYS = {
    "plan_id", "status", "objective", "bound", "gap", "seconds", "seed", "inputs", "assignments", "uncovered",
    "violations", "rules_off", "routes", "made_at", "why",
}  # fmt: skip


def orders() -> tuple[DutyOrder, ...]:
    """The orders of the tiny plan."""
    return duty_orders(document(), **FRAMES, config=CONFIG, timezone="Asia/Karachi")


def test_the_highest_rank_is_in_charge() -> None:
    """Of Constable F1, ASI F2 and SI F3 the SI commands, stands first, and the order starts from his station."""
    first = orders()[0]
    assert (first.commander, first.commander_rank) == ("F3", "SI")
    assert first.members == ("F3, SI", "F2, ASI", "F1, Constable")
    assert first.origin == "P2 · Lines"
    assert first.place == "S1 · St. Thomas · مقدس توما"


def test_an_order_says_when_and_why() -> None:
    """Local hours with their offset; the reason of the need; what it was made from."""
    first = orders()[0]
    assert (first.start, first.end) == ("2026-12-25T08:00+05:00", "2026-12-25T12:00+05:00")
    assert first.reason == "guard at Christmas: guard on a festival at a C site (derived)"
    assert first.reason_cited == "guard at Christmas (demand.festival_c, derived)"
    assert first.number == "3f9a12-001"
    assert first.provenance.startswith("plan 3f9a12, inputs ")
    assert first.authority == CONFIG.authority
    assert first.task
    assert first.kit
    assert first.radio


def test_the_relief_is_named() -> None:
    """The morning guard hands over to the order that begins at noon; the last one reports to the control room."""
    first, second = orders()
    assert first.hands_to == second.number
    assert second.number in first.handover
    assert second.hands_to == ""
    assert "control room" in second.handover


def test_who_is_no_longer_on_the_roll_stays_in_the_order() -> None:
    """A plan outlives its tables: the number remains, without rank."""
    frames = {**FRAMES, "officers": FRAMES["officers"].iloc[:0]}
    first = duty_orders(document(), **frames, config=CONFIG, timezone="Asia/Karachi")[0]
    assert first.members == ("F1", "F2", "F3")


def test_a_synthetic_roll_shows() -> None:
    """One made-up officer makes every order of the plan a demo."""
    roll = FRAMES["officers"].assign(is_synthetic=[False, True, False, False])
    made = duty_orders(document(), **{**FRAMES, "officers": roll}, config=CONFIG, timezone="Asia/Karachi")
    assert all(order.is_synthetic for order in made)
    assert not any(order.is_synthetic for order in orders())


def test_the_document_of_a_plan_has_its_keys_and_comes_back() -> None:
    """A plan survives the way to JSON and back unchanged."""
    made = plan_document(outcome(), BY)
    assert set(made) >= PLAN_KEYS
    assert made["gap"] == pytest.approx((120 - 90) / 120)
    assert set(made["assignments"][0]) == {"officer", "duty", "kind", "place", "start", "end"}
    assert set(made["uncovered"][0]) == {"place", "start", "end", "missing", "why"}
    assert plan_from_document(json.loads(json.dumps(made))) == outcome().plan


def test_no_plan_is_a_document_too() -> None:
    """The lists are empty and the reasons are there."""
    made = plan_document(Outcome(Status.IMPOSSIBLE, None, ("Too few drivers.",)), BY)
    assert set(made) >= PLAN_KEYS
    assert (made["status"], made["assignments"], made["why"]) == ("impossible", [], ["Too few drivers."])
    assert made["objective"] is made["bound"] is made["gap"] is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"status": "fine"}, "fine"),
        ({"assignments": [{"officer": "F1"}]}, "assignment 1"),
        ({"uncovered": [{"spot": "x"}]}, "spot"),
        ({"objective": "many"}, "many"),
    ],
)
def test_a_broken_document_is_named(change: dict, said: str) -> None:
    """What cannot be read is said with its value, never as a stack trace."""
    with pytest.raises(InputError, match=said):
        plan_from_document({**plan_document(outcome(), BY), **change})


def test_a_cut_document_is_named() -> None:
    """A missing key is said by name."""
    made = plan_document(outcome(), BY)
    del made["violations"]
    with pytest.raises(InputError, match="violations"):
        plan_from_document(made)


def test_the_summary_says_first_what_is_not_covered() -> None:
    """Reasons and gaps, then coverage by kind: 2 of 2 guards with 4 of 6 places, no desk."""
    said = summary(document())
    assert said[0] == "Time ran out before the proof."
    assert said[1] == "NOT covered: 1 need."
    assert said[2].startswith("P1, 2026-12-25T03:00:00+00:00 to ")
    assert said[3:] == (
        "guard: 2 of 2 duties manned, 4 of 6 places filled.",
        "desk: 0 of 1 duties manned, 0 of 2 places filled.",
    )

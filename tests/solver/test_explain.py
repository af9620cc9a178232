from __future__ import annotations

import pytest

from planner.solver import Encoding, Switch, why_not


def seats(*, explaining: bool = True, chairs: int = 2) -> Encoding:
    """Three guests want a chair each; a fourth wants none; `chairs` chairs are there."""
    enc = Encoding(explaining=explaining)
    sits = {guest: enc.flag(guest) for guest in ("ali", "bano", "chand", "dara")}
    for guest in ("ali", "bano", "chand"):
        enc.require("wants", guest, sits[guest] == 1)
    enc.require("stands", "dara", sits["dara"] == 0)
    enc.require("chairs", "hall", sum(sits.values()) <= chairs)
    enc.wish("sitting", sum(sits.values()), -1)
    enc.minimise()
    return enc


def test_conflict_names_the_rules_that_meet_and_no_other() -> None:
    """Three who want one of two chairs meet with the chairs; who stands has no part in it."""
    conflict = why_not(seats(), seconds=10, shrink_seconds=10)
    assert conflict is not None
    assert conflict.is_smallest
    assert set(conflict.switches) == {
        Switch("wants", "ali"),
        Switch("wants", "bano"),
        Switch("wants", "chand"),
        Switch("chairs", "hall"),
    }


def test_conflict_without_time_to_shrink_is_not_called_smallest() -> None:
    """The core is sufficient all the same: it holds the four that meet."""
    conflict = why_not(seats(), seconds=10)
    assert conflict is not None
    assert not conflict.is_smallest
    assert {"wants", "chairs"} <= {switch.rule for switch in conflict.switches}


def test_possible_model_has_no_conflict() -> None:
    """With a chair for everyone there is nothing to explain."""
    assert why_not(seats(chairs=3), seconds=10) is None


def test_encoding_without_switches_cannot_be_explained() -> None:
    """Asking for reasons of a model without switches is a fault of the program."""
    with pytest.raises(ValueError, match="explaining"):
        why_not(seats(explaining=False), seconds=1)

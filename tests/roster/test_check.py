from __future__ import annotations

import dataclasses

from planner.core.duty import DutyKind
from planner.core.people import Rank
from planner.core.time import Window
from planner.roster import RosterProblem, assignments_from_document, check
from planner.roster.problem import Assigned
from tests.roster.days import at, duty, officer, problem


def church() -> RosterProblem:
    """An ASI and two constables; a guard of two under an ASI on Monday morning, and another on Monday evening."""
    return problem(
        [officer("ASI1", Rank.ASI), officer("C1"), officer("C2")],
        [
            duty("morning", at(9), 3, strength=2, in_charge=Rank.ASI),
            duty("evening", at(18), 3, strength=2),
        ],
    )


def row(who: str, what: str, **changes: object) -> dict[str, object]:
    """A row of a plan document for the morning, changed by hand."""
    usual = {
        "officer": who,
        "duty": what,
        "kind": "guard",
        "place": "church",
        "start": "2026-03-02T09:00:00+05:00",
        "end": "2026-03-02T12:00:00+05:00",
    }
    return {**usual, **changes}


def judged(*rows: object) -> list[str]:
    """The sentences that `check` has for a document with these rows."""
    of = church()
    assignments, broken = assignments_from_document(of, {"assignments": list(rows)})
    return [v.sentence for v in (*broken, *check(of, assignments))]


def test_plan_as_it_was_made_has_no_violation() -> None:
    """ASI and constable in the morning, as the document states it."""
    assert judged(row("ASI1", "morning"), row("C1", "morning")) == []


def test_row_may_leave_out_what_the_duty_knows() -> None:
    """Officer and duty suffice: hours, place and kind are those of the duty."""
    assert judged({"officer": "ASI1", "duty": "morning"}, {"officer": "C1", "duty": "morning"}) == []


def test_same_moment_in_another_zone_is_the_same() -> None:
    """Four in the morning in London is nine in Karachi."""
    utc = {"start": "2026-03-02T04:00:00+00:00", "end": "2026-03-02T07:00:00+00:00"}
    assert judged(row("ASI1", "morning", **utc), row("C1", "morning", **utc)) == []


def test_officer_who_is_moved_by_hand_breaks_rules_in_sentences() -> None:
    """Two constables alone in the morning, and the one of them again at six: rank and rest are named."""
    of = church()
    plan = Assigned(of, {(1, 0), (2, 0), (1, 1), (0, 1)})
    found = check(of, plan.assignments(of))
    assert [(v.rule, v.subject) for v in found] == [("rest", "C1"), ("in-charge", "morning")]
    assert all(v.sentence.endswith(".") for v in found)


def test_rule_that_is_off_is_not_judged() -> None:
    """The same plan without the two rules has nothing to be said against it."""
    of = church()
    plan = Assigned(of, {(1, 0), (2, 0), (1, 1), (0, 1)})
    assert check(of, plan.assignments(of), rules_off=["rest", "in-charge"]) == ()


def test_unknown_officer_and_unknown_duty_are_sentences() -> None:
    """A slip of the pen in a service number is said, not raised; the others are still judged."""
    found = judged(row("ASI9", "morning"), row("C1", "mourning"), row("C1", "morning"), row("C2", "morning"))
    assert "officer ASI9 (on duty morning) is not on the roll." in found
    assert "duty mourning (of officer C1) is not among the duties." in found
    assert any("nobody of rank ASI or above" in sentence for sentence in found)


def test_hours_and_place_that_are_not_those_of_the_duty_are_sentences() -> None:
    """A plan that tells an officer to come at ten to a guard of nine would mislead."""
    late = row("ASI1", "morning", start="2026-03-02T10:00:00+05:00")
    elsewhere = row("C1", "morning", place="temple")
    found = judged(late, elsewhere)
    assert any("other hours than its own, Monday 2 March 09:00-12:00" in sentence for sentence in found)
    assert any("is guard at church, not guard at temple" in sentence for sentence in found)


def test_officer_who_stands_twice_on_a_duty_is_a_sentence() -> None:
    """A copied row."""
    found = judged(row("ASI1", "morning"), row("C1", "morning"), row("C1", "morning"))
    assert found == ["officer C1 stands 2 times on duty morning."]


def test_rows_that_cannot_be_read_are_sentences_with_their_number() -> None:
    """Whatever stands in the file, no exception comes out, and the good rows are kept."""
    of = church()
    rows = [
        row("ASI1", "morning"),
        row("C1", "morning", start="nine o'clock"),
        row("C1", "morning", start=9),
        row("C1", "morning", start="2026-03-02T09:00:00"),
        row("C1", "morning", end="2026-03-02T08:00:00+05:00"),
        row("C1", "morning", kind="siesta"),
        {"duty": "morning"},
        {"officer": 7, "duty": "morning"},
        {"officer": "C1", "duty": ["morning"]},
        row("C1", "gone", start=None),
        "C1 on morning",
        None,
    ]
    kept, broken = assignments_from_document(of, {"assignments": rows})
    assert [a.officer for a in kept] == ["ASI1"]
    assert [v.subject for v in broken] == [f"row {number}" for number in range(2, 13)]
    assert all("cannot be read" in v.sentence for v in broken)


def test_document_without_a_list_is_a_sentence() -> None:
    """A key with a text, a number or another document in place of the rows."""
    for nonsense in ("ASI1", {"officer": "ASI1"}, 7, None):
        kept, broken = assignments_from_document(church(), {"assignments": nonsense})
        assert kept == ()
        assert [v.subject for v in broken] == ["assignments"]


def test_check_reports_what_the_document_reader_lets_through() -> None:
    """Assignments that never were a document are judged alike."""
    of = church()
    first = of.assignment(0, 0)
    moved = dataclasses.replace(first, kind=DutyKind.DESK, window=Window(at(1), at(2)))
    rules = [v.rule for v in check(of, (moved, of.assignment(1, 0)))]
    assert rules == ["readable", "readable"]

"""What a plan leaves open in groups, for a person who reads one screen."""

from __future__ import annotations

from dataclasses import replace

from planner.core.duty import Duty, DutyKind, Floor
from planner.core.people import Rank
from planner.roster.gaps import MOST_GROUPS, covered, groups, open_rows
from tests.roster.days import at, duty, officer, plan, problem


def guard(name: str, band: str, day: int, *, value: int = 10, strength: int = 1, rank: Rank = Rank.CONSTABLE) -> Duty:
    """A guard of three hours at a site of that category."""
    reason = f"guard at a service, category {band}: 1 officer (demand.guard, assumption)"
    made = duty(name, at(9, day), 3, place=f"at-{name}", value=value, strength=strength, in_charge=rank)
    return replace(made, reason=reason)


def test_open_guards_of_a_category_are_one_group_with_hours_days_and_the_worst_place() -> None:
    """Three of four B guards are open on Monday to Wednesday: 9 h; the one of value 30 is the worst."""
    guards = [guard("b0", "B", 0), guard("b1", "B", 0), guard("b2", "B", 1, value=30), guard("b3", "B", 2)]
    of = problem([officer("O1", leave=[])], guards)
    (group,) = groups(of, plan(of, b0="O1").assignments(of))
    assert (group.kind, group.what, group.count, group.hours) == ("guard", "guards at B sites", 3, 9.0)
    assert (group.worth, group.place) == (50, "at-b2")
    assert group.sentence.startswith("3 of 4 guards at B sites are open: 9 officer-hours, on 3 days")
    assert group.sentence.endswith("The worst: at-b2, Tue 3 Mar 09:00-12:00.")


def test_what_is_scarce_is_named_and_too_few_is_not_open() -> None:
    """An A guard for an ASI is open, another has one of two officers; nobody on the roll is an ASI."""
    guards = [guard("a0", "A", 0, rank=Rank.ASI), guard("a1", "A", 0, strength=2)]
    of = problem([officer("O1")], guards)
    (group,) = groups(of, plan(of, a1="O1").assignments(of))
    assert group.sentence.startswith(
        "1 of 2 guards at A sites is open, and 1 has too few officers: 6 officer-hours, on Mon 2 Mar; scarce are "
    )
    assert "officers of rank ASI or above (in 1 of 2)" in group.sentence


def test_what_the_roll_has_not_is_a_group_of_its_own() -> None:
    """Two full desks without a woman or facilitator: one group, and nothing is open."""
    desks = [
        replace(duty(f"desk{i}", at(8, i), 8, kind=DutyKind.DESK), unmet=(("women|facilitator", 1),)) for i in range(2)
    ]
    of = problem([officer("O1")], desks)
    given = plan(of, desk0="O1", desk1="O1").assignments(of)
    (group,) = groups(of, given)
    assert group.what == "desks without a woman officer or facilitator"
    assert group.sentence.startswith(
        "2 desks lack a woman officer or facilitator: the roll has fewer than the duties need; no plan can mend that."
    )
    assert covered(of, given).sentence == "All 16 officer-hours that are needed are covered."


def test_the_worst_come_first_and_the_rest_is_one_group() -> None:
    """Twelve kinds of gaps, each worth more than the one before it: nine of them are told, three are added up."""
    kinds = [DutyKind.DESK, DutyKind.PATROL, DutyKind.RESERVE]
    plain = [duty(f"plain{i}", at(8), 8, kind=kind, place="Lines", value=i + 1) for i, kind in enumerate(kinds)]
    guards = [guard(f"g{i}", band, 0, value=10 + i) for i, band in enumerate(("A+", "A", "B", "C", "D"))]
    unmet = [
        replace(duty(f"u{i}", at(8), 8, kind=DutyKind.DESK, value=100 + i), unmet=((name, 1),))
        for i, name in enumerate(("driver", "first-aid", "women", "vehicle"))
    ]
    of = problem([], [*plain, *guards, *unmet])
    found = groups(of, [])
    assert len(found) == MOST_GROUPS
    worths = [group.worth for group in found[:-1]]
    assert worths == sorted(worths, reverse=True)
    assert (found[-1].kind, found[-1].count) == ("other", 3)


def test_floors_that_are_not_kept_say_what_is_scarce() -> None:
    """Nobody is sent to the temples: half of 6 h lacks, for want of officers of the rank."""
    temples = [guard(f"t{i}", "A", 0, rank=Rank.ASI) for i in range(2)]
    of = problem([officer("O1")], temples, floors=(Floor("community Hindu", frozenset({"t0", "t1"}), 0.5),))
    found = next(group for group in groups(of, []) if group.kind == "floor")
    assert found.sentence == (
        "1 floor of 1 is not kept, by 3 officer-hours: community Hindu (3 h). "
        "Scarce there are officers of rank ASI or above."
    )


def test_share_of_worth_is_never_rounded_up_to_all() -> None:
    """999 of 1,000 are covered: 99 %, and the rows are ready for JSON."""
    of = problem([officer("O1")], [guard("big", "A", 0, value=999), guard("small", "A", 0, value=1)])
    given = plan(of, big="O1").assignments(of)
    rows = open_rows(of, given)
    assert rows["covered"]["sentence"] == (
        "Open: 3 of 6 officer-hours; what is covered is 99 % of the worth of all needs."
    )
    assert rows["covered"]["worth_share"] == 0.999
    assert [row["count"] for row in rows["open"]] == [1]

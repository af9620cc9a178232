from __future__ import annotations

from planner.core.people import Rank
from planner.core.time import Window
from planner.roster import uncovered
from planner.roster.problem import Assigned, RosterProblem
from tests.roster.days import at, duty, officer, plan, problem


def reasons(of: RosterProblem, given: Assigned) -> dict[str, tuple[str, str]]:
    """What is missing and why, by place."""
    return {s.place: (s.missing, s.why) for s in uncovered(of, given.assignments(of))}


def test_open_guard_says_what_became_of_those_who_could_command_it() -> None:
    """Four hold the rank: one on leave, one elsewhere, one resting, one at the weekly limit."""
    shift = duty("temple", at(8), 4, place="temple")
    night = duty("night", at(-8), 8, place="night")
    long_day = duty("long", at(-60), 9, place="long")
    roll = [
        officer("away", Rank.ASI, leave=[Window(at(0), at(24))]),
        officer("busy", Rank.SI),
        officer("tired", Rank.ASI),
        officer("spent", Rank.ASI),
        officer("constable"),
    ]
    church = duty("church", at(9), 3, strength=2, in_charge=Rank.ASI, place="church")
    of = problem(roll, [shift, night, long_day, church], max_week_min=660)
    found = reasons(of, plan(of, temple="busy", night="tired", long="spent"))
    missing, why = found["church"]
    assert missing == "2 officers of 2 (left open)"
    assert why == (
        "no free officer of rank ASI or above on Monday 2 March 09:00-12:00: "
        "4 hold the rank, 1 is on leave, 1 is on other duties, 1 rests, 1 is at the weekly limit."
    )
    assert set(found) == {"church"}


def test_desk_without_a_free_woman_says_so() -> None:
    """The only woman is at the other desk."""
    roll = [officer("woman", woman=True), officer("man1"), officer("man2"), officer("man3")]
    desks = [duty(f"desk{i}", at(8), 8, strength=2, women=1, place=f"station{i}") for i in (1, 2)]
    of = problem(roll, desks)
    _, why = reasons(of, plan(of, desk1="woman man1"))["station2"]
    assert why == "no free woman officer on Monday 2 March 08:00-16:00: 1 is a woman, 1 is on other duties."


def test_duty_that_needs_a_skill_nobody_holds_says_so() -> None:
    """No one on the roll drives."""
    of = problem([officer("O1"), officer("O2")], [duty("patrol", at(8), 8, strength=2, skills=(("driver", 1),))])
    _, why = reasons(of, plan(of))["church"]
    assert why == "no free officer with driver on Monday 2 March 08:00-16:00: nobody on the roll counts."


def test_duty_with_one_officer_too_few_says_how_few_are_left() -> None:
    """Two of three are there; the third officer on the roll is on leave."""
    roll = [officer("O1"), officer("O2"), officer("O3", leave=[Window(at(0), at(24))])]
    of = problem(roll, [duty("guard", at(9), 3, strength=3)])
    missing, why = reasons(of, plan(of, guard="O1 O2"))["church"]
    assert missing == "1 officer of 3"
    assert why == "no free officer left on Monday 2 March 09:00-12:00: 1 is on leave."


def test_lonely_officer_is_not_sent_and_the_sentence_says_so() -> None:
    """One is free where two are the fewest."""
    of = problem([officer("O1")], [duty("guard", at(9), 3, strength=2)])
    _, why = reasons(of, plan(of))["church"]
    assert why == "1 officer free on Monday 2 March 09:00-12:00, and fewer than 2 are not sent: 1 free."


def test_needs_that_only_two_persons_meet_together_are_named_where_one_is_needed() -> None:
    """A post for one, an ASI and a woman: the ASI is a man and the woman a constable."""
    roll = [officer("ASI1", Rank.ASI), officer("woman", woman=True)]
    of = problem(roll, [duty("post", at(9), 3, in_charge=Rank.ASI, women=1)])
    _, why = reasons(of, plan(of))["church"]
    assert "2 officers free" in why
    assert "no team of them meets all" in why


def test_plan_that_leaves_free_officers_idle_says_that_they_could_be_sent() -> None:
    """A hand-made plan with an open guard and two idle constables."""
    of = problem([officer("O1"), officer("O2")], [duty("guard", at(9), 3, strength=2)])
    _, why = reasons(of, plan(of))["church"]
    assert "2 officers could still be sent" in why


def test_covered_duties_are_not_listed() -> None:
    """A full guard has no shortfall."""
    of = problem([officer("O1")], [duty("guard", at(9), 3)])
    assert uncovered(of, plan(of, guard="O1").assignments(of)) == ()

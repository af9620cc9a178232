from __future__ import annotations

from dataclasses import replace

from planner.core.duty import DutyKind, Floor
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


def test_what_the_roll_has_not_is_listed_though_the_duty_is_full() -> None:
    """A desk of two should have a woman and a facilitator beyond what it got; both are named, and nothing else is."""
    desk = replace(duty("desk", at(8), 8, strength=2), unmet=(("women", 1), ("victim-support", 2), ("vehicle", 1)))
    of = problem([officer("O1"), officer("O2")], [desk])
    missing, why = reasons(of, plan(of, desk="O1 O2"))["church"]
    assert missing == (
        "1 woman officer of 1 (not on the roll that day), 2 officers with victim support of 2 "
        "(not on the roll that day), 1 vehicle of 1 (not on record)"
    )
    assert why == (
        "The roll has not as many women officers as the duties need; no plan can mend that. "
        "The roll has not as many officers with victim support as the duties need; no plan can mend that. "
        "There are not as many vehicles on record; no plan can mend that."
    )


def test_either_of_two_that_the_roll_has_not_is_one_need() -> None:
    """A desk that should have a woman or a facilitator lacks one thing, not two."""
    desk = replace(duty("desk", at(8), 8, strength=2), unmet=(("women|facilitator", 1),))
    of = problem([officer("O1"), officer("O2")], [desk])
    missing, why = reasons(of, plan(of, desk="O1 O2"))["church"]
    assert missing == "1 woman officer or facilitator of 1 (not on the roll that day)"
    assert why == "The roll has not as many women officers or facilitators as the duties need; no plan can mend that."


def test_women_who_were_granted_count_in_what_was_wanted() -> None:
    """One of two women was granted and is there: one of two is missing."""
    desk = replace(duty("desk", at(8), 8, strength=2, women=1), unmet=(("women", 1),))
    of = problem([officer("W", woman=True), officer("O2")], [desk])
    assert reasons(of, plan(of, desk="W O2"))["church"][0] == "1 woman officer of 2 (not on the roll that day)"


def test_manned_duty_of_a_hand_made_plan_lists_what_it_needs_and_has_not() -> None:
    """Two constables where an ASI, a woman and a driver are needed; the woman is free, the ASI away, nobody drives."""
    guard = duty("guard", at(9), 3, strength=2, in_charge=Rank.ASI, women=1, skills=(("driver", 1),))
    roll = [
        officer("O1"),
        officer("O2"),
        officer("W", woman=True),
        officer("ASI", Rank.ASI, leave=[Window(at(0), at(24))]),
    ]
    of = problem(roll, [guard])
    missing, why = reasons(of, plan(of, guard="O1 O2"))["church"]
    assert missing == "1 officer of rank ASI or above of 1, 1 woman officer of 1, 1 officer with driver of 1"
    at_nine = "on Monday 2 March 09:00-12:00"
    assert why == (
        f"no free officer of rank ASI or above {at_nine}: 1 holds the rank, 1 is on leave. "
        f"1 woman officer could still be sent {at_nine}. "
        f"no free officer with driver {at_nine}: nobody on the roll counts."
    )


def test_mobile_without_a_vehicle_says_so() -> None:
    """Officers are free, the one car is out."""
    mobiles = [
        duty(f"mobile{i}", at(8), 8, kind=DutyKind.PATROL, place=place, strength=2)
        for i, place in enumerate(("Lines", "Lines"))
    ]
    of = problem([officer(f"O{i}") for i in range(4)], mobiles, vehicles={"Lines": (4,)})
    _, why = reasons(of, plan(of, mobile0="O0 O1"))["Lines"]
    assert why == "no vehicle with enough seats is left at Lines on Monday 2 March 08:00-16:00."


def test_floor_that_is_not_met_is_listed_under_its_own_name() -> None:
    """Of 2 x 4 officer-hours at temples 60 % are 4 h 48 min; 4 h are sent, so 48 min are missing."""
    temples = [duty(f"temple{i}", at(8 + i), 4, place=f"temple{i}") for i in range(2)]
    floors = (Floor("community Hindu", frozenset({"temple0", "temple1"}), 0.6), Floor("tehsil", frozenset(), 0.9))
    of = problem([officer("O1")], temples, floors=floors)
    given = plan(of, temple0="O1")
    found = {s.place: s for s in uncovered(of, given.assignments(of))}
    assert set(found) == {"temple1", "community Hindu"}
    floor = found["community Hindu"]
    assert (floor.start, floor.end) == (at(8).isoformat(), at(13).isoformat())
    assert floor.missing == "48 min of officers' duty of the 4 h 48 min that are the least"
    # the one officer is on the first and may rest: nobody else is on the roll
    assert floor.why == (
        "50 % of what its sites need is sent, and 60 % is the least; 1 of 2 duties are left open. Scarce are officers "
        "(1 of the 1 duties that lack officers); it takes at least 1 more of them."
    )

"""What the planner is asked in a replay: nothing of what is to come, near forces first, a short force not spread."""

from __future__ import annotations

from planner.core.people import Rank
from planner.simulate.replay import make_ready, variants
from planner.simulate.replay_ask import Question, Sent
from tests.simulate.toys import EARLY, HEAD, numbers, scenario

POINTS = 'points = [{ at = "07:30", people = 0 }, { at = "08:30", people = 80 }]'
THREE = (
    HEAD
    + "".join(
        f"""
[[place]]
id = "{name}"
name_en = "{name} hamlet"
name_ur = "بستی"
kind = "locality"
x_km = 10
y_km = {n}
worship = 0
houses = {houses}
"""
        for n, (name, houses) in enumerate((("north", 60), ("south", 90)))
    )
    + """
[chain]
trigger_at = "07:00"
noticed_at = "07:30"
ordered_at = "07:30"
ends_at = "12:00"

[[force]]
id = "near"
from = "town"
kind = "station"
officers = 25
commander = "Inspector"
turnout_min = 5
minutes = 15
to = ["east", "north", "south"]

[[force]]
id = "far"
from = "town"
kind = "region"
officers = 500
commander = "SP"
turnout_min = 0
minutes = 150
to = ["east", "north", "south"]
"""
    + "".join(
        f"""
[[crowd]]
place = "{name}"
points = [{{ at = "07:20", people = {people} }}]
violence_at = "09:00"
"""
        for name, people in (("east", 80), ("north", 40), ("south", 80))
    )
    + """
[check]
worship = 2
houses = 250
localities = 3
"""
)


def asked(text: str) -> list[Question]:
    """Every question of the planner's variant; each crowd gets what it needs from the first force that has enough."""
    found: list[Question] = []

    def ask(question: Question) -> tuple[Sent, ...]:
        found.append(question)
        left = {one.force: one.officers for one in question.free}
        sent = []
        for one in question.wanted:
            need = one.need.needs[-1].officers
            force = next((name for name, officers in left.items() if officers >= need), None)
            if force is not None:
                left[force] -= need
                sent.append(Sent(force, one.place, need))
        return tuple(sent)

    one = scenario(text)
    make_ready(one, variants(one, chosen=["planned"], can_plan=True)[-1], numbers(), ask)
    return found


def grows(points: str) -> str:
    """Known at 07:30 and ordered at 08:00; the crowd has these points."""
    head, _, rest = EARLY.partition("[[slider]]")
    check = rest[rest.index("[check]") :]
    return head.replace("slider:noticed_at", "07:30").replace(POINTS, f"points = [{points}]") + check


def test_what_comes_later_changes_no_question_before_it() -> None:
    """Two days that are the same until 08:10, then one crowd goes home and the other is ten times as large."""
    until = '{ at = "07:30", people = 0 }, { at = "08:10", people = 53 }, '
    days = [asked(grows(until + f'{{ at = "08:30", people = {people} }}')) for people in (0, 800)]
    told = [[one for one in day if one.at.strftime("%H:%M") <= "08:10"] for day in days]
    assert told[0] == told[1]
    assert told[0]
    assert days[0] != days[1]


def test_a_crowd_that_grows_is_taken_to_grow_on() -> None:
    """Ordered at 08:00: 40 people, 20 more than a quarter of an hour before; 240 more in 180 minutes: 280 / 4 = 70."""
    first = asked(grows('{ at = "07:30", people = 0 }, { at = "08:30", people = 80 }'))[0]
    assert (first.at.strftime("%H:%M"), first.wanted[0].crowd.best) == ("08:00", 40)
    assert first.wanted[0].need.needs[0].officers == 70
    assert first.wanted[0].need.needs[0].commander is Rank.INSPECTOR


def test_a_short_force_holds_what_it_can_and_those_far_away_answer_for_the_rest() -> None:
    """25 are near; the crowds need 20, 10 and 20. Most buildings for an officer: north 6.0, east 5.1, south 4.5.

    North (10) fits, 15 are left: neither east nor south. The far force, 150 minutes away, is asked for these two.
    """
    near, far = asked(THREE)[:2]
    assert [one.force for one in near.free] == ["near"]
    assert [(one.place, one.need.needs[0].officers) for one in near.wanted] == [("north", 10)]
    assert [one.force for one in far.free] == ["far"]
    assert [(one.place, one.need.needs[0].officers) for one in far.wanted] == [("east", 20), ("south", 20)]


def test_who_comes_in_hours_is_no_answer_for_the_hours_before() -> None:
    """South has its 20 from afar for 10:06; at 07:45 it is still asked for among the near ones, who are too few.

    15 are left, 20 are needed: nothing fits, so the one with most buildings at stake is asked for alone.
    """
    later = [one for one in asked(THREE) if one.at.strftime("%H:%M") == "07:45"]
    assert [[one.place for one in question.wanted] for question in later] == [["east"]]
    # from 08:06 on the far force is near: there is nothing to ask any more
    assert all(one.at.strftime("%H:%M") <= "08:00" for one in asked(THREE))

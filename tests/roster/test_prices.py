"""What one more officer, vehicle or hour would buy, and what floors cost."""

from __future__ import annotations

from planner.core.duty import DutyKind, Floor
from planner.core.people import Rank
from planner.roster.prices import floor_prices, prices
from tests.roster.days import at, duty, officer, problem


def test_one_more_woman_buys_the_desks_that_lack_one() -> None:
    """Two desks a day for six days, one woman: the second desk (2 places of 10) is open each day. A woman buys all six.

    Each desk is worth 20; 6 x 20 = 120. A constable or an hour buys nothing.
    """
    desks = [
        duty(f"desk{i}{day}", at(8, day), 8, kind=DutyKind.DESK, strength=2, women=1, place=f"S{i}")
        for day in range(6)
        for i in range(2)
    ]
    of = problem([officer("W", woman=True), *(officer(f"M{i}") for i in range(4))], desks, min_manned_share=1.0)
    found = prices(of, seconds=30)
    assert found.open_worth == 120
    worths = {price.what: price.worth for price in found.prices}
    assert worths == {
        "one more woman constable": 120,
        "one more constable": 0,
        "one more hour a week for each officer": 0,
    }
    first = found.prices[0]
    assert (
        first.sentence
        == "one more woman constable: at most as much as 6 more desks manned in these 6 days (worth 120)."
    )
    assert found.rows()[0] == {"what": first.what, "worth": 120, "sentence": first.sentence}


def test_one_more_hour_a_week_buys_what_the_limit_forbids() -> None:
    """Three guards of two hours and a limit of five: an hour more is the third guard of value 10."""
    of = problem([officer("O1")], [duty(f"g{i}", at(9, i), 2) for i in range(3)], max_week_min=300)
    # in fractions 5 h of 6 h are done: half a guard is open, and its worth is rounded up to a whole one
    worths = {price.what: price.worth for price in prices(of, seconds=30).prices}
    assert worths["one more hour a week for each officer"] == 10


def test_officer_who_is_two_things_at_once_is_priced() -> None:
    """A post for one, an ASI and a woman: neither alone helps, a woman of the rank does."""
    post = duty("post", at(9), 3, in_charge=Rank.ASI, women=1)
    found = prices(problem([officer("ASI", Rank.ASI), officer("W", woman=True)], [post]), seconds=30)
    worths = {price.what: price.worth for price in found.prices}
    assert worths["one more woman officer of rank ASI or above"] == 10


def test_where_all_can_be_covered_nothing_is_bought() -> None:
    """No bound is asked again when nothing must stay open."""
    found = prices(problem([officer("O1")], [duty("guard", at(9), 3)]), seconds=30)
    assert found.open_worth == 0
    assert {price.worth for price in found.prices} == {0}


def test_prices_without_time_say_that_they_were_not_computed() -> None:
    """No seconds, no numbers."""
    found = prices(problem([officer("O1")], [duty("guard", at(9), 3)]), seconds=0)
    assert found.open_worth is None
    assert {price.worth for price in found.prices} == {None}
    assert all("not computed in the time" in price.sentence for price in found.prices)


def test_floor_costs_what_could_be_covered_elsewhere() -> None:
    """One officer, a temple of value 5 and a church of value 20 at once: the floor of the temple costs 20 - 5 = 15.

    The floor of the church, which would be covered anyway without the other, cannot be kept beside it; alone it is
    free.
    """
    guards = [duty("temple", at(9), 3, place="temple", value=5), duty("church", at(9), 3, place="church", value=20)]
    temple = Floor("community Hindu", frozenset({"temple"}), 1.0)
    church = Floor("community Christian", frozenset({"church"}), 1.0)
    of = problem([officer("O1")], guards)
    (price,) = floor_prices(of.replace(floors=(temple,)), seconds=20).prices
    assert price.worth == 15
    assert price.sentence.startswith("without the floor of community Hindu at most as much as")
    (free,) = floor_prices(of.replace(floors=(church,)), seconds=20).prices
    assert free.worth == 0
    assert "costs nothing" in free.sentence
    both = floor_prices(of.replace(floors=(temple, church)), seconds=20)
    assert [price.worth for price in both.prices] == [None, None]
    assert "cannot all be kept" in both.prices[0].sentence


def test_problem_without_floors_has_no_prices_of_floors() -> None:
    """Nothing to price."""
    assert floor_prices(problem([officer("O1")], [duty("guard", at(9), 3)]), seconds=5).prices == ()


def test_vehicle_is_priced_where_vehicles_are_counted() -> None:
    """Two mobiles at once and one car: the second mobile (2 x 10) is what a car buys, if the bound sees vehicles."""
    mobiles = [duty(f"m{i}", at(8), 8, kind=DutyKind.PATROL, place="Lines", strength=2) for i in range(2)]
    of = problem([officer(f"O{i}") for i in range(4)], mobiles, vehicles={"Lines": (4,)})
    worths = {price.what: price.worth for price in prices(of, seconds=20).prices}
    assert worths["one more vehicle at Lines"] == 20


def test_rank_that_is_scarce_is_priced_and_who_can_more_buys_no_more() -> None:
    """Two guards of two at once want an ASI each, and there is one: an ASI opens the second, an idle constable nothing.

    The second guard is worth 2 x 10. A woman of the rank buys the same: she is said by the ASI, who is asked less.
    """
    guards = [duty(f"g{i}", at(9), 3, strength=2, in_charge=Rank.ASI, place=f"S{i}") for i in range(2)]
    desk = duty("desk", at(9, 1), 3, in_charge=Rank.ASI, women=1, strength=1)
    roll = [officer("A", Rank.ASI), officer("W", Rank.ASI, woman=True), *(officer(f"C{i}") for i in range(4))]
    of = problem(roll[:1] + roll[2:], guards)
    found = {price.what: price for price in prices(of, seconds=20).prices}
    assert found["one more officer of rank ASI or above"].worth == 20
    assert found["one more constable"].worth == 0
    several = {price.what: price for price in prices(of.replace(duties=(*guards, desk)), seconds=20).prices}
    assert several["one more woman officer of rank ASI or above"].worth == 30


def test_prices_of_a_month_are_those_of_its_weeks() -> None:
    """One guard a day lacks its one officer on each of fourteen days, and one officer may do six of seven days."""
    guards = [duty(f"g{i}", at(8, i), 8, value=10) for i in range(14)]
    found = prices(problem([], guards, max_week_min=6 * 480), seconds=20)
    assert found.open_worth == 140
    worths = {price.what: price.worth for price in found.prices}
    assert worths["one more constable"] == 120

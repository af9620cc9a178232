"""The surge solver as the one who answers in a replay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from planner.config import load_config
from planner.core.estimate import Estimate
from planner.core.people import Rank
from planner.core.surge import Level, Need, NeedCurve
from planner.flow.replay import asked, replay, surge_problem
from planner.simulate.replay_ask import Free, Question, Wanted
from planner.surge import check_answer, dispatch
from tests.simulate.toys import TWO_FRONTS


def question(*, reserve: int = 0) -> Question:
    """Two crowds that need 12 and 10; a station with 15 ten minutes from the first, Lines with 40 half an hour away."""

    def wanted(place: str, x_km: float, officers: int) -> Wanted:
        need = NeedCurve((0.0,), (Need(place, officers, 0, Rank.SI),))
        return Wanted(place, x_km, 0.0, Estimate(40, 48, 60), Level.VIOLENT, need, 6)

    free = (
        Free("station", "station", 15, Rank.INSPECTOR, Rank.INSPECTOR, 3, (10, 20)),
        Free("lines", "lines", 40, Rank.SP, Rank.INSPECTOR, 15, (30, 30)),
    )
    return Question(datetime(2030, 1, 5, 4, tzinfo=UTC), (wanted("a", 0, 12), wanted("b", 9, 10)), free, reserve)


def test_each_crowd_gets_what_it_needs_from_where_it_is_soonest() -> None:
    """12 of the station's 15 for the first crowd, 10 from Lines for the second: all that is needed, no more."""
    sent = asked(load_config(), 7)(question())
    assert {(one.force, one.place, one.officers) for one in sent} == {("station", "a", 12), ("lines", "b", 10)}


def test_the_problem_that_is_asked_is_answered_by_the_rules() -> None:
    """The checker of the surge has nothing to say; tenths of minutes are those of the question."""
    problem = surge_problem(question(reserve=5), load_config())
    assert [origin.turnout for origin in problem.origins] == [30, 150]
    assert problem.origins[1].drive == (300, 300)
    assert (problem.reserve, problem.onward) == (5, (60, 60))
    answer = dispatch(problem, seconds=5, seed=7)
    assert check_answer(problem, answer) == ()
    assert all(stage.is_proven for stage in answer.stages)


def test_a_replay_asks_the_solver(tmp_path: Path) -> None:
    """Of two crowds the planner sends to both, and nothing is at risk; as it happened 61 minutes were."""
    file = tmp_path / "two.toml"
    file.write_text(TWO_FRONTS, encoding="utf-8")
    told = replay(load_config(), file, draws=0, seed=7)
    by_key = {one["key"]: one for one in told["variants"]}
    assert by_key["as-it-happened"]["totals"]["at_risk_min"] == 61
    assert by_key["planned"]["totals"]["at_risk_min"] == 0
    assert by_key["planned"]["difference"]["houses_at_risk"] == -80
    assert {unit["to"] for unit in by_key["planned"]["units"]} == {"east", "west"}


def test_the_same_is_asked_once_and_with_no_more_people_than_could_go() -> None:
    """12 + 10 are wanted and 5 stay: of a force of 3,000 only 27 come into question; its answer is kept."""
    large = question(reserve=5)
    large = replace(large, free=(*large.free, Free("army", "region", 3000, Rank.SP, Rank.INSPECTOR, 60, (90, 90))))
    assert [len(origin.people) for origin in surge_problem(large, load_config()).origins] == [15, 27, 27]
    ask = asked(load_config(), 7)
    assert ask(large) is ask(replace(large, at=large.at + timedelta(minutes=15)))

"""Against a plain model of the whole problem, without presolve, thresholds or time limit."""

from __future__ import annotations

import pytest
from ortools.sat.python import cp_model

from planner.surge import SurgeProblem, check_answer, dispatch
from tests.surge.worlds import district, random_problem


def plain(given: SurgeProblem) -> tuple[int, int]:
    """Weighted sum of last arrivals and driving of the best answer, each officer a variable; the needs must be met."""
    model = cp_model.CpModel()
    alarms = range(len(given.needs))
    goes: dict[tuple[str, int], cp_model.IntVar] = {}
    last = [model.new_int_var(0, 100_000, "") for _ in alarms]
    rides = []
    for o in given.origins:
        aboard = {(v.id, q): model.new_bool_var("") for v in o.vehicles for q in alarms}
        loose = [model.new_int_var(0, o.loose_seats, "") for _ in alarms]
        model.add(sum(loose) <= o.loose_seats)
        for v in o.vehicles:
            model.add_at_most_one(aboard[v.id, q] for q in alarms)
        for p in o.people:
            for q in alarms:
                goes[p.officer, q] = model.new_bool_var("")
                drive = o.drive[q]
                if drive is None:
                    model.add(goes[p.officer, q] == 0)
                else:
                    model.add(last[q] >= o.turnout + drive).only_enforce_if(goes[p.officer, q])
                    rides.append((drive + 1) * goes[p.officer, q])
            model.add_at_most_one(goes[p.officer, q] for q in alarms)
        for q in alarms:
            seats = sum(v.seats * aboard[v.id, q] for v in o.vehicles) + loose[q]
            model.add(sum(goes[p.officer, q] for p in o.people) <= seats)
        model.add(sum(goes[p.officer, q] for p in o.people for q in alarms) <= len(o.people) - o.desk_minimum)
    people = {o.id: o.people for o in given.origins}
    for h in given.holdbacks:
        gone = sum(goes[p.officer, q] for name in h.origins for p in people[name] for q in alarms)
        model.add(gone <= sum(len(people[name]) for name in h.origins) - h.minimum)
    model.add(sum(goes.values()) <= sum(o.give for o in given.origins) - given.reserve)
    everybody = [p for team in people.values() for p in team]
    for q, wanted in enumerate(given.needs):
        model.add(sum(goes[p.officer, q] for p in everybody) >= wanted.officers)
        model.add(sum(goes[p.officer, q] for p in everybody if p.is_woman) >= wanted.women)
        model.add(sum(goes[p.officer, q] for p in everybody if p.rank >= wanted.commander) >= 1)
    delay = sum(w * t for w, t in zip(given.weights, last, strict=True))
    model.minimize(delay)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    soonest = round(solver.objective_value)
    model.add(delay == soonest)
    model.minimize(sum(rides))
    assert solver.solve(model) == cp_model.OPTIMAL
    return soonest, round(solver.objective_value)


def agree(given: SurgeProblem) -> bool:
    """Ours equals the plain model; False when the needs cannot be met, which the plain model does not cover."""
    answer = dispatch(given, seconds=30, seed=1)
    assert check_answer(given, answer) == ()
    shortfall, delay, driving = answer.stages
    assert shortfall.is_proven
    if shortfall.objective:
        return False
    assert (delay.objective, driving.objective) == plain(given)
    assert (delay.bound, driving.bound) == (delay.objective, driving.objective)
    return True


def test_ours_equals_the_plain_model_on_middling_problems() -> None:
    """Problems too large to try everything: odd vehicles, overlapping hold-backs, up to three alarms."""
    problems = (random_problem(s, stations=(4, 8), people=(2, 7), alarms=(1, 3), needed=(2, 7)) for s in range(60))
    assert sum(map(agree, problems)) >= 30


@pytest.mark.parametrize("seed", range(4))
def test_ours_equals_the_plain_model_on_a_small_district(seed: int) -> None:
    """Ten stations with 70 officers, two alarms."""
    assert agree(district(10, 70, 2, seed))


@pytest.mark.soak
def test_ours_equals_the_plain_model_on_many() -> None:
    """400 more, up to four alarms."""
    problems = (
        random_problem(s, stations=(3, 9), people=(1, 8), alarms=(1, 4), needed=(2, 8)) for s in range(1000, 1400)
    )
    assert sum(map(agree, problems)) >= 150

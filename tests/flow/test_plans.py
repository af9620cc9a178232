"""Plans as they are kept: named by their content, listed as they stand, old ones and changed files read and judged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from planner import flow
from planner.core.errors import InputError
from planner.flow import week
from planner.flow.week import keep
from planner.store import Store
from tests.flow.hand_made import CONFIG, DESK, DESK_2, DUTIES, GUARD, NIGHT, document, hamlet, kept, who


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The hamlet; each test keeps plans of its own in it."""
    with hamlet(tmp_path_factory.mktemp("plans")) as opened:
        yield opened


def test_a_plan_that_is_made_twice_stands_as_it_is(store: Store) -> None:
    """The same problem and the same people: one plan, one event, nothing to be said."""
    first = keep(store, {**document(), "plan_id": "twice"})
    again = keep(store, {**document(), "plan_id": "twice", "seconds": 99.0})
    assert again == first
    assert len(store.replay(f"plan/{first['plan_id']}")) == 1
    assert keep(store, {**document(desk_1="SI-1"), "plan_id": "twice"})["plan_id"] != first["plan_id"]


def test_a_plan_made_again_after_it_was_changed_is_shown_as_it_stands_and_says_so(store: Store) -> None:
    """The change is not lost, and whoever makes the plan again is told of it."""
    plan = keep(store, {**document(), "plan_id": "changed since"})["plan_id"]
    flow.change(store, CONFIG, plan, duty=DESK, out="HC-3", reason="ill", by="PU-001")
    again = keep(store, {**document(), "plan_id": "changed since"})
    assert who(again, DESK) == []
    assert any("changed by hand since (1 change)" in said for said in again["why"])
    assert flow.plan_named(store, plan)["why"] == []


def test_two_who_make_the_same_plan_at_once_both_have_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second is not told of a fault: the plan is there."""
    replay, seen = type(store).replay, []

    def late(self: Store, stream: str, **more: Any) -> Any:
        if stream.startswith("plan/") and more.get("upto") == 1 and not seen:
            seen.append(stream)
            keep(store, {**document(), "plan_id": "at once"})
            return []
        return replay(self, stream, **more)

    monkeypatch.setattr(type(store), "replay", late)
    second = keep(store, {**document(), "plan_id": "at once", "seconds": 99.0})
    assert second["seconds"] == 0.1
    assert seen == [f"plan/{second['plan_id']}"]
    assert len(store.replay(seen[0])) == 1


OLD = ("units", "routes", "suitability", "patrol", "predictability", "posts", "floors", "needed", "prices")


def test_a_plan_of_an_older_program_is_read_judged_changed_and_signed(store: Store) -> None:
    """Without sites, unmet needs, units and routes."""
    old = {key: value for key, value in document().items() if key not in OLD}
    old["duties"] = [{k: v for k, v in row.items() if k not in ("sites", "unmet")} for row in DUTIES]
    plan = keep(store, {**old, "plan_id": "old"})["plan_id"]
    assert flow.check_plan(store, CONFIG, plan)["violations"] == []
    flow.change(store, CONFIG, plan, duty=DESK, out="HC-3", reason="ill", by="PU-001")
    flow.undo(store, CONFIG, plan, by="PU-001")
    assert flow.sign(store, CONFIG, plan, by="SP-1", post="SP")["signed"]["is_current"]
    assert flow.compare(store, CONFIG, plan, kept(store))["a"] == plan
    assert any(head["plan_id"] == plan for head in flow.plan_heads(store))


def _write(folder: Path, what: Any) -> str:
    file = folder / "plan.json"
    file.write_text(what if isinstance(what, str) else json.dumps(what), encoding="utf-8")
    return str(file)


def test_a_file_that_was_changed_by_hand_is_judged(store: Store, tmp_path: Path) -> None:
    """C-5 from the night to the desk two hours later; a stranger; a row that is none."""
    plan = document(desk_2="C-5")
    plan["assignments"] += [{"officer": "X-9", "duty": GUARD}, 7]
    said = [v["sentence"] for v in flow.check_plan(store, CONFIG, _write(tmp_path, plan))["violations"]]
    assert any("2 h of rest" in one for one in said)
    assert any("X-9" in one for one in said)
    assert any("cannot be read" in one for one in said)


def test_duties_that_were_changed_in_the_file_of_a_kept_plan_are_told(store: Store, tmp_path: Path) -> None:
    """A need that was made smaller hides a gap."""
    plan = flow.plan_named(store, kept(store))
    plan["duties"][0] = {**plan["duties"][0], "strength": 1}
    said = [v["sentence"] for v in flow.check_plan(store, CONFIG, _write(tmp_path, plan))["violations"]]
    assert "The duties in this file are not those that the plan was made for." in said


def _without(key: str) -> dict[str, Any]:
    return {name: value for name, value in document().items() if name != key}


USES: dict[str, Callable[[Store, str], Any]] = {
    "check": lambda store, name: flow.check_plan(store, CONFIG, name),
    "try": lambda store, name: flow.try_change(store, CONFIG, name, duty=DESK, out="HC-3"),
    "compare": lambda store, name: flow.compare(store, CONFIG, name, name),
    "sign": lambda store, name: flow.sign(store, CONFIG, name, by="SP-1", post="SP"),
    "undo": lambda store, name: flow.undo(store, CONFIG, name, by="SP-1"),
    "replan": lambda store, name: flow.replan(store, CONFIG, name, away=[], seconds=1, seed=7),
    "orders": lambda store, name: flow.write_plan(store, CONFIG, flow.plan_named(store, name), Path("nowhere")),
}


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize(
    "what",
    [
        "no json",
        "[1, 2]",
        "[" * 100_000,
        _without("duties"),
        _without("assignments"),
        {**document(), "duties": [{"duty": NIGHT}]},
        {**document(), "duties": 5},
        {**document(), "duties": [7]},
        {**document(), "assignments": {"officer": "C-4"}},
    ],
)
def test_what_is_no_plan_is_refused_with_a_sentence(store: Store, tmp_path: Path, what: Any, use: str) -> None:
    """Whatever it was to be used for."""
    with pytest.raises(InputError):
        USES[use](store, _write(tmp_path, what))


@pytest.mark.parametrize("use", sorted(set(USES) - {"check"}))
@pytest.mark.parametrize(
    "rows", [[7], [{"officer": "C-4"}], [{"officer": 4, "duty": DESK_2, "start": "x", "end": "y", "kind": "z"}]]
)
def test_a_plan_with_rows_that_cannot_be_read_is_only_judged(
    store: Store, tmp_path: Path, rows: list[Any], use: str
) -> None:
    """Nothing is done with it."""
    with pytest.raises(InputError):
        USES[use](store, _write(tmp_path, {**document(), "assignments": rows}))


@pytest.mark.parametrize("span", [{"from": "soon"}, {"days": "x"}, {"days": 10**9}, {"days": -1}, {"away": [3]}])
def test_a_span_that_cannot_be_read_is_refused(store: Store, tmp_path: Path, span: dict[str, Any]) -> None:
    """By the check and by whoever makes it anew."""
    name = _write(tmp_path, {**document(), **span})
    for use in ("check", "replan", "try"):
        with pytest.raises(InputError):
            USES[use](store, name)


def test_names_of_plans_are_hashes_of_their_problem_and_people() -> None:
    """The hours that the search took are not in it."""
    assert week._named_by_content(document()) == week._named_by_content({**document(), "seconds": 5.0})

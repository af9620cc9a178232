"""A plan is changed by hand, taken back and signed; nothing is lost and nothing is hidden."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner import flow
from planner.core.errors import InputError, NotFound, StaleWrite
from planner.flow import amend
from planner.flow.amend import content_hash
from tests.flow.hand_made import CONFIG, DESK, DESK_2, DUTIES, GUARD, GUARD_2, NIGHT, document, hamlet, kept, who

WORDS = {"reason": "ill", "by": "PU-001"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[flow.Store]:
    """The hamlet; each test keeps a plan of its own in it."""
    with hamlet(tmp_path_factory.mktemp("amend")) as opened:
        yield opened


def test_plan_by_hand_keeps_every_rule(store: flow.Store) -> None:
    """Or the other tests would prove nothing."""
    assert flow.check_plan(store, CONFIG, kept(store))["violations"] == []


def test_a_try_keeps_nothing(store: flow.Store) -> None:
    """One event before and after; the answer shows the plan as it would stand."""
    plan = kept(store)
    found = flow.try_change(store, CONFIG, plan, duty=DESK, out="HC-3", into="SI-1")
    assert who(found["document"], DESK) == ["SI-1"]
    assert who(flow.plan_named(store, plan), DESK) == ["HC-3"]
    assert len(store.replay(f"plan/{plan}")) == 1


def test_a_change_that_breaks_rest_is_judged_at_once_and_kept_with_its_reason(store: flow.Store) -> None:
    """C-5 comes off the night at six and is put on the desk at eight: two hours of rest."""
    plan = kept(store)
    found = flow.change(store, CONFIG, plan, duty=DESK_2, out="HC-3", into="C-5", **WORDS)
    (said,) = found["breaks"]
    assert said.startswith("C-5:")
    assert "2 h of rest, not 11 h" in said
    assert found["suitability"]["total"] >= 0
    stands = flow.plan_named(store, plan)
    (change,) = stands["changes"]
    assert (change["duty"], change["out"], change["in"]) == (DESK_2, "HC-3", "C-5")
    assert (change["reason"], change["by"], change["undoes"]) == ("ill", "PU-001", None)
    assert [v["sentence"] for v in stands["violations"]] == [said]
    assert [v["sentence"] for v in flow.check_plan(store, CONFIG, plan)["violations"]] == [said]


def test_what_a_change_opens_and_closes_is_said(store: flow.Store) -> None:
    """Nobody at the desk leaves it open; HC-3 back closes it."""
    plan = kept(store)
    opened = flow.change(store, CONFIG, plan, duty=DESK, out="HC-3", **WORDS)
    assert len(opened["opens"]) == 1
    assert opened["closes"] == []
    closed = flow.change(store, CONFIG, plan, duty=DESK, into="HC-3", **WORDS)
    assert closed["closes"] == opened["opens"]
    assert closed["opens"] == []


def test_undo_twice_goes_back_two_steps_and_no_further(store: flow.Store) -> None:
    """Two changes, two steps back to the first plan; the third has nothing to take back. All four are kept."""
    plan = kept(store)
    first = flow.plan_named(store, plan)
    flow.change(store, CONFIG, plan, duty=DESK, out="HC-3", into="SI-1", **WORDS)
    middle = flow.plan_named(store, plan)
    flow.change(store, CONFIG, plan, duty=GUARD, out="C-4", **WORDS)
    flow.undo(store, CONFIG, plan, by="PU-001")
    assert content_hash(flow.plan_named(store, plan)) == content_hash(middle)
    flow.undo(store, CONFIG, plan, by="PU-001")
    last = flow.plan_named(store, plan)
    assert content_hash(last) == content_hash(first)
    assert (last["violations"], last["uncovered"]) == (first["violations"], first["uncovered"])
    assert [one["undoes"] for one in last["changes"]] == [None, None, 1, 0]
    with pytest.raises(InputError, match="no change to take back"):
        flow.undo(store, CONFIG, plan, by="PU-001")


def test_a_reason_that_reads_like_an_undo_is_none(store: flow.Store) -> None:
    """Two changes by hand, the second the other way round and called "Taken back": both can be taken back."""
    plan = kept(store)
    flow.change(store, CONFIG, plan, duty=DESK, out="HC-3", into="SI-1", **WORDS)
    flow.change(store, CONFIG, plan, duty=DESK, out="SI-1", into="HC-3", reason="Taken back: ill", by="PU-001")
    flow.undo(store, CONFIG, plan, by="PU-001")
    assert who(flow.plan_named(store, plan), DESK) == ["SI-1"]


@pytest.mark.parametrize("seed", range(3))
def test_any_changes_and_undos_replay_to_the_same_document(store: flow.Store, seed: int) -> None:
    """A plan kept beside the store, changed by the same steps, says the same; all undone, it is the first again."""
    dice = random.Random(seed)
    plan = kept(store)
    first = flow.plan_named(store, plan)
    past = [{row["duty"]: set(who(first, row["duty"])) for row in DUTIES}]
    for _ in range(8):
        if len(past) > 1 and dice.random() < 0.4:
            flow.undo(store, CONFIG, plan, by="PU-001")
            past.pop()
        else:
            duty = dice.choice(DUTIES)["duty"]
            teams = {name: set(team) for name, team in past[-1].items()}
            out = dice.choice([*sorted(teams[duty]), ""])
            into = dice.choice([o for o in ("SI-1", "ASI-2", "HC-3", "C-4", "C-5") if o not in teams[duty]] or [""])
            flow.change(store, CONFIG, plan, duty=duty, out=out, into=into, **WORDS)
            teams[duty] = (teams[duty] - {out}) | ({into} - {""})
            past.append(teams)
        stands = flow.plan_named(store, plan)
        assert {name: set(who(stands, name)) for name in past[-1]} == past[-1]
        assert stands == flow.plan_named(store, plan)
    while len(past) > 1:
        flow.undo(store, CONFIG, plan, by="PU-001")
        past.pop()
    assert content_hash(flow.plan_named(store, plan)) == content_hash(first)


def test_a_signature_counts_for_what_was_signed(store: flow.Store) -> None:
    """A change takes its force; a new signature has it again."""
    plan = kept(store)
    signed = flow.sign(store, CONFIG, plan, by="SP-1", post="SP Headquarters")["signed"]
    assert signed["is_current"]
    assert signed["content"] == content_hash(flow.plan_named(store, plan))
    assert [one["signed_by"] for one in flow.plan_heads(store) if one["plan_id"] == plan] == ["SP-1"]
    flow.change(store, CONFIG, plan, duty=DESK, out="HC-3", **WORDS)
    assert flow.plan_named(store, plan)["signed"]["is_current"] is False
    (head,) = [one for one in flow.plan_heads(store) if one["plan_id"] == plan]
    assert (head["changes"], head["signed_by"]) == (1, "")
    assert flow.sign(store, CONFIG, plan, by="SP-1", post="SP Headquarters")["signed"]["is_current"]


def test_hash_of_a_plan_covers_duties_people_and_routes() -> None:
    """Each alone changes it; what is said about the plan does not."""
    plan = document()
    others = [
        document(desk_1="SI-1"),
        {**plan, "duties": plan["duties"][1:]},
        {**plan, "routes": [{"duty": NIGHT}]},
    ]
    assert len({content_hash(one) for one in (plan, *others)}) == 4
    assert content_hash({**plan, "why": ["as before"]}) == content_hash(plan)


def test_a_plan_that_breaks_rules_is_signed_only_with_a_written_reason(store: flow.Store) -> None:
    """The first breach is named; with the reason it is kept, and counted."""
    plan = kept(store)
    flow.change(store, CONFIG, plan, duty=DESK_2, out="HC-3", into="C-5", **WORDS)
    with pytest.raises(InputError, match="breaks 1 rules; the first: C-5"):
        flow.sign(store, CONFIG, plan, by="SP-1", post="SP")
    signed = flow.sign(store, CONFIG, plan, by="SP-1", post="SP", accepts="nobody else is left")["signed"]
    assert (signed["accepts"], signed["violations"]) == ("nobody else is left", 1)


URDU = "بیمار <b>\u202eill\u202c</b> & \"so\" 'it' is; DROP TABLE events; --"


def test_urdu_and_markup_survive_in_a_reason(store: flow.Store) -> None:
    """Word for word, as it was written."""
    plan = kept(store)
    flow.change(store, CONFIG, plan, duty=DESK, out="HC-3", into="SI-1", reason=URDU, by="ایس پی")
    (change,) = flow.plan_named(store, plan)["changes"]
    assert (change["reason"], change["by"]) == (URDU, "ایس پی")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"reason": "x" * 501}, "501 letters"),
        ({"reason": "  "}, "reason is empty"),
        ({"by": ""}, "by is empty"),
        ({"by": "\udcff"}, "cannot be kept"),
        ({"duty": "guard-9"}, "no duty 'guard-9'"),
        ({"out": "C-9"}, "C-9 is not on duty"),
        ({"into": "C-9"}, "C-9 is not on the roll"),
        ({"into": "HC-3", "out": ""}, "on duty desk-1 already"),
        ({"out": "", "into": ""}, "nobody is named"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(store: flow.Store, what: dict[str, str], said: str) -> None:
    """With a sentence, and nothing is kept."""
    plan = kept(store)
    usual = {"duty": DESK, "out": "HC-3", "into": "SI-1", **WORDS}
    with pytest.raises(InputError, match=said):
        flow.change(store, CONFIG, plan, **{**usual, **what})
    assert len(store.replay(f"plan/{plan}")) == 1


def test_two_who_change_at_once_lose_nothing(store: flow.Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one is judged the other's is kept: the first is told so and keeps nothing; done anew, both stand."""
    plan = kept(store)
    tried = amend._tried

    def meanwhile(*arguments: object) -> object:
        monkeypatch.setattr(amend, "_tried", tried)
        flow.change(store, CONFIG, plan, duty=GUARD, out="C-4", reason="court", by="PU-002")
        return tried(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(amend, "_tried", meanwhile)
    with pytest.raises(StaleWrite, match="moved on from version 1 to 2"):
        flow.change(store, CONFIG, plan, duty=DESK, out="HC-3", into="SI-1", **WORDS)
    assert [one["by"] for one in flow.plan_named(store, plan)["changes"]] == ["PU-002"]
    flow.change(store, CONFIG, plan, duty=DESK, out="HC-3", into="SI-1", **WORDS)
    stands = flow.plan_named(store, plan)
    assert (who(stands, GUARD), who(stands, DESK)) == (["ASI-2"], ["SI-1"])


def test_a_file_is_changed_only_where_it_says_what_the_store_says(store: flow.Store, tmp_path: Path) -> None:
    """The plan as it was written out is the plan; one that was changed by hand is not."""
    plan = kept(store)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(flow.plan_named(store, plan)), encoding="utf-8")
    flow.change(store, CONFIG, str(file), duty=DESK, out="HC-3", into="SI-1", **WORDS)
    assert who(flow.plan_named(store, plan), DESK) == ["SI-1"]
    with pytest.raises(InputError, match=r"not plan .* as it stands"):
        flow.sign(store, CONFIG, str(file), by="SP-1", post="SP")
    file.write_text(json.dumps(document(guard_2="SI-1")), encoding="utf-8")
    with pytest.raises(InputError, match="not in the store"):
        flow.undo(store, CONFIG, str(file), by="SP-1")
    assert who(flow.try_change(store, CONFIG, str(file), duty=DESK, out="HC-3")["document"], GUARD_2) == ["SI-1"]


def test_a_plan_that_nobody_made_is_not_found(store: flow.Store) -> None:
    """Whatever it is called."""
    for name in ("nothing", "", "x" * 3000, "../hamlet.db-"):
        with pytest.raises(NotFound):
            flow.undo(store, CONFIG, name, by="PU-001")

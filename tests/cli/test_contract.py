"""Every verb keeps the interface that is promised: keys, exit codes, one JSON document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.cli.parser import make_parser
from tests.cli.run import SCHEMAS, Said, hifazat, holds_schema

DAY = "2026-12-20"


@pytest.fixture
def hamlet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A store with the hamlet world."""
    store = tmp_path / "hamlet.db"
    made = hifazat(capsys, "--store", store, "sample", "--world", "hamlet", "--today", DAY, "--json")
    assert made.code == 0, made.err
    holds_schema(made.json, "sample")
    return store


def test_every_verb_has_a_schema_and_an_example() -> None:
    """Nothing is promised without its shape."""
    parser = make_parser()
    (verbs,) = [a for a in parser._actions if a.dest == "verb"]
    for name, verb in verbs.choices.items():  # type: ignore[union-attr]
        assert "Example: hifazat" in (verb.epilog or "")
        assert name == "serve" or (SCHEMAS / f"{name}.json").exists()


def test_list_gives_degrees_where_there_is_a_place(hamlet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three sites by hand, each with longitude and latitude."""
    said = hifazat(capsys, "--store", hamlet, "list", "sites", "--json")
    assert said.code == 0
    holds_schema(said.json, "list")
    assert len(said.json) == 3
    assert all(60 < row["longitude"] < 78 and 23 < row["latitude"] < 38 for row in said.json)


@pytest.mark.parametrize(
    "table", ["areas", "stations", "incidents", "occasions", "officers", "vehicles", "roads", "plans"]
)
def test_every_table_can_be_listed(hamlet: Path, capsys: pytest.CaptureFixture[str], table: str) -> None:
    """As JSON and as text."""
    said = hifazat(capsys, "--store", hamlet, "list", table, "--json")
    assert said.code == 0, said.err
    holds_schema(said.json, "list")
    assert hifazat(capsys, "--store", hamlet, "list", table).code == 0


def test_risk_gives_parts_that_add_up(hamlet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three sites, two days: six rows; the sum of the parts is the score."""
    said = hifazat(capsys, "--store", hamlet, "risk", "--as-of", DAY, "--days", "2", "--json")
    assert said.code == 0, said.err
    holds_schema(said.json, "risk")
    assert len(said.json) == 6
    for row in said.json:
        assert sum(row["parts"].values()) == pytest.approx(row["score"], abs=1e-9)
        assert row["low"] <= row["score"] <= row["high"]


def test_a_plan_is_made_checked_and_its_orders_written(
    hamlet: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The whole chain; a plan changed by hand is judged by the same rules."""
    out = tmp_path / "orders"
    said = hifazat(
        capsys, "--store", hamlet, "plan", "--from", DAY, "--days", "2", "--seconds", "5", "--out", out, "--json"
    )
    assert said.code == 0, said.err
    plan = said.json
    holds_schema(plan, "plan")
    assert plan["violations"] == []
    assert plan["assignments"]
    home = out / plan["plan_id"]
    for name in ("book.pdf", "week.pdf", "officers.pdf", "orders.json", "orders.csv", "plan.json", "duties.ics"):
        assert (home / name).stat().st_size > 0

    checked = hifazat(capsys, "--store", hamlet, "check", plan["plan_id"], "--json")
    assert checked.code == 0, checked.err
    holds_schema(checked.json, "check")

    twice = {**plan["assignments"][0], "duty": plan["assignments"][-1]["duty"]}
    plan["assignments"] += [twice, {**plan["assignments"][0], "officer": "NOBODY"}]
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(plan), encoding="utf-8")
    judged = hifazat(capsys, "--store", hamlet, "check", changed, "--json")
    assert judged.code == 1
    assert any("NOBODY" in violation["sentence"] for violation in judged.json["violations"])

    again = tmp_path / "again"
    written = hifazat(
        capsys, "--store", hamlet, "orders", plan["plan_id"], "--out", again, "--language", "ur", "--json"
    )
    assert written.code == 0, written.err
    holds_schema(written.json, "orders")


def test_the_same_seed_gives_the_same_plan(hamlet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Determinism: only the time it took may differ."""
    call = ("--store", hamlet, "plan", "--from", DAY, "--days", "2", "--seconds", "5", "--json")
    first, second = hifazat(capsys, *call).json, hifazat(capsys, *call).json
    for moving in ("seconds", "made_at"):
        first.pop(moving), second.pop(moving)
    assert first == second


def test_demand_says_why(hamlet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every row names the number behind it."""
    said = hifazat(capsys, "--store", hamlet, "demand", "--from", DAY, "--days", "2", "--json")
    assert said.code == 0, said.err
    holds_schema(said.json, "demand")
    assert said.json
    assert all("demand." in row["reason"] for row in said.json)


def test_a_surge_is_answered(hamlet: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """One alarm at the first site: units, times and what stays open, or a reason."""
    site = hifazat(capsys, "--store", hamlet, "list", "sites", "--json").json[0]
    at = f"--at={site['longitude']},{site['latitude']}"
    call = ("surge", at, "--crowd", "10-20", "--time", f"{DAY}T09:00", "--out", tmp_path / "out", "--json")
    said = hifazat(capsys, "--store", hamlet, *call)
    assert said.code in (0, 1), said.err
    holds_schema(said.json, "surge")
    (alarm,) = said.json["alarms"]
    assert alarm["longitude"] == pytest.approx(site["longitude"])


def test_a_map_is_one_file_without_outside_links(
    hamlet: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """It opens from a USB stick."""
    out = tmp_path / "map.html"
    said = hifazat(capsys, "--store", hamlet, "map", "--out", out, "--json")
    assert said.code == 0, said.err
    holds_schema(said.json, "map")
    text = out.read_text(encoding="utf-8")
    assert 'src="http' not in text
    assert 'href="http' not in text


def test_config_explains_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    """Value, unit, range, source, grade and the file that set it."""
    said = hifazat(capsys, "config", "explain", "surge.min_section", "--json")
    assert said.code == 0
    holds_schema(said.json, "config")
    assert said.json["value"] == 10
    listed = hifazat(capsys, "config", "list", "--json")
    holds_schema(listed.json, "config")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["list", "sites"], ["no store", "sample"]),
        (["check", "nothing"], ["no store"]),
        (["config", "explain", "surge.nothing"], ["no key"]),
        (["config", "explain"], ["needs a key"]),
        (["surge", "--at=1", "--crowd", "3"], ["LON,LAT", "longitude first"]),
        (["plan", "--from", "25.12.2026", "--days", "1"], ["2026-12-25"]),
        (["plan", "--from", "2026-12-25", "--days", "0"], ["whole number"]),
        (["import", "sites", "nowhere.csv"], ["nowhere.csv"]),
        (["dance"], ["dance"]),
    ],
)
def test_bad_input_ends_with_two_and_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: list[str],
) -> None:
    """Exit code 2, what is wrong, and what to do."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HIFAZAT_STORE", raising=False)
    said = hifazat(capsys, *arguments)
    assert said.code == 2
    assert not said.out
    for word in words:
        assert word in said.err


def test_a_surge_with_places_and_crowds_that_do_not_match_is_refused(
    hamlet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two places, one crowd."""
    said = hifazat(capsys, "--store", hamlet, "surge", "--at=64.5,24.0", "--at=64.6,24.0", "--crowd", "100-200")
    assert said.code == 2
    assert "--crowd once for each --at" in said.err


def test_a_sample_is_never_mixed_into_a_store_with_rows(hamlet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Real and synthetic rows must not meet."""
    said = hifazat(capsys, "--store", hamlet, "sample", "--world", "hamlet")
    assert said.code == 2
    assert "already holds" in said.err


def test_what_a_person_reads_names_what_is_not_covered_first(hamlet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The text of a plan begins with what is open, or says that nothing is."""
    said = hifazat(capsys, "--store", hamlet, "plan", "--from", DAY, "--days", "1", "--seconds", "5")
    assert said.code == 0, said.err
    assert said.out.startswith(("Not covered", "Everything that is needed is covered"))


def test_a_plan_is_changed_taken_back_signed_made_anew_and_compared(
    hamlet: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Each verb gives its shape; nonsense ends with two; orders of broken rules wait for a written reason."""

    def call(verb: str, *more: str | Path) -> Said:
        return hifazat(capsys, "--store", hamlet, verb, *more, "--json")

    plan = call("plan", "--from", DAY, "--days", "2", "--seconds", "2").json
    one = plan["assignments"][0]
    what = (plan["plan_id"], "--duty", one["duty"], "--out", one["officer"])
    words = ("--reason", "ill", "--by", "PU-001")

    tried = call("change", *what, "--try")
    assert tried.code == 0, tried.err
    holds_schema(tried.json, "change")
    changed = call("change", *what, *words)
    assert changed.code == 0, changed.err
    holds_schema(changed.json, "change")
    for wrong in (("--reason", "x" * 501, "--by", "PU-001"), ("--reason", "ill"), ("--by", "PU-001")):
        refused = call("change", *what, *wrong)
        assert (refused.code, refused.out) == (2, "")
    back = call("undo", plan["plan_id"], "--by", "PU-001")
    assert back.code == 0, back.err
    holds_schema(back.json, "undo")
    assert call("undo", plan["plan_id"], "--by", "PU-001").code == 2

    signed = call("sign", plan["plan_id"], "--by", "SP-1", "--post", "SP")
    assert signed.code == 0, signed.err
    holds_schema(signed.json, "sign")
    (head,) = call("list", "plans").json
    assert (head["changes"], head["signed_by"]) == (2, "SP-1")

    anew = call("replan", plan["plan_id"], "--away", one["officer"], "--time", f"{DAY}T07:00", "--seconds", "2")
    assert anew.code == 0, anew.err
    holds_schema(anew.json, "replan")
    assert call("replan", plan["plan_id"], "--away", "NOBODY", "--time", f"{DAY}T07:00").code == 2
    compared = call("compare", plan["plan_id"], anew.json["plan_id"])
    assert compared.code == 0, compared.err
    holds_schema(compared.json, "compare")

    # whoever has a duty is put on all that begin at the same time: one of the rules is broken
    other = next(row["duty"] for row in plan["duties"] if row["duty"] != one["duty"] and row["start"] == one["start"])
    assert call("change", plan["plan_id"], "--duty", other, "--in", one["officer"], *words).json["breaks"]
    assert call("check", plan["plan_id"]).code == 1
    assert call("orders", plan["plan_id"], "--out", tmp_path).code == 2
    assert call("sign", plan["plan_id"], "--by", "SP-1", "--post", "SP").code == 2
    assert call("sign", plan["plan_id"], "--by", "SP-1", "--post", "SP", "--accepts", "nobody else").code == 0
    written = call("orders", plan["plan_id"], "--out", tmp_path)
    assert written.code == 0, written.err

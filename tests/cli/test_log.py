"""The log of a surge on the command line: kept from the first answer, told, planned on, looked back at."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from planner.cli import main
from planner.core.counting import as_counted
from tests.cli.run import Said, hifazat, holds_schema

DAY = "2026-12-20"


class Desk:
    """A coordinator's desk: a tehsil in which DRILL is kept, and calls on it."""

    def __init__(self, store: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._store, self._capsys = store, capsys
        self.sites = self.call("list", "sites", "--json").json

    def call(self, *arguments: str | Path) -> Said:
        """Any verb on this store."""
        return hifazat(self._capsys, "--store", self._store, *arguments)

    def at(self, number: int) -> str:
        """The place of a site as an option."""
        return f"--at={self.sites[number]['longitude']},{self.sites[number]['latitude']}"

    def log(self, *arguments: str) -> Any:
        """A call of `log DRILL`, as JSON that holds its schema."""
        said = self.call("log", "DRILL", *arguments, "--json")
        assert said.code == 0, said.err
        holds_schema(said.json, "log")
        return said.json


@pytest.fixture(scope="module")
def tehsil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a tehsil, closed."""
    store = tmp_path_factory.mktemp("tehsil") / "tehsil.db"
    assert main(["--store", str(store), "sample", "--world", "tehsil", "--today", DAY]) == 0
    return store


@pytest.fixture
def desk(tehsil: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A desk with a copy of its own, at which one alarm was answered and kept."""
    made = Desk(Path(shutil.copy(tehsil, tmp_path / "desk.db")), capsys)
    said = made.call(
        "surge", made.at(0), "--crowd", "50-100", "--time", f"{DAY}T09:00", "--keep", "DRILL", "--by", "C-1", "--json"
    )
    assert said.code == 0, said.err
    holds_schema(said.json, "surge")
    assert said.json["log"] == "DRILL"
    return made


def test_an_hour_is_told_planned_on_and_looked_back_at(desk: Desk) -> None:
    """From the order to the end: every call holds its schema, every order is accounted for."""
    heads = desk.call("log", "--json").json
    holds_schema(heads, "log")
    assert [(head["log"], head["alarms"], head["entries"]) for head in heads] == [("DRILL", 1, 2)]
    names = [unit["unit"] for unit in desk.log()["units"]]
    assert len(names) > 1

    told = desk.log("acknowledged", *names, "--time", "09:01")
    assert {unit["status"] for unit in told["units"]} == {"acknowledged"}
    desk.log("refused", names[0], "--because", "no fuel", "--time", "09:02")
    desk.log("departed", names[1], "--time", "09:04")
    desk.log("delayed", names[1], "--minutes", "6", "--because", "bridge blocked", "--time", "09:08")
    desk.log("closed", "64.53,24.11 64.54,24.11", "--because", "burning tyres", "--time", "09:09")
    desk.log("reopened", "C1", "--time", "09:10")
    desk.log("crowd", "A1", "60-120", "--level", "tense", "--time", "09:10")
    desk.log("request", "R1", "requested", "--to", "the neighbouring districts", "--officers", "20", "--time", "09:10")
    asked = desk.log("request", "R1", "committed", "--eta", "10:15", "--time", "09:12")["requests"]
    assert [(one["state"], one["officers"], one["eta"][11:16]) for one in asked] == [("committed", 20, "10:15")]
    desk.log("called-in", "12", "--station", "PS01", "--time", "09:12")
    desk.log("note", "the imam speaks to the crowd", "--time", "09:13")

    plan = desk.log("plan", "--time", "09:14")
    assert desk.log()["version"] == plan["version"]
    given = desk.log("plan", "--give", "--by", "C-1", "--time", "09:14")
    after = desk.log()
    assert {unit["unit"] for unit in after["units"]} == {*names, *given["new"]}
    for unit in after["units"]:
        if unit["status"] != "refused":
            for kind in ("arrived", "engaged"):
                desk.log(kind, unit["unit"], "--time", "09:40")
    desk.log("ended", "A1", "--time", "10:30")
    over = desk.log("ended", "--time", "10:31")
    assert over["ended"][11:16] == "10:31"
    (span,) = over["timeline"]
    assert (span["first"][11:16], span["adequate"][11:16]) == ("09:40", "09:40")
    assert {told["kind"] for told in over["trail"]} >= {"opened", "ordered", "delayed", "closed", "request", "ended"}
    assert "no kind" not in desk.call("log", "DRILL", "--timeline").out
    assert "noticed after 0 min" in desk.call("log", "DRILL", "--timeline").out


def test_what_stands_is_read_in_lines(desk: Desk) -> None:
    """The countdown, a new alarm without orders, what could be done, and what somebody has to see to."""
    said = desk.call("log", "DRILL", "--time", "09:05").out
    assert "Adequate in" in said
    assert "See to: A1-" in said
    late = ("delayed", "A1-2", "--minutes", "90", "--because", "bridge blocked", "--time", "09:05")
    assert "only: plan on." in desk.call("log", "DRILL", *late).out
    call = ("alarm", desk.at(-1), "--crowd", "100-300", "--level", "violent", "--growth", "1-3", "--time", "09:06")
    said = desk.call("log", "DRILL", *call).out
    assert "New alarm A2: a crowd of 100 to 300, violent." in said
    assert "Nobody has an order for A2." in said
    said = desk.call("log", "DRILL", "plan", "--time", "09:07").out
    assert "units keep their orders" in said
    assert desk.call("log").out.count("DRILL") == 1


IMPOSSIBLE: list[tuple[list[str], list[str]]] = [
    (["DRILL", "arrived", "A9-9"], ["A9-9 was never sent.", "hifazat log DRILL"]),
    (["DRILL", "arrived"], ["no unit is named"]),
    (["DRILL", "arrived", "A1-1", "--time", "08:50"], ["was ordered at 09:00"]),
    (["DRILL", "engaged", "A1-1"], ["cannot be engaged now"]),
    (["DRILL", "delayed", "A1-1", "--because", "x"], ["--minutes"]),
    (["DRILL", "withdrawn", "A1-1", "--because", "x"], ["nobody is named who withdraws"]),
    (["DRILL", "refused", "A1-1"], ["because is empty"]),
    (["DRILL", "alarm", "--crowd", "3"], ["--at="]),
    (["DRILL", "alarm", "--at=10,10", "--crowd", "3"], ["outside the district"]),
    (["DRILL", "crowd", "A1", "many"], ["300-600"]),
    (["DRILL", "crowd", "A1"], ["othing new is told"]),
    (["DRILL", "closed"], ["nothing is drawn"]),
    (["DRILL", "closed", "here"], ["'here' is no place"]),
    (["DRILL", "request", "R1"], ["committed"]),
    (["DRILL", "request", "R1", "arrived"], ["never requested"]),
    (["DRILL", "called-in", "some"], ["how many"]),
    (["DRILL", "ended"], ["on the way still"]),
    (["DRILL", "dance"], ["dance"]),
    (["DRILL", "arrived", "A1-1", "--time", "25:00"], ["09:18"]),
    (["NONE"], ["there is no surge 'NONE'"]),
]


def test_what_cannot_be_is_refused_and_not_recorded(desk: Desk) -> None:
    """Exit code 2, a sentence, and the log is as it was, for each of twenty calls that cannot be."""
    for arguments, words in IMPOSSIBLE:
        said = desk.call("log", *arguments)
        assert (said.code, said.out) == (2, ""), arguments
        assert [word for word in words if word.lower() not in said.err.lower()] == [], said.err
    assert desk.log()["version"] == 2


def test_a_name_that_is_taken_is_refused(desk: Desk) -> None:
    """Another surge cannot be kept under it; without a name it is called after the moment."""
    call = ("surge", desk.at(0), "--crowd", "60", "--time", f"{DAY}T09:00", "--keep")
    assert desk.call(*call, "DRILL").code == 2
    assert "Kept as S20261220T0900" in desk.call(*call).out


def test_orders_of_a_plan_anew_are_written_as_an_answer_is(desk: Desk, tmp_path: Path) -> None:
    """A book, a paper for each open order under the number of its call sign, the briefing; the refused one is gone."""
    names = [unit["unit"] for unit in desk.log()["units"]]
    desk.log("refused", names[0], "--because", "no fuel", "--time", "09:02")
    out = tmp_path / "orders"
    said = desk.call("log", "DRILL", "plan", "--give", "--time", "09:03", "--out", out, "--language", "ur")
    assert said.code == 0, said.err
    (home,) = out.iterdir()
    assert f"Orders in {home}: book.pdf (all orders)" in said.out
    orders = json.loads((home / "orders.json").read_text(encoding="utf-8"))["orders"]
    signs = [order["call_sign"] for order in orders]
    assert set(names[1:]) <= set(signs)
    assert names[0] not in signs
    assert signs == sorted(signs, key=as_counted)
    for order in orders:
        assert int(order["number"].rpartition("-")[2]) == int(order["call_sign"].rpartition("-")[2])
        assert (home / f"order-{order['number']}.pdf").exists()
    assert (home / "ics201.pdf").exists()

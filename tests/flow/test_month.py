"""The report of a month: every figure counted again by hand, and nothing hidden to be had from what is public."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from planner import flow
from planner.core.errors import InputError
from planner.flow.month_incidents import months_on, said
from planner.risk.trends import FEW, FEWER, MORE, TOTAL
from planner.tables import IncidentTable
from tests.cli.run import hifazat, holds_schema
from tests.flow.months import BY, CONFIG, MARCH, REGISTER, ROLL, keep_emergency, keep_plan, plan_of_march, store_with
from tests.risk.test_publish import BELOW, register, told, unit


@pytest.fixture(scope="module")
def march(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The report of March 2025 inside."""
    with store_with(tmp_path_factory.mktemp("march"), *REGISTER, roll=ROLL) as store:
        keep_plan(store, plan_of_march())
        keep_emergency(store)
        return flow.month_report(store, CONFIG, first=MARCH)


def test_counts_are_those_of_the_register(march: dict[str, Any]) -> None:
    """Four in March 2025 (the patrol find is none), two in February, six a year before; usual (6 + 2) / 2."""
    total = march["incidents"]["total"]
    assert (total["count"], total["before"], total["year_before"]) == (4, 2, 6)
    assert total["usual"]["best"] == 4
    assert total["usual"]["low"] < 4 < total["usual"]["high"]
    assert march["incidents"]["years_compared"] == 2
    assert [one["count"] for one in march["incidents"]["months"]][-2:] == [2, 4]
    assert march["incidents"]["months"][0]["month"] == "2023-03"


def test_groups_sum_to_the_month(march: dict[str, Any]) -> None:
    """Three arson and one threat; three in the first tehsil, one in the second; three Christian, one Hindu."""
    by = {
        name: {row["group"]: row["count"] for row in rows if row["count"]}
        for name, rows in march["incidents"]["by"].items()
    }
    assert by["kind"] == {"arson": 3, "threat": 1}
    assert by["community"] == {"christian": 3, "hindu": 1}
    assert sorted(by["tehsil"].values()) == [1, 3]


def test_small_counts_say_no_change(march: dict[str, Any]) -> None:
    """Four against two is too few to say; against the six of a year before the interval decides."""
    total = march["incidents"]["total"]
    assert total["against_before"] == FEW
    assert total["against_year_before"] == "no clear change"
    few = CONFIG.report
    assert said(5, 0, 31, 31, True, few) == FEW
    assert said(6, 0, 31, 31, True, few) == MORE
    assert said(1, 16, 31, 31, True, few) == FEWER
    # six in three times as many days are two, thirty are ten
    assert said(0, 6, 31, 93, True, few) == FEW
    assert said(0, 30, 31, 93, True, few) == FEWER


def test_the_gravest_is_listed_first_and_the_data_are_judged(march: dict[str, Any]) -> None:
    """The one with two killed; one place is known to the settlement only; three have no size of the crowd."""
    rows, quality = march["incidents"]["rows"], march["quality"]
    assert [row["number"] for row in rows] == [1, 2, 3, 4]
    assert (rows[0]["day"], rows[0]["severity"], rows[0]["fatalities"]) == ("2025-03-01", 5, 2)
    assert (quality["rows"], quality["patrol_finds"]) == (4, 1)
    assert (quality["settlement_only"], quality["district_only"], quality["no_crowd"]) == (1, 0, 3)
    assert quality["newest_age_days"] == 0


def test_the_plan_is_counted_duty_by_duty(march: dict[str, Any]) -> None:
    """Places 2+1+2+2+1, one empty; hours 8+8+16+8+8, four of them empty; no woman at two guards."""
    plan = march["plan"]
    assert (plan["days"], plan["days_planned"], plan["days_signed"]) == (31, 2, 0)
    assert plan["all"] == {
        "duties": 5, "full": 4, "part": 1, "places": 8, "filled": 7, "hours": 48.0, "hours_filled": 44.0,
    }  # fmt: skip
    assert plan["lacked"] == {"women": 2, "leaders": 0, "skills": 0}
    assert plan["reasons"] == [{"reason": "no free officer of rank Constable or above", "count": 1}]


def test_trainings_are_told_by_when_they_lapse(march: dict[str, Any]) -> None:
    """One in February, one in March, one in April, one in May; what never lapses is not told."""
    (row,) = march["trainings"]["skills"]
    assert row == {"skill": "riot-control", "before": 1, "lapsed": 1, "next": 1, "holds": 1}


def test_an_emergency_is_told_in_minutes_from_its_alarm(march: dict[str, Any]) -> None:
    """First order after 2, first unit after 12, adequate after 25 and so 5 behind the promise; one unit refused."""
    (row,) = march["response"]["alarms"]
    assert (row["first_order_min"], row["first_min"], row["adequate_min"]) == (2, 12, 25)
    assert (row["planned_first_min"], row["promised_min"], row["late_min"]) == (10, 20, 5)
    slipped = march["response"]["slipped"]
    assert (slipped["refused"], slipped["silent"], slipped["late"]) == (1, 0, 1)


def test_what_is_asked_follows_from_the_figures(march: dict[str, Any]) -> None:
    """Days without a signed plan, the empty place, women, trainings, the late force, vague rows: nothing else."""
    asked = march["sentences"]["asks"]
    heads = [line.partition(":")[0] for line in asked]
    assert heads[:5] == [
        "Head of the unit", "Head of the unit, with the district", "District", "Training branch", "Control room",
    ]  # fmt: skip
    assert "Days without one: 31." in asked[0]
    assert any("Days without any kept plan: 29 of 31." in line for line in march["sentences"]["bad"])


def test_an_empty_month_says_that_silence_is_no_proof(tmp_path: Path) -> None:
    """No register, no plan, no log: counts are zero, nothing is compared, and the report can be printed."""
    with store_with(tmp_path) as store:
        made = flow.month_report(store, CONFIG, first=MARCH)
        total = made["incidents"]["total"]
        assert (total["count"], total["before"], total["usual"]["best"]) == (0, None, None)
        assert made["incidents"]["rows"] == []
        assert "The register holds no incident up to the end of the month." in made["sentences"]["bad"]
        for language in ("en", "ur"):
            assert flow.month_paper(store, CONFIG, made, language=language).startswith(b"%PDF")


def test_a_replaced_plan_does_not_stand(tmp_path: Path) -> None:
    """Of two plans of the same days the one that replaced the other is counted."""
    with store_with(tmp_path, *REGISTER, roll=ROLL) as store:
        keep_plan(store, plan_of_march())
        keep_plan(store, {**plan_of_march(), "plan_id": "april", "assignments": [], "uncovered": []})
        gone = {"plan_id": "april"}
        store.record("plan/march", "replaced", gone, command_id="gone", expected_version=1)
        plan = flow.month_report(store, CONFIG, first=MARCH)["plan"]
        assert (plan["plans"], plan["all"]["filled"]) == (["april"], 0)


def test_a_month_that_is_not_over_is_refused(tmp_path: Path) -> None:
    """So is a day that begins no month."""
    with store_with(tmp_path) as store:
        for first in (months_on(flow.last_month(CONFIG), 1), date(2025, 3, 2)):
            with pytest.raises(InputError, match="is not over"):
                flow.month_report(store, CONFIG, first=first)


@pytest.mark.parametrize("seed", range(4))
def test_no_set_of_public_reports_determines_a_hidden_count(tmp_path: Path, seed: int) -> None:
    """The tables of all public reports as equations: no hidden cell has one solution, none under the limit is shown."""
    with store_with(tmp_path) as store:
        store.replace(IncidentTable, register(seed), by=BY)
        firsts = [date(2023, 1, 1), date(2024, 12, 1), date(2025, 6, 1), date(2025, 11, 1), date(2026, 5, 1)]
        made = [flow.month_report(store, CONFIG, first=first, public=True) for first in firsts]
    years = sorted({one["year"] for one in made})
    assert years == [2022, 2024, 2025]
    seen: dict[Any, set[Any]] = defaultdict(set)
    for one, (by, rows) in itertools.product(made, made[0]["tables"].items()):
        table = SimpleNamespace(by=by, rows=[{**row, "year": one["year"]} for row in one["tables"][by]])
        assert len(rows) >= 2
        for cell, count in told(table):  # type: ignore[arg-type]
            seen[cell].add(count)
    assert all(len(values) == 1 for values in seen.values() if values != {None})
    known = {cell: values.pop() for cell, values in seen.items()}
    assert all(count is None or count >= BELOW for count in known.values())
    at = {cell: k for k, cell in enumerate(known)}
    equations = [unit(at[cell], len(at)) for cell, count in known.items() if count is not None]
    for by, year in itertools.product(made[0]["tables"], years):
        parts = [at[cell] for cell in known if cell[:2] == (by, year)]
        equations.append(sum((unit(k, len(at)) for k in parts), -unit(at["", year, TOTAL], len(at))))
    rank = np.linalg.matrix_rank(np.array(equations))
    hidden = [cell for cell, count in known.items() if count is None and cell[1] in years]
    for cell in hidden:
        assert np.linalg.matrix_rank(np.vstack([*equations, unit(at[cell], len(at))])) > rank, cell


def test_the_public_report_holds_nothing_of_the_month_and_no_site(tmp_path: Path) -> None:
    """Two registers that differ in that month only give the same public report; no name of a site is in it."""
    made = []
    for name, rows in (("a", REGISTER), ("b", [*REGISTER, *({"day": "2025-03-09"},) * 9])):
        (tmp_path / name).mkdir()
        with store_with(tmp_path / name, *rows, roll=ROLL) as store:
            keep_plan(store, plan_of_march())
            keep_emergency(store)
            one = flow.month_report(store, CONFIG, first=MARCH, public=True)
        made.append({key: value for key, value in one.items() if key != "made_at"})
    assert made[0] == made[1]
    text = json.dumps(made[0])
    for secret in ("Secret Chapel", "Hidden Temple", "S1", "market", "MARKET", "ASI-2", "inputs"):
        assert secret not in text
    assert made[0]["places_manned_percent"] == 90  # 7 of 8, to the nearest five


def test_the_verb_keeps_its_shape_and_writes_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Inside and in public, as JSON and as PDF; a month that is none is bad input."""
    with store_with(tmp_path, *REGISTER, roll=ROLL) as store:
        keep_plan(store, plan_of_march())
    out = tmp_path / "march.pdf"
    for more in ((), ("--public",)):
        asked = ("report", "--month", "2025-03", "--out", out, *more)
        said_so = hifazat(capsys, "--store", tmp_path / "month.db", *asked, "--json")
        assert said_so.code == 0, said_so.err
        holds_schema(said_so.json, "report")
        assert out.read_bytes().startswith(b"%PDF")
        spoken = hifazat(capsys, "--store", tmp_path / "month.db", *asked, "--language", "ur")
        assert spoken.code == 0
        assert said_so.json["number"][:9] in spoken.out
    assert hifazat(capsys, "--store", tmp_path / "month.db", "report", "--month", "2025-13").code == 2

"""Trends: counts against the time before with their doubt."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom, gamma

from planner import flow
from planner.config import load_config
from planner.core.errors import InputError
from planner.risk.trends import (
    BY,
    FEWER,
    MORE,
    NOT_KNOWN,
    NOTHING,
    TOTAL,
    UNCLEAR,
    Trends,
    change,
    said_of,
    trends,
)
from tests.cli.run import hifazat, holds_schema
from tests.risk.frames import incidents, sites
from tests.risk.lands import tehsils

TODAY = datetime(2026, 12, 21, tzinfo=UTC)
MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)
OLD = {"occurred_at": "2020-01-05", "kind": "other"}  # the register reaches back


def on(*rows: dict[str, Any]) -> Any:
    """Incidents on stated days (noon UTC), and one of 2020, so that there is a time before."""
    made = []
    for row in [OLD, *rows]:
        days = (TODAY - datetime.fromisoformat(row["occurred_at"]).replace(hour=12, tzinfo=UTC)).total_seconds()
        made.append({**{k: v for k, v in row.items() if k != "occurred_at"}, "days_ago": days / 86_400})
    return incidents(*made)


def many(number: int, day: str, **more: Any) -> list[dict[str, Any]]:
    """So many incidents on a day."""
    return [{"occurred_at": day, **more}] * number


def ask(past: Any, by: str, *, since: date = MARCH, until: date = JUNE, **more: Any) -> Trends:
    """Trends in UTC over two tehsils."""
    land = more.pop("land", None)
    return trends(
        past,
        tehsils(2) if land is None else land,
        more.pop("places", None),
        by=by,
        since=since,
        until=until,
        as_of=TODAY,
        timezone="UTC",
        **more,
    )


def counted(found: Trends, column: str = "count") -> dict[str, Any]:
    """A column by group."""
    return {row["group"]: row[column] for row in found.rows}


def test_months_are_counted_against_the_month_before() -> None:
    """2 in February, 1 in March, 4 in April: March is held against February, April against March, all against 2."""
    past = on(*many(2, "2026-02-10"), *many(1, "2026-03-10"), *many(4, "2026-04-10"))
    found = ask(past, "month")
    assert counted(found) == {"2026-03": 1, "2026-04": 4, "2026-05": 0, TOTAL: 5}
    assert counted(found, "before") == {"2026-03": 2, "2026-04": 1, "2026-05": 4, TOTAL: 2}
    assert (found.rows[0]["days"], found.rows[0]["days_before"]) == (31, 28)


def test_patrol_finds_and_what_lies_after_are_not_counted() -> None:
    """A find on the 10th, and a report of tomorrow."""
    past = on({"occurred_at": "2026-03-10", "reported_by": "patrol"}, {"occurred_at": "2026-12-25"})
    assert counted(ask(past, "month"))[TOTAL] == 0


def test_an_incident_known_to_the_month_is_spread_over_what_it_may_be() -> None:
    """Noon of 1 April, 15 days either way: 14.5 of 30 days lie in March; a week around it has 3 of 7 there."""
    month = ask(on({"occurred_at": "2026-04-01", "time_precision": 3}), "month")
    assert counted(month)["2026-03"] == pytest.approx(14.5 / 30, abs=0.005)
    assert counted(month)["2026-04"] == pytest.approx(15.5 / 30, abs=0.005)
    week = ask(on({"occurred_at": "2026-04-01", "time_precision": 2}), "month")
    assert counted(week)["2026-03"] == pytest.approx(3 / 7, abs=0.005)


def test_an_incident_known_to_the_district_belongs_to_no_tehsil() -> None:
    """One exact in T1, one in T2 by its settlement, one of which only the district is known."""
    past = on(
        {"occurred_at": "2026-03-10", "at": (1.0, 1.0)},
        {"occurred_at": "2026-03-10", "at": (15_000.0, 1.0), "place_precision": 2},
        {"occurred_at": "2026-03-10", "at": (1.0, 1.0), "place_precision": 3},
    )
    assert counted(ask(past, "tehsil")) == {"T1": 1, "T2": 1, NOT_KNOWN: 1, TOTAL: 3}


def test_rates_by_tehsil_are_given_a_site_too() -> None:
    """3 incidents at 2 sites of T1 in 92 days; the year's rate with its exact Poisson interval."""
    past = on(*many(3, "2026-03-10", at=(1.0, 1.0)))
    (one, *_) = ask(past, "tehsil", places=sites({"at": (1.0, 1.0)}, {"at": (2.0, 1.0)})).rows
    years = 92 / 365.25
    assert one["per_site_year"] == pytest.approx(3 / 2 / years)
    assert one["per_year"]["low"] == pytest.approx(gamma.ppf(0.05, 3) / years)
    assert one["per_year"]["high"] == pytest.approx(gamma.ppf(0.95, 4) / years)


def test_the_change_is_exact_given_the_sum() -> None:
    """8 after 2 in equal times: at either end of the interval the tail of a binomial of 10 is 5 %."""
    best, low, high = change(8, 2, 30, 30)
    assert best == 4.0
    assert high is not None
    assert binom.sf(7, 10, low / (1 + low)) == pytest.approx(0.05)
    assert binom.cdf(8, 10, high / (1 + high)) == pytest.approx(0.05)
    # twice the time before: the rate before was half
    assert change(8, 2, 30, 60) == pytest.approx((8.0, 2 * low, 2 * high))


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [(20, 4, MORE), (4, 20, FEWER), (6, 5, UNCLEAR), (0, 0, UNCLEAR), (1, 0, UNCLEAR), (0, 9, FEWER), (9, 0, MORE)],
)
def test_more_or_fewer_only_where_the_interval_says_so(now: int, then: int, said: str) -> None:
    """Equal times; one incident after none is no trend."""
    _, low, high = change(now, then, 30, 30)
    assert said_of(low, high) == said


def test_the_interval_covers_the_truth_at_least_nine_times_of_ten() -> None:
    """True ratio 2, 12 expected now and 6 before, 2,000 draws: an exact interval covers 90 % or more."""
    rng = np.random.default_rng(4)
    covered = 0
    for now, then in rng.poisson((12, 6), (2000, 2)):
        _, low, high = change(now, then, 30, 30)
        covered += low <= 2 <= (np.inf if high is None else high)
    assert covered / 2000 >= 0.9


def test_without_a_register_before_no_change_is_said() -> None:
    """The first record is of 3 April, so no month from March to May has a whole month on record before it."""
    past = incidents({"days_ago": (TODAY - datetime(2026, 4, 3, tzinfo=UTC)).days})
    found = ask(past, "month")
    assert set(counted(found, "change").values()) == {NOTHING}
    assert "begins on 2026-04-03" in found.notes[-1]


def test_triggers_are_counted_by_their_words_without_regard_to_case() -> None:
    """Two spellings of one trigger, and one that is not known."""
    past = on(
        {"occurred_at": "2026-03-10", "trigger": "Land dispute "},
        {"occurred_at": "2026-03-11", "trigger": "land dispute"},
        {"occurred_at": "2026-03-12"},
    )
    assert counted(ask(past, "trigger")) == {"land dispute": 2, NOT_KNOWN: 1, TOTAL: 3}


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [(JUNE, MARCH, "no period"), (MARCH, date(2027, 2, 1), "not come yet")],
)
def test_a_period_that_does_not_fit_is_refused(since: date, until: date, words: str) -> None:
    """Exchanged, or in the future."""
    with pytest.raises(InputError, match=words):
        ask(on(), "month", since=since, until=until)
    with pytest.raises(InputError, match="not known"):
        ask(on(), "person")


def test_the_verbs_keep_their_shape_and_write_a_safe_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`trends` and `fairness` as JSON and as text; the file carries its classification on every line."""
    store, sheet = tmp_path / "hamlet.db", tmp_path / "trends.csv"
    day = date(2024, 9, 20)
    assert hifazat(capsys, "--store", store, "sample", "--world", "hamlet", "--today", day.isoformat()).code == 0
    for more, start, last in (([], "2023-09-01", "2024-08-31"), (["--public"], "2022-01-01", "2023-12-31")):
        for by in BY:
            call = ("--store", store, "trends", "--by", by, "--from", start, "--to", last, *more)
            said = hifazat(capsys, *call, "--out", sheet, "--json")
            assert said.code == 0, said.err
            holds_schema(said.json, "trends")
            assert hifazat(capsys, *call).out.startswith(f"Reported incidents by {by}, {start} to {last}")
            lines = sheet.read_text(encoding="utf-8-sig").splitlines()
            assert len(lines) == len(said.json["rows"]) + 1
            assert all(line.endswith("public" if more else "restricted") for line in lines[1:])
    call = ("--store", store, "fairness", "--as-of", day.isoformat())
    said = hifazat(capsys, *call, "--json")
    assert said.code == 0, said.err
    holds_schema(said.json, "fairness")
    assert "person's decision" in hifazat(capsys, *call).out
    refused = hifazat(capsys, "--store", store, "trends", "--out", tmp_path / "no" / "trends.csv")
    assert refused.code == 2
    assert "cannot be written" in refused.err


def test_a_year_before_the_leap_day_is_the_first_of_march() -> None:
    """Asked up to 28 February 2024, the year begins on 1 March 2023."""
    config = load_config()
    with flow.open_store("memory:") as store:
        flow.sample(store, config, world="hamlet", seed=7, today=date(2024, 9, 20))
        made = flow.trends(store, config, by="kind", last=date(2024, 2, 28))
    assert (made["from"], made["to"]) == ("2023-03-01", "2024-02-28")
    assert date.fromisoformat(made["to"]) - date.fromisoformat(made["from"]) == timedelta(days=364)

"""What leaves the building: whole calendar years, nothing small in them, and nothing that subtraction could find."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import flow
from planner.config import load_config
from planner.core.errors import InputError
from planner.risk.publish import OTHERS, public_trends, whole_years
from planner.risk.suppress import hide, whole
from planner.risk.trends import BY, MORE, NOTHING, TOTAL, Trends
from tests.cli.run import hifazat
from tests.risk.frames import incidents
from tests.risk.lands import tehsils

UTC = ZoneInfo("UTC")
TODAY = datetime(2026, 12, 21, tzinfo=UTC)
BELOW = 5
YEARS = range(2022, 2026)
CALLS = [range(a, b) for a, b in itertools.combinations(range(YEARS.start, YEARS.stop + 1), 2)]
Cell = tuple[str, int, str]


def on(*rows: dict[str, Any]) -> Any:
    """Incidents at noon UTC of stated days."""
    noon = [datetime.fromisoformat(row["day"]).replace(hour=12, tzinfo=UTC) for row in rows]
    return incidents(
        *(
            {**{k: v for k, v in row.items() if k != "day"}, "days_ago": (TODAY - at).total_seconds() / 86_400}
            for row, at in zip(rows, noon, strict=True)
        )
    )


def many(number: int, day: str, **more: Any) -> list[dict[str, Any]]:
    """So many incidents on a day."""
    return [{"day": day, **more}] * number


def ask(past: Any, by: str, years: range = range(2025, 2026)) -> Trends:
    """The public trends in UTC over two tehsils."""
    return public_trends(past, tehsils(2), by=by, years=years, as_of=TODAY, timezone="UTC", suppress_below=BELOW)


def counted(found: Trends, column: str = "count") -> dict[str, Any]:
    """A column by group."""
    return {row["group"]: row[column] for row in found.rows}


def register(seed: int) -> Any:
    """A small register of four years: how many there are a year, and where, when and what, differs by seed."""
    rng = np.random.default_rng(seed)
    rows = []
    for year in YEARS:
        usual = rng.dirichlet(np.full(12, 0.4))
        for _ in range(rng.choice([0, 3, 4, 5, 9, 25, 60])):
            month = int(rng.choice(12, p=usual)) + 1
            rows.append(
                {
                    "day": f"{year}-{month:02}-{rng.integers(1, 28):02}",
                    "kind": str(rng.choice(["arson", "threat", "attack"], p=[0.7, 0.2, 0.1])),
                    "trigger": str(rng.choice(["", "bail", "verdict", "land"], p=[0.1, 0.6, 0.2, 0.1])),
                    "time_precision": int(rng.choice([1, 2, 3], p=[0.8, 0.1, 0.1])),
                    "at": (float(rng.choice([1.0, 15_000.0], p=[0.8, 0.2])), 1.0),
                }
            )
    return on(*rows, {"day": "2026-03-01", "kind": "arson"})


def told(found: Trends) -> Iterator[tuple[Cell, Any]]:
    """Every count of a public table with the cell that it is of, the counts before too; None where it is hidden."""
    previous = ""
    for row in found.rows:
        group, year = row["group"], row["year"]
        # one total, whatever the grouping
        by = "" if group == TOTAL else found.by
        yield (by, year, group), row["count"]
        if group != OTHERS:
            if found.by == "month" and group != TOTAL:
                earlier = (date.fromisoformat(f"{group}-01") - timedelta(days=1)).isoformat()[:7]
                yield (by, int(earlier[:4]), earlier), row["before"]
            else:
                yield (by, year - 1, group), row["before"]
        previous = group
    assert previous == TOTAL


@pytest.mark.parametrize("seed", range(8))
def test_no_two_allowed_calls_give_a_hidden_count_by_subtraction(seed: int) -> None:
    """Every table of every span and grouping, all put together as equations: no hidden cell has one solution.

    A cell is shown by all calls or hidden by all, so pairs of calls tell no more than each; and a cell has one solution
    only if its unit vector lies in the space of the equations (each shown count, and the groups of a year that sum to
    its total).
    """
    past = register(seed)
    seen: dict[Cell, set[Any]] = defaultdict(set)
    for by in BY:
        for years in CALLS:
            for cell, count in told(ask(past, by, years)):
                seen[cell].add(count)
    assert all(len(values) == 1 for values in seen.values() if values != {None}), "hidden here and shown there"
    known = {cell: values.pop() for cell, values in seen.items()}
    assert all(count is None or count >= BELOW for count in known.values())
    at = {cell: k for k, cell in enumerate(known)}
    rows = [unit(at[cell], len(at)) for cell, count in known.items() if count is not None]
    for by, year in itertools.product(BY, YEARS):
        parts = [at[cell] for cell in known if cell[:2] == (by, year)]
        rows.append(sum((unit(k, len(at)) for k in parts), -unit(at["", year, TOTAL], len(at))))
    equations = np.array(rows)
    rank = np.linalg.matrix_rank(equations)
    hidden = [cell for cell, count in known.items() if count is None and YEARS.start <= cell[1]]
    for cell in hidden:
        if cell[2] == OTHERS:
            # a sum of many, which may be had
            rest = known["", cell[1], TOTAL]
            shown = sum(count for other, count in known.items() if other[:2] == cell[:2] and count is not None)
            assert rest is None or rest - shown >= BELOW
        else:
            assert np.linalg.matrix_rank(np.vstack([equations, unit(at[cell], len(at))])) > rank, cell


def unit(place: int, length: int) -> np.ndarray:
    """One at a place, else nothing."""
    return np.eye(1, length, place)[0]


@pytest.mark.parametrize("seed", range(8))
def test_a_change_is_told_of_two_counts_that_are_shown(seed: int) -> None:
    """No ratio, no rate and no words where the count or the one before is hidden."""
    for by in BY:
        for row in ask(register(seed), by, YEARS).rows:
            if row["hidden"]:
                assert (row["count"], row["per_year"], row["per_site_year"], row["ratio"]) == (None,) * 4
            if row["hidden"] or row["before"] is None:
                assert (row["ratio"], row["change"]) == (None, NOTHING)


def test_a_total_is_shown_by_all_groupings_or_none() -> None:
    """Four of two kinds and two months make eight, all counts small; a year of four has no total."""
    past = on(
        *many(4, "2025-03-10", kind="arson"),
        *many(4, "2025-05-10", kind="threat"),
        *many(4, "2024-03-10", kind="arson"),
    )
    for by in BY:
        totals = [row["count"] for row in ask(past, by, range(2024, 2026)).rows if row["group"] == TOTAL]
        assert totals == [None, 8]


def test_a_year_is_held_against_the_public_table_of_the_year_before() -> None:
    """9 after 6, but the 6 are hidden with 2 of another kind; 20 after 9 is more, 2023 having a total of 6."""
    past = on(
        *many(6, "2023-06-10", kind="arson"),
        *many(6, "2024-03-10", kind="threat"),
        *many(2, "2024-03-10", kind="attack"),
        *many(9, "2024-04-10", kind="arson"),
        *many(9, "2025-03-10", kind="threat"),
        *many(27, "2025-04-10", kind="arson"),
        *many(5, "2025-05-10", kind="attack"),
        *many(2, "2025-05-10", kind="other"),
    )
    rows = {row["group"]: row for row in ask(past, "kind").rows}
    assert (rows["threat"]["count"], rows["threat"]["before"], rows["threat"]["ratio"]) == (9, None, None)
    assert (rows["arson"]["count"], rows["arson"]["before"], rows["arson"]["change"]) == (27, 9, MORE)
    assert rows["arson"]["ratio"]["best"] == pytest.approx(27 / 9 * 366 / 365)
    # of 2022 nothing is shown, so whether the register reaches back to 2023 is not said
    assert {row["change"] for row in ask(past, "kind", range(2024, 2025)).rows} == {NOTHING}


def test_a_small_count_takes_the_next_with_it() -> None:
    """9, 7 and 2 of three kinds: 2 is hidden, and the 7, or the total would tell it; all there can be is named."""
    past = on(*many(9, "2025-03-10"), *many(7, "2025-04-10", kind="threat"), *many(2, "2025-05-10", kind="attack"))
    rows = counted(ask(past, "kind"))
    assert (rows["arson"], rows[TOTAL]) == (9, 18)
    assert {kind for kind, count in rows.items() if count is None} == set(rows) - {"arson", TOTAL}
    assert "parsi" in counted(ask(past, "community"))


def test_rare_words_stay_inside() -> None:
    """Six of one trigger and nine of another are named; what was said of one incident alone is not."""
    past = on(
        *many(9, "2025-03-10", trigger="bail"),
        *many(6, "2025-03-10", trigger="verdict"),
        *many(1, "2025-03-10", trigger="a quarrel at the shop of N. N."),
    )
    found = ask(past, "trigger")
    assert "N. N." not in str(found)
    assert counted(found) == {"bail": 9, OTHERS: None, TOTAL: 16}


@settings(deadline=None, max_examples=200)
@given(st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.dates(date(2015, 1, 1), date(2030, 1, 1)))
def test_any_span_but_whole_years_that_are_over_is_refused(start: date, last: date) -> None:
    """Any two days: only 1 January to 31 December of years before this one pass."""
    fits = (start.month, start.day, last.month, last.day) == (1, 1, 12, 31) and start <= last and last.year < 2026
    if fits:
        assert whole_years(start, last, today=TODAY.date()) == range(start.year, last.year + 1)
    else:
        with pytest.raises(InputError):
            whole_years(start, last, today=TODAY.date())


def test_without_days_the_last_year_that_is_over() -> None:
    """On 21 December 2026 that is 2025; a first day alone runs up to it, a last day alone is one year."""
    today = TODAY.date()
    assert whole_years(None, None, today=today) == range(2025, 2026)
    assert whole_years(date(2023, 1, 1), None, today=today) == range(2023, 2026)
    assert whole_years(None, date(2023, 12, 31), today=today) == range(2023, 2024)
    assert whole_years(None, None, today=date(2027, 1, 1)) == range(2026, 2027)


def test_the_refusal_says_why_and_what_to_ask_instead() -> None:
    """May and June of this year, from which the table of June could be taken; and the year that is not over."""
    with pytest.raises(InputError) as told_why:
        whole_years(date(2026, 5, 1), date(2026, 6, 30), today=TODAY.date())
    assert told_why.value.what == (
        "what leaves the building covers whole calendar years, not 2026-05-01 to 2026-06-30, "
        "or two spans could be subtracted from each other"
    )
    assert told_why.value.maybe == "--from 2025-01-01 --to 2025-12-31 was meant."
    with pytest.raises(InputError, match="2026 is not over"):
        whole_years(date(2026, 1, 1), date(2026, 12, 31), today=TODAY.date())
    with pytest.raises(InputError, match="2026 is not over"):
        ask(on({"day": "2025-03-10"}), "kind", range(2026, 2027))


def test_the_verb_refuses_a_span_and_gives_each_year_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two months are a wrong input; two years are two tables with a total each, the year beside every row."""
    store = tmp_path / "hamlet.db"
    assert hifazat(capsys, "--store", store, "sample", "--world", "hamlet", "--today", "2024-09-20").code == 0
    call = ("--store", store, "trends", "--public")
    refused = hifazat(capsys, *call, "--from", "2023-05-01", "--to", "2023-06-30")
    assert refused.code == 2
    assert "whole calendar years" in refused.err
    assert "--from 2023-01-01 --to 2023-12-31" in refused.err
    made = hifazat(capsys, *call, "--from", "2022-01-01", "--to", "2023-12-31", "--json").json
    assert [row["year"] for row in made["rows"] if row["group"] == TOTAL] == [2022, 2023]


@pytest.mark.parametrize(("groups", "below", "most"), [(1, 5, 14), (2, 5, 20), (3, 3, 11), (3, 5, 13), (4, 3, 8)])
def test_subtraction_finds_nothing_even_for_who_knows_the_rule(groups: int, below: int, most: int) -> None:
    """All tables of so many counts up to `most`: those that look alike leave two values or more to each hidden count.

    One of the two lies below the limit and one does not, unless the total is hidden too; and the total is hidden
    where it is small, and only there.
    """
    alike = defaultdict(list)
    for counts in itertools.product(range(most + 1), repeat=groups):
        shown, total = hide(np.array(counts), below)
        seen = tuple(c if s else None for c, s in zip(counts, shown, strict=True))
        assert all(c is None or c >= below for c in seen)
        assert total == (sum(counts) >= below)
        alike[seen, sum(counts) if total else None].append(counts)
    for (seen, total), tables in alike.items():
        for place in (k for k, count in enumerate(seen) if count is None):
            values = {table[place] for table in tables}
            assert len(values) >= 2
            assert total is None or min(values) < below <= max(values)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=15), st.integers(2, 12))
def test_any_table_keeps_two_hidden_that_could_be_exchanged(counts: list[int], below: int) -> None:
    """Where something is shown and something hidden, hidden are a small count and one that is not."""
    shown, total = hide(np.array(counts), below)
    hidden = np.array(counts)[~shown]
    assert all(count >= below for count in np.array(counts)[shown])
    assert total == (sum(counts) >= below)
    if shown.any() and len(hidden):
        assert hidden.min() < below <= hidden.max()
        # exchanging two hidden counts gives the same public table
        order = np.array(counts)
        a, b = np.flatnonzero(~shown)[[hidden.argmin(), hidden.argmax()]]
        order[[a, b]] = order[[b, a]]
        assert (hide(order, below)[0] == shown).all()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0, 20), min_size=1, max_size=12))
def test_whole_counts_sum_to_the_total(parts: list[float]) -> None:
    """Largest remainders: no part moves by one or more, and the sum is the rounded sum."""
    made = whole(np.array(parts), round(sum(parts)))
    assert made.sum() == round(sum(parts))
    assert (np.abs(made - np.array(parts)) <= 1 + 1e-6).all()


def test_no_public_table_of_a_district_holds_a_site_or_a_small_count() -> None:
    """Every grouping of a tehsil: no count and no count before under the limit, no name of a site, no coordinate."""
    config = load_config()
    with flow.open_store("memory:") as store:
        flow.sample(store, config, world="tehsil", seed=7, today=date(2024, 9, 20))
        names = {row["name_en"] for row in flow.list_table(store, "sites")}
        for by in BY:
            made = flow.trends(store, config, by=by, start=date(2022, 1, 1), last=date(2023, 12, 31), public=True)
            assert made["classification"] == "public"
            assert not any(name and name in str(made) for name in names)
            for row in made["rows"]:
                for key in ("count", "before"):
                    assert row[key] is None or row[key] >= config.report.suppress_below
                assert row["per_site_year"] is None

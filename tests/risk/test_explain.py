"""Every score opens: parts add up, an incident is worth what the score falls without it, few lines say nearly all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from planner.config import load_config
from planner.core.time import Window, day_windows
from planner.risk.explain import explain
from planner.risk.fitted import Fitted, fit
from planner.risk.score import calendar_of, expected, score_fitted
from planner.risk.site_model import say
from planner.tables.risk import PARTS
from tests.risk.frames import AS_OF, TIMEZONE, incidents, occasions, sites

CONFIG = load_config().risk
MONTH = day_windows(AS_OF, 28)


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    """Forty sites in five towns, 120 incidents of two years of all precisions, and a festival to come."""
    rng = np.random.default_rng(11)
    spots = rng.uniform(0, 40_000, (5, 2))[rng.integers(0, 5, 40)] + rng.normal(0, 1500, (40, 2))
    rows = [
        {"at": tuple(spot), "category": str(rng.choice(["A", "B", "C", "D", ""])), "service_times": "Su 09:00-11:00"}
        for spot in spots
    ]
    past = [
        {
            "at": tuple(spots[int(rng.integers(0, 40))] + rng.normal(0, 60, 2)),
            "days_ago": float(rng.uniform(0.1, 730)),
            "place_precision": int(rng.choice([1, 1, 1, 2, 3])),
            "time_precision": int(rng.choice([1, 1, 1, 2, 3])),
        }
        for _ in range(120)
    ]
    dates = occasions({"start": AS_OF + timedelta(days=4), "end": AS_OF + timedelta(days=6), "doubt_days": 1.0})
    return fit(sites(*rows), incidents(*past), dates, CONFIG, as_of=AS_OF, timezone=TIMEZONE)


def _by_hand(fitted: Fitted, incident: str, site: int) -> float:
    """The score of a site over the month with the row of an incident taken out altogether; the model stays."""
    rest = fitted.events.take(fitted.events.ids != incident)
    assert len(rest) == len(fitted.events) - 1
    calendar = calendar_of(fitted, CONFIG, MONTH)
    return float(expected(fitted.model, say(fitted.model, rest), calendar).total[site].sum())


def test_contributions_sum_to_the_score_for_every_site_and_day(fitted: Fitted) -> None:
    """Goal 5: within 1e-9, and none of the parts but the calendar's is below nothing."""
    rows = score_fitted(fitted, CONFIG, windows=MONTH)
    assert len(rows) == 40 * 28
    np.testing.assert_allclose(rows[list(PARTS)].sum(axis=1), rows["score"], rtol=0, atol=1e-9)
    assert rows[["category_part", "history", "nearby", "near_repeat"]].to_numpy().min() >= 0


@pytest.mark.parametrize("site", [0, 17, 39])
def test_an_explanation_says_what_the_table_says(fitted: Fitted, site: int) -> None:
    """Its score is that of the table summed over the windows, part by part."""
    told = explain(fitted, CONFIG, site=f"S{site + 1}", windows=MONTH)
    rows = score_fitted(fitted, CONFIG, windows=MONTH)
    mine = rows[rows["site"] == f"S{site + 1}"]
    assert told.score == pytest.approx(mine["score"].sum(), rel=1e-12)
    assert sum(told.parts.values()) == pytest.approx(told.score, abs=1e-9)
    assert list(told.parts) == [name for name in PARTS if name in told.parts]
    for name, value in told.parts.items():
        assert value == pytest.approx(mine[name].sum(), rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("site", [0, 17, 39])
def test_an_incident_is_worth_what_the_score_falls_without_its_row(fitted: Fitted, site: int) -> None:
    """Goal 5: equal to 1e-12 where the row is truly taken out and not only weighed with nothing."""
    told = explain(fitted, CONFIG, site=f"S{site + 1}", windows=MONTH)
    assert told.incidents
    for one in told.incidents:
        assert told.score - _by_hand(fitted, one.incident, site) == pytest.approx(one.worth, abs=1e-12)


def test_few_lines_say_nearly_all(fitted: Fitted) -> None:
    """Goal 5: five parts are the whole score, so that at most six lines cover 95 % of it at every site."""
    for name in fitted.sites["site"][::8]:
        told = explain(fitted, CONFIG, site=name, windows=MONTH)
        lines = sorted(told.parts.values(), reverse=True)[:6]
        assert sum(lines) >= 0.95 * told.score


def test_incidents_are_named_with_distance_and_age(fitted: Fitted) -> None:
    """The most worth first; each lies where and when it says, and what is known only roughly says so."""
    told = explain(fitted, CONFIG, site="S1", windows=MONTH)
    worths = [one.worth for one in told.incidents]
    assert worths == sorted(worths, reverse=True)
    assert len(told.incidents) <= CONFIG.reasons
    for one in told.incidents:
        n = int(np.flatnonzero(fitted.events.ids == one.incident)[0])
        assert one.distance_m == pytest.approx(float(np.hypot(*(fitted.events.xy[n] - fitted.xy[0]))))
        assert one.days_ago == pytest.approx(fitted.model.day - fitted.events.day[n])
        assert one.is_vague == (fitted.events.doubt_m[n] > 0)


def test_a_lone_site_and_a_lone_incident_can_be_explained() -> None:
    """With nothing on record only the category speaks; with one incident it is named; another site is not known."""
    window = [Window(AS_OF, AS_OF + timedelta(days=28))]
    for past, named in ((incidents(), []), (incidents({"days_ago": 10}), ["I1"])):
        model = fit(sites({}), past, occasions(), CONFIG, as_of=AS_OF, timezone=TIMEZONE)
        told = explain(model, CONFIG, site="S1", windows=window)
        assert [one.incident for one in told.incidents] == named
        assert np.isfinite(told.score)
        assert told.score > 0
    with pytest.raises(KeyError):
        explain(model, CONFIG, site="S2", windows=window)


def test_rows_in_another_order_give_the_same_scores(fitted: Fitted) -> None:
    """Shuffled incidents change nothing at all; shuffled sites nothing beyond rounding."""
    rng = np.random.default_rng(2)
    rows: list[dict[str, Any]] = [
        {"site": f"S{n}", "at": tuple(rng.uniform(0, 20_000, 2)), "category": "C"} for n in range(12)
    ]
    spots = [row["at"] for row in rows]
    past = [
        {"incident": f"I{n}", "at": spots[int(rng.integers(0, 12))], "days_ago": float(rng.uniform(0, 400))}
        for n in range(30)
    ]

    def scores(places: list[Any], gone: list[Any]) -> dict[str, float]:
        model = fit(sites(*places), incidents(*gone), occasions(), CONFIG, as_of=AS_OF, timezone=TIMEZONE)
        table = score_fitted(model, CONFIG, windows=MONTH[:3])
        return table.groupby("site")["score"].sum().to_dict()

    first = scores(rows, past)
    assert scores(rows, past) == first
    assert scores(rows, past[::-1]) == first
    turned = scores(rows[::-1], past)
    assert turned == pytest.approx(first, rel=1e-5)

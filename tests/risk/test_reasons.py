"""The words for a score: which past incidents are named, how many lie near, and how far and long ago they are."""

from __future__ import annotations

import numpy as np
import pytest

from planner.config import load_config
from planner.risk.events import Events
from planner.risk.fitted import fit
from planner.risk.reasons import facts, place_and_age, recent_near, weightiest
from tests.risk.frames import AS_OF, TIMEZONE, incidents, occasions, sites

CONFIG = load_config(
    overrides={
        "risk.bandwidth_m": 1500.0, "risk.half_life_days": 365.0, "risk.reason_reach": 3.0,
        "risk.settlement_doubt_m": 1000.0, "risk.district_doubt_m": 20_000.0,
    }
).risk  # fmt: skip
HERE = np.zeros((1, 2))


def _events(*rows: tuple[float, float, float, float]) -> Events:
    """Incidents by (metres east, days ago, doubt, weight) as of day 1000, oldest first."""
    rows_by_age = sorted(rows, key=lambda row: -row[1])
    x, ago, doubt, weight = np.array(rows_by_age, dtype=float).reshape(-1, 4).T
    zero = np.zeros(len(x))
    return Events(np.arange(len(x)).astype(object), 1000 - ago, zero, np.column_stack([x, zero]), doubt, weight)


def test_near_and_late_incidents_come_first() -> None:
    """Distances in 1,500 m, ages in 730 days: 0.5 for 750 m today, 1 for two years here, 2 for 3 km today."""
    events = _events((750.0, 0.0, 0.0, 1.0), (0.0, 730.0, 0.0, 1.0), (3000.0, 0.0, 0.0, 1.0))
    named = weightiest(HERE, events, CONFIG, day=1000.0, most=3)[0]
    assert [(float(events.xy[n, 0]), float(1000 - events.day[n])) for n in named] == [(750, 0), (0, 730), (3000, 0)]


def test_what_is_far_or_worth_nothing_is_not_named() -> None:
    """Beyond three bandwidths only what may lie nearer by its own doubt is named; a second report never is."""
    events = _events(
        (4400.0, 1.0, 0.0, 1.0), (4600.0, 1.0, 0.0, 1.0), (30_000.0, 1.0, 20_000.0, 1.0), (0.0, 1.0, 0.0, 0.0)
    )
    named = weightiest(HERE, events, CONFIG, day=1000.0, most=5)[0]
    assert [float(events.xy[n, 0]) for n in named[named >= 0]] == [4400, 30_000]
    assert (named < 0).sum() == 3
    assert weightiest(HERE, _events(), CONFIG, day=1000.0, most=2).tolist() == [[-1, -1]]


def test_recent_ones_nearby_are_counted() -> None:
    """Within 1,500 m and 365 days; not those known to the district only, nor second reports."""
    events = _events(
        (0.0, 10.0, 0.0, 1.0), (1400.0, 364.0, 1000.0, 1.0), (1600.0, 10.0, 0.0, 1.0), (0.0, 366.0, 0.0, 1.0),
        (0.0, 5.0, 20_000.0, 1.0), (0.0, 5.0, 0.0, 0.0),
    )  # fmt: skip
    assert recent_near(HERE, events, CONFIG, day=1000.0).tolist() == [2]
    assert recent_near(HERE, _events(), CONFIG, day=1000.0).tolist() == [0]


@pytest.mark.parametrize(
    ("metres", "days", "vague", "words"),
    [
        (340.0, 6.9, False, "340 m away 6 days ago"),
        (999.4, 0.5, False, "999 m away today"),
        (1000.0, 1.0, False, "1.0 km away 1 day ago"),
        (2340.0, 2.0, True, "about 2.3 km away 2 days ago"),
    ],
)
def test_distance_and_age_in_words(metres: float, days: float, vague: bool, words: str) -> None:
    """Metres below a kilometre, whole days, and `about` where the place is rough."""
    assert place_and_age(metres, days, is_vague=vague) == words


def test_the_sentence_counts_and_names_the_weightiest() -> None:
    """One, two, none in the last year, none at all; the category, or that there is none on record."""
    places = sites({}, {"at": (90_000.0, 0.0), "category": ""}, {"at": (40_000.0, 0.0), "category": "A"})
    past = incidents(
        {"days_ago": 6, "at": (340.0, 0.0)},
        {"days_ago": 30, "at": (600.0, 0.0)},
        {"days_ago": 400, "at": (40_000.0, 0.0)},
    )
    fitted = fit(places, past, occasions(), CONFIG, as_of=AS_OF, timezone=TIMEZONE)
    assert facts(fitted, CONFIG, ["", "after dawn", ""]) == [
        "2 reported incidents nearby in the last 365 days, the weightiest on record 340 m away 6 days ago; category C",
        "No reported incident in reach on record; no category on record, counted as C; "
        "service times not understood and left out: 'after dawn'",
        "No reported incident nearby in the last 365 days, the weightiest on record 0 m away 400 days ago; category A",
    ]

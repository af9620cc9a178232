"""What of the incident table feeds a model: reported incidents up to a day, with their doubt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.config import load_config
from planner.risk.events import Events, read_events
from planner.tables.incidents import KINDS, REPORTERS
from tests.risk.frames import AS_OF, incidents

CONFIG = load_config().risk
DAY = (AS_OF - datetime(1970, 1, 1, tzinfo=UTC)).days

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "days_ago": st.floats(-40, 4000),
            "at": st.tuples(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5)),
            "time_precision": st.sampled_from([1, 2, 3]),
            "place_precision": st.sampled_from([1, 2, 3]),
            "kind": st.sampled_from(KINDS),
            "community": st.sampled_from(["christian", "hindu", "unknown"]),
            "fatalities": st.sampled_from([None, 0, 1, 30]),
            "reported_by": st.sampled_from(REPORTERS),
            "source": st.sampled_from(["A", "B", "ACLED: Dawn", "ACLED: The News"]),
        }
    ),
    max_size=12,
)


def same(one: Events, other: Events) -> bool:
    """True when two are equal in every array."""
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in Events.__slots__)


def test_codes_become_days_and_metres():
    """A week and a month are 7 and 30 days wide; a settlement and a district have the doubt of the configuration."""
    made = incidents(
        {"days_ago": 300},
        {"days_ago": 200, "time_precision": 2, "place_precision": 2, "at": (5.0, 6.0)},
        {"days_ago": 100.5, "time_precision": 3, "place_precision": 3},
    )
    events = read_events(made, CONFIG, as_of=AS_OF)
    assert events.ids.tolist() == ["I1", "I2", "I3"]
    assert events.day.tolist() == [DAY - 300, DAY - 200, DAY - 100.5]
    assert events.width_days.tolist() == [0, 7, 30]
    assert events.doubt_m.tolist() == [0, CONFIG.settlement_doubt_m, CONFIG.district_doubt_m]
    assert events.xy.tolist() == [[0, 0], [5, 6], [0, 0]]
    assert events.weight.tolist() == [1, 1, 1]


def test_a_patrol_find_is_never_in():
    """What a patrol found does not feed the risk, and does not stand for what others report."""
    found = {"reported_by": "patrol", "source": "patrol book"}
    events = read_events(incidents(found, {"place_precision": 2}, found), CONFIG, as_of=AS_OF)
    assert (events.ids.tolist(), events.weight.tolist()) == (["I2"], [1])


def test_a_later_report_does_not_stand_for_an_earlier_one():
    """A more precise report of the day after changes nothing on the day itself: the future is not seen."""
    made = incidents({"source": "A", "place_precision": 2, "days_ago": 1}, {"source": "B", "days_ago": 0.5})
    assert read_events(made, CONFIG, as_of=AS_OF - timedelta(days=0.7)).weight.tolist() == [1]
    assert read_events(made, CONFIG, as_of=AS_OF).weight.tolist() == [0, 1]


def test_a_naive_moment_is_refused():
    """A moment without zone could be any of two."""
    with pytest.raises(ValueError, match="as_of"):
        read_events(incidents({}), CONFIG, as_of=AS_OF.replace(tzinfo=None))


def test_no_incident_at_all():
    """An empty table makes empty arrays of the right shape."""
    events = read_events(incidents(), CONFIG, as_of=AS_OF)
    assert (len(events), events.xy.shape) == (0, (0, 2))


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, seed=st.integers(0, 99))
def test_laws_of_events(rows, seed):
    """Finite, weights from 0 to 1, oldest first, nothing after `as_of`, no patrol find; the order does not matter."""
    made = incidents(*rows)
    events = read_events(made, CONFIG, as_of=AS_OF)
    kept = (made["reported_by"] != "patrol") & (made["occurred_at"] <= AS_OF)
    reported = set(made.loc[kept, "incident"])
    assert set(events.ids) == reported
    for values in (events.day, events.width_days, events.xy, events.doubt_m, events.weight):
        assert np.isfinite(values).all()
    assert (events.width_days >= 0).all()
    assert (events.doubt_m >= 0).all()
    assert ((events.weight >= 0) & (events.weight <= 1)).all()
    assert (events.weight.sum() > 0) == bool(len(events))
    assert (np.diff(events.day) >= 0).all()
    assert (events.day <= DAY).all()
    order = np.random.default_rng(seed).permutation(len(made))
    assert same(events, read_events(made.iloc[order], CONFIG, as_of=AS_OF))

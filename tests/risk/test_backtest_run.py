"""The back-test as a whole: nothing leaks, nothing crashes, nothing is hidden."""

from __future__ import annotations

import json
from datetime import UTC, date
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from planner.config import load_config
from planner.core.errors import InputError
from planner.risk.backtest import backtest, make_baselines
from planner.risk.backtest.baselines import Setting, Smoothed, hotspot_shares, lay
from planner.risk.backtest.folds import midnight, rolling
from planner.risk.events import Events
from planner.risk.forecast import Forecast, Ground
from tests.risk.grounds import Row, events_at

CONFIG = load_config().backtest


class Witness:
    """A model that notes what it is shown and says uniform."""

    name, sentence, is_ours = "witness", "for tests", True

    def __init__(self) -> None:
        self.shown: list[tuple[float, float, Events]] = []

    def forecast(self, past: Events, ground: Ground, *, day: float, horizon_days: float) -> Forecast:
        """One incident, anywhere."""
        self.shown.append((day, horizon_days, past))
        return Forecast(ground.exposure, np.inf)


def some_events(n: int = 300, places: int = 20, days: int = 400, seed: int = 1) -> Events:
    """Incidents over the days, most of them in the first places."""
    rng = np.random.default_rng(seed)
    return events_at(rng.integers(0, days, n), np.minimum(rng.geometric(0.2, n) - 1, places - 1))


def run(events: Events, *, origins: int = 4, horizon_days: int = 14, places: int = 20) -> dict[str, object]:
    """A back-test with all baselines."""
    document = backtest(
        events, Row(places), make_baselines(CONFIG), CONFIG, origins=origins, horizon_days=horizon_days, seed=7
    )
    json.dumps(document, allow_nan=False)
    return document


def test_a_model_sees_only_what_lay_before() -> None:
    """Each of four windows; what is known only to the month may not reach into the window either."""
    events = some_events()
    vague = Events(
        events.ids, events.day, np.where(np.arange(300) % 3, 0.0, 30.0), events.xy, events.doubt_m, events.weight
    )
    witness = Witness()
    backtest(vague, Row(20), [witness], CONFIG, origins=4, horizon_days=14, seed=7)
    assert len(witness.shown) == 4
    for day, horizon, past in witness.shown:
        assert horizon == 14
        assert ((past.day + past.width_days / 2) < day).all()
        assert len(past) == ((vague.day + vague.width_days / 2) < day).sum()


def test_the_future_does_not_change_a_baseline() -> None:
    """Forecasts of day 200 are the same whether or not later days were asked before, and whatever happened then."""
    ground = Row(20)
    events = some_events()
    for fresh, used in zip(make_baselines(CONFIG), make_baselines(CONFIG), strict=True):
        for day in (360.0, 240.0):
            used.forecast(events.before(day), ground, day=day, horizon_days=14)
        alone = fresh.forecast(events.before(200), ground, day=200, horizon_days=14)
        after = used.forecast(events.before(200), ground, day=200, horizon_days=14)
        assert np.array_equal(alone.mean, after.mean)
        assert alone.shape == after.shape


def test_windows_follow_each_other_and_end_with_the_last_event() -> None:
    """Last event on 1970-04-11 (day 100): two windows of ten days from 03-23 on."""
    folds = rolling(events_at([0, 50, 100.7], [0, 0, 0]), origins=2, horizon_days=10, zone=UTC)
    assert [(f.first, f.after) for f in folds] == [
        (date(1970, 3, 23), date(1970, 4, 2)),
        (date(1970, 4, 2), date(1970, 4, 12)),
    ]
    assert [(f.start, f.end) for f in folds] == [(81, 91), (91, 101)]


def test_windows_begin_at_local_midnight() -> None:
    """In Karachi a day begins five hours before that of UTC; in Berlin a window over the change of clocks is short."""
    assert midnight(date(1970, 1, 2), ZoneInfo("Asia/Karachi")) == pytest.approx(1 - 5 / 24)
    spring = midnight(date(2024, 4, 5), ZoneInfo("Europe/Berlin"))
    fold = rolling(events_at([spring - 60, spring - 0.5], [0, 0]), origins=1, horizon_days=14, zone=ZoneInfo("CET"))[0]
    assert fold.days == pytest.approx(14 - 1 / 24)


def test_a_history_that_is_too_short_says_how_many_windows_fit() -> None:
    """100 days hold nine windows of eleven days, with an incident before them."""
    with pytest.raises(InputError, match="9 windows of 11 days fit"):
        rolling(events_at([0, 99], [0, 0]), origins=12, horizon_days=11, zone=UTC)
    with pytest.raises(InputError, match="one day"):
        rolling(events_at([5, 5], [0, 0]), origins=1, horizon_days=1, zone=UTC)
    with pytest.raises(InputError, match="no incidents"):
        rolling(events_at([], []), origins=1, horizon_days=1, zone=UTC)


def test_the_answer_counts_each_incident_once() -> None:
    """Incidents of the windows add up; uniform gains nothing and hits its share."""
    events = some_events()
    document = run(events)
    start = midnight(date.fromisoformat(str(document["from"])), UTC)
    assert document["events"] == (events.day >= start).sum()
    assert sum(window["events"] for window in document["windows"]) == document["events"]
    uniform = next(m for m in document["models"] if m["model"] == "uniform")
    assert uniform["information_gain"] == pytest.approx(0, abs=1e-12)
    for share in (1, 5, 10, 20):
        assert uniform[f"hit_rate_{share}"] == pytest.approx(share / 100)
    assert uniform["calibration_slope"] is None


def test_baselines_find_what_repeats() -> None:
    """Where the first of twenty places holds a fifth of all: every baseline with history gains over uniform."""
    document = run(some_events(900))
    gains = {m["model"]: m["information_gain"] for m in document["models"]}
    for name in ("historical count", "decayed count", "KDE", "prospective hotspot"):
        assert gains[name] > 0.2
    best = max(gains, key=lambda name: gains[name])
    for model in document["models"]:
        if model["model"] != best:
            assert model["best_other"] == best
            assert model["difference_to_best"]["mean"] == pytest.approx(gains[model["model"]] - gains[best])


def test_incidents_outside_are_left_out_and_said() -> None:
    """Ten beyond the last place; a second report of an incident counts nothing."""
    events = some_events()
    xy = events.xy.copy()
    xy[:10, 0] = -5000
    weight = events.weight.copy()
    weight[-3:] = 0
    document = run(Events(events.ids, events.day, events.width_days, xy, events.doubt_m, weight))
    assert any(note.startswith("10 of 300 incidents lie outside") for note in document["notes"])
    assert any(note.startswith("3 rows report an incident that another") for note in document["notes"])
    with pytest.raises(InputError, match="none of the"):
        run(Events(events.ids, events.day, events.width_days, xy * 0 - 5000, events.doubt_m, weight))


@pytest.mark.parametrize(
    ("days", "places"),
    [
        ([0, 200], [3, 4]),
        ([0, 1, 200], [3, 3, 3]),
        ([0] * 40 + [200], [0] * 41),
        (list(range(0, 200, 5)), [7] * 40),
        ([0, *[199] * 30], [1] * 31),
    ],
    ids=["two", "one place", "one day and one", "one place each week", "one day at the end"],
)
def test_hardly_any_incidents_give_a_finite_answer(days: list[float], places: list[int]) -> None:
    """No crash and no NaN: what cannot be said is None, and a note says why."""
    document = run(events_at(days, places))
    assert document["folds"] == 4
    if document["events"] < 30:
        assert any("too few to tell one model from another" in note for note in document["notes"])
    for model in document["models"]:
        assert model["information_gain"] is not None
        assert model["brier"] is not None


def test_a_model_that_rules_places_out_is_told_so() -> None:
    """An incident where a model said never: no gain, a note, and no difference; the others are not harmed."""

    class Sure(Witness):
        name, is_ours = "sure", False

        def forecast(self, past: Events, ground: Ground, *, day: float, horizon_days: float) -> Forecast:
            return Forecast(np.eye(ground.size)[0], np.inf)

    models = [Sure(), *make_baselines(CONFIG)]
    document = backtest(some_events(), Row(20), models, CONFIG, origins=3, horizon_days=14, seed=1)
    sure = document["models"][0]
    assert sure["information_gain"] is None
    assert sure["difference_to_best"] == {"mean": None, "low": None, "high": None}
    assert any("sure: gave no chance at all" in note for note in document["notes"])
    assert all(m["best_other"] != "sure" for m in document["models"])


def test_it_can_be_stopped_and_says_so() -> None:
    """After two windows the answer is of two windows; progress counts every forecast."""
    seen: list[tuple[int, int]] = []
    calls = iter([False, False, True])
    document = backtest(
        some_events(),
        Row(20),
        [Witness()],
        CONFIG,
        origins=5,
        horizon_days=14,
        seed=1,
        progress=lambda what, done, of: seen.append((done, of)),
        cancel=lambda: next(calls),
    )
    assert document["folds"] == 2
    assert "Stopped after 2 of 5 windows." in document["notes"]
    assert seen == [(0, 5), (1, 5)]


def test_what_is_laid_is_a_share() -> None:
    """Two incidents at place 1, one at place 3; faded by half where it is a half-life old."""
    past = events_at([0, 0, 10], [1, 1, 3])
    assert lay(past, Row(4), 10, Setting()).tolist() == pytest.approx([0, 2 / 3, 0, 1 / 3])
    faded = lay(past, Row(4), 10, Setting(half_life_days=10))
    assert faded.tolist() == pytest.approx([0, 0.5, 0, 0.5])
    some = lay(past, Row(4), 10, Setting(), at=np.array([3]))
    assert some.tolist() == pytest.approx([1 / 3])
    assert lay(events_at([], []), Row(4), 10, Setting()).tolist() == [0.25] * 4


def test_a_hotspot_forgets_by_weeks() -> None:
    """1, 1/2, 1/3 in the weeks after, nothing from the eighth on."""
    setting = Setting(hotspot_weeks=8)
    assert setting.fade(np.array([0, 6.9, 7, 15, 56])).tolist() == pytest.approx([1, 1, 1 / 2, 1 / 3, 0])


def test_gaussians_make_up_one_over_one_plus_distance() -> None:
    """The share of the mass within each distance differs by less than 0.15 from that of the true kernel."""
    shares, sigma = np.array(hotspot_shares()), np.array([0.5, 1, 2, 4])
    assert shares.sum() == pytest.approx(1)
    r = np.linspace(0.001, 8, 4000)
    true = np.cumsum(r / (1 + r)) / (r / (1 + r)).sum()
    ours = (1 - np.exp(-((r[:, None] / sigma) ** 2) / 2)) @ shares
    assert np.abs(ours - true).max() < 0.15


def test_tuning_chooses_more_uniform_where_places_do_not_repeat() -> None:
    """Incidents anywhere: nearly all uniform. Incidents at one place: hardly any."""
    rng = np.random.default_rng(4)
    model: Smoothed = make_baselines(CONFIG)[1]  # type: ignore[assignment]
    anywhere = events_at(np.arange(120) * 3.0, rng.integers(0, 400, 120))
    _, uniform = model.tune(anywhere, Row(400), day=360, horizon_days=28)
    assert uniform >= 0.8
    _, uniform = model.tune(events_at(np.arange(120) * 3.0, [5] * 120), Row(400), day=360, horizon_days=28)
    assert uniform <= 0.01

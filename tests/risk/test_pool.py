"""The pool: weights go to what foretold, nothing learned is the prior, and the power sharpens or flattens."""

from __future__ import annotations

import numpy as np
import pytest

from planner.config import load_config
from planner.risk.components import Component, lay
from planner.risk.pool import Lesson, Pool, blend, learn, make_lesson, prior_of, scatter
from tests.risk.grounds import Row, events_at

CONFIG = load_config(
    overrides={
        "risk.prior_share": 0.2, "risk.prior_kernel": 0.2, "risk.prior_recent": 0.1, "risk.prior_bayes": 0.5,
        "risk.pool_prior": 5.0, "risk.power": 1.0, "risk.power_doubt": 0.07, "risk.half_life_days": 365.0,
        "risk.prior_incidents": 0.5, "risk.site_shape": 1.0,
    }
).risk  # fmt: skip
SHARE, COUNTS = Component("share"), Component("kernel")


def _lesson(start: float, at_probes: list[list[float]], position: list[int], worth: float = 1.0) -> Lesson:
    """A window over places of equal share; `at_probes` is what each component said against that share."""
    said = np.array(at_probes)
    places = said.shape[1]
    return Lesson(
        start, said, np.full(places, 1 / places), np.ones(places), np.array(position), np.full(len(position), worth)
    )


def test_without_lessons_the_prior_stands() -> None:
    """The weight of a kind is spread evenly over its components; the power is the stated one."""
    components = (SHARE, COUNTS, Component("kernel", 500.0), Component("kernel", 0.0, 30.0), Component("bayes", np.inf))
    pool = learn([], components, CONFIG, day=0.0)
    # kinds: share 0.2, kernel 0.2 over two, recent 0.1, bayes towards all 0.25 of 0.75 in all
    assert pool.weights.tolist() == pytest.approx((np.array([0.2, 0.1, 0.1, 0.1, 0.25]) / 0.75).tolist())
    assert pool.power == 1.0
    assert pool.rests_on == 0
    assert learn([_lesson(0, [[1, 1]] * 5, [])], components, CONFIG, day=28.0).weights.tolist() == pool.weights.tolist()


def test_weights_go_to_the_component_that_foretold() -> None:
    """One says 2 where all 100 incidents fell, the other 0.5: with a prior worth 5 the better one has nearly all.

    A fixed point of w = (100 x 2 w / (2 w + 0.5 (1 - w)) + 5 x 0.5) / 105.
    """
    lesson = _lesson(0.0, [[2.0, 0.0], [0.5, 1.5]], [0] * 100)
    weights = learn([lesson], (SHARE, COUNTS), CONFIG, day=28.0).weights
    w = weights[0]
    assert w == pytest.approx((100 * 2 * w / (2 * w + 0.5 * (1 - w)) + 2.5) / 105, abs=1e-6)
    assert w > 0.95
    assert weights.sum() == pytest.approx(1.0)


def test_components_that_say_the_same_keep_their_prior() -> None:
    """Nothing tells them apart: the weights stay where they began."""
    lesson = _lesson(0.0, [[1.5, 0.5], [1.5, 0.5]], [0, 0, 1])
    assert learn([lesson], (SHARE, COUNTS), CONFIG, day=28.0).weights.tolist() == pytest.approx([0.5, 0.5])


def test_late_lessons_count_more_than_early_ones() -> None:
    """Four years apart, first one component foretold, then the other: the later one leads."""
    early, late = _lesson(0.0, [[2.0, 0.0], [0.0, 2.0]], [0] * 50), _lesson(1460.0, [[2.0, 0.0], [0.0, 2.0]], [1] * 50)
    weights = learn([early, late], (SHARE, COUNTS), CONFIG, day=1488.0).weights
    # half-life is half the span: 730 days, so the early ones count a quarter
    assert weights[1] / weights[0] == pytest.approx((50 + 2.5) / (12.5 + 2.5), rel=1e-3)


def test_the_power_is_learned_from_windows_that_the_weights_have_not_seen() -> None:
    """A pool that says 3 to 1 where incidents fall 9 to 1 is too flat; where they fall evenly it is too sharp."""
    said = [[1.5, 0.5], [1.5, 0.5]]
    flat = [_lesson(28.0 * k, said, [0] * 90 + [1] * 10) for k in range(6)]
    sharp = [_lesson(28.0 * k, said, [0] * 50 + [1] * 50) for k in range(6)]
    # unbound the powers would be log 9 / log 3 = 2 and 0; a prior of 1 with a doubt of 0.07 holds them near 1
    assert 1.1 < learn(flat, (SHARE, COUNTS), CONFIG, day=200.0).power < 1.5
    assert learn(sharp, (SHARE, COUNTS), CONFIG, day=200.0).power < 0.9


def test_the_blend_raises_what_is_said_and_keeps_proportions() -> None:
    """Shares 0.8 and 0.2 of two equal places, squared: 0.64 to 0.04; the parts of a place stay in proportion."""
    parts = np.zeros((1, 4, 2))
    parts[0, 0], parts[0, 1] = [0.2, 0.1], [0.6, 0.1]
    said = type("Said", (), {"parts": parts})()
    pool = Pool((COUNTS,), np.ones(1), 2.0, 1.0)
    shares, split = blend(pool, said, np.array([0.5, 0.5]))  # type: ignore[arg-type]
    assert shares.tolist() == pytest.approx([0.64 / 0.68, 0.04 / 0.68])
    assert split[:2].sum(axis=0) == pytest.approx(shares)
    assert (split[1] / split[0]).tolist() == pytest.approx([3.0, 1.0])


def test_a_lesson_sees_nothing_of_its_own_window() -> None:
    """What was said on the day is what lay of the days before; where incidents fell is kept by place."""
    row, events = Row(4), events_at([0.0, 10.0, 30.0, 35.0, 70.0], [0, 0, 3, 3, 1])
    lesson = make_lesson((SHARE, COUNTS), events, row, CONFIG, start=28.0, horizon_days=28.0)  # type: ignore[arg-type]
    before = lay((SHARE, COUNTS), events_at([0.0, 10.0], [0, 0]), row, 28.0, held_back=0.5)  # type: ignore[arg-type]
    np.testing.assert_allclose(lesson.at_probes, before.shares / 0.25, rtol=1e-6)
    assert lesson.position.tolist() == [3, 3]
    assert lesson.worth.tolist() == [1.0, 1.0]


def test_counts_that_scatter_more_than_poisson_give_a_small_size() -> None:
    """40 places expect one each; ten have four: the excess is that of a size well below that of even counts."""
    said = [[1.0] * 40]
    pool = Pool((SHARE,), np.ones(1), 1.0, 40.0)
    bunched = scatter([_lesson(0.0, said, [k % 10 for k in range(40)])], pool, CONFIG)
    even = scatter([_lesson(0.0, said, list(range(40)))], pool, CONFIG)
    # excess: 10 x (9 - 1) + 30 x (1 - 1) = 80 over 40 squares, with one more of each for the prior
    assert bunched == pytest.approx(41 / 81)
    assert even > 1000


def test_prior_weights_need_no_kind_to_be_there() -> None:
    """Only shares: all of the weight."""
    assert prior_of([SHARE], CONFIG).tolist() == [1.0]

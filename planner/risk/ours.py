"""Our forecast of a span of days on any ground: a pool of components, learned on the past, times the level."""

from __future__ import annotations

from planner.config import RiskConfig
from planner.risk.components import lay_weighed, make_components
from planner.risk.events import Events
from planner.risk.forecast import Forecast
from planner.risk.pool import Lesson, Pool, learn, make_lesson, scatter, sharpen
from planner.risk.raster import Lattice
from planner.risk.totals import Totals

PART_NAMES = ("the place itself", "own history", "history nearby", "recent incidents")


class OurForecaster:
    """The model behind the risk table, as a back-test asks it.

    It keeps what it worked out of windows that it has seen on the same ground and past; the answer does not hang on
    what was asked before.
    """

    name = "hifazat"
    sentence = "empirical Bayes and kernels of many widths and memories, pooled by how they did in the past"
    is_ours = True

    def __init__(self, config: RiskConfig) -> None:
        self.config = config
        self._lessons: dict[tuple[int, float, float, int, float], Lesson] = {}

    def forecast(self, past: Events, ground: Lattice, *, day: float, horizon_days: float) -> Forecast:
        """The span from `day` over `horizon_days`; `past` holds nothing from `day` on."""
        config = self.config
        components = make_components(ground, config)
        pool, lessons = self._pool(past, ground, day, horizon_days)
        said = lay_weighed(components, pool.weights, past, ground, day, held_back=config.prior_incidents)
        _, parts = sharpen(pool, said, ground.exposure)
        level, size = Totals().forecast(past, day, horizon_days)
        parts = parts * level
        # the doubt of the level and the scatter between places add
        shape = 1 / (1 / scatter(lessons, pool, config) + 1 / size)
        return Forecast(parts.sum(axis=0), shape, PART_NAMES, parts)

    def _pool(self, past: Events, ground: Lattice, day: float, horizon_days: float) -> tuple[Pool, list[Lesson]]:
        components = make_components(ground, self.config)
        lessons = []
        first = float(past.day.min()) if len(past) else day
        most = self.config.lessons if ground.size <= self.config.lessons_fewer_from else self.config.lessons_fewer
        for back in range(most, 0, -1):
            start = day - back * horizon_days
            if start <= first:
                continue
            known = past.before(start + horizon_days)
            key = (id(ground), start, horizon_days, len(known), float(known.xy.sum()))
            if key not in self._lessons:
                self._lessons[key] = make_lesson(
                    components, known, ground, self.config, start=start, horizon_days=horizon_days
                )
            lessons.append(self._lessons[key])
        return learn(lessons, components, self.config, day=day), lessons

"""Figures against harm: whether patrolling by the score runs away, and under-reporting moves protection away.

`python -m benchmarks.harm` prints them and writes docs/harm.md. Everything is simulated but the counts of the thinning
test: attacks on refugees and their homes in 401 German districts, 45 months, from shared/data/events (see the
provenance there); reports are thinned there by chance, so that what was lost is known.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from planner.config import RiskConfig, load_config
from planner.risk import feedback
from planner.risk.feedback import (
    Known,
    Rule,
    World,
    distance,
    drift_rows,
    estimated,
    example_world,
    explore,
    rules,
    simulate,
    top,
)
from planner.risk.reporting import level_around, rates
from planner.risk.silence import SILENT, chance_of_so_few, expected_reports, flags

ROOT = Path(__file__).resolve().parents[1]
COUNTS = ROOT.parent / "shared" / "data" / "events" / "germany_area"
PAGE = ROOT / "docs" / "harm.md"
SEED = 7
RUNS = 300
ROUNDS = 20
DAYS = 1000
"""Patrol days of the urn; with 20 rounds 50 in each."""
TEST_MONTHS = 21
THINNINGS = 60
MONTH_DAYS = 30.4


def two_areas(reporting: float, visits: int) -> World:
    """True rates 0.6 and 0.4 a patrol day; a visit makes a find with that chance: Ensign's urn."""
    per_round = np.array([0.6, 0.4]) * visits
    share = np.full(2, reporting)
    return World(per_round, share, share, np.ones(2), find=0.6, visits=visits)


def twenty_areas(*, error: float = 0.0, number: int = RUNS) -> Iterator[World]:
    """Worlds of 20 areas, with reporting known to a relative error."""
    rng = np.random.default_rng(SEED)
    return (example_world(rng, error=error) for _ in range(number))


def urn(rule: Rule, reporting: float, visits: int) -> np.ndarray:
    """The share of the first area, truly 0.6, after 1,000 patrol days, one a run."""
    world = two_areas(reporting, visits)
    shares = simulate(world, rule, rounds=DAYS // visits, runs=RUNS, rng=np.random.default_rng(SEED))
    return np.asarray(shares[-1, :, 0])


def misplaced(rule: Rule, worlds: list[World]) -> np.ndarray:
    """Distance of the patrol shares after 20 rounds from the truth, one a world."""
    found = []
    for number, world in enumerate(worlds):
        shares = simulate(world, rule, rounds=ROUNDS, runs=1, rng=np.random.default_rng(SEED + number))
        found.append(float(distance(shares[-1, 0], world.truth)))
    return np.array(found)


def best_ten(known: Known, *, shares: Rule, exploration: float, even: bool) -> np.ndarray:
    """Patrols in the ten highest areas only (alike, or in proportion), and a share to explore."""
    chosen = top(shares(known), 10)
    return explore(np.where(chosen > 0, 1.0, 0.0) if even else chosen, exploration, known.exposure)


def planted(rule: Rule) -> float:
    """By how much the share of an area rises when 1,000 patrol finds are put there, relative to before."""
    counts = np.full((1, 20), 30.0)
    before = Known(ROUNDS, counts, counts * 0, counts * 0, counts / 600, np.full(20, 0.6), np.ones(20))
    more = np.zeros((1, 20))
    more[0, 4] = 1000
    after = replace(before, found=more, accepted=more * before.patrolled.min() / before.patrolled[0, 4])
    return float(rule(after)[0, 4] / rule(before)[0, 4] - 1)


def districts() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Counts (months, districts), people a district, and which districts touch."""
    counts = pd.read_csv(COUNTS / "de_area_counts.csv", index_col=0)
    people = pd.read_csv(COUNTS / "de_area_cov.csv", dtype={"AGS": str}).set_index("AGS")["pop"]
    touch = pd.read_csv(COUNTS / "de_area_nb.csv", index_col=0).to_numpy(float) > 0
    np.fill_diagonal(touch, val=False)
    return counts.to_numpy(float), people.loc[counts.columns].to_numpy(float), touch


def forecast(
    past: np.ndarray, people: np.ndarray, near: np.ndarray, chance: np.ndarray, config: RiskConfig
) -> np.ndarray:
    """Next month's incidents a district, by faded counts over people and reporting, shrunk to the neighbours."""
    fade = 0.5 ** (np.arange(len(past))[::-1] * MONTH_DAYS / config.half_life_days)
    count, exposure = fade @ past, fade.sum() * people
    level = level_around(count, exposure, near, config.fair_shape, chance)
    return rates(count, exposure, chance, level=level, shape=config.fair_shape).mid * people


def thinning(config: RiskConfig, *, draws: int = THINNINGS) -> dict[str, tuple[float, float, float, float]]:
    """Hit rate of the top tenth of districts: in the half that reports 30 % (with 5 and 95 % of draws), and in all."""
    counts, people, near = districts()
    months, size = counts.shape
    rng = np.random.default_rng(SEED)
    hits: dict[str, list[np.ndarray]] = {}
    for _ in range(draws):
        is_quiet = rng.permutation(size) < size // 2
        true = np.where(is_quiet, 0.3, 1.0)
        thinned = rng.binomial(counts.astype(int), true).astype(float)
        noise = np.where(is_quiet, 1 + 0.3 * rng.standard_normal(size), 1.0)
        ways = {
            "all reported": (counts, np.ones(size)),
            "ignored": (thinned, np.ones(size)),
            "known": (thinned, true),
            "known to 30 %": (thinned, np.clip(true * noise, 0.05, 1.0)),
        }
        for name, (seen, chance) in ways.items():
            found = np.zeros(4)
            for month in range(months - TEST_MONTHS, months):
                is_top = np.zeros(size, dtype=bool)
                said = forecast(seen[:month], people, near, chance, config)
                is_top[np.argsort(-said, kind="stable")[: round(0.1 * size)]] = True
                truth = counts[month]
                found += [truth[is_top & is_quiet].sum(), truth[is_quiet].sum(), truth[is_top].sum(), truth.sum()]
            hits.setdefault(name, []).append(found)
    answer = {}
    for name, drawn in hits.items():
        each = np.array(drawn)
        low, high = np.quantile(each[:, 0] / each[:, 1], (0.05, 0.95))
        together = each.sum(axis=0)
        answer[name] = (together[0] / together[1], low, high, together[2] / together[3])
    return answer


def silence(
    config: RiskConfig, *, rate: float, far: float, reports: float = 0.1, seed: int = SEED
) -> tuple[float, float, float]:
    """Recall of silent areas, and the shares of areas that are flagged silent and flagged at all: 200 worlds of 60.

    A tenth of the areas, of those with 20 sites and more, report `reports` of what happens and have no desk near; of
    the others, which report 70 %, a share `far` has none either. True rates are gamma, `rate` a site and year.
    """
    rng = np.random.default_rng(seed)
    x, y = np.divmod(np.arange(60), 6)
    apart = np.maximum(np.abs(x[:, None] - x), np.abs(y[:, None] - y))
    caught = silent_in_all = 0
    flagged, said_silent = [], []
    for _ in range(200):
        sites = np.exp(rng.uniform(np.log(5), np.log(80), 60)).round()
        is_silent = np.zeros(60, dtype=bool)
        is_silent[rng.choice(np.flatnonzero(sites >= 20), 6, replace=False)] = True
        is_far = is_silent | (rng.random(60) < far)
        desk = np.where(is_far, rng.uniform(0, 0.5, 60), rng.uniform(0.51, 1, 60))
        truth = rng.gamma(2.0, rate / 2.0, 60) * sites * config.fair_years
        count = rng.poisson(truth * np.where(is_silent, reports, 0.7))
        expected = expected_reports(count, sites, config.fair_years, apart == 1, config)
        said = flags(count, sites, desk, chance_of_so_few(count, expected, config), config)
        caught += int(((said == SILENT) & is_silent).sum())
        silent_in_all += int(is_silent.sum())
        flagged.append((said != "").mean())
        said_silent.append((said == SILENT).mean())
    return caught / silent_in_all, float(np.mean(said_silent)), float(np.mean(flagged))


def table(columns: list[str], rows: list[list[Any]]) -> str:
    """A Markdown table; numbers with three digits."""
    lines = [
        columns,
        ["---"] * len(columns),
        *[[f"{c:.3f}" if isinstance(c, float) else str(c) for c in r] for r in rows],
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _kept(is_met: bool) -> str:
    return "yes" if is_met else "**no**"


def urn_part(config: RiskConfig) -> tuple[str, list[list[Any]]]:
    """The urn: a table, and the line of the goal."""
    rows, goal = [], []
    for reporting, visits in ((0.5, 1), (0.5, 50), (0.25, 50)):
        for name, rule in rules(config).items():
            if name == "uniform":
                continue
            share = urn(rule, reporting, visits)
            inside = float(np.mean((share >= 0.55) & (share <= 0.65)))
            rows.append(
                [name, f"{reporting:.0%}", DAYS // visits, *map(float, np.quantile(share, (0.05, 0.5, 0.95))), inside]
            )
            if name == "ours" and reporting == 0.5:
                goal.append(
                    [
                        f"urn 60/40, share in 0.55 to 0.65, {DAYS // visits} rounds",
                        ">= 0.95",
                        inside,
                        _kept(inside >= 0.95),
                    ]
                )
    columns = ["rule", "reported", "rounds", "5 %", "median", "95 %", "inside 0.55 to 0.65"]
    return table(columns, rows), goal


def areas_part(config: RiskConfig) -> tuple[str, list[list[Any]]]:
    """Twenty areas: a table, and the lines of the goal."""
    sharing = partial(estimated, shape=config.fair_shape)
    part = config.exploration_share
    ways: dict[str, tuple[Rule, float]] = {
        **{name: (rule, 0.0) for name, rule in rules(config).items()},
        "ours without exploring": (sharing, 0.0),
        "ours, reporting known to 30 %": (rules(config)["ours"], 0.3),
        "naive, top 10 alike": (partial(best_ten, shares=feedback.naive, exploration=0.0, even=True), 0.0),
        "ours, top 10 alike, exploring": (partial(best_ten, shares=sharing, exploration=part, even=True), 0.0),
        "ours, top 10 in proportion, exploring": (
            partial(best_ten, shares=sharing, exploration=part, even=False),
            0.0,
        ),
    }
    means, rows = {}, []
    for name, (rule, error) in ways.items():
        found = misplaced(rule, list(twenty_areas(error=error)))
        means[name] = float(found.mean())
        rows.append([name, means[name], *map(float, np.quantile(found, (0.05, 0.95)))])
    ours, best = means["ours"], means["ours, top 10 in proportion, exploring"]
    goal: list[list[Any]] = [
        ["20 areas, distance from the truth, in proportion", "<= 0.08", ours, _kept(ours <= 0.08)],
        ["20 areas, the same, ten highest areas in proportion", "<= 0.20", best, _kept(best <= 0.20)],
    ]
    return table(["rule", "mean", "5 %", "95 %"], rows), goal


def drift_part(config: RiskConfig) -> str:
    """The drift over the rounds in one world, at some of them."""
    world = next(twenty_areas())
    rows = drift_rows(world, rules(config), rounds=ROUNDS, runs=RUNS, seed=SEED)
    shown = [
        [r["rule"], r["round"], r["low"], r["median"], r["high"]] for r in rows if r["round"] in (1, 5, 10, ROUNDS)
    ]
    return table(["rule", "after round", "5 %", "median", "95 %"], shown)


def thinning_part(config: RiskConfig) -> tuple[str, list[list[Any]]]:
    """The thinning test: a table, and the lines of the goal."""
    found = thinning(config)
    rows = [[name, *map(float, values)] for name, values in found.items()]
    known, noisy = float(found["known"][0]), float(found["known to 30 %"][0])
    loss = float(found["all reported"][3] - found["known"][3])
    goal: list[list[Any]] = [
        ["hit rate at 10 % where 30 % is reported, reporting known", ">= 0.33", known, _kept(known >= 0.33)],
        ["the same, reporting known to 30 %", ">= 0.31", noisy, _kept(noisy >= 0.31)],
        ["loss of hit rate at 10 % over all districts", "<= 0.012", loss, _kept(loss <= 0.012)],
    ]
    return table(["reporting", "quiet half", "5 %", "95 %", "all districts"], rows), goal


def silence_part(config: RiskConfig) -> tuple[str, list[list[Any]]]:
    """The silent-area flag: a table, and the lines of the goal."""
    settings = ((0.18, 0.3, 0.1), (0.18, 0.6, 0.1), (0.1, 0.3, 0.1), (0.18, 0.3, 0.0), (0.18, 0.3, 0.3))
    rows: list[list[Any]] = []
    for rate, far, reports in settings:
        rows.append([rate, f"{reports:.0%}", f"{far:.0%}", *silence(config, rate=rate, far=far, reports=reports)])
    recall, flagged = rows[0][3], rows[0][5]
    goal: list[list[Any]] = [
        ["recall of silent areas", ">= 0.9", recall, _kept(recall >= 0.9)],
        ["areas flagged", "<= 0.20", flagged, _kept(flagged <= 0.2 + 1e-9)],
    ]
    columns = [
        "incidents a site and year",
        "silent areas report",
        "others without a desk",
        "recall",
        "called silent",
        "flagged",
    ]
    others = [silence(config, rate=0.18, far=0.3, seed=seed)[0] for seed in range(1, 6)]
    said = f"\nWith five other seeds the first line's recall lies between {min(others):.3f} and {max(others):.3f}.\n"
    return table(columns, rows) + said, goal


def planted_part(config: RiskConfig) -> tuple[str, list[list[Any]]]:
    """A thousand patrol finds in one area: a table, and the line of the goal."""
    rows: list[list[Any]] = [[name, planted(rule)] for name, rule in rules(config).items()]
    ours = dict(map(tuple, rows))["ours"]
    return table(["rule", "the area's share rises by"], rows), [
        ["1,000 patrol finds in one area raise its share", "<= 0.05", ours, _kept(ours <= 0.05)]
    ]


def page(config: RiskConfig) -> str:
    """The whole page."""
    parts: list[tuple[str, list[list[Any]]]] = []
    makers: list[Callable[[RiskConfig], tuple[str, list[list[Any]]]]] = [
        urn_part, areas_part, planted_part, thinning_part, silence_part,
    ]  # fmt: skip
    parts = [make(config) for make in makers]
    (urn_t, g1), (areas_t, g2), (planted_t, g3), (thin_t, g4), (silence_t, g5) = parts
    goals = table(["what", "goal", "measured", "kept"], [*g4, *g5, *g1, *g2, *g3])
    return f"""<!-- Made by `python -m benchmarks.harm`; change what it describes, not this page. -->

# Against harm

Does patrolling by the score run away, and does under-reporting move protection away from those who report least?
Simulations with {RUNS} runs and one seed; only the thinning test rests on real counts.

{goals}
## Feedback: two areas

The truth is 60 to 40. {DAYS:,} patrol days; each finds something with chance 0.6 or 0.4 where it goes, people report a
share of as many incidents. Shares of the first area at the end. With 25 % reported there
are some 250 reports in all: too few for anybody who counts reports alone to be that sure.

{urn_t}
## Feedback: twenty areas

Part of the patrol hours that is in the wrong area after {ROUNDS} rounds (total variation distance), {RUNS} worlds.
Ours counts reported incidents only, over the reporting probability, shrunk, with the exploration share on top. Hours
that explore count towards what the score asks for, so they cost nearly nothing. Where all other patrols go to ten
areas, hours in proportion to the score come nearer to the truth than the same hours for each of the ten.

{areas_t}
## Drift over the rounds

One of these worlds, {RUNS} runs.

{drift_part(config)}
## A thousand patrol finds

Put into one of 20 areas with 30 reports and the same patrols each: the Ensign correction, made for finds that patrols
bring home, takes them all. The test suite plants them in the incident table too: no score moves.

{planted_t}
## Under-reporting: thinned counts

Attacks on refugees and their homes, 401 German districts, last {TEST_MONTHS} of 45 months, one month ahead; in a random
half of the districts each incident is reported with probability 0.3 ({THINNINGS} draws). Share of all incidents that
falls into the top tenth of districts.

{thin_t}
## Silent areas

60 areas of 5 to 80 sites over {config.fair_years:g} years; six of them, with 20 sites or more, hardly report and have
no desk near. The flag never marks more than {config.silent_most:.0%} of the areas. With fewer incidents, or where
silent areas still report 30 %, it finds fewer of them: few reports then look like luck.

{silence_t}"""


def main() -> None:
    """Print the page and write it; without the counts nothing is written."""
    if not COUNTS.exists():
        sys.exit("shared/data/events/germany_area is not beside this checkout: nothing was measured.")
    text = page(load_config().risk)
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    print(text)


if __name__ == "__main__":
    main()

"""Replays: a scenario in, its hours as they happened and otherwise out; the surge solver answers for the planner."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from planner.config import Config
from planner.core.errors import InputError
from planner.core.people import Rank
from planner.core.scenario import Scenario
from planner.core.surge import Alarm, Level
from planner.report import safe_cell
from planner.report.honest import honest
from planner.simulate.montecarlo import draw
from planner.simulate.replay import Numbers, make_ready, play, settings, variants
from planner.simulate.replay_ask import Ask, Free, Question, Sent, Wanted
from planner.simulate.replay_document import curve_rows, replay_document
from planner.simulate.replay_world import best_guess
from planner.simulate.scenarios import PACK, load_scenario, pack
from planner.surge import Origin, Person, SurgeProblem, dispatch
from planner.surge.problem import TENTHS

LANGUAGES = ("en", "ur")
_TEAM = 10
_KINDS = {"station": "station", "lines": "lines", "mobile": "mobile", "region": "lines", "rangers": "lines"}


def scenarios(*, folder: Path = PACK) -> list[dict[str, Any]]:
    """The scenarios of the project: name, title, date, what they teach; InputError when one of them is wrong."""
    return [
        {
            "name": one.name,
            "date": one.day.isoformat(),
            "title": {"en": one.title_en, "ur": one.title_ur},
            "lesson": {"en": one.lesson_en, "ur": one.lesson_ur},
            "counterfactuals": [
                {"key": other.key, "en": other.label_en, "ur": other.label_ur} for other in one.counterfactuals
            ],
        }
        for one in (load_scenario(name, folder=folder) for name in pack(folder))
    ]


def replay(
    config: Config,
    name: str | Path,
    *,
    changes: Sequence[str] = (),
    chosen: Sequence[str] = (),
    draws: int | None = None,
    seed: int,
    out: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """A scenario as it happened and with something done otherwise, and how far that may lie.

    `name` is one of the project or a file; `changes` are texts KEY=VALUE for sliders and switches; `chosen` are keys of
    counterfactuals (all); `draws` 0 draws nothing (as configured). With `out` the replay and its curves are written.
    Raises InputError for what is not there, with every fault of a file.
    """
    scenario = load_scenario(name)
    numbers = Numbers(config.replay, config.surge, config.doubt)
    sliders, yours = settings(scenario, changes)
    ask = asked(config, seed)
    listed = variants(scenario, chosen=chosen, sliders=sliders, yours=yours, can_plan=True)
    world = best_guess(scenario)
    played = [play(make_ready(scenario, one, numbers, ask), world, numbers, curves=True) for one in listed]
    count = config.replay.draws if draws is None else draws
    drawn = None
    if count:
        ready = [one.ready for one in played]
        drawn = draw(scenario, ready, numbers, draws=count, seed=seed, progress=progress, cancel=cancel)
    document = replay_document(scenario, played, drawn, seed=seed, listed=config.replay.listed)
    rate = config.replay.arson_per_min
    document["honest"] = {language: honest(document, rate=rate, language=language) for language in LANGUAGES}
    document["arson_per_min"] = rate
    if out is not None:
        _write(document, curve_rows(scenario, played), out)
    return document


def _write(document: dict[str, Any], rows: list[dict[str, Any]], folder: Path) -> None:
    """`replay.json` and `curves.csv` in the folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
        (folder / "replay.json").write_text(text, encoding="utf-8")
        with (folder / "curves.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["variant", "place", "time", "people", "officers", "need", "state"])
            writer.writeheader()
            writer.writerows({**row, **{key: safe_cell(row[key]) for key in ("variant", "place")}} for row in rows)
    except OSError as fault:
        raise InputError(
            f"the replay cannot be written to {folder}: {fault.strerror}",
            maybe="the folder is read-only, or a file of that name is in the way; name another with --out.",
        ) from fault


def asked(config: Config, seed: int) -> Ask:
    """The surge solver as the one who answers: its orders for what was known at that moment.

    What was asked before is answered as before: variants share many questions, and while nothing changes the same is
    asked again each quarter of an hour.
    """
    answered: dict[tuple[tuple[Wanted, ...], tuple[Free, ...], int], tuple[Sent, ...]] = {}

    def ask(question: Question) -> tuple[Sent, ...]:
        key = (question.wanted, question.free, question.reserve)
        if key not in answered:
            answer = dispatch(surge_problem(question, config), seconds=config.replay.ask_seconds, seed=seed)
            answered[key] = tuple(
                Sent(unit.origin, alarm.alarm, unit.strength) for alarm in answer.alarms for unit in alarm.units
            )
        return answered[key]

    return ask


def surge_problem(question: Question, config: Config) -> SurgeProblem:
    """A question as the surge solver sees it: needs without women and riot-trained, which no source counts.

    No desks and hold-backs: a scenario's forces are those that could go.
    """
    surge = config.surge
    wanted = question.wanted
    most = question.reserve + sum(max(one.need.needs[-1].officers, surge.unit_min) for one in wanted)
    alarms = tuple(
        Alarm(one.place, 0.0, 0.0, one.x_km * 1000, one.y_km * 1000, one.crowd, question.at, level=Level(one.level))
        for one in wanted
    )
    needs = tuple(one.need.needs[0] for one in wanted)
    return SurgeProblem(
        at=question.at,
        alarms=alarms,
        needs=needs,
        weights=tuple(max(1, one.need.needs[-1].officers) for one in wanted),
        origins=tuple(_origin(free, most) for free in question.free),
        holdbacks=(),
        reserve=min(question.reserve, sum(min(free.officers, most) for free in question.free)),
        form_ups=(None,) * len(wanted),
        curves=tuple(one.need for one in wanted),
        onward=tuple(one.onward_min * TENTHS for one in wanted),
        unit_min=surge.unit_min,
        unit_leader=Rank.parse(surge.unit_leader),
        sections=tuple(min(surge.min_section, need.officers) for need in needs),
    )


def _origin(free: Free, most: int) -> Origin:
    """A force where it stands: its commander, a leader for each ten, and constables; no more than could be wanted."""
    officers = min(free.officers, most)
    people = tuple(
        Person(
            f"{free.force}#{n + 1}",
            free.commander if n == 0 else free.leader if n % _TEAM == 0 else Rank.CONSTABLE,
            is_woman=False,
        )
        for n in range(officers)
    )
    drive = tuple(None if minutes is None else minutes * TENTHS for minutes in free.minutes)
    return Origin(free.force, people, (), officers, free.turnout_min * TENTHS, 0, drive, kind=_KINDS[free.kind])


def scenario_of(name: str | Path) -> Scenario:
    """The scenario itself: its sliders and switches for a screen."""
    return load_scenario(name)

"""The project's scenarios replayed: what each course does, and where the planner does better, the same or worse.

`python -m benchmarks.replays` writes docs/replays.md. Best guesses, nothing drawn; seed 7.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.figures import table
from benchmarks.run import commit
from planner import flow
from planner.config import load_config
from planner.simulate.replay_force import onward_min

ROOT = Path(__file__).resolve().parents[1]
SEED = 7
Course = Mapping[str, Any]
TEXT = """# Replays

`python -m benchmarks.replays`, commit {commit}, {seconds:.0f} CPU-seconds. Every course of every scenario of
[scenarios.md](scenarios.md) with the best guesses, nothing drawn. *At risk* are minutes of violence without an adequate
force, all localities added up, and houses and places of worship that could be reached in them: an upper bound, no count
of what burned. *Adequate* is when the last front is.

How to read it:

- A course that is not planned sends every force where it went, only earlier or together. That is **hindsight**: at that
  hour nobody knew where it would be needed. The planner is told of a crowd when it is there (or, where it was called
  for, from the minute on in which it comes) and takes it to grow on as it grew for `replay.lookahead_min`.
- *Planned at the order* has the order of the day. Where the farthest force without which the need is not met sets the
  moment, no plan makes it sooner; forming up and moving together then costs some {onward} minutes against units that go
  in as they come. What helps there is an earlier order, which is another course.
- The planner is asked each {again} minutes (`replay.again_min`). The forces that can be at the crowd within {near}
  minutes (`replay.near_min`) are asked for the crowds that they can hold: first those to which somebody was sent, then
  those with the most buildings at stake for an officer who is needed. A front for which too few are left is left to
  those who come later, rather than all being held by too few.
- These numbers are one setting for all scenarios. `replay.lookahead_min` was set with the hours of these very scenarios
  in view: the table shows what the rule does, and is no proof for the next emergency.

*Against the day*: compared with as it happened. *Against hindsight*: compared with the best course that is not planned
and has the same hour of order and the same sliders. First the minutes at risk count, then the moment.

{over}
"""


def key(course: Course) -> tuple[int, float]:
    """Minutes at risk, then the moment of adequacy against as it happened; the less, the better."""
    sooner = course["difference"]["adequate_at"]
    return course["totals"]["at_risk_min"], float("inf") if course["totals"]["adequate_at"] is None else sooner or 0


def verdict(course: Course, other: Course | None) -> str:
    """In a word better, the same or worse, and by how much."""
    if other is None:
        return "none such"
    gap = course["totals"]["at_risk_min"] - other["totals"]["at_risk_min"]
    one, two = key(course), key(other)
    if one == two:
        return "the same"
    word = "better" if one < two else "worse"
    if gap:
        return f"{word}: {abs(gap):,} min {'more' if gap > 0 else 'less'} at risk"
    if float("inf") in (one[1], two[1]):
        return word
    return f"{word}: adequate {abs(one[1] - two[1]):.0f} min {'later' if one[1] > two[1] else 'sooner'}"


def in_hindsight(course: Course, courses: Sequence[Course]) -> Course | None:
    """The best course that is not planned, with the same hour of order and the same sliders."""
    same = [
        one
        for one in courses
        if not one["set"]["planned"]
        and one["set"]["sliders"] == course["set"]["sliders"]
        and one["order"] == course["order"]
    ]
    return min(same, key=key, default=None)


def with_order(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The courses with their hour of order; "day" is that of the day."""
    planned = next((one for one in document["variants"] if one["key"] == "planned"), None)
    day = planned["set"]["order_at"] if planned else None
    return [
        {**one, "order": "day" if one["set"]["order_at"] in (None, day) else one["set"]["order_at"]}
        for one in document["variants"]
    ]


def row(course: Course, courses: Sequence[Course]) -> list[str]:
    """One course."""
    totals = course["totals"]
    is_planned = course["set"]["planned"]
    return [
        f"**{course['en']}**" if is_planned else course["en"],
        totals["adequate_at"] or "not by the end",
        f"{totals['at_risk_min']:,}",
        f"{totals['houses_at_risk']:,}",
        f"{totals['worship_at_risk']:,}",
        verdict(course, courses[0]) if is_planned else "",
        verdict(course, in_hindsight(course, courses)) if is_planned else "",
    ]


def main() -> None:
    """Replay all of them and write the page."""
    config = load_config()
    began = time.process_time()
    parts = []
    heads = ("course", "adequate", "minutes at risk", "houses", "worship", "against the day", "against hindsight")
    for one in flow.scenarios():
        document = flow.replay(config, one["name"], draws=0, seed=SEED)
        courses = with_order(document)
        rows = table([row(course, courses) for course in courses], *heads)
        parts.append(f"## {document['title']['en']}\n\n{one['lesson']['en']}\n\n{rows}")
        print(one["name"], flush=True)
    surge, replay = config.surge, config.replay
    text = TEXT.format(
        commit=commit(),
        seconds=time.process_time() - began,
        onward=onward_min(replay, surge),
        again=replay.again_min,
        near=replay.near_min,
        over="\n\n".join(parts),
    )
    (ROOT / "docs" / "replays.md").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

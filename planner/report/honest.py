"""What a replay cannot say: one paragraph in each language, made from what was assumed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from planner.report.words import words_of


def honest(replay: Mapping[str, Any], *, rate: float, language: str) -> str:
    """The scenario's own caveat, then how much was assumed, and what the numbers mean.

    `replay` is the document of a replay, `rate` the houses a minute of the upper bound.
    """
    words = words_of(language)

    def say(key: str, **values: object) -> str:
        return words[f"replay.{key}"].format(**values)

    assumed = replay["assumed"]
    parts = [" ".join(replay["caveat"][language].split())]
    if assumed["sliders"]:
        without = sum(slider["grade"] == "assumption" for slider in replay["sliders"])
        parts.append(say("sliders", count=assumed["sliders"], assumed=without))
    if assumed["differing"]:
        parts.append(say("differing", count=assumed["differing"], facts=assumed["facts"]))
    parts += [say("model", rate=f"{rate:g}"), say("ground")]
    if any(not variant["set"]["planned"] for variant in replay["variants"][1:]):
        parts.append(say("hindsight"))
    if any(variant["set"]["planned"] for variant in replay["variants"]):
        parts.append(say("planned"))
    parts.append(say("draws", draws=replay["draws"]) if replay["draws"] else say("no_draws"))
    return " ".join(parts)

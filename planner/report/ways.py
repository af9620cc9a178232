"""A route in words as a driver wants it: no step so short that it is over before it is read."""

from __future__ import annotations

import re

from planner.report.voice import Voice

_STEP = re.compile(r"(?P<name>.+) (?P<count>\d+(?:\.\d+)?) (?P<unit>km|m)")
_FOOT = re.compile(r"last (?P<count>\d+(?:\.\d+)?) (?P<unit>km|m) on foot")
_LEAST_M, _KM_FROM_M = 50.0, 995.0
_LEG, _THEN, _SIDE = "; form up, then ", ", then ", "side road"


def legs_in_words(route: str, voice: Voice) -> tuple[str, ...]:
    """Each leg of "Canal Road 2.1 km, then Mill Street 30 m; form up, then Church Road 600 m" in one language.

    Steps shorter than 50 m are left out where longer ones remain, and steps along one street become one. A text that is
    no such route is kept.
    """
    return tuple(_leg(leg, voice) for leg in route.split(_LEG) if leg.strip())


def _leg(leg: str, voice: Voice) -> str:
    driven, comma, last = leg.strip().rpartition(", ")
    walk = _FOOT.fullmatch(last)
    if walk is not None:
        on_foot = voice.say("way.foot", far=_far(_metres(walk), voice))
        return f"{_driven(driven, voice)}{voice['gap.join']}{on_foot}" if comma else on_foot
    return _driven(leg, voice)


def _driven(leg: str, voice: Voice) -> str:
    found = [_STEP.fullmatch(step.strip()) for step in leg.split(_THEN)]
    steps = [(step["name"], _metres(step)) for step in found if step]
    if len(steps) != len(found):
        return voice.sentence(leg)
    long = [step for step in steps if step[1] >= _LEAST_M] or [max(steps, key=lambda step: step[1])]
    joined: list[tuple[str, float]] = []
    for name, metres in long:
        if joined and joined[-1][0] == name:
            joined[-1] = (name, joined[-1][1] + metres)
        else:
            joined.append((name, metres))
    return voice["way.join"].join(_step(name, metres, voice) for name, metres in joined)


def _step(name: str, metres: float, voice: Voice) -> str:
    street = voice["way.side"] if name == _SIDE else voice.name(name)
    return voice.say("way.step", name=street, far=_far(metres, voice))


def _far(metres: float, voice: Voice) -> str:
    if metres >= _KM_FROM_M:
        return voice.say("route.km", km=f"{metres / 1000:.1f}")
    return voice.say("spot.metres", count=f"{round(metres, -1):.0f}")


def _metres(found: re.Match[str]) -> float:
    return float(found["count"]) * (1000 if found["unit"] == "km" else 1)

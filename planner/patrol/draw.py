"""Which tour is driven in which duty: drawn by a secret seed to which the plan is bound, so no draw can be altered.

With the plan a hash is published, not the seed. Whoever is later shown the seed can make all draws again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from planner.patrol.comb import systematic
from planner.patrol.strategy import Strategy

LEAST_SEED_BYTES = 16
"""A shorter seed could be found by trying all of them."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What is published with a plan: a hash, in hexadecimal digits, that fits one seed, one scope, these strategies."""

    hash: str
    scope: str


def commit(seed: bytes, scope: str, strategies: Sequence[Strategy]) -> Commitment:
    """The commitment of a plan to its seed, before anything is drawn. `scope` names the plan: identifier, first day.

    Raises ValueError for a seed of fewer than 16 bytes.
    """
    _check(seed)
    parts = [b"patrol", seed, scope.encode(), *(_print(one) for one in strategies)]
    return Commitment(hashlib.sha256(_joined(parts)).hexdigest(), scope)


def draw(strategy: Strategy, duties: Iterable[str], seed: bytes) -> dict[str, int]:
    """The position of the tour for each duty, in the order given.

    Of n duties a tour of probability p gets n x p, rounded up or down: over four weeks the frequencies are what the
    strategy promises, not only in the long run. Which duty gets which is decided by the seed and the duty's identifier,
    in no order that can be seen. A duty more or less alters all draws: draw once for a plan, and again only under a
    new commitment.

    Raises ValueError for a seed of fewer than 16 bytes, or a duty that comes twice.
    """
    _check(seed)
    named = list(duties)
    if len(set(named)) < len(named):
        raise ValueError("a duty comes twice among those to be drawn for")
    whose = _print(strategy)
    mixed = sorted(named, key=lambda duty: (_keyed(seed, b"order", whose, duty.encode()), duty))
    # the tours are laid out by what they visit, like beside like, so that sites too come as often as they should
    line = sorted(range(len(strategy.tours)), key=lambda i: (sorted(strategy.tours[i].visits), i))
    start = int.from_bytes(_keyed(seed, b"start", whose, *(d.encode() for d in sorted(named)))[:6], "big") / 2**48
    drawn = systematic(strategy.probabilities[line], len(named), start)
    given = {duty: line[int(outcome)] for duty, outcome in zip(mixed, drawn, strict=True)}
    return {duty: given[duty] for duty in named}


def verify(
    commitment: Commitment, seed: bytes, rounds: Sequence[tuple[Strategy, Mapping[str, int]]]
) -> tuple[str, ...]:
    """What does not fit, in sentences; none when this seed gave all these draws. One round for each strategy."""
    if commit(seed, commitment.scope, [strategy for strategy, _ in rounds]).hash != commitment.hash:
        return (f"The seed or a strategy is not the one to which {commitment.scope} was bound.",)
    return tuple(
        f"{duty}: tour {ours + 1} was drawn, and the plan has tour {told[duty] + 1}."
        for strategy, told in rounds
        for duty, ours in draw(strategy, told, seed).items()
        if told[duty] != ours
    )


def _check(seed: bytes) -> None:
    if len(seed) < LEAST_SEED_BYTES:
        raise ValueError(f"a seed of {len(seed)} bytes can be guessed; take at least {LEAST_SEED_BYTES}")


def _keyed(seed: bytes, *parts: bytes) -> bytes:
    return hmac.new(seed, _joined(parts), hashlib.sha256).digest()


def _print(strategy: Strategy) -> bytes:
    """A fingerprint of tours and probabilities, the same on every machine."""
    told = [
        f"{probability.hex()} " + " ".join(f"{strategy.sites[stop]}@{minute}" for stop, minute in tour.visits)
        for probability, tour in zip((float(p) for p in strategy.probabilities), strategy.tours, strict=True)
    ]
    return hashlib.sha256(_joined([line.encode() for line in told])).digest()


def _joined(parts: Iterable[bytes]) -> bytes:
    """Parts with their lengths, so that no two lists of parts read alike."""
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)

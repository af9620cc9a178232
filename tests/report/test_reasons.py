"""The reason of a need in words: no key of a number is left on a page."""

from __future__ import annotations

import pytest

from planner.report.reasons import reason_in_words
from planner.report.voice import Voice

ENGLISH, URDU = Voice("en"), Voice("ur")
GUARD = "guard at Sunday service, category A: 3 officers (demand.guard_a, assumption)"


def test_a_number_is_named_with_its_grade() -> None:
    """What the number is, and how well it is supported."""
    assert reason_in_words(GUARD, ENGLISH) == (
        "guard at Sunday service, category A: 3 officers: routine service at an A site (assumption)"
    )


def test_an_urdu_order_says_it_in_urdu() -> None:
    """Kind of duty, service, how many, what the number is, its grade."""
    said = reason_in_words(GUARD, URDU, kind="guard")
    for word in ("گارڈ", "اتوار کی عبادت", "اہلکار", "مفروضہ"):
        assert word in said
    assert "guard" not in said


@pytest.mark.parametrize(("name", "said_as"), [("Christmas", "کرسمس"), ("Zorpfest", "Zorpfest")])
def test_a_festival_is_named(name: str, said_as: str) -> None:
    """An occasion has its name in Urdu where it is known, else the name that it came with."""
    said = reason_in_words(f"guard at {name} (festival), category B: 8 officers (demand.festival_b, derived)", URDU)
    assert said_as in said
    assert "festival" not in said


def test_bad_news_behind_the_number_is_kept() -> None:
    """No woman officer is said in Urdu; another note stays as it is."""
    said = reason_in_words(f"{GUARD}; no woman officer is left on the roll for it that day; beware", URDU)
    assert "کوئی خاتون اہلکار دستیاب نہیں" in said
    assert "beware" in said


@pytest.mark.parametrize("voice", [ENGLISH, URDU], ids=["en", "ur"])
@pytest.mark.parametrize(
    "reason",
    [
        "2 officers (demand.patrol_tour, derived)",
        "2 officers (surge.min_section, set by the deployment), ASI in charge (demand.pair_in_charge, assumption)",
        "2 officers (demand.no_such_key, assumption)",
    ],
)
def test_no_key_is_left(voice: Voice, reason: str) -> None:
    """A key that has no words of ours gets those of the defaults file, an unknown one its own without marks."""
    said = reason_in_words(reason, voice)
    assert "demand." not in said
    assert "_" not in said
    assert "2" in said


@pytest.mark.parametrize("voice", [ENGLISH, URDU], ids=["en", "ur"])
def test_a_reason_without_a_number_stays(voice: Voice) -> None:
    """Words of a person are not changed."""
    assert "relief" in reason_in_words("relief", voice)

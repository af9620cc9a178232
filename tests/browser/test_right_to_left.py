"""Numbers, ranges, times and call signs in right-to-left pages, as a real browser lays their digits out."""

from __future__ import annotations

from itertools import pairwise, product

from playwright.sync_api import Page

from layers.words import Words
from planner.report.voice import Voice

URDU = Words("ur")
VALUES = (
    "7", "12", "1,234", "0.25", "25 %", "90%", "300-600", "300–600", "300-450-600", "07:30", "07:30-13:00",
    "22:00–06:00 +1", "2026-12-25", "25.12.2026", "14/16", "3 / 14", "A1-2", "PS10", "S0012", "ASI-03613", "C-1",
    "EPSG:32642", "0300-0000000", "31.5204", "73.08 31.42 300-600",
)  # fmt: skip
SENTENCES = (
    "no free officer of rank ASI or above on Friday 25 December 08:00-16:00: 10 hold the rank, 10 are on other duties.",
    "850 people planned for (9 of 10 cases; said: 300 to 600; 4.7 more a minute, 30 min ahead)",
    "Open: 18,082 of 20,112 officer-hours; what is covered is 15 % of the worth of all needs.",
    "A1-2 has not read its order back, and was to leave at 09:18.",
    "2.6 km south of Place of worship (Christian) 224, Chak 133 Demo, on Mill Road, in Demopur Tehsil",
)
# the left edge of each character, in the order of the text; a run of digits must go from left to right
EDGES = """() => [...document.querySelectorAll('p')].map(p => {
  const found = [], walk = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    for (let n = 0; n < node.data.length; n++) {
      const range = document.createRange(); range.setStart(node, n); range.setEnd(node, n + 1);
      const box = range.getClientRects()[0];
      found.push([node.data[n], box ? box.left : null, box ? box.top : null]);
    }
  }
  return found;
})"""


def reversed_in(letters: list[tuple[str, float | None, float | None]], value: str) -> bool:
    """True when the characters of the value do not stand from left to right, one after the other, on their line."""
    letters = [one for one in letters if not "\u2066" <= one[0] <= "\u2069"]
    text = "".join(letter for letter, _, _ in letters)
    at = text.find(value)
    assert at >= 0, (text, value)
    shown = [one for one in letters[at : at + len(value)] if one[0] != " "]
    return any(
        left is None or next_left is None or (top == next_top and next_left <= left)
        for (_, left, top), (_, next_left, next_top) in pairwise(shown)
    )


def cases() -> list[tuple[str, str]]:
    """Texts as screens and papers make them, each with a run whose order must hold."""
    voice = Voice("ur")
    around = (
        lambda value: URDU("tip.incident", day=value, severity=3),
        lambda value: URDU("odds.between", often=value, seldom="1,900"),
        lambda value: URDU("layer.sites") + ": " + URDU("tip.category", category=value),
        lambda value: voice.own(f"جگہ {value} پر اہلکار"),
        lambda value: f"{voice.keep(value)} – {voice.name('تھانہ سٹی')}",
        lambda value: URDU.sentence(f"{value} has read its order back."),
        lambda value: URDU.sentence(f"Zorp blat {value}"),
        lambda value: URDU("map.incidents_to", day=value),
    )
    found = [(make(value), value) for make, value in product(around, VALUES)]
    marks = ("08:00-16:00", "300", "18,082", "20,112", "A1-2", "09:18", "4.7", "2.6", "224, Chak 133 Demo")
    found += [(URDU.sentence(text), mark) for text in SENTENCES for mark in marks if mark in text]
    return found


def test_no_number_is_reversed_in_right_to_left_text(page: Page) -> None:
    """Over 200 texts in a right-to-left page: the digits of each stand in the order in which they are written."""
    listed = cases()
    assert len(listed) > 200
    paragraphs = "".join("<p></p>" for _ in listed)
    page.set_content(
        f'<html lang="ur" dir="rtl"><body style="font:16px sans-serif;width:1200px">{paragraphs}</body></html>'
    )
    page.evaluate(
        "texts => document.querySelectorAll('p').forEach((p, n) => { p.textContent = texts[n]; })",
        [t for t, _ in listed],
    )
    shown = page.evaluate(EDGES)
    wrong = [text for (text, value), letters in zip(listed, shown, strict=True) if reversed_in(letters, value)]
    assert not wrong, f"{len(wrong)} of {len(listed)}: {wrong[:5]}"


def test_a_range_that_is_not_kept_together_is_reversed(page: Page) -> None:
    """The control: without its isolate the same range is turned round, and the measure sees it."""
    page.set_content('<html lang="ur" dir="rtl"><body><p>جگہ 07:30 – 13:00 پر</p></body></html>')
    assert reversed_in(page.evaluate(EDGES)[0], "07:30 – 13:00")

"""A replay as one self-contained page: force and crowds move over a made-up plane, with their curves below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from layers.replay_words import check_line, matter_line, outcome_rows, value
from layers.safe import safe, script_json
from layers.words import Words

_HERE = Path(__file__).parent
_STATES = ("quiet", "gathering", "adequate", "held", "open", "overwhelmed")
_SPOKEN = ("play", "pause", "again", "all_places", "people", "need", "officers", "assumed_hour", "never")
_SPEEDS = (5, 10, 20, 60)


_FONT = (
    """@font-face { font-family: "Noto Nastaliq Urdu"; src: url("../assets/vendor/fonts/NotoNastaliqUrdu.woff2"); }"""
)
"""Of the app, for a page inside a screen; a page on a stick takes what the machine has."""


def replay_page(replay: Mapping[str, Any], *, language: str = "en", embedded: bool = False) -> str:
    """The page of a replay's document; it opens from a USB stick, without server and without internet.

    `embedded` is for a frame in a screen that says the rest itself: only what moves, with the typeface of our server.
    """
    words = Words(language)
    fonts, face = ("; font-src 'self'", _FONT) if embedded else ("", "")
    texts = {key: words(f"replay.{key}") for key in _SPOKEN}
    texts.update({f"state_{state}": words(f"replay.state_{state}") for state in _STATES})
    shown = {key: replay[key] for key in ("first_min", "last_min", "places", "forces", "clock", "states", "variants")}
    return f"""<!doctype html>
<html lang="{language}" dir="{words.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:{fonts}">
<title>{safe(replay["title"][language])}</title>
<style>{face}{(_HERE / "replay.css").read_text(encoding="utf-8")}</style>
</head>
<body{' class="embedded"' if embedded else ""}>
<main>
{"" if embedded else _head(replay, words)}
{_stage(words)}
{"" if embedded else _outcomes(replay, words) + _grounds(replay, words)}
</main>
<script type="application/json" id="replay-data">{script_json(shown)}</script>
<script type="application/json" id="replay-words">{script_json(texts)}</script>
<script>{(_HERE / "replay.js").read_text(encoding="utf-8")}</script>
</body>
</html>
"""


def _head(replay: Mapping[str, Any], words: Words) -> str:
    language = words.language
    return f"""<header>
<h1>{safe(replay["title"][language])}</h1>
<p>{safe(_line(replay["summary"][language]))}</p>
<p><b>{_word(words, "lesson")}:</b> {safe(_line(replay["lesson"][language]))}</p>
<p class="soft">{safe(check_line(replay, words))} {_word(words, "made_up")}</p>
</header>"""


def _stage(words: Words) -> str:
    speeds = "".join(f'<option value="{n}"{" selected" if n == 20 else ""}>{n}</option>' for n in _SPEEDS)
    states = "".join(
        f'<li><span class="chip" data-state="{state}">{_word(words, f"state_{state}")}</span></li>' for state in _STATES
    )
    return f"""<section class="controls" aria-label="{_word(words, "time")}">
<button type="button" id="play">{_word(words, "play")}</button>
<output id="now" for="time"></output>
<input type="range" id="time" step="1" dir="ltr" aria-label="{_word(words, "time")}">
<label>{_word(words, "variant")} <select id="variant"></select></label>
<label>{_word(words, "locality")} <select id="place"></select></label>
<label>{_word(words, "speed")} <select id="speed">{speeds}</select></label>
</section>
<div class="grid">
<section><h2>{_word(words, "map")}</h2>
<svg id="map" role="img" aria-label="{_word(words, "map")}" direction="{words.direction}"></svg>
<ul class="legend">{states}<li>● {_word(words, "unit")}</li><li>◯ {_word(words, "crowd_circle")}</li></ul>
<p id="latest" role="status"></p>
</section>
<section><h2>{_word(words, "clock")}</h2><ol id="events"></ol><p class="soft">{_word(words, "keys")}</p></section>
</div>
<section><h2>{_word(words, "curve")}</h2>
<svg id="curve" role="img" aria-label="{_word(words, "curve")}" direction="ltr"></svg>
</section>
<section class="wide" tabindex="0" aria-label="{_word(words, "locality")}"><table><thead><tr>
<th scope="col">{_word(words, "locality")}</th><th scope="col"></th><th scope="col">{_word(words, "people")}</th>
<th scope="col">{_word(words, "officers")}</th><th scope="col">{_word(words, "need")}</th>
<th scope="col">{_word(words, "first_at")}</th><th scope="col">{_word(words, "adequate_at")}</th>
<th scope="col">{_word(words, "between")}</th><th scope="col">{_word(words, "at_risk_min")}</th>
</tr></thead><tbody id="now-rows"></tbody></table></section>"""


def _outcomes(replay: Mapping[str, Any], words: Words) -> str:
    rows = outcome_rows(replay, words)
    first = words("replay.variant")
    body = "".join(_row(row, first) for row in rows)
    heads = "".join(f'<th scope="col">{safe(head)}</th>' for head in rows[0])
    matters = ""
    if replay["draws"]:
        listed = "".join(f"<li>{safe(matter_line(one, words))}</li>" for one in replay["matters"])
        matters = f"<p><b>{safe(words('replay.matters_title', draws=replay['draws']))}</b></p><ul>{listed}</ul>"
    bound = words("replay.bound", rate=f"{replay['arson_per_min']:g}")
    return f"""<section><h2>{_word(words, "outcomes")}</h2>
<div class="wide" tabindex="0" role="region" aria-label="{_word(words, "outcomes")}">
<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>
<p class="soft">{safe(bound)}</p>{matters}</section>
<section><h2>{_word(words, "honest_title")}</h2><p>{safe(replay["honest"][words.language])}</p></section>"""


def _row(row: Mapping[str, str], first: str) -> str:
    kind = ' class="range"' if row[first].startswith(" ") else ""
    cells = "".join(f'<td class="n">{safe(text)}</td>' for key, text in row.items() if key != first)
    return f'<tr{kind}><th scope="row">{safe(row[first].strip())}</th>{cells}</tr>'


def _grounds(replay: Mapping[str, Any], words: Words) -> str:
    sliders = _items(
        f"{safe(one[words.language])}: "
        + safe(
            words("replay.slider_range").format(
                **{key: value(str(_plain(one[key])), words) for key in ("low", "high", "value")}
            )
        )
        + f' <span class="soft"><bdi>{safe(words.sentence(one["source"]))}</bdi></span>'
        for one in replay["sliders"]
    )
    facts = _items(
        f"<bdi>{safe(words.sentence(one['text']))}: {safe(_three(one))}</bdi> "
        f'<bdi class="soft">{safe(", ".join(one["sources"]))}</bdi>'
        for one in replay["facts"]
    )
    sources = _items(f"<bdi>{safe(key)}: {safe(words.sentence(text))}</bdi>" for key, text in replay["sources"].items())
    return "".join(
        f"<section><details><summary>{_word(words, title)}</summary><ul>{listed}</ul></details></section>"
        for title, listed in (("sliders", sliders), ("facts", facts), ("sources", sources))
        if listed
    )


def _items(texts: Iterable[str]) -> str:
    return "".join(f"<li>{text}</li>" for text in texts)


def _three(fact: Mapping[str, Any]) -> str:
    low, high = f"{fact['low']:,g}", f"{fact['high']:,g}"
    return low if low == high else f"{low} – {high}"


def _plain(number: Any) -> str:
    return number if isinstance(number, str) else f"{number:g}"


def _word(words: Words, key: str) -> str:
    return safe(words(f"replay.{key}"))


def _line(text: str) -> str:
    return " ".join(text.split())

from __future__ import annotations

import json

import pytest

from layers import page, sheet
from layers.safe import safe, script_json
from layers.words import Words
from tests.layers import scenes

HOSTILE = (
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "`+(window.pwned=1)+`",
    "${window.pwned=1}",
    "'+(window.pwned=1)+'",
    '"+(window.pwned=1)+"',
    "\\x3cscript\\x3ewindow.pwned=1",
    "{{window.pwned=1}}",
    "{{'window.pwned'}}",
    "{{ 7 * 191 }}",
    "{% raw %}",
    "{# note",
    "<!--<script>",
    "javascript:window.pwned=1",
    "&lt;script&gt;",
    "\u2028window.pwned=1",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_safe_text_has_no_sign_that_markup_or_script_could_take(text: str) -> None:
    """Of all signs that mean something, only the `&#N;` of our own making are left."""
    made = safe(text)
    assert not set("<>\"'`$\\{}") & set(made)
    # what a browser makes of it is the text itself
    import html

    assert html.unescape(made) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_json_in_a_script_cannot_end_it_and_means_the_same(text: str) -> None:
    """No sign that ends a script element, opens a comment or is taken for one of folium's references."""
    made = script_json({"name": text})
    assert not set("<>&'`$\u2028\u2029") & set(made)
    assert "{{" not in made
    assert "{%" not in made
    assert json.loads(made) == {"name": text}


def test_a_hostile_name_is_on_the_page_only_as_data() -> None:
    """A site whose name closes the script element stands in the one-file page with its brackets encoded."""
    places = scenes.sites(len(HOSTILE))
    places["name_en"] = list(HOSTILE)
    html = page.map_page(scenes.scene(of=places))
    assert "<script>window.pwned" not in html
    assert "onerror=window" in html
    assert "1337" not in html
    assert "<img src=x onerror" not in html


def test_a_number_that_is_none_is_a_fault_not_a_broken_map() -> None:
    """NaN is no JSON: it would blank the map in the browser."""
    with pytest.raises(ValueError, match="JSON"):
        script_json({"x": float("nan")})


def test_titles_are_escaped_too() -> None:
    """The title of a page stands in markup."""
    scene = scenes.scene(2)
    html = sheet.map_page(page.frames_of(scene), page.page_of(scene, Words(), title="</title><script>1</script>"))
    assert "</title><script>" not in html

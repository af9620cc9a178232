"""Every number has a unit, a range and a source, and a wrong one is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.config import Number, explain, load_config, numbers
from planner.core.errors import ConfigError
from planner.core.estimate import GRADES


@pytest.mark.parametrize("number", numbers().values(), ids=lambda n: n.key)
def test_every_number_says_where_it_comes_from(number: Number) -> None:
    """Unit, source and grade are there, and a default lies in its own range."""
    assert number.unit
    assert number.source
    assert number.grade in GRADES
    if isinstance(number.value, int | float):
        assert number.low is not None, f"{number.key} has no range"
        assert number.high is not None
        assert number.low <= number.value <= number.high


def test_every_number_of_the_file_is_a_field_and_the_other_way_round() -> None:
    """A key without a field would be ignored; a field without a key has no source."""
    fields = {f"{section}.{key}" for section, keys in load_config().model_dump().items() for key in keys}
    assert fields == set(numbers())


def test_a_deployment_overrides_one_number_and_explain_says_so(tmp_path: Path) -> None:
    """One line in a file changes one number; its origin is shown."""
    file = tmp_path / "deployment.toml"
    file.write_text("[surge]\nquantile = 0.9\n", encoding="utf-8")
    config = load_config(file)
    assert config.surge.quantile == 0.9
    assert explain(config, "surge.quantile")["set_by"] == "deployment.toml"
    assert explain(config, "surge.min_section")["set_by"] == "defaults.toml"


def test_a_scenario_overrides_a_deployment(tmp_path: Path) -> None:
    """The last word has the scenario."""
    file = tmp_path / "deployment.toml"
    file.write_text("[surge]\nquantile = 0.9\n", encoding="utf-8")
    config = load_config(file, {"surge.quantile": 0.25})
    assert (config.surge.quantile, config.set_by("surge.quantile")) == (0.25, "scenario")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[surge]\nquantil = 0.5\n", ["surge.quantil", "surge.quantile"]),
        ("[surge]\nquantile = 5\n", ["surge.quantile", "outside 0 to 1"]),
        ("[surge]\nquantile = 'much'\n", ["surge.quantile", "no number"]),
        ("[surge\n", ["no TOML"]),
        ("quantile = 0.5\n", ["outside any section"]),
    ],
)
def test_a_wrong_line_is_refused_with_key_and_reason(tmp_path: Path, text: str, words: list[str]) -> None:
    """A typing slip cannot be silently ignored."""
    file = tmp_path / "deployment.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as fault:
        load_config(file)
    for word in ("deployment.toml", *words):
        assert word in str(fault.value)


def test_the_hash_changes_with_a_number_and_only_then() -> None:
    """A plan's provenance can tell whether the numbers were the same."""
    assert load_config().hash == load_config().hash
    assert load_config().hash != load_config(overrides={"surge.quantile": 0.6}).hash


def test_explaining_an_unknown_key_names_the_nearest() -> None:
    """A slip in the key gets the key that was probably meant."""
    with pytest.raises(ConfigError, match=r"surge\.quantile"):
        explain(load_config(), "surge.quantille")

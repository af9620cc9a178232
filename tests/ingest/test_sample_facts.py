"""What makes the sites of a world vulnerable: in the stated shares, and drawn apart from everything else."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from planner.config import load_config
from planner.ingest.sample import make_world
from planner.ingest.sample.facts import make_facts
from planner.tables import STORED, SiteTable

FACTS = ["grounds_m2", "setting", "safeguards", "guards", "threat", "advisory"]
MANY = 4000


def _drawn(seed: int = 1, **keys: float) -> pd.DataFrame:
    """Facts of 4,000 sites, a quarter of each category, half of them in towns, with 100 worshippers each."""
    config = load_config(overrides={f"sample.{key}": value for key, value in keys.items()}).sample
    category = np.repeat(np.array(["A", "B", "C", "D"], dtype=object), MANY // 4)
    urban = np.arange(MANY) % 2 == 0
    facts = make_facts(category, np.full(MANY, 100), urban, config, np.random.default_rng(seed))
    return pd.DataFrame({"category": category, "urban": urban, **facts})


def test_a_share_of_each_fact_is_not_on_record() -> None:
    """0.15 of 4,000, within three standard errors of 0.0056."""
    drawn = _drawn()
    unknown = {name: (drawn[name].isna() | (drawn[name] == "")).mean() for name in FACTS}
    assert unknown == pytest.approx(dict.fromkeys(FACTS, 0.15), abs=0.017)
    complete = _drawn(fact_unknown_share=0.0)
    assert not complete[FACTS].isna().any().any()
    assert (complete[["setting", "safeguards"]] != "").all().all()


def test_safeguards_and_threat_follow_the_category() -> None:
    """Walls at 0.8, 0.6, 0.35 and 0.15 of A to D sites; threat at A sites twice that of C sites, the root of 4."""
    drawn = _drawn(fact_unknown_share=0.0)
    walls = drawn["safeguards"].str.contains("wall").groupby(drawn["category"]).mean()
    assert walls.to_dict() == pytest.approx({"A": 0.8, "B": 0.6, "C": 0.35, "D": 0.15}, abs=0.05)
    threat = drawn["threat"].astype(float).groupby(drawn["category"]).mean()
    assert threat["A"] / threat["C"] == pytest.approx(2, rel=0.1)


def test_settings_are_those_of_towns_and_villages() -> None:
    """No village site on a main road, no town site isolated; the shares as stated."""
    drawn = _drawn(fact_unknown_share=0.0)
    town, village = (drawn[drawn["urban"] == one]["setting"].value_counts(normalize=True) for one in (True, False))
    assert town.to_dict() == pytest.approx({"main road": 0.25, "narrow street": 0.4, "open road": 0.35}, abs=0.04)
    assert village.to_dict() == pytest.approx({"isolated": 0.4, "narrow street": 0.2, "open road": 0.4}, abs=0.04)


def test_the_rest_of_the_world_does_not_hang_on_the_facts() -> None:
    """With all facts known instead of 85 %, places, names, incidents and everything else are the same rows."""
    config = load_config(overrides={"sample.fact_unknown_share": 0.0}).sample
    plain, other = (
        make_world("tehsil", 7, today=date(2026, 11, 22), config=one) for one in (load_config().sample, config)
    )
    assert plain.frames[SiteTable][FACTS].isna().any().any()
    for table in STORED:
        left, right = plain.frames[table], other.frames[table]
        if table is SiteTable:
            left, right = left.drop(columns=FACTS), right.drop(columns=FACTS)
        pd.testing.assert_frame_equal(left, right)

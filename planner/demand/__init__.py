"""Who is needed where and when, each need with its reason; the doses of mobiles, floors of cover, gaps."""

from __future__ import annotations

from planner.demand.clone import Cloned, clone
from planner.demand.derive import derive
from planner.demand.dosage import Dose, dosage
from planner.demand.floors import floors, unserved
from planner.demand.gaps import VisitGap, gap_sentences, visit_gaps

__all__ = [
    "Cloned",
    "Dose",
    "VisitGap",
    "clone",
    "derive",
    "dosage",
    "floors",
    "gap_sentences",
    "unserved",
    "visit_gaps",
]

"""An emergency: who goes from where to which alarm, what stays behind, and how good the answer is known to be."""

from planner.surge.answer import (
    AlarmAnswer,
    Answer,
    Commander,
    Lack,
    Stage,
    Uncovered,
    UnitAnswer,
)
from planner.surge.build import build
from planner.surge.check import check_answer
from planner.surge.dispatch import dispatch, nearest
from planner.surge.document import answer_document
from planner.surge.form_up import form_up_point
from planner.surge.need import NeedsByCrowd, need_curve, needs_by_crowd
from planner.surge.places import Place
from planner.surge.problem import FormUp, Origin, Person, SurgeProblem

__all__ = [
    "AlarmAnswer",
    "Answer",
    "Commander",
    "FormUp",
    "Lack",
    "NeedsByCrowd",
    "Origin",
    "Person",
    "Place",
    "Stage",
    "SurgeProblem",
    "Uncovered",
    "UnitAnswer",
    "answer_document",
    "build",
    "check_answer",
    "dispatch",
    "form_up_point",
    "nearest",
    "need_curve",
    "needs_by_crowd",
]

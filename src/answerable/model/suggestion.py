"""Suggestions: what a pass that may be wrong would say of a case, beside what stands; and how well such a pass does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from answerable.model.case import Coded


class Pass(StrEnum):
    """A pass that suggests and never proposes: what it says counts nowhere until a person takes it."""

    LANGUAGE_MODEL = "language_model"
    LEARNED = "learned"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value that a pass would give to a variable of a case.

    Args:
        id: stable identifier: case, variable, pass and value.
        case_id: the case.
        authority_id: whose officer.
        document: sha256.
        variable: of the codebook.
        by: which pass.
        coded: the value with the words that it rests on.
        why: in words: how many reviewed cases it was learned from, or which model said so.
    """

    id: str
    case_id: str
    authority_id: str
    document: str
    variable: str
    by: Pass
    coded: Coded
    why: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """How well a pass learned from reviewers codes one variable, on reviewed cases that it had not seen.

    Args:
        id: stable identifier: variable and engine.
        variable: of the codebook.
        n: reviewed cases.
        n_needed: reviewed cases from which on it is learned.
        n_folds: parts that took turns at being held back; 0 where too little is reviewed.
        n_said: values it gave to held-back cases.
        n_right: of these, right ones.
        n_wanted: values that people gave.
        share_sure: mean of how sure it was of what it said, in [0, 1].
        calibration_error: mean distance between how sure it was and how often it was right, in [0, 1].
        n_refused: values it would have given and could show no words for.
        categories: category, reviewed cases that have it, right, said.
        engine: what learned, with its version.
        why_not: why it was not learned; empty where it was.
    """

    id: str
    variable: str
    n: int
    n_needed: int
    n_folds: int = 0
    n_said: int = 0
    n_right: int = 0
    n_wanted: int = 0
    share_sure: float = 0.0
    calibration_error: float = 0.0
    n_refused: int = 0
    categories: tuple[tuple[str, int, int, int], ...] = ()
    engine: str = ""
    why_not: str = ""

    @property
    def precision(self) -> float | None:
        """Share of what it said that is right; None where it said nothing."""
        return self.n_right / self.n_said if self.n_said else None

    @property
    def recall(self) -> float | None:
        """Share of what people gave that it said; None where they gave nothing."""
        return self.n_right / self.n_wanted if self.n_wanted else None

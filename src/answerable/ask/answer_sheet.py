"""The answer sheet: a workbook that goes with a letter, so that answers come back structured.

What lives here: the nouns of what comes back (``answer_sheet_make`` writes it, ``answer_sheet_read`` is the exact
inverse; the words both know it by are in ``model.answer_sheet``). What must never be here: reading or writing.

Five sheets, none hidden: *Read me* (with the request's token and the codebook's version), *Answers* (one row per
question), *Cases* (one row per case, columns are the codebook's variables), *Counts* (one row per measure, columns are
years), *Lists* (what can be chosen, and which column is which variable).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from answerable.model.codebook import Codebook, Variable
from answerable.model.problem import Problem


@dataclass(frozen=True, slots=True)
class SheetValue:
    """One value that came back: what it was typed as, how it was read, and its cell."""

    variable: str
    text: str
    value: str | tuple[str, ...] | int | float | dt.date | None
    cell: str
    """Such as ``Cases!B4``."""


@dataclass(frozen=True, slots=True)
class SheetAnswer:
    """The answer to one question."""

    question: int
    text: str
    decision: str
    sections: str
    cell: str


@dataclass(frozen=True, slots=True)
class SheetCase:
    """One row of *Cases*."""

    row: int
    values: tuple[SheetValue, ...]


@dataclass(frozen=True, slots=True)
class SheetCount:
    """One number of *Counts*: a measure in a year, or in the whole period (`year` None)."""

    measure: str
    year: int | None
    text: str
    cell: str


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """What an answer sheet holds."""

    token: str
    codebook: str
    version: str
    answers: tuple[SheetAnswer, ...]
    cases: tuple[SheetCase, ...]
    counts: tuple[SheetCount, ...]
    problems: tuple[Problem, ...] = ()


def list_case_variables(codebook: Codebook) -> tuple[Variable, ...]:
    """Return the variables that an authority can fill in for a case, in the codebook's order."""
    return tuple(variable for variable in codebook.variables if variable.unit == "case" and variable.asked)

"""Why another number of the data may not contradict a text: what else the words may mean.

What comes in: a tried statement and the reading that its words speak for most. What goes out: a reason in words, empty
where little doubt is left. Never here: values of readings, verdicts.

Each line is one way in which true statements were once called wrong; all of them end with a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answerable.check.claims.data.frames import Frame, FrameColumn, Role
from answerable.check.claims.explained import find_clause, find_unexplained
from answerable.check.claims.readings.candidates import Candidate
from answerable.check.claims.text.statements import Statement
from answerable.check.claims.text.terms import is_same_term, stem
from answerable.check.claims.unknown import PLAIN
from answerable.check.claims.values import Answered, is_within, scale_number
from answerable.words.figures import Figure, FigureKind

_SURE = 0.66
"""Words that speak at least so well for a reading whose value is another."""
_HEAD = 0.6
"""How near the head noun of a column must stand before a text is contradicted."""
_STRANGE = 2
"""So many words of a clause that no table knows: it is of something else."""
_NOT = re.compile(r"(?i)\b(?:not|never|neither|nor|except|excluding|apart from|other than|without)\b|n['’]t\b")
_NO_NOT = re.compile(r"(?i)\bnot (?:only|just|counting|surprisingly)\b")
_IF = re.compile(r"(?i)\b(?:if|unless|whether|suppose|assuming)\b")


def find_doubt(statement: Statement, one: Answered, frames: Sequence[Frame]) -> str:
    """Why the likeliest reading may not be the one meant; empty where the words leave little doubt."""
    candidate = one.candidate
    frame = frames[candidate.frame]
    if candidate.is_loose and one.is_open:
        return "small numbers are hidden"
    if candidate.share_words < _SURE or candidate.head < _HEAD or not candidate.is_said:
        return "the words do not say plainly which rows, year and column are meant"
    if is_taken(one, statement.others):
        return "that is another number of the sentence"
    figure = statement.figure
    if figure.bound and figure.unit != "most" and one.value is not None and is_within(figure, one.value):
        return "true of it, though far from it"
    clause = find_clause(statement)
    if _NOT.search(_NO_NOT.sub("", clause)) or _IF.search(clause):
        return "the sentence says what is not, or a condition"
    elsewhere = _find_elsewhere(statement.figure, candidate, frame)
    if elsewhere:
        return f"the same row has this number in {elsewhere!r}"
    words = find_unexplained(statement, candidate, frame)
    return f"{' and '.join(repr(word) for word in words[:3])} stands in no column that was read" if words else ""


def is_taken(one: Answered, others: Sequence[Figure]) -> bool:
    """Whether the value is another number of the sentence: then it is hardly this one's."""
    return any(one.fits(other) in ("exact", "rounded") for other in others)


def _find_elsewhere(figure: Figure, candidate: Candidate, frame: Frame) -> str:
    """A column that gives the number in the very row that was read, where it is of another kind than the one read."""
    if figure.unit in (
        "times",
        "rank_max",
        "rank_min",
        "above",
        "below",
        "all",
        "none",
        "only",
        "most",
        "percentage_point",
    ):
        return ""
    number = scale_number(figure)
    if figure.bound or figure.kind is FigureKind.FRACTION or len(f"{number:g}".strip("0.")) < 2:
        return ""
    rows = [frame.find_rows(at, value) for at, values in candidate.conditions for value in values]
    chosen = frozenset.intersection(*rows) if rows else frozenset()
    if len(chosen) != 1:
        return ""
    [row] = chosen
    for column in frame.columns:
        value = frame.numbers[row][column.number]
        is_other = column.role is Role.NUMBER and column.base != candidate.base
        if is_other and value is not None and abs(column.scale * value - number) < 1e-9:
            return column.name
    return ""


def find_strange(statement: Statement, candidate: Candidate, frame: Frame) -> str:
    """What a share is of, where the table has no word for most of it: "41% qualify for free meals"."""
    is_share = statement.figure.kind in (FigureKind.PERCENT, FigureKind.FRACTION)
    if not is_share or statement.figure.unit not in ("", "percent") or candidate.head >= _HEAD:
        return ""
    words = find_unexplained(statement, candidate, frame)
    return " and ".join(repr(word) for word in words[:3]) if len(words) >= _STRANGE else ""


def find_other_column(statement: Statement, candidate: Candidate, frame: Frame) -> str:
    """A column that the sentence has a word for, where it has none for the one that gives the number."""
    if candidate.way not in ("value", "sum") or not candidate.base:
        return ""
    text = statement.sentence.text
    words = {stem(word) for word in re.findall(r"[A-Za-z][A-Za-z'’-]+", text)} - PLAIN
    own = next((column for column in frame.columns if column.base == candidate.base), None)
    if own is None or _says(words, own) or fits_unit(own, statement):
        return ""
    is_share = statement.figure.kind in (FigureKind.PERCENT, FigureKind.FRACTION)
    others = [
        column
        for column in frame.of_role(Role.NUMBER)
        if column.base != candidate.base and is_share == (column.unit == "percent") and _says(words, column)
    ]
    return others[0].name if others else ""


def _says(words: set[str], column: FrameColumn) -> bool:
    return any(is_same_term(term, word) for term in column.terms for word in words)


def fits_unit(column: FrameColumn, statement: Statement) -> bool:
    """Whether a figure's own unit names a column: money for one in money, days for one in days."""
    after = statement.sentence.text[statement.figure.end - statement.sentence.start :]
    noun = re.match(r"\s*([a-z]+)", after)
    is_money = statement.figure.kind is FigureKind.MONEY and column.unit in ("GBP", "USD", "EUR", "money")
    return is_money or (noun is not None and noun.group(1) in column.name.lower())

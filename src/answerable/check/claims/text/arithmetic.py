"""What a text's own numbers say of each other, without any data.

What comes in: the statements of a text. What goes out: `Sum`s: a share that counts beside it give, or do not; a change
between two numbers; parts of a whole (see `parts`); one thing with two numbers (see `repeats`). Never here: tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from answerable.check.claims.text.rounding import find_slack, is_rounded
from answerable.check.claims.text.statements import Statement
from answerable.words.figures import FigureKind

_CHANGE = re.compile(
    r"(?i)\b(?:less|fewer|lower|down|fell|fall|drop|decrease|reduc|more|higher|up|rose|rise|increase|grew)"
)
_PART_OF = re.compile(
    r"(?i)^\s*(?:\([^)]*\)\s*)?(?:[a-z]+\s+)?(?:out\s+of|of|in)\s+(?:the\s+|all\s+|those\s+|a total of\s+)*$"
)
_BESIDE = re.compile(
    r"(?i)^[^.;\d]{0,40}?(?:\(|,? or |, which is |, that is |, i\.?e\.? |, equal to |: |, )\s*"
    r"(?:just |only |some |about |around |nearly )?$"
)
_BEFORE = re.compile(r"(?i)^[^.;\d]{0,30}?(?:\(|,? or |: |, )\s*(?:just |only )?$")
_OR = re.compile(r"(?i)[^.;]{0,24}?(?:,|\(| or)\s*(?:or )?")
_OF_WHOLE = re.compile(r"(?i)\)?,?\s*of (?:the |all |those )?")
_FROM = re.compile(r"(?i)\bfrom\s+(?:just |about |only )?$")
_TIMES = re.compile(r"(?i)^(?:more than |almost |nearly )?(?:doubled|trebled|tripled|quadrupled|halved)$")


@dataclass(frozen=True, slots=True)
class Sum:
    """An arithmetic that the text makes itself.

    Args:
        reading: in words.
        query: the calculation.
        value: what it gives.
        holds: whether the text's number is that, rounded as it is written.
        of: start of the figure that it is about.
        parts: start of each figure that belongs to it, that one included.
        unit: `%` or empty.
        is_sure: the words leave no doubt that these numbers belong together.
    """

    reading: str
    query: str
    value: float
    holds: bool
    of: int
    parts: tuple[int, ...]
    unit: str = "%"
    is_sure: bool = True

    def show(self) -> str:
        """The value as people read it."""
        return f"{self.value:.4g}%" if self.unit else f"{self.value:,.10g}"


def iter_ratios(statements: Sequence[Statement]) -> Iterator[Sum]:
    """The arithmetic of every percentage and ratio whose counts stand beside it."""
    for position in range(len(statements)):
        found = find_sum(statements, position)
        if found is not None:
            yield found


def find_sum(statements: Sequence[Statement], position: int) -> Sum | None:
    """The arithmetic that gives a percentage, from counts in its sentence or the one before; None where there is none.

    "52 (76%)" after "68 also provided ..." is 52 of 68; "83 out of 211 (39%)" is 83 of 211; "3,929, down 2% from 4,018"
    is a change; "doubled from 20 to 41" is a ratio.
    """
    own = statements[position]
    near = [
        one
        for one in statements[max(0, position - 6) : position + 4]
        if one.figure.kind in (FigureKind.NUMBER, FigureKind.MONEY)
        and one.sentence.paragraph in (own.sentence.paragraph, own.sentence.paragraph - 1)
        and 0 <= own.sentence.number - one.sentence.number <= 3
        and one.figure.bound == ""
        and one.figure.unit in ("", "GBP", "USD", "EUR")
    ]
    if own.figure.unit == "times" and _TIMES.match(own.figure.text):
        return _find_times(own, near)
    if own.figure.kind not in (FigureKind.PERCENT, FigureKind.FRACTION) or own.figure.unit == "percentage_point":
        return None
    return _find_share(own, near) or _find_change(own, near)


def _find_share(own: Statement, near: Sequence[Statement]) -> Sum | None:
    found = _find_pair(own, [one for one in near if one.figure.kind is FigureKind.NUMBER])
    if found is None:
        return None
    part, whole = found
    if not 0 < part.figure.number <= whole.figure.number:
        return None
    value = 100 * part.figure.number / whole.figure.number
    return Sum(
        reading=f"{part.figure.number:,g} of {whole.figure.number:,g}, by the text's own numbers",
        query=f"100 * {part.figure.number:g} / {whole.figure.number:g}",
        value=value,
        holds=_holds(own, [100 * a / b for a in _ends(part) for b in _ends(whole) if b]),
        of=own.figure.start,
        parts=(part.figure.start, own.figure.start),
    )


def _find_pair(own: Statement, near: Sequence[Statement]) -> tuple[Statement, Statement] | None:
    """The part and the whole that stand beside a share."""
    here = [one for one in near if one.sentence.number == own.sentence.number]
    before = [one for one in here if one.figure.start < own.figure.start]
    after = [one for one in here if one.figure.start > own.figure.start]
    if len(before) >= 2 and _PART_OF.match(between(before[-2], before[-1])) and _BESIDE.match(between(before[-1], own)):
        return before[-2], before[-1]
    if len(after) >= 2 and _PART_OF.match(between(after[0], after[1])) and _BEFORE.match(between(own, after[0])):
        return after[0], after[1]
    is_split = before and after and _OR.fullmatch(between(before[-1], own))
    if is_split and _OF_WHOLE.fullmatch(between(own, after[0])):
        return before[-1], after[0]
    if not _is_bracketed(own):
        return None
    parts = [one for one in before if own.figure.start - one.figure.end < 60]
    if not parts:
        return None
    wholes = [
        one
        for one in near
        if one.figure.start < own.figure.start
        and one is not parts[-1]
        and one.figure.number >= parts[-1].figure.number
        and one.figure.number > 1
    ]
    return (parts[-1], wholes[-1]) if wholes else None


def _find_change(own: Statement, near: Sequence[Statement]) -> Sum | None:
    text = own.sentence.text
    at = own.figure.start - own.sentence.start
    if not _CHANGE.search(text[max(0, at - 30) : at + 40]):
        return None
    pair = _find_ends(own, [one for one in near if one.figure.number > 31])
    if pair is None:
        return None
    first, second = (one.figure.number for one in pair)
    value = abs(100 * (first - second) / second)
    return Sum(
        reading=f"change from {second:,g} to {first:,g}, by the text's own numbers",
        query=f"100 * ({first:g} - {second:g}) / {second:g}",
        value=value,
        holds=_holds(own, [abs(100 * (a - b) / b) for a in _ends(pair[0]) for b in _ends(pair[1]) if b]),
        of=own.figure.start,
        parts=(own.figure.start,),
    )


def _find_times(own: Statement, near: Sequence[Statement]) -> Sum | None:
    """ "doubled from 20 to 41"."""
    pair = _find_ends(own, near)
    if pair is None:
        return None
    first, second = (one.figure.number for one in pair)
    value = first / second
    low, high = (1.0, 1.25) if own.figure.bound in (">", ">=") else (0.9, 1.1)
    return Sum(
        reading=f"ratio of {first:,g} to {second:,g}, by the text's own numbers",
        query=f"{first:g} / {second:g}",
        value=round(value, 4),
        holds=low * own.figure.number <= value <= high * own.figure.number,
        of=own.figure.start,
        parts=(own.figure.start,),
        unit="",
    )


def _find_ends(own: Statement, near: Sequence[Statement]) -> tuple[Statement, Statement] | None:
    """The later and the earlier number of a sentence that has two, one of them after "from"."""
    here = [one for one in near if one.sentence.number == own.sentence.number]
    if len(here) != 2 or here[0].figure.kind is not here[1].figure.kind:
        return None
    text, offset = own.sentence.text, own.sentence.start
    after_from = [one for one in here if _FROM.search(text[: one.figure.start - offset])]
    if len(after_from) != 1 or not after_from[0].figure.number:
        return None
    return next(one for one in here if one is not after_from[0]), after_from[0]


def _ends(one: Statement) -> tuple[float, float]:
    """The least and the most that a number may have been before it was rounded."""
    slack = find_slack(one.figure)
    return one.figure.number - slack, one.figure.number + slack


def _holds(own: Statement, values: Sequence[float]) -> bool:
    """Whether a share as written is one of the values that rounded numbers allow."""
    figure, low, high = own.figure, min(values), max(values)
    number = figure.number * 100 if figure.kind is FigureKind.FRACTION else figure.number
    if figure.bound in (">", ">="):
        return high >= number
    if figure.bound in ("<", "<="):
        return low <= number
    if figure.bound == "range":
        return high >= number and (figure.interval.high is None or low <= figure.interval.high)
    nearest = min(max(number, low), high)
    if figure.approximate or figure.kind is FigureKind.FRACTION:
        return abs(nearest - number) <= max(2.5, 0.08 * number)
    return is_rounded(nearest, number, figure.decimals)


def _is_bracketed(own: Statement) -> bool:
    at = own.figure.start - own.sentence.start
    return own.sentence.text[:at].rstrip().endswith("(")


def between(one: Statement, other: Statement) -> str:
    """The words between two figures of a sentence."""
    offset = one.sentence.start
    return one.sentence.text[one.figure.end - offset : other.figure.start - offset]

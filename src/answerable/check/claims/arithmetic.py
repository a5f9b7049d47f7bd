"""What a text's own numbers say of each other, without any data.

What comes in: the statements of a text. What goes out: for a percentage, whether counts beside it give it. Never here:
tables.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answerable.check.claims.statements import Statement
from answerable.words.figures import Figure, FigureKind

_CHANGE = re.compile(
    r"(?i)\b(?:less|fewer|lower|down|fell|fall|drop|decrease|reduc|more|higher|up|rose|rise|increase|grew)"
)
_PART_OF = re.compile(r"(?i)^\s*(?:\([^)]*\)\s*)?(?:out\s+of|of|in)\s+(?:the\s+|all\s+|those\s+)?$")


@dataclass(frozen=True, slots=True)
class Sum:
    """An arithmetic that the text makes itself.

    Args:
        reading: in words.
        query: the calculation.
        value: what it gives.
        holds: whether the text's number is that, rounded as it is written.
        parts: start of each figure that belongs to it, the percentage's own included.
    """

    reading: str
    query: str
    value: float
    holds: bool
    parts: tuple[int, ...]


def find_sum(statements: Sequence[Statement], position: int) -> Sum | None:
    """The arithmetic that gives a percentage, from counts in its sentence or the one before; None where there is none.

    "52 (76%)" after "68 also provided ..." is 52 of 68; "83 out of 211 (39%)" is 83 of 211; "3,929, down 2% from 4,018"
    is a change.
    """
    own = statements[position]
    if own.figure.kind is not FigureKind.PERCENT:
        return None
    near = [
        one
        for one in statements[max(0, position - 6) : position + 4]
        if one.figure.kind is FigureKind.NUMBER
        and one.sentence.paragraph in (own.sentence.paragraph, own.sentence.paragraph - 1)
        and 0 <= own.sentence.number - one.sentence.number <= 3
        and one.figure.bound == ""
        and not one.figure.unit
    ]
    return _find_share(own, near) or _find_change(own, near)


def _find_share(own: Statement, near: Sequence[Statement]) -> Sum | None:
    if not _is_bracketed(own):
        return None
    before = [one for one in near if one.figure.start < own.figure.start]
    parts = [
        one for one in before if one.sentence.number == own.sentence.number and own.figure.start - one.figure.end < 60
    ]
    if not parts:
        return None
    if len(parts) >= 2 and _PART_OF.match(_between(parts[-2], parts[-1])):
        part, whole = parts[-2], parts[-1]
    else:
        part = parts[-1]
        wholes = [
            one
            for one in before
            if one is not part and one.figure.number >= part.figure.number and one.figure.number > 1
        ]
        if not wholes:
            return None
        whole = wholes[-1]
    if not 0 < part.figure.number <= whole.figure.number:
        return None
    value = 100 * part.figure.number / whole.figure.number
    return Sum(
        reading=f"{part.figure.number:,g} of {whole.figure.number:,g}, by the text's own numbers",
        query=f"100 * {part.figure.number:g} / {whole.figure.number:g}",
        value=value,
        holds=is_rounded(value, own.figure.number, own.figure.decimals),
        parts=(part.figure.start, own.figure.start),
    )


def _find_change(own: Statement, near: Sequence[Statement]) -> Sum | None:
    text = own.sentence.text
    at = own.figure.start - own.sentence.start
    if not _CHANGE.search(text[max(0, at - 30) : at + 40]):
        return None
    here = [one for one in near if one.sentence.number == own.sentence.number and one.figure.number > 31]
    if len(here) != 2 or not here[1].figure.number:
        return None
    offset = own.sentence.start
    after_from = [
        one for one in here if re.search(r"(?i)\bfrom\s+(?:just |about )?$", text[: one.figure.start - offset])
    ]
    if len(after_from) != 1:
        return None
    second = after_from[0].figure.number
    first = next(one.figure.number for one in here if one is not after_from[0])
    if not second:
        return None
    value = abs(100 * (first - second) / second)
    return Sum(
        reading=f"change from {second:,g} to {first:,g}, by the text's own numbers",
        query=f"100 * ({first:g} - {second:g}) / {second:g}",
        value=value,
        holds=is_rounded(value, own.figure.number, own.figure.decimals),
        parts=(own.figure.start,),
    )


def _is_bracketed(own: Statement) -> bool:
    at = own.figure.start - own.sentence.start
    return own.sentence.text[:at].rstrip().endswith("(")


def _between(one: Statement, other: Statement) -> str:
    offset = one.sentence.start
    return one.sentence.text[one.figure.end - offset : other.figure.start - offset]


def find_step(figure: Figure) -> float:
    """The step that a number is written in: 0.1 million for "£11.1 million".

    >>> from answerable.words.figures import find_figures
    >>> [find_step(one) for one in find_figures("£11.1 million, 870 and 2.5%")]
    [100000.0, 1.0, 0.1]
    """
    scaled = re.search(r"(?i)\d\s?(thousand|million|billion|k|mn?|bn)\b", figure.text)
    scale = {"t": 1e3, "k": 1e3, "m": 1e6, "b": 1e9}[scaled.group(1)[0].lower()] if scaled else 1.0
    return float(scale * 10.0**-figure.decimals) if figure.decimals else scale


def is_rounded(value: float, written: float, decimals: int) -> bool:
    """Whether a number as written is a value, rounded to the places that it is written with.

    >>> is_rounded(73.75, 75, 0), is_rounded(76.47, 76, 0), is_rounded(79934.363, 79934, 0)
    (False, True, True)
    """
    half: float = 0.5 * 10.0**-decimals
    return abs(value - written) <= half + 1e-9 * max(1.0, abs(value))

"""Parts that a text lists beside their whole, and whether they make it, without any data.

What comes in: the statements of a text. What goes out: `Sum`s. Never here: percentages of counts, tables.

Numbers are added up only where the words say that they are all of the parts: a plus sign; "in all", "altogether"; a
list after a colon; "the other 12", "the rest". Answers that may overlap ("52 named pay, 40 named hours") are not.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from answerable.check.claims.text.arithmetic import Sum, between
from answerable.check.claims.text.statements import Statement
from answerable.words.figures import FigureKind

_PLUS = re.compile(r"\s*\+\s*")
_MAKES = re.compile(
    r"(?i)\s*(?:[a-z]+\s+){0,3}?(?:=|,? ?of|,? ?(?:makes?|made|is|are|gives?|or|equals?))\s+(?:the |all |a total of )?"
)
_TOTAL_BEFORE = re.compile(
    r"(?i)(?:\b(?:a total of|in all|altogether|in total|totalling|together|making|combined total of|a combined)"
    r"|[-–—:=])\s+$"
)
_TOTAL_AFTER = re.compile(r"(?i)^\s*(?:\w+\s+){0,2}?(?:in all|altogether|in total|between them|combined|all told)\b")
_MAYBE_YEAR = re.compile(
    r"(?i)(?<!\bin )(?<!\bof )(?<!\bby )(?<!\bto )(?<!\bfor )(?<!\band )(?<!\bfrom )(?<!\bsince )(?<!\bduring )"
    r"\b(?:19|20)\d{2}\b(?P<gap>[^.;:\d]*)\Z"
)
_REST = re.compile(r"(?i)\b(?:the (?:other|remaining)|the rest\b[^.;]{0,12})\s*$")
_LIST = re.compile(
    r"(?i)^\s*(?:\w[\w'’-]*\s+){0,7}?[\w'’)-]*,?\s*(?:and\s+|and then\s+)?$|^[^.;:\d]{0,60},\s*$"
    r"|^[^.;:\d]{0,60}\band\s+$"
)
_COLON = re.compile(r"^[^.;\d]{0,60}:\s*$")
_FAR = 0.34
"""A sum that is off by more is of other things."""


def iter_parts(statements: Sequence[Statement]) -> Iterator[Sum]:
    """Every whole whose parts are listed in its sentence, or whose rest is."""
    for _, several in itertools.groupby(statements, key=lambda one: one.sentence.number):
        here = [
            one
            for one in several
            if one.figure.kind in (FigureKind.NUMBER, FigureKind.MONEY, FigureKind.PERCENT)
            and not one.figure.bound
            and not one.figure.approximate
            and one.figure.unit in ("", "GBP", "USD", "EUR", "percent")
        ]
        found = _find_plus(here) or _find_total_after(here) or _find_list(here) or _find_rest(here)
        if found is not None:
            yield found


def _find_plus(here: Sequence[Statement]) -> Sum | None:
    """ "12 + 7 + 3 of 22"."""
    for first in range(len(here) - 2):
        last = first
        while last + 1 < len(here) and _PLUS.fullmatch(between(here[last], here[last + 1])):
            last += 1
        if last > first and last + 1 < len(here) and _MAKES.fullmatch(between(here[last], here[last + 1])):
            return _make(here[first : last + 1], here[last + 1], sure=True)
    return None


def _find_total_after(here: Sequence[Statement]) -> Sum | None:
    """ "12 in the north, 7 in the south and 3 in the west: 22 in all"."""
    for at in range(2, len(here)):
        whole = here[at]
        text, offset = whole.sentence.text, whole.sentence.start
        after = text[whole.figure.end - offset :]
        if not (
            _TOTAL_BEFORE.search(between(here[at - 1], whole)) and not _COLON.match(between(here[at - 1], whole))
        ) and not _TOTAL_AFTER.match(after):
            continue
        parts = _take_list(here[:at])
        year = _MAYBE_YEAR.search(text[: parts[0].figure.start - offset])
        if year is not None and _LIST.match(year["gap"]):
            return None  # "1900 in spring, 2 in summer ...": a part that may be a year leaves the sum open
        if len(parts) >= 2:
            return _make(parts, whole, sure=True)
    return None


def _take_list(here: Sequence[Statement]) -> list[Statement]:
    """The figures at the end that stand in one list."""
    parts = [here[-1]]
    for one in reversed(here[:-1]):
        if not _LIST.match(between(one, parts[0])) or one.figure.kind is not parts[0].figure.kind:
            break
        parts.insert(0, one)
    return parts


def _find_list(here: Sequence[Statement]) -> Sum | None:
    """ "22 officers: 12 constables, 7 sergeants and 3 others"."""
    for at in range(len(here) - 2):
        whole = here[at]
        if not _COLON.match(between(whole, here[at + 1])):
            continue
        parts = [here[at + 1]]
        for one in here[at + 2 :]:
            if not _LIST.match(between(parts[-1], one)) or one.figure.kind is not whole.figure.kind:
                break
            parts.append(one)
        is_ended = len(parts) >= 2 and re.search(r"(?i)\band\s+$", between(parts[-2], parts[-1]))
        if is_ended and whole.figure.number > max(one.figure.number for one in parts):
            return _make(parts, whole, sure=True)
    return None


def _find_rest(here: Sequence[Statement]) -> Sum | None:
    """ "Of the 48 forces 36 answered; the other 12 did not", "60% were men and the rest, 40%, women"."""
    if len(here) < 2:
        return None
    rest = here[-1]
    if not _REST.search(between(here[-2], rest)) and not re.search(
        r"(?i)\b(?:the rest|the others|the remainder)\s*[,(]\s*$", between(here[-2], rest)
    ):
        return None
    same = [one for one in here if one.figure.kind is rest.figure.kind]
    if rest.figure.kind is FigureKind.PERCENT:
        total = sum(one.figure.number for one in same)
        value = 100 - (total - rest.figure.number)
        holds = abs(total - 100) <= 0.5 * len(same) * 10.0 ** -min(one.figure.decimals for one in same) + 1e-9
        reading = "what is left of 100%, by the text's own numbers"
        parts = tuple(one.figure.start for one in same)
        query = "100 - " + " - ".join(f"{one.figure.number:g}" for one in same[:-1])
        return Sum(reading, query, value, holds, rest.figure.start, parts)
    if len(same) < 3:
        return None
    whole = max(same, key=lambda one: one.figure.number)
    parts_of = [one for one in same if one is not whole and one.figure.number != whole.figure.number]
    return _make(parts_of, whole, sure=True) if len(parts_of) >= 2 and rest in parts_of else None


def _make(parts: Sequence[Statement], whole: Statement, *, sure: bool) -> Sum | None:
    if any(one.figure.kind is not whole.figure.kind for one in parts):
        return None
    value = sum(one.figure.number for one in parts)
    number = whole.figure.number
    if abs(value - number) > _FAR * max(abs(number), 1.0):
        return None
    # Parts written with a place each may be off by half of it.
    step = 10.0 ** -min(one.figure.decimals for one in (*parts, whole))
    is_rounded = whole.figure.decimals or whole.figure.kind is not FigureKind.NUMBER
    slack = 0.5 * step * (len(parts) + 1) if is_rounded else 0.0
    listed = " + ".join(f"{one.figure.number:,g}" for one in parts)
    return Sum(
        reading=f"sum of {listed}, by the text's own numbers",
        query=" + ".join(f"{one.figure.number:g}" for one in parts),
        value=value,
        holds=abs(value - number) <= slack + 1e-9,
        of=whole.figure.start,
        parts=tuple(one.figure.start for one in (*parts, whole)),
        unit="%" if whole.figure.kind is FigureKind.PERCENT else "",
        is_sure=sure,
    )

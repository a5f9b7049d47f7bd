"""What a finding hangs on: one authority, one source, a small base, or what is not known.

What comes in: a measured finding. What goes out: sentences. Never here: the finding's value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from answerable.analyze.measure import Measured
from answerable.analyze.query import QueryRow
from answerable.analyze.reckon import reckon
from answerable.analyze.sentences import render_list, render_number, render_value
from answerable.model.finding import FindingQuestion
from answerable.model.interval import Interval

_SHARE_DOMINANT = 1 / 3
_SMALL_BASE = 20
_LARGE_MOVE = 0.05
_MOST_TRIED = 400
"""Authorities that are left out one by one; with more of them none is that weighty."""
_MOST_NAMED = 3
_HOLDS = re.compile(r"(<=?|>=?) ?(-?\d+(?:\.\d+)?)")
_WORDS = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most"}

Name = Callable[[list[str]], str]


def list_fragile(question: FindingQuestion, measured: Measured, name: Name) -> Iterator[str]:
    """Sentences on what a finding hangs on, the most weighty first; empty ones may be among them.

    Args:
        question: what is asked.
        measured: the finding with its rows.
        name: ids of authorities to their names in a sentence.
    """
    yield _say_flip(question, measured)
    yield from _say_left_out(question, measured, name)
    yield _say_dominance(question, measured, name)
    yield _say_sources(question, measured)
    yield _say_first(question, measured)
    yield _say_base(question, measured)


def parse_holds(question: FindingQuestion) -> tuple[str, float] | None:
    """What the story rests on: the header's `holds`, else half for a share and nought for a change."""
    if found := _HOLDS.fullmatch(question.holds):
        return found[1], float(found[2])
    return None


def holds(value: Interval, test: tuple[str, float]) -> bool | None:
    """Whether a value is surely so (True), surely not so (False), or could be either (None).

    >>> holds(Interval(0.4, 0.6), (">", 0.5)) is None, holds(Interval(0.6, None), (">", 0.5))
    (True, True)
    """
    sign, limit = test
    ends = (value.low, float("inf") if value.high is None else value.high)
    tried = [{">": e > limit, ">=": e >= limit, "<": e < limit, "<=": e <= limit}[sign] for e in ends]
    return tried[0] if tried[0] == tried[1] else None


def _find_test(question: FindingQuestion, value: Interval) -> tuple[str, float] | None:
    stated = parse_holds(question)
    if stated is not None:
        return stated
    if question.unit == "share" and question.arithmetic not in ("growth", "formula", "ratio"):
        return (">" if value.low > 0.5 else "<", 0.5)
    if question.arithmetic in ("growth", "trend"):
        return (">" if value.low > 0 else "<", 0.0)
    return None


def _say_test(question: FindingQuestion, test: tuple[str, float]) -> str:
    sign, limit = test
    if not question.holds and limit == 0.5:
        return f"{_WORDS[sign]} half"
    if not question.holds:
        return "a rise" if sign == ">" else "a fall"
    return f"{_WORDS[sign]} {render_number(limit, question.unit)}"


def _say_flip(question: FindingQuestion, measured: Measured) -> str:
    value = measured.finding.value
    test = None if value is None else _find_test(question, value)
    if value is None or test is None:
        return ""
    said = _say_test(question, test)
    wide = measured.finding.value_with_silence or value
    if (now := holds(value, test)) is False and question.holds:
        return f"It is not so that this is {said}: it is {render_value(value, question.unit)}."
    if now is None:
        return f"Whether this is {said} is not sure: the numbers that are known allow both."
    if now and holds(wide, test) is None:
        return f"Whether this is {said} could turn over with what is not known."
    return ""


def _say_left_out(question: FindingQuestion, measured: Measured, name: Name) -> Iterator[str]:
    """Each authority left out in turn: does the result turn over, or does a share move by more than five points?"""
    value, rows = measured.finding.value, measured.rows
    ids = list(dict.fromkeys(row.authority_id for row in rows if row.authority_id))
    test = None if value is None else _find_test(question, value)
    if value is None or not 2 <= len(ids) <= _MOST_TRIED or question.arithmetic == "rows":
        return
    turned, moved = [], []
    for one in ids:
        rest = reckon(question, [row for row in rows if row.authority_id != one], is_group=True)
        if rest is None:
            continue
        if test is not None and holds(value, test) is True and holds(rest, test) is not True:
            turned.append(one)
        elif question.unit == "share" and _moves(value, rest):
            moved.append((one, rest))
    if turned and test is not None:
        who = " or without ".join(name([one]) for one in turned)
        if len(turned) > _MOST_NAMED:
            who = f"any one of {len(turned)} authorities"
        yield f"Without {who} it would not surely be {_say_test(question, test)}."
    for one, rest in moved[:_MOST_NAMED]:
        yield f"Without {name([one])} it is {render_value(rest, question.unit)}."


def _moves(value: Interval, rest: Interval) -> bool:
    lows, highs = abs(value.low - rest.low), abs((value.high or 0.0) - (rest.high or 0.0))
    return max(lows, highs) > _LARGE_MOVE


def _say_dominance(question: FindingQuestion, measured: Measured, name: Name) -> str:
    parts = measured.finding.parts
    total = sum(part.value.low for part in parts)
    largest = max(parts, key=lambda part: part.value.low, default=None)
    if question.arithmetic != "sum" or largest is None or len(parts) < 3 or not total:
        return ""
    if largest.value.low / total < _SHARE_DOMINANT:
        return ""
    return f"{name([largest.label])} alone makes up {render_number(largest.value.low / total, 'share')} of it."


def _say_sources(question: FindingQuestion, measured: Measured) -> str:
    bases = sorted({row.basis for row in measured.rows if row.basis})
    if len(bases) < 2 or "published_log" not in bases:
        return ""
    rest: list[QueryRow] = [row for row in measured.rows if row.basis != "published_log"]
    value = reckon(question, rest, is_group=True)
    whole = measured.finding.value
    if value is None or whole is None or render_value(value, question.unit) == render_value(whole, question.unit):
        return ""
    return f"Without what stands only in authorities' published logs the value is {render_value(value, question.unit)}."


def _say_first(question: FindingQuestion, measured: Measured) -> str:
    """Which row is the largest, where the ends of two of them overlap."""
    rows = [row for row in measured.finding.rows if row.value.high != 0]
    if len(rows) < 2 or question.arithmetic == "trend":
        return ""
    first = max(rows, key=lambda row: row.value.low)
    rivals = [r.label for r in rows if r is not first and (r.value.high is None or r.value.high > first.value.low)]
    if not rivals:
        return ""
    return f"Whether {first.label} is the largest is not sure: {render_list(rivals, 3)} may be larger."


def _say_base(question: FindingQuestion, measured: Measured) -> str:
    whole = measured.whole
    if question.arithmetic in ("sum", "rows", "difference", "rate") or whole is None or whole.low >= _SMALL_BASE:
        return ""
    return f"The base is small: {render_value(whole, '')}."

"""Whether a finding bears words that were typed: "33 officers", "one in eight", "at least 251", "the vast majority".

What comes in: words, a value with its unit. What goes out: the reason why not, or nothing. Never here: bindings, prose.
"""

from __future__ import annotations

from answerable.check.claims.text.phrases import find_phrases
from answerable.check.claims.text.rounding import find_step
from answerable.check.figures import PHRASES, render_range
from answerable.model.interval import Interval
from answerable.words.figures import Figure, FigureKind, find_figures

_SHARES = (FigureKind.PERCENT, FigureKind.FRACTION)
_LOOSE = 0.04
"""How far a value may be from "about 250" or "one in eight", as a share of it."""
_HEDGE = 1.25
"""How many times as large a value may be as what it is said to be more than."""


def find_fault(words: str, value: Interval, unit: str) -> str:
    """Why a value does not bear words; empty where it does, or where the words state no number.

    Args:
        words: as typed.
        value: of the finding; a share from 0 to 1.
        unit: `share` or what is counted.

    >>> find_fault("34 officers", Interval.exactly(33), "officers")
    'the finding gives 33'
    >>> find_fault("one in eight", Interval(0.126, 0.131), "share"), find_fault("at least 251", Interval(251, 262), "")
    ('', '')
    """
    figures = [one for one in find_phrases(words, find_figures(words)) if one.kind is not FigureKind.YEAR]
    gives = f"the finding gives {render_range(value, unit)}"
    for figure in figures:
        if figure.unit in ("rank_max", "rank_min", "times", "only", "above", "below"):
            continue
        if figure.unit in ("all", "none"):
            whole = 1.0 if figure.unit == "all" else 0.0
            if unit != "share" or value.low != whole or value.high != whole:
                return gives
            continue
        fault = _find_kind(figure, unit)
        if fault:
            return f"{fault}; {gives}"
        if not _fits(figure, value, 100.0 if unit == "share" else 1.0):
            return gives
    if not figures:
        return _find_phrase_fault(words, value, unit)
    return ""


def _find_kind(figure: Figure, unit: str) -> str:
    if figure.unit == "percentage_point":
        return "percentage points are a difference between two shares"
    if figure.kind in _SHARES and unit != "share":
        return "a share is stated where the finding is a number"
    if figure.kind not in _SHARES and unit == "share":
        return "a number is stated where the finding is a share"
    return ""


def _fits(figure: Figure, value: Interval, by: float) -> bool:
    number = figure.number * (100 if figure.kind is FigureKind.FRACTION else 1)
    low, high = value.low * by, None if value.high is None else value.high * by
    slack = 0.5 * find_step(figure) + 1e-9 if by != 1.0 or figure.decimals or find_step(figure) > 1 else 1e-9
    if figure.bound == "range":
        top = figure.interval.high if figure.interval.high is not None else number
        return abs(number - low) <= slack and high is not None and abs(top - high) <= slack
    if figure.bound in (">", ">="):
        is_over = low > number if figure.bound == ">" else low >= number - slack
        return is_over and low <= max(_HEDGE * number, number + 2)
    if figure.bound in ("<", "<="):
        return high is not None and (high < number if figure.bound == "<" else high <= number + slack)
    if figure.approximate or figure.kind is FigureKind.FRACTION:
        slack = max(slack, _LOOSE * max(number, 1.0) if figure.kind is not FigureKind.FRACTION else 0.09 * number)
    is_under = figure.text.lower().startswith(("nearly", "almost"))
    if is_under and high is not None and high > number + 1e-9:
        return False
    return high is not None and abs(low - number) <= slack and abs(high - number) <= slack


def _find_phrase_fault(words: str, value: Interval, unit: str) -> str:
    """A size without a number: held against the rule of its phrase; the longest phrase that stands there counts."""
    plain = " ".join(words.lower().split())
    found = max((one for one in PHRASES if one.words in plain), key=lambda one: len(one.words), default=None)
    if found is None or found.of_share != (unit == "share"):
        return ""
    is_under = found.high is None or (value.high is not None and value.high <= found.high)
    if value.low >= found.low and is_under:
        return ""
    return f"`{found.words}` is not true of {render_range(value, unit)}"

"""Whether a value bears a number as it is written: exactly, rounded, or within its hedge.

What comes in: a figure and a value, or the ends between which hidden small numbers leave it. What goes out: how it
fits. Never here: queries, verdicts.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from answerable.check.claims.readings.candidates import Candidate
from answerable.check.claims.text.rounding import find_step
from answerable.words.figures import Figure, FigureKind

_BELOW = re.compile(r"(?i)\s*(?:nearly|almost|just (?:under|below)|close to|approaching)\b")
_TIMES = 0.06
"""How far a ratio may be from "twice", "halved" or "four times", as a share of it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A candidate with its value, and its ends where cells that it rests on hide small numbers."""

    candidate: Candidate
    value: float | None
    ends: tuple[float, float] | None = None

    @property
    def is_open(self) -> bool:
        """Whether hidden numbers leave more than one value possible."""
        return self.ends is not None and self.ends[0] < self.ends[1]

    def fits(self, figure: Figure) -> str:
        """`exact`, `rounded`, `bound`; `open` where hidden numbers allow it; empty where the number is another."""
        if self.ends is None or not self.is_open:
            return fit_value(figure, self.value)
        low, high = self.ends
        if figure.bound == "range":
            return _fit_range(figure, low, high)
        if figure.bound in (">", ">=", "<", "<="):
            near, far = (low, high) if figure.bound.startswith(">") else (high, low)
            if fit_value(figure, near):
                return "bound"
            return "open" if low < scale_number(figure) < high or fit_value(figure, far) else ""
        step = 0.5 * find_step(figure)
        return "open" if low - step <= scale_number(figure) <= high + step else ""

    def show(self) -> str:
        """The value as people read it."""
        mark = "%" if self.candidate.is_percent else ""
        if self.ends is not None and self.is_open:
            low, high = self.ends
            if math.isinf(high):
                return f"at least {low:,.10g}{mark}"
            return f"{low:,.6g}{mark} to {high:,.6g}{mark}"
        return "nothing" if self.value is None else f"{self.value:,.10g}{mark}"


def scale_number(figure: Figure) -> float:
    """The number of a figure as values have it: 12.5 for "one in eight"."""
    return figure.number * 100 if figure.kind is FigureKind.FRACTION else figure.number


def _fit_range(figure: Figure, low: float, high: float) -> str:
    """A stated range against what hidden numbers leave: the same, a share of a whole, or a part of it."""
    first, last = scale_number(figure), figure.interval.high
    if figure.unit == "most":
        held = [is_within(figure, low), is_within(figure, high)]
        return "bound" if all(held) else "open" if any(held) else ""
    if last is None or first > high or last < low:
        return ""
    slack = 0.02 * max(abs(high), 1.0)
    if abs(first - low) <= slack and abs(last - high) <= slack:
        return "bound"
    return "open" if first >= low and last <= high else ""


def is_within(figure: Figure, value: float) -> bool:
    """Whether a value lies where the hedge of a number says, however far from it."""
    number = scale_number(figure)
    if figure.bound == "range":
        high = figure.interval.high
        return number <= value and (high is None or value <= high)
    return {">": value > number, ">=": value >= number, "<": value < number, "<=": value <= number}[figure.bound]


def fit_value(figure: Figure, value: float | None) -> str:
    """Whether a value bears a figure as it is written: `exact`, `rounded`, `bound`, or empty."""
    if value is None:
        return ""
    if figure.unit in ("above", "below"):
        return "exact" if value > 0 else ""
    number = scale_number(figure)
    if figure.bound:
        # "At least 1,300" of 40,000 is true, and hardly what the writer read.
        far = number * (1.15, 0.85)[figure.bound in ("<", "<=")] + (1, -1)[figure.bound in ("<", "<=")]
        near = figure.bound == "range" or min(number, far) <= value <= max(number, far)
        return "bound" if near and is_within(figure, value) else ""
    if math.isclose(value, number, rel_tol=1e-12):
        return "exact"
    if _BELOW.match(figure.text) or _BELOW.match(figure.text.partition(" ")[0]):
        return "rounded" if (0.85 if figure.unit == "times" else 0.93) * number <= value <= number else ""
    if figure.unit == "times" and not figure.decimals:
        return "rounded" if abs(value - number) <= _TIMES * number else ""
    if abs(value - number) <= 0.5 * find_step(figure) + 1e-9 * max(1.0, abs(value)):
        return "rounded"
    tolerance = 10 ** max(0, len(f"{abs(number):.0f}") - 2)
    is_loose = figure.approximate or figure.kind is FigureKind.FRACTION
    slack = 0.06 if figure.approximate and figure.kind is FigureKind.FRACTION else 0.04
    return "rounded" if is_loose and abs(value - number) <= max(tolerance / 2, slack * number) else ""

"""Exact bounds of sums, differences and shares over numbers that are known only between two ends.

What comes in: unknowns (each with its ends, and perhaps the whole that it is a part of) and linear forms over them.
What goes out: the lowest and highest value that any completion can give. A term that stands twice in a form, or above
and below a fraction bar, is one and the same number, so the bounds are attained and not merely safe. Never here: what
the numbers are about.

A share is a linear-fractional programme; it is solved by Dinkelbach's iteration (Management Science 13, 1967) in exact
fractions, where each step is a linear programme that falls apart into one small piece for each whole with its parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from answerable.model.interval import Interval

Form = Mapping[str, int]
"""A linear form: the coefficient of each unknown."""

_FAR = Fraction(10**15)
"""Stands in for "no upper limit is known" where only a limit can be approached."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A number between two ends.

    Args:
        name: of the unknown; two terms of one name are one number.
        low: at least.
        high: at most; None where no limit is known.
        within: the name of the whole that it cannot exceed; empty for none.
    """

    name: str
    low: float
    high: float | None
    within: str = ""


class Doubt:
    """A set of unknowns over which forms are bounded.

    Args:
        unknowns: with unique names; a whole must be among them and be a part of nothing itself.

    Attributes:
        contradictions: parts that cannot fit into their whole; they are taken as free of it.
    """

    def __init__(self, unknowns: Iterable[Unknown]) -> None:
        self._unknowns = {unknown.name: unknown for unknown in unknowns}
        self._parts: dict[str, list[Unknown]] = {name: [] for name in self._unknowns}
        contradictions = []
        for unknown in self._unknowns.values():
            whole = self._unknowns.get(unknown.within)
            if whole is None:
                continue
            if whole.within:
                raise ValueError(f"{whole.name!r} is a part itself; parts of parts are not known here")
            if whole.high is not None and unknown.low > whole.high:
                contradictions.append(unknown.name)
            else:
                self._parts[whole.name].append(unknown)
        self.contradictions = tuple(sorted(contradictions))
        bound = {part.name for parts in self._parts.values() for part in parts}
        self._wholes = [unknown for name, unknown in self._unknowns.items() if name not in bound]

    def bound(self, form: Form) -> Interval:
        """The lowest and highest value of a linear form over every completion.

        >>> Doubt([Unknown("a", 1, 4), Unknown("b", 2, 2)]).bound({"a": 1, "b": 1})
        Interval(low=3.0, high=6.0)
        """
        coefficients = {name: Fraction(value) for name, value in form.items()}
        low, high = self._lowest(coefficients), self._highest(coefficients)
        return Interval(float("-inf") if low is None else float(low), None if high is None else float(high))

    def bound_share(self, part: Form, whole: Form) -> Interval | None:
        """The lowest and highest value of ``part / whole``; None where the whole can only be nothing.

        Completions in which the whole is nothing have no share and are left out; where the whole *may* be nothing the
        result can be wider than the attained values, never narrower.
        """
        top = {name: Fraction(value) for name, value in part.items()}
        bottom = {name: Fraction(value) for name, value in whole.items()}
        most = self._highest(bottom)
        if most is not None and most <= 0:
            return None
        least = self._lowest(bottom)
        if least is None or least <= 0:
            return self._loose_share(top, most)
        low = self._dinkelbach(top, bottom, -1)
        high = self._dinkelbach(top, bottom, 1)
        return Interval(_tidy(low), _tidy(high))

    def _loose_share(self, top: dict[str, Fraction], most: Fraction | None) -> Interval:
        least_part = self._lowest(top) or Fraction(0)
        low = Fraction(0) if most is None else least_part / most
        return Interval(_tidy(max(low, Fraction(0))), 1.0)

    def _dinkelbach(self, top: dict[str, Fraction], bottom: dict[str, Fraction], sign: int) -> Fraction:
        """The extreme share: `sign` 1 for the highest, -1 for the lowest."""
        names = list(dict.fromkeys([*top, *bottom]))
        share = Fraction(0) if sign < 0 else Fraction(1)
        # After the first step every share is one that a completion gives, and each next one is better; there are
        # finitely many corners, so the iteration ends.
        while True:
            form = {name: sign * (top.get(name, Fraction(0)) - share * bottom.get(name, Fraction(0))) for name in names}
            point = self._best_point(form)
            value = sum((top.get(name, Fraction(0)) * point[name] for name in names), Fraction(0))
            base = sum((bottom.get(name, Fraction(0)) * point[name] for name in names), Fraction(0))
            better = value / base
            if better == share:
                return share
            share = better

    def _best_point(self, form: dict[str, Fraction]) -> dict[str, Fraction]:
        """A completion at which the form is highest, with `_FAR` for what has no limit."""
        point: dict[str, Fraction] = {}
        for whole in self._wholes:
            point.update(_best_block(whole, self._parts[whole.name], form)[1])
        return point

    def _highest(self, form: dict[str, Fraction]) -> Fraction | None:
        total = Fraction(0)
        for whole in self._wholes:
            if _runs_away(whole, self._parts[whole.name], form):
                return None
            total += _best_block(whole, self._parts[whole.name], form)[0]
        return total

    def _lowest(self, form: dict[str, Fraction]) -> Fraction | None:
        highest = self._highest({name: -value for name, value in form.items()})
        return None if highest is None else -highest


def _runs_away(whole: Unknown, parts: list[Unknown], form: dict[str, Fraction]) -> bool:
    """Whether a form grows without end as the whole does."""
    if whole.high is not None:
        return False
    slope = form.get(whole.name, Fraction(0))
    slope += sum(
        (max(form.get(part.name, Fraction(0)), Fraction(0)) for part in parts if part.high is None), Fraction(0)
    )
    return slope > 0


def _best_block(
    whole: Unknown, parts: list[Unknown], form: dict[str, Fraction]
) -> tuple[Fraction, dict[str, Fraction]]:
    """The highest value of a form over one whole and its parts, and where.

    With the whole held still each part goes to one of its ends, so the form is piecewise linear in the whole and its
    highest value stands at an end of the whole or where a part's upper end stops binding.
    """
    low = max([Fraction(whole.low), *(Fraction(part.low) for part in parts)])
    high = max(_FAR, low) if whole.high is None else Fraction(whole.high)
    corners = {low, high} | {Fraction(p.high) for p in parts if p.high is not None and low <= p.high <= high}
    best: tuple[Fraction, dict[str, Fraction]] | None = None
    for corner in sorted(corners):
        point = {whole.name: corner}
        for part in parts:
            wanted = form.get(part.name, Fraction(0)) > 0
            point[part.name] = (
                min(Fraction(part.high), corner)
                if wanted and part.high is not None
                else (corner if wanted else Fraction(part.low))
            )
        value = sum((form.get(name, Fraction(0)) * at for name, at in point.items()), Fraction(0))
        if best is None or value > best[0]:
            best = (value, point)
    assert best is not None
    return best


def _tidy(share: Fraction) -> float:
    """A share as a number; what is only approached without limit is written as its limit."""
    return round(float(share), 12)

"""Exact bounds of sums, differences and fractions over numbers that are known only between two ends.

What comes in: unknowns (each with its ends, and perhaps the whole that it is a part of) and linear forms over them.
What goes out: the lowest and highest value that any completion can give. A term that stands twice in a form, or above
and below a fraction bar, is one and the same number, so the bounds are attained and not merely safe. Never here: what
the numbers are about.

A fraction of two forms is a linear-fractional programme; it is solved by Dinkelbach's iteration (Management Science
13, 1967) in exact fractions, where each step is a linear programme that falls apart into one small piece for each
whole with its parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from answerable.model.interval import Interval

Form = Mapping[str, int | Fraction]
"""A linear form: the coefficient of each unknown."""
_Exact = dict[str, Fraction]

_FAR = Fraction(10**15)
"""Stands in for "no upper limit is known" where only a limit can be approached."""
_NONE = Fraction(0)


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
        self._whole_of = {part.name: whole for whole, parts in self._parts.items() for part in parts}
        self._wholes = [unknown for name, unknown in self._unknowns.items() if name not in self._whole_of]

    def bound(self, form: Form) -> Interval:
        """The lowest and highest value of a linear form over every completion.

        >>> Doubt([Unknown("a", 1, 4), Unknown("b", 2, 2)]).bound({"a": 1, "b": 1})
        Interval(low=3.0, high=6.0)
        """
        low, high = self._lowest(_exact(form)), self._highest(_exact(form))
        return Interval(float("-inf") if low is None else float(low), None if high is None else float(high))

    def bound_share(self, part: Form, whole: Form) -> Interval | None:
        """The lowest and highest value of ``part / whole``; None where there is no such fraction.

        Completions in which the whole is nothing have no fraction and are left out. Numbers are whole where that
        matters: a whole that is not nothing is at least one.

        Args:
            part: above the fraction bar, with coefficients of any sign.
            whole: below it. Where it can be nothing its coefficients must not be negative.

        >>> Doubt([Unknown("x", 1, 4), Unknown("y", 2, 2)]).bound_share({"x": 1}, {"x": 1, "y": 1})
        Interval(low=0.333333333333, high=0.666666666667)
        """
        top, bottom = _exact(part), _exact(whole)
        most, least = self._highest(bottom), self._lowest(bottom)
        if most is not None and most <= 0:
            return None
        if least is not None and least > 0:
            return self._bound_fraction(top, bottom)
        if least is None or any(slope < 0 for slope in bottom.values()):
            return None
        # Some number below the bar is at least one: each may be the one, and the widest of the bounds is reached.
        ends = [one for doubt in self._without_nothing(top, bottom) if (one := doubt._bound_fraction(top, bottom))]
        if not ends:
            return None
        highs = [one.high for one in ends if one.high is not None]
        return Interval(min(one.low for one in ends), max(highs) if len(highs) == len(ends) else None)

    def _bound_fraction(self, top: _Exact, bottom: _Exact) -> Interval:
        """Bounds of a fraction whose lower half is always more than nothing."""
        down = {name: -slope for name, slope in top.items()}
        low = float("-inf") if self._is_open(down, bottom) else _tidy(self._dinkelbach(top, bottom, -1))
        high = None if self._is_open(top, bottom) else _tidy(self._dinkelbach(top, bottom, 1))
        return Interval(low, high)

    def _without_nothing(self, top: _Exact, bottom: _Exact) -> Iterable[Doubt]:
        """The same unknowns with one of the lower half at least one, for each kind of unknown once."""
        seen = set()
        for unknown in self._unknowns.values():
            whole = self._unknowns.get(self._whole_of.get(unknown.name, ""))
            tops = [one.high for one in (unknown, whole) if one is not None and one.high is not None]
            if bottom.get(unknown.name, _NONE) <= 0 or (tops and min(tops) < 1):
                continue
            block = whole or unknown
            kinds = [(top.get(u.name), bottom.get(u.name), u.low, u.high) for u in (block, *self._parts[block.name])]
            kind = repr((kinds[0], sorted(kinds[1:], key=repr), whole is None, unknown.low, unknown.high))
            if kind not in seen:
                seen.add(kind)
                raised = {**self._unknowns, unknown.name: replace(unknown, low=max(unknown.low, 1.0))}
                freed = set(self.contradictions)
                yield Doubt(replace(one, within="") if one.name in freed else one for one in raised.values())

    def _is_open(self, top: _Exact, bottom: _Exact) -> bool:
        """Whether the upper half grows without end while the lower half stays."""
        for whole in self._wholes:
            if whole.high is not None or bottom.get(whole.name, _NONE) > 0:
                continue
            free = [p for p in self._parts[whole.name] if p.high is None and bottom.get(p.name, _NONE) <= 0]
            slope = top.get(whole.name, _NONE)
            if slope + sum((max(top.get(part.name, _NONE), _NONE) for part in free), _NONE) > 0:
                return True
        return False

    def _dinkelbach(self, top: _Exact, bottom: _Exact, sign: int) -> Fraction:
        """The extreme share: `sign` 1 for the highest, -1 for the lowest."""
        names = list(dict.fromkeys([*top, *bottom]))
        share = _NONE if sign < 0 else Fraction(1)
        # After the first step every share is one that a completion gives, and each next one is better; there are
        # finitely many corners, so the iteration ends.
        while True:
            form = {name: sign * (top.get(name, _NONE) - share * bottom.get(name, _NONE)) for name in names}
            point = self._best_point(form)
            value = sum((top.get(name, _NONE) * point[name] for name in names), _NONE)
            base = sum((bottom.get(name, _NONE) * point[name] for name in names), _NONE)
            better = value / base
            if better == share:
                return share
            share = better

    def _best_point(self, form: _Exact) -> _Exact:
        """A completion at which the form is highest, with `_FAR` for what has no limit."""
        point: _Exact = {}
        for whole in self._wholes:
            point.update(_best_block(whole, self._parts[whole.name], form)[1])
        return point

    def _highest(self, form: _Exact) -> Fraction | None:
        total = _NONE
        for whole in self._wholes:
            if _runs_away(whole, self._parts[whole.name], form):
                return None
            total += _best_block(whole, self._parts[whole.name], form)[0]
        return total

    def _lowest(self, form: _Exact) -> Fraction | None:
        highest = self._highest({name: -value for name, value in form.items()})
        return None if highest is None else -highest


def _exact(form: Form) -> _Exact:
    return {name: Fraction(value) for name, value in form.items()}


def _runs_away(whole: Unknown, parts: list[Unknown], form: _Exact) -> bool:
    """Whether a form grows without end as the whole does."""
    if whole.high is not None:
        return False
    slope = form.get(whole.name, _NONE)
    slope += sum((max(form.get(part.name, _NONE), _NONE) for part in parts if part.high is None), _NONE)
    return slope > 0


def _best_block(whole: Unknown, parts: list[Unknown], form: _Exact) -> tuple[Fraction, _Exact]:
    """The highest value of a form over one whole and its parts, and where.

    With the whole held still each part goes to one of its ends, so the form is piecewise linear in the whole and its
    highest value stands at an end of the whole or where a part's upper end stops binding.
    """
    low = max([Fraction(whole.low), *(Fraction(part.low) for part in parts)])
    high = max(_FAR, low) if whole.high is None else Fraction(whole.high)
    corners = {low, high} | {Fraction(p.high) for p in parts if p.high is not None and low <= p.high <= high}
    best: tuple[Fraction, _Exact] | None = None
    for corner in sorted(corners):
        point = {whole.name: corner}
        for part in parts:
            wanted = form.get(part.name, _NONE) > 0
            point[part.name] = (
                min(Fraction(part.high), corner)
                if wanted and part.high is not None
                else (corner if wanted else Fraction(part.low))
            )
        value = sum((form.get(name, _NONE) * at for name, at in point.items()), _NONE)
        if best is None or value > best[0]:
            best = (value, point)
    assert best is not None
    return best


def _tidy(share: Fraction) -> float:
    """A share as a number; what is only approached without limit is written as its limit."""
    return round(float(share), 12)

"""Whole numbers with doubt: what a suppressed, partial or silent source still tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """A number known to lie between two ends, both included; `high` None means no upper limit is known.

    Raises:
        ValueError: the ends are the wrong way round.
    """

    low: float
    high: float | None

    def __post_init__(self) -> None:
        if self.high is not None and self.high < self.low:
            raise ValueError(f"an interval's ends are the wrong way round: {self.low} to {self.high}")

    @classmethod
    def exactly(cls, number: float) -> Interval:
        """A number without doubt."""
        return cls(number, number)

    @property
    def is_exact(self) -> bool:
        """Whether both ends are one number."""
        return self.low == self.high

    def contains(self, number: float) -> bool:
        """Whether a number lies inside."""
        return self.low <= number and (self.high is None or number <= self.high)

    def __add__(self, other: Interval) -> Interval:
        high = None if self.high is None or other.high is None else self.high + other.high
        return Interval(self.low + other.low, high)

    def meet(self, other: Interval) -> Interval | None:
        """What both allow, or None where they contradict each other."""
        highs = [h for h in (self.high, other.high) if h is not None]
        low, high = max(self.low, other.low), min(highs) if highs else None
        return None if high is not None and high < low else Interval(low, high)

    def __str__(self) -> str:
        def show(number: float) -> str:
            return f"{number:,.0f}" if number == int(number) else f"{number:,}"

        if self.is_exact:
            return show(self.low)
        return f"at least {show(self.low)}" if self.high is None else f"{show(self.low)} to {show(self.high)}"


def add_all(intervals: Iterable[Interval]) -> Interval:
    """Sum of independent intervals; nothing sums to exactly 0."""
    total = Interval.exactly(0)
    for interval in intervals:
        total = total + interval
    return total

"""Dates as sources give them: with a precision, never filled in."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A year, a month or a day, exactly as precise as the source.

    Raises:
        ValueError: an impossible date such as 31 February; the caller reports it as a problem.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs a month")
        dt.date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse_iso(cls, text: str) -> PartialDate:
        """Read ``2021``, ``2021-04`` or ``2021-04-05``.

        >>> PartialDate.parse_iso("2021-04").earliest
        datetime.date(2021, 4, 1)
        """
        found = _ISO.match(text)
        if found is None:
            raise ValueError(f"not a date: {text!r}; write 2021, 2021-04 or 2021-04-05")
        year, month, day = found.groups()
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    @property
    def precision(self) -> str:
        """`year`, `month` or `day`."""
        return "day" if self.day else "month" if self.month else "year"

    @property
    def earliest(self) -> dt.date:
        """The first day that it can mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> dt.date:
        """The last day that it can mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month:
            text += f"-{self.month:02d}"
        if self.day:
            text += f"-{self.day:02d}"
        return text


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of days, both ends included.

    Args:
        start: the first day.
        end: the last day.
        kind: `calendar_year`, `financial_year` or `other`.
    """

    start: dt.date
    end: dt.date
    kind: str = "other"

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period ends before it starts: {self.start} to {self.end}")

    @classmethod
    def of_calendar_year(cls, year: int) -> Period:
        """The calendar year."""
        return cls(dt.date(year, 1, 1), dt.date(year, 12, 31), "calendar_year")

    @classmethod
    def of_financial_year(cls, first_year: int) -> Period:
        """The UK public financial year, 1 April to 31 March."""
        return cls(dt.date(first_year, 4, 1), dt.date(first_year + 1, 3, 31), "financial_year")

    def covers(self, other: Period) -> bool:
        """Whether every day of the other lies in this one."""
        return self.start <= other.start and other.end <= self.end

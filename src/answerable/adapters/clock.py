"""The time of day, and a time that stands still for investigations told as of a day."""

from __future__ import annotations

import datetime as dt


class SystemClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        """The present instant, UTC and aware."""
        return dt.datetime.now(dt.UTC)


class FixedClock:
    """A clock that stands at noon UTC of one day, so that a run gives the same on every day."""

    def __init__(self, day: dt.date) -> None:
        self._now = dt.datetime.combine(day, dt.time(12), dt.UTC)

    def now(self) -> dt.datetime:
        """That noon."""
        return self._now

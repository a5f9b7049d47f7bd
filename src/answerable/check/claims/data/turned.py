"""Tables whose rows are what is counted and whose columns are years: turned, so that each row becomes a column.

What comes in: frames. What goes out: frames, turned ones instead of such tables or beside them. Never here: the text.

"Indicator, 2022, 2023" with a row "Complaints received" says the same as a table with a column "Complaints received"
and a row for each year, and only that one can be asked for complaints. Where rows are bodies or places, the table is
left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from answerable.check.claims.data.frames import Frame, FrameColumn, Role, make_frame, strip_period
from answerable.check.claims.text.terms import find_terms

_MOST = 60
_HEADER = re.compile(
    r"(?i)\s*(?:indicators?|measures?|metrics?|statistics?|items?|figures?|key figures?|data|series|variables?)?\s*"
)
_COUNTED = re.compile(r"\b[a-z]{4,}")


def turn_tables(frames: Sequence[Frame]) -> list[Frame]:
    """The frames, with each table of indicators turned."""
    found: list[Frame] = []
    for frame in frames:
        name = frame.name_column
        years = [column for column in frame.columns if column.role is Role.NUMBER and column.period is not None]
        numbers = frame.of_role(Role.NUMBER)
        if name is None or name.number != 0 or frame.bounds or not 2 <= len(frame.texts) <= _MOST:
            found.append(frame)
            continue
        says_so = bool(_HEADER.fullmatch(name.name)) and len(numbers) == len(frame.columns) - 1
        by_years = len(years) == len(numbers) >= 2 and not any(column.base.strip() for column in years)
        labels = [row[0] for row in frame.texts]
        counted = sum(bool(_COUNTED.search(label.partition(" ")[2])) for label in labels) >= 0.5 * len(labels)
        if not (by_years and says_so):
            found.append(frame)
        if by_years and (says_so or counted):
            found.append(_turn(frame, years))
    return found


def _turn(frame: Frame, years: Sequence[FrameColumn]) -> Frame:
    """A frame with a row for each year and a column for each row that it had."""
    header = [FrameColumn(0, "Year", Role.TEXT, (), "Year")]
    for position, row in enumerate(frame.texts, 1):
        base = strip_period(row[0])
        header.append(FrameColumn(position, row[0], Role.TEXT, find_terms(base), base))
    rows = [[column.name, *(row[column.number] for row in frame.texts)] for column in years]
    return make_frame(frame.name, header, rows)

"""Which cells a figure may be about: a measure, the rows that the words name, and the year.

What comes in: mentions of values and years. What goes out: weighted `Selection`s and the SQL that picks their rows.
Never here: aggregates, verdicts.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answerable.check.claims.data.frames import Frame, FrameColumn, quote_name, quote_text
from answerable.check.claims.readings.mentions import Mention, PeriodMention
from answerable.check.claims.readings.places import weigh_place
from answerable.check.claims.readings.years import choose_years, is_same_year, say_period
from answerable.model.dates import Period

Condition = tuple[int, tuple[str, ...]]
_MOST = 14
_PRONOUN = re.compile(
    r"(?i)^\W*(?:\w+\W+){0,4}?(?:it|its|they|their|them|there|that|this|those|these|she|he|his|her)\b"
)
_CLEAR = 0.6
"""How well the words must speak for the rows of a selection before another value contradicts a text."""
_YEARS = re.compile(r"\b(?:(?:19|20)\d\d|\d\d)\s?[-/–]\s?\d\d(?:\d\d)?\b|\b(?:19|20)\d\d\b")
_WHOLE_ROW = re.compile(r"(?i)(?:all|total|overall|everyone|whole|combined|average)\b")
_AND = re.compile(r"(?i)^\s*(?:and|or|plus|,|, and|and in|and at|and the|&)\s*(?:the\s+)?$")


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that a table counts, in one column or in one for each year.

    Args:
        frame: position among the frames.
        base: header without its period.
        terms: of it.
        columns: one; or one for each year.
    """

    frame: int
    base: str
    terms: tuple[str, ...]
    columns: tuple[FrameColumn, ...]

    @property
    def first(self) -> FrameColumn:
        """Its first column: unit and scale are the same for all."""
        return self.columns[0]

    @property
    def is_nameless(self) -> bool:
        """Its columns are called by their years alone: what they count is not said."""
        return not self.base.strip()

    def column_of(self, period: Period | None) -> FrameColumn | None:
        """The column of a year; the only one where its years are rows or it has none."""
        if len(self.columns) == 1 and self.first.period is None:
            return self.first
        return next((one for one in self.columns if period is not None and is_same_year(one.period, period)), None)


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows, and the year of them.

    Args:
        conditions: column and the values that it may have.
        period: None for all years.
        weight: how well the words speak for it, in [0, 1].
        is_said: whether it is what the sentence says itself, nothing taken from elsewhere and nothing left out.
        says_rows: the same of the rows alone, whatever the year.
    """

    conditions: tuple[Condition, ...] = ()
    period: Period | None = None
    weight: float = 1.0
    is_said: bool = True
    says_rows: bool = True

    def without(self, column: int) -> Selection:
        """The same rows whatever this column says."""
        return replace(self, conditions=tuple(one for one in self.conditions if one[0] != column))

    def with_value(self, column: int, value: str) -> Selection:
        """The same rows, but of this value."""
        kept = (*self.without(column).conditions, (column, (value,)))
        return replace(self, conditions=tuple(sorted(kept)))


def iter_conditions(
    text: str, at: int, end: int, mentions: Sequence[Mention], *, inherited: bool = False
) -> list[tuple[Condition | None, float]]:
    """The ways one column may be narrowed, with weights: the nearest value, the next, several joined, or"
    " not at all."""
    options: list[tuple[Condition | None, float]]
    if inherited:
        last = mentions[-1]
        goes_on = bool(_PRONOUN.search(text))
        options = [((last.column, (last.value,)), 0.9 if goes_on else 0.65), (None, 0.7 if goes_on else 0.88)]
        if mentions[0].value != last.value:
            # "Pellham has overtaken East Wickering. It ...": the first may be meant as well as the last.
            options.insert(1, ((last.column, (mentions[0].value,)), 0.89 if goes_on else 0.6))
        return options
    taken = [one for one in mentions if one.end <= at and _is_taken(text, one)]
    if taken and len(taken) < len(mentions) and len({one.value for one in mentions}) > 1:
        # "84 days in Southwark and 102 days at Glamorgan": Southwark has its number already.
        mentions = [one for one in mentions if one not in taken] + taken
        rest = [one for one in mentions if one not in taken]
        near_rest = max(weigh_place(text, one.start, one.end, at, end) for one in rest)
        if near_rest >= 0.9:
            mentions = rest
    near = sorted(mentions, key=lambda one: -weigh_place(text, one.start, one.end, at, end))
    best = weigh_place(text, near[0].start, near[0].end, at, end)
    column = near[0].column
    options = []
    values = list(dict.fromkeys(one.value for one in near))
    for place, value in enumerate(values[:3]):
        own = max(weigh_place(text, one.start, one.end, at, end) for one in near if one.value == value)
        options.append(((column, (value,)), 0.55 + 0.45 * own if place == 0 else 0.8 * own))
    ordered = sorted(mentions, key=lambda one: one.start)
    joined = [ordered[0].value]
    for left, right in itertools.pairwise(ordered):
        if _AND.match(text[left.end : right.start]):
            joined.append(right.value)
    if len(set(joined)) > 1:
        options.append(((column, tuple(sorted(set(joined)))), 0.55 + 0.42 * best))
    options.append((None, 1.0 - 0.75 * best))
    return options


def _is_taken(text: str, mention: Mention) -> bool:
    """Whether a mention is what the figure before it is of."""
    before = _YEARS.sub("year", text[: mention.start])
    return bool(
        re.search(r"\d[\d,.]*%?\s*(?:[\w'’-]+\s+){0,2}?(?:at|in|for)\s+(?:the\s+)?(?:[A-Z]\w+\s+|of\s+)*$", before)
    )


def make_selections(
    frame: Frame,
    text: str,
    at: int,
    end: int,
    mentions: Sequence[Mention],
    earlier: Sequence[Mention],
    periods: Sequence[PeriodMention],
) -> list[Selection]:
    """Every way to narrow the rows and the year that the words allow, the likeliest first."""
    by_column: dict[int, list[Mention]] = {}
    for one in mentions:
        by_column.setdefault(one.column, []).append(one)
    choices = [iter_conditions(text, at, end, several) for several in by_column.values()]
    before: dict[int, list[Mention]] = {}
    for one in earlier:
        if one.column not in by_column:
            before.setdefault(one.column, []).append(one)
    choices += [iter_conditions(text, at, end, several, inherited=True) for several in before.values()]
    is_two = any(len({one.value for one in several}) > 1 for several in before.values())
    found: list[Selection] = []
    years = choose_years(frame, text, at, end, periods)
    for combination in itertools.islice(itertools.product(*choices), 400):
        weight = 1.0
        for _, own in combination:
            weight *= own
        conditions = tuple(sorted(condition for condition, _ in combination if condition is not None))
        said = {one.column for one in mentions} == {column for column, _ in conditions} and not is_two
        found += [
            Selection(conditions, period, weight * own, said and sure and weight >= _CLEAR, said and weight >= _CLEAR)
            for period, own, sure in years
        ]
    whole = find_whole_row(frame)
    if whole is not None and not mentions:
        # "Seven in ten people were satisfied": the row of everyone, where the table has one.
        found += [Selection((whole,), period, 0.97 * own, sure and not before) for period, own, sure in years]
    found.sort(key=lambda one: (-one.weight, one.conditions, str(one.period)))
    return found[:_MOST]


def find_whole_row(frame: Frame) -> Condition | None:
    """The row of everyone or everything: "All residents", "England", where it stands first or last among its parts."""
    name = frame.name_column
    if name is None or not frame.texts:
        return None
    for row in (frame.texts[0], frame.texts[-1]):
        if _WHOLE_ROW.match(row[name.number]):
            return name.number, (row[name.number],)
    return None


def make_where(frame: Frame, selection: Selection, column: FrameColumn | None, *, shown: bool = False) -> str:
    """The SQL condition of a selection; empty for all rows.

    Args:
        column: of the measure: where it has a year of its own, rows are not narrowed by it.
        shown: in the table's own names, for people.
    """
    parts = []
    for position, values in selection.conditions:
        name = quote_name(frame.columns[position].name) if shown else f"t{position}"
        listed = ", ".join(quote_text(value) for value in values)
        parts.append(f"{name} = {listed}" if len(values) == 1 else f"{name} IN ({listed})")
    year = frame.year_column
    if year is not None and selection.period is not None and (column is None or column.period is None):
        texts = [
            one for period, several in frame.year_texts if is_same_year(period, selection.period) for one in several
        ]
        name = quote_name(year.name) if shown else f"t{year.number}"
        parts.append(f"{name} IN ({', '.join(quote_text(one) for one in texts)})" if texts else "false")
    return " AND ".join(parts)


def say(frame: Frame, selection: Selection) -> str:
    """A selection in words."""
    words = [" or ".join(values) for _, values in selection.conditions]
    if selection.period is not None:
        words.append(say_period(selection.period))
    return ", ".join(words)

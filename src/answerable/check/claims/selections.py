"""Which cells a figure may be about: a measure, the rows that the words name, and the year.

What comes in: mentions of values and years. What goes out: weighted `Selection`s and the SQL that picks their rows.
Never here: aggregates, verdicts.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answerable.check.claims.frames import Frame, FrameColumn, Role, quote_name, quote_text
from answerable.check.claims.mentions import Mention, PeriodMention, back_one_year
from answerable.model.dates import Period

Condition = tuple[int, tuple[str, ...]]
_MOST = 14
_PRONOUN = re.compile(
    r"(?i)^\W*(?:\w+\W+){0,4}?(?:it|its|they|their|them|there|that|this|those|these|she|he|his|her)\b"
)
_CLEAR = 0.6
"""How well the words must speak for the rows of a selection before another value contradicts a text."""
_WALL = re.compile(r"(?i)[;:—–]|\bwhile\b|\bwhereas\b|\bbut\b|, (?:and|with) |, |\bto\b")
_BOND = re.compile(r"(?i)\s*(?:[\w'’%-]+\s+){0,3}?(?:at|in|for|by|among|from|on|went to|to)\s+(?:the\s+)?")
"""What stands between a figure and what it is of: "102 days at", "45 were in"."""
_YEARS = re.compile(r"\b(?:(?:19|20)\d\d|\d\d)\s?[-/–]\s?\d\d(?:\d\d)?\b|\b(?:19|20)\d\d\b")
_AND = re.compile(r"(?i)^\s*(?:and|or|plus|,|, and|and in|and at|and the|&)\s*(?:the\s+)?$")
_FROM = re.compile(
    r"(?i)\bfrom\s+(?:just |only |about |some |around )?[£$€]?$|\b(?:against|than|compared with|compared to"
    r"|down from|up from)\s+[£$€]?$"
)


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
    """

    conditions: tuple[Condition, ...] = ()
    period: Period | None = None
    weight: float = 1.0
    is_said: bool = True

    def without(self, column: int) -> Selection:
        """The same rows whatever this column says."""
        return replace(self, conditions=tuple(one for one in self.conditions if one[0] != column))

    def with_value(self, column: int, value: str) -> Selection:
        """The same rows, but of this value."""
        kept = (*self.without(column).conditions, (column, (value,)))
        return replace(self, conditions=tuple(sorted(kept)))


def is_same_year(one: Period | None, other: Period | None) -> bool:
    """Whether two years are one, a school year and a financial one of the same years included."""
    return one is not None and other is not None and (one.start.year, one.kind) == (other.start.year, other.kind)


def weigh_place(text: str, start: int, end: int, at: int, figure_end: int) -> float:
    """How near a mention stands to a figure: words, walls and other figures between them count."""
    between = text[end:at] if end <= at else text[figure_end:start]
    if re.fullmatch(r"\s*\(", between):
        return 1.0
    n_figures = len(re.findall(r"\d[\d,.]*", between))
    walls = len(_WALL.findall(between))
    walls += 2 if start >= figure_end and re.search(r"(?i);|\bwhile\b|\bwhereas\b|\bbut\b", between) else 0
    if (
        start >= figure_end
        and _WALL.search(between)
        and re.match(r"(?i)\s*(?:only |just |had |was |were )*[£$€]?\d", text[end:])
    ):
        # "4,790 waited; at Saltby only 190 had": Saltby has a number of its own.
        return 0.25
    if start >= figure_end and _BOND.fullmatch(between):
        return 1.0
    return float(1.0 / (1 + 0.03 * len(between.split())) * 0.72**walls * 0.85**n_figures)


def iter_conditions(
    text: str, at: int, end: int, mentions: Sequence[Mention], *, inherited: bool = False
) -> list[tuple[Condition | None, float]]:
    """The ways one column may be narrowed, with weights: the nearest value, the next, several joined, or"
    " not at all."""
    if inherited:
        last = mentions[-1]
        goes_on = bool(_PRONOUN.search(text))
        return [((last.column, (last.value,)), 0.9 if goes_on else 0.65), (None, 0.7 if goes_on else 0.88)]
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
    options: list[tuple[Condition | None, float]] = []
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
    found: list[Selection] = []
    years = _choose_periods(frame, text, at, end, periods)
    for combination in itertools.islice(itertools.product(*choices), 400):
        weight = 1.0
        for _, own in combination:
            weight *= own
        conditions = tuple(sorted(condition for condition, _ in combination if condition is not None))
        said = {one.column for one in mentions} == {column for column, _ in conditions}
        found += [
            Selection(conditions, period, weight * own, said and sure and weight >= _CLEAR)
            for period, own, sure in years
        ]
    found.sort(key=lambda one: (-one.weight, one.conditions, str(one.period)))
    return found[:_MOST]


def find_years(frame: Frame) -> list[Period]:
    """The years that a table knows, in order."""
    known = {period for period, _ in frame.year_texts}
    known |= {column.period for column in frame.columns if column.period is not None and column.role is Role.NUMBER}
    return sorted(known, key=lambda period: (period.start, period.end))


def _choose_periods(
    frame: Frame, text: str, at: int, end: int, periods: Sequence[PeriodMention]
) -> list[tuple[Period | None, float, bool]]:
    """The year that a figure is of, with how likely and whether the sentence says so."""
    known = find_years(frame)
    if not known:
        return [(None, 1.0, True)]
    own = [one for one in periods if one.start >= 0]
    is_base = bool(_FROM.search(text[:at]))
    usable = [(one, match) for one in (own or periods) if (match := find_known(known, one.period)) is not None]
    if own and not usable:
        return []
    if not usable:
        return [(known[-1], 0.8, False), (None, 0.8, False), *((one, 0.5, False) for one in known[:-1])]
    if not own and is_base:
        current = usable[0][1]
        before = find_known(known, back_one_year(current))
        if before is not None:
            return [(before, 1.0, True), (current, 0.75, True)]
    if not own:
        said = [match for _, match in usable]
        found: list[tuple[Period | None, float, bool]] = [(said[0], 0.95, True)]
        found += [(one, 0.8, True) for one in said[1:]]
        found.append((None, 0.6, False))
        return found + [(one, 0.45, False) for one in known if one not in said]
    scored: dict[Period, float] = {}
    latest = max(match.start for _, match in usable)
    for one, match in usable:
        weight = weigh_place(text, one.start, one.end, at, end)
        if one.start >= end and re.fullmatch(
            r"(?i)[^.;,]{0,12}\b(?:in|during|for|by|since)\s+(?:the\s+)?", text[end : one.start]
        ):
            weight = max(weight, 0.97)
        if is_base and len({period for _, period in usable}) > 1:
            weight *= 0.7 if match.start == latest and one.start < end else 1.0
        scored[match] = max(scored.get(match, 0.0), weight)
    ranked = sorted(scored.items(), key=lambda pair: (-pair[1], pair[0].start))
    chosen: list[tuple[Period | None, float, bool]] = [(ranked[0][0], 1.0, True)]
    chosen += [(period, 0.55 + 0.4 * weight, True) for period, weight in ranked[1:3]]
    if is_base:
        earlier = find_known(known, back_one_year(ranked[0][0]))
        if earlier is not None and earlier not in scored:
            chosen.append((earlier, 0.9, True))
    if re.search(r"(?i)\bbetween\b|\bsince\b|\bover\b|\bfrom\b|\btogether\b|\bboth\b|\bto\b", text):
        chosen.append((None, 0.6, False))
    return chosen


def find_known(known: Sequence[Period], wanted: Period) -> Period | None:
    """The table's year that a text's year is."""
    for period in known:
        if is_same_year(period, wanted):
            return period
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


def say_period(period: Period) -> str:
    """A year as tables write it."""
    if period.kind == "calendar_year":
        return str(period.start.year)
    return f"{period.start.year}-{(period.start.year + 1) % 100:02d}"

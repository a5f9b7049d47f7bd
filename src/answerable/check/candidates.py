"""What a statement may mean: queries over frames, each with how well the words of the text speak for it.

What comes in: a statement and the frames. What goes out: `Candidate`s with SQL, not yet answered. Never here: values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from answerable.check.frames import Frame, FrameColumn, Role, find_short_names, is_generic, quote_name, quote_text
from answerable.check.statements import Statement
from answerable.check.terms import find_terms, stem
from answerable.check.weights import Weights
from answerable.model.dates import Period
from answerable.words.figures import FigureKind

_ROW_NOUN = re.compile(
    r"(?i)\s*(?:\w+[- ]){0,3}(?:councils?|authorit\w+|forces?|bodies|trusts?|schools?|compan\w+|rows?|records?|entries"
    r"|departments?|countries|cities|agenc\w+|responded|answered|replied|provided|refused|gave|did not)\b"
)
_MEASURED = re.compile(
    r"(?i)\s*(?:more |calendar |working |further )?"
    r"(?:days?|hours?|weeks?|months?|years?|minutes?|decades?|%|per cent)\b"
)
_COMPARES = re.compile(
    r"(?i)\b(?:from|compared|previous|earlier|before|against|than|while|rose|fell|up|down|increase\w*|decrease\w*"
    r"|year on year)\b"
)
_GOES_ON = re.compile(r"(?i)\b(?:that|this|these|those|again|it|they|the same|there were|a total)\b")
_REACH = 3
"""For so many sentences a text may go on about the column it was last about."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One query that a statement may mean.

    Args:
        frame: position among the frames.
        expression: an aggregate over the frame's DuckDB table.
        query: SQL in the frame's own names, for people.
        reading: in words.
        share_words: how well the words speak for it, whatever its value, in [0, 1].
        is_percent: its value is a percentage.
        base: the column's name without its period; what the next sentence is likely to go on about.
        head: how near the column's head noun stands, in [0, 1].
        extreme: column and direction that a lookup's superlative claims; empty where none.
    """

    frame: int
    expression: str
    query: str
    reading: str
    share_words: float
    is_percent: bool = False
    base: str = ""
    head: float = 0.0
    extreme: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What the text before has been about: the base column of the last statement that was borne, by frame."""

    base: str = ""
    frame: int = -1
    sentence: int = -1


class Maker:
    """Makes candidates over fixed frames."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self.frames = frames
        headers = [column for frame in frames for column in frame.columns if column.role is Role.NUMBER]
        self._rarity: dict[str, float] = {}
        for column in headers:
            for term in column.terms:
                n_with = len({other.base for other in headers if term in other.terms})
                self._rarity[term] = 1.0 / max(1, n_with) ** 0.5
        self._names = [_index_names(frame) for frame in frames]

    def iter_candidates(self, statement: Statement, told: Told) -> Iterator[Candidate]:
        """Every reading of a statement that the words allow at all."""
        weights = Weights(statement)
        mentions = [self._find_mentions(index, statement) for index in range(len(self.frames))]
        anywhere = any(mentions)
        for index, frame in enumerate(self.frames):
            for column in frame.of_role(Role.NUMBER):
                match, head = self._match(column, weights, told, index)
                match *= _fit_period(column, statement)
                match *= _fit_unit(column, statement)
                if match < 0.12:
                    continue
                yield from self._lookups(index, column, match, head, mentions[index], weights, statement)
                yield from self._aggregates(index, column, match, head, anywhere, weights, statement)
            yield from self._two_periods(index, weights, told, statement, anywhere)
            yield from self._categories(index, weights, statement, anywhere)

    def _match(self, column: FrameColumn, weights: Weights, told: Told, index: int) -> tuple[float, float]:
        """How well a header's words stand near the figure; and how near its head noun."""
        if not column.terms:
            return 0.0, 0.0
        whole = sum(self._rarity.get(term, 1.0) for term in column.terms)
        got = sum(self._rarity.get(term, 1.0) * weights.find(term) for term in column.terms)
        covered = sum(self._rarity.get(term, 1.0) for term in column.terms if weights.find(term) > 0) / whole
        match = 0.55 * got / whole + 0.45 * covered
        head = weights.find(column.terms[0])
        if (told.base, told.frame) == (column.base, index) and 0 <= weights.number - told.sentence <= _REACH:
            goes_on = bool(_GOES_ON.search(weights.text[:90]))
            match, head = max(match, 0.66 if goes_on else 0.35), max(head, 0.6 if goes_on else 0.0)
        return match, head

    def _find_mentions(self, index: int, statement: Statement) -> list[tuple[int, float]]:
        """Rows whose name stands in the sentence, nearer ones weighing more."""
        text, at = statement.sentence.text, statement.figure.start - statement.sentence.start
        found = self._names_in(index, text, at)
        if not found and statement.sentence.lead and statement.sentence.paragraph_lead:
            # "These totalled 83 hours": whom the sentence before named
            found = {
                row: 0.6 * near
                for row, near in self._names_in(index, statement.sentence.paragraph_lead, 10_000).items()
            }
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))

    def _names_in(self, index: int, text: str, at: int) -> dict[int, float]:
        found: dict[int, float] = {}
        lower = text.lower()
        for name, row in self._names[index].items():
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", lower):
                if not _is_whole_name(text, match):
                    continue
                between = text[match.end() : at] if match.end() <= at else text[at : match.start()]
                n_figures = len(re.findall(r"\d[\d,.]*", between)) - (1 if match.start() >= at else 0)
                walls = len(re.findall(r"\bwhile\b|;|\bto\b|\. ", between))
                weight = 1.0 / (1 + 0.03 * len(between.split())) * 0.7**walls * 0.85 ** max(0, n_figures)
                found[row] = max(found.get(row, 0.0), weight)
        return found

    def _lookups(
        self,
        index: int,
        column: FrameColumn,
        match: float,
        head: float,
        mentions: Sequence[tuple[int, float]],
        weights: Weights,
        statement: Statement,
    ) -> Iterator[Candidate]:
        frame = self.frames[index]
        name_column = frame.name_column
        if name_column is None or (statement.figure.kind is FigureKind.PERCENT and column.unit != "percent"):
            return
        for row, near in mentions[:8]:
            name = frame.texts[row][name_column.number]
            place = f"t{name_column.number} = {quote_text(frame.texts[row][name_column.number])}"
            extreme = "max" if weights.has_cue("max") else "min" if weights.has_cue("min") else ""
            yield Candidate(
                frame=index,
                expression=f"max(n{column.number}) FILTER (WHERE {place})",
                query=f"SELECT {quote_name(column.name)} FROM {quote_name(frame.name)}"
                f" WHERE {quote_name(name_column.name)} = {quote_text(name)}",
                reading=f"{column.name} of {name}",
                share_words=min(1.0, 0.25 + 0.45 * match + 0.3 * near),
                is_percent=column.unit == "percent",
                base=column.base,
                head=head,
                extreme=f"{column.number} {extreme}" if extreme else "",
            )

    def _aggregates(
        self,
        index: int,
        column: FrameColumn,
        match: float,
        head: float,
        names_someone: bool,
        weights: Weights,
        statement: Statement,
    ) -> Iterator[Candidate]:
        frame, n = self.frames[index], f"n{column.number}"
        about = 0.55 if names_someone else 1.0
        is_share = statement.figure.kind in (FigureKind.PERCENT, FigureKind.FRACTION)
        counts_rows = self._counts_rows(index, statement)
        plans: list[tuple[str, str, str, float]] = []
        if is_share:
            share = f"100.0 * count(*) FILTER (WHERE {n} >= 1) / nullif(count({n}), 0)"
            fit = 1.0 if weights.has_cue("some") else 0.45
            plans.append((share, "share of rows with at least one, of those with a number,", "WHERE {} >= 1", fit))
        else:
            is_mean = column.terms and any(term in ("median", "mean") for term in column.terms)
            plans.append((f"sum({n})", "sum of", "", 0.35 if is_mean else 1.0 if weights.has_cue("sum") else 0.85))
            for fn in ("mean", "median", "max", "min"):
                sql = "avg" if fn == "mean" else fn
                plans.append((f"{sql}({n})", f"{fn} of", "", 0.95 if weights.has_cue(fn) else 0.15))
            rows = 0.95 if counts_rows else 0.0
            plans.append(
                (f"count({n})", "rows with a number for", "", rows if weights.has_cue("filled") else 0.5 * rows)
            )
            some = f"count(*) FILTER (WHERE {n} >= 1)"
            plans.append(
                (some, "rows with at least one of", "WHERE {} >= 1", rows if weights.has_cue("some") else 0.3 * rows)
            )
            for other in statement.others:
                if other.kind is FigureKind.NUMBER and not other.in_words and counts_rows:
                    value = f"{other.number:g}"
                    at = f"count(*) FILTER (WHERE {n} = {value})"
                    plans.append((at, f"rows with {value} for", f"WHERE {{}} = {value}", 0.95 * rows + 0.05))
        for expression, words, where, fit in plans:
            if not fit:
                continue
            base_words = (0.12 + 0.88 * match) * fit * about
            if words.startswith("rows with") and "at least" not in words and "number" not in words:
                base_words = (0.12 + 0.88 * match) * fit
                if _counts_rows_at(statement):
                    base_words = min(1.0, base_words + 0.25)
            yield Candidate(
                frame=index,
                expression=expression,
                query=_show(expression, column, frame, where),
                reading=f"{words} {column.name}",
                share_words=min(1.0, base_words),
                is_percent=is_share,
                base=column.base,
                head=head,
            )

    def _two_periods(
        self, index: int, weights: Weights, told: Told, statement: Statement, names_someone: bool
    ) -> Iterator[Candidate]:
        """One thing summed over all the years that the table has."""
        if not statement.sentence.both or statement.figure.kind is FigureKind.PERCENT:
            return
        frame = self.frames[index]
        by_base: dict[str, list[FrameColumn]] = {}
        for column in frame.of_role(Role.NUMBER):
            if column.period is not None:
                by_base.setdefault(column.base, []).append(column)
        for base, columns in by_base.items():
            if len(columns) < 2:
                continue
            match, head = self._match(columns[0], weights, told, index)
            names = " + ".join(f"sum({quote_name(column.name)})" for column in columns)
            yield Candidate(
                frame=index,
                expression=" + ".join(f"coalesce(sum(n{column.number}), 0)" for column in columns),
                query=f"SELECT {names} FROM {quote_name(frame.name)}",
                reading=f"sum of {base} over {len(columns)} years",
                share_words=min(1.0, (0.2 + 0.8 * match) * (0.6 if names_someone else 1.0)),
                base=base,
                head=head,
            )

    def _categories(
        self, index: int, weights: Weights, statement: Statement, names_someone: bool
    ) -> Iterator[Candidate]:
        """Rows of one category, or of two, whose words stand in the sentence; and rows at all."""
        frame = self.frames[index]
        is_share = statement.figure.kind in (FigureKind.PERCENT, FigureKind.FRACTION)
        counts_rows = is_share or self._counts_rows(index, statement)
        if not counts_rows and not _may_count(statement, len(frame.numbers)):
            return
        rows = 1.0 if weights.has_cue("rows") else 0.7
        title = max((weights.find(term) for term in frame.terms), default=0.0)
        for column in frame.of_role(Role.CATEGORY):
            header = max((weights.find(term) for term in column.terms), default=0.0)
            if weights.has_cue("filled"):
                header = max(header, 0.6)
            spoken = {value: _speak(value, weights) for value in column.values}
            for value, spoke in spoken.items():
                if spoke <= 0 and not (header and weights.has_cue("filled")):
                    continue
                if not counts_rows and (spoke < 0.5 or header < 0.3):
                    continue
                words = 0.15 + 0.4 * spoke + 0.25 * max(header, title) + 0.15 * rows
                yield self._category(index, column, (value,), words, is_share)
                for other in column.values:
                    if other != value and spoke > 0 and not _is_negative(other):
                        yield self._category(index, column, tuple(sorted((value, other))), words * 0.97, is_share)
                if spoke <= 0 and not _is_negative(value):
                    both = tuple(one for one in column.values if not _is_negative(one))
                    if 2 <= len(both) < len(column.values):
                        yield self._category(index, column, both, 0.3 + 0.2 * max(header, title) + 0.1 * rows, is_share)
        if counts_rows and not is_share:
            fit = 0.62 if weights.has_cue("rows") else 0.25
            yield Candidate(
                frame=index,
                expression="count(*)",
                query=f"SELECT count(*) FROM {quote_name(frame.name)}",
                reading=f"rows of {frame.name}",
                share_words=fit * (0.5 if names_someone else 1.0),
                head=0.5,
            )

    def _counts_rows(self, index: int, statement: Statement) -> bool:
        """Whether the figure is followed by what rows are (councils, "responded" ...) and by no unit of measure."""
        after = statement.sentence.text[statement.figure.end - statement.sentence.start :]
        if statement.figure.kind is not FigureKind.NUMBER or _MEASURED.match(after):
            return False
        if statement.figure.number > 1.5 * len(self.frames[index].numbers):
            return False
        own = _ROW_NOUN.match(after[:60])
        out_of = re.match(r"(?i)\s*(?:\([^)]*\)\s*)?(?:out )?of (?:the )?[\d,]+", after)
        return bool(own or out_of)

    def _category(
        self, index: int, column: FrameColumn, values: tuple[str, ...], words: float, is_share: bool
    ) -> Candidate:
        frame = self.frames[index]
        listed = ", ".join(quote_text(value) for value in values)
        answered = [value for value in column.values if not _is_negative(value)]
        count = f"count(*) FILTER (WHERE t{column.number} IN ({listed}))"
        among = ", ".join(quote_text(value) for value in answered) if set(values) < set(answered) else ""
        whole = f"count(*) FILTER (WHERE t{column.number} " + (f"IN ({among}))" if among else "<> '')")
        expression = f"100.0 * {count} / nullif({whole}, 0)" if is_share else count
        return Candidate(
            frame=index,
            expression=expression,
            query=_show(expression, column, frame, f"WHERE {{}} IN ({listed})"),
            reading=f"{'share of' if is_share else ''} rows whose {column.name} is {' or '.join(values)}".strip(),
            share_words=min(0.95, words),
            is_percent=is_share,
            head=1.0,
        )


def _may_count(statement: Statement, n_rows: int) -> bool:
    """Whether a figure can be a number of rows at all: a whole number, no more than there are, of no unit."""
    after = statement.sentence.text[statement.figure.end - statement.sentence.start :]
    return (
        statement.figure.kind is FigureKind.NUMBER
        and statement.figure.number <= n_rows
        and statement.figure.number == int(statement.figure.number)
        and not _MEASURED.match(after)
    )


def _counts_rows_at(statement: Statement) -> bool:
    """ "0 days at four authorities": a number of rows directly after the value that they have."""
    text, offset = statement.sentence.text, statement.sentence.start
    return any(
        re.fullmatch(r"\s*\w*\s+(?:at|in|for|by|with)\s+", text[other.end - offset : statement.figure.start - offset])
        for other in statement.others
        if other.end <= statement.figure.start
    )


def _show(expression: str, column: FrameColumn, frame: Frame, where: str) -> str:
    """An expression as SQL over the table's own names."""
    name = quote_name(column.name)
    shown = expression.replace(f"n{column.number}", name).replace(f"t{column.number}", name)
    if where and shown.startswith("count(*) FILTER"):
        return f"SELECT count(*) FROM {quote_name(frame.name)} {where.format(name)}"
    return f"SELECT {shown} FROM {quote_name(frame.name)}"


def _speak(value: str, weights: Weights) -> float:
    """How near a category's own words stand in the sentence: exactly ("county" is no "country"), not in a name."""
    if re.search(rf"(?i)\b{re.escape(value)}\s+of\s+[A-Z]", weights.text):
        return 0.0
    terms = find_terms(value) or (stem(value),)
    return min((weights.own.get(term, 0.0) for term in terms), default=0.0)


def _is_negative(value: str) -> bool:
    return bool(re.search(r"(?i)\bno\b|\bnot\b|\brefused|\bnone\b|\bdeclin|\bnever\b", value))


def _fit_period(column: FrameColumn, statement: Statement) -> float:
    """1 where the sentence speaks of the column's year; little where of another; between where of none."""
    if column.period is None:
        return 0.95
    periods = statement.sentence.periods
    if not periods:
        return 0.8
    if any(one.start.year == column.period.start.year and one.kind == column.period.kind for one in periods):
        return 1.0
    if any(one.kind != column.period.kind and _touch(one, column) for one in periods):
        return 0.7
    if not statement.sentence.own_periods:
        return 0.45
    # "rose to 9,100 in 2022-23, from 8,200": the second number is of another year; else a year named is the year meant.
    return 0.5 if _COMPARES.search(statement.sentence.text) else 0.0


def _touch(period: Period, column: FrameColumn) -> bool:
    return column.period is not None and period.start <= column.period.end and column.period.start <= period.end


def _fit_unit(column: FrameColumn, statement: Statement) -> float:
    """Money only against money; a column of days only against a figure of days."""
    is_money = statement.figure.kind is FigureKind.MONEY
    column_money = column.unit in ("GBP", "USD", "EUR", "money") or any(
        term in ("pay", "spend", "amount", "award", "settlement") for term in column.terms
    )
    if is_money != column_money and (is_money or column.unit in ("GBP", "USD", "EUR", "money")):
        return 0.0
    if statement.figure.kind is FigureKind.PERCENT and column.unit == "percent":
        return 1.0
    after = statement.sentence.text[statement.figure.end - statement.sentence.start :][:24]
    noun = re.match(r"\s*(days|hours|weeks|months|minutes|years)\b", after)
    units = [term for term in column.terms if term in ("day", "hour", "week", "month", "minute")]
    if noun and stem(noun.group(1)) not in column.terms:
        return 0.0 if units else 0.3
    if units == ["day"] and not noun and statement.others:
        own = re.match(r"\s*[a-z]+", after)
        return 0.5 if own and own.group().strip() not in ("to", "at", "in", "and", "for") else 1.0
    return 1.0


def _index_names(frame: Frame) -> dict[str, int]:
    """Names of rows, in lower case, to their positions; a name of two rows is left out."""
    column = frame.name_column
    if column is None:
        return {}
    found: dict[str, int | None] = {}
    for row, texts in enumerate(frame.texts):
        for name in find_short_names(texts[column.number]):
            found[name] = None if name in found and found[name] != row else row
    return {name: row for name, row in found.items() if row is not None}


def _is_whole_name(text: str, match: re.Match[str]) -> bool:
    """A name as the text writes it: with a capital, and not the beginning of a longer one."""
    if not text[match.start()].isupper():
        return False
    after = re.match(r"[\s-]+([A-Z][\w’']*)", text[match.end() :])
    before = re.search(r"([A-Z][\w’']*) $", text[: match.start()])
    if after and not is_generic(after.group(1)):
        return " " in match.group() or not re.match(r"(?i)ireland|east|west|north|south|wales|scotland", after.group(1))
    return not (
        before and before.start() > 0 and before.group(1) in ("North", "South", "East", "West", "New", "Northern")
    )

"""What a statement may mean: queries over frames, each with how well the words of the text speak for it.

What comes in: a statement and the frames. What goes out: `Candidate`s with SQL, not yet answered. Never here: values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from answerable.check.claims.fit import fit_digits, fit_unit, know_unit, prefer_special
from answerable.check.claims.frames import Frame, FrameColumn, Role, quote_name
from answerable.check.claims.mentions import Index, Mention, PeriodMention, find_period_mentions
from answerable.check.claims.selections import Measure, Selection, is_same_year, make_selections, make_where, say
from answerable.check.claims.statements import Statement
from answerable.check.claims.terms import stem
from answerable.check.claims.weights import Weights
from answerable.words.figures import FigureKind

_ROW_NOUN = re.compile(
    r"(?i)\s*(?:\w+[- ]){0,3}(?:councils?|authorit\w+|forces?|bodies|trusts?|schools?|compan\w+|rows?"
    r"|records?|entries"
    r"|departments?|countries|cities|agenc\w+|responded|answered|replied|provided|refused|gave|did not)\b"
)
MEASURED = re.compile(
    r"(?i)\s*(?:more |calendar |working |further )?"
    r"(?:days?|hours?|weeks?|months?|years?|minutes?|decades?|%|per cent)\b"
)
_GOES_ON = re.compile(
    r"(?i)\b(?:that|this|these|those|again|it|they|them|the same|there were|a total|fell|rose|down|up)\b"
)
_WHOLE = re.compile(
    r"(?i)\b(?:altogether|in all|in total|overall|nationally|across (?:the|all)|between them|combined"
    r"|together|all of them"
    r"|the (?:two|three|four|five|six|seven|eight|nine|ten|\d+) \w+)\b"
)
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
        is_said: whether rows, year and operation are what the sentence says, so that another value contradicts it.
        conditions: columns narrowed, for the joint reading of a text.
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
    is_said: bool = False
    conditions: tuple[tuple[int, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What the text before has been about: the base column of the last statement that was borne, by frame."""

    base: str = ""
    frame: int = -1
    sentence: int = -1


@dataclass(frozen=True, slots=True)
class Scene:
    """A statement before one frame: everything its words name there.

    Args:
        index: of the frame.
        frame: itself.
        statement: the figure in its sentence.
        weights: of the terms near it.
        at: where the figure starts in its sentence.
        end: where it ends there.
        mentions: values that the sentence names.
        earlier: values that the sentence before names.
        periods: years.
        selections: rows and years that the figure may be of.
        measures: what the table counts, with how near its words and its head noun stand; the likeliest first.
        names_someone: some frame's row is named.
    """

    index: int
    frame: Frame
    statement: Statement
    weights: Weights
    at: int
    end: int
    mentions: tuple[Mention, ...]
    earlier: tuple[Mention, ...]
    periods: tuple[PeriodMention, ...]
    selections: tuple[Selection, ...]
    measures: tuple[tuple[Measure, float, float], ...]
    names_someone: bool

    @property
    def is_share(self) -> bool:
        """Whether the figure is a share: a percentage or a fraction."""
        return self.statement.figure.kind in (FigureKind.PERCENT, FigureKind.FRACTION)


class Maker:
    """Makes candidates over fixed frames."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self.frames = frames
        self.measures = [_find_measures(index, frame) for index, frame in enumerate(frames)]
        self._rarity: dict[str, float] = {}
        every = [measure for several in self.measures for measure in several]
        for measure in every:
            for term in measure.terms:
                n_with = len({other.base for other in every if term in other.terms})
                self._rarity[term] = 1.0 / max(1, n_with) ** 0.5
        self._indexes = [Index(frame) for frame in frames]
        self._sentences: dict[tuple[int, str], list[Mention]] = {}

    def make_scenes(self, statement: Statement, told: Told) -> list[Scene]:
        """The statement before each frame."""
        weights = Weights(statement)
        sentence = statement.sentence
        at, end = statement.figure.start - sentence.start, statement.figure.end - sentence.start
        periods = find_period_mentions(sentence)
        mentions = [
            [one for one in self._find(index, sentence.text) if not (one.start < end and at < one.end)]
            for index in range(len(self.frames))
        ]
        anyone = any(mentions)
        scenes = []
        for index, frame in enumerate(self.frames):
            earlier = self._find(index, sentence.paragraph_lead) if sentence.paragraph_lead else []
            if (anyone and not mentions[index]) or _WHOLE.search(sentence.text):
                earlier = []
            if _is_whole(statement):
                mentions[index], earlier = [], []
            selections = make_selections(frame, sentence.text, at, end, mentions[index], earlier, periods)
            measures = []
            own = {id(one): self._match(one, weights, weights.find_own) for one in self.measures[index]}
            spoken = max((min(pair) for pair in own.values()), default=0.0) >= 0.45
            best_own = max((pair[0] for pair in own.values()), default=0.0)
            if not spoken:
                own = {id(one): self._match(one, weights, weights.find) for one in self.measures[index]}
            for measure in self.measures[index]:
                match, head = own[id(measure)]
                if not spoken or match >= 0.5 * best_own:
                    match, head = self._go_on(measure, match, head, weights, told, index)
                match, head = know_unit(measure, match, head, statement, self.measures[index])
                match *= fit_unit(measure.first, statement)
                if match >= 0.12:
                    measures.append((measure, match, head))
            measures = prefer_special(measures, statement)
            measures.sort(key=lambda one: (-one[1], one[0].base))
            scenes.append(
                Scene(
                    index, frame, statement, weights, at, end, tuple(mentions[index]), tuple(earlier), tuple(periods),
                    tuple(selections), tuple(measures[:6]), anyone or bool(earlier),
                )
            )  # fmt: skip
        return scenes

    def _find(self, index: int, text: str) -> list[Mention]:
        key = (index, text)
        if key not in self._sentences:
            self._sentences[key] = self._indexes[index].find(text)
        return self._sentences[key]

    def _match(self, measure: Measure, weights: Weights, find: Callable[[str], float]) -> tuple[float, float]:
        """How well a header's words stand near the figure; and how near its head noun."""
        terms = measure.terms
        if not terms:
            return 0.0, 0.0
        whole = sum(self._rarity.get(term, 1.0) for term in terms)
        got = sum(self._rarity.get(term, 1.0) * find(term) for term in terms)
        covered = sum(self._rarity.get(term, 1.0) for term in terms if find(term) > 0) / whole
        match = 0.55 * got / whole + 0.45 * covered
        match *= fit_digits(measure, weights.text)
        return match, find(terms[0])

    def _go_on(
        self, measure: Measure, match: float, head: float, weights: Weights, told: Told, index: int
    ) -> tuple[float, float]:
        """A text goes on about what it was last about."""
        if (told.base, told.frame) == (measure.base, index) and 0 <= weights.number - told.sentence <= _REACH:
            goes_on = bool(_GOES_ON.search(weights.text[:90]))
            some = match >= 0.3
            match, head = max(match + 0.15 * some, 0.66 if goes_on else 0.35), max(head, 0.6 if goes_on else 0.0)
        return match, head


def _is_whole(statement: Statement) -> bool:
    """ "four of the eight wards": the second figure is of all of them."""
    text, offset = statement.sentence.text, statement.sentence.start
    return any(
        re.fullmatch(
            r"(?i)\s*(?:out )?of (?:the |all |its "
            r"|their )*",
            text[one.end - offset : statement.figure.start - offset],
        )
        for one in statement.others
        if one.end <= statement.figure.start
    )


def _find_measures(index: int, frame: Frame) -> list[Measure]:
    by_base: dict[str, list[FrameColumn]] = {}
    for column in frame.of_role(Role.NUMBER):
        by_base.setdefault(column.base if column.period is not None else f"{column.base}\0{column.number}", []).append(
            column
        )
    found = []
    for columns in by_base.values():
        periods = [column.period for column in columns]
        groups = [columns] if len(set(periods)) == len(periods) else [[column] for column in columns]
        found += [Measure(index, group[0].base, group[0].terms, tuple(group)) for group in groups]
    return found


def iter_levels(scene: Scene) -> Iterator[Candidate]:
    """A value of one row, or sum, mean, median, highest, lowest of several, of each measure and selection."""
    figure = scene.statement.figure
    for measure, match, head in scene.measures:
        if scene.is_share and measure.first.unit != "percent" and not _is_hundredth(measure):
            continue
        for selection in scene.selections:
            columns = measure.columns if selection.period is None else (measure.column_of(selection.period),)
            if len(columns) > 1 and (measure.first.is_rate or scene.is_share):
                continue
            if any(column is None for column in columns):
                continue
            usable = tuple(column for column in columns if column is not None)
            rows = count_rows(scene.frame, selection, usable[0])
            if rows == 0:
                continue
            plans = _plan_levels(scene, measure, selection, rows)
            for fn, words, fit in plans:
                if not fit:
                    continue
                share = (0.12 + 0.88 * match) * fit if rows != 1 else 0.3 + 0.7 * match
                yield make_level(scene, measure, selection, usable, fn, words, share * selection.weight, head, rows)
    del figure


def _plan_levels(scene: Scene, measure: Measure, selection: Selection, rows: int) -> list[tuple[str, str, float]]:
    if rows == 1:
        return [("max", "", 1.0)]
    is_rate = measure.first.is_rate
    said = scene.weights.has_cue("sum")
    plans = [] if scene.is_share else [("sum", "sum of", 0.3 if is_rate else 1.0 if said else 0.9)]
    near = {fn: scene.weights.find_cue(fn) for fn in ("mean", "median", "max", "min")}
    nearest = min(near.values())
    for fn, place in near.items():
        # "The average was 8 and the median 5": each figure has the word that stands next to it.
        plans.append((fn, f"{fn} of", 0.15 if place > 100 else 0.95 if place <= nearest + 1 else 0.5))
    return plans


def make_level(
    scene: Scene,
    measure: Measure,
    selection: Selection,
    columns: Sequence[FrameColumn],
    fn: str,
    words: str,
    share: float,
    head: float,
    rows: int,
) -> Candidate:
    """A candidate for one aggregate of one measure over one selection."""
    frame = scene.frame
    about = say(frame, selection)
    if len(columns) == 1:
        expression, shown = aggregate(frame, columns[0], selection, fn)
    else:
        parts = [aggregate(frame, column, selection, "sum") for column in columns]
        expression = " + ".join(f"coalesce({one}, 0)" for one, _ in parts)
        shown = "SELECT " + " + ".join(f"({one})" for _, one in parts)
        words = "sum of" if fn == "sum" else words
    extreme = ""
    if rows == 1:
        way = "max" if scene.weights.has_cue("max") else "min" if scene.weights.has_cue("min") else ""
        extreme = f"{columns[0].number} {way}" if way else ""
    over = f" over {len(columns)} years" if len(columns) > 1 else ""
    reading = f"{words} {columns[0].name if len(columns) == 1 else measure.base}{over}" + (
        f" of {about}" if about else ""
    )
    return Candidate(
        frame=scene.index,
        expression=expression,
        query=shown,
        reading=reading.strip(),
        share_words=min(1.0, share),
        is_percent=columns[0].unit == "percent",
        base=measure.base,
        head=head,
        extreme=extreme,
        is_said=selection.is_said
        and not measure.is_nameless
        and (rows == 1 or fn == "sum" or scene.weights.find_cue(fn) <= 4),
        conditions=selection.conditions,
    )


def aggregate(frame: Frame, column: FrameColumn, selection: Selection, fn: str) -> tuple[str, str]:
    """An aggregate as DuckDB is asked, and as people read it."""
    where = make_where(frame, selection, column)
    sql = {"mean": "avg"}.get(fn, fn)
    times = f"{column.scale:.15g} * " if column.scale != 1.0 else ""
    expression = f"{times}{sql}(n{column.number})" + (f" FILTER (WHERE {where})" if where else "")
    named = make_where(frame, selection, column, shown=True)
    what = f"{times}{sql}({quote_name(column.name)})"
    shown = f"SELECT {what} FROM {quote_name(frame.name)}" + (f" WHERE {named}" if named else "")
    return expression, shown


def count_rows(frame: Frame, selection: Selection, column: FrameColumn | None) -> int:
    """How many rows a selection has."""
    by_year = (
        frame.year_column is not None and selection.period is not None and (column is None or column.period is None)
    )
    sets = [frozenset().union(*(frame.find_rows(at, value) for value in values)) for at, values in selection.conditions]
    year = frame.year_column
    if by_year and year is not None:
        texts = [
            one for period, several in frame.year_texts if is_same_year(period, selection.period) for one in several
        ]
        sets.append(frozenset().union(*(frame.find_rows(year.number, one) for one in texts)))
    if not sets:
        return len(frame.texts)
    return len(frozenset.intersection(*sorted(sets, key=len)))


def _is_hundredth(measure: Measure) -> bool:
    """Numbers from 0 to 100, some of them with a fraction, or of a rate: may be percentages though nothing"
    " says so."""
    column = measure.first
    if column.unit in ("GBP", "USD", "EUR", "money"):
        return False
    return column.is_rate and column.is_hundred


def counts_rows(scene: Scene) -> bool:
    """Whether the figure is followed by what rows are (councils, "responded" ...) and by no unit of measure."""
    figure = scene.statement.figure
    after = scene.statement.sentence.text[scene.end :]
    if figure.kind is not FigureKind.NUMBER or figure.unit or MEASURED.match(after):
        return False
    if figure.number > 1.5 * len(scene.frame.numbers):
        return False
    own = _ROW_NOUN.match(after[:60])
    out_of = re.match(r"(?i)\s*(?:\([^)]*\)\s*)?(?:out )?of (?:the )?[\d,]+", after)
    return bool(own or out_of) or find_noun(scene) in _row_nouns(scene.frame)


def find_noun(scene: Scene) -> str:
    """The stem of the word that a figure counts: the first one after it that is no adjective we know."""
    after = scene.statement.sentence.text[scene.end : scene.end + 60]
    match = re.match(r"(?i)\s*(?:of (?:the|its|their|these|those) )?(?:\w+ )?", after)
    words = re.findall(r"[A-Za-z][\w'’-]*", after[: (match.end() if match else 0) + 20])
    stems = [stem(word) for word in words[:3]]
    nouns = _row_nouns(scene.frame)
    return next((one for one in stems if one in nouns), stems[0] if stems else "")


def _row_nouns(frame: Frame) -> set[str]:
    """What the rows of a table are called: by its name, and by the header of the column that tells them"
    " apart."""
    nouns = {frame.terms[-1]} if frame.terms else set()
    for column in frame.columns:
        if column.role in (Role.NAME, Role.CATEGORY) and column.terms:
            nouns.add(column.terms[-1])
    return nouns


def may_count(scene: Scene) -> bool:
    """Whether a figure can be a number of rows at all: a whole number, no more than there are, of no unit."""
    figure = scene.statement.figure
    after = scene.statement.sentence.text[scene.end :]
    return (
        figure.kind is FigureKind.NUMBER
        and not figure.unit
        and figure.number <= len(scene.frame.numbers)
        and figure.number == int(figure.number)
        and not MEASURED.match(after)
    )

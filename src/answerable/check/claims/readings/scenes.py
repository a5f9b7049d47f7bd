"""A statement before each table: the values, years and columns that its words name there.

What comes in: a statement and the frames. What goes out: `Scene`s. Never here: queries, values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from answerable.check.claims.data.frames import Frame, FrameColumn, Role
from answerable.check.claims.readings.fit import fit_digits, fit_unit, know_unit, prefer_special
from answerable.check.claims.readings.mentions import Index, Mention, PeriodMention, find_period_mentions
from answerable.check.claims.readings.selections import Measure, Selection, make_selections
from answerable.check.claims.readings.years import fit_years
from answerable.check.claims.text.statements import Statement
from answerable.check.claims.text.weights import Weights
from answerable.words.figures import FigureKind

_GOES_ON = re.compile(
    r"(?i)\b(?:that|this|these|those|again|it|they|them|the same|there were|a total|fell|rose|down|up)\b"
)
_WHOLE = re.compile(
    r"(?i)\b(?:altogether|in all|in total|overall|nationally|across (?:the|all)|between them|combined"
    r"|together|all of them"
    r"|the (?:two|three|four|five|six|seven|eight|nine|ten|\d+) \w+)\b"
)
_NAMED = 0.25
"""How well the sentence's own words must speak for a column before the text no longer goes on about another."""
_LESS_NAMED = 0.5
"""What is left of a column that only the text before has a word for, where the sentence has one for another."""
_REACH = 3
"""For so many sentences a text may go on about the column it was last about."""


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
        told_base: the column that the text was last about, where it is of this frame.
        all_measures: everything that the table counts, whether the sentence has a word for it or not.
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
    told_base: str = ""
    all_measures: tuple[Measure, ...] = ()

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
            years = fit_years(frame, periods)
            selections = make_selections(frame, sentence.text, at, end, mentions[index], earlier, years)
            measures = []
            own = {id(one): self._match(one, weights, weights.find_own) for one in self.measures[index]}
            spoken = max((min(pair) for pair in own.values()), default=0.0) >= 0.45
            best_own = max((pair[0] for pair in own.values()), default=0.0)
            # A column that the sentence has a word for stands before the one that the text was last about.
            may_go_on = {key for key, (match, _) in own.items() if best_own < _NAMED or match >= 0.5 * best_own}
            if not spoken:
                own = {id(one): self._match(one, weights, weights.find) for one in self.measures[index]}
            for measure in self.measures[index]:
                match, head = own[id(measure)]
                if not spoken and id(measure) not in may_go_on:
                    match *= _LESS_NAMED
                if id(measure) in may_go_on:
                    match, head = self._go_on(measure, match, head, weights, told, index)
                match, head = know_unit(measure, match, head, statement, self.measures[index])
                match *= fit_unit(measure.first, statement)
                if match >= 0.12:
                    measures.append((measure, match, head))
            measures = prefer_special(measures, statement)
            measures.sort(key=lambda one: (-one[1], one[0].base))
            scenes.append(
                Scene(
                    index, frame, statement, weights, at, end, tuple(mentions[index]), tuple(earlier), tuple(years),
                    tuple(selections), tuple(measures[:6]), anyone or bool(earlier),
                    told.base if told.frame == index else "", tuple(self.measures[index]),
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
            r"(?i)\s*(?:out )?of (?:the |all )*",
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

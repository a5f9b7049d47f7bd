"""A sentence that may count: its figures, measures and periods, and how a number in it becomes a tally.

In: a sentence of a passage with its question and what the document says of its figures. Out: tallies whose span is the
number's own words. Never here: which numbers of it count what (`clauses`, `lists`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from answerable.extract.counting.notes import Notes
from answerable.extract.counting.nouns import Nouns, is_other
from answerable.extract.counting.pairing import Paired, pair_periods
from answerable.extract.counting.periods import PeriodFound, find_periods, find_since
from answerable.extract.counting.tallies import IN_PART, choose_unit, make_tally
from answerable.extract.counting.whole_numbers import find_whole_numbers
from answerable.extract.cues import find_codes
from answerable.extract.measures import find_meant
from answerable.extract.narrative.cases import Origin
from answerable.extract.narrative.passages import Passage
from answerable.extract.questions import Asked
from answerable.model.case import Tally
from answerable.model.codebook import Codebook
from answerable.model.dates import Period
from answerable.model.ids import make_id
from answerable.model.interval import Interval
from answerable.model.problem import Problem
from answerable.words.figures import Figure

_REFERENCE = re.compile(
    r"\b(?:out\s+)?of\s+(?:the|all|our|a)\s+(?:total\s+of\s+)?\Z|\bout\s+of\s+\Z|\d\s+of\s+\Z"
    r"|(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|none|all|some|half|most))\s+of\s+(?:these|those)\s+\Z",
    re.IGNORECASE,
)
_OF_THESE = re.compile(r"\b(?:out\s+)?of\s+(?:these|those)\s+\Z", re.IGNORECASE)
_GOES_ON = re.compile(
    r"\s*(?:\w+\s*)?,\s*(?:only\s+|just\s+)?(?:\d|one\b|two\b|three\b|four\b|five\b|six\b|seven\b|eight\b|nine\b|ten\b|none\b|no\b)",
    re.IGNORECASE,
)
"""Before a number that is told again, so that another can be a part of it: "10 of the 262"."""


_ALL_YEARS = re.compile(r"\b(?:all|each|every|any|either|both)\b", re.IGNORECASE)
_RIGHT_BEHIND = re.compile(r"\s{1,2}(?:[a-z][a-z-]+\s)?")
_LABELS = re.compile(r"[^\d.;:=]{0,30}[:=]\s*")
_AVERAGE = re.compile(r"\b(?:average|mean|median)\b[^.;]*\Z", re.IGNORECASE)
_EACH_YEAR = re.compile(
    r"(?:\s+\w+){0,4}?\s+(?:in\s+|for\s+|during\s+)?(?:(?:each|every|any)(?:\s+of\s+the\s+\w+)?|per|an?)\s+(?:calendar\s+|financial\s+)?"
    r"(?:years?|annum|months?|weeks?|quarters?)\b|(?:\s+\w+){0,3}?\s+(?:annually|yearly|monthly|weekly|on\s+average)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Context:
    """What holds for the document; the unit that an earlier answer named holds for the answers after it."""

    codebook: Codebook
    origin: Origin
    notes: Notes
    whole: Period | None
    first: str | None = None
    nouns: Nouns = field(default_factory=Nouns)
    unit: str = ""
    reported: Period | None = None
    last: Period | None = None
    dashes_part: bool = False
    """ "2018 - 19" is a year and a number in this document, as the lines around it show."""
    carried: str = ""
    """What the sentence before counted, for "in 2023 this rose to 101"."""
    problems: list[Problem] = field(default_factory=list)


def bare_figures(text: str, context: Context, asked: Asked | None) -> list[Figure]:
    """The figures of an answer that is nothing but them: "3", "nil", "2 x Officers", "fewer than five", "2 and 0"."""
    if asked is None or not asked.measures or len(text) > 110:
        return []
    if find_periods(text, dashes_part=context.dashes_part):
        return []
    plain = re.sub(r"\([^)]*\)", lambda one: " " * len(one.group()), text)
    figures = find_whole_numbers(plain, context.notes)
    if not figures or len(figures) > len(asked.measures):
        return []
    if all(one.interval.high == 0 for one in figures):
        plain = _ALL_YEARS.sub(lambda one: " " * len(one.group()), plain)  # none in all years is none
    rest = plain
    for figure in reversed(figures):
        rest = rest[: figure.start] + " " + rest[figure.end :]
    return figures if context.nouns.are_all(rest) else []


class Sentence:
    """One sentence (or a whole bare answer), and what stands in it."""

    def __init__(
        self,
        passage: Passage,
        low: int,
        high: int,
        asked: Asked | None,
        context: Context,
        above: str | None,
        is_aggregate: bool,
    ) -> None:
        self.passage, self.low, self.asked, self.context, self.above = passage, low, asked, context, above
        self.text = passage.text[low:high]
        self.is_aggregate = is_aggregate
        self.measures = find_meant(self.text, context.codebook)
        self.periods: Sequence[PeriodFound] = [
            context.notes.cut(one, self.text[one.end :])
            for one in find_periods(self.text, dashes_part=context.dashes_part)
        ]
        self.figures = [
            one
            for one in context.nouns.add_none(
                self.text,
                find_whole_numbers(self.text, context.notes, self.periods),
                [measure.start for measure in self.measures],
            )
            if not is_other(self.text[one.end :]) and not is_reference(self.text[: one.start], self.text[one.end :])
        ]
        self.paired: Sequence[Paired] = pair_periods(self.text, self.figures, self.periods)

    def tell_unclear(self, figures: Sequence[Figure]) -> None:
        """Say that numbers of this sentence are not read, because it names several periods and not whose they are."""
        span = self.passage.stretch.cut_first(self.low, self.low + len(self.text))
        if not figures or span is None:
            return
        words = ", ".join(f"{one.text!r}" for one in figures)
        self.context.problems.append(
            Problem(
                id=make_id(
                    "prb", "period-not-clear", span.document, span.page, span.start, [one.start for one in figures]
                ),
                code="period-not-clear",
                where=f"answer of {self.context.origin.authority_id}, page {span.page}",
                found=f"{words} in {' '.join(span.exact.split())[:300]!r}",
                expected="for each number the one period that it covers",
                remedy="read the sentence, and add each number with its period: answerable review",
                document=self.context.origin.document,
                authority_id=self.context.origin.authority_id,
            )
        )

    def has_own_measure(self, figure: Figure) -> bool:
        """Whether words for a measure stand right at a number: "15 replaced", "six school closures", "Replaced: 15"."""
        return any(
            _RIGHT_BEHIND.fullmatch(self.text[figure.end : one.start])
            if one.start >= figure.end
            else _LABELS.fullmatch(self.text[one.end : figure.start])
            for one in self.measures
        )

    def is_rate(self, figure: Figure) -> bool:
        """Whether a number is one for each of several years, or an average, and so no count of any."""
        if figure.interval.high == 0:
            return False
        before, after = self.text[max(0, figure.start - 30) : figure.start], self.text[figure.end : figure.end + 60]
        return bool(_AVERAGE.search(before) or _EACH_YEAR.match(after))

    def find_paired(self, figure: Figure) -> Paired:
        """What is known of a figure's period."""
        return next(one for one in self.paired if one.figure is figure)

    def note_of(self, figure: Figure) -> str:
        """What a reviewer should know of a number: that its year is counted in part, that it is said to be about so."""
        period = self.find_paired(figure).period
        part = f"{IN_PART}: “{period.part}”" if period is not None and period.part else ""
        return "; ".join(note for note in (part, "said to be approximate" if figure.approximate else "") if note)

    def choose_period(self, named: Period | None) -> Period | None:
        """The period named, else what the question asks about, else what the letter does."""
        if named is not None:
            return named
        whole = self.asked.period if self.asked is not None and self.asked.period is not None else self.context.whole
        since = find_since(self.text)
        if whole is not None and since is not None and whole.start < since <= whole.end:
            return Period(since, whole.end, "other")
        return whole

    def find_unit(self, figure: Figure) -> str:
        """What is counted: the noun behind the number, then the notes, an earlier answer's word, the question's."""
        unit = self.context.codebook.find_variable("unit")
        after = self.text[figure.end : figure.end + 45]
        stop = re.search(r"[.;,:]", after)
        found = find_codes(after[: stop.start()] if stop else after, unit) if unit is not None else []
        named = found[0].category if found else ""
        if named in ("allegations", "officers_and_staff"):
            if named == "officers_and_staff":
                self.context.unit = named
            return named
        if named == "officers" or (
            re.search(r"\bofficers?\b[^.;]{0,15}\Z", self.text[: figure.start]) and re.match(r"\s*of\s+whom\b", after)
        ):
            return "officers"
        return (
            self.context.notes.unit
            or self.context.unit
            or named
            or (self.asked.unit if self.asked is not None else self.context.codebook.counted)
        )

    def make(
        self,
        measure: str,
        value: Interval,
        start: int,
        end: int,
        period: Period | None,
        rule: str,
        unit: str = "",
        categories: tuple[tuple[str, str], ...] = (),
        note: str = "",
        share_sure: float = 0.93,
    ) -> list[Tally]:
        """A tally whose span is these characters of the sentence; none where they stand on two pages."""
        span = self.passage.stretch.cut(self.low + start, self.low + end)
        if span is None:
            return []
        unit = unit or self.context.notes.unit or self.context.unit or self.context.codebook.counted
        unit = choose_unit(measure, unit, self.context.codebook)
        question = self.asked.number if self.asked is not None else None
        return [
            make_tally(
                self.context.origin,
                measure,
                unit,
                period,
                categories,
                value,
                span,
                question=question,
                rule=rule,
                note=note,
                share_sure=share_sure,
                notes=self.context.notes,
            )
        ]


def is_reference(before: str, after: str = "") -> bool:
    """Whether a number behind these words is told again, and not counted: "10 of the 262", "of these 73, 51"."""
    return bool(_REFERENCE.search(before) or (_OF_THESE.search(before) and _GOES_ON.match(after)))

"""One sentence and the counts in it: bare answers, lists by year, counting clauses.

In: a sentence of a passage with its question and what the document says of its figures. Out: tallies whose span
is the number's own words. A number without a measure, from its sentence or its question, is no tally.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from answerable.extract.counting.notes import Notes
from answerable.extract.counting.nouns import Nouns, is_other
from answerable.extract.counting.periods import PeriodFound, find_compared, find_periods, is_of_the_year
from answerable.extract.counting.tallies import choose_unit, make_tally
from answerable.extract.counting.welsh import WelshCount, find_welsh_counts
from answerable.extract.counting.whole_numbers import find_whole_numbers
from answerable.extract.counting.yearlists import pair_years
from answerable.extract.cues import find_codes, find_measures
from answerable.extract.narrative.cases import Origin
from answerable.extract.narrative.passages import Passage
from answerable.extract.questions import Asked
from answerable.model.case import Tally
from answerable.model.codebook import Codebook
from answerable.model.dates import Period
from answerable.model.interval import Interval
from answerable.words.figures import Figure

WOULD = "would_have_been_dismissed"
_LABELLED = re.compile(r"\w\s*[:=]\s*\Z|\b(?:number|total)\b[^.]{0,80}\b(?:is|was|were)\s+\Z", re.IGNORECASE)
_POOLED = re.compile(
    r"\bdismissed\b(?:\s+from\s+the\s+\w+)?[\s,(/]*(?:or|and/or|and|/)[\s(]*(?:who\s+)?would\s+have\s+been|"
    r"\bwould\s+have\s+been\s+dismissed\s+or\s+(?:were\s+)?dismissed",
    re.IGNORECASE,
)
_NO_FORMER = re.compile(
    r"\b(?:no|none|nil|0)\b[^.]{0,25}\b(?:former\s+officers?|officers?\s+(?:had|who\s+had)\s+(?:already\s+)?left|"
    r"(?:had\s+)?already\s+left)\b",
    re.IGNORECASE,
)
_LEFT = re.compile(r"\b(?:former\s+officers?|already\s+left|had\s+left)\b", re.IGNORECASE)
_SUPPOSED = re.compile(
    r"\b(?:does\s+not\s+mean|not\s+be\s+taken\s+to\s+mean|would\s+have\s+to\s+be|would\s+need\s+to|"
    r"would\s+exceed|estimate[ds]?|minutes|hours|cost\s+of)\b",
    re.IGNORECASE,
)
_NONE_WOULD = re.compile(
    r"\bwould\s+have\s+been\s+dismissed\b[^.;]{0,20}\b(?:does\s+not\s+arise|has\s+no\s+entries|not\s+applicable|"
    r"did\s+not\s+arise)\b",
    re.IGNORECASE,
)
_OF_THESE = re.compile(r"\s*of\s+(?:these|those|them|which|whom)\b", re.IGNORECASE)
_OFFICERS = re.compile(r"\b(?:officers?|individuals|people|constables)\b", re.IGNORECASE)


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


def bare_figures(text: str, context: Context, asked: Asked | None) -> list[Figure]:
    """The figures of an answer that is nothing but them: "3", "nil", "2 x Officers", "fewer than five", "2 and 0"."""
    if asked is None or not asked.measures or len(text) > 110:
        return []
    if pair_years(text, find_whole_numbers(text, context.notes)):
        return []
    plain = re.sub(r"\([^)]*\)", lambda one: " " * len(one.group()), text)
    figures = find_whole_numbers(plain, context.notes)
    if not figures or len(figures) > len(asked.measures):
        return []
    rest = plain
    for figure in reversed(figures):
        rest = rest[: figure.start] + " " + rest[figure.end :]
    return figures if context.nouns.are_all(rest) else []


class SentenceCounts:
    """One sentence (or a whole bare answer) and the tallies in it."""

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
        self.measures = find_measures(self.text, context.codebook)
        self.figures = [
            one for one in find_whole_numbers(self.text, context.notes) if not is_other(self.text[one.end :])
        ]

    def read(self) -> list[Tally]:
        """Bare answers, lists by year with their total, "no former officers", then counting clauses."""
        welsh = find_welsh_counts(self.text)
        if welsh:
            return self._read_welsh(welsh)
        bare = bare_figures(self.text, self.context, self.asked)
        if bare:
            return self._read_bare(bare)
        pairs = pair_years(self.text, self.figures)
        if pairs:
            return self._read_by_year(pairs)
        former = _NO_FORMER.search(self.text) if self.asked is not None and WOULD in self.asked.measures else None
        former = former or _NONE_WOULD.search(self.text)
        if former is not None:
            return self._tally(WOULD, Interval.exactly(0), former.start(), former.end(), self._period(None), "sentence")
        return self._read_clauses(self.figures)

    def _read_welsh(self, counts: list[WelshCount]) -> list[Tally]:
        """Welsh sentences name their measure; the year is the one in the same clause, before or behind."""
        out: list[Tally] = []
        for number, one in enumerate(counts):
            low = counts[number - 1].end if number else 0
            high = counts[number + 1].start if number + 1 < len(counts) else len(self.text)
            before = [found.period for found in find_periods(self.text[low : one.start])][-1:]
            behind = [found.period for found in find_periods(self.text[one.end : high])][:1]
            period = next((found for found in before + behind), None) or self._period(None)
            if self.context.codebook.find_measure(one.measure):
                out += self._tally(one.measure, Interval.exactly(one.number), one.start, one.end, period, "sentence")
        return out

    def _read_bare(self, figures: list[Figure]) -> list[Tally]:
        assert self.asked is not None
        zero = len(figures) == 1 and figures[0].interval.high == 0
        measures = self.asked.measures if zero or len(figures) > 1 else self.asked.measures[:1]
        if self.above is not None:
            measures = (self.above,)
        out = []
        for number, measure in enumerate(measures):
            figure = figures[min(number, len(figures) - 1)]
            unit = self._unit(figure)
            out += self._tally(
                measure, figure.interval, figure.start, figure.end, self._period(None), "numbered-answer", unit
            )
        return out

    def _read_by_year(self, pairs: list[tuple[PeriodFound, Figure]]) -> list[Tally]:
        first = min(min(period.start, figure.start) for period, figure in pairs)
        last = max(max(period.end, figure.end) for period, figure in pairs)
        lead = [one.category for one in self.measures if one.end <= first]
        behind = [one.category for one in self.measures if one.start >= last]
        of_question = list(self.asked.measures[:1]) if self.asked is not None else []
        known = lead[-1:] or ([self.above] if self.above else []) or of_question or behind[:1]
        usual: str | None = known[0] if known else None
        named = bool(_OFFICERS.search(self.text)) or (
            not self.context.codebook.has_ranks and self.context.nouns.stand_in(self.text)
        )
        guessed = usual is None and self.asked is None and named
        usual = self.context.first if guessed else usual
        several = len({one.category for one in self.measures if first <= one.start < last}) > 1
        out: list[Tally] = []
        for at, (period, figure) in enumerate(pairs):
            stop = min((one.start for _, one in pairs[at + 1 :] if one.start > figure.end), default=len(self.text))
            own = [one.category for one in self.measures if figure.end <= one.start < stop]
            measure = own[0] if several and own else usual
            if measure is not None:
                out += self._tally(
                    measure,
                    figure.interval,
                    figure.start,
                    figure.end,
                    period.period,
                    "by-year-list",
                    self._unit(figure),
                )
        if usual is not None and out:
            before = [one for one in self.figures if one.end <= first]
            if before:
                # "12 officers (2018 - 4, ...)": the number before a list by year is its total.
                figure = before[-1]
                out = (
                    self._tally(
                        usual,
                        figure.interval,
                        figure.start,
                        figure.end,
                        self._period(None),
                        "by-year-list",
                        self._unit(figure),
                    )
                    + out
                )
        return (
            [replace(one, share_sure=0.75, note="what is counted is taken from the first question") for one in out]
            if guessed
            else out
        )

    def _read_clauses(self, figures: list[Figure]) -> list[Tally]:
        """Counting clauses: "A total of 14 officers were disciplined, of whom two were dismissed"."""
        if self.asked is None and not self.context.nouns.stand_in(self.passage.text):
            return []  # "2 have been retired" may be said of drones
        nouns = self.context.nouns
        counted = [one for one in figures if nouns.are_counted(self.text, one) and not _SUPPOSED.search(self.text)]
        if not counted or not (self.measures or (self.asked is not None and self.asked.measures)):
            return []
        out: list[Tally] = []
        for number, figure in enumerate(counted):
            stop = counted[number + 1].start if number + 1 < len(counted) else len(self.text)
            start = counted[number - 1].end if number else 0
            measure = self._measure(figure, start, stop, number, len(counted))
            if measure is None or not (self.is_aggregate or self._is_count(figure)):
                continue
            period = self._period_of(figure, stop)
            self.context.last = self.context.last if number else period
            if period is None and self._is_held_against(figure):
                continue
            if _POOLED.search(self.text[figure.end : stop]):
                out += self._pooled(figure, period)
                continue
            categories = _rank_category(self.text, figure, self.context.codebook)
            out += self._tally(
                measure, figure.interval, figure.start, figure.end, period, "sentence", self._unit(figure), categories
            )
        return out

    def _pooled(self, figure: Figure, period: Period | None) -> list[Tally]:
        """ "Two were dismissed or would have been": a number for both together is none for either, only its limit."""
        out = []
        for measure in ("dismissed", WOULD):
            if not figure.interval.high:
                out += self._tally(
                    measure, figure.interval, figure.start, figure.end, period, "sentence", self._unit(figure)
                )
                continue
            limit = Interval(0, figure.interval.high)
            found = self._tally(measure, limit, figure.start, figure.end, period, "sentence", self._unit(figure))
            out += [
                replace(one, share_sure=0.6, note="dismissed and would have been dismissed are given together")
                for one in found
            ]
        return out

    def _measure(self, figure: Figure, start: int, stop: int, number: int, n_figures: int) -> str | None:
        """The measure of a number: its label, else the words after it up to the next number, else the question's."""
        if figure.interval.high == 0 and _LEFT.search(self.text[figure.end : stop]):
            return WOULD
        label = [one.category for one in self.measures if start <= one.start and one.end <= figure.start]
        joined = re.search(r"(?:[:=\u2013-]|\b(?:is|was|were|are))\s*\Z", self.text[: figure.start])
        if label and (joined or self._labels_first()):
            return label[-1]
        after = [one.category for one in self.measures if figure.end <= one.start < stop]
        if after:
            # "one had resigned and would have been dismissed" is of those who would have been.
            return WOULD if WOULD in after and after[0] == "resigned" else after[0]
        around = [one.category for one in self.measures if one.start <= figure.start < one.end]
        if around or label:
            return (around or label)[-1]
        if self.asked is not None and self.asked.measures and n_figures <= len(self.asked.measures):
            unit = self.context.codebook.find_variable("unit")
            behind = self.text[figure.end : figure.end + 30]
            units = {one.category for one in find_codes(behind, unit)} if unit is not None else set()
            if units == {"cases"} and self.asked.unit != "cases":
                return None  # "Fourteen cases were finalised" says nothing of officers
            return self.asked.measures[min(number, len(self.asked.measures) - 1)]
        return None

    def _labels_first(self) -> bool:
        """Whether each number follows its own label: "dismissed 0; would have been dismissed 0"."""
        if not self.measures or not self.figures:
            return False
        last = self.figures[-1]
        return self.measures[0].start < self.figures[0].start and all(one.start < last.start for one in self.measures)

    def _is_count(self, figure: Figure) -> bool:
        """One officer told of ("one constable posted ...") is a case, unless a question asks for the count."""
        if self.asked is not None and self.asked.measures:
            return True
        after = self.text[figure.end : figure.end + 60]
        whom = re.search(
            r"\b(?:of\s+whom|of\s+these|of\s+which|of\s+those|total)\b", self.text[: figure.start], re.IGNORECASE
        )
        if self.context.nouns.are_several(after) or figure.interval.high == 0 or whom:
            return True
        return bool(_LABELLED.search(self.text[: figure.start]))

    def _is_held_against(self, figure: Figure) -> bool:
        """Whether a number is held against one behind it: "312, against 287 in 2019/20"."""
        return figure.end <= find_compared(self.text) < len(self.text)

    def _period_of(self, figure: Figure, stop: int) -> Period | None:
        """The period of a number; None where the only one named is that of a number which it is held against."""
        if self._is_held_against(figure):
            before = self.text[: find_compared(self.text)]
            own = find_periods(before)
            if own:
                return own[-1].period
            return self.context.reported if is_of_the_year(before) else None
        if not find_periods(self.text):
            if is_of_the_year(self.text) and self.context.reported is not None:
                return self.context.reported
            if self.context.last is not None and _OF_THESE.match(self.text):
                return self.context.last
        return self._period(self._nearest_period(figure, stop))

    def _nearest_period(self, figure: Figure, stop: int) -> Period | None:
        periods = find_periods(self.text)
        if len(periods) == 1:
            return periods[0].period
        near = [one for one in periods if figure.end <= one.start < stop] or [
            one for one in periods if one.end <= figure.start
        ][-1:]
        return near[0].period if near else None

    def _period(self, named: Period | None) -> Period | None:
        if named is not None:
            return named
        return self.asked.period if self.asked is not None and self.asked.period is not None else self.context.whole

    def _unit(self, figure: Figure) -> str:
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

    def _tally(
        self,
        measure: str,
        value: Interval,
        start: int,
        end: int,
        period: Period | None,
        rule: str,
        unit: str = "",
        categories: tuple[tuple[str, str], ...] = (),
    ) -> list[Tally]:
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
                notes=self.context.notes,
            )
        ]


def _rank_category(sentence: str, figure: Figure, codebook: Codebook) -> tuple[tuple[str, str], ...]:
    """A rank counted by itself: "two constables and one sergeant"."""
    rank = codebook.find_variable("rank")
    if rank is None:
        return ()
    found = [one for one in find_codes(sentence[figure.end : figure.end + 40], rank) if one.start <= 2]
    return (("rank", found[0].category),) if found and found[0].category not in ("staff", "pooled") else ()

"""One sentence and the counts in it: bare answers, lists by year, counting clauses.

In: a sentence of a passage with its question and what the document says of its figures. Out: tallies whose span
is the number's own words. A number without a measure, from its sentence or its question, is no tally.
"""

from __future__ import annotations

import re
from dataclasses import replace

from answerable.extract.counting.lists import is_list, read_list
from answerable.extract.counting.periods import find_compared, find_periods, is_of_the_year
from answerable.extract.counting.sentence import Sentence, bare_figures
from answerable.extract.counting.welsh import WelshCount, find_welsh_counts
from answerable.extract.cues import find_codes
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
_NOT = re.compile(r"\s*(?:[a-z]+\s+){0,2}?(?:were|was|have|has|had|did|do|are)\s+not\b", re.IGNORECASE)
_A_PART = re.compile(r"\bof\s+(?:which|whom|these|those|them)\s*,?\s*(?:only\s+|just\s+)?\Z", re.IGNORECASE)
_SHORT = 90
_ENDS = re.compile(r"\s*(?:(?:recorded|reported|logged|identified|found|held)\b)?\s*[.;,]?\s*\Z", re.IGNORECASE)
_OF_THESE = re.compile(r"\s*of\s+(?:these|those|them|which|whom)\b", re.IGNORECASE)
_OFFICERS = re.compile(r"\b(?:officers?|individuals|people|constables)\b", re.IGNORECASE)


class SentenceCounts(Sentence):
    """One sentence (or a whole bare answer) and the tallies in it."""

    def read(self) -> list[Tally]:
        """Bare answers, lists by year with their total, "no former officers", then counting clauses."""
        welsh = find_welsh_counts(self.text)
        if welsh:
            return self._read_welsh(welsh)
        bare = bare_figures(self.text, self.context, self.asked)
        if bare:
            return self._read_bare(bare)
        if is_list(self):
            return read_list(self)
        former = _NO_FORMER.search(self.text) if self.asked is not None and WOULD in self.asked.measures else None
        former = former or _NONE_WOULD.search(self.text)
        if former is not None:
            return self.make(
                WOULD, Interval.exactly(0), former.start(), former.end(), self.choose_period(None), "sentence"
            )
        return self._read_clauses(self.figures)

    def _read_welsh(self, counts: list[WelshCount]) -> list[Tally]:
        """Welsh sentences name their measure; the year is the one in the same clause, before or behind."""
        out: list[Tally] = []
        for number, one in enumerate(counts):
            low = counts[number - 1].end if number else 0
            high = counts[number + 1].start if number + 1 < len(counts) else len(self.text)
            before = [found.period for found in find_periods(self.text[low : one.start])][-1:]
            behind = [found.period for found in find_periods(self.text[one.end : high])][:1]
            period = next((found for found in before + behind), None) or self.choose_period(None)
            if self.context.codebook.find_measure(one.measure):
                out += self.make(one.measure, Interval.exactly(one.number), one.start, one.end, period, "sentence")
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
            unit = self.find_unit(figure)
            out += self.make(
                measure, figure.interval, figure.start, figure.end, self.choose_period(None), "numbered-answer", unit
            )
        return out

    def _read_clauses(self, figures: list[Figure]) -> list[Tally]:
        """Counting clauses: "A total of 14 officers were disciplined, of whom two were dismissed"."""
        nouns = self.context.nouns
        # "2 have been retired" may be said of drones; "8 losses" are losses.
        stands = self.asked is not None or nouns.stand_in(self.passage.text)
        counted = [
            one
            for one in figures
            if not self.is_rate(one)
            and (self.has_own_measure(one) or (stands and (nouns.are_counted(self.text, one) or self._ends_with(one))))
        ]
        counted = counted if not _SUPPOSED.search(self.text) else []
        if not counted or not (self.measures or (self.asked is not None and self.asked.measures)):
            self._tell_open()
            return []
        out: list[Tally] = []
        for number, figure in enumerate(counted):
            stop = counted[number + 1].start if number + 1 < len(counted) else len(self.text)
            start = counted[number - 1].end if number else 0
            measure = self._measure(figure, start, stop, number, len(counted))
            if measure is None or not (self.is_aggregate or self._is_count(figure)):
                continue
            if self.find_paired(figure).is_unclear and not self._is_held_against(figure):
                continue
            period = self._period_of(figure)
            self.context.last = self.context.last if number else period
            if period is None and self._is_held_against(figure):
                continue
            if _POOLED.search(self.text[figure.end : stop]):
                out += self._pooled(figure, period)
                continue
            categories = _rank_category(self.text, figure, self.context.codebook)
            out += self.make(
                measure,
                figure.interval,
                figure.start,
                figure.end,
                period,
                "sentence",
                self.find_unit(figure),
                categories,
                self.note_of(figure),
            )
        self._tell_open()
        return out

    def _tell_open(self) -> None:
        """Numbers of an answer whose period is open, where none of them is counted by its words."""
        if self.asked is not None and self.asked.measures:
            self.tell_unclear([one.figure for one in self.paired if one.is_unclear or self.is_rate(one.figure)])

    def _pooled(self, figure: Figure, period: Period | None) -> list[Tally]:
        """ "Two were dismissed or would have been": a number for both together is none for either, only its limit."""
        out = []
        for measure in ("dismissed", WOULD):
            if not figure.interval.high:
                out += self.make(
                    measure, figure.interval, figure.start, figure.end, period, "sentence", self.find_unit(figure)
                )
                continue
            limit = Interval(0, figure.interval.high)
            found = self.make(measure, limit, figure.start, figure.end, period, "sentence", self.find_unit(figure))
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
        if _NOT.match(self.text[figure.end : stop]) and not self.context.codebook.has_ranks:
            return None  # "eight were replaced, three were not"
        after = [one.category for one in self.measures if figure.end <= one.start < stop]
        if after:
            # "one had resigned and would have been dismissed" is of those who would have been.
            if WOULD in after and after[0] == "resigned":
                return WOULD
            # "95 thefts were reported" answers how many were reported.
            asked = self.asked.measures if self.asked is not None else ()
            return next((one for one in after if one in asked), after[0])
        around = [one.category for one in self.measures if one.start <= figure.start < one.end]
        if not self.context.codebook.has_ranks and _A_PART.search(self.text[start : figure.start]):
            return None  # "6 notices, of which 2 were withdrawn"
        if around or label:
            asked = self.asked.measures if self.asked is not None else ()
            return next((one for one in around or label if one in asked), (around or label)[-1])
        if self.asked is not None and self.asked.measures and n_figures <= len(self.asked.measures):
            unit = self.context.codebook.find_variable("unit")
            behind = self.text[figure.end : figure.end + 30]
            units = {one.category for one in find_codes(behind, unit)} if unit is not None else set()
            if units == {"cases"} and self.asked.unit != "cases":
                return None  # "Fourteen cases were finalised" says nothing of officers
            return self.asked.measures[min(number, len(self.asked.measures) - 1)]
        return None

    def _ends_with(self, figure: Figure) -> bool:
        """ "For 2024 we have none recorded.": the one number of a short answer, with its own year."""
        if self.asked is None or len(self.figures) != 1 or len(self.text) > _SHORT:
            return False
        return self.find_paired(figure).period is not None and bool(_ENDS.match(self.text[figure.end :]))

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
        if self.has_own_measure(figure) and not self.context.codebook.has_ranks:
            return True
        return bool(_LABELLED.search(self.text[: figure.start]))

    def _is_held_against(self, figure: Figure) -> bool:
        """Whether a number is held against one behind it: "312, against 287 in 2019/20"."""
        return figure.end <= find_compared(self.text) < len(self.text)

    def _period_of(self, figure: Figure) -> Period | None:
        """The period of a number; None where the only one named is that of a number which it is held against."""
        if self._is_held_against(figure):
            before = self.text[: find_compared(self.text)]
            own = find_periods(before)
            if own:
                return own[-1].period
            return self.context.reported if is_of_the_year(before) else None
        if not self.periods:
            if is_of_the_year(self.text) and self.context.reported is not None:
                return self.context.reported
            if self.context.last is not None and _OF_THESE.match(self.text):
                return self.context.last
        found = self.find_paired(figure)
        return self.choose_period(found.period.period if found.period is not None else None)


def _rank_category(sentence: str, figure: Figure, codebook: Codebook) -> tuple[tuple[str, str], ...]:
    """A rank counted by itself: "two constables and one sergeant"."""
    rank = codebook.find_variable("rank")
    if rank is None:
        return ()
    found = [one for one in find_codes(sentence[figure.end : figure.end + 40], rank) if one.start <= 2]
    return (("rank", found[0].category),) if found and found[0].category not in ("staff", "pooled") else ()

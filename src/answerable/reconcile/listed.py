"""How many people the listed cases of one authority give for a measure.

What comes in: its cases, their linkage, the codebook, the period asked. What goes out: `Listed` per measure and
method. Never here: tallies, the record.

A case counts when its outcome (or whatever variable the measure counts) says so, its date lies in the period, and the
codebook's `[counting]` does not keep it out. What is not stated widens the interval; it is never taken as yes or no.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from answerable.model.case import Case, Scalar
from answerable.model.codebook import Codebook, Measure
from answerable.model.dates import PartialDate, Period
from answerable.model.interval import Interval
from answerable.model.log import LogItem
from answerable.reconcile.links import Linkage
from answerable.reconcile.people import cluster_cases, count_people

ANSWERED = "foi_response"
PUBLISHED = "published_log"
PENDING = "pending"


class Answer(Enum):
    """Whether a case counts."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Listed:
    """What listed cases give for one measure.

    Args:
        value: distinct people.
        cases: ids of the cases behind it, sorted.
        n_pending: people whose case has no outcome yet, or none that was published; not in the value's lower end.
        n_conflicts: people on whose outcome the sources disagree.
    """

    value: Interval
    cases: tuple[str, ...]
    n_pending: int = 0
    n_conflicts: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nobody, not even perhaps."""
        return self.value.high == 0


@dataclass(frozen=True, slots=True)
class CaseBook:
    """The cases of one authority, ready to be counted.

    Args:
        cases: effective ones: not rejected, not superseded.
        items: log items by id.
        linkage: of these cases.
        codebook: measures and what is kept out.
        asked: the period of the request.
        press: cases of press reports that a person ruled to count; they count as those of a log do.
    """

    cases: Sequence[Case]
    items: Mapping[str, LogItem]
    linkage: Linkage
    codebook: Codebook
    asked: Period
    press: frozenset[str] = frozenset()

    def count(self, measure: Measure, methods: frozenset[str], *, with_kept_out: bool = False) -> Listed:
        """Count distinct people for a measure.

        Args:
            measure: of the codebook, one that cases can give.
            methods: of the cases to look at.
            with_kept_out: count also those that `not_counted` keeps out (staff), to compare with a pooled tally.
        """
        ruled = self.press if PUBLISHED in methods else frozenset()
        chosen = {case.id: case for case in self.cases if case.method in methods or case.id in ruled}
        answers = {one: self._answer(case, measure, with_kept_out) for one, case in chosen.items()}
        yes: list[str] = []
        maybe: list[str] = []
        extra_low = extra_high = n_pending = n_conflicts = 0
        for cluster in cluster_cases(chosen, self.linkage):
            current = self._without_old_wording([chosen[one] for one in cluster])
            said = {answers[case.id] for case in current}
            if Answer.YES not in said and Answer.UNKNOWN not in said:
                continue
            if Answer.YES in said and Answer.NO not in said:
                yes.extend(cluster)
                people = _meet_all([case.n_subjects for case in current])
                extra_low += int(people.low) - 1
                extra_high += int(people.low if people.high is None else people.high) - 1
            else:
                maybe.extend(cluster)
                n_conflicts += Answer.YES in said
                n_pending += Answer.YES not in said
        low = count_people(yes, self.linkage).low + extra_low
        high = count_people([*yes, *maybe], self.linkage).high or 0
        return Listed(Interval(low, max(low, high + extra_high)), tuple(sorted(yes + maybe)), n_pending, n_conflicts)

    def _answer(self, case: Case, measure: Measure, with_kept_out: bool) -> Answer:
        if not with_kept_out and any(case.get(name) == category for name, category in self.codebook.not_counted):
            return Answer.NO
        if case.method != ANSWERED and any(not case.get(name) for name in self.codebook.needed):
            return Answer.NO
        in_time = self._is_in_period(case)
        if in_time is Answer.NO:
            return Answer.NO
        value = case.get(measure.variable) if measure.variable else True
        if value is None:
            return self._answer_of_unstated(case, measure)
        counts = _is_among(value, measure)
        return in_time if counts else Answer.NO

    def _answer_of_unstated(self, case: Case, measure: Measure) -> Answer:
        """A response that lists cases without any outcome lists those it was asked for: the broadest measure."""
        beside = [one for one in self.cases if one.document == case.document]
        no_column = all(one.get(measure.variable) is None for one in beside)
        is_broadest = measure.name == find_broadest(self.codebook)
        return Answer.YES if case.method == ANSWERED and no_column and is_broadest else Answer.UNKNOWN

    def _is_in_period(self, case: Case) -> Answer:
        """By the decision's date, else the year the source gives; a response without either answers the letter."""
        decided = case.get("decided_on")
        dates = [decided] if isinstance(decided, str) else []
        year = case.get("year")
        if not dates and isinstance(year, int | float):
            dates = [f"{int(year):04d}"]
        for text in dates:
            try:
                date = PartialDate.parse_iso(text)
            except ValueError:
                continue
            if date.latest < self.asked.start or date.earliest > self.asked.end:
                return Answer.NO
            inside = self.asked.start <= date.earliest and date.latest <= self.asked.end
            return Answer.YES if inside else Answer.UNKNOWN
        if case.method == ANSWERED:
            return Answer.YES
        item = self.items.get(case.log_item_id)
        if item is not None and item.first_seen_on[:10] <= self.asked.end.isoformat():
            return Answer.YES if item.first_seen_on[:10] >= self.asked.start.isoformat() else Answer.UNKNOWN
        return Answer.UNKNOWN

    def _without_old_wording(self, cases: Sequence[Case]) -> list[Case]:
        """Leave out log entries whose words were replaced by another case's of the same cluster."""
        ids = {case.log_item_id for case in cases if case.log_item_id}
        kept = [
            case
            for case in cases
            if not (case.log_item_id in self.items and self.items[case.log_item_id].replaced_by in ids)
        ]
        return kept or list(cases)


def find_broadest(codebook: Codebook) -> str:
    """The measure that counts the most categories; empty where none counts cases."""
    countable = [measure for measure in codebook.measures if measure.from_cases and measure.any_of]
    return max(countable, key=lambda measure: len(measure.any_of)).name if countable else ""


def _is_among(value: Scalar, measure: Measure) -> bool:
    if not measure.any_of:
        return True
    return any(one in measure.any_of for one in (value if isinstance(value, tuple) else (value,)))


def _meet_all(intervals: Sequence[Interval]) -> Interval:
    """What all allow; where sources contradict each other, everything from the least to the most."""
    met: Interval | None = intervals[0]
    for one in intervals[1:]:
        met = met.meet(one) if met is not None else None
    if met is not None:
        return met
    highs = [one.low if one.high is None else one.high for one in intervals]
    return Interval(min(one.low for one in intervals), max(highs))

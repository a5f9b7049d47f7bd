"""How many people an authority has for each measure, from all that it said and published.

What comes in: its tallies, its cases with their linkage, the codebook, the period asked. What goes out: `Count` rows
and the `Problem`s of arithmetic that does not come out. Never here: the record, sums over authorities.

Precedence, said in each count's note:
1. the authority's own number of officers over the period asked, held against its parts (`cells`);
2. the cases it lists, where it gives no such number; a pooled number (officers and staff) is their upper end;
3. the cases of its published log, where it gave neither;
4. a number of something else or for another time, marked as not comparable; nil of anything is nil officers.
Listed cases are never fewer than the truth, so they raise the lower end of a number in doubt; where they contradict
it, both stay and the difference is a problem for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from answerable.model.case import Tally
from answerable.model.codebook import Measure
from answerable.model.dates import Period
from answerable.model.ids import make_id
from answerable.model.interval import Interval, add_all
from answerable.model.link import Count
from answerable.model.problem import Problem
from answerable.model.report import counted
from answerable.reconcile.cells import Cell, Cells, Residue, make_measure_key, solve_tallies
from answerable.reconcile.listed import ANSWERED, PUBLISHED, CaseBook, Listed, find_broadest

POOLED = "officers_and_staff"
FROM_ANSWERS = frozenset({ANSWERED})
FROM_LOGS = frozenset({PUBLISHED})
_UNIT_WORDS = {
    POOLED: "officers and staff pooled",
    "allegations": "allegations, not officers: one officer may stand behind several",
    "cases": "cases, not officers: one case may be about several",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What an authority's own numbers give for a measure."""

    value: Interval
    tallies: tuple[str, ...]
    comparable: bool
    note: str


@dataclass(frozen=True, slots=True)
class AuthorityNumbers:
    """All that is known of one authority's numbers.

    Args:
        authority_id: whose.
        tallies: effective ones: not rejected, not superseded, each with a number.
        book: its cases.
    """

    authority_id: str
    tallies: Sequence[Tally]
    book: CaseBook

    def make_counts(self) -> tuple[list[Count], list[Problem]]:
        """Count every measure of the codebook."""
        codebook, asked = self.book.codebook, self.book.asked
        by_unit: dict[str, list[Tally]] = {}
        for tally in self.tallies:
            by_unit.setdefault(tally.unit or codebook.counted, []).append(tally)
        solved = {unit: solve_tallies(by_unit[unit], codebook, asked) for unit in sorted(by_unit)}
        problems = [
            _residue_problem(self.authority_id, unit, one) for unit in sorted(solved) for one in solved[unit].residues
        ]
        counts: list[Count] = []
        for measure in codebook.measures:
            count, found = self._count(measure, solved)
            if count is not None:
                counts.append(count)
            problems.extend(found)
        return counts, problems

    def _count(self, measure: Measure, solved: dict[str, Cells]) -> tuple[Count | None, list[Problem]]:
        told = {unit: one for unit in solved if (one := self._tell(measure, unit, solved[unit])) is not None}
        if not measure.from_cases:
            return self._count_of_told(measure, told), []
        listed = self.book.count(measure, FROM_ANSWERS)
        own = told.get(self.book.codebook.counted)
        if own is None or not own.comparable:
            own = next((one for one in told.values() if one.value.high == 0), own)
        if own is not None and (own.comparable or own.value.high == 0):
            return self._count_of_officers(measure, own, listed)
        if not listed.is_empty:
            return self._count_of_listed(measure, listed, told.get(POOLED)), []
        if told:
            return self._count_of_told(measure, told), []
        return self._count_of_log(measure), []

    # --- 1: the authority's own number -------------------------------------------------------------------------

    def _tell(self, measure: Measure, unit: str, cells: Cells) -> Told | None:
        """What the numbers in one unit give for a measure over the period asked."""
        codebook, asked = self.book.codebook, self.book.asked
        key = make_measure_key(measure.name, codebook, asked)
        cell = cells.cells.get(key)
        right_unit = unit == self.book.codebook.counted or not measure.from_cases
        unit_note = "" if right_unit else f"counts {_UNIT_WORDS.get(unit, unit)}"
        elsewhere = [
            one
            for one in cells.cells.values()
            if (one.key.measure, one.key.condition) == (key.measure, key.condition) and one.tallies
        ]
        other_years = any(one.key.start < asked.start or one.key.end > asked.end for one in elsewhere)
        if cell is not None and (cell.tallies or cell.known.is_exact or (_is_pinned(cell) and not other_years)):
            note = _join(_describe(cell), unit_note)
            return Told(cell.known, _behind(cell, cells), right_unit, note)
        if not elsewhere:
            return None
        return _tell_of_other_periods(elsewhere, asked, right_unit, unit_note)

    def _count_of_officers(self, measure: Measure, told: Told, listed: Listed) -> tuple[Count, list[Problem]]:
        value, notes, problems = told.value, [told.note], []
        residue: float | None = None
        basis, methods, cases = "tally", {"foi_response"}, listed.cases
        if not listed.is_empty:
            residue = _difference(listed.value, value)
            both = value.meet(Interval(listed.value.low, None))
            if both is None or (residue < 0 and measure.name == find_broadest(self.book.codebook)):
                problems.append(self._listing_problem(measure, value, listed.value))
                notes.append(f"{listed.value} cases are listed")
            elif both != value:
                notes.append(f"at least {listed.value.low:,.0f} are listed")
            value = both or value
        shown = self.book.count(measure, FROM_ANSWERS | FROM_LOGS)
        if shown.value.low > max(value.low, listed.value.low):
            both = value.meet(Interval(shown.value.low, None))
            if both is None:
                problems.append(self._beyond_problem(measure, value, shown.value))
            elif both != value:
                value, basis, cases = both, "tally_and_log", shown.cases
                methods = methods | self._tell_beyond(shown)
                notes.append(f"{self._say_beyond(shown)} brings the listed cases to {shown.value}")
        count = self._make(measure, value, basis, methods, notes, told.tallies, cases)
        return replace(count, residue=residue), problems

    # --- 2: the cases it lists ----------------------------------------------------------------------------------

    def _count_of_listed(self, measure: Measure, listed: Listed, pooled: Told | None) -> Count:
        value, notes = listed.value, ["listed cases, each counted once"]
        tallies: tuple[str, ...] = ()
        if pooled is not None:
            tallies = pooled.tallies
            everyone = self.book.count(measure, FROM_ANSWERS, with_kept_out=True)
            n_others = max(everyone.value.low - listed.value.low, 0)
            notes.append(f"the authority's own number, {pooled.value}, pools officers and staff")
            high = value.high
            if _difference(everyone.value, pooled.value) != 0 and pooled.value.high is not None and high is not None:
                high = max(high, pooled.value.high - n_others)
                notes.append("its list is not complete")
            value = Interval(value.low, high)
        notes.extend(_doubts(listed))
        return self._make(measure, value, "listed_cases", {"foi_response"}, notes, tallies, listed.cases)

    # --- 3: its published log -----------------------------------------------------------------------------------

    def _count_of_log(self, measure: Measure) -> Count | None:
        shown = self.book.count(measure, FROM_LOGS)
        if not any(case.method == PUBLISHED or case.id in self.book.press for case in self.book.cases):
            return None
        broadest = self.book.codebook.find_measure(find_broadest(self.book.codebook))
        if shown.is_empty and (broadest is None or self.book.count(broadest, FROM_LOGS).is_empty):
            return None  # a log without any matter of this kind says nothing of how many there were
        methods = self._tell_beyond(shown)
        said = "what was taken down before the first visit is not in it" if PUBLISHED in methods else ""
        notes = [_join(f"from {self._say_beyond(shown)}", said), *_doubts(shown)]
        return self._make(measure, shown.value, PUBLISHED, methods, notes, (), shown.cases)

    def _tell_beyond(self, shown: Listed) -> frozenset[str]:
        """Where the listed cases that are not in an answer are told: logs, and press reports ruled to count."""
        methods = {case.method for case in self.book.cases if case.id in shown.cases} - FROM_ANSWERS
        return frozenset(methods) or FROM_LOGS

    def _say_beyond(self, shown: Listed) -> str:
        n_press = len(self.book.press.intersection(shown.cases))
        said = ["its published log"] if PUBLISHED in self._tell_beyond(shown) else []
        if n_press:
            said.append(counted(n_press, "press report that somebody ruled on", "press reports that somebody ruled on"))
        return " and ".join(said)

    # --- 4: a number of something else ------------------------------------------------------------------------

    def _count_of_told(self, measure: Measure, told: dict[str, Told]) -> Count | None:
        for unit in (self.book.codebook.counted, POOLED, measure.name, *sorted(told)):
            if unit in told:
                one = told[unit]
                count = self._make(measure, one.value, "tally", {"foi_response"}, [one.note], one.tallies, ())
                return replace(count, comparable=one.comparable)
        return None

    def _make(
        self,
        measure: Measure,
        value: Interval,
        basis: str,
        methods: set[str] | frozenset[str],
        notes: Sequence[str],
        tallies: tuple[str, ...],
        cases: tuple[str, ...],
    ) -> Count:
        return Count(
            id=make_id("count", self.authority_id, measure.name),
            authority_id=self.authority_id,
            measure=measure.name,
            value=value,
            basis=basis,
            methods=tuple(sorted(methods)),
            comparable=True,
            tallies=tallies,
            cases=cases,
            note=_join(*notes),
        )

    def _listing_problem(self, measure: Measure, told: Interval, listed: Interval) -> Problem:
        return _problem(
            "arithmetic-residue",
            self.authority_id,
            measure.name,
            f"{told} given, {listed} accounted for in its list of cases",
            "a list of as many people as the number it gives",
            remedy="look for cases that were not read, or one case read as two; else ask the authority",
        )

    def _beyond_problem(self, measure: Measure, told: Interval, shown: Interval) -> Problem:
        return _problem(
            "published-beyond-answer",
            self.authority_id,
            measure.name,
            f"{told} given, but its answer and its published log name {shown} different people",
            "no more people than the number it gives",
            remedy="rule on the open pairs; if all are different, ask the authority why its answer leaves them out",
        )


def _is_pinned(cell: Cell) -> bool:
    """Whether sums alone bound a count that was not given: from parts that are complete, or from below."""
    return bool(cell.from_cells) and cell.known.low > 0


def _tell_of_other_periods(cells: Sequence[Cell], asked: Period, right_unit: bool, unit_note: str) -> Told | None:
    """Numbers for other periods than the one asked: years that miss one, or financial years."""
    ordered = sorted(cells, key=lambda one: (one.key.start, one.key.end))
    chain: list[Cell] = []
    for cell in ordered:
        if not chain or cell.key.start > chain[-1].key.end:
            chain.append(cell)
    total = add_all(cell.known for cell in chain)
    tallies = tuple(sorted(tally.id for cell in chain for tally in cell.tallies))
    stretch = f"{chain[0].key.start} to {chain[-1].key.end}"
    note = _join(f"covers {stretch}, not the {asked.start} to {asked.end} asked for", unit_note)
    return Told(total, tallies, False, note) if right_unit or unit_note else None


def _describe(cell: Cell) -> str:
    words = "; ".join(dict.fromkeys(cell.words))
    faults = "; ".join(dict.fromkeys(cell.faults))
    if cell.tallies and cell.known != cell.given:
        return _join(f"given as {cell.given}, narrowed to {cell.known} by the numbers beside it", faults)
    return _join(f"the authority's own number: {words}" if cell.tallies else words or "from its other numbers", faults)


def _behind(cell: Cell, cells: Cells) -> tuple[str, ...]:
    """The tallies behind a count, those of the sums that narrowed it among them."""
    ids = {tally.id for tally in cell.tallies}
    if not cell.tallies or cell.known != cell.given:
        ids |= {tally.id for key in cell.from_cells for tally in cells.cells[key].tallies}
    return tuple(sorted(ids))


def _difference(listed: Interval, told: Interval) -> float:
    """Listed minus told where the two cannot be one number; 0 where they can."""
    if told.high is not None and listed.low > told.high:
        return listed.low - told.high
    if listed.high is not None and listed.high < told.low:
        return listed.high - told.low
    return 0.0


def _doubts(listed: Listed) -> list[str]:
    notes = []
    if listed.n_pending:
        notes.append(f"{listed.n_pending} more without a stated outcome or date widen it")
    if listed.n_conflicts:
        notes.append(f"on {listed.n_conflicts} the sources disagree")
    if not listed.value.is_exact and not notes:
        notes.append("some cases may be about one person; the interval holds both readings")
    return notes


def _residue_problem(authority_id: str, unit: str, residue: Residue) -> Problem:
    return _problem(
        "arithmetic-residue",
        authority_id,
        f"{residue.measure}: {residue.words}"
        if unit == residue.measure
        else f"{residue.measure} ({unit}): {residue.words}",
        f"{residue.given} given, {residue.found} accounted for",
        "parts that come to their total",
        remedy="compare the numbers with their words in the source; correct what was misread, else ask the authority",
        more=residue.tallies,
    )


def _problem(
    code: str, authority_id: str, where: str, found: str, expected: str, *, remedy: str, more: Sequence[str] = ()
) -> Problem:
    return Problem(
        id=make_id("prb", code, authority_id, where, *more),
        code=code,
        where=f"{authority_id}, {where}",
        found=found,
        expected=expected,
        remedy=remedy,
        authority_id=authority_id,
    )


def _join(*parts: str) -> str:
    return "; ".join(part for part in parts if part)

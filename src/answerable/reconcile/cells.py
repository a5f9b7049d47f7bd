"""What an authority's own counts come to when all of them are held against each other.

What comes in: the tallies of one authority in one unit. What goes out: `Cells`: an interval for every count, tightened
by totals and parts, and the sums that do not come out. Never here: listed cases, the record.

A suppressed "<5" beside a total of 12 whose other parts sum to 10 is 2. Three rules give that: a whole is the sum of
the parts that tile its period; a printed total is the sum of the parts printed with it; a part is never more than its
whole. Bounds are passed along these sums until nothing moves. A sum that cannot come out is not used; it becomes a
`Residue`.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from answerable.model.case import Standing, Tally
from answerable.model.codebook import Codebook
from answerable.model.dates import Period
from answerable.model.interval import Interval

Condition = tuple[tuple[str, frozenset[str]], ...]
"""Variables with the categories that count; empty for everything a measure without a variable counts."""
ANY_NUMBER = Interval(0, None)


@dataclass(frozen=True, slots=True)
class CellKey:
    """What a count counts: measures without a variable by name, the others by the categories they cover."""

    measure: str
    condition: Condition
    start: dt.date
    end: dt.date

    @property
    def categories(self) -> dict[str, frozenset[str]]:
        """Per variable, the categories that count."""
        return dict(self.condition)


@dataclass(slots=True)
class Cell:
    """A count with what is known of it; `faults` are sums that contradict it."""

    key: CellKey
    given: Interval
    known: Interval
    tallies: list[Tally] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    from_cells: set[CellKey] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Residue:
    """A sum that does not come out.

    Args:
        tallies: ids of what was summed and of the total.
        given: the total.
        found: what the parts come to.
        words: which sum.
        measure: of the total.
    """

    tallies: tuple[str, ...]
    given: Interval
    found: Interval
    words: str
    measure: str


@dataclass(frozen=True, slots=True)
class Cells:
    """All counts of one authority in one unit, held against each other."""

    cells: Mapping[CellKey, Cell]
    residues: tuple[Residue, ...]


@dataclass(frozen=True, slots=True)
class _Sum:
    """One whole and its parts; `is_complete` where the parts are all of it."""

    whole: CellKey
    parts: tuple[CellKey, ...]
    is_complete: bool
    words: str


def solve_tallies(tallies: Sequence[Tally], codebook: Codebook, asked: Period) -> Cells:
    """Hold the counts of one authority and unit against each other.

    Args:
        tallies: those that count: not rejected, not superseded, each with a number.
        codebook: its measures say which counts are parts of which.
        asked: the period of the request; a count without a period is taken to cover it.
    """
    cells: dict[CellKey, Cell] = {}
    residues: list[Residue] = []
    for tally in sorted(tallies, key=lambda one: one.id):
        _add(cells, tally, make_cell_key(tally, codebook, asked), residues)
    _add_wholes(cells, codebook, asked)
    sums = [*_sums_over_time(cells), *_sums_over_categories(cells, codebook)]
    sums = [one for one in sums if not _find_residue(one, cells, residues)]
    for _ in range(50):
        moved = [_tighten(one, cells) for one in sums]
        if not any(moved):
            break
    return Cells(cells, tuple(residues))


def make_cell_key(tally: Tally, codebook: Codebook, asked: Period) -> CellKey:
    """What a tally counts."""
    period = tally.period or asked
    chosen: dict[str, frozenset[str]] = {}
    for variable, category in tally.categories:
        chosen[variable] = chosen.get(variable, frozenset()) | {category}
    measure = codebook.find_measure(tally.measure)
    name = tally.measure
    if measure is not None and measure.variable:
        name = ""
        covered = frozenset(measure.any_of)
        narrowed = _widen(chosen.get(measure.variable, covered), codebook, measure.variable)
        chosen[measure.variable] = (narrowed & covered) or narrowed
    return CellKey(name, tuple(sorted(chosen.items())), period.start, period.end)


def _widen(categories: frozenset[str], codebook: Codebook, variable: str) -> frozenset[str]:
    """A row "Dismissed" means the measure of that name, with or without notice, not the bare category."""
    widened = set(categories)
    for measure in codebook.measures:
        if measure.variable == variable and measure.name in categories and len(measure.any_of) < 4:
            widened |= set(measure.any_of)
    return frozenset(widened)


def _add(cells: dict[CellKey, Cell], tally: Tally, key: CellKey, residues: list[Residue]) -> None:
    """Note a tally; a second number for the same count must agree, else the surer one stands."""
    value = tally.effective
    assert value is not None
    cell = cells.get(key)
    if cell is None:
        cells[key] = Cell(key, value, value, [tally], [f"given as {value}"])
        return
    both = cell.given.meet(value)
    if both is not None:
        cell.given = cell.known = both
        cell.tallies.append(tally)
        return
    ranks = _rank(tally), max(_rank(one) for one in cell.tallies)
    if ranks[0][0] == ranks[1][0]:  # where a person ruled one of them, there is nothing left to settle
        words = "the same count is given twice, differently"
        residues.append(Residue((cell.tallies[0].id, tally.id), cell.given, value, words, tally.measure))
    if ranks[0] > ranks[1]:
        cells[key] = Cell(key, value, value, [tally], [f"given as {value} and elsewhere as {cell.given}"])
    else:
        cell.words.append(f"elsewhere given as {value}")


def _rank(tally: Tally) -> tuple[bool, float]:
    ruled = tally.ruled is not None or tally.standing in (Standing.ACCEPTED, Standing.ADDED)
    return ruled, tally.share_sure


def make_measure_key(name: str, codebook: Codebook, asked: Period) -> CellKey:
    """The count of a measure over the period asked."""
    measure = codebook.find_measure(name)
    if measure is None or not measure.variable:
        return CellKey(name, (), asked.start, asked.end)
    return CellKey("", ((measure.variable, frozenset(measure.any_of)),), asked.start, asked.end)


def _add_wholes(cells: dict[CellKey, Cell], codebook: Codebook, asked: Period) -> None:
    """Make room for the count over the asked period wherever parts of it are given, and for every measure."""
    for measure in codebook.measures if cells else ():
        key = make_measure_key(measure.name, codebook, asked)
        if measure.variable and key not in cells:
            cells[key] = Cell(key, ANY_NUMBER, ANY_NUMBER)
    for key in list(cells):
        whole = replace(key, start=asked.start, end=asked.end)
        inside = asked.start <= key.start and key.end <= asked.end
        if inside and whole not in cells:
            cells[whole] = Cell(whole, ANY_NUMBER, ANY_NUMBER)


def _sums_over_time(cells: Mapping[CellKey, Cell]) -> list[_Sum]:
    """A whole period and the given shorter ones inside it, years first, as far as they do not overlap."""
    sums: list[_Sum] = []
    for whole in cells:
        inside = [
            key
            for key in cells
            if (key.measure, key.condition) == (whole.measure, whole.condition)
            and key != whole
            and whole.start <= key.start
            and key.end <= whole.end
            and cells[key].tallies
        ]
        for parts in _tilings(sorted(inside, key=lambda key: (key.start, key.end)), whole):
            days = sum((key.end - key.start).days + 1 for key in parts)
            complete = days == (whole.end - whole.start).days + 1
            words = f"the sum of {len(parts)} shorter periods" if complete else _at_least(parts, "shorter periods")
            sums.append(_Sum(whole, parts, complete, words))
    return sums


def _at_least(parts: Sequence[CellKey], what: str) -> str:
    return f"no less than the {len(parts)} {what} given"


def _tilings(inside: Sequence[CellKey], whole: CellKey) -> list[tuple[CellKey, ...]]:
    """The ways to lay periods end to end: one that begins with the longest, one with the shortest."""
    found: list[tuple[CellKey, ...]] = []
    for longest_first in (False, True):
        parts: list[CellKey] = []
        at = whole.start
        while True:
            starts = [key for key in inside if key.start >= at]
            if not starts:
                break
            first = min(key.start for key in starts)
            here = [key for key in starts if key.start == first]
            parts.append(here[-1] if longest_first else here[0])
            at = parts[-1].end + dt.timedelta(days=1)
        if parts and tuple(parts) not in found:
            found.append(tuple(parts))
    return found


def _sums_over_categories(cells: Mapping[CellKey, Cell], codebook: Codebook) -> list[_Sum]:
    """A count and counts of the same period that are narrower in one variable and exclude each other."""
    multi = {one.name for one in codebook.variables if one.kind.value == "multi_category"}
    sums: list[_Sum] = []
    for whole, cell in cells.items():
        for variable in sorted({name for key in cells for name in key.categories} - multi):
            parts = _narrower(whole, cells, variable)
            if not parts:
                continue
            covered = frozenset().union(*(key.categories[variable] for key in parts))
            all_there = whole.categories.get(variable) == covered
            printed = _printed_together(cell, [cells[key] for key in parts])
            complete = all_there or printed
            words = f"the sum of {len(parts)} parts by {variable}"
            sums.append(_Sum(whole, parts, complete, words if complete else _at_least(parts, f"parts by {variable}")))
        sums.extend(_sums_with_what_is_not_given(whole, cells))
    return sums


def _sums_with_what_is_not_given(whole: CellKey, cells: Mapping[CellKey, Cell]) -> Iterator[_Sum]:
    """Bound a measure that has no number of its own by a broader one less the parts that it is not in."""
    for key, cell in cells.items():
        if cell.tallies or key == whole or (key.start, key.end) != (whole.start, whole.end) or key.measure:
            continue
        for variable, categories in key.condition:
            of_whole = whole.categories.get(variable)
            if len(key.condition) == 1 and of_whole is not None and categories < of_whole:
                others = [one for one in _narrower(whole, cells, variable) if not one.categories[variable] & categories]
                yield _Sum(whole, (key, *others), False, f"the total less {len(others)} other parts")


def _narrower(whole: CellKey, cells: Mapping[CellKey, Cell], variable: str) -> tuple[CellKey, ...]:
    """Counts inside a whole that are narrower in one variable; of overlapping ones the narrower stays."""
    of_whole = whole.categories.get(variable)
    rest = {name: value for name, value in whole.categories.items() if name != variable}
    found: list[CellKey] = []
    candidates = [
        key
        for key in cells
        if key != whole
        and cells[key].tallies
        and (key.measure, key.start, key.end) == (whole.measure, whole.start, whole.end)
        and variable in key.categories
        and {name: value for name, value in key.categories.items() if name != variable} == rest
        and (of_whole is None or key.categories[variable] < of_whole)
    ]
    for key in sorted(candidates, key=lambda one: (len(one.categories[variable]), sorted(one.categories[variable]))):
        if all(not key.categories[variable] & other.categories[variable] for other in found):
            found.append(key)
    return tuple(found)


def _printed_together(whole: Cell, parts: Sequence[Cell]) -> bool:
    """Whether a count is printed in a table as the total of just these parts: same document and page.

    A total in a sentence ("12 in all: 3 in 2018 ...") is a total over years; nothing says that the outcomes named
    elsewhere in the letter are all there were.
    """
    places = {(tally.document, tally.span.page) for tally in whole.tallies if tally.is_total and _is_in_table(tally)}
    return len(parts) > 2 and any(
        all(any((tally.document, tally.span.page) == place for tally in part.tallies) for part in parts)
        for place in places
    )


def _is_in_table(tally: Tally) -> bool:
    return tally.rule.startswith("table") or bool(tally.span.cells)


def _bounds_of(parts: Iterable[CellKey], cells: Mapping[CellKey, Cell]) -> tuple[float, float]:
    known = [cells[key].known for key in parts]
    return sum(one.low for one in known), sum(math.inf if one.high is None else one.high for one in known)


def _find_residue(one: _Sum, cells: Mapping[CellKey, Cell], residues: list[Residue]) -> bool:
    """Note a sum that cannot come out, and say that it must not be used."""
    whole = cells[one.whole]
    if not whole.tallies:
        return False
    low, high = _bounds_of(one.parts, cells)
    top = math.inf if whole.known.high is None else whole.known.high
    if low <= top and (not one.is_complete or high >= whole.known.low):
        return False
    ids = sorted({tally.id for key in (one.whole, *one.parts) for tally in cells[key].tallies})
    found = Interval(low, None if high == math.inf else high)
    residues.append(Residue(tuple(ids), whole.known, found, one.words, whole.tallies[0].measure))
    whole.faults.append(f"its parts come to {found}")
    return True


def _tighten(one: _Sum, cells: Mapping[CellKey, Cell]) -> bool:
    """Pass bounds along a sum; say whether anything moved."""
    whole = cells[one.whole]
    low, high = _bounds_of(one.parts, cells)
    moved = _narrow(whole, low, high if one.is_complete else math.inf, one, one.words)
    top = math.inf if whole.known.high is None else whole.known.high
    for key in one.parts:
        part = cells[key]
        others_low = low - part.known.low
        others_high = high - part.known.high if part.known.high is not None and high != math.inf else math.inf
        if part.known.high is None:
            others_high = _bounds_of([other for other in one.parts if other != key], cells)[1]
        at_least = whole.known.low - others_high if one.is_complete else 0.0
        if _narrow(part, at_least, top - others_low, one, "the total less the other parts"):
            moved = True
            low, high = _bounds_of(one.parts, cells)
    return moved


def _narrow(cell: Cell, low: float, high: float, one: _Sum, words: str) -> bool:
    new = cell.known.meet(Interval(max(low, 0.0), None if high == math.inf else max(high, 0.0)))
    if new is None or new == cell.known:
        return False
    cell.known = new
    cell.from_cells |= {one.whole, *one.parts} - {cell.key}
    cell.words = [words_before for words_before in cell.words if words_before != words] + [words]
    return True

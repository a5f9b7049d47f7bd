"""Count tables: each numeric cell to a tally, by all that stands over it and beside it.

In: a `Grid`. Out: tallies whose span is the cell. Wide and long tables are one to this reader: period, measure,
category and unit are looked for in the row's labels, the column's header, the section, the titles and the
sheet's name, nearest first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answerable.extract.counting.notes import Notes
from answerable.extract.counting.periods import PeriodFound, find_periods, make_period
from answerable.extract.counting.tallies import IN_PART, choose_unit, make_tally
from answerable.extract.cues import find_codes, find_measures
from answerable.extract.measures import find_meant
from answerable.extract.narrative.cases import Origin
from answerable.extract.places import cut
from answerable.extract.questions import Asked, is_repeated_question
from answerable.extract.tabular.grid import TOTAL, Grid, Row, is_figure, is_year_text
from answerable.extract.tabular.own_rows import is_money, name_rows
from answerable.extract.tabular.parties import Party, find_parties
from answerable.model.case import Tally
from answerable.model.codebook import Codebook
from answerable.model.dates import Period
from answerable.model.document import Cell
from answerable.words.figures import CellReading, CellState, parse_cell

_BREAKDOWNS = ("rank", "platform", "behaviours")
"""Of the codebook with ranks, what narrows a count; of another, whatever has categories and gives no measure."""
_JOINED = re.compile(r"\b(?:or|and)\b|[/&,+]", re.IGNORECASE)
_SPARE = re.compile(r"\s*(?:no\.?|ref|row|item|question|q)\s*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What holds for the whole table."""

    codebook: Codebook
    origin: Origin
    notes: Notes
    asked: Sequence[Asked]
    titles: tuple[str, ...]
    whole: Period | None
    label_columns: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What one cell counts."""

    measure: str
    unit: str
    period: Period | None
    categories: tuple[tuple[str, str], ...]
    is_total: bool
    question: int | None
    share_sure: float
    part: str = ""
    """The words that say that its year is not counted whole."""


def read_counts(
    grid: Grid,
    codebook: Codebook,
    origin: Origin,
    notes: Notes,
    asked: Sequence[Asked],
    parties: Sequence[Party] = (),
) -> list[Tally]:
    """Read every numeric cell of a table that counts."""
    labels = _label_columns(grid)
    if len(labels) == len(grid.headers) or not grid.rows:
        return []
    setting = _Setting(codebook, origin, notes, asked, grid.titles, _whole_period(grid, asked, notes), labels)
    above: dict[int, str] = {}
    out: list[Tally] = []
    by_column = find_parties(grid.headers, parties, origin)
    first_labels = [row.cells[min(row.cells)].text if row.cells else "" for row in grid.rows]
    by_row = find_parties(first_labels, parties, origin)
    own = {} if by_row else name_rows(grid, labels, lambda text: _is_known(text, setting))
    for place, row in enumerate(grid.rows):
        for column in sorted(labels):
            if column in row.cells:
                above[column] = row.cells[column].text
        for column, cell in sorted(row.cells.items()):
            if column in labels or column >= len(grid.headers):
                continue
            reading = parse_cell(cell.text, star=notes.star, zero_included=notes.zero_included)
            if (
                reading.kind not in (CellState.EXACT, CellState.SUPPRESSED)
                or reading.interval is None
                or reading.unit == "percent"
                or is_money(cell.text, grid.headers[column])
            ):
                continue
            meaning = _mean(row, grid.headers[column], above, setting)
            whose = by_column.get(column) or by_row.get(place) or (None if by_column or by_row else origin)
            if meaning is not None and whose is not None:
                meaning = replace(meaning, categories=(*meaning.categories, *own.get(place, ())))
                out.append(_tally(meaning, row, cell, reading, setting, whose))
    return out


def _is_known(text: str, setting: _Setting) -> bool:
    """Whether words name something that the codebook or the calendar knows."""
    variables = (one for one in setting.codebook.variables if one.categories)
    return bool(
        _measures_in(text, setting.codebook)
        or find_periods(text)
        or TOTAL.match(text)
        or any(find_codes(text, one) for one in variables)
        or _question_of([text], setting.asked)
    )


def _label_columns(grid: Grid) -> frozenset[int]:
    """Columns that label: text, years, or running numbers."""
    labels = set()
    for column, header in enumerate(grid.headers):
        cells = [row.cells[column] for row in grid.rows if column in row.cells]
        figures = sum(is_figure(cell) for cell in cells)
        years = sum(is_year_text(cell.text) for cell in cells)
        if (
            not cells
            or years * 2 >= len(cells)
            or (figures * 2 < len(cells) and not is_year_text(header))
            or _SPARE.match(header or "x")
        ):
            labels.add(column)
    return frozenset(labels)


def _whole_period(grid: Grid, asked: Sequence[Asked], notes: Notes) -> Period | None:
    """What a total over all the years of a table covers."""
    labels = _label_columns(grid)
    texts = [*grid.headers, *(row.cells[column].text for row in grid.rows for column in labels if column in row.cells)]
    periods = [found[0].period for text in texts if len(text) < 60 and len(found := find_periods(text)) == 1]
    if periods:
        low, high = min(one.start for one in periods), max(one.end for one in periods)
        if low < high:
            return make_period(low, high)
    for title in grid.titles:
        found = find_periods(title)
        if len(found) == 1:
            return found[0].period
    return asked[0].period if asked else None


def _mean(row: Row, header: str, above: dict[int, str], setting: _Setting) -> _Meaning | None:
    """What a cell counts, or None where no measure is named anywhere near it."""
    beside = [
        row.cells[column].text if column in row.cells else above.get(column, "")
        for column in sorted(setting.label_columns)
        if column in row.cells or not row.is_total
    ]
    near = [*beside, header, row.section]
    question = _question_of([*beside, row.section, *setting.titles], setting.asked)
    measure, sure = _measure(near, setting, question)
    if measure is None or measure.startswith("other:"):
        return None
    pooled = _pooled_outcomes(near, setting)
    if pooled:
        measure = "disciplined"
    is_total = row.is_total or bool(TOTAL.match(header))
    found = _period([*beside, header, row.section], setting)
    period = found.period if found is not None else None
    whole_total = period is None and (bool(TOTAL.match(header)) or not _has_years(setting, near))
    if period is None:
        period = setting.whole if whole_total or setting.whole is not None else (question.period if question else None)
    return _Meaning(
        measure=measure,
        unit=_unit(near, measure, setting, question),
        period=period,
        categories=pooled or _categories(near, measure, setting),
        is_total=is_total,
        question=question.number if question else None,
        share_sure=sure,
        part=found.part if found is not None else "",
    )


def _pooled_outcomes(near: Sequence[str], setting: _Setting) -> tuple[tuple[str, str], ...]:
    """A label that pools outcomes ("Management advice or reflective practice"): any of them, under what holds all."""
    outcome, disciplined = setting.codebook.find_variable("outcome"), setting.codebook.find_measure("disciplined")
    if outcome is None or disciplined is None:
        return ()
    for text in near:
        codes = (
            list(dict.fromkeys(one.category for one in find_codes(text, outcome))) if text and len(text) < 90 else []
        )
        if len(codes) > 1 and _JOINED.search(text) and all(code in disciplined.any_of for code in codes):
            return tuple(("outcome", code) for code in codes)
    return ()


def _has_years(setting: _Setting, near: Sequence[str]) -> bool:
    return any(find_periods(text) for text in near)


def _question_of(texts: Sequence[str], asked: Sequence[Asked]) -> Asked | None:
    """The question that a label repeats or numbers ("Q1", "Question 4 - allegations")."""
    for text in texts:
        repeated = is_repeated_question(text, asked)
        if repeated is not None:
            return repeated
        numbered = re.match(r"\s*(?:q|question|qu)\.?\s*(\d)\b", text, re.IGNORECASE)
        if numbered is not None:
            found = next((one for one in asked if one.number == int(numbered.group(1))), None)
            if found is not None:
                return found
    return None


def _measure(near: Sequence[str], setting: _Setting, question: Asked | None) -> tuple[str | None, float]:
    """The measure of a cell: its own labels, then the section, titles, the question, the letter's first question."""
    for text in near:
        found = _measures_in(text, setting.codebook)
        if found:
            return found[0], 0.95
        code = _outcome_in(text, setting.codebook)
        if code:
            return code, 0.9
    for text in setting.titles:
        found = _measures_in(text, setting.codebook)
        if "allegations" in found:
            return "allegations", 0.9
        if found:
            return found[0], 0.9
    if question is not None and question.measures:
        return question.measures[0], 0.85
    first = next((one for one in setting.asked if one.measures), None)
    return (first.measures[0], 0.75) if first is not None else (None, 0.0)


def _measures_in(text: str, codebook: Codebook) -> list[str]:
    return [one.category for one in find_meant(text, codebook, is_label=True)] if text else []


def _outcome_in(text: str, codebook: Codebook) -> str | None:
    """An outcome without a measure of its own is counted under the measure that it belongs to, with its category."""
    for name in dict.fromkeys(("outcome", *(measure.variable for measure in codebook.measures))):
        variable = codebook.find_variable(name) if name and text else None
        for one in find_codes(text, variable) if variable is not None else ():
            holding = [one_of for one_of in codebook.measures if one.category in one_of.any_of]
            if holding:
                return min(holding, key=lambda measure: len(measure.any_of)).name
            return f"other:{one.category}"
    return None


def _period(near: Sequence[str], setting: _Setting) -> PeriodFound | None:
    for text in near:
        if not text:
            continue
        found = find_periods(text)
        if len(found) == 1:
            one = found[0]
            if setting.notes.financial and one.period.kind == "calendar_year" and _labels_are_financial(setting):
                one = replace(one, period=Period.of_financial_year(one.period.start.year))
            return setting.notes.cut(one, text[one.end :])
    return None


def _labels_are_financial(setting: _Setting) -> bool:
    return any("financial" in text.lower() for text in setting.titles)


def _categories(near: Sequence[str], measure: str, setting: _Setting) -> tuple[tuple[str, str], ...]:
    out: list[tuple[str, str]] = []
    for name in _list_breakdowns(setting.codebook):
        variable = setting.codebook.find_variable(name)
        if variable is None:
            continue
        for text in near:
            if _is_own_label(text, measure, setting.codebook):
                continue
            found = find_codes(text, variable) if text and len(text) < 80 else []
            if found:
                out.append((name, found[0].category))
                break
    chosen = setting.codebook.find_measure(measure)
    outcome = setting.codebook.find_variable("outcome")
    if chosen is not None and outcome is not None and len(chosen.any_of) > 1:
        for text in near:
            codes = [one.category for one in find_codes(text, outcome) if one.category in chosen.any_of] if text else []
            if codes and codes[0] != chosen.any_of[0] and codes[0] != measure:
                out.append(("outcome", codes[0]))
                break
    return tuple(out)


def _is_own_label(text: str, measure: str, codebook: Codebook) -> bool:
    """Whether words name the measure itself, so that a category in them narrows nothing: "Attacks with an injury"."""
    if codebook.has_ranks or not text:
        return False
    return [one.category for one in find_meant(text, codebook, is_label=True)] == [measure] and bool(
        len(find_measures(text, codebook)) > 1
    )


def _list_breakdowns(codebook: Codebook) -> tuple[str, ...]:
    if codebook.has_ranks:
        return _BREAKDOWNS
    counted = {measure.variable for measure in codebook.measures}
    return tuple(one.name for one in codebook.case_variables if one.categories and one.name not in counted)


def _unit(near: Sequence[str], measure: str, setting: _Setting, question: Asked | None) -> str:
    if measure == "allegations":
        return "allegations"
    variable = setting.codebook.find_variable("unit")
    named = ""
    for text in (*near, *setting.titles):
        found = [one.category for one in find_codes(text, variable)] if variable is not None and text else []
        if found:
            named = found[0]
            break
    if named in ("allegations", "officers_and_staff"):
        return named
    usual = question.unit if question is not None else setting.codebook.counted
    return setting.notes.unit or named or choose_unit(measure, usual, setting.codebook)


def _tally(meaning: _Meaning, row: Row, cell: Cell, reading: CellReading, setting: _Setting, whose: Origin) -> Tally:
    span = cut(row.page, cell.start, cell.end, (cell.address,) if cell.address else ())
    assert reading.interval is not None
    return make_tally(
        whose,
        meaning.measure,
        meaning.unit,
        meaning.period,
        meaning.categories,
        reading.interval,
        span,
        question=meaning.question,
        is_total=meaning.is_total,
        rule="table-counts",
        share_sure=round(meaning.share_sure * (0.9 if reading.repairs else 1.0), 3),
        note="; ".join([*([f"{IN_PART}: “{meaning.part}”"] if meaning.part else []), *reading.repairs]),
        notes=setting.notes,
    )

"""Answer sheets that came back: our own workbook, read cell by cell instead of as any table.

In: a document's pages and tables, the codebook. Out: cases and tallies whose every value is one cell; a word that is
none of the codebook's labels is a problem and stays uncoded. Never here: the making of the sheet (``ask``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from answerable.extract.counting.notes import Notes
from answerable.extract.counting.tallies import make_tally
from answerable.extract.narrative.cases import Origin, make_case
from answerable.extract.places import cut
from answerable.extract.questions import Asked
from answerable.extract.rulings import write_interval
from answerable.extract.tabular.tables import FromTables
from answerable.model.answer_sheet import ANSWERS, CASES, COUNTS, FORMAT, LISTS, README, WHOLE_PERIOD
from answerable.model.case import Basis, Case, Coded, Scalar, Tally
from answerable.model.codebook import Codebook, Variable, VariableKind
from answerable.model.dates import Period
from answerable.model.document import Cell, Page, Table
from answerable.model.ids import make_id
from answerable.model.problem import Problem
from answerable.words.cells import parse_cell

_RULE = "answer-sheet"
_PLACE = re.compile(r"(?P<column>[A-Z]{1,3})(?P<row>\d+)\Z")
_YES_NO = {"yes": True, "no": False, "oes": True, "nac oes": False}
_Sheet = dict[tuple[int, int], Cell]


def is_answer_sheet(pages: Sequence[Page]) -> bool:
    """Whether a document is a workbook that `ask` made, filled in or not."""
    return bool(pages) and pages[0].label == README and pages[0].text.lstrip().startswith(FORMAT)


def read_answer_sheet(
    pages: Sequence[Page],
    tables: Sequence[Table],
    codebook: Codebook,
    origin: Origin,
    asked: Sequence[Asked],
    notes: Notes,
) -> FromTables:
    """Read the cases and counts that somebody filled in; the questions and lists of the sheet itself are none."""
    by_label = {page.label: page for page in pages}
    sheets = {label: _cells(page, tables) for label, page in by_label.items()}
    out = FromTables()
    if CASES in by_label:
        columns = _find_columns(sheets[CASES], sheets.get(LISTS, {}), codebook)
        rows = sorted({row for row, _ in sheets[CASES] if row > 1})
        for row in rows:
            made = _read_case(row, columns, sheets[CASES], by_label[CASES], codebook, origin, out.problems)
            if made is not None:
                out.cases.append(made)
    if COUNTS in by_label:
        out.tallies += _read_counts(sheets[COUNTS], by_label[COUNTS], codebook, origin, asked, notes, out.problems)
    if ANSWERS in by_label:
        counted = {tally.measure for tally in out.tallies}
        out.tallies += _read_answers(sheets[ANSWERS], by_label[ANSWERS], origin, asked, notes, counted)
    return out


def _cells(page: Page, tables: Sequence[Table]) -> _Sheet:
    """The sheet's cells by row and column, from 1: blank rows may have parted it into several tables."""
    cells: _Sheet = {}
    for table in tables:
        if table.page != page.number:
            continue
        for cell in table.cells:
            match = _PLACE.search(cell.address)
            if match and cell.text.strip():
                column = 0
                for letter in match["column"]:
                    column = column * 26 + ord(letter) - 64
                cells[int(match["row"]), column] = cell
    return cells


def _find_columns(cells: _Sheet, lists: _Sheet, codebook: Codebook) -> dict[int, Variable]:
    """Which column is which variable, by its head, so that a moved column is still right."""
    by_head: dict[str, Variable] = {}
    for variable in codebook.variables:
        if variable.unit == "case" and variable.asked:
            for head in (variable.name, *(text for _, text in variable.label)):
                by_head.setdefault(head.casefold(), variable)
    for (row, column), cell in lists.items():
        named = codebook.find_variable(lists[2, column].text.strip()) if row == 1 and (2, column) in lists else None
        if named is not None:
            by_head[cell.text.strip().casefold()] = named
    heads = {column: cell.text.strip().casefold() for (row, column), cell in cells.items() if row == 1}
    return {column: by_head[head] for column, head in heads.items() if head in by_head}


def _read_case(
    row: int,
    columns: Mapping[int, Variable],
    cells: _Sheet,
    page: Page,
    codebook: Codebook,
    origin: Origin,
    problems: list[Problem],
) -> Case | None:
    coded: dict[str, Coded] = {}
    filled = [cells[row, column] for column in sorted(columns) if (row, column) in cells]
    for column, variable in columns.items():
        cell = cells.get((row, column))
        if cell is None:
            continue
        value = _read_value(variable, cell)
        if value is None:
            problems.append(_unknown(cell, variable, origin))
            continue
        span = cut(page, cell.start, cell.end, (cell.address,))
        coded[variable.name] = Coded(value, Basis.STATED, span, "", 1.0, _RULE)
    if not coded:
        return None
    span = cut(
        page,
        min(cell.start for cell in filled),
        max(cell.end for cell in filled),
        tuple(cell.address for cell in filled),
    )
    return make_case(coded, span, codebook, origin, _RULE)


def _read_value(variable: Variable, cell: Cell) -> Scalar | None:
    text = cell.text.strip()
    match variable.kind:
        case VariableKind.TEXT:
            return text
        case VariableKind.CATEGORY:
            return _find_category(variable, text)
        case VariableKind.MULTI_CATEGORY:
            names = [_find_category(variable, part) for part in re.split(r"[;\n]", text) if part.strip()]
            found = tuple(dict.fromkeys(name for name in names if name))
            return found if found and all(names) else None
        case VariableKind.YES_NO:
            return _YES_NO.get(text.casefold())
        case VariableKind.DATE:
            day = re.match(r"\d{4}(?:-\d{2}){0,2}(?!\d)", text)
            return day.group() if day else None
        case VariableKind.INTERVAL:
            number = parse_cell(text).interval
            return None if number is None else write_interval(number)
        case _:
            reading = parse_cell(text)
            interval = reading.interval
            if interval is None or interval.low is None or interval.low != interval.high:
                return None
            return int(interval.low) if float(interval.low).is_integer() else float(interval.low)


def _find_category(variable: Variable, text: str) -> str | None:
    wanted = text.strip().casefold()
    for category in variable.categories:
        if wanted in (category.name.casefold(), *(label.casefold() for _, label in category.label)):
            return category.name
    return None


def _read_counts(
    cells: _Sheet,
    page: Page,
    codebook: Codebook,
    origin: Origin,
    asked: Sequence[Asked],
    notes: Notes,
    problems: list[Problem],
) -> list[Tally]:
    tallies = []
    for (row, column), cell in sorted(cells.items()):
        key = cells.get((row, 2))
        head = cells.get((1, column))
        measure = codebook.find_measure(key.text.strip()) if key is not None and row > 1 else None
        if measure is None or head is None or column < 3:
            continue
        reading = parse_cell(cell.text, star=notes.star, zero_included=notes.zero_included)
        if reading.interval is None:
            problems.append(_unread(cell, origin))
            continue
        question = next((one for one in asked if measure.name in one.measures), None)
        tallies.append(
            make_tally(
                origin,
                measure.name,
                question.unit if question else "officers",
                _read_period(head.text.strip(), asked),
                (),
                reading.interval,
                cut(page, cell.start, cell.end, (cell.address,)),
                question=question.number if question else None,
                is_total=head.text.strip() == WHOLE_PERIOD and _has_years(cells, row),
                rule=_RULE,
                share_sure=1.0,
                notes=notes,
            )
        )
    return tallies


def _has_years(cells: _Sheet, row: int) -> bool:
    """Whether the years of a measure are filled in beside its whole period, which is then their total."""
    heads = {column: cell.text.strip() for (number, column), cell in cells.items() if number == 1}
    return any(number == row and re.fullmatch(r"\d{4}", heads.get(column, "")) for number, column in cells)


def _read_answers(
    cells: _Sheet,
    page: Page,
    origin: Origin,
    asked: Sequence[Asked],
    notes: Notes,
    counted: set[str],
) -> list[Tally]:
    """A bare number beside a question that asks for one count, where the sheet of counts does not give it."""
    tallies = []
    for (row, column), cell in sorted(cells.items()):
        number = cells.get((row, 1))
        if row == 1 or column != 3 or number is None:
            continue
        question = next((one for one in asked if str(one.number) == number.text.strip()), None)
        reading = parse_cell(cell.text, star=notes.star, zero_included=notes.zero_included)
        if question is None or reading.interval is None or len(question.measures) != 1:
            continue
        if question.measures[0] not in counted:
            span = cut(page, cell.start, cell.end, (cell.address,))
            tallies.append(
                make_tally(
                    origin,
                    question.measures[0],
                    question.unit,
                    question.period,
                    (),
                    reading.interval,
                    span,
                    question=question.number,
                    rule=_RULE,
                    share_sure=1.0,
                    notes=notes,
                )
            )
    return tallies


def _read_period(head: str, asked: Sequence[Asked]) -> Period | None:
    if re.fullmatch(r"\d{4}", head):
        return Period.of_calendar_year(int(head))
    return asked[0].period if asked else None


def _unknown(cell: Cell, variable: Variable, origin: Origin) -> Problem:
    expected = "one of the list" if variable.categories else f"a {variable.kind.value.replace('_', ' ')}"
    return Problem(
        make_id("prb", "sheet-word-unknown", origin.document, cell.address),
        "sheet-word-unknown",
        cell.address,
        cell.text.strip(),
        expected,
        remedy="read the cell and code it by hand",
        document=origin.document,
        authority_id=origin.authority_id,
    )


def _unread(cell: Cell, origin: Origin) -> Problem:
    return Problem(
        make_id("prb", "sheet-count-unread", origin.document, cell.address),
        "sheet-count-unread",
        cell.address,
        cell.text.strip(),
        "a number, or a suppressed one such as <5",
        remedy="read the cell and add the count by hand",
        document=origin.document,
        authority_id=origin.authority_id,
    )

"""Reading an answer sheet that came back, with the cell of every value.

What comes in: bytes and the codebook; what goes out: `AnswerSheet`. What must never be here: codes guessed from
words: a label that is none of ours is a problem, never a default.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from answerable.ask.answer_sheet import AnswerSheet, SheetAnswer, SheetCase, SheetCount, SheetValue, list_case_variables
from answerable.model.answer_sheet import ANSWERS, CASES, COUNTS, DECISIONS, FORMAT, LISTS, README
from answerable.model.codebook import Codebook, Variable, VariableKind
from answerable.model.ids import make_id
from answerable.model.problem import Problem

_MOST_ROWS = 20_000


def is_answer_sheet(data: bytes) -> bool:
    """Return whether bytes are a workbook that answerable made, filled in or not."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        return README in book.sheetnames and book[README]["A1"].value == FORMAT
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError):
        return False


def parse_answer_sheet(data: bytes, codebook: Codebook) -> AnswerSheet | None:
    """Read a workbook that came back.

    What cannot be read becomes a problem with its cell and keeps its words; nothing is guessed.

    Returns:
        None where the workbook is not one of ours.
    """
    if not is_answer_sheet(data):
        return None
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    readme = book[README]
    problems: list[Problem] = []
    about = {str(row[0].value): _text(row[1].value) for row in readme.iter_rows(min_row=2, max_row=12, max_col=2)}
    if about.get("Codebook") != codebook.name or about.get("Version") != codebook.version:
        found = f"{about.get('Codebook')} {about.get('Version')}"
        problems.append(
            _problem(
                "sheet-of-another-codebook",
                README,
                found,
                f"{codebook.name} {codebook.version}",
                remedy="check each column",
            )
        )
    return AnswerSheet(
        token=about.get("Reference", ""),
        codebook=about.get("Codebook", ""),
        version=about.get("Version", ""),
        answers=tuple(_read_answers(book, problems)),
        cases=tuple(_read_cases(book, codebook, problems)),
        counts=tuple(_read_counts(book, codebook)),
        problems=tuple(problems),
    )


def _read_answers(book: Workbook, problems: list[Problem]) -> Iterator[SheetAnswer]:
    if ANSWERS not in book.sheetnames:
        problems.append(
            _problem("sheet-missing", ANSWERS, "no such sheet", ANSWERS, remedy="ask for the whole workbook")
        )
        return
    known = {label.casefold(): name for label, name in DECISIONS}
    for row in _rows(book[ANSWERS], 5):
        number, answer, decision, sections = row[0], row[2], row[3], row[4]
        if not isinstance(number.value, (int, float)):
            continue
        text = _text(decision.value)
        if text and text.casefold() not in known:
            problems.append(
                _problem(
                    "sheet-word-unknown",
                    f"{ANSWERS}!{decision.coordinate}",
                    text,
                    "one of the list",
                    remedy="read the answer",
                )
            )
        if any(_text(cell.value) for cell in (answer, decision, sections)):
            yield SheetAnswer(
                int(number.value),
                _text(answer.value),
                known.get(text.casefold(), ""),
                _text(sections.value),
                f"{ANSWERS}!{answer.coordinate}",
            )


def _read_cases(book: Workbook, codebook: Codebook, problems: list[Problem]) -> Iterator[SheetCase]:
    if CASES not in book.sheetnames:
        problems.append(_problem("sheet-missing", CASES, "no such sheet", CASES, remedy="ask for the whole workbook"))
        return
    sheet = book[CASES]
    columns = _find_columns(book, sheet, codebook, problems)
    for number, row in enumerate(_rows(sheet, max(columns, default=1)), start=2):
        values = []
        for column, variable in columns.items():
            cell = row[column - 1]
            text = _text(cell.value)
            if text:
                values.append(_read_value(variable, cell, text, problems))
        if values:
            yield SheetCase(number, tuple(values))


def _find_columns(book: Workbook, sheet: Worksheet, codebook: Codebook, problems: list[Problem]) -> dict[int, Variable]:
    """Which column is which variable: by the head as we wrote it, so that a moved column is still right."""
    by_head: dict[str, Variable] = {}
    for variable in list_case_variables(codebook):
        for head in (variable.name, *(text for _, text in variable.label)):
            by_head.setdefault(head.casefold(), variable)
    if LISTS in book.sheetnames:
        for head_cell, name in zip(book[LISTS][1], book[LISTS][2], strict=False):
            named = codebook.find_variable(_text(name.value))
            if named is not None and _text(head_cell.value):
                by_head[_text(head_cell.value).casefold()] = named
    columns: dict[int, Variable] = {}
    for cell in sheet[1]:
        head = _text(cell.value)
        if not head or cell.column is None:
            continue
        found = by_head.get(head.casefold())
        if found is None:
            problems.append(
                _problem(
                    "sheet-column-unknown",
                    f"{CASES}!{cell.coordinate}",
                    head,
                    "a column of the sheet we sent",
                    remedy="read it by eye",
                )
            )
        else:
            columns[cell.column] = found
    return columns


def _read_value(variable: Variable, cell: Cell | MergedCell, text: str, problems: list[Problem]) -> SheetValue:
    place = f"{CASES}!{cell.coordinate}"
    value: str | tuple[str, ...] | int | float | dt.date | None = None
    raw = cell.value
    match variable.kind:
        case VariableKind.TEXT:
            value = text
        case VariableKind.CATEGORY:
            value = _find_category(variable, text)
        case VariableKind.MULTI_CATEGORY:
            names = [_find_category(variable, part) for part in re.split(r"[;\n]", text) if part.strip()]
            value = tuple(dict.fromkeys(name for name in names if name)) if all(names) else None
        case VariableKind.YES_NO:
            value = {"yes": "yes", "no": "no", "oes": "yes", "nac oes": "no"}.get(text.casefold())
        case VariableKind.DATE:
            value = (
                raw.date() if isinstance(raw, dt.datetime) else raw if isinstance(raw, dt.date) else _parse_day(text)
            )
        case _:
            value = raw if isinstance(raw, (int, float)) and not isinstance(raw, bool) else _parse_number(text)
    if value is None:
        expected = "one of the list" if variable.categories else f"a {variable.kind.value.replace('_', ' ')}"
        problems.append(
            _problem("sheet-word-unknown", place, text, expected, remedy="read the cell and code it by hand")
        )
    return SheetValue(variable.name, text, value, place)


def _read_counts(book: Workbook, codebook: Codebook) -> Iterator[SheetCount]:
    if COUNTS not in book.sheetnames:
        return
    sheet = book[COUNTS]
    heads = [_text(cell.value) for cell in sheet[1]]
    for row in _rows(sheet, len(heads)):
        measure = codebook.find_measure(_text(row[1].value)) if len(row) > 1 else None
        if measure is None:
            continue
        for year_head, cell in zip(heads[2:], row[2:], strict=False):
            text = _text(cell.value)
            if text:
                year = int(year_head) if re.fullmatch(r"\d{4}", year_head) else None
                yield SheetCount(measure.name, year, text, f"{COUNTS}!{cell.coordinate}")


def _rows(sheet: Worksheet, n_columns: int) -> Iterator[tuple[Cell | MergedCell, ...]]:
    # A sheet can claim a million empty rows; what authorities type is never that long.
    last = min(sheet.max_row, _MOST_ROWS)
    yield from sheet.iter_rows(min_row=2, max_row=last, max_col=max(n_columns, 1))


def _find_category(variable: Variable, text: str) -> str | None:
    wanted = text.strip().casefold()
    for category in variable.categories:
        if wanted in (category.name.casefold(), *(label.casefold() for _, label in category.label)):
            return category.name
    return None


def _parse_number(text: str) -> int | float | None:
    return int(text) if re.fullmatch(r"\d{1,15}", text) else None


def _parse_day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value).strip()


def _problem(code: str, where: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem(make_id("prb", code, where, found), code, where, found, expected, remedy)

"""Writing the answer sheet: codebook and questions to a workbook with lists to choose from.

What comes in: model objects; what goes out: bytes, the same for the same input. What must never be here: reading back
(``answer_sheet_read``).
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from answerable.ask.answer_sheet import list_case_variables
from answerable.model.answer_sheet import ANSWERS, CASES, COUNTS, DECISIONS, FORMAT, LISTS, README, WHOLE_PERIOD
from answerable.model.codebook import Codebook, Variable, VariableKind
from answerable.model.dates import Period
from answerable.model.request import Question, Request

N_CASE_ROWS = 300
_FIXED_TIME = (2000, 1, 1, 0, 0, 0)
_FIXED_INSTANT = dt.datetime(2000, 1, 1)
_HEAD_FILL = PatternFill("solid", fgColor="E8EEF4")


def make_answer_sheet(
    codebook: Codebook,
    request: Request,
    questions: Sequence[Question] = (),
    period: Period | None = None,
    *,
    language: str = "en",
) -> bytes:
    """Return the workbook for one request; the same input gives the same bytes.

    Args:
        codebook: its case variables become columns, its categories the lists to choose from.
        request: gives the token.
        questions: of the batch.
        period: its years become the columns of *Counts*.
        language: of labels; English where a label has no such language.
    """
    book = Workbook()
    readme = book.active
    if not isinstance(readme, Worksheet):
        raise TypeError("a new workbook starts with a worksheet")
    readme.title = README
    variables = list_case_variables(codebook)
    years = list(range(period.start.year, period.end.year + 1)) if period else []
    lists = book.create_sheet(LISTS)
    _write_answers(book.create_sheet(ANSWERS), questions)
    _write_cases(book.create_sheet(CASES), lists, variables, language)
    _write_counts(book.create_sheet(COUNTS), codebook, years, language)
    _write_readme(readme, codebook, request)
    book.move_sheet(lists, offset=3)
    book.properties.creator = "answerable"
    book.properties.created = book.properties.modified = _FIXED_INSTANT
    raw = io.BytesIO()
    book.save(raw)
    return _freeze(raw.getvalue())


def _write_readme(sheet: Worksheet, codebook: Codebook, request: Request) -> None:
    rows = (
        (FORMAT, ""),
        ("Reference", request.token),
        ("Codebook", codebook.name),
        ("Version", codebook.version),
        ("", ""),
        ("How to use this workbook", ""),
        ("1", "Sheet Answers: one row for each question. Choose what applies, and give the section if you withhold."),
        ("2", "Sheet Cases: one row for each case. Leave blank what is not recorded. Several values: separate with ;"),
        ("3", "Sheet Counts: whole numbers; write <5 and the like where you suppress small numbers; 0 means none."),
        ("4", "Please give no name, collar number or anything else that identifies a person."),
        ("5", "Send the workbook back with the reference above in the subject. Your own format is welcome too."),
    )
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            sheet.cell(number, column, text)
    sheet["A1"].font = sheet["A6"].font = Font(bold=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 100


def _write_answers(sheet: Worksheet, questions: Sequence[Question]) -> None:
    _write_head(sheet, ("Question", "Text", "Answer", "Decision", "Sections relied on"), (10, 70, 60, 28, 24))
    for number, question in enumerate(questions, start=2):
        sheet.cell(number, 1, question.number)
        sheet.cell(number, 2, question.text).alignment = Alignment(wrap_text=True, vertical="top")
    choice = ",".join(label for label, _ in DECISIONS)
    _validate(
        sheet, f"D2:D{max(len(questions), 1) + 1}", DataValidation("list", formula1=f'"{choice}"', allow_blank=True)
    )


def _write_cases(sheet: Worksheet, lists: Worksheet, variables: Sequence[Variable], language: str) -> None:
    heads = [_label(variable.label, variable.name, language) for variable in variables]
    _write_head(sheet, tuple(heads), tuple(max(14, min(40, len(head) + 4)) for head in heads))
    for column, variable in enumerate(variables, start=1):
        letter = get_column_letter(column)
        # The variable's name stands in the second row of its list, so that a translated head can still be read back.
        lists.cell(1, column, heads[column - 1]).font = Font(bold=True)
        lists.cell(2, column, variable.name)
        for number, category in enumerate(variable.categories, start=3):
            lists.cell(number, column, _label(category.label, category.name, language))
        cells = f"{letter}2:{letter}{N_CASE_ROWS + 1}"
        last = 2 + len(variable.categories)
        if variable.kind is VariableKind.CATEGORY and variable.categories:
            source = f"={LISTS}!${letter}$3:${letter}${last}"
            _validate(sheet, cells, DataValidation("list", formula1=source, allow_blank=True))
        elif variable.kind is VariableKind.MULTI_CATEGORY and variable.categories:
            # A list that may be left: Excel cannot choose several, so the words are checked when they come back.
            source = f"={LISTS}!${letter}$3:${letter}${last}"
            _validate(sheet, cells, DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=False))
        elif variable.kind is VariableKind.YES_NO:
            _validate(sheet, cells, DataValidation("list", formula1='"Yes,No"', allow_blank=True))
        elif variable.kind is VariableKind.NUMBER:
            _validate(
                sheet, cells, DataValidation("whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
            )
        elif variable.kind is VariableKind.DATE:
            _validate(sheet, cells, DataValidation("date", operator="greaterThan", formula1="1", allow_blank=True))
            for row in range(2, N_CASE_ROWS + 2):
                sheet.cell(row, column).number_format = "yyyy-mm-dd"


def _write_counts(sheet: Worksheet, codebook: Codebook, years: Sequence[int], language: str) -> None:
    heads = ("Measure", "Key", *(str(year) for year in years), WHOLE_PERIOD)
    _write_head(sheet, heads, (50, 26, *(12 for _ in years), 16))
    for number, measure in enumerate(codebook.measures, start=2):
        sheet.cell(number, 1, _label(measure.label, measure.name, language))
        sheet.cell(number, 2, measure.name)


def _write_head(sheet: Worksheet, heads: Sequence[str], widths: Sequence[int]) -> None:
    for column, (head, width) in enumerate(zip(heads, widths, strict=True), start=1):
        cell = sheet.cell(1, column, head)
        cell.font, cell.fill = Font(bold=True), _HEAD_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"


def _validate(sheet: Worksheet, cells: str, rule: DataValidation) -> None:
    sheet.add_data_validation(rule)
    rule.add(cells)


def _label(label: Sequence[tuple[str, str]], name: str, language: str) -> str:
    texts = dict(label)
    return texts.get(language) or texts.get("en") or name.replace("_", " ")


def _freeze(data: bytes) -> bytes:
    """The same workbook with one fixed time in the archive and in its properties."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in sorted(source.infolist(), key=lambda info: info.filename != "[Content_Types].xml"):
            content = source.read(item)
            if item.filename == "docProps/core.xml":
                content = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + _FIXED_INSTANT.isoformat().encode() + b"Z", content
                )
            target.writestr(zipfile.ZipInfo(item.filename, _FIXED_TIME), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()

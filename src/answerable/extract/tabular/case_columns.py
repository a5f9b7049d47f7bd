"""Case columns: whether a table tells of cases, and which of its columns is which variable.

In: a `Grid` and the codebook. Out: variables by column, empty where the table does not tell of cases. Never here:
what the cells say of each case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from answerable.extract.cues import find_codes, make_pattern
from answerable.extract.narrative.coding import find_variable_for, read_dated
from answerable.extract.tabular.grid import Grid, is_figure, is_year_text
from answerable.model.codebook import Codebook, VariableKind
from answerable.words.figures import parse_cell

_COUNT_HEADER = re.compile(
    r"\s*(?:no\.?|number|count|total|#)\s*(?:of\s+)?(?:officers?|individuals|people|staff|cases|subjects|"
    r"persons)?\s*(?:involved)?\s*\Z|\s*officers\s*\Z",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\s*(?:ref(?:erence)?|id|case\s*(?:no|ref|number|id)?|row|serial|item|unique\s+(?:ref|id).*|#|"
    r"officer\s*(?:no|number|ref)?)\b\.?\s*\Z",
    re.IGNORECASE,
)
_COUNTABLE = (VariableKind.NUMBER, VariableKind.MONEY, VariableKind.INTERVAL, VariableKind.DATE)
_AMOUNTS = (VariableKind.NUMBER, VariableKind.MONEY, VariableKind.INTERVAL)
_CODED = (VariableKind.CATEGORY, VariableKind.MULTI_CATEGORY)


@dataclass(frozen=True, slots=True)
class Telling:
    """Which variables make rows of a table cases.

    Args:
        names: a table needs columns of two of them, a row a value of one.
        described: those that a table of counts has no column of, so that one with a column of numbers counts nobody.
        guessed: those that a column may be by what its cells say, whatever its header.
        told: the one that a column of long words without a name is, or empty.
    """

    names: frozenset[str]
    described: frozenset[str]
    guessed: tuple[str, ...]
    told: str


def list_telling(codebook: Codebook) -> Telling:
    """Of a service with ranks the variables that make a case of misconduct; else whatever is asked in words."""
    if codebook.has_ranks:
        return Telling(
            frozenset({"rank", "outcome", "behaviours", "platform", "level_found"}),
            frozenset({"behaviours", "platform"}),
            ("outcome", "rank", "platform", "behaviours"),
            "behaviours" if codebook.find_variable("behaviours") is not None else "",
        )
    asked = codebook.case_variables
    texts = [one.name for one in asked if one.kind is VariableKind.TEXT]
    return Telling(
        frozenset(one.name for one in asked if one.kind is not VariableKind.DATE and one.name != "year"),
        frozenset(texts),
        tuple(one.name for one in asked if one.kind in _CODED),
        texts[0] if len(texts) == 1 else "",
    )


def find_case_columns(grid: Grid, codebook: Codebook) -> dict[int, str]:
    """Map columns to variables; empty where the table does not tell of cases.

    A header decides first; a column whose header says nothing is mapped by its cells where most of them are codes of
    one variable. A table whose cells under the mapped headers are numbers counts and is no table of cases.
    """
    telling = list_telling(codebook)
    named = _part_same(_map_by_headers(grid, codebook), grid, codebook)
    for column in range(len(grid.headers)):
        if column not in named and not _COUNT_HEADER.match(grid.headers[column] or "x"):
            guess = _guess_column(grid, column, codebook, telling.guessed)
            if guess and guess not in named.values():
                named[column] = guess
    if telling.told and telling.told not in named.values():
        told = _longest_text_column(grid, named)
        if told is not None:
            named[told] = telling.told
    found = telling.names.intersection(named.values())
    dated = not codebook.has_ranks and len(found) == 1 and len(named) > 1
    if not grid.rows or not (len(found) > 1 or dated):
        return {}
    years = [column for column, header in enumerate(grid.headers) if is_year_text(header or "")]
    if years and any(_is_figures(grid, column) for column in years):
        return {}
    if count_columns(grid) and not telling.described & found:
        return {}
    return dict(sorted(named.items()))


def _map_by_headers(grid: Grid, codebook: Codebook) -> dict[int, str]:
    named: dict[int, str] = {}
    for column, header in enumerate(grid.headers):
        if not header or is_year_text(header) or _COUNT_HEADER.match(header):
            continue
        name = find_variable_for(header, codebook) or _find_amount(grid, column, codebook)
        variable = codebook.find_variable(name) if name else None
        if variable is None or (_REFERENCE.match(header) and not _is_coded(grid, column, codebook, name)):
            continue
        if variable.kind in _COUNTABLE or not _is_figures(grid, column):
            named[column] = name
    return named


def _find_amount(grid: Grid, column: int, codebook: Codebook) -> str:
    """The variable of sums or numbers with whose words a header of figures ends or begins: "Annual saving (£)"."""
    if codebook.has_ranks or not _is_figures(grid, column):
        return ""
    for variable in codebook.case_variables:
        pattern = make_pattern((*variable.cues, variable.name.replace("_", " ")))
        is_amount = variable.kind in _AMOUNTS and variable.name != "year"
        if is_amount and pattern is not None and pattern.search(grid.headers[column]):
            return variable.name
    return ""


def _longest_text_column(grid: Grid, named: Mapping[int, str]) -> int | None:
    """The column that tells most in words, where its header named nothing: what happened."""
    best, length = None, 18.0
    for column in range(len(grid.headers)):
        texts = [row.cells[column].text for row in grid.rows if column in row.cells and not row.is_total]
        if column in named or not texts:
            continue
        mean = sum(len(text) for text in texts) / len(texts)
        if mean > length:
            best, length = column, mean
    return best


def _is_coded(grid: Grid, column: int, codebook: Codebook, name: str) -> bool:
    variable = codebook.find_variable(name) if name else None
    cells = [row.cells[column] for row in grid.rows if column in row.cells]
    if variable is None or not cells or not variable.categories:
        return False
    return sum(bool(find_codes(cell.text, variable)) for cell in cells) * 2 > len(cells)


def count_columns(grid: Grid) -> list[int]:
    """Columns that count people; one that only numbers the rows is none."""
    return [
        column
        for column, header in enumerate(grid.headers)
        if _COUNT_HEADER.match(header or "x") and _is_figures(grid, column) and not _is_running(grid, column)
    ]


def _is_running(grid: Grid, column: int) -> bool:
    numbers = [
        parse_cell(row.cells[column].text).number for row in grid.rows if column in row.cells and not row.is_total
    ]
    known = [number for number in numbers if number is not None]
    return len(known) > 1 and all(later - earlier == 1 for earlier, later in pairwise(known))


def _is_figures(grid: Grid, column: int) -> bool:
    cells = [row.cells[column] for row in grid.rows if column in row.cells and not row.is_total]
    return bool(cells) and sum(is_figure(cell) for cell in cells) * 2 > len(cells)


def _part_same(named: dict[int, str], grid: Grid, codebook: Codebook) -> dict[int, str]:
    """Where two headers name one variable, the column whose cells are coded best keeps it."""
    out: dict[int, str] = {}
    for name in dict.fromkeys(named.values()):
        columns = [column for column, other in named.items() if other == name]
        variable = codebook.find_variable(name)
        if len(columns) > 1 and variable is not None:
            columns.sort(key=lambda column: (-_n_coded(grid, column, codebook, name), column))
        out[columns[0]] = name
    return dict(sorted(out.items()))


def _n_coded(grid: Grid, column: int, codebook: Codebook, name: str) -> int:
    variable = codebook.find_variable(name)
    if variable is None:
        return 0
    cells = [row.cells[column] for row in grid.rows if column in row.cells]
    if not variable.categories:
        return sum(bool(cell.text.strip()) for cell in cells)
    return sum(bool(find_codes(cell.text, variable)) for cell in cells)


def _guess_column(grid: Grid, column: int, codebook: Codebook, names: tuple[str, ...]) -> str:
    """The variable that most cells of an unnamed column are codes of; the year, where they are years or dates."""
    cells = [row.cells[column].text for row in grid.rows if column in row.cells and not row.is_total]
    if len(cells) < 2:
        return ""
    if all(is_year_text(text) and len(text.strip()) == 4 for text in cells):
        return "year"
    if not codebook.has_ranks and all(len(text) < 30 and read_dated(text) is not None for text in cells):
        dates = [one.name for one in codebook.case_variables if one.kind is VariableKind.DATE]
        return dates[0] if len(dates) == 1 else "year" if codebook.find_variable("year") is not None else ""
    for name in names:
        variable = codebook.find_variable(name)
        if variable is not None and sum(bool(find_codes(text, variable)) for text in cells) * 10 >= 7 * len(cells):
            return name
    return ""

"""Following a recipe: the rows that it takes from documents, each value with its place, and a warning where it no
longer fits.

In: a `Recipe` and `Reading`s. Out: `RecipeResult`. A recipe names columns, never figures; what it names and a
document lacks is a problem, and rows that it leaves out are counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from answerable.model.document import Page, Reading
from answerable.model.ids import make_id
from answerable.model.interval import Interval
from answerable.model.problem import Problem
from answerable.model.recipe import ColumnRule, Condition, Recipe, RecipePart
from answerable.model.span import Span, make_span
from answerable.tables.grid import Grid, Row, fold_name
from answerable.tables.join import drop_copies, join
from answerable.tables.records import find_labels, find_records, misaligned
from answerable.tables.taking import SEVERAL, Piece, RecipeValue, take_value
from answerable.tables.understand import find_star, understand
from answerable.tables.values import read_cell, read_date


@dataclass(frozen=True, slots=True)
class RecipeRow:
    """One row that a recipe takes.

    Args:
        values: in the recipe's order of columns, then constants.
        document: sha256.
        name: the file's name.
        page: from 1.
        sheet: the sheet's name; empty for other pages.
        row: as the program that shows the sheet counts it, or from 1 in its table; 0 for records in prose.
        cells: addresses of the cells taken.
        how: the recipe's name and part, and what was mended.
        section: words of the section row above.
    """

    values: tuple[RecipeValue, ...]
    document: str
    name: str
    page: int
    sheet: str
    row: int
    cells: tuple[str, ...]
    how: str
    section: str = ""

    def find(self, variable: str) -> RecipeValue | None:
        """The value of a variable."""
        return next((value for value in self.values if value.variable == variable), None)


@dataclass(frozen=True, slots=True)
class RecipeResult:
    """What following a recipe gave.

    Args:
        rows: in the order of documents and lines.
        problems: where the recipe does not fit.
        n_left_out: rows that conditions left out.
    """

    rows: tuple[RecipeRow, ...]
    problems: tuple[Problem, ...]
    n_left_out: int = 0


@dataclass(slots=True)
class _Work:
    recipe: Recipe
    rows: list[RecipeRow] = field(default_factory=list)
    problems: dict[str, Problem] = field(default_factory=dict)
    n_left_out: int = 0

    def add_problem(self, code: str, reading: Reading, place: str, found: str, expected: str, remedy: str) -> None:
        where = ", ".join(part for part in (reading.document.name, place) if part)
        key = make_id("problem", self.recipe.name, code, reading.document.id, place, found, expected)
        self.problems[key] = Problem(key, code, where, found, expected, remedy, reading.document.id)


NO_LONGER_FITS = "recipe-no-longer-fits"
_LEAST_SHARE = 0.5
"""A table with fewer than half of the recipe's columns is another table."""


def apply_recipe(recipe: Recipe, readings: Sequence[Reading]) -> RecipeResult:
    """Take from documents what a recipe names.

    Returns:
        Rows with provenance; a problem for each part that fits no document, each column that a document lacks, each
        label that does not stand in every record.
    """
    work = _Work(recipe)
    for number, part in enumerate(recipe.parts, 1):
        how = recipe.name if len(recipe.parts) == 1 else f"{recipe.name}, part {number}"
        fitting = [reading for reading in readings if _fits_name(part.documents, reading.document.name)]
        if not fitting and readings:
            work.add_problem(
                "recipe-fits-no-document",
                readings[0],
                f"recipe {how}",
                found=f"{len(readings)} documents, none named {' or '.join(part.documents)}",
                expected="a document with such a name",
                remedy="correct `documents` in the recipe",
            )
        for reading in fitting:
            if part.records or not reading.tables:
                _take_records(work, part, reading, how)
            else:
                _take_tables(work, part, reading, how)
    _note_several(work, readings)
    return RecipeResult(tuple(work.rows), tuple(work.problems.values()), work.n_left_out)


def _note_several(work: _Work, readings: Sequence[Reading]) -> None:
    """Where a cell held several numbers, a person should look whether the right one was taken."""
    by_id = {reading.document.id: reading for reading in readings}
    for row in work.rows:
        for value in row.values:
            if value.note.startswith(SEVERAL):
                work.add_problem(
                    "several-numbers",
                    by_id[row.document],
                    f"page {row.page}, row {row.row}",
                    found=value.text[:120],
                    expected=f"one number for {value.variable}",
                    remedy=f"{value.note}; if that is wrong, say `several` or `match` in the recipe",
                )


def _fits_name(patterns: Sequence[str], name: str) -> bool:
    return any(fnmatchcase(name.lower(), pattern.lower()) for pattern in patterns)


def make_row_number(row: Row) -> int:
    """The row as the program that shows the sheet counts it, else from 1 in its table."""
    for cell in row.cells:
        if cell is not None and cell.address:
            return int(re.sub(r"\D", "", cell.address.rpartition("!")[2]))
    return row.number + 1


def _take_tables(work: _Work, part: RecipePart, reading: Reading, how: str) -> None:
    pages = {page.number: page for page in reading.pages}
    grids = [
        grid
        for table in reading.tables
        if _fits_page(part, pages[table.page])
        for grid in understand(table, header_row=part.header)
    ]
    grids_kept, copies = drop_copies(grids)
    joined = join(grids_kept)
    for sentence in copies:
        remedy = "name the sheet in the recipe to choose"
        work.add_problem("table-left-out", reading, "", sentence, "each row once", remedy)
    wanted = [rule.sources for rule in part.columns if rule.sources]
    matched = [(sum(_has_one(grid, names) for names in wanted), grid) for grid in joined]
    best = max((count for count, _ in matched), default=0)
    if not best or best < _LEAST_SHARE * len(wanted):
        best = 0
        work.add_problem(
            NO_LONGER_FITS,
            reading,
            f"recipe {how}",
            found=_name_headers(joined),
            expected=", ".join(" or ".join(names) for names in wanted),
            remedy="compare the headers with those of the recipe; set `header` to their row if it was not found",
        )
    for count, grid in matched:
        if best and count >= max(1, 0.8 * best):
            _take_grid(work, part, reading, grid, pages, how)


def _has_one(grid: Grid, names: Sequence[str]) -> bool:
    return any(grid.find_column(name) is not None for name in names)


def _fits_page(part: RecipePart, page: Page) -> bool:
    if part.sheets and not _fits_name(part.sheets, page.label):
        return False
    return part.pages is None or part.pages[0] <= page.number <= part.pages[1]


def _name_headers(grids: Sequence[Grid]) -> str:
    names = [" | ".join(column.name for column in grid.columns) for grid in grids]
    return "; ".join(names)[:400] or "no table"


def _take_grid(
    work: _Work, part: RecipePart, reading: Reading, grid: Grid, pages: Mapping[int, Page], how: str
) -> None:
    star = find_star(grid.notes)
    for rule in part.columns:
        if rule.sources and not _has_one(grid, rule.sources):
            work.add_problem(
                "recipe-column-missing",
                reading,
                f"page {grid.page}, recipe {how}",
                found=_name_headers([grid]),
                expected=f"a column {' or '.join(rule.sources)} for {rule.variable}",
                remedy="correct the recipe, or take the column out of it",
            )
    for row in grid.data:
        found = [(column, _piece(grid, row, index, pages)) for index, column in enumerate(grid.columns)]
        pieces = {fold_name(column.name): piece for column, piece in found if piece is not None}
        values = [take_value(rule, _find_pieces(rule, pieces), star) for rule in part.columns]
        if _is_left_out(part, pieces, values):
            work.n_left_out += 1
            continue
        values += _constants(part)
        addresses = tuple(address for value in values for span in value.spans for address in span.cells)
        page = pages[row.page]
        mended = "; ".join(grid.repairs) if row.more else ""
        work.rows.append(
            RecipeRow(
                tuple(values),
                grid.document,
                reading.document.name,
                row.page,
                page.label,
                make_row_number(row),
                tuple(dict.fromkeys(addresses)),
                f"recipe {how}" + (f"; {mended}" if mended else ""),
                row.section,
            )
        )


def _constants(part: RecipePart) -> list[RecipeValue]:
    from_recipe = "constant of the recipe"
    state = read_cell(None).kind
    return [RecipeValue(name, "", value, None, state, (), from_recipe) for name, value in part.constants]


def _piece(grid: Grid, row: Row, position: int, pages: Mapping[int, Page]) -> Piece | None:
    cell = row.cells[position]
    if cell is None:
        return None
    span = make_cell_span(grid.document, row, position, pages)
    column = grid.columns[position]
    words = row.texts[position] if row.more else cell.text
    return Piece(words, span, cell, column.kind, column.month_first)


def make_cell_span(document: str, row: Row, position: int, pages: Mapping[int, Page]) -> Span:
    """The place of a cell of a row."""
    cell = row.cells[position]
    assert cell is not None
    cells = (cell.address,) if cell.address else ()
    boxes = (cell.box,) if cell.box is not None else ()
    return make_span(document, row.page, pages[row.page].text, cell.start, cell.end, cells=cells, boxes=boxes)


def _find_pieces(rule: ColumnRule, pieces: Mapping[str, Piece]) -> list[Piece]:
    if not rule.sources:
        return list(pieces.values())[:1]
    return [piece for source in rule.sources if (piece := pieces.get(fold_name(source))) is not None]


def _is_left_out(part: RecipePart, pieces: Mapping[str, Piece], values: Sequence[RecipeValue]) -> bool:
    taken = {value.variable: value for value in values}

    def holds(condition: Condition) -> bool:
        piece = pieces.get(fold_name(condition.column))
        value = taken.get(condition.column)
        text = piece.text if piece is not None else value.text if value is not None else ""
        number = value.interval if value is not None else None
        if value is None and piece is not None:
            number = read_cell(piece.cell).interval
        return _holds(condition, text, number)

    if not all(holds(condition) for condition in part.keep):
        return True
    return any(holds(condition) for condition in part.skip)


def _holds(condition: Condition, text: str, number: Interval | None) -> bool:
    folded = " ".join(text.lower().split())
    if condition.equals and folded not in {" ".join(words.lower().split()) for words in condition.equals}:
        return False
    if condition.contains and not any(words.lower() in folded for words in condition.contains):
        return False
    if condition.match and re.search(condition.match, text) is None:
        return False
    if condition.blank is not None and condition.blank != (folded in ("", "-", "–", "—", "n/a")):
        return False
    if condition.zero is not None and (number is None or (number == Interval(0, 0)) != condition.zero):
        return False
    if condition.from_year is None and condition.to_year is None:
        return True
    date = read_date(text)
    found = re.search(r"\b(?:19|20)\d{2}\b", text)
    year = date.year if date is not None else int(found.group()) if found else None
    return year is not None and (condition.from_year or year) <= year <= (condition.to_year or year)


def _take_records(work: _Work, part: RecipePart, reading: Reading, how: str) -> None:
    labels = list(dict.fromkeys(source for rule in part.columns for source in rule.sources))
    labels += [c.column for c in (*part.keep, *part.skip) if c.column not in {rule.variable for rule in part.columns}]
    found_any: set[str] = set()
    known = find_labels("\n".join(page.text for page in reading.pages))
    for page in reading.pages:
        if not _fits_page(part, page):
            continue
        records = find_records(page.text, part.records, labels, known)
        for label in misaligned(records, labels):
            work.add_problem(
                "label-not-in-every-record",
                reading,
                f"page {page.number}, recipe {how}",
                found=f"{label!r} stands in {sum(label in record for record in records)} of {len(records)} records",
                expected="in each record, else its values may slip to another",
                remedy="look at the page; correct the rows by hand where they slipped",
            )
        for record in records:
            found_any.update(record)
            pieces = {
                fold_name(label): Piece(page.text[a:b], make_span(reading.document.id, page.number, page.text, a, b))
                for label, (a, b) in record.items()
                if b > a
            }
            values = [
                take_value(rule, [p for s in rule.sources if (p := pieces.get(fold_name(s))) is not None])
                for rule in part.columns
            ]
            if _is_left_out(part, pieces, values):
                work.n_left_out += 1
                continue
            values += _constants(part)
            work.rows.append(
                RecipeRow(
                    tuple(values),
                    reading.document.id,
                    reading.document.name,
                    page.number,
                    page.label,
                    0,
                    (),
                    f"recipe {how}",
                )
            )
    for rule in part.columns:
        if rule.sources and not found_any & set(rule.sources):
            work.add_problem(
                "recipe-column-missing",
                reading,
                f"recipe {how}",
                found="no such label",
                expected=f"{' or '.join(rule.sources)} for {rule.variable}",
                remedy="correct the recipe, or take the column out of it",
            )

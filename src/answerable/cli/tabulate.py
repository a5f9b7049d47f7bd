"""`answerable tabulate`: the tables of any files as one clean table, each row with the place it came from.

What lives here: options, and writing rows as CSV, JSON or XLSX. What must never be here: reading tables, which
`tables` does.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from answerable.adapters.ocr import find_page_readers
from answerable.adapters.runner import ProcessPool
from answerable.cli.output import json_option, print_json, read_input, show_progress
from answerable.errors import ValueNotAllowed
from answerable.extract.cues import find_codes
from answerable.model.codebook import Codebook, Variable, VariableKind
from answerable.model.document import Document, Reading
from answerable.model.ids import hash_bytes, make_id
from answerable.model.problem import Problem
from answerable.model.recipe import Recipe
from answerable.model.report import counted
from answerable.project.codebook import parse_codebook
from answerable.project.recipes import parse_recipe, render_recipe
from answerable.read.nested import NestedPiece, NestedReading, NestedWork
from answerable.tables.propose import propose_recipe
from answerable.tables.tabulate import PROVENANCE, TabulatedRow, Tabulation
from answerable.tables.tabulate import tabulate as make_table

_ENDINGS = (".csv", ".tsv", ".json", ".xlsx")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--recipe", "recipe_file", type=click.Path(path_type=Path, dir_okay=False), help="Which columns, which rows."
)
@click.option(
    "--to", "target", type=click.Path(path_type=Path, dir_okay=False), help="Write .csv, .tsv, .json or .xlsx."
)
@click.option(
    "--sheet", "sheets", multiple=True, metavar="NAME", help="Only sheets of this name, such as 'Table 1' or '20*'."
)
@click.option("--propose", multiple=True, metavar="NAME[:KIND]", help="Print a recipe for these variables, and stop.")
@click.option(
    "--codebook",
    "codebook_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --propose: find columns by this codebook's cues and categories; `--propose case` for all of a case.",
)
@click.option("--ocr/--no-ocr", default=True, help="Read pictures of text with the OCR engines that are installed.")
@click.option("--show-hidden", is_flag=True, help="Take hidden rows, columns and sheets in too; look at them first.")
@json_option
def tabulate(
    files: tuple[str, ...],
    recipe_file: Path | None,
    target: Path | None,
    sheets: tuple[str, ...],
    propose: tuple[str, ...],
    codebook_file: Path | None,
    ocr: bool,
    show_hidden: bool,
    as_json: bool,
) -> None:
    """Make one clean table of the tables of any FILES; - is standard input.

    Without a recipe each file gives its largest table and all with the same columns. Every row ends with where it
    came from: file, sha256, page, sheet, row, cells, how it was read, and the words as received where they were
    cleaned. Rows of totals are left out, checked and reported. Without --to the table is printed as CSV.

    \b
    answerable tabulate answer.xlsx --to answer.csv
    answerable tabulate inbox/*.pdf --recipe recipes/warnings.toml --to cases.xlsx
    answerable tabulate answer.xlsx --propose amount_awarded:money --propose closed_date:date > recipes/answer.toml
    answerable tabulate answer.xlsx --propose case --codebook codebook.toml > recipes/answer.toml
    """
    if target is not None and target.suffix.lower() not in _ENDINGS:
        raise ValueNotAllowed("no such table format", where="--to", found=target.suffix, allowed=", ".join(_ENDINGS))
    recipe = parse_recipe(recipe_file) if recipe_file is not None else None
    carriers: set[str] = set()
    readings = _read_all(files, carriers, ocr=ocr, show_hidden=show_hidden, quiet=as_json)
    if propose:
        codebook = parse_codebook(codebook_file) if codebook_file is not None else None
        holds = _holds_code if codebook is not None else None
        _print_proposal(propose_recipe(readings, _find_wanted(propose, codebook), holds), as_json)
        return
    made = make_table(readings, recipe, sheets=sheets, carriers=carriers)
    if target is not None:
        _write(made, target)
    if as_json:
        print_json(_summarise(made, readings, with_rows=target is None))
    elif target is None:
        click.echo(_to_csv(made, ","), nl=False)
        _print_warnings(made)
    else:
        source = counted(len(readings), "file", "files")
        click.echo(f"{len(made.rows)} rows, {len(made.columns)} columns from {source}: {target}")
        _print_warnings(made)


def _read_all(files: Iterable[str], carriers: set[str], *, ocr: bool, show_hidden: bool, quiet: bool) -> list[Reading]:
    """Read every file and what is inside it, each in a process of its own that may die without harm.

    Args:
        files: names.
        carriers: filled with what has a table only in a file inside it.
    """
    pieces = [NestedPiece(*read_input(file)) for file in files]
    pool = ProcessPool(n_workers=1 if len(pieces) == 1 else 0, preload=("answerable.read.nested",))
    readings: list[Reading] = []
    with show_progress("Reading", quiet=quiet or len(pieces) < 3) as progress:
        work = NestedWork(find_page_readers() if ocr else (), show_hidden)
        for number, (piece, result) in enumerate(zip(pieces, pool.map(work, pieces), strict=True), 1):
            progress(number, len(pieces), piece.name)
            readings += [_make_dead(piece, result)] if isinstance(result, BaseException) else _flatten(result, carriers)
    return readings


def _flatten(nested: NestedReading, carriers: set[str]) -> Iterator[Reading]:
    yield nested.reading
    inside = [reading for inner in nested.inside for reading in _flatten(inner, carriers)]
    if any(reading.tables for reading in inside):
        carriers.add(nested.reading.document.id)
    yield from inside


def _make_dead(piece: NestedPiece, error: BaseException) -> Reading:
    sha256 = hash_bytes(piece.data)
    problem = Problem(
        make_id("problem", sha256, "reader-died"),
        "reader-died",
        piece.name,
        found=str(error),
        expected="a file that can be read within the limits",
        remedy="open the file with care and give its tables as CSV",
        document=sha256,
    )
    return Reading(Document(sha256, piece.name, "", len(piece.data), 0, 0), problems=(problem,))


def _find_wanted(propose: Iterable[str], codebook: Codebook | None) -> list[Variable]:
    """The variables named; those that a codebook has as it has them, with cues and categories."""
    if codebook is None:
        return [_make_variable(words) for words in propose]
    names = [
        name
        for words in propose
        for name in ([one.name for one in codebook.variables if one.unit == "case"] if words == "case" else [words])
    ]
    return [codebook.find_variable(name) or _make_variable(name) for name in dict.fromkeys(names)]


def _holds_code(text: str, variable: Variable) -> bool:
    return bool(find_codes(text, variable))


def _make_variable(words: str) -> Variable:
    name, _, kind = words.partition(":")
    try:
        return Variable(name, VariableKind(kind or "text"), "row", ())
    except ValueError:
        allowed = ", ".join(kind.value for kind in VariableKind)
        raise ValueNotAllowed("no such kind of variable", where="--propose", found=kind, allowed=allowed) from None


def _print_proposal(recipe: Recipe, as_json: bool) -> None:
    text = render_recipe(recipe)
    if as_json:
        print_json({"share_sure": recipe.share_sure, "reasons": recipe.reasons, "recipe": text})
    else:
        click.echo(f"# proposed, {recipe.share_sure:.0%} sure; check every line\n{text}", nl=False)


def _print_warnings(made: Tabulation) -> None:
    for sentence in made.warnings:
        click.echo(f"  ! {sentence}", err=True)
    for problem in made.problems:
        expected = f"; expected {problem.expected}" if problem.expected else ""
        click.echo(f"  ! {problem.where}: {problem.code}: {problem.found}{expected}. {problem.remedy}", err=True)


def _provenance(row: TabulatedRow) -> list[str | int]:
    original = json.dumps(row.original, ensure_ascii=False) if row.original else ""
    return [row.name, row.document, row.page, row.sheet, row.row or "", row.cells, row.how, original]


def _plain(value: str | float | None) -> str | int | float | None:
    return int(value) if isinstance(value, float) and value == int(value) and abs(value) < 1e15 else value


def _iter_lines(made: Tabulation) -> Iterable[list[Any]]:
    yield [*made.columns, *PROVENANCE]
    for row in made.rows:
        yield [*(_plain(row.values.get(name)) for name in made.columns), *_provenance(row)]


def _to_csv(made: Tabulation, delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(_iter_lines(made))
    return text.getvalue()


def _write(made: Tabulation, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    ending = target.suffix.lower()
    if ending == ".json":
        lines = iter(_iter_lines(made))
        names = next(iter(lines))
        rows = [dict(zip(names, line, strict=True)) for line in lines]
        target.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    elif ending == ".xlsx":
        _write_xlsx(made, target)
    else:
        target.write_text(_to_csv(made, "\t" if ending == ".tsv" else ","), encoding="utf-8", newline="")


def _write_xlsx(made: Tabulation, target: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Table")
    for line in _iter_lines(made):
        cells = []
        for value in line:
            cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str) and value.startswith(_FORMULA):
                # An authority's words are never a formula.
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    book.save(target)


def _summarise(made: Tabulation, readings: Iterable[Reading], *, with_rows: bool) -> dict[str, Any]:
    summary: dict[str, Any] = {
        "columns": made.columns,
        "n_rows": len(made.rows),
        "files": [
            {
                "name": reading.document.name,
                "sha256": reading.document.id,
                "n_tables": reading.document.n_tables,
                "n_rows": sum(row.document == reading.document.id for row in made.rows),
            }
            for reading in readings
        ],
        "totals": [
            {
                "file": name,
                "page": page,
                "column": column,
                "stated": check.stated,
                "low": check.low,
                "high": check.high,
                "holds": check.holds,
            }
            for name, page, column, check in made.totals
        ],
        "warnings": made.warnings,
        "problems": [
            {"code": p.code, "where": p.where, "found": p.found, "expected": p.expected, "remedy": p.remedy}
            for p in made.problems
        ],
    }
    if with_rows:
        summary["rows"] = [
            {name: _plain(row.values.get(name)) for name in made.columns}
            | dict(zip(PROVENANCE, _provenance(row), strict=True))
            for row in made.rows
        ]
    return summary

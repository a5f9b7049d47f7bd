"""`answerable export`: cases, tallies, findings or decisions as a file, each value with its provenance.

What lives here: options and file formats. Never here: what a case is (`answerable.extract`).
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import click
from openpyxl import Workbook
from openpyxl.styles import Font

from answerable.cli.output import folder_argument, json_option
from answerable.errors import ValueNotAllowed
from answerable.extract.coding import list_visible
from answerable.extract.export import Rulings, make_case_rows, make_tally_rows
from answerable.investigation import Investigation
from answerable.model.case import Case, Standing, Tally
from answerable.model.document import Document
from answerable.model.finding import Finding
from answerable.model.judgement import Judgement
from answerable.store.codec import to_plain
from answerable.store.flat_parquet import write_flat_parquet

Rows = tuple[list[str], list[dict[str, Any]]]
_FORMATS = ("csv", "json", "parquet", "xlsx")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that some spreadsheet program would take for a formula (OWASP, CSV injection)."""
_NOT_XLSX = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MOST_XLSX = 32_767
"""Characters that a cell of a spreadsheet holds."""


@click.command()
@click.argument("what", type=click.Choice(("cases", "tallies", "findings", "decisions")))
@folder_argument
@click.option("--format", "form", type=click.Choice(_FORMATS), default="csv", show_default=True)
@click.option(
    "--to", "target", type=click.Path(path_type=Path, dir_okay=False), help="The file.  [default: standard output]"
)
@click.option("--all", "with_all", is_flag=True, help="Rejected and superseded rows too.")
@json_option
def export(what: str, folder: Path, form: str, target: Path | None, with_all: bool, as_json: bool) -> None:
    """Write cases, tallies, findings or decisions of the investigation in DIR.

    Every value of a case stands beside the file, page and words that show it, who ruled on it and when. Superseded and
    rejected rows are left out unless --all is given; so are, always, codes of a double coding that is still sealed.
    """
    form = "json" if as_json else form
    investigation = Investigation.open(folder)
    with investigation.record:
        columns, rows = _gather(investigation, what, with_all)
    if form in ("xlsx", "parquet") and target is None:
        raise ValueNotAllowed("this format needs a file", found=form, remedy="name one with --to FILE")
    data = _write(columns, rows, form, what)
    if target is None:
        sys.stdout.buffer.write(data)
        return
    target.write_bytes(data)
    click.echo(f"{len(rows)} {what} written to {target}", err=True)


def _gather(investigation: Investigation, what: str, with_all: bool) -> Rows:
    record = investigation.record
    if what in ("cases", "tallies"):
        names = {document.id: document.name for document in record.iter(Document)}
        rulings = Rulings.of(record.judgements())
        if what == "cases":
            cases = [one for one in record.all(Case) if with_all or _is_live(one)]
            return make_case_rows(cases, investigation.project.codebook, names, rulings)
        return make_tally_rows([one for one in record.all(Tally) if with_all or _is_live(one)], names, rulings)
    kept = record.all(Finding) if what == "findings" else _list_open(record.judgements())
    plain = [to_plain(one) for one in kept]
    kind = Finding if what == "findings" else None
    columns = (
        [field.name for field in dataclasses.fields(kind)] if kind else sorted({key for row in plain for key in row})
    )
    return columns, plain


def _is_live(row: Case | Tally) -> bool:
    return not (row.superseded or row.standing is Standing.REJECTED)


def _list_open(judgements: list[Judgement]) -> list[Judgement]:
    """All but the codes that two people are still making blind; how many are held back is told."""
    seen = list_visible(judgements)
    if len(seen) < len(judgements):
        n = len(judgements) - len(seen)
        click.echo(f"{n} codes are held back: their double coding is sealed until both have handed in.", err=True)
    return seen


def _write(columns: list[str], rows: list[dict[str, Any]], form: str, what: str) -> bytes:
    if form == "json":
        return (json.dumps(rows, ensure_ascii=False, indent=1, default=str) + "\n").encode()
    if form == "xlsx":
        return _write_xlsx(columns, rows, what)
    if form == "parquet":
        return write_flat_parquet(columns, [{name: _storable(row.get(name)) for name in columns} for row in rows])
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({key: _flat(value) for key, value in row.items()} for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _storable(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, (list, dict, tuple)) else value


def _flat(value: Any) -> Any:
    """A cell: no formula starts in a file that a spreadsheet opens, no list stays a list."""
    value = _storable(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


def _write_xlsx(columns: list[str], rows: list[dict[str, Any]], what: str) -> bytes:
    book = Workbook(write_only=False)
    sheet = book.active
    assert sheet is not None
    sheet.title = what
    sheet.append(columns)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "B2"
    for row in rows:
        sheet.append([_cell(row.get(name)) for name in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(value: Any) -> Any:
    """A cell of a spreadsheet: what its format cannot hold is left out, and never makes the file unreadable."""
    flat = _flat(value)
    return _NOT_XLSX.sub("", flat)[:_MOST_XLSX] if isinstance(flat, str) else flat

"""`answerable export`: cases, tallies, findings or decisions as a file, each value with its provenance.

What lives here: options and file formats. Never here: what a case is (`answerable.extract`).
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import sys
from pathlib import Path
from typing import Any

import click
from openpyxl import Workbook
from openpyxl.styles import Font

from answerable.cli.output import folder_argument, json_option
from answerable.errors import ValueNotAllowed
from answerable.extract.export import make_case_rows, make_tally_rows
from answerable.investigation import Investigation
from answerable.model.case import Case, Standing, Tally
from answerable.model.document import Document
from answerable.model.finding import Finding
from answerable.store.codec import to_plain

Rows = tuple[list[str], list[dict[str, Any]]]
_FORMATS = ("csv", "json", "xlsx")


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

    Every value of a case stands beside the file, page and words that show it. Superseded and rejected rows are left out
    unless --all is given.
    """
    form = "json" if as_json else form
    investigation = Investigation.open(folder)
    with investigation.record:
        columns, rows = _gather(investigation, what, with_all)
    if form == "xlsx" and target is None:
        raise ValueNotAllowed("this format needs a file", found=form, remedy="name one with --to FILE")
    data = _write(columns, rows, form, what)
    if target is None:
        sys.stdout.buffer.write(data)
        return
    target.write_bytes(data)
    click.echo(f"{len(rows)} {what} written to {target}", err=True)


def _gather(investigation: Investigation, what: str, with_all: bool) -> Rows:
    record = investigation.record
    if what == "cases":
        names = {document.id: document.name for document in record.iter(Document)}
        cases = [
            one for one in record.all(Case) if with_all or not (one.superseded or one.standing is Standing.REJECTED)
        ]
        return make_case_rows(cases, investigation.project.codebook, names)
    if what == "tallies":
        names = {document.id: document.name for document in record.iter(Document)}
        tallies = [
            one for one in record.all(Tally) if with_all or not (one.superseded or one.standing is Standing.REJECTED)
        ]
        return make_tally_rows(tallies, names)
    plain = [to_plain(one) for one in (record.all(Finding) if what == "findings" else record.judgements())]
    kind = Finding if what == "findings" else None
    columns = (
        [field.name for field in dataclasses.fields(kind)] if kind else sorted({key for row in plain for key in row})
    )
    return columns, plain


def _write(columns: list[str], rows: list[dict[str, Any]], form: str, what: str) -> bytes:
    if form == "json":
        return (json.dumps(rows, ensure_ascii=False, indent=1, default=str) + "\n").encode()
    if form == "xlsx":
        return _write_xlsx(columns, rows, what)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({key: _flat(value) for key, value in row.items()} for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _flat(value: Any) -> Any:
    """A cell: no formula starts in a file that a spreadsheet opens, no list stays a list."""
    if isinstance(value, (list, dict, tuple)):
        value = json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t"):
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
        sheet.append([_flat(row.get(name)) for name in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

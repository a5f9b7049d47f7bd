"""The data of one page alone: a case and a finding as JSON, a document's records as CSV.

What comes in: the edition, the material, rows as the package gives them. What goes out: small files beside the pages,
one for all languages. Never here: a value that the package does not hold.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from answerable.model.case import Case, Tally
from answerable.publish.edition import Edition, Material
from answerable.publish.packages.facts import plain_findings
from answerable.publish.packages.tables import TableRows
from answerable.publish.packages.tabular import to_text
from answerable.publish.pages.rows import name_page
from answerable.publish.writer import SiteWriter
from answerable.store.view_rows import stands

_HEADS = (
    "record",
    "kind",
    "authority_id",
    "page",
    "year",
    "rank",
    "platform",
    "outcome",
    "measure",
    "of",
    "low",
    "high",
)
_OF_CASE = ("year", "rank", "platform", "outcome")


class CaseFiles:
    """Puts the files of cases while these come one by one, document by document, and the others at the end.

    Args:
        writer: of the site.
        edition: the parts of the folder.
        material: of the record.
    """

    def __init__(self, writer: SiteWriter, edition: Edition, material: Material) -> None:
        self._writer, self._edition, self._material = writer, edition, material
        self._rows = TableRows(edition, material)
        self._document = ""
        self._lines: list[list[str]] = []
        self._tallies: dict[str, list[list[str]]] = {}
        for tally in material.tallies.values():
            if stands(tally):
                self._tallies.setdefault(tally.document, []).append(_list_tally(tally))

    def add(self, case: Case) -> None:
        """Put the file of a case."""
        if case.document != self._document:
            self._finish_document()
            self._document = case.document
        row, values = self._rows.of_case(case)
        self._writer.add(f"cases/{case.id}.json", _write_case(row, values))
        self._lines.append(_list_case(case, row))

    def finish(self) -> None:
        """Put the files of documents without cases, and of findings."""
        self._finish_document()
        for document in sorted(self._tallies):
            self._document = document
            self._finish_document()
        for finding in plain_findings(self._edition, self._material):
            text = json.dumps(finding, ensure_ascii=False, indent=1, default=str)
            self._writer.add(f"findings/{finding['name']}.json", f"{text}\n")

    def _finish_document(self) -> None:
        if self._document:
            lines = [*self._lines, *self._tallies.pop(self._document, [])]
            self._writer.add(f"documents/{name_page(self._document)}.csv", "".join(_iter_lines(lines)))
        self._lines = []


def _write_case(row: Mapping[str, Any], values: Sequence[Mapping[str, Any]]) -> str:
    """A line for the case and one for each value."""
    lines = ",\n  ".join(_write(value) for value in values)
    return f'{{"case": {_write(row)},\n "values": [\n  {lines}\n ]}}\n'


def _write(plain: Mapping[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, default=str)


def _list_case(case: Case, row: Mapping[str, Any]) -> list[str]:
    about = [to_text(row.get(name)) for name in _OF_CASE]
    return [case.id, "case", case.authority_id, str(case.span.page), *about, "", "", "", ""]


def _list_tally(tally: Tally) -> list[str]:
    value = tally.effective
    bounds = [to_text(value.low), to_text(value.high)] if value else ["", ""]
    of = ";".join(f"{name}={category}" for name, category in tally.categories)
    about = [tally.measure, to_text(of), *bounds]
    return [tally.id, "tally", tally.authority_id, str(tally.span.page), "", "", "", "", *about]


def _iter_lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in (_HEADS, *rows):
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerow(row)
        yield out.getvalue()

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
from answerable.publish.briefs import Brief
from answerable.publish.edition import Edition, Material
from answerable.publish.packages.facts import plain_findings
from answerable.publish.packages.tables import TableRows
from answerable.publish.packages.tabular import to_text
from answerable.publish.pages.rows import name_page
from answerable.publish.writer import SiteWriter

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


def add_downloads(
    writer: SiteWriter, edition: Edition, material: Material, nouns: Mapping[str, Sequence[Brief | Tally]]
) -> None:
    """Put a file for each case, finding and document.

    Args:
        writer: of the site.
        edition: the parts of the folder.
        material: of the record.
        nouns: the published records of each document.
    """
    rows = TableRows(edition, material)
    made: dict[str, list[list[str]]] = {}
    for case in material.cases.values():
        row, values = rows.of_case(case)
        writer.add(f"cases/{case.id}.json", _write({"case": row, "values": values}))
        made.setdefault(case.document, []).append(_list_case(case, row))
    for finding in plain_findings(edition, material):
        writer.add(f"findings/{finding['name']}.json", _write(finding))
    for sha256, theirs in nouns.items():
        tallies = [_list_tally(one) for one in theirs if isinstance(one, Tally)]
        writer.add(f"documents/{name_page(sha256)}.csv", "".join(_iter_lines([*made.pop(sha256, []), *tallies])))


def _write(plain: Mapping[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, indent=1, default=str) + "\n"


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

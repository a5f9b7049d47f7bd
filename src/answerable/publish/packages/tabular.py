"""Tables as CSV, and the two descriptions that go with them: Frictionless Data Package and CSVW.

What comes in: tables and rows. What goes out: a CSV file, plain descriptions. Never here: masking, Parquet.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from answerable.publish.packages.tables import Table
from answerable.store.view_rows import Row
from answerable.store.views import DAY, NUMBER, TEXTS, WHOLE, YES_NO, Column

SEPARATOR = ";"
_FRICTIONLESS = {NUMBER: "number", WHOLE: "integer", YES_NO: "boolean", DAY: "date"}
_CSVW = {NUMBER: "number", WHOLE: "integer", YES_NO: "boolean", DAY: "date"}


class CsvFile:
    """A CSV file in the making, as RFC 4180 says.

    Args:
        path: of the file.
        heads: of its columns.
    """

    def __init__(self, path: Path, heads: Sequence[str]) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self._writer.writerow(heads)

    def __enter__(self) -> CsvFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        """Write rows of texts."""
        self._writer.writerows(rows)

    def write_through(self, table: Table, rows: Iterable[Row]) -> Iterator[Row]:
        """Write each row of a table and hand it on."""
        for row in rows:
            self._writer.writerow(list_cells(table, row))
            yield row


def list_cells(table: Table, row: Row) -> list[str]:
    """A row as texts."""
    return [to_text(row[column.name]) for column in table.columns]


def to_text(value: Any) -> str:
    """A value as a CSV cell.

    >>> to_text(3.0), to_text(True), to_text(["a", "b"]), to_text("=1+1")
    ('3', 'true', 'a;b', "'=1+1")
    """
    if isinstance(value, str):
        return _disarm(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return _disarm(SEPARATOR.join(value) if isinstance(value, list | tuple) else str(value))


def _disarm(text: str) -> str:
    """A spreadsheet would run a cell that starts with one of these as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "@", "\t", "-=")) else text


def describe_frictionless(table: Table) -> dict[str, Any]:
    """The table's schema as a Frictionless Table Schema."""
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.links:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": [_target(column, other)]}}
            for column, other in table.links
        ]
    return schema


def _field(column: Column) -> dict[str, Any]:
    says = f"{column.meaning}; several are separated by semicolons" if column.kind == TEXTS else column.meaning
    return {"name": column.name, "type": _FRICTIONLESS.get(column.kind, "string"), "description": says}


def describe_csvw(tables: Sequence[Table], title: str, publisher: str, licence: str) -> dict[str, Any]:
    """All tables as CSV on the Web (W3C, 2015) describes them."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": title,
        "dc:publisher": publisher,
        "dc:license": {"@id": licence},
        "tables": [_csvw_table(table) for table in tables],
    }


def _csvw_table(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [_csvw_column(column) for column in table.columns]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.links:
        schema["foreignKeys"] = [
            {
                "columnReference": [column],
                "reference": {"resource": f"{other}.csv", "columnReference": [_target(column, other)]},
            }
            for column, other in table.links
        ]
    return {"url": f"{table.name}.csv", "dc:description": f"A row is {table.a_row_is}.", "tableSchema": schema}


def _csvw_column(column: Column) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "name": column.name,
        "titles": [column.name],
        "dc:description": column.meaning,
        "datatype": _CSVW.get(column.kind, "string"),
    }
    if column.kind == TEXTS:
        plain["separator"] = SEPARATOR
    return plain


def _target(column: str, table: str) -> str:
    return column if table != "documents" else "document"

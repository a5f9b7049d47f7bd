"""Tables of texts as linkage holds them: one Arrow column of texts each, so that a million rows stay small.

What comes in: rows by column name, or the bytes of a CSV file. What goes out: `Texts`. Never here: what a column holds,
comparison.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
from pyarrow import csv as arrow_csv

from answerable.errors import InputUnreadable

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Texts:
    """Rows of texts by column name."""

    table: pa.Table

    def __len__(self) -> int:
        """How many rows."""
        return int(self.table.num_rows)

    @property
    def names(self) -> list[str]:
        """The columns' names."""
        return list(self.table.column_names)

    def get(self, row: int, name: str) -> str:
        """The text of a cell; rows from 0."""
        return self.table[name][row].as_py() or ""


def make_texts(rows: Sequence[Row]) -> Texts:
    """Rows held by columns, in their order."""
    names = list(rows[0]) if rows else []
    return Texts(pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in names}))


def parse_csv(data: bytes, where: str) -> Texts:
    """A CSV file's rows: UTF-8 or Windows-1252; commas, semicolons, tabs or bars.

    Raises:
        InputUnreadable: another encoding, or no row under a header.
    """
    plain = data.removeprefix(codecs.BOM_UTF8)
    first = plain.partition(b"\n")[0].decode("cp1252", "replace")
    mark = max(",;\t|", key=first.count)
    even = _parse_even(plain, mark)
    found = _parse_ragged(_decode(plain, where), mark) if even is None else Texts(even)
    if not len(found):
        raise InputUnreadable(
            "no rows under a header",
            where=where,
            found=f"{len(data.splitlines())} lines",
            allowed="a header row and at least one row",
            remedy="look at the file with `answerable inspect`",
        )
    return found


def _decode(data: bytes, where: str) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputUnreadable("neither UTF-8 nor Windows-1252", where=where, remedy="save the file as UTF-8")


def _parse_even(data: bytes, mark: str) -> pa.Table | None:
    """The fast way, for UTF-8 whose rows all have as many cells as the header; None for any other file."""
    try:
        header = next(csv.reader([data.partition(b"\n")[0].decode()], delimiter=mark), [])
        names = [name.strip() or f"column {number}" for number, name in enumerate(header, 1)]
        if len(set(names)) < len(names):
            return None
        return arrow_csv.read_csv(
            pa.BufferReader(data),
            read_options=arrow_csv.ReadOptions(column_names=names, skip_rows=1),
            parse_options=arrow_csv.ParseOptions(delimiter=mark, newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None


def _parse_ragged(text: str, mark: str) -> Texts:
    """Any file: missing cells are blank, cells beyond the header are left out, names that come twice are numbered."""
    rows = list(csv.reader(io.StringIO(text), delimiter=mark))
    names: list[str] = []
    for number, name in enumerate(rows[0] if rows else [], 1):
        plain = name.strip() or f"column {number}"
        names.append(plain if plain not in names else f"{plain} ({number})")
    return make_texts([dict(zip(names, [*row, *[""] * len(names)], strict=False)) for row in rows[1:] if any(row)])

"""`answerable link`: the rows of two tables that are the same matter, each pair explained.

What lives here: options, reading of the two files, printing. Never here: linkage (`answerable.reconcile.tables`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from answerable.cli.output import json_option, print_json, read_input
from answerable.errors import InputUnreadable, ValueNotAllowed
from answerable.read.dispatch import read_bytes
from answerable.reconcile.tables import Row, RowLink, Tables, choose_columns, link_tables
from answerable.tables.understand import understand


@click.command()
@click.argument("left", metavar="LEFT")
@click.argument("right", metavar="RIGHT")
@click.option(
    "--on", "pairs", multiple=True, metavar="LEFT=RIGHT", help="Compare these columns; several times for more."
)
@click.option("--sure", default=0.99, show_default=True, type=click.FloatRange(0.5, 1), help="From here on: the same.")
@click.option("--maybe", default=0.05, show_default=True, type=click.FloatRange(0, 1), help="From here on: undecided.")
@click.option("--many", is_flag=True, help="A row may belong to several rows of the other table.")
@click.option("--to", "target", type=click.Path(path_type=Path, dir_okay=False), help="Write the pairs to a CSV file.")
@json_option
def link(
    left: str,
    right: str,
    pairs: tuple[str, ...],
    sure: float,
    maybe: float,
    many: bool,
    target: Path | None,
    as_json: bool,
) -> None:
    """Find the rows of tables LEFT and RIGHT that are the same matter, and say why.

    CSV, XLSX, ODS and whatever else holds a table; - is standard input. Columns of the same name are compared unless
    --on names them. Pairs between --maybe and --sure are for a person to decide.
    """
    tables = read_rows(left), read_rows(right)
    columns = choose_columns(*tables, wanted=[_parse_pair(text) for text in pairs])
    found = link_tables(*tables, columns, one_to_one=not many, share_kept=maybe)
    if target is not None:
        _write(target, found.links, sure)
    if as_json:
        print_json(_plain(found, tables, sure))
        return
    _print(found, tables, sure, target)


def read_rows(name: str) -> list[Row]:
    """The rows of a file's first table, by column name.

    Raises:
        InputNotFound: no such file.
        InputUnreadable: it holds no table with a header.
    """
    title, data = read_input(name)
    if title.lower().endswith(".csv") or name == "-":
        return _read_csv(title, data)
    reading = read_bytes(data, title)
    grids = [grid for table in reading.tables for grid in understand(table) if grid.has_header and grid.data]
    if not grids:
        raise InputUnreadable(
            "no table with a header in this file",
            where=title,
            found=f"{len(reading.pages)} pages, {len(reading.tables)} tables",
            remedy="look at it with `answerable inspect`, or save the sheet as CSV",
        )
    largest = max(grids, key=lambda grid: len(grid.data))
    names = [column.name for column in largest.columns]
    return [dict(zip(names, row.texts, strict=True)) for row in largest.data]


def _read_csv(title: str, data: bytes) -> list[Row]:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InputUnreadable("neither UTF-8 nor Windows-1252", where=title, remedy="save the file as UTF-8")
    first = text.partition("\n")[0]
    mark = max(",;\t|", key=first.count)
    rows = list(csv.reader(io.StringIO(text), delimiter=mark))
    if len(rows) < 2:
        raise InputUnreadable(
            "no rows under a header",
            where=title,
            found=f"{len(rows)} lines",
            allowed="a header row and at least one row",
            remedy="look at the file with `answerable inspect`",
        )
    names = [name.strip() or f"column {number}" for number, name in enumerate(rows[0], 1)]
    return [dict(zip(names, [*row, *[""] * len(names)], strict=False)) for row in rows[1:] if any(row)]


def _parse_pair(text: str) -> tuple[str, str]:
    one, equals, other = text.partition("=")
    if not one or (equals and not other):
        raise ValueNotAllowed(
            "not a pair of columns",
            where="--on",
            found=text,
            allowed="LEFT_COLUMN=RIGHT_COLUMN, or one name that both tables have",
            remedy="write both names, with = between them",
        )
    return one, other or one


def _ruling(found: RowLink, sure: float) -> str:
    return "same" if found.share_same >= sure else "undecided"


def _plain(found: Tables, tables: Sequence[Sequence[Row]], sure: float) -> dict[str, Any]:
    """The shape of `--json`."""
    return {
        "left_rows": len(tables[0]),
        "right_rows": len(tables[1]),
        "compared_on": [{"left": one.left, "right": one.right, "kind": one.kind.value} for one in found.columns],
        "pairs_compared": found.n_compared,
        "model": "trained on these tables" if found.is_trained else "stated priors",
        "pairs": [
            {
                "left": one.left,
                "right": one.right,
                "share_same": one.share_same,
                "ruling": _ruling(one, sure),
                "evidence": [{"words": words, "bits": bits} for words, bits in one.evidence],
            }
            for one in found.links
        ],
    }


def _write(target: Path, links: Sequence[RowLink], sure: float) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["left_row", "right_row", "share_same", "ruling", "evidence"])
        for one in links:
            words = "; ".join(f"{words} {bits:+.1f}" for words, bits in one.evidence)
            writer.writerow([one.left + 1, one.right + 1, f"{one.share_same:.4f}", _ruling(one, sure), words])


def _print(found: Tables, tables: Sequence[Sequence[Row]], sure: float, target: Path | None) -> None:
    console = Console(highlight=False, soft_wrap=True)
    same = [one for one in found.links if one.share_same >= sure]
    console.print(
        f"{len(tables[0])} rows and {len(tables[1])} rows: [bold]{len(same)} pairs are the same[/], "
        f"{len(found.links) - len(same)} undecided. Compared on "
        + ", ".join(one.left if one.left == one.right else f"{one.left} = {one.right}" for one in found.columns)
        + (" (trained on these tables)." if found.is_trained else " (stated priors: too few rows to train).")
    )
    shown = sorted(found.links, key=lambda one: (one.share_same >= sure, -one.share_same, one.left))[:20]
    for one in shown:
        mark = "=" if one.share_same >= sure else "?"
        console.print(
            f"\n{mark} left row {one.left + 1}, right row {one.right + 1}: {one.share_same:.1%}", markup=False
        )
        for column in found.columns:
            values = tables[0][one.left][column.left], tables[1][one.right][column.right]
            console.print(f"    {column.left:<20} {values[0]!s:<28} {values[1]!s}", markup=False, style="dim")
        for words, bits in one.evidence:
            console.print(f"    {bits:+6.1f} bits  {words}", markup=False)
    if len(found.links) > len(shown):
        console.print(f"\n... and {len(found.links) - len(shown)} more; --to FILE or --json gives all.", markup=False)
    if target is not None:
        console.print(f"\n{len(found.links)} pairs written to {target}", markup=False)

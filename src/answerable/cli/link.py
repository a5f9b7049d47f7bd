"""`answerable link`: the rows of two tables that are the same matter, each pair explained.

What lives here: options, reading of the two files, printing. Never here: linkage (`answerable.reconcile.tables`).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from answerable.apart import read_file
from answerable.cli.output import json_option, print_json, read_input
from answerable.errors import InputUnreadable, ValueNotAllowed
from answerable.model.report import counted
from answerable.reconcile.tables.columns import choose_columns
from answerable.reconcile.tables.link import RowLink, Tables, link_tables
from answerable.reconcile.tables.rows import Texts, make_texts, parse_csv
from answerable.reconcile.waterfall import make_waterfall
from answerable.tables.understand import understand

_MOST_SHOWN = 20
"""So many pairs are printed; those to decide first."""


@click.command()
@click.argument("left", metavar="LEFT")
@click.argument("right", metavar="[RIGHT]", required=False)
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
    right: str | None,
    pairs: tuple[str, ...],
    sure: float,
    maybe: float,
    many: bool,
    target: Path | None,
    as_json: bool,
) -> None:
    """Find the rows of tables LEFT and RIGHT that are the same matter, and say why.

    CSV, XLSX, ODS and whatever else holds a table; - is standard input. Columns of the same name are compared unless
    --on names them. Pairs between --maybe and --sure are for a person to decide. Without RIGHT the rows of LEFT are
    held against each other: which of them are doubles?
    """
    one, other = read_rows(left), None if right is None else read_rows(right)
    both = one, one if other is None else other
    columns = choose_columns(*both, wanted=[_parse_pair(text) for text in pairs])
    found = link_tables(one, other, columns, one_to_one=not many, share_kept=maybe)
    if target is not None:
        _write(target, found.links, sure)
    if as_json:
        print_json(_plain(found, both, sure))
        return
    _print(found, both, sure, is_one_table=other is None)
    if target is not None:
        click.echo(f"\n{len(found.links)} pairs written to {target}")


def read_rows(name: str) -> Texts:
    """The rows of a file's first table, by column name.

    Raises:
        InputNotFound: no such file.
        InputUnreadable: it holds no table with a header.
    """
    title, data = read_input(name)
    if title.lower().endswith(".csv") or name == "-":
        return parse_csv(data, title)
    reading = read_file(data, title)
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
    return make_texts([dict(zip(names, row.texts, strict=True)) for row in largest.data])


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


def _plain(found: Tables, tables: tuple[Texts, Texts], sure: float) -> dict[str, Any]:
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


def _print(found: Tables, tables: tuple[Texts, Texts], sure: float, *, is_one_table: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    n_same = found.links.count_from(sure)
    rows = f"{len(tables[0])} rows" if is_one_table else f"{len(tables[0])} rows and {len(tables[1])} rows"
    console.print(
        f"{rows}: [bold]{counted(n_same, 'pair is', 'pairs are')} the same[/], {len(found.links) - n_same} undecided."
        " Compared on "
        + ", ".join(one.left if one.left == one.right else f"{one.left} = {one.right}" for one in found.columns)
        + (" (trained on these tables)." if found.is_trained else " (stated priors: too few rows to train).")
    )
    shown = found.links.find_surest(_MOST_SHOWN, below=sure)
    names = ("row", "row") if is_one_table else ("left row", "right row")
    for one in shown:
        mark = "=" if one.share_same >= sure else "?"
        places = f"{names[0]} {one.left + 1}, {names[1]} {one.right + 1}"
        console.print(f"\n{mark} {places}: {one.share_same:.1%}", markup=False)
        for column in found.columns:
            values = tables[0].get(one.left, column.left), tables[1].get(one.right, column.right)
            console.print(f"    {column.left:<20} {values[0]:<28} {values[1]}", markup=False, style="dim")
        for step in make_waterfall(one.evidence):
            console.print(f"    {step.bits:+6.1f} bits  {step.share_then:4.0%}  {step.words}", markup=False)
    if len(found.links) > len(shown):
        console.print(f"\n... and {len(found.links) - len(shown)} more; --to FILE or --json gives all.", markup=False)

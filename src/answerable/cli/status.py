"""`answerable status`: the board of an investigation, in words, JSON, CSV, XLSX or a calendar; proofs on demand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from answerable.cli.output import folder_argument, json_option, print_json
from answerable.errors import ValueNotAllowed
from answerable.extract.waiting import Waiting, find_waiting
from answerable.investigation import Investigation
from answerable.law import get_calendar, load_holidays, render_proof
from answerable.model.report import counted
from answerable.track.board import Board, BoardRow
from answerable.track.board_files import find_moved_rows, render_calendar, render_csv, render_xlsx

_WIDE = 110
"""Columns of a terminal in which all of a row stands beside it; in fewer what is needed stands beneath the name."""
_FILE = click.Path(path_type=Path, dir_okay=False, writable=True)


@click.command()
@folder_argument
@click.option("--needs", is_flag=True, help="Only the rows in which a person should do something.")
@click.option("--proof", "authority", metavar="AUTHORITY", help="Prove the due date of one authority, by id or name.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the board as CSV.")
@click.option("--xlsx", type=_FILE, help="Write the board as a spreadsheet.")
@click.option("--ics", type=_FILE, help="Write the due dates of what is not answered as a calendar.")
@click.option(
    "--holidays",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A newer list of holidays: tell which due dates it moves.",
)
@json_option
def status(
    folder: Path,
    needs: bool,
    authority: str | None,
    as_csv: bool,
    xlsx: Path | None,
    ics: Path | None,
    holidays: Path | None,
    as_json: bool,
) -> None:
    """Show the board of the investigation in DIR: who was asked, who answered, what is due, what needs a person.

    With --holidays the calendar of --ics is counted by the newer list.
    """
    investigation = Investigation.open(folder, n_workers=0)
    with investigation.record:
        waiting = find_waiting(investigation.record)
        board = _add_waiting(investigation.make_board(), waiting)
    rows = [row for row in board.rows if row.needs] if needs else list(board.rows)
    known = investigation.holidays or get_calendar()
    newer = known.with_tables(load_holidays(holidays)) if holidays else None
    moved = find_moved_rows(board.rows, newer) if newer else ()
    if xlsx:
        xlsx.write_bytes(render_xlsx(board, rows))
    if ics:
        calendar = render_calendar(rows, f"{investigation.project.settings.name}: answers due", newer)
        ics.write_text(calendar, encoding="utf-8", newline="")
    if authority:
        _print_proof(_find_row(board, authority))
    elif as_json:
        plain = make_plain(board, rows)
        if newer:
            plain["moved"] = [
                {
                    "authority_id": row.authority_id,
                    "before": one.before.due_on.isoformat(),
                    "after": one.after.due_on.isoformat(),
                }
                for row, one in moved
            ]
        print_json(plain)
    elif as_csv:
        click.echo(render_csv(rows), nl=False)
    else:
        _print_board(board, rows, folder, waiting)
        for row, one in moved:
            click.echo(f"Moved: {row.name}: due {one.before.due_on}, by the newer list {one.after.due_on}")
        if newer and not moved:
            click.echo("Moved: nothing; the newer list changes no due date that is still open.")
        for file in filter(None, (xlsx, ics)):
            click.echo(f"Written: {file}")


def _add_waiting(board: Board, waiting: Waiting) -> Board:
    """The board with what of each authority's answers waits for review."""

    def add(row: BoardRow) -> BoardRow:
        needs = "; ".join(filter(None, (row.needs, waiting.say_of(row.authority_id))))
        return replace(row, needs=needs)

    return replace(board, rows=tuple(map(add, board.rows)))


def make_plain(board: Board, rows: list[BoardRow]) -> dict[str, Any]:
    """The board as JSON values."""
    return {
        "today": board.today.isoformat(),
        "sentence": board.sentence,
        "asked": board.n_asked,
        "answered": board.n_answered,
        "in_time": board.n_in_time,
        "overdue": board.n_overdue,
        "held": board.n_held,
        "decisions": {decision.value: n for decision, n in board.decisions},
        "rows": [_plain_row(row) for row in rows],
    }


def _plain_row(row: BoardRow) -> dict[str, Any]:
    return {
        "request_id": row.request_id,
        "authority_id": row.authority_id,
        "name": row.name,
        "law": row.law,
        "state": row.state.value,
        "asked_on": _iso(row.asked_on),
        "acknowledged_on": _iso(row.acknowledged_on),
        "due_on": _iso(row.due_on),
        "statute": row.due.statute if row.due else row.clock_why,
        "answered_on": _iso(row.answered_on),
        "days_late": row.days_late,
        "decision": row.decision.value if row.decision else None,
        "grounds": [f"{law} {section}" for law, section in row.grounds],
        "documents": [name for _, name in row.documents],
        "needs": row.needs,
        "reviewed": row.reviewed,
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _print_board(board: Board, rows: list[BoardRow], folder: Path, waiting: Waiting) -> None:
    console = Console(highlight=False)
    console.print(f"[bold]{board.sentence}[/]", soft_wrap=True)
    if board.n_held:
        console.print(f"{counted(board.n_held, 'letter waits', 'letters wait')} in the holding pen.", style="yellow")
    if waiting.n_rows:
        wait = counted(waiting.n_rows, "case or tally waits", "cases and tallies wait")
        console.print(f"{wait} for review: answerable review {folder} --list", style="yellow", soft_wrap=True)
    for sentence in waiting.say_lost():
        console.print(sentence, style="yellow", soft_wrap=True, markup=False)
    table = Table(box=None, pad_edge=False, header_style="dim")
    is_wide = console.width >= _WIDE
    table.add_column("authority", overflow="fold")
    for name in (*(("asked",) if is_wide else ()), "due", "answered", "late"):
        table.add_column(name, no_wrap=True)
    table.add_column("decision", overflow="fold")
    if is_wide:
        table.add_column("needs", overflow="fold")
    for row in rows:
        beneath = f"\n  {row.needs}" if row.needs and not is_wide else ""
        table.add_row(
            Text(row.name).append(beneath, style="yellow"),
            *((_iso(row.asked_on) or "-",) if is_wide else ()),
            _iso(row.due_on) or "-",
            _iso(row.answered_on) or "-",
            str(row.days_late) if row.days_late else "",
            (row.decision.value if row.decision else row.state.value).replace("_", " "),
            *((row.needs,) if is_wide else ()),
        )
    console.print(table)
    console.print(
        f"\nNext: answerable serve {folder}   or   answerable status {folder} --needs", style="dim", markup=False
    )


def _find_row(board: Board, authority: str) -> BoardRow:
    wanted = authority.casefold()
    for row in board.rows:
        if wanted in (row.authority_id.casefold(), row.name.casefold()):
            return row
    raise ValueNotAllowed(
        "no such authority on the board",
        where="--proof",
        found=authority,
        allowed="an id or name of authorities.csv",
        remedy="run `answerable status` to see them",
    )


def _print_proof(row: BoardRow) -> None:
    click.echo(f"{row.name}: asked on {_iso(row.asked_on) or 'not yet'}")
    click.echo(render_proof(row.due) if row.due else f"no due date: {row.clock_why}")

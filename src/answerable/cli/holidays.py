"""`answerable holidays`: a newer list of public holidays, kept in the folder, and the open due dates that it moves.

What must never be here: counting of days (``law``), the network itself (``adapters``).
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import click

from answerable.adapters.fetch import make_user_agent
from answerable.adapters.fetch_live import LivePages, Manners
from answerable.cli.output import folder_argument, json_option, print_json, read_input
from answerable.errors import InputUnreadable
from answerable.investigation import Investigation
from answerable.law import HolidayCalendar, HolidayTable, MovedDueDate, get_calendar, parse_holidays
from answerable.track.board import BoardRow
from answerable.track.board_files import find_moved_rows


@click.command()
@folder_argument
@click.option("--from", "source", metavar="FILE|URL", help="A newer list: GOV.UK's bank-holidays.json, or our TOML.")
@click.option("--dry-run", is_flag=True, help="Only tell what it would move.")
@json_option
def holidays(folder: Path, source: str | None, dry_run: bool, as_json: bool) -> None:
    """Keep a newer list of public holidays in DIR, and tell which open due dates it moves.

    Every clock of the investigation counts by it from then on: board, letters, calendar file, findings. The list lies
    in holidays/ and belongs to the folder; take it out to count by the bundled ones again. Without --from the lists in
    use are shown.

    \b
    answerable holidays DIR --from https://www.gov.uk/bank-holidays.json
    answerable holidays DIR --from bank-holidays.json --dry-run
    """
    investigation = Investigation.open(folder, n_workers=0)
    known = investigation.holidays or get_calendar()
    moved: tuple[tuple[BoardRow, MovedDueDate], ...] = ()
    kept, calendar, n_rows = "", known, 0
    if source is not None:
        name, data = _load(source, investigation)
        tables = _parse(data, name, source)
        calendar = known.with_tables(tables)
        rows = _list_rows(investigation)
        moved, n_rows = find_moved_rows(rows, calendar), len(rows)
        if not dry_run:
            place = investigation.project.holidays / name
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(data)
            kept = str(place)
    if as_json:
        print_json(
            {"kept": kept, "calendars": [_plain(table) for table in calendar.tables], "moved": _plain_moved(moved)}
        )
        return
    if source is None or dry_run:
        _print_tables(calendar)
    for row, one in moved:
        click.echo(f"Moved: {row.name}: due {one.before.due_on}, by this list {one.after.due_on}")
    if source is not None and not n_rows:
        click.echo(f"Moved: nothing is known yet; first: answerable run {folder} --only ask")
    elif source is not None and not moved:
        click.echo("Moved: nothing; the list changes no due date that is still open.")
    if kept:
        click.echo(f"Kept: {kept}")
        click.echo(f"Next: answerable run {folder}   or   answerable status {folder} --ics due.ics")


def _load(source: str, investigation: Investigation) -> tuple[str, bytes]:
    """The name and bytes of a list, from a file, standard input or the network."""
    if not source.startswith(("https://", "http://")):
        name, data = read_input(source)
        plain = PurePosixPath(name).name
        return (plain if plain.endswith((".json", ".toml")) else "holidays.json"), data
    publisher = investigation.project.settings.publisher
    manners = Manners(user_agent=make_user_agent(publisher.name, publisher.contact), delay_seconds=0)
    (page,) = LivePages(manners, investigation.clock).fetch([source])
    if page.problem or page.status != 200:
        raise InputUnreadable(
            "the list of holidays could not be fetched",
            where=source,
            found=page.problem or f"status {page.status}",
            remedy="save it with a browser, and give the file: --from bank-holidays.json",
        )
    name = PurePosixPath(urlsplit(source).path).name
    return (name if name.endswith((".json", ".toml")) else "holidays.json"), page.body


def _parse(data: bytes, name: str, source: str) -> tuple[HolidayTable, ...]:
    try:
        return parse_holidays(data, name)
    except InputUnreadable as error:
        error.where = source
        raise


def _list_rows(investigation: Investigation) -> tuple[BoardRow, ...]:
    with investigation.record:
        board = investigation.make_board()
    return board.rows


def _print_tables(calendar: HolidayCalendar) -> None:
    for table in calendar.tables:
        as_of = f", as of {table.updated_on}" if table.updated_on else ""
        click.echo(f"{table.title}: {table.first_year} to {table.last_year}, {len(table.days)} days{as_of}")
        click.echo(f"  {table.source}")


def _plain(table: HolidayTable) -> dict[str, Any]:
    return {
        "division": table.division,
        "title": table.title,
        "first_year": table.first_year,
        "last_year": table.last_year,
        "days": len(table.days),
        "updated_on": table.updated_on.isoformat() if table.updated_on else None,
        "source": table.source,
    }


def _plain_moved(moved: tuple[tuple[BoardRow, MovedDueDate], ...]) -> list[dict[str, str]]:
    return [
        {
            "authority_id": row.authority_id,
            "before": one.before.due_on.isoformat(),
            "after": one.after.due_on.isoformat(),
        }
        for row, one in moved
    ]

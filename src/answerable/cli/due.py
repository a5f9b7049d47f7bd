"""`answerable due`: when an answer is due, and why.

What lives here: reading dates from the command line, printing the proof. What must never be here: counting.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from answerable import law
from answerable.cli.output import json_option, print_json, read_input
from answerable.errors import ValueNotAllowed
from answerable.model.law import ClockName, DueDate

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_CLOCKS = [name.value for name in ClockName]


@click.command()
@click.argument("dates", nargs=-1, metavar="DATE...")
@click.option("--law", "law_id", default="foia-2000", show_default=True, metavar="LAW", help="Id of the access law.")
@click.option("--clock", type=click.Choice(_CLOCKS), default="response", show_default=True, help="Which clock.")
@click.option(
    "--clarified", metavar="[ASKED:]DATE", help="The day the authority received the clarification it asked for."
)
@click.option("--fee", "fees", multiple=True, metavar="GIVEN:PAID", help="A fee notice: the day given, the day paid.")
@click.option("--school-closed", metavar="FILE", help="Days without a session, one date a line; - is standard input.")
@click.option(
    "--holidays",
    "holiday_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A newer list: bank-holidays.json from GOV.UK, or our TOML.",
)
@click.option("--every-day", is_flag=True, help="Name every Saturday and Sunday too.")
@click.option("--laws", is_flag=True, help="List the access laws and their clocks, and stop.")
@json_option
def due(
    dates: tuple[str, ...],
    law_id: str,
    clock: str,
    clarified: str | None,
    fees: tuple[str, ...],
    school_closed: str | None,
    holiday_file: Path | None,
    every_day: bool,
    laws: bool,
    as_json: bool,
) -> None:
    """Say when an answer to a request received on DATE is due, and prove it.

    DATE is the day the authority received the request, as 2022-07-01; several are answered in order; - reads one a
    line from standard input. With --json each date is one line.

    \b
    answerable due 2022-07-01 --law foia-2000
    answerable due 2022-07-01 --law foisa-2002 --clarified 2022-07-20
    answerable due 2022-08-02 --law foia-2000 --clock review_request
    """
    if laws:
        _print_laws(as_json=as_json)
        return
    if not dates:
        raise click.UsageError("name the day the authority received the request, such as: answerable due 2022-07-01")
    law.get_law(law_id)
    calendar = law.get_calendar()
    if holiday_file is not None:
        calendar = calendar.with_tables(law.load_holidays(holiday_file))
    proofs = [
        _prove(date, law_id, ClockName(clock), clarified, fees, school_closed, calendar) for date in _iter_dates(dates)
    ]
    for number, proof in enumerate(proofs):
        if as_json:
            print_json(make_plain(proof))
        else:
            click.echo("" if number == 0 else "\n", nl=False)
            click.echo(law.render_proof(proof, every_day=every_day))


def make_plain(proof: DueDate) -> dict[str, Any]:
    """Return a due date as JSON values: `received_on`, `law`, `due_on`, `skipped`, `statute` and more."""
    plain = dataclasses.asdict(proof)
    for name in ("received_on", "due_on", "day_zero"):
        plain[name] = plain[name].isoformat()
    plain["skipped"] = [{"date": item.date.isoformat(), "why": item.why} for item in proof.skipped]
    plain["clock"], plain["unit"] = proof.clock.value, proof.unit.value
    plain["notes"] = list(proof.notes)
    return plain


def _prove(
    received_on: dt.date,
    law_id: str,
    clock: ClockName,
    clarified: str | None,
    fees: tuple[str, ...],
    school_closed: str | None,
    calendar: law.HolidayCalendar,
) -> DueDate:
    return law.due(
        received_on,
        law_id,
        clock,
        clarified_on=_parse_date(clarified.rpartition(":")[2], "--clarified") if clarified else None,
        awaited=_parse_awaited(clarified),
        fee_notices=[_parse_fee(text) for text in fees],
        school_closed=_read_days(school_closed) if school_closed else None,
        holidays=calendar,
    )


def _iter_dates(dates: tuple[str, ...]) -> Iterator[dt.date]:
    for text in dates:
        if text == "-":
            for number, line in enumerate(sys.stdin, start=1):
                if line.strip():
                    yield _parse_date(line.strip(), f"standard input:{number}")
        else:
            yield _parse_date(text, "DATE")


def _read_days(name: str) -> frozenset[dt.date]:
    label, data = read_input(name)
    lines = data.decode("utf-8-sig", "replace").splitlines()
    return frozenset(
        _parse_date(line.strip(), f"{label}:{number}") for number, line in enumerate(lines, start=1) if line.strip()
    )


def _parse_awaited(text: str | None) -> list[tuple[dt.date, dt.date]]:
    asked, sign, received = (text or "").partition(":")
    return [(_parse_date(asked, "--clarified"), _parse_date(received, "--clarified"))] if sign else []


def _parse_fee(text: str) -> law.FeeNotice:
    given, _, paid = text.partition(":")
    return law.FeeNotice(_parse_date(given, "--fee"), _parse_date(paid, "--fee") if paid else None)


def _parse_date(text: str, where: str) -> dt.date:
    """Read a day. Only one way of writing it: 01/07/2022 is July here and January elsewhere."""
    try:
        if not _ISO.match(text):
            raise ValueError("other ways of writing a day can be read in two ways")
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValueNotAllowed(
            "not a day",
            where=where,
            found=text,
            allowed="year-month-day, such as 2022-07-01",
            remedy=f"write the day that way ({error})",
        ) from None


def _print_laws(*, as_json: bool) -> None:
    for item in law.list_laws():
        if as_json:
            print_json({"law": item.id, "name": item.name, "clocks": [rule.name.value for rule in item.clocks]})
        else:
            click.echo(f"{item.id:<12} {item.name} ({item.jurisdiction})")
            for rule in item.clocks:
                waits = "  (verify)" if rule.verify else ""
                click.echo(f"{'':<12}   {rule.name.value:<24} {rule.limit} {rule.unit.value}  [{rule.statute}]{waits}")

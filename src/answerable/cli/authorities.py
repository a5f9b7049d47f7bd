"""`answerable authorities`: a register or somebody's list as the `authorities.csv` of an investigation.

What lives here: options and printing. What must never be here: the reading of lists (``registers``).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import click

from answerable.apart import read_file
from answerable.cli.output import json_option, print_json, read_input
from answerable.errors import InputUnreadable
from answerable.law import get_law
from answerable.mail.charsets import decode_text
from answerable.model.authority import Authority, Register
from answerable.registers import (
    ImportedAuthorities,
    get_list,
    get_register,
    import_authorities,
    import_rows,
    list_registers,
    render_authorities_csv,
)


@click.command()
@click.argument("file", required=False, metavar="[FILE|-]")
@click.option(
    "--register", "register_id", default="uk-police", show_default=True, help="Authorities that ship with it."
)
@click.option("--list", "list_id", metavar="LIST", help="One of the register's named lists, such as territorial-wales.")
@click.option("--lists", is_flag=True, help="Name the registers and their lists, and stop.")
@click.option("--law", "law_id", default="foia-2000", show_default=True, help="Of rows of FILE that name none.")
@click.option("--map", "maps", multiple=True, metavar="COLUMN=FIELD", help="Say what a column of FILE holds.")
@json_option
def authorities(
    file: str | None,
    register_id: str,
    list_id: str | None,
    lists: bool,
    law_id: str,
    maps: tuple[str, ...],
    as_json: bool,
) -> None:
    """Print authorities as the authorities.csv of an investigation: a register, one of its lists, or FILE.

    FILE is any CSV or spreadsheet of authorities that somebody kept. Rows that name an authority of the register take
    its facts where FILE is silent; what is wrong with a row is told on standard error.

    \b
    answerable authorities --list territorial-wales > authorities.csv
    answerable authorities councils.csv --map "Organisation=name" > authorities.csv
    """
    if lists:
        _print_lists(as_json=as_json)
        return
    register = get_register(register_id)
    if file is None:
        rows: Sequence[Authority] = get_list(register, list_id) if list_id else register.authorities
        _print_rows(rows, as_json=as_json)
        return
    read = _import(file, register, get_law(law_id).id, maps)
    if as_json:
        print_json({**_plain_rows(read.authorities), **_plain_reading(read)})
        return
    _print_rows(read.authorities, as_json=False)
    for problem in read.problems:
        click.echo(f"! {problem.where}: {problem.found}: {problem.remedy}", err=True)
    told = ", ".join(f"{head} as {field}" for head, field in read.columns)
    ignored = f"; not read: {', '.join(read.ignored)}" if read.ignored else ""
    defunct = f"; {read.n_defunct} defunct left out" if read.n_defunct else ""
    click.echo(f"{len(read.authorities)} authorities ({told}{ignored}{defunct})", err=True)


def _import(file: str, register: Register, law_id: str, maps: tuple[str, ...]) -> ImportedAuthorities:
    mapping: dict[str, str] = {}
    for text in maps:
        head, sign, field = text.rpartition("=")
        if not sign or not head:
            raise click.UsageError(f'--map {text!r}: write it as "Column=field", such as "Organisation=name"')
        mapping[head] = field
    name, data = read_input(file)
    if b"\0" in data or data.startswith((b"PK\x03\x04", b"%PDF")):
        return import_rows(
            _read_rows(data, name), origin=name, default_law=law_id, mapping=mapping, known=register.authorities
        )
    return import_authorities(
        decode_text(data)[0],
        origin=name,
        default_law=law_id,
        mapping=mapping,
        known=register.authorities,
    )


def _read_rows(data: bytes, name: str) -> list[list[str]]:
    """The rows of a spreadsheet's largest table, hidden ones among them: the list is the reporter's own."""
    reading = read_file(data, name, show_hidden=True)
    if not reading.tables:
        raise InputUnreadable(
            "no table of authorities was found",
            where=name,
            found="; ".join(f"{one.code}: {one.found}" for one in reading.problems) or "no table",
            allowed="a CSV or a spreadsheet with one row for each authority",
            remedy=f"look at the file with: answerable inspect {name}",
        )
    largest = max(reading.tables, key=lambda table: table.n_rows)
    return [["" if cell is None else str(cell) for cell in row] for row in largest.rows()]


def _print_rows(rows: Sequence[Authority], *, as_json: bool) -> None:
    if as_json:
        print_json(_plain_rows(rows))
    else:
        click.echo(render_authorities_csv(rows), nl=False)


def _plain_rows(rows: Sequence[Authority]) -> dict[str, Any]:
    return {"authorities": [dataclasses.asdict(row) for row in rows]}


def _plain_reading(read: ImportedAuthorities) -> dict[str, Any]:
    return {
        "columns": dict(read.columns),
        "ignored": list(read.ignored),
        "defunct": read.n_defunct,
        "problems": [dataclasses.asdict(problem) for problem in read.problems],
    }


def _print_lists(*, as_json: bool) -> None:
    for register in list_registers():
        if as_json:
            named = [
                {"list": item.id, "title": item.title, "authorities": len(item.members)} for item in register.lists
            ]
            print_json({"register": register.id, "title": register.title, "version": register.version, "lists": named})
            continue
        click.echo(f"{register.id}: {register.title}, version {register.version}")
        for item in register.lists:
            click.echo(f"  {item.id:<32} {len(item.members):>3}  {item.title}")

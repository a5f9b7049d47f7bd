"""`answerable tracker`: what a tracker that a reporter kept says, and what changed since an earlier copy."""

from __future__ import annotations

import dataclasses
from typing import Any

import click

from answerable.apart import read_file
from answerable.cli.output import json_option, print_json, read_input
from answerable.errors import InputUnreadable
from answerable.track.trackers import Tracker, find_changes, flatten_json, import_tracker


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--before", metavar="OLD", help="An earlier copy: say what changed since.")
@click.option("--map", "mapping", multiple=True, metavar="HEAD=FIELD", help="What a column is: 'Who=authority'.")
@click.option("--sheet", default="", help="The sheet that holds it, where there are several.")
@click.option("--dates", "first", type=click.Choice(["day", "month"]), help="What comes first in 03/04/2023.")
@json_option
def tracker(
    file: str, before: str | None, mapping: tuple[str, ...], sheet: str, first: str | None, as_json: bool
) -> None:
    """Read FILE, the spreadsheet, CSV or JSON in which requests were tracked by hand: who was asked, what came of it.

    Words that no rule knows are reported, never guessed. With --before, every field that differs from an earlier copy.
    """
    for pair in mapping:
        if "=" not in pair:
            raise click.UsageError(f"--map {pair!r}: write it as 'HEAD=FIELD', such as 'Who=authority'")
    heads = dict(pair.split("=", 1) for pair in mapping)
    now = load_tracker(file, heads, sheet, first or "")
    changes = find_changes(load_tracker(before, heads, sheet, first or ""), now) if before else ()
    if as_json:
        print_json(make_plain(now) | ({"changes": [dataclasses.asdict(one) for one in changes]} if before else {}))
        return
    click.echo(f"{len(now.requests)} requests; fees stated: {now.sum_fees():,}")
    click.echo("  read: " + ", ".join(f"{head} as {field}" for head, field in now.columns).replace("_", " "))
    if now.ignored:
        click.echo(f"  not read: {', '.join(now.ignored)}; say what one is with --map 'HEAD=FIELD'")
    for word, n_rows in now.count_statuses().items():
        one = next(request for request in now.requests if request.status == word)
        means = one.decision or one.state
        said = f"  = {means.value}".replace("_", " ") if means else ""
        click.echo(f"  {n_rows:>5}  {word or '(blank)'}{said}")
    for problem in now.problems:
        click.echo(f"  ! {problem.where}: {problem.found}; {problem.remedy}")
    if before:
        n_requests = len({change.id for change in changes})
        click.echo(f"{n_requests} requests changed since {before}:")
        for change in changes:
            before_and_after = f"{change.before or '(blank)'} -> {change.after or '(blank)'}"
            click.echo(f"  {change.authority}: {change.field}: {before_and_after}")


def load_tracker(name: str, heads: dict[str, str], sheet: str, first: str = "") -> Tracker:
    """A tracker from a file.

    Raises:
        InputUnreadable: no table in it.
    """
    file, data = read_input(name)
    if data.lstrip()[:1] in (b"[", b"{"):
        rows = flatten_json(data.decode("utf-8-sig", "replace"), origin=file)
        return import_tracker(rows, origin=file, mapping=heads, first=first)
    # The tracker is the reporter's own: rows that a filter hides are rows all the same.
    reading = read_file(data, file, show_hidden=True)
    labels = {page.number: page.label for page in reading.pages}
    tables = [table for table in reading.tables if not sheet or labels.get(table.page) == sheet]
    if not tables:
        allowed = ", ".join(label for label in labels.values() if label)
        raise InputUnreadable(
            "no table was found",
            where=name,
            found="; ".join(f"{one.code}: {one.found}" for one in reading.problems) or sheet,
            allowed=allowed,
            remedy="name a sheet with --sheet" if allowed else "look at the file with `answerable inspect`",
        )
    largest = max(tables, key=lambda table: table.n_rows)
    return import_tracker(largest.rows(), origin=file, mapping=heads, first=first)


def make_plain(found: Tracker) -> dict[str, Any]:
    """A tracker as JSON values."""
    return {
        "requests": [dataclasses.asdict(one) for one in found.requests],
        "statuses": found.count_statuses(),
        "fees": str(found.sum_fees()),
        "problems": [dataclasses.asdict(one) for one in found.problems],
    }

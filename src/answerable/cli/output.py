"""How commands speak: reports for people, the same as JSON for machines, progress for whoever waits."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from answerable.errors import InputNotFound, InputUnreadable
from answerable.model.report import Progress as ProgressCall
from answerable.model.report import StageReport, no_progress

_MOST_SHOWN = 8
"""How many things that need a person a stage's report shows."""

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
"""The option every command has."""

folder_argument = click.argument(
    "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("."), metavar="[DIR]"
)
"""The investigation's folder; here, or the nearest above, when none is named."""


_MOST_NEEDS = 6
"""So many sentences of what needs a person are printed for one stage."""


def print_json(value: Any) -> None:
    """Print one JSON document on one line."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def read_input(name: str) -> tuple[str, bytes]:
    """Return a file's name and bytes; ``-`` is standard input.

    Raises:
        InputNotFound: no such file.
        InputUnreadable: it is a folder, or may not be read.
    """
    if name == "-":
        return "standard input", sys.stdin.buffer.read()
    path = Path(name)
    try:
        return path.name, path.read_bytes()
    except FileNotFoundError:
        remedy = "check the name, or write - for standard input"
        raise InputNotFound("no such file", where=name, remedy=remedy) from None
    except IsADirectoryError:
        remedy = "name a file in it; `answerable inspect` takes folders too"
        raise InputUnreadable("this is a folder, not a file", where=name, found="a folder", remedy=remedy) from None
    except OSError as error:
        raise InputUnreadable(
            "this file cannot be read", where=name, found=str(error.strerror), remedy="name a file that you may read"
        ) from None


@contextmanager
def show_progress(title: str, *, quiet: bool) -> Iterator[ProgressCall]:
    """Show a bar on standard error while work goes on; nothing where that is no terminal or `quiet`."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield no_progress
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, TextColumn("[dim]{task.fields[now]}"), console=console, transient=True) as bars:
        task = bars.add_task(title, total=None, now="")

        def call(n_done: int, n_all: int, what: str) -> None:
            bars.update(task, completed=n_done, total=n_all or None, now=what[-40:])

        yield call


def print_report(report: StageReport) -> None:
    """Print what a stage did and what needs a person."""
    console = Console(highlight=False, soft_wrap=True)
    work = f"{report.n_done} done, {report.n_unchanged} unchanged"
    if report.n_failed:
        work += f", {report.n_failed} failed"
    console.print(f"[bold]{report.stage:<10}[/] [dim]{work}[/]")
    for sentence in report.did:
        console.print(f"           {sentence}", markup=False)
    for sentence in report.needs_person[:_MOST_NEEDS]:
        console.print(f"         ! {sentence}", markup=False, style="yellow")
    n_more = len(report.needs_person) - _MOST_NEEDS
    if n_more > 0:
        console.print(f"         ! and {n_more} more; --json lists them all", markup=False, style="yellow")


def plain_report(report: StageReport) -> dict[str, Any]:
    """A report as JSON values."""
    return dataclasses.asdict(report)

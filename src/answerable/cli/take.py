"""`answerable import`: human decisions and codings from files into the record."""

from __future__ import annotations

from pathlib import Path

import click

from answerable.cli.codings import TakenIn, take_codings
from answerable.cli.output import folder_argument, json_option, print_json
from answerable.errors import CommandWrong
from answerable.investigation import Investigation
from answerable.store.decisions import append_decisions, import_decisions, iter_decisions

_MOST_SHOWN = 20


@click.command("import")
@folder_argument
@click.option(
    "--from",
    "other",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of .jsonl decisions, such as another reporter's decisions/.",
)
@click.option(
    "--codings", multiple=True, metavar="FILE", help="A CSV or XLSX of codes made elsewhere; two for two coders."
)
@click.option(
    "--coder", "coders", multiple=True, metavar="NAME", help="With --codings: who coded it, in the same order."
)
@click.option(
    "--column", "columns", multiple=True, metavar="WHAT=COLUMN", help="With --codings: rank=Grade, case_id=Ref."
)
@click.option("--sheet", default="", help="With --codings: the sheet, where a file has several.")
@json_option
def take(
    folder: Path,
    other: Path | None,
    codings: tuple[str, ...],
    coders: tuple[str, ...],
    columns: tuple[str, ...],
    sheet: str,
    as_json: bool,
) -> None:
    """Take human decisions into the record of the investigation in DIR: its own decisions/, or those of another folder.

    A decision that is already there is passed over, so doing it twice changes nothing. With --codings, codes from a
    sheet: a row a case (columns as `answerable export cases` writes them, or named by --column), each value with its
    words. What has no words waits in the queue; what a person has ruled stays; two sheets are taken as double coding.
    """
    if (coders or columns or sheet) and not codings:
        raise CommandWrong("these options go with --codings", remedy="name the sheet: --codings FILE --coder NAME")
    investigation = Investigation.open(folder)
    with investigation.record as record:
        if codings:
            told = take_codings(investigation, codings, coders, columns, sheet)
            if as_json:
                print_json(told.plain())
            else:
                _say_codings(told, folder)
            return
        own = investigation.project.decisions
        known = {judgement.id for judgement in iter_decisions(own)} if own.is_dir() else set()
        n_new = import_decisions(record, own)
        if other is not None:
            append_decisions(own, [judgement for judgement in iter_decisions(other) if judgement.id not in known])
            n_new += import_decisions(record, own)
    if as_json:
        print_json({"folder": str(investigation.project.folder), "imported": n_new})
        return
    click.echo(f"{n_new} decisions were new to the record.")
    click.echo(f"Next: answerable run {folder}")


def _say_codings(told: TakenIn, folder: Path) -> None:
    click.echo(f"{told.n_rows} rows; {told.n_kept} codes kept, {told.n_same} there already.")
    if told.unsupported:
        click.echo(f"{len(told.unsupported)} codes have no words that stand in their document; they wait for a person:")
        for one in told.unsupported[:_MOST_SHOWN]:
            click.echo(f"  {one.where}  {one.case.id}  {one.variable.name}: {one.value}")
    for problem in told.problems[:_MOST_SHOWN]:
        click.echo(f"  ! {problem.where}  {problem.code}: {problem.found} (expected: {problem.expected})")
    n_more = len(told.problems) - _MOST_SHOWN
    if n_more > 0:
        click.echo(f"  ! and {n_more} more; --json lists them all")
    following = f"coding agreement {folder}" if told.assignment else f"review {folder} --list"
    click.echo(f"Next: answerable {following}")

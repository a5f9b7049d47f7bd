"""`answerable publish`: the preflight, and the folder that goes out when nothing blocks it.

What lives here: options, copying, printing. What must never be here: what blocks (`answerable.publish.preflight`).
"""

from __future__ import annotations

import getpass
import shutil
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console

from answerable.cli.output import folder_argument, json_option, print_json, show_progress
from answerable.errors import ValueNotAllowed
from answerable.investigation import Investigation
from answerable.model.problem import Problem
from answerable.model.report import Progress, counted
from answerable.publish.corrections import note_publication
from answerable.publish.edition import Edition, gather
from answerable.publish.preflight import WAIVABLE, sort_problems, waive_problem


@click.command()
@folder_argument
@click.option("--to", "target", type=click.Path(path_type=Path), help="Where it goes out: a folder, or a file .zip.")
@click.option("--waive", "waived", metavar="ID", help="Accept what blocks under this id, by name and with a reason.")
@click.option("--why", default="", help="The reason.")
@click.option("--by", default="", help="Who accepts or publishes.  [default: your login name]")
@json_option
def publish(folder: Path, target: Path | None, waived: str | None, why: str, by: str, as_json: bool) -> None:
    """Build the site of DIR, say what blocks it, and send it out with --to when nothing does.

    A site with open points stays a draft in build/site, marked as one on every page. Exit status 1 while something
    blocks; --to then writes nothing. What went out is noted in story/published.jsonl, so that a later change asks for a
    correction.
    """
    investigation = Investigation.open(folder)
    who = by or getpass.getuser()
    with investigation.record as record:
        edition = investigation.make_edition()
        if edition is None:
            raise ValueNotAllowed(
                "there is no story to publish", where=str(folder), remedy="answerable new story story"
            )
        if waived:
            _waive(investigation, waived, why, by=who)
        with show_progress("Publishing", quiet=as_json) as progress:
            _build(investigation, progress)
        problems = sort_problems(one for one in record.all(Problem) if one.code.startswith("publish-"))
        blocking = [one for one in problems if one.blocks]
        went = ""
        if target is not None and not blocking:
            went = _send(investigation, edition, target, by=who)
    if as_json:
        print_json({"ready": not blocking, "site": str(investigation.site), "went_to": went,
                    "problems": [asdict(one) for one in problems]})  # fmt: skip
    else:
        _print(problems, folder, investigation.site, target, went)
    if blocking:
        click.get_current_context().exit(1)


def _build(investigation: Investigation, progress: Progress) -> None:
    for _ in investigation.run(("check", "publish"), lambda title: progress):
        pass


def _waive(investigation: Investigation, problem_id: str, why: str, *, by: str) -> None:
    found = [one for one in investigation.record.all(Problem) if one.id == problem_id]
    if not found:
        raise ValueNotAllowed(
            "the preflight found nothing under this id",
            found=problem_id,
            allowed=", ".join(
                one.id for one in investigation.record.all(Problem) if one.code in WAIVABLE and one.blocks
            ),
            remedy="run `answerable publish` and take an id from its list",
        )
    now = investigation.clock.now().isoformat()
    investigation.rule([waive_problem(found[0], why, by=by, made_at=now)])


def _send(investigation: Investigation, edition: Edition, target: Path, *, by: str) -> str:
    """Copy the site out and note what went."""
    if target.suffix == ".zip":
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.make_archive(str(target.with_suffix("")), "zip", investigation.site)
    else:
        if target.exists() and any(target.iterdir()) and not (target / "SHA256SUMS").is_file():
            raise ValueNotAllowed(
                "this folder holds something else than an earlier site",
                where=str(target),
                remedy="name an empty folder, or the one that the last site went to",
            )
        if target.exists():
            shutil.rmtree(target)
        shutil.copytree(investigation.site, target)
    note_publication(edition, gather(investigation.record, edition), investigation.clock.now().isoformat(), by)
    return str(target)


def _print(problems: list[Problem], folder: Path, site: Path, target: Path | None, went: str) -> None:
    console = Console(highlight=False, soft_wrap=True)
    blocking = [one for one in problems if one.blocks]
    for title, shown, style in (
        ("Blocks it", blocking, "red"),
        ("To know", [one for one in problems if not one.blocks], "yellow"),
    ):
        if shown:
            console.print(f"[bold]{title}[/] ({len(shown)})")
        for one in shown:
            console.print(f"  {one.where}", markup=False, style=style)
            console.print(f"    {one.found}", markup=False)
            if one.remedy:
                tail = f"  [{one.id}]" if one.code in WAIVABLE and one.blocks else ""
                console.print(f"    -> {one.remedy}{tail}", markup=False, style="dim")
    if blocking:
        kept = " Nothing went out." if target else ""
        points = counted(len(blocking), "point blocks", "points block")
        console.print(f"\n{points} it.{kept} The draft: {(site / 'index.html').resolve().as_uri()}")
        console.print(f"Next: settle them from the top; then answerable publish {folder}", markup=False)
    elif went:
        console.print(f"\nNothing blocks it. It went to {went}. Next: put that folder on the server.")
    else:
        console.print(f"\nNothing blocks it: {(site / 'index.html').resolve().as_uri()}")
        console.print(f"Next: answerable publish {folder} --to WHERE", markup=False)

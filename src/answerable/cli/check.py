"""`answerable check`: try every number and quotation of the story.

What lives here: running the stage, printing claims, taking acceptances. What must never be here: verdicts.
"""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from answerable.check.story import FAILING, accept_figures
from answerable.cli.output import folder_argument, json_option, print_json
from answerable.errors import ProjectFileInvalid
from answerable.investigation import Investigation
from answerable.model.claim import Claim, Verdict
from answerable.model.report import counted
from answerable.model.story import Story

_MARKS = {
    Verdict.SUPPORTED: ("ok", "green"),
    Verdict.NEEDS_PERSON: ("look", "yellow"),
    Verdict.STALE: ("stale", "red"),
    Verdict.CONTRADICTED: ("wrong", "red"),
    Verdict.UNSUPPORTED: ("unbound", "red"),
}


@click.command()
@folder_argument
@click.option("--all", "show_all", is_flag=True, help="Show what holds too.")
@click.option("--accept", is_flag=True, help="Accept the figures as they stand; a later change is then stale.")
@click.option("--by", metavar="NAME", help="Who accepts.  [default: your user name]")
@json_option
def check(folder: Path, show_all: bool, accept: bool, by: str | None, as_json: bool) -> None:
    """Try every number and quotation of the story in DIR against the findings and the letters.

    Exits 1 when one is unbound, contradicted or stale.
    """
    investigation = Investigation.open(folder, n_workers=0)
    story = investigation.project.story
    if story is None:
        raise ProjectFileInvalid(
            "there is no story to check",
            where=str(investigation.project.folder / "story" / "story.md"),
            remedy="write one: answerable new story story",
        )
    with investigation.record as record:
        for _ in investigation.run(("check",)):
            pass
        if accept:
            accept_figures(record, story, by=by or getpass.getuser(), made_at=_now())
            investigation.export_decisions()
            for _ in investigation.run(("check",)):
                pass
        claims = [claim for claim in record.all(Claim) if claim.origin == story.origin]
    failing = [claim for claim in claims if claim.verdict in FAILING]
    if as_json:
        print_json({"story": story.origin, "claims": [_plain(story, claim) for claim in claims]})
    else:
        _print(story, claims if show_all else [claim for claim in claims if claim.verdict is not Verdict.SUPPORTED])
        tried = counted(len(claims), "number or quotation", "numbers and quotations")
        click.echo(f"{tried} tried; {counted(len(failing), 'does not hold', 'do not hold')}.")
        following = f"answerable publish {folder}" if not failing else f"mend the story, then answerable check {folder}"
        click.echo(f"Next: {following}")
    if failing:
        raise click.exceptions.Exit(1)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _print(story: Story, claims: Sequence[Claim]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for claim in claims:
        mark, style = _MARKS.get(claim.verdict, (claim.verdict.value, ""))
        console.print(f"{mark:<8} ", end="", style=style)
        shown = " ".join(claim.text.split())
        console.print(f"line {story.line_of(claim.start)}: {shown}", markup=False)
        for words in (f"prints: {claim.value}" if claim.value and claim.text.startswith("{{") else "", claim.why):
            if words:
                console.print(f"         {words}", markup=False, style="dim")


def _plain(story: Story, claim: Claim) -> dict[str, Any]:
    return {
        "line": story.line_of(claim.start),
        "text": claim.text,
        "start": claim.start,
        "end": claim.end,
        "number": claim.number,
        "reading": claim.reading,
        "bound_to": claim.bound_to,
        "value": claim.value,
        "verdict": claim.verdict.value,
        "why": claim.why,
    }

"""`answerable problems`: what is broken, unclear or contradictory in what was received, and what to do.

What lives here: choosing, ordering, printing. What must never be here: the finding of problems.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console

from answerable.cli.output import folder_argument, json_option, print_json
from answerable.investigation import Investigation
from answerable.model.problem import Problem
from answerable.model.report import counted

_MOST = 10
"""Of one code, as many are printed; `--code` prints all of it."""


@click.command()
@folder_argument
@click.option("--code", metavar="CODE", default="", help="Only problems of this code, all of them.")
@click.option("--authority", metavar="ID", default="", help="Only those of this authority's material.")
@json_option
def problems(folder: Path, code: str, authority: str, as_json: bool) -> None:
    """List every problem that stands on the record of the investigation in DIR, what blocks publication first.

    A problem is an imperfection of what was received: a file that cannot be opened, an answer in which nothing that the
    codebook asks was found, sums that do not come out. Each says where, what was found and what to do; docs/reference/
    problems.md lists all codes. A problem goes when its cause does, with the next `answerable run`.
    """
    investigation = Investigation.open(folder, n_workers=0)
    with investigation.record as record:
        every = record.all(Problem)
    shown = sorted(
        (one for one in every if code in ("", one.code) and authority in ("", one.authority_id)),
        key=lambda one: (not one.blocks, one.code, one.where, one.id),
    )
    if as_json:
        print_json({"of": len(every), "problems": [asdict(one) for one in shown]})
        return
    _print(shown, folder, is_whole=bool(code))


def _print(shown: list[Problem], folder: Path, *, is_whole: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    numbers = Counter(one.code for one in shown)
    for code in dict.fromkeys(one.code for one in shown):
        same = [one for one in shown if one.code == code]
        console.print(f"{code} ({numbers[code]})", markup=False, style="bold red" if same[0].blocks else "bold")
        for one in same if is_whole else same[:_MOST]:
            console.print(f"  {one.where}", markup=False)
            said = f"{one.found}; expected {one.expected}" if one.expected and one.found else one.found or one.expected
            if said:
                console.print(f"    {said}", markup=False)
            if one.remedy:
                console.print(f"    -> {one.remedy}", markup=False, style="dim")
        if len(same) > _MOST and not is_whole:
            console.print(f"  and {len(same) - _MOST:,} more: --code {code}", markup=False, style="dim")
    stand = counted(len(shown), "problem stands", "problems stand")
    console.print(f"{stand} on the record.", markup=False)
    if shown:
        console.print(f"Next: settle them from the top, then answerable run {folder}", markup=False, style="dim")

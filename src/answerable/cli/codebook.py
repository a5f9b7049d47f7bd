"""`answerable codebook`: what the codebook asks, and which rulings a change of it puts in question.

What lives here: printing. Never here: what a change touches (`answerable.extract.recoding`).
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import click

from answerable.cli.output import folder_argument, json_option, print_json
from answerable.extract.recoding import NOUN, compare_codebooks, describe_codebook, find_to_recode
from answerable.extract.rulings import Row
from answerable.investigation import Investigation
from answerable.model.case import Case, Tally


@click.command()
@folder_argument
@click.option("--limit", default=40, show_default=True, type=click.IntRange(1), help="How many rulings to list.")
@json_option
def codebook(folder: Path, limit: int, as_json: bool) -> None:
    """Show what changed in the codebook since rulings were made by it, and what people must therefore code again.

    Every ruling stands under the codebook it was made by; decisions/codebook.jsonl keeps them. What machines read
    follows a change by itself. Exit status 1 where the codebook changed and its version did not.
    """
    investigation = Investigation.open(folder)
    book = investigation.project.codebook
    with investigation.record as record:
        judgements = record.judgements()
        lines = [one for one in judgements if one.noun == NOUN]
        now = describe_codebook(book)
        last = json.loads(lines[-1].after) if lines else now
        changes = compare_codebooks(last, now)
        recodes = find_to_recode(judgements, book)
        rows: list[Row] = [*record.iter(Case), *record.iter(Tally)]
        owners = {row.id: row.authority_id for row in rows}
    is_unnamed = bool(changes) and last["version"] == now["version"] and any(one.touches != "none" for one in changes)
    plain: dict[str, Any] = {
        "name": book.name,
        "version": book.version,
        "ruled_by": last["version"] if lines else None,
        "version_not_raised": is_unnamed,
        "changes": [
            {"variable": one.variable, "category": one.category, "what": one.what, "touches": one.touches}
            for one in changes
        ],
        "recode": [
            {
                "noun": one.noun,
                "id": one.subject,
                "authority": owners.get(one.subject, ""),
                "variable": one.variable,
                "ruled_by": one.judgement.by,
                "codebook": one.codebook,
                "reasons": list(one.reasons),
            }
            for one in recodes
        ],
    }
    if as_json:
        print_json(plain)
    else:
        _say(plain, folder, limit)
    if is_unnamed:
        click.get_current_context().exit(1)


def _say(plain: dict[str, Any], folder: Path, limit: int) -> None:
    click.echo(f"{plain['name']}, version {plain['version']}.")
    if plain["ruled_by"] is None:
        click.echo("Nobody has ruled by it yet; from the first ruling on, changes are told here.")
        return
    if not plain["changes"]:
        click.echo("Unchanged since the last ruling.")
    for one in plain["changes"]:
        name = f"{one['variable']} {one['category']}".strip()
        says = {"all": "every ruling on it", "category": "rulings with this category", "none": "no ruling"}[
            one["touches"]
        ]
        click.echo(f"  {name}: {one['what']} (touches {says})")
    if plain["version_not_raised"]:
        click.echo(f"! The codebook changed and is still called {plain['version']}: raise `version` in codebook.toml.")
    recode = plain["recode"]
    if not recode:
        click.echo("Nothing must be coded again.")
        return
    for name, n in sorted(Counter(one["variable"] for one in recode).items()):
        click.echo(f"{n} rulings on {name} must be looked at again:")
        for one in [one for one in recode if one["variable"] == name][:limit]:
            click.echo(f"  {one['id']}  {one['authority']:<20} {'; '.join(one['reasons'])}")
    click.echo(f"They wait in the queue. Next: answerable review {folder}")

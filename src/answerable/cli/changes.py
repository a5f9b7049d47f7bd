"""`answerable changes`: which findings moved, what moved them, which sentences of the story they bear.

What lives here: finding the record, printing. What must never be here: the comparison.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from answerable.analyze.changes import Moved, list_moved, render_moved
from answerable.cli.output import folder_argument, json_option, print_json
from answerable.investigation import Investigation
from answerable.model.report import counted


@click.command()
@folder_argument
@json_option
def changes(folder: Path, as_json: bool) -> None:
    """Show the last time each finding of the investigation in DIR moved: old value, new value, rows, sentences.

    A finding moves when `answerable run` measures it again and its value, or what an authority gives to it, is not
    what it was. Exit status 1 when a sentence of the story rests on a figure that is now stale or contradicted.
    """
    investigation = Investigation.open(folder, n_workers=0)
    story = investigation.project.story
    with investigation.record as record:
        if story:  # a figure may have moved since the story was tried
            list(investigation.run(("check",)))
        moved = list_moved(record, {story.origin: story.text} if story else {})
    stale = [one for each in moved for one in each.sentences if one.verdict in ("stale", "contradicted")]
    if as_json:
        print_json([plain_moved(one) for one in moved])
    elif not moved:
        click.echo("No finding has moved since it was first measured.")
    else:
        for one in moved:
            click.echo(render_moved(one) + "\n")
        n_touched = sum(len(one.sentences) for one in moved)
        findings = counted(len(moved), "finding", "findings")
        sentences = counted(n_touched, "sentence rests", "sentences rest")
        click.echo(f"{findings} moved; {sentences} on that, {counted(len(stale), 'holds', 'hold')} no longer.")
        click.echo(f"Next: answerable check {folder}")
    if stale:
        click.get_current_context().exit(1)


def plain_moved(moved: Moved) -> dict[str, Any]:
    """A change as JSON values."""
    change = moved.change
    return {
        "finding": change.id,
        "title": moved.title,
        "was": moved.was,
        "now": moved.now,
        "rows": [{"name": name, "was": was, "now": now} for name, was, now in moved.rows],
        "cases_came": list(change.cases_came),
        "cases_went": list(change.cases_went),
        "tallies_came": list(change.tallies_came),
        "tallies_went": list(change.tallies_went),
        "is_new_query": change.is_new_query,
        "sentences": [
            {
                "origin": one.origin,
                "line": one.line,
                "words": one.words,
                "says": one.says,
                "now": one.now,
                "verdict": one.verdict,
            }
            for one in moved.sentences
        ],
    }

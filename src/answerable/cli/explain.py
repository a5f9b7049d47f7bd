"""`answerable explain`: a finding's chain, down to the words.

What lives here: finding the record, printing. What must never be here: following the chain.
"""

from __future__ import annotations

from pathlib import Path

import click

from answerable.analyze.explain import explain as follow
from answerable.analyze.explain import render_explanation
from answerable.cli.changes import plain_moved
from answerable.cli.output import folder_argument, json_option, print_json
from answerable.investigation import Investigation
from answerable.store.codec import to_plain


@click.command()
@click.argument("finding")
@folder_argument
@json_option
def explain(finding: str, folder: Path, as_json: bool) -> None:
    """Show how FINDING was got on the investigation in DIR: value, doubt, each authority, each record, its words.

    FINDING is the name of a file in findings/ without its ending.
    """
    investigation = Investigation.open(folder, n_workers=0)
    story = investigation.project.story
    with investigation.record as record:
        texts = {story.origin: story.text} if story else {}
        explanation = follow(record, finding, texts, investigation.find_now())
    if as_json:
        print_json(
            {
                "finding": to_plain(explanation.finding),
                "authorities": [{"name": name, "value": to_plain(value)} for name, value in explanation.parts],
                "witnesses": [to_plain(witness) for witness in explanation.witnesses],
                "moved": plain_moved(explanation.moved) if explanation.moved else None,
            }
        )
        return
    click.echo(render_explanation(explanation))

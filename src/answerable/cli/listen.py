"""`answerable listen`: the story read aloud by a program on this machine.

What lives here: options and printing. What must never be here: speech (`answerable.adapters.speech`), which words.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from answerable.adapters.speech import find_speaker, speak
from answerable.cli.output import folder_argument, json_option, print_json
from answerable.errors import ValueNotAllowed
from answerable.investigation import Investigation
from answerable.publish.edition import gather
from answerable.publish.spoken import hash_words, make_transcript


@click.command()
@folder_argument
@click.option("--voice", "model", default="", metavar="FILE", help="A voice file for Piper; espeak-ng needs none.")
@click.option("--text", "only_text", is_flag=True, help="Print the words that would be spoken, and stop.")
@json_option
def listen(folder: Path, model: str, only_text: bool, as_json: bool) -> None:
    """Make the sound file of the story in DIR, with the figures as they stand now.

    It is kept beside the story with a note of its words; when the words change, publishing waits until it is made anew.
    """
    investigation = Investigation.open(folder, n_workers=0)
    with investigation.record as record:
        edition = investigation.make_edition()
        if edition is None:
            raise ValueNotAllowed("there is no story yet", where=str(folder), remedy="answerable new story story")
        words = make_transcript(edition, gather(record, edition))
    if only_text:
        click.echo(words, nl=False)
        return
    speaker = find_speaker(model)
    made = speak(speaker, words, edition.story.language, edition.find_beside("listen"))
    note = {"file": made.name, "words": hash_words(words), "voice": speaker.name}
    edition.find_beside("listen.json").write_text(json.dumps(note) + "\n", encoding="utf-8")
    if as_json:
        print_json({"file": str(made), "bytes": made.stat().st_size, "voice": speaker.name})
        return
    click.echo(f"{made} ({made.stat().st_size / 1e6:.1f} MB), spoken by {speaker.name}. Next: answerable publish")

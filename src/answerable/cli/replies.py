"""`answerable replies`: the right of reply of everyone the story speaks of.

What lives here: options and printing. What must never be here: whom a story speaks of, what holds it back
(`answerable.publish.replies`), what a bundle holds (`answerable.publish.bundle`).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import getpass
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console

from answerable.cli.audit import load_text
from answerable.cli.output import folder_argument, json_option, print_json
from answerable.errors import ValueNotAllowed
from answerable.investigation import Investigation
from answerable.model.judgement import Judgement
from answerable.model.problem import Problem
from answerable.model.reply import Reply, ReplyState
from answerable.publish.bundle import write_bundle
from answerable.publish.edition import Edition, gather
from answerable.publish.replies import (
    find_reply,
    make_replies,
    render_letter,
    rule_answer,
    rule_change,
    rule_put,
    rule_waive,
    undo_last,
)

_SAYS = {
    ReplyState.NOT_PUT: "not put to them",
    ReplyState.PUT: "waiting for an answer",
    ReplyState.CHANGED: "the story changed since it was put",
    ReplyState.ANSWERED: "answered",
    ReplyState.LAPSED: "the deadline passed without an answer",
    ReplyState.WAIVED: "waived",
}


@click.command()
@folder_argument
@click.option("--letter", metavar="ID", help="Print the letter that puts every sentence to them.")
@click.option("--put", "put", metavar="ID", help="Keep that all of it was put to them.")
@click.option("--on", "on", metavar="DATE", help="The day of it.  [default: today]")
@click.option("--deadline", metavar="DATE", help="Their last day.  [default: `reply_days` of answerable.toml later]")
@click.option("--answer", "answered", metavar="ID", help="Keep their answer, word for word; with --text or --file.")
@click.option("--change", "changed", metavar="ID", help="Keep what the story changed because of it; with --text.")
@click.option("--waive", "waived", metavar="ID", help="Say that no reply is needed; with --why.")
@click.option("--undo", "undone", metavar="ID", help="Take back the last step.")
@click.option("--text", default="", help="The words.")
@click.option("--file", "file", default="", metavar="FILE", help="A file with the words, or - for standard input.")
@click.option("--why", default="", help="The reason.")
@click.option("--by", default="", help="Who says so.  [default: your login name]")
@click.option("--bundle", type=click.Path(path_type=Path), help="Write everything for the lawyer: a folder or a .zip.")
@json_option
def replies(
    folder: Path,
    letter: str | None,
    put: str | None,
    on: str | None,
    deadline: str | None,
    answered: str | None,
    changed: str | None,
    waived: str | None,
    undone: str | None,
    text: str,
    file: str,
    why: str,
    by: str,
    bundle: Path | None,
    as_json: bool,
) -> None:
    """Right of reply in DIR: who is spoken of, in which sentences, what was put to them, what they answered.

    Publishing waits until each was answered, let the deadline pass, or was waived by a named person with a reason. A
    sentence that changes afterwards opens it again. Every step is kept as a line in decisions/.
    """
    investigation = Investigation.open(folder)
    who, now = by or getpass.getuser(), investigation.clock.now().isoformat()
    day = _parse_day(on, "--on") or investigation.today
    with investigation.record as record:
        edition = investigation.make_edition()
        if edition is None:
            raise ValueNotAllowed("there is no story yet", where=str(folder), remedy="answerable new story story")
        found = make_replies(edition, gather(record, edition))
        last = _parse_day(deadline, "--deadline") or day + dt.timedelta(days=edition.reply_days)
        if letter:
            click.echo(render_letter(find_reply(found, letter), edition, last), nl=False)
            return
        words = load_text(file) if file else text
        steps: list[tuple[str | None, Callable[[Reply], Judgement]]] = [
            (put, lambda one: rule_put(one, day, last, by=who, made_at=now)),
            (answered, lambda one: rule_answer(one, day, words, by=who, made_at=now)),
            (changed, lambda one: rule_change(one, words, by=who, made_at=now)),
            (waived, lambda one: rule_waive(one, why, by=who, made_at=now)),
            (undone, lambda one: undo_last(one, record.judgements("reply"), by=who, made_at=now, reason=why)),
        ]
        rulings = [make(find_reply(found, name)) for name, make in steps if name]
        if rulings:
            investigation.rule(rulings)
            found = make_replies(edition, gather(record, edition))
        if bundle is not None:
            _write_bundle(investigation, edition, bundle, found)
            return
    if as_json:
        print_json([dataclasses.asdict(one) for one in found])
        return
    _print(found, folder)


def _write_bundle(investigation: Investigation, edition: Edition, target: Path, found: tuple[Reply, ...]) -> None:
    problems = [one for one in investigation.record.all(Problem) if one.code.startswith("publish-")]
    n = write_bundle(investigation.record, edition, found, problems, target)
    click.echo(f"{n} files for the lawyer in {target}. They hold names and unpublished documents: keep them apart.")


def _parse_day(text: str | None, where: str) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueNotAllowed("not a day", where=where, found=text, allowed="2022-02-04") from None


def _print(found: tuple[Reply, ...], folder: Path) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for one in found:
        style = "red" if one.state.is_open else "green"
        console.print(f"{one.name}  [{style}]{_SAYS[one.state]}[/]  [dim]{one.id}[/]")
        for allegation in one.allegations:
            mark = "!" if allegation.id in one.unput and one.put_on else " "
            console.print(f"  {mark} line {allegation.line}: {allegation.text}", markup=False)
        if one.put_on:
            console.print(f"    put on {one.put_on}, deadline {one.deadline}", markup=False, style="dim")
        for answer in one.answers:
            console.print(f"    {answer.on}: {answer.text}", markup=False)
        if one.answers:
            console.print(f"    changed: {one.change or 'not said yet (--change)'}", markup=False)
        if one.waived_by:
            console.print(f"    waived by {one.waived_by}: {one.reason}", markup=False)
    n_open = sum(one.state.is_open for one in found)
    if not found:
        console.print("The story speaks of no authority and of nobody under [people].", markup=False)
    elif n_open:
        first = next(one for one in found if one.state.is_open)
        holds = "holds" if n_open == 1 else "hold"
        console.print(f"\n{n_open} of {len(found)} {holds} the story back.")
        command = f"answerable replies {folder}"
        console.print(f"Next: {command} --letter {first.id}   then   {command} --put {first.id}", markup=False)
    else:
        console.print(f"\nAll {len(found)} are settled. Next: answerable publish {folder}", markup=False)

"""`answerable ask`: the letters of an investigation, looked at, written out, sent, marked.

What lives here: options and printing. What must never be here: what goes to whom (``ask``), a password.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from answerable import law
from answerable.adapters.clock import SystemClock
from answerable.adapters.postman import SmtpPostman
from answerable.adapters.token import TokenSource
from answerable.ask.answer_sheet_make import make_answer_sheet
from answerable.ask.letters import SHEET_TYPE, Attachment, make_letter, make_letter_name
from answerable.ask.outbox import (
    LetterState,
    OutboxItem,
    SendingPlan,
    confirm_address,
    list_outbox,
    make_plan,
    mark,
    send,
)
from answerable.ask.requests import Sender, find_due, make_questions
from answerable.ask.steps import CLARIFIED, FEE_PAID, note_step
from answerable.cli.output import folder_argument, json_option, plain_report, print_json, print_report, show_progress
from answerable.errors import ValueNotAllowed
from answerable.investigation import Investigation
from answerable.model.request import Batch, Request

_PASSWORD = "ANSWERABLE_SMTP_PASSWORD"
_TOKEN = "ANSWERABLE_SMTP_TOKEN"
_STEPS = {"clarified": (CLARIFIED, "question answered"), "fee_paid": (FEE_PAID, "fee paid")}


@click.command()
@folder_argument
@click.option("--letter", "batch_id", metavar="LETTER", help="Which letter; all of them when left out.")
@click.option("--write-to", type=click.Path(path_type=Path, file_okay=False), help="Write every letter there as .eml.")
@click.option("--sheet", is_flag=True, help="Attach an answer sheet made from the codebook.")
@click.option("--send", "confirmed", type=int, metavar="N", help="Send; N is the number of letters you have looked at.")
@click.option("--by", default="", metavar="NAME", help="Who confirms or marks.")
@click.option("--smtp", "server", metavar="HOST:PORT", help="The mail server; with --send.")
@click.option("--security", type=click.Choice(["tls", "starttls", "none"]), default="starttls", show_default=True)
@click.option("--user", default="", help=f"Login; the password is read from {_PASSWORD}.")
@click.option("--oauth2", is_flag=True, help=f"Log in with an access token, from {_TOKEN} or {_TOKEN}_COMMAND.")
@click.option("--pause", default=2.0, show_default=True, metavar="SECONDS", help="Between two letters.")
@click.option("--confirm", "confirm_ids", multiple=True, metavar="AUTHORITY", help="You have checked its address.")
@click.option("--sent-elsewhere", "elsewhere", metavar="AUTHORITY", help="It went by portal, post or a platform.")
@click.option("--not-sent", metavar="AUTHORITY", help="It did not go after all.")
@click.option(
    "--clarified", metavar="AUTHORITY", help="You answered its question, by a way that the record does not show."
)
@click.option("--fee-paid", metavar="AUTHORITY", help="You paid the fee that it asked.")
@click.option("--on", "on_text", metavar="DATE", help="The day it went, was answered or was paid.")
@click.option("--channel", type=click.Choice(["portal", "post", "whatdotheyknow", "mail"]), default="portal")
@click.option(
    "--holidays",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A newer list of holidays: tell which due dates it moves.",
)
@json_option
def ask(folder: Path, as_json: bool, **options: Any) -> None:
    """Make every letter of DIR a request to every authority; look at them, write them out, send them.

    Nothing is sent without --send N, and N must be the number of letters that the plan shows.
    """
    investigation = Investigation.open(folder)
    with investigation.record:
        (report,) = investigation.run(("ask",))
        batches = _pick(investigation, options["batch_id"])
        done = [_do(investigation, batch, options, quiet=as_json) for batch in batches]
        if any(done):
            (report,) = investigation.run(("ask",))
        letters = [item for batch in batches for item in list_outbox(investigation.record, batch.id)]
        rows = (investigation.record.get(Batch, batch.id) for batch in batches)
        registers = {row.id: row.register for row in rows}
    plan = make_plan(letters)
    moved = _find_moved(letters, investigation.holidays, options["holidays"]) if options["holidays"] else ()
    if as_json:
        print_json(
            {
                "folder": str(investigation.project.folder),
                "stage": plain_report(report),
                "did": [sentence for sentence in done if sentence],
                "letters": [_plain(item, investigation.holidays) for item in letters],
                "registers": registers,
                "ready": len(plan.letters),
                "held": [{"authority": item.authority.id, "why": why} for item, why in plan.held],
                "moved": [
                    {"authority": item.authority.id, "before": before.isoformat(), "after": after.isoformat()}
                    for item, before, after in moved
                ],
            }
        )
        return
    print_report(report)
    for sentence in filter(None, done):
        click.echo(f"           {sentence}")
    for item, before, after in moved:
        click.echo(f"  moved    {item.authority.name}: due {before}, by the newer list {after}")
    if options["holidays"] and not moved:
        click.echo("  moved    no due date: the newer list changes nothing for these letters")
    for name, register in registers.items():
        click.echo(f"  whom     {name}: {register}")
    _print_plan(plan, folder)


def _find_moved(
    letters: Sequence[OutboxItem], kept: law.HolidayCalendar | None, path: Path
) -> tuple[tuple[OutboxItem, dt.date, dt.date], ...]:
    """Which due dates a newer list of holidays moves, from which day to which."""
    newer = (kept or law.get_calendar()).with_tables(law.load_holidays(path))
    found = []
    for item in letters:
        proof = find_due(item.request, kept)
        found += (
            [(item, one.before.due_on, one.after.due_on) for one in law.find_moved([proof], newer)] if proof else []
        )
    return tuple(found)


def _pick(investigation: Investigation, batch_id: str | None) -> tuple[Batch, ...]:
    batches = investigation.project.batches
    picked = tuple(batch for batch in batches if batch_id in (None, batch.id))
    if not picked:
        raise ValueNotAllowed(
            "no letter goes by this name",
            found=batch_id or "",
            allowed=", ".join(batch.id for batch in batches) or "none: there is no letter yet",
            remedy="use one of these, or make one with: answerable new letter NAME",
        )
    return picked


def _do(investigation: Investigation, batch: Batch, options: dict[str, Any], *, quiet: bool) -> str:
    """Do what the options ask for one letter; return a sentence about it, or nothing."""
    record, publisher = investigation.record, investigation.project.settings.publisher
    sender = Sender(publisher.name, publisher.contact)
    items = list_outbox(record, batch.id)
    did = _mark_all(investigation, items, options)
    attachments = _make_attachments(investigation, batch) if options["sheet"] else None
    if options["write_to"]:
        n_letters = _write(items, sender, options["write_to"], attachments)
        did.append(f"{batch.id}: wrote {n_letters} letters to {options['write_to']}")
    if options["confirmed"] is not None:
        plan = make_plan(list_outbox(record, batch.id))
        did.append(_send(investigation, plan, sender, attachments, options, quiet=quiet))
    if did:
        investigation.export_decisions()
    return "; ".join(did)


def _mark_all(investigation: Investigation, items: Sequence[OutboxItem], options: dict[str, Any]) -> list[str]:
    record, clock, by, did = investigation.record, SystemClock(), options["by"], list[str]()
    wanted = [*options["confirm_ids"], *(options[name] for name in ("elsewhere", "not_sent", *_STEPS))]
    if any(wanted) and not by:
        raise click.UsageError("say who you are: --by NAME")
    by_id = {item.authority.id: item for item in items}
    for authority_id in filter(None, wanted):
        if authority_id not in by_id:
            raise ValueNotAllowed(
                "no such authority in this investigation", found=authority_id, remedy="use the id in authorities.csv"
            )
    for authority_id in options["confirm_ids"]:
        confirm_address(record, by_id[authority_id], clock, by=by, why="confirmed on the command line")
        did.append(f"{authority_id}: address confirmed")
    if options["elsewhere"]:
        on = _parse_day(options["on_text"])
        item = by_id[options["elsewhere"]]
        mark(record, item, LetterState.ELSEWHERE, clock, by=by, on=on, channel=options["channel"], why="marked by hand")
        did.append(f"{item.authority.id}: sent by {options['channel']} on {on}")
    if options["not_sent"]:
        item = by_id[options["not_sent"]]
        today = clock.now().date()
        mark(record, item, LetterState.WAITING, clock, by=by, on=today, channel="mail", why="marked by hand")
        did.append(f"{item.authority.id}: not sent")
    for name, (step, said) in _STEPS.items():
        if options[name]:
            item, on = by_id[options[name]], _parse_day(options["on_text"])
            note_step(record, item.request, step, clock, by=by, on=on)
            did.append(f"{item.authority.id}: {said} on {on}")
    return did


def _make_attachments(investigation: Investigation, batch: Batch) -> Callable[[Request], Sequence[Attachment]]:
    codebook, publisher = investigation.project.codebook, investigation.project.settings.publisher
    sender = Sender(publisher.name, publisher.contact)

    def make(request: Request) -> Sequence[Attachment]:
        authority = investigation.find_authority(request.authority_id)
        questions = make_questions(batch, authority, sender, request.token) if authority else batch.questions
        data = make_answer_sheet(codebook, request, questions, batch.period)
        return (Attachment(f"answers-{request.token}.xlsx", SHEET_TYPE, data),)

    return make


def _write(
    items: Sequence[OutboxItem],
    sender: Sender,
    folder: Path,
    attachments: Callable[[Request], Sequence[Attachment]] | None,
) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    for item in items:
        extra = attachments(item.request) if attachments else ()
        data = make_letter(item.request, sender, authority_name=item.authority.name, attachments=extra)
        (folder / make_letter_name(item.request, item.authority)).write_bytes(data)
    return len(items)


def _send(
    investigation: Investigation,
    plan: SendingPlan,
    sender: Sender,
    attachments: Callable[[Request], Sequence[Attachment]] | None,
    options: dict[str, Any],
    *,
    quiet: bool,
) -> str:
    host, _, port = (options["server"] or "").partition(":")
    if not host:
        raise click.UsageError("name the mail server: --smtp mail.newsroom.example:587")
    password = "" if options["oauth2"] else os.environ.get(_PASSWORD, "")
    token = TokenSource(_TOKEN) if options["oauth2"] else None
    postman = SmtpPostman(host, int(port or 587), options["security"], options["user"], password, token=token)
    try:
        with show_progress("Sending", quiet=quiet) as progress:
            report = send(
                investigation.record,
                plan,
                postman,
                sender,
                SystemClock(),
                by=options["by"],
                confirmed_count=options["confirmed"],
                attachments=attachments,
                pause_seconds=options["pause"],
                sleep=time.sleep,
                progress=progress,
            )
    finally:
        postman.close()
        # Also after an error: what went must be on disk before anything else is tried.
        investigation.export_decisions()
    words = [f"{report.n_sent} letters sent"]
    words += [f"{len(report.failed)} refused by the server: {report.failed[0][1]}"] if report.failed else []
    words += ["1 may have gone when the line broke: look in the sent folder"] if report.uncertain else []
    return "; ".join(words)


def _print_plan(plan: SendingPlan, folder: Path) -> None:
    for item, why in plan.held[:8]:
        click.echo(f"  held     {item.authority.name}: {why}")
    if len(plan.held) > 8:
        click.echo(f"  held     and {len(plan.held) - 8} more; --json names all")
    if plan.letters:
        n_letters = len(plan.letters)
        click.echo(f"  ready    {n_letters} {'letter' if n_letters == 1 else 'letters'}, to")
        for item in plan.letters:
            click.echo(f"             {item.request.recipient}  {item.authority.name}")
        click.echo(f"Look at them: answerable ask {folder} --write-to {folder / 'build' / 'letters'}")
        click.echo(f"Send them:    answerable ask {folder} --send {len(plan.letters)} --by NAME --smtp HOST:PORT")


def _plain(item: OutboxItem, holidays: law.HolidayCalendar | None) -> dict[str, Any]:
    proof = find_due(item.request, holidays)
    return {
        "authority": item.authority.id,
        "letter": item.request.batch_id,
        "token": item.request.token,
        "law": item.request.law,
        "state": item.state.value,
        "sent_on": item.on.isoformat() if item.on else None,
        "channel": item.channel,
        "recipient": item.request.recipient,
        "subject": item.request.subject,
        "due_on": proof.due_on.isoformat() if proof else None,
    }


def _parse_day(text: str | None) -> dt.date:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        raise ValueNotAllowed(
            "the day is missing or no day", found=text or "nothing", allowed="--on 2021-11-01"
        ) from None

"""`answerable draft`: the letter that follows, by the authority's own law, for a person to finish.

What lives here: options and printing. What must never be here: the texts (``ask``), the sending.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import click

from answerable.ask.bundle import make_bundle
from answerable.ask.drafting import Course, Draft, DraftKind, make_draft
from answerable.ask.requests import Sender
from answerable.cli.output import folder_argument, json_option, print_json
from answerable.errors import ValueNotAllowed
from answerable.investigation import Investigation
from answerable.law import HolidayCalendar, render_proof
from answerable.law.answers import make_answers
from answerable.law.request_clock import RequestClock
from answerable.model.authority import Authority
from answerable.model.message import Message, MessageKind
from answerable.model.request import Request
from answerable.model.response import Classification

_KINDS = [kind.value for kind in DraftKind]


@click.command()
@click.argument("kind", type=click.Choice(_KINDS))
@click.argument("authority")
@folder_argument
@click.option("--letter", "batch_id", metavar="LETTER", help="Which letter, where there are several.")
@click.option("--review-asked", metavar="DATE", help="The day you asked for a review; for the complaint.")
@click.option(
    "--bundle", type=click.Path(path_type=Path, dir_okay=False), help="Write every letter of the request there."
)
@json_option
def draft(
    kind: str,
    authority: str,
    folder: Path,
    batch_id: str | None,
    review_asked: str | None,
    bundle: Path | None,
    as_json: bool,
) -> None:
    """Print the letter to AUTHORITY that follows: chaser, clarification, review, or regulator (a complaint).

    Dates, grounds, statutes and the last day for sending come from the record and from the authority's own law; words
    in square brackets are yours to write. Nothing is sent.
    """
    investigation = Investigation.open(folder, n_workers=0)
    publisher = investigation.project.settings.publisher
    with investigation.record as record:
        row = _find_authority(investigation, authority)
        request = _find_request(record.all(Request, authority_id=row.id), row, batch_id)
        messages = record.all(Message, request_id=request.id)
        classifications = record.all(Classification, request_id=request.id)
        course = _make_course(request, messages, classifications, review_asked, investigation.holidays)
        sender = Sender(publisher.name, publisher.contact)
        made = make_draft(
            DraftKind(kind), request, row, sender, course, today=investigation.today, holidays=investigation.holidays
        )
        if bundle is not None:
            bundle.parent.mkdir(parents=True, exist_ok=True)
            bundle.write_bytes(
                make_bundle(record, request.id, made_on=investigation.today, holidays=investigation.holidays)
            )
    if as_json:
        print_json(_plain(made))
        return
    click.echo(f"To: {made.addressee}\nSubject: {made.subject}\n\n{made.body}", nl=False)
    if made.send_by:
        click.echo(f"\n{render_proof(made.send_by)}", err=True)
    if bundle is not None:
        click.echo(f"\nBundle: {bundle}", err=True)


def _find_authority(investigation: Investigation, name: str) -> Authority:
    row = investigation.find_authority(name)
    if row is None:
        near = [item.id for item in investigation.authorities if name.casefold() in item.name.casefold()]
        raise ValueNotAllowed(
            "no such authority in this investigation",
            found=name,
            allowed=", ".join(near[:8]) or "the ids in authorities.csv",
            remedy="use its id",
        )
    return row


def _find_request(requests: list[Request], authority: Authority, batch_id: str | None) -> Request:
    found = [request for request in requests if batch_id in (None, request.batch_id)]
    if len(found) != 1:
        raise ValueNotAllowed(
            "it is not clear which request is meant" if found else "nothing was asked of this authority yet",
            found=batch_id or authority.name,
            allowed=", ".join(request.batch_id for request in requests),
            remedy="name the letter with --letter" if found else "run: answerable run",
        )
    return found[0]


def _make_course(
    request: Request,
    messages: list[Message],
    classifications: list[Classification],
    review_asked: str | None,
    holidays: HolidayCalendar | None,
) -> Course:
    """What the record knows of the request so far."""
    (answer,) = make_answers([request], messages, classifications, holidays)
    references = [row.reference.value for row in classifications if row.reference and not row.reference.problem]
    sent = {message.id: message.sent_at[:10] for message in messages if message.sent_at}
    reviews = sorted(
        sent[row.message_id]
        for row in classifications
        if row.kind is MessageKind.REVIEW_OUTCOME and row.message_id in sent
    )
    course = Course(references[-1] if references else "", answer.answered_on, answer.grounds)
    return replace(
        course,
        review_asked_on=_parse_day(review_asked) if review_asked else None,
        review_answered_on=dt.date.fromisoformat(reviews[-1]) if reviews else None,
        clock=RequestClock(answer.due, answer.clock_why, answer.waits_for),
    )


def _plain(made: Draft) -> dict[str, str | None]:
    return {
        "kind": made.kind.value,
        "addressee": made.addressee,
        "subject": made.subject,
        "body": made.body,
        "send_by": made.send_by.due_on.isoformat() if made.send_by else None,
        "statute": made.send_by.statute if made.send_by else None,
    }


def _parse_day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueNotAllowed("not a day", where="--review-asked", found=text, allowed="2021-11-01") from None

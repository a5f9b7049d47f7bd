"""The bundle that goes with a complaint: every letter of one request, dated, with full headers.

What lives here: `make_bundle`. What comes in: the record and a request; what goes out: the bytes of a ZIP, the same for
the same letters. What must never be here: letters of other requests, anything rewritten.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from answerable.ask.outbox import NOUN, find_sent_bytes
from answerable.ask.requests import render_day
from answerable.law import HolidayCalendar, render_proof
from answerable.law.answers import make_answers
from answerable.model.answer import Answer
from answerable.model.authority import Authority
from answerable.model.message import Message
from answerable.model.report import counted
from answerable.model.request import Request
from answerable.model.response import Classification
from answerable.store.record import Record

_FIXED_TIME = (2000, 1, 1, 0, 0, 0)


_ENDINGS = {"message/rfc822": "eml", "application/vnd.ms-outlook": "msg", "application/pdf": "pdf"}


@dataclass(frozen=True, slots=True)
class BundleEntry:
    """One letter of a bundle.

    Args:
        name: its file in the bundle.
        at: UTC instant in ISO form, or empty.
        direction: `in` or `out`.
        sender: address.
        subject: decoded.
        document: sha256 of its bytes.
        form: what its file holds, where that is not a mail with its headers as received.
    """

    name: str
    at: str
    direction: str
    sender: str
    subject: str
    document: str
    form: str = ""


def list_letters(record: Record, request_id: str) -> tuple[BundleEntry, ...]:
    """Return the letters of a request, oldest first; undated ones last.

    Our own request is among them: as the mail server took it, or as it came back into the record.
    """
    letters = list(record.iter(Message, request_id=request_id))
    request = record.get(Request, request_id)
    rows = [
        (one.sent_at, one.direction, one.sender or one.sender_name, one.subject, one.document, one.message_id)
        for one in letters
    ]
    handed_over = find_sent_bytes(record.judgements(NOUN), request_id)
    if handed_over and all(one.message_id != request.message_id for one in letters):
        mail = email.message_from_bytes(record.get_bytes(handed_over), policy=email.policy.default)
        at = mail["Date"].datetime.astimezone(dt.UTC).isoformat() if mail["Date"] else ""
        rows.append((at, "out", str(mail["From"] or ""), request.subject, handed_over, request.message_id))
    rows.sort(key=lambda row: (not row[0], row[0], row[4]))
    return tuple(
        BundleEntry(
            f"{number:02d}-{(at or 'undated')[:10]}-{direction}.{_find_ending(record, document)}",
            at,
            direction,
            sender,
            subject,
            document,
            _find_form(record, document, message_id),
        )
        for number, (at, direction, sender, subject, document, message_id) in enumerate(rows, start=1)
    )


def _find_ending(record: Record, document: str) -> str:
    source = record.find_source(document)
    if source is None:
        return "bin"
    return _ENDINGS.get(source.media_type) or PurePosixPath(source.name).suffix.lstrip(".").lower() or "bin"


def _find_form(record: Record, document: str, message_id: str) -> str:
    """What a reader of the bundle must know of a file that is no mail as received."""
    source = record.find_source(document)
    if message_id.endswith(".invalid"):
        return "put together from a request site's thread, which shows no headers"
    if source is not None and source.media_type not in _ENDINGS:
        return "came without a mail"
    if source is not None and source.media_type == "application/pdf":
        return "came without a mail"
    return ""


def make_bundle(
    record: Record, request_id: str, *, made_on: dt.date | None = None, holidays: HolidayCalendar | None = None
) -> bytes:
    """Return a ZIP of a request's letters as received, with a list of contents and the proof of the due date.

    Args:
        record: where the letters are.
        request_id: of the request.
        made_on: the day that the bundle bears.
        holidays: another calendar than the bundled one.

    Raises:
        NotInRecord: no such request.
    """
    request = record.get(Request, request_id)
    authority = record.get(Authority, request.authority_id)
    entries = list_letters(record, request_id)
    is_ours_there = any(one.direction == "out" and _is_on_first_day(one.at, request) for one in entries)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        (answer,) = make_answers(
            [request],
            record.all(Message, request_id=request_id),
            record.all(Classification, request_id=request_id),
            holidays,
        )
        contents = _render_contents(request, authority, entries, made_on, answer, has_own_mail=is_ours_there)
        _write(bundle, "00-contents.txt", contents.encode())
        if not is_ours_there:
            _write(bundle, "00-request.txt", f"{request.subject}\n\n{request.body.strip()}\n".encode())
        for entry in entries:
            _write(bundle, entry.name, record.get_bytes(entry.document))
    return out.getvalue()


def _is_on_first_day(at: str, request: Request) -> bool:
    """Whether a letter of ours is the request itself: it is of the day that the request went, or the night after."""
    if not at or request.sent_on is None:
        return False
    return dt.date.fromisoformat(at[:10]) <= request.sent_on + dt.timedelta(days=1)


def _render_contents(
    request: Request,
    authority: Authority,
    entries: tuple[BundleEntry, ...],
    made_on: dt.date | None,
    answer: Answer,
    *,
    has_own_mail: bool,
) -> str:
    sent = render_day(request.sent_on) if request.sent_on else "not sent"
    lines = [f"{authority.name}: {request.subject}"]
    lines += [f"Bundle of {render_day(made_on)}"] if made_on else []
    lines += [f"Sent: {sent}, by {request.channel}", ""]
    if answer.due:
        lines += [render_proof(answer.due), ""]
    elif answer.clock_why:
        lines += [f"No day is due: {answer.clock_why}.", ""]
    lines.append(
        f"{counted(len(entries), 'letter', 'letters')} in the order of their dates, as received, with full headers:"
    )
    if not has_own_mail:
        lines.append("00-request.txt  the request as it was put; it went without a mail of ours")
    for entry in entries:
        who = f"{'from' if entry.direction == 'in' else 'by us,'} {entry.sender or 'nobody named'}"
        lines.append(f"{entry.name}  {entry.at or 'no date'}  {who}  {entry.subject}")
        lines.append(f"    sha256 {entry.document}" + (f"; {entry.form}" if entry.form else ""))
    return "\n".join(lines) + "\n"


def _write(bundle: zipfile.ZipFile, name: str, data: bytes) -> None:
    bundle.writestr(zipfile.ZipInfo(name, _FIXED_TIME), data, zipfile.ZIP_DEFLATED)

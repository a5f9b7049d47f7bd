"""The bundle that goes with a complaint: every letter of one request, dated, with full headers.

What lives here: `make_bundle`. What comes in: the record and a request; what goes out: the bytes of a ZIP, the same for
the same letters. What must never be here: letters of other requests, anything rewritten.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from answerable.ask.requests import find_due, render_day
from answerable.law import render_proof
from answerable.model.authority import Authority
from answerable.model.message import Message
from answerable.model.request import Request
from answerable.store.record import Record

_FIXED_TIME = (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class BundleEntry:
    """One letter of a bundle."""

    name: str
    at: str
    direction: str
    sender: str
    subject: str
    document: str


def list_letters(record: Record, request_id: str) -> tuple[BundleEntry, ...]:
    """Return the letters of a request, oldest first; undated ones last."""
    letters = sorted(
        record.iter(Message, request_id=request_id), key=lambda item: (not item.sent_at, item.sent_at, item.id)
    )
    return tuple(
        BundleEntry(
            f"{number:02d}-{(letter.sent_at or 'undated')[:10]}-{letter.direction}.eml",
            letter.sent_at,
            letter.direction,
            letter.sender,
            letter.subject,
            letter.document,
        )
        for number, letter in enumerate(letters, start=1)
    )


def make_bundle(record: Record, request_id: str) -> bytes:
    """Return a ZIP of a request's letters as received, with a list of contents and the proof of the due date.

    Raises:
        NotInRecord: no such request.
    """
    request = record.get(Request, request_id)
    authority = record.get(Authority, request.authority_id)
    entries = list_letters(record, request_id)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        _write(bundle, "00-contents.txt", _render_contents(request, authority, entries).encode())
        for entry in entries:
            _write(bundle, entry.name, record.get_bytes(entry.document))
    return out.getvalue()


def _render_contents(request: Request, authority: Authority, entries: tuple[BundleEntry, ...]) -> str:
    proof = find_due(request)
    sent = render_day(request.sent_on) if request.sent_on else "not sent"
    lines = [f"{authority.name}: {request.subject}", f"Sent: {sent}", ""]
    if proof:
        lines += [render_proof(proof), ""]
    lines.append("Letters, as received, with full headers:")
    lines += [
        f"{entry.name}  {entry.at or 'no date'}  {'from' if entry.direction == 'in' else 'by us'} {entry.sender}"
        f"  {entry.subject}  sha256 {entry.document}"
        for entry in entries
    ]
    return "\n".join(lines) + "\n"


def _write(bundle: zipfile.ZipFile, name: str, data: bytes) -> None:
    bundle.writestr(zipfile.ZipInfo(name, _FIXED_TIME), data, zipfile.ZIP_DEFLATED)

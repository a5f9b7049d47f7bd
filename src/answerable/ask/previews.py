"""Every letter of a batch, as it would go: for the screen, for the outbox folder, for a last look.

What lives here: previews as plain values and as .eml bytes. What comes in: the record's rows; what goes out: values.
What must never be here: sending, writing files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from answerable.ask.letters import Attachment, make_letter, make_letter_name
from answerable.ask.requests import Sender, find_due
from answerable.law import HolidayCalendar
from answerable.model.authority import Authority
from answerable.model.problem import Problem
from answerable.model.request import Batch, Request
from answerable.store.record import Record


@dataclass(frozen=True, slots=True)
class Preview:
    """One letter as it would go, and what stands in its way."""

    request: Request
    authority: Authority
    due_on: dt.date | None
    problems: tuple[Problem, ...]


def list_previews(record: Record, batch_id: str, holidays: HolidayCalendar | None = None) -> tuple[Preview, ...]:
    """Return the letters of a batch, in the order of authorities' names."""
    authorities = {row.id: row for row in record.iter(Authority)}
    problems: dict[str, list[Problem]] = {}
    for problem in record.iter(Problem):
        if problem.authority_id and problem.code.startswith("address-"):
            problems.setdefault(problem.authority_id, []).append(problem)
    found = []
    for request in record.iter(Request, batch_id=batch_id):
        proof = find_due(request, holidays)
        authority = authorities[request.authority_id]
        stands = tuple(problems.get(request.authority_id, ())) if request.sent_on is None else ()
        found.append(Preview(request, authority, proof.due_on if proof else None, stands))
    return tuple(sorted(found, key=lambda item: (item.authority.name, item.request.id)))


def list_letter_problems(record: Record, batch: Batch) -> tuple[Problem, ...]:
    """Return what the pre-flight found in the letter itself."""
    return tuple(record.iter(Problem, stage="ask", unit=f"batch/{batch.id}"))


def iter_letters(
    record: Record, batch_id: str, sender: Sender, attachments: Sequence[Attachment] = ()
) -> Iterator[tuple[str, bytes]]:
    """Yield (file name, .eml bytes) of every letter of a batch, as drafts to look at or send from a mail program."""
    for preview in list_previews(record, batch_id):
        yield (
            make_letter_name(preview.request, preview.authority),
            make_letter(preview.request, sender, authority_name=preview.authority.name, attachments=attachments),
        )

"""Ask, as a stage: every letter of the investigation becomes a request to every authority.

What comes in: the record, batches and authorities as the folder holds them, who asks. What goes out: `Batch`,
`Authority`, `Request` and `Problem` rows. Never here: the sending (``outbox``), the writing of files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, replace
from typing import Any

from answerable.ask.outbox import NOUN, find_confirmed, find_registers, find_sent
from answerable.ask.preflight import check_batch, check_request, list_unsendable
from answerable.ask.published import list_published, make_published_key
from answerable.ask.requests import Sender, check_tokens, find_due, make_request, make_request_id, render_day
from answerable.ask.steps import take_steps
from answerable.law import HolidayCalendar
from answerable.model.authority import Authority
from answerable.model.ids import make_key
from answerable.model.judgement import Judgement
from answerable.model.report import Progress, StageReport, no_progress
from answerable.model.request import Batch, Request
from answerable.store.record import Record
from answerable.store.work import Unit, run_units

STAGE = "ask"
VERSION = "3"  # of the checks and of what a request is made of


def run(
    record: Record,
    batches: Sequence[Batch],
    authorities: Sequence[Authority],
    today: dt.date,
    progress: Progress = no_progress,
    *,
    sender: Sender | None = None,
    holidays: HolidayCalendar | None = None,
    register: str = "",
) -> StageReport:
    """Make the requests, check what is about to go, and say when the answers are due.

    Args:
        record: the record.
        batches: the letters.
        authorities: whom we ask.
        today: tells what is due; never part of a row.
        progress: called per unit.
        sender: who asks; fills ``publisher.*`` fields.
        holidays: another calendar than the bundled one.
        register: the list of authorities in use, with its version.

    Raises:
        ProjectFileInvalid: a letter uses a field that does not exist (file and line).
        LawUnknown: an authority's law is none of those known.
        ValueNotAllowed: two requests would bear one token.
    """
    who = sender or Sender()
    # Errors of the letters themselves stop the stage before a row is written: nobody wants half a batch.
    rulings = record.judgements(NOUN)
    sent, confirmed = find_sent(rulings), find_confirmed(rulings)
    batches = _note_registers(batches, authorities, find_registers(rulings), register)
    by_request: dict[str, list[Judgement]] = {}
    for ruling in rulings:
        by_request.setdefault(ruling.subject, []).append(ruling)
    requests = {
        (batch.id, row.id): _make(batch, row, who, sent, by_request) for batch in batches for row in authorities
    }
    check_tokens(requests.values())
    units = [_authority_unit(row) for row in authorities]
    for batch in batches:
        units.append(_batch_unit(batch, batches, record))
        units.extend(_request_unit(batch, row, requests[batch.id, row.id], confirmed) for row in authorities)
    done = run_units(record, STAGE, units, progress)
    did, needs = _tell(record, batches, authorities, requests.values(), confirmed, today, holidays)
    did += tuple(_tell_registers(batches, register))
    return StageReport(STAGE, done.n_done, done.n_unchanged, done.n_failed, did, needs)


def _note_registers(
    batches: Sequence[Batch], authorities: Sequence[Authority], sent: Mapping[str, str], register: str
) -> tuple[Batch, ...]:
    """The letters, each with the register that it was made with: as its file or its sending says, else the present."""
    noted = []
    for batch in batches:
        ids = [make_request_id(batch, row) for row in authorities]
        known = next((sent[one] for one in ids if one in sent), "")
        noted.append(replace(batch, register=batch.register or known or register))
    return tuple(noted)


def _tell_registers(batches: Sequence[Batch], register: str) -> list[str]:
    """Which letters were made with another register than the one in use."""
    return [
        f"{batch.id}: made with {batch.register}; in use now is {register}"
        for batch in batches
        if register and batch.register != register
    ]


def _make(
    batch: Batch,
    authority: Authority,
    sender: Sender,
    sent: Mapping[str, tuple[dt.date, str]],
    rulings: Mapping[str, Sequence[Judgement]],
) -> Request:
    """The request, with the day on which its own letter went where the outbox knows it, and the steps that followed."""
    request = make_request(batch, authority, sender)
    if request.id in sent:
        on, channel = sent[request.id]
        request = replace(request, sent_on=on, channel=channel)
    return take_steps(request, rulings.get(request.id, ()))


def _authority_unit(authority: Authority) -> Unit:
    return Unit(f"authority/{authority.id}", make_key(VERSION, _plain(authority)), lambda: [authority])


def _batch_unit(batch: Batch, batches: Sequence[Batch], record: Record) -> Unit:
    def make() -> Iterable[Any]:
        return [batch, *(() if batch.sent_on else check_batch(batch, batches, list_published(record)))]

    others = [_plain(other.questions) for other in batches if other.id != batch.id]
    published = [] if batch.sent_on else make_published_key(record)
    return Unit(f"batch/{batch.id}", make_key(VERSION, _plain(batch), others, published), make)


def _request_unit(batch: Batch, authority: Authority, request: Request, confirmed: Mapping[str, str]) -> Unit:
    address = confirmed.get(request.id, "")

    def make() -> Iterable[Any]:
        return [request, *(() if request.sent_on else check_request(request, authority, address))]

    return Unit(
        f"request/{batch.id}/{authority.id}",
        make_key(VERSION, _plain(request), _plain(authority.emails), address),
        make,
    )


def _plain(value: Any) -> Any:
    """Values of a noun that JSON can write, for a key."""
    if hasattr(value, "__dataclass_fields__"):
        return [_plain(item) for item in astuple(value)]
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def _tell(
    record: Record,
    batches: Sequence[Batch],
    authorities: Sequence[Authority],
    requests: Iterable[Request],
    confirmed: Mapping[str, str],
    today: dt.date,
    holidays: HolidayCalendar | None,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    by_batch: dict[str, list[Request]] = {}
    for request in requests:
        by_batch.setdefault(request.batch_id, []).append(request)
    did: list[str] = []
    needs: list[str] = []
    rows = {row.id: row for row in authorities}
    for batch in batches:
        mine = by_batch.get(batch.id, [])
        gone = [request for request in mine if request.sent_on]
        waiting = [request for request in mine if not request.sent_on]
        if gone:
            did.append(_tell_sent(batch, gone, today, holidays))
            n_moved = _count_moved(gone, holidays) if holidays else 0
            did += [f"{batch.id}: the lists in holidays/ move {_count(n_moved, 'due date', 'due dates')}"] * bool(
                n_moved
            )
        if not waiting:
            continue
        did.append(f"{batch.id}: {_count(len(waiting), 'letter', 'letters')} ready, not sent")
        found = check_batch(batch, batches, list_published(record))
        needs.extend(f"{item.where}: {item.found}: {item.remedy}" for item in found)
        held = list_unsendable(
            problem
            for one in waiting
            for problem in check_request(one, rows[one.authority_id], confirmed.get(one.id, ""))
        )
        if held:
            needs.append(
                f"{batch.id}: no person has confirmed the address of {_count(len(held), 'authority', 'authorities')}"
            )
        needs.append(f"{batch.id}: look at the letters, then send them, or write `sent_on` into the front matter")
    return tuple(did), tuple(needs)


def _tell_sent(batch: Batch, requests: Sequence[Request], today: dt.date, holidays: HolidayCalendar | None) -> str:
    days = sorted({request.sent_on for request in requests if request.sent_on})
    proofs = (find_due(request, holidays) for request in requests)
    due_days = sorted({proof.due_on for proof in proofs if proof})
    told = f"{batch.id}: {_count(len(requests), 'letter', 'letters')} sent on {_render_span(days)}"
    if not due_days:
        return told
    return f"{told}, answers {'were' if due_days[-1] < today else 'are'} due {_render_span(due_days)}"


def _count_moved(requests: Sequence[Request], holidays: HolidayCalendar) -> int:
    """How many answers are due on another day than by the bundled holidays."""
    days = ((find_due(request, None), find_due(request, holidays)) for request in requests)
    return sum(1 for bundled, kept in days if bundled and kept and bundled.due_on != kept.due_on)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _render_span(days: Sequence[dt.date]) -> str:
    first, last = days[0], days[-1]
    return render_day(first) if first == last else f"{render_day(first)} to {render_day(last)}"

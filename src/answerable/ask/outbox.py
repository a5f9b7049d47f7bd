"""The outbox: which letters wait, which went, which may have gone; never sent twice, never forgotten.

What lives here: the state of every letter, told by rulings that are never deleted, and the sending itself through the
`Postman` port. What comes in: the record, a person's name and confirmation; what goes out: letters, rulings, a report.
What must never be here: a network connection (``adapters``), a decision to send that no person made.

A letter is marked *sending* before it is handed over and *sent* after. A crash between the two leaves it *sending*: it
may have gone, so it is never handed over again until the sent folder or a person says that it did not go.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from answerable.ask.letters import Attachment, make_letter
from answerable.ask.requests import Sender
from answerable.errors import AdapterUnavailable, DeliveryUncertain, LetterRefused, ValueNotAllowed
from answerable.model.authority import Authority
from answerable.model.ids import hash_bytes
from answerable.model.judgement import Judgement, Ruling, make_judgement
from answerable.model.report import Progress, no_progress
from answerable.model.request import Batch, Request
from answerable.ports import Clock, Postman
from answerable.store.record import Record

NOUN = "request"
_VARIABLE, _ADDRESS = "delivery", "address"


class LetterState(StrEnum):
    """Where a letter stands. Only `WAITING` and `FAILED` letters are ever handed over."""

    WAITING = "waiting"
    SENDING = "sending"
    """Handed over or about to be when the program stopped: it may have gone."""
    SENT = "sent"
    FAILED = "failed"
    """The server refused it, and said so."""
    ELSEWHERE = "elsewhere"
    """A person sent it by portal, post or a platform."""


class SentFolder(Protocol):
    """Knows whether a letter went: a mailbox's sent folder, or the log of the server."""

    def has_letter(self, message_id: str) -> bool | None:
        """Whether a letter with this message id went; None when the folder cannot say."""
        ...


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """One letter and where it stands."""

    request: Request
    authority: Authority
    state: LetterState
    on: dt.date | None = None
    """The day it went, where it did."""
    channel: str = "mail"
    by: str = ""
    why: str = ""
    is_address_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class SendingPlan:
    """What a confirmation is asked for: how many letters, to which addresses, and what stays behind and why."""

    letters: tuple[OutboxItem, ...]
    held: tuple[tuple[OutboxItem, str], ...]

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses that letters would go to, in order."""
        return tuple(item.request.recipient for item in self.letters)


@dataclass(frozen=True, slots=True)
class SendingReport:
    """What a sending did."""

    n_sent: int
    failed: tuple[tuple[str, str], ...]
    """(request id, what the server said)."""
    uncertain: tuple[str, ...]
    """Ids of requests that a person must look up: they may have gone."""


def list_outbox(record: Record, batch_id: str) -> tuple[OutboxItem, ...]:
    """Return every letter of a batch with its state, by authority."""
    rulings: dict[str, list[Judgement]] = {}
    for judgement in record.judgements(NOUN):
        rulings.setdefault(judgement.subject, []).append(judgement)
    authorities = {row.id: row for row in record.iter(Authority)}
    items = [
        _make_item(request, authorities[request.authority_id], rulings.get(request.id, ()))
        for request in record.iter(Request, batch_id=batch_id)
    ]
    return tuple(sorted(items, key=lambda item: (item.authority.name, item.request.id)))


def find_sent(judgements: Iterable[Judgement]) -> dict[str, tuple[dt.date, str]]:
    """Return the day and channel of every letter that the rulings say went, by request id."""
    sent: dict[str, tuple[dt.date, str]] = {}
    for judgement in _in_order(judgements):
        if judgement.noun != NOUN or judgement.variable != _VARIABLE:
            continue
        after = json.loads(judgement.after)
        if after["state"] in (LetterState.SENT, LetterState.ELSEWHERE):
            sent[judgement.subject] = (dt.date.fromisoformat(after["on"]), after.get("channel", "mail"))
        else:
            sent.pop(judgement.subject, None)
    return sent


def find_registers(judgements: Iterable[Judgement]) -> dict[str, str]:
    """Return the register, with its version, that was in use when each letter went, by request id."""
    found: dict[str, str] = {}
    for judgement in _in_order(judgements):
        if judgement.noun == NOUN and judgement.variable == _VARIABLE:
            register = str(json.loads(judgement.after).get("register", ""))
            if register:
                found.setdefault(judgement.subject, register)
    return found


def find_sent_bytes(judgements: Iterable[Judgement], request_id: str) -> str:
    """Return the sha256 of the letter as it was handed to the mail server; empty where it did not go that way."""
    found = ""
    for judgement in _in_order(item for item in judgements if item.subject == request_id):
        if judgement.noun == NOUN and judgement.variable == _VARIABLE:
            after = json.loads(judgement.after)
            went = after["state"] in (LetterState.SENDING, LetterState.SENT)
            found = after.get("sha256", found) if went else ""
    return found


def find_confirmed(judgements: Iterable[Judgement]) -> dict[str, str]:
    """Return the address that a person confirmed last, by request id."""
    confirmed = {}
    for judgement in judgements:
        if judgement.noun == NOUN and judgement.variable == _ADDRESS:
            confirmed[judgement.subject] = str(json.loads(judgement.after).get("address", ""))
    return confirmed


def make_plan(items: Sequence[OutboxItem], *, confirmed_addresses: Iterable[str] = ()) -> SendingPlan:
    """Return what would be sent now, and what stays behind and why. Nothing is sent."""
    confirmed = {address.casefold() for address in confirmed_addresses}
    letters, held = [], []
    for item in items:
        email = item.authority.email
        if item.state in (LetterState.SENT, LetterState.ELSEWHERE):
            continue
        if item.state is LetterState.SENDING:
            held.append((item, "it may have gone when the program stopped: look in the sent folder, then mark it"))
        elif email is None or not item.request.recipient:
            held.append((item, "no address: look it up, or mark it as sent elsewhere"))
        elif not (email.is_verified or item.is_address_confirmed or email.address.casefold() in confirmed):
            held.append((item, f"no person has confirmed {email.address}"))
        else:
            letters.append(item)
    return SendingPlan(tuple(letters), tuple(held))


def send(
    record: Record,
    plan: SendingPlan,
    postman: Postman,
    sender: Sender,
    clock: Clock,
    *,
    by: str,
    confirmed_count: int,
    attachments: Callable[[Request], Sequence[Attachment]] | None = None,
    pause_seconds: float = 0.0,
    sleep: Callable[[float], None] | None = None,
    progress: Progress = no_progress,
) -> SendingReport:
    """Hand the letters of a plan over, one by one, each exactly once.

    Args:
        record: keeps the bytes and the rulings.
        plan: what the person saw.
        postman: takes the letters.
        sender: who asks.
        clock: dates the letters.
        by: the person who confirmed.
        confirmed_count: the number of letters that the person confirmed.
        attachments: files that go with a request.
        pause_seconds: between two letters, so that a server does not take us for a flood.
        sleep: waits; needed with a pause.
        progress: called per letter.

    Raises:
        ValueNotAllowed: the number confirmed is not the number of letters, or nobody confirmed.
        AdapterUnavailable: the mail server cannot be reached; what did not go waits.
    """
    if confirmed_count != len(plan.letters) or not by:
        raise ValueNotAllowed(
            "the sending was not confirmed",
            found=f"{confirmed_count} confirmed by {by or 'nobody'}",
            allowed=f"{len(plan.letters)} letters, confirmed by a person",
            remedy="look at the plan again and confirm its number of letters",
        )
    failed: list[tuple[str, str]] = []
    uncertain: list[str] = []
    n_sent = 0
    for number, item in enumerate(plan.letters):
        progress(number, len(plan.letters), item.authority.name)
        if number and pause_seconds and sleep:
            sleep(pause_seconds)
        request, at = item.request, clock.now()
        data = make_letter(
            request,
            sender,
            authority_name=item.authority.name,
            sent_at=at,
            attachments=attachments(request) if attachments else (),
        )
        record.archive(data, name=f"{request.token}.eml", media_type="message/rfc822", origin=f"outbox:{request.id}")
        _rule(record, request, LetterState.SENDING, at, by, sha256=hash_bytes(data))
        try:
            postman.send(sender.contact, (request.recipient,), data)
        except DeliveryUncertain:
            # Nobody knows whether the server took it. It stays *sending*, and the next one waits for a person too.
            uncertain.append(request.id)
            break
        except LetterRefused as error:
            _rule(record, request, LetterState.FAILED, clock.now(), by, why=error.found or error.message)
            failed.append((request.id, error.found or error.message))
            continue
        except AdapterUnavailable as error:
            # No connection at all: the letter certainly did not go.
            _rule(record, request, LetterState.WAITING, clock.now(), by, why=error.message)
            raise
        batch = record.find(Batch, request.batch_id)
        facts = {"on": at.date().isoformat(), "register": batch.register if batch else ""}
        _rule(record, request, LetterState.SENT, clock.now(), by, sha256=hash_bytes(data), **facts)
        n_sent += 1
    progress(len(plan.letters), len(plan.letters), "")
    return SendingReport(n_sent, tuple(failed), tuple(uncertain))


def resolve(record: Record, items: Iterable[OutboxItem], folder: SentFolder, clock: Clock, *, by: str) -> int:
    """Ask the sent folder about letters that may have gone; return how many are settled now."""
    n_settled = 0
    for item in items:
        if item.state is not LetterState.SENDING:
            continue
        went = folder.has_letter(item.request.message_id)
        if went is None:
            continue
        at = clock.now()
        if went:
            on = (item.on or at.date()).isoformat()
            _rule(record, item.request, LetterState.SENT, at, by, on=on, why="found in the sent folder")
        else:
            _rule(record, item.request, LetterState.WAITING, at, by, why="not in the sent folder")
        n_settled += 1
    return n_settled


def mark(
    record: Record, item: OutboxItem, state: LetterState, clock: Clock, *, by: str, on: dt.date, channel: str, why: str
) -> None:
    """Note what a person knows: a letter went by portal or post, or did not go after all."""
    batch = record.find(Batch, item.request.batch_id)
    facts = {"on": on.isoformat(), "channel": channel}
    if state is LetterState.ELSEWHERE and batch:
        facts["register"] = batch.register
    _rule(record, item.request, state, clock.now(), by, why=why, **facts)


def confirm_address(record: Record, item: OutboxItem, clock: Clock, *, by: str, why: str) -> None:
    """Note that a person confirmed the address of one request."""
    after = json.dumps({"address": item.request.recipient})
    judgement = make_judgement(
        made_at=clock.now().isoformat(),
        by=by,
        ruling=Ruling.ACCEPT,
        noun=NOUN,
        subject=item.request.id,
        variable=_ADDRESS,
        after=after,
        reason=why,
    )
    record.append_judgements([judgement])


def _make_item(request: Request, authority: Authority, rulings: Iterable[Judgement]) -> OutboxItem:
    state = LetterState.SENT if request.sent_on else LetterState.WAITING
    on, channel, by, why, confirmed = request.sent_on, request.channel, "", "", False
    for judgement in _in_order(rulings):
        after = json.loads(judgement.after)
        if judgement.variable == _ADDRESS:
            confirmed = after.get("address") == request.recipient
        elif judgement.variable == _VARIABLE:
            state = LetterState(after["state"])
            on = dt.date.fromisoformat(after["on"]) if after.get("on") else on
            channel = after.get("channel", channel)
            by, why = judgement.by, judgement.reason
    return OutboxItem(request, authority, state, on, channel, by, why, confirmed)


def _in_order(rulings: Iterable[Judgement]) -> list[Judgement]:
    """Rulings as they were made. Of one instant *sending* comes first: files of decisions do not keep that order."""

    def key(judgement: Judgement) -> tuple[str, bool]:
        state = json.loads(judgement.after).get("state") if judgement.variable == _VARIABLE else ""
        return judgement.made_at, state != LetterState.SENDING

    return sorted(rulings, key=key)


def _rule(
    record: Record, request: Request, state: LetterState, at: dt.datetime, by: str, *, why: str = "", **facts: str
) -> None:
    after = {"state": state.value, **{name: value for name, value in facts.items() if value}}
    judgement = make_judgement(
        made_at=at.isoformat(),
        by=by,
        ruling=Ruling.ADD,
        noun=NOUN,
        subject=request.id,
        variable=_VARIABLE,
        after=json.dumps(after, sort_keys=True),
        reason=why,
    )
    record.append_judgements([judgement])

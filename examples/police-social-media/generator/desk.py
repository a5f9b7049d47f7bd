"""The desk on which everything lands: messages and pages to write, and the truth about them.

In: letters in marked text. Out: files under ``inbox/`` and ``pages/`` and the rows of the truth. Never here: what a
letter says, or how a PDF or a sheet is made.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from string import Template
from typing import Any

from .force import DESK, DESK_NAME, Force
from .marks import Marked, read
from .message import Attachment, Letter, make_bytes


@dataclass(slots=True)
class File:
    """A rendered attachment and the marks that its text carried."""

    name: str
    data: bytes
    marked: Marked = field(default_factory=Marked)
    hidden: tuple[dict[str, object], ...] = ()


@dataclass(slots=True)
class Entry:
    """One message on the desk with its expected reading."""

    letter: Letter
    data: bytes
    authority: str
    kind: str
    decisions: dict[str, str] = field(default_factory=dict)
    decision: str = ""
    exemptions: tuple[str, ...] = ()
    reference: str = ""
    answered_on: str = ""
    received_on: str = ""
    also: tuple[str, ...] = ()
    superseded: bool = False
    body: Marked = field(default_factory=Marked)
    files: tuple[File, ...] = ()
    container: str = ""
    law: str = ""


def at(when: str) -> datetime:
    """Return an instant from ``2021-11-29 14:05``, read as UTC."""
    return datetime.strptime(when, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


@dataclass(slots=True)
class Desk:
    """Everything that was sent and published, in the order it was written down."""

    forces: dict[str, Force]
    entries: list[Entry] = field(default_factory=list)
    traps: list[dict[str, str]] = field(default_factory=list)
    duplicates: list[dict[str, Any]] = field(default_factory=list)
    containers: dict[str, bytes] = field(default_factory=dict)
    """Exports that hold several messages, by file name; a `.mbox` is put together from its entries."""
    log_cases: list[dict[str, Any]] = field(default_factory=list)
    page_changes: list[dict[str, Any]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Where letters and plan disagree."""

    def receive(
        self,
        force_id: str,
        kind: str,
        when: str,
        text: str,
        *,
        subject: str = "RE: $subject",
        sender: str = "",
        sender_name: str = "",
        html: str = "",
        files: tuple[File, ...] = (),
        threaded: bool = True,
        charset: str = "utf-8",
        headers: tuple[tuple[str, str], ...] = (),
        case: str = "",
        outgoing: bool = False,
        container: str = "",
        **truth: object,
    ) -> Entry:
        """Take in one letter of a force, written in marked text with ``$token``, ``$subject``, ``$name`` fields."""
        force = self.forces[force_id] if force_id else None
        fields = {"ref": str(truth.get("reference", ""))}
        if force:
            fields |= {"token": force.token, "subject": force.subject, "name": force.name}
        body = read(Template(text.strip("\n") + "\n").safe_substitute(fields), case)
        marked_html = read(Template(html).safe_substitute(fields), case) if html else Marked()
        us, them = (DESK, DESK_NAME), (sender or (force.email if force else ""), sender_name)
        (frm, frm_name), (to, _) = (us, them) if outgoing else (them, us)
        letter = Letter(
            sender=frm,
            sender_name=frm_name if outgoing or sender_name else (force.name if force else ""),
            to=to,
            subject=Template(subject).safe_substitute(fields),
            sent_at=at(when),
            text=body.plain,
            html=marked_html.plain,
            attachments=tuple(Attachment(item.name, item.data) for item in files),
            in_reply_to=force.request_message_id if force and threaded else "",
            charset=charset,
            headers=headers,
        )
        body.marks += marked_html.marks
        body.tallies += marked_html.tallies
        entry = Entry(
            letter,
            make_bytes(letter),
            force_id,
            kind,
            body=body,
            files=files,
            container=container,
            **truth,  # type: ignore[arg-type]
        )
        if force and not entry.law and kind in ("response", "review_outcome"):
            entry.law = force.law
        self.entries.append(entry)
        return entry

    def add(self, entry: Entry, data: bytes | None = None) -> Entry:
        """Take in an entry made elsewhere, such as a bounce."""
        entry = replace(entry, data=entry.data if data is None else data)
        self.entries.append(entry)
        return entry

    def trap(self, force_id: str, words: str, why: str) -> None:
        """Note words that invite a wrong reading."""
        self.traps.append({"authority": force_id, "words": words, "why": why})

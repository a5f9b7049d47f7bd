"""The first step of track: archive what lies in the inbox, parse the mails, match them to requests.

What comes in: the record, the inbox folder, requests, authorities. What goes out: sources, one `Message` per letter
(in or out), problems. Bytes are archived before anything parses them. What must never be here: what a letter decides
(that is `run`, after reading).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from answerable.mail.mail import Mail
from answerable.mail.media import sniff_media_type
from answerable.mail.outlook import parse_any_mail
from answerable.mail.portals import PortalLink, find_portal_links
from answerable.mail.segments import make_live_text
from answerable.mail.sources import Received, iter_received
from answerable.model.authority import Authority
from answerable.model.document import Source
from answerable.model.ids import hash_bytes, make_id, make_key
from answerable.model.judgement import Judgement, Ruling
from answerable.model.message import Match, Message
from answerable.model.problem import Problem
from answerable.model.report import Progress, StageReport, counted, no_progress
from answerable.model.request import Request
from answerable.store.record import Record
from answerable.track.matching import Envelope, Index, match_message
from answerable.track.shelf import Shelf

STAGE = "track.intake"
VERSION = "1"
"""Part of every key; raise it when parsing or matching changes what it finds."""

_MAIL_TYPES = ("message/rfc822", "application/vnd.ms-outlook")
_EXTENSIONS = {
    "eml": "message/rfc822",
    "emlx": "message/rfc822",
    "msg": "application/vnd.ms-outlook",
    "oft": "application/vnd.ms-outlook",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "mbox": "application/mbox",
    "csv": "text/csv",
    "txt": "text/plain",
    "html": "text/html",
    "htm": "text/html",
    "json": "application/json",
    "xls": "application/vnd.ms-excel",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
}


@dataclass(frozen=True, slots=True)
class _Letter:
    """A parsed letter on its way into the record."""

    message: Message
    envelope: Envelope
    problems: tuple[Problem, ...]


def run_intake(
    record: Record,
    inbox: Path,
    requests: Sequence[Request],
    authorities: Sequence[Authority],
    progress: Progress = no_progress,
    *,
    own_addresses: Sequence[str] = (),
) -> StageReport:
    """Take in what lies in the inbox, and match every letter ever taken in to its request.

    Letters taken in before stay, though their file has left the inbox: the archive holds them. A person's ruling
    (judgement `match` on a message) stands above every evidence.

    Args:
        record: where it goes.
        inbox: folder of the investigation; may be absent.
        requests: that were made.
        authorities: of the investigation.
        progress: told of each file.
        own_addresses: ours, so that our own letters are known; concluded from the letters where none are given.
    """
    problems = _archive_inbox(record, inbox, progress) if inbox.is_dir() else []
    letters = Shelf[_Letter]()
    for letter in _iter_letters(record):
        letters.put(f"{letter.message.sent_at or '9999'} {letter.message.document}", letter)
    index = Index(requests, {row.id: row for row in authorities})
    ours = _find_own(letters, index, own_addresses)
    rulings = _find_rulings(record.judgements(noun="message"))
    for letter in letters:
        # First pass: learn. A letter may be matched by a reference that only a later one explains.
        _make_rows(letter, index, ours, rulings)
    known, kept = record.keys(STAGE), set[str]()
    n_done = n_held = n_matched = n_links = 0
    for letter in letters:
        rows = _make_rows(letter, index, ours, rulings)
        n_held += not rows[0].request_id
        n_matched += bool(rows[0].request_id)
        n_links += any(problem.code == "download-link" for problem in letter.problems)
        name = letter.message.document
        kept.add(name)
        key = make_key(STAGE, VERSION, [repr(row) for row in rows], [problem.id for problem in letter.problems])
        if known.get(name) != key:
            record.replace(STAGE, name, key, [*rows, *letter.problems])
            n_done += 1
    unopened = "inbox"
    key = make_key(STAGE, VERSION, [problem.id for problem in problems])
    kept.add(unopened)
    if known.get(unopened) != key:
        record.replace(STAGE, unopened, key, problems)
    record.keep_only(STAGE, kept)
    return StageReport(
        stage="track",
        n_done=n_done,
        n_unchanged=len(letters) - n_done,
        n_failed=len(problems),
        did=(f"{counted(len(letters), 'letter', 'letters')} taken in; {n_matched} matched to their request",),
        needs_person=_tell_needs(n_held, n_links),
        next_command="answerable run --only read",
    )


def _tell_needs(n_held: int, n_links: int) -> tuple[str, ...]:
    held = f"{counted(n_held, 'letter waits', 'letters wait')} in the holding pen: say which request each answers"
    links = f"{counted(n_links, 'letter', 'letters')} with files at a download portal: fetch them before they expire"
    return (*([held] if n_held else ()), *([links] if n_links else ()))


def _archive_inbox(record: Record, inbox: Path, progress: Progress) -> list[Problem]:
    """File every byte of the inbox, containers before what they held; return what could not be opened."""
    problems: list[Problem] = []
    containers: dict[str, str] = {}
    for number, item in enumerate(iter_received(inbox)):
        if isinstance(item, Problem):
            problems.append(item)
            continue
        progress(number, 0, item.origin)
        parent = containers.get(item.container, "")
        source = record.archive(
            item.data, name=item.name, media_type=_find_type(item), origin=f"inbox/{item.origin}", parent=parent
        )
        containers.setdefault(item.origin, source.id)
    return problems


def _find_type(item: Received) -> str:
    suffix = item.name.rpartition(".")[2].lower()
    if item.is_mail:
        return "application/vnd.ms-outlook" if item.data.startswith(b"\xd0\xcf\x11\xe0") else "message/rfc822"
    return _EXTENSIONS.get(suffix) or sniff_media_type(item.data, "")


def _iter_letters(record: Record) -> Iterator[_Letter]:
    """Every letter of the archive: mails that came by themselves or in a box, and files put into the inbox by hand."""
    mails = {source.id for source in record.iter_sources() if source.media_type in _MAIL_TYPES}
    for sha256 in [source.id for source in record.iter_sources() if _is_letter(source, mails)]:
        source = record.find_source(sha256)
        assert source is not None
        yield _read_mail(record, source) if source.media_type in _MAIL_TYPES else _read_file(source)


def _is_letter(source: Source, mails: Set[str]) -> bool:
    """Whether it came by itself or in a box; what came inside a mail is a part of that mail."""
    if source.media_type not in _MAIL_TYPES:
        return _is_loose_letter(source)
    return source.parent not in mails and source.origin.startswith(("inbox/", "imap:", "sent/"))


def _is_loose_letter(source: Source) -> bool:
    """A file that a person put into the inbox by itself: an answer that came by post or from a portal."""
    return (
        source.origin.startswith("inbox/")
        and not source.parent
        and "!" not in source.origin
        and source.media_type not in (*_MAIL_TYPES, "application/zip", "application/mbox", "application/json")
    )


def _read_mail(record: Record, source: Source) -> _Letter:
    """Parse a mail and archive what it carries, its own sha256 as their parent."""
    mail = parse_any_mail(record.get_bytes(source.id))
    if mail is None:
        return _read_file(source)
    attachments: list[tuple[str, str]] = []
    for item in mail.attachments:
        if item.how == "alternative" or not item.data:
            continue
        kind = sniff_media_type(item.data, item.media_type)
        if kind in ("", "application/octet-stream"):
            kind = _EXTENSIONS.get(item.name.rpartition(".")[2].lower(), kind)
        sha256 = hash_bytes(item.data)
        if record.find_source(sha256) is None:
            record.archive(
                item.data,
                name=item.name,
                media_type=kind,
                origin=f"{source.origin}!{item.name}",
                parent=source.id,
                received_at=mail.sent_at,
            )
        attachments.append((sha256, item.name))
    message = Message(
        id=make_id("msg", source.id),
        document=source.id,
        direction="in",
        sent_at=mail.sent_at,
        sender=mail.sender.address,
        sender_name=mail.sender.name,
        recipients=tuple(item.address or item.name for item in mail.recipients),
        subject=mail.subject,
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        references=mail.references,
        body=make_live_text(mail.body),
        attachments=tuple(attachments),
    )
    return _Letter(
        message,
        _make_envelope(mail, message, source),
        (
            *(replace(item, where=f"{source.name}, {item.where}") for item in mail.problems),
            *(_make_link_problem(link, source, mail) for link in find_portal_links(mail)),
        ),
    )


def _make_link_problem(link: PortalLink, source: Source, mail: Mail) -> Problem:
    """A file that lies at a portal and not in the record: it is gone when the link expires."""
    gone = f"; gone after {link.expires_on}" if link.expires_on else "; the letter does not say until when"
    return Problem(
        make_id("prb", "download-link", source.id, link.address),
        "download-link",
        f"{source.name}, {mail.subject}",
        f"{link.service}: {link.address}{gone}"[:400],
        "the file itself in the record",
        "download it soon and put it into inbox/, in a folder named by the authority's id",
        document=source.id,
    )


def _make_envelope(mail: Mail, message: Message, source: Source) -> Envelope:
    hidden = [item.data[:20_000].decode("latin-1") for item in mail.attachments if item.how in ("report", "nested")]
    return Envelope(
        sha256=source.id,
        sender=message.sender,
        sender_name=message.sender_name,
        recipients=message.recipients,
        subject=message.subject,
        message_id=message.message_id,
        replies_to=tuple(dict.fromkeys(item for item in (message.in_reply_to, *reversed(message.references)) if item)),
        live=message.body,
        body=mail.body,
        names=tuple(item.name for item in mail.attachments),
        hidden="\n".join(hidden),
        failed=tuple(item.recipient for item in mail.deliveries if item.recipient),
        origin=source.origin,
    )


def _read_file(source: Source) -> _Letter:
    """A letter that is a file by itself: its name is all that is known before it is read."""
    message = Message(
        make_id("msg", source.id), source.id, "in", source.received_at, "", "", (), source.name, "", "", (), ""
    )
    envelope = Envelope(source.id, "", "", (), source.name, "", (), "", "", origin=source.origin)
    return _Letter(message, envelope, ())


def _find_own(letters: Iterable[_Letter], index: Index, own_addresses: Sequence[str]) -> frozenset[str]:
    """Our own addresses: those given, the senders of our letters, and whoever the authorities write to most."""
    ours = {item.lower() for item in own_addresses}
    ids = {request.message_id for request in index.requests}
    theirs = {item.address.lower() for row in index.authorities.values() for item in row.emails}
    domains = {item.lower() for row in index.authorities.values() for item in row.domains}
    for letter in letters:
        sender = letter.message.sender
        to_them = any(item in theirs or item.rpartition("@")[2] in domains for item in letter.message.recipients)
        from_them = sender in theirs or sender.rpartition("@")[2] in domains
        if sender and (letter.message.message_id in ids or (to_them and not from_them)):
            ours.add(sender)
    return frozenset(ours)


def _is_outgoing(letter: _Letter, index: Index, ours: frozenset[str]) -> bool:
    if letter.message.sender:
        return letter.message.sender in ours
    # A letter of a request site names people, not addresses: the one to an authority is ours.
    to_authority = any(
        name and any(name.lower() in item.lower() for item in letter.message.recipients)
        for row in index.authorities.values()
        for name in row.names
    )
    return bool(letter.message.sender_name) and to_authority


def _find_rulings(judgements: Sequence[Judgement]) -> Mapping[str, tuple[Judgement, tuple[str, ...]]]:
    """The request (or requests) that a person named for a message; the last ruling that was not taken back."""
    undone = {item.undoes for item in judgements if item.undoes}
    found: dict[str, tuple[Judgement, tuple[str, ...]]] = {}
    for item in judgements:
        if item.ruling is not Ruling.MATCH or item.id in undone or item.undoes:
            continue
        try:
            value = json.loads(item.after) if item.after[:1] in '["{' else item.after
        except ValueError:
            value = item.after
        names = [value] if isinstance(value, str) else [str(name) for name in value] if isinstance(value, list) else []
        found[item.subject] = (item, tuple(name for name in names if name))
    return found


def _make_rows(
    letter: _Letter, index: Index, ours: frozenset[str], rulings: Mapping[str, tuple[Judgement, tuple[str, ...]]]
) -> list[Message]:
    """The message's rows: one, or one per request where a person said that it answers several."""
    message = replace(letter.message, direction="out" if _is_outgoing(letter, index, ours) else "in")
    matches, request_id = match_message(letter.envelope, index)
    ruled = rulings.get(message.id)
    if ruled is not None:
        judgement, wanted = ruled
        by_person = tuple(
            Match(item, "person", f"{judgement.by}: {judgement.reason}".strip(": "), 1.0) for item in wanted
        )
        rest = tuple(item for item in matches if item.request_id not in wanted)
        rows = [
            replace(
                message,
                id=message.id if number == 0 else make_id("msg", message.document, item),
                request_id=item,
                matches=(*by_person, *rest),
            )
            for number, item in enumerate(wanted)
        ]
        for item in wanted:
            index.learn(letter.envelope, item, "person")
        return rows or [replace(message, matches=matches)]
    if request_id:
        index.learn(letter.envelope, request_id, matches[0].reason)
    return [replace(message, request_id=request_id, matches=matches)]


def list_pen(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The letters that wait for a person to say which request they answer, newest last."""
    waiting = [item for item in messages if not item.request_id]
    return tuple(sorted(waiting, key=lambda item: (item.sent_at, item.id)))

"""One letter's bytes to a message, the envelope it is matched by, and what it carries.

What comes in: a source and its bytes. What goes out: plain values. Nothing else is needed, so that it can be done in
another process, which a hostile mail may end. What must never be here: the record.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from answerable.mail.mail import Mail
from answerable.mail.media import sniff_media_type
from answerable.mail.outlook import parse_any_mail
from answerable.mail.portals import PortalLink, find_portal_links
from answerable.mail.segments import make_live_text
from answerable.model.document import Source
from answerable.model.ids import hash_bytes, make_id
from answerable.model.message import Message
from answerable.model.problem import Problem
from answerable.track.matching import Envelope

DIED = "reader-died"
EXTENSIONS = {
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
class Letter:
    """A parsed letter on its way into the record."""

    message: Message
    envelope: Envelope
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What a mail carries, to be archived."""

    name: str
    media_type: str
    data: bytes
    received_at: str


def parse_letter(piece: tuple[Source, bytes]) -> tuple[Letter, tuple[Part, ...]]:
    """Parse a mail; nothing but its bytes is needed, so that it can be done in another process."""
    source, data = piece
    mail = parse_any_mail(data)
    if mail is None:
        return read_loose(source), ()
    parts = []
    for item in mail.attachments:
        if item.how == "alternative" or not item.data:
            continue
        kind = sniff_media_type(item.data, item.media_type)
        if kind in ("", "application/octet-stream"):
            kind = EXTENSIONS.get(item.name.rpartition(".")[2].lower(), kind)
        parts.append(Part(item.name, kind, item.data, mail.sent_at))
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
        attachments=tuple((hash_bytes(part.data), part.name) for part in parts),
    )
    problems = [replace(item, where=f"{source.name}, {item.where}") for item in mail.problems]
    problems += [_make_link_problem(link, source, mail) for link in find_portal_links(mail)]
    return Letter(message, _make_envelope(mail, message, source), tuple(problems)), tuple(parts)


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


def read_loose(source: Source) -> Letter:
    """A letter that is a file by itself: its name is all that is known before it is read."""
    message = Message(
        make_id("msg", source.id), source.id, "in", source.received_at, "", "", (), source.name, "", "", (), ""
    )
    envelope = Envelope(source.id, "", "", (), source.name, "", (), "", "", origin=source.origin)
    return Letter(message, envelope, ())


def read_dead(source: Source, error: BaseException) -> Letter:
    """A mail that ended what parsed it: kept and shown, and known by its file name alone."""
    letter = read_loose(source)
    problem = Problem(
        make_id("prb", DIED, source.id),
        DIED,
        source.name,
        found=f"{type(error).__name__}: {error}"[:300],
        expected="a mail that can be parsed within the limits",
        remedy="the bytes are kept; open the mail with care and put its text into inbox/ as a file",
        document=source.id,
    )
    return replace(letter, problems=(problem,))

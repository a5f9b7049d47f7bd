"""Mail as bytes: the same letter gives the same bytes on every machine.

In: plain text, HTML, attachments, headers. Out: the bytes of one .eml. Never here: what a letter says.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

TYPES = {
    "pdf": ("application", "pdf"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": ("application", "vnd.oasis.opendocument.spreadsheet"),
    "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "csv": ("text", "csv"),
    "png": ("image", "png"),
    "zip": ("application", "zip"),
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that comes with a letter."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter in or out, before it is bytes."""

    sender: str
    sender_name: str
    to: str
    subject: str
    sent_at: datetime
    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    in_reply_to: str = ""
    charset: str = "utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    message_id: str = ""

    @property
    def id(self) -> str:
        """The Message-ID, made of what the letter says."""
        if self.message_id:
            return self.message_id
        seed = f"{self.sender}|{self.to}|{self.subject}|{self.sent_at.isoformat()}"
        return f"<{hashlib.sha256(seed.encode()).hexdigest()[:20]}@{self.sender.rsplit('@', 1)[-1]}>"


def _set_boundaries(message: EmailMessage, seed: str) -> None:
    """Give every multipart a boundary of its own that does not depend on chance."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            part.set_boundary(f"=_{hashlib.sha256(f'{seed}{number}'.encode()).hexdigest()[:24]}")


def make_message(letter: Letter) -> EmailMessage:
    """Return the letter as a message with fixed ids and boundaries."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = formataddr((letter.sender_name, letter.sender)) if letter.sender_name else letter.sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.sent_at)
    message["Message-ID"] = letter.id
    if letter.in_reply_to:
        message["In-Reply-To"] = letter.in_reply_to
        message["References"] = letter.in_reply_to
    for name, value in letter.headers:
        message[name] = value
    message.set_content(letter.text, charset=letter.charset)
    if letter.html:
        message.add_alternative(letter.html, subtype="html", charset="utf-8")
    for item in letter.attachments:
        maintype, subtype = TYPES.get(item.name.rsplit(".", 1)[-1].lower(), ("application", "octet-stream"))
        message.add_attachment(item.data, maintype=maintype, subtype=subtype, filename=item.name)
    _set_boundaries(message, letter.id)
    return message


def make_bytes(letter: Letter) -> bytes:
    """Return the letter as the bytes of one .eml file."""
    return make_message(letter).as_bytes(policy=policy.SMTP)


def make_bounce(letter: Letter, address: str, code: str, said: str, returned: str) -> bytes:
    """Return a delivery status notification (RFC 3464) for a letter that did not arrive.

    Args:
        letter: the notification's own headers and words.
        address: who could not be reached.
        code: the enhanced status code, such as ``5.1.1``.
        said: what the other server answered.
        returned: the headers of the letter that came back.
    """
    host = letter.sender.rsplit("@", 1)[-1]
    boundary = f"=_{hashlib.sha256(letter.id.encode()).hexdigest()[:24]}"
    lines = [
        f"From: {formataddr((letter.sender_name, letter.sender))}",
        f"To: {letter.to}",
        f"Subject: {letter.subject}",
        f"Date: {format_datetime(letter.sent_at)}",
        f"Message-ID: {letter.id}",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"',
        "",
        f"--{boundary}",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        *letter.text.splitlines(),
        "",
        f"--{boundary}",
        "Content-Type: message/delivery-status",
        "",
        f"Reporting-MTA: dns; {host}",
        f"Arrival-Date: {format_datetime(letter.sent_at)}",
        "",
        f"Final-Recipient: rfc822; {address}",
        f"Action: {'delayed' if code.startswith('4') else 'failed'}",
        f"Status: {code}",
        f"Diagnostic-Code: smtp; {said}",
        "",
        f"--{boundary}",
        "Content-Type: text/rfc822-headers",
        "",
        *returned.splitlines(),
        "",
        f"--{boundary}--",
        "",
    ]
    return "\r\n".join(lines).encode("ascii")

"""The nouns of a parsed mail.

What lives here: frozen records. What comes in: values that the parsers found. What must never be here: parsing, and
what a mail means for a request.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from answerable.model.problem import Problem


class SegmentKind(StrEnum):
    """What a stretch of a body is. Nothing is dropped: quoted words and disclaimers are folded, not deleted."""

    LIVE = "live"
    QUOTED = "quoted"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"
    HEADER = "header"
    """Header lines of the letter itself, printed on top of it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a body: ``body[start:end]``. The segments of a body follow each other without a gap."""

    kind: SegmentKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MailAddress:
    """A person or mailbox: the name as shown, the address in lower case."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a mail carried.

    Args:
        name: decoded; made up (``part-3.bin``) where the mail names none.
        data: its bytes, decoded.
        media_type: as the mail says, or by its first bytes where the mail says nothing useful.
        how: `attached`, `inline`, `nested` (a whole mail), `uuencoded`, `tnef`, `report` (part of a delivery report),
            `alternative` (another form of the body) or `remainder` (text outside every part).
    """

    name: str
    data: bytes
    media_type: str
    how: str = "attached"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a delivery report or read receipt says of one recipient.

    Args:
        recipient: the address that failed, was delayed, delivered or read.
        action: `failed`, `delayed`, `delivered`, `relayed`, `expanded`, `displayed`, `deleted` ...
        status: the code, such as ``5.1.1``; empty for receipts.
        diagnostic: what the other server said.
    """

    recipient: str
    action: str
    status: str = ""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail, parsed.

    Args:
        sha256: of the bytes.
        sender: from whom; empty address where no header says.
        recipients: To and Cc, in order, without repeats.
        subject: decoded.
        sent_at: UTC instant in ISO form; empty where no header gives one.
        message_id: without angle brackets.
        in_reply_to: without angle brackets; the first one.
        references: without angle brackets.
        body: the text, NFC, ``\\n`` line ends; of the plain part, else rendered from HTML or RTF.
        body_from: `plain`, `html`, `rtf` or `none`.
        html: the HTML body as the mail holds it, so that its tables stay tables; empty where there is none.
        attachments: everything else, in order.
        headers: all, decoded, in order, names as written.
        auto: `` ``, `auto_reply`, `delivery_report` or `read_receipt`, by its headers and structure alone.
        deliveries: rows of a delivery report or receipt.
        problems: what was broken.
    """

    sha256: str
    sender: MailAddress
    recipients: tuple[MailAddress, ...]
    subject: str
    sent_at: str
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    body: str
    body_from: str
    html: str
    attachments: tuple[Attachment, ...]
    headers: tuple[tuple[str, str], ...]
    auto: str = ""
    deliveries: tuple[Delivery, ...] = ()
    problems: tuple[Problem, ...] = ()

    def header(self, name: str) -> str:
        """The first header of this name, or an empty string."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")

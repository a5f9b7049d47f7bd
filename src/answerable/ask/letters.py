"""A request as a mail message, ready to go or to be looked at.

What lives here: `make_letter`, pure. What comes in: a `Request`, the sender, attachments; what goes out: the bytes of
an .eml. What must never be here: sending, the clock (the caller says when).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from answerable.ask.requests import Sender
from answerable.errors import ValueNotAllowed
from answerable.model.authority import Authority
from answerable.model.request import Request

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    media_type: str
    data: bytes


def make_letter(
    request: Request,
    sender: Sender,
    *,
    authority_name: str = "",
    sent_at: dt.datetime | None = None,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """Return a request as a mail message; the same request gives the same bytes.

    The subject bears the token, the Message-ID is the request's own, so that an answer is matched by either. Without
    `sent_at` the message is a draft (`X-Unsent`), which mail programs open for sending.

    Raises:
        ValueNotAllowed: the sender has no address.
    """
    if "@" not in sender.contact:
        raise ValueNotAllowed(
            "the sender has no address for answers",
            found=sender.contact,
            allowed="an address such as desk@newsroom.example",
            remedy="write it into answerable.toml: [publisher] contact",
        )
    message = EmailMessage(policy=SMTP.clone(max_line_length=998))
    message["From"] = _address(sender.name, sender.contact)
    if request.recipient:
        message["To"] = _address(authority_name, request.recipient)
    message["Subject"] = " ".join(request.subject.split())
    message["Message-ID"] = f"<{request.message_id}>"
    if sent_at is None:
        message["X-Unsent"] = "1"
    else:
        message["Date"] = format_datetime(sent_at)
    message["X-Answerable-Request"] = request.token
    message.set_content(request.body.strip() + "\n", subtype="plain", charset="utf-8", cte="quoted-printable")
    for item in attachments:
        main, _, sub = item.media_type.partition("/")
        message.add_attachment(item.data, maintype=main, subtype=sub, filename=item.name)
    if attachments:
        # The library makes boundaries up at random; ours must be the same every time.
        message.set_boundary(f"=_{request.token}")
    return message.as_bytes()


def make_letter_name(request: Request, authority: Authority) -> str:
    """Return the file name of a letter in the outbox folder."""
    return f"{authority.id}-{request.token.lower()}.eml"


def _address(name: str, address: str) -> Address:
    try:
        return Address(display_name=" ".join(name.split()), addr_spec=address)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise ValueNotAllowed(
            "an address that no mail can go to",
            found=address,
            allowed="an address such as foi@authority.example",
            remedy="correct it in authorities.csv or answerable.toml",
        ) from error

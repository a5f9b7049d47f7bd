"""A letter of a thread that a request site shows, as a mail in internet form, so that the program meets only mails.

What comes in: names, a day, words and files. What goes out: bytes, the same for the same letter. Such a mail has no
addresses and no headers but these: a site shows neither. What must never be here: how a site writes its threads.
"""

from __future__ import annotations

import datetime as dt
import email.policy
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime

from answerable.mail.media import sniff_media_type
from answerable.model.ids import make_key


@dataclass(frozen=True, slots=True)
class ThreadLetter:
    """One letter of a thread, as the bytes of a mail, and the members of the export that came with it.

    Args:
        data: the mail.
        members: names of files that are in it.
        outgoing: we wrote it.
        missing: name and address of each file that the export only names.
    """

    data: bytes
    members: tuple[str, ...]
    outgoing: bool
    missing: tuple[tuple[str, str], ...] = ()


def make_thread_mail(
    sender: str,
    address: str,
    to: str,
    subject: str,
    when: dt.datetime | None,
    body: str,
    files: Mapping[str, tuple[str, bytes]],
    headers: Mapping[str, str],
    *,
    seed: str,
    site: str,
) -> bytes:
    """Return one letter in internet form; same words, same bytes.

    Args:
        sender: as the site names who wrote.
        address: of the sender, where the site shows one.
        to: as the site names whom it went to.
        subject: of the thread or letter.
        when: it was written.
        body: its words.
        files: member of the export to its file name and bytes.
        headers: what the site says of the letter.
        seed: tells it from every other letter.
        site: stands in the message id, which ends in ``.invalid``.
    """
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = address or f'"{plain(sender)}" <>'
    message["To"] = f'"{plain(to)}" <>'
    message["Subject"] = plain(subject)
    if when is not None:
        message["Date"] = format_datetime(when)
    message["Message-ID"] = f"<{seed[:24]}@{site}.invalid>"
    for name, value in headers.items():
        message[name] = value
    message.set_content(body)
    for _, (label, data) in sorted(files.items()):
        main, _, sub = sniff_media_type(data, "").partition("/")
        if main in ("message", "multipart", "text"):
            main, sub = "application", "octet-stream"
        message.add_attachment(data, maintype=main, subtype=sub, filename=label)
    for place, part in enumerate(message.walk()):
        if part.get_content_maintype() == "multipart":
            part.set_boundary(f"=_{seed[:20]}_{place}")
    return message.as_bytes()


def make_seed(*parts: object) -> str:
    """What tells a letter from every other: the hash of what it is made of."""
    return make_key(*parts)


def plain(text: str) -> str:
    """Words for a header: one line, no quotation marks, no backslash."""
    return " ".join(text.replace('"', "'").replace("\\", "/").split())

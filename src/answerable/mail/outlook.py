"""Outlook's .msg (and .oft) files: a compound file with one stream per property ([MS-OXMSG]).

What comes in: bytes. What goes out: a `Mail`, or None where the compound file is no mail. What must never be here:
MIME.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import io
import struct
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

import olefile

from answerable.mail.charsets import clean_text, decode_text
from answerable.mail.headers import decode_header, decode_name, parse_addresses, parse_ids, parse_instant
from answerable.mail.html import render_html
from answerable.mail.mail import Attachment, Mail, MailAddress
from answerable.mail.media import sniff_media_type
from answerable.mail.parse import parse_mail
from answerable.mail.rtf import decompress_rtf, render_rtf
from answerable.model.ids import hash_bytes, make_id
from answerable.model.problem import Problem

_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)


def parse_msg(data: bytes) -> Mail | None:
    """Parse a .msg file; None where it is a compound file of another kind (a .doc, an .xls)."""
    try:
        file = olefile.OleFileIO(io.BytesIO(data))
    except (OSError, ValueError, struct.error, IndexError, TypeError):
        return None
    with file:
        if not file.exists("__properties_version1.0"):
            return None
        return _Storage(file, [], hash_bytes(data)).mail()


class _Storage:
    """One mail's storage inside the compound file: the file itself, or a mail attached to it."""

    def __init__(self, file: olefile.OleFileIO, path: list[str], sha256: str) -> None:
        self._file = file
        self._path = path
        self._sha256 = sha256
        self._problems: list[Problem] = []

    def mail(self) -> Mail:
        headers = email.message_from_string(self._text("007D"), policy=email.policy.compat32)
        values = [(name, decode_header(str(value))) for name, value in headers.raw_items()]
        sender_address = self._text("5D01") or self._text("0C1F") or self._text("0065")
        senders = parse_addresses([str(headers.get("From") or "")]) if headers.get("From") else ()
        sender = (
            senders[0]
            if senders
            else MailAddress(self._text("0C1A"), sender_address.lower() if "@" in sender_address else "")
        )
        recipients = tuple(self._recipients()) or parse_addresses([str(headers.get("To") or "")])
        html, body, body_from = self._bodies()
        return Mail(
            sha256=self._sha256,
            sender=sender,
            recipients=recipients,
            subject=self._text("0037"),
            sent_at=parse_instant(str(headers.get("Date") or "")) or self._instant(0x0039) or self._instant(0x0E06),
            message_id=next(iter(parse_ids(str(headers.get("Message-ID") or "") or self._text("1035"))), ""),
            in_reply_to=next(iter(parse_ids(str(headers.get("In-Reply-To") or "") or self._text("1042"))), ""),
            references=parse_ids(str(headers.get("References") or "") or self._text("1039")),
            body=body,
            body_from=body_from,
            html=html,
            attachments=tuple(self._attachments()),
            headers=tuple(values),
            auto=_find_auto(self._text("001A"), values),
            problems=tuple(self._problems),
        )

    def _bodies(self) -> tuple[str, str, str]:
        html_bytes = self._stream("10130102")
        html = decode_text(html_bytes)[0] if html_bytes else self._text("1013")
        body, body_from = clean_text(self._text("1000")), "plain"
        rtf = self._stream("10090102")
        if rtf and not html:
            text, is_html = render_rtf(decompress_rtf(rtf))
            if is_html:
                html = clean_text(text)
            elif not body.strip():
                body, body_from = clean_text(text), "rtf"
        if not body.strip() and html:
            body, body_from = render_html(html), "html"
        return html, body, body_from if body.strip() else "none"

    def _recipients(self) -> list[MailAddress]:
        found = []
        for name in self._children("__recip_version1.0_#"):
            inner = _Storage(self._file, [*self._path, name], self._sha256)
            address = inner._text("39FE") or inner._text("3003")
            found.append(MailAddress(inner._text("3001"), address.lower() if "@" in address else ""))
        return found

    def _attachments(self) -> list[Attachment]:
        found = []
        for number, name in enumerate(self._children("__attach_version1.0_#"), 1):
            inner = _Storage(self._file, [*self._path, name], self._sha256)
            label = (
                decode_name(inner._text("3707") or inner._text("3704") or inner._text("3001")) or f"part-{number}.bin"
            )
            if self._file.exists("/".join([*self._path, name, "__substg1.0_3701000D", "__properties_version1.0"])):
                nested = _Storage(self._file, [*self._path, name, "__substg1.0_3701000D"], self._sha256).mail()
                label = label if label.lower().endswith(".eml") else f"{label}.eml"
                found.append(Attachment(label, _rebuild(nested), "message/rfc822", "nested"))
                self._problems.append(
                    Problem(
                        make_id("prb", "mail-rebuilt", self._sha256, label), "mail-rebuilt", label,
                        "a mail kept inside Outlook's own format", "a message in internet form",
                        "its words and files are there; its headers are those that Outlook kept", self._sha256,
                    )
                )  # fmt: skip
                continue
            data = inner._stream("37010102")
            found.append(Attachment(label, data, sniff_media_type(data, inner._text("370E"))))
        return found

    def _children(self, prefix: str) -> list[str]:
        depth = len(self._path)
        names = {
            entry[depth]
            for entry in self._file.listdir(streams=True, storages=True)
            if len(entry) > depth and entry[:depth] == self._path and entry[depth].startswith(prefix)
        }
        return sorted(names)

    def _stream(self, tag: str) -> bytes:
        name = "/".join([*self._path, f"__substg1.0_{tag}"])
        if not self._file.exists(name):
            return b""
        try:
            return bytes(self._file.openstream(name).read())
        except (OSError, ValueError, struct.error):
            return b""

    def _text(self, tag: str) -> str:
        wide = self._stream(f"{tag}001F")
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\x00")
        narrow = self._stream(f"{tag}001E")
        return decode_text(narrow)[0].rstrip("\x00") if narrow else ""

    def _instant(self, number: int) -> str:
        name = "/".join([*self._path, "__properties_version1.0"])
        if not self._file.exists(name):
            return ""
        data = self._file.openstream(name).read()
        for start in (32, 24, 8):
            for place in range(start, len(data) - 15, 16):
                tag, _, value = struct.unpack_from("<IIQ", data, place)
                if tag == (number << 16 | 0x0040) and value:
                    try:
                        when = _EPOCH + dt.timedelta(microseconds=value // 10)
                    except OverflowError:
                        return ""
                    return when.replace(microsecond=0).isoformat()
        return ""


def _find_auto(message_class: str, headers: list[tuple[str, str]]) -> str:
    """What Outlook's message class or the transport headers say of the envelope."""
    kind = message_class.upper()
    if kind.startswith("REPORT") and kind.endswith((".IPNRN", ".IPNNRN", ".DR")):
        return "read_receipt"
    if kind.startswith("REPORT"):
        return "delivery_report"
    if kind.startswith("IPM.NOTE.RULES.OOFTEMPLATE"):
        return "auto_reply"
    submitted = next((value for name, value in headers if name.lower() == "auto-submitted"), "no")
    return "" if submitted.lower().startswith("no") else "auto_reply"


def _rebuild(mail: Mail) -> bytes:
    """A mail in internet form from its parsed parts; same parts, same bytes."""
    message = EmailMessage(policy=email.policy.SMTP)
    one_line = " ".join
    message["From"] = formataddr((one_line(mail.sender.name.split()), mail.sender.address))
    message["To"] = ", ".join(formataddr((one_line(item.name.split()), item.address)) for item in mail.recipients)
    message["Subject"] = one_line(mail.subject.split())
    if mail.sent_at:
        message["Date"] = format_datetime(dt.datetime.fromisoformat(mail.sent_at))
    if mail.message_id:
        message["Message-ID"] = f"<{mail.message_id}>"
    message.set_content(mail.body or "")
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    for item in mail.attachments:
        main, _, sub = item.media_type.partition("/")
        if main == "message":
            message.add_attachment(item.data, maintype="application", subtype="octet-stream", filename=item.name)
        else:
            message.add_attachment(item.data, maintype=main, subtype=sub or "octet-stream", filename=item.name)
    for number, part in enumerate(message.walk()):
        if part.get_content_maintype() == "multipart":
            part.set_boundary(f"=_{mail.sha256[:20]}_{number}")
    return message.as_bytes()


def parse_any_mail(data: bytes) -> Mail | None:
    """Parse a mail in either form; None where the bytes are neither."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return parse_msg(data)
    return parse_mail(data)

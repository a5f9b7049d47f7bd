"""Bytes of a mail to a `Mail`. Never raises for what the bytes hold: that becomes problems.

What comes in: the bytes of one .eml. What goes out: a `Mail` in which every part is a body or an attachment. The
standard library's parser is used with its compat32 policy: the newer default policy raises on some of the headers
that authorities really send, and hides the raw words of others; decoding is done here.
"""

from __future__ import annotations

import base64
import binascii
import email
import email.policy
import quopri
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.errors import StartBoundaryNotFoundDefect
from email.message import Message as MimeMessage

from answerable.mail.charsets import clean_text, decode_text
from answerable.mail.delivery import REPORT_TYPES, find_auto, find_deliveries
from answerable.mail.headers import decode_header, decode_name, parse_addresses, parse_ids, parse_instant
from answerable.mail.html import render_html
from answerable.mail.mail import Attachment, Mail, MailAddress
from answerable.mail.rtf import decompress_rtf, render_rtf
from answerable.mail.tnef import parse_tnef
from answerable.mail.uuencode import cut_uuencoded
from answerable.model.ids import hash_bytes, make_id
from answerable.model.problem import Problem

_EXTENSIONS = {
    "application/pdf": "pdf", "text/plain": "txt", "text/html": "html", "text/csv": "csv", "image/png": "png",
    "image/jpeg": "jpg", "image/gif": "gif", "message/rfc822": "eml", "text/calendar": "ics", "application/zip": "zip",
    "text/rtf": "rtf", "application/rtf": "rtf", "message/delivery-status": "txt",
    "message/disposition-notification": "txt", "text/rfc822-headers": "txt",
}  # fmt: skip
_MAGIC = (
    (b"%PDF-", "application/pdf"), (b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"), (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"), (b"{\\rtf", "text/rtf"),
)  # fmt: skip
_MAIL_START = re.compile(
    rb"(?:From \S+ .*\r?\n)?(?:(?:Received|From|Return-Path|Date|Subject|MIME-Version|Message-ID|Delivered-To|To"
    rb"|Reply-To|X-[\w-]+|Content-Type|Sender|References|In-Reply-To|Thread-[\w-]+|DKIM-Signature|"
    rb"ARC-[\w-]+|Cc):[^\n]*\r?\n"
    rb"(?:[ \t][^\n]*\r?\n)*){3,}",
    re.I,
)
_PART_HEADER = re.compile(
    r"(?:content|x|mime|arc|dkim|received|thread|message-id|date)(?:-[\w-]+)?\Z",
    re.IGNORECASE,
)
_USUAL_NOTE = re.compile(r"(?i)multi-?part (?:message|mime)|\bmime[- ](?:format|encoded|encapsulated|compliant|aware)")
_BASE64_SIGNS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_STUB = re.compile(
    r"(?i)\b(?:html (?:format|part|e-?mail|version)|view (?:this|it) (?:message|e-?mail)|html[- "
    r"]compatible|not support html)\b"
)


def parse_mail(data: bytes) -> Mail:
    """Parse a mail.

    Args:
        data: the bytes of one message, as received; a leading mbox ``From `` line is allowed.
    """
    reader = _Reader(hash_bytes(data))
    raw = data.lstrip(b"\r\n\xef\xbb\xbf") if data[:3] == b"\xef\xbb\xbf" or data[:1] in b"\r\n" else data
    if raw.startswith((b"From ", b">From ")):
        raw = raw.partition(b"\n")[2]
    try:
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        reader.read(message)
        if any(isinstance(item, StartBoundaryNotFoundDefect) for part in message.walk() for item in part.defects):
            reader.keep_lost_lines(raw, message)
    except RecursionError:
        # Mails in mails without end: nobody sends that in good faith. Its words are kept as they stand.
        reader = _Reader(hash_bytes(data))
        reader.note("mail-too-deep", "the whole mail", "parts in parts beyond what can be opened", "a few floors")
        message = email.message_from_bytes(raw.partition(b"\n\n")[0], policy=email.policy.compat32)
        reader.plain.append(decode_text(raw)[0])
    return reader.finish(message)


def looks_like_mail(data: bytes) -> bool:
    """Whether bytes begin as a mail does: three header lines at least, one of which only mails have."""
    found = _MAIL_START.match(data[:20000].lstrip(b"\xef\xbb\xbf\r\n"))
    return bool(
        found and re.search(rb"(?im)^(?:from|received|subject|message-id|return-path|delivered-to|date):", found[0])
    )


def sniff_media_type(data: bytes, claimed: str) -> str:
    """The type by its first bytes where the claim says nothing; else the claim."""
    if claimed not in (
        "",
        "application/octet-stream",
        "application/x-msdownload",
        "application/binary",
        "application/unknown",
    ):
        return claimed
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    return "message/rfc822" if looks_like_mail(data) else claimed or "application/octet-stream"


@dataclass(slots=True)
class _Reader:
    """Collects bodies, attachments and problems while walking the parts once, in order."""

    sha256: str
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    rtf_text: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    subject_inside: str = ""

    def note(self, code: str, where: str, found: str, expected: str = "", remedy: str = "") -> None:
        """Keep a problem; the bytes are archived whatever it is."""
        self.problems.append(
            Problem(
                make_id("prb", code, self.sha256, where, found), code, where, found[:300], expected,
                remedy or "the bytes are archived as received; look at the original if words seem to be missing",
                document=self.sha256,
            )
        )  # fmt: skip

    def read(self, part: MimeMessage, place: str = "1", *, alternative: bool = False) -> None:
        """Read one part and those inside it."""
        for defect in part.defects:
            self.note(
                "mail-part-broken", f"part {place}", type(defect).__name__.removesuffix("Defect"), "a well-formed part"
            )
        payload = part.get_payload()
        kind = part.get_content_type()
        if place != "1":
            self._keep_odd_headers(part, place)
        if isinstance(payload, list) and kind.startswith("multipart/"):
            for number, inner in enumerate(payload, 1):
                if isinstance(inner, MimeMessage):
                    self.read(inner, f"{place}.{number}", alternative=kind == "multipart/alternative")
            self._keep_remainder(part, place)
        elif isinstance(payload, list):
            self._read_report_or_mail(part, payload, kind, place)
        else:
            self._read_leaf(part, kind, place, alternative=alternative)

    def _read_report_or_mail(self, part: MimeMessage, payload: Sequence[object], kind: str, place: str) -> None:
        """A nested mail, or a report that the parser split into blocks."""
        if kind in REPORT_TYPES:
            text = "\n".join(
                _as_bytes(item).decode("utf-8", "replace") for item in payload if isinstance(item, MimeMessage)
            )
            self._attach(part, text.encode(), kind, place, "report")
            return
        for number, inner in enumerate(payload, 1):
            if not isinstance(inner, MimeMessage):
                continue
            data = _as_bytes(inner)
            if str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64":
                # Forbidden by RFC 2046 and sent all the same: the mail is the decoded text.
                decoded, _ = _decode_base64(data.lstrip(b"\r\n"))
                data = decoded if looks_like_mail(decoded) else data
            name = (
                decode_name(_file_name(part))
                or decode_header(str(inner.get("Subject") or ""))
                or f"message-{place}.{number}"
            )
            if not name.lower().endswith((".eml", ".msg")):
                name = re.sub(r"[\\/:*?\"<>|\n]+", " ", name)[:80].strip() + ".eml"
            self.attachments.append(Attachment(name, data, "message/rfc822", "nested"))

    def _read_leaf(self, part: MimeMessage, kind: str, place: str, *, alternative: bool) -> None:
        data = self._decode(part, place)
        disposition = str(part.get_content_disposition() or "")
        name = decode_name(_file_name(part))
        if part.get_content_maintype() == "multipart":
            # No boundary was found: what there is, is text.
            kind = "text/plain"
        if data.startswith(b"\x78\x9f\x3e\x22") or kind in ("application/ms-tnef", "application/vnd.ms-tnef"):
            self._read_tnef(data, name or "winmail.dat", place)
        elif (
            kind in ("text/plain", "text/html", "text/enriched")
            and disposition != "attachment"
            and not (name and disposition != "inline" and place != "1")
            and not (name and disposition == "inline" and (self.plain or self.html))
        ):
            self._read_text(part, data, kind, place)
        elif looks_like_mail(data) and kind in (
            "application/octet-stream",
            "message/rfc822",
            "application/x-msdownload",
            "text/rfc822",
        ):
            named = name if name.lower().endswith(".eml") else f"{name or f'message-{place}'}.eml"
            self.attachments.append(Attachment(named, data, "message/rfc822", "nested"))
        elif data or name:
            how = (
                "report"
                if kind in (*REPORT_TYPES, "text/rfc822-headers")
                else (
                    "inline"
                    if disposition == "inline" or part.get("Content-ID")
                    else "alternative"
                    if alternative
                    else "attached"
                )
            )
            self._attach(part, data, sniff_media_type(data, kind), place, how)

    def _read_text(self, part: MimeMessage, data: bytes, kind: str, place: str) -> None:
        charset = str(part.get_param("charset") or "")
        if isinstance(part.get_param("charset"), tuple):
            charset = str(part.get_content_charset() or "")
        if kind == "text/html" and not charset:
            found = re.search(rb"<meta[^>]+charset=[\"']?([\w-]+)", data[:4000], re.I)
            charset = found[1].decode() if found else ""
        text, used, lied = decode_text(data, charset)
        if lied:
            self.note(
                "charset-wrong", f"part {place}", f"called {charset}", used, "the text was read as the expected charset"
            )
        if kind == "text/html" or re.match(r"\s*(?:<!doctype html|<html[\s>])", text, re.I):
            self.html.append(text)
            return
        text, files = cut_uuencoded(text)
        for file in files:
            name = decode_name(file.name) or "uuencoded.bin"
            self.attachments.append(Attachment(name, file.data, sniff_media_type(file.data, ""), "uuencoded"))
            if not file.complete:
                self.note(
                    "attachment-incomplete",
                    f"part {place}, {name}",
                    "a uuencoded file without a proper end",
                    "the line `end`",
                )
        if text.strip():
            self.plain.append(text)

    def _read_tnef(self, data: bytes, name: str, place: str) -> None:
        """Open winmail.dat; its envelope is kept beside what it held."""
        found = parse_tnef(data)
        if found.broken:
            self.note("attachment-incomplete", f"part {place}, {name}", found.broken, "a whole TNEF envelope")
        self.subject_inside = self.subject_inside or found.subject
        if found.html:
            self.html.append(decode_text(found.html)[0])
        if found.rtf:
            text, is_html = render_rtf(decompress_rtf(found.rtf))
            if is_html and not found.html:
                self.html.append(clean_text(text))
            elif text.strip():
                self.rtf_text.append(clean_text(text))
        if found.body.strip():
            self.rtf_text.insert(0, clean_text(found.body))
        for file in found.files:
            label = decode_name(file.name) or f"part-{place}.bin"
            if file.nested:
                self._read_nested_tnef(file.data, label, place)
                continue
            self.attachments.append(Attachment(label, file.data, sniff_media_type(file.data, file.media_type), "tnef"))
        self.attachments.append(Attachment(name, data, "application/ms-tnef", "tnef"))

    def _read_nested_tnef(self, data: bytes, label: str, place: str) -> None:
        """A mail inside the envelope: its words as a text file, its files beside them."""
        inner = parse_tnef(data)
        text = inner.body or (decode_text(inner.html)[0] if inner.html else render_rtf(decompress_rtf(inner.rtf))[0])
        self.attachments.append(Attachment(f"{label}.txt", f"{inner.subject}\n\n{text}".encode(), "text/plain", "tnef"))
        for file in inner.files:
            name = decode_name(file.name) or f"part-{place}.bin"
            self.attachments.append(Attachment(name, file.data, sniff_media_type(file.data, file.media_type), "tnef"))

    def _attach(self, part: MimeMessage, data: bytes, kind: str, place: str, how: str) -> None:
        name = decode_name(_file_name(part))
        if not name:
            name = f"part-{place}.{_EXTENSIONS.get(kind, 'bin')}"
        self.attachments.append(Attachment(name, data, kind, how))

    def _keep_remainder(self, part: MimeMessage, place: str) -> None:
        """Words outside every part are kept too, but for the usual note to old readers."""
        for what, text in (("before", part.preamble), ("after", part.epilogue)):
            if text and text.strip() and not (what == "before" and _USUAL_NOTE.search(text) and len(text) < 400):
                data = text.encode("utf-8", "surrogateescape")
                self.attachments.append(Attachment(f"{what}-parts-{place}.txt", data, "text/plain", "remainder"))
                self.note("text-outside-parts", f"part {place}", f"{len(text)} characters {what} the parts", "none")

    def keep_lost_lines(self, raw: bytes, message: MimeMessage) -> None:
        """Keep what the standard library drops: all that follows a closing boundary that was never opened."""
        known = set[str]()
        for part in message.walk():
            payload = vars(part).get("_payload")
            for text in (payload, part.preamble, part.epilogue, *(f"{name}:{value}" for name, value in part.items())):
                known.update(line.strip() for line in str(text).splitlines() if isinstance(text, str))
        lines = raw.decode("ascii", "surrogateescape").splitlines()
        squeezed = {re.sub(r"\s*:\s*", ":", line, count=1) for line in known}
        lost = [
            line
            for line in lines
            if line.strip()
            and not line.startswith("--")
            and line.strip() not in known
            and re.sub(r"\s*:\s*", ":", line.strip(), count=1) not in squeezed
        ]
        if lost:
            data = "\n".join(lost).encode("utf-8", "surrogateescape")
            self.attachments.append(Attachment("lost-lines.txt", data, "text/plain", "remainder"))
            self.note("text-outside-parts", "the whole mail", f"{len(lost)} lines in no part", "none")

    def _keep_odd_headers(self, part: MimeMessage, place: str) -> None:
        """Words of a letter that stand where a part's header should: the blank line before them is missing."""
        odd = [f"{name}: {value}" for name, value in _raw_headers(part) if not _PART_HEADER.match(name)]
        if odd:
            data = "\n".join(odd).encode("utf-8", "surrogateescape")
            self.attachments.append(Attachment(f"header-{place}.txt", data, "text/plain", "remainder"))
            self.note("text-outside-parts", f"part {place}", f"{len(odd)} lines in the header of a part", "none")

    def _decode(self, part: MimeMessage, place: str) -> bytes:
        """The bytes of a part; a broken encoding gives what can be had and a problem."""
        # The undecoded words: `get_payload` would put replacement signs for 8-bit bytes.
        payload = vars(part).get("_payload")
        text = payload if isinstance(payload, str) else ""
        raw = text.encode("utf-8", "surrogateescape")
        encoding = str(part.get("Content-Transfer-Encoding") or "").strip().lower().strip("\"'")
        if encoding == "base64":
            lines = raw.splitlines(keepends=True)
            beside = [line for line in lines if not _is_base64(line.strip())]
            if beside and len(beside) < len(lines):
                # Mailing lists and scanners write their words below an encoded part; broken boundaries do worse.
                self.attachments.append(Attachment(f"beside-{place}.txt", b"".join(beside), "text/plain", "remainder"))
                self.note("text-outside-parts", f"part {place}", f"{len(beside)} lines beside base64", "none")
                raw = b"".join(line for line in lines if _is_base64(line.strip()))
            data, complete = _decode_base64(raw)
            if not complete:
                self.note("attachment-incomplete", f"part {place}", "base64 that breaks off", "whole groups of four")
            return data
        if encoding in ("quoted-printable", "quopri"):
            return quopri.decodestring(raw)
        if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
            _, files = cut_uuencoded(raw.decode("latin-1").replace("\r\n", "\n"))
            return files[0].data if files else raw
        return raw

    def finish(self, message: MimeMessage) -> Mail:
        """Put it together."""
        html = "\n<hr>\n".join(self.html)
        plain = "\n".join(text.rstrip("\n") + "\n" for text in self.plain)
        body, body_from = plain, "plain"
        if html and (not plain.strip() or (len(plain) < 400 and _STUB.search(plain))):
            if plain.strip():
                self.attachments.append(Attachment("plain-part.txt", plain.encode(), "text/plain", "alternative"))
            body, body_from = render_html(html), "html"
        elif not plain.strip() and self.rtf_text:
            body, body_from = "\n".join(self.rtf_text), "rtf"
        elif not plain.strip():
            body, body_from = "", "none"
        headers = tuple((name, decode_header(str(value))) for name, value in _raw_headers(message))
        senders = parse_addresses(_all(message, "From") or _all(message, "Sender") or _all(message, "Return-Path"))
        sender = senders[0] if senders else MailAddress("", "")
        subject = decode_header(_first(message, "Subject")) or self.subject_inside
        sent_at = parse_instant(_first(message, "Date")) or parse_instant(
            _first(message, "Received").rpartition(";")[2]
        )
        if not sent_at:
            self.note("mail-undated", "header Date", _first(message, "Date") or "nothing", "a date")
        ids = parse_ids(_first(message, "Message-ID"))
        replies = parse_ids(_first(message, "In-Reply-To"))
        return Mail(
            sha256=self.sha256,
            sender=sender,
            recipients=parse_addresses(_all(message, "To") + _all(message, "Cc")),
            subject=subject,
            sent_at=sent_at,
            message_id=ids[0] if ids else "",
            in_reply_to=replies[0] if replies else "",
            references=parse_ids(" ".join(_all(message, "References"))),
            body=body,
            body_from=body_from,
            html=html,
            attachments=tuple(self.attachments),
            headers=headers,
            auto=find_auto(message, subject, sender.address),
            deliveries=find_deliveries(message),
            problems=tuple(dict.fromkeys(self.problems)),
        )


def _is_base64(line: bytes) -> bool:
    """Whether a line belongs to an encoded part, perhaps with a sign spoilt, and is not words that stand beside it."""
    n_foreign = len(line.translate(None, _BASE64_SIGNS))
    if not n_foreign:
        return True
    return len(line) >= 20 and n_foreign * 10 <= len(line) and not re.search(rb"[\s:;<>@]|\A--", line)


def _decode_base64(raw: bytes) -> tuple[bytes, bool]:
    """Decode base64 with foreign signs skipped; the second value is false where it breaks off."""
    cleaned = re.sub(rb"[^A-Za-z0-9+/]", b"", raw.partition(b"=\n--")[0] if b"=\n--" in raw else raw)
    spare = len(cleaned) % 4
    padded = cleaned[: len(cleaned) - 1] if spare == 1 else cleaned + b"=" * (-len(cleaned) % 4)
    try:
        data = base64.b64decode(padded)
    except (binascii.Error, ValueError):
        return base64.b64decode(cleaned[: len(cleaned) // 4 * 4]), False
    stripped = raw.strip()
    return data, spare != 1 and (spare == 0 or stripped.endswith(b"="))


def _as_bytes(message: MimeMessage) -> bytes:
    try:
        return message.as_bytes(policy=email.policy.compat32.clone(max_line_length=0))
    except (UnicodeError, LookupError, ValueError, TypeError, AttributeError, KeyError):
        return message.as_string().encode("utf-8", "surrogateescape")


def _file_name(part: MimeMessage) -> str:
    """The file name by RFC 2231, RFC 2047 or whatever stands there."""
    try:
        name = part.get_filename() or part.get_param("name") or ""
    except (UnicodeError, LookupError, ValueError, TypeError, IndexError):
        name = ""
    if isinstance(name, tuple):
        name = name[2] or ""
    if not name or "\ufffd" in name:
        raw = f"{part.get('Content-Disposition', '')};{part.get('Content-Type', '')}"
        found = re.search(r"(?:file)?name\*?(?:0\*?)?\s*=\s*(?:\"([^\"\n]+)|([^;\s]+))", raw)
        name = (found[1] or found[2]) if found else name
    return str(name)


def _raw_headers(message: MimeMessage) -> list[tuple[str, str]]:
    return [(str(name), str(value)) for name, value in message.raw_items()]


def _all(message: MimeMessage, name: str) -> list[str]:
    return [value for key, value in _raw_headers(message) if key.lower() == name.lower()]


def _first(message: MimeMessage, name: str) -> str:
    return next(iter(_all(message, name)), "")

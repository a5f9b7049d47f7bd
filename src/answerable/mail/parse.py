"""Bytes of a mail to a `Mail`. Never raises for what the bytes hold: that becomes problems.

What comes in: the bytes of one .eml. What goes out: a `Mail` in which every part is a body or an attachment. The
standard library's parser is used with its compat32 policy: the newer default policy raises on some of the headers
that authorities really send, and hides the raw words of others; decoding is done here.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from email.errors import StartBoundaryNotFoundDefect
from email.message import Message as MimeMessage

from answerable.mail.charsets import clean_text, decode_text
from answerable.mail.colored import render_with_answers
from answerable.mail.decoding import decode_base64, decode_part, find_file_name, get_raw_payload, render_part
from answerable.mail.delivery import REPORT_TYPES, find_auto, find_deliveries
from answerable.mail.headers import decode_header, decode_name, parse_addresses, parse_ids, parse_instant
from answerable.mail.html import render_html
from answerable.mail.mail import Attachment, Mail, MailAddress
from answerable.mail.media import EXTENSIONS, looks_like_mail, sniff_media_type
from answerable.mail.remainders import Remainder, iter_lost_lines, iter_words_around, iter_words_in_header
from answerable.mail.rtf import decompress_rtf, render_rtf
from answerable.mail.tnef import parse_tnef
from answerable.mail.uuencode import EncodedFile, cut_uuencoded
from answerable.model.ids import hash_bytes, make_id
from answerable.model.problem import Problem

_DEEPEST_ENVELOPE = 40
"""Envelopes in envelopes beyond this are kept as files."""
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
            reader.keep(iter_lost_lines(raw, message))
    except RecursionError:
        # Mails in mails without end: nobody sends that in good faith. Its words are kept as they stand.
        reader = _Reader(hash_bytes(data))
        reader.note("mail-too-deep", "the whole mail", "parts in parts beyond what can be opened", "a few floors")
        message = email.message_from_bytes(raw.partition(b"\n\n")[0], policy=email.policy.compat32)
        reader.plain.append(decode_text(raw)[0])
    return reader.finish(message)


@dataclass(slots=True)
class _Reader:
    """Collects bodies, attachments and problems while walking the parts once, in order."""

    sha256: str
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    rtf_text: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
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
        payload = get_raw_payload(part)
        kind = part.get_content_type()
        self.kinds.add(kind)
        if place != "1":
            self.keep(iter_words_in_header(part, place))
        if isinstance(payload, list) and kind.startswith("multipart/"):
            for number, inner in enumerate(payload, 1):
                if isinstance(inner, MimeMessage):
                    self.read(inner, f"{place}.{number}", alternative=kind == "multipart/alternative")
            self.keep(iter_words_around(part, place))
        elif isinstance(payload, list):
            self._read_report_or_mail(part, payload, kind, place)
        else:
            self._read_leaf(part, kind, place, alternative=alternative)

    def _read_report_or_mail(self, part: MimeMessage, payload: Sequence[object], kind: str, place: str) -> None:
        """A nested mail, or a report that the parser split into blocks."""
        if kind in REPORT_TYPES:
            text = "\n".join(
                render_part(item).decode("utf-8", "replace") for item in payload if isinstance(item, MimeMessage)
            )
            self._attach(part, text.encode(), kind, place, "report")
            return
        for number, inner in enumerate(payload, 1):
            if not isinstance(inner, MimeMessage):
                continue
            data = render_part(inner)
            if str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64":
                # Forbidden by RFC 2046 and sent all the same: the mail is the decoded text.
                decoded, _ = decode_base64(data.lstrip(b"\r\n"))
                data = decoded if looks_like_mail(decoded) else data
            name = (
                decode_name(find_file_name(part))
                or decode_header(str(inner.get("Subject") or ""))
                or f"message-{place}.{number}"
            )
            if not name.lower().endswith((".eml", ".msg")):
                name = re.sub(r"[\\/:*?\"<>|\n]+", " ", name)[:80].strip() + ".eml"
            self.attachments.append(Attachment(name, data, "message/rfc822", "nested"))

    def _read_leaf(self, part: MimeMessage, kind: str, place: str, *, alternative: bool) -> None:
        data = self._decode(part, place)
        disposition = str(part.get_content_disposition() or "")
        name = decode_name(find_file_name(part))
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
        named = part.get_param("charset") or ""
        charset = str(part.get_content_charset() or "") if isinstance(named, tuple) else str(named)
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
        self._attach_uuencoded(files, place)
        if text.strip():
            self.plain.append(text)

    def _attach_uuencoded(self, files: Iterable[EncodedFile], place: str) -> None:
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

    def _read_nested_tnef(self, data: bytes, label: str, place: str, depth: int = 1) -> None:
        """A mail inside the envelope: its words as a text file, its files beside them, mails in it too."""
        inner = parse_tnef(data)
        if inner.broken:
            self.note("attachment-incomplete", f"part {place}, {label}", inner.broken, "a whole TNEF envelope")
        text = inner.body or (decode_text(inner.html)[0] if inner.html else render_rtf(decompress_rtf(inner.rtf))[0])
        words = f"{inner.subject}\n\n{text}".encode("utf-8", "replace")
        self.attachments.append(Attachment(f"{label}.txt", words, "text/plain", "tnef"))
        for file in inner.files:
            name = decode_name(file.name) or f"part-{place}.bin"
            if file.nested and depth < _DEEPEST_ENVELOPE:
                self._read_nested_tnef(file.data, name, place, depth + 1)
                continue
            self.attachments.append(Attachment(name, file.data, sniff_media_type(file.data, file.media_type), "tnef"))

    def _attach(self, part: MimeMessage, data: bytes, kind: str, place: str, how: str) -> None:
        name = decode_name(find_file_name(part))
        if not name:
            name = f"part-{place}.{EXTENSIONS.get(kind, 'bin')}"
        self.attachments.append(Attachment(name, data, kind, how))

    def keep(self, remainders: Iterable[Remainder]) -> None:
        """Keep words that stand in no part."""
        for item in remainders:
            self.attachments.append(Attachment(item.name, item.data, "text/plain", "remainder"))
            self.note("text-outside-parts", item.where, item.found, "none")

    def _decode(self, part: MimeMessage, place: str) -> bytes:
        """The bytes of a part; what is broken in them becomes a problem, what stands beside them is kept."""
        decoded = decode_part(part)
        if decoded.beside:
            # Mailing lists and scanners write their words below an encoded part; broken boundaries do worse.
            data = b"".join(decoded.beside)
            self.attachments.append(Attachment(f"beside-{place}.txt", data, "text/plain", "remainder"))
            self.note(
                "text-outside-parts", f"part {place}", f"{len(decoded.beside)} lines beside what is encoded", "none"
            )
        self._attach_uuencoded(decoded.others, place)
        if not decoded.complete:
            self.note("attachment-incomplete", f"part {place}", "an encoding that breaks off", "all of it")
        return decoded.data

    def finish(self, message: MimeMessage) -> Mail:
        """Put it together."""
        html = "\n<hr>\n".join(self.html)
        plain = "\n".join(text.rstrip("\n") + "\n" for text in self.plain)
        body, body_from = plain, "plain"
        answered = render_with_answers(html) if html else None
        if answered is not None:
            # Colour says which words are the answers; a plain part beside it cannot.
            if plain.strip():
                self.attachments.append(Attachment("plain-part.txt", plain.encode(), "text/plain", "alternative"))
            body, body_from = answered, "html"
        elif html and (not plain.strip() or (len(plain) < 400 and _STUB.search(plain))):
            if plain.strip():
                self.attachments.append(Attachment("plain-part.txt", plain.encode(), "text/plain", "alternative"))
            body, body_from = render_html(html), "html"
        elif not plain.strip() and self.rtf_text:
            body, body_from = "\n".join(self.rtf_text), "rtf"
        elif not plain.strip():
            body, body_from = "", "none"
        raw = [(str(name), str(value)) for name, value in message.raw_items()]
        by_name: dict[str, list[str]] = {}
        for header, value in raw:
            by_name.setdefault(header.lower(), []).append(value)

        def first(name: str) -> str:
            return next(iter(by_name.get(name, ())), "")

        senders = parse_addresses(by_name.get("from") or by_name.get("sender") or by_name.get("return-path") or [])
        sender = senders[0] if senders else MailAddress("", "")
        subject = decode_header(first("subject")) or self.subject_inside
        sent_at = parse_instant(first("date")) or parse_instant(first("received").rpartition(";")[2])
        if not sent_at:
            self.note("mail-undated", "header Date", first("date") or "nothing", "a date")
        ids = parse_ids(first("message-id"))
        replies = parse_ids(first("in-reply-to"))
        return Mail(
            sha256=self.sha256,
            sender=sender,
            recipients=parse_addresses(by_name.get("to", []) + by_name.get("cc", [])),
            subject=subject,
            sent_at=sent_at,
            message_id=ids[0] if ids else "",
            in_reply_to=replies[0] if replies else "",
            references=parse_ids(" ".join(by_name.get("references", ()))),
            body=body,
            body_from=body_from,
            html=html,
            attachments=tuple(self.attachments),
            headers=tuple((name, decode_header(value)) for name, value in raw),
            auto=find_auto(by_name, self.kinds, subject, sender.address),
            deliveries=find_deliveries(message) if self.kinds.intersection(REPORT_TYPES) else (),
            problems=tuple(dict.fromkeys(self.problems)),
        )

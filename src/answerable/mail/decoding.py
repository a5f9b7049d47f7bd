"""One part of a mail as bytes: its transfer encoding undone, broken ones as far as they go, and its file name.

What comes in: a MIME part. What goes out: bytes, and what stood beside them. What must never be here: what the part is.
"""

from __future__ import annotations

import base64
import binascii
import email.policy
import quopri
import re
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message as MimeMessage

from answerable.mail.uuencode import EncodedFile, cut_uuencoded

_BASE64_SIGNS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_BREAKS = b"\r\n"
_UNSEEN = _BASE64_SIGNS + bytes(range(0x20)) + b"\x7f"
"""With the signs that nobody sees, which transports leave behind in encoded lines."""
_WORDS = re.compile(rb"[\s:;<>@]|\A--")
"""What words hold, and no line that was encoded."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The bytes of a part.

    Args:
        data: decoded, or as much as could be.
        beside: lines that stood among the encoded ones and are none.
        complete: false where the encoding breaks off.
        others: further files that the part held, where it was uuencoded.
    """

    data: bytes
    beside: tuple[bytes, ...] = ()
    complete: bool = True
    others: tuple[EncodedFile, ...] = ()


def get_raw_payload(part: MimeMessage) -> object:
    """The undecoded words of a part, or the list of parts in it.

    `get_payload` would put replacement signs for 8-bit bytes, and raises on some names of charsets.
    """
    payload: object = vars(part).get("_payload")
    return payload


def decode_part(part: MimeMessage) -> Decoded:
    """The bytes of a part; a broken encoding gives what can be had."""
    payload = get_raw_payload(part)
    text = payload if isinstance(payload, str) else ""
    raw = text.encode("utf-8", "surrogateescape")
    encoding = str(part.get("Content-Transfer-Encoding") or "").strip().lower().strip("\"'")
    if encoding == "base64":
        beside: list[bytes] = []
        if raw.translate(None, _BASE64_SIGNS + _BREAKS):
            lines = raw.splitlines(keepends=True)
            beside = [line for line in lines if not _is_base64(line.strip())]
            if beside and len(beside) < len(lines):
                raw = b"".join(line for line in lines if _is_base64(line.strip()))
            elif any(_WORDS.search(line.strip()) for line in beside):
                # No line of it is encoded, whatever its header says.
                return Decoded(raw, complete=False)
            else:
                beside = []
        data, complete = decode_base64(raw)
        return Decoded(data, tuple(beside), complete)
    if encoding in ("quoted-printable", "quopri"):
        return Decoded(quopri.decodestring(raw))
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        rest, files = cut_uuencoded(raw.decode("latin-1").replace("\r\n", "\n"), is_declared=True)
        if not files:
            return Decoded(raw)
        words = (rest.encode("latin-1"),) if rest.strip() else ()
        return Decoded(files[0].data, words, files[0].complete, files[1:])
    return Decoded(raw)


def _is_base64(line: bytes) -> bool:
    """Whether a line belongs to an encoded part, perhaps with a sign spoilt, and is not words that stand beside it."""
    n_foreign = len(line.translate(None, _UNSEEN))
    if not n_foreign:
        return True
    return len(line) >= 20 and n_foreign * 10 <= len(line) and not _WORDS.search(line)


def decode_base64(raw: bytes) -> tuple[bytes, bool]:
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


def render_part(message: MimeMessage) -> bytes:
    """A mail in a mail as bytes, as it was sent as far as the parser kept it."""
    try:
        return message.as_bytes(policy=email.policy.compat32.clone(max_line_length=0))
    except (MessageError, UnicodeError, LookupError, ValueError, TypeError, AttributeError):
        payload = get_raw_payload(message)
        inner = _render_inside(message, payload) if isinstance(payload, list) else _encode(str(payload or ""))
        head = "".join(f"{name}: {value}\n" for name, value in message.raw_items())
        return _encode(head) + b"\n" + inner


def _render_inside(message: MimeMessage, parts: list[object]) -> bytes:
    """The parts of a part between their boundaries, with the words around them."""
    try:
        boundary = str(message.get_boundary() or "")
    except (UnicodeError, LookupError, ValueError, TypeError):
        boundary = ""
    rendered = [render_part(item) for item in parts if isinstance(item, MimeMessage)]
    if not boundary:
        return b"\n".join(rendered)
    mark = b"--" + _encode(boundary)
    pieces = [_encode(message.preamble or ""), *(mark + b"\n" + one for one in rendered), mark + b"--"]
    return b"\n".join([*pieces, _encode(message.epilogue or "")])


def _encode(words: str) -> bytes:
    return words.encode("utf-8", "surrogateescape")


def find_file_name(part: MimeMessage) -> str:
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

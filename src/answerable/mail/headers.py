"""Mail headers as they come: encoded words (broken ones too), addresses, instants, message ids.

What comes in: raw header text as the standard library's parser keeps it (8-bit bytes as surrogates). What goes out:
plain values. What must never be here: bodies.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from email.utils import getaddresses, parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from answerable.mail.charsets import clean_text, decode_text
from answerable.mail.mail import MailAddress

_WORD = re.compile(r"=\?([^?\s*]*)(?:\*[^?\s]*)?\?([bBqQ])\?(.*?)\?=", re.S)
_BETWEEN = re.compile(r"(\?=)\s+(=\?)")
_ID = re.compile(r"<([^<>\s]+)>")
_SIMPLE = re.compile(
    r"""\s*(?:(?:"([\w@/.,&'()-]+(?:[ ][\w@/.,&'()-]+)*)"|([A-Za-z][\w&'-]*(?:[ ][\w&'-]+)*))?[ ]*"""
    r"""<([\w.+-]+@[\w-]+(?:\.[\w-]+)+)>|([\w.+-]+@[\w-]+(?:\.[\w-]+)+))\s*""",
    re.ASCII,
)
"""What nearly every address header is: one address, with a plain name or none."""
_ADDRESS = re.compile(r"[\w.+'=/&-]+@[\w-]+(?:\.[\w-]+)+")


def decode_header(raw: str) -> str:
    """Decode a header: folded lines, RFC 2047 words also inside quotes or without spaces, raw 8-bit bytes.

    >>> decode_header("=?utf-8?Q?caf=C3?=\\r\\n =?utf-8?Q?=A9_menu?=")
    'café menu'
    """
    text = re.sub(r"\r?\n[ \t]*", " ", raw) if "\n" in raw else raw
    if "=?" not in text:
        return clean_text(" ".join(_decode_raw(text).split()))
    text = _BETWEEN.sub(r"\1\2", text)
    parts: list[str] = []
    last = 0
    pending: list[tuple[str, bytes]] = []
    for match in _WORD.finditer(text):
        if match.start() > last:
            parts.append(_flush(pending))
            parts.append(_decode_raw(text[last : match.start()]))
        charset, data = match[1].lower(), _decode_word(match[2], match[3])
        if pending and pending[-1][0] == charset:
            # A character may be cut in two by the folding: join the bytes before decoding.
            pending[-1] = (charset, pending[-1][1] + data)
        else:
            pending.append((charset, data))
        last = match.end()
    parts.append(_flush(pending))
    parts.append(_decode_raw(text[last:]))
    return clean_text(" ".join("".join(parts).split()))


def decode_name(raw: str) -> str:
    """Decode a file name: RFC 2047 where RFC 2231 was due, percent signs left over, no folders, no control signs."""
    name = decode_header(raw)
    found = re.match(r"(?i)([\w-]+)'[\w-]*'(.*%[0-9a-f]{2}.*)\Z", name)
    if found:
        name = decode_text(unquote_to_bytes(found[2]), found[1])[0]
    elif re.search(r"(?:%[0-9A-Fa-f]{2}){2}", name):
        name = decode_text(unquote_to_bytes(name), "utf-8")[0]
    name = re.split(r"[\\/]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f]", "", name).strip().strip(".").strip()


def parse_addresses(values: list[str]) -> tuple[MailAddress, ...]:
    """Read address headers, without repeats; a display name with no address is kept as a name."""
    found: dict[tuple[str, str], None] = {}
    for value in values:
        raw = re.sub(r"\r?\n[ \t]*", " ", value)
        simple = _SIMPLE.fullmatch(raw)
        if simple:
            found[(simple[1] or simple[2] or "", (simple[3] or simple[4]).lower())] = None
            continue
        nameless = re.fullmatch(r'\s*"?([^"<>@]*?)"?\s*<\s*>\s*', raw)
        if nameless:
            # A request site names a person and hides the address: "Pat Example" <>.
            found[(decode_header(nameless[1]), "")] = None
            continue
        try:
            pairs = getaddresses([raw])
        except (TypeError, ValueError, IndexError, RecursionError):  # comments in comments, without end
            pairs = []
        pairs = [(decode_header(name), decode_header(address)) for name, address in pairs if name or address]
        if not any("@" in address for _, address in pairs):
            loose = _ADDRESS.findall(decode_header(raw))
            pairs = [("", address) for address in loose] or [(decode_header(raw), "")]
        for name, address in pairs:
            cleaned = address.strip().strip("<>'\"").lower()
            if " " in cleaned and (inside := _ADDRESS.search(cleaned)):
                name, cleaned = name or cleaned[: inside.start()].strip(), inside[0]
            found[(name.strip().strip("'\""), cleaned if "@" in cleaned else "")] = None
    return tuple(MailAddress(name, address) for name, address in found if name or address)


def parse_instant(value: str) -> str:
    """Read a Date header to a UTC instant in ISO form; an empty string where it is none.

    >>> parse_instant("Mon, 29 Nov 2021 10:05:00 +0100 (CET)")
    '2021-11-29T09:05:00+00:00'
    """
    text = " ".join(value.split())
    when: dt.datetime | None = None
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        for form in (
            "%Y-%m-%dT%H:%M:%S%z",
            "%Y-%m-%d %H:%M:%S%z",
            "%Y-%m-%dT%H:%M:%S",
            "%d/%m/%Y %H:%M:%S",
            "%d/%m/%Y %H:%M",
        ):
            try:
                when = dt.datetime.strptime(text.replace("Z", "+0000"), form)
                break
            except ValueError:
                continue
    if when is None:
        return ""
    if when.tzinfo is None:
        when = when.replace(tzinfo=dt.UTC)
    try:
        return when.astimezone(dt.UTC).replace(microsecond=0).isoformat()
    except (OverflowError, ValueError):
        return ""


def parse_ids(value: str) -> tuple[str, ...]:
    """Read message ids without angle brackets, in order, without repeats."""
    text = decode_header(value)
    found = _ID.findall(text)
    if not found:
        found = [word for word in re.split(r"[\s,;]+", text) if "@" in word]
    return tuple(dict.fromkeys(found))


def _decode_word(how: str, text: str) -> bytes:
    if how in "bB":
        cleaned = re.sub(r"[^A-Za-z0-9+/]", "", text)
        try:
            return base64.b64decode(cleaned + "=" * (-len(cleaned) % 4))
        except (binascii.Error, ValueError):
            return base64.b64decode(cleaned[: len(cleaned) // 4 * 4] or "")
    raw = text.replace("_", " ").encode("utf-8", "surrogateescape")
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), raw)


def _flush(pending: list[tuple[str, bytes]]) -> str:
    text = "".join(decode_text(data, charset)[0] for charset, data in pending)
    pending.clear()
    return text


def _decode_raw(text: str) -> str:
    """Header text outside encoded words; 8-bit bytes, which no header may hold, are UTF-8 or Windows-1252."""
    if text.isascii():
        return text
    try:
        data = text.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return text
    return decode_text(data, "")[0]

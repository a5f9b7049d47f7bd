"""winmail.dat: Outlook's envelope ([MS-OXTNEF]) with its attachments and its body.

What comes in: bytes. What goes out: subject, bodies, files, problems. What must never be here: MIME.
"""

from __future__ import annotations

import codecs
import struct
from dataclasses import dataclass, field

SIGNATURE = b"\x78\x9f\x3e\x22"
_FIXED = {
    0x0000: 0,
    0x0001: 0,
    0x0002: 4,
    0x0003: 4,
    0x0004: 4,
    0x0005: 8,
    0x0006: 8,
    0x0007: 8,
    0x000A: 4,
    0x000B: 4,
    0x0014: 8,
    0x0040: 8,
    0x0048: 16,
}
_STRINGS = (0x000D, 0x001E, 0x001F, 0x0102)


@dataclass(slots=True)
class TnefFile:
    """One file of the envelope; `nested` is itself TNEF (a mail inside)."""

    name: str = ""
    data: bytes = b""
    media_type: str = ""
    nested: bool = False


@dataclass(slots=True)
class Tnef:
    """What the envelope held."""

    subject: str = ""
    body: str = ""
    html: bytes = b""
    rtf: bytes = b""
    files: list[TnefFile] = field(default_factory=list)
    broken: str = ""


def parse_tnef(data: bytes) -> Tnef:
    """Read the envelope; where it breaks off, what came before is kept and `broken` says where."""
    found = Tnef()
    if not data.startswith(SIGNATURE):
        found.broken = "no TNEF signature"
        return found
    place, codepage = 6, "cp1252"
    while place + 9 <= len(data):
        _level, tag, length = struct.unpack_from("<BII", data, place)
        place += 9
        if place + length > len(data):
            found.broken = f"attribute {tag:#x} at byte {place - 9} is cut off"
            value = data[place:]
        else:
            value = data[place : place + length]
        if tag == 0x00069007 and len(value) >= 4:
            codepage = _codepage(struct.unpack_from("<I", value)[0])
        else:
            _take(found, tag, value, codepage)
        place += length + 2
    return found


def _take(found: Tnef, tag: int, value: bytes, codepage: str) -> None:
    """Put one attribute in its place."""
    if tag == 0x00018004:
        found.subject = found.subject or _text(value, codepage)
    elif tag == 0x0002800C:
        found.body = found.body or _text(value, codepage)
    elif tag == 0x00069002:
        found.files.append(TnefFile())
    elif tag == 0x00018010 and found.files:
        found.files[-1].name = found.files[-1].name or _text(value, codepage)
    elif tag == 0x0006800F and found.files:
        found.files[-1].data = found.files[-1].data or value
    elif tag == 0x00069005 and found.files:
        _take_file_properties(found.files[-1], value, codepage)
    elif tag == 0x00069003:
        for prop, raw in _iter_properties(value):
            number, kind = prop >> 16, prop & 0xFFFF
            if number == 0x1000:
                found.body = _string(raw, kind, codepage) or found.body
            elif number == 0x1013:
                found.html = raw.encode() if isinstance(raw, str) else raw
            elif number == 0x1009:
                found.rtf = raw
            elif number == 0x0037:
                found.subject = _string(raw, kind, codepage) or found.subject


def _take_file_properties(file: TnefFile, value: bytes, codepage: str) -> None:
    for prop, raw in _iter_properties(value):
        number, kind = prop >> 16, prop & 0xFFFF
        if number == 0x3707 or (number in (0x3704, 0x3001) and not file.name):
            file.name = _string(raw, kind, codepage) or file.name
        elif number == 0x370E:
            file.media_type = _string(raw, kind, codepage)
        elif number == 0x3701:
            # An embedded object: sixteen bytes say of which class, then comes the object itself.
            body = raw[16:] if kind == 0x000D else raw
            file.nested = body.startswith(SIGNATURE)
            file.data = body or file.data


def _iter_properties(value: bytes) -> list[tuple[int, bytes]]:
    """Every property with the bytes of its (last) value; stops where the list breaks."""
    found: list[tuple[int, bytes]] = []
    try:
        (count,) = struct.unpack_from("<I", value)
        place = 4
        for _ in range(min(count, 100_000)):
            kind, number = struct.unpack_from("<HH", value, place)
            place += 4
            if number >= 0x8000:
                place += 16
                (named,) = struct.unpack_from("<I", value, place)
                place += 4
                if named == 0:
                    place += 4
                else:
                    (length,) = struct.unpack_from("<I", value, place)
                    place += 4 + (length + 3) // 4 * 4
            base, many = kind & 0x0FFF, bool(kind & 0x1000)
            n_values = 1
            if many or base in _STRINGS:
                (n_values,) = struct.unpack_from("<I", value, place)
                place += 4
            raw = b""
            for _ in range(min(n_values, 100_000)):
                if base in _STRINGS:
                    (length,) = struct.unpack_from("<I", value, place)
                    raw = value[place + 4 : place + 4 + length]
                    place += 4 + (length + 3) // 4 * 4
                elif base in _FIXED:
                    raw = value[place : place + _FIXED[base]]
                    place += _FIXED[base]
                else:
                    return found
            found.append((number << 16 | base, raw))
            if place > len(value):
                return found
    except struct.error:
        return found
    return found


def _string(raw: bytes, kind: int, codepage: str) -> str:
    if kind == 0x001F:
        return raw.decode("utf-16-le", "replace").rstrip("\x00")
    return _text(raw, codepage)


def _text(raw: bytes, codepage: str) -> str:
    return raw.split(b"\x00", 1)[0].decode(codepage, "replace")


def _codepage(number: int) -> str:
    name = {65001: "utf-8", 28591: "cp1252", 20127: "cp1252", 0: "cp1252"}.get(number, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name

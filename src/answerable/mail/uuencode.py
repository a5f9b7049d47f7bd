"""Files uuencoded inside a text body, complete or broken.

What comes in: a body. What goes out: the body without those lines, and the files. What must never be here: MIME.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

_BEGIN = re.compile(r"^begin(?:-base64)? [0-7]{3,4} (.+)$", re.M)
_BROKEN_BEGIN = re.compile(r"^begin(?:-base64)?[ \t]+(?:\S+[ \t]+)?(\S.*)$", re.M)
"""For a part that is called uuencoded: what follows is taken for a file, whatever its mode."""


@dataclass(frozen=True, slots=True)
class EncodedFile:
    """A file found in a body; `complete` is false where its end is missing or a line does not decode."""

    name: str
    data: bytes
    complete: bool


def cut_uuencoded(body: str, *, is_declared: bool = False) -> tuple[str, tuple[EncodedFile, ...]]:
    """Take uuencoded files out of a body.

    Args:
        body: with ``\\n`` line ends.
        is_declared: the mail calls it uuencoded, so that a damaged first line will do.

    Returns:
        The body without them, and the files. A ``begin`` line that no encoded line follows is ordinary text.
    """
    files: list[EncodedFile] = []
    kept: list[str] = []
    last = 0
    for match in (_BROKEN_BEGIN if is_declared else _BEGIN).finditer(body):
        if match.start() < last:
            continue
        data, complete, end = _decode_from(body, match.end() + 1, base64=match[0].startswith("begin-base64"))
        if not data:
            continue
        files.append(EncodedFile(match[1].strip(), data, complete))
        kept.append(body[last : match.start()])
        last = end
    kept.append(body[last:])
    return "".join(kept), tuple(files)


def _decode_from(body: str, start: int, *, base64: bool) -> tuple[bytes, bool, int]:
    """Decode lines until ``end``; return bytes, whether all was well, and where the text goes on."""
    out = bytearray()
    complete = True
    place = start
    while place < len(body):
        stop = body.find("\n", place)
        stop = len(body) if stop < 0 else stop
        line = body[place:stop]
        if line.strip() in ("end", "===="):
            return bytes(out), complete, min(stop + 1, len(body))
        if base64:
            data: bytes | None = _try_base64(line)
        else:
            data = b"" if line.strip() in ("`", "") else _decode_line(line)
        if data is None:
            return bytes(out), False, place
        if not base64 and line.strip() and _expected(line) != len(data):
            complete = False
        out += data
        place = stop + 1
    return bytes(out), False, len(body)


def _expected(line: str) -> int:
    return (ord(line[0]) - 32) & 63


def _decode_line(line: str) -> bytes | None:
    """One line; trailing blanks that a mailer cut off are put back, those it added are cut."""
    if not line or not all(32 <= ord(char) <= 96 for char in line.rstrip("\n")):
        return None
    n_bytes = _expected(line)
    n_chars = (n_bytes * 8 + 5) // 6
    if len(line) - 1 > n_chars + 6 or len(line) - 1 < n_chars - 8:
        return None
    padded = line[: 1 + (n_bytes + 2) // 3 * 4].ljust(1 + (n_bytes + 2) // 3 * 4, "`")
    try:
        return binascii.a2b_uu(padded)
    except binascii.Error:
        return None


def _try_base64(line: str) -> bytes | None:
    try:
        return binascii.a2b_base64(line)
    except binascii.Error:
        return None

"""Outlook's RTF bodies: the compression of [MS-OXRTFCP], and the HTML or text inside ([MS-OXRTFEX]).

What comes in: bytes of a body property. What goes out: HTML or plain text. What must never be here: attachments.
"""

from __future__ import annotations

import codecs
import re
import struct

_PREBUF = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS "
    b"Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_TOKEN = re.compile(rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]+)(-?\d+)? ?|\\([^a-zA-Z])|([{}])|([\r\n]+)|([^\\{}\r\n]+)", re.S)
_SKIPPED = {
    b"fonttbl",
    b"colortbl",
    b"stylesheet",
    b"info",
    b"pict",
    b"object",
    b"themedata",
    b"latentstyles",
    b"generator",
    b"filetbl",
    b"listtable",
    b"listoverridetable",
    b"rsidtbl",
    b"datastore",
}
_SIGNS = {
    b"par": "\n",
    b"line": "\n",
    b"row": "\n",
    b"cell": "\t",
    b"tab": "\t",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"endash": "–",
    b"emdash": "—",
}


def decompress_rtf(data: bytes) -> bytes:
    """Undo the compression of PR_RTF_COMPRESSED; what cannot be undone ends the result early, it never raises."""
    if len(data) < 16:
        return b""
    _, raw_size, kind = struct.unpack_from("<III", data)
    if kind == 0x414C454D:
        return data[16 : 16 + raw_size]
    if kind != 0x75465A4C:
        return b""
    window = bytearray(4096)
    window[: len(_PREBUF)] = _PREBUF
    at = len(_PREBUF)
    out = bytearray()
    place = 16
    limit = min(raw_size, 64 * 1024 * 1024)
    while place < len(data) and len(out) < limit:
        control = data[place]
        place += 1
        for bit in range(8):
            if control >> bit & 1:
                if place + 2 > len(data):
                    return bytes(out)
                (token,) = struct.unpack_from(">H", data, place)
                place += 2
                offset, length = token >> 4, (token & 15) + 2
                if offset == at:
                    return bytes(out)
                for step in range(length):
                    byte = window[(offset + step) % 4096]
                    out.append(byte)
                    window[at] = byte
                    at = (at + 1) % 4096
            else:
                if place >= len(data):
                    return bytes(out)
                out.append(data[place])
                window[at] = data[place]
                at = (at + 1) % 4096
                place += 1
    return bytes(out)


def render_rtf(rtf: bytes) -> tuple[str, bool]:  # noqa: C901 - one pass over the tokens, a branch for each kind
    """Give the text of an RTF body, or the HTML that Outlook wrapped in it.

    Returns:
        The text and whether it is HTML.
    """
    is_html = b"\\fromhtml" in rtf[:4000]
    codepage = _codepage(rtf)
    out: list[str] = []
    stack: list[tuple[bool, bool, int]] = []
    skip, in_tag, uc = False, False, 1
    hide = False  # \htmlrtf: words for RTF readers alone
    pending_skip = 0
    star = False
    raw = bytearray()

    def flush() -> None:
        if raw:
            out.append(bytes(raw).decode(codepage, "replace"))
            raw.clear()

    for match in _TOKEN.finditer(rtf):
        hexed, word, number, sign, brace, newline, plain = match.groups()
        visible = not skip and not hide and (in_tag or not is_html or True)
        if hexed is not None:
            if pending_skip:
                pending_skip -= 1
            elif visible:
                raw.append(int(hexed, 16))
            continue
        if plain is not None:
            if pending_skip:
                n_skip = min(pending_skip, len(plain))
                plain, pending_skip = plain[n_skip:], pending_skip - n_skip
            if visible:
                raw += plain
            star = False
            continue
        if newline is not None:
            continue
        flush()
        if brace == b"{":
            stack.append((skip, in_tag, uc))
        elif brace == b"}":
            if stack:
                skip, in_tag, uc = stack.pop()
        elif sign is not None:
            if sign == b"*":
                star = True
            elif visible:
                out.append({b"~": "\u00a0", b"_": "-", b"-": ""}.get(sign, sign.decode("latin-1")))
        elif word is not None:
            if word == b"htmltag":
                in_tag, star = True, False
            elif star or word in _SKIPPED:
                skip, star = True, False
            elif word == b"htmlrtf":
                hide = number != b"0"
            elif word == b"uc":
                uc = int(number or 1)
            elif word == b"u" and number is not None:
                if visible:
                    out.append(chr(int(number) % 65536))
                pending_skip = uc
            elif visible and word in _SIGNS and not (is_html and word in (b"row", b"cell")):
                out.append(_SIGNS[word])
    flush()
    return "".join(out), is_html


def _codepage(rtf: bytes) -> str:
    found = re.search(rb"\\ansicpg(\d+)", rtf[:2000])
    name = f"cp{found[1].decode()}" if found else "cp1252"
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name

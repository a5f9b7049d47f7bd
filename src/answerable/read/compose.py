"""The text of a page, put together once so that every range in it is right by construction.

What lives here: `clean_text`, the one normalisation of received words, and `Composer`, to which readers hand words
and cells in reading order and which answers with their ranges. What must never be here: knowledge of a file format.
"""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_DROPPED = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]"
)
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_LONE = re.compile("[\ud800-\udfff]")
_INSIDE = re.compile(r"[ \t\r\n]*[\r\n]+[ \t\r\n]*|[ \t]{2,}|\t")


def clean_text(raw: str) -> str:
    r"""Return words as every page shows them: NFC, ``\n`` line ends, plain blanks, no control or invisible characters.

    >>> clean_text("e\u0301tat\r\n\u200bof \ufb01re")
    'état\nof fire'
    """
    if raw.isascii() and raw.isprintable():
        return raw
    text = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _DROPPED.sub("", _SPACES.sub(" ", text))
    text = _LONE.sub("\ufffd", text.translate(_LIGATURES))
    return unicodedata.normalize("NFC", text)


def clean_cell(raw: str) -> str:
    """Return the words of a cell on one line: a cell never holds the marks that divide rows and cells."""
    return _INSIDE.sub(" ", clean_text(raw)).strip()


class Composer:
    """Builds the text of one page from pieces."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.length = 0

    def add(self, cleaned: str) -> tuple[int, int]:
        """Append words that are clean already; return their range."""
        start = self.length
        if cleaned:
            self._pieces.append(cleaned)
            self.length += len(cleaned)
        return start, self.length

    def separate(self, mark: str) -> None:
        """Append a mark between pieces, unless nothing came before."""
        if self.length:
            self._pieces.append(mark)
            self.length += len(mark)

    def text(self) -> str:
        """The whole text so far."""
        return "".join(self._pieces)

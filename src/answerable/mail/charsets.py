"""Bytes to text when the label lies: Windows-1252 called Latin-1, GB18030 without a label, UTF-7.

What comes in: bytes and the charset claimed. What goes out: text (NFC, ``\\n``), the charset used, and whether the
claim was wrong. What must never be here: mail structure.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

_LATIN = {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "l1", "iso-8859-15", "iso8859-15", "windows-1252", "cp1252"}
_NO_CLAIM = {
    "",
    "us-ascii",
    "ascii",
    "ansi_x3.4-1968",
    "unknown-8bit",
    "unknown",
    "x-unknown",
    "default",
    "none",
    "utf8mb4",
}
_GB = {"gb2312", "gbk", "gb18030", "x-gbk", "euc-cn", "hz-gb-2312", "gb_2312-80", "cp936"}
_PLAIN = bytes((*range(0x20, 0x7F), *b"\t\r\n"))
_LONE = re.compile("[\ud800-\udfff]")
_WINDOWS_GAPS = b"\x81\x8d\x8f\x90\x9d"
_UTF7 = re.compile(rb"\+[A-Za-z0-9+/]{3,}-")


def decode_text(data: bytes, claimed: str = "") -> tuple[str, str, bool]:
    """Decode bytes, mistrusting the label.

    Returns:
        The text with ``\\n`` line ends in NFC, the charset used, and whether that is not what was claimed.

    >>> decode_text(b"\\x93caf\\xe9\\x94", "iso-8859-1")[0]
    '“café”'
    """
    claim = re.sub(r"[^a-z0-9_.:-]", "", claimed.strip().lower())
    text, used = _decode(data, claim)
    lied = bool(claim) and _canonical(claim) != _canonical(used) and not data.isascii()
    return clean_text(text), used, lied


def clean_text(text: str) -> str:
    """NFC, ``\\n`` line ends, no NUL, no lone surrogates: text that every store can keep."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    if text.isascii():
        return text
    text = text.lstrip("\ufeff")
    if _LONE.search(text):
        text = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return unicodedata.normalize("NFC", text)


def _decode(data: bytes, claim: str) -> tuple[str, str]:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark) and (name == "utf-8-sig" or not _is_narrow(data)):
            return data.decode(name, "replace"), name
    if data.isascii():
        return _decode_seven_bit(data, claim)
    if claim in _GB:
        return data.decode("gb18030", "replace"), "gb18030"
    utf8 = _try(data, "utf-8")
    if claim in _NO_CLAIM or claim in _LATIN or claim in ("utf-8", "utf8"):
        if utf8 is not None:
            return utf8, "utf-8"
        if claim in _NO_CLAIM and (chinese := _try_chinese(data)) is not None:
            return chinese, "gb18030"
        if claim in ("iso-8859-15", "iso8859-15") and not any(0x80 <= byte < 0xA0 for byte in data):
            return data.decode("iso-8859-15"), "iso-8859-15"
        return _windows(data), "windows-1252"
    text = _try(data, claim) if not (claim.startswith(("utf-16", "utf-32")) and _is_narrow(data)) else None
    if text is not None:
        return text, claim
    return (utf8, "utf-8") if utf8 is not None else (_windows(data), "windows-1252")


def _decode_seven_bit(data: bytes, claim: str) -> tuple[str, str]:
    """Seven-bit bytes can still be UTF-7, UTF-16 without a mark, or a shifted East Asian charset."""
    if claim.replace("_", "-") in ("utf-7", "unicode-1-1-utf-7", "x-unicode-2-0-utf-7"):
        return data.decode("utf-7", "replace"), "utf-7"
    if claim.startswith(("iso-2022", "hz")) or b"\x1b$" in data:
        text = _try(data, claim if claim else "iso-2022-jp")
        if text is not None:
            return text, claim or "iso-2022-jp"
    if claim.startswith(("utf-16", "utf-32")) and not _is_narrow(data):
        text = _try(data, claim)
        if text is not None:
            return text, claim
    if claim in _NO_CLAIM and claim in ("unknown-8bit", "") and len(_UTF7.findall(data)) >= 2:
        text = _try(data, "utf-7")
        if text is not None and any(ord(char) > 127 for char in text):
            return text, "utf-7"
    return data.decode("ascii"), claim or "us-ascii"


def _is_narrow(data: bytes) -> bool:
    """Whether bytes called UTF-16 are letters of one byte each: any two of those would make one foreign sign."""
    n_foreign = len(data.translate(None, _PLAIN))
    return len(data) - n_foreign > 0.75 * len(data)


def _windows(data: bytes) -> str:
    """Windows-1252; its five unassigned bytes become the control characters of Latin-1 rather than being lost."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte in _WINDOWS_GAPS else bytes([byte]).decode("cp1252") for byte in data)


def _try(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (LookupError, UnicodeError, ValueError):
        return None


def _try_chinese(data: bytes) -> str | None:
    """GB18030, when most high bytes pair up to common Chinese characters: a letter in English never does that."""
    n_high = sum(1 for byte in data if byte > 127)
    if n_high < 8:
        return None
    text = _try(data, "gb18030")
    if text is None:
        return None
    n_common = sum(
        1
        for char in text
        if "\u4e00" <= char <= "\u9fff" or "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef"
    )
    pairs = re.findall(rb"[\xb0-\xf7][\xa1-\xfe]", data)
    return text if 2 * n_common >= 0.8 * n_high and 2 * len(pairs) >= 0.7 * n_high else None


def _canonical(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return name
    return {"utf-8-sig": "utf-8", "gb2312": "gb18030", "gbk": "gb18030"}.get(found, found)

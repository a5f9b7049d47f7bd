"""The shared strings of an OOXML workbook: the words that its cells name by number.

In: the package. Out: the words in order, as every page shows them. What must never be here: cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import overload

from lxml import etree

from answerable.read.compose import clean_cell
from answerable.read.sheets.parts import Package, local_name, parse_xml
from answerable.read.sheets.values import is_clean

_ITEM = re.compile(rb"<si>(.*?)</si>|<si/>", re.DOTALL)
_RUN = re.compile(rb'<t(?: xml:space="preserve")?>([^<]*)</t>')
_PHONETIC = re.compile(rb"<rPh\b.*?</rPh>", re.DOTALL)
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class HeldStrings(Sequence[str]):
    """Shared strings as the part holds them, made into words when a cell names them.

    Args:
        items: what stands between the tags of each.
    """

    def __init__(self, items: list[bytes]) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        item = self._items[place]
        if b"<rPh" in item:
            # Phonetic readings repeat the words in another script.
            item = _PHONETIC.sub(b"", item)
        return show_words(b"".join(_RUN.findall(item)))


def read_strings(package: Package) -> Sequence[str]:
    """The shared strings, clean; empty where the workbook has none.

    Raises:
        PartMissing: they cannot be read, or declare entities.
    """
    for name in package.find(r"xl/sharedStrings\.xml"):
        data = package.read(name)
        items = _ITEM.findall(data)
        n_runs = data.count(b"<t>") + data.count(b"<t ")
        if len(items) == data.count(b"<si") and n_runs == sum(1 for _ in _RUN.finditer(data)) and _is_plain(data):
            return HeldStrings(items)
        root = parse_xml(data, name)
        return [clean_cell(unescape("".join(_texts(item)))) for item in root if local_name(item) == "si"]
    return []


def show_words(held: bytes) -> str:
    """Words as they stand between two tags, as a page shows them.

    Raises:
        UnicodeDecodeError: they are not UTF-8.
    """
    text = held.decode()
    if "&" in text:
        text = _ENTITY.sub(_name_sign, text)
    text = unescape(text)
    return text if is_clean(text) else clean_cell(text)


def unescape(text: str) -> str:
    """Signs that spreadsheets write as ``_x000D_``."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _name_sign(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    code = int(found[1]) if found[1] else int(found[2], 16)
    return chr(code) if code < 0x110000 else "\ufffd"


def _is_plain(data: bytes) -> bool:
    if b"<!" in data:
        return False
    head = data[: data.find(b">") + 1].lower()
    if b"encoding" in head and b"utf-8" not in head:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _texts(item: etree._Element) -> list[str]:
    # Phonetic readings (rPh) repeat the words in another script.
    return [
        e.text or ""
        for e in item.iter()
        if local_name(e) == "t" and all(local_name(up) != "rPh" for up in e.iterancestors())
    ]

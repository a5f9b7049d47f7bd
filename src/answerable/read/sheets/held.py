"""What the cells of a regular sheet hold, told from the attributes of their tags: texts for the page, kinds on demand.

In: attributes (``s="3" t="s"``) and the value between the tags, both as bytes. Out: the text in UTF-8, and `Shown`.
Each value is looked at once, whatever the number of cells that hold it. What must never be here: rows, places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from answerable.model.document import CellKind
from answerable.read.sheets.formats import show_formatted
from answerable.read.sheets.ooxml import Styles
from answerable.read.sheets.serial import DateKind, make_duration, make_moment
from answerable.read.sheets.strings import show_words
from answerable.read.sheets.values import Shown, show_value

_REMEMBERED = 300_000
_STYLE = re.compile(rb'\ss="(\d{1,6})"')
_TYPE = re.compile(rb'\st="(\w+)"')
_NUMERIC = b"0123456789.eE+-"
_BLANK = Shown("", CellKind.BLANK)


class Irregular(Exception):
    """A sheet that is not written as nearly all are; the cell reader takes it."""


class ShownValues(dict[bytes, bytes]):
    """The text of each value of the cells that have the same attributes, in UTF-8.

    Args:
        show: what a value shows.
        kind: what all of these cells are; None where it depends on the value.
    """

    def __init__(self, show: Callable[[bytes], Shown], kind: CellKind | None) -> None:
        super().__init__()
        self.show = show
        self.kind = kind

    def __missing__(self, value: bytes) -> bytes:
        if len(self) > _REMEMBERED:
            self.clear()
        text = self[value] = self.show(value).text.encode()
        return text


class PlainNumbers(dict[bytes, bytes]):
    """The text of each number without a format, in UTF-8: the 15 digits that a spreadsheet shows."""

    def __missing__(self, value: bytes) -> bytes:
        if len(self) > _REMEMBERED:
            self.clear()
        number = _read_number(value) if value else 0.0
        if not value or not -1e15 < number < 1e15 or number == 0:
            text = _show_number(value).text.encode()
        else:
            text = b"%.15g" % number
        self[value] = text
        return text


class HeldValues(dict[bytes, "ShownValues | None"]):
    """The texts of values by the attributes of their cells; None where a value may be shown as it is written.

    Args:
        styles: of the workbook.
        get_strings: the shared strings; asked for when the first cell names one.
    """

    def __init__(self, styles: Styles, get_strings: Callable[[], Sequence[str]]) -> None:
        super().__init__()
        self._styles = styles
        self._get_strings = get_strings
        self.numbers = PlainNumbers()
        """Of plain numbers that are not written as they are shown."""

    def __missing__(self, attributes: bytes) -> ShownValues | None:
        found = _TYPE.search(attributes)
        kind = found[1] if found is not None else b"n"
        style = _STYLE.search(attributes)
        number = int(style[1]) if style is not None else 0
        made: ShownValues | None
        if kind == b"s":
            strings = self._get_strings()
            made = ShownValues(lambda value: _show_shared(value, strings), CellKind.TEXT)
        elif kind in (b"str", b"inlineStr"):
            made = ShownValues(lambda value: _as_text(show_words(value)), CellKind.TEXT)
        elif kind == b"e":
            made = ShownValues(lambda value: Shown(show_words(value), CellKind.ERROR), CellKind.ERROR)
        elif kind == b"b":
            made = ShownValues(_show_truth, CellKind.BOOLEAN)
        elif kind != b"n":
            raise Irregular(f"cells of type {kind!r}")
        elif number in self._styles.formats or number in self._styles.dates:
            made = ShownValues(lambda value: _show_styled(value, number, self._styles), None)
        else:
            made = None
        self[attributes] = made
        return made

    def show(self, attributes: bytes, value: bytes) -> Shown:
        """What one cell shows."""
        texts = self[attributes]
        return texts.show(value) if texts is not None else _show_number(value)

    def find_kind(self, attributes: bytes, value: bytes) -> tuple[CellKind, float | None]:
        """What a cell is that shows something, and its number."""
        texts = self[attributes]
        if texts is None:
            return CellKind.NUMBER, float(value)
        if texts.kind is not None:
            return texts.kind, None
        shown = texts.show(value)
        return shown.kind, shown.number

    def __reduce__(self) -> tuple[Any, ...]:
        # What was looked at is not sent to other processes; and a cell's kind asks for no string.
        return HeldValues, (self._styles, tuple)


def _as_text(text: str) -> Shown:
    return Shown(text, CellKind.TEXT) if text else _BLANK


def _show_shared(value: bytes, strings: Sequence[str]) -> Shown:
    if not value:
        return _BLANK
    if not value.isdigit() or int(value) >= len(strings):
        raise Irregular("a string that is not there")
    return _as_text(strings[int(value)])


def _show_truth(value: bytes) -> Shown:
    if value not in (b"0", b"1"):
        raise Irregular("neither true nor false")
    return show_value(value == b"1")


def _read_number(value: bytes) -> float:
    try:
        if not value.strip(_NUMERIC):
            return float(value)
    except ValueError:
        pass
    raise Irregular("a number that is none")


def _show_number(value: bytes) -> Shown:
    return show_value(_read_number(value)) if value else _BLANK


def _show_styled(value: bytes, style: int, styles: Styles) -> Shown:
    """A number in its format; where it is no date, a date format leaves it as it is."""
    if not value:
        return _BLANK
    number = _read_number(value)
    if style in styles.dates:
        is_length = styles.dates[style] is DateKind.DURATION
        moment = make_duration(number) if is_length else make_moment(number, since_1904=styles.since_1904)
        return show_value(number if moment is None else moment)
    form = styles.formats.get(style)
    return show_value(number) if form is None else show_formatted(number, form)

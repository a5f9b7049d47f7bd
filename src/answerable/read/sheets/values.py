"""What the cells of a sheet hold and what they show: bare values to text, kind and number.

In: values as any of the spreadsheet readers gives them. Out: `Shown`. What must never be here: knowledge of a file
format, or places.

Text is the shown form with *all* digits that the file holds: a number is never rounded to its display format; dates
are written ISO; a percentage shows its sign.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from answerable.model.document import CellKind
from answerable.read.compose import clean_cell

Value = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | bytes | None
"""What a reader gives of a cell: its value, or, as bytes, the text that it shows, clean and in UTF-8."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell shows where its bare value does not tell it: an error, a percentage, leading zeros."""

    text: str
    kind: CellKind
    number: float | None = None


def name_column(number: int) -> str:
    """Letters of a column counted from 0.

    >>> name_column(0), name_column(27)
    ('A', 'AB')
    """
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def is_filled(value: Value) -> bool:
    """Whether a cell holds anything; zero and false are something."""
    return value is not None and value != "" and value != b""


def show_value(value: Value) -> Shown:
    """The text, kind and number of a bare value.

    >>> show_value(32247.409999999996).text, show_value(5.0).text, show_value(dt.datetime(2019, 3, 5)).text
    ('32247.41', '5', '2019-03-05')
    """
    if isinstance(value, str):
        text = value if is_clean(value) else clean_cell(value)
        return Shown(text, CellKind.TEXT if text else CellKind.BLANK)
    if isinstance(value, bytes):
        return Shown(value.decode(), CellKind.TEXT if value else CellKind.BLANK)
    if isinstance(value, bool):
        return Shown("TRUE" if value else "FALSE", CellKind.BOOLEAN)
    if isinstance(value, int | float):
        return Shown(show_number(value), CellKind.NUMBER, float(value))
    if isinstance(value, dt.datetime):
        midnight = value.hour == value.minute == value.second == value.microsecond == 0
        text = value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
        return Shown(text, CellKind.DATE)
    if isinstance(value, dt.date | dt.time):
        return Shown(value.isoformat(), CellKind.DATE)
    if isinstance(value, dt.timedelta):
        return Shown(_show_duration(value), CellKind.DATE)
    return Shown("", CellKind.BLANK)


def show_number(number: float) -> str:
    """A number with the 15 digits that a spreadsheet holds; whole numbers without a decimal mark."""
    if number != number or number in (float("inf"), float("-inf")):
        return str(number)
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.15g}"


def is_clean(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable() and text[0] != " " != text[-1] and "  " not in text


def _show_duration(value: dt.timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"

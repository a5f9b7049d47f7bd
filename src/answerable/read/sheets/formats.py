"""Number formats of spreadsheets: which cells show a percentage, money, leading zeros or nothing at all.

In: format codes such as ``0.0%`` and ``[$£-809]#,##0.00``. Out: a `Format`, and the text that a number shows with it.
Dates are not told here: the readers' engines do that, from the same codes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from answerable.model.document import CellKind
from answerable.read.sheets.values import Shown, show_number

_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_LOCALE = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_SIGNS = re.compile(r"[£€$]")
_ZEROS = re.compile(r"0{2,}")


@dataclass(frozen=True, slots=True)
class Format:
    """What a number format adds to a bare number; all empty for one that adds nothing.

    Args:
        percent: shown times 100 with a sign.
        currency: `£`, `$` or `€`.
        n_digits: whole numbers are filled with zeros to this length.
        nothing: ``;;;`` shows nothing at all.
    """

    percent: bool = False
    currency: str = ""
    n_digits: int = 0
    nothing: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the bare number tells all."""
        return not (self.percent or self.currency or self.n_digits or self.nothing)


PLAIN = Format()
BUILT_IN = {9: Format(percent=True), 10: Format(percent=True)}
"""Formats that files name by number only, where they mean the same in every country."""


def parse_format(code: str) -> Format:
    """Read a format code.

    >>> parse_format("0.0%").percent, parse_format("[$£-809]#,##0.00").currency, parse_format("00000").n_digits
    (True, '£', 5)
    """
    if code.strip() == ";;;":
        return Format(nothing=True)
    first = code.split(";")[0]
    currency = _SIGNS.search(_LOCALE.sub(r"\1", first))
    bare = _QUOTED.sub("", _LOCALE.sub("", first))
    if "%" in bare:
        return Format(percent=True)
    if currency is not None and re.search(r"[0#?]", bare):
        return Format(currency=currency.group())
    if _ZEROS.fullmatch(bare.strip()):
        return Format(n_digits=len(bare.strip()))
    return PLAIN


def show_formatted(number: float, form: Format) -> Shown:
    """The text of a number in a format, with every digit that the file holds.

    >>> show_formatted(0.452, Format(percent=True)).text, show_formatted(1234.5, Format(currency="£")).text
    ('45.2%', '£1,234.50')
    """
    text = show_number(number)
    if form.percent:
        text = show_number(round(number * 100, 12)) + "%"
    elif form.currency:
        shown = f"{abs(number):,.0f}" if number == int(number) else f"{abs(number):,.2f}"
        exact = float(shown.replace(",", "")) == abs(round(number, 9))
        text = ("-" if number < 0 else "") + form.currency + (shown if exact else show_number(abs(number)))
    elif form.n_digits and number == int(number) and number >= 0:
        text = str(int(number)).zfill(form.n_digits)
    return Shown(text, CellKind.NUMBER, float(number))

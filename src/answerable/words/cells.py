"""A table's cell as a number, or the reason why it is none.

In: the text of one cell. Out: a `CellReading`. A suppressed number stays an interval ("<5" is 1 to 4, never 5 and never
0), an error an error, a dash a dash, a blank a blank. Conventions:

* Suppressed small numbers begin at 1; where the authority says that zero is included, callers pass
  ``zero_included=True``.
* ``*`` alone means what the note beneath the table says (`find_star_meaning`); without a note it is suppressed, from 0
  upwards.
* "n/a" and ``[z]`` (not applicable) are a dash; "not held", "not recorded", ``[x]`` and ``..`` are `not_held`; an
  exemption, "withheld", "redacted" and ``[c]`` are `withheld`. "None", "nil" and "zero" are exactly 0.
* A number in brackets is negative where it looks like money ("(1,234)", "($5)", "(12.50)") or the caller says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from answerable.model.interval import Interval
from answerable.words.numerals import (
    COMPARISON,
    IN_WORDS,
    find_comparison,
    find_currency,
    make_bound,
    parse_number_words,
)


class CellState(StrEnum):
    """What a table's cell says."""

    EXACT = "exact"
    SUPPRESSED = "suppressed"
    BLANK = "blank"
    DASH = "dash"
    ERROR = "error"
    WITHHELD = "withheld"
    NOT_HELD = "not_held"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class CellReading:
    """A cell read as a number, or why it is none.

    Args:
        kind: what the cell says.
        interval: for exact and suppressed cells; None otherwise, because nothing else states a number.
        unit: `GBP`, `USD`, `EUR`, `percent`, a counted noun such as ``officers``, or empty.
        repairs: what had to be mended, such as ``stray bracket``: a reviewer sees them.
        approximate: the cell says "about".
    """

    kind: CellState
    interval: Interval | None = None
    unit: str = ""
    repairs: tuple[str, ...] = ()
    approximate: bool = False

    @property
    def number(self) -> float | None:
        """The exact number, or None."""
        return self.interval.low if self.kind is CellState.EXACT and self.interval is not None else None


_ERROR = re.compile(
    r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!|#+)"
    r"|Err:\d{3}",
    re.IGNORECASE,
)
_DASH = re.compile(r"[-\u2010-\u2015\u2212_]+|n\.?\s?/\s?a\.?|not applicable|\[z\]|n\.a\.?", re.IGNORECASE)
_NOT_HELD = re.compile(
    r"(?:n/a\s*[-\u2013]?\s*)?(?:(?:data|information|figures?|this)\s+(?:is\s+|are\s+)?)?(?:not|isn't|aren't)\s+"
    r"(?:held|recorded|available|known|collected|kept|captured|provided|stated|specified)\b.*"
    r"|no\s+(?:data|information|records?)(?:\s+(?:held|available|recorded))?|unknown|unavailable|\.\.|\[x\]|\?+",
    re.IGNORECASE | re.DOTALL,
)
_WITHHELD_WORD = re.compile(
    r"\b(?:withheld|redacted|exempt(?:ed|ion)?|refused|not\s+disclosed|neither\s+confirm|suppressed|confidential)\b"
    r"|\[c\]|\A[X\u2588\u25a0]{3,}\Z",
    re.IGNORECASE,
)
_SECTION_ONLY = re.compile(
    r"(?:\w+\s+){0,3}?(?:sections?|ss?\.?|reg(?:ulation)?\.?)\s?\d{1,2}[A-Z]?\s?(?:\(\w{1,3}\))*"
    r"(?:\s+(?:of\s+)?(?:the\s+)?(?:applies|applied|foia|foisa|exemption))*\W*",
    re.IGNORECASE,
)
_SUPPRESSED_ALONE = re.compile(r"[*~^]{1,3}|\[\*\]|low|small number", re.IGNORECASE)
_FOOTNOTE = re.compile(
    r"(?<=[\d%)])\s?(?:\*+|†+|‡+|\[\w{1,2}\]|[¹²³⁴⁵⁶⁷⁸⁹]+|\((?:[a-z]|i{1,3}|note \d)\))\Z", re.IGNORECASE
)
_COUNTED = re.compile(
    r"(?:\s|\s?x\s)(?P<unit>(?:police\s)?(?:officers?|staff|cases?|allegations?|complaints?|incidents?|investigations?|people"
    r"|persons?|individuals?|employees|years?|months?|weeks?|days?|hours?|contracts?|councils?|requests?))\Z",
    re.IGNORECASE,
)
_SHARE_BESIDE = re.compile(r"\s?\(\s?[<>]?\s?\d+(?:\.\d+)?\s?%\s?\)\Z")
_BOUNDED = re.compile(rf"(?P<comparison>{COMPARISON})\s?(?P<rest>.+)", re.IGNORECASE)
_OR_FEWER = re.compile(
    r"(?P<rest>.+?)(?:\s(?:or|and)\s(?P<way>fewer|less|under|below|more|over|above)|\s?(?P<plus>\+))", re.IGNORECASE
)
_RANGE = re.compile(
    r"(?:between\s|from\s)?(?P<low>[£$€]?\s?[\d,.]+|[a-z]+)\s?(?:-|\u2013|\u2014|\bto\b|\band\b)\s?"
    r"(?P<high>[£$€]?\s?[\d,.]+|[a-z]+)",
    re.IGNORECASE,
)
_WORDS_ONLY = re.compile(IN_WORDS, re.IGNORECASE)
_MONEY_SIGN = re.compile(r"£|US\$|\$|€|\b(?:GBP|USD|EUR|pounds|dollars|euros?)\b", re.IGNORECASE)
_LONGEST = 400
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([,'\u00a0\u2009\u202f ])\d{3})(?:\1\d{3})*(?:\.\d*)?")
_SLIPPED = re.compile(r"[+-]?\d{1,3}(?:,\s?\d{2,3})+(?:\.\d*)?")
_CONTINENTAL = re.compile(r"[+-]?(?:\d{1,3}(?:[. ]\d{3})+|\d+),\d{1,2}")
_SCALED = re.compile(r"(?P<rest>.*\d)\s?(?P<scale>thousand|million|billion|mn?|bn|k)\Z", re.IGNORECASE)
_SCALES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9}


def parse_cell(
    text: str, *, star: Interval | None = None, zero_included: bool = False, money: bool = False, decimal: str = "."
) -> CellReading:
    """Read one cell.

    Args:
        text: as shown.
        star: what ``*`` stands for in this table, from its note.
        zero_included: the authority says that its suppressed numbers may be zero.
        money: the column holds money: "(12)" is minus 12.
        decimal: the decimal mark, `.` or `,`.

    >>> str(parse_cell("< 5").interval), parse_cell("$1,234.50)").number, parse_cell("#REF!").kind.value
    ('1 to 4', 1234.5, 'error')
    """
    plain = " ".join(text.split())
    if not plain:
        return CellReading(CellState.BLANK)
    if len(plain) > _LONGEST:
        return CellReading(CellState.TEXT)
    if plain[0].isdigit() and _PLAIN.fullmatch(plain) and decimal == ".":
        return CellReading(CellState.EXACT, Interval.exactly(float(plain)))
    for pattern, state in ((_ERROR, CellState.ERROR), (_DASH, CellState.DASH), (_NOT_HELD, CellState.NOT_HELD)):
        if pattern.fullmatch(plain):
            return CellReading(state)
    if _SUPPRESSED_ALONE.fullmatch(plain):
        return CellReading(CellState.SUPPRESSED, star or Interval(0, None))
    return (
        _read_number(plain, money, decimal)
        or _read_bounded(plain, zero_included, decimal)
        or CellReading(CellState.WITHHELD if _is_withheld(plain) else CellState.TEXT)
    )


def find_star_meaning(note: str, *, zero_included: bool = False) -> Interval | None:
    """What a note beneath a table says that ``*`` stands for.

    >>> str(find_star_meaning("* denotes fewer than five officers"))
    '1 to 4'
    >>> str(find_star_meaning("* is a number between 1 and 4"))
    '1 to 4'
    """
    found = re.search(
        rf"(?:\*|\basterisks?\b)[^.\n]{{0,60}}?(?P<bound>(?:{COMPARISON})\s*\w+|\d+\s+or\s+(?:fewer|less)"
        r"|\d+\s?(?:-|\u2013|to)\s?\d+|between\s+\d+\s+and\s+\d+)",
        note,
        re.IGNORECASE,
    )
    bound = (
        re.sub(r"between (\d+) and (\d+)", r"\1-\2", re.sub(r"\s+", " ", found["bound"]), flags=re.I) if found else ""
    )
    reading = _read_bounded(bound, zero_included, ".") if found else None
    return reading.interval if reading is not None and reading.kind is CellState.SUPPRESSED else None


def _is_withheld(plain: str) -> bool:
    # Long prose that mentions an exemption is a letter, not a cell.
    return len(plain) <= 200 and bool(_WITHHELD_WORD.search(plain) or _SECTION_ONLY.fullmatch(plain))


def _read_number(plain: str, money: bool, decimal: str) -> CellReading | None:
    """One number with what stands around it in cells: currency, per cent, brackets, footnote marks, a counted noun."""
    if _WORDS_ONLY.fullmatch(plain):
        return CellReading(CellState.EXACT, Interval.exactly(parse_number_words(plain)))
    repairs: list[str] = []
    unit = ""
    counted = _COUNTED.search(plain)
    if counted is not None and counted.start():
        plain, unit = plain[: counted.start()].strip(), counted["unit"].lower()
        if _WORDS_ONLY.fullmatch(plain):
            return CellReading(CellState.EXACT, Interval.exactly(parse_number_words(plain)), unit)
    beside = _SHARE_BESIDE.search(plain)
    if beside is not None and beside.start():
        plain = plain[: beside.start()]
        repairs.append("percentage beside the number left out")
    mark = _FOOTNOTE.search(plain)
    if mark is not None:
        plain = plain[: mark.start()]
        repairs.append("footnote mark")
    sign = _MONEY_SIGN.search(plain)
    if sign is not None:
        plain, unit = (plain[: sign.start()] + " " + plain[sign.end() :]).strip(), find_currency(sign.group())
    elif plain.endswith("%") or re.search(r"\bper\s?cent\Z", plain, re.IGNORECASE):
        plain, unit = re.sub(r"\s*(?:%|per\s?cent)\Z", "", plain, flags=re.IGNORECASE), "percent"
    plain, negative = _strip_brackets(plain, unit, money, repairs)
    number = _read_digits(plain, decimal, repairs)
    if number is None:
        return None
    return CellReading(CellState.EXACT, Interval.exactly(-number if negative else number), unit, tuple(repairs))


def _strip_brackets(plain: str, unit: str, money: bool, repairs: list[str]) -> tuple[str, bool]:
    """Take brackets, quotes and other litter off; whether the brackets say "negative"."""
    plain = plain.strip(" '\"\u2018\u2019;:")
    if plain.startswith("(") and plain.endswith(")"):
        inner = plain[1:-1].strip()
        looks_like_money = money or unit in ("GBP", "USD", "EUR") or re.search(r"[.,]\d", inner) is not None
        return (inner, True) if looks_like_money else (plain, False)
    if re.search(r"[()\[\]]", plain):
        stripped = plain.strip("()[] ")
        if re.search(r"[()\[\]]", stripped) is None:
            repairs.append("stray bracket")
            plain = stripped
    if plain.endswith("-") and plain[:1].isdigit():
        return plain[:-1].strip(), True
    if plain[:1] in "-\u2212" and plain[1:]:
        return plain[1:].strip(), True
    return plain.rstrip(".").strip() if plain.count(".") and plain.endswith(".") else plain, False


def _read_digits(plain: str, decimal: str, repairs: list[str]) -> float | None:
    scaled = _SCALED.fullmatch(plain)
    if scaled is not None:
        number = _read_digits(scaled["rest"].strip(), decimal, repairs)
        return None if number is None else round(number * _SCALES[scaled["scale"].lower()], 6)
    if decimal == ",":
        continental = re.fullmatch(r"[+-]?(?:\d{1,3}(?:[. '\u202f]\d{3})+|\d+)(?:,\d*)?", plain)
        return float(re.sub(r"[. '\u202f]", "", plain).replace(",", ".")) if continental else None
    if _PLAIN.fullmatch(plain):
        return float(plain)
    if _GROUPED.fullmatch(plain):
        return float(re.sub(r"[,'\u00a0\u2009\u202f ]", "", plain))
    if _CONTINENTAL.fullmatch(plain):
        repairs.append("decimal comma")
        return float(re.sub(r"[. ]", "", plain).replace(",", "."))
    if _SLIPPED.fullmatch(plain):
        # "1,23,456" or "1, 234": the digits are all there, the marks slipped.
        repairs.append("thousands mark out of place")
        return float(re.sub(r"[, ]", "", plain))
    return None


def _is_reference(low: str, high: str) -> bool:
    """ "2018-19" and "07-00177" are years and file numbers, not ranges."""
    if not (low.isdigit() and high.isdigit()):
        return False
    leading_zero = (len(low) > 1 and low[0] == "0") or (len(high) > 1 and high[0] == "0")
    year = re.fullmatch(r"(?:19|20)\d{2}", low) is not None
    return leading_zero or year or (len(high) > 3 and len(high) - len(low) > 1)


def _read_bounded(plain: str, zero_included: bool, decimal: str) -> CellReading | None:
    """ "<5", "fewer than five", "5 or fewer", "1-4": a bound or a range, or "about 20"."""
    between = _RANGE.fullmatch(plain)
    if between is not None:
        low, high = _read_number(between["low"], False, decimal), _read_number(between["high"], False, decimal)
        if low is None or high is None or low.number is None or high.number is None or low.number >= high.number:
            return None
        if _is_reference(between["low"].strip(), between["high"].strip()):
            return None
        return CellReading(CellState.SUPPRESSED, Interval(low.number, high.number), low.unit or high.unit)
    before, after = _BOUNDED.fullmatch(plain), _OR_FEWER.fullmatch(plain)
    found = before or after
    if found is None:
        return None
    inner = _read_number(found["rest"].strip(), False, decimal)
    if inner is None or inner.number is None:
        return None
    if before is not None:
        sign = find_comparison(before["comparison"])
    else:
        assert after is not None
        sign = "<=" if (after["way"] or "").lower() in ("fewer", "less", "under", "below") else ">="
    if sign == "~":
        return CellReading(CellState.EXACT, inner.interval, inner.unit, inner.repairs, approximate=True)
    whole = inner.unit not in ("GBP", "USD", "EUR", "percent")
    bound = make_bound(sign, inner.number, whole=whole, zero_included=zero_included)
    return CellReading(CellState.SUPPRESSED, bound, inner.unit, inner.repairs)

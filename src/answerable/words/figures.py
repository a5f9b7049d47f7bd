"""Figures in running text: every number that a text states, where it stands, and how exactly it is stated.

In: a string. Out: `Figure` values with half-open places in it, each with an `Interval`. Nothing here reads files, knows
a codebook or guesses. Ordinals, dates, financial years, times, section numbers, question numbers, references and
telephone numbers are no figures; a bare year is one, of kind `year`. Reading a table's cell is `cells`; `parse_cell`
can be imported from here too.

"Fewer than five" in an answer is a suppressed small number, so it is read as 1 to 4; where the authority says that
zero is included, callers pass ``zero_included=True``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from answerable.model.interval import Interval
from answerable.words.cells import CellReading, CellState, find_star_meaning, parse_cell
from answerable.words.numerals import (
    BELOW_100,
    COMPARISON,
    CURRENCY_SIGN,
    FRACTION,
    IN_DIGITS,
    IN_WORDS,
    find_comparison,
    find_currency,
    make_bound,
    parse_fraction,
    parse_number_digits,
    parse_number_words,
)

__all__ = [
    "CellReading",
    "CellState",
    "Figure",
    "FigureKind",
    "find_figures",
    "find_star_meaning",
    "make_bound",
    "parse_cell",
]


class FigureKind(StrEnum):
    """How a figure is written."""

    NUMBER = "number"
    YEAR = "year"
    PERCENT = "percent"
    MONEY = "money"
    FRACTION = "fraction"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a text states, with its place.

    Args:
        start: from 0; words that bound it such as "fewer than" and its currency are inside.
        end: half open; "%", "million" and "or fewer" are inside.
        text: ``text[start:end]``.
        kind: how it is written.
        number: the number named; the lower one of a range; 45 for 45%; 0.2 for "one in five".
        interval: what it states: one number, a range or a bound.
        unit: `GBP`, `USD`, `EUR`, `percent`, `percentage_point`, or empty.
        in_words: written in words rather than digits.
        approximate: said to be so by "about", "nearly", "some".
        bound: `<`, `<=`, `>`, `>=`, `range`, or empty.
        decimals: digits after the decimal mark as written, to compare rounded numbers.
    """

    start: int
    end: int
    text: str
    kind: FigureKind
    number: float
    interval: Interval
    unit: str = ""
    in_words: bool = False
    approximate: bool = False
    bound: str = ""
    decimals: int = 0


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_COUNTED = (
    "officers?|allegations?|complaints?|cases|incidents|investigations|dismissals|employees|individuals|persons|people"
    "|members|staff|councils|forces|warnings|hearings|authorities"
)
# Numbers that count nothing. Each line is one habit of letters.
_NOT_FIGURES = re.compile(
    r"(?P<date>\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH}(?:,?[\s-]+\d{{2,4}}\b)?"
    rf"|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b)"
    r"|(?P<time>\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b)?|\b\d{1,2}(?:\.\d{2})?\s?[ap]\.?m\b)"
    r"|(?P<financial_year>\b(?:19|20)\d{2}\s?[/\u2013-]\s?(?:(?:19|20)\d{2}|\d{2})\b(?!,\d))"
    r"|(?P<ordinal>\b\d+(?:st|nd|rd|th)\b)"
    r"|(?P<section>\b(?:sections?|s{1,2}\.|s(?=\d)|regulations?|reg\.|articles?|schedule|part|questions?|q\.?(?=\s?\d)|pages?|pg?\."
    r"|paragraphs?|para\.?|item|appendix|annex|table|figure|chapter|version|ref(?:erence)?\.?:?|number:|act(?:\s+of)?|regulations|foia|foisa|eir|eisr|dpa|gdpr|note|rule)"
    r"\s*\d+[A-Za-z]?(?:\(\w{1,4}\))*(?:\.\d+)*(?:(?:,|\s+and|\s+or|\s*&)\s*\d+[A-Za-z]?(?:\(\w{1,4}\))+)*)"
    r"|(?P<subsection>\b\d+[A-Za-z]?(?:\(\w{1,2}\))+)"
    r"|(?P<reference>\b[A-Za-z]+[-/_.]?\d[\w/-]*|\b\d+(?:[-/_]\d*[A-Za-z][\w/-]*|[A-Za-z]{2,}\d[\w/-]*))"
    r"|(?P<telephone>\+\d{2}\s?(?:\(0\)\s?)?\d{2,5}[\s-]\d{3,4}[\s-]?\d{3,4}\b|\b0\d{2,4}[\s-]\d{3,4}[\s-]?\d{3,4}\b|\b0\d{9,10}\b)"
    r"|(?P<address>https?://\S+|\bwww\.\S+|(?<![\w.+-])[\w.+-]{1,64}@\S+)"
    r"|(?P<pronoun>\b(?:no|any|some|every|each|this|that|which|another|the)[\s-]one\b|\bone\s+another\b|\bone\s+or\s+more\b"
    r"|\b(?:none|no)\s?the\s?less\b)",
    re.IGNORECASE,
)
_ATOM = re.compile(
    rf"(?P<share>\b(?:one|1)\s+in\s+(?P<below>{BELOW_100}|\d+)\b(?!\s+{_MONTH}))"
    rf"|(?P<fraction>(?<![\w-]){FRACTION}(?![\w-]))"
    rf"|(?P<words>(?<![\w-]){IN_WORDS}(?!\w))"
    rf"|(?P<digits>(?<![\w.\x00]){IN_DIGITS})"
    rf"|(?P<no>(?<![\w-])no(?=\s+(?!of\b)(?:\w+\s+)?(?:{_COUNTED})\b))",
    re.IGNORECASE,
)
# A fraction word alone is often something else: "a quarter" of the year, "half an hour".
_FRACTION_GOES_ON = re.compile(
    r"\s+(?:of|the|all|were|was|had|have|are|is|its?|their|these|those)\b|\s*[,.;)]|\s*\Z", re.IGNORECASE
)
_BEFORE = re.compile(
    rf"(?P<comparison>(?:{COMPARISON})\s*)?(?P<minus>(?<![\w)%])[-\u2212](?=[£$€]))?"
    rf"(?P<currency>{CURRENCY_SIGN}\s?)?(?P<minus2>(?<![\w)%])[-\u2212])?\Z",
    re.IGNORECASE,
)
_SCALE = re.compile(r"\s?(?:thousand|million|billion)\b|(?:k|mn?|bn)\b", re.IGNORECASE)
_UNIT = re.compile(
    r"\s?%|[\s-]?per\s?cent(?:age\s+points?)?\b|\s+percentage\s+points?\b|\s(?:pounds|euros?|dollars)\b|\s?€(?!\s?\d)|\s(?:GBP|EUR|USD)\b",
    re.IGNORECASE,
)
_TO = re.compile(r"\s?[-\u2013\u2014]\s?(?=[£$€\d])|\s+to\s+|\s+and\s+", re.IGNORECASE)
_TAIL = re.compile(
    r"\s+(?:or|and)\s+(?P<way>fewer|less|under|below|more|over|above)\b(?!\s+(?:than|\w*\d))|\+(?!\d)", re.IGNORECASE
)
_BETWEEN = re.compile(r"\b(?:between|from)\s*(?:[£$€]\s?)?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Atom:
    """One number with its scale and unit, before it is known whether it is bounded or the end of a range."""

    start: int
    end: int
    number: float
    kind: FigureKind
    unit: str = ""
    in_words: bool = False
    decimals: int = 0
    scale: float = 1.0
    comparison: str = ""


def find_figures(text: str, *, zero_included: bool = False) -> tuple[Figure, ...]:
    """Every number that a text states, in reading order.

    Args:
        text: prose or a line of it.
        zero_included: "fewer than five" may be none at all.

    >>> [(f.text, str(f.interval)) for f in find_figures("Of 1,204 cases, fewer than five led to 2 dismissals.")]
    [('1,204', '1,204'), ('fewer than five', '1 to 4'), ('2', '2')]
    """
    masked = _NOT_FIGURES.sub(lambda match: "\x00" * len(match.group()), text)
    atoms: list[_Atom] = []
    for match in _ATOM.finditer(masked):
        atom = _make_atom(masked, match, atoms[-1].end if atoms else 0)
        if atom is not None:
            atoms.append(atom)
    figures: list[Figure] = []
    at = 0
    while at < len(atoms):
        second = atoms[at + 1] if at + 1 < len(atoms) else None
        joined = second is not None and _is_range(masked, atoms[at], second)
        figures.append(_make_figure(text, atoms[at], second if joined else None, zero_included))
        at += 2 if joined else 1
    return tuple(figures)


def _make_atom(text: str, match: re.Match[str], after: int) -> _Atom | None:
    kind, decimals, factor = FigureKind.NUMBER, 0, 1.0
    start, end = match.span()
    if match["digits"]:
        decimals = len(match["digits"].partition(".")[2])
        scale = _SCALE.match(text, end)
        end = scale.end() if scale else end
        # Glued to more of a longer token: "12abc", "3.4.1", "5/6".
        if re.match(r"[\w\x00]|[./]\d", text[end : end + 2]):
            return None
        factor = parse_number_digits("1", scale.group()) if scale else 1.0
        number = parse_number_digits(match["digits"], scale.group() if scale else "")
    elif match["words"]:
        number = parse_number_words(match["words"])
    else:
        found = _read_share(text, match)
        if found is None:
            return None
        kind, number = FigureKind.NUMBER if match["no"] else FigureKind.FRACTION, found
    before = _BEFORE.search(text, max(after, start - 24), start)
    currency = find_currency(before["currency"] or "") if before else ""
    unit = _UNIT.match(text, end)
    end = unit.end() if unit else end
    named = currency or _read_unit(unit.group() if unit else "")
    if named:
        kind = FigureKind.PERCENT if named.startswith("percent") else FigureKind.MONEY
    elif match["digits"] and factor == 1.0 and re.fullmatch(r"(?:19|20)\d{2}", match["digits"]):
        kind = FigureKind.YEAR
    comparison, negative = "", False
    if before is not None:
        comparison = find_comparison(before["comparison"] or "")
        negative = bool(before["minus"] or (before["minus2"] and match["digits"]))
        start = before.start() if comparison or currency or negative else start
    number = -number if negative else number
    return _Atom(start, end, number, kind, named, not match["digits"], decimals, factor, comparison)


def _read_share(text: str, match: re.Match[str]) -> float | None:
    """The value of "one in five", of a fraction, or of "no" before what is counted."""
    if match["no"]:
        return 0.0
    if match["share"]:
        below = float(match["below"]) if match["below"].isdigit() else parse_number_words(match["below"])
        return 1.0 / below if below else None
    words = match["fraction"].lower()
    alone = words == "half" or words.startswith(("a ", "an ", "one "))
    return parse_fraction(words) if not alone or _FRACTION_GOES_ON.match(text, match.end()) else None


def _read_unit(words: str) -> str:
    plain = words.strip(" \u00a0\n-").lower()
    if not plain:
        return ""
    if "point" in plain:
        return "percentage_point"
    return "percent" if plain.startswith(("%", "per")) else find_currency(plain)


def _is_range(text: str, first: _Atom, second: _Atom) -> bool:
    """Whether two numbers are the ends of one range: "10-14", "5 to 9", "between 5 and 9"."""
    to = _TO.match(text, first.end)
    if to is None or second.number < first.number or second.comparison or not _starts_at(text, to.end(), second):
        return False
    if FigureKind.FRACTION in (first.kind, second.kind) or first.kind is FigureKind.YEAR:
        return False
    # "5 and 6" are two numbers unless "between" says otherwise.
    before = text[max(0, first.start - 16) : first.start]
    return to.group().strip().lower() != "and" or _BETWEEN.search(before) is not None


def _starts_at(text: str, at: int, atom: _Atom) -> bool:
    # The dash of "5-9" may have been taken for the second number's minus.
    return atom.start in (at, at - 1) and text[atom.start : atom.end].strip() != ""


def _make_figure(text: str, atom: _Atom, second: _Atom | None, zero_included: bool) -> Figure:
    end = second.end if second else atom.end
    kind, unit, number = atom.kind, atom.unit, atom.number
    bound, approximate = atom.comparison, atom.comparison == "~"
    tail = _TAIL.match(text, end)
    if tail is not None and not bound:
        end, bound = tail.end(), "<=" if tail["way"] in ("fewer", "less", "under", "below") else ">="
    if second is not None:
        kind = second.kind if second.unit and not unit else kind
        unit = unit or second.unit
        # "1-2 million" scales both ends.
        number = number * second.scale if atom.scale == 1.0 and number * second.scale <= second.number else number
        interval, bound = Interval(number, second.number), "range"
    elif bound and not approximate:
        counts = kind in (FigureKind.NUMBER, FigureKind.YEAR) and atom.scale == 1.0
        interval = make_bound(bound, number, whole=counts, zero_included=zero_included)
        kind = FigureKind.NUMBER if kind is FigureKind.YEAR else kind
    else:
        interval, bound = Interval.exactly(number), ""
    words = text[atom.start : end]
    return Figure(
        atom.start, end, words, kind, number, interval, unit, atom.in_words, approximate, bound, atom.decimals
    )

"""What a text compares without a number of its own, and shares of a change: "fewer than in 2022", "a third lower".

What comes in: a sentence. What goes out: figures and places. Never here: tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from answerable.model.interval import Interval
from answerable.words.figures import Figure, FigureKind, make_bound
from answerable.words.numerals import COMPARISON, FRACTION, find_comparison, parse_fraction, parse_number_words

_MORE_THAN = re.compile(
    r"(?i)\b(?P<word>(?P<high>more|higher|larger|bigger|longer|greater|worse|dearer|slower|busier)"
    r"|(?P<low>fewer|less|lower|smaller|shorter|better|cheaper|faster|quieter))\s+(?:[a-z]+\s+|(?:19|20)\d\d\s+){0,5}?than"
    r"(?=\s+(?:(?:in|at|on|for|by|that of|those of|it did in|the)\s+)*(?:(?:the\s+)?(?:year before|previous year)"
    r"|(?:19|20)\d\d|[A-Z]))"
)
_AFTER_NUMBER = re.compile(r"\s*(?:[a-z]+\s+)?")
_COMPARED = re.compile(
    r"(?i)\s+(?:more|less|fewer|lower|higher|larger|smaller|longer|shorter|bigger|cheaper|dearer|faster|slower|up|down|off"
    r"|above|below|over|under)\b"
)
_SPLIT = re.compile(
    rf"(?i)(?<![\w-])(?P<fraction>{FRACTION})(?=(?P<compared>{_COMPARED.pattern.removeprefix('(?i)')})"
    r"|\s+(?:between|since|from|in|on|over|after|during|to|compared)\b)"
)
_IN_TEN = re.compile(
    r"(?i)\b(?P<top>two|three|four|five|six|seven|eight|nine|[2-9])\s+(?:in|out of)\s+(?:every\s+)?"
    r"(?P<low>three|four|five|six|seven|eight|nine|ten|twenty|10|20|100)\b(?!\s?%|[\d,.-]*\d)"
)
_HEDGE = re.compile(rf"(?i)(?P<words>{COMPARISON})\s+$")
_BY = re.compile(rf"(?i)\bby\s+(?:{COMPARISON}|just|only|exactly)?\s*$")
_PASSED = (
    r"(?i)\b(?:never|not once|has not|have not|had not|did not)\s+"
    r"(?:(?:been|fallen|dropped|dipped|gone|risen|exceeded|topped|recorded|had)\s+)?"
)
_NEVER_BEFORE, _NEVER = re.compile(_PASSED + "$"), re.compile(_PASSED)


def find_comparisons(text: str, ends: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """What is said to be more or less than another year or place, without saying by how much.

    Args:
        text: a sentence.
        ends: of its figures: "7% more than in 2022" is one statement, not two.

    Yields:
        Start, end, and `above` or `below`.

    >>> list(find_comparisons("It sold 596 homes, fewer than in 2022.", [11]))
    [(19, 24, 'below')]
    """
    for match in _MORE_THAN.finditer(text):
        if any(end <= match.start() and _AFTER_NUMBER.fullmatch(text, end, match.start()) for end in ends):
            continue
        yield match.start(), match.end("word"), "above" if match["high"] else "below"


def find_fractions(text: str) -> Iterator[Figure]:
    """ "A third lower", "by more than a fifth since 2019", "seven in ten"."""
    for match in _IN_TEN.finditer(text):
        top, low = _read(match["top"]), _read(match["low"])
        if 1 < top < low:
            yield _make_fraction(text, match.start(), match.end(), top / low)
    for match in _SPLIT.finditer(text):
        before = text[: match.start()]
        if not match["compared"] and not _BY.search(before):
            continue
        yield _make_fraction(text, match.start(), match.end("fraction"), parse_fraction(match["fraction"]))


def _make_fraction(text: str, start: int, end: int, number: float) -> Figure:
    hedge = _HEDGE.search(text[:start])
    start = hedge.start() if hedge else start
    sign = find_comparison(hedge["words"]) if hedge else ""
    bound = "" if sign == "~" else sign
    interval = make_bound(bound, number, whole=False) if bound else Interval.exactly(number)
    return Figure(start, end, text[start:end], FigureKind.FRACTION, number, interval, "", True, sign == "~", bound)


def _read(words: str) -> float:
    return float(words) if words.isdigit() else parse_number_words(words)


def is_never(figure: Figure) -> bool:
    """Whether a figure is a limit that was never passed."""
    return bool(figure.bound) and _NEVER.match(figure.text) is not None


def read_never(text: str, figure: Figure) -> Figure:
    """ "Never fallen below 14,000" is "at least 14,000" of the lowest."""
    never = _NEVER_BEFORE.search(text[: figure.start])
    turned = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}.get(figure.bound)
    if never is None or turned is None:
        return figure
    start = never.start()
    interval = make_bound(turned, figure.number, whole=False)
    return replace(figure, start=start, text=text[start : figure.end], bound=turned, interval=interval)

"""Which rows the words of a sentence speak of: values of a table's columns, and years, with their places.

What comes in: frames, a sentence. What goes out: `Mention`s and `PeriodMention`s. Never here: measures, verdicts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from answerable.check.claims.data.frames import Frame, Role, find_short_names, is_generic
from answerable.check.claims.text.statements import Sentence, find_period_places
from answerable.check.claims.text.terms import stem, strip_ending
from answerable.model.dates import Period

_TOKEN = re.compile(r"[A-Za-z][\w'’.-]*[\w]|[A-Za-z]|\d+")
_LONGEST = 7
_PLAIN_VALUES = frozenset(
    [
        "yes",
        "no",
        "n/a",
        "na",
        "none",
        "full",
        "partial",
        "other",
        "others",
        "unknown",
        "total",
        "all",
        "not",
        "stated",
        "various",
        "mixed",
        "both",
        "either",
        "name",
        "open",
        "long",
        "short",
    ]
)
_SAME_VALUES = {
    "female": ("women", "woman", "girls", "female", "females"),
    "male": ("men", "man", "boys", "male", "males"),
    "women": ("female", "women"),
    "men": ("male", "men"),
    "f": ("women", "girls", "female"),
    "m": ("men", "boys", "male"),
}
_KIND_WORDS = (
    "grade rank role type category offence crime sector subject species product fuel job position ethnicity"
    " reason outcome occupation cause class group kind item service department mode vehicle crop drug disease age"
    " band"
)
_KINDS = frozenset(stem(word) for word in _KIND_WORDS.split())
"""Headers of columns whose values are common words: they may stand in a text without a capital."""
_BEFORE_YEAR = re.compile(
    r"(?i)\b(?:the|a) (?:previous|prior|preceding|last) year\b|\b(?:the|a) year (?:before|earlier|previously|ago)\b"
    r"|\bone year (?:before|earlier)\b|\bthe year before(?: that)?\b"
)
_BEFORE_YEARS = re.compile(
    r"(?i)\b(?P<n>two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) years (?:before|earlier|previously)\b"
)
_COUNT = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Mention:
    """A value of a column that a sentence names.

    Args:
        column: position in the frame.
        value: as the table has it.
        start: in the sentence; -1 where an earlier sentence named it.
        end: half open.
    """

    column: int
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A year that a sentence names, or reckons from another.

    Args:
        period: which.
        start: in the sentence; -1 where an earlier sentence named it.
        end: half open.
    """

    period: Period
    start: int
    end: int


class Index:
    """The ways a text may name the values of one frame."""

    def __init__(self, frame: Frame) -> None:
        self._exact: dict[str, list[tuple[int, str]]] = {}
        self._capital: set[str] = set()
        self._kinds = {
            column.number
            for column in frame.columns
            if column.role in (Role.NAME, Role.TEXT) and column.terms and column.terms[-1] in _KINDS
        }
        for column in frame.columns:
            if column.role in (Role.NUMBER, Role.YEAR):
                continue
            values = dict.fromkeys(row[column.number].strip() for row in frame.texts)
            for value in values:
                if re.fullmatch(r"\d{1,4}[A-Za-z]?", value) and column.role is Role.NAME:
                    # "Route 3" is a row, "3" is a number.
                    self._exact.setdefault(_make_key(f"{column.name} {value}"), []).append((column.number, value))
                elif value and len(value) <= 80 and value.lower() not in _PLAIN_VALUES:
                    self._add(column.number, value, column.role is Role.CATEGORY)

    def _add(self, column: int, value: str, is_category: bool) -> None:
        names = list(find_short_names(value))
        if is_category or len(value.split()) <= 3:
            names += _SAME_VALUES.get(value.lower(), ())
        for name in dict.fromkeys(names):
            if len(name) < 2 or name in _PLAIN_VALUES:
                continue
            key = _make_key(name)
            if not is_category and column not in self._kinds and not value.islower():
                self._capital.add(key)
            kept = self._exact.setdefault(key, [])
            if (column, value) not in kept:
                kept.append((column, value))

    def find(self, text: str) -> list[Mention]:
        """Every value that a sentence names, the longest names first where they overlap."""
        tokens = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
        keys = [strip_ending(word) if word[0].isalpha() else word for word, _, _ in tokens]
        found: list[Mention] = []
        at = 0
        while at < len(tokens):
            step = 1
            for size in range(min(_LONGEST, len(tokens) - at), 0, -1):
                key = " ".join(keys[at : at + size])
                values = self._exact.get(key)
                if not values or not self._is_named(text, key, tokens[at], tokens[at + size - 1]):
                    continue
                by_column: dict[int, list[str]] = {}
                for column, value in values:
                    by_column.setdefault(column, []).append(value)
                found += [
                    Mention(column, several[0], tokens[at][1], tokens[at + size - 1][2])
                    for column, several in by_column.items()
                    if len(several) == 1
                ]
                step = size
                break
            at += step
        return found

    def _is_named(self, text: str, key: str, first: tuple[str, int, int], last: tuple[str, int, int]) -> bool:
        """A name stands with a capital, and is no piece of a longer one."""
        start, end = first[1], last[2]
        if text[start].isdigit() and key.replace(" ", "").isdigit():
            # "18-49" is an age group where it is written so; two numbers that stand side by side are none.
            return any(text[start:end] == value for _, value in self._exact[key])
        if key in self._capital and not text[start].isupper():
            return False
        if not text[start].isupper():
            return True
        if re.match(r"\s+of\s+[A-Z]", text[end:]):
            return False
        if is_generic(first[0]) and " " not in key and re.search(r"[A-Z][\w’'-]*\s$", text[:start]):
            # "Essex County Council" is no council of the kind "County".
            return False
        after = re.match(r"[\s-]+(?:of\s+)?([A-Z][\w’']*)", text[end:])
        before = re.search(r"([A-Z][\w’']*)[\s-]$", text[:start])
        if before and before.group(1) in ("North", "South", "East", "West", "New", "Northern", "Upper", "Lower", "Mid"):
            return False
        return not (
            after and " " not in key and re.match(r"(?:Ireland|East|West|North|South|Wales|of [A-Z])", after.group(1))
        )


def _make_key(name: str) -> str:
    return " ".join(strip_ending(word) if word[0].isalpha() else word for word in _TOKEN.findall(name))


def find_period_mentions(sentence: Sentence) -> list[PeriodMention]:
    """The years of a sentence: its own with their places, "the year before" reckoned, else those it goes on about."""
    found = [PeriodMention(period, start, end) for start, end, period in find_period_places(sentence.text)]
    if not found:
        found = [PeriodMention(period, -1, -1) for period in sentence.periods[:2]]
    if found:
        latest = max((one.period for one in found), key=lambda period: period.start)
        for match in _BEFORE_YEAR.finditer(sentence.text):
            found.append(PeriodMention(go_back(latest), match.start(), match.end()))
        for match in _BEFORE_YEARS.finditer(sentence.text):
            words = match["n"].lower()
            n = int(words) if words.isdigit() else _COUNT.index(words) + 2
            found.append(PeriodMention(go_back(latest, n), match.start(), match.end()))
    return found


def go_back(period: Period, n: int = 1) -> Period:
    """The same stretch a year earlier, or so many."""
    day = 28 if (period.end.month, period.end.day) == (2, 29) else period.end.day
    return replace(
        period,
        start=period.start.replace(year=period.start.year - n),
        end=period.end.replace(year=period.end.year - n, day=day),
    )

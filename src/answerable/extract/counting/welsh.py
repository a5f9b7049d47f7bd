"""Welsh counts: the standard sentences in which an authority counts in Welsh.

In: one sentence. Out: `WelshCount` rows: the measure, the number and its words. Measures are those of the bundled
codebook; what is not one of these sentences is left alone. Never here: cases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE_TO_TEN = {
    "un": 1, "dau": 2, "ddau": 2, "dwy": 2, "ddwy": 2, "tri": 3, "thri": 3, "tair": 3, "thair": 3, "pedwar": 4,
    "phedwar": 4, "pedair": 4, "phedair": 4, "pump": 5, "pum": 5, "phump": 5, "chwech": 6, "chwe": 6, "saith": 7,
    "wyth": 8, "naw": 9, "deg": 10,
}  # fmt: skip
_NUMBER = r"(?P<number>\d{1,4}|" + "|".join(sorted(_ONE_TO_TEN, key=len, reverse=True)) + r")"
_WHOM = (
    r"(?:\s+(?:o\s+)?(?:swyddog(?:ion)?|heddwas|heddweision|g?c?h?wnstabl(?:iaid)?|aelod(?:au)?|ohonynt)|"
    r"(?=\s*[.,;]|\s*\Z))?"
)
_DISMISSED = r"(?:ei|eu)\s+d?diswyddo|(?:ei|eu)\s+ddiswyddo"
_SENTENCES: tuple[tuple[str, str], ...] = (
    ("would_have_been_dismissed", rf"\bb?f?yddai\s+{_NUMBER}{_WHOM}\s+wedi(?:\s+cael)?\s+(?:{_DISMISSED})"),
    ("dismissed", rf"\b(?:diswyddwyd|ddiswyddwyd)\s+{_NUMBER}{_WHOM}"),
    ("dismissed", rf"\bcafodd\s+{_NUMBER}{_WHOM}\s+(?:{_DISMISSED})"),
    ("disciplined", rf"\b(?:disgyblwyd|ddisgyblwyd)\s+{_NUMBER}{_WHOM}"),
    ("disciplined", rf"\bcafodd\s+{_NUMBER}{_WHOM}\s+(?:ei|eu)\s+ddisgyblu"),
    (
        "final_written_warning",
        rf"\b(?:cafodd|derbyniodd)\s+{_NUMBER}{_WHOM}\s+rh?ybudd(?:ion)?\s+ysgrifenedig\s+terfynol",
    ),
    (
        "written_warning",
        rf"\b(?:cafodd|derbyniodd)\s+{_NUMBER}{_WHOM}\s+rh?ybudd(?:ion)?\s+ysgrifenedig(?!\s+terfynol)",
    ),
    ("resigned", rf"\bymddiswyddodd\s+{_NUMBER}{_WHOM}"),
    ("allegations", rf"\bcofnodwyd\s+{_NUMBER}\s+(?:o\s+)?honiad(?:au)?"),
    ("investigated", rf"\bymchwiliwyd\s+i\s+{_NUMBER}{_WHOM}"),
)
_NONE: tuple[tuple[str, str], ...] = (
    ("dismissed", r"\b(?:ni|na)\s+ddiswyddwyd\s+(?:yr\s+un|unrhyw|neb)(?:\s+swyddog(?:ion)?)?"),
    ("disciplined", r"\b(?:ni|na)\s+ddisgyblwyd\s+(?:yr\s+un|unrhyw|neb)(?:\s+swyddog(?:ion)?)?"),
    (
        "would_have_been_dismissed",
        r"\b(?:ni|na)\s+fyddai\s+(?:yr\s+un|unrhyw|neb)(?:\s+swyddog)?\s+wedi(?:\s+cael)?\s+(?:ei|eu)\s+ddiswyddo",
    ),
)
_COMPILED = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _SENTENCES)
_COMPILED_NONE = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _NONE)
_TELLS_MORE = re.compile(r"\s*(?:\w+\s+){0,2}(?:yn\s+(?:19|20)\d\d\s+)?am\s+(?!gam)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WelshCount:
    """A number of a Welsh sentence: its measure and the place of its words."""

    measure: str
    number: int
    start: int
    end: int


def read_welsh_number(word: str) -> int:
    """A number from one to ten as a Welsh word, mutated or not; 0 for any other word."""
    return _ONE_TO_TEN.get(word.lower(), 0)


def find_welsh_counts(text: str) -> list[WelshCount]:
    """The counts of a sentence in reading order; one person of whom more is told ("am rannu ...") is a case."""
    out: list[WelshCount] = []
    for measure, pattern in _COMPILED_NONE:
        out += [WelshCount(measure, 0, one.start(), one.end()) for one in pattern.finditer(text)]
    taken = [(one.start, one.end) for one in out]
    for measure, pattern in _COMPILED:
        for one in pattern.finditer(text):
            if any(low <= one.start() < high or one.start() <= low < one.end() for low, high in taken):
                continue
            word = one["number"].lower()
            number = int(word) if word.isdigit() else _ONE_TO_TEN[word]
            if number == 1 and _TELLS_MORE.match(text[one.end() :]):
                continue
            out.append(WelshCount(measure, number, one.start("number"), one.end()))
            taken.append((one.start(), one.end()))
    return sorted(out, key=lambda one: one.start)

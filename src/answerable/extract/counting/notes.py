"""Notes: sentences that change what the figures of a document mean, whichever table or answer they stand in.

In: texts. Out: `Notes`: what is counted, whether years are financial, what a star hides, whether suppressed
numbers may be zero. Never here: the figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from answerable.extract.counting.parts import Part
from answerable.extract.counting.periods import PeriodFound, cut_period, find_noted_part, is_whole
from answerable.model.dates import Period
from answerable.model.interval import Interval
from answerable.words.figures import find_star_meaning

_ALLEGATIONS = re.compile(
    r"\b(?:figures?|data|tables?|totals?|statistics|systems?|rows?|spreadsheet|numbers\s+(?:above|below|given|"
    r"shown|provided)|these\s+numbers)\b[^.]{0,40}?"
    r"\b(?:counts?|relates?\s+to|refers?\s+to|are\s+(?:of|for)|shows?|represents?|records?|based\s+on|reflects?|"
    r"are)\s+(?:the\s+)?(?:number\s+of\s+)?(?:recorded\s+|individual\s+)?allegations\b"
    r"|\ballegations?,?\s+(?:and\s+not|not|rather\s+than|as\s+opposed\s+to|"
    r"instead\s+of)\s+(?:the\s+)?(?:number\s+of\s+)?(?:officers|individuals|people|persons|cases)",
    re.IGNORECASE,
)
_DISMISSED = re.compile(r"\bdismissed\b[^.]{0,60}\b(?:means?|refers?\s+to)\b[^.]{0,30}\ballegations?\b", re.IGNORECASE)
_CASES = re.compile(
    r"\b(?:figures?|data|numbers?|tables?|totals?)\b[^.]{0,40}\b(?:count|relate\s+to|refer\s+to|are|show|"
    r"represent|based\s+on)\b[^.]{0,20}\b(?:cases|investigations)\b[^.]{0,15}\b(?:not|rather\s+than)\b",
    re.IGNORECASE,
)
_STAFF = re.compile(
    r"\b(?:include[sd]?|including|comprises?|both|combine[sd]?|cover(?:s|ing)?|relates?\s+to|for|contain(?:s|"
    r"ing)?|count(?:s|ing)?)\b(?![^.]{0,15}\bnot\b)[^.]{0,50}\b(?:police\s+staff|"
    r"officers\s+and\s+(?:police\s+)?staff|staff\s+and\s+officers|PCSOs|members\s+of\s+staff|staff\s+members|"
    r"special\s+constables\s+and\s+staff)\b"
    r"|\b(?:cannot|unable\s+to|not\s+possible\s+to|does\s+not|do\s+not|not)\s+(?:separate|distinguish|split|"
    r"differentiate)[^.]{0,40}\bstaff\b",
    re.IGNORECASE,
)
_NOT_STAFF = re.compile(
    r"\b(?:not|exclud\w+|no|without|do(?:es)?\s+not)\b[^.]{0,25}\b(?:include\s+)?(?:police\s+)?staff\b", re.IGNORECASE
)
_FINANCIAL = re.compile(
    r"\bfinancial\s+years?\b|\b1(?:st)?\s+April\b[^.]{0,30}\b31(?:st)?\s+March\b|\bApril\s+to\s+March\b", re.IGNORECASE
)
_NOT_FINANCIAL = re.compile(
    r"\b(?:not|rather\s+than|instead\s+of)\s+(?:by\s+)?(?:the\s+)?financial\s+year", re.IGNORECASE
)
_ZERO = re.compile(
    r"\b(?:includ(?:es|ing)|may\s+be|can\s+be|or|0\s*(?:to|-|\u2013)\s*\d)\s*(?:zero|0|nil|none)\b|"
    r"\bzero\s+(?:values?\s+)?(?:is|are)\s+(?:also\s+)?(?:included|suppressed)|\b0\s?(?:-|\u2013|to)\s?[34]\b",
    re.IGNORECASE,
)
_SUPPRESSED = re.compile(
    r"\b(?:suppress\w*|fewer\s+than|less\s+than|small\s+numbers?|low\s+numbers?)\b|<\s?\d", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Notes:
    """What notes say of the figures beside them.

    Args:
        unit: what is counted, where a note says so; else empty.
        financial: years are financial years.
        star: what ``*`` stands for.
        zero_included: a suppressed number may be zero.
        dismissed_allegations: "dismissed" is said of allegations here, not of officers.
        words: the sentences that say so, for a reviewer.
    """

    unit: str = ""
    financial: bool = False
    star: Interval | None = None
    zero_included: bool = False
    dismissed_allegations: bool = False
    words: tuple[str, ...] = ()
    in_part: tuple[tuple[Period | None, str, Part], ...] = ()
    """Years that are not counted whole; None for the year that bears the mark beside it (``*``)."""

    def cut(self, found: PeriodFound, behind: str) -> PeriodFound:
        """A year as the notes have it.

        Args:
            found: as its label says.
            behind: the text behind the label, for its mark.
        """
        for year, mark, part in self.in_part if not found.part and found.period.kind != "other" else ():
            marked = year is None and mark and re.match(rf"\s*\(?{re.escape(mark)}(?!\*)", behind)
            if (marked or year == found.period) and not is_whole(found.period, part):
                return PeriodFound(cut_period(found.period, part), found.start, found.end, part.words)
        return found


def read_notes(texts: Iterable[str], questions: Sequence[str] = ()) -> Notes:
    """Read the notes of a document.

    Args:
        texts: of its pages and tables.
        questions: those of the letter; where a document repeats one, it says nothing of its figures.

    >>> read_notes(["Please note the figures count allegations, not individuals."]).unit
    'allegations'
    """
    unit, financial, zero, dismissed = "", False, False, False
    star: Interval | None = None
    words: list[str] = []
    in_part: list[tuple[Period | None, str, Part]] = []
    asked = [_plain(question) for question in questions]
    for text in texts:
        for sentence in re.split(r"(?<=[.;])\s+|\n\s*\n|\n(?=[A-Z*(\d])", text):
            told = False
            if sentence.rstrip().endswith("?") or _repeats(sentence, asked):
                continue
            if not unit and (_ALLEGATIONS.search(sentence)):
                unit, told = "allegations", True
            elif not unit and _CASES.search(sentence):
                unit, told = "cases", True
            elif not unit and _STAFF.search(sentence) and not _NOT_STAFF.search(sentence):
                unit, told = "officers_and_staff", True
            if _FINANCIAL.search(sentence) and not _NOT_FINANCIAL.search(sentence):
                financial = True
                told = told or ("financial" in sentence.lower() and "\t" not in sentence)
            if _SUPPRESSED.search(sentence) and _ZERO.search(sentence):
                zero, told = True, True
            if star is None and "*" in sentence:
                star = find_star_meaning(sentence, zero_included=zero)
                told = told or star is not None
            if _DISMISSED.search(sentence):
                dismissed, told = True, True
            noted = _read_part(sentence)
            if noted is not None:
                in_part.append(noted)
            if told:
                words.append(" ".join(sentence.split())[:200])
    return Notes(unit, financial, star, zero, dismissed, tuple(dict.fromkeys(words)), tuple(in_part))


_MARKED = re.compile(r"\s*(?P<mark>\*+|\u2020|\u2021|\^|#|\u00b9|\u00b2)\s*(?=[A-Za-z(\d])")
_DIGITS = re.compile(r"\d+")
"""Many of them in a sentence are its figures; it is no note."""
_SAYS_SO = re.compile(
    r"\b(?:figures?|data|numbers?|totals?|year|counts?|information)\b[^.]{0,40}?\b(?:is|are|only|covers?|includes?|to|up|until|as)\b",
    re.IGNORECASE,
)


def _read_part(sentence: str) -> tuple[Period | None, str, Part] | None:
    """A note that a year is not counted whole: behind its mark, or of the year that it names."""
    marked = _MARKED.match(sentence)
    if marked is None and not (_SAYS_SO.search(sentence) and len(_DIGITS.findall(sentence)) < 5):
        return None
    found = find_noted_part(sentence[marked.end() :] if marked is not None else sentence)
    if found is None or (found[0] is None and marked is None):
        return None
    return found[0].period if found[0] is not None else None, marked["mark"] if marked is not None else "", found[1]


def _repeats(sentence: str, asked: Sequence[str]) -> bool:
    plain = _plain(sentence)
    return len(plain) > 20 and any(plain in question or question in plain for question in asked)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"\A\s*(?:q(?:uestion)?\s*)?\d{1,2}\s*[.:)]?\s*|[^\w\s]", " ", text.casefold()).split())

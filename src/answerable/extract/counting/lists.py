"""Lists by year in running text: numbers each with its own period, the number before them their total.

In: a sentence whose numbers are paired with periods. Out: tallies. Never here: which number is of which period
(`pairing`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from answerable.extract.counting.pairing import Paired
from answerable.extract.counting.periods import PeriodFound
from answerable.extract.counting.sentence import Sentence
from answerable.model.case import Tally
from answerable.model.dates import Period
from answerable.words.figures import Figure

_OFFICERS = re.compile(r"\b(?:officers?|individuals|people|constables)\b", re.IGNORECASE)
_BEFORE_YEAR = re.compile(
    r"\s*(?:(?:years?|numbers?|totals?|counts?|figures?)\b[\s:|/]*)*(?:(?:in|during|for|from|between)\s+)?(?:the\s+)?"
    r"(?:(?:calendar|financial)\s+)?(?:year\s+)?[\s(\[]*",
    re.IGNORECASE,
)
"""What stands before the year of an entry: "Calendar year 2021: 37"."""
_YEAR_THEN = re.compile(
    r"[\s:=,\u2013\u2014()-]*(?:to\s+date\s*|ytd\s*)?[\s:=,\u2013\u2014()-]*(?:there\s+(?:was|were)\s+|had\s+|"
    r"(?:police\s+)?officers?\s*[:\u2013-]?\s*|a\s+total\s+of\s+)?",
    re.IGNORECASE,
)
_NUMBER_THEN = re.compile(
    r"\s*(?:(?:police\s+)?officers?|allegations?|cases?|individuals?|people|staff)?\s*(?:(?:was|"
    r"were)\s+\w+\s+)?(?:in|during|for|\(|\[)\s*(?:the\s+year\s+|calendar\s+year\s+)?",
    re.IGNORECASE,
)
_CARRIED = re.compile(
    r"\b(?:this|that|it|these|which|the\s+(?:figure|number|total)s?)\s+(?:then\s+)?(?:rose|fell|increased|decreased|went|dropped|"
    r"grew|was|were|had\s+\w+|came|stood|reduced)\b|\A\s*(?:(?:in|for|during)\s+)?(?:the\s+)?(?:year\s+)?20\d\d",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(r"\b(?:of\s+(?:which|whom|these|those|them)|including)\b", re.IGNORECASE)
_A_PART = re.compile(r"\bof\s+(?:which|these|those|them)\s*,?\s*(?:only\s+|just\s+)?\Z", re.IGNORECASE)
_PEOPLE = re.compile(r"\s*(?:\w+\s+){0,2}(?:officers?|constables?|individuals|people|staff)\b", re.IGNORECASE)
_LIMIT = re.compile(r"[,;]|\band\b|\bwhile\b", re.IGNORECASE)

_OPENS = re.compile(r"[,;(]|\band\b|\bwhile\b", re.IGNORECASE)


def is_list(sentence: Sentence) -> bool:
    """Whether a sentence gives numbers for several periods, or is one entry of a list: "2019: 4"."""
    with_own = _list_own(sentence)
    spans = {(one.period.period.start, one.period.period.end) for one in with_own if one.period is not None}
    if len(spans) > 1:
        return True
    if not with_own or with_own[0].figure is not sentence.figures[0]:
        return False
    period, figure = with_own[0].period, with_own[0].figure
    assert period is not None
    if sentence.asked is not None and _begins_entry(sentence, with_own):
        return True
    if len(with_own) != 1 or len(sentence.figures) != 1 or len(sentence.text) >= 80:
        return False
    if period.start < figure.start:
        return _is_entry(sentence, period)
    rest = sentence.text[: figure.start] + sentence.text[figure.end : period.start] + sentence.text[period.end :]
    return sentence.asked is not None and sentence.context.nouns.are_all(re.sub(r"[()\[\]]", " ", rest))


def _is_entry(sentence: Sentence, period: PeriodFound) -> bool:
    """Whether a sentence begins with its year, as a line of a list does."""
    return bool(_BEFORE_YEAR.fullmatch(sentence.text[: period.start]))


def _begins_entry(sentence: Sentence, own: Sequence[Paired]) -> bool:
    """ "2022: 12 (of which 4 were reported)": an entry, and numbers that are a part of its own."""
    period, figure = own[0].period, own[0].figure
    if period is None or len(own) != len(sentence.figures) or not _is_entry(sentence, period):
        return False
    tight = period.start < figure.start and _YEAR_THEN.fullmatch(sentence.text[period.end : figure.start])
    parts = [one for one in own[1:] if one.shares and _OF_WHICH.search(sentence.text[figure.end : one.figure.end + 12])]
    return bool(tight) and len(own) > 1 and len(parts) == len(own) - 1


def _list_own(sentence: Sentence) -> list[Paired]:
    return [one for one in sentence.paired if one.period is not None and _may_stand(one, sentence)]


def _may_stand(one: Paired, sentence: Sentence) -> bool:
    """Whether a number may be one of a list: it answers a question, counts something, or stands right at its year."""
    assert one.period is not None
    if (sentence.asked is not None and sentence.asked.measures) or sentence.context.nouns.are_counted(
        sentence.text, one.figure
    ):
        return True
    if sentence.has_own_measure(one.figure):
        return True
    if one.period.start < one.figure.start:
        return bool(_YEAR_THEN.fullmatch(sentence.text[one.period.end : one.figure.start]))
    return bool(_NUMBER_THEN.fullmatch(sentence.text[one.figure.end : one.period.start]))


def read_list(sentence: Sentence) -> list[Tally]:
    """Every number of a list with its own period and measure; what is unclear is told as a problem."""
    own = _list_own(sentence)
    usual, guessed = _find_usual(sentence, own)
    out: list[Tally] = []
    measure = usual
    sentence.tell_unclear([one.figure for one in sentence.paired if one.is_unclear])
    for at, one in enumerate(own):
        said = _find_own(sentence, own, at)
        named = said or (measure if not one.shares else None)
        if named is None:
            if usual is not None or said is not None:
                sentence.tell_unclear([one.figure])
            continue
        if not one.shares:
            measure = named
        if out and _is_part_of_others(sentence, one.figure, out[-1]):
            sentence.tell_unclear([one.figure])
            continue
        period = one.period.period if one.period is not None else None
        out += _make(sentence, one.figure, named, sentence.choose_period(period))
    first = next((one.measure for one in out), None)
    if first is not None:
        totals = [one for one in sentence.paired if one.is_total]
        out = [
            tally for one in totals for tally in _make(sentence, one.figure, first, sentence.choose_period(None))
        ] + out
    sentence.context.carried = measure or ""
    note = "what is counted is taken from the first question"
    return [replace(one, share_sure=0.75, note=note) for one in out] if guessed else out


def _is_part_of_others(sentence: Sentence, figure: Figure, before: Tally) -> bool:
    """ "187 allegations, of which 24 led to formal action against 19 officers": 24 are allegations, and no officers."""
    part = _A_PART.search(sentence.text[: figure.start])
    own = _PEOPLE.match(sentence.text, figure.end)
    return part is not None and own is None and before.unit != sentence.find_unit(figure)


def _make(sentence: Sentence, figure: Figure, measure: str, period: Period | None) -> list[Tally]:
    return sentence.make(
        measure,
        figure.interval,
        figure.start,
        figure.end,
        period,
        "by-year-list",
        sentence.find_unit(figure),
        (),
        sentence.note_of(figure),
    )


def _find_usual(sentence: Sentence, own: Sequence[Paired]) -> tuple[str | None, bool]:
    """What numbers count where their own words do not say, and whether that is only the first question's."""
    first = min(min(one.period.start, one.figure.start) for one in own if one.period is not None)
    last = max(max(one.period.end, one.figure.end) for one in own if one.period is not None)
    lead = _prefer(sentence, [one.category for one in sentence.measures if one.end <= first], last=True)
    behind = [one.category for one in sentence.measures if one.start >= last]
    of_question = list(sentence.asked.measures[:1]) if sentence.asked is not None else []
    carried = [sentence.context.carried] if sentence.context.carried and _CARRIED.search(sentence.text) else []
    known = lead or ([sentence.above] if sentence.above else []) or of_question or carried or behind[:1]
    if known:
        return known[0], False
    nouns = sentence.context.nouns
    named = bool(_OFFICERS.search(sentence.text)) or (
        not sentence.context.codebook.has_ranks and nouns.stand_in(sentence.text)
    )
    guessed = sentence.asked is None and named and not sentence.measures
    return (sentence.context.first, True) if guessed and sentence.context.first else (None, False)


def _find_own(sentence: Sentence, own: Sequence[Paired], at: int) -> str | None:
    """The measure that stands at a number itself, behind it or before it."""
    one, text = own[at], sentence.text
    assert one.period is not None
    following = own[at + 1] if at + 1 < len(own) else None
    stop = len(text)
    if following is not None and following.period is not None:
        stop = following.figure.start
        if following.period.start > one.figure.end and following.period is not one.period:
            stop = min(stop, following.period.start)
        limit = max(one.figure.end, one.period.end if one.figure.end <= one.period.start < stop else 0)
        cut = _LIMIT.search(text, limit, stop)
        stop = cut.start() if cut is not None else stop
    behind = [found.category for found in sentence.measures if one.figure.end <= found.start < stop]
    low = max((other.figure.end for other in sentence.paired if other.figure.end <= one.figure.start), default=0)
    low = max(low, one.period.end) if at and one.period.end <= one.figure.start else low
    low = max((cut.end() for cut in _OPENS.finditer(text, low, one.figure.start)), default=low)
    before = [found.category for found in sentence.measures if low <= found.start and found.end <= one.figure.start]
    asked = sentence.asked.measures if sentence.asked is not None else ()
    if behind and not (set(before) & set(asked) and not set(behind) & set(asked)):
        return _prefer(sentence, behind)[0]
    return _prefer(sentence, before, last=True)[0] if before else None


def _prefer(sentence: Sentence, names: list[str], *, last: bool = False) -> list[str]:
    """What the question asks for before what it does not: "95 thefts were reported" answers how many were reported."""
    asked = sentence.asked.measures if sentence.asked is not None else ()
    wanted = [name for name in names if name in asked] or names
    return wanted[-1:] if last else wanted[:1]

"""Unread numbers: what an answer gives and no rule read, so that a person is told of it.

In: passages with their questions, the rows that were read. Out: the only number of an answer as a tally that is less
sure, and a problem for every answer that gives numbers of which none was read. Never here: what a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from answerable.extract.counting.sentence import Context, Sentence
from answerable.extract.counting.whole_numbers import STAR, find_whole_numbers
from answerable.extract.narrative.passages import Passage
from answerable.extract.narrative.sentences import find_sentences
from answerable.extract.questions import Asked
from answerable.model.case import Case, Tally
from answerable.model.ids import make_id
from answerable.model.interval import Interval
from answerable.model.problem import Problem
from answerable.model.span import Span
from answerable.words.figures import Figure, FigureKind

ANY = Interval(0, None)
NOT_READ = "number-not-read"
Numbered = Sequence[tuple[Passage, Asked | None, bool]]

_CLOSING = re.compile(
    r"\b(?:internal\s+review|information\s+commissioner|ico\.org|(?:not\s+(?:satisfied|content|happy)|unhappy|dissatisfied)\s+with|"
    r"right\s+(?:to|of)\s+(?:complain|appeal|review)|complaints?\s+(?:procedure|process)|further\s+(?:queries|questions|assistance)|"
    r"re-?use\s+of|copyright)\b"
    r"|\A\s*(?:yours\s+\w+|kind(?:est)?\s+regards|best\s+wishes|(?:many\s+)?thanks|regards)\b",
    re.IGNORECASE,
)
_WITHHELD = re.compile(
    r"\b(?:exempt(?:ion|ed)?|not\s+h[eo]ld|does\s+not\s+hold|do\s+not\s+hold|no\s+information\s+(?:is\s+)?held|refus\w+|"
    r"withh[eo]ld\w*|would\s+(?:have\s+to|need|require|take|exceed)|estimate[ds]?|appropriate\s+limit|cost\s+limit|per\s+hour|"
    r"search(?:ed|ing)?|manually|locat(?:e|ing)|section\s+\d|asked\s+(?:for|about)|you\s+(?:asked|requested))\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\b(?:telephone|tel|phone|fax|email|e-mail|call|ext|(?:our|your)\s+ref(?:erence)?|ref\s*[:.])\b|@|www\.",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\s*(?:records?|files?|counts?|occasions?|parts?|forces?|systems?|standards?)\b", re.IGNORECASE)
"""Counted things that are no subjects by their word alone, and may be all the same under a question."""
_NAMES = re.compile(r"\b(?:questions?|requests?|parts?|points?|qs?)\s*\d", re.IGNORECASE)
_GLUED = re.compile(r"(?m)^\s*(?:q\.?\s*)?\d{1,2}\.\d+\s*$")
"""A number glued to that of its question: "1.262"."""
_SHARE = re.compile(
    r"\s*(?:yes\s*[,;:.\u2013-]\s*)?(?P<word>all|every\s+one|each|both|half|most|the\s+(?:vast\s+)?majority|the\s+same(?:\s+number)?)\b"
    r"(?:\s+of\s+(?:these|those|them|the\s+\w+))?(?:\s+\w+)?(?:\s+(?:were|was|have|had|are)\b|\s*[.;]?\s*\Z)",
    re.IGNORECASE,
)
_STAR = re.compile(r"\s*\*+\s*")
_ALONE = re.compile(r"\s*(?:[(\[]?[a-z]{1,4}[).\]]\s*)?\d[\d,. ]*\s*[.;]?\s*")


def read_only_numbers(numbered: Numbered, read: Sequence[Tally], context: Context) -> list[Tally]:
    """The only number of an answer in which no rule found a count: "2. The Trust reported 23."

    Args:
        numbered: passages of a document with their questions.
        read: what the rules found in it.
        context: what holds for the document.
    """
    answered = {one.question for one in read}
    out: list[Tally] = []
    for asked, passages in _group(numbered).items():
        if asked.number in answered or not asked.measures:
            continue
        found = _list_numbers(passages, asked, context)
        if len(found) == 1:
            sentence, figure = found[0]
            measure, paired = _choose(sentence, asked), sentence.find_paired(figure)
            period = paired.period
            if paired.is_unclear or sentence.is_rate(figure):
                sentence.tell_unclear([figure])
            elif measure is not None:
                out += sentence.make(
                    measure,
                    figure.interval,
                    figure.start,
                    figure.end,
                    sentence.choose_period(period.period if period is not None else None),
                    "only-number",
                    sentence.find_unit(figure),
                    (),
                    "; ".join(filter(None, ("the only number of the answer", sentence.note_of(figure)))),
                    0.7,
                )
        out += _read_stars(passages, asked, context) if not found else []
    return out


def _choose(sentence: Sentence, asked: Asked) -> str | None:
    said = [one.category for one in sentence.measures if one.category in asked.measures]
    return said[0] if said else asked.measures[0] if len(asked.measures) == 1 else None


def _read_stars(passages: Sequence[Passage], asked: Asked, context: Context) -> list[Tally]:
    """An answer that is a star alone, where a note says what a star hides."""
    star = context.notes.star
    for passage in passages[:1] if star is not None else ():
        if _STAR.fullmatch(passage.text) and star is not None and len(asked.measures) == 1:
            sentence = Sentence(passage, 0, len(passage.text), asked, context, None, False)
            period = sentence.choose_period(None)
            return sentence.make(asked.measures[0], star, 0, len(passage.text), period, "numbered-answer", asked.unit)
    return []


def _group(numbered: Numbered) -> dict[Asked, list[Passage]]:
    """The passages of each question, up to where the letter closes."""
    out: dict[Asked, list[Passage]] = {}
    closed = False
    for passage, asked, repeated in numbered:
        if asked is None or repeated or asked.case_by_case:
            continue
        if passage.number == asked.number or asked not in out:
            closed = False
        closed = closed or bool(_CLOSING.search(passage.text))
        out.setdefault(asked, [])
        if not closed:
            out[asked].append(passage)
    return out


def _list_numbers(passages: Sequence[Passage], asked: Asked, context: Context) -> list[tuple[Sentence, Figure]]:
    """Numbers that may be the answer: none of a reason to withhold, of an address, of days or pages."""
    out = []
    for passage in passages:
        for low, high in find_sentences(passage.text):
            sentence = Sentence(passage, low, high, asked, context, None, False)
            if not (_WITHHELD.search(sentence.text) or _ADDRESS.search(sentence.text)):
                out += [(sentence, figure) for figure in sentence.figures]
    return out


def _list_others(passages: Sequence[Passage], asked: Asked, context: Context) -> list[tuple[Sentence, Figure]]:
    """Numbers of things that are rarely what is asked about, where the answer begins with them: "262 records"."""
    out = []
    for passage in passages[:1]:
        sentence = Sentence(passage, 0, len(passage.text), asked, context, None, False)
        numbers = find_whole_numbers(passage.text, context.notes, sentence.periods)
        if numbers and not _WITHHELD.search(passage.text) and _OTHER.match(passage.text[numbers[0].end :]):
            out.append((sentence, numbers[0]))
    return out


def _list_stars(passages: Sequence[Passage], asked: Asked, context: Context) -> list[tuple[Sentence, Figure]]:
    """Stars in the place of numbers where no note says what they hide."""
    out = []
    for passage in passages if context.notes.star is None else ():
        sentence = Sentence(passage, 0, len(passage.text), asked, context, None, False)
        out += [
            (sentence, Figure(one.start(), one.end(), one.group(), FigureKind.NUMBER, 0.0, ANY))
            for one in STAR.finditer(passage.text)
        ]
    return out


def _has_own_year(sentence: Sentence, figure: Figure) -> bool:
    """Whether a number is the one of its year, and not a part of another number."""
    paired = sentence.find_paired(figure)
    return paired.period is not None and not paired.shares


def _list_shares(passages: Sequence[Passage], asked: Asked, context: Context) -> list[tuple[Sentence, Figure]]:
    """An answer in words that stand for a number: "All were reported to the police.\""""
    for passage in passages[:1]:
        found = _SHARE.match(passage.text)
        if found is not None and not _WITHHELD.search(passage.text):
            sentence = Sentence(passage, 0, len(passage.text), asked, context, None, False)
            return [(sentence, Figure(*found.span("word"), found["word"], FigureKind.NUMBER, 0.0, ANY))]
    return []


def find_unread(numbered: Numbered, tallies: Sequence[Tally], cases: Iterable[Case], context: Context) -> list[Problem]:
    """A problem for each answer that gives numbers of which none was read, and for numbers that no question owns.

    Args:
        numbered: passages of a document with their questions.
        tallies: of the whole answer, its tables and other documents among them.
        cases: of the whole answer.
        context: of the document.
    """
    if context.origin.superseded:
        return []
    told = {problem.code for problem in context.problems}
    taken = [one.span for one in tallies] + [one.span for one in cases]
    measured = {one.measure for one in tallies}
    answered = {one.question for one in tallies}
    out = []
    for asked, passages in _group(numbered).items():
        is_read = asked.number in answered or any(name in measured for name in asked.measures)
        if not asked.measures or "period-not-clear" in told:
            continue
        if is_read:
            left = _list_stars(passages, asked, context)
            left += [one for one in _list_numbers(passages, asked, context) if _has_own_year(*one)]
            left = [one for one in left if not _is_taken(one, taken)]
            out += [_make(left, f"question {asked.number}", context)] if left else []
            continue
        numbers = _list_numbers(passages, asked, context) or _list_others(passages, asked, context)
        found = [one for one in numbers if not _is_taken(one, taken)]
        found = found or _list_shares(passages, asked, context)
        found = found or _list_stars(passages, asked, context)
        if found:
            out.append(_make(found, f"question {asked.number}", context))
    out += _find_loose(numbered, taken, measured, context)
    return out


def _find_loose(numbered: Numbered, taken: Sequence[Span], measured: set[str], context: Context) -> list[Problem]:
    """Numbers under no question: alone in their paragraph, or beside words for something that nothing was read of."""
    out: list[Problem] = []
    bare: list[tuple[Sentence, Figure]] = []
    for passage, asked, repeated in numbered:
        if asked is not None or repeated or _CLOSING.search(passage.text):
            continue
        glued = _GLUED.search(passage.text) if not measured else None
        if glued is not None:
            sentence = Sentence(passage, 0, len(passage.text), None, context, None, False)
            words = glued.group().strip()
            figure = Figure(glued.start(), glued.end(), words, FigureKind.NUMBER, 0.0, ANY)
            out.append(_make([(sentence, figure)], "a number under no question", context))
            continue
        for low, high in find_sentences(passage.text):
            sentence = Sentence(passage, low, high, None, context, None, False)
            if _WITHHELD.search(sentence.text) or _ADDRESS.search(sentence.text):
                continue
            named = {one.category for one in sentence.measures}
            alone = _ALONE.fullmatch(passage.text) and not measured
            of_year = not alone and not _NAMES.search(passage.text) and (not named or bool(named & measured))
            if of_year and not _counts_here(passage, taken) and measured:
                continue
            found = [(sentence, figure) for figure in sentence.figures]
            found = [one for one in found if not _is_taken(one, taken)]
            if of_year:
                found = [one for one in found if _has_own_year(*one)]
            if alone:
                bare += found
            elif found:
                out.append(_make(found, "a number under no question", context))
    return [*([_make(bare, "numbers under no question", context)] if bare else []), *out]


def _counts_here(passage: Passage, taken: Sequence[Span]) -> bool:
    """Whether a passage was read in part."""
    whole = passage.stretch.whole
    return any(
        (one.document, one.page) == (whole.document, whole.page) and whole.start <= one.start < whole.end
        for one in taken
    )


def _is_taken(found: tuple[Sentence, Figure], taken: Sequence[Span]) -> bool:
    """Whether a number stands in what was read already: in a case, or as a tally."""
    sentence, figure = found
    span = sentence.passage.stretch.cut(sentence.low + figure.start, sentence.low + figure.end)
    return span is None or any(
        (one.document, one.page) == (span.document, span.page) and one.start < span.end and span.start < one.end
        for one in taken
    )


def _make(found: Sequence[tuple[Sentence, Figure]], where: str, context: Context) -> Problem:
    sentence, figure = found[0]
    numbers: Mapping[str, None] = dict.fromkeys(one.text for _, one in found)
    words = " ".join(sentence.text.split())[:240]
    return Problem(
        id=make_id("prb", "number-not-read", context.origin.document, where, sentence.passage.text[:200], figure.start),
        code=NOT_READ,
        where=f"answer of {context.origin.authority_id}, {where}",
        found=f"{', '.join(list(numbers)[:6])} in {words!r}",
        expected="numbers that say what they count, and when",
        remedy="read it and add the number by hand: answerable review; or add the letter's words to the measure's cues",
        document=context.origin.document,
        authority_id=context.origin.authority_id,
    )

"""Counts in prose: numbered answers, lists by year and sentences that count people, to tallies.

In: passages with the question they stand under, and the document's notes. Out: `Tally` rows whose span is the number's own
words. A number without a measure, from its sentence or its question, is no tally. Never here: tables.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answerable.extract.cases import Origin
from answerable.extract.cues import CodeFound, find_codes, find_measures
from answerable.extract.narratives import is_general
from answerable.extract.notes import Notes
from answerable.extract.passages import Passage
from answerable.extract.periods import PeriodFound, find_periods
from answerable.extract.questions import Asked
from answerable.extract.sentences import find_sentences
from answerable.model.case import Tally
from answerable.model.codebook import Codebook
from answerable.model.dates import Period
from answerable.model.ids import make_id
from answerable.model.interval import Interval
from answerable.model.span import Span
from answerable.words.figures import Figure, FigureKind, find_figures

_BARE = re.compile(
    r"\s*(?:answer|response|a|reply|total|number|the\s+answer\s+is|there\s+(?:was|were))?\s*[:=\u2013-]?\s*(?P<n>.{1,60}?)\s*"
    r"(?:\(\s*\w+\s*\))?\s*(?:x\s+)?(?:police\s+|serving\s+)?(?:officers?|cases?|allegations?|individuals?|people|recorded|were\s+recorded|dismissals?|in\s+total|in\s+this\s+period)?\s*[.;]?\s*",
    re.IGNORECASE | re.DOTALL,
)
_COUNTED_NOUN = re.compile(
    r"\s*(?:x\s+|\w+\s+)?(?:of\s+(?:these|those|them|whom|which|the\s+\w+))?\s*(?:police\s+|serving\s+|former\s+|such\s+|recorded\s+|separate\s+|social\s+media\s+|individual\s+|different\s+|other\s+|further\s+|misconduct\s+)*"
    r"(?:officers?|individuals?|people|persons?|staff|employees|constables?|sergeants?|inspectors?|allegations?|cases?|investigations?|complaints?|incidents?|matters?|"
    r"(?:was|were|would|had|has|have|received|resigned|retired|dismissed|recorded|disciplined)\b|dismissals?|final\s+written|written|management|warnings?|who\b|of\s+whom|in\s+20\d\d|for\s+20\d\d)",
    re.IGNORECASE,
)
_NOT_COUNTED = re.compile(
    r"\s*-?\s*(?:years?|months?|weeks?|days?|hours?|working|calendar|minutes?|pages?|per\s?cent|%|records|files?|standards?|questions?|parts?|forces?|systems?|pm|am|sheets?|attachments?|counts|occasions)\b", re.IGNORECASE
)
_ORDINARY_ONE = re.compile(r"\A(?:one|a|an)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Context:
    codebook: Codebook
    origin: Origin
    notes: Notes


def make_prose_tallies(
    numbered: Sequence[tuple[Passage, Asked | None, bool]], codebook: Codebook, origin: Origin, notes: Notes
) -> list[Tally]:
    """Read every count that a document states outside its tables."""
    context = _Context(codebook, origin, notes)
    out: list[Tally] = []
    measure_above: str | None = None
    for passage, asked, repeated in numbered:
        if repeated:
            measure_above = None
            continue
        if is_general(passage.text) and not (asked and find_figures(passage.text) and len(passage.text) < 200):
            continue
        here = _read_passage(passage, asked, context, measure_above)
        out += here
        if not here:
            # "Dismissed:" above a list by year names the measure of the lines beneath it.
            found = find_measures(passage.text, codebook) if len(passage.text) < 160 else []
            names = {one.category for one in found}
            if len(names) == 1 and (passage.text.rstrip().endswith(":") or len(passage.text) < 60):
                measure_above = found[0].category
    return out


def _read_passage(passage: Passage, asked: Asked | None, context: _Context, above: str | None) -> list[Tally]:
    text = passage.text
    bare = _read_bare(passage, asked, context, above)
    if bare:
        return bare
    by_year = _read_by_year(passage, asked, context, above)
    if by_year:
        return by_year
    out: list[Tally] = []
    for low, high in find_sentences(text):
        out += _read_sentence(passage, low, high, asked, context)
    return out


def _read_bare(passage: Passage, asked: Asked | None, context: _Context, above: str | None) -> list[Tally]:
    """An answer that is a number and little else: "3", "nil", "2 x Officers", "fewer than five"."""
    if asked is None or not asked.measures or len(passage.text) > 90:
        return []
    figures = _figures(passage.text, context.notes)
    plain = passage.text.strip().rstrip(".").lower()
    if re.fullmatch(r"(?:answer\s*[:\u2013-]?\s*)?(?:nil(?:\s+return)?|none|zero|no\s+officers?|0)", plain):
        start = passage.text.lower().index(plain.split()[-1] if plain.split()[-1] in ("nil", "none", "zero", "0") else plain[:2])
        end = start + len(passage.text.rstrip(". \n")) - start
        span = passage.stretch.cut(start, end)
        return [] if span is None else [
            _make(context, measure, asked.unit, asked.period, (), Interval.exactly(0), span, asked, "numbered-answer")
            for measure in (asked.measures if above is None else (above,))
        ]
    if len(figures) != 1:
        return []
    figure = figures[0]
    rest = (passage.text[: figure.start] + passage.text[figure.end :]).strip(" .,:;()\n\t-\u2013")
    measures = {one.category for one in find_measures(passage.text, context.codebook)}
    simple = not rest or re.fullmatch(
        r"(?:answer|response|total|x|police|officers?|officer\(s\)|cases?|allegations?|individuals?|people|in\s+total|were\s+recorded|recorded|constables?)(?:\s+(?:officers?|recorded|were\s+recorded|in\s+total))*",
        rest,
        re.IGNORECASE,
    )
    if not simple or (measures and not measures <= set(asked.measures)):
        return []
    span = passage.stretch.cut(figure.start, figure.end)
    measure = above or asked.measures[0]
    if span is None:
        return []
    unit = _unit_near(passage.text, figure, context, asked)
    return [_make(context, measure, unit, asked.period, (), figure.interval, span, asked, "numbered-answer")]


def _read_by_year(passage: Passage, asked: Asked | None, context: _Context, above: str | None) -> list[Tally]:
    """Lists by year: "2018 - 4, 2019 - 3", or one line "2018: four", or "4 in 2018, 3 in 2019 and none in 2020"."""
    text = passage.text
    pairs = _pair_years(text, context.notes)
    if not pairs or len(pairs) < 2 and not _is_year_entry(text):
        return []
    out: list[Tally] = []
    for period, figure in pairs:
        measure = _measure_for(text, figure, pairs, context.codebook) or above or (asked.measures[0] if asked and asked.measures else None)
        span = passage.stretch.cut(figure.start, figure.end)
        if measure is None or span is None:
            continue
        unit = _unit_near(text, figure, context, asked)
        out.append(_make(context, measure, unit, period.period, (), figure.interval, span, asked, "by-year-list"))
    return out


def _is_year_entry(text: str) -> bool:
    return bool(re.match(r"\s*(?:in\s+|during\s+|calendar\s+year\s+)?20\d{2}(?:\s?[/\u2013-]\s?\d{2,4})?\s*(?:[:=,\u2013-]|\s)\s*", text)) and len(text) < 80


def _pair_years(text: str, notes: Notes) -> list[tuple[PeriodFound, Figure]]:
    """Numbers each beside its own year; the order (year first or number first) is that of the whole list."""
    periods = [one for one in find_periods(text) if one.period.kind != "other" or (one.period.end - one.period.start).days < 366]
    figures = [one for one in _figures(text, notes) if not _NOT_COUNTED.match(text[one.end :])]
    if not periods or not figures:
        return []
    year_first, number_first = [], []
    for at, period in enumerate(periods):
        low = periods[at - 1].end if at else 0
        high = periods[at + 1].start if at + 1 < len(periods) else len(text)
        after = [one for one in figures if period.end <= one.start < high]
        before = [one for one in figures if low <= one.start and one.end <= period.start]
        if after and re.fullmatch(r"[\s:=,\u2013\u2014()-]*(?:there\s+(?:was|were)\s+|had\s+|officers?\s*[:\u2013-]?\s*)?", text[period.end : after[0].start], re.IGNORECASE):
            year_first.append((period, after[0]))
        if before and re.fullmatch(r"\s*(?:officers?|allegations?|cases?)?\s*(?:were\s+\w+\s+)?(?:in|during|for|\()\s*(?:the\s+year\s+)?", text[before[-1].end : period.start], re.IGNORECASE):
            number_first.append((period, before[-1]))
    return year_first if len(year_first) >= len(number_first) else number_first


def _measure_for(text: str, figure: Figure, pairs: list[tuple[PeriodFound, Figure]], codebook: Codebook) -> str | None:
    """The measure of one number of a list: its own words behind it, else the words before the whole list."""
    following = [pair[0].start for pair in pairs if pair[0].start > figure.end]
    own = find_measures(text[figure.end : min(following, default=len(text))][:80], codebook)
    if own and len(pairs) > 1 and len({one.category for one in find_measures(text, codebook)}) > 1:
        return own[0].category
    lead = find_measures(text[: min(pair[0].start for pair in pairs)], codebook) or find_measures(text, codebook)
    return lead[-1].category if lead else None


def _read_sentence(passage: Passage, low: int, high: int, asked: Asked | None, context: _Context) -> list[Tally]:
    """A sentence that counts: "A total of 14 officers were disciplined, of whom two were dismissed"."""
    sentence = passage.text[low:high]
    figures = [one for one in _figures(sentence, context.notes) if _counts(sentence, one)]
    measures = find_measures(sentence, context.codebook)
    if not figures or not (measures or asked is not None and asked.measures):
        return []
    if asked is not None and asked.case_by_case:
        return []
    periods = find_periods(sentence)
    out: list[Tally] = []
    for number, figure in enumerate(figures):
        stop = figures[number + 1].start if number + 1 < len(figures) else len(sentence)
        measure = _nearest_measure(sentence, figure, stop, measures, number)
        if measure is None:
            measure = asked.measures[min(number, len(asked.measures) - 1)] if asked and asked.measures and len(figures) <= len(asked.measures) else None
        if measure is None:
            continue
        span = passage.stretch.cut(low + figure.start, low + figure.end)
        if span is None or not _is_aggregate(sentence, figure, asked):
            continue
        period = _period_for(sentence, figure, stop, periods, asked)
        categories = _rank_category(sentence, figure, context.codebook)
        unit = _unit_near(sentence, figure, context, asked)
        if measure == "allegations":
            unit = "allegations"
        out.append(_make(context, measure, unit, period, categories, figure.interval, span, asked, "sentence"))
    return out


def _figures(text: str, notes: Notes) -> list[Figure]:
    """Whole counts of a text; years, money and percentages left out."""
    return [
        one
        for one in find_figures(text, zero_included=notes.zero_included)
        if one.kind is FigureKind.NUMBER and one.number == int(one.number) and one.number < 100_000
    ]


def _counts(sentence: str, figure: Figure) -> bool:
    """Whether a figure counts subjects, and not days, records or pages."""
    after = sentence[figure.end : figure.end + 60]
    if _NOT_COUNTED.match(after):
        return False
    if _COUNTED_NOUN.match(after):
        return True
    before = sentence[max(0, figure.start - 40) : figure.start]
    return bool(re.search(r"[:=\u2013-]\s*\Z|\b(?:was|were|is|are|total\s+of|dismissed|disciplined|recorded)\s+\Z", before, re.IGNORECASE)) and bool(
        re.match(r"\s*(?:[.,;)]|and\b|\Z|were|was)", after)
    )


def _is_aggregate(sentence: str, figure: Figure, asked: Asked | None) -> bool:
    """One officer told of ("one constable posted ...") is a case and no count, unless a question asks for the count."""
    if asked is not None and asked.measures:
        return True
    after = sentence[figure.end : figure.end + 60]
    plural = re.match(r"\s*(?:\w+\s+){0,3}?(?:officers|individuals|people|persons|staff|employees|allegations|cases|investigations|constables|sergeants)\b|\s*(?:were|have|of\s+whom|of\s+these)", after, re.IGNORECASE)
    zero = figure.interval.high == 0
    whom = re.search(r"\b(?:of\s+whom|of\s+these|of\s+which|of\s+those|total)\b", sentence[: figure.start], re.IGNORECASE)
    return bool(plural or zero or whom)


def _nearest_measure(sentence: str, figure: Figure, stop: int, measures: list[CodeFound], number: int) -> str | None:
    """The measure of a number: the words after it up to the next number, else a label before it."""
    after = [one for one in measures if figure.end <= one.start < stop]
    if after:
        return after[0].category
    label = [one for one in measures if one.end <= figure.start]
    if label and (number == 0 or re.search(r"[:=\u2013-]\s*\Z", sentence[: figure.start])):
        return label[-1].category
    around = [one for one in measures if one.start <= figure.start < one.end]
    return around[0].category if around else None


def _period_for(sentence: str, figure: Figure, stop: int, periods: list[PeriodFound], asked: Asked | None) -> Period | None:
    near = [one for one in periods if figure.end <= one.start < stop]
    if len(periods) == 1:
        return periods[0].period
    if near:
        return near[0].period
    before = [one for one in periods if one.end <= figure.start]
    if before:
        return before[-1].period
    return asked.period if asked is not None else None


def _rank_category(sentence: str, figure: Figure, codebook: Codebook) -> tuple[tuple[str, str], ...]:
    """A rank counted by itself: "two constables and one sergeant"."""
    rank = codebook.find_variable("rank")
    if rank is None:
        return ()
    found = [one for one in find_codes(sentence[figure.end : figure.end + 40], rank) if one.start <= 2]
    return (("rank", found[0].category),) if found and found[0].category not in ("staff", "pooled") else ()


def _unit_near(text: str, figure: Figure, context: _Context, asked: Asked | None) -> str:
    """What is counted: the noun behind the number, then the notes, then the question."""
    unit = context.codebook.find_variable("unit")
    after = text[figure.end : figure.end + 45]
    stop = re.search(r"[.;,:]", after)
    found = find_codes(after[: stop.start()] if stop else after, unit) if unit is not None else []
    named = found[0].category if found else ""
    if named == "allegations" or named == "officers_and_staff":
        return named
    if context.notes.unit:
        return context.notes.unit
    return named or (asked.unit if asked is not None else "officers")


def _make(
    context: _Context,
    measure: str,
    unit: str,
    period: Period | None,
    categories: tuple[tuple[str, str], ...],
    value: Interval,
    span: Span,
    asked: Asked | None,
    rule: str,
) -> Tally:
    return make_tally(
        context.origin, measure, unit, period, categories, value, span, question=asked.number if asked else None, rule=rule,
        notes=context.notes,
    )


def make_tally(
    origin: Origin,
    measure: str,
    unit: str,
    period: Period | None,
    categories: tuple[tuple[str, str], ...],
    value: Interval,
    span: Span,
    *,
    question: int | None = None,
    is_total: bool = False,
    rule: str = "",
    share_sure: float = 0.93,
    note: str = "",
    notes: Notes | None = None,
) -> Tally:
    """Make a tally whose identifier its place, measure and categories give it."""
    if measure == "allegations":
        unit = "allegations"
    remarks = [note] if note else []
    if notes is not None and notes.words:
        remarks += list(notes.words)
    return Tally(
        id=make_id("tal", origin.document, span.page, span.start, span.end, measure, [list(one) for one in categories]),
        authority_id=origin.authority_id,
        method=origin.method,
        document=origin.document,
        measure=measure,
        unit=unit,
        period=period,
        categories=categories,
        proposed=value,
        span=span,
        request_id=origin.request_id,
        question=question,
        is_total=is_total,
        superseded=origin.superseded,
        note="; ".join(remarks),
        share_sure=share_sure,
        rule=rule,
    )

"""A text as sentences, each with the periods it speaks of and the words that lead into it, and the figures in them.

What comes in: any text. What goes out: `Sentence`s and `Statement`s, with places in that text. Never here: tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from answerable.check.claims.text.phrases import find_phrases
from answerable.model.dates import Period
from answerable.words.dates import find_dates
from answerable.words.figures import Figure, FigureKind, find_figures

_PARAGRAPH = re.compile(r"(?:[^\n]|\n(?!\s*\n))+")
_SENTENCE_END = re.compile(
    r"(?<=[.!?])[\"'”’)]*(?:\[\^\w+\])?\s+(?=[\"'“‘(●•·*-]*[A-Z0-9£$€])|(?<=[:;])[\"'”’)]*\s+(?=[\"'“‘(●•·*-]*[A-Z●•·])"
    r"|(?<=[:;])\s+(?=[●•·*-])|\s*\n(?=\s*(?:[*+●•▪-]|\d{1,2}[.)])\s)|(?<=\w)[ \t]*\n(?=#{1,6} )"
)
_SHORT_YEARS = re.compile(r"(?<![\d.,/-])(?:20)?(\d\d)\s?[-/–]\s?(?:20)?(\d\d)(?![\d/-]|,\d)")
_LONG_YEARS = re.compile(r"\b(20\d\d)\s+to\s+(20\d\d)\b")
_YEAR = re.compile(r"\b(20\d\d|19\d\d)\b")
_SAME_PERIOD = re.compile(r"(?i)\b(?:that|the same) (?:financial )?year\b|\bthat year alone\b")
_TWO_PERIODS = re.compile(
    r"(?i)\b(?:(?:past|last|over|those|these|both) (?:the )?(?:past |last )?(?:two|2|both)? ?(?:financial )?years"
    r"|two[- ]year)\b"
)
_MOVES = re.compile(r"(?i)\b(?:from|by)\s*(?:just |about |some |around )?[£$€]?$")
_MARKS = re.compile(r"^[\s●•·▪*–-]+")
_STRETCH = re.compile(r"(?i)\b(?:past|last|next|coming|following|every|previous)\s*$")
_TIME = re.compile(r"(?i)\s*(?:financial |calendar )?(?:years|months|weeks|days|hours|quarters)\b")
_REFERENCE_WORDS = re.compile(r"(?i)\b(?:page|table|figure|chart|tab|appendix|section|question|note|no\.?)\s*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and what it stands in.

    Args:
        start: in the text.
        end: half open.
        text: its words.
        number: from 0 in the text.
        paragraph: from 0 in the text.
        periods: that it speaks of, its own or inherited.
        own_periods: whether it names them itself.
        both: it speaks of all the years together.
        lead: earlier sentences of its paragraph and the line that leads into it.
        quoted: it stands between quotation marks: somebody else's words.
        paragraph_lead: the sentence before it in its paragraph; empty for the first.
    """

    start: int
    end: int
    text: str
    number: int
    paragraph: int
    periods: tuple[Period, ...] = ()
    own_periods: bool = False
    both: bool = False
    lead: tuple[str, ...] = ()
    quoted: bool = False
    paragraph_lead: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure in its sentence.

    Args:
        figure: with places in the whole text.
        sentence: where it stands.
        others: the other figures of the sentence.
    """

    figure: Figure
    sentence: Sentence
    others: tuple[Figure, ...] = field(default=())


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of a text, with their periods and leads."""
    sentences: list[Sentence] = []
    periods: tuple[Period, ...] = ()
    lead_in = ""
    in_quote = False
    for n_paragraph, paragraph in enumerate(_PARAGRAPH.finditer(text)):
        earlier: list[str] = [lead_in] if lead_in else []
        before = ""
        for start, end in _iter_pieces(text, paragraph.start(), paragraph.end()):
            words = text[start:end]
            own = find_periods(words)
            if own:
                periods = own
            opened = words.count("“") - words.count("”")
            quoted = in_quote or words.startswith(("“", '"', "‘"))
            in_quote = in_quote + opened > 0 if "“" in text else False
            sentences.append(
                Sentence(
                    start=start,
                    end=end,
                    text=words,
                    number=len(sentences),
                    paragraph=n_paragraph,
                    periods=own or periods,
                    own_periods=bool(own) or bool(_SAME_PERIOD.search(words)),
                    both=bool(_TWO_PERIODS.search(words)),
                    lead=tuple(earlier[-3:]),
                    quoted=quoted,
                    paragraph_lead=before,
                )
            )
            earlier.append(words)
            if _MARKS.match(words):
                # An item of a list speaks for itself: what it names does not go on to the next one.
                before = ""
                continue
            before = words if not before or _names_anyone(words) else before
        last = text[paragraph.start() : paragraph.end()].strip()
        if last and not _MARKS.fullmatch(last):
            is_item = bool(_MARKS.match(last)) or (bool(find_periods(last)) and bool(lead_in))
            lead_in = lead_in if is_item and lead_in else last[-300:]
    return sentences


def _names_anyone(words: str) -> bool:
    """Whether a sentence has a capitalised word after its first: it may change whom the text is about."""
    return bool(re.search(r"\s[A-Z][a-z]+", words))


def _iter_pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for cut in _SENTENCE_END.finditer(text, start, end):
        if text[at : cut.start()].strip():
            yield _trim(text, at, cut.start())
        at = cut.end()
    if text[at:end].strip():
        yield _trim(text, at, end)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def find_periods(text: str) -> tuple[Period, ...]:
    """The years that a text names: financial ones, else calendar ones."""
    found: list[Period] = []
    for match in _SHORT_YEARS.finditer(text):
        first, second = int(match.group(1)), int(match.group(2))
        if second == (first + 1) % 100 and 5 <= first <= 60:
            found.append(Period.of_financial_year(2000 + first))
    for match in _LONG_YEARS.finditer(text):
        if int(match.group(2)) == int(match.group(1)) + 1:
            found.append(Period.of_financial_year(int(match.group(1))))
    if not found:
        found = [Period.of_calendar_year(int(match.group(1))) for match in _YEAR.finditer(text)]
    return tuple(dict.fromkeys(found))


def find_period_places(text: str) -> list[tuple[int, int, Period]]:
    """The years that a text names, with their places."""
    found: list[tuple[int, int, Period]] = []
    for pattern in (_SHORT_YEARS, _LONG_YEARS):
        for match in pattern.finditer(text):
            periods = find_periods(match.group())
            if len(periods) == 1:
                found.append((match.start(), match.end(), periods[0]))
    for match in _YEAR.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end, _ in found):
            found.append((match.start(), match.end(), Period.of_calendar_year(int(match.group()))))
    return sorted(found, key=lambda one: (one[0], one[1]))


def find_statements(text: str) -> tuple[list[Statement], list[tuple[int, int, str]]]:
    """The statements of a text, and the numerals that are none, each with the reason.

    Returns:
        Statements in order of place; (start, end, reason) of every other numeral: a date, a period, a year ...
    """
    statements: list[Statement] = []
    apart: list[tuple[int, int, str]] = []
    for sentence in split_sentences(text):
        taken = _find_apart(sentence)
        figures = []
        for figure in find_phrases(sentence.text, _split_moves(sentence.text, find_figures(sentence.text))):
            if any(start < figure.end and figure.start < end for start, end, _ in taken):
                continue
            reason = _find_reason(sentence.text, figure)
            if reason:
                taken.append((figure.start, figure.end, reason))
            else:
                figures.append(_move(figure, sentence.start))
        apart += [(sentence.start + start, sentence.start + end, reason) for start, end, reason in taken]
        for figure in figures:
            others = tuple(one for one in figures if one is not figure)
            statements.append(Statement(figure, sentence, others))
    places = [(start, end) for start, end, _ in apart] + [(one.figure.start, one.figure.end) for one in statements]
    for match in re.finditer(r"\d(?:[\d.,/-]*\d)?", text):
        if not any(start < match.end() and match.start() < end for start, end in places):
            apart.append((match.start(), match.end(), "a reference or part of a name"))
    return statements, sorted(apart)


def _split_moves(text: str, figures: Iterable[Figure]) -> list[Figure]:
    """The two ends of "from 2,350 to 2,585" and "by 5 to 63" are two figures; "between 5 and 9" is one range."""
    found: list[Figure] = []
    for figure in figures:
        to = re.search(r"\s+to\s+", figure.text)
        if figure.bound != "range" or to is None or not _MOVES.search(text[: figure.start]):
            found.append(figure)
            continue
        for start, end in ((figure.start, figure.start + to.start()), (figure.start + to.end(), figure.end)):
            # The second number's unit stands for both: "from 2 to 3 million".
            found += [_move(one, start) for one in find_figures(text[start:end])][:1]
    return found


def _find_apart(sentence: Sentence) -> list[tuple[int, int, str]]:
    text = sentence.text
    taken = [
        (match.start(), match.end(), "period") for match in _SHORT_YEARS.finditer(text) if find_periods(match.group())
    ]
    taken += [(match.start(), match.end(), "period") for match in _LONG_YEARS.finditer(text)]
    taken += [(found.start, found.end, "date") for found in find_dates(text)]
    return taken


def _find_reason(text: str, figure: Figure) -> str:
    if figure.kind is FigureKind.YEAR:
        return "year"
    if _STRETCH.search(text[: figure.start]) and _TIME.match(text[figure.end :]):
        return "a stretch of time"
    if _REFERENCE_WORDS.search(text[: figure.start]):
        return "reference"
    only = re.search(r"(?i)\b(?:only|just|exactly)\s*$", text[: figure.start])
    if figure.in_words and figure.number == 1 and figure.kind is FigureKind.NUMBER and not figure.unit and not only:
        return "a pronoun"
    return ""


def _move(figure: Figure, by: int) -> Figure:
    return replace(figure, start=figure.start + by, end=figure.end + by)

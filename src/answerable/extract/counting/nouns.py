"""Nouns: what numbers count, in the words of a sentence: people, cases, or what the questions ask the number of.

In: words around a figure, the questions. Out: whether the figure counts. Never here: which measure it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from answerable.model.interval import Interval
from answerable.words.figures import Figure, FigureKind

_NOTHING_MORE = re.compile(
    r"(?:\s|[.,;:/&x\u2013\u2014-]|\b(?:answer|response|reply|total|and|a|the|is|was|were|are|there|police|"
    r"serving|officers?|officer\(s\)|cases?|allegations?|individuals?|people|in|recorded|"
    r"constables?|over|for|across|during|this|that|whole|same|four|three|two|years?|period|of|question|social|"
    r"media|return|respectively)\b)*",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"\s*(?:\w+\s+){0,3}?(?:officers|individuals|people|persons|staff|employees|allegations|cases|investigations|"
    r"constables|sergeants)\b|\s*(?:were|have|of\s+whom|of\s+these)\b",
    re.IGNORECASE,
)
_COUNTED_NOUN = re.compile(
    r"\s*(?:x\s+|\w+\s+)?(?:of\s+(?:these|those|them|whom|which|the\s+\w+))?\s*(?:police\s+|serving\s+|former\s+|"
    r"such\s+|recorded\s+|separate\s+|social\s+media\s+|individual\s+|different\s+|other\s+|further\s+|"
    r"misconduct\s+)*"
    r"(?:officers?|individuals?|people|persons?|staff|employees|constables?|sergeants?|inspectors?|allegations?|"
    r"cases?|investigations?|complaints?|incidents?|matters?|"
    r"(?:was|were|would|had|has|have|received|resigned|retired|dismissed|recorded|disciplined)\b|dismissals?|"
    r"final\s+written|written|management|warnings?|who\b|of\s+whom|in\s+20\d\d|for\s+20\d\d)",
    re.IGNORECASE,
)
_NOT_COUNTED = re.compile(
    r"\s*-?\s*(?:years?|months?|weeks?|days?|hours?|working|calendar|minutes?|pages?|per\s?cent|%|records|files?|"
    r"standards?|questions?|parts?|forces?|systems?|pm|am|sheets?|attachments?|counts|occasions)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"\s*(?:were|was|have|has|had|of\s+(?:these|those|them|which)|in\s+20\d\d|for\s+20\d\d)\b", re.IGNORECASE
)
"""A number that stands for what was named before: "Three were closed"."""
_NO = re.compile(r"\bno\s+(?:[a-z-]+\s+)?\Z", re.IGNORECASE)
_WELSH = re.compile(r"\s*(?:o\s+[^\W\d_]{3,}|ohonynt|yn\s+(?:19|20)\d{2})\b", re.IGNORECASE)
"""A number in a Welsh sentence: "84 o gwynion", "30 ohonynt", "91 yn 2021"."""
_BEFORE = re.compile(
    r"[:=\u2013-]\s*\Z|\bdismissed\s*\Z|\b(?:was|were|is|are|total\s+of|dismissed|disciplined|recorded)\s+\Z",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:officers?|staff|individuals?|people|persons?|employees|constables?|sergeants?|inspectors?|allegations?|"
    r"dismissed|disciplined|sanction\w*|warnings?|misconduct)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:how\s+many|(?:the\s+)?(?:total\s+)?numbers?\s+of)\s+(?!(?:did|do|does|have|has|had|was|were|are|is|of|the)\b)"
    r"((?:[^\W\d_][\w-]*\s+){0,3}?[^\W\d_][\w-]*)"
    r"(?=\s+(?:did|do|does|have|has|had|was|were|are|is|been|be|will|would|could|can|that|which|who|whom|whose|you|"
    r"your|the|in|of|at|by|to|for|from|since|between|on|over|under|within|per|and|or|with|currently|there|about|"
    r"against|regarding|concerning|relating|involving|into)\b"
    r"|\s*[,.;:?(])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Nouns:
    """Words for what is counted.

    Args:
        asked: what the questions ask the number of, as one pattern; None where they ask none.
        of_people: people of a service are counted, so that its words for them count whatever the questions say.
    """

    asked: re.Pattern[str] | None = None
    of_people: bool = True

    def are_all(self, rest: str) -> bool:
        """Whether words beside a bare number say no more than what it counts."""
        plain = self.asked.sub(" ", rest) if self.asked is not None else rest
        return bool(_NOTHING_MORE.fullmatch(plain))

    def are_several(self, after: str) -> bool:
        """Whether words behind a number name several of what is counted."""
        return bool((_PLURAL if self.of_people else _BARE).match(after)) or self._follows(after)

    def stand_in(self, text: str) -> bool:
        """Whether a text speaks of what is counted at all."""
        if self.of_people and _PEOPLE.search(text):
            return True
        return self.asked is not None and bool(self.asked.search(text))

    def are_counted(self, sentence: str, figure: Figure) -> bool:
        """Whether a figure counts subjects, and not days, records or pages."""
        after = sentence[figure.end : figure.end + 60]
        if self._follows(after):
            return True
        if is_other(after):
            return False
        if (_COUNTED_NOUN if self.of_people else _BARE).match(after) or _WELSH.match(after):
            return True
        before = sentence[max(0, figure.start - 40) : figure.start]
        return bool(_BEFORE.search(before)) and bool(re.match(r"\s*(?:[.,;)]|and\b|\Z|were|was)", after))

    def add_none(self, sentence: str, figures: list[Figure], measures: Iterable[int] = ()) -> list[Figure]:
        """The figures, with each "no" before what is counted: "no thefts", "no breach notices" are none.

        Args:
            sentence: its text.
            figures: found in it.
            measures: where words for a measure begin.
        """
        zero, out = Interval.exactly(0), list(figures)
        places = [one.span() for start in measures if (one := _NO.search(sentence[:start])) is not None]
        if self.asked is not None:
            pattern = rf"\bno(?=\s+(?:\w+\s+){{0,2}}?{self.asked.pattern})"
            places += [one.span() for one in re.finditer(pattern, sentence, re.IGNORECASE)]
        for start, end in sorted({(start, start + 2) for start, end in places}):
            if not any(other.start <= start < other.end for other in figures):
                out.append(Figure(start, end, sentence[start:end], FigureKind.NUMBER, 0.0, zero, in_words=True))
        return sorted(out, key=lambda item: item.start)

    def _follows(self, after: str) -> bool:
        return self.asked is not None and bool(
            re.match(rf"\s*(?:\w+\s+){{0,2}}?{self.asked.pattern}", after, re.IGNORECASE)
        )


def list_nouns(questions: Iterable[str], *, of_people: bool = True, counted: str = "") -> Nouns:
    """What questions ask the number of, in one number or several: "How many public libraries" names libraries.

    >>> nouns = list_nouns(["How many public libraries did you close?"])
    >>> nouns.are_several(" branch libraries were closed"), nouns.are_several(" days")
    (True, False)
    >>> list_nouns(["Of these, how many were reopened?"]).asked is None
    True
    """
    heads = {found[1].split()[-1].lower() for text in questions for found in _ASKED.finditer(text)}
    heads |= {counted.replace("_", " ").split()[-1]} if counted.strip() else set()
    sources = sorted(_inflect(head) for head in heads if len(head) > 2)
    return Nouns(re.compile(rf"\b(?:{'|'.join(sources)})\b", re.IGNORECASE) if sources else None, of_people)


def _inflect(word: str) -> str:
    stem = re.sub(r"(?:ies|y)\Z", "", word)
    if stem != word:
        return re.escape(stem) + "(?:y|ies)"
    return re.escape(word[:-1] if word.endswith("s") else word) + "(?:s|es)?"


def is_other(after: str) -> bool:
    """Whether what follows a number says that it counts time, pages or records."""
    return bool(_NOT_COUNTED.match(after))

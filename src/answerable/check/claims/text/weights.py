"""How near each term of a sentence stands to a figure, and which aggregates its words call for.

What comes in: a statement. What goes out: weights in [0, 1]. Never here: tables.
"""

from __future__ import annotations

import re

from answerable.check.claims.text.statements import Statement
from answerable.check.claims.text.terms import find_terms, is_same_term, stem

_CUES = {
    "mean": r"\baverage|\bmean\b|\btypical",
    "median": r"\bmedian\b|\baverage|\btypical|\bmiddle\b",
    "max": r"\bmost\b|\brang\w+ |\blongest|\bhighest|\blargest|\bbiggest|\bgreatest|\bup to\b|\bmaximum|\bworst"
    r"|\bnever (?:\w+ )?(?:above|over|more|exceeded|topped)\b",
    "min": r"\brang\w+ |\bfewest|\bshortest|\blowest|\bsmallest|\bminimum|\bleast\b(?! (?:one|\d))"
    r"|\bnever (?:\w+ )?(?:below|under|less|fewer)\b",
    "some": r"\bat least one\b|\bone or more\b|\bany\b",
    "filled": r"\b(?:provided|gave|supplied|collected|figures|data|disclosed|responded|reported)\b",
    "sum": r"\btotal|\baltogether\b|\bin all\b|\bcombined\b|\boccasions\b|\boverall\b|\bacross\b",
    "rows": r"\bcouncils|\bauthorit|\bforces|\bbodies|\btrusts|\bschools|\bcompanies|\brows\b|\brecords\b|\bentries\b",
}
_AGAINST = re.compile(
    r"(?i)\b(?:compared (?:with|to)|against|up from|down from|from|as opposed to|versus|than|but only|but)\s+"
    r"(?:just |only |about |some |the )?[£$€]?$"
)
_COUNTS = re.compile(r"(?<![\d,.])(?!(?:19|20)\d\d\b)\d[\d,.]*")
"""Numbers that stand between, years aside."""
_FOLLOW = 1.0
_BEFORE = 0.85


class Weights:
    """Weight of each term near a figure: its own noun most, the rest of the sentence less, what led into it least."""

    def __init__(self, statement: Statement) -> None:
        self.text = statement.sentence.text
        self.number = statement.sentence.number
        self.at = at = statement.figure.start - statement.sentence.start
        self.of: dict[str, float] = {}
        self._weigh(at)
        beside = [
            one.start - statement.sentence.start for one in statement.others if one.start < statement.figure.start
        ]
        if beside and _AGAINST.search(self.text[:at]):
            # "122 cancellations in 2023, compared with 188 a year earlier": the second number counts the same.
            self._weigh(max(beside), 0.9)
        self.own = dict(self.of)
        for back, words in enumerate(reversed(statement.sentence.lead)):
            for term in find_terms(words):
                self.of[term] = max(self.of.get(term, 0.0), 0.55 - 0.1 * back)

    def _weigh(self, at: int, share: float = 1.0) -> None:
        for match in re.finditer(r"[A-Za-z][A-Za-z'’]+", self.text):
            after = match.start() >= at
            between = self.text[at : match.start()] if after else self.text[match.end() : at]
            n_words = len(between.split())
            walls = len(re.findall(r"[,;:–—]| - |\bwhile\b|\bafter\b|\band\b|\bbut\b|\bworth\b|\bto\b", between))
            n_figures = len(_COUNTS.findall(between)) - (1 if after else 0)
            weight = (_FOLLOW if after else _BEFORE) / (1 + 0.08 * n_words) * 0.75**walls * 0.6 ** max(0, n_figures)
            self._add(match.group(), share * max(weight, 0.4))

    def _add(self, word: str, weight: float) -> None:
        term = stem(word)
        self.of[term] = max(self.of.get(term, 0.0), weight)

    def find(self, term: str) -> float:
        """The weight of a term, 0 where it is not there."""
        if term in self.of:
            return self.of[term]
        return max((0.9 * weight for other, weight in self.of.items() if is_same_term(term, other)), default=0.0)

    def find_own(self, term: str) -> float:
        """The weight of a term in the sentence itself, 0 where only earlier ones have it."""
        if term in self.own:
            return self.own[term]
        return max((0.9 * weight for other, weight in self.own.items() if is_same_term(term, other)), default=0.0)

    def find_cue(self, name: str) -> int:
        """How many words stand between the figure and the nearest word of an aggregate; 999 where there is none."""
        places = [999]
        for match in re.finditer(_CUES[name], self.text, re.IGNORECASE):
            between = self.text[match.end() : self.at] if match.end() <= self.at else self.text[self.at : match.start()]
            places.append(len(between.split()))
        return min(places)

    def has_cue(self, name: str) -> bool:
        """Whether the sentence has a word of an aggregate."""
        return bool(re.search(_CUES[name], self.text, re.IGNORECASE))

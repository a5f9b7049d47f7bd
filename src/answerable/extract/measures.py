"""Measures that words mean: of "attacks with an injury" the injuries, of "thefts reported to the police" the reported.

In: a label or a sentence, the codebook. Out: the measures' cues in it, without those that only say of what. Never here:
which number they belong to.
"""

from __future__ import annotations

import re
from itertools import pairwise

from answerable.extract.cues import CodeFound, find_measures
from answerable.model.codebook import Codebook

_NARROWS = (
    r"(?:\s*,?\s*(?:all\s+)?(?:from|in|of|during)\s+20\d\d(?:/\d\d)?\s*,?)?\s*(?:(?:which|that|who)\s+)?(?:(?:were|was|have\s+been|had\s+been)\b|with\b|without\b|resulting\s+in\b|leading\s+to\b|"
    r"(?:which\s+|that\s+)?led\s+to\b|resulted\s+in\b|involving\b|causing\b|where\b)(?:\s+(?:then|later|subsequently|also))?"
    r"(?:\s+(?:an?|the|any|some))?\s*"
)
_IN_PROSE = re.compile(_NARROWS, re.IGNORECASE)
_IN_LABEL = re.compile(rf"(?:{_NARROWS}|[ \t]+(?:(?:items?|cases?|incidents?|matters?)[ \t]+)?)", re.IGNORECASE)


def find_meant(text: str, codebook: Codebook, *, is_label: bool = False) -> list[CodeFound]:
    """The measures that a text means, in reading order.

    Args:
        text: a sentence, or the label of a row or column.
        codebook: whose measures.
        is_label: it is a label: one that is a measure's own is that measure alone, and two that stand side by side are
            what is counted and what is meant of it ("Thefts reported").
    """
    found = find_measures(text, codebook)
    if len(found) < 2:
        return found
    if is_label:
        plain = _plain(text)
        own = [one.name for one in codebook.measures if plain in {_plain(label) for _, label in one.label}]
        if own:
            return [CodeFound(own[0], 0, len(text))]
    joint = _IN_LABEL if is_label else _IN_PROSE
    dropped = {
        number
        for number, (one, after) in enumerate(pairwise(found))
        if one.category != after.category and joint.fullmatch(text[one.end : after.start])
    }
    return [one for number, one in enumerate(found) if number not in dropped]


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split())

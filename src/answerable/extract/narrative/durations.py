"""Durations: how long what was imposed lasts.

In: the text of one subject's matter. Out: the months, as a `Reading`. Never here: days and years of the calendar.
"""

from __future__ import annotations

import re

from answerable.extract.narrative.outcomes import Reading
from answerable.extract.narrative.sentences import find_sentences

_DURATION = re.compile(
    r"\b(?P<n>\d{1,2}|a|one|two|three|four|five|six|nine|twelve|eighteen|twenty-four|"
    r"thirty-six)[\s-]*(?P<unit>months?|years?|yrs?|mths?|m(?=\W|\Z))\b",
    re.IGNORECASE,
)
_LASTS = re.compile(r"\b(?:warning|fww|ww|extended|extension|live|lasting|duration|in\s+force)\b", re.IGNORECASE)
_NUMBERS = {
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "nine": 9,
    "twelve": 12,
    "eighteen": 18,
    "twenty-four": 24,
    "thirty-six": 36,
}


def read_duration(text: str) -> Reading | None:
    """How many months a warning lasts: "a final written warning for two years" is 24."""
    for low, high in find_sentences(text):
        sentence = text[low:high]
        for match in _DURATION.finditer(sentence):
            near = sentence[max(0, match.start() - 70) : match.end() + 45]
            if not _LASTS.search(near) or re.search(
                r"\b(?:over|during|within|period\s+of|aged?|old|service|experience)\s*\Z|year[\s-]olds?",
                sentence[max(0, match.start() - 14) : match.start()] + match.group(),
                re.IGNORECASE,
            ):
                continue
            if re.match(
                r"\s*-?\s*(?:old|of\s+service|ago|earlier|later|service)",
                sentence[match.end() : match.end() + 14],
                re.IGNORECASE,
            ):
                continue
            number = _NUMBERS.get(match["n"].lower()) or int(match["n"])
            months = number * 12 if match["unit"].lower().startswith("y") else number
            if 3 <= months <= 60:
                return Reading(float(months), low + match.start(), low + match.end(), 0.93)
    return None

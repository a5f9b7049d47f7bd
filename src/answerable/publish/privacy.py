"""What of received words may stand on a page: contact details and names of people are taken out, and counted.

What comes in: text that is about to be published. What goes out: the text with each such stretch replaced by a bar of
the same meaning, and what kinds were found. Never here: whole documents, which are not published at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

BAR = "█████"

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("e-mail address", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("telephone number", re.compile(r"(?<!\d)(?:\+44\s?\(?0?\)?\s?|0)\d{2,4}[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d)")),
    ("national insurance number", re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b")),
    ("collar number", re.compile(r"\b(?:PC|PS|DC|DS|Sgt|Con(?:stable)?|collar(?: number| no\.?)?)\s?#?\d{2,6}\b")),
    (
        "name",
        re.compile(
            r"\b(?:P\.?C\.?|Police Constable|Constable|Sergeant|Sgt|PS|DC|DS|Detective \w+|Inspector|Superintendent"
            r"|Officer|Mr|Mrs|Ms|Miss|Dr)\.?\s+(?!Police\b|Constabulary\b|Officer\b|The\b|In\b|On\b|At\b|And\b|For\b)"
            r"(?-i:(?:[A-Z]\.?\s+)?[A-Z][a-z]{2,}(?:[ -][A-Z][a-z]{2,})?)"
        ),
    ),
    ("date of birth", re.compile(r"\b(?:d\.?o\.?b\.?|date of birth|born on)\b\W{0,3}[\d./ -]{6,10}", re.IGNORECASE)),
)
# Words that follow a rank or title with a capital and are no name.
_NO_NAMES = frozenset(
    [
        *("whatsapp", "facebook", "instagram", "twitter", "snapchat", "tiktok", "telegram", "signal", "linkedin"),
        *("final", "written", "gross", "misconduct", "management", "dismissed", "regulations", "federation", "youtube"),
        *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
        *("november", "december"),
    ]
)


@dataclass(frozen=True, slots=True)
class Masked:
    """Text with personal details taken out.

    Args:
        text: what may be shown.
        found: what kinds were taken out, in order.
    """

    text: str
    found: tuple[str, ...]


def mask(text: str) -> Masked:
    """Take contact details, numbers of persons and names after a rank or title out of a text.

    >>> mask("Write to j.doe@force.example or ask PC 4512.").text
    'Write to █████ or ask █████.'
    """
    found: list[str] = []
    for kind, pattern in _KINDS:

        def hide(match: re.Match[str], kind: str = kind) -> str:
            if kind == "name" and match.group().split()[-1].lower() in _NO_NAMES:
                return match.group()
            found.append(kind)
            return BAR

        text = pattern.sub(hide, text)
    return Masked(text, tuple(found))

"""What prose calls an authority: "Castlemoor" for the Castlemoor Ambulance Service NHS Trust.

What comes in: full names. What goes out: the words that are the name's own. Never here: registers, which authority is
meant where two share their words.
"""

from __future__ import annotations

import re

KINDS = frozenset(
    [
        *("police", "constabulary", "service", "services", "force", "fire", "rescue", "metropolitan", "heddlu"),
        *("council", "borough", "county", "city", "district", "parish", "community", "combined", "cyngor"),
        *("university", "universities", "college", "school", "schools", "academy", "prifysgol"),
        *("nhs", "trust", "trusts", "foundation", "hospital", "hospitals", "infirmary", "teaching", "health"),
        *("healthcare", "care", "social", "mental", "ambulance", "partnership", "integrated", "board", "boards"),
        *("bwrdd", "iechyd", "authority", "department", "ymddiriedolaeth"),
    ]
)
"""Words that say what an authority is, not which one."""
_FIRST = frozenset(["nhs", "the", "university", "bwrdd", "iechyd", "prifysgol", "cyngor", "heddlu", "of"])
_LINKS = frozenset(["and", "of", "the", "for", "&"])
_NOBODY = frozenset(
    [
        *("department", "ministry", "office", "national", "public", "home", "royal", "general", "civil", "central"),
        *("north", "south", "east", "west", "northern", "southern", "eastern", "western", "midlands", "greater"),
        *("england", "wales", "scotland", "ireland", "london", "kingdom", "united", "british", "english", "welsh"),
        *("scottish", "irish", "local", "new", "upper", "lower", "mid"),
    ]
)
"""Words that name no authority by themselves, alone or together."""


def find_short_name(name: str) -> str:
    """The words of a name that are its own, or nothing where none are.

    >>> find_short_name("Norwick and Vale University Hospitals NHS Foundation Trust"), find_short_name("NHS Strathloch")
    ('Norwick and Vale', 'Strathloch')
    >>> find_short_name("Department of Health"), find_short_name("North East Ambulance Service NHS Trust")
    ('', '')
    """
    words = [re.sub(r"[,;:]+$", "", word) for word in name.split("/")[-1].split()]
    while words and words[-1].lower() in KINDS | _LINKS:
        words.pop()
    while words and words[0].lower() in _FIRST:
        words.pop(0)
    own = " ".join(words)
    return "" if len(own) < 4 or {word.lower() for word in words} <= _NOBODY | _LINKS | KINDS else own

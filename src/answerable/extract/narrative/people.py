"""People: where a text brings somebody new in, and which of them are named in one breath.

In: the words of one matter. Out: `Person` rows and groups of them ("two constables and a sergeant"); officials,
colleagues and victims are left out. Names are neither read nor kept. Never here: what followed for whom.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from answerable.extract.narrative.subjects import find_ranks_told, read_n_subjects
from answerable.model.codebook import Codebook

_NUMBER = r"(?:an?|one|another|two|three|four|five|six|seven|eight|nine|ten|both|\d{1,2}(?:\s?x)?)"
_NEW_BEFORE = re.compile(
    rf"(?:\b{_NUMBER}\s+(?:\w+\s+){{0,2}}|(?:^|[.;:|(\n]|\s[-\u2013\u2014/])\s*(?:\d+\s*x?\s*)?(?:(?:19|20)\d\d\W{{1,3}})?"
    r"|\b(?:and|by|which|meeting|hearing|i|un|gan|cafodd|ymddiswyddodd|diswyddwyd|ymddeolodd|rhoddwyd)\s+|,\s+)\Z",
    re.IGNORECASE,
)
"""What stands before a rank that is named for the first time: "a constable", "; PC Green", "i ringyll"."""
_COLLEAGUE = re.compile(
    r"\b(?:fellow|colleague,?|victim,?|supervis\w+|about|with|from|towards?|harass\w+|messag\w+|sent|contacted|mocked|sister|wife|"
    r"husband|partner|his|her|their)\s+(?:(?:to|an?|another|one|of)\s+)*(?:\w+\s+)?\Z",
    re.IGNORECASE,
)
_DETERMINER = re.compile(rf"\b{_NUMBER}\s+(?:[\w-]+\s+){{0,2}}\Z|\b(?:former|ex-?)\s*\Z", re.IGNORECASE)
_TOGETHER = re.compile(
    r"(?:\s+(?:[A-Z]\w*|\d+))?(?:\s*\([^()]{1,200}\))?\s*(?:,\s*and|,|;|\band|&|as\s+well\s+as|along\s+with|together\s+with)\s+"
    rf"(?:{_NUMBER}\s+)?(?:(?:former|serving|detective|police|special|temporary)\s+)*\Z",
)
"""What stands between two ranks named in one breath: " and a ", " (2019, WhatsApp) and one "."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a text brings in.

    Args:
        start: where the words that name them begin, article or number with them.
        at: where the rank begins.
        end: where the rank ends.
        rank: its category.
        n: how many alike.
    """

    start: int
    at: int
    end: int
    rank: str
    n: int = 1


def find_people(text: str, codebook: Codebook) -> list[Person]:
    """Where a rank is named that brings somebody new in; officials, colleagues and victims left out."""
    rank = codebook.find_variable("rank")
    if rank is None:
        return []
    out = []
    for one in find_ranks_told(text, rank):
        before = text[max(0, one.start - 40) : one.start]
        if not _NEW_BEFORE.search(before) or _COLLEAGUE.search(before):
            continue
        article = _DETERMINER.search(before)
        start = one.start - (len(before) - article.start()) if article is not None else one.start
        several = read_n_subjects(text[start : one.end])
        out.append(Person(start, one.start, one.end, one.category, several[0] if several is not None else 1))
    return out


def find_groups(text: str, people: Sequence[Person]) -> list[tuple[Person, ...]]:
    """People named in one breath together, each other one alone."""
    groups: list[tuple[Person, ...]] = [(one,) for one in people[:1]]
    for before, one in pairwise(people):
        if _TOGETHER.fullmatch(text, before.end, one.at):
            groups[-1] = (*groups[-1], one)
        else:
            groups.append((one,))
    return groups

"""Recalled: people who are brought in first and told of again by their rank, with what followed for each.

In: the words of one matter. Out: `Part` rows, or none where not everybody is told of again, or several are of one
rank: then nobody can say from the words alone whose outcome is whose.

"A constable posted ...; a sergeant asked .... The constable got a written warning and the sergeant was dismissed."
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from answerable.extract.narrative.people import Person, find_people
from answerable.extract.narrative.sentences import find_sentences, sentence_at
from answerable.extract.narrative.subjects import find_ranks_told
from answerable.extract.narrative.turns import Part, find_outcomes
from answerable.extract.places import Stretch, join
from answerable.model.codebook import Codebook

_AGAIN = re.compile(r"\bthe\s+(?:(?:detective|police|former|special|acting|temporary)\s+)*\Z", re.IGNORECASE)
_CUT = re.compile(r";\s+(?:and\s+)?|(?<=[.!?])\s+")

Range = tuple[int, int]


def part_recalled(stretch: Stretch, codebook: Codebook) -> list[Part]:
    """The words on each of several people of different ranks who are told of twice."""
    text = stretch.text
    outcomes = find_outcomes(text, codebook)
    people = [one for one in find_people(text, codebook) if outcomes and one.at < outcomes[0]]
    if len(people) < 2 or len({one.rank for one in people}) < len(people) or any(one.n > 1 for one in people):
        return []
    again = _find_again(text, people[-1].end, codebook)
    if not again or {rank for rank, _ in again} != {one.rank for one in people} or outcomes[0] < again[0][1]:
        return []
    told = _told_again(text, again)
    if not all(any(low <= at < high for low, high in told[one.rank] for at in outcomes) for one in people):
        return []
    end = sentence_at(text, again[0][1])[0]
    if end <= people[-1].at:
        return []
    own = _own_clauses(text, people, end)
    above = stretch.part(0, own[0][0] if own else end)
    out = []
    for number, one in enumerate(people):
        first = own[number] if own else (one.start, one.end)
        words = join(*(stretch.part(*span) for span in (first, *told[one.rank])), joint=" ")
        out.append(Part(words, 1, None, above if above.text.strip() else None))
    return out


def _find_again(text: str, start: int, codebook: Codebook) -> list[tuple[str, int]]:
    """The ranks told of again behind a place, each with where its words begin."""
    rank = codebook.find_variable("rank")
    out = []
    for one in find_ranks_told(text, rank) if rank is not None else ():
        article = _AGAIN.search(text[max(0, one.start - 40) : one.start])
        if one.start >= start and article is not None:
            out.append((one.category, one.start - len(article.group())))
    return out


def _told_again(text: str, again: Sequence[tuple[str, int]]) -> dict[str, list[Range]]:
    """What is told again of each rank; what leads in a sentence ("In May 2020") is told of all in it."""
    out: dict[str, list[Range]] = {rank: [] for rank, _ in again}
    ends = [at for _, at in again[1:]] + [len(text)]
    for low, high in find_sentences(text):
        here = [(rank, at, end) for (rank, at), end in zip(again, ends, strict=True) if low <= at < high]
        for number, (rank, at, end) in enumerate(here):
            if here[0][1] > low:
                out[rank].append((low, here[0][1]))
            out[rank].append((at, end if number + 1 == len(here) else min(end, high)))
    return out


def _own_clauses(text: str, people: Sequence[Person], end: int) -> list[Range]:
    """The clause in which each is brought in; nothing where they are named in one breath."""
    cuts = []
    for before, one in pairwise(people):
        found = [mark.end() for mark in _CUT.finditer(text, before.end, one.start)]
        if not found:
            return []
        cuts.append(found[-1])
    marks = [mark.end() for mark in _CUT.finditer(text, 0, people[0].start)]
    return list(pairwise([marks[-1] if marks else 0, *cuts, end]))

"""Named: one text about several people under their names, parted where a sentence turns to another of them.

In: the words of one matter. Out: `Part` rows, or none. Names tell people apart here and are not kept. Never here:
people under letters or numbers, and people who are only counted (`parting`).
"""

from __future__ import annotations

import re

from answerable.extract.narrative.outcomes import find_asserted
from answerable.extract.narrative.sentences import find_sentences
from answerable.extract.narrative.subjects import find_subject_ranks
from answerable.extract.narrative.turns import Part, join_some
from answerable.extract.places import Stretch
from answerable.model.codebook import Codebook

_RANK = (
    r"(?:(?:Former|Ex|Acting|Temporary|Detective|Police|Special|Chief)[\s-]+)*"
    r"(?:PC|PS|DC|DS|DI|SC|PCSO|Sgt|Insp|Constable|Sergeant|Inspector|Superintendent)"
)
_NAME = r"[A-Z][a-z'’][\w'’-]+"
_ONE = rf"{_RANK}\s+{_NAME}(?:\s+{_NAME})?"
_OPENS = re.compile(
    r"\s*(?:(?:A|Another)\s+(?:colleague|second\s+officer|third\s+officer|fellow\s+officer),\s+|"
    r"(?:The|An?)\s+(?:case|allegations?|charges?|complaint|proceedings|matter)\s+(?:against|concerning)\s+|In\s+the\s+case\s+of\s+|As\s+for\s+)?"
    rf"(?P<all>{_ONE}(?:(?:,|,?\s+and)\s+{_ONE})*)\b"
)
"""A sentence that begins with one or more people under their names: "PC Yarrow and PC Tindall, who ..."."""
_OF_ALL = re.compile(
    r"\s*(?:The\s+(?:hearings?|meetings?|panel|proceedings)\b|All\s+(?:of\s+them|three|four|five)\b|Both\b)"
)
"""A sentence at the end that holds for each of them: "The hearing ended on 25 March 2022."."""
_SURNAME = re.compile(rf"{_RANK}\s+(?:{_NAME}\s+)?({_NAME})")


def part_named(stretch: Stretch, codebook: Codebook) -> list[Part]:
    """Part people told of one after the other under their names, each with an outcome of their own."""
    rank, outcome = codebook.find_variable("rank"), codebook.find_variable("outcome")
    if rank is None or outcome is None:
        return []
    text = stretch.text
    subjects = [one.start for one in find_subject_ranks(text, rank)]
    begins: list[tuple[int, re.Match[str], int]] = []
    seen: set[str] = set()
    for low, high in find_sentences(text):
        opens = _OPENS.match(text, low, high)
        if opens is None or not any(opens.start() <= at < opens.end() for at in subjects):
            continue
        names = _SURNAME.findall(opens["all"])
        if not seen & set(names):
            begins.append((low, opens, len(names)))
        seen |= set(names)
    ends = [low for low, _, _ in begins[1:]] + [len(text)]
    asserted = [one.start for one in find_asserted(text, outcome)]
    if len(begins) < 2 or not all(
        any(low <= at < end for at in asserted) for (low, _, _), end in zip(begins, ends, strict=True)
    ):
        return []
    last = _find_of_all(text, begins[-1][0], asserted)
    above = join_some(
        stretch.part(0, begins[0][0]) if text[: begins[0][0]].strip() else None,
        stretch.part(last, len(text)) if last < len(text) else None,
    )
    ends[-1] = last
    return [
        Part(stretch.part(low, end), n, stretch.cut(*opens.span("all")) if n > 1 else None, above)
        for (low, opens, n), end in zip(begins, ends, strict=True)
    ]


def _find_of_all(text: str, begins_at: int, asserted: list[int]) -> int:
    """Where the sentences begin, at the end of the last person's, that hold for all; the text's end where none do."""
    place = len(text)
    for low, high in reversed([one for one in find_sentences(text) if one[0] > begins_at]):
        if not _OF_ALL.match(text, low, high) or any(low <= at < high for at in asserted):
            break
        place = low
    return place

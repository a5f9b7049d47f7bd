"""Parting: one text about several people cut into the words about each of them.

In: the words of one matter. Out: `Part` rows, or none where the text is about one person, or about several with one
outcome alike. Never here: whether a text is a matter at all (that is `matters`).
"""

from __future__ import annotations

import re

from answerable.extract.cues import find_codes
from answerable.extract.narrative.outcomes import find_asserted
from answerable.extract.narrative.sentences import find_sentences
from answerable.extract.narrative.subjects import Mention, find_mentions, find_subject_ranks
from answerable.extract.narrative.turns import Part, make_part, part_listed, part_turns
from answerable.extract.places import Stretch, join
from answerable.model.codebook import Codebook

_ALIKE = re.compile(
    r"\b(?:same|likewise|similarly|liked|(?:the|that|this)\s+(?:group|chat|posts?|messages?))\b", re.IGNORECASE
)
_VERB = r"(?=\s+(?:was|were|received|resigned|retired|got|had|would|and|left))"
_OTHERS = re.compile(
    r"\b(?:the\s+other|another\s+(?:officer|constable|sergeant|PC|was|received)|a\s+second|a\s+third|both\s+officers|"
    r"the\s+second)\b|;\s*(?:PC|PS|DC|DS|Sgt|Insp|SC|Constable|Sergeant|Inspector|Special\s+Constable)\s*[,(:-]",
    re.IGNORECASE,
)
_RANKED = (
    r"(constable|sergeant|inspector|PC|special\s+constable|chief\s+inspector|superintendent|PCSO|detention\s+officer|"
    r"member\s+of\s+(?:police\s+)?staff)\b"
)
_ANEW = re.compile(
    r"\s*(?:(?:in|during)\s+(?:\w+\s+)?(?:19|20)\d\d,?\s+)?(?:an?|one|another|cafodd|ymddiswyddodd|diswyddwyd|"
    r"ymddeolodd|byddai)\s",
    re.IGNORECASE,
)
"""A sentence that brings somebody in: "A constable", "In 2019 one sergeant", "Ymddiswyddodd cwnstabl"."""
_PAIR = re.compile(
    r"\b(?:an?|one)\s+(?P<one>(?:\w+\s+){0,2}\w+)\s+and\s+(?:an?|one)\s+(?P<other>(?:\w+\s+){0,2}?\w+)(?=\s+(?:were|was|each|both|"
    r"received|who\s+both)\b)",
    re.IGNORECASE,
)
_ONE_RANK = re.compile(r"\b(?:a|one)\s+(?:police\s+)?" + _RANKED + _VERB, re.IGNORECASE)
_EACH_RANK = re.compile(r"\bthe\s+(?:police\s+)?" + _RANKED + _VERB, re.IGNORECASE)


def part_people(stretch: Stretch, codebook: Codebook) -> list[Part]:
    """The words about each of several people; nothing where there is one, or all have one outcome."""
    passes = (part_new_subjects, part_pair, part_listed, part_turns, part_officers)
    return next((found for one in passes if (found := one(stretch, codebook))), [])


def speaks_alike(text: str) -> bool:
    """Whether words on one person speak of what was told of another: "who liked it", "in the same group"."""
    return bool(_ALIKE.search(text))


def part_new_subjects(stretch: Stretch, codebook: Codebook) -> list[Part]:
    """Part sentences that each bring somebody in, with what followed: "A constable ... dismissed. A sergeant ..."."""
    rank, outcome = codebook.find_variable("rank"), codebook.find_variable("outcome")
    if rank is None or outcome is None:
        return []
    text = stretch.text
    ranks = [one.start for one in find_subject_ranks(text, rank)]
    begins = [
        low
        for low, high in find_sentences(text)
        if (anew := _ANEW.match(text, low, high)) and any(low <= at <= anew.end() + 40 and at < high for at in ranks)
    ]
    ends = [*begins[1:], len(text)]
    asserted = [one.start for one in find_asserted(text, outcome)]
    if len(begins) < 2 or not all(
        any(low <= at < high for at in asserted) for low, high in zip(begins, ends, strict=True)
    ):
        return []
    above = stretch.part(0, begins[0]) if text[: begins[0]].strip() else None
    return [make_part(stretch.part(low, high), above) for low, high in zip(begins, ends, strict=True)]


def part_pair(stretch: Stretch, codebook: Codebook) -> list[Part]:
    """Part two people of different ranks with one outcome alike: "One sergeant and one inspector each received ..."."""
    rank, outcome = codebook.find_variable("rank"), codebook.find_variable("outcome")
    pair = _PAIR.search(stretch.text)
    if pair is None or rank is None or outcome is None or len(find_asserted(stretch.text, outcome)) != 1:
        return []
    if not (find_codes(pair["one"], rank) and find_codes(pair["other"], rank)):
        return []
    before, after = stretch.part(0, pair.start()), stretch.part(pair.end("other"), len(stretch.text))
    around = [part for part in (before, after) if part.text.strip()]
    return [Part(join(stretch.part(*pair.span(name)), *around[::-1], joint=" ")) for name in ("one", "other")]


def part_officers(stretch: Stretch, codebook: Codebook) -> list[Part]:
    """Part one text about several officers into one piece for each, with what stands before the first of them.

    "Two constables shared ... One was dismissed and the other received a written warning." gives two pieces, both with
    the first sentence above them. A text about one officer, or several with one outcome alike, gives nothing.
    """
    outcome = codebook.find_variable("outcome")
    if outcome is None:
        return []
    text = stretch.text
    asserted = find_asserted(text, outcome)
    if len(asserted) < 2:
        return []
    starts: list[Mention] = []
    mentions = find_mentions(text)
    if not _speaks_of_several(text, mentions):
        return []
    for number, mention in enumerate(mentions):
        end = mentions[number + 1].start if number + 1 < len(mentions) else len(text)
        if any(mention.start <= one.start < end for one in asserted) and not _is_same_subject(mention, starts):
            starts.append(mention)
    if len(starts) < 2:
        return []
    above = stretch.part(0, starts[0].start) if text[: starts[0].start].strip() else None
    lettered = {mention.label for mention in starts if mention.label}
    close = _shared_close(text, starts[-1].end)
    if close < len(text):
        shared = stretch.part(close, len(text))
        above = shared if above is None else join(above, shared)
        text = text[:close]
    out: list[Part] = []
    for number, mention in enumerate(starts):
        end = starts[number + 1].start if number + 1 < len(starts) else len(text)
        span = stretch.cut(mention.start, mention.end) if mention.n > 1 else None
        own = _told_of(mention.label, lettered, above) if mention.label and above is not None else above
        out.append(Part(stretch.part(mention.start, end), mention.n if span else 1, span, own))
    return out


_SHARED = re.compile(
    r"(?:(?:all|both)\s+(?:of\s+)?(?:the|these)\s+|the\s+|these\s+)(?:messages?|posts?|comments?|images?|pictures?|photographs?|"
    r"videos?|group|content|material|conduct|matters?|memes?|chat|remarks?)\b",
    re.IGNORECASE,
)


def _shared_close(text: str, start: int) -> int:
    """Where a last sentence begins that speaks of what all of them did: "The messages were racist."."""
    low, high = find_sentences(text)[-1]
    skipped = low + len(text[low:high]) - len(text[low:high].lstrip())
    return low if low >= start and _SHARED.match(text, skipped) else len(text)


def _told_of(label: str, labels: set[str], above: Stretch) -> Stretch:
    """Of what stands above, what is told of one label: sentences on another alone are left out where it has its own."""
    letters = {one: re.compile(rf"\b{re.escape(one.split()[-1])}\b") for one in labels}
    told: list[tuple[int, int]] = []
    has_own = False
    for low, high in find_sentences(above.text):
        named = {one for one, pattern in letters.items() if pattern.search(above.text, low, high)}
        has_own = has_own or named == {label}
        if label in named or not named:
            told.append((low, high))
    return join(*(above.part(low, high) for low, high in told)) if has_own else above


def _speaks_of_several(text: str, mentions: list[Mention]) -> bool:
    labels = {mention.label.lower() for mention in mentions if mention.label}
    if len(labels) > 1:
        return True
    if any(mention.n > 1 for mention in mentions) or _OTHERS.search(text):
        return True
    told = {one.group(1).lower() for one in _EACH_RANK.finditer(text)}
    return len(told) > 1 or len(_ONE_RANK.findall(text)) > 1


def _is_same_subject(mention: Mention, starts: list[Mention]) -> bool:
    return bool(mention.label) and any(one.label.lower() == mention.label.lower() for one in starts)

"""Parting: one text about several people cut into the words about each of them.

In: the words of one matter. Out: `Part` rows, or none where the text is about one person, or about several with one
outcome alike. Never here: whether a text is a matter at all (that is `matters`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from answerable.extract.cues import find_codes
from answerable.extract.narrative.named import part_named
from answerable.extract.narrative.outcomes import find_asserted
from answerable.extract.narrative.people import find_groups, find_people
from answerable.extract.narrative.recalled import part_recalled
from answerable.extract.narrative.sentences import find_sentences, sentence_at
from answerable.extract.narrative.subjects import LABEL, Mention, find_mentions, find_subject_ranks
from answerable.extract.narrative.turns import (
    SHARED,
    Part,
    find_outcomes,
    make_part,
    part_counted,
    part_listed,
    part_turns,
)
from answerable.extract.places import Stretch, join
from answerable.model.codebook import Codebook

_ALIKE = re.compile(
    r"\b(?:same|likewise|similarly|liked|(?:the|that|this)\s+(?:group|chat|posts?|messages?)|used\s+it|kn(?:ew|own)\s+of\s+(?:both|it|them))\b",
    re.IGNORECASE,
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
_EACH_RANK = re.compile(
    r"\b(?:(?:in\s+relation\s+to|as\s+(?:to|for)|in\s+the\s+case\s+of|regarding)\s+the\s+(?:police\s+|detective\s+)?"
    + _RANKED
    + r"|the\s+(?:(?:two|three|four|five|police|detective|former)\s+)*"
    + _RANKED[:-2]
    + r"s?\b(?:\s+each)?"
    + _VERB
    + ")",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"\bthe\s+former\b(?=\s*,?\s+(?:was|were|received|resigned|retired|got|had|who|being|would))", re.IGNORECASE
)
_LATTER = re.compile(r"\bthe\s+latter\b", re.IGNORECASE)
_AS_WAS = re.compile(r",?\s+(?:and\s+)?(?:as|so)\s+(?:was|were|did|had)\s+(?=(?:an?|one|two|three)\s)", re.IGNORECASE)


def part_people(stretch: Stretch, codebook: Codebook) -> list[Part]:
    """The words about each of several people; nothing where there is one, or all have one outcome."""
    passes = (
        part_respectively,
        part_former_latter,
        part_recalled,
        part_likewise,
        part_pair,
        part_listed,
        part_counted,
        part_named,
        part_turns,
        part_new_subjects,
        part_officers,
    )
    return _take_own(next((found for one in passes if (found := one(stretch, codebook))), []))


def _take_own(parts: list[Part]) -> list[Part]:
    """Give each of several under labels the sentences above on them alone: "Against Sergeant A: misconduct"."""
    labels = [found.group() if (found := LABEL.match(part.stretch.text.lstrip())) else "" for part in parts]
    if "" in labels or len(set(labels)) < len(labels):
        return parts
    letters = {one: re.compile(rf"\b{re.escape(one.split()[-1])}\b") for one in labels}
    out = []
    for part, label in zip(parts, labels, strict=True):
        above = part.above
        if above is None:
            out.append(part)
            continue
        told = [
            (span, {one for one, pattern in letters.items() if pattern.search(above.text, *span)})
            for span in find_sentences(above.text)
        ]
        own = [above.part(*span) for span, named in told if named == {label}]
        shared = [above.part(*span) for span, named in told if (label in named and len(named) > 1) or not named]
        if not own:
            out.append(part)
            continue
        out.append(replace(part, stretch=join(*own, part.stretch, joint=" "), above=join(*shared) if shared else None))
    return out


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


def part_respectively(stretch: Stretch, codebook: Codebook) -> list[Part]:
    """Part people with an outcome each in the same order: "A PC and a PS got a warning and advice respectively"."""
    text = stretch.text
    outcome = codebook.find_variable("outcome")
    if outcome is None or "respectively" not in text.lower():
        return []
    asserted = find_asserted(text, outcome)
    group = next((one for one in find_groups(text, find_people(text, codebook)) if len(one) == len(asserted) > 1), None)
    if group is None:
        return []
    around = [stretch.part(asserted[-1].end, len(text)), stretch.part(0, group[0].start)]
    around = [part for part in around if part.text.strip()]
    return [
        Part(join(stretch.part(one.start, one.end), stretch.part(what.start, what.end), *around, joint=" "))
        for one, what in zip(group, asserted, strict=True)
    ]


def part_former_latter(stretch: Stretch, codebook: Codebook) -> list[Part]:
    """Part two who are named first and then told of as "the former" and "the latter"."""
    text = stretch.text
    former, latter = _FORMER.search(text), _LATTER.search(text)
    if former is None or latter is None or former.start() > latter.start():
        return []
    group = next((one for one in find_groups(text, find_people(text, codebook)) if len(one) == 2), None)
    if group is None or group[-1].end > former.start():
        return []
    above = stretch.part(0, former.start())
    told = stretch.part(former.end(), latter.start()), stretch.part(latter.end(), len(text))
    return [
        Part(join(stretch.part(one.start, one.end), words, joint=" "), one.n, None, above)
        for one, words in zip(group, told, strict=True)
    ]


def part_likewise(stretch: Stretch, codebook: Codebook) -> list[Part]:
    """Part two with one outcome, the second put behind the first: "A PC was dismissed, as was a sergeant, for ..."."""
    text = stretch.text
    link = _AS_WAS.search(text)
    people = find_people(text, codebook)
    if link is None or len(people) != 2 or len(find_outcomes(text, codebook)) != 1:
        return []
    first, second = people
    if not first.end <= link.start() or second.start != link.end():
        return []
    rest = [stretch.part(0, first.start), stretch.part(first.end, link.start()), stretch.part(second.end, len(text))]
    rest = [part for part in rest if part.text.strip()]
    return [Part(join(stretch.part(one.start, one.end), *rest, joint=" "), one.n) for one in people]


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
    begins = _find_begins(text, starts)
    above = stretch.part(0, begins[0]) if text[: begins[0]].strip() else None
    lettered = {mention.label for mention in starts if mention.label}
    close = _shared_close(text, starts[-1].end)
    if close < len(text):
        shared = stretch.part(close, len(text))
        above = shared if above is None else join(above, shared)
        text = text[:close]
    out: list[Part] = []
    for number, mention in enumerate(starts):
        end = begins[number + 1] if number + 1 < len(starts) else len(text)
        span = stretch.cut(mention.start, mention.end) if mention.n > 1 else None
        own = _told_of(mention.label, lettered, above) if mention.label and above is not None else above
        out.append(Part(stretch.part(begins[number], end), mention.n if span else 1, span, own))
    return out


def _find_begins(text: str, starts: list[Mention]) -> list[int]:
    """Where the words on each begin: with the sentence, where nobody was told of in it before ("In 2020 Officer B")."""
    begins = [starts[0].start]
    for before, mention in pairwise(starts):
        low, high = sentence_at(text, mention.start)
        begins.append(low if before.end <= low and high > mention.start else mention.start)
    return begins


def _shared_close(text: str, start: int) -> int:
    """Where a last sentence begins that speaks of what all of them did: "The messages were racist."."""
    low, high = find_sentences(text)[-1]
    skipped = low + len(text[low:high]) - len(text[low:high].lstrip())
    return low if low >= start and SHARED.match(text, skipped) else len(text)


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
    told = {(one.group(1) or one.group(2)).lower() for one in _EACH_RANK.finditer(text)}
    return len(told) > 1 or len(_ONE_RANK.findall(text)) > 1


def _is_same_subject(mention: Mention, starts: list[Mention]) -> bool:
    return bool(mention.label) and any(one.label.lower() == mention.label.lower() for one in starts)

"""The sentences of a story as readers will see them, each with what it rests on and whom it is about.

What comes in: a story, the claims that its check left, who may be named in it. What goes out: `Sentence` values in
order. Never here: HTML, states of replies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from answerable.model.authority import Authority
from answerable.model.case import Case
from answerable.model.claim import Claim
from answerable.model.story import Binding, PlaceKind, Reference, Story
from answerable.publish.edition import pick_claims
from answerable.words.short_names import find_short_name

_END = re.compile(r"(?<=[.!?])[\"”’')]*\s+(?=[“\"‘(]?[A-Z0-9])")
_TITLES = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|No|Sgt|Insp|Supt|PC|DC|s|e\.g|i\.e)\.$")
_MARKUP = re.compile(r"^(?:#{1,6}|>|[-*]|\d+\.)\s+|[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", re.MULTILINE)
_LINK = re.compile(r"\[([^\[\]]*)\]\([^)\s]*\)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as printed.

    Args:
        text: with its figures in it and without marks of Markdown.
        line: of the file, from 1.
        claims: what stands in it.
        about: ids of authorities and ``person:<key>`` whom it names, or goes on about.
        named: it names them itself, and does not only go on from the sentence before.
        paragraph: of the story, from 0.
    """

    text: str
    line: int
    claims: tuple[Claim, ...]
    about: tuple[str, ...]
    named: bool
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a paragraph as printed, with what was put in its place."""

    text: str
    start: int
    claim: Claim | None = None
    about: str = ""


def list_sentences(
    story: Story, claims: tuple[Claim, ...], authorities: Mapping[str, Authority], cases: Mapping[str, Case]
) -> tuple[Sentence, ...]:
    """Every sentence of headline, standfirst and body.

    A sentence that names nobody goes on about whoever the sentence before it in its paragraph was about: "The force
    said it had lost the file" is about the force of the sentence before.

    Args:
        story: parsed.
        claims: of its check; they hold the words that each binding prints.
        authorities: who may be named.
        cases: to know whose a case is.
    """
    by_start = pick_claims(story, claims)
    patterns = _make_patterns(story, authorities)
    sentences: list[Sentence] = []
    for kind in PlaceKind:
        passage = story.find_passage(kind)
        if passage is None:
            continue
        for pieces in _split_paragraphs(_print(story, passage.start, passage.end, by_start, cases)):
            number = sentences[-1].paragraph + 1 if sentences else 0
            sentences += [replace(one, paragraph=number) for one in _split_sentences(story, pieces, patterns)]
    return tuple(sentences)


def _make_patterns(story: Story, authorities: Mapping[str, Authority]) -> list[tuple[str, re.Pattern[str]]]:
    """How each may be named: in full, or by the words of the name that are its own."""
    patterns = []
    for authority in authorities.values():
        names = {name for name in authority.names if len(name) > 3}
        if own := find_short_name(authority.name):
            names.add(own)
        either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        patterns.append((authority.id, re.compile(rf"\b(?:{either})\b")))
    for person in story.people:
        words = {person.name, person.name.split()[-1]}
        either = "|".join(re.escape(name) for name in sorted(words, key=len, reverse=True))
        patterns.append((f"person:{person.key}", re.compile(rf"\b(?:{either})\b")))
    return patterns


def _print(
    story: Story, start: int, end: int, by_start: Mapping[int, Claim], cases: Mapping[str, Case]
) -> list[_Piece]:
    """The passage with words in the place of bindings and links; charts and maps are left out."""
    pieces: list[_Piece] = []
    at = start
    inside: list[Binding | Reference] = [*story.bindings, *story.references]
    for item in sorted(inside, key=lambda item: (item.start, -item.end)):
        if item.start < at or item.start >= end:
            continue
        pieces.append(_Piece(story.text[at : item.start], at))
        claim = by_start.get(item.start)
        if isinstance(item, Reference):
            words = _fill_words(item, story, by_start)
            pieces.append(_Piece(words, item.start, claim, _whose(item, claim, cases)))
        elif not item.is_block:
            of = next((step.argument for step in item.filters if step.name == "of"), "")
            pieces.append(_Piece(claim.value if claim and claim.value else f"[{item.name}]", item.start, claim, of))
        at = item.end
    pieces.append(_Piece(story.text[at:end], at))
    return pieces


def _fill_words(reference: Reference, story: Story, by_start: Mapping[int, Claim]) -> str:
    words, base = reference.words, reference.words_start
    for binding in reversed([one for one in story.bindings if base <= one.start < base + len(reference.words)]):
        claim = by_start.get(binding.start)
        at = binding.start - base
        words = words[:at] + (claim.value if claim else "") + words[at + binding.end - binding.start :]
    return words


def _whose(reference: Reference, claim: Claim | None, cases: Mapping[str, Case]) -> str:
    if reference.scheme in ("authority", "letter"):
        return reference.target
    if reference.scheme == "case":
        found = cases.get(claim.bound_to.partition(":")[2]) if claim else None
        return found.authority_id if found else reference.target
    return ""


def _split_paragraphs(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Paragraphs end at empty lines, which stand only in the story's own words."""
    paragraphs: list[list[_Piece]] = [[]]
    for piece in pieces:
        at = 0
        for gap in re.finditer(r"\n[ \t]*\n+", piece.text) if piece.claim is None else ():
            paragraphs[-1].append(_Piece(piece.text[at : gap.start()], piece.start + at))
            paragraphs.append([])
            at = gap.end()
        if at:
            paragraphs[-1].append(_Piece(piece.text[at:], piece.start + at))
        else:
            paragraphs[-1].append(piece)
    return [paragraph for paragraph in paragraphs if any(piece.text.strip() for piece in paragraph)]


def _split_sentences(
    story: Story, pieces: Sequence[_Piece], patterns: Sequence[tuple[str, re.Pattern[str]]]
) -> list[Sentence]:
    text = "".join(piece.text for piece in pieces)
    starts, position = [], 0
    for piece in pieces:
        starts.append(position)
        position += len(piece.text)
    cuts = [0]
    for found in _END.finditer(text):
        if not _TITLES.search(text[: found.start()]):
            cuts.append(found.end())
    sentences: list[Sentence] = []
    before: tuple[str, ...] = ()
    for first, last in zip(cuts, [*cuts[1:], len(text)], strict=True):
        inside = [
            piece
            for piece, at in zip(pieces, starts, strict=True)
            if at < last and at + len(piece.text) > first and (piece.claim or piece.about)
        ]
        printed = " ".join(_LINK.sub(r"\1", _MARKUP.sub("", text[first:last])).split())
        if not re.search(r"\w", printed):
            continue
        about = [piece.about for piece in inside if piece.about]
        about += [name for name, pattern in patterns if pattern.search(printed)]
        own = tuple(dict.fromkeys(about))
        holder = next(number for number in reversed(range(len(pieces))) if starts[number] <= first)
        offset = pieces[holder].start + min(first - starts[holder], max(0, len(pieces[holder].text) - 1))
        claims = tuple(piece.claim for piece in inside if piece.claim)
        sentences.append(Sentence(printed, story.line_of(offset), claims, own or before, bool(own)))
        before = own or before
    return sentences

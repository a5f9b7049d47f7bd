"""A story as readers see it, with where each stretch of it stands in the file.

What comes in: a parsed story and the claims of its figures and links. What goes out: words and places. Never here:
verdicts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answerable.model.claim import Claim
from answerable.model.story import Story

_MARKUP = re.compile(r"<!--.*?-->|\]\([^)\s]*(?:\s+\"[^\"]*\")?\)|^[ \t]*\d+\.[ \t]", re.DOTALL | re.MULTILINE)
_END = re.compile(r"[.!?][”\"')]*\s|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Printed:
    """A story as readers see it, and where each stretch of it stands in the file.

    Args:
        text: its words.
        pieces: (start in the words, start in the file, length, id of the claim it was printed for).
    """

    text: str
    pieces: tuple[tuple[int, int, int, str], ...]

    def find_place(self, at: int) -> tuple[int, str]:
        """The place in the file of a place in the words, and the claim printed there; -1 where there is none."""
        for start, origin, length, claim in self.pieces:
            if start <= at < start + length:
                return (origin if claim else origin + at - start), claim
        return -1, ""


def find_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a stretch of a text."""
    before = [match.end() for match in _END.finditer(text, max(0, start - 600), start)]
    after = _END.search(text, end)
    return (before[-1] if before else max(0, start - 600)), (after.start() + 1 if after else len(text))


def print_story(story: Story, bound: Sequence[Claim], pointed: Sequence[Claim]) -> Printed:
    """The story with its figures in the place of their braces, without markup."""
    covered = sorted(
        [(binding.start, binding.end, "" if binding.is_block else claim.value, claim.id)
         for binding, claim in zip(story.bindings, bound, strict=True)]
        + [(reference.start, reference.end, reference.words, claim.id)
           for reference, claim in zip(story.references, pointed, strict=True)]
    )  # fmt: skip
    text = ""
    pieces: list[tuple[int, int, int, str]] = []
    for passage in story.passages:
        at = passage.start
        for start, end, words, claim in [one for one in covered if passage.start <= one[0] and one[1] <= passage.end]:
            plain = blank_markup(story.text[at:start])
            pieces += [(len(text), at, len(plain), ""), (len(text) + len(plain), start, len(words), claim)]
            text += plain + words
            at = max(at, end)
        plain = blank_markup(story.text[at : passage.end])
        pieces.append((len(text), at, len(plain), ""))
        text += plain + "\n\n"
    return Printed(text, tuple(pieces))


def blank_markup(text: str) -> str:
    """A text with comments, link targets and list numbers as spaces, as long as it was."""
    return _MARKUP.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)

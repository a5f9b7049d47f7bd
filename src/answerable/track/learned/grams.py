"""A letter's sentences as the sequences of words and characters that the comparison counts.

What comes in: the letter, its subject. What goes out: normalised sentences with their places, and the grams of one.
What must never be here: weights, kinds, decisions. Training and reading both come through here, so they count alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from answerable.track.passages import Passage
from answerable.track.rules import expand_contractions

_MONTHS = re.compile(
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december|ionawr|chwefror|mawrth|"
    r"ebrill|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr)\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"\w+")
_MOST_SENTENCES = 400
_SHORTEST, _LONGEST = 3, 5
SUBJECT = "subj "


@dataclass(frozen=True, slots=True)
class Line:
    """A normalised sentence, and where it stands in the letter; the subject stands nowhere."""

    words: str
    start: int
    end: int


def list_lines(passages: Sequence[Passage], subject: str) -> tuple[Line, ...]:
    """The sentences that are compared: the first few hundred, but no mail quoted below and no disclaimer."""
    lines = [Line(normalize(SUBJECT + subject), 0, 0)] if subject else []
    said = [item for item in passages if not item.quoted]
    lines += [Line(normalize(item.text), item.start, item.end) for item in said[:_MOST_SENTENCES]]
    return tuple(lines)


def normalize(text: str) -> str:
    """Small letters, contractions in full, and no figure, year or month: what remains is how something is said.

    >>> normalize("We didn't reply by 3 June 2021.")
    'we did not reply by 0 xmonth xyear.'
    """
    low = expand_contractions(text)[0].lower()
    return _DIGITS.sub("0", _YEAR.sub("xyear", _MONTHS.sub("xmonth", low)))


def list_words(words: str) -> list[str]:
    """Single words and pairs of a sentence, its first word marked.

    >>> list_words("not held")
    ['not', 'held', '^ not', 'not held']
    """
    found = _WORD.findall(words)
    return found + [f"{first} {second}" for first, second in zip(["^", *found], found, strict=False)]


@lru_cache(maxsize=8192)
def list_pieces(word: str) -> tuple[str, ...]:
    """The runs of three to five characters of a word with its edges, each marked as a piece.

    >>> list_pieces("no")
    ('# no', '#no ', '# no ')
    """
    edged = f" {word} "
    return tuple(
        f"#{edged[at : at + size]}" for size in range(_SHORTEST, _LONGEST + 1) for at in range(len(edged) - size + 1)
    )


def list_grams(words: str) -> list[str]:
    """Every gram of a normalised sentence, as often as it stands there."""
    found = list_words(words)
    for word in words.split():
        found += list_pieces(word)
    return found

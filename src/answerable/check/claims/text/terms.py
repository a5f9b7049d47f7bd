"""Terms: content words of sentences and headers in one comparable form."""

from __future__ import annotations

import functools
import re

from rapidfuzz import fuzz

from answerable.check.claims.text.synonyms import SAME

_STOP = frozenset(
    (
        "a", "an", "the", "of", "in", "on", "at", "to", "for", "from", "by", "with", "and", "or", "but", "as", "is",
        "are", "was", "were", "be", "been", "being", "has", "have", "had", "do", "does", "did", "not", "no", "that",
        "this", "these", "those", "there", "their", "they", "them", "it", "its", "he", "she", "his", "her", "we", "our",
        "us", "you", "your", "who", "whom", "which", "what", "when", "where", "how", "than", "then", "so", "such", "if",
        "while", "after", "before", "during", "between", "over", "under", "into", "out", "up", "down", "about", "more",
        "most", "less", "least", "also", "only", "just", "each", "per", "all", "any", "some", "one", "ones", "year",
        "years", "number", "total", "value", "given", "said", "say", "says", "could", "would", "will", "can", "may",
        "must", "should", "financial",
    )
)  # fmt: skip
_AGGREGATES = frozenset(
    (
        "median", "mean", "longest", "shortest", "highest", "lowest", "maximum", "minimum", "max", "min", "sum",
    )
)  # fmt: skip
_ENDINGS = frozenset(
    (
        "",
        "d",
        "de",
        "e",
        "s",
        "se",
        "sion",
        "ion",
        "tion",
        "t",
        "te",
        "al",
        "ment",
        "ation",
        "er",
        "ee",
        "ure",
        "ance",
        "y",
    )
)


@functools.lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without its ending.

    >>> [stem(word) for word in ("contracts", "handed", "Deaths", "died", "waiting")]
    ['contract', 'hand', 'death', 'death', 'wait']
    """
    plain = word.lower().removesuffix("'s").removesuffix("’s")
    if plain in SAME:
        return SAME[plain]
    stripped = strip_ending(plain)
    return SAME.get(stripped, stripped)


@functools.lru_cache(maxsize=20_000)
def strip_ending(word: str) -> str:
    """A word in lower case without the ending of its number or tense; no other word put in its place."""
    word = word.lower().removesuffix("'s").removesuffix("’s")
    for ending, instead in (("ies", "y"), ("ied", "ie"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= 3 and not word.endswith("ss"):
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "sle":
        word = word[:-1]
    return word


def find_terms(text: str) -> tuple[str, ...]:
    """Content terms in order, without repeats; words of aggregation come last, so that the head noun leads."""
    words = re.findall(r"[A-Za-z][A-Za-z'’]+", text)
    terms = [stem(word) for word in words if word.lower() not in _STOP]
    ordered = [term for term in terms if term not in _AGGREGATES] + [term for term in terms if term in _AGGREGATES]
    return tuple(dict.fromkeys(ordered))


@functools.lru_cache(maxsize=200_000)
def is_same_term(one: str, other: str) -> bool:
    """Whether two terms are one, a misspelling apart."""
    if one == other or f"{one}e" == other or one == f"{other}e":
        return True
    if min(len(one), len(other)) < 5:
        return False
    longer, shorter = sorted((one, other), key=len, reverse=True)
    n_same = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(shorter))
    if n_same >= 5 and one[n_same:] in _ENDINGS and other[n_same:] in _ENDINGS:
        return True
    if longer.startswith(shorter) and len(longer) - len(shorter) <= 4:
        return True
    return len(shorter) >= 6 and fuzz.ratio(one, other) >= 86

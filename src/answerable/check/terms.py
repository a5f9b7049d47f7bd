"""Terms: content words of sentences and headers in one comparable form."""

from __future__ import annotations

import functools
import re

from rapidfuzz import fuzz

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
# Nouns and verbs of one thing whose stems differ.
_SAME = {
    "die": "death", "dead": "death", "fatality": "death", "dismissal": "dismiss", "sack": "dismiss",
    "average": "mean", "people": "person", "spent": "spend", "cost": "spend", "expenditure": "spend", "paid": "pay",
    "payment": "pay", "money": "pay", "answer": "response", "respond": "response", "reply": "response", "fee": "charge",
    "weekly": "week", "hourly": "hour", "daily": "day", "monthly": "month", "await": "wait", "complain": "complaint",
}  # fmt: skip
_AGGREGATES = frozenset(
    (
        "median", "mean", "longest", "shortest", "highest", "lowest", "maximum", "minimum", "max", "min", "sum",
    )
)  # fmt: skip


@functools.lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without its ending.

    >>> [stem(word) for word in ("contracts", "handed", "Deaths", "died", "waiting")]
    ['contract', 'hand', 'death', 'death', 'wait']
    """
    word = word.lower().removesuffix("'s").removesuffix("’s")
    if word in _SAME:
        return _SAME[word]
    for ending, instead in (("ies", "y"), ("ied", "ie"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= 3 and not word.endswith("ss"):
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "sle":
        word = word[:-1]
    return _SAME.get(word, word)


def find_terms(text: str) -> tuple[str, ...]:
    """Content terms in order, without repeats; words of aggregation come last, so that the head noun leads."""
    words = re.findall(r"[A-Za-z][A-Za-z'’]+", text)
    terms = [stem(word) for word in words if word.lower() not in _STOP]
    ordered = [term for term in terms if term not in _AGGREGATES] + [term for term in terms if term in _AGGREGATES]
    return tuple(dict.fromkeys(ordered))


def is_same_term(one: str, other: str) -> bool:
    """Whether two terms are one, a misspelling apart."""
    if one == other:
        return True
    if min(len(one), len(other)) < 5:
        return False
    longer, shorter = sorted((one, other), key=len, reverse=True)
    if longer.startswith(shorter) and len(longer) - len(shorter) <= 4:
        return True
    return len(shorter) >= 6 and fuzz.ratio(one, other) >= 86

"""A coder: codes texts on one variable the way reviewers did, and shows the words that each code rests on.

In: examples, a learner. Out: `Coder`, whose `code` gives the categories of a text, how sure it is and where the words
stand. A code for which the text has no phrase that speaks for it is refused. Never here: whether enough is reviewed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from answerable.extract.learned.examples import Example
from answerable.model.codebook import Variable, VariableKind
from answerable.ports import Learned, Learner

_NOTHING, _RARE = "", "~"
_WORD = re.compile(r"(?u)\b\w+\b")
_LITTLE_WORDS = (
    "a an the this that these those of in on at to for from by with as and or is are was were be been has have had it "
    "its their there which who also so such he she they his her him them we our us you your i"
)
_LITTLE = frozenset(_LITTLE_WORDS.split())


@dataclass(frozen=True, slots=True)
class Said:
    """What a coder says of a text.

    Args:
        categories: none where it says that the text states nothing.
        share_sure: of all of them, in [0, 1].
        start: of the words that they rest on, in the text.
        end: half open.
        n_refused: categories that it would have said and could show no words for.
    """

    categories: tuple[str, ...]
    share_sure: float
    start: int = 0
    end: int = 0
    n_refused: int = 0


class Coder:
    """Codes texts on one variable."""

    def __init__(self, parts: Sequence[tuple[str, Learned]]) -> None:
        """Give the category that each part tells from all else; an empty one for a part that tells all apart."""
        self._parts = tuple(parts)

    def code(self, texts: Sequence[str], hints: Sequence[str]) -> list[Said]:
        """What it says of each text, told what the rules say of it."""
        hinted = [add_hint(text, hint) for text, hint in zip(texts, hints, strict=True)]
        weighed = [(name, part, part.weigh(hinted)) for name, part in self._parts]
        if len(weighed) == 1 and not weighed[0][0]:
            _, part, shares = weighed[0]
            return [_code_one(text, part, share) for text, share in zip(texts, shares, strict=True)]
        return [
            _code_several(text, [(name, part, shares[number]["yes"]) for name, part, shares in weighed])
            for number, text in enumerate(texts)
        ]


def learn_coder(examples: Sequence[Example], variable: Variable, learner: Learner, from_each: int) -> Coder | None:
    """Learn a variable; None where fewer than two answers are common enough to be told apart.

    Args:
        examples: what people ruled.
        variable: what is coded.
        learner: what learns.
        from_each: examples that a category needs; rarer ones are never said.
    """
    texts = [add_hint(one.text, one.hint) for one in examples]
    if variable.kind is VariableKind.MULTI_CATEGORY:
        counts = Counter(name for one in examples for name in one.categories)
        parts = []
        for name in sorted(counts):
            if from_each <= counts[name] <= len(examples) - 2:
                labels = ["yes" if name in one.categories else "no" for one in examples]
                parts.append((name, learner.learn(texts, labels)))
        return Coder(parts) if parts else None
    plain = [one.categories[0] if one.categories else _NOTHING for one in examples]
    counts = Counter(plain)
    labels = [label if label == _NOTHING or counts[label] >= from_each else _RARE for label in plain]
    # A label that stands alone teaches nothing and stops every learner.
    common = {label for label, n in Counter(labels).items() if n >= 2}
    kept = [(text, label) for text, label in zip(texts, labels, strict=True) if label in common]
    if len(common) < 2 or not common - {_NOTHING, _RARE}:
        return None
    return Coder([("", learner.learn([text for text, _ in kept], [label for _, label in kept]))])


def add_hint(text: str, hint: str) -> str:
    """A text with what the rules say of it as one more word, which no text holds itself."""
    return f"{text}\nrules__{re.sub(r'[^0-9A-Za-z]', '_', hint)}"


def _code_one(text: str, part: Learned, shares: dict[str, float]) -> Said:
    label = max(shares, key=lambda one: (shares[one], one))
    if label in (_NOTHING, _RARE):
        return Said((), shares[label])
    place = find_words(text, part.find_phrases(text, label))
    return Said((), shares[label], n_refused=1) if place is None else Said((label,), shares[label], *place)


def _code_several(text: str, parts: list[tuple[str, Learned, float]]) -> Said:
    found: list[tuple[str, float, tuple[int, int]]] = []
    n_refused = 0
    for name, part, share in parts:
        if share < 0.5:
            continue
        place = find_words(text, part.find_phrases(text, "yes"))
        if place is None:
            n_refused += 1
        else:
            found.append((name, share, place))
    if not found:
        return Said((), min((1 - share for _, _, share in parts), default=1.0), n_refused=n_refused)
    start, end = min(place[0] for _, _, place in found), max(place[1] for _, _, place in found)
    return Said(tuple(name for name, _, _ in found), min(share for _, share, _ in found), start, end, n_refused)


def find_words(text: str, phrases: Sequence[str]) -> tuple[int, int] | None:
    """Where the first of some phrases stands that says anything at all; None where none does.

    >>> find_words("He was given a Final\\nwarning.", ["was", "final warning"])
    (15, 28)
    """
    places = [(one.start(), one.end(), one.group().lower()) for one in _WORD.finditer(text)]
    words = [word for _, _, word in places]
    for phrase in phrases:
        wanted = phrase.split(" ")
        if all(word in _LITTLE for word in wanted):
            continue
        for at in range(len(words) - len(wanted) + 1):
            if words[at : at + len(wanted)] == wanted:
                return places[at][0], places[at + len(wanted) - 1][1]
    return None

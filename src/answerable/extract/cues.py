"""Cues: the codebook's words, compiled once and found in text with their places.

In: a codebook's variables and measures. Out: `CodeFound` rows. A cue is matched on whole words without regard
to case; hyphens, slashes and line ends count as spaces; ``*`` ends a word in any way; `` ... `` lets up to five
words stand between; ``(photo*|picture*)`` stands for any one of its parts; a cue that ends in ``?`` is weak and
counts only where nothing firm is found; ``A ~ B`` asks for both in one sentence, in either order, at most twelve words
apart. A not-cue takes back every cue that lies inside it. Never here: what a
word means in its sentence (negation, who is spoken of); that is for the modules that read sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from answerable.model.codebook import Codebook, Variable, VariableKind

_GAP = r"(?:[^\w.;!?]+[\w'’]+){0,5}?[^\w.;!?]+"
_SEPARATOR = r"[\s\-\u2010-\u2014/\u00a0]+"
_NEAR = re.compile(r"[^\w.;!?]*(?:[\w'’]+[^\w.;!?]+){0,12}")
_FARTHEST = 130
"""No two words of one sentence with twelve between them are further apart."""


@dataclass(frozen=True, slots=True)
class CodeFound:
    """A cue in a text: the category it speaks for and where it stands."""

    category: str
    start: int
    end: int
    is_weak: bool = False


Seen = dict[str, list[tuple[int, int]]]
"""Where the parts of pairs stand in one text: many pairs share a part."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Cues compiled, for text in lower case.

    Args:
        plain: those that stand as they are written.
        led: those that begin with a choice of several words: where it stands once, and what may follow it at once.
        pairs: those of which both parts must stand in one sentence.
    """

    plain: re.Pattern[str] | None
    led: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = ()
    pairs: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = ()

    def find_spans(self, text: str, seen: Seen) -> list[tuple[int, int]]:
        """Where any of them stands."""
        found = [] if self.plain is None else [one.span() for one in self.plain.finditer(text)]
        return found + self._find_more(text, seen)

    def find_overlapping(self, text: str, seen: Seen) -> list[tuple[int, int]]:
        """Where any of them stands, those that begin inside another among them."""
        found: list[tuple[int, int]] = []
        one = None if self.plain is None else self.plain.search(text)
        while self.plain is not None and one is not None:
            found.append(one.span())
            one = self.plain.search(text, one.start() + 1)
        return found + self._find_more(text, seen)

    def _find_more(self, text: str, seen: Seen) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for lead, rest in self.led:
            for start, end in _find_spans(lead, text, seen):
                follows = rest.match(text, end)
                if follows is not None:
                    found.append((start, follows.end()))
        for first, second in self.pairs:
            near = _find_spans(first, text, seen)
            if near:
                found += _join_near(text, near, _find_spans(second, text, seen))
        return found


def _find_spans(pattern: re.Pattern[str], text: str, seen: Seen) -> list[tuple[int, int]]:
    if pattern.pattern not in seen:
        seen[pattern.pattern] = [one.span() for one in pattern.finditer(text)]
    return seen[pattern.pattern]


def _join_near(text: str, some: list[tuple[int, int]], others: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places from one part of a pair to the other, where they stand in one sentence and near each other."""
    out = []
    for one in some:
        for other in others:
            low, high = sorted((one, other))
            gap = high[0] - low[1]
            if 0 <= gap <= _FARTHEST and _NEAR.fullmatch(text, low[1], high[0]):
                out.append((low[0], high[1]))
    return out


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of one name, compiled."""

    name: str
    cue: Pattern
    weak: Pattern
    not_cue: Pattern

    def find_all(self, text: str, seen: Seen) -> list[CodeFound]:
        """Every place where a cue stands and no not-cue takes it back."""
        found = [CodeFound(self.name, *span) for span in self.cue.find_spans(text, seen)]
        found += [CodeFound(self.name, *span, True) for span in self.weak.find_spans(text, seen)]
        if not found:
            return found
        voids = self.not_cue.find_overlapping(text, seen)
        return [one for one in found if not any(start <= one.start and one.end <= end for start, end in voids)]


def make_pattern(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """Compile phrases in the cue language into one pattern, the longest first; None where there are none."""
    sources = [_phrase(phrase) for phrase in _longest_first(phrases)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(sources)})(?!\w)", re.IGNORECASE) if sources else None


def _longest_first(phrases: Iterable[str]) -> list[str]:
    return sorted(set(phrases), key=lambda one: (-len(one), one))


@lru_cache(maxsize=4096)
def _make_lower(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    """The same for text in lower case. Phrases that begin with one letter stand together: it is looked at once."""
    by_letter: dict[str, list[str]] = {}
    for phrase in _longest_first(one.lower() for one in phrases):
        for begun in _part_by_letter(phrase):
            source = _phrase(begun)
            letter, rest = _part_first(source)
            by_letter.setdefault(letter, []).append(rest)
    if not by_letter:
        return None
    sources = [f"{letter}(?:{'|'.join(dict.fromkeys(rests))})" for letter, rests in sorted(by_letter.items())]
    return re.compile(rf"(?<!\w)(?:{'|'.join(sources)})(?!\w)")


_SEVERAL = 12
"""A choice of more parts than this is looked for once for all cues that begin with it."""
_CHOICE_FIRST = re.compile(r"\(([^()]*\|[^()]*)\)(.*)", re.DOTALL)


def _part_by_letter(phrase: str) -> list[str]:
    """A phrase that begins with a choice as one phrase for each letter that the choice can begin with."""
    choice = _CHOICE_FIRST.fullmatch(phrase.strip())
    if choice is None:
        return [phrase]
    by_letter: dict[str, list[str]] = {}
    for one in choice[1].split("|"):
        by_letter.setdefault(one.strip()[:1], []).append(one.strip())
    out = [choice[2].strip()] if by_letter.pop("", None) and choice[2].strip() else []
    # A choice of one is written twice, so that it stays a choice.
    out += [f"({'|'.join(some if len(some) > 1 else some * 2)}){choice[2]}" for some in by_letter.values()]
    return [again for one in out for again in ([one] if one.startswith("(") else _part_by_letter(one))]


def _part_first(source: str) -> tuple[str, str]:
    """The letter that a pattern begins with, and the rest of it; no letter, where it can begin in several ways."""
    if source[:1].isalpha():
        return source[0], source[1:]
    group = re.match(r"\(\?:([^()]*)\)(?!\?)", source)
    if group is not None:
        choices = list(dict.fromkeys(group[1].split("|")))
        letters = {one[:1] for one in choices}
        if len(letters) == 1 and (letter := letters.pop()).isalpha():
            return letter, f"(?:{'|'.join(one[1:] for one in choices)}){source[group.end() :]}"
    return "", source


def _phrase(phrase: str) -> str:
    parts = [_words(part) for part in re.split(r"\s+\.\.\.\s+", phrase.strip())]
    return _GAP.join(parts)


def _words(part: str) -> str:
    """One run of words as a pattern; ``(a|b)`` is a choice, ``(a|b|)`` one that may be left out."""
    tokens = re.findall(r"\([^()]*\|[^()]*\)|[^\s\-/\u2013]+", part.strip())
    out, glued = "", True
    for number, token in enumerate(tokens):
        if not glued:
            before = tokens[number - 1]
            is_word = (token[0].isalnum() or token[0] == "(") and (before[-1].isalnum() or before[-1] in "*)")
            out += _SEPARATOR if is_word else r"\s*"
        glued = False
        if token.startswith("(") and "|" in token:
            choices = [one for one in token[1:-1].split("|") if one.strip()]
            group = "(?:" + "|".join(_words(one) for one in sorted(choices, key=len, reverse=True)) + ")"
            if token.endswith("|)") and number + 1 < len(tokens):
                out += f"(?:{group}{_SEPARATOR})?"
                glued = True
            else:
                out += group
        else:
            stem = re.sub("['’]", "['’]", re.escape(token.rstrip("*")))
            out += stem + (r"\w*" if token.endswith("*") else "")
    return out


def _compile(name: str, cues: tuple[str, ...], not_cues: tuple[str, ...]) -> Cues:
    firm = [cue for cue in cues if not cue.endswith("?")]
    weak = [cue[:-1].rstrip() for cue in cues if cue.endswith("?")]
    return Cues(name, _make_patterns(firm), _make_patterns(weak), _make_patterns(not_cues))


def _make_patterns(phrases: Iterable[str]) -> Pattern:
    plain: list[str] = []
    led: dict[str, list[str]] = {}
    pairs = []
    for phrase in sorted(set(phrases)):
        first, _, second = phrase.partition(" ~ ")
        one, other = _make_lower((first,)), _make_lower((second,)) if second else None
        choice = _CHOICE_FIRST.fullmatch(phrase)
        if one is not None and other is not None:
            pairs.append((one, other))
        elif choice is not None and choice[2].strip() and choice[1].count("|") >= _SEVERAL and choice[1][-1] != "|":
            led.setdefault(choice[1], []).append(phrase)
        else:
            plain.append(phrase)
    return Pattern(_make_lower(tuple(plain)), tuple(_make_led(*one) for one in led.items()), tuple(pairs))


def _make_led(choice: str, phrases: list[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    lead = _make_lower(tuple(choice.split("|")))
    assert lead is not None
    rests = [_phrase(phrase.lower())[len(_phrase(f"({choice.lower()})")) :] for phrase in _longest_first(phrases)]
    return lead, re.compile(rf"(?:{'|'.join(rests)})(?!\w)")


def _to_lower(text: str) -> str:
    """A text in lower case, every letter in its place."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(one if len(one.lower()) > 1 else one.lower() for one in text)


@dataclass(frozen=True, slots=True)
class _CueSet:
    """The cues of several names."""

    cues: tuple[Cues, ...]
    found: dict[str, tuple[CodeFound, ...]] = field(default_factory=dict, compare=False, repr=False)
    """What was found in the last texts: one text is asked about many times, from its parting to its coding."""

    def find_all(self, text: str) -> list[CodeFound]:
        """What each of them finds, in their order."""
        low, seen = _to_lower(text), Seen()
        return [found for one in self.cues for found in one.find_all(low, seen)]


_TEXTS_KEPT = 64
_KEPT: dict[int, tuple[Variable | Codebook, _CueSet]] = {}
"""By identity: to hash a codebook's variable takes longer than to look for its cues."""


def _cues_of(asked: Variable | Codebook) -> _CueSet:
    kept = _KEPT.get(id(asked))
    if kept is not None and kept[0] is asked:
        return kept[1]
    if isinstance(asked, Variable):
        made = _CueSet(tuple(_compile(one.name, one.cues, one.not_cues) for one in asked.categories))
    else:
        made = _CueSet(tuple(_compile(one.name, one.cues, one.not_cues) for one in asked.measures))
    if len(_KEPT) > 512:
        _KEPT.clear()
    _KEPT[id(asked)] = (asked, made)
    return made


def find_codes(text: str, variable: Variable) -> list[CodeFound]:
    """Every category of a variable that a text has a cue for, in reading order.

    For a variable of one category, a cue inside a longer cue of another category is left out ("final written warning"
    is no "written warning"); for one of several categories both count.
    """
    cues = _cues_of(variable)
    kept = cues.found.get(text)
    if kept is None:
        found = cues.find_all(text)
        if any(one.is_weak for one in found):
            found = _settle_weak(found, variable)
        if variable.kind is not VariableKind.MULTI_CATEGORY:
            found = drop_inner(found)
        kept = tuple(sorted(found, key=lambda one: (one.start, -one.end, one.category)))
        if len(cues.found) >= _TEXTS_KEPT:
            cues.found.clear()
        cues.found[text] = kept
    return list(kept)


def _settle_weak(found: list[CodeFound], variable: Variable) -> list[CodeFound]:
    """Firm cues drive weak ones out; among weak ones alone the category that stands first in the codebook counts."""
    firm = [one for one in found if not one.is_weak]
    if firm:
        return firm
    order = [category.name for category in variable.categories]
    first = min((one.category for one in found), key=order.index)
    return [one for one in found if one.category == first]


def find_measures(text: str, codebook: Codebook) -> list[CodeFound]:
    """Every measure that a text has a cue for, longer words before the shorter ones inside them."""
    found = _cues_of(codebook).find_all(text)
    return sorted(drop_inner(found), key=lambda one: (one.start, -one.end, one.category))


def is_header_of(text: str, variable: Variable) -> int:
    """How well a column header or label names a variable by its cues, its name or its label: characters of the cue
    that it is, 0 for not at all.

    The whole header must be the cue, give or take brackets, numbers and little words.
    """
    plain = re.sub(r"\([^)]*\)|[^\w/ \-&+]|\b(?:the|of|a|an|if|any|please|by|for|each)\b", " ", text.casefold())
    plain = " ".join(plain.split())
    if not plain:
        return 0
    best = 0
    names = (variable.name.replace("_", " "), *(label.casefold() for _, label in variable.label))
    if plain in names:
        best = 100 + len(plain)
    for cue, pattern in _header_cues(variable.cues):
        if plain in (cue, cue + "s", cue + "es") or plain + "s" == cue:
            best = max(best, 100 + len(cue))
        elif len(cue) * 2 >= len(plain) and pattern.search(plain):
            best = max(best, len(cue))
    return best


@lru_cache(maxsize=256)
def _header_cues(cues: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Cues of headers without little words, and where they stand as whole words."""
    plain = [" ".join(re.sub(r"\b(?:the|of|a|an|if|any|by|for|each)\b", " ", cue.casefold()).split()) for cue in cues]
    return tuple((cue, re.compile(rf"(?<!\w){re.escape(cue)}(?!\w)")) for cue in plain)


def drop_inner(found: list[CodeFound]) -> list[CodeFound]:
    """Leave out what lies inside a longer one, or shares its place with one of an earlier category."""
    kept: list[CodeFound] = []
    for one in sorted(found, key=lambda item: (item.start - item.end, item.start)):
        if not any(other.start < one.end and one.start < other.end for other in kept):
            kept.append(one)
    return kept

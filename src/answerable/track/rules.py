"""The rules of classification as data: read from ``rules/*.toml``, matched on one sentence at a time.

What lives here: the form of a rule and how it holds. What comes in: a sentence. What goes out: where the rule's words
stand. What must never be here: what a letter as a whole is (`kinds`, `decisions`), and any rule itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from answerable.track.cues import CuedPattern, see

# How an answer's own line begins: "3.", "Q3 -", "Question 3:", "Answer:", "(c)".
_ITEM = (
    r"^\W*(?:(?:q(?:uestion)?|a(?:nswer)?|r(?:esponse)?|part|point|item|document|annex|cwestiwn)?"
    r"\s*\(?(?:\d{1,2}(?!\d)(?=\s*[-.):–]|\s+\D)|[a-h](?=[.):]))?\)?\s*[-.):–]*\s*)"
)
_CONDITION = re.compile(
    r"\b(?:if|unless|whether|might|(?-i:may)|should (?:you|we|the|any|your)|in the event|would be|could be|"
    r"to the extent|had you (?:requested|asked|wanted|sought)|"
    r"where (?:an?|the|any|we|exemptions?)\b|can be|(?<![.@])examples?(?!\.\w)|some requests)\b",
    re.IGNORECASE,
)

# What is a condition of one clause is none of the next: "A can be released, but section 42 applies to B".
_CLAUSE = re.compile(r";|,?\s+but\b|\bhowever\b|,?\s+(?:and|so) (?:therefore|we|I|is|are)\b", re.IGNORECASE)


_CONTRACTED = re.compile(
    r"\b(?:(?P<verb>ca|wo|sha|do|does|did|is|are|was|were|has|have|had|could|would|should|need|must)n[’']t|"
    r"(?P<who>I|we|you|they|he|she|it|that|there|here|what|who)[’'](?P<tail>m|re|ve|ll|d|s))\b",
    re.IGNORECASE,
)
_IN_FULL = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "would", "s": "is"}
_NOT = {"ca": "cannot", "wo": "will not", "sha": "shall not"}


@lru_cache(maxsize=256)
def expand_contractions(sentence: str) -> tuple[str, list[int]]:
    """A sentence with its contractions in full, and for each letter of it the place it has in the original.

    >>> expand_contractions("We don't.")[0]
    'We do not.'
    """
    out: list[str] = []
    places: list[int] = []
    last = 0
    for match in _CONTRACTED.finditer(sentence):
        verb = match["verb"]
        full = _NOT.get(verb.lower(), f"{verb} not") if verb else f"{match['who']} {_IN_FULL[match['tail'].lower()]}"
        out += [sentence[last : match.start()], full]
        places += range(last, match.start())
        places += [min(match.start() + step, match.end() - 1) for step in range(len(full))]
        last = match.end()
    out.append(sentence[last:])
    places += range(last, len(sentence))
    return "".join(out), places


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Args:
        name: unique.
        says: in a lawyer's words.
        means: a kind, a decision, or a mark such as `goodwill` that other functions weigh.
        weight: 3 decides, 2 speaks for it, 1 only where nothing else is said (for kinds: points).
        where: `text` or `subject`.
        even_if: whether it holds in a conditional sentence too.
        whole: it speaks of the letter as a whole, wherever it stands.
        yes: sentences on which it must hold.
        no: sentences on which it must not.
    """

    name: str
    says: str
    means: str
    weight: int
    where: str
    even_if: bool
    whole: bool
    any: tuple[CuedPattern, ...]
    unless: tuple[CuedPattern, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]

    def find(self, sentence: str) -> tuple[int, int] | None:
        """Where the rule's words stand in a sentence, or None where it does not hold.

        A clerk who writes "we don't hold" says what another says with "we do not hold": where the words as written do
        not hold, they are read again in full.
        """
        found = self._find(sentence)
        if "'" not in sentence and "’" not in sentence:
            return found
        full, places = expand_contractions(sentence)
        if full == sentence:
            return found
        if found is not None:
            denied = re.search(r"n[’']t\b", sentence) and any(item.search(full) for item in self.unless)
            return None if denied else found
        found = self._find(full)
        return (places[found[0]], max(places[found[1] - 1] + 1, places[found[0]] + 1)) if found else None

    def _find(self, sentence: str) -> tuple[int, int] | None:
        for pattern in self.any:
            match = pattern.search(sentence)
            if match is None:
                continue
            if any(item.search(sentence) for item in self.unless):
                return None
            if not self.even_if and _CONDITION.search(_CLAUSE.split(sentence[: match.start()])[-1]):
                continue
            return match.start(), max(match.end(), match.start() + 1)
        return None


@dataclass(frozen=True, slots=True)
class Speakers:
    """Patterns that tell whose words a passage is (see ``rules/speakers.toml``)."""

    opens: tuple[CuedPattern, ...]
    closes: tuple[CuedPattern, ...]
    holds: tuple[CuedPattern, ...]
    unless: tuple[CuedPattern, ...]


@cache
def load_rules(name: str) -> tuple[Rule, ...]:
    """The rules of ``rules/<name>.toml``, then of ``<name>_freer``, ``<name>_wider`` and, in Welsh, ``_cy``."""
    return tuple(
        Rule(
            name=row["name"],
            says=row["says"],
            means=row["means"],
            weight=int(row.get("weight", 2)),
            where=row.get("where", "text"),
            even_if=bool(row.get("even_if", False)),
            whole=bool(row.get("whole", False)),
            any=_compile_all(row["any"]),
            unless=_compile_all(row.get("unless", ())),
            yes=tuple(row.get("yes", ())),
            no=tuple(row.get("no", ())),
        )
        for file in (name, f"{name}_freer", f"{name}_wider", f"{name}_cy")
        for row in _load(file)["rule"]
    )


@lru_cache(maxsize=4096)
def find_rules(name: str, sentence: str) -> tuple[tuple[Rule, tuple[int, int]], ...]:
    """The rules of ``rules/<name>.toml`` about text that hold on a sentence, in order, with the place of their words.

    Letters repeat one another's sentences, and tables their own: each is read once.
    """
    # First the rules, so that all their pieces are known when the sentence is looked at.
    rules = load_rules(name)
    needs, keys = _list_needs(name)
    seen = see(sentence)
    if "'" in sentence or "’" in sentence:
        seen |= see(expand_contractions(sentence)[0])
    possible = {number for _, number in needs.get(0, ())}
    rest = seen & keys
    while rest:
        bit = rest & -rest
        rest ^= bit
        for need, number in needs[bit]:
            if need & seen == need:
                possible.add(number)
    found = ((rules[number], rules[number].find(sentence)) for number in sorted(possible))
    return tuple((rule, place) for rule, place in found if place is not None)


@cache
def _list_needs(name: str) -> tuple[dict[int, list[tuple[int, int]]], int]:
    """What each pattern about text needs (see `cues`), with the number of its rule, by the lowest bit of its need.

    The second is all those bits together: no other is worth looking at.
    """
    needs: dict[int, list[tuple[int, int]]] = {}
    for number, rule in enumerate(load_rules(name)):
        for pattern in rule.any if rule.where == "text" else ():
            needs.setdefault(pattern.need & -pattern.need, []).append((pattern.need, number))
    return needs, sum(needs)


@cache
def load_speakers(who: str) -> Speakers:
    """The patterns of `requester` or `notice`."""
    part: dict[str, list[str]] = _load("speakers")[who]
    holds = part.get("speaks", []) + part.get("holds", [])
    unless = part.get("speaks_unless", []) + part.get("holds_unless", [])
    return Speakers(
        opens=_compile_all(part["opens"]),
        closes=_compile_all(part["closes"]),
        holds=_compile_all(holds),
        unless=_compile_all(unless),
    )


def _compile_all(patterns: Iterable[str]) -> tuple[CuedPattern, ...]:
    return tuple(CuedPattern(compile_pattern(item)) for item in patterns)


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a rule's pattern: a blank stands for any white space, so that line ends do not matter.

    >>> compile_pattern("not held").search("is not\\n  held").group()
    'not\\n  held'
    """
    pattern = pattern.replace("@item", _ITEM)
    out: list[str] = []
    in_class = False
    for place, char in enumerate(pattern):
        escaped = _is_escaped(pattern, place)
        if char == "[" and not escaped and not in_class:
            in_class = True
        elif char == "]" and not escaped and in_class:
            in_class = False
        if char != " " or escaped:
            out.append(char)
        elif in_class or pattern[place + 1 : place + 2] in ("{", "*", "+"):
            out.append(r"\s")
        elif pattern[place + 1 : place + 2] == "?":
            out.append(r"\s{0,3}")
        else:
            out.append(r"\s+")
    # "a ?b" is now "a\s{0,3}?b": lazy, which is what was meant.
    return re.compile("".join(out), re.IGNORECASE)


def _is_escaped(pattern: str, place: int) -> bool:
    n_slashes = 0
    while place - n_slashes - 1 >= 0 and pattern[place - n_slashes - 1] == "\\":
        n_slashes += 1
    return n_slashes % 2 == 1


def _load(name: str) -> dict[str, Any]:
    text = resources.files("answerable.track").joinpath("rules", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)

"""Which patterns can hold on a sentence at all, told by the letters that they need.

What lives here: for a pattern, the pieces of plain text of which every match contains one, and a wrapper that asks for
them before it runs the pattern. What comes in: patterns and sentences. What goes out: the same matches as without, some
ten times faster. What must never be here: a pattern, or what one means.

A letter has some twenty sentences and the rules some six hundred patterns, of which a dozen can hold on any one
sentence. "n't hold" needs `hold`, so a sentence without these four letters is not searched for it.
"""

from __future__ import annotations

import importlib
import re
from functools import lru_cache
from typing import Any

_PARSER: Any = importlib.import_module("re._parser")
_SHORTEST, _LONGER = 3, 4
_MOST_CLAUSES = 3
_MOST_PIECES = 40
# Letters that Python's IGNORECASE takes for an ASCII letter though their lower case is another.
_FOLDS = str.maketrans({"İ": "i", "ı": "i", "ſ": "s", "\u212a": "k"})

_bits: dict[frozenset[str], int] = {}
_by_gram: dict[str, list[tuple[str, int]]] = {}


class CuedPattern:
    """A compiled pattern that is only run on text which holds the pieces it needs.

    Args:
        pattern: compiled, ignoring case.

    `need` are the bits of `see` that a text must have.
    """

    __slots__ = ("_compiled", "need", "pattern")

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._compiled = pattern
        self.pattern = pattern.pattern
        self.need = 0
        for clause in list_clauses(pattern):
            self.need |= _register(clause)

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        need = self.need
        if need and see(text) & need != need:
            return None
        return self._compiled.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.match`."""
        need = self.need
        if need and see(text) & need != need:
            return None
        return self._compiled.match(text)


@lru_cache(maxsize=1024)
def see(text: str) -> int:
    """The clauses, as bits, of which a piece stands in a text."""
    low = text.lower() if text.isascii() else text.translate(_FOLDS).lower()
    grams = {low[place : place + _SHORTEST] for place in range(len(low) - _SHORTEST + 1)}
    grams |= {low[place : place + _LONGER] for place in range(len(low) - _LONGER + 1)}
    seen = 0
    for gram in grams & _by_gram.keys():
        for piece, bits in _by_gram[gram]:
            if piece in low:
                seen |= bits
    return seen


def list_clauses(pattern: re.Pattern[str]) -> list[frozenset[str]]:
    """Sets of pieces; every match of the pattern contains a piece of each set.

    >>> [sorted(clause) for clause in list_clauses(re.compile("not (?:held|known)", re.I))]
    [['not '], ['held', 'known']]
    """
    try:
        parsed = _PARSER.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    except (re.error, AttributeError, OverflowError):
        return []
    clauses = {clause for clause in _read(parsed) if len(clause) <= _MOST_PIECES}
    best = sorted(clauses, key=lambda clause: (-min(map(len, clause)), len(clause), sorted(clause)))
    return best[:_MOST_CLAUSES]


def _register(clause: frozenset[str]) -> int:
    if clause not in _bits:
        bit = _bits[clause] = 1 << len(_bits)
        for piece in clause:
            # The middle of a word is rarer than its beginning, and four letters are rarer than three.
            size = min(len(piece), _LONGER)
            gram = piece[(len(piece) - size) // 2 :][:size]
            known = _by_gram.setdefault(gram, [])
            place = next((number for number, (other, _) in enumerate(known) if other == piece), None)
            if place is None:
                known.append((piece, bit))
            else:
                known[place] = (piece, known[place][1] | bit)
        see.cache_clear()
    return _bits[clause]


def _read(nodes: Any) -> list[frozenset[str]]:
    """The clauses of a sequence of the parser's nodes."""
    clauses: list[frozenset[str]] = []
    run = ""
    for op, argument in [*nodes, (None, None)]:
        name = str(op)
        if name == "LITERAL" and chr(argument).isascii():
            run += chr(argument).lower()
            continue
        if len(run) >= _SHORTEST:
            clauses.append(frozenset((run,)))
        run = ""
        if name == "SUBPATTERN":
            clauses += _read(argument[3])
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and argument[0] >= 1:
            clauses += _read(argument[2])
        elif name == "BRANCH" and (either := _read_branches(argument[1])):
            clauses.append(either)
    return clauses


def _read_branches(branches: Any) -> frozenset[str] | None:
    """One piece at least of each branch, or None where a branch needs none."""
    pieces: set[str] = set()
    for branch in branches:
        clauses = _read(branch)
        if not clauses:
            return None
        pieces |= max(clauses, key=lambda clause: (min(map(len, clause)), -len(clause), sorted(clause)))
    return frozenset(pieces)

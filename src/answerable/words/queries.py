"""What a person types into a search field, and where its words stand in a text.

What lives here: folding of letters, cutting of text into words, the grammar of queries. What comes in: text. What goes
out: a `Query`, and the ranges of its words in a text. Never here: an index, a database.

    officers whatsapp          both words, in any form of letters (Ŵ is W, É is E)
    "gross misconduct"         these words one after the other
    dismiss*                   words that begin so
    whatsapp OR signal         one or the other
    -resigned                  not this word
    in:notes by:me authority:avonmoor      only there
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from answerable.errors import ValueNotAllowed
from answerable.words.mutations import find_shapes

_WORD = re.compile(r"[^\W_]+")
_ITEM = re.compile(r'(-?)(?:(\w+):)?(?:"([^"]*)"?|(\S+))')
FIELDS = ("in", "authority", "by")
PLACES = ("message", "document", "case", "note")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one after the other; the last may be the beginning of a word."""

    words: tuple[str, ...]
    is_prefix: bool = False

    @property
    def shapes(self) -> tuple[str, ...]:
        """The other shapes that a single word takes in Welsh."""
        return find_shapes(self.words[0]) if len(self.words) == 1 and not self.is_prefix else ()


@dataclass(frozen=True, slots=True)
class Clause:
    """One of these terms, or, negated, none of them."""

    terms: tuple[Term, ...]
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for.

    Args:
        clauses: all must hold.
        only: per field of `FIELDS`, the values of which one must hold.
    """

    clauses: tuple[Clause, ...]
    only: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def terms(self) -> tuple[Term, ...]:
        """What is to be lit."""
        return tuple(term for clause in self.clauses if not clause.is_negated for term in clause.terms)


def fold(text: str) -> str:
    """The text in plain small letters, of the same length, so that places in it are places in the original."""
    return text.lower() if text.isascii() else "".join(map(_fold_letter, text))


def cut_words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORD.findall(fold(text))


def parse_query(text: str, **only: str) -> Query:
    """Read what a person typed.

    Args:
        text: see above.
        only: more limits, by field; empty values are none.

    Raises:
        ValueNotAllowed: nothing to be found is named, or a field's value is none that there is.
    """
    clauses: list[Clause] = []
    fields: dict[str, list[str]] = {name: [value] for name, value in only.items() if value}
    joins = False
    for minus, name, phrase, plain in _ITEM.findall(text):
        if plain == "OR" and not minus and not name:
            joins = bool(clauses)
            continue
        if name in FIELDS:
            fields.setdefault(name, []).append(phrase or plain)
            continue
        words = cut_words(f"{name} {phrase or plain}")
        if not words:
            continue
        term = Term(tuple(words), is_prefix=plain.endswith("*"))
        if joins and not minus and not clauses[-1].is_negated:
            clauses[-1] = Clause((*clauses[-1].terms, term))
        else:
            clauses.append(Clause((term,), is_negated=bool(minus)))
        joins = False
    if all(clause.is_negated for clause in clauses):
        raise ValueNotAllowed(
            "a search needs at least one word that is to be found",
            found=text.strip() or "nothing",
            allowed='words, "words in a row", beginn*, one OR other, -without; in:notes, authority:ID, by:NAME',
            remedy="write a word that should stand in the text",
        )
    return Query(tuple(clauses), {name: tuple(values) for name, values in fields.items()} | _read_places(fields))


def find_matches(query: Query, text: str, *, is_welsh: bool = False) -> Iterator[tuple[int, int]]:
    """The ranges of a query's words in a text, in order, none within another."""
    if query.terms:
        for match in _make_pattern(query.terms, is_welsh).finditer(fold(text)):
            yield match.span()


@lru_cache(maxsize=64)
def _make_pattern(terms: tuple[Term, ...], is_welsh: bool) -> re.Pattern[str]:
    """One pattern for all terms; the longest is tried first."""
    ways = []
    for term in sorted(terms, key=lambda term: -len(term.words)):
        words = r"[\W_]+".join(term.words) + (r"[^\W_]*" if term.is_prefix else "")
        ways += [words, *(term.shapes if is_welsh else ())]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(ways)})(?![^\W_])")


def _read_places(fields: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    if "in" not in fields:
        return {}
    places = []
    for value in fields["in"]:
        place = value.lower().rstrip("s")
        if place not in PLACES:
            raise ValueNotAllowed(
                "there is no such place to search in",
                where="in:",
                found=value,
                allowed=", ".join(f"{name}s" for name in PLACES),
                remedy="write one of these, or leave it out",
            )
        places.append(place)
    return {"in": tuple(places)}


@cache
def _fold_letter(letter: str) -> str:
    small = unicodedata.normalize("NFKD", letter)[0].lower()
    return small if len(small) == 1 else letter

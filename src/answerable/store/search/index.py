"""The index that both databases offer, and what they share: snippets, facets, pages of hits.

What comes in: units of passages, queries. What goes out: `Found`. Never here: SQL of one database.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from answerable.model.passage import Found, Hit, Passage
from answerable.words.queries import FIELDS, Query, find_matches

N_COUNTED = 1000
"""Hits beyond these are not counted and not ranked: whoever finds more has to say more."""
_AROUND = 110
"""Characters shown before the first match, and twice as many after."""


class SearchIndex(ABC):
    """Passages that can be found by their words."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @abstractmethod
    def keys(self) -> dict[str, str]:
        """The key of every unit in the index."""

    @abstractmethod
    def replace(self, unit: str, key: str, passages: Iterable[Passage]) -> int:
        """Put a unit's passages in the place of its earlier ones, in one transaction; return how many."""

    @abstractmethod
    def forget(self, units: Sequence[str]) -> None:
        """Forget units."""

    @abstractmethod
    def count(self) -> int:
        """How many passages there are."""

    @abstractmethod
    def _rank(self, query: Query, n_most: int) -> list[int]:
        """The numbers of the passages that fit, best first, no more than so many."""

    @abstractmethod
    def _count_fields(self, numbers: Sequence[int]) -> list[tuple[str, str, str, int]]:
        """How many of these passages have which place, authority and writer."""

    @abstractmethod
    def _read(self, numbers: Sequence[int]) -> dict[int, Passage]:
        """Passages by number."""

    def find(self, query: Query, *, first: int = 0, n_hits: int = 20) -> Found:
        """Find passages.

        Args:
            query: what is looked for.
            first: how many of the best are passed over, for later pages.
            n_hits: how many are shown.
        """
        ranked = self._rank(query, N_COUNTED + 1)
        counted = ranked[:N_COUNTED]
        shown = counted[first : first + n_hits]
        passages = self._read(shown)
        return Found(
            n_passages=len(counted),
            is_more=len(ranked) > N_COUNTED,
            hits=tuple(make_hit(query, passages[number]) for number in shown if number in passages),
            facets=_sum_facets(self._count_fields(counted)),
        )

    def close(self) -> None:
        """Give connections back."""
        self._engine.dispose()


def _sum_facets(counts: Sequence[tuple[str, str, str, int]]) -> dict[str, tuple[tuple[str, int], ...]]:
    facets: dict[str, Counter[str]] = {name: Counter() for name in FIELDS}
    for *values, n in counts:
        for name, value in zip(FIELDS, values, strict=True):
            if value:
                facets[name][str(value)] += int(n)
    return {name: tuple(sorted(one.items(), key=lambda pair: (-pair[1], pair[0]))) for name, one in facets.items()}


def make_hit(query: Query, passage: Passage) -> Hit:
    """A hit with the words around its first match."""
    matches = list(find_matches(query, passage.text, is_welsh=passage.is_welsh))
    first = matches[0] if matches else (0, 0)
    low = max(0, first[0] - _AROUND)
    high = min(len(passage.text), first[1] + 2 * _AROUND)
    low = passage.text.find(" ", low, first[0]) + 1 if low else 0
    high = high if high == len(passage.text) else max(passage.text.rfind(" ", first[1], high), first[1])
    parts: list[tuple[str, bool]] = [("…", False)] if low else []
    at = low
    for start, end in matches:
        if end > high:
            break
        parts += [(passage.text[at:start], False), (passage.text[start:end], True)]
        at = end
    parts += [(passage.text[at:high], False), ("…" if high < len(passage.text) else "", False)]
    snippet = tuple((" ".join(text.split()) if is_hit else _squeeze(text), is_hit) for text, is_hit in parts if text)
    return Hit(passage, snippet, passage.start + first[0], passage.start + first[1])


def _squeeze(text: str) -> str:
    """Spaces and line ends as one space, also at either end."""
    inner = " ".join(text.split())
    if not inner:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{inner}{' ' if text[-1].isspace() else ''}"


def tag(name: str, value: str) -> str:
    """A word that stands for a field's value in the index and in no text."""
    return f"zz{name}{value.lower().encode().hex()}"


def list_tags(passage: Passage) -> list[str]:
    """The tags of a passage."""
    fields: dict[str, Any] = {"in": passage.place, "authority": passage.authority_id, "by": passage.by}
    tags = [tag(name, value) for name, value in fields.items() if value]
    return [*tags, WELSH] if passage.is_welsh else tags


WELSH = tag("language", "cy")

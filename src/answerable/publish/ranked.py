"""Whom the record's own papers name beside a rank or title: their full names are hidden everywhere, not only there.

What comes in: pages, log notices and letters with the authority whose they are. What goes out: full names, and the
surnames that each authority's papers give away. Never here: the masking (`privacy`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from answerable.publish.privacy import NO_NAMES, Names, find_full_names, find_names

_WORD = re.compile(r"[^\W\d_]+")


class RankedPeople:
    """Names that stand after a rank or title, noted text by text."""

    def __init__(self) -> None:
        self._full: set[str] = set()
        self._surnames: dict[str, set[str]] = {}
        self._plain: set[str] = set()

    def hear(self, text: str, authority_id: str) -> str:
        """Note the people of a text, and its ordinary words; return the text."""
        self._plain.update(word for word in _WORD.findall(text) if word.islower())
        self._full |= find_full_names(text)
        self._surnames.setdefault(authority_id, set()).update(find_names(text))
        return text

    def list_full(self) -> frozenset[str]:
        """Full names, without those made of words that also stand without a capital ("Inspector General Report")."""
        return frozenset(name for name in self._full if self._is_name(name.split()[-1]))

    def list_surnames(self, names: Names, places: frozenset[str]) -> Mapping[str, frozenset[str]]:
        """The surnames of each authority's people that are no ordinary word, no place and not allowed.

        Args:
            names: tell who may stand.
            places: words of the names of authorities.
        """
        return {
            authority_id: frozenset(one for one in found - names.allow - places if self._is_name(one))
            for authority_id, found in self._surnames.items()
            if authority_id
        }

    def _is_name(self, surname: str) -> bool:
        parts = [part.lower() for part in _WORD.findall(surname) if len(part) > 2]
        return bool(parts) and not all(part in self._plain or part in NO_NAMES for part in parts)

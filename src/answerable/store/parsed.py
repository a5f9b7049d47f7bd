"""Nouns that were read lately, by the JSON that is kept of them: a page that many rule on is parsed once.

A noun cannot be changed and is wholly told by its JSON, so that what is kept here is never out of date. Never here:
what is read, and when.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

Made = TypeVar("Made")
_MOST_CHARACTERS = 8 << 20


class Parsed:
    """What was made of texts; those that were asked for longest ago go first."""

    def __init__(self, n_characters: int = _MOST_CHARACTERS) -> None:
        self._most = n_characters
        self._held = 0
        self._made: OrderedDict[tuple[Any, str], Any] = OrderedDict()
        self._turn = threading.Lock()

    def get(self, kind: object, text: str, make: Callable[[str], Made]) -> Made:
        """What `make` gives for a text; made anew only where it is not held.

        Args:
            kind: what is made; the same text may be read as several things.
            text: JSON of a noun.
            make: depends on the text alone, and what it gives is never changed.
        """
        at = (kind, text)
        with self._turn:
            if at in self._made:
                self._made.move_to_end(at)
                made: Made = self._made[at]
                return made
        made = make(text)
        self.put(kind, text, made)
        return made

    def find(self, kind: object, text: str) -> Any:
        """What is held of a text, or None."""
        with self._turn:
            return self._made.get((kind, text))

    def put(self, kind: object, text: str, made: object) -> None:
        """Hold what a text comes to."""
        with self._turn:
            if (kind, text) not in self._made:
                self._made[kind, text] = made
                self._held += len(text)
                while self._held > self._most:
                    (_, gone), _ = self._made.popitem(last=False)
                    self._held -= len(gone)

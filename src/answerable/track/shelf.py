"""Letters put down on disk while all of them are worked on, so that a large mailbox never stands in memory.

What comes in: things with the word they are ordered by. What goes out: the same things in that order, as often as
wanted. What must never be here: what the things are; a file that outlives the run.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """Things in a temporary file; in memory stands only where each begins.

    >>> with_two = Shelf[str]()
    >>> with_two.put("b", "second"); with_two.put("a", "first")
    >>> list(with_two)
    ['first', 'second']
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="answerable-")  # noqa: SIM115 - lives as long as the shelf
        self._places: list[tuple[str, int]] = []
        self._in_order = True

    def __len__(self) -> int:
        return len(self._places)

    def put(self, order: str, thing: Thing) -> None:
        """Put one thing down; things of the same order keep the order in which they came."""
        self._file.seek(0, 2)
        self._places.append((order, self._file.tell()))
        self._in_order = False
        # Our own bytes, read back by this process alone.
        pickle.dump(thing, self._file, pickle.HIGHEST_PROTOCOL)

    def __iter__(self) -> Iterator[Thing]:
        if not self._in_order:
            self._places.sort()
            self._in_order = True
        for _, start in self._places:
            self._file.seek(start)
            yield pickle.load(self._file)

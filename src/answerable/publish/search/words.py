"""Which records hold each word: noted case by case, put in order at the end, on the disk and not in memory.

What comes in: words of cases, labels of groups of them, words of other records. What goes out: each word with the
numbers of the records that hold it, in order. Never here: how they are packed.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import groupby
from operator import itemgetter

from answerable.publish.search.index import split_words

_AT_ONCE = 2_000
_CACHE = 8_000
"""Kilobytes of memory that SQLite may use; what is more goes to a file of its own, which is deleted with it."""


class CaseWords:
    """The words of cases, by the number of each case."""

    def __init__(self) -> None:
        # An empty name stands for a private file on the disk.
        self._kept = sqlite3.connect("", isolation_level=None)
        for statement in (f"PRAGMA cache_size = -{_CACHE}", "PRAGMA journal_mode = OFF", "PRAGMA temp_store = FILE"):
            self._kept.execute(statement)
        self._kept.execute("CREATE TABLE words (word TEXT, number INTEGER)")
        self._kept.execute("BEGIN")
        self._pending: list[tuple[str, int]] = []

    def keep(self, number: int, text: str) -> None:
        """Note the words of a case as its page shows them."""
        self._pending += [(word, number) for word in split_words(text)]
        if len(self._pending) >= _AT_ONCE:
            self._flush()

    def iter_holders(self, places: Sequence[int]) -> Iterator[tuple[str, list[int]]]:
        """Each word with the places of the cases that hold it, both in order.

        Args:
            places: of the cases in the list of records, by their numbers.
        """
        self._flush()
        found = self._kept.execute("SELECT word, number FROM words ORDER BY word")
        for word, rows in groupby(found, key=itemgetter(0)):
            yield word, sorted(places[number] for _, number in rows)

    def _flush(self) -> None:
        self._kept.executemany("INSERT INTO words VALUES (?, ?)", self._pending)
        self._pending.clear()


def list_places(order: Sequence[int]) -> array[int]:
    """Where each number stands in an order.

    >>> list(list_places([2, 0, 1]))
    [1, 2, 0]
    """
    places = array("I", bytes(4 * len(order)))
    for place, number in enumerate(order):
        places[number] = place
    return places


def join_holders(
    cases: Iterable[tuple[str, Sequence[int]]],
    labels: Mapping[str, Sequence[Sequence[int]]],
    others: Mapping[str, Sequence[int]],
) -> Iterator[tuple[str, Sequence[int]]]:
    """Each word with the numbers of all records that hold it, in order.

    Args:
        cases: words of cases, in order.
        labels: words of labels, each with the groups of records that bear it.
        others: words of records that are no cases.
    """
    said = sorted({*labels, *others})
    more = ((word, [*labels.get(word, ()), others.get(word, ())]) for word in said)
    alone = ((word, [numbers]) for word, numbers in cases)
    for word, found in groupby(merge(alone, more, key=itemgetter(0)), key=itemgetter(0)):
        several = [numbers for _, lists in found for numbers in lists if numbers]
        yield word, several[0] if len(several) == 1 else sorted({number for one in several for number in one})

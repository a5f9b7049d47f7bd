"""Nouns of the record that are too many to hold at once: read when they are looked at, a few kept at hand.

What comes in: a record and the ids that count. What goes out: a mapping that reads as if all of them were in memory.
Never here: which nouns count.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, ItemsView, Iterator, Mapping, Sequence, ValuesView
from itertools import islice
from typing import Any, Generic, TypeVar

from answerable.store.record import Record

Noun = TypeVar("Noun")
_AT_ONCE = 250
AT_HAND = 2_000
"""Nouns kept in memory. Small investigations are read once; large ones in passes of `_AT_ONCE`."""


class Shelf(Mapping[str, Noun], Generic[Noun]):
    """Nouns of one kind by id, in the order of the ids.

    Args:
        record: where they are.
        kind: of noun.
        ids: those that count; whether one is among them is asked often.
        at_hand: how many are kept in memory.
    """

    def __init__(self, record: Record, kind: type[Noun], ids: Collection[str] = (), at_hand: int = AT_HAND) -> None:
        self._record, self._kind, self._at_hand = record, kind, at_hand
        self._ids = dict.fromkeys(ids) if isinstance(ids, list | tuple) else ids
        self._kept: OrderedDict[str, Noun] = OrderedDict()

    def __getitem__(self, noun_id: str) -> Noun:
        if noun_id not in self._ids:
            raise KeyError(noun_id)
        if noun_id not in self._kept:
            self._keep(noun_id, self._record.get(self._kind, noun_id))
        return self._kept[noun_id]

    def __contains__(self, noun_id: object) -> bool:
        return noun_id in self._ids

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def pick(self, ids: Sequence[str]) -> Iterator[tuple[str, Noun]]:
        """Those of these ids that count, with their nouns, in order, read a few hundred at a time."""
        ids = [one for one in ids if one in self._ids]
        for at in range(0, len(ids), _AT_ONCE):
            few = ids[at : at + _AT_ONCE]
            found = {one: self._kept[one] for one in few if one in self._kept}
            found |= self._record.find_many(self._kind, [one for one in few if one not in found])
            for one in few:
                self._keep(one, found[one])
                yield one, found[one]

    def items(self) -> ItemsView[str, Noun]:
        return _Items(self)

    def values(self) -> ValuesView[Noun]:
        return _Values(self)

    def _keep(self, noun_id: str, noun: Noun) -> None:
        self._kept[noun_id] = noun
        if len(self._kept) > self._at_hand:
            self._kept.popitem(last=False)


class _Items(ItemsView[str, Any]):
    _mapping: Shelf[Any]

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        ids = iter(self._mapping)
        while few := tuple(islice(ids, _AT_ONCE)):
            yield from self._mapping.pick(few)


class _Values(ValuesView[Any]):
    _mapping: Shelf[Any]

    def __iter__(self) -> Iterator[Any]:
        return (noun for _, noun in self._mapping.items())

"""A file with all that is inside it, read in one go: mail with attachments, archives with members.

What comes in: bytes and a name. What goes out: the reading of the file and those of its parts. What must never be here:
the record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from answerable.model.document import Reading
from answerable.model.ids import hash_bytes
from answerable.ports import PageReader
from answerable.read.dispatch import read_bytes

_DEEPEST = 8
_MOST_FILES = 5000


@dataclass(frozen=True, slots=True)
class NestedReading:
    """A file as it was read, and the files inside it."""

    reading: Reading
    inside: tuple[NestedReading, ...] = ()


@dataclass(frozen=True, slots=True)
class NestedPiece:
    """One file to read with its parts, as it is handed to a runner."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class NestedWork:
    """Reads a file and its parts; can be sent to child processes."""

    page_readers: tuple[PageReader, ...] = ()
    show_hidden: bool = False

    def __call__(self, piece: NestedPiece) -> NestedReading:
        """Read it."""
        return read_nested(piece.data, piece.name, page_readers=self.page_readers, show_hidden=self.show_hidden)


def read_nested(
    data: bytes, name: str, *, page_readers: Sequence[PageReader] = (), show_hidden: bool = False
) -> NestedReading:
    """Read a file and, to a depth of eight, what is inside it; the bytes of parts are not kept."""
    read = partial(read_bytes, page_readers=page_readers, show_hidden=show_hidden)
    return _read(data, name, read, 0, [0], frozenset())


def _read(
    data: bytes, name: str, read: Callable[..., Reading], depth: int, count: list[int], above: frozenset[str]
) -> NestedReading:
    count[0] += 1
    reading = read(data, name)
    own = hash_bytes(data)
    inside = tuple(
        _read(part.data, part.name, read, depth + 1, count, above | {own})
        for part in reading.parts
        if depth < _DEEPEST and count[0] < _MOST_FILES and hash_bytes(part.data) not in above
    )
    return NestedReading(replace(reading, parts=()), inside)

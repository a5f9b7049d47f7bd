"""Cells of a large table, made when somebody looks at them.

What lives here: `MadeCells`, a sequence that is told how many cells there are and how to make them. What comes in: a
recipe that holds the values of the rows. What goes out: the same cells, in the same order, as a tuple would hold. What
must never be here: how a cell is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, overload

Made = TypeVar("Made")


class MadeCells(Sequence[Made]):
    """A sequence of cells that are made at the first look; equal to the tuple of them.

    A sheet has a million cells, and most who read it need its text, its size and its place only.

    Args:
        n_cells: how many there are.
        make: makes them; must be such that it can be sent to another process.

    >>> cells = MadeCells(2, lambda: ("a", "b"))
    >>> len(cells), cells[1], cells == ("a", "b")
    (2, 'b', True)
    """

    __slots__ = ("_made", "_make", "_n_cells")

    def __init__(self, n_cells: int, make: Callable[[], tuple[Made, ...]]) -> None:
        self._n_cells = n_cells
        self._make: Callable[[], tuple[Made, ...]] | None = make
        self._made: tuple[Made, ...] = ()

    def _all(self) -> tuple[Made, ...]:
        if self._make is not None:
            self._made, self._make = self._make(), None
        return self._made

    def __len__(self) -> int:
        return self._n_cells

    def __iter__(self) -> Iterator[Made]:
        return iter(self._all())

    @overload
    def __getitem__(self, place: int) -> Made: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Made, ...]: ...
    def __getitem__(self, place: int | slice) -> Made | tuple[Made, ...]:
        return self._all()[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple | MadeCells) and self._all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def __reduce__(self) -> tuple[Any, ...]:
        # Where no cell was made yet, the values of the rows are sent: they are a tenth of the size.
        return (MadeCells, (self._n_cells, self._make)) if self._make is not None else (tuple, (self._all(),))

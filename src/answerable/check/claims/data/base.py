"""Frames in DuckDB: the values of many aggregates in one query, and their ends where cells hide small numbers.

What comes in: frames and SQL expressions over their columns. What goes out: numbers. Never here: what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import duckdb
import pyarrow as pa

from answerable.check.claims.data.frames import Frame

_AT_ONCE = 200
_NUMBER = re.compile(r"\bn(\d+)\b")


class Base:
    """Frames in DuckDB: column 3 is ``n3`` as numbers and ``t3`` as shown; ``l3`` and ``h3`` are its least and most."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self._frames = frames
        self._known: dict[int, dict[str, float | None]] = {}
        if not frames:
            return
        self._connection = duckdb.connect(":memory:", config={"enable_external_access": "false", "threads": "2"})
        for index, frame in enumerate(frames):
            arrays, names = [], []
            for column in frame.columns:
                at = column.number
                numbers = [row[at] for row in frame.numbers]
                arrays += [
                    pa.array(numbers, type=pa.float64()),
                    pa.array([row[at] for row in frame.texts], type=pa.string()),
                ]
                names += [f"n{at}", f"t{at}"]
                if frame.bounds:
                    low, high = list(numbers), list(numbers)
                    for (row, position), bound in frame.bounds.items():
                        if position == at:
                            low[row], high[row] = bound.low, float("inf") if bound.high is None else bound.high
                    arrays += [pa.array(low, type=pa.float64()), pa.array(high, type=pa.float64())]
                    names += [f"l{at}", f"h{at}"]
            self._connection.register(f"frame_{index}", pa.Table.from_arrays(arrays, names=names))

    def answer(self, index: int, expressions: Sequence[str]) -> list[float | None]:
        """The values of many aggregates over one frame, in one query; each is asked once."""
        known = self._known.setdefault(index, {})
        asked = [one for one in dict.fromkeys(expressions) if one not in known]
        for start in range(0, len(asked), _AT_ONCE):
            chosen = asked[start : start + _AT_ONCE]
            row = self._connection.execute(f"SELECT {', '.join(chosen)} FROM frame_{index}").fetchone() or ()
            known.update({one: None if value is None else float(value) for one, value in zip(chosen, row, strict=True)})
        return [known[one] for one in expressions]

    def answer_ends(self, index: int, pairs: Sequence[tuple[str, str]]) -> list[tuple[float, float] | None]:
        """The least and the most that pairs of aggregates allow; None where no cell of the frame is hidden."""
        if not self._frames[index].bounds:
            return [None] * len(pairs)
        flat = self.answer(index, [one for pair in pairs for one in pair])
        found: list[tuple[float, float] | None] = []
        for low, high in zip(flat[::2], flat[1::2], strict=True):
            found.append(None if low is None or high is None else (min(low, high), max(low, high)))
        return found

    def close(self) -> None:
        """Let the memory go."""
        if self._frames:
            self._connection.close()


def at_least(expression: str) -> str:
    """An aggregate with every hidden number at its least."""
    return _NUMBER.sub(r"l\1", expression)


def at_most(expression: str) -> str:
    """An aggregate with every hidden number at its most."""
    return _NUMBER.sub(r"h\1", expression)

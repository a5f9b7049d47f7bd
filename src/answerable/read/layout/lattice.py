"""Cells between the rules of a scanned page.

What comes in: straight lines across and down, in points. What goes out: boxes of cells. A cell reaches over places
between which no line is drawn. What must never be here: words.
"""

from __future__ import annotations

from dataclasses import dataclass

Line = tuple[float, float, float]
"""Where it is across its direction, where it begins, where it ends."""
Box = tuple[float, float, float, float]

_SLACK = 5.0
_SHARE_DRAWN = 0.6
_LEAST_SIDE = 4.0


@dataclass(slots=True)
class _Lattice:
    xs: list[float]
    ys: list[float]
    across: list[Line]
    down: list[Line]

    def is_parted_down(self, row: int, column: int) -> bool:
        """True where a line is drawn between a place and the one to its right."""
        return _is_drawn(self.down, self.xs[column + 1], self.ys[row], self.ys[row + 1])

    def is_parted_across(self, row: int, column: int) -> bool:
        """True where a line is drawn between a place and the one below."""
        return _is_drawn(self.across, self.ys[row + 1], self.xs[column], self.xs[column + 1])


def find_cells(across: list[Line], down: list[Line]) -> list[list[Box]]:
    """Return the cells of each table that lines make, from top to bottom."""
    tables = []
    for some_across, some_down in _group(across, down):
        lattice = _Lattice(_cluster(some_down), _cluster(some_across), some_across, some_down)
        if len(lattice.xs) > 2 and len(lattice.ys) > 2:
            tables.append(_make_cells(lattice))
    return sorted(tables, key=lambda boxes: (min(box[1] for box in boxes), min(box[0] for box in boxes)))


def _group(across: list[Line], down: list[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Lines that cross each other, directly or through others."""
    lines = [(True, line) for line in across] + [(False, line) for line in down]
    group = list(range(len(lines)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    for i, (is_across, line) in enumerate(lines):
        for j in range(i + 1, len(lines)):
            other_across, other = lines[j]
            if is_across != other_across and _crosses(line, other):
                group[root(j)] = root(i)
    found: dict[int, tuple[list[Line], list[Line]]] = {}
    for index, (is_across, line) in enumerate(lines):
        found.setdefault(root(index), ([], []))[0 if is_across else 1].append(line)
    return [pair for pair in found.values() if len(pair[0]) > 1 and len(pair[1]) > 1]


def _crosses(one: Line, other: Line) -> bool:
    return other[1] - _SLACK <= one[0] <= other[2] + _SLACK and one[1] - _SLACK <= other[0] <= one[2] + _SLACK


def _cluster(lines: list[Line]) -> list[float]:
    places: list[float] = []
    for at in sorted(line[0] for line in lines):
        if not places or at - places[-1] > _LEAST_SIDE:
            places.append(at)
    return places


def _is_drawn(lines: list[Line], at: float, start: float, end: float) -> bool:
    covered = sum(
        max(0.0, min(line[2], end) - max(line[1], start)) for line in lines if abs(line[0] - at) <= _LEAST_SIDE
    )
    return covered >= _SHARE_DRAWN * (end - start)


def _make_cells(lattice: _Lattice) -> list[Box]:
    """Rectangles of places that no line parts."""
    n_rows, n_columns = len(lattice.ys) - 1, len(lattice.xs) - 1
    taken: set[tuple[int, int]] = set()
    boxes: list[Box] = []
    for row in range(n_rows):
        for column in range(n_columns):
            if (row, column) in taken:
                continue
            last_column = column
            while (
                last_column + 1 < n_columns
                and (row, last_column + 1) not in taken
                and not lattice.is_parted_down(row, last_column)
            ):
                last_column += 1
            last_row = row
            while last_row + 1 < n_rows and not any(
                lattice.is_parted_across(last_row, place) for place in range(column, last_column + 1)
            ):
                last_row += 1
            taken.update((y, x) for y in range(row, last_row + 1) for x in range(column, last_column + 1))
            boxes.append((lattice.xs[column], lattice.ys[row], lattice.xs[last_column + 1], lattice.ys[last_row + 1]))
    return boxes

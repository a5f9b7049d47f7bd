"""Section rows: lines that name what follows, told from data rows whose other cells are blank.

In: the lines beneath a header. Out: which of them are section rows. A council that left its row blank must not become
the heading of the next one, so a lone label needs a reason: it is merged across, ends with a colon, stands in
capitals among others that do not, follows a blank line or a total, or the labels beneath it are those of another
section.
"""

from __future__ import annotations

from collections.abc import Sequence

from answerable.model.document import Cell
from answerable.tables.grid import ColumnKind
from answerable.tables.headers import filled
from answerable.tables.regions import Line
from answerable.tables.values import find_kind

_SHARE_REPEATED = 0.5


def find_sections(lines: Sequence[Line], totals: Sequence[bool]) -> frozenset[int]:
    """Indexes of the lines that are section rows.

    Args:
        lines: beneath the header.
        totals: whether each line is a row of totals.
    """
    lone = [index for index, (_, cells) in enumerate(lines) if _is_lone(cells)]
    lone = [index for index in lone if any(len(filled(cells)) > 1 for _, cells in lines[index + 1 :])]
    if not lone:
        return frozenset()
    if len(lone) > 1 and _labels_repeat(lines, lone):
        return frozenset(lone)
    labels = [cells[0].text for _, cells in lines if cells and cells[0] is not None and not _is_lone(cells)]
    mostly_lower = sum(label.isupper() for label in labels) <= 0.2 * len(labels)
    found = set()
    for index in lone:
        number, cells = lines[index]
        cell = cells[filled(cells)[0]]
        if cell is None:
            continue
        before = index - 1
        apart = before >= 0 and (number > lines[before][0] + 1 or totals[before] or not filled(lines[before][1]))
        shouts = cell.text.isupper() and len(cell.text) > 3 and mostly_lower
        if cell.column_span > 1 or cell.text.endswith(":") or shouts or (apart and len(cells) > 2):
            found.add(index)
    return frozenset(found)


def _is_lone(cells: Sequence[Cell | None]) -> bool:
    present = filled(cells)
    if len(present) != 1 or len(cells) < 2:
        return False
    cell = cells[present[0]]
    kind = find_kind(cell)
    return cell is not None and (present[0] == 0 or cell.column_span > 1) and kind in (ColumnKind.TEXT, ColumnKind.YEAR)


def _labels_repeat(lines: Sequence[Line], lone: Sequence[int]) -> bool:
    """Whether what stands beneath one lone label stands beneath the others too."""
    ends = [*lone[1:], len(lines)]
    groups = []
    for start, end in zip(lone, ends, strict=True):
        cells = [row[0] for _, row in lines[start + 1 : end]]
        groups.append({cell.text.lower() for cell in cells if cell is not None})
    if not all(groups):
        return False
    common = set.intersection(*groups)
    return len(common) >= _SHARE_REPEATED * min(len(group) for group in groups)

"""Rows of their own: labels of a table's rows that the codebook does not know ("Ashbeck ward"), and sums of money.

In: a `Grid` and what its labels are. Out: how a count is narrowed by the row it stands in, and which cells are money.
A count of one ward is a part of the count of all, though no category of the codebook names it. Never here: measures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from answerable.extract.tabular.grid import Grid, Row

_MONEY = re.compile(r"[£€$]|\b(?:GBP|EUR|USD)\b|\(\s*(?:pounds|euros?)\s*\)", re.IGNORECASE)
_SUBTOTAL = re.compile(r"\W*sub", re.IGNORECASE)
_LEAST = 2
"""Rows of their own that a table must have: one odd label may be a heading or a note."""
_LONGEST = 60


def is_money(cell: str, header: str) -> bool:
    """Whether a cell holds a sum of money: it counts nothing."""
    return bool(_MONEY.search(cell) or _MONEY.search(header))


def name_rows(
    grid: Grid, labels: Collection[int], is_known: Callable[[str], bool]
) -> Mapping[int, tuple[tuple[str, str], ...]]:
    """How the rows of a table narrow what they count, by the place of the row.

    Args:
        grid: the table.
        labels: its columns that label.
        is_known: whether words name a measure, a period, a party or a category.
    """
    first = min(labels, default=None)
    if first is None:
        return {}
    name = _name(grid.headers[first])
    out: dict[int, tuple[tuple[str, str], ...]] = {}
    n_own = 0
    for place, row in enumerate(grid.rows):
        label = " ".join(row.cells[first].text.split()) if first in row.cells else ""
        if row.is_total:
            section = _section(row, label, is_known)
            if section:
                out[place] = (("section", section),)
        elif label and len(label) <= _LONGEST and re.search(r"[^\W\d_]{2}", label) and not is_known(label):
            out[place] = ((name, label),)
            n_own += 1
    return out if n_own >= _LEAST else {}


def _section(row: Row, label: str, is_known: Callable[[str], bool]) -> str:
    """The section that a subtotal sums."""
    section = " ".join(row.section.split())
    return section if section and _SUBTOTAL.match(label) and not is_known(section) else ""


def _name(header: str) -> str:
    """What a column of labels calls its rows: "Ward" is `ward`."""
    words = re.findall(r"[^\W_]+", header.lower())
    return "_".join(words) if 0 < len(words) <= 3 else "row"

"""Tables with rules: cells drawn by lines, filled with the words whose middles lie in them.

What comes in: the bytes of a PDF, opened once, and the words of a page. What goes out: grids. The rules are found by
`tablers`; its own text is not used, so that every word stands exactly once in a page.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import tablers

from answerable.read.layout.boxed import make_boxed_grid
from answerable.read.layout.grid import Grid
from answerable.read.layout.words import PlacedWords


class RuledTables:
    """The rules of one PDF, page by page."""

    def __init__(self, data: bytes) -> None:
        self._document: Any = tablers.Document(bytes=data)

    def close(self) -> None:
        """Let go of the file."""
        self._document.close()

    def find_grids(self, page: int, words: PlacedWords) -> list[Grid]:
        """Ruled tables of a page (from 1) with at least two cells that hold words."""
        found = tablers.find_tables(self._document.get_page(page - 1), extract_text=False)
        grids = []
        taken = np.zeros(len(words), dtype=bool)
        for table in found:
            grid = make_boxed_grid([tuple(cell.bbox) for cell in table.cells], words, taken)
            if grid is not None:
                taken[grid.words] = True
                grids.append(grid)
        return grids

"""Pages without a fixed layout (letters in Word, web pages, mail), written paragraph by paragraph, table by table.

What comes in: paragraphs and tables in reading order. What goes out: pages, blocks and tables in the draft, every
cell with its range. What must never be here: knowledge of a file format.
"""

from __future__ import annotations

from dataclasses import dataclass

from answerable.model.document import Block, BlockKind, Cell, CellKind, Page, Table
from answerable.read.compose import Composer, clean_cell, clean_text
from answerable.read.draft import Draft


@dataclass(slots=True)
class FlowCell:
    """A cell before it has its place in the page's text; `text` may be raw."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


class PageWriter:
    """Writes the pages of one document into its draft."""

    def __init__(self, draft: Draft, kind: str) -> None:
        self._draft = draft
        self._kind = kind
        self._composer = Composer()
        self._blocks: list[Block] = []
        self._n_tables = 0
        self._label = ""

    @property
    def number(self) -> int:
        """Of the page that is being written, from 1."""
        return len(self._draft.pages) + 1

    @property
    def is_empty(self) -> bool:
        """True while nothing stands on the page."""
        return not self._composer.length

    def write_paragraph(self, raw: str, kind: BlockKind = BlockKind.PARAGRAPH) -> None:
        """Add a run of text; white space around it and blank text are dropped."""
        text = clean_text(raw).strip("\n\t ")
        if not text:
            return
        # Items of one list stay together, everything else is parted by an empty line.
        tight = kind is BlockKind.LIST_ITEM and self._blocks and self._blocks[-1].kind is BlockKind.LIST_ITEM
        self._composer.separate("\n" if tight else "\n\n")
        start, end = self._composer.add(text)
        self._blocks.append(Block(kind, start, end))

    def write_table(
        self, cells: list[FlowCell], *, title: str = "", share_sure: float = 1.0, engine: str = "markup"
    ) -> None:
        """Add a table; rows are lines of the text, cells are parted by tabs."""
        cells = _place(cells)
        if not any(cell.text for cell in cells):
            return
        self._composer.separate("\n\n")
        start = self._composer.length
        n_rows = 1 + max(cell.row for cell in cells)
        n_columns = max(cell.column + cell.column_span for cell in cells)
        placed: list[Cell] = []
        row = column = 0
        for cell in cells:
            while row < cell.row:
                self._composer.separate("\n")
                row, column = row + 1, 0
            while column < cell.column:
                self._composer.separate("\t")
                column += 1
            begin, end = self._composer.add(cell.text)
            kind = CellKind.TEXT if cell.text else CellKind.BLANK
            placed.append(
                Cell(
                    cell.row,
                    cell.column,
                    cell.text,
                    begin,
                    end,
                    kind=kind,
                    row_span=cell.row_span,
                    column_span=cell.column_span,
                )
            )
        self._blocks.append(Block(BlockKind.TABLE, start, self._composer.length))
        self._n_tables += 1
        draft, page = self._draft, self.number
        draft.tables.append(
            Table(
                draft.table_id(page, self._n_tables),
                draft.sha256,
                page,
                self._n_tables,
                n_rows,
                n_columns,
                tuple(placed),
                title=clean_cell(title),
                share_sure=share_sure,
                engine=engine,
            )
        )

    def last_words(self) -> str:
        """The paragraph just above, as a title for what follows; empty where it is long or a table."""
        if not self._blocks or self._blocks[-1].kind is BlockKind.TABLE:
            return ""
        block = self._blocks[-1]
        return self._composer.text()[block.start : block.end] if block.end - block.start <= 160 else ""

    def name_page(self, label: str) -> None:
        """Give the page that is being written a label, such as a slide's or a part's name."""
        self._label = clean_cell(label)

    def end_page(self, *, even_empty: bool = False) -> None:
        """Put the page into the draft and begin another."""
        if self._composer.length or even_empty:
            draft, number = self._draft, self.number
            draft.pages.append(
                Page(
                    draft.page_id(number),
                    draft.sha256,
                    number,
                    self._kind,
                    self._composer.text(),
                    label=self._label,
                    blocks=tuple(self._blocks),
                )
            )
        self._composer, self._blocks, self._n_tables, self._label = Composer(), [], 0, ""

    def finish(self) -> None:
        """End the last page; a document has at least one."""
        self.end_page(even_empty=not self._draft.pages)


def _place(cells: list[FlowCell]) -> list[FlowCell]:
    """Cells in order with clean words, each place taken once."""
    taken: set[tuple[int, int]] = set()
    kept = []
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        if (cell.row, cell.column) in taken:
            continue
        if cell.row_span * cell.column_span < 10_000:
            taken.update(
                (row, column)
                for row in range(cell.row, cell.row + cell.row_span)
                for column in range(cell.column, cell.column + cell.column_span)
            )
        kept.append(FlowCell(cell.row, cell.column, clean_cell(cell.text), cell.row_span, cell.column_span))
    return kept

"""Received files as they are read: documents, pages, blocks, tables, and what was hidden in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from answerable.model.problem import Problem
from answerable.model.span import Box


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes as received, filed by sha256 and never edited.

    Args:
        id: sha256 of the bytes.
        name: file name as received (the first one, where the same bytes came twice).
        media_type: by content, such as ``message/rfc822``.
        size: bytes.
        origin: how it came: ``inbox/letter.eml``, ``imap:INBOX:412``, ``https://...``.
        parent: sha256 of the mail or archive that held it; empty for what came by itself.
        received_at: UTC instant in ISO form; empty where it is not known.
    """

    id: str
    name: str
    media_type: str
    size: int
    origin: str
    parent: str = ""
    received_at: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page with its place: text range and box."""

    start: int
    end: int
    box: Box


class BlockKind(StrEnum):
    """What a run of text is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTED = "quoted"
    """Somebody else's words repeated: the request under a reply, a forwarded letter."""
    DISCLAIMER = "disclaimer"
    BANNER = "banner"
    """Cookie notices, navigation, beta banners."""
    TABLE = "table"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Block:
    """A run of a page's text."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page, sheet, mail body or web page.

    Args:
        id: ``<sha256>:<number>``.
        document: sha256.
        number: from 1.
        kind: `pdf`, `sheet`, `text`, `html`, `mail` or `image`.
        label: sheet name, part name; empty otherwise.
        text: normalised once (NFC, ``\\n`` line ends); every span counts in it.
        width: PDF points; 0 where the page has no fixed size.
        height: PDF points.
        words: words with boxes, where the page can be drawn.
        blocks: in reading order.
        by_ocr: the text was read from an image.
        unconfirmed: ranges of numbers that only one OCR engine read.
    """

    id: str
    document: str
    number: int
    kind: str
    text: str
    label: str = ""
    width: float = 0.0
    height: float = 0.0
    words: tuple[Word, ...] = ()
    blocks: tuple[Block, ...] = ()
    by_ocr: bool = False
    unconfirmed: tuple[tuple[int, int], ...] = ()


class CellKind(StrEnum):
    """What a cell holds; an error stays an error, a blank a blank."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Args:
        row: from 0 in the table.
        column: from 0 in the table.
        text: as shown; ``page.text[start:end] == text``.
        start: in the page's text.
        end: half open.
        kind: what it holds.
        number: its numeric value when the file holds one (spreadsheets), else None.
        address: ``Sheet1!B4`` for sheets; empty otherwise.
        row_span: rows that a merged cell covers.
        column_span: columns that a merged cell covers.
        box: on the page, when known.
    """

    row: int
    column: int
    text: str
    start: int
    end: int
    kind: CellKind = CellKind.TEXT
    number: float | None = None
    address: str = ""
    row_span: int = 1
    column_span: int = 1
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows and columns of one page.

    Args:
        id: ``<sha256>:<page>:t<number>``.
        document: sha256.
        page: from 1.
        number: from 1 on its page.
        n_rows: rows.
        n_columns: columns.
        cells: by row, then column; blank cells may be left out. A tuple, or `model.cells.MadeCells` for a sheet.
        title: words above that name it.
        notes: words beneath.
        share_sure: how sure we are that this is the table, in [0, 1].
        engine: what found it.
        continues: id of the table on the page before that it goes on from, with the same columns; empty for most.
    """

    id: str
    document: str
    page: int
    number: int
    n_rows: int
    n_columns: int
    cells: Sequence[Cell]
    title: str = ""
    notes: str = ""
    share_sure: float = 1.0
    engine: str = ""
    continues: str = ""

    def rows(self) -> list[list[str]]:
        """The texts as a rectangle; blanks are empty strings."""
        grid = [[""] * self.n_columns for _ in range(self.n_rows)]
        for cell in self.cells:
            grid[cell.row][cell.column] = cell.text
        return grid


@dataclass(frozen=True, slots=True)
class Hidden:
    """Content that the file holds and does not show: counted and placed, its words kept out of every page.

    Args:
        kind: `hidden_sheet`, `hidden_row`, `tracked_deletion`, `text_under_box` ...; listed in the reference.
        place: where, such as ``sheet 'Lookup'`` or ``page 3``.
        count: how many cells, words or objects.
    """

    kind: str
    place: str
    count: int


@dataclass(frozen=True, slots=True)
class Document:
    """A received file after reading; its pages and tables are rows of their own.

    Args:
        id: sha256 of the bytes.
        name: file name as received.
        media_type: by content.
        size: bytes.
        n_pages: pages or sheets.
        n_tables: tables found.
        hidden: what it hides.
        parts: sha256 and name of what it contains (attachments, archive members).
        facts: plain facts such as a mail's subject or a PDF's producer.
        reader: version of the reader that read it.
    """

    id: str
    name: str
    media_type: str
    size: int
    n_pages: int
    n_tables: int
    hidden: tuple[Hidden, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that reading one file gave: what the readers return before anything is recorded."""

    document: Document
    pages: tuple[Page, ...] = ()
    tables: tuple[Table, ...] = ()
    problems: tuple[Problem, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A file inside a file, with its bytes, to be archived and read in turn."""

    name: str
    data: bytes
    media_type: str = ""

"""Read received bytes: find out what they are, hand them to their reader, and never raise for what they hold.

What comes in: bytes and a name. What goes out: a `Reading`;
`stage` turns it into rows. What must never be here: knowledge of a file format.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from answerable.model.document import Reading
from answerable.ports import PageReader
from answerable.read import sniff
from answerable.read.archives import read_7z, read_gzip, read_tar, read_warc, read_zip
from answerable.read.docx import read_docx
from answerable.read.draft import Draft, start_draft
from answerable.read.epub import read_epub
from answerable.read.html import read_html
from answerable.read.image import read_image
from answerable.read.mail import read_mail, read_mbox, read_outlook
from answerable.read.office import read_office
from answerable.read.pdf import read_pdf
from answerable.read.sheets.csv import read_csv
from answerable.read.sheets.ods import read_ods
from answerable.read.sheets.xls import read_xls
from answerable.read.sheets.xlsb import read_xlsb
from answerable.read.sheets.xlsx import read_xlsx
from answerable.read.slides import read_odp, read_pptx
from answerable.read.text import read_text
from answerable.read.unread import add_unread

_OFFICE = {
    sniff.DOC: "doc",
    sniff.RTF: "rtf",
    sniff.ODT: "odt",
    sniff.PPT: "ppt",
}
_IMAGES = (sniff.PNG, sniff.JPEG, sniff.TIFF, sniff.GIF, sniff.BMP, sniff.WEBP)
_SHEETS: dict[str, Callable[..., Reading]] = {
    sniff.XLSX: read_xlsx,
    sniff.XLSB: read_xlsb,
    sniff.XLS: read_xls,
    sniff.ODS: read_ods,
    sniff.CSV: read_csv,
}
DraftReader = Callable[[bytes, Draft], None]


def read_bytes(
    data: bytes, name: str, *, page_readers: Sequence[PageReader] = (), show_hidden: bool = False
) -> Reading:
    """Read a received file to pages, blocks and tables.

    Args:
        data: the bytes as received.
        name: the file name as received; it decides only where the bytes do not.
        page_readers: OCR engines, best first; numbers are confirmed where two of them agree.
        show_hidden: take hidden rows, columns and sheets of spreadsheets in, because a person decided so.

    Returns:
        What was read; whatever could not be is in its problems.

    >>> read_bytes(b"Twelve officers.", "answer.txt").pages[0].text
    'Twelve officers.'
    """
    kind = sniff.find_media_type(data, name)
    draft = start_draft(data, name, kind)
    if not data:
        draft.add_problem("empty-file", found="0 bytes", remedy="ask for the file again")
        return draft.finish()
    try:
        if kind == sniff.PDF:
            read_pdf(data, draft, page_readers)
        elif kind in _IMAGES:
            read_image(data, draft, page_readers)
        elif kind in _SHEETS:
            return _SHEETS[kind](data, name, show_hidden=show_hidden)
        elif kind in _READERS:
            _READERS[kind](data, draft)
        else:
            add_unread(draft, kind)
    except Exception as error:
        draft.add_problem(
            "reader-failed",
            found=f"{type(error).__name__}: {error}"[:200],
            remedy="report this file; its bytes are kept",
        )
    return draft.finish()


@dataclass(frozen=True, slots=True)
class ReadPiece:
    """One file to read, as it is handed to a runner."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ReadWork:
    """Reads one file; goes to child processes, so it holds nothing but what can be sent."""

    page_readers: tuple[PageReader, ...]

    def __call__(self, piece: ReadPiece) -> Reading:
        """Read it."""
        return read_bytes(piece.data, piece.name, page_readers=self.page_readers)


_READERS: dict[str, DraftReader] = {
    sniff.TEXT: read_text,
    sniff.HTML: read_html,
    sniff.DOCX: read_docx,
    sniff.MAIL: read_mail,
    sniff.MBOX: read_mbox,
    sniff.MSG: read_outlook,
    sniff.ZIP: read_zip,
    sniff.TAR: read_tar,
    sniff.GZIP: read_gzip,
    sniff.SEVENZIP: read_7z,
    sniff.WARC: read_warc,
    sniff.WACZ: read_zip,
    sniff.EPUB: read_epub,
    sniff.PPTX: read_pptx,
    sniff.ODP: read_odp,
}
_READERS.update({kind: partial(read_office, form=form) for kind, form in _OFFICE.items()})

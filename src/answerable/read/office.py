"""Older and open letter formats (DOC, RTF, ODT), by the `anydoc` library.

What comes in: bytes. What goes out: one page in the draft. What must never be here: DOCX, which has its own reader
because tracked changes and hidden text must be told apart.
"""

from __future__ import annotations

import anydoc

from answerable.model.document import BlockKind
from answerable.read.docx.package import Package, PackageBroken
from answerable.read.draft import Draft
from answerable.read.rtf import take_hidden
from answerable.read.writer import FlowCell, PageWriter

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def read_office(data: bytes, draft: Draft, form: str) -> None:
    """Read a letter into one page.

    Args:
        data: the bytes.
        draft: the file.
        form: `doc`, `rtf`, `odt` or `ppt`.
    """
    if form == "rtf":
        data = take_hidden(data, draft)
    try:
        document = anydoc.to_document(data, form)  # type: ignore[arg-type]
    except anydoc.EncryptedError:
        draft.add_problem(
            "encrypted",
            found="a file with a password",
            remedy="ask the authority for the password or for a file without one",
        )
        return
    except anydoc.ConvertError as error:
        draft.add_problem(
            "broken-file", found=str(error)[:200], remedy="ask the authority for the file again, or as PDF"
        )
        return
    writer = PageWriter(draft, "text")
    for block in document.blocks:
        if form == "ppt" and block.kind == "block_quote":
            draft.add_hidden("speaker_notes", "document", len(_block_text(block).split()))
        else:
            _write_block(block, writer, BlockKind.PARAGRAPH)
    for note in document.notes:
        for block in note.blocks:
            _write_block(block, writer, BlockKind.NOTE)
    writer.finish()
    if form == "odt":
        _count_odt(data, draft)
    elif form == "ppt":
        draft.add_problem(
            "hidden-not-checked",
            found="slides in the old format, whose hidden slides are not told apart",
            remedy="save it as .pptx and read that before anything of it is published",
        )


def _write_block(block: anydoc.Block, writer: PageWriter, kind: BlockKind) -> None:
    if block.kind == "heading":
        writer.write_paragraph(join_inlines(block.content), BlockKind.HEADING)
    elif block.kind == "paragraph":
        writer.write_paragraph(join_inlines(block.content), kind)
    elif block.kind == "list" and block.list is not None:
        _write_list(block.list, writer, 0)
    elif block.kind == "table" and block.table is not None:
        _write_table(block.table, writer)
    elif block.kind == "block_quote":
        inner: anydoc.Block
        for inner in block.blocks or []:
            _write_block(inner, writer, BlockKind.QUOTED)
    elif block.text:
        writer.write_paragraph(block.text, kind)


def _write_list(items: anydoc.List, writer: PageWriter, depth: int) -> None:
    for place, item in enumerate(items.items):
        label = item.marker_label or _label(items.marker, items.start + place)
        for block in item.blocks:
            if block.kind == "list" and block.list is not None and depth < 20:
                _write_list(block.list, writer, depth + 1)
            elif block.kind == "table" and block.table is not None:
                _write_table(block.table, writer)
            else:
                words = join_inlines(block.content) or block.text or ""
                writer.write_paragraph(f"{label} {words}".strip() if words.strip() else "", BlockKind.LIST_ITEM)
                label = ""


def _label(marker: str, number: int) -> str:
    if marker == "bullet":
        return "•"
    if marker in ("lower_alpha", "upper_alpha") and 1 <= number <= 26:
        return f"{chr((96 if marker == 'lower_alpha' else 64) + number)}."
    return f"{number}."


def _write_table(table: anydoc.Table, writer: PageWriter) -> None:
    cells = []
    for row, slots in enumerate(table.grid):
        for column, slot in enumerate(slots):
            if slot.kind == "origin" and slot.cell is not None:
                text = "\n".join(_block_text(block) for block in slot.cell.blocks)
                cells.append(FlowCell(row, column, text, max(1, slot.cell.row_span), max(1, slot.cell.col_span)))
    n_filled = sum(bool(cell.text.strip()) for cell in cells)
    if table.kind == "layout" or n_filled <= 1 or not any(cell.column for cell in cells):
        for slots in table.grid:
            for slot in slots:
                for block in slot.cell.blocks if slot.cell is not None else []:
                    _write_block(block, writer, BlockKind.PARAGRAPH)
        return
    writer.write_table(cells, title=writer.last_words())


def _block_text(block: anydoc.Block) -> str:
    if block.content is not None:
        return join_inlines(block.content)
    if block.list is not None:
        return "\n".join(_block_text(inner) for item in block.list.items for inner in item.blocks)
    if block.table is not None:
        return " ".join(
            _block_text(inner)
            for slots in block.table.grid
            for slot in slots
            if slot.cell is not None
            for inner in slot.cell.blocks
        )
    below: list[anydoc.Block] = block.blocks or []
    return "\n".join(_block_text(inner) for inner in below) or block.text or ""


def join_inlines(content: list[anydoc.Inline] | None) -> str:
    """The plain words of a run of inlines."""
    pieces = []
    for inline in content or ():
        if inline.kind == "line_break":
            pieces.append("\n")
        elif inline.kind == "link":
            pieces.append(join_inlines(inline.content))
        elif inline.kind == "checkbox":
            pieces.append("☒" if inline.checked else "☐")
        elif inline.kind in ("text", "math"):
            pieces.append(inline.text or "")
    return "".join(pieces)


def _count_odt(data: bytes, draft: Draft) -> None:
    """Count tracked deletions, comments and hidden paragraphs of an OpenDocument text."""
    try:
        tree = Package(data).find_tree("content.xml")
    except PackageBroken:
        return
    if tree is None:
        return
    deleted = list(tree.iter(_TEXT + "deletion"))
    draft.add_hidden(
        "tracked_deletion",
        "document",
        sum(len(" ".join(str(words) for words in item.itertext()).split()) for item in deleted),
    )
    draft.add_hidden("comment", "document", sum(1 for _ in tree.iter(_OFFICE + "annotation")))
    hidden = [*tree.iter(_TEXT + "hidden-paragraph"), *tree.iter(_TEXT + "hidden-text")]
    draft.add_hidden("hidden_text", "document", len(hidden))

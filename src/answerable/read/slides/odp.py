"""Slides of OpenDocument (ODP), in the order in which they are shown.

What comes in: bytes. What goes out: a page for each shown slide. Hidden slides, speaker's notes and comments are
counted and kept out. What must never be here: the walk of a letter.
"""

from __future__ import annotations

from lxml import etree

from answerable.model.document import BlockKind
from answerable.read.docx.package import Package, PackageBroken
from answerable.read.draft import Draft
from answerable.read.writer import FlowCell, PageWriter

_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SHOW = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DEEPEST = 60
_MOST_REPEATS = 1000


def read_odp(data: bytes, draft: Draft) -> None:
    """Read an ODP, one page for each slide that is shown."""
    try:
        package = Package(data)
        tree = package.find_tree("content.xml")
        if tree is None:
            raise PackageBroken("no content.xml")
    except PackageBroken as error:
        draft.add_problem(
            "broken-file", found=str(error)[:200], remedy="ask the authority for the file again, or as PDF"
        )
        return
    if any(item.tag.endswith("}encryption-data") for item in _iter_manifest(package)):
        draft.add_problem("encrypted", found="slides with a password", remedy="ask for them without one")
        return
    hidden = {
        style.get(_STYLE + "name")
        for style in tree.iter(_STYLE + "style")
        for properties in style.iter(_STYLE + "drawing-page-properties")
        if properties.get(_SHOW + "visibility") == "hidden"
    }
    writer = PageWriter(draft, "text")
    for number, slide in enumerate(tree.iter(_DRAW + "page"), start=1):
        place = f"slide {number}"
        notes = list(slide.iterfind(_SHOW + "notes"))
        draft.add_hidden("speaker_notes", place, sum(map(_count_words, notes)))
        draft.add_hidden("comment", place, sum(1 for _ in slide.iter(_OFFICE + "annotation")))
        if slide.get(_DRAW + "style-name") in hidden:
            draft.add_hidden("hidden_slide", place, max(1, _count_words(slide) - sum(map(_count_words, notes))))
            continue
        writer.name_page(place)
        _walk(slide, writer, BlockKind.PARAGRAPH, 0)
        writer.end_page(even_empty=True)
    writer.finish()


def _iter_manifest(package: Package) -> list[etree._Element]:
    try:
        tree = package.find_tree("META-INF/manifest.xml")
    except PackageBroken:
        return []
    return [item for item in tree.iter() if isinstance(item.tag, str)] if tree is not None else []


def _walk(parent: etree._Element, writer: PageWriter, kind: BlockKind, depth: int) -> None:
    if depth > _DEEPEST:
        return
    for item in parent:
        if not isinstance(item.tag, str) or item.tag in (_SHOW + "notes", _OFFICE + "annotation"):
            continue
        if item.tag in (_TEXT + "p", _TEXT + "h"):
            writer.write_paragraph(_join(item), kind)
        elif item.tag == _TEXT + "list-item":
            _walk(item, writer, BlockKind.LIST_ITEM, depth + 1)
        elif item.tag == _TABLE + "table":
            _write_table(item, writer)
        else:
            is_title = item.get(_SHOW + "class") == "title"
            _walk(item, writer, BlockKind.HEADING if is_title else kind, depth + 1)


def _write_table(table: etree._Element, writer: PageWriter) -> None:
    cells = []
    for row, line in enumerate(table.iter(_TABLE + "table-row")):
        column = 0
        for item in line:
            if item.tag not in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
                continue
            if item.tag == _TABLE + "table-cell":
                text = "\n".join(_join(paragraph) for paragraph in item.iter(_TEXT + "p"))
                down, across = _number(item, "number-rows-spanned"), _number(item, "number-columns-spanned")
                cells.append(FlowCell(row, column, text, down, across))
            column += _number(item, "number-columns-repeated")
    if any(cell.column for cell in cells):
        writer.write_table(cells, title=writer.last_words())
    else:
        for cell in cells:
            writer.write_paragraph(cell.text)


def _number(item: etree._Element, name: str) -> int:
    value = item.get(_TABLE + name) or "1"
    return min(int(value), _MOST_REPEATS) if value.isdigit() and int(value) > 0 else 1


def _join(paragraph: etree._Element) -> str:
    """The words of a paragraph, with the blanks that the format writes as elements."""
    pieces: list[str] = []

    def _gather(element: etree._Element, depth: int) -> None:
        pieces.append(element.text or "")
        for child in element:
            if child.tag == _TEXT + "s":
                count = child.get(_TEXT + "c") or "1"
                pieces.append(" " * (min(int(count), 1000) if count.isdigit() else 1))
            elif child.tag == _TEXT + "tab":
                pieces.append("\t")
            elif child.tag == _TEXT + "line-break":
                pieces.append("\n")
            elif isinstance(child.tag, str) and child.tag != _OFFICE + "annotation" and depth < _DEEPEST:
                _gather(child, depth + 1)
            pieces.append(child.tail or "")

    _gather(paragraph, 0)
    return "".join(pieces)


def _count_words(below: etree._Element) -> int:
    return sum(len(_join(paragraph).split()) for paragraph in below.iter(_TEXT + "p", _TEXT + "h"))

"""A DOCX to pages and tables: insertions are live, deletions and comments are counted and kept out.

What comes in: bytes. What goes out: a filled draft. What must never be here: python-docx, which loses tracked
insertions, or any reader that shows deleted words as live.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from lxml import etree

from answerable.model.document import BlockKind, Part
from answerable.read.docx.numbering import Numbering, parse_numbering
from answerable.read.docx.package import Package, PackageBroken, Relation
from answerable.read.docx.styles import Style, is_on, parse_styles
from answerable.read.draft import Draft
from answerable.read.sheets.parts import local_name
from answerable.read.writer import FlowCell, PageWriter

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DEEPEST = 40
_Found = TypeVar("_Found")
_PLAIN = Style()
_LIVE = {W + name for name in ("ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml",
                               "dir", "bdo", "r", "ruby", "rubyBase")}  # fmt: skip
_GONE = {W + "del", W + "moveFrom"}
_EMBEDDED = ("oleObject", "package", "aFChunk")


def read_docx(data: bytes, draft: Draft) -> None:
    """Read a DOCX into a draft."""
    try:
        package = Package(data)
        main = next((name for name in package.names if name in ("word/document.xml", "word/document2.xml")), "")
        tree = package.find_tree(main or "word/document.xml")
        if tree is None:
            raise PackageBroken("no word/document.xml")
    except PackageBroken as error:
        draft.add_problem(
            "broken-file", found=str(error)[:200], remedy="ask the authority for the file again, or as PDF"
        )
        return
    _Walk(draft, package, main).read(tree)


@dataclass(slots=True)
class _Pieces:
    """Live words of a paragraph, and text boxes anchored in it."""

    words: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    breaks_page: bool = False


class _Walk:
    def __init__(self, draft: Draft, package: Package, main: str) -> None:
        self.draft = draft
        self.package = package
        self.main = main
        self.writer = PageWriter(draft, "text")
        self.relations: dict[str, Relation] = self._find("relations", {}, lambda: package.find_relations(main))
        self.styles: dict[str, Style] = self._find("styles", {}, lambda: parse_styles(self._tree_of("styles")))
        self.numbering = self._find("numbering", Numbering(), lambda: parse_numbering(self._tree_of("numbering")))
        self.is_shaded = False

    def _find(self, what: str, default: _Found, make: Callable[[], _Found]) -> _Found:
        try:
            return make()
        except PackageBroken as error:
            self.draft.add_problem("part-unreadable", what, found=str(error)[:200], remedy="look at the file in Word")
            return default

    def _names_of(self, kind: str) -> list[str]:
        return sorted({r.target for r in self.relations.values() if r.kind == kind and not r.is_external})

    def _tree_of(self, kind: str) -> etree._Element | None:
        names = self._names_of(kind)
        return self.package.find_tree(names[0]) if names else None

    def read(self, tree: etree._Element) -> None:
        """Headers, body, notes, footers; then what is counted and kept out."""
        if _STRICT in tree.nsmap.values():
            tree = _loosen(tree)
        for name in self._names_of("header"):
            self._read_side(name)
        body = tree.find(W + "body")
        self._read_flow(body if body is not None else tree, 0)
        for kind in ("footnotes", "endnotes"):
            for name in self._names_of(kind):
                self._read_side(name)
        for name in self._names_of("footer"):
            self._read_side(name)
        self.writer.finish()
        self._count_comments()
        self._collect_parts()
        self._read_facts()

    def _read_side(self, name: str) -> None:
        """A header, footer or notes part: its words belong to the page, marked as notes."""
        tree = self._find(name, None, lambda: self.package.find_tree(name))
        if tree is None:
            return
        for paragraph in tree.iter(W + "p"):
            self._write_paragraph(paragraph, BlockKind.NOTE, 0)

    def _read_flow(self, parent: etree._Element, depth: int) -> None:
        if depth > _DEEPEST:
            return
        for child in parent:
            if child.tag == W + "p":
                self._write_paragraph(child, None, depth)
            elif child.tag == W + "tbl":
                self._read_table(child, depth)
            elif child.tag in _LIVE:
                self._read_flow(child, depth + 1)
            elif child.tag in _GONE:
                self._count_gone(child)
            elif child.tag == _CHOICE + "AlternateContent":
                chosen = _choose(child)
                if chosen is not None:
                    self._read_flow(chosen, depth + 1)

    def _write_paragraph(self, paragraph: etree._Element, kind: BlockKind | None, depth: int) -> None:
        properties = paragraph.find(W + "pPr")
        style = self._style_of(properties, "pStyle")
        if properties is not None and is_on(properties.find(W + "pageBreakBefore")) and not self.writer.is_empty:
            self.writer.end_page()
        pieces = _Pieces()
        self._collect(paragraph, style, pieces, 0)
        label = self._label(properties, style) if "".join(pieces.words).strip() else ""
        if kind is None:
            kind = BlockKind.HEADING if style.is_heading else BlockKind.LIST_ITEM if label else BlockKind.PARAGRAPH
        text = "".join(pieces.words)
        if "\f" in text:
            first, *others = text.split("\f")
            self.writer.write_paragraph(f"{label} {first}" if label and first.strip() else first, kind)
            for other in others:
                self.writer.end_page()
                self.writer.write_paragraph(other, kind)
        else:
            self.writer.write_paragraph(f"{label} {text}" if label else text, kind)
        for box in pieces.boxes:
            self._read_flow(box, depth + 1)

    def _style_of(self, properties: etree._Element | None, name: str) -> Style:
        item = properties.find(W + name) if properties is not None else None
        return self.styles.get(item.get(W + "val") or "", _PLAIN) if item is not None else _PLAIN

    def _label(self, properties: etree._Element | None, style: Style) -> str:
        list_id, level = style.list_id, style.level
        number = properties.find(W + "numPr") if properties is not None else None
        if number is not None:
            own, place = number.find(W + "numId"), number.find(W + "ilvl")
            list_id = own.get(W + "val") or "" if own is not None else list_id
            value = place.get(W + "val") or "" if place is not None else ""
            level = int(value) if value.isdigit() else level
        return self.numbering.next_label(list_id, level) if list_id and list_id != "0" else ""

    def _collect(self, parent: etree._Element, style: Style, pieces: _Pieces, depth: int) -> None:
        """Live words below an element, in order."""
        if depth > _DEEPEST:
            return
        for child in parent:
            tag = child.tag
            if tag == W + "r":
                self._collect_run(child, style, pieces, depth)
            elif tag in _LIVE:
                self._collect(child, style, pieces, depth + 1)
            elif tag in _GONE:
                self._count_gone(child)
            elif tag == _CHOICE + "AlternateContent":
                chosen = _choose(child)
                if chosen is not None:
                    self._collect(chosen, style, pieces, depth + 1)
            elif (isinstance(tag, str) and tag.endswith("}oMath")) or tag == W + "oMathPara":
                pieces.words.append("".join(str(words) for words in child.itertext()))

    def _collect_run(self, run: etree._Element, style: Style, pieces: _Pieces, depth: int) -> None:
        own = _Pieces()
        for child in run:
            tag = child.tag
            if tag == W + "t":
                own.words.append(child.text or "")
            elif tag in (W + "tab", W + "ptab"):
                own.words.append("\t")
            elif tag in (W + "br", W + "cr"):
                own.words.append("\f" if child.get(W + "type") == "page" and depth == 0 else "\n")
            elif tag == W + "noBreakHyphen":
                own.words.append("-")
            elif tag == W + "sym":
                own.words.append(_symbol(child))
            elif tag == W + "delText":
                self._count_words("tracked_deletion", child.text or "")
            elif tag == _CHOICE + "AlternateContent":
                chosen = _choose(child)
                if chosen is not None:
                    own.boxes.extend(chosen.iter(W + "txbxContent"))
            elif tag in (W + "drawing", W + "pict", W + "object"):
                own.boxes.extend(child.iter(W + "txbxContent"))
            elif tag in _LIVE:
                self._collect(child, style, own, depth + 1)
        why = self._why_hidden(run.find(W + "rPr"), style)
        if why:
            self._count_words(why, "".join(own.words))
            return
        pieces.words.extend(own.words)
        pieces.boxes.extend(own.boxes)

    def _why_hidden(self, properties: etree._Element | None, style: Style) -> str:
        """Why a run is not shown; empty where it is."""
        if properties is None:
            return "hidden_text" if style.is_hidden else ""
        vanish = properties.find(W + "vanish")
        if is_on(vanish) or (vanish is None and (style.is_hidden or self._style_of(properties, "rStyle").is_hidden)):
            return "hidden_text"
        color, size = properties.find(W + "color"), properties.find(W + "sz")
        if color is not None and (color.get(W + "val") or "").upper() in ("FFFFFF", "FEFEFE") and not self.is_shaded:
            marked = properties.find(W + "highlight") is not None or _is_dark(properties.find(W + "shd"))
            return "" if marked else "white_text"
        value = size.get(W + "val") or "" if size is not None else ""
        return "tiny_text" if value.isdigit() and int(value) <= 3 else ""

    def _read_table(self, table: etree._Element, depth: int) -> None:
        rows = list(_iter_below(table, W + "tr"))
        nested = [cell for row in rows for cell in _iter_below(row, W + "tc") if cell.find(f".//{W}tbl") is not None]
        n_cells = sum(1 for row in rows for _ in _iter_below(row, W + "tc"))
        if nested or n_cells == 1:
            # A table that only lays out a page: its cells are read one after another.
            for row in rows:
                for cell in _iter_below(row, W + "tc"):
                    self._read_flow(cell, depth + 1)
            return
        cells: list[FlowCell] = []
        open_merges: dict[int, FlowCell] = {}
        place = 0
        for row in rows:
            properties = row.find(W + "trPr")
            if properties is not None and (
                properties.find(W + "del") is not None or is_on(properties.find(W + "hidden"))
            ):
                kind = "tracked_deletion" if properties.find(W + "del") is not None else "hidden_row"
                self._count_words(kind, " ".join(str(words) for words in row.itertext()))
                continue
            before = properties.find(W + "gridBefore") if properties is not None else None
            column = _number(before, 0)
            for cell in _iter_below(row, W + "tc"):
                own = cell.find(W + "tcPr")
                span = max(1, min(_number(own.find(W + "gridSpan") if own is not None else None, 1), 200))
                merge = own.find(W + "vMerge") if own is not None else None
                continued = merge is not None and merge.get(W + "val") != "restart"
                text = self._cell_text(cell, own, depth)
                if continued and column in open_merges and not text.strip():
                    open_merges[column].row_span = place - open_merges[column].row + 1
                else:
                    made = FlowCell(place, column, text, 1, span)
                    cells.append(made)
                    open_merges.pop(column, None)
                    if merge is not None:
                        open_merges[column] = made
                column += span
            place += 1
        if cells:
            self.writer.write_table(cells, title=self.writer.last_words())

    def _cell_text(self, cell: etree._Element, properties: etree._Element | None, depth: int) -> str:
        was_shaded = self.is_shaded
        self.is_shaded = was_shaded or _is_dark(properties.find(W + "shd") if properties is not None else None)
        lines = []
        for paragraph in _iter_below(cell, W + "p"):
            own = paragraph.find(W + "pPr")
            style = self._style_of(own, "pStyle")
            pieces = _Pieces()
            self._collect(paragraph, style, pieces, depth + 1)
            for box in pieces.boxes:
                pieces.words.append(
                    " " + " ".join("".join(item.text or "" for item in p.iter(W + "t")) for p in box.iter(W + "p"))
                )
            text = "".join(pieces.words)
            label = self._label(own, style) if text.strip() else ""
            lines.append(f"{label} {text}" if label else text)
        self.is_shaded = was_shaded
        return "\n".join(line for line in lines if line.strip())

    def _count_gone(self, element: etree._Element) -> None:
        words = " ".join(item.text or "" for item in element.iter(W + "delText", W + "t"))
        self._count_words("tracked_deletion", words)

    def _count_words(self, kind: str, words: str) -> None:
        self.draft.add_hidden(kind, f"page {self.writer.number}", len(words.split()))

    def _count_comments(self) -> None:
        for name in self._names_of("comments"):
            tree = self._find(name, None, partial(self.package.find_tree, name))
            if tree is not None:
                self.draft.add_hidden("comment", "document", sum(1 for _ in tree.iter(W + "comment")))

    def _collect_parts(self) -> None:
        """Files inside the file; pictures are kept too, for they may hold the answer."""
        owners = [self.main, *self._names_of("header"), *self._names_of("footer")]
        seen: set[str] = set()
        for owner in owners:
            relations: dict[str, Relation] = self._find(owner, {}, partial(self.package.find_relations, owner))
            for relation in sorted(relations.values(), key=lambda relation: relation.target):
                if relation.is_external or relation.target in seen:
                    continue
                if relation.kind in _EMBEDDED:
                    seen.add(relation.target)
                    self._add_part(relation.target)

    def _add_part(self, name: str) -> None:
        try:
            data = self.package.get_bytes(name)
        except PackageBroken as error:
            self.draft.add_problem("part-unreadable", name, found=str(error)[:200], remedy="open the file in Word")
            return
        self.draft.add_hidden("embedded_file", "document", 1)
        self.draft.parts.append(Part(posixpath.basename(name), data))

    def _read_facts(self) -> None:
        tree = self._find("docProps/core.xml", None, lambda: self.package.find_tree("docProps/core.xml"))
        personal = 0
        for item in tree if tree is not None else ():
            name = local_name(item)
            if name in ("created", "modified") and item.text:
                self.draft.facts.append((name, item.text))
            elif name in ("creator", "lastModifiedBy", "title", "subject", "keywords", "description") and item.text:
                personal += 1
        self.draft.add_hidden("metadata", "document", personal)
        if any(name.endswith("vbaProject.bin") for name in self.package.names):
            self.draft.add_hidden("macro", "document", 1)


def _iter_below(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children with a tag, also inside content controls and insertions."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _LIVE and child.tag != W + "r":
            yield from _iter_below(child, tag)


def _choose(alternate: etree._Element) -> etree._Element | None:
    choice = alternate.find(_CHOICE + "Choice")
    return choice if choice is not None else alternate.find(_CHOICE + "Fallback")


def _symbol(item: etree._Element) -> str:
    code = item.get(W + "char") or ""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    # Symbol fonts live in the private area; only tick boxes and bullets are worth a plain letter.
    return {0xF0FE: "☒", 0xF0A8: "☐", 0xF0FC: "✓", 0xF0B7: "•"}.get(value, chr(value) if value < 0xE000 else "\ufffd")


def _is_dark(shade: etree._Element | None) -> bool:
    fill = (shade.get(W + "fill") or "").upper() if shade is not None else ""
    return fill not in ("", "AUTO", "FFFFFF")


def _number(item: etree._Element | None, default: int) -> int:
    value = item.get(W + "val") or "" if item is not None else ""
    return int(value) if value.isdigit() else default


def _loosen(tree: etree._Element) -> etree._Element:
    """A strict OOXML tree with the names of the transitional one."""
    for item in tree.iter():
        if isinstance(item.tag, str) and item.tag.startswith("{" + _STRICT):
            item.tag = W + local_name(item)
            for name in [str(key) for key in item.attrib]:
                if str(name).startswith("{" + _STRICT):
                    item.set(W + str(name).rpartition("}")[2], item.attrib.pop(name))
    return tree

"""Slides of PowerPoint (PPTX), in the order in which they are shown.

What comes in: bytes. What goes out: a page for each shown slide. Hidden slides, hidden shapes, speaker's notes and
comments are counted and kept out; embedded files are parts. What must never be here: the walk of a letter.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from answerable.model.document import BlockKind, Part
from answerable.read.docx.package import Package, PackageBroken, Relation
from answerable.read.draft import Draft
from answerable.read.sheets.parts import local_name
from answerable.read.writer import FlowCell, PageWriter

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MAIN = "ppt/presentation.xml"
_DEEPEST = 40
_OFF = ("1", "true", "on")
_EMBEDDED = ("oleObject", "package")


def read_pptx(data: bytes, draft: Draft) -> None:
    """Read a PPTX, one page for each slide that is shown."""
    try:
        package = Package(data)
        slides = _list_slides(package)
    except PackageBroken as error:
        draft.add_problem(
            "broken-file", found=str(error)[:200], remedy="ask the authority for the file again, or as PDF"
        )
        return
    writer = PageWriter(draft, "text")
    for place, name in enumerate(slides, start=1):
        try:
            tree = package.find_tree(name)
            relations = package.find_relations(name)
        except PackageBroken as error:
            draft.add_problem("part-unreadable", name, found=str(error)[:200], remedy="open the file in PowerPoint")
            continue
        if tree is not None:
            _Slide(draft, package, writer, place, relations).read(tree)
    writer.finish()
    _count_metadata(package, draft)


def _list_slides(package: Package) -> list[str]:
    """Parts of the slides in their order; those that the list of slides leaves out come last."""
    main = package.find_tree(_MAIN)
    if main is None:
        raise PackageBroken(f"no {_MAIN}")
    relations = package.find_relations(_MAIN)
    named = [relations[key].target for item in main.iter("{*}sldId") if (key := _get_link(item)) in relations]
    rest = [name for name in package.names if name.startswith("ppt/slides/slide") and name.endswith(".xml")]
    return list(dict.fromkeys([*(name for name in named if name in package.names), *rest]))


def _get_link(item: etree._Element) -> str:
    return next((str(value) for name, value in item.attrib.items() if str(name).endswith("relationships}id")), "")


class _Slide:
    """One slide while it is read."""

    def __init__(
        self, draft: Draft, package: Package, writer: PageWriter, place: int, relations: dict[str, Relation]
    ) -> None:
        self.draft = draft
        self.package = package
        self.writer = writer
        self.place = f"slide {place}"
        self.relations = relations

    def read(self, tree: etree._Element) -> None:
        """Write the slide as a page, or count it where it is hidden."""
        if tree.get("show") in ("0", "false"):
            self.draft.add_hidden("hidden_slide", self.place, max(1, _count_words(tree)))
        else:
            self.writer.name_page(self.place)
            shapes = tree.find("{*}cSld/{*}spTree")
            self._read_shapes(shapes if shapes is not None else tree, 0)
            self.writer.end_page(even_empty=True)
        self._read_beside()

    def _read_shapes(self, parent: etree._Element, depth: int) -> None:
        if depth > _DEEPEST:
            return
        for shape in parent:
            kind = local_name(shape)
            if kind == "AlternateContent":
                chosen = next(iter(shape), None)
                if chosen is not None:
                    self._read_shapes(chosen, depth + 1)
                continue
            about = shape.find("{*}nvSpPr/{*}cNvPr")
            for name in ("nvGrpSpPr", "nvGraphicFramePr", "nvPicPr", "nvCxnSpPr"):
                about = about if about is not None else shape.find(f"{{*}}{name}/{{*}}cNvPr")
            if about is not None and about.get("hidden") in _OFF:
                self.draft.add_hidden("hidden_text", self.place, _count_words(shape))
            elif kind == "grpSp":
                self._read_shapes(shape, depth + 1)
            elif kind == "graphicFrame":
                self._read_frame(shape)
            elif kind in ("sp", "cxnSp"):
                self._read_words(shape)

    def _read_words(self, shape: etree._Element) -> None:
        holder = shape.find("{*}nvSpPr/{*}nvPr/{*}ph")
        is_title = holder is not None and holder.get("type") in ("title", "ctrTitle")
        for paragraph in shape.iterfind("{*}txBody/" + _A + "p"):
            self.writer.write_paragraph(_join(paragraph), BlockKind.HEADING if is_title else BlockKind.PARAGRAPH)

    def _read_frame(self, frame: etree._Element) -> None:
        for table in frame.iter(_A + "tbl"):
            cells = list(_iter_cells(table))
            if any(cell.column for cell in cells):
                self.writer.write_table(cells, title=self.writer.last_words())
            else:
                for cell in cells:
                    self.writer.write_paragraph(cell.text)
        for item in frame.iter("{*}relIds", "{*}chart"):
            # A diagram's words and a chart's title and figures stand in parts of their own.
            for name, value in item.attrib.items():
                relation = self.relations.get(str(value))
                if relation is not None and str(name).rpartition("}")[2] in ("dm", "id"):
                    self._read_drawing(relation.target)

    def _read_drawing(self, name: str) -> None:
        tree = self._find(name)
        if tree is None:
            return
        for paragraph in tree.iter(_A + "p"):
            self.writer.write_paragraph(_join(paragraph))
        rows: list[list[str]] = []
        for series in tree.iter("{*}ser"):
            for part in ("cat", "xVal", "tx", "val", "yVal"):
                held = series.find("{*}" + part)
                if held is not None and not (part in ("cat", "xVal") and rows):
                    words = [str(point.text or "") for point in held.iter("{*}v")]
                    rows.append(["", *words] if part in ("cat", "xVal") else words)
                    if part in ("val", "yVal") and len(rows) > 1 and len(rows[-2]) == 1:
                        rows[-2] += rows.pop()
        cells = [FlowCell(at, column, text) for column, row in enumerate(rows) for at, text in enumerate(row)]
        if any(cell.column for cell in cells):
            self.writer.write_table(cells, engine="chart")
        if rows:
            self._take_embedded(name)

    def _read_beside(self) -> None:
        for relation in sorted(self.relations.values(), key=lambda relation: relation.target):
            if relation.is_external:
                continue
            if relation.kind in ("notesSlide", "comments"):
                tree = self._find(relation.target)
                if tree is not None and relation.kind == "notesSlide":
                    bodies = [item for item in tree.iter(_P + "sp") if not _is_number(item)]
                    self.draft.add_hidden("speaker_notes", self.place, sum(map(_count_words, bodies)))
                elif tree is not None:
                    self.draft.add_hidden("comment", self.place, sum(1 for _ in tree.iter("{*}cm")))
            elif relation.kind in _EMBEDDED:
                self._add_part(relation.target)

    def _take_embedded(self, name: str) -> None:
        try:
            relations = self.package.find_relations(name)
        except PackageBroken:
            return
        for relation in relations.values():
            if relation.kind in _EMBEDDED and not relation.is_external:
                self._add_part(relation.target)

    def _add_part(self, name: str) -> None:
        try:
            self.draft.parts.append(Part(posixpath.basename(name), self.package.get_bytes(name)))
        except PackageBroken as error:
            self.draft.add_problem("part-unreadable", name, found=str(error)[:200], remedy="ask for it again")
            return
        self.draft.add_hidden("embedded_file", self.place, 1)

    def _find(self, name: str) -> etree._Element | None:
        try:
            return self.package.find_tree(name)
        except PackageBroken as error:
            self.draft.add_problem("part-unreadable", name, found=str(error)[:200], remedy="ask for it again")
            return None


def _is_number(shape: etree._Element) -> bool:
    """Whether a shape of the notes shows the slide's number, picture, date or heading, which nobody wrote there."""
    holder = shape.find("{*}nvSpPr/{*}nvPr/{*}ph")
    return holder is not None and holder.get("type") in ("sldNum", "sldImg", "dt", "hdr", "ftr")


def _join(paragraph: etree._Element) -> str:
    """The words of a paragraph of a shape."""
    pieces = []
    for item in paragraph.iter(_A + "t", _A + "br", _A + "tab"):
        pieces.append((item.text or "") if item.tag == _A + "t" else "\n" if item.tag == _A + "br" else "\t")
    return "".join(pieces)


def _count_words(below: etree._Element) -> int:
    return sum(len(_join(paragraph).split()) for paragraph in below.iter(_A + "p"))


def _iter_cells(table: etree._Element) -> Iterator[FlowCell]:
    for row, line in enumerate(table.iterfind(_A + "tr")):
        for column, item in enumerate(line.iterfind(_A + "tc")):
            if item.get("hMerge") in _OFF or item.get("vMerge") in _OFF:
                continue
            text = "\n".join(_join(paragraph) for paragraph in item.iter(_A + "p"))
            yield FlowCell(row, column, text, _span(item, "rowSpan"), _span(item, "gridSpan"))


def _span(item: etree._Element, name: str) -> int:
    value = item.get(name) or "1"
    return min(int(value), 1000) if value.isdigit() and int(value) > 0 else 1


def _count_metadata(package: Package, draft: Draft) -> None:
    try:
        tree = package.find_tree("docProps/core.xml")
    except PackageBroken:
        tree = None
    personal = ("creator", "lastModifiedBy", "title", "subject", "keywords", "description")
    names = [local_name(item) for item in tree if item.text] if tree is not None else []
    draft.add_hidden("metadata", "document", sum(name in personal for name in names))
    draft.add_hidden("macro", "document", sum(name.endswith("vbaProject.bin") for name in package.names))

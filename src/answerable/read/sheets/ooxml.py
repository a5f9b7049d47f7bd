"""The side pass over the raw parts of an OOXML workbook: what the fast cell reader does not see.

In: the parts of an .xlsx or .xlsm. Out: per sheet its hidden rows and columns, error cells, formatted cells and
formulas without a value; per workbook the content that no sheet shows. Sheets are scanned as bytes: in XML a ``<``
begins a tag and nothing else, so once comments and CDATA are gone a regular expression on tags is exact, and far
faster than a tree. What must never be here: cell values, which `sheet_xlsx` takes from its engine.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from lxml import etree

from answerable.read.draft import Draft
from answerable.read.sheets.formats import BUILT_IN, PLAIN, Format, parse_format
from answerable.read.sheets.parts import Package, PartMissing, local_name
from answerable.read.sheets.serial import DateKind, find_date_kind

_COMMENTED = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)
_PREFIX = re.compile(rb"<((?:\w+:)?)(?:worksheet|sheetData)\b")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_LETTERS = re.compile(rb'\sr="([A-Z]{1,3})\d')
_WIDE = re.compile(rb'r="[A-Z]{3}\d')
"""Begins with letters, not with a blank, so that the search can jump."""
_BLOCK_NAMES = re.compile(r"_xlnm\.|_xlfn\.|_xleta\.", re.IGNORECASE)


@dataclass(slots=True)
class SheetFacts:
    """What the raw part of one sheet says.

    Args:
        hidden_rows: numbers from 0.
        hidden_columns: numbers from 0.
        errors: what error cells hold, by row and column.
        formatted: style number of cells whose format says more than the number, by row and column.
        n_unsolved: formulas whose value the file does not hold.
        may_hold_truth: some cells are true or false.
        is_dressed: has tables or conditional formats, so that a white font may stand on a dark ground.
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formatted: dict[tuple[int, int], int] = field(default_factory=dict)
    n_unsolved: int = 0
    may_hold_truth: bool = False
    is_dressed: bool = False


@dataclass(frozen=True, slots=True)
class Styles:
    """Cell styles by number: those whose format matters, and those that nobody can read.

    Args:
        formats: of styles that say more than the number.
        invisible: styles that nobody can read.
        dates: styles that make a date, a time or a length of time of a number.
        since_1904: the workbook counts its days from 1904.
    """

    formats: Mapping[int, Format] = field(default_factory=dict)
    invisible: frozenset[int] = frozenset()
    dates: Mapping[int, DateKind] = field(default_factory=dict)
    since_1904: bool = False


def parse_reference(letters: bytes, digits: bytes) -> tuple[int, int]:
    """Row and column from 0 of an address such as ``AB12``."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(digits) - 1, column - 1


@dataclass(frozen=True, slots=True)
class _Tags:
    """Patterns for the tags of one sheet. With the namespace's prefix spelled out the scan can jump from tag to tag."""

    hidden_row: re.Pattern[bytes]
    row: bytes
    column: re.Pattern[bytes]
    error: re.Pattern[bytes]
    unsolved: re.Pattern[bytes]
    cell: bytes
    formulas: tuple[bytes, ...]
    values: tuple[bytes, ...]


@cache
def _make_tags(prefix: bytes) -> _Tags:
    p = re.escape(prefix)
    return _Tags(
        re.compile(rb"<" + p + rb'row\b[^>]*?\s(?:hidden="(?:1|true)"|ht="0(?:\.0*)?")[^>]*>'),
        b"<" + prefix + b"row",
        re.compile(rb"<" + p + rb"col\b([^>]*)>"),
        re.compile(
            rb"<" + p + rb'c\b([^>]*?)\st="e"([^>]*)>(?:(?!</?' + p + rb"[cv]\b).)*<" + p + rb"v>([^<]*)<", re.DOTALL
        ),
        re.compile(
            rb"<"
            + p
            + rb'c\b(?![^>]*\st="str")[^>]*>\s*(?:<'
            + p
            + rb"f\b[^>]*/>|<"
            + p
            + rb"f\b[^>]*>[^<]*</"
            + p
            + rb"f>)\s*(?:<"
            + p
            + rb"v\s*/>|<"
            + p
            + rb"v></"
            + p
            + rb"v>)?\s*</"
            + p
            + rb"c>"
        ),
        rb"<" + p + rb"c\b",
        (b"</" + prefix + b"f>", b"<" + prefix + b"f "),
        (b"<" + prefix + b"v>", b"<" + prefix + b"is>"),
    )


def _find_tags(xml: bytes) -> _Tags:
    found = _PREFIX.search(xml[:20_000])
    return _make_tags(found[1] if found else b"")


def read_sheet_facts(xml: bytes, styles: Styles) -> SheetFacts:
    """Scan one sheet's part."""
    if b"<!" in xml:
        xml = _COMMENTED.sub(b"", xml)
    tags = _find_tags(xml)
    facts = read_margins(xml)
    if b"hidden=" in xml or b'ht="0' in xml:
        found = (_find_attribute(match.group(), b"r") for match in tags.hidden_row.finditer(xml))
        facts.hidden_rows = frozenset(int(number) - 1 for number in found if number.isdigit() and len(number) < 8)
    if b't="e"' in xml:
        for match in tags.error.finditer(xml):
            place = _REFERENCE.search(b" " + match[1] + b" " + match[2])
            if place is not None:
                facts.errors[parse_reference(place[1], place[2])] = match[3].decode("utf-8", "replace")
    facts.may_hold_truth = b't="b"' in xml
    wanted = sorted({*styles.formats, *styles.invisible})
    if wanted:
        marks = b"|".join(b"%d" % number for number in wanted)
        pattern = re.compile(tags.cell + rb'([^>]*?)\ss="(' + marks + rb')"([^>]*[^/])?>')
        for match in pattern.finditer(xml):
            place = _REFERENCE.search(match[1]) or _REFERENCE.search(match[3] or b"")
            if place is not None:
                facts.formatted[parse_reference(place[1], place[2])] = int(match[2])
    return facts


def read_margins(xml: bytes, *, has_formulas: bool = True) -> SheetFacts:
    """What stands before and behind the cells, and whether formulas lack their values.

    Args:
        xml: the part.
        has_formulas: some cells may hold formulas.
    """
    tags = _find_tags(xml)
    facts = SheetFacts(hidden_columns=_find_hidden_columns(xml, tags))
    if has_formulas and any(tag in xml for tag in tags.formulas):
        facts.n_unsolved = sum(1 for _ in tags.unsolved.finditer(xml))
    end = max(0, xml.rfind(b"sheetData"))
    facts.is_dressed = xml.find(b"tablePart", end) >= 0 or xml.find(b"conditionalFormatting", end) >= 0
    return facts


def find_extent(xml: bytes) -> tuple[int, int]:
    """The last row and the last column of a sheet's part; 0 columns where it is small enough not to care."""
    tags = _find_tags(xml)
    last = xml.rfind(tags.row + b" ")
    number = _find_attribute(xml[last : xml.find(b">", last)], b"r") if last >= 0 else b""
    n_rows = _as_number(number.decode("ascii", "replace")) or xml.count(tags.row)
    if n_rows > 40_000 or (n_rows > 300 and _WIDE.search(xml)):
        widest = {parse_reference(match[1], b"1")[1] for match in _LETTERS.finditer(xml)}
        return n_rows, max(widest, default=-1) + 1
    return n_rows, 0


def _find_attribute(tag: bytes, name: bytes) -> bytes:
    found = re.search(rb"\s" + name + rb'="([^"]*)"', tag)
    return found[1] if found else b""


def _find_hidden_columns(xml: bytes, tags: _Tags) -> frozenset[int]:
    end = xml.find(b"sheetData")
    hidden: set[int] = set()
    for match in tags.column.finditer(xml, 0, end if end > 0 else min(len(xml), 200_000)):
        tag = b" " + match[1]
        width = _find_attribute(tag, b"width")
        if _find_attribute(tag, b"hidden") in (b"1", b"true") or re.fullmatch(rb"0+(?:\.0*)?", width):
            low, high = (_as_number(_find_attribute(tag, name).decode("ascii", "replace")) for name in (b"min", b"max"))
            hidden.update(range(max(0, low - 1), min(high, 16_384)))
    return frozenset(hidden)


def count_values(xml: bytes) -> int:
    """Cells of a sheet's part that hold a value."""
    return sum(xml.count(tag) for tag in _find_tags(xml).values)


def read_styles(package: Package) -> Styles:
    """Read what styles.xml says about formats and invisible fonts."""
    try:
        root = package.parse(next(iter(package.find(r"xl/styles\.xml"))))
    except (PartMissing, StopIteration):
        return Styles()
    codes = {e.get("numFmtId", ""): e.get("formatCode", "") for e in root.iter() if local_name(e) == "numFmt"}
    fonts = [_is_white(e) for group in _children(root, "fonts") for e in group]
    fills = [_is_blank_fill(e) for group in _children(root, "fills") for e in group]
    formats: dict[int, Format] = {}
    invisible: set[int] = set()
    dates: dict[int, DateKind] = {}
    for number, style in enumerate(e for group in _children(root, "cellXfs") for e in group):
        known = style.get("numFmtId", "0")
        form = parse_format(codes[known]) if known in codes else BUILT_IN.get(_as_number(known), PLAIN)
        font, fill = _as_number(style.get("fontId")), _as_number(style.get("fillId"))
        if form.nothing or (font < len(fonts) and fonts[font] and (fill >= len(fills) or fills[fill])):
            invisible.add(number)
        elif not form.is_plain:
            formats[number] = form
        kind = find_date_kind(_as_number(known), codes.get(known, ""))
        if kind is not DateKind.NONE:
            dates[number] = kind
    return Styles(formats, frozenset(invisible), dates, _counts_from_1904(package))


def _as_number(text: str | None) -> int:
    """A whole number of an attribute; 0 for one that is missing or damaged."""
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _children(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root if local_name(element) == name)


def _is_white(font: etree._Element) -> bool:
    # Theme colour 0 is the window's background: white unless somebody designed otherwise.
    return any(
        (e.get("rgb", "").upper()[-6:] == "FFFFFF" or e.get("theme") == "0") and not e.get("tint")
        for e in font
        if local_name(e) == "color"
    )


def _is_blank_fill(fill: etree._Element) -> bool:
    pattern = next((e for e in fill if local_name(e) == "patternFill"), None)
    if pattern is None:
        return next(iter(fill), None) is None
    if pattern.get("patternType", "none") in ("none", ""):
        return True
    ground = next((e for e in pattern if local_name(e) == "fgColor"), None)
    return (
        ground is not None and pattern.get("patternType") == "solid" and ground.get("rgb", "").upper()[-6:] == "FFFFFF"
    )


def _counts_from_1904(package: Package) -> bool:
    for name in package.find(r"xl/workbook\d*\.xml")[:1]:
        try:
            root = package.parse(name)
        except PartMissing:
            return False
        return any(e.get("date1904", "") in ("1", "true") for e in root if local_name(e) == "workbookPr")
    return False


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook lists it: its name, `visible`, `hidden` or `veryHidden`, its kind and its part."""

    name: str
    state: str
    part: str
    is_worksheet: bool


def list_sheets(package: Package) -> list[SheetPart]:
    """The sheets in the workbook's order.

    Raises:
        PartMissing: there is no readable workbook part.
    """
    books = package.find(r"xl/workbook\d*\.xml")
    if not books:
        raise PartMissing("no workbook part")
    relations = read_relations(package, books[0])
    sheets = []
    for element in package.parse(books[0]).iter():
        if local_name(element) == "sheet":
            key = next((v for name, v in element.attrib.items() if str(name).endswith("}id")), "")
            kind, target = relations.get(str(key), ("", ""))
            sheets.append(
                SheetPart(element.get("name", ""), element.get("state", "visible"), target, kind.endswith("/worksheet"))
            )
    return sheets


def read_relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Type and target part of each relation of a part, by id; external targets are left as they stand."""
    folder, name = posixpath.split(part)
    try:
        root = package.parse(f"{folder}/_rels/{name}.rels")
    except PartMissing:
        return {}
    relations = {}
    for element in root:
        target = element.get("Target", "")
        if element.get("TargetMode") != "External":
            target = posixpath.normpath(
                target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            )
        relations[element.get("Id", "")] = (element.get("Type", ""), target)
    return relations


def add_comments(draft: Draft, package: Package, sheet: SheetPart) -> None:
    """Count comments, threaded comments and text boxes of a sheet."""
    for kind, target in sorted(read_relations(package, sheet.part).values()):
        for ending, tag, name in (
            ("/comments", rb"comment", "comment"),
            ("threadedComment", rb"threadedComment", "threaded_comment"),
        ):
            if kind.endswith(ending):
                try:
                    xml = package.read(target)
                except PartMissing:
                    continue
                count = sum(1 for _ in re.finditer(rb"<(?:\w+:)?" + tag + rb"[\s>]", xml))
                draft.add_hidden(name, f"sheet '{sheet.name}'", count)


_ELSEWHERE = (
    ("pivot_cache", r"xl/pivotCache/pivotCacheRecords\d*\.xml", rb"<(?:\w+:)?r>"),
    ("external_link", r"xl/externalLinks/externalLink\d*\.xml", rb"<(?:\w+:)?(?:cell|sheetName|externalBook)\b"),
    ("query_connection", r"xl/connections\.xml", rb"<(?:\w+:)?connection\b"),
    ("change_log", r"xl/revisions/revisionLog\d*\.xml", rb"<(?:\w+:)?(?:rcc|rrc)\b"),
)
_OBJECTS = (
    ("data_model", r"xl/model/.*"),
    ("embedded_object", r"xl/embeddings/.*"),
    ("macros", r"xl/vbaProject\.bin"),
    ("macro_sheet", r"xl/macrosheets/.*\.xml"),
    ("custom_data", r"customXml/item\d+\.xml"),
)


def add_workbook_extras(draft: Draft, package: Package) -> None:
    """Count what a workbook carries and no sheet shows."""
    for kind, pattern, tag in _ELSEWHERE:
        for name, xml in package.iter_parts(pattern):
            draft.add_hidden(kind, name, sum(1 for _ in re.finditer(tag, xml)))
    for kind, pattern in _OBJECTS:
        for name in package.find(pattern):
            draft.add_hidden(kind, name, 1)
    for book in package.find(r"xl/workbook\d*\.xml")[:1]:
        try:
            root = package.parse(book)
        except PartMissing:
            continue
        names = [e.get("name", "") for e in root.iter() if local_name(e) == "definedName"]
        draft.add_hidden("defined_name", "workbook", sum(not _BLOCK_NAMES.match(name) for name in names))
    _add_properties(draft, package)


def _add_properties(draft: Draft, package: Package) -> None:
    """Who wrote a file is hidden content: counted, never copied out."""
    personal = {"creator", "lastModifiedBy", "manager", "company"}
    for pattern in (r"docProps/core\.xml", r"docProps/app\.xml"):
        for name in package.find(pattern):
            try:
                root = package.parse(name)
            except PartMissing:
                continue
            words = [local_name(e) for e in root.iter() if (e.text or "").strip()]
            draft.add_hidden(
                "metadata", "document properties", sum(word in personal or word.lower() == "company" for word in words)
            )
            program = next((e.text for e in root.iter() if local_name(e) == "Application" and e.text), "")
            if program:
                draft.facts.append(("program", program.strip()[:80]))

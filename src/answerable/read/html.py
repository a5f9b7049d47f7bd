"""Web pages and HTML answers: main content, headings, lists and tables; banners marked, hidden elements kept out.

What comes in: bytes, as received or as captured. What goes out: one page in the draft. Nothing is fetched, run or
followed. What must never be here: knowledge of one site.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html

from answerable.model.document import BlockKind
from answerable.read.compose import clean_cell
from answerable.read.draft import Draft
from answerable.read.text import decode_text
from answerable.read.writer import FlowCell, PageWriter

_SKIPPED = {"script", "style", "head", "noscript", "template", "svg", "object", "embed", "iframe", "canvas", "audio",
            "video", "select", "datalist", "map", "math"}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_INLINE = {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
           "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong",
           "sub", "sup", "time", "tt", "u", "var", "wbr", "nobr", "button", "output", "img", "o:p"}  # fmt: skip
_BANNER_TAGS = {"nav", "footer", "aside"}
_BANNER_ROLES = {"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "complementary"}
_BANNER_NAME = re.compile(
    r"(?:^|[\s_-])(?:cookie|consent|gdpr|ccc|onetrust|breadcrumbs?|skip-?links?|site-?header|global-?header|navbar|nav|"
    r"menu|phase-?banner|beta-?banner|site-?footer|footer|share|social|pagination|newsletter|alert-?banner)",
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$)|mso-hide\s*:\s*all"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)|(?:left|text-indent|top)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*[01](?:px)?[,\s]+[01]",
    re.IGNORECASE,
)
_WHITE = re.compile(r"(?<![-\w])color\s*:\s*(?:white|#fff(?:fff)?|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_DEEPEST = 180
_SHARE_BANNER = 0.6


def read_html(data: bytes, draft: Draft) -> None:
    """Read an HTML file as one page."""
    tree = parse_html(decode_html(data, draft))
    if tree is None:
        draft.pages.clear()
        PageWriter(draft, "html").finish()
        return
    title = tree.findtext(".//title")
    if title and title.strip():
        draft.facts.append(("title", clean_cell(title)))
    writer = PageWriter(draft, "html")
    write_html(tree, writer, draft)
    writer.finish()


def decode_html(data: bytes, draft: Draft) -> str:
    """The text of an HTML file, by its mark, its own word, or what fits."""
    said = _CHARSET.search(data[:4096])
    if said is not None and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = said.group(1).decode("ascii").lower()
        name = "cp1252" if name in ("iso-8859-1", "latin1", "us-ascii") else name
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            pass
    text, encoding = decode_text(data)
    draft.facts.append(("encoding", encoding))
    return text


def parse_html(text: str) -> etree._Element | None:
    """The tree of an HTML text, or None where it holds none."""
    # libxml2 refuses text that declares another encoding than it has.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree if isinstance(tree, etree._Element) else None


def write_html(tree: etree._Element, writer: PageWriter, draft: Draft) -> None:
    """Write a tree as paragraphs and tables of the page that is being written."""
    _Walk(tree, writer, draft).read()


class _Walk:
    def __init__(self, tree: etree._Element, writer: PageWriter, draft: Draft) -> None:
        self.tree = tree
        self.writer = writer
        self.draft = draft
        self.pending: list[str] = []
        self.n_all = len(join_words(tree))

    def read(self) -> None:
        body = self.tree.find("body")
        self._walk(body if body is not None else self.tree, BlockKind.PARAGRAPH, 0)
        self._flush(BlockKind.PARAGRAPH)

    def _flush(self, kind: BlockKind) -> None:
        if self.pending:
            lines = [_BLANKS.sub(" ", line).strip() for line in "".join(self.pending).split("\v")]
            self.pending = []
            self.writer.write_paragraph("\n".join(line for line in lines if line), kind)

    def _walk(self, element: etree._Element, kind: BlockKind, depth: int) -> None:
        """Write what is inside an element; the words of `kind` gather until a block ends."""
        if depth > _DEEPEST:
            self.pending.append(join_words(element, " "))
            return
        if element.text:
            self.pending.append(element.text)
        for child in element:
            if isinstance(child.tag, str):
                self._visit(child, kind, depth + 1)
            if child.tail:
                self.pending.append(child.tail)

    def _visit(self, child: etree._Element, kind: BlockKind, depth: int) -> None:
        tag = str(child.tag).lower()
        if tag in _SKIPPED:
            return
        why = why_unseen(child)
        if why:
            self.draft.add_hidden(why, f"page {self.writer.number}", len(join_words(child, " ").split()))
            return
        if tag == "br":
            self.pending.append("\v")
        elif tag in _INLINE:
            self._walk(child, kind, depth)
        else:
            self._flush(kind)
            own = self._kind_of(child, tag, kind)
            if tag == "table" and self._write_table(child, own):
                return
            if tag == "pre":
                self.writer.write_paragraph(join_words(child), own)
                return
            if tag == "li":
                self.pending.append(_marker(child))
            self._walk(child, own, depth)
            self._flush(own)

    def _kind_of(self, child: etree._Element, tag: str, kind: BlockKind) -> BlockKind:
        if kind in (BlockKind.BANNER, BlockKind.QUOTED):
            return kind
        if tag in _HEADINGS:
            return BlockKind.HEADING
        if tag == "blockquote":
            return BlockKind.QUOTED
        if self._is_banner(child, tag):
            return BlockKind.BANNER
        if tag in ("li", "dt", "dd"):
            return BlockKind.LIST_ITEM
        return BlockKind.PARAGRAPH if tag in ("p", "td", "th", "caption") or kind is BlockKind.HEADING else kind

    def _is_banner(self, child: etree._Element, tag: str) -> bool:
        name = f"{child.get('class') or ''} {child.get('id') or ''}"
        parent = child.getparent()
        looks = (
            tag in _BANNER_TAGS
            or child.get("role") in _BANNER_ROLES
            or (tag == "header" and parent is not None and parent.tag == "body")
            or _BANNER_NAME.search(name) is not None
        )
        if not looks or tag in ("body", "main", "article", "html"):
            return False
        if any(item.tag in ("main", "article", "h1") or item.get("role") == "main" for item in child.iter()):
            return False
        # What holds most of the page's words is the page, whatever it is called.
        return len(join_words(child)) < _SHARE_BANNER * self.n_all

    def _write_table(self, table: etree._Element, kind: BlockKind) -> bool:
        """Write a data table; False where the table only lays out the page."""
        cells = make_cells(table, self.draft, f"page {self.writer.number}")
        if cells is None or kind is BlockKind.BANNER:
            return False
        caption = table.find("caption")
        title = clean_cell(join_words(caption)) if caption is not None else ""
        if title:
            self.writer.write_paragraph(title)
        self.writer.write_table(cells, title=title or self.writer.last_words())
        return True


def make_cells(table: etree._Element, draft: Draft, place: str) -> list[FlowCell] | None:
    """The cells of a data table; None for a table that only lays out a page."""
    if table.get("role") in ("presentation", "none") or any(
        item is not table and item.tag == "table" for item in table.iter("table")
    ):
        return None
    rows = list(table.iter("tr"))
    cells: list[FlowCell] = []
    taken: set[tuple[int, int]] = set()
    place_row = 0
    for row in rows:
        if why_unseen(row) or any(why_unseen(up) for up in row.iterancestors("thead", "tbody", "tfoot")):
            draft.add_hidden("hidden_element", place, len(join_words(row, " ").split()))
            continue
        column = 0
        for item in row:
            if item.tag not in ("td", "th"):
                continue
            if why_unseen(item):
                draft.add_hidden("hidden_element", place, len(join_words(item, " ").split()))
                continue
            while (place_row, column) in taken:
                column += 1
            down, across = _span(item, "rowspan"), _span(item, "colspan")
            down = min(down, len(rows) - place_row)
            cells.append(FlowCell(place_row, column, _cell_text(item, draft, place), max(1, down), across))
            if down * across < 5000:
                taken.update((place_row + y, column + x) for y in range(down) for x in range(across))
            column += across
        place_row += 1
    n_filled = sum(bool(cell.text.strip()) for cell in cells)
    return cells if n_filled > 1 and any(cell.column for cell in cells) else None


def join_words(element: etree._Element, between: str = "") -> str:
    """All the words below an element."""
    return between.join(str(words) for words in element.itertext())


def why_unseen(element: etree._Element) -> str:
    """Why an element is not shown: `hidden_element` or `white_text`; empty where it is."""
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return "hidden_element"
    style = element.get("style")
    if style and _UNSEEN.search(style):
        return "hidden_element"
    if style and _WHITE.search(style) and "background" not in style and not _on_ground(element):
        return "white_text"
    if (
        element.tag == "font"
        and (element.get("color") or "").lower() in ("white", "#ffffff")
        and not _on_ground(element)
    ):
        return "white_text"
    return ""


def _on_ground(element: etree._Element) -> bool:
    """True where something behind an element may have a colour of its own."""
    for up in (element, *element.iterancestors()):
        if up.get("bgcolor") or up.get("class") or "background" in (up.get("style") or ""):
            return True
    return False


def _cell_text(cell: etree._Element, draft: Draft, place: str) -> str:
    pieces: list[str] = []

    def _gather(element: etree._Element, depth: int) -> None:
        if element.text:
            pieces.append(_BLANKS.sub(" ", element.text))
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _SKIPPED and depth < _DEEPEST:
                if why_unseen(child):
                    draft.add_hidden("hidden_element", place, len(join_words(child, " ").split()))
                else:
                    if child.tag not in _INLINE:
                        pieces.append("\n")
                    _gather(child, depth + 1)
                    if child.tag not in _INLINE:
                        pieces.append("\n")
            if child.tail:
                pieces.append(_BLANKS.sub(" ", child.tail))

    _gather(cell, 0)
    return "".join(pieces)


def _marker(item: etree._Element) -> str:
    """What a browser shows before a list item: its number, or a bullet."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "• "
    start = parent.get("start") or ""
    number = int(start) if start.lstrip("-").isdigit() else 1
    for other in parent:
        if other.tag == "li":
            own = other.get("value") or ""
            number = int(own) if own.isdigit() else number
            if other is item:
                break
            number += 1
    form = parent.get("type") or "1"
    if form in "aA" and 1 <= number <= 26:
        letter = chr(96 + number)
        return f"{letter if form == 'a' else letter.upper()}. "
    return f"{number}. "


def _span(item: etree._Element, name: str) -> int:
    value = (item.get(name) or "1").strip()
    return min(int(value), 1000) if value.isdigit() and int(value) > 0 else 1

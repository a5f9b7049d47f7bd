"""Tell the items of a published log apart, by the shape that its file names.

What comes in: a page as it was read (text, blocks, tables). What goes out: `Piece`s, each a stretch of the page's
text. Never here: the record, bytes, HTML.

Nine shapes cover the logs met so far: notices under a running number, two-column tables (one per notice), prose,
one paragraph a case, a table of dates, breaches and outcomes, a list per quarter, reports under headings, one report
that fills a page or document, and one page with many replies.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from answerable.model.document import Block, BlockKind, Cell, Page, Table

_RANK = (
    r"officers?|constables?|sergeants?|inspectors?|superintendents?|pcsos?|special constables?|detectives?|"
    r"PC|DC|PS|DS|Sgt|DI|DCI|TDC|police staff|staff member|member of (?:police )?staff|chief constable|commander"
)
_SUBJECT = re.compile(rf"\b(?:{_RANK})\b", re.IGNORECASE)
_MATTER = re.compile(
    r"\b(misconduct|hearing|meeting|dismiss\w*|warning|allegation|alleged|breach\w*|proven|proved|outcome|sanction|"
    r"resign\w*|retire\w*|discreditable|standards?|message\w*|whatsapp|facebook|social media)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?P<name>(?:notice|case|hearing|item|no\.?|number|ref(?:erence)?\.?)\s*)?#?(?P<n>\d{1,3})\s*[.):–—-](?=\s|$)",
    re.I,
)
_NAMED_NUMBER = re.compile(r"(?:notice|case|hearing|item|number|no\.?)\s*#?(?P<n>\d{1,3})\b", re.I)
_NOTHING = re.compile(
    r"\s*(?:there (?:are|were|is|have been) (?:currently |presently )?no\b"
    r"|no (?:hearings|meetings|cases|outcomes|current|notices)\b"
    r"|none\b|nil\b|n/?a\b|not applicable\b)",
    re.IGNORECASE,
)
_EMPTY_CELL = re.compile(r"[\s\-–—.]*\Z")
_HEADER_CELL = re.compile(
    r"\b(date|breach|standards?|outcome|result|sanction|allegation|rank|finding|level|case|summary|conduct|ref\w*)\b",
    re.I,
)
_FOLLOW_ON = re.compile(
    r"\s*(?:standards?|outcome|sanction|finding|result|decision|breach\w*|level|appeal|media|venue|attendance)\b", re.I
)
_REFERENCE = re.compile(
    r"(?:(?:our |your |foi |request |disclosure )?ref(?:erence)?(?: (?:no|number)\b\.?)?"
    r"|(?:foi|request|log)\s+(?:no|number)\b\.?)"
    r"\s*[:.–-]?\s*(?P<ref>(?:[A-Z]{1,8}[ /-]{1,3}){0,3}\d[\w./-]*(?: ?[-/] ?\d+)?)",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:(?:next|previous|prev|older|newer|earlier|later|first|last|back|more|page|pages|of|to|the|top|results?|items?"
    r"|share|print|this|\d{1,3})\b|[«»‹›<>←→|…·.\s-])*+",
    re.IGNORECASE,
)
_HELD_BACK = {BlockKind.BANNER, BlockKind.DISCLAIMER, BlockKind.QUOTED}


@dataclass(frozen=True, slots=True)
class Piece:
    """An item of a page: ``page.text[start:end]``, and what the page calls it."""

    start: int
    end: int
    label: str = ""


def split_page(page: Page, tables: Sequence[Table], shape: str) -> list[Piece]:
    """Return the items of a page in its order.

    Args:
        page: as read.
        tables: the tables of that page.
        shape: one of `SHAPES`.

    >>> page = Page("a:1", "a", 1, "html", "1. PC A, misconduct hearing\\n2. PC B, misconduct hearing")
    >>> [page.text[piece.start : piece.end] for piece in split_page(page, [], "numbered_notices")]
    ['1. PC A, misconduct hearing', '2. PC B, misconduct hearing']
    """
    pieces = SHAPES[shape](page, tables)
    return [trimmed for piece in pieces if (trimmed := _trim(page.text, piece)).end > trimmed.start]


def says_nothing_is_there(page: Page) -> bool:
    """Whether the page itself says that there is nothing to list at present."""
    return any(_NOTHING.match(page.text, block.start, block.end) for block in content_blocks(page))


def is_item(text: str) -> bool:
    """Whether words tell of a case: someone, and what it was about. Introductions and addresses do not.

    >>> is_item("PC X was dismissed after a misconduct hearing"), is_item("Cookies help us")
    (True, False)
    """
    return len(text) >= 20 and bool(_SUBJECT.search(text)) and bool(_MATTER.search(text))


def content_blocks(page: Page) -> list[Block]:
    """The blocks that are the page's own words; a page without blocks is cut at blank lines, else at lines.

    What leads to other pages stands at the end and is no part of the last item.
    """
    if page.blocks:
        own = [block for block in page.blocks if block.kind not in _HELD_BACK]
        while own and _FURNITURE.fullmatch(page.text, own[-1].start, own[-1].end):
            own.pop()
        return own
    gap = re.compile(r"\n[ \t]*\n" if "\n\n" in page.text else r"\n")
    blocks, start = [], 0
    for found in gap.finditer(page.text):
        blocks.append(Block(BlockKind.PARAGRAPH, start, found.start()))
        start = found.end()
    blocks.append(Block(BlockKind.PARAGRAPH, start, len(page.text)))
    return [block for block in blocks if page.text[block.start : block.end].strip()]


def _split_numbered(page: Page, tables: Sequence[Table]) -> list[Piece]:
    """Notices under a running number; numbers that begin again at 1 number the lines of each notice instead."""
    marks: list[tuple[int, int, str]] = []
    blocks = content_blocks(page)
    for block in blocks:
        for start, end in _lines(page.text, block):
            found = _NUMBERED.match(page.text, start, end) or _NAMED_NUMBER.match(page.text, start, end)
            if found:
                marks.append((start, int(found["n"]), found.group().strip(" .):–—-")))
    if not marks:
        return _split_headed(page, tables)
    begins_again = sum(number == 1 for _, number, _ in marks) > 1
    starts = [(at, label) for at, number, label in marks if not begins_again or number == 1]
    last = blocks[-1].end
    ends = [at for at, _ in starts[1:]] + [_end_of_part(page, blocks, starts[-1][0], last)]
    named = begins_again is False
    pieces = [Piece(at, end, label if named else "") for (at, label), end in zip(starts, ends, strict=True)]
    return [piece for piece in pieces if is_item(page.text[piece.start : piece.end])]


def _end_of_part(page: Page, blocks: Sequence[Block], start: int, last: int) -> int:
    """Where the last numbered notice ends: at the next heading that is not its own first line."""
    for block in blocks:
        if block.kind is BlockKind.HEADING and block.start > start:
            heading = page.text[block.start : block.end]
            if not _FOLLOW_ON.match(heading):
                return block.start
    return last


def _split_two_column(page: Page, tables: Sequence[Table]) -> list[Piece]:
    """One table per notice, or one long table in which the first label comes again with each notice."""
    pieces: list[Piece] = []
    for table in tables:
        rows = _rows(table)
        labels = [_fold(row[0].text) if row else "" for row in rows]
        first = next((label for label in labels if label), "")
        repeats = labels.count(first) > 1
        starts = [number for number, label in enumerate(labels) if label == first] if repeats else [0]
        for begin, end in zip(starts, [*starts[1:], len(rows)], strict=True):
            cells = [cell for row in rows[begin:end] for cell in row]
            if cells:
                pieces.append(Piece(min(c.start for c in cells), max(c.end for c in cells)))
    return [piece for piece in pieces if is_item(page.text[piece.start : piece.end])]


def _split_table_rows(page: Page, tables: Sequence[Table]) -> list[Piece]:
    """A row a case: below the header, not empty, and more than a year or a section's name."""
    pieces: list[Piece] = []
    for table in tables:
        rows = _rows(table)
        if not rows or table.n_columns < 2:
            continue
        texts = [cell.text for cell in rows[0]]
        has_header = bool(texts) and all(len(text) < 60 for text in texts) and any(map(_HEADER_CELL.search, texts))
        for row in rows[1:] if has_header else rows:
            filled = [cell for cell in row if not _EMPTY_CELL.match(cell.text)]
            if len(filled) < 2 or all(_NOTHING.match(cell.text) for cell in filled[1:]):
                continue
            if [_fold(cell.text) for cell in row] == [_fold(text) for text in texts]:
                continue  # the header printed again
            pieces.append(Piece(min(cell.start for cell in row), max(cell.end for cell in row)))
    return pieces


def _split_paragraphs(page: Page, tables: Sequence[Table]) -> list[Piece]:
    """One paragraph a case; a line of standards or an outcome after it belongs to it."""
    pieces: list[Piece] = []
    for block in content_blocks(page):
        text = page.text[block.start : block.end]
        if block.kind is BlockKind.HEADING:
            continue
        follows_on = bool(pieces) and _FOLLOW_ON.match(text) and not _opens_case(text)
        if follows_on:
            pieces[-1] = Piece(pieces[-1].start, block.end)
        elif is_item(text) and _is_about_one(text):
            pieces.append(Piece(block.start, block.end))
    return pieces


def _split_prose(page: Page, tables: Sequence[Table]) -> list[Piece]:
    """Paragraphs of one notice after another: a new one begins where another hearing, date or officer is named."""
    pieces: list[Piece] = []
    closed = True
    for block in content_blocks(page):
        text = page.text[block.start : block.end]
        if block.kind is BlockKind.HEADING:
            closed = True
            continue
        if is_item(text) and _is_about_one(text) and (closed or _opens_case(text)):
            pieces.append(Piece(block.start, block.end))
            closed = False
        elif pieces and not closed:
            pieces[-1] = Piece(pieces[-1].start, block.end)
    return pieces


def _split_quarters(page: Page, tables: Sequence[Table]) -> list[Piece]:
    """The items of lists or tables under quarters, months or years; the heading stays outside the item."""
    blocks = content_blocks(page)
    listed = [block for block in blocks if block.kind is BlockKind.LIST_ITEM]
    if not listed and tables:
        return _split_table_rows(page, tables)
    spans = [(b.start, b.end) for b in listed] or [
        line for block in blocks if block.kind is not BlockKind.HEADING for line in _lines(page.text, block)
    ]
    return [
        Piece(start, end)
        for start, end in spans
        if is_item(page.text[start:end]) and _is_about_one(page.text[start:end])
    ]


def _split_headed(page: Page, tables: Sequence[Table]) -> list[Piece]:
    """A report under each heading; headings that come again on the page ("Outcome") are parts of a report."""
    blocks = content_blocks(page)
    headings = [block for block in blocks if block.kind is BlockKind.HEADING or _is_line_over_report(page.text, block)]
    seen = Counter(_fold(page.text[block.start : block.end]) for block in headings)
    tops = [
        block
        for block in headings
        if seen[_fold(page.text[block.start : block.end])] == 1
        and not (len(page.text[block.start : block.end]) < 30 and _FOLLOW_ON.match(page.text, block.start, block.end))
    ]
    if not tops:
        return _split_paragraphs(page, tables)
    ends = [block.start for block in tops[1:]] + [blocks[-1].end]
    pieces = []
    for top, end in zip(tops, ends, strict=True):
        body = page.text[top.end : end]
        whole = page.text[top.start : end]
        if body.strip() and is_item(whole) and _is_about_one(whole):
            pieces.append(Piece(top.start, end, " ".join(page.text[top.start : top.end].split())))
    return pieces


def _split_one_report(page: Page, tables: Sequence[Table]) -> list[Piece]:
    """The whole page, from its first words of its own to its last: a page or document that holds one report."""
    blocks = content_blocks(page)
    if says_nothing_is_there(page) and not any(_is_about_one(page.text[one.start : one.end]) for one in blocks):
        return []
    pieces = [(block.start, block.end) for block in blocks]
    pieces += [(cell.start, cell.end) for table in tables for cell in table.cells]
    if not pieces:
        return []
    top = next((block for block in blocks if block.kind is BlockKind.HEADING), None)
    label = " ".join(page.text[top.start : top.end].split()) if top else ""
    return [Piece(min(start for start, _ in pieces), max(end for _, end in pieces), label)]


def _split_replies(page: Page, tables: Sequence[Table]) -> list[Piece]:
    """One page of many replies: each begins with its reference, and what stands before the first is no reply."""
    marks: list[tuple[int, str]] = []
    blocks = content_blocks(page)
    for block in blocks:
        for start, end in _lines(page.text, block):
            if found := _REFERENCE.match(page.text, start, end):
                marks.append((start, " ".join(found["ref"].split()).rstrip(".,;")))
    if not marks:
        return []
    ends = [at for at, _ in marks[1:]] + [blocks[-1].end]
    return [Piece(at, end, label) for (at, label), end in zip(marks, ends, strict=True)]


def _is_line_over_report(text: str, block: Block) -> bool:
    """Whether a short line without a stop names an officer, as sites write that make headings by bold type."""
    line = text[block.start : block.end].strip()
    return len(line) < 90 and "\n" not in line and line[-1:] not in ".;," and bool(_ONE.match(line))


_ONE = re.compile(
    r"\b(?:P\.?C\.?|D\.?C\.?|PS|DS|Sgt|DI|DCI|PCSO|constable|sergeant|inspector|superintendent|"
    r"(?:an?|the|former|serving|male|female|one|another|unnamed)\s+(?:\w+\s+){0,2}"
    r"(?:officer|member of (?:police )?staff)|"
    r"officer\s+[A-Z0-9]\b|chief constable)",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(?:we (?:publish|will publish|are required)|are published|is published|this page|regulations? require|"
    r"members of the (?:public|press)|details of|information about|remain (?:here|on this page)|for 28 days)\b",
    re.IGNORECASE,
)
_SPECIFIC = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December)|(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+\d{4}"
    r"|\d{1,2}/\d{1,2}/\d{2,4}|dismissed|warning|proven|alleged|posted|sent|shared|breach(?:ed|es)|officer [A-Z]\b"
    r"|PC \w|former)",
    re.IGNORECASE,
)


def _is_about_one(text: str) -> bool:
    """Whether words are about one officer's case and not about how and when cases are published."""
    if not _ONE.search(text):
        return False
    n_general, n_specific = len(_GENERAL.findall(text)), len(_SPECIFIC.findall(text))
    is_any_officer = all(re.match(r"an?\b", found.group(), re.I) for found in _ONE.finditer(text))
    return n_specific > n_general if is_any_officer else n_general == 0 or n_specific > n_general


def _opens_case(text: str) -> bool:
    """Whether a paragraph's first words bring up a case of its own."""
    first = text[:160]
    return bool(_ONE.search(first)) and bool(
        re.search(
            r"\b(hearing|meeting|\d{1,2}(?:st|nd|rd|th)?\s+\w+\s+\d{4}|will (?:take place|be held)|was held)\b",
            first,
            re.I,
        )
    )


def _lines(text: str, block: Block) -> Iterable[tuple[int, int]]:
    start = block.start
    for line in text[block.start : block.end].split("\n"):
        lead = len(line) - len(line.lstrip())
        if line.strip():
            yield start + lead, start + len(line.rstrip())
        start += len(line) + 1


def _rows(table: Table) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[] for _ in range(table.n_rows)]
    for cell in table.cells:
        rows[cell.row].append(cell)
    return [sorted(row, key=lambda cell: cell.column) for row in rows if row]


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def _trim(text: str, piece: Piece) -> Piece:
    words = text[piece.start : piece.end]
    lead = len(words) - len(words.lstrip())
    return Piece(piece.start + lead, piece.start + len(words.rstrip()), piece.label)


Splitter = Callable[[Page, Sequence[Table]], list[Piece]]
SHAPES: dict[str, Splitter] = {
    "numbered_notices": _split_numbered,
    "two_column_table": _split_two_column,
    "prose": _split_prose,
    "paragraph_per_case": _split_paragraphs,
    "date_breach_outcome_table": _split_table_rows,
    "quarterly_list": _split_quarters,
    "headed_reports": _split_headed,
    "one_report": _split_one_report,
    "many_replies": _split_replies,
}
"""How each shape is split."""

"""Mail: the body is page 1 exactly as the mail reader gives it, tables of its HTML stand in it, attachments are parts.

What comes in: bytes. What goes out: one page in the draft. What must never be here: what a letter says or decides.
"""

from __future__ import annotations

import re

from lxml import etree

from answerable.mail.mail import Mail, SegmentKind
from answerable.mail.outlook import parse_any_mail
from answerable.mail.parse import parse_mail
from answerable.mail.segments import find_segments
from answerable.model.document import Block, BlockKind, Cell, CellKind, Page, Part, Table
from answerable.read.compose import clean_cell
from answerable.read.draft import Draft
from answerable.read.html import join_words, make_cells, parse_html, why_unseen, write_html
from answerable.read.text import find_blocks
from answerable.read.writer import FlowCell, PageWriter

_KINDS = {
    SegmentKind.QUOTED: BlockKind.QUOTED,
    SegmentKind.DISCLAIMER: BlockKind.DISCLAIMER,
    SegmentKind.SIGNATURE: BlockKind.NOTE,
    SegmentKind.HEADER: BlockKind.NOTE,
}
_MBOX_LINE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From \S[^\n]*\d{4}\s*?\n")
_MBOX_QUOTE = re.compile(rb"^>(>*From )", re.MULTILINE)
_MOST_LETTERS = 20_000


def read_mail(data: bytes, draft: Draft) -> None:
    """Read a mail into a draft."""
    mail = parse_mail(data)
    _take_problems(mail, draft)
    _write(mail, draft)


def read_mbox(data: bytes, draft: Draft) -> None:
    """Take the letters out of a mailbox file; its page lists them."""
    writer = PageWriter(draft, "text")
    starts = [match.start() for match in _MBOX_LINE.finditer(data)]
    if len(starts) > _MOST_LETTERS:
        draft.add_problem(
            "archive-limits",
            found=f"{len(starts)} letters",
            expected=f"at most {_MOST_LETTERS}",
            remedy="split the mailbox and take the parts in",
        )
    for number, start in enumerate(starts[:_MOST_LETTERS]):
        end = starts[number + 1] if number + 1 < len(starts) else len(data)
        letter = data[start:end].partition(b"\n")[2]
        # A line of the letter that began with "From " was quoted when it was put into the mailbox.
        letter = _MBOX_QUOTE.sub(rb"\1", letter).rstrip(b"\r\n") + b"\n"
        draft.parts.append(Part(f"letter-{number + 1:04d}.eml", letter, "message/rfc822"))
    writer.write_paragraph("\n".join(part.name for part in draft.parts))
    writer.finish()


def read_outlook(data: bytes, draft: Draft) -> None:
    """Read an Outlook item (.msg) into a draft."""
    mail = parse_any_mail(data)
    if mail is None:
        draft.add_problem("broken-file", found="an Outlook item without a message", remedy="ask for it as .eml or PDF")
        return
    _take_problems(mail, draft)
    _write(mail, draft)


def _write(mail: Mail, draft: Draft) -> None:
    draft.facts.extend(
        [
            ("from", mail.sender.address),
            ("from_name", mail.sender.name),
            ("to", ", ".join(address.address for address in mail.recipients)),
            ("subject", mail.subject),
            ("sent_at", mail.sent_at),
            ("message_id", mail.message_id),
        ]
    )
    tables, n_lost = _find_tables(mail, draft)
    blocks = _find_blocks(mail.body, tables)
    draft.pages.append(Page(draft.page_id(1), draft.sha256, 1, "mail", mail.body, blocks=blocks))
    draft.tables.extend(tables)
    if n_lost:
        _write_markup(mail, draft)
    draft.parts.extend(Part(item.name, item.data, item.media_type) for item in mail.attachments)


def _find_blocks(body: str, tables: list[Table]) -> tuple[Block, ...]:
    """Paragraphs of the live words; what is quoted, signed or disclaimed is one block each."""
    areas = [(min(cell.start for cell in table.cells), max(cell.end for cell in table.cells)) for table in tables]
    blocks: list[Block] = [Block(BlockKind.TABLE, start, end) for start, end in areas]
    for segment in find_segments(body):
        words = body[segment.start : segment.end]
        if segment.kind in _KINDS:
            start = segment.start + len(words) - len(words.lstrip())
            end = segment.start + len(words.rstrip())
            if end > start:
                blocks.append(Block(_KINDS[segment.kind], start, end))
            continue
        blocks.extend(
            block
            for block in find_blocks(words, segment.start)
            if not any(start <= block.start < end for start, end in areas)
        )
    return tuple(sorted(blocks, key=lambda block: (block.start, block.end)))


def _find_tables(mail: Mail, draft: Draft) -> tuple[list[Table], int]:
    """Tables of the HTML body that stand in the text of the body, and how many do not."""
    tree = parse_html(mail.html) if mail.html else None
    if tree is None:
        return [], 0
    _count_hidden(tree, draft)
    found: list[Table] = []
    n_lost = cursor = 0
    for element in tree.iter("table"):
        cells = make_cells(element, Draft("", "", "", 0), "")
        if cells is None or max(cell.row for cell in cells) < 1:
            continue
        placed, end = _place(cells, mail.body, cursor)
        if placed is None:
            n_lost += 1
            continue
        cursor = end
        number = len(found) + 1
        n_rows = 1 + max(cell.row for cell in placed)
        n_columns = max(cell.column + cell.column_span for cell in placed)
        found.append(
            Table(
                draft.table_id(1, number), draft.sha256, 1, number, n_rows, n_columns, tuple(placed),
                title=_title(mail.body, placed[0].start), engine="markup",
            )
        )  # fmt: skip
    return found, n_lost


def _count_hidden(tree: etree._Element, draft: Draft) -> None:
    """Count what the HTML body hides; elements inside hidden ones are not counted again."""
    waiting = [tree]
    while waiting:
        element = waiting.pop()
        why = why_unseen(element)
        if why:
            draft.add_hidden(why, "page 1", len(join_words(element, " ").split()))
        else:
            waiting.extend(child for child in reversed(element) if isinstance(child.tag, str))


def _place(cells: list[FlowCell], body: str, cursor: int) -> tuple[list[Cell] | None, int]:
    """Where the cells of a table stand in the body, one after another; None where most of them do not."""
    placed: list[Cell] = []
    n_missed = 0
    first = cursor
    for cell in cells:
        text = clean_cell(cell.text)
        down, across = cell.row_span, cell.column_span
        if not text:
            placed.append(
                Cell(cell.row, cell.column, "", first, first, kind=CellKind.BLANK, row_span=down, column_span=across)
            )
            continue
        start = _find_cell(text, body, first, first + 4000 if placed else len(body))
        if start < 0:
            n_missed += 1
            continue
        placed.append(Cell(cell.row, cell.column, text, start, start + len(text), row_span=down, column_span=across))
        first = start + len(text)
    n_filled = sum(cell.kind is not CellKind.BLANK for cell in placed)
    if not n_filled or n_missed:
        return None, cursor
    return placed, first


def _find_cell(text: str, body: str, start: int, end: int) -> int:
    """The next place where a cell's words stand as a whole, not as a part of a longer word or number."""
    place = body.find(text, start, end)
    while place >= 0:
        before, after = body[place - 1 : place], body[place + len(text) : place + len(text) + 1]
        if not (before.isalnum() and text[0].isalnum()) and not (after.isalnum() and text[-1].isalnum()):
            return place
        place = body.find(text, place + 1, end)
    return -1


def _title(body: str, start: int) -> str:
    lines = [line.strip() for line in body[max(0, start - 300) : start].splitlines() if line.strip()]
    return lines[-1] if lines and len(lines[-1]) <= 160 else ""


def _write_markup(mail: Mail, draft: Draft) -> None:
    """The HTML body as a page of its own, where it holds a table that the plain words do not."""
    tree = parse_html(mail.html)
    if tree is None:
        return
    writer = PageWriter(draft, "mail")
    writer.name_page("HTML body")
    write_html(tree, writer, draft)
    writer.end_page()


def _take_problems(mail: Mail, draft: Draft) -> None:
    # `track` records the mail's own problems; these are the reading's, so they get ids of their own.
    for problem in mail.problems:
        draft.add_problem(
            problem.code, found=problem.found, expected=problem.expected, remedy=problem.remedy, blocks=problem.blocks
        )

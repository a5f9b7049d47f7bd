"""Plain text, in whatever encoding it came, as one page of paragraphs."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from answerable.model.document import Block, BlockKind, Page
from answerable.read.compose import clean_text
from answerable.read.draft import Draft

_PARAGRAPH = re.compile(r"\S(?:.*\S)?(?:\n[ \t]*\S.*)*")
_QUOTED = re.compile(r"(?:>.*(?:\n|$))+")
_LIST_ITEM = re.compile(r"(?:[-*•–]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])\s")


def decode_text(data: bytes) -> tuple[str, str]:
    """Return text and the name of its encoding, told from marks, then UTF-8, then what fits best.

    >>> decode_text("£5".encode("cp1252"))
    ('£5', 'cp1252')
    """
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(name, "replace"), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    # British offices write Windows-1252; guessing wins only where bytes stand that it does not know.
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        best = from_bytes(data[:200_000]).best()
        name = best.encoding if best is not None else "latin-1"
        return data.decode(name, "replace"), name


def find_blocks(text: str, offset: int = 0) -> tuple[Block, ...]:
    """Cut plain text into paragraphs, list items and quoted lines."""
    blocks = []
    for match in _PARAGRAPH.finditer(text):
        words = match.group()
        kind = BlockKind.PARAGRAPH
        if _QUOTED.fullmatch(words):
            kind = BlockKind.QUOTED
        elif _LIST_ITEM.match(words):
            kind = BlockKind.LIST_ITEM
        blocks.append(Block(kind, match.start() + offset, match.end() + offset))
    return tuple(blocks)


def read_text(data: bytes, draft: Draft) -> None:
    """Read plain text as one page."""
    raw, encoding = decode_text(data)
    text = clean_text(raw)
    draft.facts.append(("encoding", encoding))
    if "\ufffd" in text:
        draft.add_problem(
            "characters-lost",
            "page 1",
            found=f"{text.count(chr(0xFFFD))} characters that {encoding} does not know",
            remedy="ask for the file again, or open it in the program that wrote it",
        )
    draft.pages.append(Page(draft.page_id(1), draft.sha256, 1, "text", text, blocks=find_blocks(text)))

"""Invented logs: pages as read would record them, and a clock that stands still."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from answerable.model.document import Block, BlockKind, Document, Page
from answerable.model.ids import hash_bytes, make_key
from answerable.store.record import Record


@dataclass
class StillClock:
    """A clock that a test sets."""

    at: dt.datetime = dt.datetime(2021, 6, 1, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        return self.at


def make_page(*blocks: tuple[str, str], document: str = "a" * 64) -> Page:
    """A page of blocks given as kind and text."""
    text, made = "", []
    for kind, words in blocks:
        text += "\n" if text else ""
        made.append(Block(BlockKind(kind), len(text), len(text) + len(words)))
        text += words
    return Page(f"{document}:1", document, 1, "html", text, blocks=tuple(made))


def read_paragraphs(record: Record) -> None:
    """Stand in for read: each archived page becomes paragraphs, one per line of its text."""
    for source in record.sources():
        text = record.get_bytes(source.id).decode()
        blocks, start = [], 0
        for line in text.split("\n"):
            kind = BlockKind.HEADING if line.startswith("#") else BlockKind.PARAGRAPH
            blocks.append(Block(kind, start, start + len(line)))
            start += len(line) + 1
        page = Page(f"{source.id}:1", source.id, 1, "html", text, blocks=tuple(blocks))
        document = Document(source.id, source.name, source.media_type, source.size, 1, 0)
        record.replace("read", source.id, make_key(text), [document, page])
    assert all(hash_bytes(record.get_bytes(source.id)) == source.id for source in record.sources())

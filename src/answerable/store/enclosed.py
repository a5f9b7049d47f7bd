"""What came with each letter, at any depth: the letter, its attachments, and what lies inside these.

What comes in: the record, letters. What goes out: for each file, the letter with which it came. Never here: whose a
letter is, published logs.
"""

from __future__ import annotations

from collections.abc import Iterable

from answerable.model.document import Document
from answerable.model.message import Message
from answerable.store.record import Record


def find_letters_of(record: Record, messages: Iterable[Message]) -> dict[str, str]:
    """`Message.id` of the letter with which each file came, by sha256: a sheet in an attached ZIP came with it too.

    A file that is itself a letter, or is attached to one, belongs to that one; of several to the first.
    """
    letters: dict[str, str] = {}
    attached: list[tuple[str, str]] = []
    for message in messages:
        letters.setdefault(message.document, message.id)
        attached += [(sha256, message.id) for sha256, _ in message.attachments]
    for sha256, letter in attached:
        letters.setdefault(sha256, letter)
    parts = {document.id: [sha256 for sha256, _ in document.parts] for document in record.iter(Document)}
    waiting = list(letters.items())
    while waiting:
        holder, letter = waiting.pop()
        for inner in parts.get(holder, ()):
            if inner not in letters:
                letters[inner] = letter
                waiting.append((inner, letter))
    return letters

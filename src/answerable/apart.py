"""Received bytes are read and drawn apart: in a child process with limits and no network, which may die of them.

What comes in: bytes. What goes out: what was read or drawn, or what the child died of. Whoever shows or checks a single
file goes through here; the stage *read* has a runner of its own. Never here: formats.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from answerable.adapters.child import WorkDied
from answerable.adapters.runner import Guard
from answerable.errors import AnswerableError, InputUnreadable
from answerable.model.document import Reading
from answerable.ports import PageReader
from answerable.read.dispatch import read_bytes
from answerable.read.draft import start_draft
from answerable.read.picture import render_page
from answerable.read.sniff import find_media_type


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads in the child."""

    page_readers: tuple[PageReader, ...]
    show_hidden: bool

    def __call__(self, piece: tuple[bytes, str]) -> Reading:
        data, name = piece
        return read_bytes(data, name, page_readers=self.page_readers, show_hidden=self.show_hidden)


def _draw(piece: tuple[bytes, int, int]) -> tuple[bytes, tuple[str, ...]]:
    """Draws in the child; what is wrong with the page comes back as words, because an error would not."""
    try:
        return render_page(*piece), ()
    except AnswerableError as error:
        return b"", (error.message, error.where, error.found, error.remedy)


@dataclass(slots=True)
class _Kept:
    """Children that wait for the next piece, one for each kind of work; one piece at a time."""

    guards: dict[Any, Guard] = field(default_factory=dict)
    turn: threading.Lock = field(default_factory=threading.Lock)

    def do(self, work: Callable[[Any], Any], piece: Any) -> Any:
        with self.turn:
            guard = self.guards.get(work)
            if guard is None:
                guard = self.guards[work] = Guard(work, preload=("answerable.apart",))
            return guard.do(piece)

    def end(self) -> None:
        for guard in self.guards.values():
            guard.end()


_READING, _DRAWING = _Kept(), _Kept()
atexit.register(_READING.end)
atexit.register(_DRAWING.end)


def read_file(data: bytes, name: str, *, page_readers: Sequence[PageReader] = (), show_hidden: bool = False) -> Reading:
    """Read a file, as `answerable.read.dispatch.read_bytes` does; one that kills its reader leaves a problem.

    Args:
        data: the bytes as received.
        name: the file name as received.
        page_readers: OCR engines, best first.
        show_hidden: take hidden rows, columns and sheets in, because a person decided so.
    """
    found = _READING.do(_Reader(tuple(page_readers), show_hidden), (data, name))
    if not isinstance(found, WorkDied):
        return found  # type: ignore[no-any-return]
    draft = start_draft(data, name, find_media_type(data, name))
    draft.add_problem(
        "reader-died",
        found=str(found)[:300],
        expected="a file that can be read within the limits",
        remedy="the file itself is as it was; open it with care and save its content as CSV or PDF",
    )
    return draft.finish()


def draw_page(data: bytes, page: int, dpi: int = 110) -> bytes:
    """Draw one page of a PDF or picture as PNG.

    Raises:
        InputUnreadable: there is no such page, nothing that can be drawn, or the page killed what drew it.
    """
    found = _DRAWING.do(_draw, (data, page, dpi))
    if isinstance(found, WorkDied):
        raise InputUnreadable(
            "drawing this page did not end well",
            where=f"page {page}",
            found=str(found)[:200],
            remedy="read its text instead",
        )
    drawn, wrong = found
    if wrong:
        message, where, what, remedy = wrong
        raise InputUnreadable(message, where=where, found=what, remedy=remedy)
    return drawn  # type: ignore[no-any-return]

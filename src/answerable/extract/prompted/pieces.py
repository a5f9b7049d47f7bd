"""Pieces: what of the record is put before a language model, each with the key of all that its answer depends on.

In: a document's pages. Out: `Piece` rows, a page each, or parts of a long one that end between paragraphs. Sheets are
left out, because tables are read by rules; so is what is quoted or a banner. Never here: asking.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from answerable.extract.prompted.prompt import PROMPT_VERSION, make_instructions, make_schema, make_text
from answerable.extract.prompted.redact import Redacted, make_known, redact, redact_nothing
from answerable.model.codebook import Codebook
from answerable.model.document import BlockKind, Page
from answerable.model.ids import make_key

_LONGEST = 6000
_SHORTEST = 40
_LEFT_OUT = frozenset({BlockKind.QUOTED, BlockKind.BANNER, BlockKind.DISCLAIMER})


@dataclass(frozen=True, slots=True)
class Asking:
    """Everything but the text that an answer depends on.

    Args:
        endpoint: where the model is asked.
        model: its name there.
        max_tokens: that it may write.
        is_local: whether the endpoint is this machine; else text is redacted.
        codebook: what is asked.
    """

    endpoint: str
    model: str
    max_tokens: int
    is_local: bool
    codebook: Codebook


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a page that is asked about.

    Args:
        key: of everything that the answer depends on.
        page: it stands on.
        start: from 0, in the page's text.
        redacted: what is sent.
        message: the same between its marks.
    """

    key: str
    page: Page
    start: int
    redacted: Redacted
    message: str


class PieceMaker:
    """Makes pieces with one way of asking."""

    def __init__(self, asking: Asking) -> None:
        self.instructions = make_instructions(asking.codebook)
        self.schema = make_schema(asking.codebook)
        self._known = make_known(asking.codebook)
        self._is_local = asking.is_local
        self.base = make_key(
            PROMPT_VERSION,
            self.instructions,
            self.schema,
            [asking.endpoint, asking.model, asking.max_tokens, 0, 0],
        )

    def make_pieces(self, pages: Iterable[Page]) -> list[Piece]:
        """The pieces of a document's pages, in reading order."""
        out = []
        for page in pages:
            if page.kind == "sheet":
                continue
            for start, end in part_page(page):
                text = page.text[start:end]
                redacted = redact_nothing(text) if self._is_local else redact(text, self._known)
                message = make_text(redacted.text)
                out.append(Piece(make_key(self.base, message), page, start, redacted, message))
        return out


def part_page(page: Page) -> list[tuple[int, int]]:
    """Ranges of a page to ask about, none longer than a model reads with care."""
    runs = _kept_runs(page)
    out: list[tuple[int, int]] = []
    for start, end in runs:
        at = start
        while end - at > _LONGEST:
            cut = max(
                page.text.rfind(mark, at + _LONGEST // 2, at + _LONGEST) + len(mark) for mark in ("\n\n", "\n", ". ")
            )
            cut = cut if cut > at + _LONGEST // 2 else at + _LONGEST
            out.append((at, cut))
            at = cut
        out.append((at, end))
    return [(start, end) for start, end in out if len(page.text[start:end].strip()) >= _SHORTEST]


def _kept_runs(page: Page) -> Sequence[tuple[int, int]]:
    """The page without what is quoted, a banner or a disclaimer."""
    runs: list[tuple[int, int]] = []
    at = 0
    for block in sorted(page.blocks, key=lambda one: one.start):
        if block.kind in _LEFT_OUT and block.start >= at:
            runs.append((at, block.start))
            at = block.end
    runs.append((at, len(page.text)))
    return runs

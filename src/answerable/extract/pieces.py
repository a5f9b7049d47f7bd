"""Pieces of extraction: one unit's work with all that it needs, done here or in another process.

What comes in: pages and tables of documents, the letters or log items in them, the rulings on them. What goes out:
rows. Never here: the record's keys, the order of units.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from answerable.extract.answers import extract_answer, extract_log_item
from answerable.extract.contradictions import find_contradictions
from answerable.extract.counting.unread import NOT_READ
from answerable.extract.narrative.cases import Origin
from answerable.extract.questions import Asked
from answerable.extract.review import Row, apply_judgements
from answerable.extract.tabular.parties import Party
from answerable.model.case import Case
from answerable.model.codebook import Codebook
from answerable.model.document import Document, Page, Table
from answerable.model.ids import make_id
from answerable.model.judgement import Judgement
from answerable.model.log import PRESS, LogItem
from answerable.model.problem import Problem
from answerable.model.recipe import Recipe
from answerable.store.record import Record

Proposed = tuple[Sequence[Row], Sequence[Problem]]
Documents = Mapping[str, tuple[tuple[Page, ...], tuple[Table, ...]]]
"""By sha256: pages and tables."""


class _Latest:
    """What was last proposed for a few units: one ruling after the other lays itself over the same proposals, and a
    document of hundreds of pages is not read through again for each."""

    def __init__(self, n_most: int) -> None:
        self._kept: OrderedDict[str, Proposed] = OrderedDict()
        self._n_most = n_most
        self._turn = threading.Lock()

    def find(self, key: str, make: Callable[[], Proposed]) -> Proposed:
        """Proposals of this key, made where they are not kept."""
        with self._turn:
            kept = self._kept.get(key)
        found = kept if kept is not None else make()
        with self._turn:
            self._kept[key] = found
            self._kept.move_to_end(key)
            while len(self._kept) > self._n_most:
                self._kept.popitem(last=False)
        return found


_LATEST = _Latest(4)
_NOT_CODED = "answer-not-coded"


@dataclass(frozen=True, slots=True)
class Piece(ABC):
    """What makes the rows of one unit, with all that it needs, here or in another process.

    Args:
        documents: their pages and tables.
        judgements: rulings on their words.
    """

    documents: Documents
    judgements: tuple[Judgement, ...]

    @abstractmethod
    def propose(self) -> Proposed:
        """What the machine finds."""

    def review(self, rows: Sequence[Row], problems: Sequence[Problem]) -> list[Row | Problem]:
        """Lay the rulings over it."""
        pages = [page for several, _ in self.documents.values() for page in several]
        return _reviewed(rows, problems, self.judgements, pages)

    def make(self) -> list[Row | Problem]:
        """Both."""
        return self.review(*self.propose())


@dataclass(frozen=True, slots=True)
class AnswerPiece(Piece):
    answers: tuple[Answer, ...]
    codebook: Codebook
    asked: Mapping[str, tuple[Asked, ...]]
    recipes: tuple[Recipe, ...]
    files: tuple[Document, ...]
    parties: tuple[Party, ...]

    def propose(self) -> Proposed:
        """What the letters and their attachments say."""
        pages = {one: list(several) for one, (several, _) in self.documents.items()}
        tables = {one: list(several) for one, (_, several) in self.documents.items()}
        rows: list[Row] = []
        problems: list[Problem] = []
        for answer in self.answers:
            context = (self.asked[answer.batch_id], self.recipes, self.files, self.parties)
            found = extract_answer(answer.documents, pages, tables, self.codebook, answer.origin, *context)
            rows += found[0]
            problems += found[1]
            if answer.discloses and not found[0] and not any(one.code == NOT_READ for one in found[1]):
                problems.append(_not_coded(answer))
        return rows, problems

    def review(self, rows: Sequence[Row], problems: Sequence[Problem]) -> list[Row | Problem]:
        """Lay the rulings over it, and say what contradicts itself; where a person found something, it was coded."""
        reviewed = Piece.review(self, rows, problems)
        is_coded = any(not isinstance(one, Problem) for one in reviewed)
        kept = [one for one in reviewed if not (is_coded and isinstance(one, Problem) and one.code == _NOT_CODED)]
        return _add_contradictions(kept, self.codebook)


@dataclass(frozen=True, slots=True)
class LogPiece(Piece):
    items: tuple[LogItem, ...]
    codebook: Codebook
    press: frozenset[str] = frozenset()
    """The items that are press reports."""

    def review(self, rows: Sequence[Row], problems: Sequence[Problem]) -> list[Row | Problem]:
        """Lay the rulings over it, and say what contradicts itself."""
        return _add_contradictions(Piece.review(self, rows, problems), self.codebook)

    def propose(self) -> Proposed:
        """What the items of a captured log, or of an article, say."""
        pages = [page for several, _ in self.documents.values() for page in several]
        tables = [table for _, several in self.documents.values() for table in several]
        rows: list[Row] = []
        for item in self.items:
            method = PRESS if item.id in self.press else "published_log"
            rows += extract_log_item(item, pages, self.codebook, tables, method)
        return rows, []


@dataclass(frozen=True, slots=True)
class Answer:
    """A letter that answers, with its attachments.

    Args:
        message_id: the letter.
        documents: sha256, attachments first, the letter itself last.
        origin: whose it is.
        batch_id: the batch whose questions it answers; empty where it is not known.
        discloses: it was classified as giving at least a part of what was asked.
    """

    message_id: str
    documents: tuple[str, ...]
    origin: Origin
    batch_id: str
    discloses: bool = False


def _not_coded(answer: Answer) -> Problem:
    return Problem(
        id=make_id("prb", _NOT_CODED, answer.message_id),
        code=_NOT_CODED,
        where=f"answer of {answer.origin.authority_id}",
        found="a letter that gives information, in which nothing that the codebook asks was found",
        expected="at least one case or count",
        remedy="read it and add what it says by hand, write a recipe for its tables, or add its words to the cues",
        document=answer.documents[-1],
        authority_id=answer.origin.authority_id,
    )


def read_documents(record: Record, documents: Sequence[str]) -> Documents:
    """Pages and tables of documents, as their readers left them."""
    return {one: (tuple(record.iter(Page, document=one)), tuple(record.iter(Table, document=one))) for one in documents}


def make_here(key: str, piece: Piece) -> list[Row | Problem]:
    """A unit's rows, made in this process: its proposals may still be there from the ruling before."""
    return piece.review(*_LATEST.find(key, piece.propose))


def _reviewed(
    rows: Sequence[Row], problems: Sequence[Problem], judgements: Sequence[Judgement], pages: Iterable[Page]
) -> list[Row | Problem]:
    reviewed = apply_judgements(rows, judgements, {(page.document, page.number): page for page in pages})
    told = {problem.id: problem for problem in (*problems, *reviewed.problems)}
    return [*_without_repeats(reviewed.rows), *told.values()]


def _add_contradictions(reviewed: list[Row | Problem], codebook: Codebook) -> list[Row | Problem]:
    cases = [row for row in reviewed if isinstance(row, Case)]
    return [*reviewed, *find_contradictions(cases, codebook)]


def _without_repeats(rows: Iterable[Row]) -> list[Row]:
    """One row for each identifier; the first stands."""
    seen: dict[str, Row] = {}
    for row in rows:
        seen.setdefault(row.id, row)
    return list(seen.values())

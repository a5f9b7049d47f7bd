"""What a reader has found so far in one file, until it becomes a `Reading`.

What lives here: `Draft`, which each reader fills: pages, tables, hidden content, problems, parts, facts.
What must never be here: knowledge of a file format.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from answerable.model.document import Document, Hidden, Page, Part, Reading, Table
from answerable.model.ids import hash_bytes, make_id
from answerable.model.problem import Problem

READER_VERSION = "read-3"
"""Changes whenever any reader gives other pages, tables or problems for the same bytes."""


@dataclass(slots=True)
class Draft:
    """One file while it is being read."""

    sha256: str
    name: str
    media_type: str
    size: int
    pages: list[Page] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    reader: str = READER_VERSION

    def page_id(self, number: int) -> str:
        """The id of a page of this file."""
        return f"{self.sha256}:{number}"

    def table_id(self, page: int, number: int) -> str:
        """The id of a table of this file."""
        return f"{self.sha256}:{page}:t{number}"

    def add_problem(
        self, code: str, place: str = "", *, found: str = "", expected: str = "", remedy: str = "", blocks: bool = False
    ) -> None:
        """Note something broken or unclear, once for each place and finding."""
        where = f"{self.name}, {place}" if place else self.name
        problem = Problem(
            make_id("problem", self.sha256, code, place, found),
            code,
            where,
            found=found,
            expected=expected,
            remedy=remedy,
            document=self.sha256,
            blocks=blocks,
        )
        if all(problem.id != known.id for known in self.problems):
            self.problems.append(problem)

    def add_hidden(self, kind: str, place: str, count: int) -> None:
        """Note hidden content; counts of the same kind and place add up."""
        if count <= 0:
            return
        for position, known in enumerate(self.hidden):
            if (known.kind, known.place) == (kind, place):
                self.hidden[position] = Hidden(kind, place, known.count + count)
                return
        self.hidden.append(Hidden(kind, place, count))

    def finish(self) -> Reading:
        """The reading of the file."""
        document = Document(
            self.sha256,
            self.name,
            self.media_type,
            self.size,
            len(self.pages),
            len(self.tables),
            hidden=tuple(self.hidden),
            parts=tuple((hash_bytes(part.data), part.name) for part in self.parts),
            facts=tuple(self.facts),
            reader=self.reader,
        )
        return Reading(document, tuple(self.pages), tuple(self.tables), tuple(self.problems), tuple(self.parts))


def start_draft(data: bytes, name: str, media_type: str) -> Draft:
    """An empty draft for these bytes."""
    return Draft(hash_bytes(data), name, media_type, len(data))

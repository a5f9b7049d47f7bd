"""One double coding at one person's desk, as the commands of `answerable coding` share it.

What lives here: opening, finding, keeping. Never here: commands.
"""

from __future__ import annotations

import datetime as dt
import getpass
from pathlib import Path

import click

from answerable.errors import NotInRecord, ValueNotAllowed
from answerable.extract.coding import IS_CASE_VARIABLE, DoubleCoding, list_variables, read_double_codings
from answerable.investigation import Investigation
from answerable.model.case import Case
from answerable.model.codebook import Variable
from answerable.model.document import Document, Page
from answerable.model.judgement import Judgement
from answerable.model.span import Span, make_span
from answerable.words.grounding import find_quote

by_option = click.option("--by", default="", help="Who you are.  [default: your login name]")
assignment_option = click.option("--assignment", default="", help="Which double coding.  [default: the newest]")


class CodingDesk:
    """One double coding at one person's desk."""

    def __init__(self, folder: Path, by: str, wanted: str = "") -> None:
        self.investigation = Investigation.open(folder)
        self.record, self.codebook = self.investigation.record, self.investigation.project.codebook
        self.by, self.wanted = by or getpass.getuser(), wanted
        self.variables = list_variables(self.codebook)
        self.names = {document.id: document.name for document in self.record.iter(Document)}

    def now(self) -> str:
        return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")

    def all(self) -> list[DoubleCoding]:
        return read_double_codings(self.record.judgements())

    def pick(self) -> DoubleCoding:
        """The double coding meant.

        Raises:
            NotInRecord: there is none, or none of this name.
        """
        found = [one for one in self.all() if not self.wanted or one.id == self.wanted]
        if not found:
            raise NotInRecord(
                "no such double coding",
                found=self.wanted or "none was assigned",
                remedy="assign one: answerable coding assign --coder NAME --coder NAME",
            )
        return found[-1]

    def case(self, case_id: str) -> Case:
        return self.record.get(Case, case_id)

    def place(self, case: Case, words: str) -> tuple[Page | None, Span | None]:
        """Words on the page of a case, first inside its own.

        Raises:
            ValueNotAllowed: they do not stand there.
        """
        page = self.record.find(Page, f"{case.document}:{case.span.page}")
        if not words or page is None:
            return page, None
        inside = find_quote(words, page.text[case.span.start : case.span.end])
        found = (inside[0] + case.span.start, inside[1] + case.span.start) if inside else find_quote(words, page.text)
        if found is None:
            raise ValueNotAllowed(
                "these words do not stand on the page",
                where=f"page {page.number}",
                found=words,
                remedy="copy them from the page",
            )
        return page, make_span(page.document, page.number, page.text, *found)

    def variable(self, name: str) -> Variable:
        """Raises ValueNotAllowed where coders are asked no such thing."""
        known = (IS_CASE_VARIABLE, *self.variables)
        found = next((one for one in known if one.name == name), None)
        if found is None:
            raise ValueNotAllowed("no such variable", found=name, allowed=", ".join(one.name for one in known))
        return found

    def keep(self, judgements: list[Judgement]) -> None:
        if judgements:
            self.investigation.rule(judgements)

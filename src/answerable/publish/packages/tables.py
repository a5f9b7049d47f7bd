"""The tables of the package: the very views that findings ask, without what may not go out.

What comes in: the material. What goes out: tables with their columns, keys and rows as plain values, one at a time.
Words of documents are masked as on the pages, people who ruled go by a number. Never here: files, rejected cases, whole
documents, hidden content, letters that belong to no request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from answerable.law.laws import find_law
from answerable.model.case import Case
from answerable.model.codebook import VariableKind
from answerable.publish.edition import Edition, Material
from answerable.publish.packages.coders import name_coders
from answerable.publish.privacy import Names, mask
from answerable.store.view_rows import Row, Rows, list_value_rows, make_case_row, make_view_rows, stands
from answerable.store.views import TEXT, WHOLE, Column, list_case_variables, list_views

WITHHELD: Mapping[str, tuple[str, ...]] = {
    "messages": ("subject",),
    "problems": ("place", "found", "expected"),
}
"""Columns that are empty in the package, because they are free text of letters that nobody has read for names."""
_KEYS: Mapping[str, tuple[str, ...]] = {
    "authorities": ("authority_id",),
    "requests": ("request_id",),
    "messages": ("message_id",),
    "responses": ("response_id",),
    "answers": ("request_id",),
    "grounds": (),
    "documents": ("document",),
    "subjects": ("subject_id",),
    "cases": ("case_id",),
    "case_values": (),
    "tallies": ("tally_id",),
    "counts": ("count_id",),
    "problems": ("problem_id",),
}
"""Every table with its key, in an order in which each stands after those that it points to."""
_LINKS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "requests": (("authority_id", "authorities"),),
    "messages": (("request_id", "requests"), ("authority_id", "authorities")),
    "responses": (("message_id", "messages"), ("request_id", "requests"), ("authority_id", "authorities")),
    "answers": (("request_id", "requests"), ("authority_id", "authorities")),
    "grounds": (("request_id", "requests"), ("authority_id", "authorities")),
    "subjects": (("authority_id", "authorities"),),
    "cases": (("subject_id", "subjects"), ("authority_id", "authorities"), ("document", "documents")),
    "case_values": (("case_id", "cases"),),
    "tallies": (("authority_id", "authorities"), ("document", "documents")),
    "counts": (("authority_id", "authorities"),),
}
_DOCUMENTS = (
    Column("document", TEXT, "sha256 of the received bytes"),
    Column("name", TEXT, "file name as received; personal details blacked out"),
    Column("media_type", TEXT, "by content"),
    Column("size", WHOLE, "bytes"),
    Column("n_pages", WHOLE, "pages or sheets"),
    Column("n_hidden", WHOLE, "things that the file holds and does not show; nothing of them is in the package"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the package.

    Args:
        name: of the table and its files.
        a_row_is: what a row stands for.
        columns: with their types and meanings.
        key: columns that tell rows apart; empty where none do.
        links: column and table that it points to.
        is_view: findings can ask it.
    """

    name: str
    a_row_is: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    is_view: bool = True


def list_tables(edition: Edition) -> tuple[Table, ...]:
    """Every table of the package, each after those that it points to."""
    views = {view.name: view for view in list_views(edition.codebook)}
    tables = []
    for name, key in _KEYS.items():
        if name == "documents":
            says = "a received file that a published record rests on"
            tables.append(Table(name, says, _DOCUMENTS, key, _LINKS.get(name, ()), is_view=False))
            continue
        withheld = WITHHELD.get(name, ())
        columns = tuple(
            Column(c.name, c.kind, f"{c.meaning}; withheld") if c.name in withheld else c for c in views[name].columns
        )
        a_row_is = views[name].a_row_is
        tables.append(Table(name, a_row_is, columns, key, _LINKS.get(name, ())))
    return tuple(tables)


class TableRows:
    """The rows of every table."""

    def __init__(self, edition: Edition, material: Material) -> None:
        self._edition, self._material = edition, material
        self._coders = name_coders(material.judgements)
        tallies = tuple(tally for tally in material.tallies.values() if stands(tally))
        grounds = {ground: _title(*ground) for answer in material.answers.values() for ground in answer.grounds}
        rows = Rows(
            authorities=tuple(sorted(material.authorities.values(), key=lambda row: row.id)),
            requests=material.requests,
            messages=tuple(message for message in material.messages.values() if message.request_id),
            classifications=tuple(row for row in material.classifications if row.request_id),
            answers=tuple(sorted(material.answers.values(), key=lambda row: row.authority_id)),
            tallies=tallies,
            counts=material.counts,
            problems=material.problems,
        )
        self._made = make_view_rows(rows, edition.codebook, grounds=grounds)
        self._variables = list_case_variables(edition.codebook, "cases")
        texts = (VariableKind.TEXT,)
        self._free = tuple(one.name for one in edition.codebook.variables if one.kind in texts)

    def iter(self, name: str) -> Iterator[Row]:
        """The rows of one of the small tables: all but those of cases and subjects."""
        if name == "documents":
            yield from self._documents()
            return
        withheld = dict.fromkeys(WITHHELD.get(name, ()))
        names = self._names_of_tally if name == "tallies" else self._names_known
        for row in self._made[name]:
            yield self._clean({**row, **withheld}, names(row))

    def of_case(self, case: Case) -> tuple[Row, list[Row]]:
        """The rows of `cases` and `case_values` of one case."""
        material = self._material
        names = material.names_on(material.pages.get(f"{case.document}:{case.span.page}"), case.span.exact)
        matter = material.subject_of.get(case.id)
        row = self._clean(make_case_row(case, matter.id if matter else None, self._variables), names, self._free)
        values = []
        for value in list_value_rows(case):
            free = ("value",) if value["variable"] in self._free else ()
            value["by"] = self._coders.get(value["by"], "coder") if value["ruled"] else value["by"]
            values.append(self._clean(value, names, free))
        return row, values

    def _documents(self) -> Iterable[Row]:
        material = self._material
        shown = {brief.document for brief in material.briefs.values()}
        shown |= {tally.document for tally in material.tallies.values() if stands(tally)}
        for document_id in sorted(shown):
            document = material.documents.get(document_id)
            yield {
                "document": document_id,
                "name": mask(document.name, material.names).text if document else None,
                "media_type": document.media_type if document else None,
                "size": document.size if document else None,
                "n_pages": document.n_pages if document else None,
                "n_hidden": sum(one.count for one in document.hidden) if document else None,
            }

    def _names_known(self, row: Row) -> Names:
        return self._material.names

    def _names_of_tally(self, row: Row) -> Names:
        return self._material.names_on(self._material.pages.get(f"{row['document']}:{row['page']}"), row["words"])

    @staticmethod
    def _clean(row: Row, names: Names, free: Iterable[str] = ()) -> Row:
        for column in ("words", "note", *free):
            if row.get(column):
                row[column] = mask(" ".join(str(row[column]).split()), names).text
        return row


def _title(law_id: str, section: str) -> str:
    law = find_law(law_id)
    provision = law.find_provision(section) if law else None
    return provision.title if provision else ""


ReadRows = Callable[[str], Iterable[Row]]
"""Gives the rows of a finished table in the order of its key."""

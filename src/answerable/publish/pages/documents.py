"""Received files: a list of those that published records rest on, and a page for each.

What comes in: a frame. What goes out: pages in a `SiteWriter`. Never here: the files themselves, which may hold what
nobody may publish.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from answerable.model.case import Tally
from answerable.publish.edition import Material
from answerable.publish.explorer import CaseRows
from answerable.publish.pages.frame import Frame
from answerable.publish.pages.rows import name_page, render_rows
from answerable.publish.privacy import mask
from answerable.publish.writer import SiteWriter
from answerable.store.view_rows import stands

MOST = 100
"""Records that a document's page lists; its authority's list and the data have all."""
_HARMLESS = ("metadata",)


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A received file on a list.

    Args:
        page: name of its page without the ending.
        says: what it is and of when.
        authority_id: whose.
        n_records: cases and tallies that stand in it.
    """

    page: str
    says: str
    authority_id: str
    n_records: int


@dataclass(slots=True)
class Inside:
    """The published records of a document.

    Args:
        cases: their numbers among the cases in brief, where those of a document stand together.
        tallies: that stand.
    """

    cases: range = range(0)
    tallies: list[Tally] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.cases) + len(self.tallies)


def group_nouns(material: Material) -> dict[str, Inside]:
    """The published records of each document."""
    groups: dict[str, Inside] = {}
    for number, brief in enumerate(material.briefs.values()):
        inside = groups.setdefault(brief.document, Inside(range(number, number)))
        inside.cases = range(inside.cases.start, number + 1)
    for tally in material.tallies.values():
        if stands(tally):
            groups.setdefault(tally.document, Inside()).tallies.append(tally)
    return dict(sorted(groups.items()))


def list_documents(frame: Frame, groups: Mapping[str, Inside]) -> dict[str, DocumentLink]:
    """Every such file, by its hash."""
    links = {}
    for sha256, inside in groups.items():
        first = frame.material.briefs.at(inside.cases[0]) if inside.cases else inside.tallies[0]
        name = frame.notes.name_of(first.authority_id)
        says = mask(frame.notes.describe_source(sha256, 0, first.method), frame.material.names).text
        links[sha256] = DocumentLink(name_page(sha256), f"{name}: {says}", first.authority_id, len(inside))
    return links


def add_documents(
    frame: Frame,
    writer: SiteWriter,
    groups: Mapping[str, Inside],
    links: Mapping[str, DocumentLink],
    rows: CaseRows,
) -> None:
    """Put the list and a page for each."""
    ordered = sorted(links.values(), key=lambda link: (link.says, link.page))
    frame.add(writer, "documents.html", "documents.html", documents=ordered)
    for sha256, inside in groups.items():
        _add_document(frame, writer, sha256, inside, links[sha256], rows)


def _add_document(
    frame: Frame,
    writer: SiteWriter,
    sha256: str,
    inside: Inside,
    link: DocumentLink,
    rows: CaseRows,
) -> None:
    say, language, material = frame.language.say, frame.language, frame.material
    document = material.documents.get(sha256)
    hidden = sum(one.count for one in document.hidden if one.kind not in _HARMLESS) if document else 0
    facts = [(say("SHA-256 of its bytes"), sha256)]
    if document is not None:
        facts += [
            (say("Form"), document.media_type),
            (say("Size"), f"{language.number(max(1, round(document.size / 1024)))} KB"),
            (say("Pages or sheets"), language.number(document.n_pages)),
        ]
    if hidden:
        facts.append((say("Hidden in it, and not used"), language.number(hidden)))
    frame.add(
        writer,
        "document.html",
        f"documents/{link.page}.html",
        title=link.says,
        page=link.page,
        authority_id=link.authority_id,
        authority=frame.notes.name_of(link.authority_id),
        facts=facts,
        n_cases=len(inside.cases),
        n_shown=MOST,
        cases=render_rows(map(rows.of, inside.cases[:MOST]), "../"),
        tallies=[
            {
                "measure": frame.labels.measure(tally.measure),
                "of": ", ".join(frame.labels.category(name, value) for name, value in tally.categories),
                "value": language.value(tally.effective) if tally.effective else say("no number"),
                "page": tally.span.page,
            }
            for tally in inside.tallies[:MOST]
        ],
    )

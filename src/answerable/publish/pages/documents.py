"""Received files: a list of those that published records rest on, and a page for each.

What comes in: a frame. What goes out: pages in a `SiteWriter`. Never here: the files themselves, which may hold what
nobody may publish.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answerable.model.case import Tally
from answerable.publish.briefs import Brief
from answerable.publish.edition import Material
from answerable.publish.explorer import CaseRow
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


def group_nouns(material: Material) -> dict[str, list[Brief | Tally]]:
    """The published records of each document."""
    groups: dict[str, list[Brief | Tally]] = {}
    for brief in material.briefs.values():
        groups.setdefault(brief.document, []).append(brief)
    for tally in material.tallies.values():
        if stands(tally):
            groups.setdefault(tally.document, []).append(tally)
    return dict(sorted(groups.items()))


def list_documents(frame: Frame, groups: Mapping[str, Sequence[Brief | Tally]]) -> dict[str, DocumentLink]:
    """Every such file, by its hash."""
    links = {}
    for sha256, nouns in groups.items():
        name = frame.notes.name_of(nouns[0].authority_id)
        says = mask(frame.notes.describe_source(sha256, 0, nouns[0].method), frame.material.names).text
        links[sha256] = DocumentLink(name_page(sha256), f"{name}: {says}", nouns[0].authority_id, len(nouns))
    return links


def add_documents(
    frame: Frame,
    writer: SiteWriter,
    groups: Mapping[str, Sequence[Brief | Tally]],
    links: Mapping[str, DocumentLink],
    rows: Mapping[str, CaseRow],
) -> None:
    """Put the list and a page for each."""
    ordered = sorted(links.values(), key=lambda link: (link.says, link.page))
    frame.add(writer, "documents.html", "documents.html", documents=ordered)
    for sha256, nouns in groups.items():
        _add_document(frame, writer, sha256, nouns, links[sha256], rows)


def _add_document(
    frame: Frame,
    writer: SiteWriter,
    sha256: str,
    nouns: Sequence[Brief | Tally],
    link: DocumentLink,
    rows: Mapping[str, CaseRow],
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
    cases = [rows[noun.id] for noun in nouns if isinstance(noun, Brief)]
    tallies = [noun for noun in nouns if isinstance(noun, Tally)]
    frame.add(
        writer,
        "document.html",
        f"documents/{link.page}.html",
        title=link.says,
        page=link.page,
        authority_id=link.authority_id,
        authority=frame.notes.name_of(link.authority_id),
        facts=facts,
        n_cases=len(cases),
        n_shown=MOST,
        cases=render_rows(cases[:MOST], "../"),
        tallies=[
            {
                "measure": frame.labels.measure(tally.measure),
                "of": ", ".join(frame.labels.category(name, value) for name, value in tally.categories),
                "value": language.value(tally.effective) if tally.effective else say("no number"),
                "page": tally.span.page,
            }
            for tally in tallies[:MOST]
        ],
    )

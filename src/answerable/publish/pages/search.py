"""The search page of a language with its index: cases, documents, authorities, findings.

What comes in: a frame, rows, words of cases as they stand on their pages. What goes out: a page and the index in a
`SiteWriter`. Never here: how an index is packed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from answerable.publish.explorer import CaseRow, Facets
from answerable.publish.pages.documents import DocumentLink
from answerable.publish.pages.frame import Frame
from answerable.publish.search.index import CHUNK, Entry, Words, is_whole, pack_beginnings, write_index
from answerable.publish.style import SEARCH, make_style
from answerable.publish.writer import SiteWriter


class SearchWords:
    """Words of the cases, noted while their pages are made and put in order at the end."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def keep(self, case_id: str, text: str) -> None:
        """Note the words of a case as its page shows them."""
        self._texts[case_id] = text

    def of(self, case_id: str) -> str:
        """The words of a case."""
        return self._texts.get(case_id, "")


def add_search(
    frame: Frame,
    writer: SiteWriter,
    rows: Sequence[CaseRow],
    groups: Mapping[str, Sequence[int]],
    facets: Facets,
    texts: SearchWords,
    documents: Mapping[str, DocumentLink],
) -> None:
    """Put the page and its index."""
    listed = facets.all()
    folder = f"search/{frame.language.code}"
    others = list(_list_others(frame, documents))
    words = Words()
    for number, row in enumerate(rows):
        words.add(number, texts.of(row.id))
    for facet in listed:
        for item in facet.items:
            words.add_group(groups[item.key], item.label)
    for number, (entry, text) in enumerate(others, len(rows)):
        words.add(number, f"{entry.title} {entry.line} {text}")
    entries, n = _iter_entries(frame, rows, [entry for entry, _ in others]), len(rows) + len(others)
    names = write_index(writer.add, folder, entries, n, words, groups)
    frame.add(
        writer,
        "search.html",
        "search.html",
        facets=listed,
        index=f"{folder}/",
        beginnings=pack_beginnings(names),
        n=n,
        chunk=CHUNK,
        whole=is_whole(n),
        style=make_style("../" if frame.folder else "", SEARCH),
    )


def _iter_entries(frame: Frame, rows: Sequence[CaseRow], others: Sequence[Entry]) -> Iterator[Entry]:
    case = frame.language.say("case")
    for row in rows:
        title = ", ".join(part for part in (row.authority, row.rank, row.year) if part)
        line = " · ".join(part for part in (case, row.outcome, row.platform) if part)
        yield Entry(f"cases/{row.id}.html", title, line)
    yield from others


def _list_others(frame: Frame, documents: Mapping[str, DocumentLink]) -> Iterator[tuple[Entry, str]]:
    say = frame.language.say
    for link in documents.values():
        yield Entry(f"documents/{link.page}.html", link.says, say("document")), ""
    for row in frame.board:
        yield Entry(f"authorities/{row.id}.html", row.name, row.says), " ".join(row.grounds)
    for finding in frame.material.findings.values():
        said = dict(finding.sentence).get(frame.language.code, "")
        yield Entry(f"findings/{finding.id}.html", finding.title, say("finding")), said

"""The search page of a language with its index: cases, documents, authorities, findings.

What comes in: a frame, rows, words of cases as they stand on their pages. What goes out: a page and the index in a
`SiteWriter`. Never here: how an index is packed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from answerable.publish.explorer import CaseRows, Facets
from answerable.publish.pages.documents import DocumentLink
from answerable.publish.pages.frame import Frame
from answerable.publish.search.index import CHUNK, Entry, is_whole, pack_beginnings, split_words, write_index
from answerable.publish.search.script import STANDS, hash_scripts, make_script
from answerable.publish.search.words import CaseWords, join_holders, list_places
from answerable.publish.style import SEARCH, make_style
from answerable.publish.writer import SiteWriter


def add_search(
    frame: Frame,
    writer: SiteWriter,
    rows: CaseRows,
    groups: Mapping[str, Sequence[int]],
    facets: Facets,
    texts: CaseWords,
    documents: Mapping[str, DocumentLink],
) -> None:
    """Put the page and its index."""
    listed = facets.all()
    folder = f"search/{frame.language.code}"
    others = list(_list_others(frame, documents))
    labels: dict[str, list[Sequence[int]]] = {}
    for facet in listed:
        for item in facet.items:
            for word in split_words(item.label):
                labels.setdefault(word, []).append(groups[item.key])
    beside: dict[str, list[int]] = {}
    for number, (entry, text) in enumerate(others, len(rows)):
        for word in split_words(f"{entry.title} {entry.line} {text}"):
            beside.setdefault(word, []).append(number)
    words = join_holders(texts.iter_holders(list_places(rows.order)), labels, beside)
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
        script=make_script(),
        stands=STANDS,
        script_hashes=hash_scripts(),
    )


def _iter_entries(frame: Frame, rows: CaseRows, others: Sequence[Entry]) -> Iterator[Entry]:
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

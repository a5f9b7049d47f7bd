"""Every page of the site in one language, in order.

What comes in: the edition, the material, where pictures stand. What goes out: pages in a `SiteWriter`. Never here:
what a page says.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answerable.model.ids import make_key
from answerable.publish.article import Article
from answerable.publish.board import BoardRow
from answerable.publish.charts import ChartShelf
from answerable.publish.edition import Edition, Material
from answerable.publish.explorer import CaseRow, CaseRows
from answerable.publish.packages.crate import Described
from answerable.publish.packs.content import Pack, make_pack
from answerable.publish.pages.about import add_texts
from answerable.publish.pages.article import add_article
from answerable.publish.pages.authorities import add_answers, add_authority
from answerable.publish.pages.cases import add_case_lists
from answerable.publish.pages.documents import DocumentLink, Inside, add_documents, group_nouns, list_documents
from answerable.publish.pages.findings import add_findings
from answerable.publish.pages.frame import Frame
from answerable.publish.pages.readers import add_reader_pages
from answerable.publish.pages.search import add_search
from answerable.publish.search.words import CaseWords
from answerable.publish.writer import Group, SiteWriter


class LanguageSite:
    """The pages of one language.

    Args:
        edition: the parts of the folder.
        material: of the record.
        pictures: path of the picture of each case and tally that has one.
        code: of the language.
        draft: how many points are open; 0 for none.
        data: the package's files, for the download page.
        sizes: width and height of each picture, by path.
        shelf: of charts already drawn.
    """

    def __init__(
        self,
        edition: Edition,
        material: Material,
        pictures: dict[str, str],
        code: str,
        draft: int,
        data: Sequence[Described],
        sizes: Mapping[str, tuple[int, int]] | None = None,
        shelf: ChartShelf | None = None,
    ) -> None:
        self.frame, self._data = Frame(edition, material, pictures, code, draft, sizes, shelf), data
        self._rows: _Rows | None = None

    def add_story(self, writer: SiteWriter) -> Article:
        """Put the story's page; return the article, which the feeds are made from."""
        return add_article(self.frame, writer)

    def open_explorer(self, writer: SiteWriter, record_key: str) -> Group:
        """The group of all pages but the story's and the texts about the site.

        Args:
            writer: of the site.
            record_key: of everything of the record and the folder that pages show, but for the story's own words.
        """
        return writer.group(make_key("explorer", self.frame.key, record_key), self.frame.banner)

    def add_rest(self, writer: SiteWriter, explorer: Group, words: CaseWords) -> None:
        """Put every page but the story's and those of cases.

        Args:
            writer: of the site.
            explorer: the group, as `open_explorer` gives it.
            words: of the cases.
        """
        with explorer as stands:
            if not stands:
                self._add_explorer(writer, words)
        add_texts(self.frame, writer, self._data)
        add_reader_pages(self.frame, writer)

    def make_pack(self, row: BoardRow) -> Pack:
        """An authority's part."""
        frame, rows = self.frame, self._gather()
        totals = {
            finding.id: frame.language.value(finding.value, finding.unit)
            for finding in frame.material.findings.values()
            if finding.value is not None
        }
        return make_pack(frame, row, rows.cases_of(row.id), rows.documents_of(row.id), totals)

    def _add_explorer(self, writer: SiteWriter, words: CaseWords) -> None:
        frame, rows = self.frame, self._gather()
        add_answers(frame, writer)
        for row in frame.board:
            add_authority(frame, writer, row, rows.cases_of(row.id), rows.documents_of(row.id))
        facets = add_case_lists(frame, writer, rows.cases, rows.groups)
        add_documents(frame, writer, rows.nouns, rows.documents, rows.cases)
        add_search(frame, writer, rows.cases, rows.groups, facets, words, rows.documents)
        add_findings(frame, writer)

    def _gather(self) -> _Rows:
        if self._rows is None:
            material, frame = self.frame.material, self.frame
            cases = CaseRows(material, frame.labels)
            nouns = group_nouns(material)
            self._rows = _Rows(cases, cases.group(), nouns, list_documents(frame, nouns))
        return self._rows


@dataclass(frozen=True, slots=True)
class _Rows:
    """What several kinds of pages list."""

    cases: CaseRows
    groups: dict[str, array[int]]
    nouns: dict[str, Inside]
    documents: dict[str, DocumentLink]

    def cases_of(self, authority_id: str) -> list[CaseRow]:
        return self.cases.pick(self.groups.get(f"authority/{authority_id}", ()))

    def documents_of(self, authority_id: str) -> list[DocumentLink]:
        return [link for link in self.documents.values() if link.authority_id == authority_id]

"""Every page of the site in one language, in order.

What comes in: the edition, the material, where pictures stand. What goes out: pages in a `SiteWriter`. Never here:
what a page says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from answerable.publish.article import Article
from answerable.publish.charts import ChartShelf
from answerable.publish.edition import Edition, Material
from answerable.publish.explorer import group_rows, make_rows
from answerable.publish.packages.crate import Described
from answerable.publish.packs.content import Pack, make_pack
from answerable.publish.pages.about import add_texts
from answerable.publish.pages.article import add_article
from answerable.publish.pages.authorities import add_answers, add_authority
from answerable.publish.pages.cases import add_case, add_case_lists
from answerable.publish.pages.documents import add_documents, group_nouns, list_documents
from answerable.publish.pages.findings import add_findings
from answerable.publish.pages.frame import Frame
from answerable.publish.pages.readers import add_reader_pages
from answerable.publish.pages.search import SearchWords, add_search
from answerable.publish.writer import SiteWriter


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
        self.packs: dict[str, Pack] = {}
        """Each authority's part, filled while its page is made."""

    def add_to(self, writer: SiteWriter) -> Article:
        """Put every page; return the article, which the feeds are made from."""
        frame, material = self.frame, self.frame.material
        article = add_article(frame, writer)
        add_answers(frame, writer)
        rows = make_rows(material, frame.labels)
        groups = group_rows(rows)
        nouns = group_nouns(material)
        documents = list_documents(frame, nouns)
        totals = {
            finding.id: frame.language.value(finding.value, finding.unit)
            for finding in material.findings.values()
            if finding.value is not None
        }
        for row in frame.board:
            cases = [rows[number] for number in groups.get(f"authority/{row.id}", ())]
            theirs = [link for link in documents.values() if link.authority_id == row.id]
            add_authority(frame, writer, row, cases, theirs)
            self.packs[row.id] = make_pack(frame, row, cases, theirs, totals)
        facets = add_case_lists(frame, writer, rows, groups)
        texts = SearchWords()
        for case in material.cases.values():
            texts.keep(case.id, add_case(frame, writer, case))
        add_documents(frame, writer, nouns, documents, {row.id: row for row in rows})
        add_search(frame, writer, rows, groups, facets, texts, documents)
        add_findings(frame, writer)
        add_texts(frame, writer, self._data)
        add_reader_pages(frame, writer)
        return article

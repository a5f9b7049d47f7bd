"""Every page of the site in one language, in order.

What comes in: the edition, the material, where pictures stand. What goes out: pages in a `SiteWriter`. Never here:
what a page says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from answerable.publish.article import Article
from answerable.publish.edition import Edition, Material
from answerable.publish.explorer import make_rows
from answerable.publish.packages.crate import Described
from answerable.publish.pages.about import add_texts
from answerable.publish.pages.article import add_article
from answerable.publish.pages.authorities import add_answers, add_authority
from answerable.publish.pages.cases import add_case, add_case_lists
from answerable.publish.pages.findings import add_findings
from answerable.publish.pages.frame import Frame
from answerable.publish.pages.readers import add_reader_pages
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
    ) -> None:
        self.frame, self._data = Frame(edition, material, pictures, code, draft, sizes), data

    def add_to(self, writer: SiteWriter) -> Article:
        """Put every page; return the article, which the feeds are made from."""
        frame, material = self.frame, self.frame.material
        article = add_article(frame, writer)
        add_answers(frame, writer)
        rows = make_rows(material, frame.labels)
        for row in frame.board:
            cases = [one for one in rows if material.briefs[one.id].authority_id == row.id]
            add_authority(frame, writer, row, cases)
        add_case_lists(frame, writer, rows)
        for case in material.cases.values():
            add_case(frame, writer, case)
        add_findings(frame, writer)
        add_texts(frame, writer, self._data)
        add_reader_pages(frame, writer)
        return article

"""What every page of one language shares: its frame, its words, its makers of notes and figures.

What comes in: the edition, the material, where pictures stand. What goes out: a `Frame` that puts pages into a
`SiteWriter`. Never here: what a kind of page says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from answerable.publish.blocks import BlockMaker
from answerable.publish.board import make_board
from answerable.publish.charts import ChartShelf
from answerable.publish.corrections import Notice, make_notices
from answerable.publish.edition import Edition, Material
from answerable.publish.explorer import Labels
from answerable.publish.language import Language
from answerable.publish.notes import NoteMaker
from answerable.publish.preflight import embargo_of
from answerable.publish.writer import SiteWriter, make_environment

MAIN_MEASURE = "disciplined"


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """The same page in another language."""

    code: str
    name: str
    href: str


class Frame:
    """One language's frame.

    Args:
        edition: the parts of the folder.
        material: of the record.
        pictures: path of the picture of each case and tally that has one.
        code: of the language.
        draft: how many points are open; 0 for none.
        sizes: width and height of each picture, by path.
        shelf: of charts already drawn.
    """

    def __init__(
        self,
        edition: Edition,
        material: Material,
        pictures: Mapping[str, str],
        code: str,
        draft: int,
        sizes: Mapping[str, tuple[int, int]] | None = None,
        shelf: ChartShelf | None = None,
    ) -> None:
        self.edition, self.material, self.draft, self.sizes = edition, material, draft, sizes or {}
        self.language = Language(code)
        self.folder = find_folder(edition, code)
        self.environment = make_environment(self.language)
        self.labels = Labels(edition.codebook, self.language)
        measure = MAIN_MEASURE
        if edition.codebook.find_measure(measure) is None and edition.codebook.measures:
            measure = edition.codebook.measures[0].name
        self.measure = measure
        self.board = make_board(material, self.language, edition.as_of, measure)
        self.notes = NoteMaker(material, edition.story, self.language, pictures, self.sizes)
        self._notices = make_notices(edition, material, self.language)
        until = embargo_of(edition)
        self._embargo = self.language.moment(until) if until else ""
        self.blocks = BlockMaker(self.environment, material, self.labels, self.language, self.board, shelf)
        say = self.language.say
        self._menu = (
            ("index.html", say("Story")),
            ("answers.html", say("Who answered")),
            ("cases.html", say("Cases")),
            ("findings.html", say("Findings")),
            ("method.html", say("Method")),
            ("data.html", say("Data")),
        )

    def notices_of(self, path: str) -> tuple[Notice, ...]:
        """What the page at a path says of corrections."""
        return self._notices.get(path, ())

    def add(self, writer: SiteWriter, template: str, path: str, **fields: Any) -> None:
        """Put one page; `path` is that in the language's folder."""
        root = "../" * path.count("/")
        top = root + ("../" if self.folder else "")
        others = [
            OtherLanguage(code, Language(code).name, f"{top}{find_folder(self.edition, code)}{path}")
            for code in self.edition.languages
        ]
        writer.add_page(
            self.environment,
            template,
            f"{self.folder}{path}",
            edition=self.edition,
            root=root,
            top=top,
            languages=others,
            menu=self._menu,
            here=path,
            draft=self.draft,
            embargo=self._embargo,
            policy=find_policy(self.edition),
            notices=self.notices_of(path),
            licence=self.edition.story.licence or "CC BY 4.0",
            **fields,
        )


def find_folder(edition: Edition, code: str) -> str:
    """The folder of a language's pages; the first language stands at the top."""
    return "" if code == edition.languages[0] else f"{code}/"


def find_policy(edition: Edition) -> str:
    """The content-security policy of every page: nothing at all, then only this site's own."""
    takes = any((edition.readers.errors, edition.readers.newsletter, edition.readers.comments))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action " + ("'self'" if takes else "'none'")
    )

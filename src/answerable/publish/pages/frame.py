"""What every page of one language shares: its frame, its words, its makers of notes and figures.

What comes in: the edition, the material, where pictures stand. What goes out: a `Frame` that puts pages into a
`SiteWriter`. Never here: what a kind of page says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from answerable.model.ids import make_key
from answerable.publish.blocks import BlockMaker
from answerable.publish.board import make_board
from answerable.publish.charts import ChartShelf
from answerable.publish.corrections import Notice, make_notices
from answerable.publish.edition import Edition, Material
from answerable.publish.explorer import Labels
from answerable.publish.language import Language
from answerable.publish.notes import NoteMaker
from answerable.publish.preflight import embargo_of
from answerable.publish.style import hash_style, make_style
from answerable.publish.writer import SiteWriter, hash_room, make_environment
from answerable.store.codec import to_plain

MAIN_MEASURE = "disciplined"
_NAME, _TITLE, _MAIN = "{name-of-page}", "{title-of-page}", "{main-of-page}"
_MARKS = re.compile("(" + "|".join(map(re.escape, (_NAME, _TITLE, _MAIN))) + ")")


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

    Attributes:
        key: of everything that every page of the language shares.
        banner: the line on top of every page of a draft, as HTML; empty where there is none.
        embargo: when it ends, in words; empty where there is none.
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
        self._languages = [(one, Language(one).name, find_folder(edition, one)) for one in edition.languages]
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
        self.embargo = self.language.moment(until) if until else ""
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
        fields = {"draft": draft, "embargo": self.embargo}
        self.banner = self.environment.get_template("banner.html").render(**fields) if draft else ""
        self.key = self._make_key()
        self._shells: dict[str, tuple[str, ...]] = {}

    def _make_key(self) -> str:
        edition = self.edition
        shared = [edition.name, edition.slug, edition.publisher, edition.contact, edition.address, str(edition.as_of)]
        story = [edition.story.language, edition.story.licence, list(edition.languages), repr(edition.readers)]
        notices = {path: repr(one) for path, one in self._notices.items()}
        return make_key(
            hash_room(), self.language.code, shared, story, notices, find_policy(edition), to_plain(edition.codebook),
            {authority.id: authority.name for authority in self.material.authorities.values()}, self.material.names.key,
        )  # fmt: skip

    def notices_of(self, path: str) -> tuple[Notice, ...]:
        """What the page at a path says of corrections."""
        return self._notices.get(path, ())

    def add(self, writer: SiteWriter, template: str, path: str, *, key: str = "", **fields: Any) -> None:
        """Put one page; `path` is that in the language's folder, `key` that of everything the page is made from."""
        root = "../" * path.count("/")
        top = root + ("../" if self.folder else "")
        others = [OtherLanguage(code, name, f"{top}{folder}{path}") for code, name, folder in self._languages]
        page = self.environment.get_template(template).render(
            edition=self.edition,
            root=root,
            top=top,
            languages=others,
            menu=self._menu,
            here=path,
            policy=find_policy(self.edition, fields.get("style", ""), fields.get("script_hashes", "")),
            notices=self.notices_of(path),
            licence=self.edition.story.licence or "CC BY 4.0",
            **fields,
        )
        writer.add_page(f"{self.folder}{path}", page, self.banner, key or "page")

    def stands(self, writer: SiteWriter, path: str, key: str) -> bool:
        """Whether a page made from the very same stands there already; it is then part of the site."""
        return writer.keeps(f"{self.folder}{path}", key, self.banner)

    def add_light(
        self, writer: SiteWriter, template: str, folder: str, name: str, title: str, key: str, **fields: Any
    ) -> None:
        """Put one of very many pages of a kind: what they share is made once, and only their own words anew.

        Args:
            writer: of the site.
            template: of what stands between head and foot.
            folder: of all pages of the kind, in the language's folder.
            name: of this page without its ending.
            title: of this page.
            key: of everything that it is made from.
            fields: of the template.
        """
        path = f"{folder}/{name}.html"
        top = "../../" if self.folder else "../"
        main = self.environment.get_template(template).render(
            edition=self.edition, root="../", top=top, title=title, **fields
        )
        if self.notices_of(path):
            self.add(writer, "shell.html", path, key=key, title=title, main=Markup(main), style=make_style(top))
            return
        own = {_NAME: name, _TITLE: str(escape(title)), _MAIN: main}
        page = "".join([own.get(part, part) for part in self._find_shell(folder, top)])
        writer.add_page(f"{self.folder}{path}", page, self.banner, key)

    def _find_shell(self, folder: str, top: str) -> tuple[str, ...]:
        """Head and foot of a folder's pages, cut where a page's own name, title and words come in."""
        if folder not in self._shells:
            shelf = _Caught()
            fields = {"title": Markup(_TITLE), "main": Markup(_MAIN), "style": make_style(top)}
            self.add(shelf, "shell.html", f"{folder}/{_NAME}.html", **fields)  # type: ignore[arg-type]
            self._shells[folder] = tuple(_MARKS.split(shelf.page))
        return self._shells[folder]


class _Caught:
    """Takes a page instead of a site."""

    page = ""

    def add_page(self, path: str, page: str, banner: str, key: str) -> None:
        self.page = page


def find_folder(edition: Edition, code: str) -> str:
    """The folder of a language's pages; the first language stands at the top."""
    return "" if code == edition.languages[0] else f"{code}/"


def find_policy(edition: Edition, style: str = "", scripts: str = "") -> str:
    """The content-security policy of every page: nothing at all, then only this site's own.

    Args:
        edition: tells whether the site's own server takes anything from readers.
        style: that stands in the page itself.
        scripts: hashes of those that stand in it.
    """
    takes = any((edition.readers.errors, edition.readers.newsletter, edition.readers.comments))
    styles = f"'self' {hash_style(style)}" if style else "'self'"
    scripts = f"'self' {scripts}" if scripts else "'self'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src 'self'; font-src 'self'; "
        "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action " + ("'self'" if takes else "'none'")
    )

"""Every page of the site in one language.

What comes in: the edition, the material, where pictures stand. What goes out: pages in a `SiteWriter`. Never here:
words of the interface in a language other than English, reading of the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from answerable.model.case import Case
from answerable.model.finding import Finding
from answerable.publish.article import Article, make_article
from answerable.publish.blocks import BlockMaker
from answerable.publish.board import BoardRow, make_board
from answerable.publish.edition import Edition, Material
from answerable.publish.explorer import PER_PAGE, CaseRow, Labels, make_facets, make_rows, say_key
from answerable.publish.feeds import list_entries, render_atom, render_json_feed
from answerable.publish.language import Language
from answerable.publish.method import list_laws, make_method
from answerable.publish.notes import NoteMaker
from answerable.publish.privacy import find_names, mask
from answerable.publish.texts import make_corrections, make_downloads, make_privacy
from answerable.publish.writer import SiteWriter, make_environment

MAIN_MEASURE = "disciplined"
MOST_WITNESSES_ON_PAGE = 30


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """The same page in another language."""

    code: str
    name: str
    href: str


class LanguageSite:
    """The pages of one language.

    Args:
        edition: the parts of the folder.
        material: of the record.
        pictures: path of the picture of each case and tally that has one.
        code: of the language.
        draft: how many points are open; 0 for none.
        data: files of the package, for the download page.
    """

    def __init__(
        self,
        edition: Edition,
        material: Material,
        pictures: dict[str, str],
        code: str,
        draft: int,
        data: Mapping[str, bytes],
    ) -> None:
        self.edition, self.material, self.pictures, self.draft, self.data = edition, material, pictures, draft, data
        self.language = Language(code)
        self.folder = "" if code == edition.languages[0] else f"{code}/"
        self.environment = make_environment(self.language)
        self.labels = Labels(edition.codebook, self.language)
        measure = MAIN_MEASURE
        if edition.codebook.find_measure(measure) is None and edition.codebook.measures:
            measure = edition.codebook.measures[0].name
        self.measure = measure
        self.board = make_board(material, self.language, edition.as_of, measure)
        self.notes = NoteMaker(material, edition.story, self.language, pictures)
        self.blocks = BlockMaker(self.environment, material, self.labels, self.language, self.board)
        self.rows = make_rows(material, self.labels)

    def add_to(self, writer: SiteWriter) -> Article:
        """Put every page; return the article, which the feeds are made from."""
        article = self._article(writer)
        self._answers(writer)
        for row in self.board:
            self._authority(writer, row)
        self._case_lists(writer)
        for case in self.material.cases.values():
            self._case(writer, case)
        self._findings(writer)
        self._texts(writer)
        return article

    def _add(self, writer: SiteWriter, template: str, path: str, **fields: Any) -> None:
        depth = path.count("/")
        root = "../" * depth
        top = root + ("../" if self.folder else "")
        others = []
        for code in self.edition.languages:
            folder = "" if code == self.edition.languages[0] else f"{code}/"
            others.append(OtherLanguage(code, Language(code).name, f"{top}{folder}{path}"))
        say = self.language.say
        menu = (
            ("index.html", say("Story")),
            ("answers.html", say("Who answered")),
            ("cases.html", say("Cases")),
            ("findings.html", say("Findings")),
            ("method.html", say("Method")),
            ("data.html", say("Data")),
        )
        writer.add_page(
            self.environment,
            template,
            f"{self.folder}{path}",
            edition=self.edition,
            root=root,
            top=top,
            languages=others,
            menu=menu,
            here=path,
            draft=self.draft,
            licence=self.edition.story.licence or "CC BY 4.0",
            **fields,
        )

    # --- the story ------------------------------------------------------------------------------------------------

    def _article(self, writer: SiteWriter) -> Article:
        article = make_article(self.edition.story, self.material.claims, self.notes, self.blocks.drawer(""))
        self._add(
            writer,
            "article.html",
            "index.html",
            article=article,
            honesty=self.say_honesty(),
            strip=self.blocks.strip(),
            share=self._share(article.headline),
            cite=self._cite(article.headline),
            story_language=self.language.name_of(self.edition.story.language),
        )
        return article

    def say_honesty(self) -> str:
        """Who answered, who did not, and what that means: the line on top of everything."""
        n_silent = sum(1 for row in self.board if row.state == "silent")
        n_refused = sum(1 for row in self.board if row.state == "refused")
        count = self.language.count
        said = [
            self.language.say(
                "%(answered)s of %(asked)s authorities answered; %(silent)s did not.",
                answered=len(self.board) - n_silent,
                asked=len(self.board),
                silent=n_silent,
            )
        ]
        if n_refused:
            said.append(
                count("%(n)s of the answers gave no figures.", "%(n)s of the answers gave no figures.", n_refused)
            )
        if any(row.from_log for row in self.board):
            said.append(
                self.language.say(
                    "For those that stayed silent we read the logs they publish, which are incomplete: so the true "
                    "numbers can only be higher."
                )
            )
        return " ".join(said)

    def _share(self, headline: str) -> list[tuple[str, str]]:
        address = self.edition.address
        mail = f"mailto:?subject={quote(headline)}&body={quote(address or headline)}"
        if not address:
            return [(self.language.say("E-mail"), mail)]
        page, text = quote(address, safe=""), quote(headline)
        return [
            ("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={page}"),
            ("X", f"https://x.com/intent/post?url={page}&text={text}"),
            ("WhatsApp", f"https://wa.me/?text={text}%20{page}"),
            ("Bluesky", f"https://bsky.app/intent/compose?text={text}%20{page}"),
            ("Mastodon", f"https://mastodonshare.com/?url={page}&text={text}"),
            (self.language.say("E-mail"), mail),
            (self.language.say("Link"), address),
        ]

    def _cite(self, headline: str) -> str:
        story = self.edition.story
        who = ", ".join(story.bylines) or self.edition.publisher
        when = self.language.day(story.published_at or self.edition.as_of)
        address = f" {self.edition.address}" if self.edition.address else ""
        return f"{who} ({when}). {headline}. {self.edition.publisher}.{address}"

    # --- who answered ---------------------------------------------------------------------------------------------

    def _answers(self, writer: SiteWriter) -> None:
        self._add(
            writer,
            "answers.html",
            "answers.html",
            rows=self.board,
            honesty=self.say_honesty(),
            map=self.blocks.map(""),
            measure=self.labels.measure(self.measure),
            laws=list_laws(self.material),
        )

    def _authority(self, writer: SiteWriter, row: BoardRow) -> None:
        say, language = self.language.say, self.language
        authority, answer = self.material.authorities[row.id], self.material.answers[row.id]
        facts = [
            (say("Asked"), language.day(answer.asked_on)),
            (say("Due"), language.day(answer.due_on)),
            (say("Answered"), language.day(answer.answered_on) or say("no")),
        ]
        if row.grounds:
            facts.append((say("Grounds"), "; ".join(row.grounds)))
        newest = max(authority.headcounts, key=lambda item: item.on, default=None)
        if newest:
            facts.append((say("Officers"), f"{language.number(newest.n_officers)} ({newest.on.year})"))
        counts = [
            {
                "measure": self.labels.measure(count.measure),
                "value": language.value(count.value),
                "basis": say(count.basis.replace("_", " ")),
                "note": count.note,
            }
            for count in sorted(self.material.counts, key=lambda count: self._order_of(count.measure))
            if count.authority_id == row.id
        ]
        tallies = [
            tally for tally in self.material.tallies.values() if tally.authority_id == row.id and not tally.superseded
        ]
        self._add(
            writer,
            "authority.html",
            f"authorities/{row.id}.html",
            authority=authority,
            row=row,
            facts=facts,
            counts=counts,
            letters=self._letters(row.id),
            witnesses=[self.notes.witness(tally) for tally in tallies[:6]],
            cases=[one for one in self.rows if self.material.cases[one.id].authority_id == row.id],
        )

    def _order_of(self, measure: str) -> int:
        names = [one.name for one in self.edition.codebook.measures]
        return names.index(measure) if measure in names else len(names)

    def _letters(self, authority_id: str) -> list[dict[str, Any]]:
        ours = {request.id for request in self.material.requests if request.authority_id == authority_id}
        by_message = {row.message_id: row for row in self.material.classifications}
        letters = []
        for message in sorted(self.material.messages.values(), key=lambda m: (m.sent_at, m.id)):
            if message.request_id not in ours:
                continue
            row = by_message.get(message.id)
            letters.append(
                {
                    "day": self.language.day(message.sent_at),
                    "kind": self.language.say((row.kind.value if row else "letter").replace("_", " ")),
                    "decision": self.language.say(row.decision.value.replace("_", " ")) if row and row.decision else "",
                    "superseded": bool(row and row.superseded_by),
                }
            )
        return letters

    # --- the explorer ---------------------------------------------------------------------------------------------

    def _case_lists(self, writer: SiteWriter) -> None:
        self._case_list(writer, list(self.rows), "cases.html", self.language.say("Cases"), "")
        for key in sorted({key for row in self.rows for key in row.keys}):
            rows = [row for row in self.rows if key in row.keys]
            said = say_key(key, self.labels, self.language)
            title = self.language.say("Cases: %(what)s", what=said)
            self._case_list(writer, rows, f"cases/by/{key}.html", title, key)

    def _case_list(self, writer: SiteWriter, rows: list[CaseRow], path: str, title: str, key: str) -> None:
        chunks = [rows[at : at + PER_PAGE] for at in range(0, len(rows), PER_PAGE)] or [[]]
        paths = [path if n == 0 else path.replace(".html", f"-{n + 1}.html") for n in range(len(chunks))]
        facets = make_facets(self.rows, self.edition.codebook, self.labels, self.language, key)
        for n, chunk in enumerate(chunks):
            self._add(
                writer,
                "cases.html",
                paths[n],
                title=title,
                crumb=bool(key),
                n=len(rows),
                rows=chunk,
                facets=facets,
                turn=n + 1,
                turns=list(enumerate(paths, 1)),
            )

    def _case(self, writer: SiteWriter, case: Case) -> None:
        say = self.language.say
        witness = self.notes.witness(case)
        subject = self.material.subject_of.get(case.id)
        twins = [
            {"id": other, "says": self._title(self.material.cases[other])}
            for other in (subject.cases if subject else ())
            if other != case.id and other in self.material.cases
        ]
        self._add(
            writer,
            "case.html",
            f"cases/{case.id}.html",
            case=case,
            title=self._title(case),
            authority=self.notes.name_of(case.authority_id),
            witness=witness,
            values=list(self._values(case)),
            twins=twins,
            reviewed=say("Confirmed by a person.")
            if witness.reviewed
            else say("Read by a program; not yet confirmed by a person."),
        )

    def _title(self, case: Case) -> str:
        name = self.notes.name_of(case.authority_id)
        rank = self.labels.value("rank", case.get("rank"))
        year = self.labels.value("year", case.get("year"))
        outcome = self.labels.value("outcome", case.get("outcome"))
        head = ", ".join(part for part in (name, rank, year) if part)
        return f"{head}: {outcome}" if outcome else head

    def _values(self, case: Case) -> Any:
        from_span = case.span.exact
        page = self.material.pages.get(f"{case.document}:{case.span.page}")
        names = find_names(page.text if page else from_span)
        for value in case.values:
            coded = value.effective
            if coded is None or coded.value in (None, "", ()):
                continue
            words = coded.span.exact if coded.span is not None else ""
            shown = "" if words == from_span or len(words) > 160 else mask(" ".join(words.split()), names).text
            yield {
                "label": self.labels.variable(value.variable),
                "shown": mask(self.labels.value(value.variable, coded.value), names).text,
                "words": shown,
                "basis": self.language.say(coded.basis.value.replace("_", " "))
                + (f": {coded.note}" if coded.note else ""),
                "corrected": value.ruled is not None
                and (value.proposed is None or value.proposed.value != value.ruled.value),
            }

    # --- findings -------------------------------------------------------------------------------------------------

    def _findings(self, writer: SiteWriter) -> None:
        listed = [
            {
                "id": finding.id,
                "title": finding.title,
                "value": self._value_of(finding),
                "said": self._said(finding),
            }
            for finding in self.material.findings.values()
        ]
        self._add(writer, "findings.html", "findings.html", findings=listed)
        for finding in self.material.findings.values():
            nouns = self.notes.list_nouns(finding)
            witnesses = self.notes.witnesses(finding)[:MOST_WITNESSES_ON_PAGE]
            self._add(
                writer,
                "finding.html",
                f"findings/{finding.id}.html",
                finding=finding,
                value=self.language.value(finding.value, finding.unit) if finding.value else "",
                said=self._said(finding),
                chart=self.blocks.chart(finding, "../", with_picture=bool(finding.chart), with_link=False)
                if finding.rows
                else "",
                facts=self.notes.facts(finding),
                parts_of=[
                    {
                        "id": part.label,
                        "name": self.notes.name_of(part.label),
                        "value": self.language.value(part.value, finding.unit),
                    }
                    for part in finding.parts
                ],
                witnesses=witnesses,
                n_rest=len(nouns) - len(witnesses),
            )

    def _value_of(self, finding: Finding) -> str:
        if finding.value is None and finding.rows:
            return self.language.count("%(n)s row", "%(n)s rows", len(finding.rows))
        return self.language.value(finding.value, finding.unit)

    def _said(self, finding: Finding) -> str:
        said = dict(finding.sentence).get(self.language.code, "")
        return said[:1].upper() + said[1:]

    # --- texts ----------------------------------------------------------------------------------------------------

    def _texts(self, writer: SiteWriter) -> None:
        say = self.language.say
        method = make_method(self.edition, self.material, self.language)
        self._add(writer, "text.html", "method.html", title=say("Method and limits"), sections=method)
        self._add(
            writer,
            "text.html",
            "corrections.html",
            title=say("Corrections"),
            sections=[make_corrections(self.edition, self.language)],
        )
        self._add(
            writer,
            "text.html",
            "privacy.html",
            title=say("Your data"),
            sections=[make_privacy(self.edition, self.language)],
        )
        self._add(
            writer,
            "text.html",
            "data.html",
            title=say("Data"),
            sections=[make_downloads(self.edition, self.language, self.data)],
        )


def add_feeds(writer: SiteWriter, edition: Edition, article: Article) -> None:
    """Put the feeds."""
    plain = _strip_tags(article.standfirst)
    entries = list_entries(edition, article.headline, plain)
    writer.add("feed.xml", render_atom(edition, entries))
    writer.add("feed.json", render_json_feed(edition, entries))


def _strip_tags(html: str) -> str:
    out, inside = [], False
    for letter in html:
        if letter == "<":
            inside = True
        elif letter == ">":
            inside = False
        elif not inside:
            out.append(letter)
    return "".join(out)

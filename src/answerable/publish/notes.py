"""How we know: what stands behind each linked figure, case, letter and source of the article.

What comes in: claims of the story, findings, cases, pages. What goes out: `Note` values, ready for the templates.
Never here: HTML, new figures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from answerable.model.case import Case, Standing, Tally
from answerable.model.claim import Claim
from answerable.model.document import Page
from answerable.model.finding import Finding
from answerable.model.log import PRESS, LogSource
from answerable.model.span import make_span
from answerable.model.story import Story, StorySource
from answerable.publish.briefs import Brief
from answerable.publish.edition import Material
from answerable.publish.evidence import AROUND_WORDS, Excerpt, join_excerpts, make_excerpt
from answerable.publish.language import Language
from answerable.publish.privacy import mask
from answerable.words.grounding import find_quote

MOST_WITNESSES, MOST_CAVEATS, AROUND = 1, 2, 110
"""What a note shows of words, caveats and characters around words; the finding's own page shows more."""
MOST_ON_PAGE = 30
"""Words that a finding's own page shows; the rest is in the data."""


_OF = re.compile(r"\|\s*of:\s*([\w-]+)")


@dataclass(frozen=True, slots=True)
class Witness:
    """Words of one letter or page that bear something.

    Args:
        authority: its name.
        authority_href: its page.
        source: what it is and of when, in words.
        excerpt: the words in their surroundings.
        picture: path of the strip of the page; empty where there is none.
        size: width and height of that picture, so that nothing moves when it comes.
        href: its own page; empty where it has none.
        reviewed: a person looked at it.
    """

    authority: str
    authority_href: str
    source: str
    excerpt: Excerpt
    picture: str = ""
    size: tuple[int, int] = (0, 0)
    href: str = ""
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What stands behind one link of the article.

    Args:
        number: from 1, in order of first appearance.
        title: what it is about.
        value: the figure as printed, in the story's words; empty for words.
        working: how it was got.
        caveats: what must be said beside it.
        facts: name and value pairs: from how many authorities, by which methods ...
        witnesses: words behind it.
        more: page with everything; empty where there is none.
        n_more: witnesses that stand only there.
        address: outside address of a source; empty where there is none.
        quote: the words of a source that is no document of the record.
    """

    number: int
    title: str
    value: str = ""
    working: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    witnesses: tuple[Witness, ...] = ()
    more: str = ""
    n_more: int = 0
    address: str = ""
    quote: Excerpt | None = None


class NoteMaker:
    """Makes notes; keeps where pictures and pages stand."""

    def __init__(
        self,
        material: Material,
        story: Story,
        language: Language,
        pictures: Mapping[str, str],
        sizes: Mapping[str, tuple[int, int]] | None = None,
    ) -> None:
        """Prepare.

        Args:
            material: of the record.
            story: whose sources are named.
            language: of the interface.
            pictures: path of the picture of each case and tally that has one.
            sizes: width and height of each picture, by path.
        """
        self.material, self.story, self.language, self.pictures = material, story, language, pictures
        self.sizes = sizes or {}
        self._described: dict[tuple[str, int, str], str] = {}
        self._letters = {
            document: message
            for message in material.messages.values()
            for document in (message.document, *(sha256 for sha256, _ in message.attachments))
        }

        self._references = {
            row.message_id: mask(row.reference.value, material.names).text
            for row in material.classifications
            if row.reference is not None and not row.reference.problem
        }

    def make(self, number: int, claim: Claim) -> Note:
        """The note of one claim."""
        if claim.text.startswith("{{"):
            return self._of_figure(number, claim)
        scheme, _, target = claim.bound_to.partition(":")
        if scheme == "case" and target in self.material.cases:
            case = self.material.cases[target]
            title = self.language.say("A case of %(name)s", name=self.name_of(case.authority_id))
            return Note(number, title, witnesses=(self.witness(case, AROUND),), more=f"cases/{case.id}.html")
        if scheme == "letter":
            return self._of_letter(number, target)
        source = self.story.find_source(target)
        if scheme == "source" and source is not None:
            facts = (
                ((self.language.say("Date"), self.language.day(source.published_on)),) if source.published_on else ()
            )
            quote = _quote_source(source, claim.value)
            return Note(number, source.title, facts=facts, address=source.address, quote=quote)
        return Note(number, claim.value or claim.text)

    def _of_figure(self, number: int, claim: Claim) -> Note:
        names = [name for name in claim.bound_to.split(", ") if name in self.material.findings]
        if not names:
            return Note(number, claim.reading, claim.value)
        finding = self.material.findings[names[0]]
        reading = claim.reading or finding.title
        more = f"findings/{finding.id}.html"
        one = _OF.search(claim.text)
        if one is not None:
            return self._of_one_authority(number, claim, finding, one.group(1))
        witnesses = self.witnesses(finding, MOST_WITNESSES)
        working = [sentence for name in names for sentence in self.material.findings[name].working]
        return Note(
            number=number,
            title=reading[:1].upper() + reading[1:],
            value=claim.value[:1].upper() + claim.value[1:],
            working=tuple(dict.fromkeys(working)),
            caveats=finding.caveats[:MOST_CAVEATS],
            facts=self.facts(finding, brief=True),
            witnesses=witnesses,
            more=more,
            n_more=max(0, len(self.list_nouns(finding)) - len(witnesses)),
        )

    def _of_one_authority(self, number: int, claim: Claim, finding: Finding, authority_id: str) -> Note:
        """A figure of one authority: its own words and nobody else's."""
        nouns = [noun for noun in self.list_nouns(finding) if noun.authority_id == authority_id]
        title = f"{finding.title}: {self.name_of(authority_id)}"
        witnesses = tuple(self._witness_of(noun, AROUND) for noun in nouns[:MOST_WITNESSES])
        more = f"authorities/{authority_id}.html"
        return Note(number, title, claim.value, witnesses=witnesses, more=more, n_more=len(nouns) - len(witnesses))

    def facts(self, finding: Finding, *, brief: bool = False) -> tuple[tuple[str, str], ...]:
        """The plain facts about a finding; brief ones leave out what its steps and caveats say in words."""
        say = self.language.say
        facts = []
        if finding.authorities and not brief:
            n_asked = len(self.material.authorities)
            facts.append((say("Authorities"), say("%(n)s of %(all)s", n=len(finding.authorities), all=n_asked)))
        if finding.denominator:
            facts.append((say("Out of"), finding.denominator))
        if finding.inclusion:
            facts.append((say("Counted"), finding.inclusion))
        if finding.methods:
            facts.append((say("From"), ", ".join(self.say_method(method) for method in finding.methods)))
        if finding.value_with_silence is not None and not brief:
            shown = self.language.value(finding.value_with_silence, finding.unit)
            facts.append((say("Whatever the silent have"), shown))
        if finding.value_with_others is not None and not brief:
            shown = self.language.value(finding.value_with_others, finding.unit)
            facts.append((say("With those that count otherwise"), shown))
        return tuple(facts)

    def list_nouns(self, finding: Finding) -> list[Brief | Tally]:
        """Cases (in brief) and tallies behind a finding: tallies first, then by authority and place."""
        material = self.material
        nouns: list[Brief | Tally] = [material.tallies[one] for one in finding.tallies if one in material.tallies]
        nouns += [material.briefs[one] for one in finding.cases if one in material.briefs]
        return sorted(nouns, key=_place)

    def witnesses(self, finding: Finding, most: int | None = None) -> tuple[Witness, ...]:
        """The first words behind a finding, those of several authorities first where few are shown.

        Args:
            finding: whose words.
            most: so many, one authority at a time; None for the first `MOST_ON_PAGE`, all of an authority together.
        """
        nouns = self.list_nouns(finding)
        if most is None:
            return tuple(self._witness_of(noun) for noun in nouns[:MOST_ON_PAGE])
        seen: set[str] = set()
        firsts = [noun for noun in nouns if not (noun.authority_id in seen or seen.add(noun.authority_id))]  # type: ignore[func-returns-value]
        nouns = sorted(firsts, key=lambda noun: noun.id not in self.pictures)[:most]
        return tuple(self._witness_of(noun, AROUND) for noun in nouns)

    def _witness_of(self, noun: Brief | Tally, around: int = AROUND_WORDS) -> Witness:
        return self.witness(noun if isinstance(noun, Tally) else self.material.cases[noun.id], around)

    def witness(self, noun: Case | Tally, around: int = AROUND_WORDS, excerpt: Excerpt | None = None) -> Witness:
        """The words of one case or tally; cut from the page unless they are at hand."""
        if excerpt is None:
            page = self.material.pages.get(f"{noun.document}:{noun.span.page}")
            excerpt = make_excerpt(noun.span, page, around, self.material.names)
        return Witness(
            authority=self.name_of(noun.authority_id),
            authority_href=f"authorities/{noun.authority_id}.html",
            source=self.describe_source(noun.document, noun.span.page, noun.method),
            excerpt=excerpt,
            picture=self.pictures.get(noun.id, ""),
            size=self.sizes.get(self.pictures.get(noun.id, ""), (0, 0)),
            href=f"cases/{noun.id}.html" if isinstance(noun, Case) else "",
            reviewed=_is_reviewed(noun),
        )

    def join_witnesses(self, tallies: Sequence[Tally], most: int) -> list[Witness]:
        """The words of tallies, page after page; those that stand near each other are marked in one stretch.

        Args:
            tallies: of one authority.
            most: so many stretches.
        """
        groups: list[list[Tally]] = []
        for tally in sorted(tallies, key=lambda one: (one.document, one.span.page, one.span.start, one.id)):
            last = groups[-1][-1] if groups else None
            same = last is not None and (last.document, last.span.page) == (tally.document, tally.span.page)
            if last is not None and same and tally.span.start < last.span.end:
                continue  # the same words
            if last is not None and same and tally.span.start < last.span.end + AROUND_WORDS:
                groups[-1].append(tally)
            else:
                groups.append([tally])
        return [self._join(group) for group in groups[:most]]

    def _join(self, group: Sequence[Tally]) -> Witness:
        page = self.material.pages.get(f"{group[0].document}:{group[0].span.page}")
        spans = [one.span for one in group]
        if page is None or any(page.text[span.start : span.end] != span.exact for span in spans):
            return self.witness(group[0])
        excerpt = join_excerpts(spans, page, AROUND_WORDS, self.material.names)
        return replace(self.witness(group[0], excerpt=excerpt), reviewed=all(_is_reviewed(one) for one in group))

    def _of_letter(self, number: int, target: str) -> Note:
        document, page_number, start, end = target.split(":")
        page = self.material.pages.get(f"{document}:{page_number}")
        letter = self._letters.get(document)
        request = next((r for r in self.material.requests if letter and r.id == letter.request_id), None)
        authority = request.authority_id if request else ""
        if page is None:
            return Note(number, self.name_of(authority))
        span = make_span(document, int(page_number), page.text, int(start), int(end))
        witness = Witness(
            self.name_of(authority),
            f"authorities/{authority}.html" if authority else "",
            self.describe_source(document, int(page_number), "foi_response"),
            make_excerpt(span, page, AROUND, self.material.names),
        )
        title = self.language.say("A letter from %(name)s", name=self.name_of(authority))
        return Note(number, title, witnesses=(witness,), more=f"authorities/{authority}.html")

    def name_of(self, authority_id: str) -> str:
        """The authority's name."""
        known = self.material.authorities.get(authority_id)
        return known.name if known else authority_id

    def say_method(self, method: str) -> str:
        """Where something was told, in words."""
        known = {"foi_response": "answers to our request", "published_log": "published logs", "press": "press reports"}
        return self.language.say(known.get(method, method))

    def describe_source(self, document: str, page: int, method: str) -> str:
        """What a document is and of when, in words; page 0 for all of it."""
        place = (document, page, method)
        if place not in self._described:
            self._described[place] = self._describe_source(*place)
        return self._described[place]

    def _describe_source(self, document: str, page: int, method: str) -> str:
        say = self.language.say
        known = self.material.documents.get(document)
        letter = self._letters.get(document)
        name = mask(known.name, self.material.names).text if known else ""
        paged = known is not None and known.n_pages > 1
        parts = [name] if name and not name.endswith(".eml") else []
        if paged and page:
            parts.append(say("page %(n)s", n=page))
        if letter is not None:
            kind = say("letter of %(day)s", day=self.language.day(letter.sent_at)) if letter.sent_at else say("letter")
            parts.insert(0, kind)
            if reference := self._references.get(letter.id):
                parts.insert(1, say("their reference %(reference)s", reference=reference))
        elif method == "published_log":
            capture = next((c for c in self.material.captures if c.document == document), None)
            on = self.language.day(capture.captured_at) if capture else ""
            parts.insert(0, say("published log, read on %(day)s", day=on) if on else say("published log"))
        elif method == PRESS:
            capture = next((c for c in self.material.captures if c.document == document), None)
            found = [one for one in self.material.log_sources if capture and one.id == capture.source_id]
            parts = [self._say_article(one) for one in found] or [say("press reports")]
        return ", ".join(parts)

    def _say_article(self, article: LogSource) -> str:
        """Who published a press report, and when; its file's name tells nobody anything."""
        return ", ".join(filter(None, (article.publication, self.language.day(article.published_on))))


def _quote_source(source: StorySource, words: str) -> Excerpt | None:
    """The quoted words in their surroundings; None where the source's words are not saved or none are quoted."""
    place = find_quote(words, source.words) if source.words and words else None
    if place is None:
        return None
    text = " ".join(source.words.split())
    start, end = find_quote(words, text) or (0, 0)
    return make_excerpt(make_span("0" * 64, 1, text, start, end), Page("source:1", "source", 1, "text", text), AROUND)


def _is_reviewed(noun: Case | Tally) -> bool:
    return noun.standing in (Standing.ACCEPTED, Standing.ADDED)


def _place(noun: Brief | Tally) -> tuple[str, bool, str, int]:
    if isinstance(noun, Tally):
        return noun.authority_id, False, noun.document, noun.span.start
    return noun.authority_id, True, noun.document, noun.start

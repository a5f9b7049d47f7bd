"""A story as its file tells it: headline, prose, figures bound to findings, words bound to sources.

What lives here: frozen records of the parsed file. What comes in: what `answerable.project.story` read. Every
offset counts in `Story.text`, the whole file, so that a message can name the line. Never here: the value of a figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PlaceKind(StrEnum):
    """In which part of the file something stands."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Filter:
    """One step of a binding: ``share_of: disciplined`` is the name `share_of` with the argument `disciplined`."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Binding:
    """A figure of the story that a finding bears: ``{{ dismissed | share_of: disciplined | percent }}``.

    Args:
        start: of the braces, in the story's text.
        end: half open.
        source: the words between the braces, with single spaces.
        name: the finding.
        filters: in order.
        nth: 0 for the first binding with these words, 1 for the second ...
    """

    start: int
    end: int
    source: str
    name: str
    filters: tuple[Filter, ...] = ()
    nth: int = 0

    @property
    def is_block(self) -> bool:
        """Whether it stands for a chart, table, grid or map rather than for words."""
        return bool(self.filters) and self.filters[-1].name in BLOCK_FILTERS


BLOCK_FILTERS = ("chart", "table", "grid", "map")
"""Filters that put a figure of their own between two paragraphs."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Words of the story that a source bears: ``[dragged on](source:panel "word for word")``.

    Args:
        start: of the opening bracket, in the story's text.
        end: half open, after the closing parenthesis.
        words: what the reader sees.
        words_start: where they start.
        scheme: `case`, `letter`, `source`, `authority` or `finding`.
        target: a case id, an authority, a source's key.
        quote: words that must stand in the target; empty where the link gives none.
        nth: 0 for the first reference with these words and target, 1 for the second ...
    """

    start: int
    end: int
    words: str
    words_start: int
    scheme: str
    target: str
    quote: str = ""
    nth: int = 0


@dataclass(frozen=True, slots=True)
class StorySource:
    """A source that is no document of the record: a press statement, an interview, a law.

    Args:
        key: as the story's links name it.
        title: for readers.
        published_on: ISO date; empty where there is none.
        address: where readers find it; empty where nowhere.
        words: its text, against which quotes are tried; empty for a source that is only named.
    """

    key: str
    title: str
    published_on: str = ""
    address: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that the publisher supplies, with credit and alternative text.

    Args:
        file: beside the story.
        alternative: what it shows, for whoever does not see it.
        caption: beneath it.
        credit: who took it.
        clean: publish the picture alone, without what its file says about camera, place and owner.
    """

    file: str
    alternative: str
    caption: str = ""
    credit: str = ""
    clean: bool = False


@dataclass(frozen=True, slots=True)
class Audio:
    """The story read aloud.

    Args:
        file: beside the story.
        words: hash of the words that were spoken; empty where a person supplied the file.
        voice: who or what speaks.
    """

    file: str
    words: str = ""
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """What readers can do: a sentence and a link."""

    text: str
    label: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class StoryFile:
    """A file that goes out with the story.

    Args:
        file: beside the story.
        title: for readers.
        redact: pictures of its pages go out, with names and contact details blacked out, and not the file itself.
    """

    file: str
    title: str
    redact: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A person or body outside the record whom the story may criticise.

    Args:
        key: for the right of reply.
        name: as the story writes it.
        contact: where the letter goes.
    """

    key: str
    name: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction that was made after publication.

    Args:
        on: ISO date.
        was: what it said; empty where a record was taken down, so that it is not said again.
        now: what it says.
        why: for readers.
        findings: names of the findings that it changed.
        cases: ids of the cases that were taken down or changed.
    """

    on: str
    was: str = ""
    now: str = ""
    why: str = ""
    findings: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the file that is prose for readers."""

    kind: PlaceKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Story:
    """A story's file, parsed.

    Args:
        name: the file's name without its ending.
        text: the whole file; all offsets count in it.
        passages: headline, standfirst, body.
        bylines: who wrote it.
        published_at: ISO instant or date; empty while it is not.
        checked_at: when it was last checked; empty where never said.
        kicker: a word or two over the headline.
        bindings: in order of place.
        references: in order of place.
        sources: named in the front matter.
        related: title and address of related stories.
        corrections: newest first.
        licence: of the text and data.
        origin: file, for messages about it.
        embargo_until: ISO instant with its offset before which nothing goes out; empty for none.
        audio: the story read aloud.
        act: what readers can do.
        files: that go out with it.
        people: whom it may criticise, besides authorities.
    """

    name: str
    text: str
    passages: tuple[Passage, ...]
    language: str = "en"
    bylines: tuple[str, ...] = ()
    published_at: str = ""
    checked_at: str = ""
    kicker: str = ""
    pull: str = ""
    bindings: tuple[Binding, ...] = ()
    references: tuple[Reference, ...] = ()
    sources: tuple[StorySource, ...] = ()
    photo: Photo | None = None
    related: tuple[tuple[str, str], ...] = ()
    corrections: tuple[Correction, ...] = ()
    licence: str = ""
    origin: str = ""
    embargo_until: str = ""
    audio: Audio | None = None
    act: Act | None = None
    files: tuple[StoryFile, ...] = ()
    people: tuple[Person, ...] = ()

    def find_passage(self, kind: PlaceKind) -> Passage | None:
        """The passage of this kind, or None."""
        return next((passage for passage in self.passages if passage.kind is kind), None)

    def find_source(self, key: str) -> StorySource | None:
        """The source of this key, or None."""
        return next((source for source in self.sources if source.key == key), None)

    def line_of(self, offset: int) -> int:
        """The line, from 1, on which an offset of the text stands."""
        return self.text.count("\n", 0, offset) + 1

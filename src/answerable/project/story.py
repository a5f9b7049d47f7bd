"""Read a story's file: front matter between ``+++`` lines, then Markdown with bound figures and sources.

What comes in: ``story/story.md`` (and the texts of sources named in it). What goes out: a `Story` whose bindings and
references carry their place in the file. Never here: findings, values, HTML.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from answerable.errors import ProjectFileInvalid
from answerable.model.story import (
    Act,
    Audio,
    Binding,
    Correction,
    Filter,
    Passage,
    Person,
    Photo,
    PlaceKind,
    Reference,
    Story,
    StoryFile,
    StorySource,
)
from answerable.project.toml_file import Strict, parse_toml, read_text

_FRONT = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*\n", re.DOTALL | re.MULTILINE)
_BINDING = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_REFERENCE = re.compile(
    r'\[((?:[^\[\]]|\n(?!\n))+)\]\((case|letter|source|authority|finding):([^\s)"]+)(?:\s+"([^"]*)")?\)'
)
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_INSTANT = r"^$|^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$"
_SPOKEN = "listen.json"
"""Left beside the story by `answerable listen`: which file speaks which words."""

Text = Annotated[str, Field(min_length=1)]


class _Source(Strict):
    title: Text
    published_on: str = ""
    address: str = ""
    file: str = ""
    words: str = ""


class _Photo(Strict):
    file: Text
    alternative: Text
    caption: str = ""
    credit: str = ""
    clean: bool = False


class _Audio(Strict):
    file: Text
    words: str = ""
    voice: str = ""


class _Act(Strict):
    text: Text
    label: str = ""
    address: str = ""


class _StoryFile(Strict):
    file: Text
    title: Text
    redact: bool = False


class _Person(Strict):
    name: Text
    contact: str = ""


class _Related(Strict):
    title: Text
    address: Text


class _Correction(Strict):
    on: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d")]
    was: str = ""
    now: str = ""
    why: str = ""
    findings: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> _Correction:
        if not (self.now or self.why):
            raise ValueError("a correction says what it says now (`now`), or why something was taken down (`why`)")
        return self


class _Front(Strict):
    headline: Text
    standfirst: str = ""
    bylines: tuple[str, ...] = ()
    published_at: str = ""
    checked_at: str = ""
    kicker: str = ""
    pull: str = ""
    language: str = "en"
    licence: str = ""
    photo: _Photo | None = None
    related: tuple[_Related, ...] = ()
    corrections: tuple[_Correction, ...] = ()
    sources: dict[str, _Source] = Field(default_factory=dict)
    embargo_until: Annotated[str, Field(pattern=_INSTANT)] = ""
    audio: _Audio | None = None
    act: _Act | None = None
    files: tuple[_StoryFile, ...] = ()
    people: dict[str, _Person] = Field(default_factory=dict)


def parse_story(path: Path) -> Story:
    """Read one story.

    Args:
        path: the Markdown file; texts of its sources are looked for beside it.

    Raises:
        ProjectFileInvalid: front matter missing or not allowed, or a binding that cannot be read.
    """
    text = read_text(path)
    found = _FRONT.match(text)
    if found is None:
        raise ProjectFileInvalid(
            "a story starts with its front matter between two lines +++",
            where=f"{path}:1",
            found=text.split("\n")[0][:60],
            allowed='+++\nheadline = "..."\n+++',
            remedy="see docs/how-to/check.md",
        )
    front = parse_toml(found.group(1), _Front, where=str(path), first_line=2)
    passages = [Passage(PlaceKind.BODY, found.end(), len(text))]
    for kind in (PlaceKind.STANDFIRST, PlaceKind.HEADLINE):
        place = _find_value(text, found, kind.value)
        if place is not None:
            passages.insert(0, Passage(kind, *place))
    return Story(
        name=path.stem,
        text=text,
        passages=tuple(passages),
        language=front.language,
        bylines=front.bylines,
        published_at=front.published_at,
        checked_at=front.checked_at,
        kicker=front.kicker,
        pull=front.pull,
        bindings=_parse_bindings(path, text),
        references=_parse_references(text),
        sources=tuple(_load_source(path, text, key, source) for key, source in sorted(front.sources.items())),
        photo=Photo(**front.photo.model_dump()) if front.photo else None,
        related=tuple((item.title, item.address) for item in front.related),
        corrections=tuple(Correction(**item.model_dump()) for item in front.corrections),
        licence=front.licence,
        origin=str(path),
        embargo_until=front.embargo_until,
        audio=Audio(**front.audio.model_dump()) if front.audio else _find_spoken(path),
        act=Act(**front.act.model_dump()) if front.act else None,
        files=tuple(StoryFile(**item.model_dump()) for item in front.files),
        people=tuple(Person(key, person.name, person.contact) for key, person in sorted(front.people.items())),
    )


def _find_spoken(path: Path) -> Audio | None:
    note = path.parent / _SPOKEN
    return Audio(**_Audio.model_validate_json(note.read_bytes()).model_dump()) if note.is_file() else None


def _find_value(text: str, front: re.Match[str], key: str) -> tuple[int, int] | None:
    """Where the words of a one-line or triple-quoted string stand in the front matter."""
    for pattern in (rf'^{key}\s*=\s*"""\n?(.*?)"""', rf'^{key}\s*=\s*"(.*?)"[ \t]*$', rf"^{key}\s*=\s*'(.*?)'[ \t]*$"):
        found = re.compile(pattern, re.DOTALL | re.MULTILINE).search(text, front.start(1), front.end(1))
        if found:
            return found.start(1), found.end(1)
    return None


def _parse_bindings(path: Path, text: str) -> tuple[Binding, ...]:
    bindings, seen = [], Counter[str]()
    for found in _BINDING.finditer(text):
        source = " ".join(found.group(1).split())
        name, *steps = (part.strip() for part in source.split("|"))
        filters = []
        for step in steps:
            label, _, argument = step.partition(":")
            filters.append(Filter(label.strip(), argument.strip()))
        bad = [part for part in (name, *(item.name for item in filters)) if not _NAME.match(part)]
        if bad:
            raise ProjectFileInvalid(
                "a binding cannot be read",
                where=f"{path}:{text.count(chr(10), 0, found.start()) + 1}",
                found=found.group(0),
                allowed="{{ finding }} or {{ finding | filter }} or {{ finding | filter: argument }}",
                remedy=f"{bad[0]!r} is not a name of lower-case letters, digits and underscores",
            )
        bindings.append(Binding(found.start(), found.end(), source, name, tuple(filters), seen[source]))
        seen[source] += 1
    return tuple(bindings)


def _parse_references(text: str) -> tuple[Reference, ...]:
    references, seen = [], Counter[tuple[str, str, str]]()
    for found in _REFERENCE.finditer(text):
        words, scheme, target, quote = found.groups(default="")
        key = (words, scheme, target)
        references.append(
            Reference(found.start(), found.end(), words, found.start(1), scheme, target, quote, seen[key])
        )
        seen[key] += 1
    return tuple(references)


def _load_source(path: Path, text: str, key: str, source: _Source) -> StorySource:
    words = source.words
    if source.file:
        file = path.parent / source.file
        if not file.is_file():
            at = re.search(rf"^\[sources\.{re.escape(key)}\]", text, re.MULTILINE)
            raise ProjectFileInvalid(
                f"the text of the source {key!r} is not there",
                where=f"{path}:{text.count(chr(10), 0, at.start()) + 1 if at else 1}",
                found=source.file,
                allowed=f"a text file beside {path.name}",
                remedy="save the words of the source there, or leave `file` out and quote nothing from it",
            )
        words = file.read_text(encoding="utf-8")
    return StorySource(key, source.title, source.published_on, source.address, words)

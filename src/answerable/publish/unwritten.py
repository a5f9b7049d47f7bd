"""Unwritten: sentences of the templates that nobody wrote anything in the place of.

What comes in: the story. What goes out: problems that hold it back. What must never be here: what a good sentence is.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from answerable.model.ids import make_id
from answerable.model.problem import Problem
from answerable.model.story import Story
from answerable.publish.edition import Edition

CODE = "publish-template-words"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A sentence of a template, and whether a story may keep it after all."""

    words: str
    what: str
    may_stay: bool = False


def check_unwritten(edition: Edition) -> Iterator[Problem]:
    """A problem for each sentence that stands in the story as the template had it; a headline is only pointed out."""
    story = edition.story
    for one in list_placeholders():
        place = _find(story, one)
        if place is None:
            continue
        where = f"{story.origin}:{story.line_of(place)}"
        words = one.words.strip('"')[:120]
        found = f"{one.what} is still that of the template: {words!r}"
        remedy = "write your own, or take it out" if not one.may_stay else "write your own, if you meant to"
        yield Problem(
            make_id("prb", CODE, where, found), CODE, where, found=found, remedy=remedy, blocks=not one.may_stay
        )


def _find(story: Story, one: Placeholder) -> int | None:
    """Where it stands, however its lines are broken."""
    pattern = r"\s+".join(map(re.escape, one.words.split()))
    found = re.search(rf"(?<!\w){pattern}", story.text)
    return found.start() if found is not None else None


@functools.cache
def list_placeholders() -> tuple[Placeholder, ...]:
    """What the templates say where a reporter is to write: standfirst, byline, advice, and the headline."""
    templates = resources.files("answerable.project").joinpath("templates")
    found: dict[str, Placeholder] = {}
    for folder in sorted(templates.iterdir(), key=lambda item: item.name):
        for path in (folder.joinpath("story.md"), folder.joinpath("story", "story.md")):
            if path.is_file():
                found.update({one.words: one for one in _read(path.read_text(encoding="utf-8"))})
    return tuple(found.values())


def _read(text: str) -> Iterator[Placeholder]:
    _, front, body = text.split("+++", 2)
    said = tomllib.loads(front)
    yield Placeholder(said["headline"], "the headline", may_stay=True)
    yield Placeholder(said["standfirst"], "the standfirst")
    for byline in said["bylines"]:
        yield Placeholder(f'"{byline}"', "the byline")
    for paragraph in body.split("\n\n"):
        if paragraph.strip() and "{{" not in paragraph:
            yield Placeholder(" ".join(paragraph.split()), "a paragraph")

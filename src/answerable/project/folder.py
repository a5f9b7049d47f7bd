"""The folder of an investigation: find it, and read every file that people write in it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from answerable.errors import ProjectNotFound
from answerable.model.authority import Authority
from answerable.model.codebook import Codebook
from answerable.model.finding import FindingQuestion
from answerable.model.log import LogSource
from answerable.model.names import NameLists
from answerable.model.recipe import Recipe
from answerable.model.request import Batch
from answerable.model.story import Story
from answerable.project.authorities import parse_authorities
from answerable.project.codebook import parse_codebook
from answerable.project.findings import parse_finding
from answerable.project.letters import parse_letter
from answerable.project.logs import parse_log
from answerable.project.names import FILE_NAME as NAMES_FILE
from answerable.project.names import parse_names
from answerable.project.press import FOLDER as PRESS_FOLDER
from answerable.project.press import parse_article
from answerable.project.recipes import parse_recipe
from answerable.project.settings import FILE_NAME, Settings, parse_settings
from answerable.project.story import parse_story

REGISTER_PREFIX = "register:"
Placed = TypeVar("Placed", Batch, LogSource, FindingQuestion, Story)


@dataclass(frozen=True, slots=True)
class Project:
    """All that people wrote in an investigation's folder.

    Args:
        folder: its absolute path.
        settings: ``answerable.toml``.
        authorities: ``authorities.csv``; empty where the settings name a register that ships with the package.
        register: the register's id, or empty.
        batches: ``letters/*.md``.
        codebook: ``codebook.toml``.
        log_sources: ``logs/*.toml``, then the articles of ``press/*.toml``.
        recipes: ``recipes/*.toml``.
        findings: ``findings/*.sql``.
        story: ``story/story.md``, or None while there is none.
        names: ``names.toml``: names that must not be published, and names that may.
    """

    folder: Path
    settings: Settings
    authorities: tuple[Authority, ...]
    register: str
    batches: tuple[Batch, ...]
    codebook: Codebook
    log_sources: tuple[LogSource, ...]
    recipes: tuple[Recipe, ...]
    findings: tuple[FindingQuestion, ...]
    story: Story | None
    names: NameLists = field(default_factory=NameLists)

    @property
    def inbox(self) -> Path:
        """Files to take in."""
        return self.folder / "inbox"

    @property
    def holidays(self) -> Path:
        """Lists of holidays newer than the bundled ones."""
        return self.folder / "holidays"

    @property
    def sources(self) -> Path:
        """Received bytes."""
        return self.folder / "sources"

    @property
    def decisions(self) -> Path:
        """Human judgements."""
        return self.folder / "decisions"

    @property
    def build(self) -> Path:
        """Everything derived; safe to delete."""
        return self.folder / "build"


def find_folder(start: Path) -> Path:
    """Return the nearest folder, from here upwards, that holds ``answerable.toml``.

    Raises:
        ProjectNotFound: there is none.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder
    raise ProjectNotFound(
        f"no {FILE_NAME} here or in a folder above",
        where=str(start),
        remedy="name the investigation's folder, or make one with `answerable init DIR`",
    )


def load_project(path: Path) -> Project:
    """Read and check every file of a folder.

    Raises:
        ProjectNotFound: no ``answerable.toml``.
        ProjectFileInvalid: a file says something not allowed.
    """
    folder = find_folder(path)
    settings = parse_settings(folder / FILE_NAME)
    register = settings.authorities.removeprefix(REGISTER_PREFIX)
    from_register = settings.authorities.startswith(REGISTER_PREFIX)
    story = folder / "story" / "story.md"
    return Project(
        folder=folder,
        settings=settings,
        authorities=() if from_register else parse_authorities(folder / settings.authorities, default_law=settings.law),
        register=register if from_register else "",
        batches=tuple(
            _place(parse_letter(file, default_law=settings.law, default_period=settings.period), folder)
            for file in _files(folder, "letters", "*.md")
        ),
        codebook=parse_codebook(folder / settings.codebook),
        log_sources=(
            *(_place(parse_log(file), folder) for file in _files(folder, "logs", "*.toml")),
            *(_place(parse_article(file), folder) for file in _files(folder, PRESS_FOLDER, "*.toml")),
        ),
        recipes=tuple(parse_recipe(file) for file in _files(folder, "recipes", "*.toml")),
        findings=tuple(_place(parse_finding(file), folder) for file in _files(folder, "findings", "*.sql")),
        story=_place(parse_story(story), folder) if story.is_file() else None,
        names=parse_names(folder / NAMES_FILE),
    )


def _place(noun: Placed, folder: Path) -> Placed:
    """A noun whose origin is told from the folder, so that its rows are the same wherever the folder lies."""
    return replace(noun, origin=noun.origin.removeprefix(f"{folder}/"))


def _files(folder: Path, name: str, pattern: str) -> list[Path]:
    return sorted((folder / name).glob(pattern))


def change_database(folder: Path, url: str) -> None:
    """Write another database into ``answerable.toml``; every other word of it stays.

    Raises:
        ProjectFileInvalid: the file then says something not allowed.
    """
    path = folder / FILE_NAME
    text = path.read_text(encoding="utf-8")
    line = f"url = {json.dumps(url)}"
    section = re.search(r"^\[database\][^\n]*\n(?:(?!\[)[^\n]*\n?)*", text, re.M)
    if section is None:
        text = f"{text.rstrip()}\n\n[database]\n{line}\n"
    else:
        changed, n = re.subn(r"^url\s*=[^\n]*", lambda _: line, section[0], count=1, flags=re.M)
        changed = changed if n else section[0].replace("[database]", f"[database]\n{line}", 1)
        text = text[: section.start()] + changed + text[section.end() :]
    path.write_text(text, encoding="utf-8")
    parse_settings(path)

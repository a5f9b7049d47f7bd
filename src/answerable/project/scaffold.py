"""New folders and files from templates that ship with the package."""

from __future__ import annotations

import datetime as dt
import re
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from answerable.errors import ProjectExists, ValueNotAllowed

_TEMPLATES = "templates"
_FOLDERS = ("inbox", "letters", "logs", "recipes", "findings", "story", "decisions")

NEW_FILES = {
    "letter": ("letters", "letter.md", ".md"),
    "log": ("logs", "log.toml", ".toml"),
    "press": ("press", "press.toml", ".toml"),
    "recipe": ("recipes", "recipe.toml", ".toml"),
    "finding": ("findings", "finding.sql", ".sql"),
    "story": ("story", "story.md", ".md"),
}
"""What `answerable new` can make: the folder it goes to, its template, its ending."""


def list_templates() -> tuple[str, ...]:
    """Names of the whole-folder templates."""
    root = resources.files(__package__) / _TEMPLATES
    return tuple(sorted(entry.name for entry in root.iterdir() if entry.is_dir() and entry.name != "new"))


def make_folder(folder: Path, *, name: str, template: str, today: dt.date) -> list[Path]:
    """Make an investigation's folder and return the files written.

    Args:
        folder: to be made; it may exist if it is empty.
        name: the investigation's name.
        template: one of `list_templates`.
        today: gives the period its years.

    Raises:
        ProjectExists: something already stands there.
        ValueNotAllowed: no such template.
    """
    if template not in list_templates():
        raise ValueNotAllowed(
            "no such template", found=template, allowed=", ".join(list_templates()), remedy="name one of these"
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ProjectExists(
            "there is already something in this folder",
            where=str(folder),
            remedy="name a folder that does not exist yet; nothing was changed",
        )
    folder.mkdir(parents=True, exist_ok=True)
    for child in _FOLDERS:
        (folder / child).mkdir(exist_ok=True)
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "investigation"
    fields = {"name": name.replace('"', "'"), "slug": slug, "year_from": today.year - 4, "year_to": today.year - 1}
    return sorted(_copy(resources.files(__package__) / _TEMPLATES / template, folder, fields))


def list_log_shapes() -> tuple[str, ...]:
    """Names of the templates for logs, by what the log looks like."""
    root = resources.files(__package__) / _TEMPLATES / "new" / "logs"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in root.iterdir()))


def make_file(folder: Path, kind: str, name: str, like: str = "") -> Path:
    """Make one file of an investigation from its template and return its path.

    Args:
        folder: of the investigation.
        kind: one of `NEW_FILES`.
        name: of the file, without its ending.
        like: for a log, one of `list_log_shapes`.

    Raises:
        ValueNotAllowed: no such kind, or a name that is no file name.
        ProjectExists: the file is already there.
    """
    if kind not in NEW_FILES:
        raise ValueNotAllowed(
            "no such kind of file", found=kind, allowed=", ".join(NEW_FILES), remedy="name one of these"
        )
    # A finding's name stands in the story, where a hyphen would be a minus.
    shape, allowed = (
        (r"[a-z][a-z0-9_]*", "a small letter, then small letters, digits and underscores")
        if kind == "finding"
        else (r"[a-z0-9][a-z0-9-]*", "small letters, digits and hyphens")
    )
    if not re.fullmatch(shape, name):
        raise ValueNotAllowed(
            "this is no name for a file",
            found=name,
            allowed=allowed,
            remedy="choose another",
        )
    place, template, ending = NEW_FILES[kind]
    path = folder / place / f"{name}{ending}"
    if path.exists():
        raise ProjectExists("this file is already there", where=str(path), remedy="choose another name, or edit it")
    path.parent.mkdir(exist_ok=True)
    source = resources.files(__package__) / _TEMPLATES / "new" / (f"logs/{like}.toml" if like else template)
    path.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    return path


def _copy(source: Traversable, target: Path, fields: dict[str, object]) -> list[Path]:
    written = []
    for entry in source.iterdir():
        if entry.is_dir():
            (target / entry.name).mkdir(exist_ok=True)
            written += _copy(entry, target / entry.name, fields)
            continue
        text = entry.read_text(encoding="utf-8")
        for name, value in fields.items():
            text = text.replace(f"%{name}%", str(value))
        (target / entry.name).write_text(text, encoding="utf-8")
        written.append(target / entry.name)
    return written

"""Render templates and write files, touching only those whose bytes change.

What comes in: template names, fields, bytes. What goes out: files under the site's folder and their sizes. Never here:
what a page says.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from answerable.model.ids import hash_bytes, make_key
from answerable.publish.language import Language

_HERE = Path(__file__).parent


def make_environment(language: Language) -> Environment:
    """A template environment that speaks one language; everything is escaped unless a template says it is HTML."""
    environment = Environment(
        loader=PackageLoader("answerable.publish"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(language.translations, newstyle=True)  # type: ignore[attr-defined]
    environment.globals["language"] = language
    return environment


class SiteWriter:
    """Collects a site's files and writes them at the end."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def add(self, path: str, data: bytes | str) -> None:
        """Put a file; text is UTF-8."""
        self.files[path] = data.encode() if isinstance(data, str) else data

    def add_page(self, environment: Environment, template: str, path: str, **fields: Any) -> None:
        """Render a page; `root` leads to the language's folder, `top` to the site's."""
        self.add(path, environment.get_template(template).render(**fields))

    def add_static(self) -> None:
        """Put the style sheet and the icon."""
        for file in sorted((_HERE / "static").iterdir()):
            self.add(file.name, file.read_bytes())

    def write(self, out: Path) -> tuple[int, int]:
        """Write what differs and delete what is no longer there; return how many were written and kept."""
        written = 0
        for path, data in sorted(self.files.items()):
            target = out / path
            if target.is_file() and target.stat().st_size == len(data) and target.read_bytes() == data:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            written += 1
        for target in sorted(out.rglob("*")):
            if target.is_file() and target.relative_to(out).as_posix() not in self.files:
                target.unlink()
        return written, len(self.files) - written


def write_manifest(out: Path) -> None:
    """Note beside the folder how each of its files stands, so that the next run can see that none was touched."""
    _manifest(out).write_text(json.dumps(_stat_files(out), sort_keys=True), encoding="utf-8")


def is_untouched(out: Path) -> bool:
    """Whether the folder holds the very files that were written last."""
    manifest = _manifest(out)
    return manifest.is_file() and json.loads(manifest.read_text(encoding="utf-8")) == _stat_files(out)


def count_files(out: Path) -> int:
    """How many files the folder holds."""
    return len(_stat_files(out))


def _manifest(out: Path) -> Path:
    return out.parent / f"{out.name}.manifest.json"


def _stat_files(out: Path) -> dict[str, list[int]]:
    files = {}
    for path in sorted(out.rglob("*")):
        if path.is_file():
            stat = path.stat()
            files[path.relative_to(out).as_posix()] = [stat.st_size, stat.st_mtime_ns]
    return files


@functools.cache
def hash_room() -> str:
    """Hash of everything in this room that can change a page: code, templates, style, catalogues."""
    parts = [
        (path.relative_to(_HERE).as_posix(), hash_bytes(path.read_bytes()))
        for path in sorted(_HERE.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    ]
    return make_key(parts)

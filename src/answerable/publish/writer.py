"""Render templates and write files one by one, touching only those whose bytes change.

What comes in: template names, fields, bytes. What goes out: files under the site's folder, their sizes and hashes.
Never here: what a page says.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from jinja2.bccache import Bucket, BytecodeCache
from markupsafe import Markup

from answerable.model.ids import hash_bytes, make_key
from answerable.publish.language import Language

_HERE = Path(__file__).parent
SUMS = "SHA256SUMS"
"""Lists every other file of the site with its sha256, as `sha256sum` writes and checks it."""


class _Compiled(BytecodeCache):
    """Templates compiled once for all languages."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled before."""
        if bucket.key + bucket.checksum in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key + bucket.checksum])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def make_environment(language: Language) -> Environment:
    """A template environment that speaks one language; everything is escaped unless a template says it is HTML."""
    environment = Environment(
        loader=PackageLoader("answerable.publish"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        bytecode_cache=_COMPILED,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(language.translations, newstyle=True)  # type: ignore[attr-defined]
    environment.globals["language"] = language
    environment.globals["_"] = _Sayer(language)
    return environment


class _Sayer:
    """``_()`` of the templates; a sentence without fields is looked up once, because every page says the same ones."""

    def __init__(self, language: Language) -> None:
        self._translate = language.translations.gettext
        self._said: dict[str, Markup] = {}

    def __call__(self, sentence: str, **fields: object) -> Markup:
        if fields:
            return Markup(self._translate(sentence)) % fields
        if sentence not in self._said:
            self._said[sentence] = Markup(self._translate(sentence) % {})
        return self._said[sentence]


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the site: how large, and the sha256 of its bytes."""

    size: int
    sha256: bytes


class SiteWriter:
    """Writes a site's files one by one, so that none has to be kept in memory.

    Args:
        out: the site's folder.

    Attributes:
        files: what the site holds so far.
        n_written: files whose bytes were not there before.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.files: dict[str, Written] = {}
        self.n_written = 0
        self._before = _load_notes(out)
        _notes(out).unlink(missing_ok=True)
        self._folders: set[Path] = set()

    def add(self, path: str, data: bytes | str) -> None:
        """Put a file; text is UTF-8."""
        data = data.encode() if isinstance(data, str) else data
        written = Written(len(data), hashlib.sha256(data).digest())
        if path in self.files:
            raise ValueError(f"two files of the site have one name: {path}")
        self.files[path] = written
        target = self.out / path
        if not self._stands(path, target, written):
            self._make_folder(target.parent)
            target.write_bytes(data)
            self.n_written += 1

    def add_file(self, path: str, source: Path) -> None:
        """Put a file that was made beside the site; it is moved."""
        with source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
        written = Written(source.stat().st_size, digest)
        self.files[path] = written
        target = self.out / path
        if self._stands(path, target, written):
            source.unlink()
        else:
            self._make_folder(target.parent)
            source.replace(target)
            self.n_written += 1

    def add_page(self, environment: Environment, template: str, path: str, **fields: Any) -> None:
        """Render a page; `root` leads to the language's folder, `top` to the site's."""
        self.add(path, environment.get_template(template).render(**fields))

    def add_static(self) -> None:
        """Put the style sheet, the icon and whatever else every page shares."""
        for file in sorted((_HERE / "static").iterdir()):
            self.add(file.name, file.read_bytes())

    def finish(self) -> None:
        """Put the list of hashes, delete what is no part of the site, and note how its files stand."""
        lines = (f"{self.files[path].sha256.hex()}  {path}\n" for path in sorted(self.files))
        self.add(SUMS, "".join(lines))
        for target in sorted(self.out.rglob("*")):
            if target.is_file() and target.relative_to(self.out).as_posix() not in self.files:
                target.unlink()
        for folder in sorted((one for one in self.out.rglob("*") if one.is_dir()), reverse=True):
            if not any(folder.iterdir()):
                folder.rmdir()
        stats = _stat_files(self.out)
        notes = {path: [*stats[path], written.sha256.hex()] for path, written in self.files.items()}
        _notes(self.out).write_text(json.dumps(notes, sort_keys=True), encoding="utf-8")

    def _stands(self, path: str, target: Path, written: Written) -> bool:
        """Whether these very bytes lie there already; a file that nobody touched is known by its note."""
        try:
            stat = target.stat()
        except OSError:
            return False
        if stat.st_size != written.size:
            return False
        if self._before.get(path) == [stat.st_size, stat.st_mtime_ns, written.sha256.hex()]:
            return True
        return hashlib.sha256(target.read_bytes()).digest() == written.sha256

    def _make_folder(self, folder: Path) -> None:
        if folder not in self._folders:
            folder.mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)


def is_untouched(out: Path) -> bool:
    """Whether the folder holds the very files that were written last."""
    notes = {path: note[:2] for path, note in _load_notes(out).items()}
    return bool(notes) and notes == _stat_files(out)


def count_files(out: Path) -> int:
    """How many files the folder holds."""
    return len(_stat_files(out))


def _notes(out: Path) -> Path:
    return out.parent / f"{out.name}.manifest.json"


def _load_notes(out: Path) -> dict[str, list[Any]]:
    try:
        notes = json.loads(_notes(out).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


def _stat_files(out: Path) -> dict[str, list[int]]:
    files = {}
    for folder, _, names in os.walk(out):
        for name in names:
            path = Path(folder, name)
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

"""Render templates and write files one by one, touching only those whose bytes change.

What comes in: template names, fields, bytes. What goes out: files under the site's folder, their sizes and hashes.
Never here: what a page says.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import tempfile
from dataclasses import replace
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.ext import Extension
from markupsafe import Markup

from answerable.model.ids import hash_bytes, make_key
from answerable.publish.banner import lay_banner, lift_banner
from answerable.publish.language import Language
from answerable.publish.manifest import Manifest, ManifestDraft, Note, iter_stats

_HERE = Path(__file__).parent
SUMS = "SHA256SUMS"
"""Lists every other file of the site with its sha256, as `sha256sum` writes and checks it."""


_SENTENCE = re.compile(r"""\{\{ _\((["'])((?:(?!\1)[^\\])*)\1\) \}\}""")


def _find_language(environment: Environment) -> Language:
    language = environment.globals["language"]
    assert isinstance(language, Language)
    return language


class _Compiled(BytecodeCache):
    """Templates compiled once for each language."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled before."""
        if self._name(bucket) in self._kept:
            bucket.bytecode_from_string(self._kept[self._name(bucket)])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[self._name(bucket)] = bucket.bytecode_to_string()

    @staticmethod
    def _name(bucket: Bucket) -> str:
        return f"{_find_language(bucket.environment).code} {bucket.key} {bucket.checksum}"


_COMPILED = _Compiled()


class _Said(Extension):
    """Sentences without fields are said in the language when a template is compiled, not on each of its pages."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template with those sentences in it."""
        translate = _find_language(self.environment).translations.gettext
        return _SENTENCE.sub(lambda found: translate(found.group(2)) % {}, source)


def make_environment(language: Language) -> Environment:
    """A template environment that speaks one language; everything is escaped unless a template says it is HTML."""
    environment = Environment(
        loader=PackageLoader("answerable.publish"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", _Said],
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
    """``_()`` of the templates."""

    def __init__(self, language: Language) -> None:
        self._translate = language.translations.gettext

    def __call__(self, sentence: str, **fields: object) -> Markup:
        return Markup(self._translate(sentence)) % fields


class Group:
    """Files of a site that are made together; it may be entered many times.

    Attributes:
        stands: all of them stand there already, made from the very same.
    """

    def __init__(self, writer: SiteWriter, key: str, stands: bool) -> None:
        self.stands = stands
        self._writer, self._key = writer, key

    def __enter__(self) -> bool:
        self._writer.enter_group(self._key)
        return self.stands

    def __exit__(self, *_: object) -> None:
        self._writer.enter_group("")


class SiteWriter:
    """Writes a site's files one by one, so that none has to be kept in memory.

    A file whose key is known from the last run, and which nobody touched since, stays as it is.

    Args:
        out: the site's folder.

    Attributes:
        n_written: files whose bytes were not there before.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.n_written = 0
        self._last = Manifest(out).take()
        self._notes = ManifestDraft(out)
        self._root = str(out)
        self._folders: set[str] = set()
        self._group = ""

    @property
    def n_files(self) -> int:
        """How many files the site holds so far."""
        return len(self._notes)

    def __contains__(self, path: str) -> bool:
        """Whether the site holds a file so far."""
        return path in self._notes

    def add(self, path: str, data: bytes | str) -> None:
        """Put a file; text is UTF-8."""
        data = data.encode() if isinstance(data, str) else data
        self._add(path, data, "", "", self._group)

    def add_file(self, path: str, source: Path) -> None:
        """Put a file that was made beside the site; it is moved."""
        with source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
        note = Note(source.stat().st_size, 0, digest, group=self._group)
        self._notes.put(path, note)
        if self._stands(path, note):
            source.unlink()
        else:
            self._make_folder(path)
            source.replace(self.out / path)
            self.n_written += 1

    def add_page(self, path: str, page: str, banner: str = "", key: str = "") -> None:
        """Put a page with the line on top of it, and note what it was made from."""
        self._add(path, lay_banner(page, banner).encode(), key, banner, self._group)

    def keeps(self, path: str, key: str, banner: str = "") -> bool:
        """Whether a page that was made from the very same stands there already; it is then part of the site."""
        note = self._last.find(path)
        if note is None or note.key != key or not self._is_untouched(path, note):
            return False
        self._keep(path, note, banner, self._group)
        return True

    def group(self, key: str, banner: str = "") -> Group:
        """Files that are made together, which need not be put where all of them stand, made from the very same.

        ``with writer.group(key) as stands`` tells whether they do; what is put within belongs to the group.
        """
        stands = self.knows_group(key)
        if stands:
            for path, note in self._last.iter_group(key):
                self._keep(path, note, banner, key)
        return Group(self, key, stands)

    def enter_group(self, key: str) -> None:
        """What is put from here on belongs to a group; to none where the key is empty."""
        self._group = key

    def knows_group(self, key: str) -> bool:
        """Whether files made together under this key stand there, untouched."""
        there = False
        for path, note in self._last.iter_group(key):
            there = True
            if not self._is_untouched(path, note):
                return False
        return there

    def add_static(self) -> None:
        """Put the style sheet, the icon and whatever else every page shares."""
        for file in sorted((_HERE / "static").iterdir()):
            self.add(file.name, file.read_bytes())

    def finish(self) -> None:
        """Put the list of hashes, delete what is no part of the site, and note how its files stand."""
        with tempfile.TemporaryDirectory(dir=self.out.parent, prefix=".sums-") as folder:
            sums = Path(folder) / SUMS
            with sums.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(f"{sha256}  {path}\n" for path, sha256 in self._notes.iter_hashes())
            self.add_file(SUMS, sums)
        self._last.drop()
        gone = [path for path, stat in iter_stats(self.out) if not self._notes.settle(path, stat)]
        self._notes.save()
        for path in gone:
            (self.out / path).unlink()
        if gone:
            for place in sorted((one for one in self.out.rglob("*") if one.is_dir()), reverse=True):
                if not any(place.iterdir()):
                    place.rmdir()

    def _add(self, path: str, data: bytes, key: str, banner: str, group: str) -> None:
        note = Note(len(data), 0, hashlib.sha256(data).digest(), key, banner, group)
        self._notes.put(path, note)
        if not self._stands(path, note):
            self._make_folder(path)
            with open(f"{self._root}/{path}", "wb") as file:
                file.write(data)
            self.n_written += 1

    def _keep(self, path: str, note: Note, banner: str, group: str) -> None:
        """Take a file as it stands; only the line on top of it may change."""
        banner = banner if path.endswith(".html") and (note.key or note.banner) else note.banner
        if banner != note.banner:
            page = lift_banner((self.out / path).read_text(encoding="utf-8"), note.banner)
            self._add(path, lay_banner(page, banner).encode(), note.key, banner, group)
            return
        self._notes.put(path, replace(note, group=group))

    def _is_untouched(self, path: str, note: Note) -> bool:
        try:
            stat = os.stat(f"{self._root}/{path}")
        except OSError:
            return False
        return (stat.st_size, stat.st_mtime_ns) == (note.size, note.changed)

    def _stands(self, path: str, new: Note) -> bool:
        """Whether these very bytes lie there already; a file that nobody touched is known by its note."""
        note = self._last.find(path)
        if note is not None and self._is_untouched(path, note):
            return note.sha256 == new.sha256
        target = f"{self._root}/{path}"
        try:
            if os.stat(target).st_size != new.size:
                return False
            return hashlib.sha256(Path(target).read_bytes()).digest() == new.sha256
        except OSError:
            return False

    def _make_folder(self, path: str) -> None:
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            (self.out / folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)


def is_untouched(out: Path) -> bool:
    """Whether the folder holds the very files that were written last."""
    manifest = Manifest(out)
    try:
        return manifest.is_true()
    finally:
        manifest.close()


def count_files(out: Path) -> int:
    """How many files the folder holds."""
    return sum(1 for _ in iter_stats(out))


@functools.cache
def hash_room() -> str:
    """Hash of everything in this room that can change a page: code, templates, style, catalogues."""
    parts = [
        (path.relative_to(_HERE).as_posix(), hash_bytes(path.read_bytes()))
        for path in sorted(_HERE.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    ]
    return make_key(parts)

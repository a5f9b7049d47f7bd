"""Whether anything that was taken out stands somewhere in what goes out: every byte of every file is looked through.

What comes in: the files of the site, who is hidden. What goes out: problems that hold the story back. Never here: how
names are found.
"""

from __future__ import annotations

import base64
import gzip
import io
import re
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from PIL import Image

from answerable.model.ids import make_id
from answerable.model.problem import Problem
from answerable.publish.edition import Edition, Material
from answerable.publish.privacy import find_personal

_WORD = re.compile(r"[A-ZÀ-Þ][\w'’-]{2,}")
_MAIL = re.compile(r"[\w.+-]{2,}@[\w-]{2,}(?:\.[\w-]+)*\.[a-z]{2,}")
_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".tiff")


def list_secrets(edition: Edition, material: Material) -> frozenset[str]:
    """Everything that may stand nowhere: full names, the names to hide, addresses and numbers of persons.

    Surnames that only a rank on one page gives away are taken out of that page; alone they may be anyone's, so they are
    no secret of the whole site unless ``names.toml`` says so.
    """
    names = material.names
    secrets = set(names.known) | set(names.hide)
    for page in material.pages.values():
        here = names.on(page.text)
        for one in find_personal(page.text, here):
            words = " ".join(page.text[one.start : one.end].split())
            if one.kind != "name" or " " in words:
                secrets.add(words)
    ours = " ".join((edition.contact, *edition.story.bylines, edition.publisher))
    return frozenset(word for word in secrets - names.allow if len(word) > 3 and word not in ours)


def find_leaks(files: Iterable[tuple[str, bytes]], secrets: Iterable[str], edition: Edition) -> list[Problem]:
    """Each file of the site that holds a secret, or an e-mail address that is not the newsroom's own."""
    by_word: dict[str, list[str]] = {}
    for secret in sorted(secrets):
        last = (_WORD.findall(secret) or [""])[-1]
        by_word.setdefault(last, []).append(secret)
    ours = {edition.contact.lower(), *(found.lower() for found in _MAIL.findall(edition.story.text))}
    problems = []
    for path, data in files:
        found: dict[str, str] = {}
        for place, text in iter_texts(path, data):
            squeezed = " ".join(text.split())
            words = set(_WORD.findall(squeezed))
            near = [one for word in words & by_word.keys() for one in by_word[word]]
            for secret in [*by_word.get("", ()), *near]:
                if re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", squeezed):
                    found.setdefault(secret, place)
            for address in set() if path.lower().endswith(_PICTURES) else set(_MAIL.findall(squeezed)):
                if address.lower() not in ours and not address.endswith((".svg", ".html")):
                    found.setdefault(address, place)
        problems += [_make(path, secret, place) for secret, place in sorted(found.items())]
    return problems


def _make(path: str, secret: str, place: str) -> Problem:
    where = f"{path}, {place}" if place else path
    found = f"{secret!r} stands there, and is hidden elsewhere because it names or reaches a person"
    remedy = "take it out of the story, label or note that it came with; if it may stand, say who says so in names.toml"
    return Problem(
        make_id("prb", "publish-leak", where, found), "publish-leak", where, found=found, remedy=remedy, blocks=True
    )


def iter_texts(path: str, data: bytes, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text that a file holds, packed ones unpacked: archives, streams, databases, notes in pictures."""
    name = path.lower()
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield place, member
                yield from iter_texts(member, archive.read(member), f"{place} > {member}" if place else member)
        return
    if data.startswith(b"\x1f\x8b"):
        yield from iter_texts(path.removesuffix(".gz"), gzip.decompress(data), place)
        return
    if data.startswith(b"SQLite format 3\0"):
        yield from ((place or "a table", text) for text in _iter_cells(data))
        return
    yield place, data.decode("utf-8", "replace")
    if data.startswith(b"%PDF"):
        yield from ((place or "a stream", text) for text in _iter_streams(data))
    if name.endswith(_PICTURES):
        with Image.open(io.BytesIO(data)) as picture:
            for key, value in picture.info.items():
                yield (
                    place or f"the picture's {key}",
                    value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value),
                )
    if b"\0" in data[:4000]:
        yield place, data.decode("utf-16-le", "replace")


def _iter_streams(data: bytes) -> Iterator[str]:
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        packed = found.group(1)
        try:
            if packed.rstrip().endswith(b"~>"):
                packed = base64.a85decode(packed.strip().removesuffix(b"~>"))
            yield zlib.decompress(packed).decode("latin-1")
        except (zlib.error, ValueError):
            continue


def _iter_cells(data: bytes) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "copy.db"
        file.write_bytes(data)
        connection = sqlite3.connect(file)
        try:
            tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                quoted = table.replace('"', '""')
                for row in connection.execute(f'SELECT * FROM "{quoted}"'):
                    yield " ".join(str(cell) for cell in row if cell is not None)
        finally:
            connection.close()

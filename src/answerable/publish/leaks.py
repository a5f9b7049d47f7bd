"""Whether anything that was taken out stands somewhere in what goes out: every byte of every file is looked through.

What comes in: the files of the site, who is hidden. What goes out: problems that hold the story back. Never here: how
names are found.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import io
import re
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Container, Iterable, Iterator
from itertools import islice
from pathlib import Path

from PIL import Image

from answerable.model.ids import make_id, make_key
from answerable.model.problem import Problem
from answerable.publish.clean import Clean
from answerable.publish.edition import Edition, Material
from answerable.publish.privacy import find_personal
from answerable.publish.writer import hash_room
from answerable.store.parquet import iter_parquet

_WORD = re.compile(r"[A-ZÀ-Þ][\w'’-]{2,}")
_MAIL = re.compile(r"[\w.+-]{2,}@[\w-]{2,}(?:\.[\w-]+)*\.[a-z]{2,}")
_AT_ONCE = 200
"""Rows of a table that are looked through together."""
_FEW = 100
"""So many secrets are sought one by one; of more, only those whose last word a text has."""
_ESCAPED = (".html", ".xml", ".svg")
_PLAIN = (".csv", ".json", ".jsonld", ".txt", ".html", ".xml", "sha256sums")
LARGE = 4 << 20
"""Bytes above which a file is looked through in pieces."""
_BLOCK, _OVERLAP = 1 << 20, 400
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


class Looked:
    """Looks through files, and remembers which held nothing: the same bytes are not looked through twice.

    Args:
        file: where that is kept between runs, a small SQLite file; None for this run only.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._clean = Clean(file)

    def find_leaks(
        self, out: Path, files: Iterable[tuple[str, str]], secrets: Iterable[str], edition: Edition
    ) -> list[Problem]:
        """Each file of a folder that holds a secret, or an e-mail address that is not the newsroom's own.

        Args:
            out: the folder.
            files: path of each, with its sha256.
            secrets: what may stand nowhere.
            edition: whose addresses may stand.
        """
        secrets = frozenset(secrets)
        seeker = Seeker(secrets, edition)
        clean = seeker.clean = self._clean
        clean.open(make_key(hash_room(), sorted(seeker.ours)), {make_key("secret", secret) for secret in secrets})
        problems = []
        archives = []
        for path, sha256 in files:
            if path.endswith(".zip"):
                archives.append((path, sha256))  # last: what is in them mostly stands beside them as well
            else:
                problems += self._look(seeker, out, path, sha256)
        for path, sha256 in archives:
            problems += self._look(seeker, out, path, sha256)
        clean.close()
        return problems

    def _look(self, seeker: Seeker, out: Path, path: str, sha256: str) -> list[Problem]:
        found = {} if sha256 in self._clean else seeker.look_file(path, out / path)
        if not found:
            self._clean.add(sha256)
        return [_make(path, secret, place) for secret, place in sorted(found.items())]


class Seeker:
    """Looks for secrets in one file after another.

    Args:
        secrets: what may stand nowhere.
        edition: whose addresses may stand.
    """

    def __init__(self, secrets: Iterable[str], edition: Edition) -> None:
        secrets = sorted(secrets)
        self._by_word: dict[str, list[str]] = {}
        for secret in secrets:
            last = (_WORD.findall(secret) or [""])[-1] if len(secrets) > _FEW else ""
            self._by_word.setdefault(last, []).append(secret)
        self._lasts = self._by_word.keys() - {""}
        # A secret of several words may stand on two lines: its longest word tells whether to look closer.
        self._words = {secret: max(secret.split(), key=len, default="") for secret in secrets}
        self._has_marks = any(mark in secret for secret in secrets for mark in "'\"&")
        self.ours = {edition.contact.lower(), *(found.lower() for found in _MAIL.findall(edition.story.text))}
        self.clean: Container[str] = frozenset()
        """Hashes of files that hold nothing; those in archives are not looked through again."""

    def look(self, path: str, data: bytes) -> dict[str, str]:
        """What stands in a file that may not, with the place."""
        return self._seek(path, iter_texts(path, data, known=self.clean))

    def look_file(self, path: str, file: Path) -> dict[str, str]:
        """The same of a file on the disk; a large one is read in pieces."""
        if file.stat().st_size <= LARGE:
            return self.look(path, file.read_bytes())
        return self._seek(path, iter_pieces(path, file, self.clean))

    def _seek(self, path: str, texts: Iterable[tuple[str, str]]) -> dict[str, str]:
        found: dict[str, str] = {}
        for place, text in texts:
            if self._has_marks and "&" in text and path.lower().endswith(_ESCAPED):
                text = html.unescape(text)
            for secret in self._find_secrets(text):
                found.setdefault(secret, place)
            if path.lower().endswith(_PICTURES):
                continue
            for address in find_addresses(text):
                if address.lower() not in self.ours and not address.endswith((".svg", ".html")):
                    found.setdefault(address, place)
        return found

    def _find_secrets(self, text: str) -> list[str]:
        near = list(self._by_word.get("", ()))
        if self._lasts:
            near += [one for word in self._lasts & set(_WORD.findall(text)) for one in self._by_word[word]]
        near = [secret for secret in near if self._words[secret] in text]
        if not near:
            return []
        squeezed = " ".join(text.split())
        return [one for one in near if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", squeezed)]


def find_addresses(text: str) -> set[str]:
    """E-mail addresses in a text; only what stands around an @ is looked at closely.

    >>> sorted(find_addresses("Write to j.doe@force.example, or @nobody"))
    ['j.doe@force.example']
    """
    found: set[str] = set()
    at = text.find("@")
    while at >= 0:
        start = at
        while start > 0 and (text[start - 1].isalnum() or text[start - 1] in "_.+-"):
            start -= 1
        if (match := _MAIL.match(text, start)) is not None:
            found.add(match.group())
        at = text.find("@", at + 1)
    return found


def find_leaks(files: Iterable[tuple[str, bytes]], secrets: Iterable[str], edition: Edition) -> list[Problem]:
    """Each of these files that holds a secret, or an e-mail address that is not the newsroom's own."""
    seeker = Seeker(secrets, edition)
    return [
        _make(path, secret, place) for path, data in files for secret, place in sorted(seeker.look(path, data).items())
    ]


def _make(path: str, secret: str, place: str) -> Problem:
    where = f"{path}, {place}" if place else path
    found = f"{secret!r} stands there, and is hidden elsewhere because it names or reaches a person"
    remedy = "take it out of the story, label or note that it came with; if it may stand, say who says so in names.toml"
    return Problem(
        make_id("prb", "publish-leak", where, found), "publish-leak", where, found=found, remedy=remedy, blocks=True
    )


def iter_texts(
    path: str, data: bytes, place: str = "", known: Container[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    """Every text that a file holds, packed ones unpacked: archives, streams, databases, tables, notes in pictures.

    Args:
        path: of the file.
        data: its bytes.
        place: where it stands in another file.
        known: hashes of files that need not be looked through again where they stand in an archive.
    """
    name = path.lower()
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield place, member
                inside = archive.read(member)
                if hashlib.sha256(inside).hexdigest() not in known:
                    yield from iter_texts(member, inside, f"{place} > {member}" if place else member, known)
        return
    if data.startswith(b"\x1f\x8b"):
        yield from iter_texts(path.removesuffix(".gz"), gzip.decompress(data), place, known)
        return
    if data.startswith(b"SQLite format 3\0"):
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "copy.db"
            copy.write_bytes(data)
            yield from ((place or "a table", text) for text in _iter_cells(copy))
        return
    if data.startswith(b"PAR1"):
        yield from ((place or "a table", text) for text in _iter_rows(data))
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


def iter_pieces(path: str, file: Path, known: Container[str], place: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a large file, so that no more than a piece of it is in memory; the rest as `iter_texts` has it."""
    with file.open("rb") as opened:
        head = opened.read(16)
    if head.startswith(b"PK\x03\x04"):
        yield from _iter_members(file, known, place)
    elif head == b"SQLite format 3\0":
        yield from ((place or "a table", text) for text in _iter_cells(file))
    elif path.lower().endswith(_PLAIN):
        yield from ((place, text) for text in _iter_blocks(file))
    else:
        yield from iter_texts(path, file.read_bytes(), place, known)


def _iter_members(file: Path, known: Container[str], place: str) -> Iterator[tuple[str, str]]:
    """The texts of an archive's files, each unpacked to the disk; those that are known are not looked through."""
    with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory() as folder:
        for member in archive.namelist():
            yield place, member
            copy = Path(folder) / "member"
            with archive.open(member) as packed, copy.open("wb") as out:
                shutil.copyfileobj(packed, out, _BLOCK)
            with copy.open("rb") as opened:
                sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
            if sha256 not in known:
                inside = f"{place} > {member}" if place else member
                large = copy.stat().st_size > LARGE
                yield from (
                    iter_pieces(member, copy, known, inside)
                    if large
                    else iter_texts(member, copy.read_bytes(), inside, known)
                )


def _iter_blocks(file: Path) -> Iterator[str]:
    """A text in pieces that end between two words; each begins with the end of the one before, in which a secret of
    several words may begin."""
    before, rest = "", ""
    with file.open(encoding="utf-8", errors="replace", newline="") as opened:
        while block := opened.read(_BLOCK):
            text = rest + block
            end = max(text.rfind(" "), text.rfind("\n"), text.rfind(",")) + 1 or len(text)
            yield before + text[:end]
            tail = text[max(0, end - _OVERLAP) : end]
            before, rest = tail[re.search(r"\W|$", tail).end() :], text[end:]  # type: ignore[union-attr]
    yield before + rest


def _iter_streams(data: bytes) -> Iterator[str]:
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        packed = found.group(1)
        try:
            if packed.rstrip().endswith(b"~>"):
                packed = base64.a85decode(packed.strip().removesuffix(b"~>"))
            yield zlib.decompress(packed).decode("latin-1")
        except (zlib.error, ValueError):
            continue


def _iter_cells(file: Path) -> Iterator[str]:
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            quoted = table.replace('"', '""')
            rows = connection.execute(f'SELECT * FROM "{quoted}"')
            while few := rows.fetchmany(_AT_ONCE):
                yield " | ".join(" ".join(str(cell) for cell in row if cell is not None) for row in few)
    finally:
        connection.close()


def _iter_rows(data: bytes) -> Iterator[str]:
    """The cells of a Parquet file; a file that only begins like one is read as it stands."""
    try:
        rows = iter_parquet(data)
        while few := list(islice(rows, _AT_ONCE)):
            yield " | ".join(" ".join(str(cell) for cell in row.values() if cell is not None) for row in few)
    except ValueError:
        yield data.decode("utf-8", "replace")

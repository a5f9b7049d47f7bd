"""Files inside ZIP and TAR archives, taken out with limits on size, number and depth; nothing is written to disk.

What comes in: bytes. What goes out: parts, to be archived and read in turn. What must never be here: a path of the
archive used as a path.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from pathlib import PurePosixPath

from answerable.model.document import Part
from answerable.read.draft import Draft
from answerable.read.writer import PageWriter

_MOST_MEMBERS = 2000
_MOST_BYTES = 500_000_000
_LARGEST = 200_000_000
_LARGEST_RATIO = 200
_CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def read_zip(data: bytes, draft: Draft) -> None:
    """Take the members out of a ZIP."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            taker = _Taker(draft, len(infos))
            for info in infos:
                if not taker.may_take(info.filename, info.file_size, info.compress_size):
                    continue
                if info.flag_bits & 1:
                    draft.add_problem(
                        "encrypted", info.filename, found="a member with a password", remedy="ask for the password"
                    )
                    continue
                try:
                    with archive.open(info) as stream:
                        taker.take(info.filename, stream.read(_LARGEST + 1))
                except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
                    draft.add_problem(
                        "part-unreadable", info.filename, found=str(error)[:200], remedy="ask for it again"
                    )
            taker.finish()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        draft.add_problem("broken-file", found=str(error)[:200], remedy="ask the authority for the file again")


def read_tar(data: bytes, draft: Draft) -> None:
    """Take the regular files out of a TAR, packed with gzip or not."""
    try:
        with tarfile.open(fileobj=io.BytesIO(_unpack(data)), mode="r:") as archive:
            members = []
            for member in archive:
                if member.isfile():
                    members.append(member)
                if len(members) > _MOST_MEMBERS:
                    break
            taker = _Taker(draft, len(members))
            for member in members:
                if taker.may_take(member.name, member.size, member.size):
                    stream = archive.extractfile(member)
                    taker.take(member.name, stream.read(_LARGEST + 1) if stream is not None else b"")
            taker.finish()
    except (tarfile.TarError, OSError, EOFError, ValueError, zlib.error) as error:
        draft.add_problem("broken-file", found=str(error)[:200], remedy="ask the authority for the file again")


def read_gzip(data: bytes, draft: Draft) -> None:
    """Take the one file out of a GZIP, or the files of the TAR in it."""
    try:
        plain = _unpack(data)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        draft.add_problem("broken-file", found=str(error)[:200], remedy="ask the authority for the file again")
        return
    if plain[257:262] == b"ustar":
        read_tar(plain, draft)
        return
    taker = _Taker(draft, 1)
    name = PurePosixPath(draft.name).stem or "content"
    if taker.may_take(name, len(plain), len(data)):
        taker.take(name, plain)
    taker.finish()


def _unpack(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    machine = zlib.decompressobj(31)
    plain = machine.decompress(data, _LARGEST)
    if machine.unconsumed_tail:
        raise ValueError(f"more than {_LARGEST} bytes when unpacked")
    return plain


class _Taker:
    """Takes members while the limits hold; says once what was left."""

    def __init__(self, draft: Draft, n_members: int) -> None:
        self.draft = draft
        self.n_members = n_members
        self.n_bytes = 0
        self.names: list[str] = []
        self.n_left = 0

    def may_take(self, name: str, size: int, packed: int) -> bool:
        """False for clutter and for what breaks a limit; the latter is a problem."""
        if any(mark in name for mark in _CLUTTER):
            return False
        bomb = size > 1_000_000 and size > _LARGEST_RATIO * max(packed, 1)
        if len(self.names) >= _MOST_MEMBERS or size > _LARGEST or self.n_bytes + size > _MOST_BYTES or bomb:
            self.n_left += 1
            return False
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in (path.parts or ("",))[0]:
            self.draft.add_problem(
                "path-outside-archive",
                found=name[:200],
                remedy="the file is kept under its last name; nothing was written",
            )
        return True

    def take(self, name: str, data: bytes) -> None:
        """Keep one member under a harmless name."""
        if len(data) > _LARGEST:
            self.n_left += 1
            return
        parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("..", "/", "\\", ".")]
        safe = "/".join(part.replace("\x00", "") for part in parts) or "unnamed"
        self.n_bytes += len(data)
        self.names.append(safe)
        self.draft.parts.append(Part(safe, data))

    def finish(self) -> None:
        """One page that lists what was inside."""
        if self.n_left:
            self.draft.add_problem(
                "archive-limits",
                found=f"{self.n_left} of {self.n_members} members left in the archive",
                expected=f"at most {_MOST_MEMBERS} files of {_LARGEST} bytes, packed {_LARGEST_RATIO} times at most",
                remedy="unpack it by hand if you trust it, and take the files in",
            )
        writer = PageWriter(self.draft, "text")
        writer.write_paragraph("\n".join(self.names))
        writer.finish()

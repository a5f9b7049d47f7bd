"""The archive: received bytes, filed by sha256, written once and never edited.

What comes in: bytes. What goes out: the same bytes, checked against their hash, whatever shelf they lie on. Never here:
what the bytes are.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from answerable.errors import ArchiveDamaged, NotInRecord
from answerable.model.ids import hash_bytes


class Shelf(Protocol):
    """Where bytes lie under a name, such as a folder, a bucket, or either of them sealed."""

    def holds(self, name: str) -> bool:
        """Whether something whole lies under this name."""
        ...

    def put(self, name: str, data: bytes) -> None:
        """Lay bytes down; when this returns they are there for good, and a process killed earlier left nothing."""
        ...

    def get(self, name: str) -> bytes:
        """The bytes.

        Raises:
            FileNotFoundError: nothing lies there.
        """
        ...

    def names(self) -> Iterator[str]:
        """Every name, sorted."""
        ...

    def place(self, name: str) -> str:
        """Where that is, for people."""
        ...


class FolderShelf:
    """A folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def holds(self, name: str) -> bool:
        """Whether the file exists."""
        return (self.folder / name).exists()

    def put(self, name: str, data: bytes) -> None:
        """Write aside, sync and rename, so that a process killed half-way leaves no half file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".incoming-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o444)
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def get(self, name: str) -> bytes:
        """Read the file."""
        return (self.folder / name).read_bytes()

    def names(self) -> Iterator[str]:
        """Every file that is whole, told from this folder."""
        for path in sorted(self.folder.glob("*/*")):
            if not path.name.startswith("."):
                yield f"{path.parent.name}/{path.name}"

    def place(self, name: str) -> str:
        """The file's path."""
        return str(self.folder / name)


class Archive:
    """Received bytes under ``<first two characters>/<sha256>``.

    Args:
        shelf: where they lie; a path is a folder of this machine.
    """

    def __init__(self, shelf: Shelf | Path) -> None:
        self.shelf: Shelf = FolderShelf(shelf) if isinstance(shelf, Path) else shelf

    def put(self, data: bytes) -> str:
        """File bytes and return their sha256; the same bytes again change nothing.

        The bytes are there, under their final name, when this returns.
        """
        sha256 = hash_bytes(data)
        if not self.shelf.holds(_name_of(sha256)):
            self.shelf.put(_name_of(sha256), data)
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return bytes, checked against their hash.

        Raises:
            NotInRecord: nothing is filed under it.
            ArchiveDamaged: the bytes there are others.
        """
        name = _name_of(sha256)
        try:
            data = self.shelf.get(name)
        except FileNotFoundError:
            raise NotInRecord(
                "no received bytes are filed under this hash",
                where=self.shelf.place(name),
                remedy="restore the sources/ folder from your back-up, or take the file in again",
            ) from None
        if hash_bytes(data) != sha256:
            raise ArchiveDamaged(
                "the archived bytes no longer match their hash",
                where=self.shelf.place(name),
                found=hash_bytes(data),
                allowed=sha256,
                remedy="restore this file from your back-up; do not edit files in sources/",
            )
        return data

    def hashes(self) -> Iterator[str]:
        """The sha256 of everything filed, sorted."""
        for name in self.shelf.names():
            yield name.rpartition("/")[2]


def _name_of(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"

"""The archive: received bytes, filed by sha256, written once and never edited."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from answerable.errors import ArchiveDamaged, NotInRecord
from answerable.model.ids import hash_bytes


class Archive:
    """A folder of received bytes: ``<first two characters>/<sha256>``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path_of(self, sha256: str) -> Path:
        """Where the bytes are or would be."""
        return self.folder / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """File bytes and return their sha256; the same bytes again change nothing.

        The bytes are on disk, under their final name, when this returns: they are written aside, synced and
        renamed, so a process killed half-way leaves no half file.
        """
        sha256 = hash_bytes(data)
        path = self.path_of(sha256)
        if path.exists():
            return sha256
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
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return bytes, checked against their hash.

        Raises:
            NotInRecord: nothing is filed under it.
            ArchiveDamaged: the bytes there are others.
        """
        path = self.path_of(sha256)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise NotInRecord(
                "no received bytes are filed under this hash",
                where=str(path),
                remedy="restore the sources/ folder from your back-up, or take the file in again",
            ) from None
        if hash_bytes(data) != sha256:
            raise ArchiveDamaged(
                "the archived bytes no longer match their hash",
                where=str(path),
                found=hash_bytes(data),
                allowed=sha256,
                remedy="restore this file from your back-up; do not edit files in sources/",
            )
        return data

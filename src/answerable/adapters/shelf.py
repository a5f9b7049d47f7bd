"""Shelves for received bytes beyond a folder of this machine: any fsspec address, and sealed by a key.

What comes in: a name and bytes. What goes out: the same bytes. Never here: hashes, what the bytes are. The extras
``cluster`` (addresses) and ``encryption`` (seals) are needed only by whoever uses them.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from answerable.errors import AdapterUnavailable, ArchiveDamaged
from answerable.store.archive import FolderShelf, Shelf


class AddressShelf:
    """An address that fsspec knows, such as ``s3://bucket/psm``; credentials come from the environment.

    Args:
        address: with its protocol.
        options: for the file system, such as ``{"endpoint_url": ...}``.
    """

    def __init__(self, address: str, options: dict[str, Any] | None = None) -> None:
        try:
            import fsspec

            self._system, self._root = fsspec.core.url_to_fs(address, **(options or {}))
        except (ImportError, ValueError) as error:
            raise AdapterUnavailable(
                "no file system for this address is installed",
                where=f"answerable.toml: [archive] address = {address!r}",
                found=str(error)[:200],
                remedy="pip install 'answerable[cluster]' and the library that fsspec names for this protocol",
            ) from None
        self._root = self._root.rstrip("/")
        self._address = address.rstrip("/")

    def holds(self, name: str) -> bool:
        """Whether an object lies there."""
        self._system.invalidate_cache()
        return bool(self._system.exists(f"{self._root}/{name}"))

    def put(self, name: str, data: bytes) -> None:
        """Write under the final name in one piece; file systems that show half files get them moved into place."""
        path = f"{self._root}/{name}"
        if "file" in self._protocols() or "memory" in self._protocols():
            aside = f"{self._root}/.incoming-{secrets.token_hex(8)}"
            self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._system.pipe_file(aside, data)
            self._system.mv(aside, path)
            return
        self._system.pipe_file(path, data)  # an object store shows an object only when it is whole

    def get(self, name: str) -> bytes:
        """Read the object."""
        found: bytes = self._system.cat_file(f"{self._root}/{name}")
        return found

    def names(self) -> Iterator[str]:
        """Every object, told from the address."""
        with contextlib.suppress(FileNotFoundError):
            for path in sorted(self._system.find(self._root)):
                name = path[len(self._root) :].lstrip("/")
                if not name.startswith("."):
                    yield name

    def place(self, name: str) -> str:
        """The object's address."""
        return f"{self._address}/{name}"

    def _protocols(self) -> tuple[str, ...]:
        protocol = self._system.protocol
        return (protocol,) if isinstance(protocol, str) else tuple(protocol)


class SealedShelf:
    """Another shelf on which everything lies sealed in the age format, so that a copied disk tells nothing.

    Args:
        inner: where the sealed bytes lie.
        key_file: the identity that opens them; made on first use, readable by its owner alone.
    """

    def __init__(self, inner: Shelf, key_file: Path) -> None:
        try:
            import pyrage
        except ImportError:
            raise AdapterUnavailable(
                "this archive is sealed, and the part that opens it is not installed",
                where="answerable.toml: [archive] key",
                remedy="pip install 'answerable[encryption]'",
            ) from None
        self._pyrage = pyrage
        self._inner = inner
        self._key_file = key_file
        self._identity = pyrage.x25519.Identity.from_str(_read_key(key_file, pyrage, is_new=not any(inner.names())))

    def holds(self, name: str) -> bool:
        """Whether sealed bytes lie there."""
        return self._inner.holds(name)

    def put(self, name: str, data: bytes) -> None:
        """Seal and lay down."""
        self._inner.put(name, self._pyrage.encrypt(data, [self._identity.to_public()]))

    def get(self, name: str) -> bytes:
        """Open.

        Raises:
            ArchiveDamaged: they were changed, or sealed for another key.
        """
        sealed = self._inner.get(name)
        try:
            data: bytes = self._pyrage.decrypt(sealed, [self._identity])
        except self._pyrage.DecryptError as error:
            raise ArchiveDamaged(
                "these sealed bytes do not open with the investigation's key",
                where=self._inner.place(name),
                found=str(error),
                allowed=f"bytes sealed for the key in {self._key_file}",
                remedy="put the right key file back, or restore this file from your back-up",
            ) from None
        return data

    def names(self) -> Iterator[str]:
        """As on the shelf within."""
        return self._inner.names()

    def place(self, name: str) -> str:
        """As on the shelf within."""
        return self._inner.place(name)


def _read_key(path: Path, pyrage: Any, *, is_new: bool) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        if not is_new:
            raise AdapterUnavailable(
                "the key of this sealed archive is missing",
                where=str(path),
                remedy="put the key file back from where you keep it; without it nobody can open the archive",
            ) from None
    key = str(pyrage.x25519.Identity.generate())
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{key}\n")
    return key


def open_shelf(folder: Path, address: str = "", key_file: Path | None = None) -> Shelf:
    """The shelf that an investigation's settings name.

    Args:
        folder: of received bytes on this machine.
        address: an fsspec address instead of the folder; empty for the folder.
        key_file: seals what lies there; None leaves it as it is.
    """
    shelf: Shelf = AddressShelf(address) if address else FolderShelf(folder)
    return SealedShelf(shelf, key_file) if key_file is not None else shelf

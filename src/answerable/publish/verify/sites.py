"""Where a published site is read from: a folder, a ZIP file, or whatever else gives bytes by path.

What comes in: a place. What goes out: names and bytes. Never here: network (that is `adapters.site`), judgement.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Protocol

from answerable.errors import InputNotFound, InputUnreadable

SUMS = "SHA256SUMS"


class Site(Protocol):
    """Files by path."""

    def names(self) -> list[str] | None:
        """Every file there is; None where that cannot be known (a web server)."""

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None where there is none."""


class FolderSite:
    """A site as a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        return sorted(path.relative_to(self._folder).as_posix() for path in self._folder.rglob("*") if path.is_file())

    def read(self, name: str) -> bytes | None:
        path = self._folder / name
        return path.read_bytes() if path.is_file() else None


class PackageFolder(FolderSite):
    """A package's folder in the making, as if it stood in a site."""

    def read(self, name: str) -> bytes | None:
        return super().read(name.removeprefix("data/"))


class ZipSite:
    """A site as a ZIP file, with or without a folder around it."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise InputUnreadable(
                "this is no ZIP file", where=str(path), found=str(error), remedy="name a site's folder or ZIP"
            ) from None
        names = [name for name in self._zip.namelist() if not name.endswith("/")]
        sums = min((name for name in names if name.rpartition("/")[2] == SUMS), key=len, default=SUMS)
        self._before = sums.removesuffix(SUMS)
        self._names = {name.removeprefix(self._before) for name in names if name.startswith(self._before)}

    def names(self) -> list[str]:
        return sorted(self._names)

    def read(self, name: str) -> bytes | None:
        if name not in self._names:
            return None
        try:
            return self._zip.read(self._before + name)
        except (zipfile.BadZipFile, OSError, ValueError):
            # A damaged entry is as good as none; it is told as missing.
            return None


def open_site(path: Path) -> Site:
    """A site's folder or ZIP.

    Raises:
        InputNotFound: there is nothing there.
        InputUnreadable: it is neither.
    """
    if path.is_dir():
        return FolderSite(path)
    if not path.exists():
        raise InputNotFound("no such folder or file", where=str(path), remedy="name a site's folder, ZIP or address")
    return ZipSite(path)

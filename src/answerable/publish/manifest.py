"""What the site's files were made from, kept beside the site between two runs.

What comes in: paths, sizes, hashes, keys. What goes out: notes, read and written as one JSON file that may be deleted
at any time: the next run then makes everything anew, with the same bytes. Never here: the files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Note:
    """How a file stood when it was written last.

    Args:
        size: in bytes.
        changed: when the file was written, in nanoseconds.
        sha256: of its bytes, as hexadecimal digits.
        key: of everything that it is made from; empty where that is not known.
        banner: what is said on top of it while the site is a draft.
        group: key of the group of files that it is made with.
    """

    size: int
    changed: int
    sha256: str
    key: str = ""
    banner: str = ""
    group: str = ""


class Manifest:
    """The notes of a site.

    Args:
        out: the site's folder; the notes lie beside it.
    """

    def __init__(self, out: Path) -> None:
        self._file = out.parent / f"{out.name}.manifest.json"
        self._notes: dict[str, Note] = {}
        self._banners: list[str] = []
        self._groups: dict[str, list[str]] = {}

    def load(self) -> Manifest:
        """Read the notes; there are none where the file is missing or broken."""
        try:
            plain = json.loads(self._file.read_text(encoding="utf-8"))
            self._banners = [str(one) for one in plain["banners"]]
            for path, (size, changed, sha256, key, banner, group) in plain["files"].items():
                self._notes[path] = Note(size, changed, sha256, key, self._banners[banner], group)
                if group:
                    self._groups.setdefault(group, []).append(path)
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            self._notes, self._groups = {}, {}
        return self

    def forget(self) -> None:
        """Delete the file: while a site is written, nothing is known of it."""
        self._file.unlink(missing_ok=True)

    def find(self, path: str) -> Note | None:
        """The note of a file."""
        return self._notes.get(path)

    def __getitem__(self, path: str) -> Note:
        return self._notes[path]

    def list_group(self, group: str) -> list[str]:
        """The files that were made together under a key."""
        return self._groups.get(group, [])

    def save(self, notes: Iterable[tuple[str, Note]]) -> None:
        """Keep these notes and no others; they are written one by one."""
        banners: dict[str, int] = {}
        with self._file.open("w", encoding="utf-8") as file:
            file.write('{"files":{')
            for at, (path, one) in enumerate(notes):
                number = banners.setdefault(one.banner, len(banners))
                note = [one.size, one.changed, one.sha256, one.key, number, one.group]
                file.write(f"{',' if at else ''}\n{json.dumps(path)}:{json.dumps(note, separators=(',', ':'))}")
            file.write(f'}},"banners":{json.dumps(list(banners))}}}')

    def is_true(self, out: Path) -> bool:
        """Whether the folder holds the very files that are noted."""
        stats = stat_files(out)
        return bool(self._notes) and {path: (one.size, one.changed) for path, one in self._notes.items()} == stats


def stat_files(out: Path) -> dict[str, tuple[int, int]]:
    """Size and moment of writing of every file of a folder, by path."""
    return dict(iter_stats(out))


def iter_stats(out: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """The same, one after another."""
    if out.is_dir():
        yield from _iter_stats(str(out), "")


def _iter_stats(folder: str, prefix: str) -> Iterator[tuple[str, tuple[int, int]]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _iter_stats(entry.path, f"{prefix}{entry.name}/")
            else:
                stat = entry.stat()
                yield prefix + entry.name, (stat.st_size, stat.st_mtime_ns)

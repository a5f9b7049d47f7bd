"""Files inside 7z archives, by py7zr where it is installed.

What comes in: bytes. What goes out: parts, to be archived and read in turn. What must never be here: a path of the
archive used as a path, or a link followed. Members are unpacked in memory, under numbers instead of their names.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import lzma
import zlib
from typing import Any

from answerable.read.archives.taker import LARGEST, MOST_BYTES, Taker, add_broken
from answerable.read.draft import Draft

_DAMAGED = (OSError, EOFError, ValueError, TypeError, KeyError, IndexError, AttributeError, MemoryError,
            OverflowError, AssertionError, lzma.LZMAError, zlib.error)  # fmt: skip
"""What py7zr lets through of damage, beside its own errors."""


def read_7z(data: bytes, draft: Draft) -> None:
    """Take the members out of a 7z."""
    if importlib.util.find_spec("py7zr") is None:
        draft.add_problem(
            "not-supported",
            found="a 7z archive, and py7zr is not installed",
            remedy="pip install 'answerable[sevenzip]', or unpack it and take the files in",
        )
        return
    py7zr = importlib.import_module("py7zr")
    try:
        with py7zr.SevenZipFile(io.BytesIO(data), max_extract_size=MOST_BYTES) as archive:
            _read_members(archive, py7zr, len(data), draft)
    except py7zr.exceptions.PasswordRequired:
        Taker(draft, 0).refuse_password()
    except (py7zr.exceptions.ArchiveError, *_DAMAGED) as error:
        draft.parts.clear()
        add_broken(draft, f"{type(error).__name__}: {error}")


def _read_members(archive: Any, py7zr: Any, n_packed: int, draft: Draft) -> None:
    members = [member for member in archive.files if not member.is_directory]
    taker = Taker(draft, len(members))
    if archive.needs_password():
        taker.refuse_password()
        taker.finish([member.filename for member in members])
        return
    wanted = []
    n_bytes = 0
    for member in members:
        # Members share their packed bytes: none is known by itself to be packed more tightly than the whole.
        if not member.is_file:
            taker.refuse_link(member.filename)
        elif n_bytes + member.uncompressed <= MOST_BYTES and taker.may_take(
            member.filename, member.uncompressed, n_packed
        ):
            wanted.append(member)
            n_bytes += member.uncompressed
        elif n_bytes + member.uncompressed > MOST_BYTES:
            taker.n_left += 1
    names = {}
    for member in wanted:
        names[str(member.id)] = member.filename
    for member in archive.files:
        # A number is no path, and no two are alike.
        member._file_info["filename"] = str(member.id)
    factory = py7zr.io.BytesIOFactory(LARGEST + 1)
    if wanted:
        archive.extract(targets=list(names), factory=factory)
    held = {name.rpartition("/")[2]: stream for name, stream in factory.products.items()}
    for number, name in names.items():
        if number in held:
            held[number].seek(0)
            taker.take(name, held[number].read())
        else:
            taker.take(name, b"")
    taker.finish()

"""Files inside ZIP, TAR and GZIP, taken out with limits on size, number and depth; nothing is written to disk.

What comes in: bytes. What goes out: parts, to be archived and read in turn. What must never be here: a path of the
archive used as a path, or a link followed.
"""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile
import zlib
from pathlib import PurePosixPath

from answerable.read.archives.taker import LARGEST, MOST_MEMBERS, Taker, add_broken
from answerable.read.draft import Draft

_DAMAGED = (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError, zlib.error)


def read_zip(data: bytes, draft: Draft) -> None:
    """Take the members out of a ZIP."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
            taker = Taker(draft, len(infos))
            for info in infos:
                if stat.S_ISLNK(info.external_attr >> 16):
                    taker.refuse_link(info.filename)
                elif info.flag_bits & 1:
                    taker.refuse_password(info.filename)
                elif taker.may_take(info.filename, info.file_size, info.compress_size):
                    try:
                        with archive.open(info) as stream:
                            taker.take(info.filename, stream.read(LARGEST + 1))
                    except _DAMAGED as error:
                        taker.add_damage(info.filename, error)
            taker.finish()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        add_broken(draft, error)


def read_tar(data: bytes, draft: Draft) -> None:
    """Take the regular files out of a TAR, packed with gzip or not."""
    try:
        with tarfile.open(fileobj=io.BytesIO(_unpack(data)[0]), mode="r:") as archive:
            members, links = [], []
            for member in archive:
                if member.isfile():
                    members.append(member)
                elif member.issym() or member.islnk():
                    links.append(member.name)
                if len(members) + len(links) > MOST_MEMBERS:
                    break
            taker = Taker(draft, len(members))
            for name in links:
                taker.refuse_link(name)
            for member in members:
                if taker.may_take(member.name, member.size, member.size):
                    stream = archive.extractfile(member)
                    taker.take(member.name, stream.read(LARGEST + 1) if stream is not None else b"")
            taker.finish()
    except (tarfile.TarError, OSError, EOFError, ValueError, zlib.error) as error:
        add_broken(draft, error)


def read_gzip(data: bytes, draft: Draft) -> None:
    """Take the one file out of a GZIP, or the files of the TAR in it."""
    try:
        plain, is_whole = _unpack(data)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        add_broken(draft, error)
        return
    if plain[257:262] == b"ustar":
        read_tar(plain, draft)
        return
    taker = Taker(draft, 1)
    name = PurePosixPath(draft.name).stem or "content"
    if taker.may_take(name, len(plain), len(data)):
        taker.take(name, plain)
    if not is_whole:
        taker.add_damage(name, "the file ends in the middle")
    taker.finish()


def _unpack(data: bytes) -> tuple[bytes, bool]:
    """The plain bytes of a GZIP of one or more members, and whether they are all there; other bytes as they are."""
    if not data.startswith(b"\x1f\x8b"):
        return data, True
    pieces, left = [], LARGEST
    while data.startswith(b"\x1f\x8b"):
        machine = zlib.decompressobj(31)
        pieces.append(machine.decompress(data, left))
        left -= len(pieces[-1])
        if machine.unconsumed_tail or left <= 0:
            raise ValueError(f"more than {LARGEST} bytes when unpacked")
        if not machine.eof:
            return b"".join(pieces), False
        data = machine.unused_data
    return b"".join(pieces), True

"""Where mail lies: files, folders, mbox, Maildir, zips, WhatDoTheyKnow exports.

What comes in: a path. What goes out: one `Received` per message or file, with its origin, in a fixed order, one at a
time so that a large mailbox never stands in memory. What must never be here: the record, the network.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from answerable.mail.media import looks_like_mail
from answerable.mail.platforms import split_platform_json
from answerable.mail.threads import ThreadLetter
from answerable.mail.whatdotheyknow import find_correspondence, split_thread
from answerable.model.ids import make_id
from answerable.model.problem import Problem

MAX_MEMBER = 512 * 1024 * 1024
"""No single member of a zip may unpack to more than this."""
MAX_ZIP_DEPTH = 4
_LITTER = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "icon\r", "$recycle.bin"})


@dataclass(frozen=True, slots=True)
class Received:
    """Bytes that lie in an inbox.

    Args:
        origin: where, such as ``reply.eml``, ``box.mbox#12``, ``export.zip!a/b.eml``.
        name: file name.
        data: the bytes.
        is_mail: whether they are a message; else a file by itself.
        container: bytes of what it was unpacked from are this origin's; empty for a plain file.
    """

    origin: str
    name: str
    data: bytes
    is_mail: bool
    container: str = ""


def is_litter(name: str) -> bool:
    """Whether a file or folder is nothing that anybody sent: hidden, or left there by an office program or a system.

    >>> [is_litter(name) for name in ("~$answer.docx", ".DS_Store", "Thumbs.db", "answer.docx")]
    [True, True, True, False]
    """
    return name.startswith((".", "~$", ".~lock.")) or name.lower() in _LITTER


def iter_received(path: Path) -> Iterator[Received | Problem]:
    """Yield everything in a file or folder, in the order of names; what cannot be opened is a problem."""
    yield from _iter_path(path, path if path.is_dir() else path.parent)


def _iter_path(path: Path, root: Path) -> Iterator[Received | Problem]:
    if path.is_dir():
        if _is_maildir(path):
            yield from _iter_maildir(path, root)
            return
        for child in sorted(path.iterdir(), key=lambda item: item.name):
            if not is_litter(child.name):
                yield from _iter_path(child, root)
        return
    origin = path.relative_to(root).as_posix()
    try:
        if path.suffix.lower() in (".mbox", ".mbx") or _is_mbox(path):
            yield from _iter_mbox(path, origin)
            return
        data = path.read_bytes()
    except OSError as error:
        yield _problem(origin, f"{type(error).__name__}: {error.strerror or error}")
        return
    yield from _iter_bytes(origin, path.name, data, 0)


def _iter_bytes(origin: str, name: str, data: bytes, depth: int, container: str = "") -> Iterator[Received | Problem]:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".zip" or (data.startswith(b"PK\x03\x04") and suffix in ("", ".download")):
        yield from _iter_zip(origin, name, data, depth, container)
    elif suffix in (".msg", ".oft") and data.startswith(b"\xd0\xcf\x11\xe0"):
        yield Received(origin, name, data, True, container)
    elif data.startswith(b"From ") and suffix in (".mbox", ".mbx"):
        for number, message in enumerate(_split_mbox(io.BytesIO(data)), 1):
            yield Received(f"{origin}#{number}", f"{name}-{number}.eml", message, True, origin)
    elif suffix == ".json":
        yield Received(origin, name, data, False, container)
        yield from _iter_letters(origin, split_platform_json(data))
    else:
        is_mail = suffix in (".eml", ".emlx", ".mail") or (suffix in ("", ".txt", ".bin") and looks_like_mail(data))
        if suffix == ".emlx":
            data = _cut_emlx(data)
        yield Received(origin, name, data, is_mail, container)


def _iter_zip(origin: str, name: str, data: bytes, depth: int, container: str) -> Iterator[Received | Problem]:
    """The zip itself first, so that its bytes are kept, then what is in it."""
    yield Received(origin, name, data, False, container)
    if depth >= MAX_ZIP_DEPTH:
        yield _problem(origin, f"a zip in a zip in a zip, {depth} deep")
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
            names = [info.filename for info in infos]
            members: dict[str, bytes] = {}
            for info in sorted(infos, key=lambda item: item.filename):
                where = f"{origin}!{info.filename}"
                if info.file_size > MAX_MEMBER:
                    yield _problem(where, f"unpacks to {info.file_size:,} bytes")
                    continue
                try:
                    members[info.filename] = archive.read(info)
                except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
                    yield _problem(where, f"{type(error).__name__}: {error}")
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        yield _problem(origin, f"{type(error).__name__}: {error}")
        return
    threads = sorted({str(PurePosixPath(item).parent) for item in names if find_correspondence([item])})
    used: set[str] = set()
    for folder in threads:
        prefix = "" if folder == "." else f"{folder}/"
        inside = {item: value for item, value in members.items() if item.startswith(prefix)}
        text = inside.pop(f"{prefix}correspondence.txt", b"")
        for number, letter in enumerate(split_thread(text, inside), 1):
            used.update(letter.members)
            where = f"{origin}!{prefix}correspondence.txt#{number}"
            yield Received(where, f"correspondence-{number}.eml", letter.data, True, origin)
        used.add(f"{prefix}correspondence.txt")
    for item in sorted(set(members) - used):
        if item.lower().endswith(".json") and (letters := split_platform_json(members[item], members)):
            where = f"{origin}!{item}"
            yield Received(where, PurePosixPath(item).name, members[item], False, origin)
            yield from _iter_letters(where, letters)
            used.update((item, *(name for letter in letters for name in letter.members)))
    for item in sorted(set(members) - used):
        if not any(is_litter(part) for part in PurePosixPath(item).parts):
            yield from _iter_bytes(f"{origin}!{item}", PurePosixPath(item).name, members[item], depth + 1, origin)


def _iter_letters(origin: str, letters: Sequence[ThreadLetter]) -> Iterator[Received | Problem]:
    """The letters of a thread, and the files that its export only names."""
    for number, letter in enumerate(letters, 1):
        yield Received(f"{origin}#{number}", f"letter-{number}.eml", letter.data, True, origin)
        for name, address in letter.missing:
            yield Problem(
                make_id("prb", "file-not-in-export", origin, number, name, address), "file-not-in-export",
                f"inbox/{origin}#{number}", f"{name} {address}"[:300], "the file itself",
                "download it, and put it beside the JSON into one zip, or into inbox/ in a folder named by the "
                "authority's id",
            )  # fmt: skip


def _is_maildir(path: Path) -> bool:
    return (path / "cur").is_dir() and (path / "new").is_dir()


def _iter_maildir(path: Path, root: Path) -> Iterator[Received | Problem]:
    for folder in ("cur", "new"):
        for file in sorted((path / folder).iterdir(), key=lambda item: item.name):
            # Flags after the colon change when a mail is read; the name before it does not.
            stem = re.split(r"[:!;]2,", file.name)[0]
            yield Received(f"{path.relative_to(root).as_posix()}/{stem}", f"{stem}.eml", file.read_bytes(), True)
    for child in sorted(path.iterdir(), key=lambda item: item.name):
        if child.is_dir() and child.name not in ("cur", "new", "tmp") and _is_maildir(child):
            yield from _iter_maildir(child, root)


def _is_mbox(path: Path) -> bool:
    if path.suffix.lower() not in ("", ".txt"):
        return False
    with path.open("rb") as handle:
        head = handle.read(2000)
    return bool(re.match(rb"From \S+.*\d{4}\s*\r?\n[\w-]+:", head))


def _iter_mbox(path: Path, origin: str) -> Iterator[Received | Problem]:
    with path.open("rb") as handle:
        for number, message in enumerate(_split_mbox(handle), 1):
            yield Received(f"{origin}#{number}", f"{path.name}-{number}.eml", message, True, origin)


def _split_mbox(handle: io.BufferedIOBase) -> Iterator[bytes]:
    """Messages of an mbox, read line by line; a ``From `` line starts one where it looks like an envelope."""
    envelope = re.compile(rb"From \S.* \d{4}\s*$|From \S+@\S+.*$|From - ")
    lines: list[bytes] = []
    started, blank = False, True
    for line in handle:
        if blank and envelope.match(line):
            if started:
                yield _join_mbox(lines)
            lines, started = [], True
        elif started:
            lines.append(line)
        blank = not line.strip()
    if started:
        yield _join_mbox(lines)


def _join_mbox(lines: list[bytes]) -> bytes:
    while lines and not lines[-1].strip():
        lines.pop()
    return b"".join(line[1:] if re.match(rb">+From ", line) else line for line in lines)


def _cut_emlx(data: bytes) -> bytes:
    """Apple Mail's file: a length, the message, then a property list."""
    first, _, rest = data.partition(b"\n")
    return rest[: int(first)] if first.strip().isdigit() else data


def _problem(origin: str, found: str) -> Problem:
    return Problem(
        make_id("prb", "inbox-unreadable", origin, found), "inbox-unreadable", f"inbox/{origin}", found[:300],
        "a file that opens", "unpack it by hand, or ask the sender for it again",
    )  # fmt: skip

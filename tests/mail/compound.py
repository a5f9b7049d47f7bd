"""Writes Outlook messages as compound files, straight from the published formats, for the tests of the reader.

[MS-CFB] for the file (header, FAT, mini FAT, directory as a tree), [MS-OXMSG] for what stands in it (a property stream
and a stream for each string or binary property, storages for recipients, attachments and mails attached). It shares
nothing with the reader, which rests on olefile.
"""

from __future__ import annotations

import datetime as dt
import struct
from dataclasses import dataclass, field

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FATSECT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
NO_STREAM = 0xFFFFFFFF


@dataclass
class Storage:
    """A folder of the compound file."""

    streams: dict[str, bytes] = field(default_factory=dict)
    storages: dict[str, Storage] = field(default_factory=dict)


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    children: list[int] = field(default_factory=list)
    left: int = NO_STREAM
    right: int = NO_STREAM
    child: int = NO_STREAM
    start: int = END
    size: int = 0


def write_compound(root: Storage) -> bytes:
    """The bytes of a compound file, version 3."""
    entries = [_Entry("Root Entry", 5)]
    _list(root, 0, entries)
    for entry in entries:
        # Names are ordered by length, then by letters without case; a balanced tree of them is a legal one.
        ordered = sorted(entry.children, key=lambda one: (len(entries[one].name), entries[one].name.upper()))
        entry.child = _balance(ordered, entries)
    sectors: list[bytes] = []
    fat: list[int] = []

    def put(data: bytes) -> int:
        if not data:
            return END
        first = len(sectors)
        pieces = [data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(data), SECTOR)]
        sectors.extend(pieces)
        fat.extend([*range(first + 1, first + len(pieces)), END])
        return first

    mini, mini_fat = bytearray(), list[int]()
    for entry in entries[1:]:
        if entry.kind != 2:
            continue
        entry.size = len(entry.data)
        if len(entry.data) >= CUTOFF:
            entry.start = put(entry.data)
        elif entry.data:
            entry.start = len(mini_fat)
            n_pieces = -(-len(entry.data) // MINI)
            mini_fat += [*range(entry.start + 1, entry.start + n_pieces), END]
            mini += entry.data.ljust(n_pieces * MINI, b"\0")
    entries[0].start, entries[0].size = put(bytes(mini)), len(mini)
    packed = b"".join(_pack(entry) for entry in entries)
    empty = _pack(_Entry("", 0))
    directory = put(packed + empty * (-len(entries) % (SECTOR // 128)))
    n_mini = -(-len(mini_fat) * 4 // SECTOR)
    mini_start = put(struct.pack(f"<{len(mini_fat)}I", *mini_fat).ljust(n_mini * SECTOR, b"\xff"))
    n_fat = 1
    while (len(fat) + n_fat) > n_fat * (SECTOR // 4):
        n_fat += 1
    assert n_fat <= 109, "a larger file needs a DIFAT, which no test of ours does"
    places = range(len(sectors), len(sectors) + n_fat)
    fat += [FATSECT] * n_fat
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(n_fat * SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, n_fat, directory, 0, CUTOFF, mini_start, n_mini, END, 0)
    header += struct.pack("<109I", *[*places, *[FREE] * (109 - n_fat)])
    return header + b"".join(sectors) + table


def _list(storage: Storage, at: int, entries: list[_Entry]) -> None:
    for name, data in storage.streams.items():
        entries[at].children.append(len(entries))
        entries.append(_Entry(name, 2, data))
    for name, inner in storage.storages.items():
        entries[at].children.append(len(entries))
        entries.append(_Entry(name, 1))
        _list(inner, len(entries) - 1, entries)


def _balance(ordered: list[int], entries: list[_Entry]) -> int:
    if not ordered:
        return NO_STREAM
    middle = len(ordered) // 2
    entry = entries[ordered[middle]]
    entry.left = _balance(ordered[:middle], entries)
    entry.right = _balance(ordered[middle + 1 :], entries)
    return ordered[middle]


def _pack(entry: _Entry) -> bytes:
    name = (entry.name + "\0").encode("utf-16-le") if entry.name else b""
    start = entry.start if entry.kind in (2, 5) else 0
    return (
        name.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(name), entry.kind, 1, entry.left, entry.right, entry.child)
        + bytes(36)
        + struct.pack("<IQ", start, entry.size)
    )


# --- what stands in it ------------------------------------------------------------------------------------------------

_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)


def make_message(
    texts: dict[int, str], *, binaries: dict[int, bytes] | None = None, sent_at: dt.datetime | None = None,
    recipients: tuple[tuple[str, str], ...] = (), files: tuple[tuple[str, bytes], ...] = (),
    mails: tuple[tuple[str, Storage], ...] = (), top: bool = True, wide: bool = True,
) -> Storage:  # fmt: skip
    """A message storage: text properties by number, recipients, attached files and attached messages."""
    store = Storage()
    rows = b"".join(_put_text(store, number, text, wide=wide) for number, text in texts.items())
    for number, data in (binaries or {}).items():
        store.streams[f"__substg1.0_{number:04X}0102"] = data
        rows += struct.pack("<IIII", number << 16 | 0x0102, 6, len(data), 0)
    if sent_at is not None:
        ticks = int((sent_at - _EPOCH).total_seconds() * 10_000_000)
        rows += struct.pack("<IIQ", 0x00390040, 6, ticks)
    counts = struct.pack("<IIII", len(recipients), len(files) + len(mails), len(recipients), len(files) + len(mails))
    store.streams["__properties_version1.0"] = bytes(8) + counts + bytes(8 if top else 0) + rows
    for number, (name, address) in enumerate(recipients):
        one = Storage()
        inner = b"".join(_put_text(one, tag, text, wide=wide) for tag, text in ((0x3001, name), (0x39FE, address)))
        one.streams["__properties_version1.0"] = bytes(8) + inner
        store.storages[f"__recip_version1.0_#{number:08X}"] = one
    for number, (name, data) in enumerate(files):
        one = Storage()
        inner = b"".join(_put_text(one, tag, text, wide=wide) for tag, text in ((0x3707, name), (0x3704, name[:8])))
        one.streams["__substg1.0_37010102"] = data
        inner += struct.pack("<IIII", 0x37010102, 6, len(data), 0) + struct.pack("<IIII", 0x37050003, 6, 1, 0)
        one.streams["__properties_version1.0"] = bytes(8) + inner
        store.storages[f"__attach_version1.0_#{number:08X}"] = one
    for number, (name, mail) in enumerate(mails, len(files)):
        one = Storage()
        inner = _put_text(one, 0x3001, name, wide=wide) + struct.pack("<IIII", 0x37050003, 6, 5, 0)
        one.storages["__substg1.0_3701000D"] = mail
        one.streams["__properties_version1.0"] = bytes(8) + inner
        store.storages[f"__attach_version1.0_#{number:08X}"] = one
    if top:
        store.storages["__nameid_version1.0"] = Storage({"__substg1.0_00020102": b"", "__substg1.0_00030102": b""})
    return store


def _put_text(store: Storage, number: int, text: str, *, wide: bool) -> bytes:
    kind, data = (0x001F, text.encode("utf-16-le")) if wide else (0x001E, text.encode("cp1252"))
    store.streams[f"__substg1.0_{number:04X}{kind:04X}"] = data
    return struct.pack("<IIII", number << 16 | kind, 6, len(data) + (2 if wide else 1), 0)

"""The inbox as files: numbered letters in the order they came, and the exports that hold several.

In: the desk. Out: file names and bytes, and the file that each entry stands in. Never here: the truth.
"""

from __future__ import annotations

from email.utils import format_datetime

from .desk import Desk, Entry


def place_entries(desk: Desk) -> list[tuple[Entry, str]]:
    """Return each entry with its place: ``inbox/0007.eml``, or ``inbox/x.mbox#2`` for the second of an export."""
    out = []
    singles = sorted((e for e in desk.entries if not e.container), key=lambda e: (e.letter.sent_at, e.letter.id))
    for number, entry in enumerate(singles, 1):
        out.append((entry, f"inbox/{number:04d}.eml"))
    seen: dict[str, int] = {}
    for entry in desk.entries:
        if entry.container:
            seen[entry.container] = seen.get(entry.container, 0) + 1
            inner = "!correspondence.txt" if entry.container.endswith(".zip") else ""
            out.append((entry, f"inbox/{entry.container}{inner}#{seen[entry.container]}"))
    return out


def _as_mbox(entries: list[Entry]) -> bytes:
    """Return entries in mboxrd form, with Unix line ends."""
    parts = []
    for entry in entries:
        lines = entry.data.replace(b"\r\n", b"\n").split(b"\n")
        quoted = [b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in lines]
        stamp = entry.letter.sent_at.strftime("%a %b %d %H:%M:%S %Y")
        parts.append(f"From {entry.letter.sender} {stamp}\n".encode() + b"\n".join(quoted) + b"\n")
    assert all(format_datetime(entry.letter.sent_at) for entry in entries)
    return b"".join(parts)


def make_files(desk: Desk) -> dict[str, bytes]:
    """Return the inbox's files by path inside the investigation."""
    files = {}
    for entry, place in place_entries(desk):
        if "#" not in place:
            files[place] = entry.data
    boxes = dict.fromkeys(entry.container for entry in desk.entries if entry.container)
    for box in boxes:
        data = desk.containers.get(box) or _as_mbox([e for e in desk.entries if e.container == box])
        files[f"inbox/{box}"] = data
    return files

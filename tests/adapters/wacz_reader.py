"""A reader of web archives that knows the published formats and nothing of the program that wrote them.

It asks for ranges of one file, as a player does over a network: the ZIP's directory, the index, one record.
"""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

EARLIEST, LATEST = "0" * 14, "9" * 14


@dataclass
class Replayed:
    """What an address answered."""

    timestamp: str
    status: int
    headers: dict[str, str]
    body: bytes


class Player:
    """Opens a WACZ and finds what stood at an address on a day."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.n_read = 0
        with zipfile.ZipFile(path) as archive:
            self.places = {one.filename: one for one in archive.infolist()}
            self.pages = [json.loads(line) for line in archive.read("pages/pages.jsonl").splitlines()][1:]
            lookup = archive.read("indexes/index.idx").decode().splitlines()
        self.blocks = [(line.split(" {")[0], json.loads(line[line.index("{") :])) for line in lookup[1:]]

    def read_range(self, name: str, offset: int, length: int) -> bytes:
        """Bytes of a stored file of the package, straight from the package."""
        info = self.places[name]
        assert info.compress_type == zipfile.ZIP_STORED, name
        with self.path.open("rb") as file:
            file.seek(info.header_offset + 26)
            n_name, n_extra = struct.unpack("<HH", file.read(4))
            file.seek(info.header_offset + 30 + n_name + n_extra + offset)
            self.n_read += length
            return file.read(length)

    def list_lines(self, key: str) -> list[tuple[str, dict[str, str]]]:
        """The lines of an address, from the blocks that may hold it and from no other."""
        found = []
        for number, (first, where) in enumerate(self.blocks):
            after = self.blocks[number + 1][0] if number + 1 < len(self.blocks) else "~"
            if not (first.split(" ")[0] <= key and after >= f"{key} "):
                continue
            block = self.read_range("indexes/index.cdx.gz", where["offset"], where["length"])
            for line in gzip.decompress(block).decode().splitlines():
                name, timestamp, fields = line.split(" ", 2)
                if name == key:
                    found.append((timestamp, json.loads(fields)))
        return found

    def open(self, address: str, timestamp: str) -> Replayed:
        """What stood there at that instant, or nearest to it."""
        lines = self.list_lines(make_surt(address))
        at, fields = min(lines, key=lambda line: abs(int(line[0]) - int(timestamp)))
        record = self.read_range(f"archive/{fields['filename']}", int(fields["offset"]), int(fields["length"]))
        member = zlib.decompressobj(31)
        plain = member.decompress(record)
        assert (member.eof, member.unused_data) == (True, b""), (
            "a record is one gzip member, and the range is all of it"
        )
        own, http = plain.split(b"\r\n\r\n", 1)
        size = int(next(line for line in own.split(b"\r\n") if line.lower().startswith(b"content-length:")).split()[1])
        head, body = http[:size].split(b"\r\n\r\n", 1)
        first, *lines_of_head = head.decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines_of_head)
        return Replayed(at, int(first.split(" ")[1]), headers, body)


def make_surt(address: str) -> str:
    """An address as the sort-friendly form has it, written anew from its description."""
    parts = urlsplit(address.lower())
    host = parts.netloc.removeprefix("www.")
    name, _, port = host.partition(":")
    turned = ",".join(reversed(name.split("."))) if not name.replace(".", "").isdigit() else name
    query = "?" + "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return f"{turned}{':' + port if port else ''}){parts.path or '/'}{query}"


def is_sorted(data: bytes) -> bool:
    """Whether the lines of an index stand in the order of their bytes."""
    lines = gzip.GzipFile(fileobj=io.BytesIO(data)).read().splitlines()
    return lines == sorted(lines)

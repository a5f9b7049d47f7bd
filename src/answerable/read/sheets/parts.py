"""Parts of a zipped office file, opened without being harmed by them.

In: bytes of an OOXML or OpenDocument file. Out: parts by name, within limits, and XML trees that expand no entity, load
no DTD and reach no network. What must never be here: what the parts mean.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from answerable.model.problem import Problem
from answerable.read.draft import Draft

MAX_PART = 400_000_000
"""Bytes of one part, unpacked."""
MAX_WHOLE = 1_000_000_000
"""Bytes of all parts, unpacked, as the archive declares them."""
_MAX_RATIO = 2000
"""Office files pack about 1:10; a sheet of one repeated number reaches some hundreds."""
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FAULTS = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, KeyError)


class PartMissing(Exception):
    """A part is absent, damaged or too large; readers turn it into a problem."""


class Package:
    """A zipped office file.

    Raises:
        PartMissing: the archive cannot be opened, or claims more than `MAX_WHOLE` bytes.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            self._sizes = {info.filename: info.file_size for info in self._archive.infolist()}
            packed = sum(info.compress_size for info in self._archive.infolist())
        except _FAULTS as error:
            raise PartMissing(f"not a readable archive: {error}") from error
        whole = sum(self._sizes.values())
        if whole > MAX_WHOLE or (whole > 50_000_000 and whole > _MAX_RATIO * max(packed, 1)):
            raise PartMissing(f"{len(data):,} bytes that unpack to {whole:,}")

    @property
    def names(self) -> list[str]:
        """Names of all parts, in the archive's order."""
        return list(self._sizes)

    def find(self, pattern: str) -> list[str]:
        """Names that match a regular expression as a whole, without regard to case."""
        return [name for name in self._sizes if re.fullmatch(pattern, name, re.IGNORECASE)]

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        Raises:
            PartMissing: no such part, damaged, or larger than `MAX_PART` whatever the archive declares.
        """
        try:
            with self._archive.open(name) as part:
                data = part.read(MAX_PART + 1)
        except _FAULTS as error:
            raise PartMissing(f"{name}: {error}") from error
        if len(data) > MAX_PART:
            raise PartMissing(f"{name}: more than {MAX_PART:,} bytes")
        return data

    def parse(self, name: str) -> etree._Element:
        """The tree of a small XML part.

        Raises:
            PartMissing: as for `read`, or not XML, or it defines entities.
        """
        return parse_xml(self.read(name), name)

    def iter_parts(self, pattern: str) -> Iterator[tuple[str, bytes]]:
        """Name and bytes of the matching parts that can be read."""
        for name in self.find(pattern):
            try:
                yield name, self.read(name)
            except PartMissing:
                continue


def parse_xml(data: bytes, name: str) -> etree._Element:
    """A tree that expands nothing.

    Raises:
        PartMissing: not XML, or it declares a document type, which office files never do.
    """
    if _ENTITY.search(data[:4096]):
        raise PartMissing(f"{name}: declares a document type or entities")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PartMissing(f"{name}: {error}") from error
    if root is None:
        raise PartMissing(f"{name}: no XML in it")
    # What is left of entities are nodes that answer no question an element answers.
    etree.strip_elements(root, etree.Entity, with_tail=False)
    return root


def local_name(element: etree._Element) -> str:
    """The tag without its namespace; empty for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def add_unreadable(draft: Draft, found: str, place: str = "") -> Problem:
    """Note a file, or a part of one, that cannot be read."""
    draft.add_problem(
        "file-unreadable",
        place,
        found=found,
        expected="a spreadsheet that opens",
        remedy="open it in a spreadsheet program; if it opens there, save it again as .xlsx, else ask for it again",
        blocks=True,
    )
    return draft.problems[-1]

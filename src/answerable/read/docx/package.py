"""The parts of an OOXML file, opened with limits and without following anything outside it.

What comes in: bytes. What goes out: XML trees, relations and raw parts. What must never be here: what the parts mean.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass

from lxml import etree

_MOST_BYTES = 300_000_000
_LARGEST_PART = 120_000_000
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class PackageBroken(ValueError):
    """The bytes are no readable package; the text says why."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part says of another."""

    id: str
    kind: str
    target: str
    is_external: bool


class Package:
    """An OOXML or OpenDocument file."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._infos = {info.filename.lstrip("/"): info for info in self._zip.infolist()}
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise PackageBroken(str(error)) from error
        self._n_bytes = 0

    @property
    def names(self) -> list[str]:
        """Every part, in the order of the file."""
        return list(self._infos)

    def get_bytes(self, name: str) -> bytes:
        """The bytes of a part.

        Raises:
            PackageBroken: missing, damaged, encrypted or too large.
        """
        info = self._infos.get(name)
        if info is None:
            raise PackageBroken(f"no part {name}")
        if info.file_size > _LARGEST_PART or self._n_bytes + info.file_size > _MOST_BYTES:
            raise PackageBroken(f"part {name} is {info.file_size} bytes when unpacked")
        try:
            with self._zip.open(info) as stream:
                data = stream.read(_LARGEST_PART + 1)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
            raise PackageBroken(f"part {name}: {error}") from error
        if len(data) > _LARGEST_PART:
            raise PackageBroken(f"part {name} is larger than it says")
        self._n_bytes += len(data)
        return data

    def find_tree(self, name: str) -> etree._Element | None:
        """The XML of a part, or None where there is no such part.

        Raises:
            PackageBroken: the part is no XML.
        """
        if name not in self._infos:
            return None
        # No entities, no DTD, no network: a part can only be what it is.
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            recover=True,
        )
        try:
            tree = etree.fromstring(self.get_bytes(name), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise PackageBroken(f"part {name}: {error}") from error
        if tree is None:
            raise PackageBroken(f"part {name} holds no XML")
        return tree

    def find_relations(self, name: str) -> dict[str, Relation]:
        """Relations of a part by their ids; targets are names of parts."""
        folder, base = posixpath.split(name)
        tree = self.find_tree(posixpath.join(folder, "_rels", base + ".rels"))
        found: dict[str, Relation] = {}
        for item in tree.iter(_RELATIONS) if tree is not None else ():
            external = item.get("TargetMode") == "External"
            target = item.get("Target") or ""
            if not external:
                target = (
                    posixpath.normpath(posixpath.join(folder, target)) if not target.startswith("/") else target[1:]
                )
            relation = Relation(item.get("Id") or "", (item.get("Type") or "").rsplit("/", 1)[-1], target, external)
            found[relation.id] = relation
        return found

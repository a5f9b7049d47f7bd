"""The package as an RO-Crate 1.1: one JSON-LD file that describes the folder and every file in it.

What comes in: what each file is. What goes out: plain values. Never here: the files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from answerable import __version__
from answerable.publish.edition import Edition


@dataclass(frozen=True, slots=True)
class Described:
    """A file of the package.

    Args:
        name: in the package's folder.
        media_type: of its bytes.
        says: what it is.
        size: in bytes.
        sha256: of its bytes.
    """

    name: str
    media_type: str
    says: str
    size: int
    sha256: str


def make_crate(edition: Edition, files: Sequence[Described], licence: str) -> dict[str, Any]:
    """The content of ``ro-crate-metadata.json``."""
    person = {"@id": "#publisher"}
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": edition.name,
        "description": f"The data behind an investigation by {edition.publisher}, with how each figure is measured.",
        "datePublished": edition.as_of.isoformat(),
        "license": {"@id": licence},
        "publisher": person,
        "hasPart": [{"@id": file.name} for file in files],
    }
    if edition.period:
        root["temporalCoverage"] = f"{edition.period.start.isoformat()}/{edition.period.end.isoformat()}"
    graph: list[dict[str, Any]] = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        },
        root,
        {"@id": "#publisher", "@type": "Organization", "name": edition.publisher, "email": edition.contact},
        {"@id": "#answerable", "@type": "SoftwareApplication", "name": "answerable", "version": __version__},
        {
            "@id": "#making",
            "@type": "CreateAction",
            "name": "Measured and published",
            "instrument": {"@id": "#answerable"},
            "agent": person,
            "result": [{"@id": file.name} for file in files],
        },
        {"@id": licence, "@type": "CreativeWork", "name": edition.story.licence or "CC BY 4.0"},
    ]
    graph += [
        {
            "@id": file.name,
            "@type": "File",
            "name": file.name,
            "description": file.says,
            "encodingFormat": file.media_type,
            "contentSize": str(file.size),
            "sha256": file.sha256,
        }
        for file in files
    ]
    return {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}

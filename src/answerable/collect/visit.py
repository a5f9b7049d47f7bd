"""What the log of visits says: pages that were captured, and visits that came to their end.

What lives here: the two kinds of line as data, and their JSON. Never here: files, hashes, the record.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Visit:
    """One page of one visit.

    Args:
        source_id: the `LogSource.id`.
        address: visited.
        captured_at: UTC instant in ISO form.
        status: HTTP status; 0 where none came.
        document: sha256 of the page's bytes; empty where nothing came.
        warc: WARC file, relative to the investigation.
        warc_sha256: of that file.
        headers: response headers that matter.
        problem: why nothing came; empty where something did.
        visited_at: UTC instant in ISO form at which the visit began that this is a page of.
        role: `listing`, `item`, or `repeat` for a page that shows what an earlier one of the visit shows.
        entry: the address of the log's file from which the page was reached.
    """

    source_id: str
    address: str
    captured_at: str
    status: int
    document: str
    warc: str
    warc_sha256: str
    headers: tuple[tuple[str, str], ...] = ()
    problem: str = ""
    visited_at: str = ""
    role: str = "listing"
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of a visit: every page that it led to was asked for.

    Args:
        source_id: the `LogSource.id`.
        visited_at: UTC instant in ISO form at which the visit began.
        n_pages: asked for.
        n_left_out: addresses that were not visited because the log has more pages than its file allows.
    """

    source_id: str
    visited_at: str
    n_pages: int
    n_left_out: int = 0


Line = Visit | Closing


def to_content(line: Line) -> dict[str, object]:
    """A line's content as JSON values, its kind first."""
    return {"kind": "page" if isinstance(line, Visit) else "end", **asdict(line)}


def parse_content(content: dict[str, Any]) -> Line:
    """The line that a content describes.

    Raises:
        ValueError: it describes none.
    """
    content = dict(content)
    kind = content.pop("kind", "")
    try:
        if kind == "end":
            return Closing(**content)
        if kind == "page":
            headers = tuple((str(name), str(value)) for name, value in content.pop("headers", []))
            return Visit(**content, headers=headers)
    except TypeError as error:
        raise ValueError(str(error)) from error
    raise ValueError(f"kind {kind!r}")

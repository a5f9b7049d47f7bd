"""A problem: an imperfection of data, carried as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something received that is broken, unclear or contradictory.

    Args:
        id: stable identifier.
        code: kebab-case name, listed in docs/reference/problems.md.
        where: file and place, such as ``answer.xlsx, Sheet1!B4``.
        found: what stands there.
        expected: what was expected.
        remedy: what a person should do.
        document: sha256 of the document, when it is about one.
        authority_id: whose material it is, when known.
        blocks: whether publication must wait for it.
    """

    id: str
    code: str
    where: str
    found: str = ""
    expected: str = ""
    remedy: str = ""
    document: str = ""
    authority_id: str = ""
    blocks: bool = False

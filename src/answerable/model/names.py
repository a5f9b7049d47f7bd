"""Names of people that must not stand on a page, and those that may."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AllowedName:
    """A name that a person said may stand: a minister, a chief constable, a word that only looks like a name.

    Args:
        name: as it is written.
        by: who said so.
        why: the reason.
    """

    name: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class NameLists:
    """What ``names.toml`` says.

    Args:
        hide: names to take out wherever received words are shown, besides those that are found.
        allow: names that are found and may stand.
    """

    hide: tuple[str, ...] = ()
    allow: tuple[AllowedName, ...] = ()

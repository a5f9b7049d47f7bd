"""The nouns of whom we ask: an authority, its addresses, its headcounts, and the register it comes from.

What lives here: frozen records. What comes in: rows of a register or of ``authorities.csv``, already checked.
What must never be here: reading of files, guessing of names, sending of mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An address for requests. ``verified_on`` is None until a person has confirmed it."""

    address: str
    verified_on: date | None = None
    source: str = ""

    @property
    def is_verified(self) -> bool:
        """True when a person confirmed the address; an unverified one is never mailed unasked."""
        return self.verified_on is not None


@dataclass(frozen=True, slots=True)
class Headcount:
    """How many officers an authority had on a day (``on`` may be the last day of a stated month)."""

    on: date
    n_officers: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class FactSource:
    """Where one field of an authority was taken from, and as of when."""

    field: str
    source: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Authority:
    """A public body with a duty to answer, as the investigation asks it.

    ``id`` is a slug, stable across name changes. ``kind`` is a word of the register
    (``territorial_police``, ``special_police``, ``council``, ...). ``nations`` are those whose area it covers;
    ``law`` is the id of the access law it answers under, which is not always that of its nation.
    """

    id: str
    name: str
    law: str
    kind: str = ""
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    emails: tuple[EmailAddress, ...] = ()
    domains: tuple[str, ...] = ()
    site: str = ""
    disclosure_log: str = ""
    misconduct_pages: tuple[str, ...] = ()
    headcounts: tuple[Headcount, ...] = ()
    whatdotheyknow: str = ""
    """The authority's slug on WhatDoTheyKnow, where it has one."""
    source: str = ""
    note: str = ""
    sources: tuple[FactSource, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the authority goes or went by, the present one first, without repeats."""
        return tuple(dict.fromkeys((self.name, *self.aliases, *self.former_names)))

    @property
    def email(self) -> EmailAddress | None:
        """The address a letter would go to: the first verified one, else the first."""
        return next((item for item in self.emails if item.is_verified), self.emails[0] if self.emails else None)


@dataclass(frozen=True, slots=True)
class NamedList:
    """A list of authorities with a name ("territorial forces in Wales")."""

    id: str
    title: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """Authorities that ship together, with a version that each batch records."""

    id: str
    title: str
    version: str
    authorities: tuple[Authority, ...]
    lists: tuple[NamedList, ...] = ()
    sources: tuple[str, ...] = ()

    def find(self, authority_id: str) -> Authority | None:
        """Return the authority with this id, or None."""
        return next((row for row in self.authorities if row.id == authority_id), None)

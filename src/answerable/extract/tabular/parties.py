"""Parties: authorities that answer together, told apart by a table's columns or rows.

In: the authorities that were asked, a table's headers and labels. Out: whose number each is. One reply for two
forces is common where they share a disclosure unit; their numbers are never put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from answerable.extract.narrative.cases import Origin

_GENERIC = re.compile(r"\b(?:police|constabulary|force|service|the|of|and|heddlu|council|nhs|trust)\b")


@dataclass(frozen=True, slots=True)
class Party:
    """An authority by its names, and the request that was put to it."""

    authority_id: str
    request_id: str
    names: tuple[str, ...]


def find_party(text: str, parties: Iterable[Party]) -> Party | None:
    """The authority that a header or label is the name of, or None."""
    plain = _fold(text)
    if not plain or len(plain) > 60:
        return None
    exact = [one for one in parties if any(plain == _fold(name) for name in one.names)]
    if exact:
        return exact[0]
    short = _short(plain)
    alike = [one for one in parties if short and any(short == _short(_fold(name)) for name in one.names)]
    return alike[0] if len(alike) == 1 else None


def find_parties(texts: Sequence[str], parties: Sequence[Party], origin: Origin) -> dict[int, Origin]:
    """Whose each of several headers or labels is; empty unless the answering authority and another are among them."""
    found = {place: party for place, text in enumerate(texts) if (party := find_party(text, parties)) is not None}
    ids = {party.authority_id for party in found.values()}
    if origin.authority_id not in ids or len(ids) < 2:
        return {}
    return {
        place: replace(origin, authority_id=party.authority_id, request_id=party.request_id)
        for place, party in found.items()
    }


@lru_cache(maxsize=8192)
def _fold(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split())


@lru_cache(maxsize=8192)
def _short(plain: str) -> str:
    return " ".join(_GENERIC.sub(" ", plain).split())

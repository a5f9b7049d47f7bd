"""Finding an authority by what somebody called it, and never taking one body for another.

What lives here: the normal form of a name, exact look-up by any name, ranked candidates. What comes in: a name
and authorities; what goes out: one authority, or several to choose from. What must never be here: a guess that
nobody sees.

Two traps are built in: a police and crime commissioner, panel or authority bears its force's place name and is not
the force; a region and a force can share a name ("West Midlands"), so a place alone is a candidate, not a match.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from answerable.model.authority import Authority

_OTHER_BODY = re.compile(
    r"\b(?:commissioners?|pcc|opcc|ofpcc|pfcc|panel|policing partnership|police authority|joint board|federation"
    r"|association|benevolent|choir|museum|mayor'?s? office|mopac|fire)\b"
)
_WORDS_FOR_A_FORCE = re.compile(r"\b(?:police|constabulary|service|force|heddlu|the|of|and)\b")


def normalise_name(name: str) -> str:
    """Return a name in the form in which names are compared: no case, no accents, "&" as "and", single spaces.

    >>> normalise_name(" Avon & Somerset  Constabulary ")
    'avon and somerset constabulary'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() or name
    plain = plain.replace("&", " and ").casefold()
    return " ".join(re.sub(r"[^a-z0-9' ]+", " ", plain).split())


def is_other_body(name: str) -> bool:
    """Return whether a name is that of a body beside a force: its commissioner, panel, federation, former authority."""
    return bool(_OTHER_BODY.search(normalise_name(name)))


def find_by_name(authorities: Iterable[Authority], name: str) -> Authority | None:
    """Return the one authority that goes or went by exactly this name, or None.

    A former name that two authorities share, or a name of another body, finds none.
    """
    wanted = normalise_name(name)
    rows = tuple(authorities)
    present = [row for row in rows if wanted in {normalise_name(item) for item in (row.name, *row.aliases)}]
    if len(present) == 1:
        return present[0]
    former = [row for row in rows if wanted in {normalise_name(item) for item in row.former_names}]
    return former[0] if not present and len(former) == 1 else None


def find_candidates(authorities: Iterable[Authority], name: str) -> tuple[Authority, ...]:
    """Return the authorities whose place name is the same, for a person to choose; none for another body.

    >>> from answerable.registers.registers import get_register
    >>> [a.id for a in find_candidates(get_register("uk-police").authorities, "West Midlands")]
    ['west-midlands']
    """
    if is_other_body(name):
        return ()
    wanted = _place(name)
    if not wanted:
        return ()
    return tuple(row for row in authorities if any(_place(item) == wanted for item in row.names))


def _place(name: str) -> str:
    return " ".join(_WORDS_FOR_A_FORCE.sub(" ", normalise_name(name)).split())

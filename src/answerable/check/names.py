"""Names and titles of authorities as a text writes them, held against those that were asked.

What comes in: prose with places, authorities. What goes out: `NameFault`s: a misspelt name, another title, a
commissioner where the force is meant; and which authorities a stretch of prose names. Never here: figures, the record.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from answerable.model.authority import Authority
from answerable.words.short_names import KINDS, find_short_name

_TITLES = (
    "Metropolitan Police", "Police Service", "Police Force", "Constabulary", "Police", "Fire and Rescue Service",
    "County Council", "Borough Council", "City Council", "District Council", "Council", "NHS Foundation Trust",
    "NHS Trust", "University",
)  # fmt: skip
_COMMISSIONER = re.compile(
    r"(?:[Oo]ffice of the )?(?:Police(?:, Fire)? (?:and|&) Crime Commissioner|PCC|police and crime commissioner)\b"
)
_WORD = re.compile(r"[A-Z][a-z’'-]{4,}")
_MOST_ALIKE = 2
"""How many authorities may share a word that still tells them from others."""
_ALIKE = 84
"""How like a name a word must be, of 100, to be that name misspelt."""


@dataclass(frozen=True, slots=True)
class NameFault:
    """A name that the register does not bear.

    Args:
        start: in the prose.
        end: half open.
        words: as written.
        why: what is wrong, with the register's name.
        is_sure: it is wrong, rather than to be looked at.
    """

    start: int
    end: int
    words: str
    why: str
    is_sure: bool = True


class Names:
    """The names of the authorities that were asked, by the words that tell them apart."""

    def __init__(self, authorities: Iterable[Authority]) -> None:
        rows = sorted(authorities, key=lambda one: one.id)
        self._full = {one.id: " ".join(one.name.split()) for one in rows}
        other_names = {one.id: (*one.aliases, *one.former_names) for one in rows}
        self._titled: dict[str, str] = {}
        self._own: dict[str, str] = {}
        for key, name in self._full.items():
            own = _drop_title(name)
            _add(self._titled, own, key)
            for one in dict.fromkeys((own, find_short_name(name), *other_names[key])):
                _add(self._own, one, key)
        told = Counter(word for own in self._titled for word in set(_WORD.findall(own)))
        # What many are called ("Hospital") tells none apart, and its plural is no misspelling.
        self._words = {word for word, n in told.items() if word.lower() not in KINDS and n <= _MOST_ALIKE}
        self._known = (*self._full.values(), *self._own)

    def name_of(self, authority: str) -> str:
        """The full name of an authority; its identifier where it is unknown."""
        return self._full.get(authority, authority)

    def find_named(self, text: str) -> dict[str, int]:
        """The authorities that a text names, each with where it is named last."""
        found: dict[str, int] = {}
        for own, key in sorted(self._own.items(), key=lambda pair: -len(pair[0])):
            joined = own.replace(" ", "").capitalize()
            # "East March" is written "Eastmarch" too.
            for match in re.finditer(rf"(?<![\w-])(?:{re.escape(own)}|{re.escape(joined)})(?![\w-])", text):
                inside = any(
                    other != own and own in other and other in text[max(0, match.start() - 40) : match.end() + 40]
                    for other in self._own
                )
                if key and not inside:
                    found[key] = max(found.get(key, -1), match.start())
        return found

    def find_faults(self, text: str) -> list[NameFault]:
        """Misspelt names, other titles, and commissioners beside the name of a force."""
        return sorted(
            [*self._find_misspelt(text), *self._find_titles(text), *self._find_commissioners(text)],
            key=lambda one: one.start,
        )

    def _find_misspelt(self, text: str) -> Iterable[NameFault]:
        for match in _WORD.finditer(text):
            word = re.sub(r"['’]s$", "", match.group())
            if word in self._words or any(word in name for name in self._known):
                continue
            near = [known for known in sorted(self._words) if fuzz.ratio(word, known) >= _ALIKE]
            if len(near) == 1 and abs(len(word) - len(near[0])) <= 2:
                names = [name for name in self._full.values() if near[0] in name]
                why = f"no authority that was asked is called so; the register has {' and '.join(names[:2])}"
                yield NameFault(match.start(), match.start() + len(word), word, why)

    def _find_titles(self, text: str) -> Iterable[NameFault]:
        titles = "|".join(re.escape(one) for one in _TITLES)
        for own, key in self._titled.items():
            if not key:
                continue
            for match in re.finditer(rf"(?<![\w-]){re.escape(own)} (?P<title>{titles})(?![\w-])", text):
                full = self._full[key]
                if match.group() not in full and not any(match.group() in other for other in self._full.values()):
                    after = text[match.end() : match.end() + 30]
                    if re.match(r" (?:and|&) Crime| officer| sergeant| constable| Federation", after):
                        continue
                    yield NameFault(match.start(), match.end(), match.group(), f"the register calls it {full}")

    def _find_commissioners(self, text: str) -> Iterable[NameFault]:
        for match in _COMMISSIONER.finditer(text):
            near = text[max(0, match.start() - 60) : match.end() + 60]
            for key in self.find_named(near):
                full = self._full[key]
                if "ommissioner" not in full:
                    why = f"{full} was asked, not its commissioner, which is another authority: which is meant?"
                    yield NameFault(match.start(), match.end(), match.group(), why, is_sure=False)
                    break


def _add(names: dict[str, str], name: str, key: str) -> None:
    """Note whose a name is; one that two share is nobody's."""
    if len(name) > 3:
        names[name] = key if names.get(name, key) == key else ""


def _drop_title(name: str) -> str:
    """What tells a name apart: "Merebrook" of "Merebrook Constabulary"."""
    for title in _TITLES:
        if name.endswith(f" {title}"):
            return name[: -len(title) - 1].strip()
    return name


def make_names(authorities: Mapping[str, Authority]) -> Names:
    """The names of a register's authorities."""
    return Names(authorities.values())

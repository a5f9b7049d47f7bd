"""What a ruling would do, before it is made: who would be one person, what else would be settled, which counts move.

What comes in: `Material`, a pair and a ruling not yet made. What goes out: a `Consequence`. Never here: keeping a
ruling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from answerable.model.judgement import Ruling
from answerable.model.link import Count, Link, Subject
from answerable.reconcile.links import SHARE_CERTAIN, SHARE_POSSIBLE, Ruled
from answerable.reconcile.matching import Pair
from answerable.reconcile.material import Material


@dataclass(frozen=True, slots=True)
class Consequence:
    """What one ruling would change.

    Args:
        joined: cases of each person's matter that there would then be and is not now.
        same: other pairs that would then be certain.
        different: other pairs that were open or certain and would then be no longer.
        opened: other pairs that would then be open.
        counts: measure, its value now, its value then.
    """

    joined: tuple[tuple[str, ...], ...]
    same: tuple[Pair, ...]
    different: tuple[Pair, ...]
    opened: tuple[Pair, ...]
    counts: tuple[tuple[str, str, str], ...]

    def say(self) -> list[str]:
        """The consequence in sentences; one that says so where nothing else would change."""
        said = [f"makes one person's matter of {len(cases)} cases" for cases in self.joined if len(cases) > 2]
        for pairs, what in ((self.same, "certain"), (self.different, "different"), (self.opened, "open")):
            if pairs:
                noun = "another pair" if len(pairs) == 1 else f"{len(pairs)} other pairs"
                said.append(f"makes {noun} {what}: " + ", ".join(" + ".join(pair) for pair in pairs[:3]))
        said.extend(f"{measure}: {now} becomes {then}" for measure, now, then in self.counts)
        return said or ["changes no other pair and no count"]


@dataclass(frozen=True, slots=True)
class _State:
    """An authority's pairs, people and counts under some rulings."""

    places: Mapping[Pair, str]
    subjects: frozenset[tuple[str, ...]]
    counts: Mapping[str, str]


class Foresight:
    """Looks ahead from the rulings that stand."""

    def __init__(self, material: Material, rulings: Mapping[Pair, Ruled]) -> None:
        """Look from here.

        Args:
            material: of the investigation.
            rulings: that stand now.
        """
        self._material = material
        self._rulings = rulings
        self._now: dict[str, _State] = {}

    def tell(self, authority_id: str, pair: Pair, ruling: Ruling) -> Consequence:
        """Say what a ruling on two cases of an authority would change beside the pair itself."""
        if authority_id not in self._now:
            self._now[authority_id] = _look(self._material, authority_id, self._rulings)
        now = self._now[authority_id]
        then = _look(self._material, authority_id, {**self._rulings, pair: Ruled(ruling.value, "")})
        moved: dict[str, list[Pair]] = {"same": [], "different": [], "open": []}
        for other in sorted(set(now.places) | set(then.places)):
            places = now.places.get(other, "different"), then.places.get(other, "different")
            if other != pair and places[0] != places[1]:
                moved[places[1]].append(other)
        measures = sorted(set(now.counts) | set(then.counts))
        values = [(one, now.counts.get(one, "none"), then.counts.get(one, "none")) for one in measures]
        return Consequence(
            tuple(sorted(cases for cases in then.subjects - now.subjects if len(cases) > 1)),
            tuple(moved["same"]),
            tuple(moved["different"]),
            tuple(moved["open"]),
            tuple(value for value in values if value[1] != value[2]),
        )


def _look(material: Material, authority_id: str, rulings: Mapping[Pair, Ruled]) -> _State:
    places: dict[Pair, str] = {}
    subjects: set[tuple[str, ...]] = set()
    counts: dict[str, str] = {}
    for row in material.make_rows(authority_id, rulings):
        if isinstance(row, Link):
            places[row.left, row.right] = _place(row)
        elif isinstance(row, Subject):
            subjects.add(row.cases)
        elif isinstance(row, Count):
            counts[row.measure] = str(row.value)
    return _State(places, frozenset(subjects), counts)


def _place(link: Link) -> str:
    if link.ruling == "unsure" or SHARE_POSSIBLE <= link.share_same < SHARE_CERTAIN:
        return "open"
    return "same" if link.share_same >= SHARE_CERTAIN else "different"

"""Invented worlds: officers of several forces, and what an answer, its attachment, a log and the press tell of them.

A world is made from a seed alone. Each source leaves out, coarsens and sometimes misstates; the truth is kept beside.
Nothing here was drawn from, or fitted to, `reconcile/priors.py`.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.reconcile.invented import make_case

from answerable.model.case import Case
from answerable.model.log import LogItem
from answerable.model.span import make_span

RANKS = ("constable",) * 70 + ("sergeant",) * 16 + ("inspector",) * 5 + ("special_constable",) * 6 + ("superintendent",)
PLATFORMS = ("whatsapp",) * 5 + ("facebook",) * 4 + ("twitter",) * 2 + ("instagram", "tiktok", "snapchat", "telegram")
BEHAVIOURS = (
    "racist", "sexist", "homophobic", "offensive_joke", "confidential_information", "harassment", "political",
    "sexual_message", "bringing_discredit", "photo_of_scene",
)  # fmt: skip
OUTCOMES = (
    "written_warning", "written_warning", "final_written_warning", "final_written_warning", "dismissed",
    "management_advice", "would_have_been_dismissed",
)  # fmt: skip
WORDS = (
    "colleague", "group", "message", "holiday", "picture", "custody", "uniform", "locker", "party", "football",
    "victim", "witness", "neighbour", "election", "charity", "canteen", "vehicle", "training", "courtroom", "hospital",
    "festival", "wedding", "petition", "rumour", "mask", "crowd", "statue", "dog", "horse",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Officer:
    """One person's matter as it was."""

    number: int
    authority: str
    values: dict[str, object]
    words: tuple[str, ...]
    decided: dt.date


@dataclass
class World:
    """What the sources tell, and who is who."""

    cases: list[Case] = field(default_factory=list)
    items: dict[str, LogItem] = field(default_factory=dict)
    who: dict[str, int] = field(default_factory=dict)

    def same_pairs(self) -> set[tuple[str, str]]:
        """The pairs of cases that are one person's matter."""
        groups: dict[int, list[str]] = {}
        for case, person in self.who.items():
            groups.setdefault(person, []).append(case)
        return {pair for group in groups.values() for pair in itertools.combinations(sorted(group), 2)}


def make_world(seed: int, n_authorities: int = 12) -> World:
    """A world of forces with one to twenty-five matters each."""
    pick = random.Random(seed)
    world = World()
    numbers = itertools.count(1)
    for place in range(n_authorities):
        authority = f"force{place}"
        officers = [_make_officer(next(numbers), authority, pick) for _ in range(pick.choice((1, 3, 6, 10, 16, 25)))]
        sources = pick.choice(
            (("answer", "sheet"), ("answer", "log"), ("answer", "log", "press"), ("log",), ("answer",))
        )
        for source in sources:
            for officer in officers:
                for case, item in _tell(officer, source, pick):
                    world.cases.append(case)
                    world.who[case.id] = officer.number
                    if item is not None:
                        world.items[item.id] = item
    return world


def _make_officer(number: int, authority: str, pick: random.Random) -> Officer:
    decided = dt.date(2018, 1, 1) + dt.timedelta(days=pick.randrange(4 * 365))
    values: dict[str, object] = {
        "rank": pick.choice(RANKS),
        "platform": tuple(sorted(set(pick.choices(PLATFORMS, k=pick.choice((1, 1, 1, 2)))))),
        "behaviours": tuple(sorted(pick.sample(BEHAVIOURS, pick.choice((1, 1, 2, 3))))),
        "outcome": pick.choice(OUTCOMES),
        "former_officer": "yes" if pick.random() < 0.15 else "no",
        "level_found": pick.choice(("misconduct", "gross_misconduct")),
    }
    return Officer(number, authority, values, tuple(pick.sample(WORDS, 6)), decided)


_STATED = {"answer": 0.85, "sheet": 0.95, "notice": 0.8, "outcome": 0.9, "press": 0.6}
"""How often each source states a thing at all."""
_COVERED = {"answer": 0.95, "sheet": 1.0, "log": 0.6, "press": 0.25}
"""How often each source tells of a matter."""


def _tell(officer: Officer, source: str, pick: random.Random) -> Iterator[tuple[Case, LogItem | None]]:
    """What one source tells of one matter: nothing, a case, or a notice and its outcome."""
    if pick.random() > _COVERED[source]:
        return
    parts = ("notice", "outcome") if source == "log" and pick.random() < 0.5 else ("outcome",)
    for part in parts if source == "log" else (source,):
        values = _restate(officer, part, pick)
        name = f"{officer.authority}-{officer.number}-{part}"
        method = {"log": "published_log", "press": "press"}.get(source, "foi_response")
        item = _make_item(officer, part, name) if source == "log" else None
        words = tuple(pick.sample(officer.words, 4)) + tuple(pick.sample(WORDS, 3))
        case = make_case(
            name,
            f"press{name}" if source == "press" else f"{officer.authority}{source}",
            authority=officer.authority,
            method=method,
            text=" ".join(words),
            item=item.id if item else "",
            request=f"req-{officer.authority}",
            **values,
        )
        yield case, item


def _restate(officer: Officer, part: str, pick: random.Random) -> dict[str, object]:
    values = {name: value for name, value in officer.values.items() if pick.random() < _STATED[part]}
    values.setdefault("platform", officer.values["platform"])
    if part == "notice":
        values.pop("outcome", None)
        values.pop("level_found", None)
    if "behaviours" in values and pick.random() < 0.4:
        stated = officer.values["behaviours"]
        assert isinstance(stated, tuple)
        values["behaviours"] = tuple(sorted({pick.choice(stated), *pick.sample(BEHAVIOURS, pick.choice((0, 1)))}))
    if pick.random() < 0.03:
        values["rank"] = pick.choice(RANKS)
    if "outcome" in values and pick.random() < 0.04:  # an appeal altered it, or a headline says it otherwise
        values["outcome"] = pick.choice(OUTCOMES)
    day = officer.decided if pick.random() > 0.05 else officer.decided + dt.timedelta(days=pick.choice((1, 7, -2)))
    exact = {"answer": 0.5, "sheet": 0.7, "press": 0.3}.get(part, 0.95)
    precision = pick.random()
    if precision < exact:
        values["decided_on"] = day.isoformat()
    elif precision < exact + 0.2:
        values["decided_on"] = day.isoformat()[:7]
    values["year"] = day.year
    return values


def _make_item(officer: Officer, part: str, name: str) -> LogItem:
    start = officer.decided + dt.timedelta(days=-20 if part == "notice" else 6)
    end = start + dt.timedelta(days=15 if part == "notice" else 28)
    span = make_span("e" * 64, 1, name, 0, len(name))
    source = f"{officer.authority}-log"
    return LogItem(f"item-{name}", source, officer.authority, "e" * 64, span, start.isoformat(), end.isoformat())

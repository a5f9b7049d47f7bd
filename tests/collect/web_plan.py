"""A year of invented authorities' logs: what stands on each site at each visit, and what has to be found out about it.

The planted truth is kept by items, as their authors know them; it knows nothing of how pages are split or compared.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import product

SHAPES = (
    "numbered_notices", "two_column_table", "prose", "paragraph_per_case", "date_breach_outcome_table",
    "quarterly_list", "headed_reports", "documents", "many_replies", "next_pages", "item_pages", "two_addresses",
)  # fmt: skip
RANKS = ("PC", "DC", "Sergeant", "Inspector")
DEEDS = (
    "sent racist messages to a group of colleagues", "posted a photograph of a scene on Facebook",
    "searched records of a neighbour without cause", "exchanged sexual messages with a witness",
    "shared details of an operation on Snapchat", "made false entries in a pocket book",
    "insulted the staff of a café over a bill of £40", "claimed overtime that had not been worked",
    "drove a marked car to a private party", "failed to disclose a friendship with a suspect",
)  # fmt: skip
SCENES = (
    "while on restricted duties", "during the summer festival", "over a period of two years",
    "after a warning from a supervisor", "on the last night of a posting abroad",
)  # fmt: skip
OUTCOMES = ("Dismissed without notice", "Final written warning for three years", "Written warning")
TALKATIVE = ("numbered_notices", "prose", "headed_reports", "next_pages")
"""Shapes with so many words to an item that a hearing put off can be told from another hearing."""
BAD = ("500", "timeout", "drip", "loop", "bomb", "robots", "login", "lost")
HARMLESS = ("500-once", "429-short", "charset", "charset-latin", "moved")


@dataclass(frozen=True)
class Item:
    """One matter on a site; `version` counts its wordings, `place` is where it stands on sites with several places."""

    key: int
    day: dt.date
    rank: str
    number: int
    deed: str
    outcome: str = ""
    version: int = 0
    place: str = ""


@dataclass(frozen=True)
class State:
    """What stands on a site at one visit, newest item first, and how the site behaves then."""

    items: tuple[Item, ...]
    style: int
    trouble: str = ""
    broken_item: int = -1
    """Key of an item whose own page cannot be had then."""


@dataclass
class Plan:
    """A site's year."""

    number: int
    shape: str
    crawl_delay: float
    etag: bool
    states: list[State] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"{self.shape.replace('_', '-')}-{self.number}"


def make_plan(number: int, n_visits: int, first: dt.date, step: dt.timedelta) -> Plan:
    """The year of site `number`: made of one seed, so that every run has the same."""
    dice = random.Random(f"year-{number}")
    plan = Plan(number, SHAPES[number % len(SHAPES)], 0.4 if number % 5 == 0 else 0.0, number % 3 != 0)
    deeds = [f"{deed} {scene}" for deed, scene in product(DEEDS, SCENES)]
    dice.shuffle(deeds)
    items: list[Item] = []
    style, n_made = 0, 0

    def make(day: dt.date) -> Item:
        nonlocal n_made
        n_made += 1
        item = Item(n_made, day, dice.choice(RANKS), 3000 + 67 * number + n_made, deeds[n_made % len(deeds)])
        return replace(item, place=first_place(plan.shape, item))

    for back in range(dice.randint(3, 6)):
        items.insert(0, make(first - dt.timedelta(days=9 * (6 - back) + number % 7)))
    for visit in range(n_visits):
        day = first + visit * step
        if visit:
            events = dice.choices(
                ("nothing", "appear", "outcome", "vanish", "return", "restyle", "move", "reuse", "put off"),
                weights=(5, 5, 4, 3, 1, 2, 2, 2, 1),
                k=dice.choice((1, 1, 2)),
            )
            for event in dict.fromkeys(events):
                items, style = happen(plan, items, style, event, dice, make, day)
        trouble, broken = find_trouble(number, visit, n_visits), -1
        if plan.shape in ("item_pages", "documents") and visit > 1 and not trouble and dice.random() < 0.2:
            old = {item.key: item for item in plan.states[-1].items}
            same = [item.key for item in items if old.get(item.key) == item]
            broken = dice.choice(same) if same else -1
        plan.states.append(State(tuple(items), style, trouble, broken))
    return plan


def first_place(shape: str, item: Item) -> str:
    if shape == "two_addresses":
        return "notices"
    return f"officer-{item.key}" if shape in ("item_pages", "documents") else ""


def find_trouble(number: int, visit: int, n_visits: int) -> str:
    """Each site has its own troubles, some of them short, never at the first and last visit."""
    if visit in (0, n_visits - 1):
        return ""
    kinds = BAD + HARMLESS + ("503-long",)
    if (visit + number) % 4 == 2:
        return kinds[(number + visit // 4) % len(kinds)]
    return ""


def happen(plan, items, style, event, dice, make, day):  # type: ignore[no-untyped-def]
    """One event of a site's life between two visits."""
    items = list(items)
    shape = plan.shape
    gone = {item.key: item for state in plan.states for item in state.items}
    for item in items:
        gone.pop(item.key, None)
    without = [at for at, item in enumerate(items) if not item.outcome]
    if event == "appear":
        items.insert(0, make(day - dt.timedelta(days=dice.randint(0, 4))))
    elif event == "outcome" and without:
        at = dice.choice(without)
        items[at] = replace(items[at], outcome=dice.choice(OUTCOMES), version=items[at].version + 1)
    elif event == "vanish" and len(items) > 2:
        items.pop()
    elif event == "return" and gone and shape not in ("item_pages", "documents"):
        items.append(gone[dice.choice(sorted(gone))])
    elif event == "restyle":
        style += 1
    elif event == "put off" and without and shape in TALKATIVE:
        at = dice.choice(without)
        later = items[at].day + dt.timedelta(days=23)
        items[at] = replace(items[at], day=later, version=items[at].version + 1)
    elif event == "move" and shape in ("two_addresses", "item_pages", "documents"):
        at = dice.randrange(len(items))
        here = items[at].place
        other = ("outcomes" if here == "notices" else "notices") if shape == "two_addresses" else f"{here}x"
        items[at] = replace(items[at], place=other)
    elif event == "reuse" and shape == "item_pages" and len(items) > 2:
        old = items.pop()
        items.insert(0, replace(make(day), place=old.place))
    return items, style


Event = tuple[str, str, str, int]
"""Site, kind, day on which it was first seen, key of the item (0 for a restyled page)."""


def find_truth(plan: Plan, first: dt.date, step: dt.timedelta) -> Counter[Event]:
    """What has to be found on a site: told by comparing what stood there at visits that could see it."""
    truth: Counter[Event] = Counter()
    known: dict[int, Item] = {}
    style = -1
    waits = False
    for visit, state in enumerate(plan.states):
        day = (first + visit * step).isoformat()
        if waits or state.trouble in BAD or state.trouble == "503-long":
            waits = state.trouble == "503-long" and not waits
            continue
        waits = False
        shown = {item.key: item for item in state.items if item.key != state.broken_item}
        kept = {key: item for key, item in known.items() if key == state.broken_item}
        events: list[tuple[str, int]] = []
        for key, item in shown.items():
            if key not in known:
                events.append(("appeared", key))
            elif known[key].version != item.version:
                events.append(("changed", key))
            elif known[key].place != item.place:
                events.append(("moved", key))
        gone = [key for key in known if key not in shown and key not in kept]
        events += [("vanished", key) for key in gone]
        before, now = Counter(item.place for item in known.values()), Counter(item.place for item in shown.values())
        alone = {known[key].place for key in gone if before[known[key].place] == 1}
        new = [item for key, item in shown.items() if key not in known]
        events += [("address_reused", item.key) for item in new if item.place in alone and now[item.place] == 1]
        if known and not events and style not in (-1, state.style):
            events.append(("restyled", 0))
        if known:
            truth.update((plan.id, kind, day, key) for kind, key in events)
        known, style = {**shown, **kept}, state.style
    return truth

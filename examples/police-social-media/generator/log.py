"""Published logs: each a page at one address, saved on several days, with items that come, change and go.

In: logs and items (`hearings`). Out: pages, ``logs/*.toml`` and the truth about them. Never here: HTML.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from .desk import Desk
from .marks import Mark, read
from .page import make_page
from .truth import code_case


@dataclass(frozen=True, slots=True)
class Item:
    """One notice or outcome.

    Args:
        key: its number in the log.
        versions: (first capture with these words, marked words), in order.
        gone_on: the first capture without it; empty while it stays.
        in_scope: about social media and within the period.
        twin: the FOI case of the same person, or empty.
        conflicts: variables on which the two disagree.
    """

    key: str
    versions: tuple[tuple[str, str], ...]
    gone_on: str = ""
    in_scope: bool = True
    twin: str = ""
    conflicts: tuple[str, ...] = ()

    def text_on(self, day: str) -> str:
        """Its words on a day; empty when it was not there."""
        if self.gone_on and day >= self.gone_on:
            return ""
        return next((words for first, words in reversed(self.versions) if first <= day), "")


@dataclass(frozen=True, slots=True)
class Log:
    """One address with its captures."""

    authority: str
    kind: str
    shape: str
    path: str
    title: str
    intro: str
    days: tuple[str, ...]
    items: tuple[Item, ...]
    at_least: int = 1
    comment: str = ""


def _settings(log: Log, site: str) -> str:
    note = f"# {log.comment}\n" if log.comment else ""
    return (
        f'{note}authority = "{log.authority}"\nkind = "{log.kind}"\naddress = "{site}/{log.path}"\n'
        f'saved = "pages/{log.authority}"\nevery_days = 30\n\n[split]\nshape = "{log.shape}"\n\n'
        f"[expect]\nat_least = {log.at_least}\n"
    )


def _tell(desk: Desk, log: Log, item: Item, places: dict[str, str]) -> None:
    """Add the truth about one item: its latest words, earlier words, and how it came and went."""
    case_id = f"{log.authority}/log-{item.key}"
    for number, (first, words) in enumerate(item.versions):
        latest = number == len(item.versions) - 1
        until = item.versions[number + 1][0] if not latest else item.gone_on
        days = [day for day in log.days if day >= first and (not until or day < until)]
        by_case: dict[str, list[Mark]] = defaultdict(list)
        for mark in read(words, item.key).marks:
            by_case[mark.case].append(mark)
        for key, marks in by_case.items():
            desk.log_cases.append(
                {
                    "id": f"{log.authority}/log-{key}" + ("" if latest else f"/v{number + 1}"),
                    "authority": log.authority,
                    "method": "published_log",
                    "file": places[days[-1]],
                    "part": "",
                    "in_scope": item.in_scope,
                    "superseded": not latest,
                    **code_case(marks, case_id),
                }
            )
        before = "appeared" if number == 0 else "changed"
        if not (number == 0 and first == log.days[0]):
            desk.page_changes.append({"log": log.authority, "item": case_id, "kind": before, "seen_on": first})
    if item.gone_on:
        desk.page_changes.append({"log": log.authority, "item": case_id, "kind": "vanished", "seen_on": item.gone_on})
    if item.twin:
        desk.duplicates.append({"cases": [item.twin, case_id], "conflicts": list(item.conflicts)})


def publish_log(desk: Desk, log: Log, look: int) -> dict[str, bytes]:
    """Return the files of one log and note the truth about its items."""
    force = desk.forces[log.authority]
    name = log.path.rsplit("/", 1)[-1] + ".html"
    files = {f"logs/{log.authority}.toml": _settings(log, force.site).encode()}
    places = {}
    for day in log.days:
        items = [read(words, item.key).plain for item in log.items if (words := item.text_on(day))]
        places[day] = f"pages/{log.authority}/{day}/{name}"
        files[places[day]] = make_page(log.shape, log.title, log.intro, items, force.name, day, look)
    for item in log.items:
        _tell(desk, log, item, places)
    return files

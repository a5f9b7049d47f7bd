"""The places that the keyboard stops at in the reader, and where it goes after a ruling.

In: cases and counts of a page, or the JSON that is kept of them, which is enough and much faster to read. Out: places.
Never here: HTTP, what is drawn.

A *place* names a stop: ``CASE-VARIABLE``, ``CASE-rest`` (all that the case does not state), the id of a folded case,
the id of a tally.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from answerable.model.case import Case, Standing, Tally
from answerable.model.codebook import Codebook, Variable
from answerable.store.record import Record

REST = "rest"
Stops = tuple[tuple[str, bool], ...]
"""Every place of the keyboard in order, and whether it waits for a person."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A case or count, as far as the order of places takes it.

    Args:
        is_tally: whether it is a count.
        order: page and start of its words, and its id.
        pages: those that show something of it.
        waits: whether nobody has ruled on the whole of it.
        stated: by variable, whether a person has ruled on the value that it states.
    """

    is_tally: bool
    order: tuple[int, int, str]
    pages: frozenset[int]
    waits: bool
    stated: Mapping[str, bool]

    @property
    def id(self) -> str:
        """Of the case or count."""
        return self.order[2]


def outline(row: Case | Tally) -> Outline:
    """What a row comes to here."""
    values = [(one.variable, one.effective, one.ruled is not None) for one in getattr(row, "values", ())]
    spans = [coded.span for _, coded, _ in values if coded is not None and coded.span is not None]
    return Outline(
        isinstance(row, Tally),
        (row.span.page, row.span.start, row.id),
        frozenset((row.span.page, *(span.page for span in spans))),
        row.standing is Standing.PROPOSED,
        {name: ruled for name, coded, ruled in values if coded is not None and coded.value is not None},
    )


def parse_outline(kind: type, text: str) -> Outline:
    """The same, of the JSON that the record keeps of a row."""
    row: dict[str, Any] = json.loads(text)
    span, pages, stated = row["span"], {row["span"]["page"]}, {}
    for value in row.get("values", ()):
        coded = value.get("ruled") or value.get("proposed")
        if coded is None:
            continue
        if coded.get("value") is not None:
            stated[value["variable"]] = value.get("ruled") is not None
        if coded.get("span") is not None:
            pages.add(coded["span"]["page"])
    waits = row.get("standing", Standing.PROPOSED) == Standing.PROPOSED
    return Outline(kind is Tally, (span["page"], span["start"], row["id"]), frozenset(pages), waits, stated)


def read_outlines(record: Record, document_id: str, number: int) -> list[Outline]:
    """What was coded on one page, as it stands in the record now."""
    found = record.iter_texts_holding((Case, Tally), f'"page":{number}', document=document_id)
    return parse_outlines(record, found, number)


def parse_outlines(record: Record, found: Iterable[tuple[type, str]], number: int) -> list[Outline]:
    """The rows that show something on a page, of kinds and the JSON that is kept of them."""

    def make(kind: type, text: str) -> Outline:
        row = record.parsed.find(kind, text)  # as it is after it was ruled on
        return outline(row) if row is not None else parse_outline(kind, text)

    outlines = [record.parsed.get((Outline, kind), text, functools.partial(make, kind)) for kind, text in found]
    return [one for one in outlines if number in one.pages]


def list_stops(rows: Iterable[Outline], codebook: Codebook, at: str, blind: Collection[str] = ()) -> Stops:
    """The places of a page in order: the open case value by value, all else a line each.

    Args:
        rows: on this page.
        codebook: for the order of values.
        at: the place at hand.
        blind: cases that are being coded blind by whoever looks: a line each.
    """
    ordered = sorted(rows, key=lambda one: (one.is_tally, one.order))
    open_id = pick_open(ordered, at, blind)
    stops: list[tuple[str, bool]] = []
    for row in ordered:
        if row.id != open_id:
            stops.append((row.id, row.waits and row.id not in blind))
            continue
        for variable in list_variables(codebook):
            if variable.name in row.stated:
                stops.append((f"{row.id}-{variable.name}", row.waits and not row.stated[variable.name]))
        stops.append((f"{row.id}-{REST}", row.waits))
    return tuple(stops)


def list_variables(codebook: Codebook) -> list[Variable]:
    """Those that are coded of a case, in their order."""
    return [variable for variable in codebook.variables if variable.unit == "case"]


def pick_open(rows: Sequence[Outline], at: str, blind: Collection[str]) -> str:
    """The case that is open: the one at hand, else the first that waits; none while a count is at hand."""
    if any(row.is_tally and row.id == at for row in rows):
        return ""
    cases = [row for row in rows if not row.is_tally and row.id not in blind]
    wanted = next((row for row in cases if at == row.id or at.startswith(f"{row.id}-")), None)
    waiting = next((row for row in cases if row.waits), None)
    chosen = wanted or waiting or next(iter(cases), None)
    return chosen.id if chosen else ""


def find_next(before: Stops, after: Stops, place: str) -> str:
    """The next place that waits for a person, after one that was ruled on; from the top again after the last.

    Args:
        before: as it was: a value that is ruled not to be stated is no stop any more, yet what followed it follows.
        after: as it is.
        place: ruled on.

    Returns:
        The place; empty where none waits.
    """
    order = list(dict.fromkeys((*(stop for stop, _ in before), *(stop for stop, _ in after))))
    at = order.index(place) + 1 if place in order else 0
    waiting = {stop for stop, waits in after if waits and stop != place}
    return next((stop for stop in (*order[at:], *order[:at]) if stop in waiting), "")


def find_following(stops: Stops, place: str) -> str:
    """The place after one, or itself at the end."""
    places = [stop for stop, _ in stops]
    at = places.index(place) if place in places else -1
    return places[min(at + 1, len(places) - 1)] if places else ""

"""Whether a visit to a log is sane, by what its file expects and by what its pages announce.

What comes in: the log, what a visit shows. What goes out: problems. Never here: the record.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from answerable.collect.changes import Look
from answerable.model.ids import make_id
from answerable.model.log import LogSource
from answerable.model.problem import Problem
from answerable.words.dates import find_dates

_LIST_IS_ANNOUNCED = re.compile(
    r"^[^\n]{0,160}\b(?:standards?|breach\w*|following|allegations?|outcomes?)\b[^\n]{0,80}:[ \t]*(?=\n\s*(?:"
    r"outcome|finding|decision|sanction|result|the panel|the hearing|appeal|[A-Z][a-z]+:)|\s*\Z)",
    re.IGNORECASE | re.MULTILINE,
)


def make_thin_problem(source: LogSource, visited_at: str, n_items: int) -> Problem:
    """A visit showed fewer items than the log's file expects."""
    return Problem(
        id=make_id("prb", "log-yields-too-little", source.id, visited_at),
        code="log-yields-too-little",
        where=f"{source.origin or source.id}: visit of {visited_at[:10]}",
        found=f"{n_items} items",
        expected=f"at least {source.at_least}",
        remedy="look at the captured page; correct `shape` or `selector`, or lower `at_least`",
        authority_id=source.authority_id,
    )


def find_insane(source: LogSource, newest: Look) -> Iterator[Problem]:
    """What is wrong with the newest visit: nothing new for too long, lists that are announced and missing."""
    if source.newest_within_days and newest.items and (problem := _find_stale(source, newest)):
        yield problem
    for item in newest.items:
        if lost := _LIST_IS_ANNOUNCED.search(item.text):
            yield Problem(
                id=make_id("prb", "list-lost", source.id, item.words),
                code="list-lost",
                where=f"{source.origin or source.id}: {item.label or item.text[:60]}",
                found=f"{lost.group().strip()} and nothing after it",
                expected="the list that the words announce",
                remedy="the list was lost when the page was made or kept: take it as not known, and look at the page "
                "in a browser",
                authority_id=source.authority_id,
                document=item.document,
            )


def _find_stale(source: LogSource, newest: Look) -> Problem | None:
    """The newest date that the items name, where it is older than the file allows."""
    days = [str(found.value) for item in newest.items for found in find_dates(item.text) if found.value is not None]
    whole = [dt.date.fromisoformat(day) for day in days if len(day) == 10]
    seen_on = dt.date.fromisoformat(newest.seen_on)
    if not whole or max(whole) >= seen_on - dt.timedelta(days=source.newest_within_days):
        return None
    return Problem(
        id=make_id("prb", "log-stale", source.id),
        code="log-stale",
        where=f"{source.origin or source.id}: visit of {newest.seen_on}",
        found=f"the newest date is {max(whole)}",
        expected=f"a date within {source.newest_within_days} days",
        remedy="look at the address in a browser: the log may have moved; correct the log's file",
        authority_id=source.authority_id,
    )

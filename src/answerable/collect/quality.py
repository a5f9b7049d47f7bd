"""How available and how good each authority's published logs were, as data.

What comes in: captures, items, changes. What goes out: one `LogQuality` per log, one `AuthorityQuality` per authority,
and sentences for people. Never here: rulings on what an authority should have published.

Nothing is known of months in which nobody looked, so every share is of what was seen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from answerable.model.log import Capture, ChangeKind, LogChange, LogItem, LogSource
from answerable.words.dates import find_dates

_OUTCOME = re.compile(
    r"\b(dismiss\w*|warning|management advice|reflective practice|no further action|not prove[nd]|resign\w*|retire\w*|"
    r"reduction in rank|words of advice|no case to answer)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LogQuality:
    """One log, measured.

    Args:
        source_id: the log.
        authority_id: whose.
        kind: of the log.
        n_visits: visits made.
        n_failed: of them, those in which a page of the log could not be had.
        first_on: ISO date of the first capture; empty where there is none.
        last_on: of the last one.
        n_months: months in which it was visited and could be read; of others nothing is known.
        n_months_published: of them, months in which it showed at least one item.
        n_items: items ever seen, each in its last wording.
        n_changed: changes of wording.
        n_vanished: items that are gone.
        n_reused: items whose place another took.
        n_without_outcome: items whose words tell no outcome.
        n_without_date: items whose words give no day.
    """

    source_id: str
    authority_id: str
    kind: str
    n_visits: int
    n_failed: int
    first_on: str
    last_on: str
    n_months: int
    n_months_published: int
    n_items: int
    n_changed: int
    n_vanished: int
    n_reused: int
    n_without_outcome: int
    n_without_date: int = 0

    def __str__(self) -> str:
        parts = [f"{self.source_id}: {self.n_items} items in {self.n_visits} visits"]
        if self.n_months:
            parts.append(f"items shown in {self.n_months_published} of {self.n_months} months visited")
        if self.n_failed:
            parts.append(f"{self.n_failed} visits failed")
        if self.n_vanished:
            parts.append(f"{self.n_vanished} vanished")
        if self.n_without_outcome:
            parts.append(f"no outcome on {self.n_without_outcome} of {self.n_items}")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class AuthorityQuality:
    """All logs of one authority.

    Args:
        authority_id: whose.
        n_logs: watched.
        n_months: months in which at least one of its logs could be read.
        n_months_published: of them, months in which one of them showed an item.
        n_items: items ever seen.
        n_vanished: of them, gone.
        n_without_outcome: of them, those whose words tell no outcome.
        n_without_date: of them, those whose words give no day.
        share_available: of the visits, those in which every page of the log could be had; None without a visit.
        share_published: `n_months_published` of `n_months`; None where nothing could be read.
        share_complete: of the items, those with an outcome and a day; None where none was seen.
    """

    authority_id: str
    n_logs: int
    n_months: int
    n_months_published: int
    n_items: int
    n_vanished: int
    n_without_outcome: int
    n_without_date: int
    share_available: float | None
    share_published: float | None
    share_complete: float | None

    def __str__(self) -> str:
        if not self.n_months:
            return f"{self.authority_id}: nothing could be read of {_count(self.n_logs, 'log')}"
        parts = [f"{self.authority_id}: published in {self.n_months_published} of {_count(self.n_months, 'month')}"]
        if self.n_without_outcome:
            parts.append(f"no outcome on {self.n_without_outcome} of {_count(self.n_items, 'item')}")
        if self.n_without_date:
            parts.append(f"no day on {self.n_without_date}")
        if self.n_vanished:
            parts.append(f"{self.n_vanished} vanished")
        scores = [
            f"{word} {share:.0%}"
            for word, share in (("available", self.share_available), ("complete", self.share_complete))
            if share is not None
        ]
        return "; ".join(parts) + (f" ({', '.join(scores)})" if scores else "")


def measure_quality(
    source: LogSource, captures: Sequence[Capture], items: Sequence[LogItem], changes: Iterable[LogChange]
) -> LogQuality:
    """Measure one log by what was seen of it."""
    seen = _days_seen(captures)
    present = [item for item in items if not item.replaced_by]
    kinds = [change.kind for change in changes]
    return LogQuality(
        source_id=source.id,
        authority_id=source.authority_id,
        kind=source.kind,
        n_visits=len(_visits(captures)),
        n_failed=len({capture.visited_at for capture in captures if capture.problem}),
        first_on=min(seen, default=""),
        last_on=max(seen, default=""),
        n_months=len({day[:7] for day in seen}),
        n_months_published=len(_months_published(seen, items)),
        n_items=len(present),
        n_changed=kinds.count(ChangeKind.CHANGED),
        n_vanished=sum(item.vanished for item in items),
        n_reused=kinds.count(ChangeKind.ADDRESS_REUSED),
        n_without_outcome=sum(not _OUTCOME.search(item.text) for item in present),
        n_without_date=sum(not _names_day(item.text) for item in present),
    )


def measure_authorities(
    sources: Sequence[LogSource], captures: Iterable[Capture], items: Iterable[LogItem]
) -> list[AuthorityQuality]:
    """Measure every authority by all its logs together, in the order of the authorities' ids."""
    of_source = {source.id: source.authority_id for source in sources}
    captured: dict[str, list[Capture]] = defaultdict(list)
    listed: dict[str, list[LogItem]] = defaultdict(list)
    for capture in captures:
        captured[of_source.get(capture.source_id, "")].append(capture)
    for item in items:
        listed[of_source.get(item.source_id, "")].append(item)
    return [
        _measure_authority(one, sum(owner == one for owner in of_source.values()), captured[one], listed[one])
        for one in sorted(set(of_source.values()))
    ]


def _measure_authority(
    authority_id: str, n_logs: int, captures: Sequence[Capture], items: Sequence[LogItem]
) -> AuthorityQuality:
    seen = _days_seen(captures)
    months, published = {day[:7] for day in seen}, _months_published(seen, items)
    visits = _visits(captures)
    failed = {(capture.source_id, capture.visited_at) for capture in captures if capture.problem}
    present = [item for item in items if not item.replaced_by]
    without_outcome = {item.id for item in present if not _OUTCOME.search(item.text)}
    without_date = {item.id for item in present if not _names_day(item.text)}
    complete = len(present) - len(without_outcome | without_date)
    return AuthorityQuality(
        authority_id=authority_id,
        n_logs=n_logs,
        n_months=len(months),
        n_months_published=len(published),
        n_items=len(present),
        n_vanished=sum(item.vanished for item in items),
        n_without_outcome=len(without_outcome),
        n_without_date=len(without_date),
        share_available=1 - len(failed) / len(visits) if visits else None,
        share_published=len(published) / len(months) if months else None,
        share_complete=complete / len(present) if present else None,
    )


def _days_seen(captures: Iterable[Capture]) -> list[str]:
    return [capture.visited_at[:10] for capture in captures if capture.document]


def _visits(captures: Iterable[Capture]) -> set[tuple[str, str]]:
    return {(capture.source_id, capture.visited_at) for capture in captures}


def _months_published(seen: Iterable[str], items: Sequence[LogItem]) -> set[str]:
    return {day[:7] for day in seen if any(item.first_seen_on <= day <= item.last_seen_on for item in items)}


def _names_day(text: str) -> bool:
    return any(found.value is not None and len(str(found.value)) == 10 for found in find_dates(text))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

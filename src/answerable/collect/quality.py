"""How available and how good each authority's published logs were, as data.

What comes in: captures, items, changes, cases read from the items. What goes out: one `LogQuality` per log, and
sentences for people. Never here: rulings on what an authority should have published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from answerable.model.log import Capture, ChangeKind, LogChange, LogItem, LogSource

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
        n_failed: of them, those that gave nothing.
        first_on: ISO date of the first capture; empty where there is none.
        last_on: of the last one.
        n_months: months in which it was visited and could be read; of others nothing is known.
        n_months_published: of them, months in which it showed at least one item.
        n_items: items ever seen.
        n_changed: changes of wording.
        n_vanished: items that are gone.
        n_reused: items whose place another took.
        n_without_outcome: items whose words tell no outcome.
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


def measure_quality(
    source: LogSource, captures: Sequence[Capture], items: Sequence[LogItem], changes: Iterable[LogChange]
) -> LogQuality:
    """Measure one log by what was seen of it."""
    seen = [capture.captured_at[:10] for capture in captures if capture.document]
    present = [item for item in items if not item.replaced_by]
    kinds = [change.kind for change in changes]
    published = {day[:7] for day in seen if any(item.first_seen_on <= day <= item.last_seen_on for item in items)}
    return LogQuality(
        source_id=source.id,
        authority_id=source.authority_id,
        kind=source.kind,
        n_visits=len({capture.captured_at for capture in captures}),
        n_failed=len({capture.captured_at for capture in captures if capture.problem}),
        first_on=min(seen, default=""),
        last_on=max(seen, default=""),
        n_months=len({day[:7] for day in seen}),
        n_months_published=len(published),
        n_items=len(present),
        n_changed=kinds.count(ChangeKind.CHANGED),
        n_vanished=sum(item.vanished for item in items),
        n_reused=kinds.count(ChangeKind.ADDRESS_REUSED),
        n_without_outcome=sum(not _OUTCOME.search(item.span.exact) for item in present),
    )

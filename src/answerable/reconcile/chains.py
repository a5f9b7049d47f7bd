"""One matter through its sources: a notice, its outcome, what altered it, an answer that lists it, the press.

What comes in: the cases of one subject and the log items behind published ones. What goes out: `Step`s in order. Never
here: which cases are one matter, which of two values counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answerable.model.case import Case
from answerable.model.log import PRESS, LogItem

PENDING = "pending"
"""What a notice gives as its outcome: none yet."""


@dataclass(frozen=True, slots=True)
class Step:
    """One source's turn.

    Args:
        case: `Case.id`.
        what: `notice`, `outcome`, `altered outcome`, `answer`, `press report`.
        on: ISO date on which a log first showed it, or which an article bears; empty for answers.
        outcome: that it gives; empty where it gives none.
        instead_of: the outcome given before, where this one differs.
    """

    case: str
    what: str
    on: str
    outcome: str
    instead_of: str = ""


def make_chain(
    cases: Sequence[Case], items: Mapping[str, LogItem], published: Mapping[str, str] | None = None
) -> tuple[Step, ...]:
    """Put the sources on one matter in order: what a log showed by date, then answers, then the press.

    Args:
        cases: of one subject.
        items: log items and press reports, by id.
        published: per press source, the ISO date that the article bears.
    """
    steps: list[Step] = []
    before = ""
    for case in sorted(cases, key=lambda one: _order(one, items)):
        told = str(case.get("outcome") or "")
        outcome = "" if told == PENDING else told
        item = items.get(case.log_item_id)
        differs = bool(before and outcome and outcome != before)
        what = _say_what(case, outcome, differs=differs)
        on = ((published or {}).get(item.source_id) or item.first_seen_on[:10]) if item else ""
        steps.append(Step(case.id, what, on, outcome, before if differs else ""))
        before = outcome or before
    return tuple(steps)


def _order(case: Case, items: Mapping[str, LogItem]) -> tuple[int, str, str]:
    item = items.get(case.log_item_id)
    rank = 2 if case.method == PRESS else 1 if item is None else 0
    return rank, item.first_seen_on if item else "", case.id


def _say_what(case: Case, outcome: str, *, differs: bool) -> str:
    if case.method == PRESS:
        return "press report"
    if not case.log_item_id:
        return "answer"
    if not outcome:
        return "notice"
    return "altered outcome" if differs else "outcome"

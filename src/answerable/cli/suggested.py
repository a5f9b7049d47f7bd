"""Suggestions at the terminal: what the passes that only suggest say of a case, beside what stands.

What lives here: lines and JSON of suggestions. Never here: taking them (`answerable.extract.taking`).
"""

from __future__ import annotations

from typing import Any

from rich.console import Console

from answerable.extract.combine import compare_passes
from answerable.extract.learned.examples import as_categories
from answerable.extract.taking import name_pass
from answerable.model.case import Case, Scalar
from answerable.model.suggestion import Suggestion
from answerable.store.record import Record


def find_suggestions(record: Record, case: Case) -> list[tuple[Suggestion, bool]]:
    """What differs from what stands in a case, the pass that is heard first before the others; whether it disagrees."""
    compared = compare_passes(case, record.all(Suggestion, case_id=case.id))
    return [(one, part.disagrees) for part in compared for one in part.suggestions]


def plain_suggestions(record: Record, case: Case) -> list[dict[str, Any]]:
    """The same as JSON values."""
    return [
        {
            "id": one.id,
            "variable": one.variable,
            "by": one.by.value,
            "values": list(as_categories(one.coded.value)),
            "share_sure": one.coded.share_sure,
            "words": one.coded.span.exact if one.coded.span else "",
            "disagrees": disagrees,
        }
        for one, disagrees in find_suggestions(record, case)
    ]


def show_suggestions(console: Console, found: list[tuple[Suggestion, bool]]) -> None:
    """Print each under the values that stand, with its number for taking it."""
    for number, (one, disagrees) in enumerate(found, 1):
        words = " ".join(one.coded.span.exact.split()) if one.coded.span else ""
        mark = "!" if disagrees else "+"
        said = f"{_show(one.coded.value)} ({one.coded.share_sure:.0%})"
        line = f" {mark} {number} {one.variable:<14} {said:<34} {words[:50]}  - {name_pass(one.by)}"
        console.print(line, markup=False, style="magenta")


def _show(value: Scalar | None) -> str:
    return " + ".join(value) if isinstance(value, tuple) else str(value)

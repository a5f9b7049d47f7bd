"""What a record holds, as the plain JSON that `score` reads: by the machine alone, or with the rulings of people.

In: an open record. Out: one object of messages, cases, tallies and counts. Never here: the truth.

Run ``python generator/export.py FOLDER [--machine]`` to print it; ``| python generator/score.py -`` to score it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from answerable.model.case import Case, Standing, Tally
from answerable.model.dates import Period
from answerable.model.interval import Interval
from answerable.model.link import Count
from answerable.model.message import Message
from answerable.model.request import Request
from answerable.model.response import Classification
from answerable.project.folder import load_project
from answerable.store.record import Record

OUTCOME_MEASURES = {
    "dismissed",
    "would_have_been_dismissed",
    "final_written_warning",
    "written_warning",
    "management_advice",
    "reflective_practice",
    "resigned",
    "no_action",
}


def export_record(record: Record, *, machine_only: bool = False) -> dict[str, Any]:
    """Return what the record holds; with `machine_only`, cases and tallies as proposed, before any ruling."""
    out: dict[str, Any] = {
        "messages": _messages(record),
        "cases": [_case(case, machine_only) for case in record.all(Case) if _is_live(case, machine_only)],
        "tallies": [
            row
            for tally in record.all(Tally)
            if _is_live(tally, machine_only) and (row := _tally(tally, machine_only)) is not None
        ],
    }
    if not machine_only:
        out["counts"] = [
            {"authority": c.authority_id, "measure": c.measure, "low": int(c.value.low), "high": _end(c.value)}
            for c in record.all(Count)
        ]
    return out


def _is_live(row: Case | Tally, machine_only: bool) -> bool:
    if machine_only:
        return row.standing is not Standing.ADDED and not row.superseded
    return row.standing is not Standing.REJECTED and not row.superseded


def _case(case: Case, machine_only: bool) -> dict[str, Any]:
    values = {}
    for value in case.values:
        coded = value.proposed if machine_only else value.effective
        if coded is not None and coded.value is not None:
            values[value.variable] = list(coded.value) if isinstance(coded.value, tuple) else coded.value
    return {
        "id": case.id,
        "authority": case.authority_id,
        "method": case.method,
        "n_subjects": int(case.n_subjects.low),
        "values": values,
    }


def _end(interval: Interval) -> int | None:
    return None if interval.high is None else int(interval.high)


def name_period(period: Period | None) -> str:
    """Return a period as the truth writes it.

    >>> name_period(Period.of_calendar_year(2019))
    '2019'
    """
    if period is None:
        return ""
    whole_years = (period.start.month, period.start.day, period.end.month, period.end.day) == (1, 1, 12, 31)
    if whole_years and period.start.year == period.end.year:
        return str(period.start.year)
    if whole_years:
        return f"{period.start.year}-{period.end.year}"
    return f"{period.start.isoformat()}/{period.end.isoformat()}"


def _tally(tally: Tally, machine_only: bool) -> dict[str, Any] | None:
    """One tally; a count of officers with one outcome is a measure of its own; narrower ones are left out."""
    value = tally.proposed if machine_only else tally.effective
    measure, categories = tally.measure, tally.categories
    if measure == "disciplined" and len(categories) == 1 and categories[0][1] in OUTCOME_MEASURES:
        measure, categories = categories[0][1], ()
    if value is None or categories:
        return None
    return {
        "id": tally.id,
        "authority": tally.authority_id,
        "measure": measure,
        "unit": tally.unit,
        "period": name_period(tally.period),
        "low": int(value.low),
        "high": _end(value),
    }


def _messages(record: Record) -> list[dict[str, Any]]:
    requests = {request.id: request.authority_id for request in record.all(Request)}
    origins = {source.id: source.origin for source in record.sources()}
    ruled = {one.message_id: one for one in record.all(Classification)}
    out = []
    for message in record.all(Message):
        said = ruled.get(message.id)
        request = message.request_id or (said.request_id if said else "")
        row: dict[str, Any] = {
            "id": message.id,
            "message_id": message.message_id,
            "file": _place(origins.get(message.document, "")),
            "authority": requests.get(request),
            "kind": said.kind.value if said else None,
        }
        if said:
            row |= {
                "decision": said.decision.value if said.decision else None,
                "decisions": {str(d.question): d.decision.value for d in said.decisions if d.question is not None},
                "exemptions": [{"law": e.law, "section": e.section} for e in said.exemptions if e.mode == "engaged"],
                "reference": said.reference.value if said.reference else "",
                "answered_on": said.answered_on.value if said.answered_on else "",
                "superseded": bool(said.superseded_by),
            }
        out.append(row)
    return out


def _place(origin: str) -> str:
    return origin if origin.startswith("inbox/") else f"inbox/{origin}"


def main() -> int:
    """Print what the record of a folder holds."""
    words = argparse.ArgumentParser(prog="export", description="Print a record as the JSON that score.py reads.")
    words.add_argument("folder", type=Path)
    words.add_argument("--machine", action="store_true", help="as the machine proposed it, before any ruling")
    args = words.parse_args()
    project = load_project(args.folder)
    with Record.open(project.settings.database_url, archive=project.sources) as record:
        print(json.dumps(export_record(record, machine_only=args.machine), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

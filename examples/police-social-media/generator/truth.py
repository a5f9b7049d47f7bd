"""The truth file: what was planted, in the words that show it. No stage reads it.

In: the desk. Out: one JSON object (its shape is in ``README.md`` here). Never here: letters and pages.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC
from typing import Any

from .desk import Entry
from .force import Force
from .marks import MULTI, Mark
from .plan import PLAN

Row = dict[str, Any]
"""One object of the truth, as JSON has it."""

DISCIPLINED = {
    "dismissed",
    "would_have_been_dismissed",
    "dismissed_with_notice",
    "required_to_resign",
    "reduction_in_rank",
    "final_written_warning",
    "extended_final_written_warning",
    "written_warning",
    "management_advice",
    "reflective_practice",
}
NOT_OFFICERS = {"staff", "pcso"}
DISMISSED = {"dismissed", "dismissed_with_notice"}


def code_case(marks: list[Mark], source: str) -> Row:
    """Fold the marks of one case in one source into values, each with the words that show it."""
    values: Row = {}
    words: dict[str, list[Row]] = defaultdict(list)
    for mark in marks:
        if mark.variable in MULTI:
            held = values.setdefault(mark.variable, [])
            assert isinstance(held, list)
            if mark.value not in held:
                held.append(mark.value)
        elif mark.variable not in values:
            values[mark.variable] = mark.value
        elif values[mark.variable] != mark.value:
            raise ValueError(f"{source}: two values for {mark.variable} of case {mark.case}")
        words[mark.variable].append({"value": mark.value, "exact": mark.exact})
    return {"values": dict(sorted(values.items())), "words": {key: words[key] for key in sorted(words)}}


def is_disciplined(case: Row) -> bool:
    """Whether a case counts under the measure `disciplined`."""
    values = case["values"]
    return bool(case["in_scope"]) and values.get("outcome") in DISCIPLINED


def n_people(case: Row) -> int:
    """How many people the case is about."""
    values = case["values"]
    return int(values.get("n_subjects", 1))


def cases_of(entry: Entry, file: str) -> list[Row]:
    """Return the cases that one message tells, in its body or its attachments."""
    out = []
    places = [("", entry.body), *((item.name, item.marked) for item in entry.files)]
    for part, marked in places:
        by_case: dict[str, list[Mark]] = defaultdict(list)
        for mark in marked.marks:
            by_case[mark.case].append(mark)
        for number, marks in by_case.items():
            owner, _, rest = number.rpartition("--")
            authority = owner or entry.authority
            case = {
                "id": f"{authority}/{rest}" + ("/first" if entry.superseded else ""),
                "authority": authority,
                "method": "foi_response",
                "file": file,
                "part": part,
                "in_scope": True,
                "superseded": entry.superseded,
                **code_case(marks, file),
            }
            values = case["values"]
            case["in_scope"] = values.get("rank") not in NOT_OFFICERS
            out.append(case)
    return out


def tallies_of(entry: Entry, file: str) -> list[Row]:
    """Return the counts that one message states."""
    out = []
    for part, marked in [("", entry.body), *((item.name, item.marked) for item in entry.files)]:
        for tally in marked.tallies:
            owner, _, measure = tally.measure.rpartition("__")
            out.append(
                {
                    "authority": owner.replace("_", "-") or entry.authority,
                    "file": file,
                    "part": part,
                    "measure": measure,
                    "unit": tally.unit,
                    "period": tally.period,
                    "low": tally.low,
                    "high": tally.high,
                    "true": tally.true,
                    "exact": tally.exact,
                    "superseded": entry.superseded,
                    "optional": tally.optional,
                    "before": tally.before,
                    "row": tally.row,
                    "column": tally.column,
                    "outcomes": list(tally.outcomes),
                }
            )
    return out


def evidence_of(entry: Entry, force: Force | None) -> list[str]:
    """Return what ties a message to our request, strongest first; nothing where it belongs to none."""
    if force is None or entry.kind == "other_request":
        return []
    letter, out = entry.letter, []
    if force.token in letter.subject or force.token in letter.text or force.token in letter.html:
        out.append("token")
    if letter.in_reply_to == force.request_message_id or entry.kind == "bounce":
        out.append("in_reply_to")
    if entry.reference:
        out.append("reference")
    if letter.sender == force.email:
        out.append("address")
    elif letter.sender.endswith(force.domains):
        out.append("domain")
    if entry.container.endswith(".zip"):
        out.append("thread")
    return out


def message_of(entry: Entry, file: str, force: Force | None) -> Row:
    """Return what is expected of the reading of one message."""
    return {
        "file": file,
        "message_id": entry.letter.id.strip("<>"),
        "sent_at": entry.letter.sent_at.astimezone(UTC).isoformat(),
        "sender": entry.letter.sender,
        "subject": entry.letter.subject,
        "authority": None if entry.kind == "other_request" else entry.authority or None,
        "also": list(entry.also),
        "evidence": evidence_of(entry, force),
        "kind": entry.kind,
        "decision": entry.decision or None,
        "decisions": entry.decisions,
        "exemptions": [{"law": entry.law, "section": section} for section in entry.exemptions],
        "reference": entry.reference or None,
        "received_on": entry.received_on or None,
        "answered_on": entry.answered_on or None,
        "superseded": entry.superseded,
        "attachments": [item.name for item in entry.files],
    }


def authority_of(force: Force, messages: list[Row], cases: list[Row]) -> Row:
    """Return the truth about one force: did it answer, what, and how many officers."""
    plan = PLAN[force.id]
    own = [m for m in messages if m["authority"] == force.id or force.id in m["also"]]
    answers = [m for m in own if m["kind"] in ("response", "review_outcome") and not m["superseded"]]
    last = answers[-1] if answers else None
    listed = [
        c
        for c in cases
        if c["authority"] == force.id and is_disciplined(c) and not c["superseded"] and not c.get("duplicate_of")
    ]
    return {
        "law": force.law,
        "token": force.token,
        "answered": bool(answers),
        "decision": last["decision"] if last else None,
        "decisions": {q: d for m in answers for q, d in m["decisions"].items()},
        "exemptions": last["exemptions"] if last else [],
        "reference": last["reference"] if last else None,
        "answered_on": last["answered_on"] if last else None,
        "due_on": "2021-11-29",
        "messages": [m["file"] for m in own],
        "counts": {
            "disciplined": {"true": plan.disciplined, "low": plan.low, "high": plan.high},
            "dismissed": {"true": plan.dismissed, "low": plan.dismissed, "high": plan.dismissed},
            "would_have_been_dismissed": {"true": plan.whd, "low": plan.whd, "high": plan.whd},
        },
        "n_listed": sum(n_people(c) for c in listed),
        "form": plan.form,
    }

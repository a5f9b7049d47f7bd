"""What a person ruled on a classified letter, laid over what the rules read.

What comes in: judgements of the noun `classification`, a row. What goes out: the row with the rulings in it. Pure. What
must never be here: the rules, the record.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from answerable.model.judgement import Judgement, Ruling
from answerable.model.message import DatedFact, MessageKind
from answerable.model.response import Classification, Decision, QuestionDecision


def group_rulings(judgements: Sequence[Judgement]) -> Mapping[str, tuple[Judgement, ...]]:
    undone = {item.undoes for item in judgements if item.undoes}
    found: dict[str, tuple[Judgement, ...]] = {}
    for item in judgements:
        if item.id not in undone and not item.undoes:
            found[item.subject] = (*found.get(item.subject, ()), item)
    return found


def overlay_rulings(row: Classification, judgements: Sequence[Judgement]) -> Classification:
    """A person's rulings, in the order they were made; what they did not touch stays the machine's."""
    for item in judgements:
        if item.ruling is Ruling.ACCEPT:
            row = replace(row, ruled_by=item.by)
        elif item.ruling is Ruling.AMEND:
            row = _amend(replace(row, ruled_by=item.by), item)
    return row


def _amend(row: Classification, item: Judgement) -> Classification:
    try:
        value = json.loads(item.after) if item.after else None
    except ValueError:
        value = item.after
    if item.variable == "kind":
        kind = MessageKind(str(value))
        carries = kind in (MessageKind.RESPONSE, MessageKind.REVIEW_OUTCOME, MessageKind.CLARIFICATION)
        return replace(row, kind=kind) if carries else replace(row, kind=kind, decision=None, decisions=())
    if item.variable == "decision":
        return replace(row, decision=Decision(str(value)) if value else None)
    if item.variable == "decisions" and isinstance(value, list):
        rows = tuple(
            QuestionDecision(entry.get("question"), Decision(entry["decision"]), item.span, f"ruled by {item.by}")
            for entry in value
        )
        return replace(row, decisions=rows)
    if item.variable == "law":
        return replace(row, law=str(value or ""))
    if item.variable in ("reference", "received_on", "answered_on") and item.span is not None:
        fact = DatedFact(str(value), item.span)
        if item.variable == "reference":
            return replace(row, reference=fact)
        return replace(row, received_on=fact) if item.variable == "received_on" else replace(row, answered_on=fact)
    return row

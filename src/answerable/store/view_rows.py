"""The rows of each view, as plain values, from the nouns of a record.

What comes in: nouns, a codebook. What goes out: rows by column, as `answerable.store.views` names them. Never here:
Arrow, DuckDB, reading of the record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from answerable.model.answer import Answer
from answerable.model.authority import Authority
from answerable.model.case import Case, Scalar, Standing, Tally
from answerable.model.codebook import Codebook
from answerable.model.link import Count, Subject
from answerable.model.message import Message, MessageKind
from answerable.model.problem import Problem
from answerable.model.request import Request
from answerable.model.response import Classification
from answerable.store.views import NUMBER, TEXTS, YES_NO, Column, list_case_variables

Row = dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """The nouns that a snapshot is made of, in the record's order."""

    authorities: tuple[Authority, ...] = ()
    requests: tuple[Request, ...] = ()
    messages: tuple[Message, ...] = ()
    classifications: tuple[Classification, ...] = ()
    answers: tuple[Answer, ...] = ()
    cases: tuple[Case, ...] = ()
    subjects: tuple[Subject, ...] = ()
    tallies: tuple[Tally, ...] = ()
    counts: tuple[Count, ...] = ()
    problems: tuple[Problem, ...] = ()


def make_view_rows(
    rows: Rows, codebook: Codebook | None, *, grounds: Mapping[tuple[str, str], str] | None = None
) -> dict[str, Iterable[Row]]:
    """The rows of each view as plain values, by column."""
    return {
        "authorities": map(_authority, rows.authorities),
        "requests": map(_request, rows.requests),
        "messages": _messages(rows),
        "responses": _responses(rows),
        "answers": map(_answer, rows.answers),
        "grounds": _grounds(rows.answers, grounds or {}),
        "cases": _cases(rows, codebook),
        "case_values": (row for case in rows.cases for row in list_value_rows(case)),
        "subjects": _subjects(rows, codebook),
        "tallies": map(_tally, rows.tallies),
        "counts": map(_count, rows.counts),
        "problems": map(_problem, rows.problems),
    }


def _authority(authority: Authority) -> Row:
    newest = max(authority.headcounts, key=lambda item: item.on, default=None)
    return {
        "authority_id": authority.id,
        "name": authority.name,
        "kind": authority.kind,
        "nation": authority.nations[0] if authority.nations else "",
        "nations": list(authority.nations),
        "law": authority.law,
        "headcount": newest.n_officers if newest else None,
        "headcount_year": newest.on.year if newest else None,
    }


def _request(request: Request) -> Row:
    return {
        "request_id": request.id,
        "authority_id": request.authority_id,
        "batch_id": request.batch_id,
        "law": request.law,
        "channel": request.channel,
        "sent_on": request.sent_on,
    }


def _messages(rows: Rows) -> Iterable[Row]:
    asked = {request.id: request.authority_id for request in rows.requests}
    kinds = {item.message_id: item.kind.value for item in rows.classifications if item.message_id}
    for message in rows.messages:
        yield {
            "message_id": message.id,
            "request_id": message.request_id,
            "authority_id": asked.get(message.request_id, ""),
            "direction": message.direction,
            "kind": kinds.get(message.id, ""),
            "sent_at": message.sent_at,
            "subject": message.subject,
            "document": message.document,
        }


def _responses(rows: Rows) -> Iterable[Row]:
    sent = {message.id: message.sent_at for message in rows.messages}
    for item in rows.classifications:
        if item.kind in (MessageKind.RESPONSE, MessageKind.REVIEW_OUTCOME):
            yield {
                "response_id": item.id,
                "message_id": item.message_id,
                "request_id": item.request_id,
                "authority_id": item.authority_id,
                "kind": item.kind.value,
                "decision": item.decision.value if item.decision else None,
                "answered_on": _day(sent.get(item.message_id, "")),
                "superseded": bool(item.superseded_by),
                "ruled": bool(item.ruled_by),
            }


def _day(instant: str) -> dt.date | None:
    return dt.date.fromisoformat(instant[:10]) if len(instant) >= 10 else None


def _answer(answer: Answer) -> Row:
    return {
        "request_id": answer.request_id,
        "authority_id": answer.authority_id,
        "answered": answer.answered,
        "gave_figures": answer.gave_figures,
        "decision": answer.decision.value if answer.decision else None,
        "asked_on": answer.asked_on,
        "due_on": answer.due_on,
        "answered_on": answer.answered_on,
        "days_late": answer.days_late,
    }


def _grounds(answers: Iterable[Answer], titles: Mapping[tuple[str, str], str]) -> Iterable[Row]:
    for answer in answers:
        for law, section in answer.grounds:
            yield {
                "authority_id": answer.authority_id,
                "request_id": answer.request_id,
                "law": law,
                "section": section,
                "number": section.partition("(")[0],
                "ground": titles.get((law, section), ""),
            }


def _place(noun: Case | Tally) -> Row:
    return {"document": noun.document, "page": noun.span.page, "words": noun.span.exact}


def _cases(rows: Rows, codebook: Codebook | None) -> Iterable[Row]:
    variables = list_case_variables(codebook, "cases")
    subject_of = {case_id: subject.id for subject in rows.subjects for case_id in subject.cases}
    for case in rows.cases:
        yield make_case_row(case, subject_of.get(case.id), variables)


def make_case_row(case: Case, subject_id: str | None, variables: Iterable[Column]) -> Row:
    """One row of `cases`.

    Args:
        case: whatever its standing.
        subject_id: the matter it belongs to.
        variables: of the codebook, as `list_case_variables` gives them.
    """
    row: Row = {
        "case_id": case.id,
        "subject_id": subject_id,
        "authority_id": case.authority_id,
        "method": case.method,
        "standing": case.standing.value,
        "superseded": case.superseded,
        "stands": stands(case),
        "request_id": case.request_id,
        "n_low": case.n_subjects.low,
        "n_high": case.n_subjects.high,
        **_place(case),
    }
    row.update({column.name: _cast(case.get(column.name), column.kind) for column in variables})
    return row


def stands(noun: Case | Tally) -> bool:
    """Whether a case or tally counts: neither rejected by a person nor superseded by a later answer."""
    return noun.standing is not Standing.REJECTED and not noun.superseded


def _cast(value: Scalar | None, kind: str) -> Any:
    """A value as its column holds it; a value of another kind than the codebook says is not forced into it."""
    if value is None or value == "":
        return [] if kind == TEXTS else None
    if kind == TEXTS:
        return sorted(str(item) for item in value) if isinstance(value, tuple) else [str(value)]
    if kind == NUMBER:
        return float(value) if isinstance(value, int | float) else None
    if kind == YES_NO:
        return value if isinstance(value, bool) else None
    return ", ".join(str(item) for item in value) if isinstance(value, tuple) else str(value)


def list_value_rows(case: Case) -> Iterable[Row]:
    """The rows of `case_values` of one case."""
    for value in case.values:
        coded = value.effective
        if coded is None:
            continue
        for one in coded.value if isinstance(coded.value, tuple) else (coded.value,):
            yield {
                "case_id": case.id,
                "variable": value.variable,
                "value": None if one is None else str(one),
                "basis": coded.basis.value,
                "ruled": value.ruled is not None,
                "by": coded.by,
                "note": coded.note,
                "document": coded.span.document if coded.span else None,
                "page": coded.span.page if coded.span else None,
                "words": coded.span.exact if coded.span else None,
            }


def _subjects(rows: Rows, codebook: Codebook | None) -> Iterable[Row]:
    by_id = {case.id: case for case in rows.cases if stands(case)}
    columns = list_case_variables(codebook, "subjects")
    for subject in rows.subjects:
        cases = [by_id[case_id] for case_id in subject.cases if case_id in by_id]
        row = make_subject_row(subject, [make_case_row(case, subject.id, columns) for case in cases], columns)
        if row is not None:
            yield row


def make_subject_row(subject: Subject, cases: Iterable[Row], columns: Iterable[Column]) -> Row | None:
    """One row of `subjects`; None where none of its cases stands, or only the press tells of it and nobody ruled on it.

    A subject's values come from its standing cases: every category named, else the first that any case states. An
    authority's own answer is heard before its published log, and that before the press.

    Args:
        subject: the matter.
        cases: rows of its standing cases.
        columns: the codebook's variables.
    """
    order = {"foi_response": 0, "published_log": 1}
    ordered = sorted(cases, key=lambda case: (order.get(case["method"], 2), case["case_id"]))
    if not ordered or not subject.counts:
        return None
    row: Row = {
        "subject_id": subject.id,
        "authority_id": subject.authority_id,
        "cases": [case["case_id"] for case in ordered],
        "methods": sorted({case["method"] for case in ordered}),
        "conflicts": list(subject.conflicts),
    }
    for column in columns:
        values = [case[column.name] for case in ordered]
        if column.kind == TEXTS:
            row[column.name] = sorted({item for value in values for item in value})
        else:
            row[column.name] = next((value for value in values if value is not None), None)
    return row


def _tally(tally: Tally) -> Row:
    value, period = tally.effective, tally.period
    return {
        "tally_id": tally.id,
        "authority_id": tally.authority_id,
        "method": tally.method,
        "measure": tally.measure,
        "unit": tally.unit,
        "period_from": period.start if period else None,
        "period_to": period.end if period else None,
        "period_kind": period.kind if period else "",
        "categories": [f"{name}={category}" for name, category in tally.categories],
        "low": value.low if value else None,
        "high": value.high if value else None,
        "standing": tally.standing.value,
        "is_total": tally.is_total,
        "superseded": tally.superseded,
        "stands": stands(tally),
        "question": tally.question,
        "note": tally.note,
        **_place(tally),
    }


def _count(count: Count) -> Row:
    return {
        "count_id": count.id,
        "authority_id": count.authority_id,
        "measure": count.measure,
        "low": count.value.low,
        "high": count.value.high,
        "basis": count.basis,
        "methods": list(count.methods),
        "comparable": count.comparable,
        "residue": count.residue,
        "note": count.note,
        "tallies": list(count.tallies),
        "cases": list(count.cases),
    }


def _problem(problem: Problem) -> Row:
    return {
        "problem_id": problem.id,
        "code": problem.code,
        "place": problem.where,
        "found": problem.found,
        "expected": problem.expected,
        "document": problem.document,
        "authority_id": problem.authority_id,
        "blocks": problem.blocks,
    }

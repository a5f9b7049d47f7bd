"""Cases and tallies as flat rows for files: a column per variable, and beside each the file, page and words that
show it, who ruled on it and when.

In: rows of the record, the codebook, names of documents, judgements. Out: column names and rows of plain values.
Never here: formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from answerable.extract.rulings import standing_judgements
from answerable.model.case import Case, Tally, Value
from answerable.model.codebook import Codebook
from answerable.model.interval import Interval
from answerable.model.judgement import Judgement
from answerable.model.span import Span

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rulings:
    """Rulings that stand, by their id and, those on a whole row, by the row."""

    by_id: Mapping[str, Judgement]
    whole: Mapping[str, Judgement]

    @classmethod
    def of(cls, judgements: Iterable[Judgement]) -> Rulings:
        """Of a record's judgements."""
        standing = standing_judgements(judgements)
        return cls({one.id: one for one in standing}, {one.subject: one for one in standing if not one.variable})


_NOBODY = Rulings({}, {})


def make_case_rows(
    cases: Iterable[Case], codebook: Codebook, names: Mapping[str, str], rulings: Rulings = _NOBODY
) -> tuple[list[str], list[Row]]:
    """One row a case; each variable has its value, basis, who ruled and when, file, page and words.

    Args:
        cases: in the order wanted.
        codebook: gives the columns.
        names: file name by sha256.
        rulings: for who ruled, and when.
    """
    variables = [one.name for one in codebook.variables if one.unit == "case"]
    columns = [
        "case_id",
        "authority_id",
        "method",
        "standing",
        "superseded",
        "n_subjects_low",
        "n_subjects_high",
        "rule",
        "ruled_by",
        "ruled_at",
        "reason",
    ]
    for name in variables:
        columns += [
            name,
            f"{name}_basis",
            f"{name}_by",
            f"{name}_ruled_at",
            f"{name}_file",
            f"{name}_page",
            f"{name}_cells",
            f"{name}_words",
        ]
    columns += ["file", "sha256", "page", "cells", "words"]
    return columns, [_case_row(case, variables, names, rulings) for case in cases]


def _case_row(case: Case, variables: list[str], names: Mapping[str, str], rulings: Rulings) -> Row:
    values = {one.variable: one for one in case.values}
    row: Row = {
        "case_id": case.id,
        "authority_id": case.authority_id,
        "method": case.method,
        "standing": case.standing.value,
        "superseded": case.superseded,
        "n_subjects_low": _number(case.n_subjects.low),
        "n_subjects_high": _number(case.n_subjects.high),
        "rule": case.rule,
    } | _ruled(rulings.whole.get(case.id))
    for name in variables:
        row |= {
            name if key == "value" else f"{name}_{key}": item
            for key, item in _coded(values.get(name), names, rulings).items()
        }
    return row | _place(case.span, names)


def _ruled(judgement: Judgement | None) -> Row:
    """Who ruled on the whole of it, when and why; the last to do so."""
    if judgement is None:
        return {"ruled_by": "", "ruled_at": "", "reason": ""}
    return {"ruled_by": judgement.by, "ruled_at": judgement.made_at, "reason": judgement.reason}


def _coded(value: Value | None, names: Mapping[str, str], rulings: Rulings) -> Row:
    row: Row = {
        "value": None,
        "basis": "",
        "by": "",
        "ruled_at": "",
        "file": "",
        "page": None,
        "cells": "",
        "words": "",
    }
    coded = value.effective if value is not None else None
    if value is None or coded is None:
        return row
    plain = "; ".join(coded.value) if isinstance(coded.value, tuple) else coded.value
    ruling = rulings.by_id.get(value.judgement_id)
    row |= {"value": plain, "basis": coded.basis.value, "by": coded.by, "ruled_at": ruling.made_at if ruling else ""}
    if coded.span is not None:
        place = _place(coded.span, names)
        row |= {key: place[key] for key in ("file", "page", "cells", "words")}
    return row


def make_tally_rows(
    tallies: Iterable[Tally], names: Mapping[str, str], rulings: Rulings = _NOBODY
) -> tuple[list[str], list[Row]]:
    """One row a tally, with its bounds, what it counts, who ruled on it and when, and the words of its number."""
    columns = ["tally_id", "authority_id", "method", "measure", "unit", "period_start", "period_end", "period_kind"]
    columns += ["categories", "low", "high", "proposed_low", "proposed_high", "standing", "is_total", "superseded"]
    columns += [
        "question",
        "note",
        "rule",
        "ruled_by",
        "ruled_at",
        "reason",
        "file",
        "sha256",
        "page",
        "cells",
        "words",
    ]
    rows = []
    for tally in tallies:
        low, high = _ends(tally.effective)
        proposed_low, proposed_high = _ends(tally.proposed)
        rows.append(
            {
                "tally_id": tally.id,
                "authority_id": tally.authority_id,
                "method": tally.method,
                "measure": tally.measure,
                "unit": tally.unit,
                "period_start": str(tally.period.start) if tally.period else "",
                "period_end": str(tally.period.end) if tally.period else "",
                "period_kind": tally.period.kind if tally.period else "",
                "categories": "; ".join(f"{name}={code}" for name, code in tally.categories),
                "low": low,
                "high": high,
                "proposed_low": proposed_low,
                "proposed_high": proposed_high,
                "standing": tally.standing.value,
                "is_total": tally.is_total,
                "superseded": tally.superseded,
                "question": tally.question,
                "note": tally.note,
                "rule": tally.rule,
            }
            | _ruled(rulings.by_id.get(tally.judgement_id) or rulings.whole.get(tally.id))
            | _place(tally.span, names)
        )
    return columns, rows


def _ends(interval: Interval | None) -> tuple[Any, Any]:
    return (None, None) if interval is None else (_number(interval.low), _number(interval.high))


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and float(value).is_integer() else value


def _place(span: Span, names: Mapping[str, str]) -> Row:
    return {
        "file": names.get(span.document, ""),
        "sha256": span.document,
        "page": span.page,
        "cells": " ".join(span.cells),
        "words": " ".join(span.exact.split()),
    }

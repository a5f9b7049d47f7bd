"""How a value was got, in words, step by step: what the reader of "how we know" is told.

What comes in: a measured finding. What goes out: sentences in order. Never here: caveats.
"""

from __future__ import annotations

from dataclasses import replace

from answerable.analyze.measure import Measured
from answerable.analyze.reckon import reckon
from answerable.analyze.sentences import render_value
from answerable.model.finding import FindingQuestion, FindingRow
from answerable.model.interval import Interval


def make_working(question: FindingQuestion, measured: Measured, n_asked: int) -> tuple[str, ...]:
    """The steps from rows to value."""
    finding = measured.finding
    if finding.value is None or not measured.rows:
        if finding.rows:
            return (f"{len(finding.rows)} rows that may overlap, so they are not added up.",)
        return ("No row of the record answers this.",)
    steps = []
    n_from = len(finding.authorities)
    rows = f"{len(measured.rows):,} rows of the record"
    whose = f"the {n_from} of {n_asked} authorities that give one" if n_from else rows
    value = render_value(finding.value, question.unit)
    if question.arithmetic in ("share", "rest_share") and measured.whole is not None:
        part = Interval(
            sum(row.low for row in measured.rows),
            None if any(row.high is None for row in measured.rows) else sum(row.high or 0.0 for row in measured.rows),
        )
        out_of = question.denominator or "the whole"
        said = f"{render_value(part, '')} out of {render_value(measured.whole, '')} ({out_of})"
        steps.append(f"All but {said}: {value}." if question.arithmetic == "rest_share" else f"{said}: {value}.")
        steps.append(f"Both are added up over {whose}; a part never exceeds its whole.")
    elif question.arithmetic == "difference":
        steps.append(f"The whole less the part, added up over {whose}: {value}.")
    elif question.arithmetic in ("ratio", "rate", "growth") and measured.whole is not None:
        above = reckon(replace(question, arithmetic="sum"), measured.rows)
        shown = render_value(above, "") if above else "nothing"
        usual = {"growth": "the year before", "rate": "headcount"}
        out_of = question.denominator or usual.get(question.arithmetic, "the other number")
        join = {"growth": "set against", "ratio": "for"}.get(question.arithmetic, f"for each {question.per:,g} of")
        steps.append(f"{shown} {join} {render_value(measured.whole, '')} ({out_of}): {value}.")
        steps.append(f"Both are added up over {whose}.")
    elif question.arithmetic == "trend" and len(finding.rows) > 1:
        first, last = min(finding.rows, key=_label), max(finding.rows, key=_label)
        steps.append(
            f"{render_value(first.value, question.unit)} in {first.label}, {render_value(last.value, question.unit)} "
            f"in {last.label}, over the {n_from} authorities that cover every year: a change of {value}."
        )
    elif question.arithmetic == "formula":
        steps.append(f"{question.formula}, each name added up over {whose}: {value}.")
    elif len(measured.rows) > 1:
        steps.append(f"Added up over {whose}: {value}.")
    else:
        steps.append(f"Counted in the record: {value}.")
    n_open = sum(1 for row in measured.rows if row.low != row.high)
    if n_open and not finding.value.is_exact:
        steps.append(
            f"{n_open} of these numbers {'is' if n_open == 1 else 'are'} known only between two ends; "
            + (
                "the ends are added up, so the true value lies inside."
                if question.arithmetic == "sum"
                else "the lowest and highest that they allow together are given, so the true value lies inside."
            )
        )
    return tuple(steps)


def _label(row: FindingRow) -> str:
    return row.label

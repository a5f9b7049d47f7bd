"""What does not add up: a finding against its complement, reported totals against their parts.

What comes in: questions with their findings, tallies. What goes out: problems to be explained, never corrections.
Residues of listed cases against a count, and of one answer against its own words, are found by reconcile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from answerable.analyze.sentences import render_value
from answerable.model.finding import Finding, FindingQuestion
from answerable.model.ids import make_id
from answerable.model.interval import Interval
from answerable.model.problem import Problem

CODE = "finding-residue"


def check_complements(questions: Sequence[FindingQuestion], findings: Mapping[str, Finding]) -> Iterator[Problem]:
    """Each finding that names a complement must make, with it, the whole that both are of.

    A share's whole is one hundred per cent: `whole` may then be written `1`.
    """
    for question in sorted(questions, key=lambda question: question.name):
        if not question.complement:
            continue
        missing = [n for n in (question.complement, question.whole) if n != "1" and n not in findings]
        if missing:
            yield _make(question, f"no finding is called {', '.join(missing)}", "names of files in findings/")
            continue
        value, other = findings[question.name].value, findings[question.complement].value
        whole = Interval.exactly(1) if question.whole == "1" else findings[question.whole].value
        if value is None or other is None or whole is None:
            continue
        together = value + other
        if together.meet(Interval(whole.low - _SLACK, None if whole.high is None else whole.high + _SLACK)) is None:
            unit = question.unit
            yield _make(
                question,
                f"{question.name} {render_value(value, unit)} and {question.complement} {render_value(other, unit)} "
                f"make {render_value(together, unit)}",
                f"{render_value(whole, unit)}" + ("" if question.whole == "1" else f", which is {question.whole}"),
            )


_SLACK = 1e-9


def _make(question: FindingQuestion, found: str, expected: str) -> Problem:
    return Problem(
        id=make_id("prb", CODE, question.name),
        code=CODE,
        where=question.origin or question.name,
        found=found,
        expected=expected,
        remedy="explain the difference: a row in neither, a row in both, or another rule of inclusion",
    )

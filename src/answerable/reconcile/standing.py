"""Which cases and tallies count: not those rejected, and of replaced answers only what no later one says.

What comes in: all rows of an authority. What goes out: those that count, and a problem for each measure that stands
only in a replaced answer. Never here: linkage, arithmetic.

A review may give the two numbers that the first answer lacked and be silent on the rest; the first answer then still
tells the rest. A corrected answer says everything anew, and nothing of the first one counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from answerable.model.case import Case, Standing, Tally
from answerable.model.ids import make_id
from answerable.model.problem import Problem


def pick_tallies(tallies: Iterable[Tally]) -> list[Tally]:
    """The numbers of one authority that count."""
    usable = [one for one in tallies if one.standing is not Standing.REJECTED and one.effective is not None]
    live = {one.measure for one in usable if not one.superseded}
    return [one for one in usable if not one.superseded or one.measure not in live]


def pick_cases(cases: Iterable[Case]) -> list[Case]:
    """The cases of one authority that count; the list of a replaced answer only where no later one lists any."""
    usable = [one for one in cases if one.standing is not Standing.REJECTED]
    live = {one.method for one in usable if not one.superseded}
    return [one for one in usable if not one.superseded or one.method not in live]


def check_replaced(authority_id: str, cases: Sequence[Case], tallies: Sequence[Tally]) -> list[Problem]:
    """A problem for each thing that counts although the answer it stands in was replaced."""
    old = {one.measure: one.document for one in sorted(tallies, key=lambda one: one.id) if one.superseded}
    listed = next((one.document for one in cases if one.superseded), "")
    if listed:
        old["list of cases"] = listed
    return [
        Problem(
            id=make_id("prb", "only-in-replaced-answer", authority_id, what),
            code="only-in-replaced-answer",
            where=f"{authority_id}, {what}",
            found="stands only in an answer that a later one replaced",
            expected="a later answer that repeats it, or was silent on it on purpose",
            remedy="read the later answer; reject what it takes back",
            document=document,
            authority_id=authority_id,
        )
        for what, document in sorted(old.items())
    ]

"""Waiting: what of the answers a person has still to look at, by authority.

In: the record. Out: how many values wait for review, and which answers were not read. Never here: what is done then.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from answerable.model.case import Case, Standing, Tally
from answerable.model.problem import Problem
from answerable.model.report import counted
from answerable.store.record import Record

LOST = ("answer-not-coded", "number-not-read", "period-not-clear", "table-not-mapped")
"""Problems by which something that an authority gave is in no case and no tally."""
_MOST_NAMED = 5
_WORDS = {
    "answer-not-coded": ("answer gives", "answers give", "information in which nothing was found"),
    "number-not-read": ("answer gives", "answers give", "numbers that were not read"),
    "period-not-clear": ("sentence names", "sentences name", "several periods and not which number is of which"),
    "table-not-mapped": ("table names", "tables name", "nothing that the codebook knows"),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person.

    Args:
        n_rows: cases and tallies that nobody has ruled on.
        rows: the same by authority.
        lost: for each code of `LOST` that there is, the authorities, each as often as there are such problems.
    """

    n_rows: int
    rows: Counter[str]
    lost: dict[str, Counter[str]]

    def say_lost(self) -> tuple[str, ...]:
        """A sentence for each way in which something was lost, with the command that shows it."""
        return tuple(_say(code, self.lost[code]) for code in LOST if code in self.lost)

    def say_of(self, authority_id: str) -> str:
        """What waits of one authority, in a few words; empty where nothing does."""
        n_lost = sum(told[authority_id] for told in self.lost.values())
        parts = (
            [f"review {counted(self.rows[authority_id], 'value', 'values')} read"] if self.rows[authority_id] else []
        )
        parts += [f"{counted(n_lost, 'thing', 'things')} in its answer not read: see its problems"] if n_lost else []
        return "; ".join(parts)


def find_waiting(record: Record) -> Waiting:
    """What waits on the record."""
    rows: Counter[str] = Counter()
    for case in record.iter(Case):
        rows[case.authority_id] += case.standing is Standing.PROPOSED and not case.superseded
    for tally in record.iter(Tally):
        rows[tally.authority_id] += tally.standing is Standing.PROPOSED and not tally.superseded
    lost: dict[str, Counter[str]] = {}
    for code in LOST:
        told = Counter(problem.authority_id for problem in record.iter(Problem, code=code))
        if told:
            lost[code] = told
    return Waiting(rows.total(), rows, lost)


def _say(code: str, told: Counter[str]) -> str:
    one, several, what = _WORDS[code]
    names = sorted(told)
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    who = ", ".join(names[:_MOST_NAMED]) + more
    return f"{counted(told.total(), one, several)} {what} ({who}): answerable problems --code {code}"

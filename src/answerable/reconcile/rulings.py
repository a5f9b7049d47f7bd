"""What people ruled on pairs and press reports, laid on the cases as they are read now.

What comes in: judgements, the record's cases. What goes out: `Rulings`, and a problem for each ruling whose words are
gone. Never here: what a ruling does to odds and counts.

A ruling names cases by their ids, which hold as long as words stand where they stood. After a document is read anew by
a newer version its cases may begin or end elsewhere: the ruling then goes to the case that has its words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from answerable.model.case import Case
from answerable.model.ids import make_id
from answerable.model.judgement import Judgement
from answerable.model.problem import Problem
from answerable.model.span import Span
from answerable.reconcile.links import Ruled
from answerable.reconcile.matching import Pair

LEAST_ALIKE = 0.6
"""From this share of common words on, a case is the one that was ruled on."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Rulings:
    """The rulings that stand.

    Args:
        pairs: the last one on each pair of cases.
        press: by case, the judgement by which a press report counts.
        adrift: rulings whose words no case has any more.
    """

    pairs: Mapping[Pair, Ruled]
    press: Mapping[str, str]
    adrift: tuple[Judgement, ...]


class Anchors:
    """Finds the case that a ruling was made on."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self._cases = {case.id: case for case in cases}
        self._by_document: dict[str, list[Case]] = defaultdict(list)
        for case in self._cases.values():
            self._by_document[case.document].append(case)

    def find(self, case_id: str, span: Span | None) -> str | None:
        """The id now of the case that had this one, or None where no case has its words."""
        if case_id in self._cases or span is None:
            return case_id if case_id in self._cases else None
        words = set(_WORD.findall(span.exact.casefold()))
        best = max(
            ((_share(words, case), case.id) for case in self._by_document.get(span.document, ())), default=(0.0, "")
        )
        return best[1] if best[0] >= LEAST_ALIKE else None


def read_rulings(judgements: Sequence[Judgement], anchors: Anchors) -> Rulings:
    """The last ruling that stands on each pair of cases, and on each press report.

    Args:
        judgements: on links and on the press, in order of making.
        anchors: of the cases as they are read now.
    """
    undone = {one.undoes for one in judgements if one.undoes}
    pairs: dict[Pair, Ruled] = {}
    press: dict[str, str] = {}
    adrift = []
    for judgement in judgements:
        if judgement.id in undone or judgement.undoes:
            continue
        ids = judgement.subject.split("+")
        spans = judgement.spans or ((judgement.span,) if judgement.span else ()) or (None,) * len(ids)
        found = [anchors.find(one, span) for one, span in zip(ids, spans, strict=False)]
        here = sorted({one for one in found if one is not None})
        if judgement.noun == "link" and len(here) == 2:
            pairs[here[0], here[1]] = Ruled(judgement.ruling.value, judgement.id)
        elif judgement.noun != "link" and here:
            press[here[0]] = judgement.id
        elif not (len(here) == 1 and None not in found and judgement.ruling.value == "same"):
            adrift.append(judgement)  # two cases that are now read as one are the same without any ruling
    return Rulings(pairs, press, tuple(adrift))


def make_adrift_problems(adrift: Iterable[Judgement]) -> list[Problem]:
    """A problem for each ruling that says nothing any more."""
    return [
        Problem(
            id=make_id("prb", "ruling-adrift", one.id),
            code="ruling-adrift",
            where=f"ruling of {one.by}, {one.made_at[:10]}",
            found=f"{one.ruling.value}: {one.subject}{f' ({one.reason})' if one.reason else ''}",
            expected="cases that have the words which were ruled on",
            remedy="see the pairs as they are read now, and rule again: answerable pairs",
        )
        for one in adrift
    ]


def _share(words: set[str], case: Case) -> float:
    here = set(_WORD.findall(case.span.exact.casefold()))
    return len(words & here) / len(words | here) if words or here else 0.0

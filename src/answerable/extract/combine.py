"""Combination: what several passes found in the documents of one answer, put together by a stated precedence.

Of one value of a case, what counts is the first of: a person's ruling; what a recipe, an answer sheet, a table or a
narrative states by the rules. What a language model and what was learned from reviewers say, in this order, stands
beside it as suggestions: it counts nowhere until a person takes it, and where it differs it is a disagreement to be
looked at (`compare_passes`).

In: the tallies of one answer, each from one pass. Out: the same tallies, repeats and totals marked so that nothing is
counted twice, and a problem for every disagreement. Precedence: answer sheets, tables, numbered answers and lists by
year, sentences; attachments before the letter that carries them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from answerable.model.case import Case, Coded, Tally
from answerable.model.dates import Period
from answerable.model.ids import make_id
from answerable.model.interval import Interval, add_all
from answerable.model.problem import Problem
from answerable.model.suggestion import Pass, Suggestion

PASSES = (Pass.LANGUAGE_MODEL, Pass.LEARNED)
"""The passes that suggest, the one that is heard first before the other."""
_SURE_ENOUGH = 0.7
"""How sure a learned code must be for its difference from what stands to be put before a person."""

_PRECEDENCE = ("answer-sheet", "table", "by-year-list", "numbered-answer", "sentence")
Key = tuple[str, str, str, str, tuple[tuple[str, str], ...]]


def combine_tallies(tallies: Sequence[Tally], order: Sequence[str], where: str) -> tuple[list[Tally], list[Problem]]:
    """Mark repeats and totals among the tallies of one answer.

    Args:
        tallies: from every pass over every document of the answer.
        order: sha256 of the documents, attachments first.
        where: the answer, for problems.
    """
    ranked = sorted(
        tallies, key=lambda one: (_rank(one), order.index(one.document), one.span.page, one.span.start, one.id)
    )
    kept: dict[Key, Tally] = {}
    out: dict[str, Tally] = {}
    problems: list[Problem] = []
    for tally in ranked:
        if tally.id in out:
            continue
        key = _key(tally)
        first = kept.get(key)
        if first is None:
            kept[key] = tally
            out[tally.id] = tally
        elif first.proposed == tally.proposed:
            out[tally.id] = replace(tally, is_total=True, note=_add(tally.note, f"repeats {first.id}"))
        else:
            problems.append(_disagreement(first, tally, where))
            note = f"another place says {tally.proposed}" if first.proposed else ""
            out[first.id] = replace(
                out[first.id], share_sure=min(0.5, first.share_sure), note=_add(out[first.id].note, note)
            )
            out[tally.id] = replace(
                tally, is_total=True, share_sure=0.5, note=_add(tally.note, f"differs from {first.id}")
            )
    marked, more = _mark_totals(list(out.values()), where)
    # The order of the document is the order of the rows.
    return sorted(
        marked, key=lambda one: (order.index(one.document), one.span.page, one.span.start, one.id)
    ), problems + more


def _rank(tally: Tally) -> int:
    return next((place for place, name in enumerate(_PRECEDENCE) if tally.rule.startswith(name)), len(_PRECEDENCE))


def _key(tally: Tally) -> Key:
    period = "" if tally.period is None else f"{tally.period.start}/{tally.period.end}"
    return tally.authority_id, tally.measure, tally.unit, period, tuple(sorted(tally.categories))


def _add(note: str, more: str) -> str:
    return "; ".join(part for part in (note, more) if part)


def _disagreement(first: Tally, second: Tally, where: str) -> Problem:
    return Problem(
        id=make_id("prb", "tally-disagrees", first.id, second.id),
        code="tally-disagrees",
        where=where,
        found=f"{first.measure}: {first.span.exact!r} and {second.span.exact!r} for the same period",
        expected="one number",
        remedy="look at both places and reject the one that is not meant",
        document=second.document,
        authority_id=second.authority_id,
    )


def _mark_totals(tallies: list[Tally], where: str) -> tuple[list[Tally], list[Problem]]:
    """A count for several years beside counts for each of them is their total; so is one beside all its ranks."""
    groups: dict[tuple[str, str, str, tuple[tuple[str, str], ...]], list[Tally]] = defaultdict(list)
    for tally in tallies:
        groups[(tally.authority_id, tally.measure, tally.unit, tuple(sorted(tally.categories)))].append(tally)
    out: list[Tally] = []
    problems: list[Problem] = []
    for group in groups.values():
        parts = [one for one in group if one.period is not None and _is_year(one.period) and "repeats " not in one.note]
        parts = [one for one in parts if not one.note.startswith("differs")]
        for tally in group:
            if tally.period is None or _is_year(tally.period):
                out.append(tally)
                continue
            inside = [one for one in parts if tally.period.covers(one.period)] if tally.period else []  # type: ignore[arg-type]
            years = {one.period.start.year for one in inside if one.period}
            if inside and years == set(range(tally.period.start.year, tally.period.end.year + 1)):
                if not tally.is_total and tally.proposed is not None:
                    problem = _check_sum(tally, inside, where)
                    problems += [problem] if problem else []
                out.append(
                    replace(
                        tally,
                        is_total=True,
                        note=_add(tally.note, "the total of its years") if not tally.is_total else tally.note,
                    )
                )
            else:
                out.append(tally)
    return out, problems


def _is_year(period: Period) -> bool:
    return (period.end - period.start).days < 367


def _check_sum(total: Tally, parts: list[Tally], where: str) -> Problem | None:
    """Whether the parts can sum to the total; by year, one part for each."""
    by_period: dict[Period, Interval] = {}
    for one in parts:
        if one.period is not None and one.proposed is not None:
            by_period.setdefault(one.period, one.proposed)
    summed = add_all(by_period.values())
    if total.proposed is None or summed.meet(total.proposed) is not None:
        return None
    return Problem(
        id=make_id("prb", "total-differs-from-parts", total.id),
        code="total-differs-from-parts",
        where=where,
        found=f"{total.measure}: total {total.proposed}, its parts {summed}",
        expected="parts that sum to the total",
        remedy="look at the words of each; ask the authority where the document itself does not add up",
        document=total.document,
        authority_id=total.authority_id,
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """What the passes say of one variable of a case that nobody has ruled on.

    Args:
        variable: its name.
        stands: what counts now; None where nothing does.
        suggestions: what the other passes say, in the order in which they are heard.
        disagrees: whether what they say differs, from what stands or among themselves.
    """

    variable: str
    stands: Coded | None
    suggestions: tuple[Suggestion, ...]
    disagrees: bool


def compare_passes(case: Case, suggestions: Iterable[Suggestion]) -> list[Compared]:
    """Lay suggestions beside what stands; those on values that a person ruled on are passed over.

    Args:
        case: with its proposals and rulings.
        suggestions: of any cases.
    """
    by_name: dict[str, list[Suggestion]] = defaultdict(list)
    for one in suggestions:
        if one.case_id == case.id:
            by_name[one.variable].append(one)
    values = {value.variable: value for value in case.values}
    out = []
    for name, several in sorted(by_name.items()):
        value = values.get(name)
        if value is not None and value.ruled is not None:
            continue
        stands = value.effective if value is not None else None
        heard = sorted(several, key=lambda one: (PASSES.index(one.by), -one.coded.share_sure, one.id))
        differing = [one for one in heard if stands is None or one.coded.value != stands.value]
        if not differing:
            continue
        firm = [one for one in differing if one.by is not Pass.LEARNED or one.coded.share_sure >= _SURE_ENOUGH]
        among = len({str(one.coded.value) for one in firm}) > 1
        out.append(Compared(name, stands, tuple(differing), among or (stands is not None and bool(firm))))
    return out

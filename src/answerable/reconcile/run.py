"""Link the cases, make subjects and counts, authority by authority.

What comes in: cases, tallies, log items and rulings of the record; the codebook and the period asked. What goes out:
`Link`, `Subject`, `Count` and `Problem` rows, one authority's in one transaction. Never here: what they are made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from answerable.model.case import Case, Tally
from answerable.model.codebook import Codebook
from answerable.model.dates import Period
from answerable.model.ids import make_key
from answerable.model.link import Count, Link, Subject
from answerable.model.problem import Problem
from answerable.model.report import Progress, StageReport, counted, no_progress
from answerable.reconcile.coverage import measure_coverage
from answerable.reconcile.links import SHARE_CERTAIN, SHARE_POSSIBLE
from answerable.reconcile.listed import find_broadest
from answerable.reconcile.material import Material
from answerable.reconcile.rulings import make_adrift_problems
from answerable.store.record import Record
from answerable.store.work import Unit, run_units

STAGE = "reconcile"
VERSION = "6"
_ADRIFT = "rulings adrift"
"""The unit of the rulings whose words no case has any more."""


def run(
    record: Record,
    codebook: Codebook,
    asked: Period,
    authority_ids: Sequence[str],
    progress: Progress = no_progress,
) -> StageReport:
    """Reconcile every authority.

    Args:
        record: holds cases, tallies, log items, rulings on links.
        codebook: measures, and what `[counting]` keeps out.
        asked: the period of the request.
        authority_ids: everyone asked.
        progress: called per authority.
    """
    material = Material(record, codebook, asked)
    known = sorted({*authority_ids, *material.cases, *material.tallies})
    units = [
        Unit(
            one,
            make_key(STAGE, VERSION, material.key, record.fingerprint(Tally, authority_id=one)),
            partial(_make, material, one),
        )
        for one in known
        if one
    ]
    if material.adrift or _ADRIFT in record.keys(STAGE):
        units.append(Unit(_ADRIFT, make_key(VERSION, material.key), lambda: make_adrift_problems(material.adrift)))
    done = run_units(record, STAGE, units, progress)
    did, needs = _tell(record, codebook, authority_ids)
    return StageReport(STAGE, done.n_done, done.n_unchanged, done.n_failed, did, needs)


def _make(material: Material, authority_id: str) -> list[object]:
    return list(material.make_rows(authority_id))


def _tell(record: Record, codebook: Codebook, authority_ids: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    links = record.all(Link)
    certain = [one for one in links if one.ruling == "same" or (one.share_same >= SHARE_CERTAIN and not one.ruling)]
    open_pairs = [one for one in links if one.ruling == "" and SHARE_POSSIBLE <= one.share_same < SHARE_CERTAIN]
    broadest = find_broadest(codebook)
    counts = [count for count in record.all(Count) if count.measure == broadest]
    asked = set(authority_ids)
    cases, subjects = {case.id: case for case in record.all(Case)}, record.all(Subject)
    covered = measure_coverage(sorted(asked), counts, subjects, cases, codebook.needed)
    n_in_logs, n_in_both = (sum(one.n_in_logs for one in covered), sum(one.n_in_both for one in covered))
    n_alone = sum(not one.counts for one in subjects)
    did = (
        f"{len(subjects)} matters from {sum(len(one.cases) for one in subjects)} cases; "
        f"{counted(len(certain), 'pair is', 'pairs are')} one matter",
        *_tell_counted(record, codebook, asked, broadest),
        *(
            (f"logs show {n_in_logs} people of the kind asked about; {n_in_both} also stand in answers",)
            * bool(n_in_logs)
        ),
    )
    n_residues = record.count(Problem, code="arithmetic-residue") + record.count(
        Problem, code="published-beyond-answer"
    )
    n_conflicts = record.count(Problem, code="sources-disagree")
    n_adrift = record.count(Problem, code="ruling-adrift")
    n_replaced = record.count(Problem, code="only-in-replaced-answer")
    said_pairs = counted(len(open_pairs), "pair of cases", "pairs of cases")
    needs = tuple(
        text
        for n, text in (
            (
                len(open_pairs),
                f"{said_pairs} may be one person: same, different or unsure?",
            ),
            (n_residues, counted(n_residues, "sum does not come out", "sums do not come out")),
            (n_conflicts, f"{counted(n_conflicts, 'person', 'people')} on whom sources disagree"),
            (
                n_alone,
                f"{counted(n_alone, 'matter', 'matters')} told by the press alone, not counted: answerable press",
            ),
            (n_adrift, f"{counted(n_adrift, 'ruling', 'rulings')} on pairs whose words are gone: rule again"),
            (
                n_replaced,
                f"{counted(n_replaced, 'number stands', 'numbers stand')} only in an answer that a later one replaced",
            ),
        )
        if n
    )
    return did, needs


def _tell_counted(record: Record, codebook: Codebook, asked: set[str], broadest: str) -> Iterator[str]:
    """How many authorities are counted, for the broadest measure of cases and each that only a number can give."""
    for measure in codebook.measures:
        if measure.from_cases and measure.name != broadest:
            continue
        counts = [count for count in record.all(Count, measure=measure.name) if count.authority_id in asked]
        by_log = {count.authority_id for count in counts if count.basis == "published_log"}
        answered = {count.authority_id for count in counts} - by_log
        yield (
            f"{measure.name}: {len(answered)} of {len(asked)} authorities by their answers, {len(by_log)} by their "
            f"published logs, {len(asked) - len(answered) - len(by_log)} by neither"
        )

"""`answerable coverage`: how far answers and published logs tell of the same people, and whom neither shows.

What lives here: options, printing. Never here: counting, estimating (`answerable.reconcile`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console

from answerable.cli.output import folder_argument, json_option, print_json
from answerable.investigation import Investigation
from answerable.model.case import Case
from answerable.model.link import Count, Link, Subject
from answerable.model.log import LogItem, LogSource
from answerable.model.report import counted
from answerable.reconcile.chains import Step, make_chain
from answerable.reconcile.coverage import Coverage, measure_coverage
from answerable.reconcile.listed import find_broadest
from answerable.reconcile.recapture import Recapture, recapture
from answerable.store.record import Record


@click.command()
@folder_argument
@click.option("--authority", default="", help="Only this authority.")
@click.option(
    "--independent",
    "because",
    default="",
    metavar="WHY",
    help="Why standing in the answer and in the log do not depend on each other; without it nobody is estimated.",
)
@click.option("--chains", is_flag=True, help="Also list the matters that several sources tell, source by source.")
@json_option
def coverage(folder: Path, authority: str, because: str, chains: bool, as_json: bool) -> None:
    """Measure how far answers and published logs in DIR tell of the same people, authority by authority.

    Where capture and recapture may be used, it estimates those whom neither shows; where not, it says what stands in
    the way.
    """
    investigation = Investigation.open(folder)
    codebook, period = investigation.project.codebook, investigation.project.settings.period
    with investigation.record as record:
        subjects, cases = record.all(Subject), {case.id: case for case in record.all(Case)}
        counts = [one for one in record.all(Count) if one.measure == find_broadest(codebook)]
        names = [one.id for one in investigation.project.authorities if authority in ("", one.id)]
        covered = measure_coverage(names, counts, subjects, cases, codebook.needed)
        both = [one.authority_id for one in covered if one.n_in_answers and one.n_in_logs]
        links = record.all(Link)
        unseen = [recapture(one, subjects, cases, links, codebook.needed, period, because) for one in both]
        told = _find_chains(record, set(names), cases) if chains else []
    if as_json:
        print_json(_plain(covered, unseen, told))
    else:
        _print(covered, unseen, told)


Chain = tuple[Subject, tuple[Step, ...]]


def _find_chains(record: Record, names: set[str], cases: dict[str, Case]) -> list[Chain]:
    """The matters that more than one source tells."""
    items = {item.id: item for item in record.all(LogItem)}
    published = {source.id: source.published_on for source in record.all(LogSource)}
    several = [one for one in record.all(Subject) if one.authority_id in names and len(one.cases) > 1]
    return [
        (one, make_chain([cases[case] for case in one.cases if case in cases], items, published)) for one in several
    ]


def _plain(covered: list[Coverage], unseen: list[Recapture], chains: list[Chain]) -> dict[str, Any]:
    """The shape of `--json`."""
    return {
        "authorities": [
            {
                "authority": one.authority_id,
                "basis": one.basis,
                "in_answers": one.n_in_answers,
                "in_logs": one.n_in_logs,
                "in_both": one.n_in_both,
            }
            for one in covered
        ],
        "unseen": [
            {
                "authority": one.authority_id,
                "estimate": one.estimate,
                "interval": list(one.interval) if one.interval else None,
                "assumptions": [{"words": words, "met": is_met} for words, is_met in one.assumptions],
            }
            for one in unseen
        ],
        "chains": [
            {
                "subject": subject.id,
                "authority": subject.authority_id,
                "conflicts": list(subject.conflicts),
                "steps": [
                    {"case": one.case, "what": one.what, "on": one.on, "outcome": one.outcome, "before": one.instead_of}
                    for one in steps
                ],
            }
            for subject, steps in chains
        ],
    }


def _print(covered: list[Coverage], unseen: list[Recapture], chains: list[Chain]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for one in covered:
        if not one.n_in_answers and not one.n_in_logs:
            continue
        of_answers = (
            f"{one.n_in_both} of the {one.n_in_answers} in its answers stand in its log" if one.n_in_answers else ""
        )
        of_logs = f"{one.n_in_both} of the {one.n_in_logs} in its log stand in its answers" if one.n_in_logs else ""
        words = "; ".join(part for part in (of_answers, of_logs) if part)
        console.print(f"{one.authority_id:<24} {words}", markup=False)
    n_neither = sum(not one.n_in_answers and not one.n_in_logs for one in covered)
    said = counted(n_neither, "authority lists", "authorities list")
    console.print(f"{said} nobody, in answers or logs.")
    for found in unseen:
        _print_recapture(console, found)
    for subject, steps in chains:
        disagree = f"; sources disagree on {', '.join(subject.conflicts)}" if subject.conflicts else ""
        console.print(f"\n{subject.authority_id}, {subject.id}{disagree}", markup=False, style="bold")
        for step in steps:
            instead = f" instead of {step.instead_of}" if step.instead_of else ""
            console.print(f"    {step.on:<10}  {step.what:<16} {step.outcome}{instead}  {step.case}", markup=False)


def _print_recapture(console: Console, found: Recapture) -> None:
    if found.estimate is not None and found.interval is not None:
        low, high = found.interval
        said = f"about {found.estimate:.0f} people in all, {low:.0f} to {high:.0f} (95 %), if"
    else:
        said = "nobody unseen is estimated"
    console.print(f"\n{found.authority_id}: {said}", markup=False, style="bold")
    for words, is_met in found.assumptions:
        console.print(f"    {'holds' if is_met else 'does not hold'}: {words}", markup=False)

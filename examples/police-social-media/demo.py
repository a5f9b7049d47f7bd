"""The whole job on the bundled example, twice, and how far each is from the truth.

`make demo` runs this. It copies the investigation to a folder of its own, runs every stage without any human decision,
then with the bundled ones, and sets both beside what was planted. What was planted is read here and by no stage.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from generator.score import score
from rich.console import Console
from rich.table import Table as Grid

from answerable.cli.output import print_report, show_progress
from answerable.investigation import Investigation
from answerable.model.case import Case, Standing, Tally
from answerable.model.dates import Period
from answerable.model.document import Source
from answerable.model.finding import Finding
from answerable.model.link import Count
from answerable.model.message import Message
from answerable.model.report import Progress
from answerable.model.request import Request
from answerable.model.response import Classification
from answerable.store.record import Record

HERE = Path(__file__).resolve().parent
NOT_COPIED = ("generator", "truth.json", "demo.py", "decisions", "__pycache__", "build", "sources", "record.db*")
MEASURES = ("disciplined", "dismissed", "would_have_been_dismissed")


def main(target: Path) -> int:
    """Run the demo in a folder, replacing what an earlier demo left there."""
    console = Console(highlight=False, soft_wrap=True)
    truth = json.loads((HERE / "truth.json").read_text(encoding="utf-8"))
    if target.exists():
        if not (target / "answerable.toml").is_file():
            console.print(f"{target} is not an earlier demo; name another folder.")
            return 2
        shutil.rmtree(target)
    shutil.copytree(HERE, target, ignore=shutil.ignore_patterns(*NOT_COPIED))

    console.print(f"[bold]The machine alone[/], in {target}: 48 invented police forces, no human decision yet\n")
    seconds_cold = run_all(target, reports=True)
    alone, findings_alone = export(target)

    shutil.copytree(HERE / "decisions", target / "decisions", dirs_exist_ok=True)
    n_decisions = sum(1 for path in (target / "decisions").glob("*.jsonl") for _ in path.open(encoding="utf-8"))
    console.print(f"\n[bold]With the bundled human decisions[/]: {n_decisions} of them, one line each\n")
    seconds_ruled = run_all(target, reports=True)
    reviewed, findings = export(target)
    seconds_again = run_all(target, reports=False)

    console.print()
    scores = score(truth, alone), score(truth, reviewed)
    console.print(make_totals(truth, findings_alone, findings))
    console.print()
    console.print(make_rates(*scores))
    (target / "build").mkdir(exist_ok=True)
    kept = {"alone": scores[0], "reviewed": scores[1]}
    (target / "build" / "scores.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")
    console.print(
        f"\nFirst run {seconds_cold:.1f} s; with decisions {seconds_ruled:.1f} s; a run with nothing changed"
        f" {seconds_again:.1f} s. Every mistake by name: {target / 'build' / 'scores.json'}"
    )
    console.print(f"Page:     {(target / 'build' / 'site' / 'index.html').resolve().as_uri()}")
    console.print("Next:     make serve     (the newsroom app on this example)")
    return 0


def run_all(folder: Path, *, reports: bool) -> float:
    """Run every stage and return the seconds it took."""
    started = time.monotonic()
    investigation = Investigation.open(folder)
    with investigation.record, show_progress("The whole job", quiet=False) as progress:

        def progress_of(title: str) -> Progress:
            return lambda n_done, n_all, what: progress(n_done, n_all, f"{title}: {what}")

        found = list(investigation.run((), progress_of))
    for report in found if reports else ():
        print_report(report)
    return time.monotonic() - started


def export(folder: Path) -> tuple[dict[str, Any], dict[str, Finding]]:
    """The record as the score wants it, and the findings by name."""
    investigation = Investigation.open(folder)
    with investigation.record as record:
        owner = {request.id: request.authority_id for request in record.all(Request)}
        plain = {
            "messages": export_messages(record, owner),
            "cases": [export_case(case) for case in record.all(Case) if counts(case)],
            "tallies": [export_tally(tally) for tally in record.all(Tally) if counts(tally) and tally.effective],
            "counts": [
                {"authority": one.authority_id, "measure": one.measure, "low": one.value.low, "high": one.value.high}
                for one in record.all(Count)
                if one.measure in MEASURES and one.comparable
            ],
        }
        return plain, {finding.id: finding for finding in record.all(Finding)}


def counts(row: Case | Tally) -> bool:
    """Whether a row is in what is counted."""
    return row.standing is not Standing.REJECTED and not row.superseded


def export_messages(record: Record, owner: dict[str, str]) -> list[dict[str, Any]]:
    """Letters in, with what each was read as."""
    by_message = {one.message_id: one for one in record.all(Classification)}
    sources: dict[str, Source] = {source.id: source for source in record.sources()}
    rows = []
    for message in record.all(Message):
        if message.direction != "in":
            continue
        one = by_message.get(message.id)
        source = sources.get(message.document)
        rows.append(
            {
                "message_id": message.message_id,
                "file": source.origin if source else "",
                "authority": owner.get(message.request_id),
                "kind": one.kind.value if one else None,
                "decision": one.decision.value if one and one.decision else None,
                "decisions": {str(d.question): d.decision.value for d in one.decisions if d.question} if one else {},
                "exemptions": [
                    {"law": e.law, "section": e.section} for e in (one.exemptions if one else ()) if e.mode == "engaged"
                ],
                "reference": one.reference.value if one and one.reference else None,
            }
        )
    return rows


def export_case(case: Case) -> dict[str, Any]:
    """A case with its effective values."""
    return {
        "id": case.id,
        "authority": case.authority_id,
        "method": case.method,
        "n_subjects": case.n_subjects.low,
        "values": {value.variable: plain for value in case.values if (plain := case.get(value.variable)) is not None},
    }


def export_tally(tally: Tally) -> dict[str, Any]:
    """A reported count."""
    number = tally.effective
    assert number is not None
    return {
        "authority": tally.authority_id,
        "measure": tally.measure,
        "unit": tally.unit,
        "period": name_period(tally.period),
        "low": number.low,
        "high": number.high,
    }


def name_period(period: Period | None) -> str:
    """``2018``, ``2018-2021`` for whole calendar years, else both days."""
    if period is None:
        return ""
    if (period.start.month, period.start.day, period.end.month, period.end.day) == (1, 1, 12, 31):
        first, last = period.start.year, period.end.year
        return str(first) if first == last else f"{first}-{last}"
    return f"{period.start}/{period.end}"


def make_totals(truth: dict[str, Any], alone: dict[str, Finding], reviewed: dict[str, Finding]) -> Grid:
    """The story's figures: by the machine alone, after the decisions, and as planted."""
    grid = Grid(title="The figures", title_justify="left", box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for column in ("", "machine alone", "after decisions", "truth", ""):
        grid.add_column(column, justify="left" if column == "" else "right")
    for name in ("asked", "answered", "silent", *MEASURES):
        planted = truth["totals"][name]
        true = planted["true"] if isinstance(planted, dict) else planted
        values = [found.value if (found := findings.get(name)) else None for findings in (alone, reviewed)]
        inside = values[1] is not None and values[1].contains(true)
        verdict = "[green]true value inside[/]" if inside else "[red]true value outside[/]"
        if values[1] is not None and values[1].is_exact and inside:
            verdict = "[green]exact[/]"
        grid.add_row(name.replace("_", " "), *(str(value) if value else "-" for value in values), str(true), verdict)
    return grid


def make_rates(alone: dict[str, Any], reviewed: dict[str, Any]) -> Grid:
    """Precision and recall for each variable, by the machine alone and after the decisions."""
    grid = Grid(title="Against the truth", title_justify="left", box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for column in ("", "alone: precision", "recall", "decided: precision", "recall", "planted"):
        grid.add_column(column, justify="left" if column == "" else "right")

    def show(value: float | None) -> str:
        return "-" if value is None else f"{value:.1%}"

    for name, row in alone["messages"]["rates"].items():
        after = reviewed["messages"]["rates"][name]
        grid.add_row(f"letters: {name}", show(row["share"]), "", show(after["share"]), "", str(row["of"]))
    groups = (
        ("cases", {"found": alone["cases"]["found"], **alone["cases"]["variables"]}, reviewed["cases"]),
        ("tallies", {"all": alone["tallies"]["all"]}, reviewed["tallies"]),
    )
    for title, rows, later in groups:
        for name, row in rows.items():
            after = later.get(name) or later["variables"][name]
            rates = (row["precision"], row["recall"], after["precision"], after["recall"])
            grid.add_row(f"{title}: {name.replace('_', ' ')}", *map(show, rates), str(row["wanted"]))
    return grid


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/demo")))

"""The whole job on the bundled example, twice, and how far each is from the truth.

`make demo` runs this. It copies the investigation to a folder of its own, runs every stage without any human decision,
then with the bundled ones, and sets both beside what was planted. What was planted is read here and by no stage.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from generator.export import export_record
from generator.score import score
from rich.console import Console
from rich.table import Table as Grid

from answerable.cli.output import print_report, show_progress
from answerable.investigation import Investigation
from answerable.model.finding import Finding
from answerable.model.report import Progress

HERE = Path(__file__).resolve().parent
COPIED = (
    "answerable.toml",
    "authorities.csv",
    "codebook.toml",
    "letters",
    "inbox",
    "logs",
    "pages",
    "recipes",
    "findings",
    "story",
)
MEASURES = ("disciplined", "dismissed", "would_have_been_dismissed")


def main(target: Path) -> int:
    """Run the demo in a folder, replacing what an earlier demo left there."""
    console = Console(highlight=False, soft_wrap=True, width=110)
    truth = json.loads((HERE / "truth.json").read_text(encoding="utf-8"))
    if target.exists():
        if not (target / "answerable.toml").is_file():
            console.print(f"{target} is not an earlier demo; name another folder.")
            return 2
        shutil.rmtree(target)
    target.mkdir(parents=True)
    # The key that signs visits stays with the demo: nothing is left in the settings of whoever tries it.
    os.environ["ANSWERABLE_SIGNING_KEY"] = str(target / "signing.key")
    for name in COPIED:
        if (HERE / name).is_dir():
            shutil.copytree(HERE / name, target / name)
        elif (HERE / name).exists():
            shutil.copy(HERE / name, target / name)

    console.print(f"[bold]The machine alone[/], in {target}: 48 invented police forces, no human decision yet\n")
    seconds_cold = run_all(target, reports=True)
    alone, findings_alone = export(target)

    shutil.copytree(HERE / "decisions", target / "decisions", dirs_exist_ok=True)
    n_decisions = sum(1 for path in (target / "decisions").glob("*.jsonl") for _ in path.open(encoding="utf-8"))
    console.print(f"\n[bold]With the bundled decisions[/]: {n_decisions} rulings of a careful (simulated) reviewer\n")
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
        return export_record(record), {finding.id: finding for finding in record.all(Finding)}


def make_totals(truth: dict[str, Any], alone: dict[str, Finding], reviewed: dict[str, Finding]) -> Grid:
    """The story's figures: by the machine alone, after the decisions, and as planted."""
    grid = Grid(title="The figures", title_justify="left", box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for column in ("", "machine alone", "after decisions", "truth", ""):
        grid.add_column(column, justify="left" if column == "" else "right", no_wrap=True)
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
    grid = Grid(
        title="Against the truth: of what was said, how much is right; of what was planted, how much was found",
        title_justify="left",
        box=None,
        pad_edge=False,
        padding=(0, 3, 0, 0),
    )
    for column in ("", "alone: right", "found", "decided: right", "found", "planted"):
        grid.add_column(column, justify="left" if column == "" else "right", no_wrap=True)

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

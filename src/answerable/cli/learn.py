"""`answerable learn`: codes learned from what reviewers ruled, with how well it does on cases it has not seen.

What lives here: running the pass, printing its scores. Never here: learning (`answerable.extract.learned`).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from answerable.adapters.learner import get_learner
from answerable.cli.output import folder_argument, json_option, print_json, show_progress
from answerable.extract.suggest import run_suggest
from answerable.investigation import Investigation
from answerable.model.report import counted
from answerable.model.suggestion import Pass, Score, Suggestion


@click.command()
@folder_argument
@click.option("--categories", is_flag=True, help="Show every category under its variable.")
@json_option
def learn(folder: Path, categories: bool, as_json: bool) -> None:
    """Learn from the rulings of the investigation in DIR how to code its cases, and say how well that goes.

    For each variable of which enough is reviewed, a small model is made on this machine from this investigation's
    rulings alone. Its scores are on reviewed cases held back from it. What it says of cases that nobody has ruled on
    are suggestions, each with its words: they count nowhere until a person takes them (`answerable review`).

    With `learned = { on = true }` in answerable.toml every `answerable run` does the same.
    """
    learner = get_learner()
    investigation = Investigation.open(folder, n_workers=0)
    settings = replace(investigation.project.settings.learned, on=True)
    with investigation.record as record:
        with record.exclusively(), show_progress("Learning", quiet=as_json) as progress:
            run_suggest(
                record,
                investigation.project.codebook,
                settings,
                learner,
                investigation.asking,
                investigation.model_answers,
                progress,
            )
        scores = record.all(Score)
        suggestions = [one for one in record.iter(Suggestion) if one.by is Pass.LEARNED]
    if as_json:
        print_json({"scores": [_plain(one, suggestions) for one in scores], "suggestions": len(suggestions)})
        return
    _show(scores, suggestions, categories)
    if not investigation.project.settings.learned.on:
        click.echo("The next `answerable run` drops them, unless answerable.toml says: learned = { on = true }")
    learned = [one for one in scores if not one.why_not]
    click.echo(
        f"Next: answerable review {folder}" if learned else f"Next: review more cases: answerable review {folder}"
    )


_WIDTH = 110


def _plain(score: Score, suggestions: list[Suggestion]) -> dict[str, Any]:
    return {
        "variable": score.variable,
        "n_reviewed": score.n,
        "n_needed": score.n_needed,
        "n_folds": score.n_folds,
        "precision": _round(score.precision),
        "recall": _round(score.recall),
        "share_sure": score.share_sure,
        "calibration_error": score.calibration_error,
        "n_refused": score.n_refused,
        "n_suggested": sum(one.variable == score.variable for one in suggestions),
        "why_not": score.why_not,
        "engine": score.engine,
        "categories": [
            {"category": name, "n_reviewed": wanted, "n_right": right, "n_said": said}
            for name, wanted, right, said in score.categories
        ],
    }


def _round(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _show(scores: list[Score], suggestions: list[Suggestion], categories: bool) -> None:
    table = Table(box=None, pad_edge=False)
    for title in ("variable", "reviewed", "precision", "recall", "sure", "calibration error", "refused", "suggested"):
        table.add_column(title, justify="left" if title == "variable" else "right", no_wrap=True)
    for score in scores:
        n = sum(one.variable == score.variable for one in suggestions)
        if score.why_not:
            continue
        table.add_row(
            score.variable,
            str(score.n),
            _share(score.precision),
            _share(score.recall),
            _share(score.share_sure),
            f"{score.calibration_error:.3f}",
            str(score.n_refused),
            str(n),
        )
        for name, wanted, right, said in score.categories if categories else ():
            table.add_row(
                f"[dim]  {name}[/]", str(wanted), _share(right / said if said else None), _share(_part(right, wanted))
            )
    # Numbers are never cut, however narrow the terminal or the pipe.
    Console(highlight=False, width=max(Console().width, _WIDTH)).print(table)
    for reason in dict.fromkeys(score.why_not for score in scores if score.why_not):
        names = ", ".join(f"{score.variable} ({score.n} reviewed)" for score in scores if score.why_not == reason)
        click.echo(f"Not learned: {names}: {reason}")
    cases = len({one.case_id for one in suggestions})
    click.echo(
        f"{counted(len(suggestions), 'suggestion', 'suggestions')} for {counted(cases, 'case', 'cases')}; "
        "none counts until a person takes it. Scores are on reviewed cases held back, five parts in turn."
    )


def _part(n: int, of: int) -> float | None:
    return n / of if of else None


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"

"""`answerable coding agreement` and `adjudicate`: how far two coders agree, and decisions where they do not.

What lives here: printing and asking. Never here: coefficients and differences (`answerable.extract`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from answerable.cli.coding_desk import CodingDesk, assignment_option, by_option
from answerable.cli.output import folder_argument, json_option, print_json
from answerable.errors import AnswerableError
from answerable.extract.adjudication import Difference, adjudicate, find_differences, take_agreed
from answerable.extract.coding import IS_CASE, Code, DoubleCoding
from answerable.model.agreement import Agreement
from answerable.model.case import Basis, Case, Coded
from answerable.model.document import Page
from answerable.model.judgement import Judgement
from answerable.model.span import Span


@click.command("agreement")
@folder_argument
@assignment_option
@json_option
def agreement_(folder: Path, assignment: str, as_json: bool) -> None:
    """Show how far the two agree, per variable: Krippendorff's alpha with its interval, raw agreement, n."""
    desk = CodingDesk(folder, "", assignment)
    with desk.record:
        one = desk.pick()
        differences = find_differences(one, desk.codebook, desk.record.judgements())
        rows = desk.record.all(Agreement, assignment=one.id)
    n_open = sum(difference.decided is None for difference in differences)
    if as_json:
        keys = (
            "variable",
            "level",
            "n_cases",
            "n_compared",
            "share_same",
            "alpha",
            "alpha_low",
            "alpha_high",
            "n_settled",
        )
        print_json(
            {
                "assignment": one.id,
                "rule": one.rule,
                "codebook": one.codebook,
                "n_cases": len(one.cases),
                "open_differences": n_open,
                "agreement": [{key: getattr(row, key) for key in keys} for row in rows],
            }
        )
        return
    table = Table("variable", "n", "same", "alpha", "95 % interval", "compared as", box=None, pad_edge=False)
    for row in rows:
        interval = f"{row.alpha_low:.2f} to {row.alpha_high:.2f}" if row.alpha_low is not None else "–"
        alpha = "no variation" if row.alpha is None else f"{row.alpha:.2f}"
        level = {"set": "sets (MASI)", "interval": "numbers", "nominal": "names"}[row.level]
        table.add_row(
            row.variable.replace(":", ", "), str(row.n_compared), f"{row.share_same:.0%}", alpha, interval, level
        )
    Console(highlight=False).print(f"{len(one.cases)} cases: {one.rule}; codebook {one.codebook}")
    Console(highlight=False).print(table)
    click.echo(f"{n_open} of {len(differences)} differences are open. Next: answerable coding adjudicate {folder}")


@click.command("adjudicate")
@folder_argument
@click.option("--case", "case_id", default="", help="Only this case.")
@click.option("--set", "setting", default="", metavar="VARIABLE=VALUE", help="With --case: the decision.")
@click.option(
    "--words", default="", help="With --set: the words that show it.  [default: those of the coder who said so]"
)
@click.option("--reason", default="", help="Why; a decision needs one.")
@click.option("--take-agreed", "taking", is_flag=True, help="Also take over every case on which nothing is open.")
@assignment_option
@by_option
@json_option
def adjudicate_(
    folder: Path,
    case_id: str,
    setting: str,
    words: str,
    reason: str,
    taking: bool,
    assignment: str,
    by: str,
    as_json: bool,
) -> None:
    """Decide what two people coded differently: both codes side by side, a third decision, its reason."""
    desk = CodingDesk(folder, by, assignment)
    with desk.record:
        one = desk.pick()
        made: list[Judgement] = []
        if case_id and setting:
            variable, _, value = setting.partition("=")
            made = [_decide(desk, one, desk.case(case_id), variable, value, words, reason)]
            desk.keep(made)
        elif not taking and not as_json:
            made = _go_through_differences(desk, one, case_id)
        if taking:
            judgements, cases = desk.record.judgements(), desk.record.all(Case)
            taken = take_agreed(one, cases, desk.codebook, judgements, by=desk.by, made_at=desk.now())
            desk.keep(taken)
            made += taken
        differences = find_differences(one, desk.codebook, desk.record.judgements())
    n_open = sum(difference.decided is None for difference in differences)
    if as_json:
        lines = [{"judgement": line.id, "ruling": line.ruling.value, "subject": line.subject} for line in made]
        print_json(
            {"rulings": lines, "open_differences": n_open, "differences": [_plain(row, one) for row in differences]}
        )
        return
    click.echo(f"{len(made)} ruled; {n_open} differences are open.")
    click.echo(
        f"Next: answerable coding adjudicate {folder}{'' if n_open else ' --take-agreed'}; then answerable run {folder}"
    )


def _plain(row: Difference, one: DoubleCoding) -> dict[str, Any]:
    codes = [
        {"by": coder, "value": _value(found), "words": _words(found)}
        for coder, found in zip(one.coders, row.codes, strict=True)
    ]
    return {"case": row.case_id, "variable": row.variable, "codes": codes, "decided_by": row.decided and row.decided.by}


def _value(found: Code | None) -> Any:
    value = found.coded.value if found else None
    return list(value) if isinstance(value, tuple) else value


def _words(found: Code | None) -> str:
    return " ".join(found.coded.span.exact.split()) if found and found.coded.span else ""


def _decide(
    desk: CodingDesk, one: DoubleCoding, case: Case, variable: str, value: str, words: str, reason: str
) -> Judgement:
    page, span = desk.place(case, words)
    if span is None and variable != IS_CASE and value:
        span = _words_of(one, case, variable, value)
        page = desk.record.find(Page, f"{span.document}:{span.page}") if span else page
    return adjudicate(
        one,
        case,
        variable,
        value or None,
        by=desk.by,
        made_at=desk.now(),
        reason=reason,
        codebook=desk.codebook,
        page=page,
        span=span,
        basis=Basis.STATED,
    )


def _words_of(one: DoubleCoding, case: Case, variable: str, value: str) -> Span | None:
    """The words of the coder whose value was decided for; of the first where it is neither's."""
    found: list[Coded] = [
        codes[variable].coded for coder in one.coders if variable in (codes := one.codes_of(coder, case.id))
    ]
    found = [coded for coded in found if coded.span is not None]
    same = [coded for coded in found if str(coded.value) == value or value == ", ".join(_list(coded))]
    return (same or found)[0].span if found else None


def _list(coded: Coded) -> list[str]:
    return [str(one) for one in coded.value] if isinstance(coded.value, tuple) else [str(coded.value)]


def _go_through_differences(desk: CodingDesk, one: DoubleCoding, only: str) -> list[Judgement]:
    console = Console(highlight=False, soft_wrap=True)
    made: list[Judgement] = []
    differences = find_differences(one, desk.codebook, desk.record.judgements())
    left = [row for row in differences if row.decided is None and only in ("", row.case_id)]
    for number, row in enumerate(left, 1):
        case = desk.case(row.case_id)
        console.rule(f"{number} of {len(left)}  {row.variable}  {row.case_id}", style="dim")
        console.print(" ".join(case.span.exact.split())[:900], markup=False, style="cyan")
        for key, coder, found in zip("12", one.coders, row.codes, strict=True):
            console.print(f"  [{key}] {coder:<20} {_say(found):<30} {_words(found)[:80]}", markup=False)
        while True:
            answer = click.prompt("1, 2, another value, empty to skip, q", default="", show_default=False).strip()
            if answer in ("", "q"):
                break
            value = _say(row.codes[int(answer) - 1], raw=True) if answer in ("1", "2") else answer
            words = "" if answer in ("1", "2") else click.prompt("  its words", default="", show_default=False)
            try:
                ruling = _decide(desk, one, case, row.variable, value, words, click.prompt("  why", default=""))
            except AnswerableError as error:
                click.echo(str(error), err=True)
                continue
            desk.keep([ruling])
            made.append(ruling)
            break
        if answer == "q":
            break
    return made


def _say(found: Code | None, *, raw: bool = False) -> str:
    value = _value(found)
    if value is None or value == []:
        return "" if raw else "not stated"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)

"""`answerable prompt`: puts pages before the language model that the investigation names, and keeps what it says.

What lives here: what is sent, what it costs, the question before it is spent. Never here: what is believed of the
answers (`answerable.extract.prompted`), HTTP (`answerable.adapters.language_model`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from answerable.adapters.language_model import ChatEndpoint, Endpoint
from answerable.cli.output import folder_argument, json_option, print_json, show_progress
from answerable.errors import ValueNotAllowed
from answerable.extract.prompted.ask import Estimate, Prices, Spent, ask_pieces, estimate, find_unasked
from answerable.extract.prompted.pieces import Asking, Piece, PieceMaker
from answerable.extract.suggest import list_documents
from answerable.investigation import Investigation
from answerable.model.document import Page
from answerable.model.problem import Problem
from answerable.model.report import counted
from answerable.model.suggestion import Pass, Suggestion
from answerable.project.passes import LanguageModelSettings

_KEY = "ANSWERABLE_LANGUAGE_MODEL_KEY"


@click.command()
@folder_argument
@click.option("--dry-run", is_flag=True, help="Print every text as it would be sent, with the estimate, and stop.")
@click.option("--yes", is_flag=True, help="Do not ask before asking.")
@click.option("--limit", type=click.IntRange(1), help="Ask about so many pieces at most.")
@click.option("--again", is_flag=True, help="Ask anew where the model refused or its answer could not be read.")
@json_option
def prompt(folder: Path, dry_run: bool, yes: bool, limit: int | None, again: bool, as_json: bool) -> None:
    """Ask the language model of answerable.toml about the answers and logs of the investigation in DIR.

    It is off until answerable.toml names one. Every value that it gives must come with words that stand on the page, or
    it is refused; what has words is a suggestion that counts nowhere until a person takes it. Answers are kept in
    model-answers/ and never asked for twice. Text that leaves this machine is redacted, and leaves only where
    answerable.toml says `send_outside = true`.

    \b
    language_model = { endpoint = "http://localhost:11434/v1", model = "qwen3:8b" }
    answerable prompt DIR --dry-run
    answerable prompt DIR --limit 20
    """
    investigation = Investigation.open(folder, n_workers=0)
    named, asking = _get_settings(investigation)
    maker, shelf = PieceMaker(asking), investigation.model_answers
    with investigation.record as record:
        pages = [page for one in list_documents(record) for page in record.all(Page, document=one)]
        pieces = maker.make_pieces(pages)
        waiting = find_unasked(pieces, shelf, again=again)
        wanted = waiting[:limit] if limit else waiting
        prices = Prices(named.price_in, named.price_out, named.currency)
        if asking.is_local and named.price_in is None and named.price_out is None:
            prices = Prices(0.0, 0.0, named.currency)
        told = estimate(
            wanted, len({one.key for one in pieces}) - len(waiting), maker, prices, shelf.rates(named.model)
        )
        if dry_run:
            _show_what_leaves(told, wanted, asking, named, maker, as_json)
            return
        if not as_json:
            _say_estimate(told, asking, named)
        spent = Spent()
        if wanted:
            _consent(told, yes)
            spent = _ask(investigation, named, maker, wanted, prices, as_json)
        report = investigation.suggest()
        _say_done(investigation, spent, len(waiting) - spent.n_kept, prices, report.did, as_json, folder)


def _get_settings(investigation: Investigation) -> tuple[LanguageModelSettings, Asking]:
    """Which model is asked.

    Raises:
        ValueNotAllowed: none is named, or it is elsewhere and nothing may leave this machine.
    """
    named, asking = investigation.project.settings.language_model, investigation.asking
    where = str(investigation.project.folder / "answerable.toml")
    if named is None or asking is None:
        raise ValueNotAllowed(
            "this investigation names no language model",
            where=where,
            allowed='language_model = { endpoint = "http://localhost:11434/v1", model = "..." }',
            remedy="add that line; everything else works without it (docs/how-to/extract.md)",
        )
    if not asking.is_local and not named.send_outside:
        raise ValueNotAllowed(
            "this language model is not on this machine, and nothing may leave it",
            where=where,
            found=named.endpoint,
            allowed="an endpoint on this machine, or `send_outside = true` beside it",
            remedy="look at what would be sent first: set it, run with --dry-run, and ask whoever answers for the data",
        )
    return named, asking


def _show_what_leaves(
    told: Estimate,
    pieces: Sequence[Piece],
    asking: Asking,
    named: LanguageModelSettings,
    maker: PieceMaker,
    as_json: bool,
) -> None:
    if as_json:
        texts = [{"document": one.page.document, "page": one.page.number, "text": one.redacted.text} for one in pieces]
        print_json({"endpoint": named.endpoint, "is_local": asking.is_local, "estimate": asdict(told), "texts": texts})
        return
    click.echo(f"--- instructions, sent with every piece ---\n{maker.instructions}")
    for number, one in enumerate(pieces, 1):
        masked = counted(one.redacted.n_masked, "stretch", "stretches")
        click.echo(
            f"--- {number} of {len(pieces)}: {one.page.document[:12]}, page {one.page.number}; {masked} taken out ---"
        )
        click.echo(one.redacted.text)
    click.echo("---")
    _say_estimate(told, asking, named)
    click.echo("Nothing was sent.")


def _say_estimate(told: Estimate, asking: Asking, named: LanguageModelSettings) -> None:
    where = (
        "on this machine; nothing leaves it" if asking.is_local else "NOT on this machine; text is sent there, redacted"
    )
    click.echo(f"Model:    {named.model} at {named.endpoint} ({where})")
    kept = counted(told.n_kept, "answer is kept already", "answers are kept already")
    click.echo(f"To ask:   {counted(told.n_pieces, 'piece', 'pieces')}, {told.n_characters:,} characters; {kept}")
    if not asking.is_local:
        masked = counted(told.n_masked, "stretch is taken out", "stretches are taken out")
        click.echo(f"Redacted: {masked} (names, contacts, numbers of persons); by rules: look with --dry-run")
    source = "as its earlier answers took" if told.is_measured else "a guess before its first answer"
    click.echo(f"Time:     about {_minutes(told.seconds)} ({source})")
    click.echo(f"Tokens:   about {told.n_in:,} read, {told.n_out:,} written; cost: {_money(told.cost, named.currency)}")


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _money(cost: float | None, currency: str) -> str:
    return "not known: set price_in and price_out" if cost is None else f"{cost:.2f} {currency}"


def _consent(told: Estimate, yes: bool) -> None:
    """Ask before anything is sent or spent.

    Raises:
        ValueNotAllowed: nobody is there to be asked.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise ValueNotAllowed(
            "nobody is there to say yes",
            where="answerable prompt",
            found=counted(told.n_pieces, "piece to ask about", "pieces to ask about"),
            remedy="run it in a terminal, or with --yes; --dry-run shows what would be sent",
        )
    click.confirm("Go on?", abort=True)


def _ask(
    investigation: Investigation,
    named: LanguageModelSettings,
    maker: PieceMaker,
    wanted: Sequence[Piece],
    prices: Prices,
    as_json: bool,
) -> Spent:
    key = os.environ.get(_KEY, "")
    model = ChatEndpoint(Endpoint(named.endpoint, named.model, key, named.max_tokens, named.timeout_seconds))
    try:
        with show_progress(f"Asking {named.model}", quiet=as_json) as progress:

            def tell(number: int, spent: Spent) -> None:
                left = spent.seconds / number * (len(wanted) - number)
                cost = prices.cost(spent.n_in, spent.n_out)
                now = f"{_money(cost, named.currency)}, " if cost else ""
                progress(number, len(wanted), f"{now}{_minutes(left)} left")

            return ask_pieces(wanted, maker, model, named.model, investigation.model_answers, investigation.clock, tell)
    finally:
        model.close()


def _say_done(
    investigation: Investigation,
    spent: Spent,
    n_left: int,
    prices: Prices,
    did: Sequence[str],
    as_json: bool,
    folder: Path,
) -> None:
    record = investigation.record
    n_suggested = sum(one.by is Pass.LANGUAGE_MODEL for one in record.iter(Suggestion))
    problems = [one for one in record.iter(Problem) if one.code.startswith("model-") or one.code == "matter-not-read"]
    cost = prices.cost(spent.n_in, spent.n_out)
    if as_json:
        plain: dict[str, Any] = asdict(spent) | {"failures": dict(sorted(spent.failures.items())), "cost": cost}
        plain |= {"currency": prices.currency, "n_left": n_left, "n_suggested": n_suggested}
        kept = ("code", "where", "found", "expected", "remedy")
        print_json(plain | {"problems": [{name: getattr(one, name) for name in kept} for one in problems]})
        return
    console = Console(highlight=False, soft_wrap=True)
    console.print(
        f"{spent.n_kept} answers kept in {_minutes(spent.seconds)}: {spent.n_in:,} tokens read, {spent.n_out:,} "
        f"written, cost {_money(cost, prices.currency)}; {spent.n_refused} refused by the model, "
        f"{spent.n_malformed} not readable"
    )
    for code, n in sorted(spent.failures.items()):
        console.print(f"  ! {counted(n, 'piece', 'pieces')} could not be had ({code})", style="yellow", markup=False)
    if spent.stopped:
        console.print("  ! stopped after three failures in a row; nothing is lost", style="yellow", markup=False)
    for sentence in did:
        console.print(f"  {sentence}", markup=False)
    for problem in problems[:8]:
        console.print(f"  ! {problem.code}: {problem.found}", style="yellow", markup=False)
    if n_left:
        console.print(f"{counted(n_left, 'piece is', 'pieces are')} left: run the same command again.")
    console.print(f"Next: answerable review {folder}")

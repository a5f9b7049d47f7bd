"""`answerable pairs`: rule on cases that may be one person's matter.

What lives here: listing, asking, printing. Never here: linkage, what a ruling does (`answerable.reconcile`).
"""

from __future__ import annotations

import getpass
import textwrap
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from answerable.cli.output import folder_argument, json_option, print_json
from answerable.investigation import Investigation
from answerable.model.case import Case
from answerable.model.document import Document
from answerable.model.judgement import Judgement, Ruling
from answerable.reconcile.review import OpenPair, find_open_pairs, rule_pair, undo_ruling

_KEYS = {"s": Ruling.SAME, "d": Ruling.DIFFERENT, "u": Ruling.UNSURE}


@click.command()
@folder_argument
@click.option("--list", "only_list", is_flag=True, help="Show the pairs and stop.")
@click.option("--authority", default="", help="Only this authority.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="How many to show or go through.")
@click.option("--same", "same", metavar="PAIR", help="Rule that the two cases of this pair are one person's matter.")
@click.option("--different", "different", metavar="PAIR", help="Rule that they are not.")
@click.option(
    "--unsure", "unsure", metavar="PAIR", help="Rule that nobody can tell; both readings stay in every count."
)
@click.option("--undo", "undone", metavar="PAIR", help="Take back the last ruling on this pair.")
@click.option("--reason", default="", help="Why.")
@click.option("--by", default="", help="Who rules.  [default: your login name]")
@json_option
def pairs(
    folder: Path,
    only_list: bool,
    authority: str,
    limit: int,
    same: str | None,
    different: str | None,
    unsure: str | None,
    undone: str | None,
    reason: str,
    by: str,
    as_json: bool,
) -> None:
    """Rule on cases in DIR that may be one person's matter: same, different or unsure.

    Each pair shows both sources and the evidence for and against. Every ruling is kept as a line in decisions/.
    """
    investigation = Investigation.open(folder)
    who = by or getpass.getuser()
    with investigation.record as record:
        now = investigation.clock.now().isoformat()
        rulings = [
            rule_pair(record, pair, ruling, by=who, made_at=now, reason=reason)
            for pair, ruling in ((same, Ruling.SAME), (different, Ruling.DIFFERENT), (unsure, Ruling.UNSURE))
            if pair
        ]
        if undone:
            judgements = record.judgements(noun="link")
            rulings.append(undo_ruling(judgements, undone, by=who, made_at=now, reason=reason))
        if rulings:
            _rule(investigation, rulings)
            _say(rulings, as_json)
            return
        found = find_open_pairs(record, authority)[:limit]
        names = {document.id: document.name for document in record.iter(Document)}
        if as_json:
            print_json([_plain(pair, names) for pair in found])
        elif only_list or not found:
            _show_all(found, names)
        else:
            _go_through(investigation, found, names, who)


def _rule(investigation: Investigation, rulings: list[Judgement]) -> None:
    """Keep rulings and let them take effect."""
    investigation.rule(rulings)
    for _ in investigation.run(("reconcile",)):
        pass


def _say(rulings: list[Judgement], as_json: bool) -> None:
    if as_json:
        print_json([{"judgement": one.id, "ruling": one.ruling.value, "pair": one.subject} for one in rulings])
        return
    for one in rulings:
        click.echo(f"{'taken back' if one.undoes else one.ruling.value}: {one.subject}")


def _plain(pair: OpenPair, names: dict[str, str]) -> dict[str, Any]:
    """The shape of `--json`."""
    return {
        "pair": pair.subject,
        "authority": pair.left.authority_id,
        "share_same": pair.link.share_same,
        "evidence": [{"words": words, "bits": bits} for words, bits in pair.link.evidence],
        "cases": [_plain_case(case, names) for case in (pair.left, pair.right)],
        "would_be_one": list(pair.merged),
    }


def _plain_case(case: Case, names: dict[str, str]) -> dict[str, Any]:
    return {
        "case": case.id,
        "method": case.method,
        "document": names.get(case.document, case.document),
        "page": case.span.page,
        "words": case.span.exact,
    }


def _show_all(found: list[OpenPair], names: dict[str, str]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for pair in found:
        _show(console, pair, names)
    console.print(f"{len(found)} pairs wait." if found else "No pair waits for a ruling.")


def _show(console: Console, pair: OpenPair, names: dict[str, str]) -> None:
    console.print(f"\n{pair.left.authority_id}: {pair.link.share_same:.0%} the same   {pair.subject}", style="bold")
    for case in (pair.left, pair.right):
        place = f"{names.get(case.document, case.document[:12])}, page {case.span.page} ({case.method})"
        words = textwrap.shorten(" ".join(case.span.exact.split()), 300, placeholder=" ...")
        console.print(textwrap.indent(textwrap.fill(f"{place}: {words}", 110), "    "), markup=False)
    for words, bits in pair.link.evidence:
        console.print(f"    {bits:+6.1f} bits  {words}", markup=False, style="green" if bits > 0 else "red")
    if len(pair.merged) > 2:
        console.print(f"    the same would make one person's matter of {len(pair.merged)} cases", markup=False)


def _go_through(investigation: Investigation, found: list[OpenPair], names: dict[str, str], who: str) -> None:
    console = Console(highlight=False, soft_wrap=True)
    made: list[Judgement] = []
    for pair in found:
        _show(console, pair, names)
        key = click.prompt("[s]ame  [d]ifferent  [u]nsure  s[k]ip  [q]uit", default="k", show_default=False).strip()[:1]
        if key == "q":
            break
        if key in _KEYS:
            now = investigation.clock.now().isoformat()
            made.append(rule_pair(investigation.record, pair.subject, _KEYS[key], by=who, made_at=now))
    if made:
        _rule(investigation, made)
    console.print(f"{len(made)} rulings kept; {len(find_open_pairs(investigation.record))} pairs wait.")

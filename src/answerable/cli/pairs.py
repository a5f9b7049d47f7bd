"""`answerable pairs`: rule on cases that may be one person's matter.

What lives here: listing, asking, printing. Never here: linkage, what a ruling does (`answerable.reconcile`).
"""

from __future__ import annotations

import getpass
import sys
import textwrap
from itertools import zip_longest
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from answerable.cli.output import folder_argument, json_option, print_json
from answerable.investigation import Investigation
from answerable.model.case import Case
from answerable.model.document import Document
from answerable.model.judgement import Judgement, Ruling
from answerable.model.report import counted
from answerable.reconcile.foresee import Foresight
from answerable.reconcile.material import Material
from answerable.reconcile.review import RULINGS, OpenPair, find_open_pairs, find_ruled_subject, rule_pair, undo_ruling
from answerable.reconcile.waterfall import make_waterfall

_KEYS = {"s": Ruling.SAME, "d": Ruling.DIFFERENT, "u": Ruling.UNSURE}
_WIDTH = 54
"""Columns of each of the two sources that stand side by side."""
_ASKED = "[s]ame  [d]ifferent  [u]nsure  s[k]ip  [z] take back the last  [q]uit "


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

    Each pair shows both sources side by side, the evidence for and against, and what each ruling would change. Every
    ruling is kept at once as a line in decisions/.
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
            subject = find_ruled_subject(record, undone)
            rulings.append(undo_ruling(judgements, subject, by=who, made_at=now, reason=reason))
        if rulings:
            _rule(investigation, rulings)
            _say(rulings, as_json)
            return
        found = find_open_pairs(record, authority)[:limit]
        names = {document.id: document.name for document in record.iter(Document)}
        material = Material(record, investigation.project.codebook, investigation.project.settings.period)
        if as_json:
            ahead = Foresight(material, material.rulings)
            print_json([_plain(pair, names, ahead) for pair in found])
        elif only_list or not found:
            _show_all(found, names, Foresight(material, material.rulings))
        else:
            _go_through(investigation, found, names, who, material)


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


def _plain(pair: OpenPair, names: dict[str, str], ahead: Foresight) -> dict[str, Any]:
    """The shape of `--json`."""
    return {
        "pair": pair.subject,
        "authority": pair.left.authority_id,
        "share_same": pair.link.share_same,
        "evidence": [{"words": words, "bits": bits} for words, bits in pair.link.evidence],
        "cases": [_plain_case(case, names) for case in (pair.left, pair.right)],
        "would_be_one": list(pair.merged),
        "would_change": [{"ruling": ruling.value, "words": words} for ruling, words in _foresee(pair, ahead)],
    }


def _plain_case(case: Case, names: dict[str, str]) -> dict[str, Any]:
    return {
        "case": case.id,
        "method": case.method,
        "document": names.get(case.document, case.document),
        "page": case.span.page,
        "words": case.span.exact,
    }


def _foresee(pair: OpenPair, ahead: Foresight) -> list[tuple[Ruling, str]]:
    """What each ruling would change, in words."""
    sides = (pair.link.left, pair.link.right)
    return [(one, "; ".join(ahead.tell(pair.left.authority_id, sides, one).say())) for one in RULINGS]


def _show_all(found: list[OpenPair], names: dict[str, str], ahead: Foresight) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for pair in found:
        _show(console, pair, names, ahead)
    if found:
        console.print(
            f"\n{counted(len(found), 'pair is', 'pairs are')} shown. Rule on them: answerable pairs DIR", markup=False
        )
    else:
        console.print("No pair waits for a ruling.")


def _show(console: Console, pair: OpenPair, names: dict[str, str], ahead: Foresight) -> None:
    console.print(f"\n{pair.left.authority_id}: {pair.link.share_same:.0%} the same   {pair.subject}", style="bold")
    sides = [_say_side(case, names) for case in (pair.left, pair.right)]
    for left, right in zip_longest(*sides, fillvalue=""):
        console.print(f"    {left:<{_WIDTH}}  |  {right}", markup=False)
    for step in make_waterfall(pair.link.evidence):
        words = f"    {step.bits:+6.1f} bits  {step.share_then:4.0%}  {step.words}"
        console.print(words, markup=False, style="green" if step.bits > 0 else "red")
    for ruling, words in _foresee(pair, ahead):
        console.print(f"    {ruling.value}: {words}", markup=False)


def _say_side(case: Case, names: dict[str, str]) -> list[str]:
    """One case in lines: where it stands, then its words."""
    place = f"{names.get(case.document, case.document[:12])}, page {case.span.page} ({case.method})"
    words = textwrap.shorten(" ".join(case.span.exact.split()), 400, placeholder=" ...")
    return [*textwrap.wrap(place, _WIDTH), "", *textwrap.wrap(words, _WIDTH)]


def _go_through(
    investigation: Investigation, found: list[OpenPair], names: dict[str, str], who: str, material: Material
) -> None:
    """Ask pair by pair; each ruling is kept at once, and takes effect on the counts at the end."""
    console = Console(highlight=False, soft_wrap=True)
    record = investigation.record
    made: list[Judgement] = []
    place = 0
    while place < len(found):
        ahead = Foresight(material, material.read_rulings(record.judgements(noun="link")))
        _show(console, found[place], names, ahead)
        key = _ask_key()
        now = investigation.clock.now().isoformat()
        if key == "q":
            break
        if key == "z" and made:
            last = made.pop()
            investigation.rule([undo_ruling(record.judgements(noun="link"), last.subject, by=who, made_at=now)])
            click.echo(f"taken back: {last.subject}")
            place = next(number for number, pair in enumerate(found) if pair.subject == last.subject)
            continue
        if key in _KEYS:
            made.append(rule_pair(record, found[place].subject, _KEYS[key], by=who, made_at=now))
            investigation.rule(made[-1:])
        if key in (*_KEYS, "k"):
            place += 1
    for _ in investigation.run(("reconcile",)):
        pass
    console.print(f"{len(made)} rulings kept; {len(find_open_pairs(record))} pairs wait.")


def _ask_key() -> str:
    """One key, without Enter where somebody sits at a terminal."""
    if not sys.stdin.isatty():
        return str(click.prompt(_ASKED, default="k", show_default=False)).strip()[:1]
    click.echo(_ASKED, nl=False)
    key = click.getchar().lower()
    click.echo(key)
    return key

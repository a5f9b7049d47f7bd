"""`answerable press`: keep press articles, and rule on matters that only the press tells of.

What lives here: options, printing. Never here: reading, linkage, counting.
"""

from __future__ import annotations

import datetime as dt
import getpass
import textwrap
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from answerable.cli.output import folder_argument, json_option, print_json
from answerable.errors import ValueNotAllowed
from answerable.investigation import Investigation
from answerable.model.case import Case
from answerable.model.judgement import Judgement
from answerable.model.link import Subject
from answerable.model.log import PRESS, LogItem
from answerable.project.press import add_article
from answerable.reconcile.review import rule_press, undo_ruling
from answerable.reconcile.rulings import Anchors, read_rulings


@click.command()
@folder_argument
@click.option("--add", "added", metavar="FILE|ADDRESS", help="Keep an article that you saved, or that stands there.")
@click.option("--authority", default="", help="With --add: whose matter it tells. Else: only this authority.")
@click.option("--publication", default="", help="With --add: who published it.")
@click.option("--published", default="", metavar="YYYY-MM-DD", help="With --add: the date that it bears.")
@click.option("--counts", "counted", metavar="CASE", help="Rule that this press report counts, though it stands alone.")
@click.option("--undo", "undone", metavar="CASE", help="Take back the last such ruling on this press report.")
@click.option("--reason", default="", help="Why.")
@click.option("--by", default="", help="Who rules.  [default: your login name]")
@json_option
def press(
    folder: Path,
    added: str | None,
    authority: str,
    publication: str,
    published: str,
    counted: str | None,
    undone: str | None,
    reason: str,
    by: str,
    as_json: bool,
) -> None:
    """Show the press articles in DIR and what they tell that no answer and no log tells, or add one, or rule on one.

    A press report is linked like the rest, and never counts by itself unless somebody rules that it does.
    """
    investigation = Investigation.open(folder)
    with investigation.record as record:
        if added:
            _add(investigation, added, authority, publication, published, as_json)
            return
        who, now = by or getpass.getuser(), investigation.clock.now().isoformat()
        rulings: list[Judgement] = []
        if counted:
            rulings.append(rule_press(record, counted, by=who, made_at=now, reason=reason))
        if undone:
            rulings.append(undo_ruling(record.judgements(noun=PRESS), undone, by=who, made_at=now, reason=reason))
        if rulings:
            investigation.rule(rulings)
            for _ in investigation.run(("reconcile",)):
                pass
        told = _tell(investigation, authority)
    if as_json:
        print_json(told)
        return
    for one in rulings:
        click.echo(f"{'taken back' if one.undoes else 'counts'}: {one.subject}")
    _print(told)


def _add(
    investigation: Investigation, what: str, authority: str, publication: str, published: str, as_json: bool
) -> None:
    if not authority or not publication:
        raise ValueNotAllowed(
            "an article needs its authority and its publication",
            where="--add",
            found=what,
            allowed="--authority ID --publication NAME",
            remedy="give both, and --published YYYY-MM-DD where the article bears a date",
        )
    if investigation.find_authority(authority) is None:
        raise ValueNotAllowed(
            "no authority goes by this id",
            where="--authority",
            found=authority,
            allowed=f"an id of {investigation.register.partition(' ')[0]}",
            remedy="see them: answerable status",
        )
    folder = investigation.project.folder
    path = add_article(
        folder,
        what,
        authority=authority,
        publication=publication,
        published_on=published,
        saved_on=dt.datetime.now(dt.UTC).date(),
    )
    if as_json:
        print_json({"file": str(path)})
        return
    click.echo(f"Made {path}. Next: answerable run {folder}")


def _tell(investigation: Investigation, authority: str) -> dict[str, Any]:
    """The shape of `--json`."""
    record = investigation.record
    ruled = read_rulings(record.judgements(noun=PRESS), Anchors(record.all(Case, method=PRESS))).press
    cases = {case.id: case for case in record.all(Case, method=PRESS) if authority in ("", case.authority_id)}
    items = {item.id: item.source_id for item in record.all(LogItem)}
    n_cases: dict[str, int] = {}
    for case in cases.values():
        source_id = items.get(case.log_item_id, "")
        n_cases[source_id] = n_cases.get(source_id, 0) + 1
    sources = [one for one in investigation.project.log_sources if one.kind == PRESS]
    return {
        "articles": [
            {
                "article": one.id,
                "authority": one.authority_id,
                "publication": one.publication,
                "published_on": one.published_on,
                "where": one.saved or one.address,
                "cases": n_cases.get(one.id, 0),
            }
            for one in sources
            if authority in ("", one.authority_id)
        ],
        "alone": [
            {
                "case": case_id,
                "authority": subject.authority_id,
                "article": items.get(cases[case_id].log_item_id, ""),
                "counts": case_id in ruled,
                "words": " ".join(cases[case_id].span.exact.split()),
            }
            for subject in record.all(Subject)
            if set(subject.methods) == {PRESS}
            for case_id in subject.cases
            if case_id in cases
        ],
    }


def _print(told: dict[str, Any]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for one in told["articles"]:
        said = ", ".join(part for part in (one["publication"], one["published_on"], one["where"]) if part)
        n_cases = "1 case" if one["cases"] == 1 else f"{one['cases']} cases"
        console.print(f"{one['authority']:<20} {one['article']}: {said}; {n_cases}", markup=False)
    if not told["articles"]:
        console.print("No press article yet: answerable press DIR --add FILE --authority ID --publication NAME")
    if told["alone"]:
        console.print("\nTold by the press alone; linked to nothing, and not counted unless somebody rules so:")
    for one in told["alone"]:
        state = "counts by a ruling" if one["counts"] else "does not count"
        console.print(f"\n{one['authority']}, {one['case']} ({one['article']}): {state}", markup=False, style="bold")
        console.print(textwrap.shorten(one["words"], 400, placeholder=" ..."), markup=False)
    if any(not one["counts"] for one in told["alone"]):
        console.print("\nRule: answerable press DIR --counts CASE --reason WHY")

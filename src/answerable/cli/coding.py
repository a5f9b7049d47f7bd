"""`answerable coding`: blind double coding in the terminal: assign, code, hand in, compare, decide.

What lives here: the group, giving cases out, where it stands. Never here: what is sealed and what agreement is
(`answerable.extract`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from answerable.cli.coding_codes import code_
from answerable.cli.coding_compare import adjudicate_, agreement_
from answerable.cli.coding_desk import CodingDesk, assignment_option, by_option
from answerable.cli.output import folder_argument, json_option, print_json
from answerable.extract.coding import DoubleCoding, find_sealed, hand_in
from answerable.extract.sampling import assign, pick_cases
from answerable.model.case import Case


@click.group()
def coding() -> None:
    """Blind double coding: two people code the same cases, then their agreement is measured.

    Neither coder is shown the other's codes, nor what the machine proposes, nor how far they agree, until both have
    handed in. Every code is a line in decisions/.
    """


@coding.command("assign")
@folder_argument
@click.option("--coder", "coders", multiple=True, required=True, metavar="NAME", help="One of the two; give it twice.")
@click.option("--every", default=1, show_default=True, type=click.IntRange(1), help="One case in so many; 1 for all.")
@click.option("--authority", "authorities", multiple=True, help="Only this authority's cases; several times for more.")
@click.option("--reason", default="", help="Why these.")
@by_option
@json_option
def assign_(
    folder: Path, coders: tuple[str, ...], every: int, authorities: tuple[str, ...], reason: str, by: str, as_json: bool
) -> None:
    """Give a sample of the cases, or all, to two people.

    The rule is kept with the assignment. Where picking begins is drawn from the investigation's name, so that the same
    rule on the same cases always picks the same.
    """
    desk = CodingDesk(folder, by)
    with desk.record:
        picked, rule = pick_cases(
            desk.record.all(Case),
            seed=desk.investigation.project.settings.slug,
            every=every,
            authorities=authorities,
            taken=find_sealed(desk.all()),
        )
        made = assign(picked, coders, rule=rule, codebook=desk.codebook, by=desk.by, made_at=desk.now(), reason=reason)
        desk.keep([made])
    if as_json:
        print_json(
            {"assignment": made.subject, "coders": list(coders), "rule": rule, "cases": [one.id for one in picked]}
        )
        return
    click.echo(f"{made.subject}: {len(picked)} cases for {' and '.join(coders)}: {rule}.")
    click.echo(f'Next, each of them: answerable coding code {folder} --by "NAME"   (or in the app: answerable serve)')


@coding.command("list")
@folder_argument
@by_option
@json_option
def list_(folder: Path, by: str, as_json: bool) -> None:
    """Show every double coding: whose, how far, and whether it is open."""
    desk = CodingDesk(folder, by)
    with desk.record:
        rows = [_plain_state(one, desk) for one in desk.all()]
    if as_json:
        print_json({"codings": rows})
        return
    for row in rows:
        click.echo(f"{row['assignment']}  {row['n_cases']} cases: {row['rule']}")
        for coder in row["coders"]:
            state = "handed in" if coder["handed_in"] else f"{coder['n_coded']} of {row['n_cases']} coded"
            click.echo(f"  {coder['name']:<24} {state}")
        click.echo("  sealed until both have handed in" if row["sealed"] else "  open: answerable coding agreement")
    if not rows:
        click.echo("None. Next: answerable coding assign --coder NAME --coder NAME")


def _plain_state(one: DoubleCoding, desk: CodingDesk) -> dict[str, Any]:
    names = [variable.name for variable in desk.variables]
    coders = [
        {"name": coder, "n_coded": one.n_coded(coder, names), "handed_in": one.handed_in.get(coder)}
        for coder in one.coders
    ]
    return {
        "assignment": one.id,
        "rule": one.rule,
        "codebook": one.codebook,
        "n_cases": len(one.cases),
        "sealed": one.is_sealed,
        "coders": coders,
    }


@coding.command("hand-in")
@folder_argument
@assignment_option
@by_option
@json_option
def hand_in_(folder: Path, assignment: str, by: str, as_json: bool) -> None:
    """Say that you are done. When both are, the codes are opened."""
    desk = CodingDesk(folder, by, assignment)
    with desk.record:
        desk.keep([hand_in(desk.pick(), desk.codebook, by=desk.by, made_at=desk.now())])
        one = desk.pick()
    if as_json:
        print_json(_plain_state(one, desk))
        return
    click.echo(
        "Handed in." + (" The other coder still codes." if one.is_sealed else " Both are in: the codes are open.")
    )
    click.echo(f"Next: answerable coding {'list' if one.is_sealed else 'agreement'} {folder}")


for _command in (code_, agreement_, adjudicate_):
    coding.add_command(_command)

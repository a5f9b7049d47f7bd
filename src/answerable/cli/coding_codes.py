"""`answerable coding code`: one coder's codes, asked one after the other or given by option.

What lives here: asking and printing. Never here: what a code is (`answerable.extract.coding`).
"""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from answerable.cli.coding_desk import CodingDesk, assignment_option, by_option
from answerable.cli.output import folder_argument, json_option, print_json
from answerable.errors import AnswerableError, ValueNotAllowed
from answerable.extract.coding import IS_CASE_VARIABLE, DoubleCoding, code
from answerable.model.case import Case
from answerable.model.codebook import Variable, VariableKind
from answerable.model.judgement import Judgement


@click.command("code")
@folder_argument
@click.option("--case", "case_id", default="", help="Only this case.")
@click.option(
    "--set", "settings", multiple=True, metavar="VARIABLE=VALUE", help="With --case: a code; several for more."
)
@click.option("--words", multiple=True, help="With --set: the words that show each value, in the same order.")
@click.option("--rest-not-stated", is_flag=True, help="With --set: all other variables are not stated.")
@assignment_option
@by_option
@json_option
def code_(
    folder: Path,
    case_id: str,
    settings: tuple[str, ...],
    words: tuple[str, ...],
    rest_not_stated: bool,
    assignment: str,
    by: str,
    as_json: bool,
) -> None:
    """Code the cases that are yours, one after the other, or one value by --case and --set.

    You see the words of the case and nothing else. An empty answer means: not stated. `is_case=no` says that the words
    tell no case. A value follows from words that stand on the page.
    """
    desk = CodingDesk(folder, by, assignment)
    with desk.record:
        one = desk.pick()
        if case_id and settings:
            made = _code_set(desk, one, desk.case(case_id), settings, words, rest_not_stated)
            desk.keep(made)
            if as_json:
                print_json([{"judgement": line.id, "ruling": "code", "subject": line.subject} for line in made])
            else:
                click.echo(f"{len(made)} codes kept. Next: answerable coding hand-in {folder}")
            return
        if not one.find_coder(desk.by):
            raise ValueNotAllowed(
                "these cases are coded by others",
                found=desk.by,
                allowed=" or ".join(one.coders),
                remedy="say --by NAME",
            )
        _go_through(desk, one, case_id)


def _code_set(
    desk: CodingDesk, one: DoubleCoding, case: Case, settings: tuple[str, ...], words: tuple[str, ...], rest: bool
) -> list[Judgement]:
    made: list[Judgement | None] = []
    given: set[str] = set()
    for number, setting in enumerate(settings):
        name, equals, value = setting.partition("=")
        if not equals:
            raise ValueNotAllowed("a code needs VARIABLE=VALUE", found=setting)
        given.add(name)
        page, span = desk.place(case, words[number] if number < len(words) else "")
        made.append(
            code(one, case, desk.variable(name), value or None, by=desk.by, made_at=desk.now(), page=page, span=span)
        )
    if rest:
        for variable in desk.variables:
            if variable.name not in given:
                made.append(code(one, case, variable, None, by=desk.by, made_at=desk.now()))
    return [line for line in made if line is not None]


def _go_through(desk: CodingDesk, one: DoubleCoding, only: str) -> None:
    """Every case that is left, one question after the other."""
    console = Console(highlight=False, soft_wrap=True)
    names = [variable.name for variable in desk.variables]
    coder = one.find_coder(desk.by)
    left = [case_id for case_id in one.cases if not one.is_coded(coder, case_id, names) and only in ("", case_id)]
    console.print(
        "Empty: not stated. [q] stops; what you coded is kept. [n] as the first answer: no case.", markup=False
    )
    for number, case_id in enumerate(left, 1):
        case = desk.case(case_id)
        file = desk.names.get(case.document, "")
        console.rule(f"{number} of {len(left)}  {case.authority_id}  {file}, page {case.span.page}", style="dim")
        console.print(" ".join(case.span.exact.split()), markup=False, style="cyan")
        made = _ask_case(desk, one, case)
        if made is None:
            break
        desk.keep(made)
    current = desk.pick()
    n_left = len(current.cases) - current.n_coded(coder, names)
    following = "hand-in" if not n_left else "code"
    console.print(f"{n_left} cases are left. Next: answerable coding {following} {desk.investigation.project.folder}")


def _ask_case(desk: CodingDesk, one: DoubleCoding, case: Case) -> list[Judgement] | None:
    """A person's codes of one case; None where they stop."""
    made: list[Judgement] = []
    for number, variable in enumerate(desk.variables):
        while True:
            value = click.prompt(_say_question(variable), default="", show_default=False).strip()
            if value == "q":
                return None
            if value == "n" and number == 0:
                line = code(one, case, IS_CASE_VARIABLE, "no", by=desk.by, made_at=desk.now())
                return [line] if line else []
            try:
                words = click.prompt("  its words", default=value, show_default=False) if value else ""
                page, span = desk.place(case, words)
                line = code(one, case, variable, value or None, by=desk.by, made_at=desk.now(), page=page, span=span)
            except AnswerableError as error:
                click.echo(str(error), err=True)
                continue
            made += [line] if line else []
            break
    return made


def _say_question(variable: Variable) -> str:
    if variable.kind is VariableKind.YES_NO:
        return f"{variable.name} (yes, no)"
    names = ", ".join(category.name for category in variable.categories)
    return f"{variable.name} ({names})" if names else variable.name

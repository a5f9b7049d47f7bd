"""`answerable verify-archive`: was anything altered that was kept?

What lives here: options and printing. Never here: the check itself (`collect.verify`).
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click
from rich.console import Console

from answerable.adapters.signing import find_key_file, load_signer
from answerable.cli.output import folder_argument, json_option, print_json
from answerable.collect.chain import name_key
from answerable.collect.keep import WARC_FOLDER
from answerable.collect.verify import ArchiveCheck, check_archive
from answerable.investigation import Investigation
from answerable.model.report import counted


@click.command("verify-archive")
@folder_argument
@click.option("--key", "keys", multiple=True, metavar="NAME", help="Trust only lines signed with this key.")
@click.option("--head", default="", metavar="HASH", help="A hash that you laid down elsewhere: it must still be there.")
@json_option
@click.pass_context
def verify_archive(ctx: click.Context, folder: Path, keys: tuple[str, ...], head: str, as_json: bool) -> None:
    """Check every kept page, WARC file, line and signature of the investigation in DIR; exit 1 where one was altered.

    It prints the hash of the last line. Lay it down where others can see it and nobody can change it (a mail, a
    printed page, a public post): with `--head` it shows later that nothing before it was replaced.
    """
    investigation = Investigation.open(folder)
    with investigation.record:
        home = investigation.project.folder
        done = check_archive(home / WARC_FOLDER, home, investigation.record.get_bytes, trusted=keys, known_head=head)
    ours = name_key(load_signer(home).public_key) if find_key_file(home).exists() else ""
    if as_json:
        print_json({**dataclasses.asdict(done), "this_machines_key": ours})
    else:
        _print(done, ours)
    ctx.exit(1 if done.problems else 0)


def _print(done: ArchiveCheck, ours: str) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for problem in done.problems:
        console.print(f"! {problem.code}: {problem.where}: {problem.found}", markup=False)
        console.print(f"    {problem.remedy}", markup=False)
    if not done.problems:
        console.print(f"{done.n_visits} visits: every line, WARC file and page is as it was written.")
    for name, n_lines in sorted(done.signed_by.items()):
        whose = "this machine's key" if name == ours else "not this machine's key"
        said = f"signed with {name} ({whose})" if name else "not signed"
        console.print(f"{counted(n_lines, 'line', 'lines')} {said}.", markup=False)
    if done.head:
        console.print(f"Head of the chain: {done.head}", markup=False)
        console.print("Lay it down where nobody can change it; later: answerable verify-archive --head HASH")

"""`answerable verify`: try a published site with nothing but itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from rich.console import Console

from answerable.adapters.site import WebSite
from answerable.analyze.recompute import recompute
from answerable.check.bindings import resolve
from answerable.cli.output import json_option, print_json, show_progress
from answerable.model.dates import Period
from answerable.model.finding import Finding
from answerable.model.report import counted
from answerable.model.story import Binding, Filter
from answerable.publish.verify.report import Verified
from answerable.publish.verify.run import verify as verify_site
from answerable.publish.verify.sites import open_site

_MOST = 20


@click.command()
@click.argument("site", metavar="SITE")
@json_option
def verify(site: str, as_json: bool) -> None:
    """Try a published SITE (its folder, its ZIP or its address) with nothing but itself.

    Every file is compared with the site's list of hashes, every finding is measured again by its own query on the
    package's tables, and every figure of the pages is compared with what comes out. Ends with 1 where anything differs.
    """
    place = WebSite(site) if site.startswith(("http://", "https://")) else open_site(Path(site))
    with show_progress("Verifying", quiet=as_json) as progress:
        verified = verify_site(place, recompute, say_figure, progress)
    if as_json:
        print_json({"site": site, "holds": verified.holds, **dataclasses.asdict(verified)})
    else:
        _print(verified, site)
    if not verified.holds:
        raise click.exceptions.Exit(1)


def say_figure(
    name: str, filters: Sequence[Sequence[str]], findings: Mapping[str, Finding], period: Period | None
) -> str:
    """The words that a figure of the story stands for."""
    binding = Binding(0, 0, "", name, tuple(Filter(step[0], step[1]) for step in filters))
    found = resolve(binding, findings, period)
    return found.words or f"nothing ({found.problem})"


def _print(verified: Verified, site: str) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(
        f"{verified.n_files:,} files, {verified.n_rows:,} rows, {verified.n_findings:,} findings and "
        f"{verified.n_figures:,} printed figures tried in {site}",
        markup=False,
    )
    if verified.holds:
        console.print("Everything holds: each figure follows from the package, no byte differs.", style="green")
        return
    console.print(f"{counted(len(verified.differences), 'thing differs', 'things differ')}:", style="red")
    for one in verified.differences[:_MOST]:
        console.print(f"  {one.where}", markup=False, style="bold")
        console.print(f"     found {one.found}; expected {one.expected}", markup=False)
    if len(verified.differences) > _MOST:
        console.print(f"  and {len(verified.differences) - _MOST:,} more; --json lists them all")
    console.print("Next: do not rely on this copy; compare it with the publisher's own.")

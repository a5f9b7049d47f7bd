"""Verify a site: hashes, tables, findings, figures, in this order.

What comes in: a site, what measures findings and says figures. What goes out: a `Verified`. Never here: printing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from answerable.model.finding import Finding
from answerable.model.report import Progress, no_progress
from answerable.publish.verify.figures import Expected, Resolve, check_pages, check_story
from answerable.publish.verify.findings import VIEWS, Recompute, compare, load_json
from answerable.publish.verify.hashes import check_hashes, check_package, list_sums
from answerable.publish.verify.report import Difference, Verified
from answerable.publish.verify.sites import Site
from answerable.publish.verify.tables import check_tables
from answerable.store.parquet import iter_parquet


def verify(site: Site, recompute: Recompute, resolve: Resolve, progress: Progress = no_progress) -> Verified:
    """Try everything that a published site says about itself.

    Args:
        site: folder, ZIP or address.
        recompute: measures findings on tables.
        resolve: says the figures of the story.
        progress: told of each file.
    """
    verified = Verified()
    sums, wrong = list_sums(site)
    verified.differences += wrong
    verified.n_files = len(sums)
    verified.differences += check_hashes(site, sums, progress)
    verified.differences += _guarded("data/", check_package(site))
    verified.n_rows += _take(verified, _guarded("data/", check_tables(site)))
    findings = _measure(site, recompute, verified)
    try:
        counts = list(iter_parquet(site.read("data/counts.parquet") or b""))
    except ValueError:
        counts = []
    expected = Expected(findings, counts)
    verified.n_figures += _take(verified, _guarded("pages", check_pages(site, sorted(sums), expected)))
    verified.n_figures += _take(verified, _guarded("data/story.json", check_story(site, findings, resolve)))
    return verified


def _measure(site: Site, recompute: Recompute, verified: Verified) -> dict[str, Finding]:
    plain = load_json(site, "data/findings.json")
    if not isinstance(plain, list):
        verified.differences.append(Difference("unreadable", "data/findings.json", "no list", "the findings"))
        return {}
    views = {name: site.read(f"data/{name}.parquet") or b"" for name in VIEWS}
    try:
        measured = dict(recompute(views, plain))
        for one in plain:
            verified.differences += compare(one, measured.get(one["name"], "no result"))
    except (ValueError, KeyError, TypeError) as error:
        verified.differences.append(Difference("unreadable", "data/findings.json", repr(error)[:120], "as published"))
        return {}
    verified.n_findings = len(measured)
    return {name: finding for name, finding in measured.items() if isinstance(finding, Finding)}


def _guarded(where: str, steps: Iterable[Any]) -> Iterable[Any]:
    """The steps; where a file is not shaped as published, that is told and the rest goes on."""
    try:
        yield from steps
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        yield Difference("unreadable", where, repr(error)[:120], "as published")


def _take(verified: Verified, steps: Iterable[Difference | int]) -> int:
    n = 0
    for step in steps:
        if isinstance(step, int):
            n += step
        else:
            verified.differences.append(step)
    return n

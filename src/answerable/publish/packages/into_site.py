"""Put the package into the site, and see that its readers can measure every finding with it.

What comes in: a writer, the edition, the material. What goes out: the package's files in the site, and a problem for
each finding that the package does not bear. Never here: what is in the package.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from answerable.model.ids import make_id
from answerable.model.problem import Problem
from answerable.publish.article import print_headline
from answerable.publish.edition import Edition, Material
from answerable.publish.packages.crate import Described
from answerable.publish.packages.make import make_package
from answerable.publish.verify.findings import Recompute, check_findings
from answerable.publish.verify.sites import PackageFolder
from answerable.publish.writer import SiteWriter

_REMEDY = (
    "take what it asks for and the package withholds out of its query: rejected cases, subjects of letters, words of "
    "problems, or words that are blacked out"
)


def add_package(
    writer: SiteWriter, edition: Edition, material: Material, recompute: Recompute
) -> tuple[list[Described], list[Problem]]:
    """Put the package; return its files, and a problem for each finding that it does not bear."""
    writer.out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=writer.out.parent, prefix=".package-") as name:
        folder = Path(name)
        headline = print_headline(edition.story, material.claims)
        files = make_package(edition, material, folder, headline)
        differences = check_findings(PackageFolder(folder), recompute)
        for file in files:
            writer.add_file(f"data/{file.name}", folder / file.name)
    return files, [
        Problem(
            make_id("prb", "publish-not-recomputable", one.where, one.found),
            "publish-not-recomputable",
            one.where,
            found=f"{one.found}; the package gives {one.expected}",
            remedy=_REMEDY,
            blocks=True,
        )
        for one in differences
    ]

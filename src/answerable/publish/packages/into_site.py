"""Put the package into the site, and see that its readers can measure every finding with it.

What comes in: a writer, the edition, the material. What goes out: the package's files in the site, and a problem for
each finding that the package does not bear. Never here: what is in the package.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from answerable.model.ids import make_id, make_key
from answerable.model.problem import Problem
from answerable.publish.article import print_headline
from answerable.publish.edition import Edition, Material
from answerable.publish.packages.crate import Described
from answerable.publish.packages.make import list_table_files, make_package
from answerable.publish.verify.findings import Recompute, check_findings
from answerable.publish.verify.report import Difference
from answerable.publish.verify.sites import PackageFolder
from answerable.publish.writer import SiteWriter, hash_room

_REMEDY = (
    "take what it asks for and the package withholds out of its query: rejected cases, subjects of letters, words of "
    "problems, or words that are blacked out"
)


def add_package(
    writer: SiteWriter, edition: Edition, material: Material, recompute: Recompute, tables_key: str
) -> tuple[list[Described], list[Problem]]:
    """Put the package; return its files, and a problem for each finding that it does not bear.

    Args:
        writer: of the site.
        edition: the parts of the folder.
        material: of the record.
        recompute: measures findings again from the package's tables.
        tables_key: of everything that the tables are made from; those of the last run are taken where it is the same.
    """
    site = writer.out
    site.parent.mkdir(parents=True, exist_ok=True)
    kept = site / "data" if writer.knows_group(tables_key) else None
    with tempfile.TemporaryDirectory(dir=site.parent, prefix=".package-") as name:
        folder = Path(name)
        headline = print_headline(edition.story, material.claims)
        files = make_package(edition, material, folder, headline, kept)
        differences = _try_findings(site, folder, files, recompute)
        tables = set(list_table_files(edition))
        with writer.group(tables_key) as stands:
            for file in files:
                if not stands and file.name in tables:
                    writer.add_file(f"data/{file.name}", folder / file.name)
        for file in files:
            if file.name not in tables:
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


def _try_findings(site: Path, folder: Path, files: Sequence[Described], recompute: Recompute) -> list[Difference]:
    """Measure every finding from the package, unless these very tables and findings came out right before."""
    note = site.parent / f"{site.name}.recomputed"
    asked = [[one.name, one.sha256] for one in files if one.name == "findings.json" or one.name.endswith(".parquet")]
    key = make_key(hash_room(), recompute.__module__, asked)
    if note.is_file() and note.read_text(encoding="utf-8") == key:
        return []
    differences = check_findings(PackageFolder(folder), recompute)
    if not differences:
        note.write_text(key, encoding="utf-8")
    return differences

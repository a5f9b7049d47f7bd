"""Make the package: every table in every form, the descriptions, the letters, the decisions, and all of it as one ZIP.

What comes in: the edition, the material, an empty folder. What goes out: files in that folder, described. Rows go
through one by one: first into SQLite, and from there in the order of their keys into the other forms. Never here: what
a table holds, what may not go out (that is `tables`).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from answerable.model.link import Subject
from answerable.publish.corrections import make_correction_rows
from answerable.publish.edition import Edition, Material
from answerable.publish.packages.coders import COLUMNS, list_decisions
from answerable.publish.packages.crate import Described, make_crate
from answerable.publish.packages.database import Database
from answerable.publish.packages.facts import plain_codebook, plain_findings, plain_story
from answerable.publish.packages.letters import iter_letters
from answerable.publish.packages.licences import find_licence
from answerable.publish.packages.provenance import make_provenance
from answerable.publish.packages.tables import Table, TableRows, list_tables
from answerable.publish.packages.tabular import CsvFile, describe_csvw, describe_frictionless
from answerable.store.parquet import write_parquet
from answerable.store.view_rows import Row, make_subject_row
from answerable.store.views import list_case_variables

_AT_ONCE = 500


def make_package(
    edition: Edition, material: Material, folder: Path, headline: str, kept: Path | None = None
) -> list[Described]:
    """Make every file of the package.

    Args:
        edition: the parts of the folder.
        material: of the record.
        folder: an empty folder.
        headline: of the story, with its figures filled in.
        kept: a folder that holds the tables as they are to be; None to make them.
    """
    tables = list_tables(edition)
    packer = _Packer(edition, folder)
    if kept is None:
        _make_tables(packer, edition, material)
    else:
        for name, (media_type, says) in list_table_files(edition).items():
            shutil.copyfile(kept / name, packer.file(name, media_type, says))
    packer.json("findings.json", "every finding with its query, bounds and records", plain_findings(edition, material))
    packer.json(
        "story.json",
        "the figures of the story and the findings that bear them",
        plain_story(edition, material, headline),
    )
    packer.json("codebook.json", "variables, categories and their definitions", plain_codebook(edition))
    corrections = make_correction_rows(edition)
    packer.json("corrections.json", "what was corrected or taken down since publication, and why", corrections)
    for name, text in iter_letters(edition, material):
        packer.text(name, "the letter as it went out, with its questions", text)
    documents = [row["document"] for row in TableRows(edition, material).iter("documents")]
    packer.json(
        "provenance.jsonld",
        "where everything comes from (PROV-O)",
        make_provenance(edition, material, tables, documents),
    )
    licence = find_licence(edition)
    csvw = describe_csvw(tables, edition.name, edition.publisher, licence)
    packer.json("csv-metadata.json", "describes the CSV files (CSV on the Web)", csvw)
    frictionless = _make_datapackage(edition, tables, packer.described, licence)
    packer.json("datapackage.json", "describes the files (Frictionless Data Package) with their hashes", frictionless)
    crate = make_crate(edition, packer.described, licence)
    packer.json("ro-crate-metadata.json", "describes the files (RO-Crate)", crate)
    packer.zip(f"{edition.slug}.zip", "all of these files in one")
    return packer.described


def list_table_files(edition: Edition) -> dict[str, tuple[str, str]]:
    """The files that hold the tables, with media type and what each is."""
    says = "all tables with their keys, views and full-text search (SQLite)"
    files = {f"{edition.slug}.db": ("application/vnd.sqlite3", says)}
    for table in list_tables(edition):
        files[f"{table.name}.csv"] = ("text/csv", f"a row is {table.a_row_is}")
        if table.is_view:
            files[f"{table.name}.parquet"] = ("application/vnd.apache.parquet", f"a row is {table.a_row_is}")
    return files | {"decisions.csv": ("text/csv", "what people ruled, without their names")}


def _make_tables(packer: _Packer, edition: Edition, material: Material) -> None:
    """Rows into SQLite, and from there in the order of their keys into the other forms."""
    tables = list_tables(edition)
    paths = {name: packer.file(name, *described) for name, described in list_table_files(edition).items()}
    with _Open(Database(paths[f"{edition.slug}.db"], tables)) as database:
        _fill(database, edition, material)
        for table in tables:
            with CsvFile(paths[f"{table.name}.csv"], [column.name for column in table.columns]) as file:
                rows = file.write_through(table, database.iter(table.name))
                if table.is_view:
                    write_parquet(paths[f"{table.name}.parquet"], table.columns, rows)
                else:
                    deque(rows, maxlen=0)
        decisions = list(list_decisions(material.judgements, _shown(material), material.names))
        with CsvFile(paths["decisions.csv"], COLUMNS) as file:
            file.write(decisions)
        database.insert_other("decisions", COLUMNS, decisions)
        _describe_findings(database, material)


def _fill(database: Database, edition: Edition, material: Material) -> None:
    rows = TableRows(edition, material)
    for name in database.tables:
        if name not in ("cases", "case_values", "subjects"):
            database.insert(name, rows.iter(name))
    for few in _in_groups(material.cases.values()):
        made = [rows.of_case(case) for case in few]
        database.insert("cases", (row for row, _ in made))
        database.insert("case_values", (value for _, values in made for value in values))
    columns = list_case_variables(edition.codebook, "subjects")
    for subjects in _in_groups(material.iter_subjects()):
        database.insert("subjects", _subject_rows(database, subjects, columns))


def _subject_rows(database: Database, subjects: Sequence[Subject], columns: Any) -> Iterator[Row]:
    ids = [case_id for subject in subjects for case_id in subject.cases]
    found: dict[str, Row] = {}
    for at in range(0, len(ids), _AT_ONCE):
        found |= {row["case_id"]: row for row in database.find_cases(ids[at : at + _AT_ONCE])}
    for subject in subjects:
        row = make_subject_row(subject, [found[one] for one in subject.cases if one in found], columns)
        if row is not None:
            yield row


def _in_groups(items: Iterable[Any]) -> Iterator[list[Any]]:
    group: list[Any] = []
    for item in items:
        group.append(item)
        if len(group) == _AT_ONCE:
            yield group
            group = []
    yield group


def _shown(material: Material) -> frozenset[str]:
    tallies = (tally.id for tally in material.tallies.values())
    return frozenset([*material.briefs, *tallies, *(row.id for row in material.classifications if row.request_id)])


def _describe_findings(database: Database, material: Material) -> None:
    heads = ("name", "title", "unit", "low", "high", "sql")
    database.insert_other(
        "findings",
        heads,
        (
            (
                finding.id,
                finding.title,
                finding.unit,
                None if finding.value is None else repr(finding.value.low),
                None if finding.value is None or finding.value.high is None else repr(finding.value.high),
                finding.sql,
            )
            for finding in material.findings.values()
        ),
    )


def _make_datapackage(
    edition: Edition, tables: Sequence[Table], files: Sequence[Described], licence: str
) -> dict[str, Any]:
    by_name = {f"{table.name}.csv": table for table in tables}
    resources = []
    for file in files:
        stem, _, form = file.name.rpartition(".")
        resource: dict[str, Any] = {
            "name": stem.replace("/", "-").lower()
            if form == "csv"
            else file.name.replace("/", "-").replace(".", "-").lower(),
            "path": file.name,
            "format": form,
            "mediatype": file.media_type,
            "bytes": file.size,
            "hash": f"sha256:{file.sha256}",
            "description": file.says,
            "profile": "data-resource",
            "type": "file",
        }
        table = by_name.get(file.name)
        if table is not None:
            resource |= {
                "profile": "tabular-data-resource",
                "type": "table",
                "encoding": "utf-8",
                "schema": describe_frictionless(table),
            }
        resources.append(resource)
    return {
        "name": edition.slug,
        "title": edition.name,
        "profile": "data-package",
        "version": edition.as_of.isoformat(),
        "licenses": [{"name": edition.story.licence or "CC BY 4.0", "path": licence}],
        "contributors": [{"title": edition.publisher, "role": "publisher"}],
        "resources": resources,
    }


class _Packer:
    """Files in a folder, described as they are finished."""

    def __init__(self, edition: Edition, folder: Path) -> None:
        self._edition, self._folder = edition, folder
        self._waiting: list[tuple[str, str, str]] = []
        self._described: list[Described] = []

    @property
    def described(self) -> list[Described]:
        """What there is so far, with sizes and hashes."""
        for name, media_type, says in self._waiting:
            path = self._folder / name
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            self._described.append(Described(name, media_type, says, path.stat().st_size, digest))
        self._waiting.clear()
        return self._described

    def file(self, name: str, media_type: str, says: str) -> Path:
        """Where to write a file."""
        self._waiting.append((name, media_type, says))
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def text(self, name: str, says: str, text: str, media_type: str = "text/markdown") -> None:
        """Put a text."""
        self.file(name, media_type, says).write_text(text, encoding="utf-8", newline="\n")

    def json(self, name: str, says: str, plain: Any) -> None:
        """Put JSON."""
        media_type = "application/ld+json" if name.endswith("jsonld") else "application/json"
        with self.file(name, media_type, says).open("w", encoding="utf-8", newline="\n") as file:
            json.dump(plain, file, ensure_ascii=False, indent=1)
            file.write("\n")

    def zip(self, name: str, says: str) -> None:
        """Put everything there is into one ZIP."""
        files = [one.name for one in self.described]
        write_zip(self.file(name, "application/zip", says), {file: self._folder / file for file in files})


class _Open:
    """A database that is finished when it is left."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Database:
        return self._database

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._database.finish()


def write_zip(target: Path, files: dict[str, Path]) -> None:
    """Files as a ZIP whose bytes depend on nothing but them."""
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            with files[name].open("rb") as source, archive.open(entry, "w", force_zip64=True) as place:
                while chunk := source.read(1 << 20):
                    place.write(chunk)

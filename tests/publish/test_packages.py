"""The package under the standards' own tools: every description holds, every form says the same, bytes come again."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import csvw
import frictionless
import prov.model
import pyarrow.parquet as pq
import pytest
from rdflib import Graph
from rocrate.rocrate import ROCrate

from answerable.model.judgement import Ruling, make_judgement
from answerable.publish.edition import gather
from answerable.publish.packages.coders import list_decisions, name_coders
from answerable.publish.packages.make import make_package
from answerable.publish.privacy import NOBODY


@pytest.fixture
def data(published: Any) -> Path:
    return Path(published.out) / "data"


@pytest.mark.slow
def test_frictionless_finds_the_data_package_valid(data: Path) -> None:
    report = frictionless.validate(str(data / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])[:5]
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    tables = [one for one in package["resources"] if one["profile"] == "tabular-data-resource"]
    assert {"cases", "case_values", "subjects", "answers", "counts"} <= {one["name"] for one in tables}
    assert any(one["schema"].get("foreignKeys") for one in tables)


def test_a_broken_key_is_no_valid_data_package(data: Path, tmp_path: Path) -> None:
    shutil.copytree(data, tmp_path / "data")
    cases = tmp_path / "data" / "cases.csv"
    cases.write_text(cases.read_text(encoding="utf-8").replace(",avon-fell,", ",nowhere,", 1), encoding="utf-8")
    assert not frictionless.validate(str(tmp_path / "data" / "datapackage.json")).valid


@pytest.mark.filterwarnings("ignore")
def test_csvw_reads_every_table_with_its_types_and_keys(data: Path) -> None:
    group = csvw.TableGroup.from_file(data / "csv-metadata.json")
    group.check_referential_integrity(strict=True)
    for table in group.tables:
        rows = list(table.iterdicts(strict=True))
        with (data / str(table.url)).open(encoding="utf-8", newline="") as file:
            assert len(rows) == sum(1 for _ in csv.reader(file)) - 1
    cases = next(table for table in group.tables if str(table.url) == "cases.csv")
    case = next(iter(cases.iterdicts(strict=True)))
    assert isinstance(case["platform"], list)
    assert isinstance(case["page"], int)


def test_the_crate_opens_and_every_file_stands_in_it(data: Path) -> None:
    crate = ROCrate(str(data))
    described = {entity.id for entity in crate.get_entities() if entity.type == "File"}
    standing = {path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file()}
    assert standing - described == {"ro-crate-metadata.json", "invented.zip"}
    assert crate.root_dataset["license"].id.startswith("https://creativecommons.org/")


def test_the_provenance_is_prov(data: Path) -> None:
    graph = Graph().parse(data / "provenance.jsonld", format="json-ld")
    document = prov.model.ProvDocument.deserialize(
        content=graph.serialize(format="trig"), format="rdf", rdf_format="trig"
    )
    kinds = {record.get_type().localpart for record in document.get_records()}
    assert {"Entity", "Activity", "Agent", "Usage", "Generation", "Derivation"} <= kinds
    asked = """
        PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT ?document WHERE { ?finding prov:wasDerivedFrom ?document . ?finding prov:wasGeneratedBy ?query }
    """
    cases = {row["document"] for row in csv.DictReader((data / "cases.csv").open(encoding="utf-8"))}
    assert cases <= {str(row[0]).removeprefix("urn:sha256:") for row in graph.query(asked)}


def test_sqlite_holds_its_keys_and_is_searched(data: Path) -> None:
    with sqlite3.connect(f"file:{data / 'invented.db'}?mode=ro", uri=True) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        found = database.execute(
            "SELECT c.case_id FROM cases_fts f JOIN cases c ON c.rowid = f.rowid WHERE cases_fts MATCH 'whatsapp'"
        ).fetchall()
        n = database.execute("SELECT count(*) FROM cases WHERE words LIKE '%whatsapp%'").fetchone()[0]
        assert len(found) == n > 0
        assert (
            database.execute("SELECT count(*) FROM case_list").fetchone()
            == database.execute("SELECT count(*) FROM cases").fetchone()
        )
        assert dict(database.execute("SELECT name, low FROM findings"))["disciplined"] == "28.0"


def test_parquet_keeps_types_and_lists(data: Path) -> None:
    table = pq.read_table(data / "cases.parquet")
    assert str(table.schema.field("platform").type).startswith("list")
    assert pq.read_table(data / "answers.parquet").schema.field("due_on").type == "date32[day]"
    with (data / "cases.csv").open(encoding="utf-8", newline="") as file:
        assert [row["case_id"] for row in csv.DictReader(file)] == table.column("case_id").to_pylist()


def test_the_zip_holds_the_same_bytes(data: Path) -> None:
    with zipfile.ZipFile(data / "invented.zip") as archive:
        for name in archive.namelist():
            assert archive.read(name) == (data / name).read_bytes(), name
        assert "letters/batch.md" in archive.namelist() or any(n.startswith("letters/") for n in archive.namelist())


def test_the_bytes_come_again(published: Any, tmp_path: Path) -> None:
    material = gather(published.record, published.edition)
    headline = json.loads((published.out / "data" / "story.json").read_text(encoding="utf-8"))["headline"]
    for file in make_package(published.edition, material, tmp_path, headline):
        assert file.sha256 == hashlib.sha256((published.out / "data" / file.name).read_bytes()).hexdigest(), file.name


def test_a_value_taken_away_says_so_without_who_did_it() -> None:
    """Such a value has no words on a page, so that it is told whole; the name of whoever ruled stands in it."""
    emptied = json.dumps({"basis": "not_stated", "by": "Ada Quill", "value": None})
    made = make_judgement(
        made_at="2022-01-01T09:00:00Z",
        by="Ada Quill",
        ruling=Ruling.AMEND,
        noun="case",
        subject="case-1",
        variable="outcome",
        before=emptied.replace("Ada Quill", "Ben Reed"),
        after=emptied,
        reason="not said",
    )
    (row,) = list_decisions([made], frozenset({"case-1"}), NOBODY)
    assert json.loads(row[8]) == {"basis": "not_stated", "by": "coder 1", "value": None}
    assert "Ada" not in str(row)
    assert "Ben" not in str(row)


def test_people_who_ruled_go_by_numbers_that_lead_to_nobody() -> None:
    made = [
        make_judgement(
            made_at=f"2022-01-0{n}T09:00:00Z", by=by, ruling=Ruling.REJECT, noun="case", subject=f"case-{n}", reason=why
        )
        for n, by, why in (
            (1, "zoe", "asked Mr Marlpit"),
            (2, "ada", "twice"),
            (3, "zoe", "again"),
            (4, "bo", "hidden"),
        )
    ]
    rows = list(list_decisions(made, frozenset({"case-1", "case-2", "case-3"}), NOBODY))
    assert [row[2] for row in rows] == ["coder 1", "coder 2", "coder 1"]
    assert [row[0] for row in rows] == ["1", "2", "3"]
    assert "case-4" not in str(rows)
    text = str(rows)
    assert not any(word in text for word in ("zoe", "ada", "bo'", "Marlpit", "09:00", made[0].id))
    assert (
        name_coders(
            [
                *made,
                make_judgement(
                    made_at="2022-02-01T09:00:00Z", by="cy", ruling=Ruling.ACCEPT, noun="case", subject="case-1"
                ),
            ]
        )["cy"]
        == "coder 4"
    )

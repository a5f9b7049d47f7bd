"""Snapshots on a shelf: in a folder, a bucket, sealed; taken from there while the record is as it was."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from tests.analyze.test_findings import DISCIPLINED, SHARE
from tests.cli.test_json import assert_documented
from tests.store.test_archive import serve_bucket

from answerable.adapters.shelf import AddressShelf, SealedShelf
from answerable.analyze import run as analyze
from answerable.cli import answerable
from answerable.errors import ArchiveDamaged
from answerable.model.finding import Finding
from answerable.store.archive import FolderShelf, Shelf
from answerable.store.codec import to_text
from answerable.store.kept import KeptSnapshots

pytestmark = pytest.mark.slow


@pytest.fixture(params=["folder", "address", pytest.param("bucket", marks=pytest.mark.slow), "sealed"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    if request.param == "folder":
        yield FolderShelf(tmp_path / "kept")
    elif request.param == "address":
        yield AddressShelf(f"file://{tmp_path / 'far'}")
    elif request.param == "sealed":
        yield SealedShelf(FolderShelf(tmp_path / "kept"), tmp_path / "keys" / "psm.age")
    else:
        with serve_bucket() as options:
            bucket = f"psm-{uuid.uuid4().hex[:8]}"
            AddressShelf(f"s3://{bucket}", {**options, "skip_instance_cache": True})._system.mkdir(bucket)
            yield AddressShelf(f"s3://{bucket}/snapshot", {**options, "skip_instance_cache": True})


def _findings(invented: Any) -> list[str]:
    return [to_text(one) for one in invented.record.all(Finding)]


def test_a_run_keeps_its_snapshot_and_the_next_takes_it_from_there(
    shelf: Shelf, invented: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, record, codebook = KeptSnapshots(shelf), invented.record, invented.codebook
    assert kept.find_latest() == ""
    analyze.run(record, [DISCIPLINED, SHARE], codebook)
    in_memory = _findings(invented)
    # The findings rest, and the address is new: the snapshot is laid down all the same.
    assert analyze.run(record, [DISCIPLINED, SHARE], codebook, kept=kept).n_done == 0
    key = analyze.tell_key(record, codebook)
    assert kept.find_latest() == key
    found, made = kept.find(key), analyze.open_snapshot(record, codebook, key)
    assert found is not None
    assert found.tables == made.tables
    # Taken from there: nothing is made of the record, and every figure is the same.
    monkeypatch.setattr(analyze, "open_snapshot", None)
    analyze.run(record, [], codebook, kept=kept)
    assert _findings(invented) == []
    assert analyze.run(record, [DISCIPLINED, SHARE], codebook, kept=kept).n_done == 2
    assert _findings(invented) == in_memory


def test_the_same_snapshot_gives_the_same_bytes_and_any_program_reads_them(invented: Any, tmp_path: Path) -> None:
    key = analyze.tell_key(invented.record, invented.codebook)
    for name in ("one", "two"):
        made = analyze.open_snapshot(invented.record, invented.codebook, key)
        KeptSnapshots(FolderShelf(tmp_path / name)).keep(made)
    one, two = (sorted((tmp_path / name / key).iterdir()) for name in ("one", "two"))
    assert [path.name for path in one] == [path.name for path in two]
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    index = json.loads((tmp_path / "one" / key / "index.json").read_text())
    assert pq.read_table(tmp_path / "one" / key / "cases.parquet").num_rows == index["views"]["cases"]["rows"] > 0


def test_a_half_one_is_none_and_a_changed_one_is_refused(invented: Any, tmp_path: Path) -> None:
    key = analyze.tell_key(invented.record, invented.codebook)
    kept = KeptSnapshots(FolderShelf(tmp_path))
    kept.keep(analyze.open_snapshot(invented.record, invented.codebook, key))
    cases, index = tmp_path / key / "cases.parquet", tmp_path / key / "index.json"
    text = index.read_bytes()
    index.unlink()
    assert kept.find(key) is None
    index.write_bytes(text)
    assert kept.find(key) is not None
    cases.chmod(0o644)
    cases.write_bytes(cases.read_bytes()[:-8] + b"otherend")
    with pytest.raises(ArchiveDamaged, match="not as it was laid down"):
        kept.find(key)
    cases.unlink()
    with pytest.raises(ArchiveDamaged):
        kept.find(key)
    # The record is what counts: a run makes it again and says so.
    report = analyze.run(invented.record, [DISCIPLINED], invented.codebook, kept=kept)
    assert "had been altered" in str(report.needs_person)
    assert kept.find(key) is not None
    assert analyze.run(invented.record, [SHARE], invented.codebook, kept=kept).needs_person == ()


def test_the_command_says_where_and_how_much(tmp_path: Path) -> None:
    folder = tmp_path / "psm"

    def call(*words: str) -> str:
        done = CliRunner().invoke(answerable, list(words), catch_exceptions=False, standalone_mode=False)
        assert done.exit_code == 0, done.output
        return done.output

    call("init", str(folder))
    told = json.loads(call("snapshot", str(folder), "--to", str(tmp_path / "out"), "--json"))
    assert_documented(told, "answerable snapshot")
    assert (tmp_path / "out" / told["key"] / "cases.parquet").is_file()
    assert told["unchanged"] is False
    assert "It lay there already" in call("snapshot", str(folder), "--to", str(tmp_path / "out"))
    settings = folder / "answerable.toml"
    settings.write_text(f'{settings.read_text()}\n[snapshot]\naddress = "file://{tmp_path / "far"}"\n')
    assert "Written: file://" in call("snapshot", str(folder))

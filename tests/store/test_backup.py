"""A back-up holds everything, is found out where it is damaged, and is restored the same on any database."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from answerable.adapters.seal import open_sealed, seal
from answerable.errors import ArchiveDamaged, InputUnreadable, ProjectExists, ValueNotAllowed
from answerable.model.judgement import Ruling, make_judgement
from answerable.store import schema
from answerable.store.backup import restore_folder, restore_record, write_backup
from answerable.store.record import Record
from answerable.store.verify import find_faults, hash_record
from invented_record import fill, open_record


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "psm"
    (home / "letters").mkdir(parents=True)
    (home / "decisions").mkdir()
    (home / "build").mkdir()
    (home / "sources" / "warc").mkdir(parents=True)
    (home / "sources" / "warc" / "visits.jsonl").write_text("{}\n", encoding="utf-8")
    (home / "answerable.toml").write_text("format = 1\n", encoding="utf-8")
    (home / "letters" / "one.md").write_text("Dear Tŷ Mawr,\n", encoding="utf-8")
    (home / "decisions" / "r-example.jsonl").write_text("{}\n", encoding="utf-8")
    (home / "build" / "derived.txt").write_text("safe to delete", encoding="utf-8")
    (home / "escape").symlink_to("/etc/passwd")
    return home


def back_up(record: Record, folder: Path) -> io.BytesIO:
    file = io.BytesIO()
    write_backup(record, folder, file, name="Ŵ", made_at="2022-02-01T10:00:00+00:00")
    return file


@pytest.fixture
def record(folder: Path) -> Record:
    one = open_record(folder)
    fill(one)
    ruling = make_judgement(
        made_at="2022-02-01T10:00:00+00:00",
        by="R. Example",
        ruling=Ruling.WAIVE,
        noun="problem",
        subject="p1",
        reason="seen by the lawyer",
    )
    one.append_judgements([ruling])
    one.append_audit("2022-02-01T10:00:00+00:00", "R. Example", "sign-in", "desk", {"from": "127.0.0.1"})
    return one


def test_everything_comes_back(record: Record, folder: Path, tmp_path: Path) -> None:
    file = back_up(record, folder)
    manifest = restore_folder(file, tmp_path / "new", "backup.zip")
    assert manifest["name"] == "Ŵ"
    with open_record(tmp_path / "new") as restored:
        restore_record(file, restored, "backup.zip")
        assert hash_record(restored) == hash_record(record)
        assert find_faults(restored) == []
        assert [restored.get_bytes(one.id) for one in restored.sources()] == [
            record.get_bytes(one.id) for one in record.sources()
        ]
        restored.append_audit("2022-02-02T10:00:00+00:00", "R. Example", "sign-in", "desk", {})
        assert restored.find_audit_break() is None
    files = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and not path.is_symlink()}
    kept = {path for path in files if path.parts[0] != "build" and "record.db" not in path.name}
    new = {path.relative_to(tmp_path / "new") for path in (tmp_path / "new").rglob("*") if path.is_file()}
    assert kept <= new
    assert not (tmp_path / "new" / "escape").exists()


@pytest.mark.postgres
def test_a_back_up_moves_between_databases(record: Record, folder: Path, tmp_path: Path, postgres_url: str) -> None:
    file = back_up(record, folder)
    with Record.open(postgres_url, archive=tmp_path / "far") as restored:
        restore_record(file, restored, "backup.zip")
        assert hash_record(restored) == hash_record(record)
        assert find_faults(restored) == []
        restored.append_audit("2022-02-02T10:00:00+00:00", "R. Example", "sign-in", "desk", {})
        assert len(restored.audit_trail()) == len(record.audit_trail()) + 1
        again = back_up(restored, folder)
    with Record.open(f"sqlite:///{tmp_path / 'back.db'}", archive=tmp_path / "back") as back:
        restore_record(again, back, "backup.zip")
        assert back.find_audit_break() is None


def test_the_same_record_gives_the_same_bytes(record: Record, folder: Path) -> None:
    assert back_up(record, folder).getvalue() == back_up(record, folder).getvalue()


def test_nothing_is_written_over(record: Record, folder: Path, tmp_path: Path) -> None:
    file = back_up(record, folder)
    with pytest.raises(ProjectExists):
        restore_folder(file, folder, "backup.zip")
    with pytest.raises(ProjectExists):
        restore_record(file, record, "backup.zip")


def rewrite(file: io.BytesIO, change: Callable[[dict[str, bytes]], None]) -> io.BytesIO:
    with zipfile.ZipFile(file) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    change(members)
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return changed


def swap_digit(members: dict[str, bytes]) -> None:
    name = next(name for name in members if name == "record/cases.jsonl")
    members[name] = members[name].replace(b"2019", b"2018", 1)


def drop_member(members: dict[str, bytes]) -> None:
    members.pop("record/judgements.jsonl")


def add_member(members: dict[str, bytes]) -> None:
    members["folder/extra.txt"] = b"x"


def climb(members: dict[str, bytes]) -> None:
    manifest: dict[str, Any] = json.loads(members["manifest.json"])
    members["folder/../../outside.txt"] = members.pop("folder/letters/one.md")
    manifest["members"]["folder/../../outside.txt"] = manifest["members"].pop("folder/letters/one.md")
    members["manifest.json"] = json.dumps(manifest).encode()


def age(members: dict[str, bytes]) -> None:
    members["manifest.json"] = members["manifest.json"].replace(b'"format": 1', b'"format": 2')


def lose_manifest(members: dict[str, bytes]) -> None:
    members.pop("manifest.json")


@pytest.mark.parametrize("change", [swap_digit, drop_member, add_member, climb, age, lose_manifest])
def test_a_changed_back_up_is_found_out_before_anything_is_written(
    record: Record, folder: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    changed = rewrite(back_up(record, folder), change)
    with pytest.raises(InputUnreadable):
        restore_folder(changed, tmp_path / "new", "backup.zip")
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "outside.txt").exists()


@pytest.mark.slow
def test_a_back_up_that_is_cut_off_is_found_out(record: Record, folder: Path, tmp_path: Path) -> None:
    whole = back_up(record, folder).getvalue()
    for size in (0, 10, len(whole) // 2, len(whole) - 5):
        with pytest.raises(InputUnreadable):
            restore_folder(io.BytesIO(whole[:size]), tmp_path / "new", "backup.zip")


def test_damaged_bytes_are_not_backed_up_as_if_whole(record: Record, folder: Path) -> None:
    source = record.sources()[0]
    path = folder / "sources" / source.id[:2] / source.id
    path.chmod(0o644)
    path.write_bytes(b"other")
    with pytest.raises(ArchiveDamaged):
        back_up(record, folder)
    assert any(source.name in fault for fault in find_faults(record))


def test_an_altered_judgement_or_audit_line_is_found(record: Record) -> None:
    assert find_faults(record) == []
    with record.engine.begin() as connection:
        triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        assert triggers  # the database itself refuses; whoever alters the file gets round it
        for trigger in triggers:
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        row = connection.execute(sa.select(schema.judgements.c.seq, schema.judgements.c.data)).first()
        assert row is not None
        altered = row.data.replace('"reason":"', '"reason":"not ', 1)
        assert altered != row.data
        connection.execute(schema.judgements.update().where(schema.judgements.c.seq == row.seq).values(data=altered))
        connection.execute(schema.audit.update().where(schema.audit.c.seq == 1).values(by="Somebody Else"))
    faults = find_faults(record)
    assert any(fault.startswith("judgement ") for fault in faults)
    assert any(fault.startswith("audit trail: line 1") for fault in faults)


@pytest.mark.slow
def test_a_sealed_back_up_opens_with_its_passphrase_alone(record: Record, folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyrage", reason="the extra `encryption` is not installed")
    path = tmp_path / "psm.zip.age"
    plain = back_up(record, folder).getvalue()
    path.write_bytes(plain)
    seal(path, "four words of mine")
    sealed = path.read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1")
    assert b"manifest.json" not in sealed
    assert open_sealed(path, "four words of mine").read() == plain
    with pytest.raises(InputUnreadable, match="does not open"):
        open_sealed(path, "other words")
    path.write_bytes(sealed[:-20] + bytes(20))
    with pytest.raises(InputUnreadable, match="does not open"):
        open_sealed(path, "four words of mine")
    with pytest.raises(ValueNotAllowed, match="empty passphrase"):
        seal(path, "")

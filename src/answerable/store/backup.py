"""A whole investigation as one file, and back: the folder that people write, every received byte, every row.

What comes in: a folder and its record; or such a file. What goes out: the file; or the same folder and record, on any
database. Rows are kept as JSON lines, so that a back-up of a SQLite record can be restored to PostgreSQL and the other
way round. Every member's sha256 stands in the manifest, which is read first. Never here: what the rows mean.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

import sqlalchemy as sa

from answerable.errors import InputUnreadable, ProjectExists
from answerable.model.report import Progress, no_progress
from answerable.store import schema
from answerable.store.record import Record
from answerable.store.verify import RowLines

FORMAT = 1
_MANIFEST = "manifest.json"
_EPOCH = (2000, 1, 1, 0, 0, 0)
"""Members bear no time of their own: the same record gives the same bytes."""
_DERIVED = "build"
_RECEIVED = re.compile(r"sources/[0-9a-f]{2}/[0-9a-f]{64}")
"""Received bytes come from the archive, wherever it is; visits of logs lie beside them."""
_PIECE = 1 << 20
_ROWS = 500


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What went into a back-up, or came out of it.

    Args:
        n_files: of the folder.
        n_sources: received files.
        n_rows: rows of the record.
        n_bytes: of all of them.
    """

    n_files: int
    n_sources: int
    n_rows: int
    n_bytes: int


def write_backup(
    record: Record, folder: Path, target: IO[bytes], *, name: str, made_at: str, progress: Progress = no_progress
) -> BackedUp:
    """Write a back-up; hold the record meanwhile, so that it is of one moment.

    Args:
        record: the record.
        folder: the investigation's folder.
        target: written from its beginning.
        name: of the investigation.
        made_at: UTC instant in ISO form.
        progress: told of each file.

    Raises:
        RecordBusy: a run is writing.
        ArchiveDamaged: received bytes are not what they were; nothing is glossed over.
    """
    members: dict[str, tuple[int, str]] = {}
    with record.exclusively(), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as packed:
        files = list(_iter_files(folder))
        sources = record.sources()
        n_all = len(files) + len(sources)
        for number, path in enumerate(files):
            progress(number, n_all, path.name)
            _write(packed, members, f"folder/{path.relative_to(folder).as_posix()}", iter([path.read_bytes()]))
        for number, source in enumerate(sources, len(files)):
            progress(number, n_all, source.name)
            _write(packed, members, f"archive/{source.id}", iter([record.get_bytes(source.id)]))
        n_rows = 0
        for table in schema.metadata.sorted_tables:
            lines = RowLines(record, table)
            _write(packed, members, f"record/{table.name}.jsonl", iter(lines))
            n_rows += lines.n
        progress(n_all, n_all, "")
        manifest = {
            "format": FORMAT,
            "name": name,
            "made_at": made_at,
            "members": {member: {"size": size, "sha256": sha256} for member, (size, sha256) in members.items()},
        }
        _put(packed, _MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    return BackedUp(len(files), len(sources), n_rows, sum(size for size, _ in members.values()))


def read_manifest(source: IO[bytes], where: str) -> dict[str, Any]:
    """What a back-up holds, before anything of it is used.

    Raises:
        InputUnreadable: it is no back-up, or one of a newer version.
    """
    try:
        with zipfile.ZipFile(source) as packed:
            manifest: dict[str, Any] = json.loads(packed.read(_MANIFEST))
            members = {info.filename: info.file_size for info in packed.infolist()}
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise InputUnreadable(
            "this is no back-up of answerable, or it is cut off",
            where=where,
            found=f"{type(error).__name__}: {error}"[:200],
            remedy="name the file that `answerable backup` wrote; if it is sealed, its name ends in .age",
        ) from None
    if manifest.get("format") != FORMAT:
        raise InputUnreadable(
            "a newer version of answerable wrote this back-up",
            where=where,
            found=f"format {manifest.get('format')}",
            allowed=f"format {FORMAT}",
            remedy="install the newer version; nothing was changed",
        )
    listed = manifest.get("members", {})
    wrong = sorted(set(listed) ^ (set(members) - {_MANIFEST}))
    wrong += [name for name in listed if name in members and members[name] != listed[name]["size"]]
    if wrong:
        raise _damaged(where, wrong[0], "its manifest and its content differ")
    return manifest


def restore_folder(source: IO[bytes], folder: Path, where: str, progress: Progress = no_progress) -> dict[str, Any]:
    """Check every member of a back-up, and write the folder of the investigation; return the manifest.

    Raises:
        ProjectExists: the folder holds something.
        InputUnreadable: a member is not what the manifest says; nothing was written.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ProjectExists(
            "this folder is not empty", where=str(folder), remedy="name a new folder; nothing is ever written over"
        )
    manifest = read_manifest(source, where)
    with zipfile.ZipFile(source) as packed:
        members = manifest["members"]
        for number, (member, facts) in enumerate(members.items()):
            progress(number, len(members), member)
            _check_name(where, member)
            try:
                with packed.open(member) as stream:
                    digest = hashlib.sha256()
                    while piece := stream.read(_PIECE):
                        digest.update(piece)
            except (zipfile.BadZipFile, EOFError, OSError) as error:
                raise _damaged(where, member, str(error)) from None
            if digest.hexdigest() != facts["sha256"]:
                raise _damaged(where, member, f"sha256 {digest.hexdigest()}, not {facts['sha256']}")
        progress(len(members), len(members), "")
        for member in members:
            if member.startswith("folder/"):
                path = folder / PurePosixPath(member).relative_to("folder")
                path.parent.mkdir(parents=True, exist_ok=True)
                with packed.open(member) as stream, path.open("wb") as file:
                    shutil.copyfileobj(stream, file, _PIECE)
    return manifest


def restore_record(source: IO[bytes], record: Record, where: str, progress: Progress = no_progress) -> BackedUp:
    """Fill an empty record and its archive from a back-up whose members were checked.

    Raises:
        ProjectExists: the record holds something.
    """
    if not _is_empty(record):
        raise ProjectExists(
            "this record is not empty",
            where=record.engine.url.render_as_string(hide_password=True),
            remedy="name an empty database; nothing is ever written over",
        )
    manifest = read_manifest(source, where)
    members = manifest["members"]
    with record.exclusively(), zipfile.ZipFile(source) as packed:
        archived = [member for member in members if member.startswith("archive/")]
        for number, member in enumerate(archived):
            progress(number, len(archived), member)
            record.file_bytes(packed.read(member))
        progress(len(archived), len(archived), "")
        n_rows = 0
        with record.engine.begin() as connection:
            for table in schema.metadata.sorted_tables:
                member = f"record/{table.name}.jsonl"
                if member in members:
                    with packed.open(member) as stream:
                        n_rows += _insert(connection, table, io.TextIOWrapper(stream, encoding="utf-8"))
    n_files = sum(member.startswith("folder/") for member in members)
    return BackedUp(n_files, len(archived), n_rows, sum(facts["size"] for facts in members.values()))


def _is_empty(record: Record) -> bool:
    with record.engine.connect() as connection:
        return not any(
            connection.execute(sa.select(sa.exists(sa.select(sa.literal(1)).select_from(table)))).scalar_one()
            for table in schema.metadata.sorted_tables
        )


def _insert(connection: sa.Connection, table: sa.Table, lines: Iterator[str] | IO[str]) -> int:
    n, waiting = 0, []
    for line in lines:
        waiting.append(json.loads(line))
        if len(waiting) == _ROWS:
            connection.execute(table.insert(), waiting)
            n, waiting = n + len(waiting), []
    if waiting:
        connection.execute(table.insert(), waiting)
    if "seq" in table.columns and connection.dialect.name == "postgresql":
        # Rows brought their numbers along; the next one goes on from there.
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'seq'),"
            f" (SELECT coalesce(max(seq), 0) + 1 FROM {table.name}), false)"
        )
    return n + len(waiting)


def _iter_files(folder: Path) -> Iterator[Path]:
    """Every file that people wrote or that visits left; no links, which could lead anywhere."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        first = name.partition("/")[0]
        if first == _DERIVED or first.startswith("record.db") or _RECEIVED.fullmatch(name):
            continue
        if path.is_file() and not path.is_symlink():
            yield path


def _write(packed: zipfile.ZipFile, members: dict[str, tuple[int, str]], member: str, pieces: Iterator[bytes]) -> None:
    digest, size = hashlib.sha256(), 0
    info = zipfile.ZipInfo(member, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    with packed.open(info, "w", force_zip64=True) as stream:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            stream.write(piece)
    members[member] = (size, digest.hexdigest())


def _put(packed: zipfile.ZipFile, member: str, data: bytes) -> None:
    info = zipfile.ZipInfo(member, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    packed.writestr(info, data)


def _check_name(where: str, member: str) -> None:
    path = PurePosixPath(member)
    if (
        path.is_absolute()
        or ".." in path.parts
        or "\\" in member
        or path.parts[0] not in ("folder", "archive", "record")
    ):
        raise _damaged(where, member, "a name that leads out of the back-up")


def _damaged(where: str, member: str, found: str) -> InputUnreadable:
    return InputUnreadable(
        "this back-up is damaged",
        where=f"{where}: {member}",
        found=found,
        allowed="what its manifest says",
        remedy="take another copy of the back-up; nothing was restored from this one",
    )

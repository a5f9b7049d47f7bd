"""Received bytes come back as they went in, from whatever shelf, and nobody reads them off a sealed one."""

from __future__ import annotations

import contextlib
import itertools
import os
import stat
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from answerable.adapters.shelf import AddressShelf, SealedShelf, open_shelf
from answerable.errors import AdapterUnavailable, ArchiveDamaged, NotInRecord
from answerable.model.ids import hash_bytes
from answerable.store.archive import Archive, FolderShelf, Shelf

LETTER = b"In total 12 officers were disciplined."
MakeShelf = Callable[[], Shelf]


@contextlib.contextmanager
def serve_bucket() -> Iterator[dict[str, object]]:
    """An S3-compatible server on loopback, with one bucket."""
    server_module = pytest.importorskip("moto.server", reason="the S3 server of the tests is not installed")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield {"endpoint_url": f"http://{host}:{port}", "key": "tests", "secret": "tests"}
    finally:
        server.stop()


@pytest.fixture(params=["folder", "address", "memory", "bucket", "sealed"])
def make_shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeShelf]:
    if request.param == "folder":
        yield lambda: FolderShelf(tmp_path / "sources")
    elif request.param == "address":
        yield lambda: AddressShelf(f"file://{tmp_path / 'far'}")
    elif request.param == "memory":
        place = f"memory://{uuid.uuid4().hex}"
        yield lambda: AddressShelf(place)
    elif request.param == "sealed":
        yield lambda: SealedShelf(FolderShelf(tmp_path / "sources"), tmp_path / "keys" / "psm.age")
    else:
        with serve_bucket() as options:
            bucket = f"psm-{uuid.uuid4().hex[:8]}"
            AddressShelf(f"s3://{bucket}", {**options, "skip_instance_cache": True})._system.mkdir(bucket)
            yield lambda: AddressShelf(f"s3://{bucket}/sources", {**options, "skip_instance_cache": True})


def test_bytes_come_back_as_they_went_in(make_shelf: MakeShelf) -> None:
    archive = Archive(make_shelf())
    pieces = [LETTER, b"", os.urandom(300_000)]
    hashes = [archive.put(piece) for piece in pieces]
    assert hashes == [hash_bytes(piece) for piece in pieces]
    again = Archive(make_shelf())
    assert [again.get(sha256) for sha256 in hashes] == pieces
    assert list(again.hashes()) == sorted(hashes)


def test_the_same_bytes_are_filed_once(make_shelf: MakeShelf) -> None:
    archive = Archive(make_shelf())
    assert archive.put(LETTER) == archive.put(LETTER)
    assert list(archive.hashes()) == [hash_bytes(LETTER)]


def test_what_is_not_there_is_an_error_that_names_the_place(make_shelf: MakeShelf) -> None:
    missing = hash_bytes(b"never received")
    with pytest.raises(NotInRecord, match=missing):
        Archive(make_shelf()).get(missing)


def test_changed_bytes_are_found(make_shelf: MakeShelf) -> None:
    shelf = make_shelf()
    archive = Archive(shelf)
    sha256 = archive.put(LETTER)
    if isinstance(shelf, FolderShelf):
        (shelf.folder / sha256[:2] / sha256).chmod(0o644)
    shelf.put(f"{sha256[:2]}/{sha256}", LETTER.replace(b"12", b"13"))
    with pytest.raises(ArchiveDamaged, match=sha256):
        Archive(make_shelf()).get(sha256)


@pytest.mark.slow
def test_many_writers_of_the_same_bytes_do_not_disturb_each_other(make_shelf: MakeShelf) -> None:
    failures: list[BaseException] = []

    def write(number: int) -> None:
        try:
            archive = Archive(make_shelf())
            for piece in itertools.islice(itertools.cycle([LETTER, b"other", b"third"]), number % 3, number % 3 + 3):
                assert archive.get(archive.put(piece)) == piece
        except BaseException as error:
            failures.append(error)

    Archive(make_shelf()).put(b"first")  # a key is made before, as `answerable run` makes it under its lock
    writers = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert len(list(Archive(make_shelf()).hashes())) == 4


def test_a_copied_disk_tells_nothing(tmp_path: Path) -> None:
    key = tmp_path / "elsewhere" / "psm.age"
    archive = Archive(open_shelf(tmp_path / "sources", key_file=key))
    sha256 = archive.put(LETTER)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    sealed = [path.read_bytes() for path in (tmp_path / "sources").rglob("*") if path.is_file()]
    assert len(sealed) == 1
    assert LETTER not in sealed[0]
    assert b"officers" not in sealed[0]
    key.rename(tmp_path / "lost")
    with pytest.raises(AdapterUnavailable, match="key of this sealed archive is missing"):
        open_shelf(tmp_path / "sources", key_file=key)
    assert not key.exists()  # no new key is made over a sealed archive
    (tmp_path / "lost").rename(key)
    assert Archive(open_shelf(tmp_path / "sources", key_file=key)).get(sha256) == LETTER


def test_bytes_sealed_for_another_key_are_damage_not_a_crash(tmp_path: Path) -> None:
    mine = Archive(open_shelf(tmp_path / "mine", key_file=tmp_path / "one.age"))
    sha256 = mine.put(LETTER)
    theirs = open_shelf(tmp_path / "theirs", key_file=tmp_path / "two.age")
    theirs.put(f"{sha256[:2]}/{sha256}", b"x")
    sealed = (tmp_path / "theirs" / sha256[:2] / sha256).read_bytes()
    path = tmp_path / "mine" / sha256[:2] / sha256
    path.chmod(0o644)
    path.write_bytes(sealed)
    with pytest.raises(ArchiveDamaged, match="do not open with the investigation's key"):
        mine.get(sha256)


def test_an_address_that_no_library_knows_says_what_to_install() -> None:
    with pytest.raises(AdapterUnavailable, match="pip install"):
        AddressShelf("nowhere://bucket/x")

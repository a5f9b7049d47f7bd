"""The check that no line, signature, WARC file or page was altered since it was written.

What comes in: the log of visits, the folder, the archive of received bytes. What goes out: `ArchiveCheck`: one
problem for each thing that is not as it was, named, and who signed how much. Never here: repairs.

What a signature proves: whoever wrote the line held the private key. A key on the machine that collects can be used
by whoever rules that machine, so a line signed there proves no time by itself. `head` is what to lay down elsewhere:
with it, nobody can replace what stood before without being found out.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from answerable.collect.chain import KEY_FOLDER, VisitLog, content_of, hash_line, name_key, parse_line, render_line
from answerable.collect.visit import Visit
from answerable.errors import AnswerableError, ArchiveDamaged
from answerable.model.ids import hash_bytes, make_id
from answerable.model.problem import Problem

_LOG = "restore visits.jsonl from a backup, and publish nothing until it verifies"


@dataclass(frozen=True, slots=True)
class ArchiveCheck:
    """What a check found.

    Args:
        problems: one for each thing that is not as it was written; none where all is.
        n_lines: lines of the log.
        n_visits: of them, captured pages.
        signed_by: lines by the name of the key that signed them; the empty name for lines nobody signed.
        head: hash of the last line; empty where there is none.
    """

    problems: tuple[Problem, ...]
    n_lines: int
    n_visits: int
    signed_by: dict[str, int] = field(default_factory=dict)
    head: str = ""


def check_archive(
    folder: Path,
    investigation: Path,
    get_bytes: Callable[[str], bytes],
    *,
    trusted: Collection[str] = (),
    known_head: str = "",
) -> ArchiveCheck:
    """Recompute every hash and signature: of the lines, of the WARC files, of the pages.

    Args:
        folder: of the log of visits.
        investigation: the folder that `Visit.warc` is relative to.
        get_bytes: gives received bytes by sha256, checked against it.
        trusted: names of the keys that may have signed; empty for any key whose public half lies with the archive.
        known_head: hash of a line, laid down elsewhere earlier; it must still be in the log.
    """
    log = VisitLog(folder)
    raw, unfinished = log.raw_lines()
    keys, problems = _load_keys(folder / KEY_FOLDER)
    signed_by: Counter[str] = Counter()
    hashes: set[str] = set()
    named: set[str] = set()
    previous: str | None = ""
    n_visits = 0
    for number, line in enumerate(raw, 1):
        where = f"{log.path.name}:{number}"
        try:
            row, said = parse_line(line, log.path, number)
        except ArchiveDamaged as error:
            problems.append(_damage("visit-log-damaged", where, str(error.found), _LOG))
            previous = None
            continue
        about = f"{said.source_id} {said.visited_at}" + (f" {said.address}" if isinstance(said, Visit) else "")
        if wrong := _check_line(line, row, previous, keys, trusted):
            problems.append(_damage("visit-log-damaged", where, f"{about}: {wrong}", _LOG))
        previous = str(row["hash"])
        hashes.add(previous)
        signed_by[str(row["key"])] += 1
        if isinstance(said, Visit):
            n_visits += 1
            named.add(said.warc)
            problems.extend(_check_files(said, where, investigation, get_bytes))
    problems.extend(_check_ends(log, unfinished, hashes, known_head))
    problems.extend(_find_unlisted(folder, investigation, named))
    return ArchiveCheck(tuple(problems), len(raw), n_visits, dict(signed_by), previous or "")


def _check_line(
    line: bytes, row: dict[str, Any], previous: str | None, keys: dict[str, Ed25519PublicKey], trusted: Collection[str]
) -> str:
    """What is wrong with a line, in words; empty where nothing is."""
    if render_line(row) != line + b"\n":
        return "written otherwise than it was"
    if previous is not None and row["previous"] != previous:
        return "does not follow the line before"
    if row["hash"] != hash_line(str(row["previous"]), content_of(row)):
        return "its words are not those that were hashed"
    if not row["key"]:
        return "not signed" if trusted else ""
    if trusted and row["key"] not in trusted:
        return f"signed with another key than the one you trust: {row['key']}"
    key = keys.get(str(row["key"]))
    if key is None:
        return f"signed with a key that is not in {KEY_FOLDER}/: {row['key']}"
    try:
        key.verify(b64decode(str(row["signature"]), validate=True), str(row["hash"]).encode())
    except (InvalidSignature, NotBase64, ValueError):
        return "its signature is not of this line"
    return ""


def _load_keys(folder: Path) -> tuple[dict[str, Ed25519PublicKey], list[Problem]]:
    keys: dict[str, Ed25519PublicKey] = {}
    problems = []
    for path in sorted(folder.glob("*.pem")):
        data = path.read_bytes()
        try:
            key = load_pem_public_key(data)
        except ValueError:
            key = None
        if isinstance(key, Ed25519PublicKey) and name_key(data) == path.stem:
            keys[path.stem] = key
        else:
            remedy = f"restore the file from a backup of sources/warc/{KEY_FOLDER}"
            problems.append(_damage("visit-key-damaged", f"{KEY_FOLDER}/{path.name}", path.name, remedy))
    return keys, problems


def _check_ends(log: VisitLog, unfinished: bytes, hashes: Collection[str], known_head: str) -> Iterator[Problem]:
    if unfinished:
        yield _damage(
            "visit-log-unfinished",
            log.path.name,
            f"{len(unfinished)} bytes behind the last whole line",
            "a run that was killed leaves this, and the next `answerable collect` takes its place; if none was "
            "killed, restore visits.jsonl from a backup",
        )
    if known_head and known_head not in hashes:
        yield _damage(
            "visit-log-cut",
            log.path.name,
            f"no line has the hash {known_head}",
            "lines that stood there were taken away or rewritten: restore visits.jsonl from a backup",
        )


def _check_files(visit: Visit, where: str, investigation: Path, get_bytes: Callable[[str], bytes]) -> Iterator[Problem]:
    path = investigation / visit.warc
    if not path.is_file():
        yield _damage("warc-missing", where, visit.warc, "restore the file from a backup of sources/warc")
    elif hash_bytes(path.read_bytes()) != visit.warc_sha256:
        remedy = "restore the file from a backup of sources/warc, and publish nothing until it verifies"
        yield _damage("warc-damaged", where, visit.warc, remedy)
    if visit.document:
        try:
            get_bytes(visit.document)
        except AnswerableError as error:
            yield _damage(
                "capture-damaged",
                where,
                f"{visit.document}: {error.message}",
                "restore the page from a backup of sources/, and publish nothing until it verifies",
            )


def _find_unlisted(folder: Path, investigation: Path, named: Collection[str]) -> Iterator[Problem]:
    """WARC files that no line names: lines were taken away, or a run was killed between the file and its line."""
    for path in sorted(folder.rglob("*.warc.gz")):
        relative = path.relative_to(investigation).as_posix()
        if relative not in named:
            yield _damage(
                "warc-unlisted",
                relative,
                "no line of visits.jsonl names it",
                "if a run was killed, `answerable collect` takes it up; if none was, a line was taken out of the log",
            )


def _damage(code: str, where: str, found: str, remedy: str) -> Problem:
    return Problem(
        id=make_id("prb", code, where, found),
        code=code,
        where=where,
        found=found,
        expected="what was written at the visit",
        remedy=remedy,
        blocks=True,
    )

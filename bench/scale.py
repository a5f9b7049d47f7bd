"""Twenty thousand documents read and extracted by a process pool and by a two-worker cluster on this machine.

Prints the seconds of each stage, the overhead of the cluster, the memory of the main process when a tenth of a stage's
documents and when all are done, and whether both records are the same to the byte; in the cluster's run one worker is
killed in the midst of reading and one in the midst of extracting. The documents are letters with prose and a counted
table as CSV, all different, made here: a letter and its table are two.

    python bench/scale.py [N] [--folder DIR --minutes M]
    python bench/scale.py --write [N]

With `--folder` it stops after M minutes and goes on where it stopped when it is called again; what is begun anew then
(the start of children, the list of what is there) counts as the stage's time. `--write` writes the rows of N documents
that were read, each in a transaction of its own and as a run writes them.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import functools
import io
import json
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from email.message import EmailMessage
from pathlib import Path

from answerable.adapters.runner import ProcessPool
from answerable.adapters.runner_cluster import Cluster
from answerable.investigation import Investigation
from answerable.model.document import Document, Page
from answerable.model.ids import hash_bytes
from answerable.model.report import Progress
from answerable.model.request import Request
from answerable.ports import Runner
from answerable.store.record import Record
from answerable.store.verify import hash_record
from answerable.store.work import Writer

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "police-social-media"
_OUTCOMES = ("dismissed", "given a final written warning", "given a written warning", "given management advice")
_KILL_AFTER_S = 15.0
_PLATFORMS = ("WhatsApp", "Facebook", "Twitter", "Snapchat", "Instagram")


def make_letter(number: int, request: Request) -> bytes:
    """A reply with a sheet; every one differs."""
    recipient = request.authority_id
    mail = EmailMessage()
    mail["From"] = request.recipient or f"foi@{recipient}.example"
    mail["To"] = "desk@example.org"
    mail["Subject"] = f"Re: {request.subject}"
    mail["In-Reply-To"] = f"<{request.message_id}>"
    mail["Date"] = "Mon, 29 Nov 2021 10:00:00 +0000"
    mail["Message-ID"] = f"<{number}@{recipient}.example>"
    lines = [
        f"1. In {2018 + number % 4} a police constable was {_OUTCOMES[number % 4]} after posting an offensive message"
        f" on {_PLATFORMS[number % 5]}.",
        f"2. In {2018 + (number + 1) % 4} a sergeant was {_OUTCOMES[(number + 2) % 4]} over a"
        f" {_PLATFORMS[number % 3]} group.",
    ]
    mail.set_content(
        f"Our reference: {number}/21\n\nI can confirm that the information is held.\n\n" + "\n".join(lines)
    )
    sheet = io.StringIO()
    rows = csv.writer(sheet)
    rows.writerow(["Year", "Officers disciplined", "Officers dismissed"])
    rows.writerows([2018 + at, number % 997 + at, number // 997 + at] for at in range(4))
    mail.add_attachment(sheet.getvalue().encode(), maintype="text", subtype="csv", filename=f"table-{number}.csv")
    return mail.as_bytes()


def make_folder(folder: Path, n_documents: int) -> None:
    """The example's folder with so many documents: a letter and its sheet are two."""
    left_out = shutil.ignore_patterns("build", "record.db*", "generator", "inbox", "pages", "logs", "decisions")
    shutil.copytree(EXAMPLE, folder, ignore=left_out)
    (folder / "inbox").mkdir()
    one = Investigation.open(folder, n_workers=0)
    with one.record as record:
        list(one.run(("ask",)))
        requests = record.all(Request)
    for number in range(n_documents // 2):
        letter = make_letter(number, requests[number % len(requests)])
        (folder / "inbox" / f"{number:06}.eml").write_bytes(letter)


class Pause(Exception):
    """The time is up; what was done is kept."""


@dataclass(slots=True)
class Course:
    """How far one runner has come, kept in a file of the folder.

    Args:
        seconds: by stage.
        done: the stages that are finished, in order.
        mb: by stage, the memory of this process when a tenth of its documents and when all were done.
        hash: of the finished record.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    mb: dict[str, tuple[float, float]] = field(default_factory=dict)
    hash: str = ""


def run(runner: Runner, folder: Path, end: float, kill: Callable[[], None] | None = None) -> Course:
    """Take in, read, classify and extract, as far as the time reaches; from where an earlier call stopped."""
    file = folder.parent / f"{folder.name}.json"
    course = Course(**json.loads(file.read_text())) if file.is_file() else Course()
    one = Investigation.open(folder, n_workers=0)
    one.runner = runner
    with one.record as record:
        # track runs twice: letters are taken in before they are read, and classified after.
        for name, stage in (("take in", "track"), ("read", "read"), ("classify", "track"), ("extract", "extract")):
            if name in course.done:
                continue
            began = time.monotonic()
            killing = threading.Timer(_KILL_AFTER_S, kill) if kill and name in ("read", "extract") else None
            if killing:
                killing.start()
            try:
                for report in one.run((stage,), functools.partial(_watch, course, name, end)):
                    assert not report.n_failed, report
                course.done.append(name)
            finally:
                course.seconds[name] = course.seconds.get(name, 0.0) + time.monotonic() - began
                if killing:
                    killing.cancel()
                file.write_text(json.dumps(asdict(course)))
        course.hash = course.hash or hash_record(record)
    file.write_text(json.dumps(asdict(course)))
    return course


def _watch(course: Course, name: str, end: float, _title: str) -> Progress:
    def progress(number: int, total: int, _: str) -> None:
        early, _late = course.mb.get(name, (0.0, 0.0))
        if total and number <= total / 10:
            course.mb[name] = (_rss_mb(), 0.0)
        elif total:
            course.mb[name] = (early, _rss_mb())
        if time.monotonic() > end:
            raise Pause

    return progress


def main() -> None:
    """Both, and their comparison."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    words.add_argument("n", nargs="?", type=int, default=20_000)
    words.add_argument("--folder", type=Path)
    words.add_argument("--minutes", type=float, default=24 * 60)
    words.add_argument("--write", action="store_true")
    wanted = words.parse_args()
    if wanted.write:
        write(wanted.n)
        return
    end = time.monotonic() + 60 * wanted.minutes
    with contextlib.ExitStack() as stack:
        home = wanted.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home.mkdir(exist_ok=True)
        if not (home / "ready").is_file():
            for name in ("pool", "cluster"):
                shutil.rmtree(home / name, ignore_errors=True)
            make_folder(home / "pool", wanted.n)
            shutil.copytree(home / "pool", home / "cluster")
            (home / "ready").touch()
        try:
            pool = run(ProcessPool(2), home / "pool", end)
            _say("process pool", wanted.n, pool)
            other = run_cluster(home / "cluster", end)
        except Pause:
            print("the time is up; call it again to go on:", *(one.name for one in sorted(home.glob("*.json"))))
            return
    _say("cluster, two workers killed", wanted.n, other)
    heavy = [sum(one.seconds[stage] for stage in ("read", "extract")) for one in (pool, other)]
    print(f"reading and extracting took the cluster {heavy[1] / heavy[0]:.2f} times the pool's time")
    print("the records are the same to the byte" if pool.hash == other.hash else "THE RECORDS DIFFER")


def run_cluster(folder: Path, end: float) -> Course:
    """On a cluster of two workers of this machine, of which one is killed in each of the heavy stages."""
    cluster = Cluster(n_workers=2)
    began = time.monotonic()
    list(cluster.map(abs, [1]))
    print(f"cluster of two workers started in {time.monotonic() - began:.1f} s", flush=True)

    def kill() -> None:
        os.kill(next(iter(cluster._client.run(os.getpid).values())), signal.SIGKILL)

    try:
        return run(cluster, folder, end, kill)
    finally:
        cluster.close()


def write(n_documents: int) -> None:
    """The rows of so many letters, into a new record on this disk."""
    letter = make_letter(
        1, Request("req-1", "batch-1", "avonmoor", "ANS-1", "foia-2000", "A request", "", "1@desk")
    ).decode()
    made: list[tuple[str, str, list[Document | Page]]] = []
    for number in range(n_documents):
        sha256 = hash_bytes(str(number).encode())
        document = Document(sha256, f"{number}.eml", "message/rfc822", len(letter), 1, 0, reader="bench")
        made.append((sha256, "key", [document, Page(f"{sha256}:1", sha256, 1, "mail", letter)]))
    for what in ("each in a transaction of its own", "as a run writes them"):
        with tempfile.TemporaryDirectory() as name:
            url = f"sqlite:///{name}/record.db"
            with Record.open(url, archive=Path(name) / "sources") as record:
                began, taken = time.monotonic(), time.process_time()
                with Writer(record, "read") as writer:
                    for unit, key, rows in made:
                        if what.startswith("each"):
                            record.replace("read", unit, key, rows)
                        else:
                            writer.put(unit, key, rows)
                seconds, taken = time.monotonic() - began, time.process_time() - taken
        each = f"{1000 * taken / n_documents:.2f} ms of the processor each"
        print(f"{what}: {n_documents / seconds:.0f} documents a second, {each}", flush=True)


def _say(what: str, n_documents: int, course: Course) -> None:
    taken = ", ".join(f"{stage} {seconds:.0f} s" for stage, seconds in course.seconds.items())
    held = ", ".join(f"{stage} {early:.0f} and {late:.0f} MB" for stage, (early, late) in course.mb.items() if late)
    rate = n_documents / sum(course.seconds.values())
    print(f"{what}, {n_documents:,} documents: {taken}; {rate:.0f} documents a second in all", flush=True)
    print(f"  memory of the main process, at a tenth and at the end: {held}", flush=True)


def _rss_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


if __name__ == "__main__":
    main()

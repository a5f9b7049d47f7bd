"""Twenty thousand documents read and extracted by a process pool and by a two-worker cluster on this machine.

Prints the time of each, the overhead of the cluster, the most memory of the main process, and whether both records are
the same to the byte; in the cluster's run one worker is killed half-way. The documents are letters with a counted
table and prose, sheets and pages, all different, made here.

    python bench/scale.py [N]
"""

from __future__ import annotations

import csv
import io
import os
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
from email.message import EmailMessage
from pathlib import Path

from answerable.adapters.runner import ProcessPool
from answerable.adapters.runner_cluster import Cluster
from answerable.investigation import Investigation
from answerable.model.request import Request
from answerable.ports import Runner
from answerable.store.verify import hash_record

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "police-social-media"
_OUTCOMES = ("dismissed", "given a final written warning", "given a written warning", "given management advice")
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


def run(runner: Runner, folder: Path) -> tuple[str, dict[str, float]]:
    """Take in, read and extract; the record's hash and the seconds of each stage."""
    one = Investigation.open(folder, n_workers=0)
    one.runner = runner
    seconds: dict[str, float] = {}
    with one.record as record:
        for stage in ("track", "read", "track", "extract"):
            # track runs twice: letters are taken in before they are read, and classified after.
            began = time.monotonic()
            for report in one.run((stage,)):
                assert not report.n_failed, report
            seconds[stage] = seconds.get(stage, 0.0) + time.monotonic() - began
        return hash_record(record), seconds


def main() -> None:
    """Both, and their comparison."""
    n_documents = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        make_folder(home / "pool", n_documents)
        shutil.copytree(home / "pool", home / "cluster")
        pool_hash, pool = run(ProcessPool(2), home / "pool")
        print(f"process pool, {n_documents:,} documents: " + _say(pool))
        print(f"most memory of the main process: {_peak():.0f} MB")
        cluster = Cluster(n_workers=2)
        began = time.monotonic()
        list(cluster.map(abs, [1]))
        print(f"cluster of two workers started in {time.monotonic() - began:.1f} s")
        victim = next(iter(cluster._client.run(os.getpid).values()))
        threading.Timer(sum(pool.values()) / 2, os.kill, (victim, signal.SIGKILL)).start()
        cluster_hash, other = run(cluster, home / "cluster")
        cluster.close()
        heavy = [sum(one[stage] for stage in ("read", "extract")) for one in (pool, other)]
        print(f"cluster, one worker killed half-way: {_say(other)}; {heavy[1] / heavy[0]:.2f} times the pool's time")
        print(f"most memory of the main process: {_peak():.0f} MB")
        print("the records are the same to the byte" if pool_hash == cluster_hash else "THE RECORDS DIFFER")


def _say(seconds: dict[str, float]) -> str:
    return ", ".join(f"{stage} {taken:.1f} s" for stage, taken in seconds.items())


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

"""How fast mail is parsed and classified on one core, beside its peers, and how much memory a large mailbox takes.

    python bench/mail.py                    messages/CPU-s on the bundled example's inbox, and on files or folders named
    python bench/mail.py speed FILE...
    python bench/mail.py memory [--gb 2]    peak memory while an mbox of that size is taken in, and of a tenth of it

The peers: the standard library's parser alone (bytes to parts, headers and text), and mail-parser with a regular
expression for each kind of letter, which is what newsrooms' scripts do. mail-parser is installed into an environment of
its own that is deleted afterwards; where it cannot be had, it is left out, and said so. All run in one process each,
on the same bytes, in turn; what counts is the ratio.

The mailbox is made up, in the temporary folder, and deleted afterwards.
"""

from __future__ import annotations

import argparse
import base64
import email
import email.policy
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path

from answerable.mail.outlook import parse_any_mail
from answerable.mail.sources import Received, iter_received
from answerable.store.record import Record
from answerable.track.classify import classify_letter
from answerable.track.cues import see
from answerable.track.intake import run_intake
from answerable.track.rules import expand_contractions, find_rules

INBOX = Path(__file__).resolve().parent.parent / "examples" / "police-social-media" / "inbox"
_LEAST_SECONDS = 3.0
_PEER = r"""
import json, re, sys, time
import mailparser
KINDS = {
    "automatic": r"(?i)automatic(ally)? (reply|generated)|auto-?reply",
    "acknowledgement": r"(?i)acknowledge|thank you for your (request|e-?mail)|has been (logged|received)",
    "clarification": r"(?i)clarif", "extension": r"(?i)extend|public interest test", "fee": r"(?i)\bfee\b",
    "refusal": r"(?i)exempt|refus",
    "not held": r"(?i)(not|no information).{0,20}held", "cost": r"(?i)18 hours|section 12",
    "out of office": r"(?i)out of (the )?office", "bounce": r"(?i)undeliver|delivery (has )?failed",
}
KINDS = {name: re.compile(words) for name, words in KINDS.items()}
messages = [bytes.fromhex(line) for line in open(sys.argv[1])]
def once():
    failed = 0
    for data in messages:
        try:
            mail = mailparser.parse_from_bytes(data)
            text = (mail.subject or "") + "\n" + (mail.body or "")
            mail.from_, mail.to, mail.date, mail.message_id, mail.attachments
            [name for name, words in KINDS.items() if words.search(text)]
        except Exception:
            failed += 1
    return failed
failed = once()
start, rounds = time.process_time(), 0
while time.process_time() - start < float(sys.argv[2]):
    once(); rounds += 1
print(json.dumps({"rate": rounds * len(messages) / (time.process_time() - start), "failed": failed}))
"""


def parse_plainly(data: bytes) -> None:
    """What the standard library does alone: parse, decode the headers and every part."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for name in ("From", "To", "Subject", "Date", "Message-ID"):
        str(message[name])
    for part in message.walk():
        if not part.is_multipart():
            part.get_payload(decode=True)


def parse_ours(data: bytes) -> tuple[str, str, str]:
    """Subject, body and what the headers say of automatic replies."""
    mail = parse_any_mail(data)
    assert mail is not None
    return mail.subject, mail.body, mail.auto


def classify_ours(data: bytes) -> None:
    """Parse and classify."""
    subject, body, auto = parse_ours(data)
    classify_letter(body, subject=subject, headers={"auto": auto})


def forget_sentences() -> None:
    """What was remembered of sentences in the last round is forgotten: in life each letter comes once."""
    for remembered in (find_rules, see, expand_contractions):
        remembered.cache_clear()


def measure(do: object, messages: list[bytes]) -> tuple[float, int]:
    """Messages per CPU second, and how many could not be read."""

    def once() -> int:
        n_failed = 0
        for data in messages:
            try:
                do(data)  # type: ignore[operator]
            except Exception:  # the peer may fail on what authorities send; that is counted
                n_failed += 1
        return n_failed

    n_failed, n_rounds, start = once(), 0, time.process_time()
    while time.process_time() - start < _LEAST_SECONDS:
        forget_sentences()
        once()
        n_rounds += 1
    return n_rounds * len(messages) / (time.process_time() - start), n_failed


def measure_peer(messages: list[bytes]) -> tuple[float, int] | str:
    """mail-parser with regular expressions, in an environment of its own; a sentence where it cannot be had."""
    with tempfile.TemporaryDirectory(prefix="answerable-peer-") as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        command = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "mail-parser"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            return f"could not be installed: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}"
        path = Path(folder) / "messages"
        path.write_text("".join(f"{data.hex()}\n" for data in messages))
        command = [str(python), "-W", "ignore", "-c", _PEER, str(path), str(_LEAST_SECONDS)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            return f"does not run: {done.stderr.strip().splitlines()[-1]}"
        found = json.loads(done.stdout.splitlines()[-1])
        return found["rate"], found["failed"]


def bench_speed(paths: list[Path]) -> None:
    """Print messages per CPU second and the ratios."""
    received = (item for path in paths for item in iter_received(path))
    messages = [item.data for item in received if isinstance(item, Received) and item.is_mail]
    size = sum(map(len, messages)) / len(messages) / 1024
    print(f"{len(messages)} messages of {size:.0f} KiB on average")
    rates: dict[str, float] = {}
    for name, do in (
        ("standard library, parsed", parse_plainly), ("answerable, parsed", parse_ours),
        ("answerable, parsed and classified", classify_ours),
    ):  # fmt: skip
        rates[name], n_failed = measure(do, messages)
        print(f"{name:36} {rates[name]:8.0f} messages/CPU-s, {n_failed} failed")
    peer = measure_peer(messages)
    if isinstance(peer, str):
        print(f"mail-parser {peer}; left out")
    else:
        rates["mail-parser and regex"] = peer[0]
        print(f"{'mail-parser and regex':36} {peer[0]:8.0f} messages/CPU-s, {peer[1]} failed")
    whole = "answerable, parsed and classified"
    for name in rates:
        if not name.startswith("answerable"):
            print(f"ratio to {name}: parsed {rates['answerable, parsed'] / rates[name]:.2f}, "
                  f"with classes {rates[whole] / rates[name]:.2f}")  # fmt: skip
    bench_long_pages()


def bench_long_pages() -> None:
    """Print how long 150 KB of the same thing over and over take to classify: nothing may grow with the square."""
    pages = {
        "openings": "Dear Sir\n", "dates": "1 January 2020\n", "sections": "section 40(2), ", "table": "2019\t4\t5\n",
        "words": "the officers and staff of the force ", "numbers": "1 2 3 4 ", "headings": "ABC DEF ",
    }  # fmt: skip
    for name, words in pages.items():
        start = time.process_time()
        classify_letter((words * (150_000 // len(words) + 1))[:150_000])
        print(f"150 KB of {name:10} {time.process_time() - start:6.2f} CPU-s")


def iter_invented(size: int) -> Iterator[bytes]:
    """Letters such as inboxes hold, until so many bytes are there: most small, some with files."""
    picker = random.Random(20211101)
    words = (INBOX / "0001.eml").read_text("utf-8").partition("\n\n")[2].split()
    number = n_bytes = 0
    while n_bytes < size:
        number += 1
        text = " ".join(picker.choices(words, k=picker.randrange(60, 700)))
        head = (
            f"From foi@force{number % 48}.example Mon Nov 29 10:05:00 2021\n"
            f"From: FOI <foi@force{number % 48}.example>\n"
            f"To: desk@lantern.example\nSubject: FOI {number}\nDate: Mon, 29 Nov 2021 10:05:00 +0000\n"
            f"Message-ID: <{number}@force.example>\nMIME-Version: 1.0\n"
        )
        kind = picker.random()
        if kind < 0.7:
            data = f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n\n".encode()
        else:
            n_attached = picker.randrange(20_000, 300_000) if kind < 0.97 else picker.randrange(2_000_000, 12_000_000)
            file = base64.encodebytes(picker.randbytes(n_attached)).decode()
            data = (
                f"{head}Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain; charset=utf-8\n\n"
                f"{text}\n--B\nContent-Type: application/pdf; name=answer.pdf\nContent-Transfer-Encoding: base64\n\n"
                f"{file}\n--B--\n\n"
            ).encode()
        n_bytes += len(data)
        yield data


def bench_memory(size: int) -> None:
    """Take a made-up mbox in, in a process of its own, and print the most memory that it took."""
    with tempfile.TemporaryDirectory(prefix="answerable-mbox-") as folder:
        # The mbox, the archived messages and their attachments.
        if shutil.disk_usage(folder).free < size * 4:
            print(f"{size / 1e9:.1f} GB: not enough room in {folder}; left out")
            return
        inbox = Path(folder) / "inbox"
        inbox.mkdir()
        n_messages = 0
        with (inbox / "large.mbox").open("wb") as file:
            for n_messages, data in enumerate(iter_invented(size), 1):  # noqa: B007 - counted
                file.write(data)
        start = time.monotonic()
        command = [sys.executable, __file__, "take-in", folder]
        peak = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        seconds = time.monotonic() - start
        print(
            f"{size / 1e9:.1f} GB mbox, {n_messages} messages: peak {peak:.0f} MB, taken in in {seconds:.0f} s",
            flush=True,
        )


def take_in(folder: Path) -> None:
    """The work that is measured: archive and parse every message, match it, write its rows."""
    with Record.open(f"sqlite:///{folder}/record.db", archive=folder / "sources") as record:
        run_intake(record, folder / "inbox", [], [])
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def main() -> None:
    """Run one bench."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", default="speed", choices=["speed", "memory", "take-in"])
    parser.add_argument("paths", nargs="*", type=Path, default=[INBOX])
    parser.add_argument("--gb", type=float, default=2.0, help="size of the mailbox; at most 2")
    arguments = parser.parse_args()
    if arguments.what == "speed":
        bench_speed(arguments.paths or [INBOX])
    elif arguments.what == "memory":
        for gb in (min(arguments.gb, 2.0) / 10, min(arguments.gb, 2.0)):
            bench_memory(int(gb * 1e9))
    else:
        take_in(arguments.paths[0])


if __name__ == "__main__":
    main()

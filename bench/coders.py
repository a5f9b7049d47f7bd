"""Fifty coders at one record: how long a save takes, and whether any is lost or doubled, also when the server or the
database is killed half-way.

    python bench/coders.py [--coders 50] [--seconds 30] [--rounds 10] [--no-kill]

Starts a PostgreSQL and the team's server on loopback, runs the bundled example into it, and has every coder save
rulings by the forms that a browser sends, page after page, over a connection that stays open. The loads: *steady* (each
coder saves every five seconds or so and opens the page that follows), *burst* (each opens a page, then all press at the
same instant), *without a pause* (fifty saves are always under way: whoever is answered sends the next at once, and no
page lies between), *killed* (steady and faster, and `kill -9` first of the server, then of the database). A form after
a page says which version of the case it saw. A save's time is from sending the form to the whole answer, told by the
client, whose threads share the cores with server and database. At the end every answered save must stand in the record
exactly once, and a full run must make the very rows that stand there.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import http.client
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from answerable.adapters.passwords import Passwords
from answerable.adapters.second_factor import SecondFactor
from answerable.investigation import Investigation
from answerable.model.account import Account, Invitation, Role, Stage
from answerable.model.case import Case, Tally
from answerable.model.judgement import Ruling
from answerable.store.codec import to_text
from answerable.web.team.membership import COOKIE, Membership, form_token

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "police-social-media"
_GIVE_UP_S = 60.0
_PICTURE = re.compile(rb'src="(/document/[^"]+/picture)"')
_SEEN = re.compile(rb'name="seen" value="([^"]*)"')


@dataclass(slots=True)
class Coder:
    """One person with a browser, and what is theirs to rule on."""

    name: str
    secret: str
    tasks: list[tuple[str, str, str, int]]
    """Case, variable, document, page; gone through again and again, accepted and ruled not stated by turns."""
    saved: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    done: list[tuple[str, str, Ruling]] = field(default_factory=list)
    n_again: int = 0
    failed: list[str] = field(default_factory=list)
    seen: str = ""
    pictures: set[bytes] = field(default_factory=set)
    line: http.client.HTTPConnection | None = None

    def save(self, port: int) -> None:
        """Send the next ruling; send it again until it is answered."""
        case, variable, _, page = self._task()
        turn = len(self.done) // len(self.tasks)
        do, ruling = (("accept", Ruling.ACCEPT), ("not_stated", Ruling.AMEND))[turn % 2]
        form = {"token": form_token(self.secret), "page": str(page), "do": f"{do} case {case} {variable}"}
        form |= {"seen": self.seen} if self.seen else {}
        began = time.perf_counter()
        while True:
            answer = self._ask(port, "POST", "/judgement", urlencode(form))
            if answer is not None and answer[0] == 303:
                break
            if answer is not None and answer[0] < 500:
                self.failed.append(f"{answer[0]} on {case} {variable}")
                break
            if time.perf_counter() - began > _GIVE_UP_S:
                self.failed.append(f"no answer on {case} {variable}")
                break
            self.n_again += 1
            time.sleep(0.1)
        self.saved.append(time.perf_counter() - began)
        self.done.append((case, variable, ruling))
        self.seen = ""

    def open(self, port: int) -> None:
        """Open the page of what is ruled on next and note which version of it the page shows; then its picture, where
        this browser has not had it."""
        case, variable, document, page = self._task()
        began = time.perf_counter()
        answer = self._ask(port, "GET", f"/document/{document}?page={page}&at={case}-{variable}")
        if answer is None or answer[0] != 200:
            return
        self.opened.append(time.perf_counter() - began)
        found = _SEEN.search(answer[1])
        if found is None or f"{case}=".encode() not in found[1]:
            self.failed.append(f"the page of {case} does not say which version it shows")
        else:
            self.seen = found[1].decode()
        picture = _PICTURE.search(answer[1])
        if picture is not None and picture[1] not in self.pictures:
            self.pictures.add(picture[1])
            self._ask(port, "GET", picture[1].decode())

    def _task(self) -> tuple[str, str, str, int]:
        return self.tasks[len(self.done) % len(self.tasks)]

    def _ask(self, port: int, method: str, path: str, body: str = "") -> tuple[int, bytes] | None:
        headers = {"cookie": f"{COOKIE}={self.secret}", "origin": f"http://127.0.0.1:{port}", "accept-encoding": "gzip"}
        if body:
            headers["content-type"] = "application/x-www-form-urlencoded"
        for _ in range(2):
            is_new = self.line is None
            line = self.line = self.line or http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            try:
                line.request(method, path, body or None, headers)
                answer = line.getresponse()
                data = answer.read()
                packed = answer.headers.get("content-encoding") == "gzip"
                return answer.status, gzip.decompress(data) if packed else data
            except (OSError, http.client.HTTPException):
                line.close()
                self.line = None
                if is_new:
                    return None
                # A connection that was left idle may have been closed: once more over a new one, as browsers do.
        return None


class Postgres:
    """A PostgreSQL of its own, with the settings it comes with: every commit is on disk before it is answered."""

    def __init__(self, folder: Path) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found:
            raise SystemExit("no PostgreSQL server program; on Debian: apt-get install postgresql")
        self.programs, self.folder, self.port = found[-1].parent, folder, find_port()
        self.as_user: list[str] = []
        if os.geteuid() == 0:  # it refuses to run as root
            self.as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            shutil.chown(folder, "postgres")
        self._call("initdb", "-D", folder / "data", "-U", "answerable", "-A", "trust", "-E", "UTF8")

    @property
    def url(self) -> str:
        """Its address."""
        return f"postgresql+psycopg://answerable@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it, also over what a kill left."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        for _ in range(10):  # what was killed may hold its memory a moment longer
            with contextlib.suppress(subprocess.CalledProcessError):
                self._call(
                    "pg_ctl", "-D", self.folder / "data", "-w", "-o", options, "-l", self.folder / "log", "start"
                )
                return
            time.sleep(1)
        raise SystemExit(f"PostgreSQL does not start: {self.folder / 'log'}")

    def kill(self) -> None:
        """`kill -9`, with its children."""
        for one in self._list_processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        time.sleep(0.5)

    def cpu_s(self) -> float:
        """Processor time that its processes have taken, those that ended included."""
        return sum(_cpu_s(process) for process in self._list_processes())

    def _list_processes(self) -> list[int]:
        chief = int((self.folder / "data" / "postmaster.pid").read_text().split("\n")[0])
        children = subprocess.run(["pgrep", "-P", str(chief)], capture_output=True, text=True, check=False).stdout
        return [chief, *(int(child) for child in children.split())]

    def stop(self) -> None:
        """Stop it."""
        with contextlib.suppress(subprocess.CalledProcessError):  # where a kill was not followed by a start
            self._call("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")

    def _call(self, program: str, *words: object) -> None:
        command = [*self.as_user, str(self.programs / program), *(str(word) for word in words)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


class Server:
    """`answerable serve --team` as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, find_port()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "answerable", "serve", str(self.folder), "--team", "--port", str(self.port)]
        with (self.folder.parent / "server.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        for _ in range(600):
            if _is_up(self.port):
                return
            time.sleep(0.1)
        raise SystemExit(f"the server does not answer: {self.folder.parent / 'server.log'}")

    def cpu_s(self) -> float:
        """Processor time that it has taken, which other work on the machine does not change."""
        assert self._process is not None
        return _cpu_s(self._process.pid)

    def kill(self) -> None:
        """`kill -9`."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()


def _cpu_s(process: int) -> float:
    """Of a process and of those of its children that ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(int(one) for one in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def find_port() -> int:
    """A free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_up(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/health")
        return line.getresponse().status == 200
    except OSError:
        return False
    finally:
        line.close()


def make_coders(investigation: Investigation, n: int, *, first: int = 0) -> list[Coder]:
    """People with sessions, and to each the values of cases of their own, so that nobody waits for another's ruling."""
    members = Membership(investigation.record, Passwords(), SecondFactor.open())
    hashed, ends = members.passwords.make("four plain words here"), "2999-01-01T00:00:00+00:00"
    coders = []
    for number in range(first, first + n):
        name = f"Coder {number + 1:02}"
        account = Account(f"acc-{number}", name, Role.CODER, hashed, members.second.make_secret(), made_at="2026")
        members.accounts.invite(Invitation(f"inv-{number}", name, Role.CODER, "bench", "2026", ends, account.id))
        members.accounts.accept(f"inv-{number}", account)
        members.accounts.set_second(account.id, ())
        coders.append(Coder(name, members.begin(account, Stage.FULL), []))
    cases = [case for case in investigation.record.all(Case) if case.values]
    for at, case in enumerate(cases):
        coder = coders[at % n]
        names = [one.variable for one in case.values if one.effective is not None]
        coder.tasks += [(case.id, name, case.document, case.span.page) for name in names]
    return coders


def work_steadily(coders: list[Coder], port: int, seconds: float, think_s: float) -> None:
    """Each opens a page, thinks, saves, opens the page that follows, and so on."""
    end = time.perf_counter() + seconds

    def work(coder: Coder, chance: random.Random) -> None:
        time.sleep(chance.uniform(0, think_s))
        coder.open(port)
        while time.perf_counter() < end:
            time.sleep(chance.uniform(0.5 * think_s, 1.5 * think_s))
            coder.save(port)
            coder.open(port)

    run_all([lambda one=coder, at=at: work(one, random.Random(at)) for at, coder in enumerate(coders)])


def work_at_once(coders: list[Coder], port: int, rounds: int) -> None:
    """All press at the same instant, again and again."""
    barrier = threading.Barrier(len(coders))

    def work(coder: Coder) -> None:
        for _ in range(rounds):
            coder.open(port)
            barrier.wait()
            time.sleep(0.3)  # the server has sent every page and picture and is at rest
            barrier.wait()
            coder.save(port)

    run_all([lambda one=coder: work(one) for coder in coders])


def work_without_pause(coders: list[Coder], port: int, seconds: float) -> None:
    """As many saves as there are coders are under way all the time."""
    end = time.perf_counter() + seconds

    def work(coder: Coder) -> None:
        while time.perf_counter() < end:
            coder.save(port)

    run_all([lambda one=coder: work(one) for coder in coders])


def run_all(works: list[Callable[[], None]]) -> None:
    """Each in a thread."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def take_times(coders: list[Coder]) -> tuple[list[float], list[float]]:
    """How long saves and pages took, in milliseconds, since this was asked last."""
    saved = sorted(1000 * one for coder in coders for one in coder.saved)
    opened = sorted(1000 * one for coder in coders for one in coder.opened)
    for coder in coders:
        coder.saved, coder.opened = [], []
    return saved, opened


def say_times(times: list[float]) -> str:
    """Median, 95th percentile and the longest."""
    if not times:
        return "none"
    p95 = times[min(len(times) - 1, int(0.95 * len(times)))]
    return f"{len(times)} times, median {statistics.median(times):.0f} ms, p95 {p95:.0f} ms, longest {times[-1]:.0f} ms"


def check_record(investigation: Investigation, coders: list[Coder]) -> list[str]:
    """Sentences about what was lost, doubled or laid differently from what a full run lays."""
    record = investigation.record
    faults = [fault for coder in coders for fault in coder.failed]
    names = {coder.name for coder in coders}
    kept = Counter(
        (one.by, one.subject, one.variable, one.ruling) for one in record.judgements("case") if one.by in names
    )
    answered = Counter((coder.name, *done) for coder in coders for done in coder.done)
    faults += [f"lost: {one}" for one in answered - kept]
    faults += [f"doubled or never sent: {one}" for one in kept - answered]
    if record.find_audit_break() is not None:
        faults.append("the audit trail is broken")
    before = {row.id: to_text(row) for kind in (Case, Tally) for row in record.iter(kind)}
    for _ in investigation.run(("extract",)):
        pass
    after = {row.id: to_text(row) for kind in (Case, Tally) for row in record.iter(kind)}
    other = [one for one in before.keys() | after.keys() if before.get(one) != after.get(one)]
    if other:
        one = min(other)
        faults.append(f"a full run makes {len(other)} rows otherwise: {before.get(one)}\n  {after.get(one)}")
    return faults


def _derived(name: str) -> bool:
    return name in ("decisions", "build", "sources", "generator") or name.startswith("record.db")


@contextlib.contextmanager
def open_newsroom(folder: Path, source: Path) -> Iterator[tuple[Postgres, Server, Investigation]]:
    """The example on a PostgreSQL, run once, and its server."""
    (folder / "postgres").mkdir()
    postgres = Postgres(folder / "postgres")
    postgres.start()
    os.environ["ANSWERABLE_TEAM_KEY"] = str(folder / "team.key")
    inside = folder / "investigation"
    shutil.copytree(
        source, inside, ignore=lambda at, names: [one for one in names if Path(at) == source and _derived(one)]
    )
    settings = inside / "answerable.toml"
    text = re.sub(r"(?ms)^\[database\]\n(?:[^\[]*\n)?", "", settings.read_text(encoding="utf-8"))
    settings.write_text(f'{text}\n[database]\nurl = "{postgres.url}"\n', encoding="utf-8")
    investigation = Investigation.open(inside, n_workers=0)
    for _ in investigation.run(("ask", "track", "collect", "read", "extract")):
        pass
    server = Server(inside)
    server.start()
    try:
        yield postgres, server, investigation
    finally:
        server.kill()
        investigation.record.close()
        postgres.stop()


def main() -> int:
    """Measure and say."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    words.add_argument("--coders", type=int, default=50)
    words.add_argument("--seconds", type=float, default=30)
    words.add_argument("--rounds", type=int, default=10)
    words.add_argument("--no-kill", action="store_true")
    wanted = words.parse_args()
    # Not below a folder of root's own: the database runs as another user.
    with tempfile.TemporaryDirectory(prefix="answerable-coders-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with open_newsroom(folder, EXAMPLE) as (postgres, server, investigation):
            coders = make_coders(investigation, wanted.coders)
            n = sum(len(coder.tasks) for coder in coders)
            print(f"{len(coders)} coders, {n} values to rule on, {investigation.record.count(Case)} cases", flush=True)
            work_at_once(coders, server.port, 1)
            take_times(coders)
            work_steadily(coders, server.port, wanted.seconds, 5)
            saved, opened = take_times(coders)
            print(f"steady: saves {say_times(saved)}\n        pages {say_times(opened)}", flush=True)
            work_at_once(coders, server.port, wanted.rounds)
            print(f"burst:  saves {say_times(take_times(coders)[0])}", flush=True)
            before = (server.cpu_s(), postgres.cpu_s(), time.process_time())
            work_without_pause(coders, server.port, wanted.seconds / 3)
            saved = take_times(coders)[0]
            after = (server.cpu_s(), postgres.cpu_s(), time.process_time())
            each = [1000 * (two - one) / len(saved) for one, two in zip(before, after, strict=True)]
            print(
                f"without a pause: saves {say_times(saved)}; {3 * len(saved) / wanted.seconds:.0f} a second\n"
                f"        of the processor each: server {each[0]:.1f} ms, database {each[1]:.1f} ms,"
                f" these clients {each[2]:.1f} ms",
                flush=True,
            )
            print(
                f"        {os.getloadavg()[0]:.1f} processes ran or waited on {os.cpu_count()} cores, these included",
                flush=True,
            )
            if not wanted.no_kill:
                breaking = threading.Thread(target=_break_both, args=(postgres, server))
                breaking.start()
                work_steadily(coders, server.port, 20, 2)
                breaking.join()
                again = sum(coder.n_again for coder in coders)
                print(f"killed: saves {say_times(take_times(coders)[0])}; sent again {again} times", flush=True)
            investigation.record.close()  # its lines to the database were cut; it makes new ones
            faults = check_record(investigation, coders)
    print("\n".join(faults[:20]) if faults else "nothing lost, nothing doubled, and a full run makes the same rows")
    return 1 if faults else 0


def _break_both(postgres: Postgres, server: Server) -> None:
    time.sleep(4)
    server.kill()
    server.start()
    time.sleep(4)
    postgres.kill()
    postgres.start()


if __name__ == "__main__":
    sys.exit(main())

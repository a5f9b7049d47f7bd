"""How long a site takes to make, how much memory, how heavy its pages are, how soon search answers.

    python bench/publishing.py example            the bundled example: cold, after one change, with nothing changed
    python bench/publishing.py many 50000         invented cases on a record of their own: time, memory, weights
    python bench/publishing.py many 50000 --search   and search in Chromium, line and processor slowed
    python bench/publishing.py many 50000 --keep DIR   leaves record and site in DIR, and takes the record that is there
    python bench/publishing.py search --keep DIR     search alone, on what `many --keep DIR` left

The invented cases are rows of the record like any other: documents with pages, cases with a span for each value,
subjects, counts; findings are measured and a story that fits them is checked before the site is made. The site is made,
and verified, by a process of its own each, as `answerable publish` and `answerable verify` are. Seconds are given as
they pass and as the processor worked, because other programs may run beside; memory is that of the process, all of it.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import uvicorn
from playwright.sync_api import sync_playwright

from answerable.analyze.recompute import recompute
from answerable.analyze.run import run as analyze
from answerable.check.story import run as check
from answerable.cli.verify import say_figure
from answerable.investigation import Investigation
from answerable.model.case import Basis, Case, Coded, Tally, Value
from answerable.model.document import Document, Page
from answerable.model.finding import Finding
from answerable.model.ids import hash_bytes, make_id
from answerable.model.interval import Interval
from answerable.model.judgement import Ruling, make_judgement
from answerable.model.link import Count, Subject
from answerable.model.report import no_progress
from answerable.model.span import make_span
from answerable.project.folder import load_project
from answerable.publish import run as publish
from answerable.publish.verify.report import Verified
from answerable.publish.verify.run import verify
from answerable.publish.verify.sites import open_site
from answerable.store.record import Record
from answerable.web.public import make_public_app

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "police-social-media"
PER_PAGE = 100
BEHAVIOURS = {
    "racist": ("shared a racist meme", "sent racist messages", "forwarded a racist video"),
    "sexist": ("posted sexist remarks about a colleague", "sent sexist jokes"),
    "sexual_message": ("sent sexual messages to a member of the public",),
    "photo_of_scene": ("posted a photograph of a scene", "shared photographs taken on duty"),
    "confidential_information": ("disclosed confidential information", "shared a screenshot of a crime report"),
    "bringing_discredit": ("posted comments that brought discredit", "argued with members of the public online"),
}
RANKS = {"constable": "Police Constable", "sergeant": "Sergeant", "inspector": "Inspector", "staff": "Police staff"}
PLATFORMS = {"whatsapp": "WhatsApp", "facebook": "Facebook", "twitter": "Twitter", "snapchat": "Snapchat"}
OUTCOMES = {
    "dismissed": "Dismissed",
    "final_written_warning": "Final written warning",
    "written_warning": "Written warning",
    "management_advice": "Management advice",
    "no_action": "No action",
}
STORY = """+++
headline = "{{ listed | capital }} cases of what officers posted"
standfirst = "What {{ asked }} invented forces wrote of them, each case on a page of its own"
kicker = "A measurement"
bylines = ["The bench"]
published_at = "2022-02-11T13:35:00Z"
checked_at = "2022-02-11"
licence = "CC BY 4.0"
+++

{{ disciplined | capital }} officers were disciplined, and {{ dismissed }} of them dismissed.
{{ whatsapp | percent | capital }} of the cases took place on WhatsApp.

{{ by_outcome | chart }}

## Who did what

{{ by_behaviour | chart }}

The largest force is {{ headcount | largest }}. Of {{ asked }} forces, {{ silent }} did not answer the letter.

{{ by_year | chart }}

{{ answers | map }}
"""
PLACES = ("in a group chat", "on a public page", "while off duty", "during a night shift", "in a private message")


def main() -> None:
    """Measure once and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=("example", "many", "search", "site", "verify"), default="example")
    parser.add_argument("n", nargs="?", type=int, default=50_000)
    parser.add_argument("--search", action="store_true", help="measure search in Chromium")
    parser.add_argument("--keep", type=Path, help="folder to work in and leave")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = asked.keep or Path(name)
        if asked.what == "example":
            measure_example(folder / "example")
        elif asked.what == "search":
            measure_search(folder / "many" / "site", asked.n)
        elif asked.what == "site":
            measure_site(folder / "many")
        elif asked.what == "verify":
            timed(
                "site verified",
                lambda: print(tell_verified(verify(open_site(folder / "many/site"), recompute, say_figure))),
            )
        else:
            measure_many(folder / "many", asked.n, search=asked.search)


def measure_example(folder: Path) -> None:
    """The bundled example from the record: cold, after one ruling, and with nothing changed."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("build", "record.db*", "generator"))
    one = Investigation.open(folder)
    stages = ("ask", "track", "collect", "read", "extract", "reconcile", "analyze", "check")
    for _ in one.run(stages):
        pass
    timed("cold", lambda: list(one.run(("publish",))))
    story = folder / "story" / "story.md"
    text = story.read_text(encoding="utf-8")
    story.write_text(text.rstrip() + "\n\nThe inquiry goes on.\n", encoding="utf-8")
    one.reload()
    list(one.run(("check",)))
    timed("after one sentence more", lambda: list(one.run(("publish",))))
    case = next(iter(one.record.all(Case)))
    unit = [row for row in one.record.all(Case) if row.document == case.document]
    print(f"(one of {len(unit)} cases of a document is taken down)")
    one.rule(
        [make_judgement(made_at="2022-02-11T09:00:00Z", by="bench", ruling=Ruling.REJECT, noun="case", subject=case.id)]
    )
    list(one.run(("reconcile", "analyze", "check")))
    timed("after one case is rejected", lambda: list(one.run(("publish",))))
    timed("nothing changed", lambda: list(one.run(("publish",))))
    weigh(one.site)


def timed(what: str, do: object) -> None:
    """Print seconds as they pass and as the processor worked."""
    start, worked = time.perf_counter(), time.process_time()
    do()  # type: ignore[operator]
    print(f"{what}: {time.perf_counter() - start:.1f} s, processor {time.process_time() - worked:.1f} s", flush=True)


def measure_many(folder: Path, n: int, *, search: bool) -> None:
    """Many invented cases."""
    folder.mkdir(parents=True, exist_ok=True)
    project = load_project(shutil.copytree(EXAMPLE, folder / "project", dirs_exist_ok=True))
    (folder / "project" / "story" / "story.md").write_text(STORY, encoding="utf-8")
    project = load_project(project.folder)
    authorities = Investigation.open(project.folder, n_workers=0).authorities
    with open_record(folder) as record:
        if record.count(Case) != n:
            record.replace("ask", "authorities", "bench", authorities)
            timed(f"{n:,} invented cases on the record", lambda: fill(record, [one.id for one in authorities], n))
        timed("findings measured", lambda: analyze(record, project.findings, project.codebook))
        period = project.settings.period
        timed("story checked", lambda: check(record, project.story, record.all(Finding), no_progress, period=period))
    for what in ("site", "verify"):
        subprocess.run([sys.executable, __file__, what, str(n), "--keep", str(folder.parent)], check=True)
    weigh(folder / "site")
    if search:
        measure_search(folder / "site", n)


def open_record(folder: Path) -> Record:
    """The record of the invented cases."""
    return Record.open(f"sqlite:///{folder / 'record.db'}", archive=folder / "sources")


def measure_site(folder: Path) -> None:
    """The site of the invented cases from nothing, then with nothing changed."""
    out = folder / "site"
    shutil.rmtree(out, ignore_errors=True)
    for kept in folder.glob("site.*"):
        kept.unlink()
    edition = Investigation.open(folder / "project", n_workers=0).make_edition()
    assert edition is not None
    with open_record(folder) as record:
        before = held()
        with Memory() as memory:
            timed("site, cold", lambda: publish.run(record, edition, out=out, recompute=recompute))
        print(f"memory before {before:.0f} MB; at each tenth of the time: {memory.tell()} MB; most {peak():.0f} MB")
        timed("site, nothing changed", lambda: publish.run(record, edition, out=out, recompute=recompute))


def fill(record: Record, authority_ids: list[str], n: int) -> None:
    """Documents of a hundred cases each, with subjects and counts."""
    random, made = Random(7), 0
    counts: dict[str, Counter[str]] = {name: Counter(disciplined=0, dismissed=0) for name in authority_ids}
    while made < n:
        authority_id = authority_ids[made // PER_PAGE % len(authority_ids)]
        rows = list(make_document(random, authority_id, made, min(PER_PAGE, n - made)))
        document = next(row for row in rows if isinstance(row, Document))
        record.replace("extract", document.id, "bench", rows)
        cases = [row for row in rows if isinstance(row, Case)]
        subjects = [Subject(make_id("sbj", one.id), one.authority_id, (one.id,), (one.method,), ()) for one in cases]
        record.replace("reconcile", document.id, "bench", subjects)
        for one in cases:
            for measure in measures_of(str(one.get("outcome"))):
                counts[authority_id][measure] += 1
        made += len(cases)
    listed = [
        Count(make_id("cnt", name, of), name, of, Interval.exactly(n), "listed_cases", ("foi_response",), True)
        for name, several in counts.items()
        for of, n in several.items()
    ]
    record.replace("reconcile", "counts", "bench", listed)


def measures_of(outcome: str) -> tuple[str, ...]:
    """What a case of this outcome counts for."""
    return {"no_action": (), "dismissed": ("disciplined", "dismissed")}.get(outcome, ("disciplined",))


def make_document(random: Random, authority_id: str, first: int, n: int) -> Iterator[Document | Page | Case | Tally]:
    """One document: a sheet of which each line is a case."""
    lines, drafts = [], []
    for number in range(n):
        rank, platform, outcome = (random.choice(list(one)) for one in (RANKS, PLATFORMS, OUTCOMES))
        behaviour = random.choice(list(BEHAVIOURS))
        year = random.randrange(2018, 2022)
        told = f"{random.choice(BEHAVIOURS[behaviour])} {random.choice(PLACES)}, matter {first + number}"
        cells = (str(year), RANKS[rank], PLATFORMS[platform], told, OUTCOMES[outcome])
        drafts.append((cells, (float(year), rank, (platform,), (behaviour,), outcome)))
        lines.append("\t".join(cells))
    text = "\n".join(lines)
    sha256 = hash_bytes(f"{authority_id} {first}\n{text}".encode())
    yield Document(sha256, f"answer-{first}.csv", "text/csv", len(text), 1, 1)
    yield Page(f"{sha256}:1", sha256, 1, "sheet", text, label="Sheet1")
    at = 0
    for line, (cells, values) in zip(lines, drafts, strict=True):
        names, coded, start = ("year", "rank", "platform", "behaviours", "outcome"), [], at
        for name, cell, value in zip(names, cells, values, strict=True):
            span = make_span(sha256, 1, text, start, start + len(cell))
            coded.append(Value(name, Coded(value, Basis.STATED, span, by="bench")))
            start += len(cell) + 1
        yield Case(
            make_id("case", sha256, at), authority_id, "foi_response", sha256,
            make_span(sha256, 1, text, at, at + len(line)), tuple(coded), rule="bench",
        )  # fmt: skip
        at += len(line) + 1


def tell_verified(verified: Verified) -> str:
    """What was tried, and everything that differs."""
    told = [f"   {one.code} {one.where}: {one.found}, not {one.expected}" for one in verified.differences]
    tried = f"{verified.n_files:,} files, {verified.n_rows:,} rows, {verified.n_findings} findings"
    tried += f", {verified.n_figures:,} figures"
    return "\n".join([f"{tried} tried: {len(told)} differ", *told])


class Memory:
    """Looks twice a second at how much memory this process holds."""

    def __init__(self) -> None:
        self._seen: list[float] = []
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._end.wait(0.5):
            self._seen.append(held())

    def tell(self) -> str:
        """What was held at the end of each tenth."""
        n = len(self._seen)
        return " ".join(f"{self._seen[max(0, n * k // 10 - 1)]:.0f}" for k in range(1, 11)) if n else "not looked at"


def held() -> float:
    """The memory that this process holds, in megabytes."""
    n_pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return n_pages * resource.getpagesize() / 1e6


def peak() -> float:
    """The most memory that this process had, in megabytes; that of whoever started it does not count."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines())
    return int(status["VmHWM"].split()[0]) * 1024 / 1e6


def weigh(site: Path) -> None:
    """The heaviest page of each kind."""
    kinds = {"article": "index.html", "lists": "cases*.html", "lists narrowed down": "cases/by/**/*.html"}
    kinds |= {"records": "cases/case-*.html", "documents": "documents/*.html", "authorities": "authorities/*.html"}
    for what, pattern in kinds.items():
        sizes = [path.stat().st_size for path in site.glob(pattern)]
        if sizes:
            print(f"{what}: {len(sizes):,}, the heaviest {max(sizes) / 1000:.1f} KB")
    files = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
    print(f"all: {len(files):,} files, {sum(files) / 1e6:.0f} MB")


def measure_search(site: Path, n: int) -> None:
    """From the question to the first answer on screen, in Chromium at 1.6 Mbit/s, 150 ms, processor four times slower.

    Two ways: a page opened with its question in the address, nothing kept from before; and a question typed on it then.
    """
    server = uvicorn.Server(uvicorn.Config(make_public_app(site), port=8499, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    with sync_playwright() as driver:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for question in ("q=whatsapp", "q=racist+meme", f"q=matter+{n // 2}", "q=&outcome=dismissed&year=2019"):
            context = browser.new_context()
            page = context.new_page()
            line = context.new_cdp_session(page)
            line.send("Network.enable")
            speed = 1.6e6 / 8
            limits = {"offline": False, "latency": 150, "downloadThroughput": speed, "uploadThroughput": speed}
            line.send("Network.emulateNetworkConditions", limits)
            line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
            start = time.perf_counter()
            page.goto(f"http://127.0.0.1:8499/search.html?{question}", wait_until="commit")
            page.wait_for_selector("#found li", timeout=60_000)
            cold = time.perf_counter() - start
            page.fill("#q", "sergeant facebook")
            before = page.inner_text("#said")
            start = time.perf_counter()
            page.wait_for_function("(was) => document.getElementById('said').textContent !== was", arg=before)
            print(
                f"search {question}: page and answer {cold:.2f} s; a question then {time.perf_counter() - start:.2f} s"
            )
            print(f"   {json.dumps(page.inner_text('#said'))}")
            context.close()
        browser.close()
    server.should_exit = True
    thread.join()


if __name__ == "__main__":
    sys.exit(main())

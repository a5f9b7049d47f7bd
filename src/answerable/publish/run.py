"""Publish: make the site, try it in the preflight, write it.

What comes in: the record, the edition, something that draws pages. What goes out: a folder of files and a report. A
site with open points is written as a draft that says so on every page. Never here: HTML.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from answerable.model.authority import Authority
from answerable.model.case import Case, Tally
from answerable.model.claim import Claim
from answerable.model.document import Document, Page
from answerable.model.finding import Finding
from answerable.model.ids import hash_bytes, make_id, make_key
from answerable.model.link import Count, Subject
from answerable.model.log import Capture, LogItem, LogSource
from answerable.model.message import Message
from answerable.model.problem import Problem
from answerable.model.report import Progress, StageReport, no_progress
from answerable.model.request import Request
from answerable.model.response import Classification
from answerable.publish.edition import Edition, Material, RenderPage, gather, render_no_page
from answerable.publish.evidence import make_picture
from answerable.publish.packages import make_data
from answerable.publish.pages.article import add_feeds
from answerable.publish.pages.language_site import LanguageSite
from answerable.publish.preflight import check_edition
from answerable.publish.writer import SiteWriter, count_files, hash_room, is_untouched, write_manifest
from answerable.store.codec import to_plain
from answerable.store.record import Record

STAGE = "publish"
_SHOWN = (
    Authority,
    Request,
    Message,
    Classification,
    Case,
    Tally,
    Subject,
    Count,
    Finding,
    Claim,
    Document,
    Page,
    LogSource,
    LogItem,
    Capture,
)


def run(
    record: Record,
    edition: Edition,
    render_page: RenderPage = render_no_page,
    out: Path = Path("build/site"),
    progress: Progress = no_progress,
) -> StageReport:
    """Make the site.

    Args:
        record: read only, but for the problems that the preflight leaves.
        edition: the parts of the folder.
        render_page: draws pages of received documents, for the pictures beside their words.
        out: the site's folder; files that are no part of it are deleted.
        progress: told of each step.
    """
    key = _make_key(record, edition)
    if record.is_current(STAGE, "preflight", key) and is_untouched(out):
        return _report_unchanged(record, out)
    steps = 3 + len(edition.languages)
    progress(0, steps, "reading the record")
    material = gather(record, edition)
    progress(1, steps, "pictures of pages")
    pictures = _make_pictures(material, render_page, out)
    data = make_data(edition, material)
    progress(2, steps, "preflight")
    draft = sum(1 for problem in check_edition(edition, material, {}) if problem.blocks)
    writer = SiteWriter()
    writer.add_static()
    paths = {noun_id: path for noun_id, (path, _) in pictures.items()}
    for path, picture in pictures.values():
        writer.add(path, picture)
    for path, content in data.items():
        writer.add(path, content)
    _add_photo(writer, edition)
    for number, code in enumerate(edition.languages):
        progress(3 + number, steps, f"pages ({code})")
        article = LanguageSite(
            edition, material, paths, code, draft, {path: len(content) for path, content in data.items()}
        ).add_to(writer)
        if number == 0:
            add_feeds(writer, edition, article)
    written, kept = writer.write(out)
    problems = check_edition(edition, material, writer.files)
    write_manifest(out)
    record.replace(STAGE, "preflight", key, problems)
    progress(steps, steps, "")
    blocking = [problem for problem in problems if problem.blocks]
    weight = len(writer.files["index.html"])
    state = f"a draft: {len(blocking)} points block it" if blocking else "ready: nothing blocks it"
    return StageReport(
        STAGE,
        n_done=written,
        n_unchanged=kept,
        n_failed=0,
        did=(
            f"{len(writer.files):,} files in {out} ({state})",
            f"the article weighs {weight / 1000:.0f} KB; {len(pictures)} pictures of pages",
        ),
        needs_person=tuple(f"{problem.where}: {problem.found}" for problem in [*blocking, *_rest(problems)]),
        next_command=f"open {out / 'index.html'}",
    )


def _make_key(record: Record, edition: Edition) -> str:
    """Everything that can change a file of the site."""
    photo = edition.story.photo
    file = Path(edition.story.origin).parent / photo.file if photo else None
    return make_key(
        STAGE,
        hash_room(),
        [record.fingerprint(kind) for kind in _SHOWN],
        [to_plain(problem) for problem in record.all(Problem) if not problem.code.startswith("publish-")],
        [judgement.id for judgement in record.judgements()],
        len(record.sources()),
        [to_plain(part) for part in (edition.story, edition.codebook, *edition.batches, *edition.questions)],
        [edition.name, edition.slug, edition.publisher, edition.contact, list(edition.languages)],
        [str(edition.as_of), str(edition.period), edition.address],
        repr(edition.holidays),
        hash_bytes(file.read_bytes()) if file is not None and file.is_file() else "",
    )


def _report_unchanged(record: Record, out: Path) -> StageReport:
    problems = [problem for problem in record.all(Problem) if problem.code.startswith("publish-")]
    blocking = [problem for problem in problems if problem.blocks]
    n = count_files(out)
    state = f"a draft: {len(blocking)} points block it" if blocking else "ready: nothing blocks it"
    return StageReport(
        STAGE,
        n_unchanged=n,
        did=(f"{n:,} files in {out} ({state})",),
        needs_person=tuple(f"{problem.where}: {problem.found}" for problem in [*blocking, *_rest(problems)]),
        next_command=f"open {out / 'index.html'}",
    )


def _rest(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if not problem.blocks]


def _add_photo(writer: SiteWriter, edition: Edition) -> None:
    photo = edition.story.photo
    if photo is not None:
        file = Path(edition.story.origin).parent / photo.file
        if file.is_file():
            writer.add(f"media/{photo.file}", file.read_bytes())


def _make_pictures(material: Material, render_page: RenderPage, out: Path) -> Mapping[str, tuple[str, bytes]]:
    """A strip of the page for each case and each tally behind a finding; those already made are taken as they are."""
    shown = {one for finding in material.findings.values() for one in finding.tallies}
    nouns: list[Case | Tally] = [*material.cases.values(), *(t for i, t in material.tallies.items() if i in shown)]
    drawn: dict[tuple[str, int, int], bytes | None] = {}

    def draw_once(sha256: str, page: int, dpi: int) -> bytes | None:
        if (sha256, page, dpi) not in drawn:
            drawn.clear()  # nouns come document by document: one page in memory is enough
            drawn[sha256, page, dpi] = render_page(sha256, page, dpi)
        return drawn[sha256, page, dpi]

    pictures: dict[str, tuple[str, bytes]] = {}
    for noun in sorted(nouns, key=lambda noun: (noun.document, noun.span.page, noun.span.start, noun.id)):
        page: Page | None = material.pages.get(f"{noun.document}:{noun.span.page}")
        if page is None:
            continue
        boxes = [[box.x0, box.y0, box.x1, box.y1] for box in noun.span.boxes]
        place = (noun.document, noun.span.page, noun.span.start, noun.span.end, boxes)
        path = f"evidence/{make_id('p', *place)}.webp"
        kept = out / path
        picture = kept.read_bytes() if kept.is_file() else make_picture(noun.span, page, draw_once)
        if picture:
            pictures[noun.id] = (path, picture)
    return pictures

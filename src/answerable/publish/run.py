"""Publish: make the site, try it in the preflight, write it.

What comes in: the record, the edition, something that draws pages. What goes out: a folder of files and a report. A
site with open points is written as a draft that says so on every page. Never here: HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from answerable.model.agreement import Agreement
from answerable.model.authority import Authority
from answerable.model.case import Case, Tally
from answerable.model.claim import Claim
from answerable.model.document import Document, Page
from answerable.model.finding import Finding
from answerable.model.ids import make_key
from answerable.model.link import Count, Subject
from answerable.model.log import Capture, LogItem, LogSource
from answerable.model.message import Message
from answerable.model.problem import Problem
from answerable.model.report import Progress, StageReport, counted, no_progress
from answerable.model.request import Request
from answerable.model.response import Classification
from answerable.publish.attached import DrawFile, draw_nothing, hash_beside, prepare
from answerable.publish.charts import ChartShelf
from answerable.publish.corrections import load_publications
from answerable.publish.edition import (
    Edition,
    Material,
    ReadFile,
    RenderPage,
    gather,
    read_no_file,
    render_no_page,
)
from answerable.publish.leaks import Looked, list_secrets
from answerable.publish.manifest import Manifest
from answerable.publish.packages.into_site import add_package
from answerable.publish.packs.files import add_pack
from answerable.publish.pages.article import add_feeds
from answerable.publish.pages.case import add_case_pages
from answerable.publish.pages.downloads import CaseFiles
from answerable.publish.pages.language_site import LanguageSite
from answerable.publish.pictures import Pictures, add_pictures
from answerable.publish.preflight import check_edition, check_weight, embargo_of, sort_problems
from answerable.publish.verify.findings import Recompute, recompute_nothing
from answerable.publish.writer import Group, SiteWriter, count_files, hash_room, is_untouched
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
    Agreement,
)


def run(
    record: Record,
    edition: Edition,
    render_page: RenderPage = render_no_page,
    out: Path = Path("build/site"),
    progress: Progress = no_progress,
    *,
    read_file: ReadFile = read_no_file,
    draw_file: DrawFile = draw_nothing,
    recompute: Recompute = recompute_nothing,
) -> StageReport:
    """Make the site.

    Args:
        record: read only, but for the problems that the preflight leaves.
        edition: the parts of the folder.
        render_page: draws pages of received documents, for the pictures beside their words.
        out: the site's folder; files that are no part of it are deleted.
        progress: told of each step.
        read_file: reads files that go out with the story, to see what they hide.
        draw_file: draws pages of those files, for copies with personal details blacked out.
        recompute: measures findings again from the package, to see that its readers can.
    """
    key = _make_key(record, edition)
    if record.is_current(STAGE, "preflight", key) and is_untouched(out):
        return _report_unchanged(record, out)
    steps = 4
    progress(0, steps, "reading the record")
    material = gather(record, edition)
    progress(1, steps, "pictures of pages")
    tools = (render_page, read_file, draw_file, recompute)
    record_key = _make_record_key(record, edition, material)
    made = _write_site(edition, material, tools, out, progress, (), record_key)
    leaked = [problem for problem in made.problems if problem.blocks]
    if leaked and not made.draft:
        # Found only in the finished files: they are written again, as a draft that says so on every page.
        made = _write_site(edition, material, tools, out, progress, leaked, record_key)
    writer, pictures, problems = made.writer, made.pictures, made.problems
    record.replace(STAGE, "preflight", key, problems)
    progress(steps, steps, "")
    blocking = [problem for problem in problems if problem.blocks]
    weight = (out / "index.html").stat().st_size
    state = _say_state(blocking)
    return StageReport(
        STAGE,
        n_done=writer.n_written,
        n_unchanged=writer.n_files - writer.n_written,
        n_failed=0,
        did=(
            f"{writer.n_files:,} files in {out} ({state})",
            f"the article weighs {weight / 1000:.0f} KB; {len(set(pictures.paths.values()))} pictures of pages",
        ),
        needs_person=tuple(f"{problem.where}: {problem.found}" for problem in [*blocking, *_rest(problems)]),
        next_command=f"open {out / 'index.html'}",
    )


@dataclass(frozen=True, slots=True)
class _Made:
    """A written site, and what the preflight says of it."""

    writer: SiteWriter
    pictures: Pictures
    problems: list[Problem]
    draft: int


def _write_site(
    edition: Edition,
    material: Material,
    tools: tuple[RenderPage, ReadFile, DrawFile, Recompute],
    out: Path,
    progress: Progress,
    known: Sequence[Problem],
    record_key: str,
) -> _Made:
    """Write every file; `known` is what an earlier writing found."""
    render_page, read_file, draw_file, recompute = tools
    steps = 4
    writer = SiteWriter(out)
    writer.add_static()
    pictures = add_pictures(material, render_page, read_file, writer, out)
    package, unmatched = add_package(writer, edition, material, recompute, make_key("tables", record_key))
    progress(2, steps, "preflight")
    attached = prepare(edition, material, read_file, draw_file)
    early = [*pictures.problems, *attached.problems, *unmatched]
    problems = check_edition(edition, material, {}, early)
    draft = sum(1 for problem in problems if problem.blocks) or len(known)
    for path, content in attached.files.items():
        writer.add(path, content)
    pages_key = make_key(record_key, sorted(pictures.paths.items()), sorted(pictures.sizes.items()))
    sizes, shelf = attached.sizes | pictures.sizes, ChartShelf(out.parent / "charts")
    sites = [
        LanguageSite(edition, material, pictures.paths, code, draft, package, sizes, shelf)
        for code in edition.languages
    ]
    progress(3, steps, "pages")
    _add_pages(sites, writer, pages_key, writer.group(make_key("downloads", record_key)))
    _add_packs(sites, writer, pages_key)
    writer.finish()
    notes = Manifest(out)
    looked = Looked(out.parent / f"{out.name}.looked.db")
    files = ((path, sha256) for path, _, sha256 in notes.iter_files())
    late = looked.find_leaks(out, files, list_secrets(edition, material) | attached.hidden, edition)
    heavy = check_weight((path, size) for path, size, _ in notes.iter_files())
    notes.close()
    return _Made(writer, pictures, sort_problems([*problems, *late, *heavy]), draft)


def _add_pages(sites: Sequence[LanguageSite], writer: SiteWriter, pages_key: str, data: Group) -> None:
    """The pages of every language, those of a case one after another; and the data of single pages (`data`)."""
    frames = [site.frame for site in sites]
    articles = [site.add_story(writer) for site in sites]
    add_feeds(frames[0], writer, articles[0])
    explorers = [site.open_explorer(writer, pages_key) for site in sites]
    files = CaseFiles(writer, frames[0].edition, frames[0].material)
    words = add_case_pages(frames, explorers, files, data, writer)
    if not data.stands:
        with data:
            files.finish()
    for site, explorer in zip(sites, explorers, strict=True):
        site.add_rest(writer, explorer, words)


def _add_packs(sites: Sequence[LanguageSite], writer: SiteWriter, pages_key: str) -> None:
    """A pack for each authority; they hold the top lines of every language, and say whether this is a draft."""
    frames = [site.frame for site in sites]
    shown = [(frame.key, bool(frame.draft), frame.embargo) for frame in frames]
    with writer.group(make_key("packs", shown, pages_key)) as stands:
        if stands:
            return
        for rows in zip(*(frame.board for frame in frames), strict=True):
            add_pack(writer, [(site.frame, site.make_pack(row)) for site, row in zip(sites, rows, strict=True)])


def _make_record_key(record: Record, edition: Edition, material: Material) -> str:
    """Everything that pages about the record and the tables of the package show: all but the story's own words."""
    return make_key(
        hash_room(),
        [record.fingerprint(kind) for kind in _SHOWN if kind is not Claim],
        [to_plain(problem) for problem in material.problems],
        [judgement.id for judgement in material.judgements],
        sorted(material.sources),
        [to_plain(part) for part in (edition.codebook, *edition.batches, *edition.questions)],
        [edition.name, edition.slug, edition.publisher, edition.contact, edition.address, list(edition.languages)],
        [str(edition.as_of), str(edition.period), repr(edition.holidays), repr(edition.readers)],
        [repr(one) for one in edition.story.corrections],
        [edition.story.language, edition.story.licence, edition.story.embargo_until],
        material.names.key,
    )


def _make_key(record: Record, edition: Edition) -> str:
    """Everything that can change a file of the site."""
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
        hash_beside(edition),
        [edition.story.embargo_until and embargo_of(edition) is not None, to_plain(edition.names)],
        [repr(edition.readers), [repr(one) for one in load_publications(edition)]],
    )


def _say_state(blocking: Sequence[Problem]) -> str:
    if not blocking:
        return "ready: nothing blocks it"
    return f"a draft: {counted(len(blocking), 'point blocks', 'points block')} it"


def _report_unchanged(record: Record, out: Path) -> StageReport:
    problems = [problem for problem in record.all(Problem) if problem.code.startswith("publish-")]
    blocking = [problem for problem in problems if problem.blocks]
    n = count_files(out)
    state = _say_state(blocking)
    return StageReport(
        STAGE,
        n_unchanged=n,
        did=(f"{n:,} files in {out} ({state})",),
        needs_person=tuple(f"{problem.where}: {problem.found}" for problem in [*blocking, *_rest(problems)]),
        next_command=f"open {out / 'index.html'}",
    )


def _rest(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if not problem.blocks]

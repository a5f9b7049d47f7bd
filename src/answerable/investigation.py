"""The hall: an investigation's stages in order, one line each.

What comes in: a folder. What goes out: reports of what each stage did. Never here: what a stage does.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from answerable.adapters.alpha import measure_alpha
from answerable.adapters.clock import FixedClock, SystemClock
from answerable.adapters.estimator import find_estimator
from answerable.adapters.fetch import make_fetchers
from answerable.adapters.language_model import is_local
from answerable.adapters.learner import find_learner
from answerable.adapters.ocr import find_page_readers
from answerable.adapters.runner import InProcess, ProcessPool
from answerable.adapters.runner_cluster import Cluster
from answerable.adapters.shelf import open_shelf
from answerable.analyze import run as analyze
from answerable.analyze.recompute import recompute
from answerable.apart import draw_page, read_file
from answerable.ask import run as ask
from answerable.ask.requests import Sender
from answerable.check import story as check
from answerable.collect import run as collect
from answerable.collect import split_run
from answerable.editing import make_edition
from answerable.errors import ProjectFileInvalid
from answerable.extract import run as extract
from answerable.extract.learned.run import STAGE as LEARNED
from answerable.extract.prompted.answers import FOLDER, AnswerShelf
from answerable.extract.prompted.pieces import Asking
from answerable.extract.prompted.replay import STAGE as PROMPTED
from answerable.extract.recoding import note_codebook
from answerable.extract.suggest import run_suggest
from answerable.law import HolidayCalendar, list_laws, load_calendar
from answerable.model.authority import Authority
from answerable.model.case import Case, Tally
from answerable.model.document import Reading
from answerable.model.finding import Finding
from answerable.model.ids import make_key
from answerable.model.judgement import Judgement
from answerable.model.passage import Found
from answerable.model.report import Progress, StageReport, no_progress
from answerable.model.request import Request
from answerable.model.response import Classification
from answerable.ports import Clock, Mailbox, Runner
from answerable.project.folder import Project, load_project
from answerable.project.settings import RunnerSettings
from answerable.publish import run as publish
from answerable.publish.edition import Edition
from answerable.read import run as read
from answerable.reconcile import run as reconcile
from answerable.registers import get_register
from answerable.store.decisions import append_decisions, export_decisions, import_decisions
from answerable.store.record import Record
from answerable.store.search import SearchIndex, open_index, refresh_index
from answerable.track import run as track
from answerable.track.fetch import run_fetch
from answerable.words.queries import Query

ProgressOf = Callable[[str], Progress]
_HALL = "hall"
_COUNTED = "counted"
_NO_ROWS = ("reply", "problem", "coding", "codebook", "import")
"""Nouns whose judgements are laid over no row."""


def _check_laws(project: Project) -> None:
    """The folder names only laws that the package knows; neither room beneath knows the other."""
    named = [(project.settings.law, f"{project.folder / 'answerable.toml'}")]
    named += [(batch.law, batch.origin) for batch in project.batches]
    named += [(row.law, f"{project.folder / project.settings.authorities}, {row.id}") for row in project.authorities]
    known = [law.id for law in list_laws()]
    for law_id, where in named:
        if law_id not in known:
            raise ProjectFileInvalid(
                "no access law goes by this id",
                where=where,
                found=law_id,
                allowed=", ".join(known),
                remedy="write one of these as `law`",
            )


def _make_runner(settings: RunnerSettings, n_workers: int | None) -> Runner:
    """What does the heavy work: as the command says, else as the folder says."""
    wanted = settings.workers if n_workers is None else n_workers
    if n_workers == 0 or settings.kind == "here":
        return InProcess()
    if settings.kind == "cluster":
        return Cluster(settings.address, wanted or os.cpu_count() or 1)
    return ProcessPool(wanted)


@dataclass(frozen=True, slots=True)
class Step:
    """A stage, or one of the two steps of a stage that runs before and after reading."""

    name: str
    title: str
    do: Callable[[Investigation, Progress], StageReport]
    wanted: Callable[[Investigation], bool] = lambda _: True
    after_ruling: bool = True
    """Whether it is done at once when a person has ruled; what takes longer waits for the next run."""


class Investigation:
    """A folder and its record, with the stages that work on them."""

    def __init__(self, project: Project, record: Record, clock: Clock, runner: Runner) -> None:
        self.project = project
        self.record = record
        self.clock = clock
        self.runner = runner
        self.mailboxes: Sequence[Mailbox] = ()
        """Set by whoever asks for mail to be fetched; nothing is fetched unless a person says so."""
        self.authorities: tuple[Authority, ...] = (
            get_register(project.register).authorities if project.register else project.authorities
        )
        self._by_id = {authority.id: authority for authority in self.authorities}
        self._index: SearchIndex | None = None
        self._searching = threading.Lock()
        self._holidays: tuple[HolidayCalendar | None] | None = None

    @classmethod
    def open(cls, path: Path, *, n_workers: int | None = None) -> Investigation:
        """Open the investigation whose folder is here or above.

        Args:
            path: the folder.
            n_workers: processes for heavy work; None for what the folder says, 0 for this process.

        Raises:
            ProjectNotFound: there is none.
            ProjectFileInvalid: a file says something not allowed.
        """
        project = load_project(path)
        _check_laws(project)
        shelf = open_shelf(project.sources, project.settings.archive.address, project.settings.archive.key)
        record = Record.open(project.settings.database_url, archive=shelf)
        clock: Clock = FixedClock(project.settings.as_of) if project.settings.as_of else SystemClock()
        return cls(project, record, clock, _make_runner(project.settings.runner, n_workers))

    @property
    def register(self) -> str:
        """The list of authorities in use, with its version: a register that ships with the package, or the folder's."""
        if self.project.register:
            return f"{self.project.register} {get_register(self.project.register).version}"
        return f"{self.project.settings.authorities} {make_key([repr(row) for row in self.authorities])[:12]}"

    @property
    def holidays(self) -> HolidayCalendar | None:
        """The calendar with the lists that the folder keeps; None where it keeps none and the bundled one counts."""
        if self._holidays is None:
            self._holidays = (load_calendar(self.project.holidays),)
        return self._holidays[0]

    @property
    def today(self) -> dt.date:
        """The day it is told on."""
        return self.clock.now().date()

    @property
    def site(self) -> Path:
        """Where the published page is built."""
        return self.project.build / "site"

    def find_authority(self, authority_id: str) -> Authority | None:
        """The authority with this id, or None."""
        return self._by_id.get(authority_id)

    def name_of(self, authority_id: str) -> str:
        """The authority's name, or its id where it is not asked here."""
        authority = self.find_authority(authority_id)
        return authority.name if authority else authority_id

    def find_request(self, request_id: str) -> Request | None:
        """The request with this id, or None."""
        return self.record.find(Request, request_id) if request_id else None

    @property
    def asking(self) -> Asking | None:
        """How a language model is asked, or None where the folder names none."""
        named = self.project.settings.language_model
        if named is None:
            return None
        local = is_local(named.endpoint)
        return Asking(named.endpoint, named.model, named.max_tokens, local, self.project.codebook)

    @property
    def model_answers(self) -> AnswerShelf:
        """What a language model said, kept in the folder."""
        return AnswerShelf(self.project.folder / FOLDER)

    def suggest(self, progress: Progress = no_progress) -> StageReport:
        """Lay what was learned from reviewers, and a language model's kept answers, beside the cases.

        Raises:
            RecordBusy: another run is writing to the record.
        """
        with self.record.exclusively():
            import_decisions(self.record, self.project.decisions)
            return _suggest(self, progress)

    def reload(self) -> None:
        """Read the folder's files anew, after somebody edited them."""
        self.project = load_project(self.project.folder)
        self._holidays = None

    def run(self, only: Sequence[str] = (), progress_of: ProgressOf = lambda _: no_progress) -> Iterator[StageReport]:
        """Run the stages in order, or some of them, and yield what each did.

        Args:
            only: names of stages; none means all.
            progress_of: gives each step its progress call.

        Raises:
            RecordBusy: another run is writing to the record.
        """
        with self.record.exclusively():
            import_decisions(self.record, self.project.decisions)
            n_laid = -1
            for step in STEPS:
                if (only and step.name not in only) or not step.wanted(self):
                    continue
                if step.do is _extract:
                    n_laid = self.record.count_judgements()
                yield step.do(self, progress_of(step.title))
                if step.name == "analyze":
                    self.record.replace(_HALL, _COUNTED, self._counted_key(), ())
            while 0 <= n_laid < self.record.count_judgements():
                # Others of a team ruled while this went on: their rulings are laid before anybody else may.
                n_laid = self.record.count_judgements()
                _extract(self, no_progress)

    def rule(self, judgements: Sequence[Judgement]) -> None:
        """Keep judgements, in the record and in the folder, and lay them over what they are about.

        Raises:
            RecordBusy: a run of another program is writing; nothing was kept.
        """
        noted = note_codebook(self.project.codebook, self.record.judgements("codebook"), judgements)
        kept = [noted, *judgements] if noted else judgements
        with self.record.exclusively():
            self.record.append_judgements(kept)
            append_decisions(self.project.decisions, kept)
        if any(judgement.noun not in _NO_ROWS for judgement in judgements):
            with self.record.exclusively():
                for step in STEPS:
                    if step.name == "extract" and step.after_ruling:
                        step.do(self, no_progress)

    def say_behind(self) -> str:
        """A sentence when figures are behind what they are measured on; else nothing."""
        counted = self.record.keys(_HALL).get(_COUNTED)
        if counted is None or counted == self._counted_key():
            return ""
        return "Figures are behind the rulings made since the last count."

    def _counted_key(self) -> str:
        pairs = [judgement.id for judgement in self.record.judgements("link")]
        return make_key([self.record.fingerprint(kind) for kind in (Case, Tally, Classification)], pairs)

    def render_page(self, sha256: str, page: int, dpi: int) -> bytes | None:
        """A page's image, for screens and the published page."""
        return draw_page(self.record.get_bytes(sha256), page, dpi)

    def read_file(self, data: bytes, name: str) -> Reading:
        """Read a file that goes out with the story, to see what it hides."""
        return read_file(data, name, page_readers=find_page_readers() if self.project.settings.ocr else ())

    def make_edition(self) -> Edition | None:
        """What publishing is told; None while there is no story."""
        story = self.project.story
        return None if story is None else make_edition(self.project, story, self.clock.now())

    def find(self, query: Query, *, first: int = 0, n_hits: int = 20, progress: Progress = no_progress) -> Found:
        """Search messages, documents, cases and notes; the index is first brought up to the record.

        Args:
            query: what is looked for.
            first: how many of the best are passed over.
            n_hits: how many are shown.
            progress: told while the index is brought up to date.
        """
        with self._searching:
            if self._index is None:
                self._index = open_index(self.record, self.project.build / "search.db")
            refresh_index(self._index, self.record, progress)
        return self._index.find(query, first=first, n_hits=n_hits)

    def export_decisions(self) -> int:
        """Write to the folder the judgements that only the record has."""
        return export_decisions(self.record, self.project.decisions)


def _ask(one: Investigation, progress: Progress) -> StageReport:
    publisher = one.project.settings.publisher
    sender = Sender(publisher.name, publisher.contact)
    batches, authorities = one.project.batches, one.authorities
    return ask.run(
        one.record,
        batches,
        authorities,
        one.today,
        progress,
        sender=sender,
        holidays=one.holidays,
        register=one.register,
    )


def _take_in(one: Investigation, progress: Progress) -> StageReport:
    fetched = StageReport("track")
    for mailbox in one.mailboxes:
        fetched = fetched + run_fetch(one.record, mailbox, progress)
    taken = track.run_intake(
        one.record, one.project.inbox, one.record.all(Request), one.authorities, progress, runner=one.runner
    )
    return fetched + taken


def _collect(one: Investigation, progress: Progress) -> StageReport:
    publisher = one.project.settings.publisher
    clock = SystemClock()  # a visit is when it is, whatever day the investigation is told as of
    fetchers = make_fetchers(one.project.folder, clock, publisher=publisher.name, contact=publisher.contact)
    return collect.run(one.record, one.project.log_sources, fetchers, one.project.folder, clock, progress)


def _read(one: Investigation, progress: Progress) -> StageReport:
    readers = find_page_readers() if one.project.settings.ocr else ()
    return read.run(one.record, one.runner, readers, progress)


def _classify(one: Investigation, progress: Progress) -> StageReport:
    return track.run_classify(one.record, one.record.all(Request), progress)


def _split(one: Investigation, progress: Progress) -> StageReport:
    return split_run.run_split(one.record, one.project.log_sources, progress)


def _extract(one: Investigation, progress: Progress) -> StageReport:
    project = one.project
    return extract.run(
        one.record,
        project.codebook,
        batches=project.batches,
        recipes=project.recipes,
        progress=progress,
        alpha=measure_alpha,
        runner=one.runner,
    )


def _suggests(one: Investigation) -> bool:
    """Whether a pass that suggests is on, or was and left something."""
    settings = one.project.settings
    left = one.record.keys(LEARNED) or one.record.keys(PROMPTED)
    return settings.learned.on or settings.language_model is not None or bool(left)


def _suggest(one: Investigation, progress: Progress) -> StageReport:
    learned = one.project.settings.learned
    learner = find_learner() if learned.on else None
    return run_suggest(one.record, one.project.codebook, learned, learner, one.asking, one.model_answers, progress)


def _reconcile(one: Investigation, progress: Progress) -> StageReport:
    ids = [authority.id for authority in one.authorities]
    return reconcile.run(one.record, one.project.codebook, one.project.settings.period, ids, progress)


def _analyze(one: Investigation, progress: Progress) -> StageReport:
    project = one.project
    return analyze.run(
        one.record, project.findings, project.codebook, progress, holidays=one.holidays, estimator=find_estimator()
    )


def _check(one: Investigation, progress: Progress) -> StageReport:
    if one.project.story is None:
        return StageReport("check", needs_person=("no story yet: answerable new story story",))
    period = one.project.settings.period
    return check.run(one.record, one.project.story, one.record.all(Finding), progress, period=period)


def _publish(one: Investigation, progress: Progress) -> StageReport:
    edition = one.make_edition()
    if edition is None:
        return StageReport("publish", needs_person=("nothing to publish before there is a story",))
    return publish.run(
        one.record,
        edition,
        one.render_page,
        one.site,
        progress,
        read_file=one.read_file,
        draw_file=draw_page,
        recompute=recompute,
    )


STEPS = (
    Step("ask", "Asking", _ask),
    Step("track", "Taking in", _take_in),
    Step("collect", "Collecting", _collect),
    Step("read", "Reading", _read),
    Step("track", "Classifying", _classify),
    Step("collect", "Telling log items apart", _split),
    Step("extract", "Extracting", _extract),
    Step("extract", "Suggesting", _suggest, _suggests, after_ruling=False),
    Step("reconcile", "Reconciling", _reconcile),
    Step("analyze", "Analyzing", _analyze),
    Step("check", "Checking", _check),
    Step("publish", "Publishing", _publish),
)
STAGES = tuple(dict.fromkeys(step.name for step in STEPS))

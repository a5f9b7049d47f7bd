"""The stages in order, one line each, and what each is given of an investigation. Never here: what a stage does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from answerable.adapters.alpha import measure_alpha
from answerable.adapters.clock import SystemClock
from answerable.adapters.estimator import find_estimator
from answerable.adapters.fetch import make_fetchers
from answerable.adapters.learner import find_learner
from answerable.adapters.ocr import find_page_readers
from answerable.analyze import run as analyze
from answerable.analyze.recompute import recompute
from answerable.apart import draw_page
from answerable.ask import run as ask
from answerable.ask.requests import Sender
from answerable.check import story as check
from answerable.collect import run as collect
from answerable.collect import split_run
from answerable.extract import run as extract
from answerable.extract.learned.run import STAGE as LEARNED
from answerable.extract.prompted.replay import STAGE as PROMPTED
from answerable.extract.suggest import run_suggest
from answerable.investigation.holdings import Holdings
from answerable.model.finding import Finding
from answerable.model.report import Progress, StageReport
from answerable.model.request import Request
from answerable.publish import run as publish
from answerable.read import run as read
from answerable.reconcile import run as reconcile
from answerable.track import run as track
from answerable.track.fetch import run_fetch


@dataclass(frozen=True, slots=True)
class Step:
    """A stage, or one of the two steps of a stage that runs before and after reading."""

    name: str
    title: str
    do: Callable[[Holdings, Progress], StageReport]
    wanted: Callable[[Holdings], bool] = lambda _: True
    after_ruling: bool = True
    """Whether it is done at once when a person has ruled; what takes longer waits for the next run."""


def _ask(one: Holdings, progress: Progress) -> StageReport:
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


def _take_in(one: Holdings, progress: Progress) -> StageReport:
    fetched = StageReport("track")
    for mailbox in one.mailboxes:
        fetched = fetched + run_fetch(one.record, mailbox, progress)
    taken = track.run_intake(
        one.record, one.project.inbox, one.record.all(Request), one.authorities, progress, runner=one.runner
    )
    return fetched + taken


def _collect(one: Holdings, progress: Progress) -> StageReport:
    publisher = one.project.settings.publisher
    clock = SystemClock()  # a visit is when it is, whatever day the investigation is told as of
    fetchers = make_fetchers(one.project.folder, clock, publisher=publisher.name, contact=publisher.contact)
    return collect.run(one.record, one.project.log_sources, fetchers, one.project.folder, clock, progress)


def _read(one: Holdings, progress: Progress) -> StageReport:
    readers = find_page_readers() if one.project.settings.ocr else ()
    return read.run(one.record, one.runner, readers, progress)


def _classify(one: Holdings, progress: Progress) -> StageReport:
    return track.run_classify(one.record, one.record.all(Request), progress)


def _split(one: Holdings, progress: Progress) -> StageReport:
    return split_run.run_split(one.record, one.project.log_sources, progress)


def extract_all(one: Holdings, progress: Progress) -> StageReport:
    """Extract every document whose cases are not as its pages, the codebook and the rulings have them."""
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


def _suggests(one: Holdings) -> bool:
    """Whether a pass that suggests is on, or was and left something."""
    settings = one.project.settings
    left = one.record.keys(LEARNED) or one.record.keys(PROMPTED)
    return settings.learned.on or settings.language_model is not None or bool(left)


def suggest_all(one: Holdings, progress: Progress) -> StageReport:
    """Lay the passes that only suggest beside the cases."""
    learned = one.project.settings.learned
    learner = find_learner() if learned.on else None
    return run_suggest(one.record, one.project.codebook, learned, learner, one.asking, one.model_answers, progress)


def _reconcile(one: Holdings, progress: Progress) -> StageReport:
    ids = [authority.id for authority in one.authorities]
    return reconcile.run(one.record, one.project.codebook, one.project.settings.period, ids, progress)


def _analyze(one: Holdings, progress: Progress) -> StageReport:
    project = one.project
    return analyze.run(
        one.record,
        project.findings,
        project.codebook,
        progress,
        holidays=one.holidays,
        estimator=find_estimator(),
        kept=one.kept_snapshots,
    )


def _check(one: Holdings, progress: Progress) -> StageReport:
    if one.project.story is None:
        return StageReport("check", needs_person=("no story yet: answerable new story story",))
    period = one.project.settings.period
    return check.run(one.record, one.project.story, one.record.all(Finding), progress, period=period)


def _publish(one: Holdings, progress: Progress) -> StageReport:
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
    Step("extract", "Extracting", extract_all),
    Step("extract", "Suggesting", suggest_all, _suggests, after_ruling=False),
    Step("reconcile", "Reconciling", _reconcile),
    Step("analyze", "Analyzing", _analyze),
    Step("check", "Checking", _check),
    Step("publish", "Publishing", _publish),
)
STAGES = tuple(dict.fromkeys(step.name for step in STEPS))

"""What an investigation holds: the folder, the record, the clock, who does the heavy work; and what is looked up in it.

In: a folder's path. Out: what stages and screens are given. Never here: stages, their order.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from answerable.adapters.clock import FixedClock, SystemClock
from answerable.adapters.language_model import is_local
from answerable.adapters.ocr import find_page_readers
from answerable.adapters.runner import InProcess, ProcessPool
from answerable.adapters.runner_cluster import Cluster
from answerable.adapters.shelf import open_shelf
from answerable.apart import draw_page, read_file
from answerable.check.moved import find_now
from answerable.editing import make_edition
from answerable.errors import ProjectFileInvalid
from answerable.extract.prompted.answers import FOLDER, AnswerShelf
from answerable.extract.prompted.pieces import Asking
from answerable.law import HolidayCalendar, list_laws, load_calendar
from answerable.model.authority import Authority
from answerable.model.document import Reading
from answerable.model.finding import Finding
from answerable.model.ids import make_key
from answerable.model.message import Message
from answerable.model.request import Request
from answerable.model.response import Classification
from answerable.ports import Clock, Mailbox, Runner
from answerable.project.folder import Project, load_project
from answerable.project.settings import RunnerSettings
from answerable.publish.edition import Edition
from answerable.registers import get_register
from answerable.store.kept import KeptSnapshots
from answerable.store.record import Record
from answerable.track.board import Board, make_board


class Holdings:
    """A folder and its record, opened."""

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
        self._holidays: tuple[HolidayCalendar | None] | None = None

    @classmethod
    def open(cls, path: Path, *, n_workers: int | None = None) -> Self:
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

    def reload(self) -> None:
        """Read the folder's files anew, after somebody edited them."""
        self.project = load_project(self.project.folder)
        self._holidays = None

    @property
    def kept_snapshots(self) -> KeptSnapshots | None:
        """Where snapshots are kept; None where they live in memory alone."""
        address, key = self.project.settings.snapshot_address, self.project.settings.archive.key
        return KeptSnapshots(open_shelf(self.project.build, address, key)) if address else None

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

    def find_now(self) -> dict[str, str]:
        """What the record gives now for each figure of the story, by claim; nothing without a story."""
        if self.project.story is None:
            return {}
        findings = {finding.id: finding for finding in self.record.all(Finding)}
        return find_now(self.project.story, findings, self.project.settings.period)

    def find_request(self, request_id: str) -> Request | None:
        """The request with this id, or None."""
        return self.record.find(Request, request_id) if request_id else None

    def make_board(self) -> Board:
        """Who was asked, who answered, what is due and needs a person, on the day it is told on."""
        record = self.record
        return make_board(
            record.all(Request),
            self.authorities,
            record.all(Message),
            record.all(Classification),
            self.today,
            self.holidays,
        )

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

    def make_edition(self) -> Edition | None:
        """What publishing is told; None while there is no story."""
        story = self.project.story
        return None if story is None else make_edition(self.project, story, self.clock.now())

    def render_page(self, sha256: str, page: int, dpi: int) -> bytes | None:
        """A page's image, for screens and the published page."""
        return draw_page(self.record.get_bytes(sha256), page, dpi)

    def read_file(self, data: bytes, name: str) -> Reading:
        """Read a file that goes out with the story, to see what it hides."""
        return read_file(data, name, page_readers=find_page_readers() if self.project.settings.ocr else ())


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

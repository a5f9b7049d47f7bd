"""The hall: runs the stages of an investigation in their order, keeps rulings, searches.

What comes in: a folder. What goes out: reports of what each stage did. Never here: what a stage does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

from answerable.extract.recoding import note_codebook
from answerable.investigation.holdings import Holdings
from answerable.investigation.steps import STEPS, extract_all, suggest_all
from answerable.model.case import Case, Tally
from answerable.model.ids import make_key
from answerable.model.judgement import Judgement
from answerable.model.passage import Found
from answerable.model.report import Progress, StageReport, no_progress
from answerable.model.response import Classification
from answerable.ports import Clock, Runner
from answerable.project.folder import Project
from answerable.store.decisions import append_decisions, export_decisions, import_decisions
from answerable.store.record import Record
from answerable.store.search import SearchIndex, open_index, refresh_index
from answerable.words.queries import Query

ProgressOf = Callable[[str], Progress]
_HALL = "hall"
_COUNTED = "counted"
_NO_ROWS = ("reply", "problem", "coding", "codebook", "import")
"""Nouns whose judgements are laid over no row."""


class Investigation(Holdings):
    """A folder and its record, with the stages that work on them."""

    def __init__(self, project: Project, record: Record, clock: Clock, runner: Runner) -> None:
        super().__init__(project, record, clock, runner)
        self._index: SearchIndex | None = None
        self._searching = threading.Lock()

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
                if step.do is extract_all:
                    n_laid = self.record.count_judgements()
                yield step.do(self, progress_of(step.title))
                if step.name == "analyze":
                    self.record.replace(_HALL, _COUNTED, self._counted_key(), ())
            while 0 <= n_laid < self.record.count_judgements():
                # Others of a team ruled while this went on: their rulings are laid before anybody else may.
                n_laid = self.record.count_judgements()
                extract_all(self, no_progress)

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

    def suggest(self, progress: Progress = no_progress) -> StageReport:
        """Lay what was learned from reviewers, and a language model's kept answers, beside the cases.

        Raises:
            RecordBusy: another run is writing to the record.
        """
        with self.record.exclusively():
            import_decisions(self.record, self.project.decisions)
            return suggest_all(self, progress)

    def say_behind(self) -> str:
        """A sentence when figures are behind what they are measured on; else nothing."""
        counted = self.record.keys(_HALL).get(_COUNTED)
        if counted is None or counted == self._counted_key():
            return ""
        return "Figures are behind the rulings made since the last count."

    def _counted_key(self) -> str:
        pairs = [judgement.id for judgement in self.record.judgements("link")]
        return make_key([self.record.fingerprint(kind) for kind in (Case, Tally, Classification)], pairs)

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

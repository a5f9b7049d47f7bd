"""The passes that suggest: a language model's kept answers, and what was learned from reviewers.

In: the record after extract, the settings, ports. Out: `Suggestion`, `Score` and `Problem` rows of their own, beside
cases and never in them. Never here: network; a person asks the model by a command of its own.
"""

from __future__ import annotations

from answerable.extract.learned.run import run_learned
from answerable.extract.prompted import replay
from answerable.extract.prompted.answers import AnswerShelf
from answerable.extract.prompted.pieces import Asking
from answerable.extract.run import find_answers
from answerable.model.codebook import Codebook
from answerable.model.log import LogItem
from answerable.model.report import Progress, StageReport, no_progress
from answerable.ports import Learner
from answerable.project.passes import LearnedSettings
from answerable.store.record import Record


def run_suggest(
    record: Record,
    codebook: Codebook,
    learned: LearnedSettings,
    learner: Learner | None,
    asking: Asking | None,
    shelf: AnswerShelf,
    progress: Progress = no_progress,
) -> StageReport:
    """Suggest what rules left out or may have wrong.

    Args:
        record: what extract left.
        codebook: what is asked.
        learned: whether codes are learned from reviewers, and from how many.
        learner: None where none is installed.
        asking: how a language model is asked; None where the investigation names none.
        shelf: its kept answers.
        progress: told of every document and variable.
    """
    report = run_learned(record, codebook, learned, learner, progress)
    if asking is None:
        record.keep_only(replay.STAGE, ())
        return report
    return report + replay.run_replay(record, list_documents(record), asking, shelf, progress)


def list_documents(record: Record) -> list[str]:
    """Documents that a language model may be asked about: answers that stand, with what they carry, and logs."""
    out = [one for answer in find_answers(record) if not answer.origin.superseded for one in answer.documents]
    out += sorted({item.document for item in record.iter(LogItem)})
    return list(dict.fromkeys(out))

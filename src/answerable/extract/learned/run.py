"""The learned pass: what people ruled, learned per variable, scored, and suggested for what nobody has ruled on.

In: cases of the record. Out: `Suggestion` and `Score` rows, one unit of work for each variable. Its key holds every
ruled text, the settings, the learner's version and these rules. Nothing of another investigation is ever used. Never
here: proposals; a suggestion counts nowhere until a person takes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from answerable.extract.learned.coder import learn_coder
from answerable.extract.learned.examples import (
    Example,
    as_categories,
    as_value,
    find_examples,
    find_hint,
    list_learnable,
)
from answerable.extract.learned.scores import score_variable
from answerable.model.case import Basis, Case, Coded, Standing
from answerable.model.codebook import Codebook, Variable, VariableKind
from answerable.model.ids import hash_bytes, make_id, make_key
from answerable.model.report import Progress, StageReport, counted, no_progress
from answerable.model.span import Span
from answerable.model.suggestion import Pass, Score, Suggestion
from answerable.ports import Learner
from answerable.project.passes import LearnedSettings
from answerable.store.codec import to_text
from answerable.store.record import Record
from answerable.store.work import Unit, run_units

STAGE = "extract.learned"


def run_learned(
    record: Record,
    codebook: Codebook,
    settings: LearnedSettings,
    learner: Learner | None,
    progress: Progress = no_progress,
) -> StageReport:
    """Learn every variable of which enough is reviewed.

    Args:
        record: what extract left, with the rulings laid over it.
        codebook: what is asked.
        settings: how much must be reviewed.
        learner: None where none is installed: nothing is learned and the report says so.
        progress: told of every variable.
    """
    if not settings.on or learner is None:
        record.keep_only(STAGE, ())
        missing = "codes are not learned: scikit-learn is not installed (pip install 'answerable[learned]')"
        return StageReport("extract", needs_person=(missing,) if settings.on else ())
    cases = record.all(Case)
    units = [_make_unit(cases, variable, settings, learner) for variable in list_learnable(codebook)]
    done = run_units(record, STAGE, units, progress)
    return _report(record, done.n_done, done.n_unchanged, done.n_failed)


def _make_unit(cases: Sequence[Case], variable: Variable, settings: LearnedSettings, learner: Learner) -> Unit:
    examples = find_examples(cases, variable)
    waiting = [one for one in cases if _waits(one, variable)] if len(examples) >= settings.from_reviewed else []
    key = make_key(
        STAGE,
        code_version(),
        learner.name,
        [settings.from_reviewed, settings.from_each, settings.least_sure],
        to_text(variable),
        [[one.id, one.text, list(one.categories), one.hint] for one in examples],
        [[one.id, one.span.exact, find_hint(one, variable)] for one in waiting],
    )

    def make() -> list[Score | Suggestion]:
        score = score_variable(
            examples,
            variable,
            learner,
            n_needed=settings.from_reviewed,
            from_each=settings.from_each,
            least=settings.least_sure,
        )
        if score.why_not:
            return [score]
        return [score, *suggest(examples, waiting, variable, learner, settings)]

    return Unit(variable.name, key, make)


@cache
def code_version() -> str:
    """Hash of this room."""
    files = sorted(Path(__file__).resolve().parent.glob("*.py"))
    return make_key([[file.name, hash_bytes(file.read_bytes())] for file in files])


def _waits(case: Case, variable: Variable) -> bool:
    """Whether nobody has ruled on a variable of a case."""
    if case.standing is not Standing.PROPOSED or case.superseded or not case.span.exact.strip():
        return False
    if variable.kind is VariableKind.NUMBER and find_hint(case, variable):
        return False  # a number that was read digit by digit is not doubted for the words around it
    return all(one.ruled is None for one in case.values if one.variable == variable.name)


def suggest(
    examples: Sequence[Example],
    waiting: Sequence[Case],
    variable: Variable,
    learner: Learner,
    settings: LearnedSettings,
) -> list[Suggestion]:
    """Suggest a variable's value for cases that wait, each with the words that it rests on."""
    coder = learn_coder(examples, variable, learner, settings.from_each)
    if coder is None:
        return []
    known = {one.name for one in variable.categories}
    why = f"learned from {counted(len(examples), 'reviewed case', 'reviewed cases')}"
    out = []
    hints = [find_hint(one, variable) for one in waiting]
    for case, said in zip(waiting, coder.code([one.span.exact for one in waiting], hints), strict=True):
        # A category that the codebook no longer has is learned from old rulings and suggested to nobody.
        if not said.categories or said.share_sure < settings.least_sure:
            continue
        if known and not known.issuperset(said.categories):
            continue
        coded = Coded(
            as_value(said.categories, variable),
            Basis.INFERRED,
            cut_span(case.span, said.start, said.end),
            why,
            round(said.share_sure, 3),
            Pass.LEARNED.value,
        )
        made = make_id("sug", case.id, variable.name, Pass.LEARNED.value, list(as_categories(coded.value)))
        out.append(Suggestion(made, case.id, case.authority_id, case.document, variable.name, Pass.LEARNED, coded, why))
    return out


def cut_span(span: Span, start: int, end: int) -> Span:
    """The part of a span between two places of its words.

    >>> cut_span(Span("ab" * 32, 1, 10, 22, "PC dismissed"), 3, 12).start
    13
    """
    before, after = span.prefix + span.exact[:start], span.exact[end:] + span.suffix
    low, high = span.start + start, span.start + end
    return Span(
        span.document,
        span.page,
        low,
        high,
        span.exact[start:end],
        before[-32:],
        after[:32],
        unconfirmed=span.unconfirmed,
    )


def _report(record: Record, n_done: int, n_unchanged: int, n_failed: int) -> StageReport:
    scores = [one for one in record.all(Score) if not one.why_not]
    n = sum(one.by is Pass.LEARNED for one in record.iter(Suggestion))
    did = (
        f"learned {counted(len(scores), 'variable', 'variables')} from the reviewers; "
        f"{counted(n, 'suggestion', 'suggestions')}, none of which counts until a person takes it",
    )
    return StageReport("extract", n_done, n_unchanged, n_failed, did, (), "answerable learn")

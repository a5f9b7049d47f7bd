"""Extract: answers and logs to cases and tallies.

Takes: messages, classifications, log items, pages, tables, the codebook, batches, recipes and judgements.
Leaves: `Case`, `Tally` and `Problem` rows. A unit of work is one answer (a letter with its attachments) or one
captured log page; its key holds everything that can change its rows. Never here: reading of bytes, asking of
people.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from functools import cache, partial
from pathlib import Path

from answerable.extract.adjudication import find_settled
from answerable.extract.agreement import Alpha, make_agreements
from answerable.extract.coding import NOUNS, read_double_codings
from answerable.extract.narrative.cases import Origin
from answerable.extract.pieces import Answer, AnswerPiece, LogPiece, make_here, read_documents
from answerable.extract.questions import Asked, make_asked
from answerable.extract.recipe_fits import SentFile, find_unfollowed, fits
from answerable.extract.rulings import ROWS
from answerable.extract.tabular.parties import Party
from answerable.extract.waiting import find_waiting
from answerable.model.authority import Authority
from answerable.model.case import Case, Tally
from answerable.model.codebook import Codebook
from answerable.model.document import Document, Page, Table
from answerable.model.ids import hash_bytes, make_key
from answerable.model.judgement import Judgement
from answerable.model.log import PRESS, LogItem, LogSource
from answerable.model.message import Message, MessageKind
from answerable.model.recipe import Recipe
from answerable.model.report import Progress, StageReport, counted, no_progress
from answerable.model.request import Batch, Request
from answerable.model.response import Classification, Decision
from answerable.ports import Runner
from answerable.store.codec import to_text
from answerable.store.record import Record
from answerable.store.work import Unit, run_units

STAGE = "extract"
_ROOMS = ("extract", "tables", "words")

_HOW_MANY = re.compile(r"\bhow\s+many\b", re.IGNORECASE)
_DISCLOSING = (Decision.DISCLOSED, Decision.PARTLY_DISCLOSED)
_ANSWERS = frozenset({MessageKind.RESPONSE, MessageKind.REVIEW_OUTCOME})
_NOT_OUTCOMES = frozenset({"disclosure_log"})
"""Logs that list requests rather than cases."""


def run(
    record: Record,
    codebook: Codebook,
    *,
    batches: Sequence[Batch] = (),
    recipes: Sequence[Recipe] = (),
    progress: Progress = no_progress,
    alpha: Alpha | None = None,
    runner: Runner | None = None,
) -> StageReport:
    """Extract every answer and every captured log.

    Args:
        record: what track, collect and read left; judgements are read from it too.
        codebook: what is asked.
        batches: the letters, for their questions.
        recipes: how single tables map to the codebook, where a person amended the automatic reading.
        progress: told of every unit.
        alpha: measures how far two coders agree; without it no agreement is measured.
        runner: does the units where there are many.
    """
    every = record.judgements()
    judgements = [one for one in every if one.noun in ROWS]
    questions = {batch.id: make_asked(batch, codebook) for batch in batches}
    base = make_key(STAGE, code_version(), to_text(codebook))
    parties = find_asked(record)
    told = make_key(base, [[one.authority_id, one.request_id, list(one.names)] for one in parties])
    units = [
        _answer_unit(record, answers, parties, codebook, questions, recipes, judgements, told)
        for answers in group_answers(find_answers(record))
    ]
    units += _recipe_units(record, recipes, base)
    units += _log_units(record, codebook, judgements, base)
    units += _agreement_units(every, codebook, alpha, base) if alpha is not None else []
    done = run_units(record, STAGE, units, progress, runner=runner)
    return _report(record, _list_untied(questions), done.n_done, done.n_unchanged, done.n_failed)


@cache
def code_version() -> str:
    """Hash of the rooms whose rules decide what is found, so that after any change of a rule all is extracted anew."""
    home = Path(__file__).resolve().parents[1]
    files = sorted(file for room in _ROOMS for file in (home / room).rglob("*.py"))
    return make_key([[str(file.relative_to(home)), hash_bytes(file.read_bytes())] for file in files])


def find_asked(record: Record) -> list[Party]:
    """Every authority that was asked, by its names, with its request."""
    requests = {request.authority_id: request.id for request in record.all(Request)}
    return [
        Party(authority.id, requests[authority.id], authority.names)
        for authority in record.all(Authority)
        if authority.id in requests
    ]


def find_answers(record: Record) -> list[Answer]:
    """The letters that answer a request, in the order of the record, each with all documents inside it."""
    requests = {request.id: request for request in record.all(Request)}
    rulings = {one.message_id: one for one in record.all(Classification)}
    documents = {document.id: document for document in record.all(Document)}
    out = []
    for message in record.all(Message):
        ruling = rulings.get(message.id)
        if message.direction != "in" or ruling is None or ruling.kind not in _ANSWERS:
            continue
        request = requests.get(message.request_id or ruling.request_id)
        authority = request.authority_id if request else ruling.authority_id
        if not authority:
            continue
        parts: list[str] = []
        for sha256, _ in message.attachments:
            _add_parts(sha256, documents, parts)
        origin = Origin(
            message.document, authority, "foi_response", request.id if request else "", "", bool(ruling.superseded_by)
        )
        batch_id = request.batch_id if request else ""
        discloses = ruling.decision in _DISCLOSING and not origin.superseded
        out.append(Answer(message.id, (*parts, message.document), origin, batch_id, discloses))
    return out


def _add_parts(sha256: str, documents: dict[str, Document], parts: list[str]) -> None:
    """An attachment and, where it is an archive or a letter, what it contains."""
    document = documents.get(sha256)
    if document is None or sha256 in parts:
        return
    parts.append(sha256)
    for inner, _ in document.parts:
        _add_parts(inner, documents, parts)


def group_answers(answers: Sequence[Answer]) -> list[list[Answer]]:
    """Put together the answers that share a document: one letter for two authorities, one file sent twice.

    They are one unit of work, because a ruling on a document's words has to find the row that it was made on.
    """
    groups: dict[int, list[Answer]] = {}
    of_document: dict[str, int] = {}
    for number, answer in enumerate(answers):
        sharing = sorted({of_document[one] for one in answer.documents if one in of_document})
        groups[number] = [*(one for group in sharing for one in groups.pop(group)), answer]
        for one in groups[number]:
            of_document.update(dict.fromkeys(one.documents, number))
    return list(groups.values())


def _answer_unit(
    record: Record,
    answers: Sequence[Answer],
    parties: Sequence[Party],
    codebook: Codebook,
    questions: Mapping[str, Sequence[Asked]],
    recipes: Sequence[Recipe],
    judgements: Sequence[Judgement],
    base: str,
) -> Unit:
    documents = list(dict.fromkeys(one for answer in answers for one in answer.documents))
    ours = _judgements_on(judgements, documents)
    files = [found for one in documents if (found := record.find(Document, one)) is not None]
    fitting = [recipe for recipe in recipes if any(fits(recipe, file.name) for file in files)]
    read = make_key(
        base,
        [
            [to_text(one.origin), list(one.documents), one.discloses, _plain_questions(questions, one)]
            for one in answers
        ],
        [[record.fingerprint(Page, document=one), record.fingerprint(Table, document=one)] for one in documents],
        [to_text(recipe) for recipe in fitting],
    )

    def gather() -> AnswerPiece:
        asked = {answer.batch_id: tuple(questions.get(answer.batch_id, ())) for answer in answers}
        context = (codebook, asked, tuple(fitting), tuple(files), tuple(parties))
        return AnswerPiece(read_documents(record, documents), tuple(ours), tuple(answers), *context)

    name = f"answer:{answers[0].message_id}"
    return Unit(name, make_key(read, [one.id for one in ours]), lambda: make_here(read, gather()), gather)


def _recipe_units(record: Record, recipes: Sequence[Recipe], base: str) -> list[Unit]:
    """Which recipes nothing is read by, and which files may be a next version; nothing where there are no recipes."""
    if not recipes:
        return []
    files = [
        SentFile(answer.origin.authority_id, found, bool(record.all(Table, document=one)))
        for answer in find_answers(record)
        for one in answer.documents
        if (found := record.find(Document, one)) is not None
    ]
    key = make_key(
        base,
        [to_text(recipe) for recipe in recipes],
        [[one.authority_id, one.document.id, one.document.name, one.has_tables] for one in files],
    )
    return [Unit("recipes", key, lambda: find_unfollowed(recipes, files))]


def _plain_questions(questions: Mapping[str, Sequence[Asked]], answer: Answer) -> list[list[object]]:
    asked = questions.get(answer.batch_id, ())
    return [[one.number, one.text, list(one.measures), one.unit, str(one.period)] for one in asked]


def _log_units(record: Record, codebook: Codebook, judgements: Sequence[Judgement], base: str) -> list[Unit]:
    kinds = {source.id: source.kind for source in record.all(LogSource)}
    items: dict[str, list[LogItem]] = defaultdict(list)
    for item in record.all(LogItem):
        if kinds.get(item.source_id, "") not in _NOT_OUTCOMES:
            items[item.document].append(item)
    press = frozenset(one for one, kind in kinds.items() if kind == PRESS)
    units = [(document, _find_press(items[document], press)) for document in sorted(items)]
    return [_log_unit(record, one, items[one], told, codebook, judgements, base) for one, told in units]


def _find_press(items: Sequence[LogItem], sources: Set[str]) -> frozenset[str]:
    """Which of some items the press tells."""
    return frozenset(item.id for item in items if item.source_id in sources)


def _log_unit(
    record: Record,
    document: str,
    items: list[LogItem],
    press: frozenset[str],
    codebook: Codebook,
    judgements: Sequence[Judgement],
    base: str,
) -> Unit:
    ours = _judgements_on(judgements, (document,))
    read = [record.fingerprint(Page, document=document), record.fingerprint(Table, document=document)]
    basis = make_key(base, read, [to_text(item) for item in items], sorted(press))

    def gather() -> LogPiece:
        return LogPiece(read_documents(record, (document,)), tuple(ours), tuple(items), codebook, press)

    name = f"log:{document}"
    return Unit(name, make_key(basis, [one.id for one in ours]), lambda: make_here(basis, gather()), gather)


def _agreement_units(judgements: Sequence[Judgement], codebook: Codebook, alpha: Alpha, base: str) -> list[Unit]:
    """How far two people who coded the same cases blind agree; of codes that are still sealed nothing is measured."""
    units = []
    for coding in read_double_codings(judgements):
        if coding.is_sealed:
            continue
        codes = [one.id for one in judgements if one.noun in NOUNS and one.subject.startswith(coding.id)]
        settled = find_settled(coding, codebook, judgements)
        make = partial(make_agreements, coding, codebook, alpha, settled)
        units.append(Unit(f"coding:{coding.id}", make_key(base, codes, settled), make))
    return units


def _judgements_on(judgements: Sequence[Judgement], documents: Sequence[str]) -> list[Judgement]:
    """Judgements whose words stand in these documents; those without words may be about any."""
    return [one for one in judgements if one.span is None or one.span.document in documents]


def _list_untied(questions: Mapping[str, Sequence[Asked]]) -> tuple[str, ...]:
    """Questions for a number that no measure of the codebook names: their answers would count nothing."""
    return tuple(
        f"{batch}, question {one.number}: it asks how many, and no measure of the codebook has its words as cues"
        for batch, asked in sorted(questions.items())
        for one in asked
        if not one.measures and not one.case_by_case and _HOW_MANY.search(one.text)
    )


def _report(record: Record, untied: tuple[str, ...], n_done: int, n_unchanged: int, n_failed: int) -> StageReport:
    methods: Counter[str] = Counter()
    telling: set[str] = set()
    n_tallies = 0
    for case in record.iter(Case):
        methods[case.method] += 1
    for tally in record.iter(Tally):
        n_tallies += 1
        telling.add(tally.authority_id)
    waiting = find_waiting(record)
    by_method = ", ".join(f"{n} {name}" for name, n in sorted(methods.items()))
    did = (
        f"{methods.total()} cases ({by_method})" if methods else "no cases",
        f"{n_tallies} tallies from {len(telling)} authorities",
    )
    wait = (f"{counted(waiting.n_rows, 'case or tally waits', 'cases and tallies wait')} for a person",)
    needs = (*untied, *waiting.say_lost(), *(wait if waiting.n_rows else ()))
    return StageReport(STAGE, n_done, n_unchanged, n_failed, did, needs, "answerable review" if waiting.n_rows else "")


__all__ = ["STAGE", "Answer", "find_answers", "run"]

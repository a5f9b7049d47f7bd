"""The language-model pass: kept answers tied to the cases of the record. Nothing here asks anybody.

In: kept answers, pages, cases. Out: `Suggestion` rows and problems, one unit of work for each document. What agrees
with what stands is no suggestion. A value whose words belong to another case is refused. Never here: a new case; where
a model finds a matter that no rule read, a problem shows the place to a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from answerable.extract.learned.examples import as_categories
from answerable.extract.places import cut
from answerable.extract.prompted.answers import AnswerShelf, parse_answer
from answerable.extract.prompted.grounding import Grounded, Told, ground_answer
from answerable.extract.prompted.pieces import Asking, Piece, PieceMaker
from answerable.model.case import Basis, Case, Coded
from answerable.model.codebook import Codebook
from answerable.model.document import Page
from answerable.model.ids import hash_bytes, make_id, make_key
from answerable.model.problem import Problem
from answerable.model.report import Progress, StageReport, counted, no_progress
from answerable.model.suggestion import Pass, Suggestion
from answerable.store.record import Record
from answerable.store.work import Unit, run_units

STAGE = "extract.prompted"
SHARE_SURE = 0.5
"""How sure a model's value is taken to be: its words are there, its meaning is not proven."""

Refuse = Callable[[str, str], None]


def run_replay(
    record: Record, documents: Sequence[str], asking: Asking, shelf: AnswerShelf, progress: Progress = no_progress
) -> StageReport:
    """Tie every kept answer to the cases of the record.

    Args:
        record: pages and cases.
        documents: sha256 of the documents that may be asked about.
        asking: how they were asked; answers to other ways of asking lie by.
        shelf: the kept answers.
        progress: told of every document.
    """
    maker = PieceMaker(asking)
    units = []
    for document in documents:
        pages = record.all(Page, document=document)
        pieces = maker.make_pieces(pages)
        kept = [(piece, mark) for piece in pieces if (mark := shelf.fingerprint(piece.key))]
        if kept:
            units.append(_make_unit(record, document, kept, asking.codebook, shelf))
    done = run_units(record, STAGE, units, progress)
    n = sum(one.by is Pass.LANGUAGE_MODEL for one in record.iter(Suggestion))
    told = (
        f"{counted(n, 'suggestion', 'suggestions')} of the language model, none of which counts until a person takes it"
    )
    return StageReport("extract", done.n_done, done.n_unchanged, done.n_failed, (told,) if units else ())


def _make_unit(
    record: Record, document: str, kept: Sequence[tuple[Piece, str]], codebook: Codebook, shelf: AnswerShelf
) -> Unit:
    key = make_key(
        STAGE,
        code_version(),
        record.fingerprint(Page, document=document),
        record.fingerprint(Case, document=document),
        [[piece.key, mark] for piece, mark in kept],
    )

    def make() -> list[Suggestion | Problem]:
        cases = record.all(Case, document=document)
        return replay([piece for piece, _ in kept], cases, codebook, shelf)

    return Unit(document, key, make)


@cache
def code_version() -> str:
    """Hash of the rules by which answers are believed."""
    room = Path(__file__).resolve().parent
    files = [*sorted(room.glob("*.py")), room.parent / "cues.py", *sorted((room.parents[1] / "words").glob("*.py"))]
    return make_key([[file.name, hash_bytes(file.read_bytes())] for file in files])


def replay(
    pieces: Sequence[Piece], cases: Sequence[Case], codebook: Codebook, shelf: AnswerShelf
) -> list[Suggestion | Problem]:
    """Suggestions and problems from the kept answers about one document."""
    out: dict[str, Suggestion | Problem] = {}
    refused: Counter[str] = Counter()
    first: dict[str, str] = {}

    def refuse(code: str, what: str) -> None:
        refused[code] += 1
        first.setdefault(code, what)

    for piece in pieces:
        answer = shelf.find(piece.key)
        if answer is None:
            continue
        plain = None if answer.refusal else parse_answer(answer.text)
        if plain is None:
            problem = _silent(piece, answer.refusal, answer.text)
            out[problem.id] = problem
            continue
        for told in ground_answer(plain, piece, codebook):
            for one in told.refusals:
                refuse(one.code, f"{one.variable} = {one.value} with the words {one.quote!r}")
            for made in _tie(told, piece, cases, answer.model, refuse):
                out.setdefault(made.id, made)
    if pieces:
        page = pieces[0].page
        out.update((one.id, one) for one in _count_refused(page.document, refused, first))
    return list(out.values())


def _tie(told: Told, piece: Piece, cases: Sequence[Case], model: str, refuse: Refuse) -> list[Suggestion | Problem]:
    """A told case tied to the case of the record that stands at its place."""
    here = [one for one in cases if one.span.page == piece.page.number]
    case = _find_case(told, here)
    if case is None:
        problem = _unread(told, piece)
        return [problem] if problem is not None and len(told.values) > 1 else []
    out: list[Suggestion | Problem] = []
    for one in told.values:
        inside = [other for other in here if other.span.start <= one.start and one.end <= other.span.end]
        if inside and case not in inside:
            refuse("model-quote-elsewhere", f"{one.variable.name} = {one.value}")
            continue
        suggestion = _suggest(case, one, piece.page, model)
        if suggestion is not None:
            out.append(suggestion)
    return out


def _find_case(told: Told, cases: Sequence[Case]) -> Case | None:
    """The case that holds a told case's first words, or, where they stand nowhere, most of its values' words."""
    if told.anchor is not None:
        low, high = told.anchor
        at = [one for one in cases if one.span.start < high and low < one.span.end]
        if len(at) == 1:
            return at[0]
        cases = at or cases
        if not at:
            return None
    held = Counter(
        case.id for one in told.values for case in cases if case.span.start <= one.start and one.end <= case.span.end
    )
    if not held:
        return None
    best = sorted(held.items(), key=lambda item: (-item[1], item[0]))
    if len(best) > 1 and best[0][1] == best[1][1]:
        return None
    return next(case for case in cases if case.id == best[0][0])


def _suggest(case: Case, one: Grounded, page: Page, model: str) -> Suggestion | None:
    """A suggestion where the model says something else than what stands, or where nothing stands."""
    value = next((value for value in case.values if value.variable == one.variable.name), None)
    stands = value.effective if value is not None else None
    if stands is not None and as_categories(stands.value) == as_categories(one.value):
        return None
    why = f"said by {model}"
    coded = Coded(one.value, Basis.STATED, cut(page, one.start, one.end), why, SHARE_SURE, Pass.LANGUAGE_MODEL.value)
    name = one.variable.name
    made = make_id("sug", case.id, name, Pass.LANGUAGE_MODEL.value, list(as_categories(one.value)))
    return Suggestion(made, case.id, case.authority_id, case.document, name, Pass.LANGUAGE_MODEL, coded, why)


def _unread(told: Told, piece: Piece) -> Problem | None:
    low = min((one.start for one in told.values), default=0)
    high = max((one.end for one in told.values), default=0)
    words = piece.page.text[low:high]
    return Problem(
        id=make_id("prb", "matter-not-read", piece.page.id, low, high),
        code="matter-not-read",
        where=f"page {piece.page.number} [{low}:{high}]",
        found=f"the language model tells a case here that no rule read: {' '.join(words.split())[:160]!r}",
        expected="a case, or a reason why it is none",
        remedy="look at the page, and add the case if it is one",
        document=piece.page.document,
    )


def _silent(piece: Piece, refusal: str, text: str) -> Problem:
    """A piece about which the model said nothing that can be read."""
    again = "ask once more with `answerable prompt --again`, or leave it to people"
    where = f"page {piece.page.number} [{piece.start}:{piece.start + len(piece.redacted.text)}]"
    document = piece.page.document
    if refusal:
        code_id = make_id("prb", "model-refused", piece.key)
        return Problem(code_id, "model-refused", where, refusal[:200], "an answer", again, document)
    code_id = make_id("prb", "model-answer-malformed", piece.key)
    return Problem(code_id, "model-answer-malformed", where, text[:120], "JSON of the shape asked for", again, document)


def _count_refused(document: str, refused: Counter[str], first: dict[str, str]) -> list[Problem]:
    """One problem for each way in which values of a document were refused, with their number."""
    by_hand = "nothing is taken; look at the page where the field is empty"
    to_machines = "read the page: it holds words meant for a machine; nothing of that paragraph is taken"
    made = (
        _refused("model-quote-not-found", by_hand, document, refused, first),
        _refused("model-quote-elsewhere", by_hand, document, refused, first),
        _refused("model-value-unsupported", by_hand, document, refused, first),
        _refused("model-quote-instructs", to_machines, document, refused, first),
    )
    return [one for one in made if one is not None]


def _refused(code: str, remedy: str, document: str, refused: Counter[str], first: dict[str, str]) -> Problem | None:
    if not refused[code]:
        return None
    return Problem(
        id=make_id("prb", code, document),
        code=code,
        where="answers of the language model",
        found=f"{counted(refused[code], 'value', 'values')} refused; the first: {first[code]}",
        expected="words of the page that show the value",
        remedy=remedy,
        document=document,
    )

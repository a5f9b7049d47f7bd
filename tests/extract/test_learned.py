"""Codes learned from reviewers: only from rulings, scored on what was held back, with words or not at all."""

from __future__ import annotations

import importlib.util
import random
from dataclasses import replace

import pytest
from extract_sheets import make_page

from answerable.adapters import learner as adapter
from answerable.adapters.learner import find_learner, get_learner
from answerable.errors import AdapterUnavailable
from answerable.extract.combine import compare_passes
from answerable.extract.learned.coder import add_hint, find_words, learn_coder
from answerable.extract.learned.examples import Example, find_examples
from answerable.extract.learned.run import run_learned
from answerable.extract.learned.scores import find_calibration_error, make_folds, score_variable
from answerable.model.case import Basis, Case, Coded, Standing, Value
from answerable.model.codebook import Category, Codebook, Variable, VariableKind
from answerable.model.document import Document
from answerable.model.ids import hash_bytes
from answerable.model.span import make_span
from answerable.model.suggestion import Pass, Score, Suggestion
from answerable.project.passes import LearnedSettings
from answerable.store.codec import to_text
from answerable.store.record import Record

SETTINGS = LearnedSettings(on=True, from_reviewed=40, from_each=5)
KINDS = {
    "insult": ("called a colleague names", "mocked a resident", "jeered at a neighbour", "taunted the caretaker"),
    "leak": ("passed on an address", "shared a rota", "gave away a file", "posted a roster"),
    "theft": ("took cash from a drawer", "kept a found purse", "pocketed a deposit", "carried off a laptop"),
}
OPENINGS = ("In spring", "Last year", "While off duty", "At the depot", "On a Sunday", "During a course")


def make_variable(kind: VariableKind = VariableKind.CATEGORY) -> Variable:
    return Variable("conduct", kind, "case", (), categories=tuple(Category(name, ()) for name in sorted(KINDS)))


def make_cases(n: int, reviewed: int, *, multi: bool = False, proposed: str = "") -> list[Case]:
    """Cases of invented staff, told in ways that vary; the first ones are ruled on."""
    chance = random.Random(5)
    out = []
    for number in range(n):
        name = chance.choice(sorted(KINDS))
        text = f"{chance.choice(OPENINGS)} a clerk {chance.choice(KINDS[name])}, which was found out in week {number}."
        names = (name,)
        if multi and number % 3 == 0:
            other = chance.choice(sorted(set(KINDS) - {name}))
            text, names = f"{text} The clerk also {chance.choice(KINDS[other])}.", tuple(sorted((name, other)))
        document = hash_bytes(text.encode())
        span = make_span(document, 1, text, 0, len(text))
        value: tuple[str, ...] | str = names if multi else name
        ruled = Coded(value, Basis.STATED, span, by="Ada Moor") if number < reviewed else None
        said = Coded(proposed, Basis.STATED, span) if proposed else None
        values = (Value("conduct", said, ruled),) if ruled or said else ()
        standing = Standing.ACCEPTED if number < reviewed else Standing.PROPOSED
        out.append(Case(f"case-{number:04}", "avonmoor", "foi_response", document, span, values, standing))
    return out


def put(record: Record, cases: list[Case]) -> None:
    for case in cases:
        page = make_page(case.span.exact, document=case.document)
        record.replace("read", case.document, "k", [Document(case.document, "x", "text/plain", 1, 1, 0), page])
    record.replace("extract", "all", "k", cases)


def learn(record: Record, variable: Variable, settings: LearnedSettings = SETTINGS) -> list[Suggestion]:
    run_learned(record, Codebook("staff", "1", (variable,)), settings, get_learner())
    return record.all(Suggestion)


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("sklearn") is None, reason="scikit-learn is not installed"),
]


def test_suggestions_with_words_and_scores(record: Record) -> None:
    cases = make_cases(90, 60)
    put(record, cases)
    before = [to_text(one) for one in record.all(Case)]
    suggestions = learn(record, make_variable())
    score = record.all(Score)[0]
    assert (score.n, score.n_folds, score.why_not) == (60, 5, "")
    assert score.precision is not None
    assert score.precision > 0.9
    assert score.recall is not None
    assert score.recall > 0.7
    assert 0 <= score.calibration_error <= 1
    assert sum(n for _, n, _, _ in score.categories) == 60
    by_id = {case.id: case for case in cases}
    assert len(suggestions) > 20
    for one in suggestions:
        case = by_id[one.case_id]
        assert case.standing is Standing.PROPOSED
        assert one.by is Pass.LEARNED
        assert one.coded.basis is Basis.INFERRED
        span = one.coded.span
        assert span is not None
        assert case.span.exact[span.start : span.end] == span.exact != ""
        assert one.coded.share_sure >= SETTINGS.least_sure
    # Nothing of it stands in any case.
    assert [to_text(one) for one in record.all(Case)] == before
    assert all(case.get("conduct") is None for case in record.all(Case) if case.standing is Standing.PROPOSED)


def test_the_same_rulings_teach_the_same(record: Record) -> None:
    cases = make_cases(70, 50)
    put(record, cases)
    first = [to_text(one) for one in learn(record, make_variable())]
    record.keep_only("extract.learned", ())
    record.replace("extract", "all", "k2", list(reversed(cases)))
    assert sorted(to_text(one) for one in learn(record, make_variable())) == sorted(first)
    report = run_learned(record, Codebook("staff", "1", (make_variable(),)), SETTINGS, get_learner())
    assert (report.n_done, report.n_unchanged) == (0, 1)
    more = [replace(one, standing=Standing.REJECTED) if one.id == "case-0000" else one for one in cases]
    record.replace("extract", "all", "k3", more)
    assert run_learned(record, Codebook("staff", "1", (make_variable(),)), SETTINGS, get_learner()).n_done == 1


def test_too_little_is_said_to_be_too_little(record: Record) -> None:
    put(record, make_cases(60, 39))
    assert learn(record, make_variable()) == []
    assert record.all(Score)[0].why_not == "1 more reviewed cases are needed"
    put(record, [replace(one, values=()) for one in make_cases(60, 45)])
    assert learn(record, make_variable()) == []
    assert record.all(Score)[0].why_not == "no two answers were given 5 times each"


def test_several_categories(record: Record) -> None:
    cases = make_cases(160, 120, multi=True)
    put(record, cases)
    suggestions = learn(record, make_variable(VariableKind.MULTI_CATEGORY))
    assert any(isinstance(one.coded.value, tuple) and len(one.coded.value) == 2 for one in suggestions)
    score = record.all(Score)[0]
    assert score.precision is not None
    assert score.precision > 0.85


def test_only_rulings_are_examples() -> None:
    variable = make_variable()
    cases = make_cases(10, 4, proposed="theft")
    assert len(find_examples(cases, variable)) == 4
    assert {one.hint for one in find_examples(cases, variable)} == {"theft"}
    rejected = [replace(one, standing=Standing.REJECTED) for one in cases]
    assert find_examples(rejected, variable) == []
    # Who accepts a case as a whole says that what it leaves out is not stated.
    silent = [replace(one, values=()) for one in cases[:2]]
    assert [one.categories for one in find_examples(silent, variable)] == [(), ()]


def test_a_code_without_words_is_refused() -> None:
    class Sure:
        def weigh(self, texts: list[str]) -> list[dict[str, float]]:
            return [{"leak": 0.99, "theft": 0.01} for _ in texts]

        def find_phrases(self, text: str, label: str) -> list[str]:
            return ["was", "not there"]

    class Learner:
        name = "sure"

        def learn(self, texts: list[str], labels: list[str]) -> Sure:
            return Sure()

    examples = [Example(str(n), str(n), "x", (("leak", "theft")[n % 2],)) for n in range(50)]
    coder = learn_coder(examples, make_variable(), Learner(), 5)  # type: ignore[arg-type]
    assert coder is not None
    said = coder.code(["It was what it was."], [""])[0]
    assert (said.categories, said.n_refused) == ((), 1)
    score = score_variable(examples, make_variable(), Learner(), n_needed=40, from_each=5, least=0.6)  # type: ignore[arg-type]
    assert (score.n_said, score.n_refused, score.precision, score.recall) == (0, 50, None, 0.0)


def test_documents_are_held_back_whole() -> None:
    examples = [
        Example(f"{document}-{n}", str(document), "x", ()) for document in range(12) for n in range(1 + document)
    ]
    folds = make_folds(examples)
    assert sum(len(fold) for fold in folds) == len(examples)
    homes = [{one.group for one in fold} for fold in folds]
    assert sum(len(home) for home in homes) == 12


def test_scores_are_not_of_what_was_learned() -> None:
    """Labels given by lot cannot be told from words: whoever scores on what was learned would find that they can."""
    chance = random.Random(3)
    examples = [
        Example(str(n), str(n), f"words {n} {chance.random()} of one", (chance.choice(("leak", "theft")),))
        for n in range(120)
    ]
    score = score_variable(examples, make_variable(), get_learner(), n_needed=40, from_each=5, least=0.5)
    assert score.n_said == 0 or (score.precision or 0.0) < 0.75


def test_words_of_a_phrase() -> None:
    assert find_words("Shared a ROTA, twice.", ["shared a", "rota"]) == (0, 8)
    assert find_words("They did it.", ["they it", "rota"]) is None
    assert find_words("x", []) is None
    assert "rules__" in add_hint("x", "a b")
    assert find_calibration_error([]) == 0.0


def test_what_differs_is_a_disagreement_only_where_it_is_sure(record: Record) -> None:
    case = make_cases(1, 0, proposed="theft")[0]
    span = case.span

    def suggestion(share: float, value: str) -> Suggestion:
        coded = Coded(value, Basis.INFERRED, span, "learned", share)
        return Suggestion("sug-1", case.id, "avonmoor", case.document, "conduct", Pass.LEARNED, coded)

    assert [one.disagrees for one in compare_passes(case, [suggestion(0.9, "leak")])] == [True]
    assert [one.disagrees for one in compare_passes(case, [suggestion(0.62, "leak")])] == [False]
    assert compare_passes(case, [suggestion(0.9, "theft")]) == []
    ruled = replace(case, values=(Value("conduct", None, Coded("insult", Basis.STATED, span)),))
    assert compare_passes(ruled, [suggestion(0.9, "leak")]) == []


def test_without_scikit_learn_all_else_works(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter.importlib.util, "find_spec", lambda name: None)
    assert find_learner() is None
    with pytest.raises(AdapterUnavailable, match="scikit-learn") as caught:
        get_learner()
    assert "answerable[learned]" in caught.value.remedy
    put(record, make_cases(60, 50))
    report = run_learned(record, Codebook("staff", "1", (make_variable(),)), SETTINGS, find_learner())
    assert "answerable[learned]" in report.needs_person[0]
    assert record.all(Suggestion) == []

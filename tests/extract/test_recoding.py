"""A change of the codebook: what it touches of what people ruled, and where it is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_review import TEXT, cases_of, make_page

from answerable.extract.queue import Beside, make_queue
from answerable.extract.recoding import compare_codebooks, describe_codebook, find_to_recode, note_codebook
from answerable.extract.review import accept, amend, apply_judgements, reject, undo
from answerable.model.case import Case
from answerable.model.codebook import Category, Codebook, Variable, VariableKind
from answerable.model.judgement import Judgement
from answerable.model.span import make_span


def at(number: int) -> str:
    """An instant."""
    return f"2022-02-01T09:00:{number:02}+00:00"


def amended(codebook: Codebook, name: str, **changes: object) -> Codebook:
    """The codebook with one variable changed."""
    variables = tuple(replace(one, **changes) if one.name == name else one for one in codebook.variables)  # type: ignore[arg-type]
    return replace(codebook, version="2.0", variables=variables)


def with_category(codebook: Codebook, variable: str, category: str, **changes: object) -> Codebook:
    """The codebook with one category changed."""
    found = codebook.find_variable(variable)
    assert found is not None
    categories = tuple(replace(one, **changes) if one.name == category else one for one in found.categories)  # type: ignore[arg-type]
    return amended(codebook, variable, categories=categories)


def ruled(codebook: Codebook) -> tuple[list[Case], list[Judgement]]:
    """Two cases accepted by a person, under this codebook."""
    cases = cases_of(TEXT, codebook)
    rulings = [accept(one, by="Ada", made_at=at(2 + n)) for n, one in enumerate(cases)]
    line = note_codebook(codebook, [], rulings)
    assert line is not None
    return cases, [line, *rulings]


def test_the_line_is_written_once_for_each_codebook(codebook: Codebook) -> None:
    _, lines = ruled(codebook)
    assert note_codebook(codebook, lines, lines[1:]) is None
    changed = with_category(codebook, "outcome", "dismissed", rule="without notice only")
    again = note_codebook(changed, lines, lines[1:])
    assert again is not None
    assert again.before == lines[0].subject
    labels = replace(amended(codebook, "rank", label=(("en", "Grade"),)), version=codebook.version)
    assert note_codebook(labels, lines, lines[1:]) is None, "another label changes nothing that was decided"


def test_another_rule_of_a_category_touches_what_was_coded_so(codebook: Codebook) -> None:
    cases, lines = ruled(codebook)
    assert find_to_recode(lines, codebook) == []
    changed = with_category(codebook, "outcome", "dismissed", rule="without notice only")
    (found,) = find_to_recode(lines, changed)
    assert (found.subject, found.variable) == (cases[0].id, "outcome")
    assert found.reasons == ("outcome dismissed: another rule",)


def test_a_new_category_touches_every_ruling_on_its_variable(codebook: Codebook) -> None:
    cases, lines = ruled(codebook)
    outcome = codebook.find_variable("outcome")
    assert outcome is not None
    more = (*outcome.categories, Category("fine", (("en", "Fine"),)))
    found = find_to_recode(lines, amended(codebook, "outcome", categories=more))
    assert [one.subject for one in found] == [one.id for one in cases]


def test_a_category_that_is_gone_a_new_variable_and_another_kind(codebook: Codebook) -> None:
    cases, lines = ruled(codebook)
    outcome = codebook.find_variable("outcome")
    assert outcome is not None
    fewer = tuple(one for one in outcome.categories if one.name != "written_warning")
    (gone,) = find_to_recode(lines, amended(codebook, "outcome", categories=fewer))
    assert gone.subject == cases[1].id
    new = replace(codebook, variables=(*codebook.variables, Variable("appeal", VariableKind.YES_NO, "case", ())))
    assert {(one.subject, one.variable) for one in find_to_recode(lines, new)} == {(one.id, "appeal") for one in cases}
    other = amended(codebook, "year", kind=VariableKind.DATE)
    assert {one.variable for one in find_to_recode(lines, other)} == {"year"}


def test_cues_are_for_machines(codebook: Codebook) -> None:
    _, lines = ruled(codebook)
    changed = with_category(codebook, "outcome", "dismissed", cues=("sacked",))
    assert find_to_recode(lines, changed) == []
    changes = compare_codebooks(describe_codebook(codebook), describe_codebook(changed))
    assert [one.touches for one in changes] == ["none"]


def test_a_ruling_since_the_change_settles_it(codebook: Codebook) -> None:
    cases, lines = ruled(codebook)
    changed = with_category(codebook, "outcome", "dismissed", rule="without notice only")
    span = make_span(cases[0].document, 1, TEXT, TEXT.index("dismissed"), TEXT.index("dismissed") + 9)
    page = make_page(TEXT)
    again = amend(cases[0], "outcome", "resigned", by="Ben", made_at=at(30), codebook=changed, page=page, span=span)
    line = note_codebook(changed, lines, [again])
    assert line is not None
    lines += [line, again]
    assert find_to_recode(lines, changed) == []
    back = undo(again, by="Ben", made_at=at(31))
    assert [one.subject for one in find_to_recode([*lines, back], changed)] == [cases[0].id], "and back again"


def test_a_rejected_case_needs_no_recoding(codebook: Codebook) -> None:
    cases, lines = ruled(codebook)
    changed = with_category(codebook, "outcome", "dismissed", rule="without notice only")
    gone = reject(cases[0], by="Ada", made_at=at(20), reason="not ours")
    assert find_to_recode([*lines, gone], changed) == []


def test_the_queue_brings_it_back_with_its_reason(codebook: Codebook) -> None:
    cases, lines = ruled(codebook)
    page = make_page(TEXT)
    rows = [one for one in apply_judgements(cases, lines, {(page.document, 1): page}).rows if isinstance(one, Case)]
    assert make_queue(rows, [], [], codebook) == []
    changed = with_category(codebook, "outcome", "dismissed", rule="without notice only")
    (item,) = make_queue(rows, [], [], changed, Beside(recodes=find_to_recode(lines, changed)))
    assert item.row.id == cases[0].id
    assert item.variables == ("outcome",)
    assert any("the codebook changed" in one for one in item.reasons)


@pytest.mark.parametrize("noun", ["message", "link"])
def test_rulings_on_letters_and_pairs_are_made_by_no_codebook(codebook: Codebook, noun: str) -> None:
    first = replace(accept(cases_of(TEXT, codebook)[0], by="Ada", made_at=at(1)), noun=noun)
    assert note_codebook(codebook, [], [first]) is None

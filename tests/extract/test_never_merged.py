"""What must never be merged, rule by rule of how public bodies write: each with the words that invite the mistake."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_codebook import SMALL
from test_counts import brief, count
from test_review import TEXT, cases_of, make_page

from answerable.extract.review import accept, amend, apply_judgements, reject
from answerable.law.citations import find_citations
from answerable.law.laws import get_law
from answerable.model.case import Case, Standing
from answerable.model.codebook import Codebook
from answerable.model.judgement import Judgement
from answerable.model.request import Batch
from answerable.model.response import Decision
from answerable.model.span import make_span
from answerable.project.codebook import parse_codebook
from answerable.track.classify import classify_letter
from answerable.words.figures import find_figures
from conftest import CODEBOOK

OTHER = "\n- PC, 2020, Facebook, rude comment, written warning\n"
PAIRS = {
    ("dismissed", "would_have_been_dismissed"): (
        ("dismissed without notice", "sacked with immediate effect"),
        ("would have been dismissed had they still been serving", "retrospectively dismissed"),
    ),
    ("management_advice", "management_action"): (("management advice",), ("management action",)),
    ("final_written_warning", "written_warning"): (
        ("final written warning", "extended final written warning"),
        ("written warning",),
    ),
    ("reflective_practice", "no_action"): (("reflective practice", "RPRP"), ("no further action",)),
    ("resigned", "would_have_been_dismissed"): (
        ("resigned before the hearing",),
        ("resigned before the hearing; would have been dismissed",),
    ),
}


def first_case(text: str, codebook: Codebook) -> Case:
    """The case of a line."""
    return cases_of(f"- {text}{OTHER}", codebook)[0]


def test_every_pair_of_the_codebook_has_its_words_here(codebook: Codebook) -> None:
    assert set(codebook.never_merge) == set(PAIRS)


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_a_pair_is_told_apart_and_no_measure_pools_it(pair: tuple[str, str], codebook: Codebook) -> None:
    for name, ways in zip(pair, PAIRS[pair], strict=True):
        for words in ways:
            outcome = str(first_case(f"PC, 2019, WhatsApp, racist messages, {words}", codebook).get("outcome"))
            assert outcome.removeprefix("extended_") == name, words
    for measure in codebook.measures:
        pooled = set(pair) <= set(measure.any_of)
        assert not pooled or measure.name == "disciplined", (measure.name, pair)


def test_a_measure_that_is_called_one_of_a_pair_never_counts_the_other(codebook: Codebook, tmp_path: Path) -> None:
    for measure in codebook.measures:
        partners = {other for pair in codebook.never_merge for other in pair if measure.name in pair}
        assert not (partners - {measure.name}) & set(measure.any_of)
    path = tmp_path / "codebook.toml"
    path.write_text(SMALL.replace('name = "lefts"', 'name = "left"').replace('["left"]\n', '["left", "right"]\n'))
    with pytest.raises(Exception, match="never be merged"):
        parse_codebook(path)


@pytest.mark.parametrize(
    ("text", "alleged", "found", "outcome"),
    [
        (
            "A constable posted racist messages on WhatsApp in 2019. If proven, this amounts to gross misconduct. The "
            "panel found misconduct and gave a final written warning.",
            "gross_misconduct", "misconduct", "final_written_warning",
        ),
        (
            "A constable posted racist messages on WhatsApp in 2019. Gross misconduct was found; the outcome was a "
            "final written warning.",
            None, "gross_misconduct", "final_written_warning",
        ),
        (
            "A constable posted racist messages on WhatsApp in 2019. The case was proven. Final written warning.",
            None, None, "final_written_warning",
        ),
        (
            "A constable posted racist messages on WhatsApp in 2019. The notice alleged gross misconduct. A hearing "
            "will be held.",
            "gross_misconduct", None, "pending",
        ),
    ],
)  # fmt: skip
def test_what_is_alleged_what_is_found_and_what_followed_are_three_things(
    text: str, alleged: str | None, found: str | None, outcome: str, codebook: Codebook
) -> None:
    case = first_case(text, codebook)
    assert (case.get("level_alleged"), case.get("level_found"), case.get("outcome")) == (alleged, found, outcome)


def test_an_allegation_that_is_dismissed_is_no_officer_dismissed(codebook: Codebook) -> None:
    case = first_case("PC, 2019, WhatsApp, racist messages, the allegation was dismissed", codebook)
    assert case.get("outcome") == "not_proven"


def test_allegations_are_not_officers(codebook: Codebook, batch: Batch) -> None:
    (tally,) = count("These figures count allegations and not officers.\n\nDismissed: 17.", codebook, batch)
    assert tally.unit == "allegations"


@pytest.mark.parametrize("words", ["Dismissed - 5", "5 were dismissed"])
def test_a_number_of_one_is_no_number_of_the_other(words: str, codebook: Codebook, batch: Batch) -> None:
    found = brief(count(f"2. {words}; 2 would have been dismissed had they still been serving.", codebook, batch))
    by_measure = {measure: value for measure, _, _, value in found}
    assert by_measure.get("dismissed") == "5"
    assert by_measure.get("would_have_been_dismissed") == "2"


@pytest.mark.parametrize(("name", "rank"), [("PCSO", "pcso"), ("Detention officer", "staff")])
def test_staff_are_kept_and_never_counted_as_officers(name: str, rank: str, codebook: Codebook) -> None:
    assert first_case(f"{name}, 2019, WhatsApp, racist messages, dismissed", codebook).get("rank") == rank
    assert ("rank", rank) in codebook.not_counted


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("less than 6", 0, 5), ("fewer than five", 0, 4), ("<5", 0, 4), ("NIL", 0, 0), ("Zero", 0, 0), ("none", 0, 0)],
)
def test_a_hidden_number_is_a_range_and_none_is_a_number(text: str, low: int, high: int) -> None:
    (figure,) = find_figures(text, zero_included=True)
    assert (figure.interval.low, figure.interval.high) == (low, high)


def test_the_requesters_words_are_not_the_authoritys(codebook: Codebook, batch: Batch) -> None:
    text = "\n\n".join(f"{one.number}. {one.text}" for one in batch.questions) + "\n\nOur response\n\n1. 4."
    assert [value for _, _, _, value in brief(count(text, codebook, batch))] == ["4"]


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("The Force neither confirms nor denies that it holds this information, by virtue of section 40(5B).", "ncnd"),
        ("No information is held in respect of your request.", "not_held"),
        ("To answer would exceed the appropriate limit of 18 hours; section 12(1) applies.", "cost"),
        ("I can confirm that the information is held and is set out below: nil officers were dismissed.", "disclosed"),
    ],
)
def test_neither_confirmed_not_held_zero_and_cost_are_four_things(text: str, decision: str) -> None:
    names = {
        "ncnd": Decision.NEITHER_CONFIRMED_NOR_DENIED,
        "not_held": Decision.NOT_HELD,
        "cost": Decision.COST_LIMIT_EXCEEDED,
        "disclosed": Decision.DISCLOSED,
    }
    letter = f"Dear Requester,\n\nYour request of 1 November 2021, reference 104/21.\n\n{text}\n\nAvonmoor Police"
    found = classify_letter(letter, default_law="foia-2000")
    assert found.decision is names[decision]


def test_a_section_means_what_its_law_says() -> None:
    titles = []
    for law in ("foia-2000", "foisa-2002"):
        (citation,) = find_citations("section 38 applies", law)
        provision = get_law(citation.law).find_provision(citation.section)
        titles.append(provision.title if provision else "")
    assert titles == ["Health and safety", "Personal information"]


# --- read again -----------------------------------------------------------------------------------------------------

BUNDLED = parse_codebook(CODEBOOK)
WORDS = st.sampled_from(["Page 2 of 3", "OFFICIAL", "Avonmoor Police", "The cases are set out below:", "End"])
AT = "2022-02-01T09:00:00+00:00"


@settings(max_examples=60, deadline=None)
@given(before=st.lists(WORDS, max_size=4), between=st.lists(WORDS, max_size=2), gone=st.booleans(), data=st.data())
def test_a_document_read_again_keeps_its_rulings_where_their_words_stand(
    before: list[str], between: list[str], gone: bool, data: st.DataObject
) -> None:
    """However lines come and go around them: a ruling stands on its words, or is told as adrift; it is never lost, and
    never lies on other words."""
    codebook = BUNDLED
    cases = cases_of(TEXT, codebook)
    rulings: list[Judgement] = []
    for number, case in enumerate(cases):
        kind = data.draw(st.sampled_from(["accept", "amend", "reject"]))
        by = f"Coder {number}"
        if kind == "accept":
            rulings.append(accept(case, by=by, made_at=AT))
        elif kind == "reject":
            rulings.append(reject(case, by=by, made_at=AT, reason="not ours"))
        else:
            coded = next(one.effective for one in case.values if one.variable == "rank")
            assert coded is not None
            assert coded.span is not None
            span = make_span(case.document, 1, TEXT, coded.span.start, coded.span.end)
            page = make_page(TEXT)
            rulings.append(amend(case, "rank", "inspector", by=by, made_at=AT, codebook=codebook, page=page, span=span))
    lines = TEXT.splitlines()
    kept = lines[:1] if gone else lines
    again = (
        "\n".join(["\n".join([*before, ""]) if before else "", ("\n" + "\n".join([*between, ""])).join(kept)]) + "\n"
    )
    page = make_page(again)
    read = cases_of(again, codebook)
    reviewed = apply_judgements(read, rulings, {(page.document, 1): page})
    rows = [row for row in reviewed.rows if isinstance(row, Case)]
    told = len(reviewed.problems)
    ruled = [row for row in rows if row.standing is not Standing.PROPOSED or any(one.ruled for one in row.values)]
    assert len(ruled) + told == len(rulings), "nothing is lost without a word"
    for row in ruled:
        text = re.sub(r"\s+", " ", row.span.exact)
        assert any(line.lstrip("- ") in text for line in lines)
        for value in row.values:
            if value.ruled is not None and value.ruled.span is not None:
                span = value.ruled.span
                assert again[span.start : span.end] == span.exact
    if not gone:
        assert told == 0
        for row, ruling in zip(sorted(ruled, key=lambda one: one.span.start), rulings, strict=True):
            names = {value.ruled.by for value in row.values if value.ruled is not None}
            assert names <= {ruling.by}

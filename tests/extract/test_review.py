"""Review: rulings stand beside proposals, hold for the words they were made on, and can be taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from extract_sheets import DOCUMENT, make_page

from answerable.errors import UngroundedValue, ValueNotAllowed
from answerable.extract.counting.tallies import make_tally
from answerable.extract.narrative.cases import Origin, make_narrative_cases
from answerable.extract.narrative.passages import make_passages
from answerable.extract.review import accept, add, amend, apply_judgements, make_queue, new_case, reject, undo
from answerable.extract.rulings import parse_interval
from answerable.model.case import ONE, Basis, Case, Coded, Standing, Tally
from answerable.model.codebook import Codebook
from answerable.model.dates import Period
from answerable.model.document import Page
from answerable.model.interval import Interval
from answerable.model.judgement import Judgement
from answerable.model.span import make_span

TEXT = "- PC, 2019, WhatsApp, racist messages, dismissed\n- Sergeant, 2020, Facebook, rude comment, written warning\n"
AT = "2022-02-01T09:00:00+00:00"
ORIGIN = Origin(DOCUMENT, "avonmoor", "foi_response", "req-1")


def cases_of(text: str, codebook: Codebook) -> list[Case]:
    """The cases of a letter."""
    return make_narrative_cases([(one, None, False) for one in make_passages([make_page(text)])], codebook, ORIGIN)


def pages_of(text: str) -> dict[tuple[str, int], Page]:
    """Its pages."""
    return {(DOCUMENT, 1): make_page(text)}


def lay(cases: list[Case], judgements: list[Judgement], text: str = TEXT) -> dict[str, Case]:
    """The cases with the rulings over them."""
    reviewed = apply_judgements(cases, judgements, pages_of(text))
    assert reviewed.problems == ()
    return {row.id: row for row in reviewed.rows if isinstance(row, Case)}


def test_accept_keeps_what_was_accepted(codebook: Codebook) -> None:
    first, second = cases_of(TEXT, codebook)
    ruling = accept(first, by="Ada", made_at=AT)
    after = lay([first, second], [ruling])
    assert after[first.id].standing is Standing.ACCEPTED
    assert after[second.id].standing is Standing.PROPOSED
    # The machine learns something else later: what was accepted stands.
    other = replace(first, values=tuple(replace(one, proposed=Coded(None, Basis.NOT_STATED)) for one in first.values))
    assert lay([other], [ruling])[first.id].get("outcome") == "dismissed"


def test_amend_needs_words_that_stand(codebook: Codebook) -> None:
    first, _ = cases_of(TEXT, codebook)
    page = make_page(TEXT)
    with pytest.raises(UngroundedValue):
        amend(first, "rank", "sergeant", by="Ada", made_at=AT, codebook=codebook)
    wrong = replace(make_span(DOCUMENT, 1, TEXT, 2, 4), exact="PS")
    with pytest.raises(UngroundedValue):
        amend(first, "rank", "sergeant", by="Ada", made_at=AT, codebook=codebook, page=page, span=wrong)
    span = make_span(DOCUMENT, 1, TEXT, 2, 4)
    with pytest.raises(ValueNotAllowed, match="not a value of this variable"):
        amend(first, "rank", "general", by="Ada", made_at=AT, codebook=codebook, page=page, span=span)
    ruling = amend(first, "rank", "special_constable", by="Ada", made_at=AT, codebook=codebook, page=page, span=span)
    after = lay([first], [ruling])[first.id]
    assert after.get("rank") == "special_constable"
    assert next(one for one in after.values if one.variable == "rank").proposed == first.values[0].proposed


def test_not_stated_and_inferred(codebook: Codebook) -> None:
    first, _ = cases_of(TEXT, codebook)
    gone = amend(first, "platform", None, by="Ada", made_at=AT, codebook=codebook, reason="not this one")
    with pytest.raises(UngroundedValue):
        amend(first, "former_officer", "yes", by="Ada", made_at=AT, codebook=codebook, basis=Basis.INFERRED)
    left = amend(
        first,
        "former_officer",
        "yes",
        by="Ada",
        made_at=AT,
        codebook=codebook,
        basis=Basis.INFERRED,
        note="left in May",
    )
    after = lay([first], [gone, left])[first.id]
    assert after.get("platform") is None
    assert after.get("former_officer") is True


def test_reject_needs_a_reason_and_can_be_undone(codebook: Codebook) -> None:
    first, _ = cases_of(TEXT, codebook)
    with pytest.raises(ValueNotAllowed):
        reject(first, by="Ada", made_at=AT, reason=" ")
    ruling = reject(first, by="Ada", made_at=AT, reason="not about social media")
    assert lay([first], [ruling])[first.id].standing is Standing.REJECTED
    back = undo(ruling, by="Ada", made_at=AT)
    assert lay([first], [ruling, back])[first.id].standing is Standing.PROPOSED
    again = undo(back, by="Ada", made_at=AT)
    assert lay([first], [ruling, back, again])[first.id].standing is Standing.REJECTED


def test_a_case_can_be_added(codebook: Codebook) -> None:
    first, second = cases_of(TEXT, codebook)
    span = make_span(DOCUMENT, 1, TEXT, 0, 20)
    coded = {"outcome": Coded("dismissed", Basis.STATED, make_span(DOCUMENT, 1, TEXT, 39, 48), by="Ada")}
    case = new_case(first, coded, codebook, span, ONE)
    after = lay([first, second], [add(case, by="Ada", made_at=AT)])
    assert len(after) == 3
    assert after[case.id].standing is Standing.ADDED


def test_a_ruling_follows_its_words(codebook: Codebook) -> None:
    first, _ = cases_of(TEXT, codebook)
    ruling = accept(first, by="Ada", made_at=AT)
    moved = "A line that was not read before.\n\n" + TEXT
    (again, _) = cases_of(moved, codebook)
    assert again.id != first.id
    after = lay([again], [ruling], moved)[again.id]
    assert after.standing is Standing.ACCEPTED
    assert after.get("outcome") == "dismissed"


def test_a_ruling_whose_words_are_gone_is_reported(codebook: Codebook) -> None:
    first, _ = cases_of(TEXT, codebook)
    ruling = accept(first, by="Ada", made_at=AT)
    reviewed = apply_judgements([], [ruling], pages_of("Nothing of it stands here any more."))
    assert [one.code for one in reviewed.problems] == ["judgement-adrift"]


def test_rulings_on_other_documents_are_passed_over(codebook: Codebook) -> None:
    first, _ = cases_of(TEXT, codebook)
    reviewed = apply_judgements([], [accept(first, by="Ada", made_at=AT)], {})
    assert reviewed.rows == ()
    assert reviewed.problems == ()


def tally_of(text: str, low: int, high: int) -> Tally:
    """A count with its words."""
    period = Period.of_calendar_year(2019)
    span = make_span(DOCUMENT, 1, text, 0, 1)
    return make_tally(ORIGIN, "disciplined", "officers", period, (), Interval(low, high), span)


def test_tallies_are_ruled_field_by_field(codebook: Codebook) -> None:
    tally = tally_of(TEXT, 1, 4)
    rulings = [
        amend(tally, "value", "3", by="Ada", made_at=AT, codebook=codebook, reason="the authority told us"),
        amend(tally, "measure", "dismissed", by="Ada", made_at=AT, codebook=codebook),
        amend(tally, "period", "2018/19", by="Ada", made_at=AT, codebook=codebook),
    ]
    (after,) = apply_judgements([tally], rulings, pages_of(TEXT)).rows
    assert isinstance(after, Tally)
    assert str(after.effective) == "3"
    assert str(after.proposed) == "1 to 4"
    assert after.measure == "dismissed"
    assert after.period == Period.of_financial_year(2018)
    with pytest.raises(ValueNotAllowed):
        amend(tally, "measure", "exiled", by="Ada", made_at=AT, codebook=codebook)


def test_a_number_stands_in_its_words_or_has_a_reason(codebook: Codebook) -> None:
    text = "95 were reported, or 1,318 in all."
    page, at = pages_of(text)[(DOCUMENT, 1)], {"by": "Ada", "made_at": AT, "codebook": codebook}
    span = make_span(DOCUMENT, 1, text, 0, 2)
    tally = make_tally(ORIGIN, "disciplined", "officers", None, (), Interval(95, 95), span)
    with pytest.raises(UngroundedValue, match="do not say this value"):
        amend(tally, "value", "96", page=page, span=span, **at)
    with pytest.raises(UngroundedValue, match="96 by the words '95'"):
        amend(tally, "value", "96", **at)
    assert amend(tally, "value", "96", reason="they wrote again on 3 May", **at).reason
    whole = make_span(DOCUMENT, 1, text, 21, 26)
    (after,) = apply_judgements(
        [tally], [amend(tally, "value", "1,318", page=page, span=whole, **at)], pages_of(text)
    ).rows
    assert str(after.effective) == "1,318"
    for words, value in (("1–4", "1 to 4"), ("1,000-1,200", "1,000 to 1,200"), ("5+", "at least 5")):
        assert str(parse_interval(words)) == value
    for wrong in ("1,31", "12,", "many"):
        with pytest.raises(ValueNotAllowed, match="not a number"):
            parse_interval(wrong)


def test_a_year_stands_in_its_words_or_has_a_reason(codebook: Codebook) -> None:
    text = TEXT
    case = cases_of(text, codebook)[0]
    page = pages_of(text)[(DOCUMENT, 1)]
    at = {"by": "Ada", "made_at": AT, "codebook": codebook, "page": page, "span": case.span}
    shown = next(one.effective.value for one in case.values if one.variable == "year" and one.effective)
    assert amend(case, "year", shown, **at)
    with pytest.raises(UngroundedValue, match="do not say this value"):
        amend(case, "year", "1999", **at)
    assert amend(case, "year", "1999", reason="the file's name says so", **at)


def test_the_queue_puts_doubt_first(codebook: Codebook) -> None:
    first, second = cases_of(TEXT, codebook)
    doubtful = replace(
        second,
        values=tuple(
            replace(one, proposed=replace(one.proposed, share_sure=0.4)) if one.proposed else one
            for one in second.values
        ),
    )
    queue = make_queue([first, doubtful], [], [], codebook)
    assert [item.row.id for item in queue] == [second.id, first.id]
    assert any("not sure" in reason for reason in queue[0].reasons)
    accepted = replace(first, standing=Standing.ACCEPTED)
    assert make_queue([accepted], [], [], codebook) == []


def test_a_ruling_on_one_count_is_not_laid_on_another(codebook: Codebook) -> None:
    tally = tally_of(TEXT, 3, 3)
    ruling = reject(tally, by="Ada", made_at=AT, reason="these are allegations")
    other = replace(tally, id="tal-other", measure="no_action")
    reviewed = apply_judgements([other], [ruling], pages_of(TEXT))
    assert [row.standing for row in reviewed.rows] == [Standing.PROPOSED]
    assert [one.code for one in reviewed.problems] == ["judgement-adrift"]

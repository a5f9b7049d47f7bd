"""Tables: rows to cases, cells to tallies, each with its cell."""

from __future__ import annotations

from extract_sheets import DOCUMENT, make_sheet

from answerable.extract.counting.notes import Notes, read_notes
from answerable.extract.narrative.cases import Origin
from answerable.extract.questions import make_asked
from answerable.extract.tabular.parties import Party
from answerable.extract.tabular.tables import FromTables, extract_tables
from answerable.model.codebook import Codebook
from answerable.model.request import Batch

ORIGIN = Origin(DOCUMENT, "avonmoor", "foi_response", "req-1")


def extract(
    rows: list[list[str]],
    codebook: Codebook,
    batch: Batch,
    *,
    label: str = "Sheet1",
    notes: str = "",
    parties: list[Party] | None = None,
) -> FromTables:
    """Read one sheet, and check that every value stands in its cell."""
    page, table = make_sheet(rows, label=label, notes=notes)
    found = extract_tables(
        [table],
        [page],
        codebook,
        ORIGIN,
        read_notes([notes]) if notes else Notes(),
        make_asked(batch, codebook),
        parties or [],
    )
    for case in found.cases:
        for value in case.values:
            assert value.proposed is not None
            span = value.proposed.span
            assert (span is None and value.proposed.note) or (span and page.text[span.start : span.end] == span.exact)
    for tally in found.tallies:
        assert page.text[tally.span.start : tally.span.end] == tally.span.exact
        assert tally.span.cells
    return found


def values(found: FromTables) -> list[dict[str, object]]:
    """The cases' values."""
    return [{value.variable: value.effective.value for value in case.values if value.effective} for case in found.cases]


def numbers(found: FromTables) -> list[tuple[object, ...]]:
    """Measure, year, categories, value, total."""
    return [
        (
            one.measure,
            (
                one.period.start.year
                if one.period.start.year == one.period.end.year
                else f"{one.period.start.year}-{one.period.end.year}"
            )
            if one.period
            else None,
            one.categories,
            str(one.proposed),
            one.is_total,
        )
        for one in found.tallies
    ]


def test_a_row_a_case(codebook: Codebook, batch: Batch) -> None:
    rows = [
        ["Disciplinary outcomes, social media"],
        ["No", "Year", "Rank / role", "App", "Brief description", "Finding and outcome"],
        ["1", "2018", "PC", "WhatsApp", "Racist messages", "Gross misconduct, dismissed"],
        ["2", "2019", "Former PS", "Facebook", "Indecent image to a victim", "Would have been dismissed"],
        ["3", "2019", "SC", "TikTok", "Sketch in uniform", "Written warning (18 months)"],
    ]
    found = extract(rows, codebook, batch)
    assert values(found) == [
        {
            "rank": "constable", "year": 2018, "platform": ("whatsapp",), "behaviours": ("racist",),
            "level_found": "gross_misconduct", "outcome": "dismissed",
        },
        {
            "rank": "sergeant", "year": 2019, "platform": ("facebook",), "outcome": "would_have_been_dismissed",
            "behaviours": ("sexual_image", "contact_with_vulnerable_person"), "former_officer": True,
        },
        {
            "rank": "special_constable", "year": 2019, "platform": ("tiktok",), "behaviours": ("bringing_discredit",),
            "outcome": "written_warning", "duration_months": 18,
        },
    ]  # fmt: skip
    assert [str(case.n_subjects) for case in found.cases] == ["1", "1", "1"]
    assert found.tallies == []


def test_the_year_of_a_sheet_is_said_to_be_inferred(codebook: Codebook, batch: Batch) -> None:
    rows = [["Rank", "Platform", "Outcome"], ["PC", "Twitter", "Dismissed"], ["DC", "Snapchat", "Written warning"]]
    found = extract(rows, codebook, batch, label="2020")
    years = [value.proposed for case in found.cases for value in case.values if value.variable == "year"]
    assert [one.value for one in years if one] == [2020, 2020]
    assert all(one and "2020" in one.note for one in years)


def test_years_across(codebook: Codebook, batch: Batch) -> None:
    rows = [
        ["Outcome", "2018", "2019", "Total"],
        ["Dismissed", "1", "<5", "3"],
        ["Would have been dismissed", "0", "nil", "0"],
        ["Management advice or reflective practice", "2", "1", "3"],
        ["Total", "3", "4", "7"],
    ]
    found = numbers(extract(rows, codebook, batch))
    assert ("dismissed", 2018, (), "1", False) in found
    assert ("dismissed", 2019, (), "1 to 4", False) in found
    assert ("would_have_been_dismissed", 2019, (), "0", False) in found
    pooled = (("outcome", "management_advice"), ("outcome", "reflective_practice"))
    assert ("disciplined", 2018, pooled, "2", False) in found
    assert ("disciplined", 2019, (), "4", True) in found
    assert ("dismissed", "2018-2019", (), "3", True) in found


def test_years_down_and_measures_across(codebook: Codebook, batch: Batch) -> None:
    rows = [["Year", "Officers disciplined", "Dismissed"], ["2018", "4", "1"], ["2019", "2", "0"]]
    assert numbers(extract(rows, codebook, batch)) == [
        ("disciplined", 2018, (), "4", False),
        ("dismissed", 2018, (), "1", False),
        ("disciplined", 2019, (), "2", False),
        ("dismissed", 2019, (), "0", False),
    ]


def test_ranks_down(codebook: Codebook, batch: Batch) -> None:
    rows = [
        ["Officers disciplined by rank", "", ""],
        ["Rank", "2018", "2019"],
        ["Constable", "3", "1"],
        ["Inspector +", "0", "2"],
    ]
    found = numbers(extract(rows, codebook, batch))
    assert ("disciplined", 2018, (("rank", "constable"),), "3", False) in found
    assert ("disciplined", 2019, (("rank", "pooled"),), "2", False) in found


def test_financial_years_stay_financial(codebook: Codebook, batch: Batch) -> None:
    rows = [["Financial year", "Officers disciplined"], ["2018/19", "4"], ["2019/20", "2"]]
    periods = [one.period for one in extract(rows, codebook, batch).tallies]
    assert [(str(one.start), one.kind) for one in periods if one] == [
        ("2018-04-01", "financial_year"),
        ("2019-04-01", "financial_year"),
    ]


def test_a_note_says_what_a_star_hides_and_what_is_counted(codebook: Codebook, batch: Batch) -> None:
    notes = "* denotes fewer than five. The figures count allegations, not officers."
    found = extract([["Year", "Disciplined"], ["2018", "*"], ["2019", "7"]], codebook, batch, notes=notes)
    assert [str(one.proposed) for one in found.tallies] == ["1 to 4", "7"]
    assert {one.unit for one in found.tallies} == {"allegations"}


def test_a_joint_answer_is_parted(codebook: Codebook, batch: Batch) -> None:
    parties = [
        Party("avonmoor", "req-1", ("Avonmoor Police",)),
        Party("brackmoor", "req-2", ("Brackmoor Constabulary",)),
    ]
    rows = [
        ["", "Avonmoor Police", "Brackmoor"],
        ["Officers disciplined 2018 to 2021", "6", "2"],
        ["of whom dismissed", "1", "0"],
    ]
    found = extract(rows, codebook, batch, parties=parties)
    assert [(one.authority_id, one.request_id, one.measure, str(one.proposed)) for one in found.tallies] == [
        ("avonmoor", "req-1", "disciplined", "6"),
        ("brackmoor", "req-2", "disciplined", "2"),
        ("avonmoor", "req-1", "dismissed", "1"),
        ("brackmoor", "req-2", "dismissed", "0"),
    ]


def test_a_row_about_something_else_is_marked_out_of_scope(codebook: Codebook, batch: Batch) -> None:
    rows = [
        ["Rank", "Misconduct", "Outcome"],
        ["PC", "WhatsApp racist message", "Dismissed"],
        ["Sgt", "Drink driving", "Dismissed"],
        ["PC", "Facebook insulting comment", "Written warning"],
    ]
    assert [one.get("scope") for one in values(extract(rows, codebook, batch))] == [None, "out_of_scope", None]


def test_a_grand_total_below_a_sections_subtotal_is_of_no_section(codebook: Codebook, batch: Batch) -> None:
    rows = [
        ["Outcome", "2018", "2019"],
        ["Officers", "", ""],
        ["Dismissed", "1", "2"],
        ["Subtotal", "1", "2"],
        ["Staff", "", ""],
        ["Dismissed", "1", "0"],
        ["Subtotal", "1", "0"],
        ["Total", "2", "2"],
    ]
    totals = [one for one in extract(rows, codebook, batch).tallies if one.is_total]
    assert [dict(one.categories) for one in totals[-2:]] == [{}, {}]
    assert [dict(one.categories) for one in totals[2:4]] == [{"rank": "staff"}, {"rank": "staff"}]

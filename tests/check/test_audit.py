"""Every number of a text against tables: read as a query, tried, and never called wrong on a guess."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from answerable.check.claims.audit import Audit, audit_text
from answerable.check.claims.data.frames import Frame, find_short_names, strip_period
from answerable.check.claims.text.arithmetic import find_sum
from answerable.check.claims.text.statements import find_periods, find_statements
from answerable.cli.audit import audit, load_frames
from answerable.model.claim import Claim, Verdict

LIBRARIES = """Council,Response,Visits 2021-22,Visits 2022-23,Branches closed 2021-22,Branches closed 2022-23
Ashby Borough Council,Full,"12,400",11000,2,1
Bramford County Council,Full,8200,9100,0,3
Coldwell City Council,Partial,4100,#REF!,1,-
Dunmere Council,Refused,,,,
Easthope Council,Full,15300,14950,0,0
Farrowby Council,No,,,,
"""


@pytest.fixture
def frames(tmp_path: Path) -> list[Frame]:
    path = tmp_path / "libraries.csv"
    path.write_text(LIBRARIES, encoding="utf-8")
    return load_frames(str(path))


def claim_of(found: Audit, text: str) -> Claim:
    [claim] = [one for one in found.claims if one.text == text]
    return claim


@pytest.mark.parametrize(
    ("sentence", "figure", "verdict", "value"),
    [
        ("In 2021-22 there were 40,000 visits in total.", "40,000", Verdict.SUPPORTED, "40,000"),
        ("In 2021-22 Bramford counted 8,200 visits.", "8,200", Verdict.SUPPORTED, "8,200"),
        ("In 2022-23 Bramford counted 8,200 visits.", "8,200", Verdict.CONTRADICTED, "9,100"),
        ("Ashby closed 2 branches in 2021-22.", "2", Verdict.SUPPORTED, "2"),
        ("More than 35,000 visits were counted in 2022-23.", "More than 35,000", Verdict.SUPPORTED, "35,050"),
        ("Four branches were closed in 2022-23.", "Four", Verdict.SUPPORTED, "4"),
        ("Five branches were closed in 2022-23.", "Five", Verdict.CONTRADICTED, "4"),
        ("Easthope had the most visits (15,300) in 2021-22.", "15,300", Verdict.SUPPORTED, "15,300"),
        ("The service will cost £4.2 million.", "£4.2 million", Verdict.NOT_CHECKABLE, ""),
        ("Some 120 people marched to the town hall.", "Some 120", Verdict.NOT_CHECKABLE, ""),
        ("Thousands of visits were counted in Bramford in 2021-22.", "Thousands", Verdict.SUPPORTED, "8,200"),
        ("Hundreds of visits were counted in Bramford in 2021-22.", "Hundreds", Verdict.NEEDS_PERSON, "8,200"),
        ("Most councils closed at least one branch in 2022-23.", "Most", Verdict.SUPPORTED, "66.66666667%"),
    ],
)
def test_a_number_is_read_as_a_query_and_tried(
    frames: list[Frame], sentence: str, figure: str, verdict: Verdict, value: str
) -> None:
    claim = claim_of(audit_text(sentence, frames), figure)
    assert (claim.verdict, claim.value) == (verdict, value)
    assert sentence[claim.start : claim.end] == figure
    if verdict is not Verdict.NOT_CHECKABLE:
        assert claim.query.startswith("SELECT")
        assert claim.reading


def test_a_text_may_go_on_about_the_same_thing(frames: list[Frame]) -> None:
    text = "In 2021-22 there were 40,000 visits in total. That fell to 35,050 in 2022-23."
    assert [one.verdict for one in audit_text(text, frames).claims] == [Verdict.SUPPORTED, Verdict.SUPPORTED]


def test_an_error_cell_and_a_dash_are_no_zero(frames: list[Frame]) -> None:
    claim = claim_of(audit_text("In 2022-23 Coldwell counted 0 visits.", frames), "0")
    assert claim.verdict is not Verdict.SUPPORTED


def test_other_peoples_words_and_years_are_not_tried(frames: list[Frame]) -> None:
    text = "“There were 9,999 visits in 2021-22,” said the council. The Act of 1964 has 26 sections; see page 14."
    found = audit_text(text, frames)
    assert claim_of(found, "9,999").verdict is Verdict.NOT_CHECKABLE
    assert {one.text: one.reason for one in found.unrecognised}["1964"]
    assert {"1964", "14"}.isdisjoint(one.text for one in found.claims)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Of the 68 that said why, 52 (76%) named staffing.", True),
        ("Of the 80 that said why, 59 (75%) named staffing.", False),
        ("Only 83 out of the 211 authorities (39%) could answer.", True),
        ("There were 3,929 people waiting, down 2% from 4,018.", True),
        ("There were 3,929 people waiting, down 4% from 4,018.", False),
    ],
)
def test_a_text_is_tried_against_its_own_arithmetic(text: str, holds: bool) -> None:
    statements, _ = find_statements(text)
    [found] = [found for position in range(len(statements)) if (found := find_sum(statements, position))]
    assert found.holds is holds
    verdicts = {one.text: one.verdict for one in audit_text(text, []).claims}
    percent = next(verdict for words, verdict in verdicts.items() if words.endswith("%"))
    assert percent is (Verdict.SUPPORTED_BY_ROUNDING if holds else Verdict.CONTRADICTED)


def test_years_and_names_as_people_write_them() -> None:
    assert [str(period.start) for period in find_periods("in 21/22 and 2022–23")] == ["2021-04-01", "2022-04-01"]
    assert find_periods("21-25 officers") == ()
    assert strip_period("2021-22 financial year Visits") == "Visits"
    assert find_short_names("London Borough of Ashby") == ("london borough of ashby", "ashby")


def test_tables_may_be_parquet_or_sqlite(tmp_path: Path) -> None:
    table = pa.table({"council": ["Ashby", "Bramford", "Coldwell"], "visits": [10, 20, 30]})
    pq.write_table(table, tmp_path / "visits.parquet")
    with sqlite3.connect(tmp_path / "visits.db") as connection:
        connection.execute("CREATE TABLE visits (council TEXT, visits INTEGER)")
        connection.executemany("INSERT INTO visits VALUES (?, ?)", [("Ashby", 10), ("Bramford", 20), ("Coldwell", 30)])
    connection.close()
    for name in ("visits.parquet", "visits.db"):
        found = audit_text("There were 60 visits in total; Bramford had 20 visits.", load_frames(str(tmp_path / name)))
        assert [one.verdict for one in found.claims] == [Verdict.SUPPORTED, Verdict.SUPPORTED]


def test_the_command_gives_the_documented_json_and_status(tmp_path: Path) -> None:
    (tmp_path / "libraries.csv").write_text(LIBRARIES, encoding="utf-8")
    (tmp_path / "story.md").write_text("In 2021-22 Bramford counted 9,200 visits.", encoding="utf-8")
    arguments = [str(tmp_path / "story.md"), "--data", str(tmp_path / "libraries.csv"), "--json"]
    result = CliRunner().invoke(audit, arguments)
    assert result.exit_code == 1
    plain = json.loads(result.stdout)
    [claim] = plain["claims"]
    assert {"text", "start", "end", "number", "reading", "query", "value", "verdict"} <= set(claim)
    assert claim["verdict"] == "contradicted"
    assert [one["text"] for one in plain["unrecognised"]] == ["2021-22"]


# The table of ../shared/data/README.md: T is reproduced by the sheet, F is not; each by the words around the number.
REPRODUCED = (
    ("total of ", "122"), ("there were ", "7,077"), ("equating to ", "79,934"), ("year, ", "118"),
    ("total of ", "5,936"), ("equating to ", "73,327"), ("", "More than 13,000"), ("providers for ", "705"),
    ("worth ", "9,126"), ("providers for ", "496"), ("worth ", "6,357"), ("lost ", "5,134"), ("after ", "386"),
    ("lost ", "4,110"), ("after ", "309"), ("contracts\n(", "740"), ("contracts (", "778"), ("those: 52 (", "76%"),
    ("Midlothian and ", "221"), ("to ", "68"), ("and ", "102"), ("to ", "84"), ("waiting for ", "1,419"),
    ("exactly ", "1,419"), ("Glamorgan (", "190"), ("Somerset (", "45"), ("were ", "79"), ("and ", "51"),
)  # fmt: skip
NOT_REPRODUCED = (
    ("21-22, ", "68%", "65.8"), ("22-23, ", "72%", "71.1"), ("59 (", "75%", "73.75"), ("Only ", "83", "84"),
    ("of the ", "211", "209"), ("", "At least 1,300", "1,233"), ("", "at least 1,399", "1,233"),
    ("days at ", "four", "5"),
)  # fmt: skip


@pytest.mark.slow
def test_the_published_briefing_against_its_own_sheet(shared_data: Path) -> None:
    from answerable.cli.audit import load_text

    folder = shared_data / "bbc_social_care"
    text = load_text(str(folder / "briefing.pdf"))
    found = audit_text(text, load_frames(str(folder / "data.xlsx")))

    def find(before: str, words: str) -> Claim:
        return next(one for one in found.claims if one.text == words and text[: one.start].endswith(before))

    for before, words in REPRODUCED:
        claim = find(before, words)
        assert claim.verdict in (Verdict.SUPPORTED, Verdict.SUPPORTED_BY_ROUNDING), claim
    for before, words, value in NOT_REPRODUCED:
        claim = find(before, words)
        assert claim.verdict in (Verdict.CONTRADICTED, Verdict.NEEDS_PERSON), claim
        assert claim.value.startswith(value), claim
    # What is left apart is a date, a period or the like; what looks like part of a name may be a claim missed.
    missed = [one for one in found.unrecognised if one.reason.startswith("a reference")]
    assert len(found.claims) >= 0.95 * (len(found.claims) + len(missed))
    contradicted = {one.text for one in found.claims if one.verdict is Verdict.CONTRADICTED}
    assert contradicted <= {words for _, words, _ in NOT_REPRODUCED}


@pytest.mark.slow
def test_the_researchers_counts_against_their_tables(shared_data: Path) -> None:
    folder = shared_data / "mysociety_localgov"
    tables = ("foi_admin_processed.csv", "total_fois_with_wdtk.csv")
    text = (
        "We asked 384 councils. Of these, 245 had no disclosure log, 108 said yes, 21 planned one and 6 called it"
        " forthcoming.\n\nTogether, 345 councils reported 356,635 FOI requests."
    )
    found = audit_text(text, [frame for name in tables for frame in load_frames(str(folder / name))])
    assert [one.verdict for one in found.claims] == [Verdict.SUPPORTED] * 7


def test_markup_of_a_story_is_no_claim_and_places_stay_right(tmp_path: Path) -> None:
    (tmp_path / "libraries.csv").write_text(LIBRARIES, encoding="utf-8")
    story = (
        "---\ntitle: x\nwords: 420\n---\n# Libraries\n\n| a | b |\n|---|---|\n| x | 44 |\n\n<!-- 77 -->\n"
        "1. In 2021-22 [Bramford](https://x.example/55/r.html) counted 8,200 visits.[^3]\n\n[^3]: Page 9, 15 tables.\n"
    )
    (tmp_path / "story.md").write_text(story, encoding="utf-8")
    result = CliRunner().invoke(
        audit, [str(tmp_path / "story.md"), "--data", str(tmp_path / "libraries.csv"), "--json"]
    )
    [claim] = json.loads(result.stdout)["claims"]
    assert (claim["text"], claim["verdict"]) == ("8,200", "supported")
    assert story[claim["start"] : claim["end"]] == "8,200"


def test_menus_and_scripts_of_a_page_are_no_claims(tmp_path: Path) -> None:
    page = (
        "<html><head><script>var a = 77</script></head><body><nav>Top 10</nav>"
        "<p>Bramford counted 8,200 visits.</p></body></html>"
    )
    (tmp_path / "story.html").write_text(page, encoding="utf-8")
    (tmp_path / "libraries.csv").write_text(LIBRARIES, encoding="utf-8")
    result = CliRunner().invoke(
        audit, [str(tmp_path / "story.html"), "--data", str(tmp_path / "libraries.csv"), "--json"]
    )
    assert [one["text"] for one in json.loads(result.stdout)["claims"]] == ["8,200"]


def test_money_in_thousands_is_money(tmp_path: Path) -> None:
    path = tmp_path / "spend.csv"
    path.write_text("Place,Cost (£000s)\nAshby,1200\nBramford,900\n", encoding="utf-8")
    found = audit_text("Ashby cost £1.2 million. Bramford cost £9,000.", load_frames(str(path)))
    assert found.claims[0].verdict in (Verdict.SUPPORTED, Verdict.SUPPORTED_BY_ROUNDING)
    assert found.claims[1].verdict in (Verdict.CONTRADICTED, Verdict.NEEDS_PERSON)
    assert found.claims[1].value == "900,000"


HIDDEN = (
    "Force,Officers dismissed 2021,Officers dismissed 2022\nAshby,14,19\nBramford,<5,7\nCoxley,31,28\nDunmere,9,<5\n"
)


@pytest.mark.parametrize(
    ("sentence", "figure", "verdict", "value"),
    [
        ("In 2021 three officers were dismissed in Bramford.", "three", Verdict.NEEDS_PERSON, "1 to 4"),
        ("In 2021 eight officers were dismissed in Bramford.", "eight", Verdict.CONTRADICTED, "1 to 4"),
        ("In 2021 a total of 57 officers were dismissed.", "57", Verdict.NEEDS_PERSON, "55 to 58"),
        ("In 2021 a total of 64 officers were dismissed.", "64", Verdict.CONTRADICTED, "55 to 58"),
        ("In 2021 at least 55 officers were dismissed in total.", "at least 55", Verdict.SUPPORTED, "55 to 58"),
    ],
)
def test_hidden_small_numbers_are_ranges(
    tmp_path: Path, sentence: str, figure: str, verdict: Verdict, value: str
) -> None:
    path = tmp_path / "dismissals.csv"
    path.write_text(HIDDEN, encoding="utf-8")
    claim = claim_of(audit_text(sentence, load_frames(str(path))), figure)
    assert (claim.verdict, claim.value) == (verdict, value)


def test_totals_and_pairs_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text("Place,Visits 2021,Visits 2022\nAshby,100,150\nBramford,100,-\nCoxley,100,150\n", encoding="utf-8")
    claim = claim_of(audit_text("Visits rose by 50% between 2021 and 2022.", load_frames(str(path))), "50%")
    assert claim.verdict is Verdict.SUPPORTED
    assert "only rows with both numbers" in claim.reading
    assert "totals of all rows give 0%" in claim.why


def test_points_mark_thousands_where_a_column_says_so(tmp_path: Path) -> None:
    path = tmp_path / "starts.csv"
    path.write_text("Firm;Starts;Rate\nAhorn;1.204;12,5\nBirke;880;3,25\nCastell;2.310;8,0\n", encoding="utf-8")
    frames = load_frames(str(path))
    found = audit_text("Ahorn had 1,204 starts and Castell had 2,310 starts.", frames)
    assert [one.verdict for one in found.claims] == [Verdict.SUPPORTED, Verdict.SUPPORTED]


def test_a_text_can_be_held_against_itself_alone(tmp_path: Path) -> None:
    (tmp_path / "story.md").write_text("The three forces gave 12 + 7 + 3 of 23 warnings.", encoding="utf-8")
    result = CliRunner().invoke(audit, [str(tmp_path / "story.md")])
    assert result.exit_code == 1
    assert "the text's own numbers give 22" in result.stdout


WELSH = (
    "Cafodd 12 o swyddogion Morgannwg eu disgyblu yn 2020, a 15 yn 2021. Yng Ngwent yr oedd 8 yn 2020 a chwech yn 2021,"
    " gostyngiad o 90%. Collodd traean eu swyddi.\n\nIn 2020 Gwent disciplined 9 officers."
)


def test_another_language_is_counted_and_never_guessed_at(tmp_path: Path) -> None:
    (tmp_path / "heddlu.csv").write_text("Force,Officers 2020,Officers 2021\nMorgannwg,12,15\nGwent,8,6\n", "utf-8")
    found = audit_text(WELSH, load_frames(str(tmp_path / "heddlu.csv")))
    welsh = [one for one in found.claims if one.start < WELSH.index("In 2020")]
    assert {one.text for one in welsh} == {"12", "15", "8", "90%"}
    assert {one.verdict for one in welsh} == {Verdict.NOT_CHECKABLE}
    assert all("not in English" in one.why for one in welsh)
    words = {one.text for one in found.unrecognised if "not read" in one.reason}
    assert words == {"chwech", "traean"}
    # English beside it is tried as ever.
    assert claim_of(found, "9").verdict is not Verdict.NOT_CHECKABLE

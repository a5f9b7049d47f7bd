"""Comparability, rates, trends, fragility, residues, merged categories, and what moved: each said, none hidden."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

import invented_record
from answerable.analyze.caveats import Reviewed, make_caveats
from answerable.analyze.changes import find_touched, list_moved, render_moved
from answerable.analyze.fragility import list_fragile
from answerable.analyze.measure import measure
from answerable.analyze.merging import find_merged
from answerable.analyze.query import QueryRow
from answerable.analyze.run import run
from answerable.analyze.working import make_working
from answerable.errors import ProjectFileInvalid
from answerable.model.authority import Authority, Headcount
from answerable.model.claim import Claim, Verdict
from answerable.model.codebook import Codebook, Measure
from answerable.model.finding import Finding, FindingQuestion
from answerable.model.interval import Interval
from answerable.model.link import Count
from answerable.model.problem import Problem
from answerable.project.findings import parse_finding
from answerable.store.codec import to_text
from answerable.store.record import Record

NOBODY = Reviewed(frozenset(), frozenset())
SUM = FindingQuestion("q", "Q", "officers", "SELECT")


def authority(name: str, year: int = 2021, size: int = 1000) -> Authority:
    return Authority(name, name.title(), "foia-2000", headcounts=(Headcount(dt.date(year, 3, 31), size),))


ALL = {name: authority(name) for name in ("ash", "beech", "cedar")}


def told(question: FindingQuestion, rows: list[QueryRow], authorities: dict[str, Authority] = ALL) -> str:
    return " ".join(make_caveats(question, measure(question, rows, authorities, "k"), authorities, NOBODY))


def fragile(question: FindingQuestion, rows: list[QueryRow]) -> str:
    return " ".join(list_fragile(question, measure(question, rows, ALL, "k"), ", ".join))


def test_who_counts_something_else_is_in_or_out_by_rule_and_both_are_shown() -> None:
    rows = [
        QueryRow("1", 5, 5, authority_id="ash"),
        QueryRow("2", 20, 20, authority_id="beech", comparable=False, note="counts allegations"),
        QueryRow("3", 3, 3, authority_id="cedar", comparable=False, note="counts financial years"),
    ]
    out = measure(SUM, rows, ALL, "k").finding
    assert (out.value, out.value_with_others, out.value_without_others) == (Interval(5, 5), Interval(28, 28), None)
    assert "Left out because they count something else: Beech (counts allegations); Cedar (counts" in told(SUM, rows)
    kept = replace(SUM, others="in")
    inside = measure(kept, rows, ALL, "k").finding
    assert (inside.value, inside.value_without_others) == (Interval(28, 28), Interval(5, 5))
    assert "Kept in though they count something else" in told(kept, rows)
    assert "Without them the value is 5" in told(kept, rows)


def test_a_rate_names_the_year_of_the_headcounts() -> None:
    rate = replace(SUM, arithmetic="rate", per=1000.0, unit="per 1,000 officers")
    rows = [QueryRow("1", 1, 4, 900, 900, authority_id="ash"), QueryRow("2", 7, 7, 1100, 1100, authority_id="beech")]
    measured = measure(rate, rows, ALL, "k")
    assert measured.finding.value == Interval(4.0, 5.5)
    assert "Headcounts are those of 2021." in told(rate, rows)
    assert "different years: 2019 (1), 2021 (1)" in told(rate, [replace(rows[0], headcount_year=2019), rows[1]])
    assert "for each 1,000 of 2,000" in " ".join(make_working(rate, measured, 3))


def test_a_growth_keeps_both_years_numbers_apart_and_says_whether_it_could_be_a_fall() -> None:
    growth = replace(SUM, arithmetic="growth", unit="share")
    rows = [QueryRow("1", 9, 12, 10, 10, authority_id="ash")]
    assert measure(growth, rows, ALL, "k").finding.value == Interval(-0.1, 0.2)
    assert "Whether this is a fall is not sure" in fragile(growth, rows)


def test_a_trend_runs_over_those_who_cover_every_year() -> None:
    trend = replace(SUM, arithmetic="trend")
    rows = [
        QueryRow("a19", 2, 2, label="2019", authority_id="ash"),
        QueryRow("a20", 3, 5, label="2020", authority_id="ash"),
        QueryRow("b20", 40, 40, label="2020", authority_id="beech"),
    ]
    measured = measure(trend, rows, ALL, "k")
    assert measured.finding.value == Interval(1, 3)
    assert {row.label: row.value for row in measured.finding.rows} == {"2019": Interval(2, 2), "2020": Interval(3, 5)}
    assert measured.finding.value_with_others == Interval(41, 43)
    assert "Left out: Beech (does not cover every year). With them the value is" in told(trend, rows)
    assert "over the 1 authorities that cover every year" in " ".join(make_working(trend, measured, 3))


def test_a_formula_is_asked_by_the_names_of_its_rows() -> None:
    asked = replace(SUM, arithmetic="formula", formula="x / (x + y)", unit="share")
    rows = [
        QueryRow("ax", 1, 4, authority_id="ash", symbol="x"),
        QueryRow("ay", 2, 2, authority_id="ash", symbol="y"),
        QueryRow("by", 0, 1, authority_id="beech", symbol="y"),
    ]
    finding = measure(asked, rows, ALL, "k").finding
    assert finding.value == Interval(0.25, round(4 / 6, 12))
    assert [part.label for part in finding.parts] == ["ash"]


def test_what_turns_over_is_said() -> None:
    share = replace(SUM, arithmetic="share", unit="share")
    rows = [
        QueryRow("1", 9, 9, 10, 10, authority_id="ash"),
        QueryRow("2", 4, 4, 10, 10, authority_id="beech"),
        QueryRow("3", 4, 4, 9, 9, authority_id="cedar"),
    ]
    assert "Without ash it would not surely be more than half" in fragile(share, rows)
    assert "is not sure" in fragile(share, [replace(rows[0], low=5.0), *rows[1:]])
    claim = replace(share, holds="> 0.6")
    assert "It is not so that this is more than 60%" in fragile(claim, rows)
    assert "The base is small" in fragile(share, rows[:1])
    # Whatever three silent authorities have, a share that is sure of the known can turn.
    silent = replace(share, silence="no_limit")
    assert "could turn over with what is not known" in fragile(silent, rows[:1])


def test_which_row_is_the_largest_is_said_to_be_unsure_where_ends_overlap() -> None:
    rows = [QueryRow("1", 8, 8, label="one"), QueryRow("2", 5, 9, label="other"), QueryRow("3", 1, 2, label="third")]
    assert "Whether one is the largest is not sure: other may be larger." in fragile(SUM, rows)
    assert "largest" not in fragile(SUM, [rows[0], rows[2]])


CODEBOOK = Codebook(
    "invented",
    "1",
    (),
    (Measure("disciplined", (), "outcome", ("dismissed", "would_have_been_dismissed", "written_warning")),),
    (("dismissed", "would_have_been_dismissed"),),
)
GONE = "'dismissed', 'would_have_been_dismissed'"


@pytest.mark.parametrize(
    ("sql", "arithmetic", "merges"),
    [
        (f"SELECT low, high FROM counts WHERE measure IN ({GONE})", "sum", True),
        (f"SELECT sum(low) AS low, sum(high) AS high FROM tallies WHERE measure IN ({GONE})", "sum", True),
        (
            "SELECT 1 AS value FROM cases WHERE outcome = 'dismissed' OR outcome = 'would_have_been_dismissed'",
            "sum",
            True,
        ),
        (
            "SELECT low, high FROM counts WHERE measure = 'dismissed' UNION ALL "
            "SELECT low, high FROM counts WHERE measure = 'would_have_been_dismissed'",
            "sum",
            True,
        ),
        (f"SELECT 'gone' AS label, count(*) AS value FROM cases WHERE outcome IN ({GONE}, 'x')", "rows", True),
        (f"SELECT CASE WHEN outcome IN ({GONE}) THEN 'gone' END AS label, 1 AS value FROM cases", "rows", True),
        (
            f"SELECT p.low, p.high, w.low AS whole_low FROM counts p, counts w WHERE p.measure IN ({GONE})",
            "share",
            True,
        ),
        ("SELECT low, high FROM counts", "sum", True),
        ("SELECT low, high FROM counts WHERE measure = 'dismissed'", "sum", False),
        (f"SELECT measure AS label, low, high FROM counts WHERE measure IN ({GONE})", "sum", False),
        (f"SELECT 1 AS value FROM cases WHERE outcome NOT IN ({GONE})", "sum", False),
        (f"SELECT low, high FROM counts WHERE measure IN ({GONE})", "rest_share", False),
        (f"SELECT 1 AS value FROM cases WHERE outcome IN ({GONE}, 'written_warning')", "sum", False),
        ("SELECT count(*) AS value FROM answers WHERE answered", "sum", False),
    ],
)
def test_what_is_never_put_together_is_found_in_a_query(sql: str, arithmetic: str, merges: bool) -> None:
    found = find_merged(duckdb.connect(), replace(SUM, sql=sql, arithmetic=arithmetic), CODEBOOK)
    assert found == (("dismissed + would_have_been_dismissed",) if merges else ())


def test_a_finding_that_merges_is_refused_unless_it_says_why(invented: Any) -> None:
    codebook = replace(invented.codebook, never_merge=CODEBOOK.never_merge)
    gone = replace(SUM, sql=f"SELECT low, high FROM counts WHERE measure IN ({GONE})")
    report = run(invented.record, [gone], codebook)
    (problem,) = invented.record.all(Problem, code="finding-not-measured")
    assert problem.blocks
    assert "dismissed + would_have_been_dismissed" in problem.found
    assert report.n_failed == 1
    run(invented.record, [replace(gone, merges="the force reports them as one number", text="2")], codebook)
    (finding,) = invented.record.all(Finding)
    assert "Puts together what is otherwise kept apart: the force reports them as one number." in finding.caveats


def test_a_finding_and_its_complement_must_make_the_whole(invented: Any) -> None:
    def number(name: str, value: int, **more: str) -> FindingQuestion:
        return FindingQuestion(name, name, "officers", f"SELECT {value} AS value", text=f"{value}", **more)

    gone = number("gone", 3, complement="stayed", whole="all_of_them")
    run(invented.record, [gone, number("stayed", 8), number("all_of_them", 12)], invented.codebook)
    (problem,) = invented.record.all(Problem, code="finding-residue")
    assert "gone 3 and stayed 8 make 11" in problem.found
    assert problem.expected == "12, which is all_of_them"
    run(invented.record, [gone, number("stayed", 9), number("all_of_them", 12)], invented.codebook)
    assert invented.record.all(Problem, code="finding-residue") == []


def test_a_moved_finding_says_what_did_it_and_which_sentences_it_touches(invented: Any) -> None:
    sql = "SELECT authority_id, low, high, cases, tallies FROM counts WHERE measure = 'disciplined' AND comparable"
    question = FindingQuestion("disciplined", "Officers disciplined", "officers", sql)
    run(invented.record, [question], invented.codebook)
    assert list_moved(invented.record, {}) == []
    count = next(one for one in invented.record.all(Count) if one.authority_id == "avon-fell")
    more = replace(count, id="cnt-more", value=Interval(2, 3), cases=("case-new",))
    invented.record.replace("made", "more", "k", [more])
    report = run(invented.record, [question], invented.codebook)
    assert report.next_command == "answerable changes"
    story = "# One\n\nIt rained. Of them {{ disciplined }} were disciplined. Others were not.\n"
    start = story.index("{{")
    claim = Claim(
        "c", "story.md", "{{ disciplined }}", start, start + 17, 28, "", "disciplined", "", "30 to 31", Verdict.STALE
    )
    invented.record.replace("made", "claim", "k", [claim])
    (moved,) = list_moved(invented.record, {"story.md": story})
    assert (moved.was, moved.now) == ("28", "between 30 and 31")
    assert [(was, now) for _, was, now in moved.rows] == [("12", "between 14 and 15")]
    assert moved.change.cases_came == ("case-new",)
    assert [(one.line, one.words) for one in moved.sentences] == [(3, "Of them {{ disciplined }} were disciplined.")]
    text = render_moved(moved)
    assert "disciplined: was 28, is between 30 and 31" in text
    assert "story.md:3 [stale] Of them" in text
    # A third run in which nothing moved leaves the last move standing.
    run(invented.record, [question], invented.codebook)
    assert len(list_moved(invented.record, {})) == 1
    assert list(find_touched([claim], {"story.md": story}, "other")) == []


def test_keys_of_a_header_that_do_not_go_together_are_refused(tmp_path: Path) -> None:
    for header, said in (
        ('formula = "a / b"', "belong together"),
        ("per = 1000", "is for rates"),
        ('complement = "stayed"', "needs the whole"),
        ('model = "ratio"\narithmetic = "share"', "sums over authorities"),
        ('[limits.ash]\nhigh = 3\nwhy = "w"', "silent"),
        ('silence = "headcount"\n[limits.ash]\nlow = 4\nhigh = 3\nwhy = "w"', "wrong way round"),
        ('holds = "about 3"', "holds"),
    ):
        file = tmp_path / "one.sql"
        file.write_text(f'/*\ntitle = "One"\n{header}\n*/\nSELECT 1 AS value\n')
        with pytest.raises(ProjectFileInvalid, match=said):
            parse_finding(file)


@pytest.mark.postgres
def test_sqlite_and_postgresql_give_the_same_findings(tmp_path: Path, postgres_url: str) -> None:
    share = (
        "SELECT d.authority_id, p.low, p.high, d.low AS whole_low, d.high AS whole_high FROM counts d"
        " JOIN counts p USING (authority_id) WHERE d.measure = 'disciplined' AND p.measure = 'dismissed'"
    )
    questions = [
        FindingQuestion("sum", "S", "officers", "SELECT authority_id, low, high, cases, tallies, comparable FROM counts"
                        " WHERE measure = 'disciplined'", silence="headcount"),
        FindingQuestion("share", "S", "share", share, arithmetic="share"),
        FindingQuestion("cases", "C", "cases", "SELECT unnest(platform) AS label, 1 AS value, cases FROM subjects"),
        FindingQuestion("late", "L", "authorities", "SELECT authority_id, 1 AS value FROM answers WHERE days_late > 0"),
    ]  # fmt: skip
    texts = []
    for url in (f"sqlite:///{tmp_path / 'record.db'}", postgres_url):
        with Record.open(url, archive=tmp_path / "sources") as record:
            made = invented_record.fill(record)
            run(record, questions, made.codebook)
            texts.append([to_text(finding) for finding in record.all(Finding)])
    assert texts[0] == texts[1]
    assert len(texts[0]) == len(questions)

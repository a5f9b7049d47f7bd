"""Findings on the invented record: values, doubt, silence, comparability, lineage, and that they come to rest."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.analyze.explain import explain, render_explanation
from answerable.analyze.measure import measure
from answerable.analyze.query import QueryRow
from answerable.analyze.run import run
from answerable.errors import NotInRecord, ProjectFileInvalid
from answerable.model.finding import Finding, FindingQuestion
from answerable.model.interval import Interval
from answerable.model.problem import Problem
from answerable.project.findings import parse_finding
from answerable.store.codec import to_text

DISCIPLINED = FindingQuestion(
    "disciplined",
    "Officers disciplined",
    "officers",
    "SELECT authority_id, low, high, comparable, basis, note, cases, tallies FROM counts WHERE measure = 'disciplined'",
    silence="headcount",
    templates=(("cy", "{value} o swyddogion"), ("en", "{value} officers")),
)
SHARE = FindingQuestion(
    "dismissed_share",
    "Dismissed",
    "share",
    "SELECT d.authority_id, p.low, p.high, d.low AS whole_low, d.high AS whole_high FROM counts d"
    " JOIN counts p USING (authority_id) WHERE d.measure = 'disciplined' AND p.measure = 'dismissed' AND d.comparable",
    arithmetic="share",
    silence="per_authority_max",
)


def measured(invented: Any, *questions: FindingQuestion) -> dict[str, Finding]:
    run(invented.record, questions, invented.codebook)
    return {finding.id: finding for finding in invented.record.all(Finding)}


def test_a_sum_says_its_value_its_silence_and_those_that_count_otherwise(invented: Any) -> None:
    finding = measured(invented, DISCIPLINED)["disciplined"]
    assert finding.value == Interval(28, 28)
    assert finding.value_with_others == Interval(48, 48)
    # Eskmere (3,100 officers) is silent, Dunlin (700) counts allegations: both may have up to all of them. Of one of
    # the others only a published log is known: of its 800 officers one, and perhaps 799 more.
    assert finding.value_with_silence == Interval(28, 28 + 3100 + 700 + 799)
    assert finding.value_without_limits == Interval(28, None)
    assert finding.authorities == ("avon-fell", "birch-moor", "coldwater", "fernhill")
    assert finding.tallies == ("tly-1",)
    assert len(finding.cases) == 4
    said = " ".join(finding.caveats)
    assert "2 of the 6 authorities asked give no comparable figure" in said
    assert "Dunlin Police (counts allegations)" in said
    assert "Without what stands only in authorities' published logs the value is 27" in said
    assert "4 of the 5 cases and tallies" in said
    assert dict(finding.sentence) == {"en": "28 officers", "cy": "28 o swyddogion"}


def test_a_share_keeps_part_and_whole_together(invented: Any) -> None:
    finding = measured(invented, SHARE)["dismissed_share"]
    assert finding.value == Interval(round(5 / 28, 12), round(8 / 28, 12))
    assert finding.n_denominator == 28
    rest = FindingQuestion("kept", "Kept", "share", SHARE.sql, arithmetic="rest_share")
    kept = measured(invented, rest)["kept"].value
    assert kept == Interval(round(20 / 28, 12), round(23 / 28, 12))


def test_a_second_run_does_nothing_and_a_fresh_one_is_the_same_to_the_byte(invented: Any) -> None:
    first = run(invented.record, [DISCIPLINED, SHARE], invented.codebook)
    before = [to_text(finding) for finding in invented.record.all(Finding)]
    second = run(invented.record, [DISCIPLINED, SHARE], invented.codebook)
    assert (first.n_done, second.n_done, second.n_unchanged) == (2, 0, 2)
    invented.record.keep_only("analyze", [])
    run(invented.record, [DISCIPLINED, SHARE], invented.codebook)
    assert [to_text(finding) for finding in invented.record.all(Finding)] == before


def test_a_changed_record_says_what_was_and_what_is(invented: Any) -> None:
    run(invented.record, [DISCIPLINED], invented.codebook)
    from answerable.model.link import Count

    counts = invented.record.all(Count)
    grown = [Count(**{**{f: getattr(c, f) for f in c.__dataclass_fields__}, "id": f"{c.id}-2"}) for c in counts[:1]]
    invented.record.replace("made", "more", "k", grown)
    report = run(invented.record, [DISCIPLINED], invented.codebook)
    assert "disciplined: was 28, is 40; 0 cases came, 0 went" in report.did


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT 1 AS value; DROP TABLE cases", "one SELECT"),
        ("DELETE FROM cases", "one SELECT"),
        ("SELECT * FROM read_csv('/etc/hostname')", "disabled by configuration"),
        ("SELECT count(*) AS n FROM cases", "gives no figure"),
        ("SELECT 1 AS value, 2 AS colour", "cannot carry"),
        ("SELECT nonsense FROM cases", "nonsense"),
    ],
)
def test_a_query_that_gives_no_figure_is_a_problem_and_the_others_go_on(invented: Any, sql: str, said: str) -> None:
    found = measured(invented, FindingQuestion("bad", "Bad", "officers", sql, origin="findings/bad.sql"), DISCIPLINED)
    assert set(found) == {"disciplined"}
    (problem,) = invented.record.all(Problem, code="finding-not-measured")
    assert said in problem.found + problem.expected
    assert problem.where == "findings/bad.sql"
    assert problem.blocks


@st.composite
def rows_of(draw: st.DrawFn) -> list[QueryRow]:
    """Rows of authorities and labels, some hidden, some of others, some that stand twice."""
    made = []
    for n in range(draw(st.integers(1, 9))):
        low, more, whole = draw(st.integers(0, 30)), draw(st.integers(0, 4)), draw(st.integers(0, 40))
        term = f"t{draw(st.integers(0, n))}"
        if any(row.term == term for row in made):
            # The same number once more: a term has one value.
            low, more, whole = next((r.low, r.high - r.low, r.whole_low - r.high) for r in made if r.term == term)
        made.append(
            QueryRow(
                term, float(low), float(low + more), float(low + more + whole), float(low + more + whole),
                label=str(2018 + n % 3), authority_id=f"a{n // 3}", cases=(f"c{n}",), tallies=(f"y{n}",),
                comparable=draw(st.booleans()), basis=draw(st.sampled_from(("tally", "published_log"))),
                partial=draw(st.booleans()),
            )
        )  # fmt: skip
    return made


@given(
    rows_of(),
    st.sampled_from(("sum", "rows", "share", "rest_share", "difference", "ratio", "rate", "growth", "trend")),
    st.sampled_from(("", "no_limit", "per_authority_max")),
    st.sampled_from(("in", "out")),
    st.randoms(use_true_random=False),
)
@settings(max_examples=80, deadline=None)
def test_a_finding_does_not_depend_on_the_order_of_rows(
    rows: list[QueryRow], arithmetic: str, silence: str, others: str, random: random.Random
) -> None:
    question = FindingQuestion("q", "Q", "officers", "SELECT", arithmetic=arithmetic, silence=silence, others=others)
    shuffled = rows[:]
    random.shuffle(shuffled)
    one, other = measure(question, rows, {}, "k"), measure(question, shuffled, {}, "k")

    def unordered(finding: Finding) -> Finding:
        by_label = [tuple(sorted(several, key=lambda row: row.label)) for several in (finding.rows, finding.parts)]
        return replace(finding, rows=by_label[0], parts=by_label[1])

    assert unordered(one.finding) == unordered(other.finding)
    assert (one.silent, one.partial, one.whole) == (other.silent, other.partial, other.whole)


def test_rows_that_overlap_are_not_added_up(invented: Any) -> None:
    sql = "SELECT unnest(platform) AS label, 1 AS value FROM subjects"
    finding = measured(invented, FindingQuestion("p", "P", "officers", sql, arithmetic="rows"))["p"]
    assert finding.value is None
    assert {row.label: row.value for row in finding.rows} == {"facebook": Interval(1, 1), "whatsapp": Interval(3, 3)}


def test_no_row_is_none_only_where_the_question_says_so(invented: Any) -> None:
    sql = "SELECT authority_id, 1 AS value FROM answers WHERE days_late > 400"
    unknown = FindingQuestion("unknown", "U", "authorities", sql)
    zero = FindingQuestion("zero", "Z", "authorities", sql, empty="zero")
    found = measured(invented, unknown, zero)
    assert found["unknown"].value is None
    assert found["zero"].value == Interval(0, 0)


def test_lateness_and_grounds_are_views(invented: Any) -> None:
    late = FindingQuestion(
        "late", "L", "authorities", "SELECT authority_id, days_late AS value FROM answers WHERE days_late > 0"
    )
    grounds = FindingQuestion(
        "grounds", "G", "authorities", "SELECT ground || ' ' || law AS label, 1 AS value FROM grounds"
    )
    found = measured(invented, late, grounds)
    # Birch Moor answered on 20 December; the twentieth working day after 1 November 2021 is 29 November.
    assert {part.label: part.value.low for part in found["late"].parts} == {"birch-moor": 21, "eskmere": 10}
    assert any("foisa-2002" in row.label for row in found["grounds"].rows)


def test_explain_goes_down_to_the_words(invented: Any) -> None:
    measured(invented, DISCIPLINED)
    text = render_explanation(explain(invented.record, "disciplined"))
    assert "“PC, 2020: sent a photograph of a dead person to colleagues on WhatsApp - dismissed”" in text
    assert "birch.pdf, page 1 [accepted]" in text
    with pytest.raises(NotInRecord):
        explain(invented.record, "nothing")


def test_a_finding_file_names_the_line_of_what_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "kept.sql"
    file.write_text('/*\ntitle = "Kept"\nsilenced = "headcount"\n*/\nSELECT 1 AS value\n')
    with pytest.raises(ProjectFileInvalid) as caught:
        parse_finding(file)
    assert caught.value.where.endswith("kept.sql:3")
    file.write_text('/*\ntitle = "Kept"\n[sentence]\nen = "{valeu} kept"\n*/\nSELECT 1 AS value\n')
    with pytest.raises(ProjectFileInvalid, match="valeu"):
        parse_finding(file)
    file.write_text("SELECT 1 AS value")
    with pytest.raises(ProjectFileInvalid, match="header"):
        parse_finding(file)


def test_the_example_findings_parse(example_folder: Path) -> None:
    names = {parse_finding(file).name for file in (example_folder / "findings").glob("*.sql")}
    assert {"disciplined", "dismissed", "would_have_been_dismissed", "kept_jobs", "by_year"} <= names

"""Bounds over the silent hold the truth whoever is silent; limits narrow them; models are marked as such."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.adapters.estimator import find_estimator
from answerable.analyze.caveats import Reviewed, make_caveats
from answerable.analyze.measure import measure
from answerable.analyze.modelled import estimate
from answerable.analyze.query import QueryRow
from answerable.model.authority import Authority, Headcount
from answerable.model.finding import Estimate, FindingQuestion, Limit
from answerable.model.interval import Interval

SUM = FindingQuestion("q", "Q", "officers", "SELECT", silence="headcount")
NOBODY = Reviewed(frozenset(), frozenset())


def make_authorities(sizes: list[int]) -> dict[str, Authority]:
    return {
        f"a{n:02d}": Authority(
            f"a{n:02d}", f"Authority {n}", "foia-2000", headcounts=(Headcount(dt.date(2021, 3, 31), size),)
        )
        for n, size in enumerate(sizes)
    }


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[tuple[int, int, int]], list[str]]:
    """For each authority its officers, those disciplined and those of them dismissed; and how it answered."""
    truth, how = [], []
    for _ in range(draw(st.integers(1, 8))):
        size = draw(st.integers(1, 40))
        whole = draw(st.integers(0, size))
        truth.append((size, whole, draw(st.integers(0, whole))))
        how.append(draw(st.sampled_from(["full", "suppressed", "partial", "silent"])))
    return truth, how


def answer(truth: list[tuple[int, int, int]], how: list[str]) -> list[QueryRow]:
    """What the query would give of a world: cells under five hidden, logs that show a half, silence."""
    rows = []
    for n, ((_, whole, part), kind) in enumerate(zip(truth, how, strict=True)):
        one = QueryRow(f"t{n}", part, part, whole, whole, authority_id=f"a{n:02d}")
        if kind == "suppressed" and 0 < part < 5:
            one = replace(one, low=1.0, high=4.0)
        if kind == "partial":
            seen, of = part // 2, whole // 2
            one = replace(one, low=seen, high=seen, whole_low=max(of, seen), whole_high=max(of, seen), partial=True)
        if kind != "silent":
            rows.append(one)
    return rows


@settings(max_examples=120, deadline=None)
@given(worlds(), st.sampled_from(["sum", "share", "rest_share", "difference", "rate"]), st.data())
def test_the_truth_lies_inside_whoever_is_silent(
    world: tuple[list[tuple[int, int, int]], list[str]], arithmetic: str, data: st.DataObject
) -> None:
    truth, how = world
    sizes, wholes, parts = ([one[n] for one in truth] for n in range(3))
    rows = answer(truth, how)
    if arithmetic == "rate":
        rows = [replace(row, whole_low=size, whole_high=size) for row in rows for size in [sizes[int(row.term[1:])]]]
    whole = sum(sizes) if arithmetic == "rate" else sum(wholes)
    if not whole:
        return
    actual = {
        "sum": sum(parts),
        "share": sum(parts) / whole,
        "rest_share": 1 - sum(parts) / whole,
        "difference": whole - sum(parts),
        "rate": 1000 * sum(parts) / whole,
    }[arithmetic]
    limited = parts if arithmetic in ("sum", "rate") else wholes
    limits = tuple(
        Limit(f"a{n:02d}", max(0, limited[n] - 3), limited[n] + 2, "its annual report")
        for n in range(len(truth))
        if data.draw(st.booleans())
    )
    question = replace(SUM, arithmetic=arithmetic, per=1000.0, limits=limits)
    finding = measure(question, rows, make_authorities(sizes), "k").finding
    for value in (finding.value_with_silence, finding.value_without_limits or finding.value_with_silence):
        assert value is not None
        assert value.low - 1e-9 <= actual
        assert value.high is None or actual <= value.high + 1e-9


def test_what_a_person_knows_narrows_and_is_said() -> None:
    rows = [QueryRow("t0", 3, 3, authority_id="a00")]
    limits = (Limit("a01", 2, 7, "its annual report counts seven hearings"),)
    question = replace(SUM, limits=limits)
    authorities = make_authorities([100, 200, 300])
    measured = measure(question, rows, authorities, "k")
    assert measured.finding.value_with_silence == Interval(5, 3 + 7 + 300)
    assert measured.finding.value_without_limits == Interval(3, None)
    said = " ".join(make_caveats(question, measured, authorities, NOBODY))
    assert "Authority 1 between 2 and 7 (its annual report counts seven hearings)" in said
    assert "With no limit assumed at all it is at least 3" in said


def test_a_log_alone_is_a_partial_answer() -> None:
    rows = [QueryRow("t0", 3, 3, authority_id="a00"), QueryRow("t1", 1, 1, authority_id="a01", partial=True)]
    measured = measure(SUM, rows, make_authorities([100, 50]), "k")
    assert measured.finding.value == Interval(4, 4)
    assert measured.finding.value_with_silence == Interval(4, 3 + 50)
    assert "Authority 1 answered only in part" in " ".join(
        make_caveats(SUM, measured, make_authorities([100, 50]), NOBODY)
    )


def make_world(seed: int, n_silent: int = 12) -> tuple[int, list[QueryRow], dict[str, Authority]]:
    rnd = random.Random(seed)
    sizes = [rnd.randint(500, 6000) for _ in range(48)]
    numbers = [sum(rnd.random() < 1 / 400 for _ in range(size)) for size in sizes]
    rows = [QueryRow(f"t{n}", x, x, authority_id=f"a{n:02d}") for n, x in enumerate(numbers[: 48 - n_silent])]
    return sum(numbers), rows, make_authorities(sizes)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["ratio", "imputation"])
def test_a_model_is_the_same_each_time_and_is_called_a_model(kind: str) -> None:
    pytest.importorskip("statsmodels")
    question = replace(SUM, model=kind)
    _, rows, authorities = make_world(3)
    measured = measure(question, rows, authorities, "k")
    made = estimate(question, measured, authorities, find_estimator())
    assert isinstance(made, Estimate)
    assert made == estimate(question, measured, authorities, find_estimator())
    assert made.low <= made.middle <= made.high
    assert (made.n_known, made.n_guessed) == (36, 12)
    with_model = replace(measured, finding=replace(measured.finding, estimate=made))
    said = " ".join(make_caveats(question, with_model, authorities, NOBODY))
    assert "A model, not a measurement, gives" in said
    assert "silence has nothing to do with the number" in said
    assert with_model.finding.value == measured.finding.value


@pytest.mark.slow
def test_the_ratio_model_holds_about_as_often_as_it_says() -> None:
    pytest.importorskip("statsmodels")
    question, n_inside, n = replace(SUM, model="ratio"), 0, 150
    for seed in range(n):
        truth, rows, authorities = make_world(seed)
        made = estimate(question, measure(question, rows, authorities, "k"), authorities, find_estimator())
        assert isinstance(made, Estimate)
        n_inside += made.low <= truth <= made.high
    # 95% is claimed; of 150 worlds fewer than 132 inside would happen by chance once in some thousands of times.
    assert n_inside >= 132


def test_where_there_is_too_little_a_model_says_so() -> None:
    question = replace(SUM, model="ratio")
    _, rows, authorities = make_world(5, n_silent=44)
    measured = measure(question, rows, authorities, "k")
    said = estimate(question, measured, authorities, find_estimator())
    assert isinstance(said, str)
    assert "only 4 authorities" in said
    assert "pip install 'answerable[statistics]'" in str(estimate(question, measured, authorities, None))
    told = " ".join(make_caveats(question, replace(measured, no_model=said), authorities, NOBODY))
    assert "and there is none: only 4 authorities" in told
    unsized = {**authorities, "a47": replace(authorities["a47"], headcounts=())}
    assert "no headcount" in str(estimate(question, measured, unsized, find_estimator()))

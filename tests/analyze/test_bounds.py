"""Bounds hold every completion and are reached by one, however terms repeat."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.analyze.bounds import Doubt, Unknown
from answerable.model.interval import Interval

ends = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(sorted)


@st.composite
def systems(draw: st.DrawFn) -> list[Unknown]:
    """One to three wholes, each with up to two parts that can fit into it."""
    unknowns = []
    for w in range(draw(st.integers(1, 3))):
        low, high = draw(ends)
        unknowns.append(Unknown(f"w{w}", low, high))
        for p in range(draw(st.integers(0, 2))):
            part_low, part_high = draw(ends)
            part_low = min(part_low, high)
            unknowns.append(Unknown(f"p{w}{p}", part_low, max(part_low, part_high), f"w{w}"))
    return unknowns


def completions(unknowns: list[Unknown]) -> list[dict[str, int]]:
    """Every way to fill the unknowns with whole numbers in which parts fit into their wholes."""
    ranges = [range(int(u.low), int(u.high or 0) + 1) for u in unknowns]
    filled = [dict(zip([u.name for u in unknowns], values, strict=True)) for values in itertools.product(*ranges)]
    return [one for one in filled if all(not u.within or one[u.name] <= one[u.within] for u in unknowns)]


@settings(max_examples=150, deadline=None)
@given(systems(), st.data())
def test_linear_bounds_are_exactly_the_extremes(unknowns: list[Unknown], data: st.DataObject) -> None:
    form = {u.name: data.draw(st.integers(-2, 2)) for u in unknowns}
    values = [sum(form[name] * at for name, at in one.items()) for one in completions(unknowns)]
    assert Doubt(unknowns).bound(form) == Interval(min(values), max(values))


@settings(max_examples=150, deadline=None)
@given(systems())
@pytest.mark.slow
def test_share_bounds_hold_every_completion_and_are_attained(unknowns: list[Unknown]) -> None:
    wholes = {u.name: 1 for u in unknowns if not u.within}
    parts = {u.name: 1 for u in unknowns if u.name.endswith("0") and u.within}
    shares = [
        Fraction(sum(one[name] for name in parts), base)
        for one in completions(unknowns)
        if (base := sum(one[name] for name in wholes))
    ]
    bound = Doubt(unknowns).bound_share(parts, wholes)
    if not shares:
        assert bound is None
        return
    assert bound is not None
    assert bound.high is not None
    assert abs(bound.low - min(shares)) < 1e-9
    assert abs(bound.high - max(shares)) < 1e-9


def test_a_number_that_stands_twice_is_one_number() -> None:
    doubt = Doubt([Unknown("a", 1, 4), Unknown("b", 2, 2)])
    assert doubt.bound({"a": 0}) == Interval(0, 0)
    assert Doubt([Unknown("a", 1, 4)]).bound_share({"a": 1}, {"a": 1}) == Interval(1, 1)


def test_no_upper_limit_stays_open_upwards() -> None:
    doubt = Doubt([Unknown("all", 10, None), Unknown("some", 2, 3, "all")])
    assert doubt.bound({"all": 1}) == Interval(10, None)
    assert doubt.bound_share({"some": 1}, {"all": 1}) == Interval(0, 0.3)


def test_a_part_that_cannot_fit_is_named_and_set_free() -> None:
    doubt = Doubt([Unknown("all", 1, 2), Unknown("some", 3, 4, "all")])
    assert doubt.contradictions == ("some",)
    assert doubt.bound({"all": 1, "some": -1}) == Interval(-3, -1)

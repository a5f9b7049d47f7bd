"""A formula's bounds are the lowest and highest that any completion gives, however often a number stands in it."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.analyze.bounds import Doubt, Unknown
from answerable.analyze.formula import bound_formula, parse_formula
from answerable.errors import QueryRefused
from answerable.model.interval import Interval

FORMULAS = (
    "x / (x + y)",
    "(x - y) / x",
    "y / x - 1",
    "1 - x / (x + y)",
    "x / y",
    "1000 * (x + y) / z",
    "(x + y) / (x + y + z)",
    "(2 * x - y) / (x + z)",
    "x / y - z / w",
    "x - y + z",
    "x + y - x",
    "100 * (x / y - z / w)",
    "x / w - y / w",
)
ends = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(sorted)


@st.composite
def numbers(draw: st.DrawFn) -> dict[str, tuple[int, int]]:
    return {name: tuple(draw(ends)) for name in "xyzw"}


def complete(text: str, given_ends: dict[str, tuple[int, int]]) -> list[Fraction]:
    """The formula's value at every completion at which it has one."""
    names = parse_formula(text).names
    code = compile(text, "formula", "eval")
    values = []
    for filled in itertools.product(*(range(low, high + 1) for low, high in (given_ends[name] for name in names))):
        try:
            values.append(Fraction(eval(code, {}, dict(zip(names, map(Fraction, filled), strict=True)))))
        except ZeroDivisionError:
            continue
    return values


@settings(max_examples=60, deadline=None)
@given(numbers(), st.sampled_from(FORMULAS))
def test_bounds_of_a_formula_hold_every_completion_and_are_attained(
    given_ends: dict[str, tuple[int, int]], text: str
) -> None:
    unknowns = [Unknown(name, *pair) for name, pair in given_ends.items()]
    bound = bound_formula(parse_formula(text), unknowns, {name: {name: 1} for name in given_ends})
    values = complete(text, given_ends)
    if not values:
        assert bound is None
        return
    assert bound is not None
    assert bound.high is not None
    assert abs(bound.low - float(min(values))) < 1e-9
    assert abs(bound.high - float(max(values))) < 1e-9


def test_a_sum_of_many_terms_keeps_the_terms_that_stand_in_both_halves() -> None:
    unknowns = [Unknown("a", 1, 4), Unknown("b", 2, 2), Unknown("c", 0, 3)]
    sums = {"gone": {"a": 1, "b": 1}, "all": {"a": 1, "b": 1, "c": 1}}
    assert bound_formula(parse_formula("gone / all"), unknowns, sums) == Interval(0.5, 1.0)
    # Taken each for itself the two halves would allow 3/9 to 6/3.


def test_a_part_stays_in_its_whole() -> None:
    unknowns = [Unknown("all", 4, 9), Unknown("some", 1, 6, "all")]
    sums = {"all": {"all": 1}, "some": {"some": 1}}
    assert bound_formula(parse_formula("(all - some) / all"), unknowns, sums) == Interval(0.0, round(8 / 9, 12))


def test_what_has_no_upper_end_stays_open() -> None:
    unknowns = [Unknown("now", 5, None), Unknown("before", 2, 4)]
    sums = {"now": {"now": 1}, "before": {"before": 1}}
    assert bound_formula(parse_formula("now / before - 1"), unknowns, sums) == Interval(0.25, None)
    assert Doubt(unknowns).bound_share({"before": 1}, {"now": 1, "before": 1}) == Interval(0.0, round(4 / 9, 12))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x * y", "multiplied"),
        ("x / y / z", "above another"),
        ("x / y + y / z", "same numbers"),
        ("__import__('os')", "not arithmetic"),
        ("x ** 2", "not arithmetic"),
        ("x / 0", "divides by nought"),
        ("x +", "cannot be read"),
    ],
)
def test_what_cannot_be_bounded_exactly_is_refused(text: str, said: str) -> None:
    unknowns = [Unknown(name, 1, 2) for name in "xyz"]
    with pytest.raises(QueryRefused, match=said):
        bound_formula(parse_formula(text), unknowns, {name: {name: 1} for name in "xyz"})

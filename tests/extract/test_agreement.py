"""Agreement: alpha as published examples have it, the quick form as the library's, intervals that can be had again."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.adapters.alpha import measure_alpha
from answerable.extract.agreement import Label, measure_agreement, quick_alpha

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section B: two observers, ten units, 0 and 1;
# alpha is 0.095. Section C: two observers, twelve units, five names; alpha is 0.692.
ONES = (list("0100000010"), list("1110010000"))
MEG = list("aabbdcccedda")
OWEN = list("babbbccceddd")


def rows(pairs: list[tuple[Label, Label]]) -> list[tuple[str, str, Label]]:
    """As the library takes them."""
    return [row for n, (one, two) in enumerate(pairs) for row in (("1", str(n), one), ("2", str(n), two))]


def test_published_examples() -> None:
    assert measure_alpha(rows(list(zip(MEG, OWEN, strict=True))), "nominal") == pytest.approx(0.692, abs=5e-4)
    assert quick_alpha(list(zip(MEG, OWEN, strict=True)), "nominal") == pytest.approx(0.692, abs=5e-4)
    ones: list[tuple[Label, Label]] = list(zip(*ONES, strict=True))
    assert measure_alpha(rows(ones), "nominal") == pytest.approx(0.095, abs=5e-4)
    assert quick_alpha(ones, "nominal") == pytest.approx(0.095, abs=5e-4)


LABELS = {
    "nominal": st.sampled_from(["a", "b", "c", "(not stated)"]),
    "interval": st.sampled_from([2018.0, 2019.0, 2020.0, 2021.0]),
    "set": st.sets(st.sampled_from("wxyz"), min_size=1).map(frozenset),
}


@pytest.mark.parametrize("level", LABELS)
def test_the_quick_form_is_the_library_s(level: str) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(LABELS[level], LABELS[level]), min_size=2, max_size=12))
    def check(pairs: list[tuple[Label, Label]]) -> None:
        quick = quick_alpha(pairs, level)
        if quick is None:
            assert len({label for pair in pairs for label in pair}) == 1
        else:
            assert measure_alpha(rows(pairs), level) == pytest.approx(quick, abs=1e-9)

    check()


def test_the_interval_holds_the_number_and_can_be_had_again() -> None:
    dice = random.Random(4)
    pairs: list[tuple[Label, Label]] = [
        (one, one if dice.random() < 0.8 else dice.choice("abc")) for one in dice.choices("abc", k=60)
    ]
    first = measure_agreement(pairs, "nominal", measure_alpha, seed="one")
    assert first == measure_agreement(pairs, "nominal", measure_alpha, seed="one")
    assert first.alpha is not None
    assert first.low is not None
    assert first.high is not None
    assert first.low < first.alpha < first.high
    wide = measure_agreement(pairs[:12], "nominal", measure_alpha, seed="one")
    assert wide.low is not None
    assert wide.high is not None
    assert wide.high - wide.low > first.high - first.low
    assert first.n == 60
    assert first.share_same == sum(one == two for one, two in pairs) / 60


def test_the_interval_covers_what_it_says() -> None:
    """Of samples of 40 from a known mixture, about 95 in 100 intervals hold the mixture's own alpha."""
    dice = random.Random(11)
    everything = [(one, one if dice.random() < 0.75 else dice.choice("ab")) for one in dice.choices("ab", k=20_000)]
    truth = quick_alpha(everything, "nominal")
    assert truth is not None
    held = 0
    for number in range(40):
        found = measure_agreement(dice.sample(everything, 40), "nominal", measure_alpha, seed=str(number))
        held += found.low is not None and found.high is not None and found.low <= truth <= found.high
    assert held >= 34


def test_no_variation_is_no_perfect_agreement() -> None:
    same: list[tuple[Label, Label]] = [("a", "a")] * 20
    found = measure_agreement(same, "nominal", measure_alpha, seed="x")
    assert (found.share_same, found.alpha, found.low) == (1.0, None, None)
    assert measure_agreement([], "nominal", measure_alpha, seed="x").n == 0


def test_chance_is_taken_off() -> None:
    dice = random.Random(2)
    pairs: list[tuple[Label, Label]] = [(dice.choice("aaab"), dice.choice("aaab")) for _ in range(400)]
    found = measure_agreement(pairs, "nominal", measure_alpha, seed="x")
    assert found.share_same > 0.55
    assert found.alpha == pytest.approx(0, abs=0.1)

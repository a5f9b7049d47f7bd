"""The labelled texts: no true sentence is called wrong, and what is decided stays decided."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

_spec = importlib.util.spec_from_file_location("claims_measure", Path(__file__).with_name("measure.py"))
assert _spec is not None
assert _spec.loader is not None
measure: ModuleType = importlib.util.module_from_spec(_spec)
sys.modules["claims_measure"] = measure
_spec.loader.exec_module(measure)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "covered", "caught"),
    [
        ("first", 0.84, 0.88),
        ("kept", 0.64, 0.76),
        ("last", 0.7, 0.75),
        ("fresh", 0.78, 0.84),
        ("varied", 0.65, 0.7),
        ("other", 0.55, 0.7),
        ("fifth", 0.55, 0.55),
    ],
)
def test_no_true_statement_is_called_wrong(name: str, covered: float, caught: float) -> None:
    found = list(measure.iter_labelled(Path(__file__).parent / name))
    alarms = [(one.text, one.words, one.claim) for one in found if one.label != "F" and one.verdict == "contradicted"]
    assert not alarms
    numbers = measure.measure(found)
    assert numbers.coverage[0] >= covered * numbers.coverage[1]
    assert numbers.caught[0] >= caught * numbers.caught[1]
    assert numbers.false_called_supported[0] <= 1


def test_labels_are_taken_out_with_their_places() -> None:
    text, labels = measure.parse_labels("It rose by {{F:growth|34%}} to {{T|12}}.")
    assert text == "It rose by 34% to 12."
    assert [(text[start:end], label, kind) for start, end, label, kind in labels] == [
        ("34%", "F", "growth"),
        ("12", "T", ""),
    ]

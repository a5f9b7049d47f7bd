"""Every test that the threat model names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
NAMED = re.findall(
    r"`(tests/[\w/]+\.py)(?:::(\w+))?`", (HOME / "docs/explanation/security.md").read_text(encoding="utf-8")
)


def test_the_threat_model_names_its_tests() -> None:
    assert len(NAMED) > 40


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[f"{file}::{name}" for file, name in NAMED])
def test_a_named_test_exists(file: str, name: str) -> None:
    text = (HOME / file).read_text(encoding="utf-8")
    assert re.search(rf"^def {name or 'test_'}", text, re.M), f"{file} has no {name}"

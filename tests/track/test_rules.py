"""Every rule holds on its own examples and keeps silent on its counter-examples."""

from __future__ import annotations

import pytest

from answerable.track.rules import Rule, compile_pattern, load_rules

RULES = [(file, rule) for file in ("decisions", "kinds") for rule in load_rules(file)]


@pytest.mark.parametrize(("file", "rule"), RULES, ids=[f"{file}:{rule.name}" for file, rule in RULES])
def test_examples(file: str, rule: Rule) -> None:
    assert rule.yes, "a rule without an example cannot be read by a lawyer"
    assert rule.no, "a rule without a counter-example hides what it must not catch"
    assert [text for text in rule.yes if rule.find(text) is None] == []
    assert [text for text in rule.no if rule.find(text) is not None] == []


def test_names_are_unique() -> None:
    names = [rule.name for _, rule in RULES]
    assert len(names) == len(set(names))


def test_a_blank_in_a_pattern_is_any_white_space() -> None:
    assert compile_pattern("s ?40 ?\\(2\\)").search("s40(2)")
    assert compile_pattern("s ?40 ?\\(2\\)").search("s 40 (2)")
    assert compile_pattern("[a ]b").search(" b")

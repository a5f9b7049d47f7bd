"""A sentence is only searched for the rules whose pieces it holds; that must hide none."""

from __future__ import annotations

import re

import pytest

from answerable.track.cues import CuedPattern, list_clauses


@pytest.mark.parametrize(
    ("pattern", "clauses"),
    [
        ("not (?:held|known)", [["not "], ["held", "known"]]),
        # A branch that needs nothing, an optional part, a part that must not stand there: none of them is needed.
        ("(?:held|\\d+)", []),
        ("(?:never )?given", [["given"]]),
        ("given(?! back)", [["given"]]),
    ],
)
def test_what_every_match_contains(pattern: str, clauses: list[list[str]]) -> None:
    assert [sorted(clause) for clause in list_clauses(re.compile(pattern, re.IGNORECASE))] == clauses


@pytest.mark.parametrize(
    "text", ["NOT HELD", "not\nheld", "This is not held.", "nothing", "not \u017fhown", "Not \u0131ssued"]
)
def test_a_pattern_finds_the_same_with_and_without(text: str) -> None:
    for words in (r"not\s+held", r"no(?:t|thing)", r"not\s+(?:shown|issued)"):
        plain = re.compile(words, re.IGNORECASE)
        cued = CuedPattern(plain)
        ours, theirs = cued.search(text), plain.search(text)
        assert (ours and ours.span()) == (theirs and theirs.span()), words


def test_a_pattern_made_later_is_known_of_a_sentence_seen_before() -> None:
    text = "A quite particular heron stood there."
    assert CuedPattern(re.compile("particular", re.IGNORECASE)).search(text)
    assert CuedPattern(re.compile("heron", re.IGNORECASE)).search(text)

"""What was parsed lately is held, up to a bound, and told apart by what it is and what it says."""

from __future__ import annotations

from answerable.store.parsed import Parsed


def test_a_text_is_parsed_once_for_each_kind() -> None:
    parsed, made = Parsed(), []

    def make(text: str) -> str:
        made.append(text)
        return text.upper()

    assert [parsed.get(kind, text, make) for kind, text in ((int, "a"), (int, "a"), (str, "a"), (int, "b"))] == list(
        "AAAB"
    )
    assert made == ["a", "a", "b"]
    parsed.put(int, "c", "put")
    assert parsed.get(int, "c", make) == "put"
    assert [parsed.find(int, text) for text in "ad"] == ["A", None]


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    parsed, made = Parsed(n_characters=10), []
    for text in ("aaaa", "bbbb", "aaaa", "cccc", "aaaa", "bbbb"):
        parsed.get(int, text, made.append)
    assert made == ["aaaa", "bbbb", "cccc", "bbbb"]

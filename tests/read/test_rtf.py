r"""RTF: deleted and hidden words and comments are counted and kept out; what is shown stays to the letter."""

from __future__ import annotations

import pytest
from promises import all_text, check_promises, hidden_counts

from answerable.read.dispatch import read_bytes


@pytest.mark.parametrize(
    ("body", "shown", "hidden"),
    [
        (rb"We hold {\deleted secret no }12 cases.", "We hold 12 cases.", {"tracked_deletion": 2}),
        (rb"We hold \deleted secret\deleted0 12 cases.", "We hold 12 cases.", {"tracked_deletion": 1}),
        (rb"We {\revised do }hold {\deleted\revauthdel1 se{\b cret}} 12.", "We do hold 12.", {"tracked_deletion": 1}),
        (rb"We hold {\v secret words}12.", "We hold 12.", {"hidden_text": 2}),
        (rb"We hold\v  secret\plain  12.", "We hold 12.", {"hidden_text": 1}),
        (rb"We hold 12{\*\atnid AB}{\*\atnauthor Quill}{\*\annotation secret}.", "We hold 12.", {"comment": 1}),
        (rb"We hold {\deleted \u350?ecret\'e9}12.", "We hold 12.", {"tracked_deletion": 1}),
        (rb"We hold {\deleted0 live} 12.", "We hold live 12.", {}),
    ],
)  # fmt: skip
def test_what_is_not_shown_is_kept_out(body: bytes, shown: str, hidden: dict[str, int]) -> None:
    reading = check_promises(read_bytes(rb"{\rtf1\ansi " + body + rb"\par}", "a.rtf"))
    assert " ".join(all_text(reading).split()) == shown
    assert hidden_counts(reading) == hidden
    assert "secret" not in repr(reading)
    assert not reading.problems


def test_a_picture_is_stepped_over() -> None:
    body = rb"Shown {\pict\bin4 }\v{ still} {\deleted gone} end"
    reading = check_promises(read_bytes(rb"{\rtf1\ansi " + body + rb"\par}", "a.rtf"))
    assert "gone" not in all_text(reading)
    assert all_text(reading).endswith("end")

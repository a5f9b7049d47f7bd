"""What a text's own numbers say of each other: contradictions found without any data, and none where there is none."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from answerable.check.claims.audit import audit_text
from answerable.model.claim import Claim, Verdict

WRONG = (
    ("The three forces gave 12 + 7 + 3 of 23 warnings.", "23", "22"),
    ("There were 12 in the north, 7 in the south and 4 in the west: 22 in all.", "22", "23"),
    ("In all there were 22 officers: 12 constables, 7 sergeants and 4 others.", "22", "23"),
    ("Of the 48 forces 36 answered; the other 14 did not.", "48", "50"),
    ("Men were 60% of those asked, women 35%, and the rest, 10%, did not say.", "10%", "5%"),
    ("Of the 80 that said why, 59 (75%) named staffing.", "75%", "73.75%"),
    ("Just 83 out of the 211 authorities, or 45%, could answer.", "45%", "39.34%"),
    ("Some 45% (83 of 211) could answer.", "Some 45%", "39.34%"),
    ("There were 3,929 people waiting, down 4% from 4,018.", "4%", "2.215%"),
    ("Complaints doubled from 20 to 31.", "doubled", "1.55"),
    ("In 2020 police dismissed 33 officers.\n\nPolice dismissed 34 officers in 2020.", "34", "33"),
)
RIGHT = (
    "The three forces gave 12 + 7 + 3 of 22 warnings.",
    "There were 12 in the north, 7 in the south and 3 in the west: 22 in all.",
    "In all there were 22 officers: 12 constables, 7 sergeants and 3 others.",
    "Of the 48 forces 36 answered; the other 12 did not.",
    "Men were 60% of those asked, women 35%, and the rest, 5%, did not say.",
    "Of the 80 that said why, 52 named pay and 40 named hours.",
    "Just 83 out of the 211 authorities, or 39%, could answer.",
    "Libraries fell by 7.5%, from £11.97 million to £11.1 million.",
    "Complaints more than doubled from 20 to 45.",
    "Police dismissed 33 officers in 2020. In 2021 they dismissed 34 officers.",
    "Ashby dismissed 33 officers. Bramford dismissed 34 officers.",
    "Five forces answered: 12 in the north, 7 in the south and 3 in the west had said no.",
    "The council closed 1,419 cases in May. It closed more than 1,400 cases in May.",
)


@pytest.mark.parametrize(("text", "words", "value"), WRONG)
def test_a_text_that_contradicts_itself_is_found_without_data(text: str, words: str, value: str) -> None:
    claims = {claim.text: claim for claim in audit_text(text, []).claims}
    assert claims[words].verdict is Verdict.CONTRADICTED
    assert claims[words].value == value
    assert [claim.text for claim in claims.values() if claim.verdict is Verdict.CONTRADICTED] == [words]


@pytest.mark.parametrize("text", RIGHT)
def test_a_text_that_agrees_with_itself_is_left_alone(text: str) -> None:
    assert not contradicted(audit_text(text, []).claims)


@example(parts=[1900, 2, 3687], off=0)
@given(st.lists(st.integers(2, 5000), min_size=3, max_size=3), st.integers(-40, 40))
def test_parts_are_wrong_exactly_when_they_do_not_make_the_whole(parts: list[int], off: int) -> None:
    whole = sum(parts) + off
    text = f"There were {parts[0]} in spring, {parts[1]} in summer and {parts[2]} in winter: {whole} in all."
    wrong = contradicted(audit_text(text, []).claims)
    assert not (wrong and off == 0)
    if off and abs(off) < 0.3 * whole and not any(1900 <= one <= 2099 for one in (*parts, whole)):
        assert wrong


def contradicted(claims: tuple[Claim, ...]) -> list[str]:
    return [claim.text for claim in claims if claim.verdict is Verdict.CONTRADICTED]

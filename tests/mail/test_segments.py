# ruff: noqa: E501 - letters are set as they come
"""Who says what in a body: live words, quoted words, signature, disclaimer; and nothing dropped."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from answerable.mail.segments import find_segments, make_live_text


def _parts(body: str) -> list[tuple[str, str]]:
    return [(item.kind.value, body[item.start : item.end].strip()) for item in find_segments(body)]


def test_gmail_quote() -> None:
    body = "We hold 12.\n\nOn Mon, 1 Nov 2021 at 09:02, The Paper\n<desk@paper.example> wrote:\n\n> 1. How many?\n> Regards\n"
    assert [kind for kind, _ in _parts(body)] == ["live", "quoted"]
    assert make_live_text(body) == "We hold 12."


def test_answers_between_quoted_questions_stay_live() -> None:
    body = "On 1 Nov 2021, Desk <d@p.example> wrote:\n> 1. How many?\n\n12 officers\n\n> 2. How many were dismissed?\n\nNone\n"
    assert [text for kind, text in _parts(body) if kind == "live"] == ["12 officers", "None"]


def test_outlook_block_and_original_message() -> None:
    block = (
        "From: Desk <d@p.example>\nSent: 01 November 2021 09:02\nTo: FOI\nSubject: Request\n\nDear FOI\n1. How many?\n"
    )
    assert [kind for kind, _ in _parts(f"Please see attached.\n\n{block}")] == ["live", "quoted"]
    assert [kind for kind, _ in _parts(f"Please see attached.\n\n-----Original Message-----\n{block}")] == [
        "live",
        "quoted",
    ]
    assert [kind for kind, _ in _parts(f"Please see attached.\n\n________________________________\n{block}")] == [
        "live",
        "quoted",
    ]


def test_a_header_printed_on_top_is_the_letters_own() -> None:
    body = "From: FOI <f@x.example>\nSent: 29 November 2021\nTo: Desk\nSubject: Answer\n\nWe do not hold this.\n"
    assert _parts(body)[0][0] == "header"
    assert ("live", "We do not hold this.") in _parts(body)


def test_signature_and_disclaimer() -> None:
    body = (
        "We hold 12.\n\nYours sincerely\n\nA Person\nDisclosure Officer\nAvonmoor Police\n\n"
        "This email and any files are confidential and intended for the addressee only.\n"
    )
    assert [kind for kind, _ in _parts(body)] == ["live", "signature", "disclaimer"]
    assert "Disclosure Officer" in make_live_text(body)
    assert "confidential" not in make_live_text(body)


def test_an_annex_after_the_signature_is_live() -> None:
    body = "See below.\n\nRegards\n\nFOI Team\n\nAnnex A\nThe information is exempt under section 40(2).\n"
    assert any(kind == "live" and "section 40(2)" in text for kind, text in _parts(body))


def test_a_refusal_is_never_taken_for_a_disclaimer() -> None:
    body = "The information in this message is exempt: section 41 covers what was given to us as confidential.\n"
    assert [kind for kind, _ in _parts(body)] == ["live"]


@given(
    st.lists(
        st.sampled_from(
            [
                "> a",
                "Regards",
                "From: a",
                "Sent: b",
                "To: c",
                "Subject: d",
                "",
                "On 1 Nov 2021 x wrote:",
                "words here",
                "-- ",
                "Annex",
            ]
        ),
        max_size=25,
    )
)
def test_segments_cover_everything_once(lines: list[str]) -> None:
    body = "\n".join(lines)
    place = 0
    for item in find_segments(body):
        assert item.start == place
        place = item.end
    assert place == len(body)

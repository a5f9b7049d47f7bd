"""The days of a letter: when the request came, and of when the letter is."""

from __future__ import annotations

import pytest

from answerable.model.response import Decision
from answerable.track.classify import classify_letter
from answerable.track.letter import Stated
from answerable.track.particulars import find_answered, find_received
from answerable.track.quoted import divide_letter

BODY = "\n\nDear Ms Orme\n\nThank you for your request. We do not hold the information.\n\nYours sincerely\nA. Clerk"


def answered(text: str) -> str | None:
    """The day of a letter."""
    found = find_answered(text, divide_letter(text), None)
    return found.value if found and not found.problem else None


def received(text: str) -> str | None:
    """The day of a request."""
    found = find_received(text, divide_letter(text))
    return found.value if found and not found.problem else None


@pytest.mark.parametrize(
    "head",
    [
        "10 May 2024 / RECON-24-07",
        "10 May 2024 - REQ-5508",
        "10 May 2024    Our ref POL/24/1",
        "10 May 2024 (2024-FOI-1402)",
        "10/5/2024, our 2024/0719",
        "University of Saltmarsh, 10 May 2024",
        "IG-8012, Cloth Hall, 10 May 2024",
        "FOI 23/406 - 10/05/2024",
        "Fri 10/05/2024 09:12",
        "From: Clerk, Drainage Board\nSent: 10 May 2024 16:58\nTo: J. Orme",
        "Request REV-FOI-7719, received 16/04/2024, answered 10/05/2024",
    ],
)
def test_a_letters_day_beside_its_reference_its_place_or_the_hour(head: str) -> None:
    assert answered(head + BODY) == "2024-05-10"


@pytest.mark.parametrize(
    "head",
    [
        "Your request received 10 May 2024 - REQ-5508",
        "Please reply by 10 May 2024 / RECON-24-07",
        "Minutes of the meeting of 10 May 2024, item 4 and what followed from it in the months after",
        "Request REV-FOI-7719, received 10/05/2024",
    ],
)
def test_another_day_in_the_head_is_not_the_letters(head: str) -> None:
    assert answered(head + BODY) is None


def test_the_day_of_a_mail_quoted_below_is_not_the_letters() -> None:
    quoted = "From: J. Orme\nSent: 10 May 2024 16:58\nTo: FOI\n\nPlease send it."
    text = f"Dear Ms Orme\n\nWe do not hold it.\n\nA. Clerk\n\n{quoted}"
    assert answered(text) is None


@pytest.mark.parametrize(
    "words",
    [
        "On 10 May 2024 we received your request for the list.",
        "Your request of 8 May, which came to us on Friday 10 May 2024, is for the list.",
        "Your request, which reached us on 10 May 2024, is for the list.",
        "Request (rec'd 10 May 2024): air quality",
        "We received your request for the ward staffing review on 10 May 2024.",
    ],
)
def test_the_day_on_which_a_request_came(words: str) -> None:
    assert received(f"Dear Ms Orme\n\n{words}\n\nWe do not hold it.") == "2024-05-10"


@pytest.mark.parametrize(
    "words",
    [
        "On 10 May 2024 we received your request for an internal review.",
        "On 10 May 2024 we opened the depot.",
        "You may ask for an internal review within 40 working days of 10 May 2024.",
    ],
)
def test_another_day_is_not_the_requests(words: str) -> None:
    assert received(f"Dear Ms Orme\n\n{words}\n\nWe do not hold it.") is None


def test_a_day_without_a_year_is_told_and_not_completed() -> None:
    letter = classify_letter("2 June 2024\n\nDear Ms Orme\n\nWe received your request on 10 May. We do not hold it.")
    assert isinstance(letter.received_on, Stated)
    assert letter.received_on.problem


def test_a_letter_that_does_one_thing_does_it_on_every_question() -> None:
    letter = classify_letter(
        "Dear Ms Orme\n\nThank you for your Freedom of Information request.\n\n1. How many cats were found?\n\n"
        "No record is kept of that.\n\n2. How many dogs?\n\nWe hold no information on dogs either; 3 officers looked."
        "\n\nThe Council therefore does not hold the information that you ask for."
    )
    assert letter.decision is Decision.NOT_HELD
    assert {item.decision for item in letter.decisions} == {Decision.NOT_HELD}

"""Numbers of answers that are easily lost: each is read, or told as a problem."""

from __future__ import annotations

import pytest
from extract_sheets import make_page
from thefts import read

from answerable.model.codebook import Codebook

ANSWERS = {1: "262", 2: "23", 3: "7"}


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ms Hale,\n\nOur response is as follows.\n\n1. 262 thefts were recorded.\n2. Of these, 23 were "
        "reported to the police.\n3. 7 items were recovered.",
        "1. 262\n\n2. Of these, 23 were reported.\n\n3. Seven",
        "1. The Trust recorded 262.\n2. The Trust reported 23.\n3. The Trust recovered 7.",
        "1. Our records show a figure of 262.\n2. 23 (9%).\n3. 7 out of 262.",
        "1. The answer is 262.\n2. The figure you ask for is 23.\n3. We have identified seven.",
        "Request 1: 262\nRequest 2: 23\nRequest 3: 7",
        "Part 1\n262\n\nPart 2\n23\n\nPart 3\n7",
        "Q.1 262 Q.2 23 Q.3 7",
        "Answer to Q1 is 262 thefts, answer to Q2 is 23 and answer to Q3 is 7.",
        "In answer to your first question, there were 262 thefts. In answer to your second question, 23 were reported. "
        "In answer to your third question, 7 were recovered.",
        "Point 1: The Trust holds this information. 262.\nPoint 2: Likewise. 23.\nPoint 3: 7",
        "1.\tTotal thefts\t262\n2.\tReported\t23\n3.\tRecovered\t7",
        "1. A total of two hundred and sixty two (262) thefts.\n2. Twenty-three (23) of these were reported.\n3. Seven "
        "(7) were recovered.",
        "1. There have been 262 incidents logged on our system.\n2. 23 crime reference numbers were obtained.\n3. "
        "Seven have been located.",
        "1. 262, across all sites.\n2. 23, all by Eastgate.\n3. 7.\n\nIf you are unhappy with this response you may "
        "ask for an internal review within 40 working days. Call 101.",
    ],
)
def test_answers_in_other_words(thefts: Codebook, text: str) -> None:
    tallies, _ = read(thefts, make_page(text))
    assert {one.question: str(one.proposed) for one in tallies} == ANSWERS
    assert [one.measure for one in tallies] == ["thefts", "reported", "recovered"]


def test_one_number_among_others_that_it_is_a_part_of(thefts: Codebook) -> None:
    tallies, _ = read(thefts, make_page("1. 262\n2. Less than 10 of the 262 were reported\n3. Fewer than 5"))
    assert [(one.measure, str(one.proposed)) for one in tallies] == [
        ("thefts", "262"),
        ("reported", "1 to 9"),
        ("recovered", "1 to 4"),
    ]


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("a) 262\nb) 23\nc) 7", "262"),
        ("Your questions are answered in their order.\n\n262.\n\n23.\n\n7.", "262"),
        ("1.262\n2.23\n3.7", "1.262"),
        ("Questions 1-3: 262, 23 and 7 respectively.", "262"),
        ("1. 262 records. 2. 23 records. 3. 7 records.", "262"),
        ("1. The total is 262; however 12 of these are under investigation.", "262"),
        ("1. 2022: Eastgate 12, Marsh Lane 4. 2023: Eastgate 9, Marsh Lane 3.", "12"),
        ("2. 1 023", "023"),
        ("In relation to the rest, 7 items were recovered.", "7"),
        ("2. All were reported to the police.", "All"),
        ("3. Yes, half of these were.", "half"),
    ],
)
def test_what_cannot_be_read_is_told(thefts: Codebook, text: str, lost: str) -> None:
    tallies, problems = read(thefts, make_page(text))
    assert tallies == []
    assert {one.code for one in problems} == {"number-not-read"}
    assert any(lost in one.found for one in problems)


@pytest.mark.parametrize(
    "text",
    [
        "1. We do not hold this information. To search 4,000 records would exceed 18 hours.",
        "1. This is exempt under section 40(2) of the Act.",
        "2. Not held.\n\nYou may complain to the Information Commissioner on 0303 123 1113.",
        "Thank you for your request of 3 May 2024. Yours sincerely, Information Team, 12 High Street.",
    ],
)
def test_what_is_no_answer_is_left(thefts: Codebook, text: str) -> None:
    assert read(thefts, make_page(text)) == ([], [])

"""What a sentence may say of a table: each way of saying it with its verdict, true and false side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerable.check.claims.audit import audit_text
from answerable.cli.audit import load_frames
from answerable.model.claim import Verdict

TABLES = {
    "clinic.csv": """Indicator,2021,2022,2023
Appointments offered,11840,12487,13156
Appointments missed on the day,412,688,590
Nurse vacancies,23,31,27
""",
    "towns.csv": """Town,Private sale 2022,Social rent 2022,Private sale 2023,Social rent 2023
Aldham,60,20,81,30
Burwick,44,31,40,18
Corston,12,<5,15,6
""",
    "ferry.csv": """Year,Passengers,Cars,Lorries
2019,40100,9200,1510
2020,12300,4100,1420
2021,25400,6100,1480
2022,39000,8800,1530
2023,43200,9100,1600
""",
    "seats.csv": """Ward,Candidate,Party,Votes,Elected
Abbey,Marlow,Green,1204,Yes
Abbey,Stanton,Labour,1180,No
Bridge,Tanner,Labour,1510,Yes
Bridge,Finch,Liberal,1022,No
Canal,Birch,Liberal,980,Yes
Canal,Hurst,Labour,951,No
""",
    "routes.csv": """Route,Operator,Passengers 2022,Passengers 2023,Subsidy (£)
1,Hartline,12900,14500,21500
2,Coastways,67600,65700,0
3,Hartline,24800,30200,16000
""",
    "survey.csv": """Group,Satisfied 2021 (%),Satisfied 2023 (%)
All residents,71,69
Men,70,72
Women,72,66
""",
    "kitchens.csv": """Business,Type,Rating
Anchor,Pub,4
Dragon,Takeaway,1
Elm,Pub,3
Fish Stop,Takeaway,5
Lion,Pub,5
""",
    "budget.csv": """Department,Budget (£),Outturn (£)
Parks,412000,494000
Roads,700000,690000
""",
    "prisons.csv": """Prison,Capacity,Population
Ashgate,620,811
Birkdale,950,1003
""",
}
_TRUE, _FALSE = (Verdict.SUPPORTED, Verdict.SUPPORTED_BY_ROUNDING), (Verdict.CONTRADICTED, Verdict.NEEDS_PERSON)


def verdict_of(tmp_path: Path, table: str, sentence: str, words: str) -> Verdict | None:
    path = tmp_path / table
    path.write_text(TABLES[table], encoding="utf-8")
    claims = audit_text(sentence, load_frames(str(path))).claims
    return next((one.verdict for one in claims if one.text == words), None)


@pytest.mark.parametrize(
    ("table", "sentence", "words", "is_true"),
    [
        # Rows that are what is counted, columns that are years.
        ("clinic.csv", "There were 590 appointments missed on the day in 2023.", "590", True),
        ("clinic.csv", "There were 72 nurse vacancies in 2023.", "72", False),
        ("clinic.csv", "Nurse vacancies rose by 35% in 2022.", "35%", True),
        # Sums along the row, and a part of them.
        ("towns.csv", "Aldham completed 111 homes of all kinds in 2023.", "111", True),
        ("towns.csv", "Private sale completions in Burwick fell in 2023, fewer than in 2022.", "fewer", True),
        ("towns.csv", "Private sale completions in Aldham were lower than in 2022.", "lower", False),
        # Shares of a change, and other words for it.
        ("ferry.csv", "Passengers collapsed by more than two thirds in 2020.", "more than two thirds", True),
        ("ferry.csv", "Passengers in 2021 were about a third lower than in 2022.", "about a third", True),
        ("ferry.csv", "Passengers in 2021 were about a fifth lower than in 2022.", "about a fifth", False),
        # A year among the years.
        ("ferry.csv", "In 2023 it carried 43,200 passengers, the highest number on record.", "highest", True),
        ("ferry.csv", "In 2022 it carried 39,000 passengers, the highest number on record.", "highest", False),
        # The lowest of all, said by a negation.
        ("ferry.csv", "The number of lorries has never fallen below 1,400.", "never fallen below 1,400", True),
        ("ferry.csv", "The number of lorries has never fallen below 1,500.", "never fallen below 1,500", False),
        # A year that is only what is compared with.
        (
            "ferry.csv",
            "In 2023 there were 43,200 passengers. That is three and a half times as many passengers as in 2020.",
            "half times",
            None,
        ),
        # Those who are elected, and how far before the next.
        ("seats.csv", "Labour won one seat in Bridge; Tanner took 1,510 votes.", "1,510", True),
        ("seats.csv", "In Canal the Liberals won with a majority of 29 votes.", "29", True),
        ("seats.csv", "In Abbey, Marlow beat Stanton by 24 votes.", "24", True),
        ("seats.csv", "In Abbey, Marlow beat Stanton by 42 votes.", "42", False),
        # Numbers that only name a row.
        ("routes.csv", "Route 3 carried 30,200 passengers in 2023.", "30,200", True),
        ("routes.csv", "Route 3 carried 14,500 passengers in 2023.", "14,500", False),
        # The row of everyone, and shares in words.
        ("survey.csv", "Almost seven in ten people were satisfied in 2023.", "Almost seven in ten", True),
        ("survey.csv", "Some 38% of women were satisfied in 2023.", "Some 38%", False),
        # Those with exactly a number, among those of a kind.
        ("kitchens.csv", "Two of the businesses were given a rating of 5.", "Two", True),
        ("kitchens.csv", "None of the pubs got the top rating.", "None", False),
        # What was spent against what was planned; more than a place holds.
        ("budget.csv", "Parks overspent by £82,000.", "£82,000", True),
        ("budget.csv", "Parks overspent by £28,000.", "£28,000", False),
        ("prisons.csv", "Ashgate holds 811 and is 31% over capacity.", "31%", True),
        # A row with this number in a column that the text has no word for; and where it has one for another.
        ("prisons.csv", "Ashgate holds 811.", "811", True),
        ("prisons.csv", "Ashgate has a capacity of 811.", "811", False),
    ],
)
def test_ways_of_saying_it(tmp_path: Path, table: str, sentence: str, words: str, is_true: bool | None) -> None:
    if is_true is not None:
        assert verdict_of(tmp_path, table, sentence, words) in (_TRUE if is_true else _FALSE)
        return
    path = tmp_path / table
    path.write_text(TABLES[table], encoding="utf-8")
    assert Verdict.CONTRADICTED not in {one.verdict for one in audit_text(sentence, load_frames(str(path))).claims}


@pytest.mark.parametrize(
    "sentence",
    [
        # True, though nobody would say it so; a negation; a condition; another column of the very row.
        "Route 2 carried more than 20,000 passengers in 2023.",
        "Route 2 did not carry 14,500 passengers in 2023.",
        "If route 1 carried 30,200 passengers in 2023, it would be full.",
        "Route 1 had 21,500 passengers in 2023.",
    ],
)
def test_what_may_be_meant_otherwise_is_put_to_a_person(tmp_path: Path, sentence: str) -> None:
    path = tmp_path / "routes.csv"
    path.write_text(TABLES["routes.csv"], encoding="utf-8")
    verdicts = {one.verdict for one in audit_text(sentence, load_frames(str(path))).claims}
    assert Verdict.CONTRADICTED not in verdicts
    assert verdicts

"""Taking in lists that people keep: columns found, rows kept, problems said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.errors import ValueNotAllowed
from answerable.registers import get_register, import_authorities, import_rows

FORCES = get_register("uk-police").authorities


def test_columns_are_recognised_and_rows_of_known_forces_take_their_facts() -> None:
    text = "Public Authority,Country,Category,FOI Email,Colour\nGwent Police,Wales,Police Force,foi@gwent.example,red\n"
    read = import_authorities(text, origin="list.csv", default_law="foia-2000", known=FORCES)
    (gwent,) = read.authorities
    assert gwent.id == "gwent"
    assert gwent.emails[0].address == "foi@gwent.example"
    assert not gwent.emails[0].is_verified
    assert gwent.headcounts
    assert gwent.site
    assert read.ignored == ("Colour",)
    assert read.problems == ()


def test_a_list_of_councils_needs_no_register_and_takes_semicolons() -> None:
    text = "\ufeffCouncil;E-mail address;Notes\nNeath Vale Council;foi@neathvale.example;late\nStour & Wey Council;;\n"
    read = import_authorities(text, origin="councils.csv", default_law="foia-2000")
    assert [row.id for row in read.authorities] == ["neath-vale-council", "stour-and-wey-council"]
    assert read.authorities[0].note == "late"
    assert read.authorities[1].emails == ()


KEPT = """Trusts to ask;;;;;
updated 3/2/25;;;;;
;;;;;
Trust ;FOI email;Region;Also known as;Law;Notes
Norwick, Vale and Fen NHS Trust;mailto:foi@norwick.example;England;NV, the Vale;;acute
NHS Strathloch;<foi@strathloch.example>;Scotland;;;"two
lines"
NHS Strathloch;;Scotland;;;
Kingdom Transplants;foi@kt.example;Scotland;;foia-2000;
Total;;;;;4
"""


def test_a_list_as_reporters_keep_it_is_read_whole_and_its_lines_are_those_of_the_file() -> None:
    read = import_authorities(KEPT, origin="trusts.csv", default_law="foia-2000")
    assert [(row.id, row.law) for row in read.authorities] == [
        ("norwick-vale-and-fen-nhs-trust", "foia-2000"),
        ("nhs-strathloch", "foisa-2002"),
        ("kingdom-transplants", "foia-2000"),
    ]
    assert [mail.address for row in read.authorities for mail in row.emails] == [
        "foi@norwick.example",
        "foi@strathloch.example",
        "foi@kt.example",
    ]
    assert [(problem.code, problem.where) for problem in read.problems] == [
        ("authority-law-by-nation", "trusts.csv:6"),
        ("authority-named-twice", "trusts.csv:8"),
        ("authority-without-name", "trusts.csv:10"),
    ]


def test_a_column_of_regions_is_told_as_not_read() -> None:
    read = import_authorities("Council,Region\nNeath Vale Council,North West\n", origin="x", default_law="foia-2000")
    assert read.ignored == ("Region",)


def test_a_mapped_column_below_a_title_is_found_and_one_that_is_not_there_is_told_by_its_line() -> None:
    rows = [["Ämter 2025", ""], ["", ""], ["Dienststelle", "Post"], ["Amt Nord", "amt@nord.example"]]
    read = import_rows(rows, origin="x", default_law="de-ifg", mapping={"Dienststelle": "name", "Post": "email"})
    assert [row.name for row in read.authorities] == ["Amt Nord"]
    with pytest.raises(ValueNotAllowed, match="not there") as caught:
        import_rows(rows, origin="x", default_law="de-ifg", mapping={"Amt": "name"})
    assert caught.value.where == "x:3"


def test_what_is_wrong_is_said_with_its_line_and_the_rest_goes_on() -> None:
    text = (
        "Authority,Email\n"
        "West Midlands,foi@wm.example\n"
        "West Midlands,foi@wm2.example\n"
        "Gwent Police and Crime Commissioner,office@pcc.example\n"
        ",nobody@x.example\n"
        "Kent Police,see website\n"
        "Dorset Police,foi@dorset.example\n"
    )
    read = import_authorities(text, origin="mine.csv", default_law="foia-2000", known=FORCES)
    found = [(problem.code, problem.where) for problem in read.problems]
    assert ("authority-name-unclear", "mine.csv:2") in found
    assert ("authority-named-twice", "mine.csv:3") in found
    assert ("authority-not-the-force", "mine.csv:4") in found
    assert ("authority-without-name", "mine.csv:5") in found
    assert ("address-not-right", "mine.csv:6") in found
    assert [row.id for row in read.authorities] == [
        "west-midlands",
        "gwent-police-and-crime-commissioner",
        "kent",
        "dorset",
    ]
    # A place name alone was not taken for the force: none of the force's facts are there.
    assert read.authorities[0].headcounts == ()


def test_columns_can_be_mapped_by_hand() -> None:
    rows = [["Dienststelle", "Post"], ["Amt Nord", "amt@nord.example"]]
    read = import_rows(rows, origin="x", default_law="de-ifg", mapping={"Dienststelle": "name", "Post": "email"})
    assert read.authorities[0].emails[0].address == "amt@nord.example"
    with pytest.raises(ValueNotAllowed, match="not there"):
        import_rows(rows, origin="x", default_law="de-ifg", mapping={"Amt": "name"})
    with pytest.raises(ValueNotAllowed, match="names"):
        import_rows(rows, origin="x", default_law="de-ifg")


def test_a_platform_export_leaves_out_what_is_defunct() -> None:
    text = (
        "Name,Short name,URL name,Tags,Home page,Defunct\nOld Board,,old_board,,,true\nNew Board,NB,new_board,,,false\n"
    )
    read = import_authorities(text, origin="wdtk.csv", default_law="foia-2000")
    assert read.n_defunct == 1
    assert [row.whatdotheyknow for row in read.authorities] == ["new_board"]
    assert read.authorities[0].aliases == ("NB",)


def test_the_requesters_address_list_reads_whole(shared_data: Path) -> None:
    text = (shared_data / "registers" / "police-foi-emails.csv").read_text(encoding="utf-8")
    read = import_authorities(text, origin="police-foi-emails.csv", default_law="foia-2000", known=FORCES)
    assert len(read.authorities) == 45
    assert {row.id for row in read.authorities} <= {force.id for force in FORCES}
    assert read.problems == ()


def test_the_headcount_table_is_no_list_of_forces_and_says_so(shared_data: Path) -> None:
    text = (shared_data / "registers" / "officer-headcount-2019.csv").read_text(encoding="utf-8")
    read = import_authorities(text, origin="headcount.csv", default_law="foia-2000", known=FORCES)
    twice = [problem for problem in read.problems if problem.code == "authority-named-twice"]
    assert [problem.found for problem in twice] == ["West Midlands"]


@given(st.lists(st.lists(st.text(max_size=12), max_size=4), max_size=6))
def test_no_table_breaks_it(rows: list[list[str]]) -> None:
    read = import_rows(
        [["name", "email", "country", "headcount"], *rows], origin="x", default_law="foia-2000", known=FORCES
    )
    assert len({row.id for row in read.authorities}) == len(read.authorities)

"""What names or reaches a person does not get onto a page, wherever in the surroundings it stands."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.model.document import Page
from answerable.model.message import Message
from answerable.model.names import AllowedName, NameLists
from answerable.model.span import make_span
from answerable.publish import privacy
from answerable.publish.evidence import make_excerpt
from answerable.publish.people import find_people
from answerable.publish.privacy import NOBODY, Names, find_names, find_personal, mask
from answerable.publish.ranked import RankedPeople

TEXT = (
    "PC Gideon Marlpit - misconduct hearing. Chair: Ms Henrietta Corvane. Mr Marlpit sent messages on WhatsApp. "
    "The officer (collar number 44512) can be reached at g.marlpit@force.example or 01632 960123."
)


def test_a_name_is_gone_from_all_of_the_text_once_a_rank_gives_it_away() -> None:
    masked = mask(TEXT)
    for secret in ("Gideon", "Marlpit", "Henrietta", "Corvane", "44512", "force.example", "960123"):
        assert secret not in masked.text
    assert set(masked.found) == {"name", "collar number", "e-mail address", "telephone number"}


@pytest.mark.parametrize(
    "text",
    [
        "2018\tPC\tWhatsApp\tPhotograph of a body\tDismissed",
        "Officer J. While guarding a scene he had taken photographs",
        "Chief Constable in March 2021. Constable 2019 Final written warning",
        "CD/18/2\tPolice Constable\t11\tWhatsApp\tIntimate images",
        "PC Officer D - misconduct hearing",
        "a sergeant, 3 September 2019, 14:30, section 40(2), 0519/21",
    ],
)
def test_ranks_platforms_labels_and_dates_stay(text: str) -> None:
    assert mask(text).text == text


def test_a_name_outside_the_excerpt_still_hides_the_surname_inside() -> None:
    start = TEXT.index("Marlpit sent")
    page = Page("d:1", "d", 1, "html", TEXT)
    excerpt = make_excerpt(make_span("d" * 64, 1, TEXT, start, start + len("Marlpit sent messages")), page, around=10)
    assert "Marlpit" not in excerpt.before + excerpt.words + excerpt.after
    assert excerpt.n_masked >= 1
    assert find_names(TEXT) == {"Marlpit", "Corvane"}


def test_who_signed_sent_or_sat_is_known_and_what_the_newsroom_says_wins() -> None:
    letter = Message(
        "m", "d", "in", "", "perdita.quarrie@force.example", "QUARRIE, Perdita (FOI)", (), "", "", "", (),
        "Dear Sir\n\nYours sincerely,\n\nOsric Pellworth\nInformation Officer",
    )  # fmt: skip
    page = "Legally qualified chair: Henrietta Corvane. The officer attended."
    lists = NameLists(("Jo Bloggs",), (AllowedName("Osric Pellworth", "the desk", "signed the public statement"),))
    names = find_people([letter], [page], lists, [], ["Ada Quill"])
    assert names.known == {"Perdita Quarrie", "Henrietta Corvane"}
    masked = mask("Quarrie, Ms Corvane, Bloggs, Osric Pellworth and Ada Quill met.", names.on("Perdita Quarrie wrote."))
    assert masked.text == "█████, Ms █████, █████, Osric Pellworth and Ada Quill met."


@pytest.mark.parametrize(("kind", "pattern"), privacy._KINDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_detail_is_passed_over_unread(kind: str, pattern: re.Pattern[str], data: st.DataObject) -> None:
    text = data.draw(st.from_regex(pattern))
    assert find_personal(text), f"{kind} in {text!r}"


def test_whom_a_notice_names_with_a_rank_is_hidden_in_every_other_paper() -> None:
    people = RankedPeople()
    people.hear("Hearing of PC Ottoline Brackmere, and of Sgt Young.", "avonmoor")
    people.hear("A young officer read the Inspector General Report. The general report was long.", "birch-moor")
    assert people.list_full() == {"Ottoline Brackmere"}
    assert people.list_surnames(NOBODY, frozenset()) == {
        "avonmoor": frozenset(["Brackmere"]),
        "birch-moor": frozenset(),
    }
    names = Names(known=people.list_full())
    assert mask("It was passed on by Ottoline Brackmere.", names).text == "It was passed on by █████."


@pytest.mark.parametrize("name", ["Information Officer", "Foi Team", "Press Office", "Uned Rhyddid Gwybodaeth"])
def test_a_desk_is_no_person(name: str) -> None:
    letter = Message("m", "d", "in", "", "foi@force.example", name, (), "", "", "", (), "Text")
    assert find_people([letter], [], NameLists(), [], []).known == frozenset()

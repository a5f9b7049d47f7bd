"""Letters become requests: fields, tokens, laws, due dates, mail."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.ask.fields import render_fields
from answerable.ask.letters import Attachment, make_letter
from answerable.ask.requests import Sender, check_tokens, find_due, make_questions, make_request
from answerable.errors import LawUnknown, ProjectFileInvalid, ValueNotAllowed
from answerable.model.authority import Authority, EmailAddress
from answerable.model.dates import Period
from answerable.model.request import Batch, Question

SENDER = Sender("The Lantern Post", "desk@lantern.example")
NORTHMARCH = Authority("northmarch", "Northmarch Police", "foia-2000", emails=(EmailAddress("foi@northmarch.example"),))
GLENCAIRN = Authority("glencairn", "Glencairn Constabulary", "foisa-2002")


def make_batch(**changes: object) -> Batch:
    batch = Batch(
        id="2022-07-dogs",
        subject="Police dogs",
        body="Dear {{ authority.name }},\n\nUnder {{law.name}}:\n\n1. How many dogs?\n\n{{ publisher.name }}\n",
        questions=(Question(1, "How many dogs?"),),
        law="foia-2000",
        period=Period.of_calendar_year(2021),
        sent_on=dt.date(2022, 7, 1),
        origin="letters/2022-07-dogs.md:9",
    )
    return replace(batch, **changes)  # type: ignore[arg-type]


def test_each_authority_is_asked_under_its_own_law() -> None:
    first, second = (make_request(make_batch(), row, SENDER) for row in (NORTHMARCH, GLENCAIRN))
    assert "Dear Northmarch Police" in first.body
    assert "Under the Freedom of Information Act 2000:" in first.body
    assert "Under the Freedom of Information (Scotland) Act 2002:" in second.body
    assert (first.law, second.law) == ("foia-2000", "foisa-2002")
    due_dates = [find_due(request) for request in (first, second)]
    assert [proof and proof.due_on.isoformat() for proof in due_dates] == ["2022-08-02", "2022-07-29"]


def test_the_token_stands_in_subject_and_message_id_and_stays_when_the_wording_changes() -> None:
    one = make_request(make_batch(), NORTHMARCH, SENDER)
    other = make_request(make_batch(body="1. How many?\n", subject="Dogs"), NORTHMARCH, SENDER)
    assert one.subject == f"Police dogs [{one.token}]"
    assert one.message_id == f"{one.token}@answerable.example"
    assert (one.token, one.id) == (other.token, other.id)


def test_an_authority_without_address_is_asked_by_post() -> None:
    assert make_request(make_batch(), GLENCAIRN, SENDER).channel == "post"
    assert make_request(make_batch(), NORTHMARCH, SENDER).recipient == "foi@northmarch.example"


def test_an_unsent_letter_has_no_due_date() -> None:
    assert find_due(make_request(make_batch(sent_on=None), NORTHMARCH, SENDER)) is None


def test_an_unknown_field_names_file_line_and_the_fields_there_are() -> None:
    with pytest.raises(ProjectFileInvalid) as caught:
        make_request(make_batch(body="Dear all,\n\n{{ authority.nmae }}\n"), NORTHMARCH, SENDER)
    assert caught.value.where == "letters/2022-07-dogs.md:11"
    assert caught.value.found == "{{ authority.nmae }}"
    assert "authority.name" in caught.value.allowed


@pytest.mark.parametrize("text", ["{{ authority.name", "a }} b", "{% if x %}", "{{ authority.name }} {{"])
def test_braces_that_are_no_field_are_refused(text: str) -> None:
    with pytest.raises(ProjectFileInvalid, match="braces"):
        render_fields(text, {"authority.name": "X"}, "a.md")


def test_an_unknown_law_is_refused_before_anything_is_written() -> None:
    with pytest.raises(LawUnknown):
        make_request(make_batch(), replace(NORTHMARCH, law="foia"), SENDER)


def test_two_requests_with_one_token_are_refused() -> None:
    request = make_request(make_batch(), NORTHMARCH, SENDER)
    with pytest.raises(ValueNotAllowed, match="same token"):
        check_tokens([request, replace(request, id="req-other", authority_id="other")])


def test_the_mail_is_what_was_previewed() -> None:
    request = make_request(make_batch(body="Annwyl bawb – “dogs” £5\n\n1. How many?\n"), NORTHMARCH, SENDER)
    sheet = Attachment("answers.xlsx", "application/vnd.ms-excel", b"\x00\x01sheet")
    sent_at = dt.datetime(2022, 7, 1, 9, 0, tzinfo=dt.UTC)
    data = make_letter(request, SENDER, authority_name="Northmarch Police", sent_at=sent_at, attachments=[sheet])
    assert data == make_letter(
        request, SENDER, authority_name="Northmarch Police", sent_at=sent_at, attachments=[sheet]
    )
    mail = email.message_from_bytes(data, policy=email.policy.default)
    assert mail["To"] == "Northmarch Police <foi@northmarch.example>"
    assert mail["From"] == "The Lantern Post <desk@lantern.example>"
    assert request.token in mail["Subject"]
    assert mail["Message-ID"] == f"<{request.message_id}>"
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").strip() == request.body.strip()
    (attachment,) = mail.iter_attachments()
    assert attachment.get_content() == b"\x00\x01sheet"
    assert attachment.get_filename() == "answers.xlsx"


def test_a_draft_says_that_it_is_one() -> None:
    request = make_request(make_batch(), NORTHMARCH, SENDER)
    mail = email.message_from_bytes(make_letter(request, SENDER), policy=email.policy.default)
    assert mail["X-Unsent"] == "1"
    assert mail["Date"] is None


def test_without_an_address_for_answers_no_letter_is_made() -> None:
    request = make_request(make_batch(), NORTHMARCH, SENDER)
    with pytest.raises(ValueNotAllowed, match="answers"):
        make_letter(request, Sender("The Lantern Post", ""))
    with pytest.raises(ValueNotAllowed, match="no mail can go"):
        make_letter(replace(request, recipient="foi@@north march"), SENDER)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_any_authoritys_name_survives_the_mail(name: str) -> None:
    request = make_request(make_batch(), replace(NORTHMARCH, name=name), SENDER)
    mail = email.message_from_bytes(make_letter(request, SENDER, authority_name=name), policy=email.policy.default)
    assert mail["To"].addresses[0].addr_spec == "foi@northmarch.example"
    body = mail.get_body(("plain",))
    assert body is not None
    assert f"Dear {name}," in body.get_content()


def test_questions_of_an_answer_sheet_are_those_of_the_letter() -> None:
    batch = make_batch(questions=(Question(1, "How many, under {{ law.name }}?"),))
    (question,) = make_questions(batch, NORTHMARCH, SENDER, "ANS-1")
    assert question.text == "How many, under the Freedom of Information Act 2000?"

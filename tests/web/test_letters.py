"""The holding pen and letters' rulings over real HTTP: kept as lines, laid over the record, shown, taken back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import httpx
import pytest
from tests.web.conftest import Newsroom

from answerable.model.judgement import Judgement
from answerable.model.message import Message, MessageKind
from answerable.model.request import Request
from answerable.model.response import Classification, Decision

pytestmark = pytest.mark.slow


@pytest.fixture
def client(newsroom: Newsroom) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=newsroom.address, follow_redirects=True, timeout=60) as client:
        yield client


def token(client: httpx.Client) -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get("/findings").text)
    assert found
    return found.group(1)


def request_of(newsroom: Newsroom, authority_id: str) -> Request:
    (request,) = newsroom.investigation.record.all(Request, authority_id=authority_id)
    return request


def answer_of(newsroom: Newsroom, authority_id: str) -> Classification:
    rows = newsroom.investigation.record.all(Classification, authority_id=authority_id)
    return next(row for row in rows if row.kind is MessageKind.RESPONSE)


def test_a_person_says_which_request_a_letter_answers(newsroom: Newsroom, client: httpx.Client) -> None:
    record = newsroom.investigation.record
    letter = next(one for one in record.all(Message) if one.subject == "figures")
    assert letter.request_id == ""
    assert "figures" in client.get("/pen").text
    request = request_of(newsroom, "brackenshire")
    form = {"token": token(client), "message": letter.id, "request": request.id, "reason": "he wrote from home"}
    answer = client.post("/match", data=form)
    assert answer.status_code == 200
    assert "belongs to Brackenshire Police" in answer.text
    kept = record.get(Message, letter.id)
    assert kept.request_id == request.id
    assert (kept.matches[0].reason, kept.matches[0].evidence) == ("person", "T. Reporter: he wrote from home")
    assert "figures" not in re.sub(r'<p class="notice".*?</p>', "", client.get("/pen").text)
    assert "he wrote from home" in client.get("/authority/brackenshire").text
    (judgement,) = record.judgements(noun="message")
    file = newsroom.folder / "decisions" / "t-reporter.jsonl"
    (line,) = [json.loads(one) for one in file.read_text(encoding="utf-8").splitlines()]
    assert (line["id"], line["ruling"], json.loads(line["after"])) == (judgement.id, "match", request.id)
    client.post("/undo", data={"token": token(client), "judgement": judgement.id})
    assert record.get(Message, letter.id).request_id == ""
    assert "figures" in client.get("/pen").text


def test_a_letter_that_was_moved_goes_back_to_where_the_machine_had_it(
    newsroom: Newsroom, client: httpx.Client
) -> None:
    record = newsroom.investigation.record
    letter = next(one for one in record.all(Message) if one.request_id == request_of(newsroom, "avonmoor").id)
    other = request_of(newsroom, "chalkdown")
    client.post("/match", data={"token": token(client), "message": letter.id, "request": other.id})
    assert record.get(Message, letter.id).request_id == other.id
    (judgement,) = record.judgements(noun="message")
    client.post("/undo", data={"token": token(client), "judgement": judgement.id})
    assert record.get(Message, letter.id).request_id == letter.request_id


def test_a_joint_answer_belongs_to_two_requests(newsroom: Newsroom, client: httpx.Client) -> None:
    record = newsroom.investigation.record
    letter = next(one for one in record.all(Message) if one.subject == "figures")
    both = [request_of(newsroom, one).id for one in ("avonmoor", "brackenshire")]
    client.post("/match", data={"token": token(client), "message": letter.id, "request": both})
    assert sorted(one.request_id for one in record.all(Message, document=letter.document)) == sorted(both)


def test_what_a_letter_is_and_decides_is_ruled(newsroom: Newsroom, client: httpx.Client) -> None:
    record = newsroom.investigation.record
    row = answer_of(newsroom, "caldervale")
    assert row.decision is not Decision.REFUSED
    form = {
        "token": token(client), "classification": row.id, "kind": "response", "decision": "refused",
        "words": "our response to your request", "reason": "read twice", "back": "/authority/caldervale",
    }  # fmt: skip
    answer = client.post("/classification", data=form)
    assert answer.status_code == 200
    assert "ruled by T. Reporter" in answer.text
    now = record.get(Classification, row.id)
    assert (now.decision, now.ruled_by) == (Decision.REFUSED, "T. Reporter")
    assert {one.decision for one in now.decisions} <= {Decision.REFUSED}
    made: list[Judgement] = record.judgements(noun="classification")
    assert {one.variable for one in made} >= {"decision"}
    assert all(one.span and one.span.exact == "our response to your request" for one in made)
    assert "refused" in client.get("/?show=refused").text or "refused" in client.get("/").text
    for judgement in made:
        client.post("/undo", data={"token": token(client), "judgement": judgement.id})
    assert record.get(Classification, row.id).decision is row.decision


def test_a_letter_left_as_it_is_is_accepted(newsroom: Newsroom, client: httpx.Client) -> None:
    record = newsroom.investigation.record
    row = answer_of(newsroom, "copperdale")
    decision = row.decision.value if row.decision else ""
    form = {"token": token(client), "classification": row.id, "kind": row.kind.value, "decision": decision}
    assert client.post("/classification", data=form).status_code == 200
    now = record.get(Classification, row.id)
    assert (now.kind, now.decision, now.decisions, now.ruled_by) == (
        row.kind,
        row.decision,
        row.decisions,
        "T. Reporter",
    )


@pytest.mark.parametrize(
    ("change", "teaches"),
    [
        ({"kind": "love_letter"}, "auto_acknowledgement"),
        ({"decision": "perhaps"}, "neither_confirmed_nor_denied"),
        ({"decision": "refused", "words": "words that nobody wrote"}, "these words do not stand on the page"),
    ],
)
def test_what_cannot_be_ruled_is_refused_and_nothing_is_kept(
    newsroom: Newsroom, client: httpx.Client, change: dict[str, str], teaches: str
) -> None:
    row = answer_of(newsroom, "caldervale")
    form = {"token": token(client), "classification": row.id, "kind": "response", "decision": "disclosed", **change}
    answer = client.post("/classification", data=form)
    assert answer.status_code == 422
    assert teaches in answer.text
    assert newsroom.investigation.record.judgements() == []
    assert not (newsroom.folder / "decisions").exists()

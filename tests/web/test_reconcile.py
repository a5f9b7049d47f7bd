"""Pairs of cases: shown side by side with the evidence in words, ruled on, and the ruling taken back."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import httpx
import pytest
from tests.web.conftest import Newsroom

from answerable.model.case import Case
from answerable.model.link import Link, Subject
from answerable.reconcile.review import find_open_pairs
from answerable.web.reconcile import say_bits

pytestmark = pytest.mark.slow


@pytest.fixture
def client(newsroom: Newsroom) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=newsroom.address, follow_redirects=True, timeout=60) as client:
        yield client


def token(client: httpx.Client) -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get("/findings").text)
    assert found
    return found.group(1)


def squeeze(words: str) -> str:
    return " ".join(words.split())


def test_an_undecided_pair_shows_both_sides_and_takes_a_ruling(newsroom: Newsroom, client: httpx.Client) -> None:
    record = newsroom.investigation.record
    (pair,) = find_open_pairs(record)
    page = html.unescape(client.get("/reconcile").text)
    assert "1 pair of cases may be" in page
    for case in (pair.left, pair.right):
        assert squeeze(case.span.exact)[:200] in page
    for words, bits in pair.link.evidence:
        assert f"{words}: <strong>{say_bits(bits)}</strong>" in page
    n_subjects = record.count(Subject)
    form = {"token": token(client), "pair": pair.subject, "ruling": "same", "reason": "one hearing, one officer"}
    answer = client.post("/pair", data=form)
    assert "Kept: same. 0 pairs wait." in answer.text
    assert record.get(Link, pair.link.id).ruling == "same"
    assert record.count(Subject) == n_subjects - 1
    assert "ruled same" in client.get("/reconcile?show=ruled").text
    (judgement,) = record.judgements(noun="link")
    assert judgement.reason == "one hearing, one officer"
    client.post("/undo", data={"token": token(client), "judgement": judgement.id})
    assert [one.subject for one in find_open_pairs(record)] == [pair.subject]
    assert record.count(Subject) == n_subjects


@pytest.mark.parametrize("ruling", ["different", "unsure"])
def test_different_and_unsure_are_kept_apart(newsroom: Newsroom, client: httpx.Client, ruling: str) -> None:
    record = newsroom.investigation.record
    (pair,) = find_open_pairs(record)
    client.post("/pair", data={"token": token(client), "pair": pair.subject, "ruling": ruling})
    assert record.get(Link, pair.link.id).ruling == ruling
    assert find_open_pairs(record) == []


def test_the_machine_can_be_overruled(newsroom: Newsroom, client: httpx.Client) -> None:
    record = newsroom.investigation.record
    link = next(one for one in record.all(Link) if not one.ruling and one.share_same > 0.99)
    assert squeeze(record.get(Case, link.left).span.exact)[:80] in html.unescape(
        client.get("/reconcile?show=machine").text
    )
    client.post("/pair", data={"token": token(client), "pair": f"{link.left}+{link.right}", "ruling": "different"})
    assert record.get(Link, link.id).ruling == "different"


def test_cases_of_two_authorities_are_never_one(newsroom: Newsroom, client: httpx.Client) -> None:
    record = newsroom.investigation.record
    left, right = record.all(Case, authority_id="avonmoor")[0], record.all(Case, authority_id="caldervale")[0]
    answer = client.post("/pair", data={"token": token(client), "pair": f"{left.id}+{right.id}", "ruling": "same"})
    assert answer.status_code == 422
    assert "two authorities" in answer.text
    assert record.judgements() == []


@pytest.mark.parametrize(
    ("bits", "words"),
    [
        (7.0, "strongly for"),
        (-6.0, "strongly against"),
        (3.5, "clearly for"),
        (-1.0, "somewhat against"),
        (0.2, "a little for"),
    ],
)
def test_bits_in_words(bits: float, words: str) -> None:
    assert say_bits(bits) == words

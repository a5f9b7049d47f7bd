"""The right of reply as a screen: exact sentences, each step kept, the letter, the lawyer's bundle."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import httpx
import pytest
from tests.web.conftest import Newsroom

pytestmark = pytest.mark.slow


@pytest.fixture
def client(newsroom: Newsroom) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=newsroom.address, follow_redirects=True, timeout=60) as client:
        yield client


def read(client: httpx.Client, name: str) -> str:
    page = client.get("/replies").text
    found = re.search(rf'<article class="case" id="{name}">.*?</article>', page, re.DOTALL)
    assert found
    return html.unescape(found.group())


def test_each_step_is_kept_and_the_last_can_be_taken_back(newsroom: Newsroom, client: httpx.Client) -> None:
    page = client.get("/replies").text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    assert "not put to them" in read(client, "caldervale")
    assert "At Caldervale Police a sergeant “shared a racist video in a shift group” on WhatsApp" in read(
        client, "caldervale"
    )
    letter = client.get("/replies/caldervale/letter").text
    assert "That, too, ended in a warning." in letter
    form = {"token": token.group(1), "reply": "caldervale"}
    client.post("/replies", data={**form, "do": "put", "on": "2022-02-01", "deadline": "2022-02-20"})
    assert "waiting for an answer" in read(client, "caldervale")
    client.post("/replies", data={**form, "do": "answer", "text": "An independent panel decided."})
    assert "An independent panel decided." in read(client, "caldervale")
    client.post("/replies", data={**form, "do": "undo"})
    assert "waiting for an answer" in read(client, "caldervale")
    refused = client.post("/replies", data={**form, "do": "waive", "text": " "})
    assert refused.status_code == 422
    (put, _, undone) = newsroom.investigation.record.judgements(noun="reply")
    assert (put.variable, undone.undoes != "") == ("put", True)
    lines = "".join(path.read_text() for path in (newsroom.folder / "decisions").glob("*.jsonl"))
    assert put.id in lines, "kept as a line that can be replayed"
    client.post("/replies/bundle", data={"token": token.group(1)})
    assert list((newsroom.folder / "build" / "lawyer").glob("*.zip"))


def test_a_form_from_elsewhere_is_refused(client: httpx.Client) -> None:
    assert client.post("/replies", data={"reply": "caldervale", "do": "put"}).status_code == 403

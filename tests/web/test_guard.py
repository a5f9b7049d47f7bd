"""The guard: forms from elsewhere, other names for this machine and files that a browser could run are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from tests.web.conftest import Newsroom

from answerable.model.case import Case

pytestmark = pytest.mark.slow

SCREENS = (
    "/",
    "/queue",
    "/coding",
    "/reconcile",
    "/findings",
    "/findings/disciplined",
    "/story",
    "/replies",
    "/search?q=whatsapp",
    "/problems",
    "/rulings",
    "/pen",
)
POSTS = ("/judgement", "/undo", "/match", "/classification", "/pair", "/press", "/recount")


@pytest.fixture
def client(newsroom: Newsroom) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=newsroom.address, timeout=60) as client:
        yield client


@pytest.mark.parametrize("path", SCREENS)
def test_every_screen_carries_the_policy(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "https://" not in re.sub(r"<(pre|article|li)\b.*?</\1>", "", answer.text, flags=re.DOTALL)


def test_a_form_that_no_page_sends_is_refused(newsroom: Newsroom, client: httpx.Client) -> None:
    case = newsroom.investigation.record.all(Case)[0]
    token = re.search(r'name="token" value="([^"]+)"', client.get("/findings").text)
    assert token is not None
    form = {"token": token.group(1), "do": f"accept case {case.id}"}
    assert client.post("/judgement", data=form | {"reason": "a\0b"}).status_code == 400
    assert client.post("/judgement", data=form | {"reason": "a" * 1_100_000}).status_code == 413
    assert client.post("/judgement", data=form | {f"f{n}": "" for n in range(300)}).status_code == 413
    assert client.post("/judgement", files={"token": (None, form["token"])}).status_code == 403
    assert newsroom.investigation.record.judgements() == []


@pytest.mark.parametrize("path", POSTS)
def test_a_form_without_the_token_is_refused(newsroom: Newsroom, client: httpx.Client, path: str) -> None:
    case = newsroom.investigation.record.all(Case)[0]
    for token in ({}, {"token": ""}, {"token": "x" * 32}):
        answer = client.post(path, data={"do": f"accept case {case.id}", **token})
        assert answer.status_code == 403
    assert newsroom.investigation.record.judgements() == []


def test_a_form_of_another_origin_is_refused_though_it_has_the_token(newsroom: Newsroom, client: httpx.Client) -> None:
    found = re.search(r'name="token" value="([^"]+)"', client.get("/findings").text)
    assert found
    case = newsroom.investigation.record.all(Case)[0]
    form = {"token": found.group(1), "do": f"accept case {case.id}"}
    for origin in ("https://elsewhere.example", "null", "http://127.0.0.1:1"):
        assert client.post("/judgement", data=form, headers={"origin": origin}).status_code == 403
    assert newsroom.investigation.record.judgements() == []
    answer = client.post("/judgement", data=form, headers={"origin": newsroom.address})
    assert answer.status_code == 303


@pytest.mark.parametrize("host", ["answerable.attacker.example", "169.254.169.254", "127.0.0.1.nip.example"])
def test_another_name_for_this_machine_is_refused(client: httpx.Client, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    "name", ["FOI 2021-3306 Response.pdf", "2021-4471 Data.xlsx", "0093.eml", "misconduct-outcomes.html"]
)
def test_an_original_is_saved_and_never_shown(newsroom: Newsroom, client: httpx.Client, name: str) -> None:
    sha256 = newsroom.document(name)
    answer = client.get(f"/document/{sha256}/original")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"].endswith("sandbox")
    assert answer.content == newsroom.investigation.record.get_bytes(sha256)


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:1"]
)
def test_a_form_cannot_lead_to_another_site(client: httpx.Client, back: str) -> None:
    found = re.search(r'name="token" value="([^"]+)"', client.get("/findings").text)
    assert found
    answer = client.post("/recount", data={"token": found.group(1), "back": back})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/?said=")


@pytest.mark.parametrize(
    "path", ["/document/nothing", "/findings/nothing", "/case/nothing", "/authority/nothing", "/nothing"]
)
def test_what_is_not_there_says_so(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "board" in answer.text.lower()


def test_a_ruling_while_another_run_writes_is_refused_and_not_kept(newsroom: Newsroom, client: httpx.Client) -> None:
    found = re.search(r'name="token" value="([^"]+)"', client.get("/findings").text)
    assert found
    record = newsroom.investigation.record
    form = {"token": found.group(1), "do": f"accept case {record.all(Case)[0].id}"}
    with record.exclusively():
        answer = client.post("/judgement", data=form)
    assert answer.status_code == 422
    assert "another run is writing" in answer.text
    assert record.judgements() == []
    assert not (newsroom.folder / "decisions").exists()
    assert client.post("/judgement", data=form).status_code == 303


def test_forms_sent_at_once_are_all_kept(newsroom: Newsroom, client: httpx.Client) -> None:
    found = re.search(r'name="token" value="([^"]+)"', client.get("/findings").text)
    assert found
    cases = newsroom.investigation.record.all(Case)[:6]
    forms = [{"token": found.group(1), "do": f"accept case {case.id}"} for case in cases]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda form: httpx.post(f"{newsroom.address}/judgement", data=form, timeout=60), forms))
    assert [answer.status_code for answer in answers] == [303] * 6
    assert {one.subject for one in newsroom.investigation.record.judgements("case")} == {case.id for case in cases}

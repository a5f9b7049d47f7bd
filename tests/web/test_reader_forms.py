"""What readers send: kept for the newsroom and nobody else; an address counts only after its owner said yes."""

from __future__ import annotations

import datetime as dt
import json
import re
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from answerable.adapters.newsletter import CsvList, Listmonk
from answerable.errors import AdapterUnavailable, ValueNotAllowed
from answerable.project.folder import load_project
from answerable.project.scaffold import list_templates, make_folder
from answerable.web.reader_forms import make_reader_app


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    make_folder(tmp_path / "one", name="One", template=list_templates()[0], today=dt.date(2022, 2, 11))
    file = tmp_path / "one" / "answerable.toml"
    text = file.read_text(encoding="utf-8")
    text += (
        '\n[publish]\naddress = "https://news.example/psm/"\nerrors = "/reader/error"\nnewsletter = "/reader/list"\n'
    )
    file.write_text(text, encoding="utf-8")
    project = load_project(tmp_path / "one")
    sent: list[tuple[str, bytes]] = []
    kept = CsvList(project.folder / "readers" / "newsletter.csv")
    client = TestClient(make_reader_app(project, kept, lambda to, letter: sent.append((to, letter))))
    return project, kept, sent, client


def test_an_address_counts_only_after_a_button_was_pressed(desk: Any) -> None:
    _, kept, sent, client = desk
    assert client.post("/reader/list", data={"email": "ann@reader.example", "language": "en"}).status_code == 200
    assert kept.list_confirmed() == []
    ((to, letter),) = sent
    assert to == "ann@reader.example"
    message = message_from_bytes(letter, policy=policy.default)
    assert not message.is_multipart(), "plain text: no picture, nothing counted"
    link = re.search(r"https://news\.example(/reader/list/\S+)", message.get_content())
    assert link
    assert client.get(link[1]).status_code == 200
    assert kept.list_confirmed() == [], "programs that look through mail open links"
    assert client.post(link[1], data={"do": "yes"}).status_code == 200
    assert kept.list_confirmed() == ["ann@reader.example"]
    assert link[1].rsplit("/", 1)[1] not in kept.path.read_text(), "the file alone confirms nobody"
    client.post("/reader/list", data={"email": "Ann@Reader.example"})
    assert len(sent) == 1, "who said yes is not asked again"
    assert client.post(link[1], data={"do": "stop"}).status_code == 200
    assert "ann@reader.example" not in kept.path.read_text()
    assert client.post(link[1], data={"do": "yes"}).status_code == 404


def test_a_program_that_fills_every_field_is_thanked_and_not_kept(desk: Any) -> None:
    project, kept, sent, client = desk
    client.post("/reader/list", data={"email": "bot@reader.example", "site": "http://spam.example"})
    client.post("/reader/error", data={"where": "x", "what": "y", "site": "z"})
    assert sent == []
    assert not kept.path.exists()
    assert not (project.folder / "readers" / "errors.jsonl").exists()


def test_an_error_reaches_the_desk_without_who_sent_it(desk: Any) -> None:
    project, _, _, client = desk
    said = {"where": "index.html, “28”", "what": "It was 27.", "reply": ""}
    answer = client.post("/reader/error", data=said, headers={"User-Agent": "Secret/1"})
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert client.post("/reader/error", data={"where": "x"}).status_code == 422
    lines = (project.folder / "readers" / "errors.jsonl").read_text(encoding="utf-8").splitlines()
    (kept,) = map(json.loads, lines)
    assert {key: kept[key] for key in said} == said
    assert set(kept) == {"on", *said}


def test_no_more_than_so_many_in_a_minute(desk: Any) -> None:
    _, _, sent, client = desk
    for number in range(40):
        assert client.post("/reader/list", data={"email": f"n{number}@reader.example"}).status_code == 200
    assert len(sent) == 30


@pytest.mark.parametrize(
    "address", ["", "no address", "a@b", "a@b.example\nBcc: c@d.example", "x" * 300 + "@d.example"]
)
def test_what_is_no_address_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(ValueNotAllowed):
        CsvList(tmp_path / "list.csv").ask(address, "en")


def test_listmonk_is_handed_the_address_and_asks_itself() -> None:
    asked: list[httpx.Request] = []

    def take(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200 if len(asked) == 1 else 500)

    client = httpx.Client(transport=httpx.MockTransport(take))
    readers = Listmonk("https://lists.example/", "0c1b-list", client)
    assert readers.ask("ann@reader.example", "en") == ""
    assert str(asked[0].url) == "https://lists.example/api/public/subscription"
    assert json.loads(asked[0].content) == {"email": "ann@reader.example", "name": "", "list_uuids": ["0c1b-list"]}
    with pytest.raises(AdapterUnavailable):
        readers.ask("ann@reader.example", "en")


def test_a_reader_who_asked_in_welsh_is_answered_in_welsh(desk: Any) -> None:
    _, _, sent, client = desk
    said = client.post("/reader/list", data={"email": "ann@reader.example", "language": "cy"}).text
    assert "lang='cy'" in said
    assert "Os gall y cyfeiriad hwn" in said
    link = re.search(r"/reader/list/\S+", message_from_bytes(sent[0][1], policy=policy.default).get_content())
    assert link
    assert link[0].endswith("?language=cy")
    assert "A ydych am gael ein cylchlythyr" in client.get(link[0]).text
    assert "Rydych ar y rhestr." in client.post(link[0], data={"do": "yes"}).text
    assert "Dywedwch ble" in client.post("/reader/error", data={"where": "x", "language": "cy"}).text
    assert "lang='en'" in client.post("/reader/error", data={"where": "x", "language": "<b>"}).text

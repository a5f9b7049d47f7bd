# ruff: noqa: E501 - exports are set as they come
"""Exports of request sites: letters with their words, files where the export has them, told where it has not."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.mail.parse import parse_mail
from answerable.mail.platforms import split_platform_json
from answerable.mail.sources import Received, iter_received
from answerable.model.problem import Problem

MUCKROCK = {
    "id": 4711, "title": "Settlements", "slug": "settlements", "status": "partial", "username": "pat.example",
    "agency": 248, "agency_name": "Elmbrook Police Department", "tracking_id": "R-2021-9",
    "absolute_url": "https://www.muckrock.com/foi/elmbrook-1/settlements-4711/",
    "communications": [
        {"foia": 4711, "from_user": 12, "subject": "Request", "date": "2021-11-01T09:00:00", "response": False,
         "communication": "How many settlements?", "status": None, "files": []},
        {"foia": 4711, "from_user": 13, "from_who": "Records Unit", "subject": "RE: Request",
         "datetime": "2021-11-29T10:05:00-05:00", "response": True, "communication": "Attached are 12 settlements.",
         "status": "partial", "files": [{"title": "settlements.csv", "ffile": "https://cdn.muckrock.com/f/settlements.csv"}]},
    ],
}  # fmt: skip
FROIDE = {
    "id": 99, "url": "/anfrage/hunde/", "title": "Hunde", "is_foi": True, "status": "resolved", "resolution": "refused",
    "refusal_reason": "§ 6 IFG", "law": 3, "public_body": {"id": 7, "name": "Amt für Hunde"}, "user": 5,
    "messages": [
        {"id": 1, "is_response": False, "is_draft": False, "timestamp": "2021-11-01T09:00:00+01:00", "sender": "Pat Example",
         "subject": "Hunde", "content": "Wie viele Hunde?", "attachments": []},
        {"id": 2, "is_response": True, "is_draft": False, "timestamp": "2021-11-29T09:00:00+01:00", "sender": "Amt für Hunde",
         "subject": "Ihr Antrag", "content": "Ihr Antrag wird abgelehnt.",
         "attachments": [{"name": "bescheid.pdf", "file_url": "https://media.example/bescheid.pdf", "filetype": "application/pdf"}]},
        {"id": 3, "is_response": False, "is_draft": True, "timestamp": "2021-12-01T09:00:00+01:00", "content": "Entwurf"},
    ],
}  # fmt: skip


def test_muckrock_gives_both_sides_and_names_the_files_it_lacks() -> None:
    ours, theirs = split_platform_json(json.dumps(MUCKROCK).encode())
    assert (ours.outgoing, theirs.outgoing) == (True, False)
    mail = parse_mail(theirs.data)
    assert mail.sender.name == "Records Unit"
    assert mail.subject == "RE: Request"
    assert mail.sent_at == "2021-11-29T15:05:00+00:00"
    assert "Attached are 12 settlements." in mail.body
    assert mail.header("X-MuckRock-Status") == "partial"
    assert theirs.missing == (("settlements.csv", "https://cdn.muckrock.com/f/settlements.csv"),)
    assert "https://cdn.muckrock.com/f/settlements.csv" in mail.body
    assert parse_mail(ours.data).recipients[0].name == "Elmbrook Police Department"
    assert split_platform_json(json.dumps([MUCKROCK]).encode())[1].data == theirs.data, "the same bytes each time"


def test_fragdenstaat_gives_letters_without_drafts() -> None:
    letters = split_platform_json(json.dumps({"objects": [FROIDE]}).encode())
    assert [letter.outgoing for letter in letters] == [True, False]
    mail = parse_mail(letters[1].data)
    assert mail.sender.name == "Amt für Hunde"
    assert "abgelehnt" in mail.body
    assert mail.header("X-FragDenStaat-Resolution") == "refused"
    assert mail.header("X-FragDenStaat-Refusal") == "§ 6 IFG"


def test_an_export_in_the_inbox_becomes_letters_and_a_zip_brings_its_files(tmp_path: Path) -> None:
    (tmp_path / "hunde.json").write_text(json.dumps(FROIDE))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as box:
        box.writestr("export/settlements.json", json.dumps({"results": [MUCKROCK]}))
        box.writestr("export/files/settlements.csv", "year,amount\n2020,12\n")
    (tmp_path / "export.zip").write_bytes(packed.getvalue())
    (tmp_path / "other.json").write_text('{"messages": [1, 2], "communications": "none"}')
    items = list(iter_received(tmp_path))
    mails = {item.origin: parse_mail(item.data) for item in items if isinstance(item, Received) and item.is_mail}
    assert list(mails) == [
        "export.zip!export/settlements.json#1", "export.zip!export/settlements.json#2", "hunde.json#1", "hunde.json#2",
    ]  # fmt: skip
    files = mails["export.zip!export/settlements.json#2"].attachments
    assert [(item.name, item.data) for item in files] == [("settlements.csv", b"year,amount\n2020,12\n")]
    problems = [item for item in items if isinstance(item, Problem)]
    assert [(item.code, item.where) for item in problems] == [("file-not-in-export", "inbox/hunde.json#2")]
    assert "https://media.example/bescheid.pdf" in problems[0].found


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_LETTERS = st.dictionaries(
    st.sampled_from(["subject", "date", "timestamp", "communication", "content", "files", "attachments", "response"]),
    _VALUES,
)


@settings(max_examples=30, deadline=None)
@given(st.lists(_LETTERS, max_size=3), st.sampled_from(["communications", "messages"]), _VALUES)
def test_no_json_breaks_it(letters: list[object], key: str, other: object) -> None:
    data = {key: letters, "public_body": other, "title": other, "agency_name": other}
    for letter in split_platform_json(json.dumps(data).encode()):
        parse_mail(letter.data)

"""The bundled example is what its generator writes, and its truth is true of its files."""

from __future__ import annotations

import csv
import email
import html
import io
import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from email import policy
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdfium2
import pytest
from odf import teletype
from odf.opendocument import load as load_odf
from odf.table import TableCell

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "police-social-media"
sys.path.insert(0, str(EXAMPLE))

from generator.example import make_example  # noqa: E402
from generator.request import QUESTIONS  # noqa: E402
from generator.score import agree, score  # noqa: E402


@lru_cache
def _truth() -> dict[str, Any]:
    return json.loads((EXAMPLE / "truth.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def _text_of(name: str, data: bytes) -> str:
    """Every visible word of a file, as an independent library reads it."""
    ending = name.rsplit(".", 1)[-1]
    if ending == "pdf":
        return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    if ending == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        return "\n".join(
            str(v) for s in book for row in s.iter_rows(values_only=True) for v in (s.title, *row) if v is not None
        )
    if ending == "ods":
        return "\n".join(teletype.extractText(cell) for cell in load_odf(io.BytesIO(data)).getElementsByType(TableCell))
    if ending == "docx":
        document = docx.Document(io.BytesIO(data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([p.text for p in document.paragraphs] + cells)
    if ending == "csv":
        return data.decode("cp1252")
    return data.decode("utf-8")


def _strip_tags(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


@lru_cache
def _parts(file: str) -> dict[str, str]:
    """Text of a message's body (under the empty name) and attachments, or of a saved page."""
    box, _, number = file.partition("#")
    box = box.partition("!")[0]
    path = EXAMPLE / box
    if box.endswith(".html"):
        return {"": _strip_tags(path.read_text(encoding="utf-8"))}
    if box.endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            return {
                "" if name == "correspondence.txt" else re.sub(r"^\d+_\d+_", "", name): _text_of(
                    name, archive.read(name)
                )
                for name in archive.namelist()
            }
    data = path.read_bytes()
    if number:
        data = re.split(rb"(?m)^From \S+ .*\n", data)[int(number)]
    message = email.message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = [
        str(part.get_content())
        for part in message.walk()
        if part.get_content_type() == "text/plain" and not part.get_filename()
    ]
    rich = [_strip_tags(str(part.get_content())) for part in message.walk() if part.get_content_type() == "text/html"]
    parts = {"": "\n".join(body + rich)}
    for item in message.iter_attachments():
        name = item.get_filename()
        if name:
            content = item.get_payload(decode=True)
            assert isinstance(content, bytes)
            parts[name] = _text_of(name, content)
    return parts


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text.replace("\ufffe", "").replace("\x02", ""))


def _content(name: str, data: bytes) -> object:
    """What a file says, apart from how its libraries happened to pack it."""
    if not name.endswith((".eml", ".zip")):
        return data
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(n, _text_of(n, archive.read(n))) for n in archive.namelist()]
    message = email.message_from_bytes(data, policy=policy.default)
    leaves = [part for part in message.walk() if not part.is_multipart()]
    return list(message.items()), [
        _text_of(part.get_filename() or "", payload) if part.get_filename() else payload
        for part in leaves
        if isinstance(payload := part.get_payload(decode=True), bytes)
    ]


@pytest.mark.slow
def test_the_generator_writes_what_is_committed() -> None:
    """Byte for byte; where another zlib packs an attachment in another way, the same contents will do."""
    made = make_example(EXAMPLE)
    differ = [name for name, data in made.items() if (EXAMPLE / name).read_bytes() != data]
    assert [n for n in differ if _content(n, made[n]) != _content(n, (EXAMPLE / n).read_bytes())] == []


@pytest.mark.slow
def test_nothing_else_lies_in_the_generated_folders() -> None:
    made = set(make_example(EXAMPLE))
    found = {
        str(p.relative_to(EXAMPLE)) for d in ("inbox", "logs", "pages") for p in (EXAMPLE / d).rglob("*") if p.is_file()
    }
    assert found <= made


@pytest.mark.slow
def test_the_generator_runs_as_its_readme_says(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, str(EXAMPLE / "generator"), "--into", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "truth.json").read_bytes() == (EXAMPLE / "truth.json").read_bytes()


def test_the_totals_are_those_of_the_story() -> None:
    totals = _truth()["totals"]
    assert (totals["asked"], totals["answered"], totals["silent"]) == (48, 36, 12)
    assert totals["disciplined"]["true"] == 257
    assert totals["disciplined"]["low"] <= 257 <= totals["disciplined"]["high"]
    assert totals["disciplined"]["high"] - totals["disciplined"]["low"] <= 12
    assert totals["dismissed"] == {"true": 33, "low": 33, "high": 33}
    assert totals["would_have_been_dismissed"]["true"] == 9
    assert totals["cases_described"] >= 140


def test_case_by_case_the_same_totals_come_out() -> None:
    """Described cases, duplicates once, plus what forces give only as numbers."""
    sacked = 0
    for name, authority in _truth()["authorities"].items():
        own = [
            c
            for c in _truth()["cases"]
            if c["authority"] == name and c["in_scope"] and not c["superseded"] and "duplicate_of" not in c
        ]
        if authority["n_listed"]:
            sacked += sum(c["values"].get("outcome") in ("dismissed", "dismissed_with_notice") for c in own)
        else:
            sacked += authority["counts"]["dismissed"]["true"]
    assert sacked == 33


def test_every_word_of_the_truth_stands_in_its_file() -> None:
    missing = []
    for row in [*_truth()["cases"], *_truth()["tallies"]]:
        text = _flat(_parts(row["file"])[row["part"]])
        if row["part"].startswith("Scan_"):
            assert not text  # a scan has no text of its own: the words are for OCR
            continue
        words = [w["exact"] for ws in row["words"].values() for w in ws] if "words" in row else [row["exact"]]
        missing += [(row["file"], row["part"], word) for word in words if _flat(word) not in text]
    assert missing == []


def test_every_message_of_the_truth_is_in_the_inbox() -> None:
    files = {re.split("[#!]", m["file"])[0] for m in _truth()["messages"]}
    assert files == {f"inbox/{p.name}" for p in (EXAMPLE / "inbox").iterdir()}
    assert len(_truth()["messages"]) >= 140


def test_all_kinds_and_decisions_are_there() -> None:
    kinds = Counter(m["kind"] for m in _truth()["messages"])
    for kind in (
        "auto_acknowledgement", "acknowledgement", "clarification", "extension", "fee_notice", "transfer",
        "holding_reply", "response", "review_outcome", "receipt", "bounce", "out_of_office", "spam",
        "other_request", "request", "other_outgoing", "unclear",
    ):  # fmt: skip
        assert kinds[kind], kind
    decisions = {m["decision"] for m in _truth()["messages"] if m["kind"] == "response"}
    assert decisions == {
        "disclosed", "partly_disclosed", "refused", "cost_limit_exceeded", "neither_confirmed_nor_denied", "not_held",
    }  # fmt: skip
    laws = {e["law"] for m in _truth()["messages"] for e in m["exemptions"]}
    assert laws == {"foia-2000", "foisa-2002"}


def test_bounces_are_delivery_reports() -> None:
    for row in _truth()["messages"]:
        if row["kind"] == "bounce":
            message = email.message_from_bytes((EXAMPLE / row["file"]).read_bytes(), policy=policy.default)
            assert message.get_content_type() == "multipart/report"
            assert [part.get_content_type() for part in message.iter_parts()][1] == "message/delivery-status"


def test_every_address_is_reserved() -> None:
    found = re.compile(rb"[\w.+-]+@([\w.-]+\w)")
    for path in [*(EXAMPLE / "inbox").glob("*.eml"), EXAMPLE / "authorities.csv", *(EXAMPLE / "pages").rglob("*.html")]:
        data = path.read_bytes()
        hosts = {host.decode() for host in found.findall(data if path.suffix != ".eml" else data.split(b"base64")[0])}
        assert all(host.endswith(".example") for host in hosts), (path, hosts)


def test_the_letter_asks_what_the_forces_were_asked() -> None:
    letter = (EXAMPLE / "letters" / "2021-11-social-media.md").read_text(encoding="utf-8")
    assert re.findall(r"^\d\. (.*)$", letter, re.M) == list(QUESTIONS)


def test_authorities_are_48_of_four_nations() -> None:
    with (EXAMPLE / "authorities.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len({row["id"] for row in rows}) == len(rows) == 48
    assert {n for row in rows for n in row["nations"].split(";")} == {
        "england",
        "wales",
        "scotland",
        "northern_ireland",
    }


def test_the_example_stays_small() -> None:
    derived = {"build", "sources"}
    files = [p for p in EXAMPLE.rglob("*") if p.is_file() and not p.name.startswith("record.db")]
    kept = [p for p in files if p.relative_to(EXAMPLE).parts[0] not in derived and "__pycache__" not in p.parts]
    assert sum(p.stat().st_size for p in kept) < 4_000_000


def test_a_perfect_reading_scores_full_marks() -> None:
    truth = _truth()
    live = [c for c in truth["cases"] if c["in_scope"] and not c["superseded"]]
    shared = [m | {"authority": a} for m in truth["messages"] for a in m["also"]]
    export = {
        "messages": [*truth["messages"], *shared],
        "cases": live,
        "tallies": [t for t in truth["tallies"] if not t["superseded"] and not t["outcomes"]],
        "counts": [
            {"authority": a, "measure": m, "low": c["low"], "high": c["high"]}
            for a, row in truth["authorities"].items() for m, c in row["counts"].items()
        ],
    }  # fmt: skip
    scored = score(truth, export)
    assert scored["cases"]["found"]["precision"] == scored["cases"]["found"]["recall"] == 1.0
    assert all(
        v["precision"] in (None, 1.0) and v["recall"] in (None, 1.0) for v in scored["cases"]["variables"].values()
    )
    assert scored["tallies"]["all"]["precision"] == scored["tallies"]["all"]["recall"] == 1.0
    assert scored["messages"]["wrong"] == []
    assert scored["counts"]["disciplined"]["authorities_off"] == []


def test_an_invented_case_costs_precision() -> None:
    truth = _truth()
    live = [c for c in truth["cases"] if c["in_scope"] and not c["superseded"]]
    fake = {"id": "x", "authority": "langmere", "method": "foi_response", "values": {"rank": "constable", "year": 2019}}
    scored = score(truth, {"cases": [*live, fake]})
    assert scored["cases"]["found"]["precision"] < 1
    assert scored["cases"]["invented"] == ["x"]
    assert scored["cases"]["variables"]["rank"]["precision"] < 1


def test_agreement_is_by_weight_of_what_the_truth_states() -> None:
    assert agree({"rank": "constable"}, {"rank": "constable", "platform": ["facebook"]}) == 1
    assert agree({"platform": ["facebook", "whatsapp"]}, {"platform": ["whatsapp"]}) == 0.5
    assert agree({}, {"rank": "sergeant"}) == 0

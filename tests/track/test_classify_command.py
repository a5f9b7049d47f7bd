"""`answerable classify`: the JSON that is promised, line by line, and a bad line that does not stop the rest."""

from __future__ import annotations

import json

from click.testing import CliRunner

from answerable.cli.classify import classify

KEYS = {
    "id",
    "kind",
    "decision",
    "decisions",
    "exemptions",
    "law",
    "authority",
    "reference",
    "received_on",
    "answered_on",
    "confidence",
    "spans",
}
TEXT = (
    "Our ref: 12/345\nDate: 4 October 2017\n\nDear Sir\n\nYour request received on 11 September 2017 under the "
    "Freedom of Information Act 2000.\n\n1. 14 officers.\n2. The names are exempt under section "
    "40(2).\n\nAvon and Somerset Police\n"
)


def test_standard_input_as_one_document() -> None:
    result = CliRunner().invoke(classify, ["-", "--json"], input=TEXT)
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert set(found) >= KEYS
    assert (found["kind"], found["decision"], found["law"]) == ("response", "partly_disclosed", "foia-2000")
    assert [(item["question"], item["decision"]) for item in found["decisions"]] == [(1, "disclosed"), (2, "refused")]
    assert [(item["law"], item["section"]) for item in found["exemptions"]] == [("foia-2000", "40(2)")]
    assert (found["reference"], found["received_on"], found["answered_on"]) == ("12/345", "2017-09-11", "2017-10-04")
    assert found["authority"] == "Avon and Somerset Police"
    for name in ("kind", "decision", "law", "authority", "reference", "received_on", "answered_on"):
        span = found["spans"][name]
        assert TEXT[span["start"] : span["end"]] == span["exact"], name


def test_lines_are_answered_line_by_line_and_a_bad_one_does_not_stop_the_rest() -> None:
    lines = [
        json.dumps({"id": "a", "text": "FOI: we do not hold this information."}),
        "{broken",
        json.dumps({"id": 7, "text": TEXT}),
    ]
    result = CliRunner().invoke(classify, ["-", "--jsonl"], input="\n".join(lines))
    rows = [json.loads(line) for line in result.output.splitlines()]
    assert [row["id"] for row in rows] == ["a", 2, 7]
    assert rows[0]["decision"] == "not_held"
    assert rows[1]["error"] == "input-unreadable"
    assert set(rows[2]) >= KEYS


def test_a_line_without_text_is_answered_under_its_own_id() -> None:
    lines = '{"id": "x", "text": null}\n{"id": "y"}\n[1]\n{"id": "z", "text": "FOI: nil."}\n'
    rows = [
        json.loads(line) for line in CliRunner().invoke(classify, ["-", "--jsonl"], input=lines).output.splitlines()
    ]
    assert [(row["id"], "error" in row) for row in rows] == [("x", True), ("y", True), (3, True), ("z", False)]


def test_several_replies_on_one_page_are_said_to_be_several() -> None:
    page = (
        "FOI log\n\nReference: 9998-18\nHow many dogs?\nThere are 12.\n\n"
        "Reference: 9999-18\nHow many horses?\nNot held.\n"
    )
    found = json.loads(CliRunner().invoke(classify, ["-", "--json"], input=page).output)
    assert [(item["code"], item["found"]) for item in found["problems"]] == [("several-replies", "9998-18, 9999-18")]
    found = json.loads(CliRunner().invoke(classify, ["-", "--json"], input=TEXT).output)
    assert found["problems"] == []

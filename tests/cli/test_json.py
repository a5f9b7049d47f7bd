"""Every command's JSON has exactly the keys and types that docs/reference/json.md names."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from answerable.cli import answerable as command_line

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "json.md"
EXAMPLE = ROOT / "examples" / "police-social-media"

Shape = dict[str, str]

_PLAIN = {
    "text": lambda value: isinstance(value, str),
    "whole": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "true/false": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "object": lambda value: isinstance(value, dict),
}


def load_shapes() -> dict[str, Shape]:
    """The tables of the page, by the heading above them: key to type."""
    shapes: dict[str, Shape] = {}
    name = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            name = line.lstrip("# ")
        elif line.startswith("A `ground` is"):
            name = "ground"
        elif match := re.match(r"\| `([^`]+)` \| ([^|]+) \|", line):
            shapes.setdefault(name, {})[match[1]] = match[2].strip()
    shapes["file"] = shapes["answerable inspect"]
    return shapes


SHAPES = load_shapes()


def check_shape(value: dict[str, Any], shape: str, prefix: str = "", where: str = "") -> Iterator[str]:
    """Sentences about every key that is missing, undocumented or of another type."""
    rows = {key[len(prefix) :]: kind for key, kind in SHAPES[shape].items() if key.startswith(prefix)}
    own = {key: kind for key, kind in rows.items() if not re.search(r"[.\[]", key)}
    for key in value.keys() - own.keys():
        yield f"{shape}: {where}{key} is printed and not documented"
    for key, kind in own.items():
        words, _, sometimes = kind.partition(", ")
        if key not in value:
            if not sometimes:
                yield f"{shape}: {where}{key} is documented and missing"
            continue
        yield from check_type(value[key], words, shape, f"{prefix}{key}", f"{where}{key}")


def check_type(value: Any, words: str, shape: str, key: str, where: str) -> Iterator[str]:
    """The same for one value."""
    if words.startswith("list of "):
        if value is None and words.endswith(" or null"):
            return
        if not isinstance(value, list):
            yield f"{shape}: {where} is {type(value).__name__}, not a {words}"
            return
        for number, item in enumerate(value):
            below = key if words.removeprefix("list of ").startswith("list of ") else f"{key}[]"
            yield from check_type(item, words.removeprefix("list of "), shape, below, f"{where}[{number}]")
        return
    kinds = words.split(" or ")
    if any(kind in _PLAIN and _PLAIN[kind](value) for kind in kinds):
        if isinstance(value, dict) and any(one.startswith(f"{key}.") for one in SHAPES[shape]):
            yield from check_shape(value, shape, f"{key}.", f"{where}.")
        return
    named = next((kind for kind in kinds if kind in SHAPES), "")
    if not named or not isinstance(value, dict):
        yield f"{shape}: {where} is {value!r}, not {words}"
        return
    yield from check_shape(value, named, "", f"{where}.")


def assert_documented(value: Any, shape: str) -> None:
    items = value if isinstance(value, list) else [value]
    assert items, f"{shape}: nothing was printed, so nothing is checked"
    assert [sentence for item in items for sentence in check_shape(item, shape)] == []


def test_the_page_documents_each_shape_once_and_its_examples_are_json() -> None:
    text = PAGE.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    assert len(headings) == len(set(headings))
    for line in re.findall(r"^    ([{\[].*)$", text, re.M):
        json.loads(line)


@pytest.mark.parametrize("name", [name for name in SHAPES if name not in ("file", "ground")])
def test_every_shape_that_is_named_exists(name: str) -> None:
    for key, kind in SHAPES[name].items():
        words = re.sub(r"^(list of )+", "", kind.partition(", ")[0])
        assert all(word in _PLAIN or word in SHAPES for word in words.split(" or ")), (name, key, kind)


def test_every_command_that_speaks_json_is_documented() -> None:
    root = click.Context(command_line, info_name="answerable")
    speaking = set()
    for name in command_line.list_commands(root):
        command = command_line.get_command(root, name)
        assert command is not None
        if any("--json" in parameter.opts for parameter in command.params):
            speaking.add(f"answerable {name}")
    assert {name for name in speaking if not any(shape.startswith(name) for shape in SHAPES)} == set()
    assert len(speaking) > 18


MINIMUM = {
    "answerable due": ["received_on", "law", "due_on", "skipped", "skipped[].date", "skipped[].why", "statute"],
    "answerable inspect": [
        "name", "media_type", "size", "sha256", "from", "to", "subject", "sent_at", "body", "attachments", "pages",
        "pages[].page", "pages[].text", "tables", "tables[].page", "tables[].sheet", "tables[].rows", "hidden",
        "hidden[].kind", "hidden[].place", "hidden[].count", "problems",
    ],
    "answerable classify": [
        "id", "kind", "decision", "decisions", "exemptions", "law", "authority", "reference", "received_on",
        "answered_on", "confidence", "spans",
    ],
    "ground": ["law", "section"],
    "answerable audit": [
        "claims", "claims[].text", "claims[].start", "claims[].end", "claims[].number", "claims[].reading",
        "claims[].query", "claims[].value", "claims[].verdict", "unrecognised",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", MINIMUM)
def test_what_others_rely_on_is_documented_by_name(name: str) -> None:
    assert set(MINIMUM[name]) <= SHAPES[name].keys()


STORY = "Avonmoor Police disciplined 4 officers in 2018 and Bordale Police 7 in 2019, 11 in all.\n"
LETTER = """Dear Requester,

Reference: FOI/2021/104. Your request was received on 1 November 2021.

Question 1: I can confirm that the information is held and is set out below: 4 officers.
Question 2: this is refused. Section 40(2) of the Freedom of Information Act 2000 is engaged.

Avonmoor Police, 29 November 2021
"""


@pytest.fixture
def material(tmp_path: Path) -> Path:
    rows = "force,year,officers\nAvonmoor Police,2018,4\nBordale Police,2019,7\n"
    (tmp_path / "table.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "other.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "story.md").write_text(STORY, encoding="utf-8")
    tracked = (
        "Authority,Status,Date sent,Fee\nAvonmoor Police,Refused,2021-11-01,\nBordale Police,Odd,2021-11-02,12.50\n"
    )
    (tmp_path / "tracker.csv").write_text(tracked, encoding="utf-8")
    (tmp_path / "old.csv").write_text(tracked.replace("Refused", "Awaiting response"), encoding="utf-8")
    (tmp_path / "letter.txt").write_text(LETTER, encoding="utf-8")
    lines = [{"id": "a", "text": LETTER}, {"id": 2, "text": "We do not hold this information."}]
    (tmp_path / "letters.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return tmp_path


TOOLS = [
    ("answerable due", ["due", "2022-07-01", "--fee", "2022-07-05:2022-07-08", "--json"]),
    ("answerable due --laws", ["due", "--laws", "--json"]),
    ("answerable classify", ["classify", "letter.txt", "--json"]),
    ("answerable classify", ["classify", "letters.jsonl", "--jsonl"]),
    ("answerable audit", ["audit", "story.md", "--data", "table.csv", "--json"]),
    ("answerable link", ["link", "table.csv", "other.csv", "--json"]),
    ("answerable authorities", ["authorities", "table.csv", "--map", "force=name", "--json"]),
    ("answerable authorities", ["authorities", "--list", "territorial-wales", "--json"]),
    ("answerable tracker", ["tracker", "tracker.csv", "--before", "old.csv", "--json"]),
    ("answerable authorities --lists", ["authorities", "--lists", "--json"]),
]


@pytest.mark.parametrize(("shape", "words"), TOOLS, ids=[" ".join(words) for _, words in TOOLS])
def test_tools(shape: str, words: list[str], material: Path, call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(material)
    called = call(*words)
    assert called.status in (0, 1), called.err
    assert_documented([json.loads(line) for line in called.out.splitlines()], shape)


READERS = [
    ("answerable inspect", ["inspect", "table.csv", "letter.txt", "--json", "--no-ocr"]),
    ("answerable tabulate", ["tabulate", "table.csv", "--json", "--no-ocr"]),
    ("answerable tabulate", ["tabulate", "table.csv", "--json", "--no-ocr", "--to", "out.csv"]),
    ("answerable tabulate --propose", ["tabulate", "table.csv", "--propose", "officers:number", "--json"]),
]


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "words"), READERS, ids=[" ".join(words) for _, words in READERS])
def test_readers(shape: str, words: list[str], material: Path, call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    test_tools(shape, words, material, call, monkeypatch)


@pytest.mark.slow
def test_mail_nests_its_attachments(call: Any) -> None:
    mails = sorted((EXAMPLE / "inbox").glob("*.eml"))
    largest = sorted(mails, key=lambda path: path.stat().st_size)[-3:]
    called = call("inspect", *largest, "--no-ocr", "--json")
    found = [json.loads(line) for line in called.out.splitlines()]
    assert any(item["attachments"] for item in found)
    assert_documented(found, "answerable inspect")


def _leave_out(folder: str, names: list[str]) -> set[str]:
    derived = (
        {"build", "sources", "record.db", "generator", "decisions"} if Path(folder) == EXAMPLE else {"__pycache__"}
    )
    return derived & set(names)


@pytest.fixture(scope="module")
def investigation(tmp_path_factory: pytest.TempPathFactory, call: Any) -> Path:
    """The example, run without its last stage and before any human decision, so that something waits."""
    folder = tmp_path_factory.mktemp("json") / "example"
    shutil.copytree(EXAMPLE, folder, ignore=_leave_out)
    stages = ("ask", "track", "collect", "read", "extract", "reconcile", "analyze", "check")
    called = call("run", folder, *(word for stage in stages for word in ("--only", stage)), "--json")
    assert called.status == 0, called.err
    assert_documented(json.loads(called.out), "answerable run")
    return folder


INVESTIGATION = [
    ("answerable track", ["track", "DIR", "--workers", "0"]),
    ("answerable ask", ["ask", "DIR"]),
    ("answerable status", ["status", "DIR"]),
    ("answerable draft", ["draft", "review", "caldervale", "DIR"]),
    ("answerable review", ["review", "DIR", "--limit", "40"]),
    ("answerable review", ["review", "DIR", "--noun", "case", "--limit", "5"]),
    ("answerable pairs", ["pairs", "DIR"]),
    ("answerable coverage", ["coverage", "DIR", "--chains"]),
    ("answerable problems", ["problems", "DIR"]),
    ("answerable explain", ["explain", "disciplined", "DIR"]),
    ("answerable explain", ["explain", "by_force", "DIR"]),
    ("answerable check", ["check", "DIR"]),
    ("answerable replies", ["replies", "DIR"]),
    ("answerable publish", ["publish", "DIR"]),
    ("answerable readers", ["readers", "DIR"]),
    ("answerable search", ["search", "whatsapp -dismissed", "DIR"]),
    ("answerable backup", ["backup", "DIR/build/backup.zip", "DIR"]),
    ("answerable restore", ["restore", "DIR/build/backup.zip", "DIR/build/restored"]),
    ("answerable verify-record", ["verify-record", "DIR"]),
    ("answerable verify", ["verify", "DIR/letters"]),
    ("answerable collect", ["collect", "DIR", "--due"]),
    ("answerable press", ["press", "DIR"]),
    ("answerable verify-archive", ["verify-archive", "DIR"]),
    ("answerable export-archive", ["export-archive", "DIR/visits.wacz", "DIR"]),
    ("answerable export tallies", ["export", "tallies", "DIR"]),
    ("answerable known-logs", ["known-logs", "kent"]),
    ("answerable new", ["new", "log", "one-more", "DIR"]),
]


@pytest.mark.slow
@pytest.mark.xdist_group("json")
@pytest.mark.parametrize(("shape", "words"), INVESTIGATION, ids=[" ".join(words) for _, words in INVESTIGATION])
def test_investigation(shape: str, words: list[str], investigation: Path, call: Any) -> None:
    if words[0] == "new":
        (investigation / "logs" / "one-more.toml").unlink(missing_ok=True)
    called = call(*(word.replace("DIR", str(investigation)) for word in words), "--json")
    assert called.status in (0, 1), called.err
    assert_documented(json.loads(called.out), shape)
    if words[0] == "new":
        (investigation / "logs" / "one-more.toml").unlink()


@pytest.mark.slow
@pytest.mark.xdist_group("json")
def test_a_story_read_aloud(investigation: Path, call: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text(
        '#!/bin/sh\nwhile [ $# -gt 0 ]; do [ "$1" = -w ] && out=$2; shift; done\ncat >/dev/null\n'
        'printf "RIFF0000WAVE" > "$out"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    called = call("listen", investigation, "--json")
    assert called.status == 0, called.err
    assert_documented(json.loads(called.out), "answerable listen")
    for name in ("listen.json", "listen.wav", "listen.mp3"):
        (investigation / "story" / name).unlink(missing_ok=True)


@pytest.mark.slow
@pytest.mark.xdist_group("json")
def test_cases_have_seven_columns_for_each_variable(investigation: Path, call: Any) -> None:
    cases = json.loads(call("export", "cases", investigation, "--json").out)
    documented = SHAPES["answerable export cases"]
    own = {key for key in documented if not key.startswith("rank")}
    assert cases
    for case in cases:
        variables = {key.removesuffix("_basis") for key in case if key.endswith("_basis")}
        columns = {key.replace("rank", name, 1) for name in variables for key in documented if key.startswith("rank")}
        assert case.keys() == own | columns


@pytest.mark.slow
@pytest.mark.xdist_group("json")
def test_rulings_answer_with_the_lines_they_made(investigation: Path, call: Any) -> None:
    waiting = json.loads(call("review", investigation, "--noun", "tally", "--json").out)["queue"]
    called = call("review", investigation, "--accept", waiting[0]["id"], "--by", "A. Tester", "--json")
    assert_documented(json.loads(called.out), "answerable review --accept")
    (pair, *_) = json.loads(call("pairs", investigation, "--json").out)
    called = call("pairs", investigation, "--unsure", pair["pair"], "--by", "A. Tester", "--json")
    assert_documented(json.loads(called.out), "answerable pairs --same")


@pytest.mark.slow
@pytest.mark.xdist_group("json")
def test_decisions_come_in_and_go_out(investigation: Path, call: Any) -> None:
    came = call("import", investigation, "--from", EXAMPLE / "decisions", "--json")
    assert_documented(json.loads(came.out), "answerable import")
    assert json.loads(came.out)["imported"] > 700
    went = call("export", "decisions", investigation, "--json")
    assert_documented(json.loads(went.out), "answerable export decisions")


def test_a_new_investigation_names_its_files(tmp_path: Path, call: Any) -> None:
    made = call("init", tmp_path / "libraries", "--json")
    assert_documented(json.loads(made.out), "answerable init")
    assert all(Path(file).is_file() for file in json.loads(made.out)["files"])


def test_errors_are_json_on_standard_error(call: Any) -> None:
    for words in (["due", "2022-07-01", "--law", "foia"], ["due", "--nonsense"], ["nonsense"], ["status", "/"]):
        called = call(*words, "--json")
        assert (called.status, called.out) == (2, ""), words
        assert_documented(json.loads(called.err), "Errors")

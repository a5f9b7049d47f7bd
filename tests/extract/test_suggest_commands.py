"""`answerable learn` and `answerable prompt` on a small investigation, with a real endpoint on this machine."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result
from scripted_model import Reply, ScriptedModel, scripted_model
from test_run import fill

from answerable.cli.learn import learn
from answerable.cli.prompt import prompt
from answerable.cli.review import review
from answerable.errors import AdapterUnavailable, ValueNotAllowed
from answerable.extract.review import accept
from answerable.extract.run import run
from answerable.investigation import Investigation
from answerable.model.case import Case, Standing
from answerable.model.problem import Problem
from answerable.model.suggestion import Score, Suggestion
from answerable.web.app import make_app

pytestmark = pytest.mark.slow

GOOD = Reply(
    {
        "cases": [
            {
                "words": "PC, 2020, Facebook",
                "level_found": {"value": "misconduct", "quote": "rude comment"},
                "outcome": {"value": "dismissed", "quote": "written warning"},
                "year": {"value": 2021, "quote": "2020"},
                "procedure": {"value": "meeting", "quote": "at a misconduct meeting"},
            }
        ]
    }
)


@pytest.fixture
def folder(tmp_path: Path, example_folder: Path) -> Path:
    """An investigation whose record holds one answer and one item of a log: two pieces to ask about."""
    home = tmp_path / "investigation"
    home.mkdir()
    for name in ("answerable.toml", "authorities.csv", "codebook.toml"):
        shutil.copy(example_folder / name, home / name)
    shutil.copytree(example_folder / "letters", home / "letters")
    one = Investigation.open(home, n_workers=0)
    with one.record:
        fill(one.record, batch_id=one.project.batches[0].id)
        run(one.record, one.project.codebook, batches=one.project.batches)
    return home


def turn_on(folder: Path, line: str) -> None:
    """Add one line to answerable.toml, above its first table."""
    file = folder / "answerable.toml"
    text = file.read_text(encoding="utf-8")
    at = text.index("[database]")
    file.write_text(f"{text[:at]}{line}\n{text[at:]}", encoding="utf-8")


def name_model(folder: Path, server: ScriptedModel, more: str = "") -> None:
    turn_on(folder, f'language_model = {{ endpoint = "{server.address}", model = "small"{more} }}')


def call(command: Any, *arguments: str) -> Result:
    result = CliRunner().invoke(command, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


def test_their_json_is_documented(folder: Path) -> None:
    import importlib.util

    pytest.importorskip("sklearn")
    path = Path(__file__).resolve().parents[1] / "cli" / "test_json.py"
    spec = importlib.util.spec_from_file_location("documented_json", path)
    assert spec is not None
    assert spec.loader is not None
    documented = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(documented)
    with scripted_model([GOOD, Reply({"cases": []})]) as server:
        name_model(folder, server)
        for command, words, shape in (
            (prompt, ["--dry-run"], "answerable prompt --dry-run"),
            (prompt, ["--yes"], "answerable prompt"),
            (learn, [], "answerable learn"),
            (review, ["--noun", "case"], "answerable review"),
        ):
            told = json.loads(call(command, str(folder), *words, "--json").output)
            assert list(documented.check_shape(told, shape)) == []


def load(folder: Path, kind: type) -> list[Any]:
    with Investigation.open(folder, n_workers=0).record as record:
        return record.all(kind)


def test_one_line_turns_it_on_and_answers_are_suggestions(folder: Path) -> None:
    before = load(folder, Case)
    with scripted_model([GOOD, Reply({"cases": []})]) as server:
        name_model(folder, server)
        told = json.loads(call(prompt, str(folder), "--yes", "--json").output)
        assert (told["n_asked"], told["n_kept"], told["n_left"], told["cost"]) == (2, 2, 0, 0.0)
        assert told["n_suggested"] == 1
        assert {one["code"] for one in told["problems"]} == {"model-quote-not-found", "model-value-unsupported"}
        assert {"2 values refused" in one["found"] for one in told["problems"]} == {True, False}
        # Asked once, kept for ever: nothing goes out a second time, also after everything derived is made anew.
        with Investigation.open(folder, n_workers=0).record as record:
            record.keep_only("extract.prompted", ())
        again = json.loads(call(prompt, str(folder), "--yes", "--json").output)
        assert (again["n_asked"], again["n_suggested"], len(server.requests)) == (0, 1, 2)
    assert load(folder, Case) == before
    suggestion = load(folder, Suggestion)[0]
    assert (suggestion.variable, suggestion.coded.value) == ("level_found", "misconduct")
    listed = json.loads(call(review, str(folder), "--json", "--noun", "case").output)
    row = next(one for one in listed["queue"] if one["id"] == suggestion.case_id)
    assert any("level found" in reason for reason in row["reasons"])
    assert [(one["variable"], one["values"], one["by"]) for one in row["suggestions"]] == [
        ("level_found", ["misconduct"], "language_model")
    ]
    # A person takes it: now it is theirs, with its words and where it came from.
    call(review, str(folder), "--take", row["suggestions"][0]["id"], "--by", "Ada Moor")
    case = next(one for one in load(folder, Case) if one.id == suggestion.case_id)
    assert case.get("level_found") == "misconduct"
    line = json.loads((folder / "decisions" / "ada-moor.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert line["reason"] == "taken from a language model"
    listed = json.loads(call(review, str(folder), "--json", "--noun", "case").output)
    assert not any(one["suggestions"] for one in listed["queue"])


def test_nothing_is_lost_when_the_line_breaks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    with scripted_model([GOOD, Reply(status=401)]) as server:
        name_model(folder, server)
        with pytest.raises(AdapterUnavailable, match="refuses"):
            call(prompt, str(folder), "--yes")
        assert len(list((folder / "model-answers").rglob("*.json"))) == 1
    with scripted_model([Reply({"cases": []})]) as other:
        # The key holds the endpoint, so that an answer is never taken for that of another; here it is the same one.
        text = (folder / "answerable.toml").read_text(encoding="utf-8")
        (folder / "answerable.toml").write_text(text.replace(server.address, other.address), encoding="utf-8")
        assert json.loads(call(prompt, str(folder), "--dry-run", "--json").output)["estimate"]["n_pieces"] == 2


def test_failures_are_counted_and_asked_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("answerable.cli.prompt.Endpoint", _impatient)
    with scripted_model([Reply(status=500), Reply(status=500), GOOD]) as server:
        name_model(folder, server)
        told = json.loads(call(prompt, str(folder), "--yes", "--json").output)
        assert (told["n_asked"], told["n_kept"], told["n_left"]) == (2, 0, 2)
        assert told["failures"] == {"server-error": 2}
        told = json.loads(call(prompt, str(folder), "--yes", "--json", "--limit", "1").output)
        assert (told["n_kept"], told["n_left"]) == (1, 1)


def _impatient(address: str, model: str, key: str, max_tokens: int, timeout: float) -> Any:
    from answerable.adapters.language_model import Endpoint

    return Endpoint(address, model, key, max_tokens, timeout, n_tries=1)


def test_refusals_and_slips_are_problems_and_can_be_asked_again(folder: Path) -> None:
    with scripted_model([Reply(refusal="No."), Reply("{cases: oops"), Reply({"cases": []})]) as server:
        name_model(folder, server)
        output = call(prompt, str(folder), "--yes").output
        assert "1 refused by the model, 1 not readable" in output
        assert {one.code for one in load(folder, Problem)} >= {"model-refused", "model-answer-malformed"}
        call(prompt, str(folder), "--yes", "--again")
        assert not {one.code for one in load(folder, Problem)} & {"model-refused", "model-answer-malformed"}
        assert len(server.requests) == 4


def test_it_is_off_and_asks_first(folder: Path) -> None:
    with pytest.raises(ValueNotAllowed, match="names no language model"):
        call(prompt, str(folder), "--yes")
    with scripted_model([GOOD]) as server:
        name_model(folder, server)
        with pytest.raises(ValueNotAllowed, match="nobody is there to say yes"):
            call(prompt, str(folder))
        output = call(prompt, str(folder), "--dry-run").output
        assert server.requests == []
    assert "Nothing was sent." in output
    assert "PC, 2020, Facebook, rude comment" in output
    assert "on this machine; nothing leaves it" in output
    assert "0.00 USD" in output


def test_nothing_leaves_this_machine_unsaid(folder: Path) -> None:
    turn_on(folder, 'language_model = { endpoint = "https://models.example/v1", model = "large" }')
    with pytest.raises(ValueNotAllowed, match="nothing may leave it"):
        call(prompt, str(folder), "--dry-run")
    text = (folder / "answerable.toml").read_text(encoding="utf-8")
    allowed = text.replace('"large" }', '"large", send_outside = true, price_in = 3, price_out = 15 }')
    (folder / "answerable.toml").write_text(allowed, encoding="utf-8")
    told = json.loads(call(prompt, str(folder), "--dry-run", "--json").output)
    assert told["is_local"] is False
    assert told["estimate"]["cost"] > 0
    assert told["texts"]


def test_learning_needs_enough(folder: Path) -> None:
    pytest.importorskip("sklearn")
    told = json.loads(call(learn, str(folder), "--json").output)
    assert {one["why_not"] for one in told["scores"]} == {"50 more reviewed cases are needed"}
    assert told["suggestions"] == 0
    assert "Next: review more cases" in call(learn, str(folder)).output


def test_learning_with_every_run_when_it_is_on(folder: Path) -> None:
    pytest.importorskip("sklearn")
    turn_on(folder, "learned = { on = true, from_reviewed = 20 }")
    one = Investigation.open(folder, n_workers=0)
    with one.record:
        case = next(case for case in one.record.all(Case) if case.standing is Standing.PROPOSED)
        one.rule([accept(case, by="Ada Moor", made_at="2022-01-01T00:00:00+00:00")])
        assert one.record.all(Score) == []  # a ruling does not wait for learning
        reports = [report.stage for report in one.run(("extract",))]
        assert reports == ["extract", "extract"]
        assert {score.n for score in one.record.all(Score)} == {1}


def test_the_reader_shows_a_suggestion_and_takes_it(folder: Path) -> None:
    with scripted_model([GOOD, Reply({"cases": []})]) as server:
        name_model(folder, server)
        call(prompt, str(folder), "--yes")
    suggestion = load(folder, Suggestion)[0]
    at = f"/document/{suggestion.document}?page=1&at={suggestion.case_id}"
    app = make_app(folder, by="Ada Moor", n_workers=0)

    async def look_and_take() -> None:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=60) as client:
            page = (await client.get(at)).text
            do = f"take case {suggestion.case_id} {suggestion.id}"
            assert f'value="{do}"' in page
            assert "A suggestion: it counts only when you take it." in page
            token = re.search(r'name="token" value="([^"]+)"', page)
            assert token is not None
            form = {"token": token[1], "page": "1", "do": do}
            headers = {"Origin": "http://localhost"}
            assert (await client.post("/judgement", data=form, headers=headers)).status_code == 303
            assert f'value="{do}"' not in (await client.get(at)).text
            wrong = form | {"do": f"take case case-000000000000 {suggestion.id}"}
            assert (await client.post("/judgement", data=wrong, headers=headers)).status_code >= 400

    with ThreadPoolExecutor(1) as elsewhere:  # a browser of other tests may keep this thread's event loop running
        elsewhere.submit(asyncio.run, look_and_take()).result()
    case = next(one for one in load(folder, Case) if one.id == suggestion.case_id)
    assert case.get("level_found") == "misconduct"
    ruled = next(one.ruled for one in case.values if one.variable == "level_found")
    assert ruled is not None
    assert ruled.by == "Ada Moor"
    assert ruled.span is not None
    assert ruled.span.exact == "rude comment"

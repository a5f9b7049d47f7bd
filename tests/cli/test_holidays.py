"""`answerable holidays`: a newer list is kept, every clock counts by it, and what moves is said."""

from __future__ import annotations

import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from answerable.cli.ask import ask
from answerable.cli.holidays import holidays
from answerable.cli.status import status
from answerable.errors import AnswerableError, InputUnreadable

PROCLAIMED = {
    "scotland": {
        "events": [
            {"date": "2021-01-01", "title": "New Year"},
            {"date": "2021-11-15", "title": "Proclaimed"},
            {"date": "2021-12-25", "title": "Christmas Day"},
        ]
    }
}


@pytest.fixture
def folder(example_folder: Path, tmp_path: Path) -> Path:
    """The example with its letters sent on 1 November 2021, and no answer taken in."""
    target = tmp_path / "sent"
    shutil.copytree(example_folder, target, ignore=shutil.ignore_patterns("inbox", "pages", "generator", "decisions"))
    return target


def run(command: Any, *words: str) -> Any:
    result = CliRunner().invoke(command, [*words, "--json"])
    if result.exception and isinstance(result.exception, AnswerableError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


@pytest.mark.slow
def test_a_kept_list_moves_every_open_due_date_and_says_so(folder: Path, tmp_path: Path) -> None:
    newer = tmp_path / "bank-holidays.json"
    newer.write_text(json.dumps(PROCLAIMED))
    assert {item["due_on"] for item in run(ask, str(folder))["letters"]} == {"2021-11-29"}
    tried = run(holidays, str(folder), "--from", str(newer), "--dry-run")
    assert (tried["kept"], len(tried["moved"])) == ("", 48)
    assert not (folder / "holidays").exists()
    kept = run(holidays, str(folder), "--from", str(newer))
    assert {(item["before"], item["after"]) for item in kept["moved"]} == {("2021-11-29", "2021-11-30")}
    assert (folder / "holidays" / "bank-holidays.json").read_bytes() == newer.read_bytes()
    told = run(ask, str(folder))
    assert {item["due_on"] for item in told["letters"]} == {"2021-11-30"}
    assert any("holidays/ move 48 due dates" in line for line in told["stage"]["did"])
    assert {row["due_on"] for row in run(status, str(folder))["rows"]} == {"2021-11-30"}
    assert run(holidays, str(folder), "--from", str(newer))["moved"] == []


def test_what_is_no_list_is_refused_by_its_place_and_nothing_is_kept(folder: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text("[]")
    with pytest.raises(InputUnreadable) as caught:
        run(holidays, str(folder), "--from", str(wrong))
    assert caught.value.where == str(wrong)
    assert not (folder / "holidays").exists()


@pytest.fixture
def address() -> Iterator[str]:
    """A server on this machine that publishes a list."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/bank-holidays.json"
            self.send_response(200 if found else 404)
            self.end_headers()
            self.wfile.write(json.dumps(PROCLAIMED).encode() if found else b"")

        def log_message(self, *words: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.slow
def test_a_list_is_fetched_from_its_address(folder: Path, address: str) -> None:
    run(ask, str(folder))
    assert len(run(holidays, str(folder), "--from", f"{address}/bank-holidays.json")["moved"]) == 48
    with pytest.raises(InputUnreadable) as caught:
        run(holidays, str(folder), "--from", f"{address}/gone.json")
    assert "404" in caught.value.found

"""`answerable pairs` and `answerable collect` on a small investigation of one force and its saved pages."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from answerable.cli.collect import collect
from answerable.cli.pairs import pairs
from answerable.cli.verify_archive import verify_archive
from answerable.investigation import Investigation
from answerable.model.link import Count, Link


@pytest.fixture
def investigation(tmp_path: Path, example_folder: Path) -> Path:
    """The example with its logs and without its letters: only published cases."""
    folder = tmp_path / "investigation"
    names = ("answerable.toml", "authorities.csv", "codebook.toml", "logs", "pages")
    folder.mkdir()
    for name in names:
        source = example_folder / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy(source, folder / name)
    return folder


def run(command, *arguments: str):
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


@pytest.mark.slow
def test_collect_tells_what_it_kept_and_verifies_it(investigation: Path) -> None:
    told = json.loads(run(collect, str(investigation), "--json").stdout)
    assert {report["stage"] for report in told["stages"]} == {"collect"}
    assert sum(log["n_visits"] for log in told["logs"]) >= 30
    assert {"changed", "vanished", "appeared"} <= {change["kind"] for change in told["changes"]}
    assert run(verify_archive, str(investigation)).exit_code == 0
    warc = next((investigation / "sources" / "warc").rglob("*.warc.gz"))
    warc.chmod(0o644)
    warc.write_bytes(warc.read_bytes()[:-1] + b"?")
    verified = run(verify_archive, str(investigation), "--json")
    assert verified.exit_code == 1
    assert [problem["code"] for problem in json.loads(verified.stdout)["problems"]] == ["warc-damaged"]


@pytest.mark.slow
def test_a_ruling_from_the_terminal_counts_at_once_and_is_kept(investigation: Path) -> None:
    run(collect, str(investigation))
    with (opened := Investigation.open(investigation, n_workers=0)).record:
        list(opened.run(("extract", "reconcile")))
        link = next(one for one in opened.record.all(Link) if not one.ruling)
        before = opened.record.fingerprint(Count)
    pair = f"{link.left}+{link.right}"
    run(pairs, str(investigation), "--different", pair, "--reason", "two hearings", "--by", "desk")
    with (opened := Investigation.open(investigation, n_workers=0)).record:
        ruled = opened.record.get(Link, link.id)
        assert (ruled.ruling, ruled.share_same) == ("different", 0.0)
    (line,) = (investigation / "decisions" / "desk.jsonl").read_text().splitlines()
    assert json.loads(line)["reason"] == "two hearings"
    run(pairs, str(investigation), "--undo", pair, "--by", "desk")
    with (opened := Investigation.open(investigation, n_workers=0)).record:
        assert opened.record.get(Link, link.id).ruling == ""
        assert opened.record.fingerprint(Count) == before

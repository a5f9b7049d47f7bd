"""`answerable draft`: the letter that follows, from the record and the authority's own law."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from answerable.ask.requests import Sender
from answerable.ask.run import run as ask
from answerable.cli.draft import draft
from answerable.errors import ValueNotAllowed
from answerable.investigation import Investigation


@pytest.fixture
def folder(example_folder: Path, tmp_path: Path) -> Path:
    """The example without its inbox, asked."""
    target = tmp_path / "inv"
    shutil.copytree(example_folder, target, ignore=shutil.ignore_patterns("inbox", "pages", "generator", "decisions"))
    investigation = Investigation.open(target, n_workers=0)
    publisher = investigation.project.settings.publisher
    sender = Sender(publisher.name, publisher.contact)
    with investigation.record as record:
        ask(record, investigation.project.batches, investigation.authorities, investigation.today, sender=sender)
    return target


def run(*words: str) -> Result:
    return CliRunner().invoke(draft, list(words), catch_exceptions=False)


@pytest.mark.slow
def test_letters_follow_by_the_authoritys_own_law(folder: Path) -> None:
    investigation = Investigation.open(folder, n_workers=0)
    by_law = {row.law: row.id for row in investigation.authorities}
    english = run("chaser", by_law["foia-2000"], str(folder))
    assert "29 November 2021 [FOIA s.10(1)" in english.stdout
    scottish = json.loads(run("review", by_law["foisa-2002"], str(folder), "--json").stdout)
    assert "FOISA s.21(1)" in scottish["body"]
    assert scottish["send_by"] == "2022-01-31"

    bundle = folder / "build" / "bundle.zip"
    run("regulator", by_law["foia-2000"], str(folder), "--review-asked", "2021-12-01", "--bundle", str(bundle))
    assert zipfile.ZipFile(bundle).namelist() == ["00-contents.txt", "00-request.txt"]

    with pytest.raises(ValueNotAllowed, match="no such authority"):
        run("chaser", "atlantis", str(folder))
    with pytest.raises(ValueNotAllowed, match="nothing was asked"):
        run("chaser", by_law["foia-2000"], str(folder), "--letter", "none")

"""What only the press tells, on the screen of pairs: a ruling with a reason makes it count, and is taken back."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from tests.reconcile.press_folder import make_folder
from tests.web.conftest import open_newsroom

from answerable.investigation import Investigation
from answerable.model.case import Case
from answerable.model.link import Subject

pytestmark = pytest.mark.slow


def test_a_press_report_that_stands_alone_is_ruled_on_from_the_screen(tmp_path: Path, example_folder: Path) -> None:
    folder = make_folder(tmp_path / "investigation", example_folder)
    with (opened := Investigation.open(folder, n_workers=0)).record as record:
        list(opened.run(("collect", "read", "extract", "reconcile")))
        (alone,) = [one.cases[0] for one in record.all(Subject) if not one.counts]
    with open_newsroom(folder, "T. Reporter") as newsroom:
        record = newsroom.investigation.record
        with httpx.Client(base_url=newsroom.address, follow_redirects=True, timeout=60) as client:
            page = client.get("/reconcile").text
            assert "The Lind Sentinel, 2020-03-09" in page
            assert page.count("does not count") == 1
            assert "Corin Applegate" not in page, "what the log tells too is no matter of the press alone"
            token = re.search(r'name="token" value="([^"]+)"', page)
            assert token is not None
            form = {"token": token[1], "case": alone}
            refused = client.post("/press", data={**form, "reason": " "})
            assert refused.status_code == 422
            assert record.judgements() == []
            kept = client.post("/press", data={**form, "reason": "the force confirmed it"}).text
            assert "counts by a ruling" in kept
            (ruling,) = record.judgements(noun="press")
            assert (ruling.subject, ruling.reason, ruling.by) == (alone, "the force confirmed it", "T. Reporter")
            assert all(one.counts for one in record.all(Subject))
            rulings = client.get("/rulings").text
            assert "a press report counts" in rulings
            client.post("/undo", data={"token": token[1], "judgement": ruling.id, "back": "/reconcile"})
            assert [one.cases for one in record.all(Subject) if not one.counts] == [(alone,)]
            case = record.get(Case, alone)
            reader = client.get(f"/document/{case.document}").text
            assert "press report, The Lind Sentinel" in reader

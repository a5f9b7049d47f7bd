"""The bundled decisions: after them the example is right except where its documents leave real doubt."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from answerable.investigation import Investigation
from answerable.model.judgement import Ruling
from answerable.model.problem import Problem
from answerable.store.decisions import iter_decisions

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "police-social-media"
sys.path.insert(0, str(EXAMPLE))

from generator.export import export_record  # noqa: E402
from generator.score import score  # noqa: E402

pytestmark = pytest.mark.skipif(not (EXAMPLE / "decisions").is_dir(), reason="the example has no decisions yet")


def test_every_decision_says_who_when_and_why() -> None:
    decisions = list(iter_decisions(EXAMPLE / "decisions"))
    assert {one.by for one in decisions} == {"R. Example", "S. Second"}
    assert len({one.id for one in decisions}) == len(decisions)
    assert all(one.made_at and one.reason for one in decisions)
    assert {one.ruling for one in decisions} >= {Ruling.ACCEPT, Ruling.AMEND, Ruling.SAME, Ruling.MATCH}


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The example's record after all stages, exported, with what was adrift."""
    folder = tmp_path_factory.mktemp("example") / "psm"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("record.db*", "build", "__pycache__", "generator"))
    investigation = Investigation.open(folder, n_workers=0)
    with investigation.record:
        for _ in investigation.run(("ask", "track", "collect", "read", "extract", "reconcile")):
            pass
        adrift = investigation.record.all(Problem, code="judgement-adrift")
        return export_record(investigation.record) | {"adrift": [one.found for one in adrift]}


@pytest.fixture(scope="module")
def scored(decided: dict[str, Any]) -> dict[str, Any]:
    return score(json.loads((EXAMPLE / "truth.json").read_text(encoding="utf-8")), decided)


@pytest.mark.slow
def test_no_decision_is_adrift(decided: dict[str, Any]) -> None:
    assert decided["adrift"] == []


@pytest.mark.slow
def test_the_totals_stand_after_the_decisions(scored: dict[str, Any]) -> None:
    counts = scored["counts"]
    assert counts["disciplined"]["low"] <= 257 <= counts["disciplined"]["high"]
    assert counts["disciplined"]["high"] - counts["disciplined"]["low"] <= 12
    assert (counts["dismissed"]["low"], counts["dismissed"]["high"]) == (33, 33)
    assert (counts["would_have_been_dismissed"]["low"], counts["would_have_been_dismissed"]["high"]) == (9, 9)
    assert all(row["authorities_off"] == [] for row in counts.values())


@pytest.mark.slow
def test_cases_and_tallies_are_right_after_the_decisions(scored: dict[str, Any]) -> None:
    assert scored["cases"]["missed"] == scored["cases"]["invented"] == []
    assert all(row["precision"] in (None, 1.0) for row in scored["cases"]["variables"].values())
    assert scored["tallies"]["missed"] == scored["tallies"]["invented"] == []


@pytest.mark.slow
def test_letters_are_right_after_the_decisions(scored: dict[str, Any]) -> None:
    assert [row for row in scored["messages"]["wrong"] if row["what"] != "exemptions"] == []

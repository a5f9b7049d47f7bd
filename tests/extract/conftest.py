"""Pages, tables and the codebook for the extract room's tests."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

from answerable.model.codebook import Codebook
from answerable.model.dates import Period
from answerable.model.request import Batch, Question
from answerable.project.codebook import parse_codebook

sys.path.insert(0, str(Path(__file__).resolve().parent))  # for extract_sheets and narrative_scores

CODEBOOK = Path(__file__).resolve().parents[2] / "examples" / "police-social-media" / "codebook.toml"


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    """The codebook of UK police misconduct."""
    return parse_codebook(CODEBOOK)


@pytest.fixture(scope="session")
def batch() -> Batch:
    """A letter of four questions."""
    questions = (
        Question(
            1,
            "Since 1 January 2018, how many officers have been disciplined over social media, by calendar year?",
        ),
        Question(
            2, "Of these, how many were dismissed, and how many would have been dismissed had they still been serving?"
        ),
        Question(3, "For each case: the rank, the year, the platform, a short description and the outcome."),
        Question(4, "How many allegations about social media were recorded in the same period, whatever their result?"),
    )
    period = Period(dt.date(2018, 1, 1), dt.date(2021, 12, 31), "other")
    return Batch("letter", "subject", "body", questions, "foia-2000", period)


@pytest.fixture(scope="session")
def thefts(tmp_path_factory: pytest.TempPathFactory) -> Codebook:
    """The codebook of an invented investigation of thefts."""
    from thefts import THEFTS

    path = tmp_path_factory.mktemp("thefts") / "codebook.toml"
    path.write_text(THEFTS, encoding="utf-8")
    return parse_codebook(path)

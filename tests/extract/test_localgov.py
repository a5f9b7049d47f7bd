"""Coding of real free text beside a researcher's hand coding: agreement must not fall below what the docs say."""

from __future__ import annotations

from pathlib import Path

import pytest
from localgov_scores import score_all, table

pytestmark = pytest.mark.slow
DOCS = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "extract.md"


@pytest.fixture(scope="module")
def councils(shared_data: Path) -> Path:
    """The folder that holds the researcher's rows."""
    if not (shared_data / "mysociety_localgov").is_dir():
        pytest.skip(f"no councils' answers at {shared_data}")
    pytest.importorskip("sklearn", reason="scikit-learn is not installed: pip install 'answerable[learned]'")
    return shared_data


def test_agreement_with_the_researcher(councils: Path) -> None:
    scores = {one.variable: one for one in score_all(councils)}
    assert {one.n for one in scores.values()} == {284}
    assert scores["disclosure_log"].both.alpha >= 0.78
    assert scores["case_management_reduced"].both.alpha >= 0.66
    assert scores["rough_people_count"].both.alpha >= 0.64
    # Sums of money are rare: raw agreement is high for whoever says nothing, so alpha must show that something is read.
    assert scores["cost_all"].both.alpha > 0.3


def test_what_is_reviewed_helps_and_never_overrules(councils: Path) -> None:
    for one in score_all(councils):
        assert one.both.raw >= one.rules.raw


def test_the_docs_print_these_figures(councils: Path) -> None:
    assert table(councils) in DOCS.read_text(encoding="utf-8")

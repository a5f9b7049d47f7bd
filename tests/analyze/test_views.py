"""The views are what their reference says, and DuckDB can reach nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from answerable.analyze.run import open_snapshot
from answerable.store.views import list_views, render_views

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "views.md"


def test_the_reference_is_the_one_that_the_code_gives() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == render_views()


def test_every_view_has_the_columns_that_the_reference_lists(invented: Any) -> None:
    with open_snapshot(invented.record, invented.codebook).connect() as connection:
        for view in list_views(invented.codebook):
            described = connection.execute(f'DESCRIBE "{view.name}"').fetchall()
            assert [(row[0], row[1]) for row in described] == [(column.name, column.kind) for column in view.columns]


def test_cases_and_subjects_carry_the_codebook(invented: Any) -> None:
    with open_snapshot(invented.record, invented.codebook).connect() as connection:
        rows = connection.execute(
            "SELECT authority_id, rank, year, platform, outcome FROM subjects ORDER BY authority_id, year"
        ).fetchall()
    assert rows[0] == ("avon-fell", "constable", 2019.0, ["whatsapp"], "written_warning")
    assert len(rows) == 4


def test_the_connection_reaches_no_file(invented: Any) -> None:
    with open_snapshot(invented.record, invented.codebook).connect() as connection:
        for sql in ("SELECT * FROM read_text('/etc/hostname')", "SET enable_external_access = true", "INSTALL httpfs"):
            with pytest.raises(duckdb.Error):
                connection.execute(sql)

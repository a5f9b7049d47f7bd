"""Linking any two tables: generated persons, explained pairs, wrong input named."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.reconcile.persons import make_tables

from answerable.errors import ValueNotAllowed
from answerable.reconcile.tables import ColumnKind, choose_columns, find_blocking, link_tables


def score(n: int, n_shared: int, seed: int, share: float) -> tuple[float, float]:
    """Precision and recall at a probability."""
    left, right, truth = make_tables(n, n_shared, seed)
    found = link_tables(left, right, choose_columns(left, right))
    got = {(one.left, one.right) for one in found.links if one.share_same >= share}
    return len(got & truth) / len(got), len(got & truth) / len(truth)


def test_few_rows_are_linked_by_the_stated_priors() -> None:
    precision, recall = score(60, 40, 3, 0.99)
    assert precision == 1.0
    assert recall >= 0.95


@pytest.mark.slow
def test_generated_persons_are_found_as_well_as_the_best_engine_finds_them() -> None:
    precision, recall = score(2000, 2000, 11, 0.5)
    assert 2 * precision * recall / (precision + recall) >= 0.995
    precision, recall = score(1500, 700, 12, 0.99)
    assert precision >= 0.99
    assert recall >= 0.9


def test_strangers_are_not_linked() -> None:
    left, right, _ = make_tables(80, 1, 5)
    found = link_tables(left, right, choose_columns(left, right))
    assert len([one for one in found.links if one.share_same >= 0.99]) <= 1


def test_columns_are_compared_by_what_they_hold() -> None:
    left = [{"Name": "Ada", "born": "1980-02-03", "sum": "12.50", "ref": "A1-77", "only": "x"} for _ in range(2)]
    right = [{"name": "Bo", "born": "03/02/1980", "sum": "£1,000.00", "ref": "B2-78", "other": "y"} for _ in range(2)]
    kinds = {one.left: one.kind for one in choose_columns(left, right)}
    assert kinds == {
        "Name": ColumnKind.WORDS, "sum": ColumnKind.NUMBER, "ref": ColumnKind.CODE, "born": ColumnKind.DATE,
    }  # fmt: skip


def test_each_pair_is_explained_and_dates_in_two_styles_agree() -> None:
    left = [{"name": "Bo Lindqvist", "born": "1975-07-30"}, {"name": "Cy Trent", "born": "1990-01-01"}]
    right = [{"name": "Lindqvist Bo", "born": "30/07/1975"}, {"name": "Zed Other", "born": "05/05/1960"}]
    (found,) = [one for one in link_tables(left, right, choose_columns(left, right)).links if one.share_same > 0.5]
    assert (found.left, found.right) == (0, 0)
    assert [words for words, _ in found.evidence][1:] == ["name: nearly the same words", "born: same day"]


@pytest.mark.slow
def test_large_tables_are_not_compared_row_by_row() -> None:
    left, right, _ = make_tables(1000, 1000, 2)
    columns = choose_columns(left, right)
    assert () not in find_blocking(left, right, columns)
    assert link_tables(left, right, columns).n_compared < 30_000


def test_a_wrong_column_is_named() -> None:
    with pytest.raises(ValueNotAllowed, match="no such column"):
        choose_columns([{"a": "1"}], [{"a": "2"}], [("a", "b")])
    with pytest.raises(ValueNotAllowed, match="share no column"):
        choose_columns([{"a": "1"}], [{"b": "2"}])


def test_the_command_prints_documented_json(tmp_path: Path) -> None:
    (tmp_path / "left.csv").write_text("name,born\nBo Lindqvist,1975-07-30\nCy Trent,1990-01-01\n")
    (tmp_path / "right.csv").write_bytes("name;born\nBo Lindqvist;30/07/1975\nZoë Other;05/05/1960\n".encode("cp1252"))
    command = [sys.executable, "-c", "from answerable.cli import main; main()"]
    done = subprocess.run(
        [*command, "link", str(tmp_path / "left.csv"), str(tmp_path / "right.csv"), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    plain = json.loads(done.stdout)
    assert plain["compared_on"][1] == {"left": "born", "right": "born", "kind": "date"}
    assert [(one["left"], one["right"], one["ruling"]) for one in plain["pairs"]] == [(0, 0, "same")]
    assert {"words", "bits"} == set(plain["pairs"][0]["evidence"][0])

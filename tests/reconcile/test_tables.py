"""Linking any two tables: generated persons, explained pairs, wrong input named."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from tests.reconcile.febrl import load_febrl
from tests.reconcile.persons import Person, make_tables

from answerable.errors import InputUnreadable, ValueNotAllowed
from answerable.reconcile.tables.columns import ColumnKind, choose_columns
from answerable.reconcile.tables.link import Tables, link_tables
from answerable.reconcile.tables.model import find_blocking, put_tables
from answerable.reconcile.tables.rows import make_texts, parse_csv

pytestmark = pytest.mark.slow


def compare(left: list[Person], right: list[Person] | None = None) -> Tables:
    """Link rows on the columns that both tables have; without a right table, find doubles."""
    one, other = make_texts(left), None if right is None else make_texts(right)
    return link_tables(one, other, choose_columns(one, one if other is None else other))


def measure(found: Tables, truth: set[tuple[int, int]], share: float) -> tuple[float, float]:
    """Precision and recall at a probability."""
    got = {(one.left, one.right) for one in found.links if one.share_same >= share}
    return len(got & truth) / len(got), len(got & truth) / len(truth)


def score(n: int, n_shared: int, seed: int, share: float) -> tuple[float, float]:
    left, right, truth = make_tables(n, n_shared, seed)
    return measure(compare(left, right), truth, share)


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
    found = compare(left, right)
    assert len([one for one in found.links if one.share_same >= 0.99]) <= 1


def test_columns_are_compared_by_what_they_hold() -> None:
    left = [{"Name": "Ada", "born": "1980-02-03", "sum": "12.50", "ref": "A1-77", "only": "x"} for _ in range(2)]
    right = [{"name": "Bo", "born": "03/02/1980", "sum": "£1,000.00", "ref": "B2-78", "other": "y"} for _ in range(2)]
    kinds = {one.left: one.kind for one in choose_columns(make_texts(left), make_texts(right))}
    assert kinds == {
        "Name": ColumnKind.WORDS, "sum": ColumnKind.NUMBER, "ref": ColumnKind.CODE, "born": ColumnKind.DATE,
    }  # fmt: skip


def test_each_pair_is_explained_and_dates_in_two_styles_agree() -> None:
    left = [{"name": "Bo Lindqvist", "born": "1975-07-30"}, {"name": "Cy Trent", "born": "1990-01-01"}]
    right = [{"name": "Lindqvist Bo", "born": "30/07/1975"}, {"name": "Zed Other", "born": "05/05/1960"}]
    (found,) = [one for one in compare(left, right).links if one.share_same > 0.5]
    assert (found.left, found.right) == (0, 0)
    assert [words for words, _ in found.evidence][1:] == ["name: nearly the same words", "born: same day"]


@pytest.mark.slow
def test_large_tables_are_not_compared_row_by_row() -> None:
    left, right, _ = make_tables(1000, 1000, 2)
    texts = make_texts(left), make_texts(right)
    columns = choose_columns(*texts)
    with duckdb.connect() as connection:
        assert () not in find_blocking(put_tables(connection, texts, columns), columns)
    assert link_tables(*texts, columns).n_compared < 30_000


@pytest.mark.slow
def test_the_first_febrl_set_is_linked() -> None:
    left, right, truth = load_febrl(1)
    assert right is None
    precision, recall = measure(link_tables(left, None, choose_columns(left, left)), truth, 0.5)
    assert 2 * precision * recall / (precision + recall) >= 0.995


@pytest.mark.long
@pytest.mark.parametrize("number", [3, 4])
def test_the_other_febrl_sets_are_linked(number: int) -> None:
    left, right, truth = load_febrl(number)
    found = link_tables(left, right, choose_columns(left, left if right is None else right))
    precision, recall = measure(found, truth, 0.5)
    assert 2 * precision * recall / (precision + recall) >= 0.995


def test_doubles_of_one_table_are_found_each_pair_once() -> None:
    left, right, _ = make_tables(40, 10, 8)
    found = compare([*left, *right])
    pairs = [(one.left, one.right) for one in found.links if one.share_same >= 0.5]
    assert all(one < other for one, other in pairs)
    assert len(pairs) == len(set(pairs)) == 10


def test_the_same_tables_give_the_same_links() -> None:
    left, right, _ = make_tables(60, 40, 3)
    assert list(compare(left, right).links) == list(compare(left, right).links)


def test_pairs_to_decide_come_before_pairs_decided() -> None:
    left, right, _ = make_tables(60, 40, 3)
    links = compare(left, right).links
    first = links.find_surest(len(links), below=0.99)
    decided = [one.share_same >= 0.99 for one in first]
    assert decided == sorted(decided)
    assert sum(decided) == links.count_from(0.99) > 0
    assert sorted(first, key=lambda one: (one.left, one.right)) == list(links)


def test_csv_files_of_any_hand_are_read() -> None:
    even = parse_csv('name;note\nAda;a "quoted" word\n\nBo;NULL\n'.encode("cp1252"), "even.csv")
    assert [even.get(row, "name") for row in range(len(even))] == ["Ada", "Bo"]
    assert even.get(1, "note") == "NULL"
    ragged = parse_csv(b"name,name,\nAda,x\nBo,y,z,too much\n", "ragged.csv")
    assert ragged.names == ["name", "name (2)", "column 3"]
    assert [ragged.get(1, name) for name in ragged.names] == ["Bo", "y", "z"]
    assert ragged.get(0, "column 3") == ""
    with pytest.raises(InputUnreadable, match="no rows"):
        parse_csv(b"name\n", "empty.csv")


def test_a_wrong_column_is_named() -> None:
    with pytest.raises(ValueNotAllowed, match="no such column"):
        choose_columns(make_texts([{"a": "1"}]), make_texts([{"a": "2"}]), [("a", "b")])
    with pytest.raises(ValueNotAllowed, match="share no column"):
        choose_columns(make_texts([{"a": "1"}]), make_texts([{"b": "2"}]))


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

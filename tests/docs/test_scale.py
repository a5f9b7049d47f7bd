"""Every figure of the plan for many machines names the command that gives it, and that command exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
PLAN = (HOME / "docs/explanation/scale.md").read_text(encoding="utf-8")
TEAM = (HOME / "docs/how-to/team.md").read_text(encoding="utf-8")
BENCHES = sorted(set(re.findall(r"python (?:-m bench\.|bench/)(\w+)", PLAN + TEAM)))


def test_every_row_of_what_a_document_costs_has_its_command() -> None:
    table = PLAN.partition("## What one document costs")[2].partition("##")[0]
    rows = [line for line in table.splitlines() if line.startswith("|")][2:]
    assert len(rows) > 8
    for row in rows:
        assert re.search(r"\| `[^`]+` \|$", row), row


@pytest.mark.parametrize("name", BENCHES)
def test_a_named_benchmark_exists(name: str) -> None:
    assert (HOME / "bench" / f"{name}.py").is_file()


def test_the_arithmetic_of_the_plan_is_right() -> None:
    spent = {"reading what is not scanned": 0.7 * 4e8 / 61, "reading scans": 0.3 * 4e8 * 3, "extracting": 1e8 * 0.094}
    for name, seconds in spent.items():
        row = next(line for line in PLAN.splitlines() if line.startswith(f"| {name} |"))
        told = re.search(r"([\d.]+) million CPU-seconds: ([\d.]+) (days|years)", row)
        assert told, row
        assert float(told[1]) == pytest.approx(seconds / 1e6, rel=0.02)
        assert float(told[2]) == pytest.approx(seconds / 86_400 / (365 if told[3] == "years" else 1), rel=0.05)
    whole = sum(spent.values())
    assert "nine days" in PLAN
    assert whole / 500 / 86_400 == pytest.approx(8.66, abs=0.2)
    assert whole / 3600 * 0.04 == pytest.approx(4200, abs=60)
    assert spent["reading scans"] / (whole - spent["reading scans"]) == pytest.approx(25, abs=2)

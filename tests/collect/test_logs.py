"""A log's file: read, and wrong lines named."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerable.errors import ProjectFileInvalid
from answerable.project.logs import parse_log

GOOD = """authority = "tarnshire"
kind = "hearing_notices"
address = "https://tarnshire.police.example/hearings"
every_days = 14

[split]
shape = "prose"

[expect]
at_least = 2
"""


def test_a_file_gives_a_source(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "tarnshire-notices.toml"
    path.parent.mkdir()
    path.write_text(GOOD)
    source = parse_log(path)
    assert (source.id, source.shape, source.every_days, source.at_least, source.origin) == (
        "tarnshire-notices", "prose", 14, 2, "logs/tarnshire-notices.toml",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "line", "words"),
    [
        (GOOD.replace('"prose"', '"sprose"'), 7, "numbered_notices"),
        (GOOD.replace("https:", "ftp:"), 3, "address"),
        (GOOD.replace("every_days = 14", "every_day = 14"), 4, "every_days"),
        (GOOD.replace("at_least = 2", "at_least = -2"), 10, "at_least"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_allowed(tmp_path: Path, wrong: str, line: int, words: str) -> None:
    path = tmp_path / "log.toml"
    path.write_text(wrong)
    with pytest.raises(ProjectFileInvalid) as error:
        parse_log(path)
    assert error.value.where.endswith(f"log.toml:{line}")
    assert words in str(error.value)


def test_every_log_of_the_example_is_valid(example_folder: Path) -> None:
    sources = [parse_log(path) for path in sorted((example_folder / "logs").glob("*.toml"))]
    assert len({source.shape for source in sources}) >= 6
    assert all((example_folder / source.saved).is_dir() for source in sources)

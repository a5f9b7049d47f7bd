"""Read ``logs/*.toml``: one published log of one authority per file.

What comes in: a file that says where the log is, how its items are told apart and what a sane visit yields. What
goes out: `LogSource`. Never here: visits, splitting, the reading of pages.

    authority = "avonmoor"
    kind = "hearing_outcomes"
    address = "https://www.avonmoor.example/misconduct/outcomes"
    saved = "pages/avonmoor"        # dated captures to replay: pages/avonmoor/2021-06-01/outcomes.html
    every_days = 7

    [split]
    shape = "headed_reports"

    [expect]
    at_least = 1
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from answerable.model.log import LogSource
from answerable.project.toml_file import Strict, load_toml

Shape = Literal[
    "numbered_notices",
    "two_column_table",
    "prose",
    "paragraph_per_case",
    "date_breach_outcome_table",
    "quarterly_list",
    "headed_reports",
]
Kind = Literal["hearing_notices", "hearing_outcomes", "meeting_outcomes", "disclosure_log", "publication_scheme"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class _Split(Strict):
    """How items are told apart."""

    shape: Shape
    selector: str = ""


class _Expect(Strict):
    """What a sane visit yields."""

    at_least: Annotated[int, Field(ge=0)] = 1


class _LogFile(Strict):
    """What a log's file may say."""

    authority: Slug
    kind: Kind
    address: Annotated[str, Field(pattern=r"^https?://\S+$")]
    saved: str = ""
    every_days: Annotated[int, Field(ge=1)] = 7
    split: _Split
    expect: _Expect = _Expect()


def parse_log(path: Path) -> LogSource:
    """Read one log's file; its name without the ending is the log's id.

    Raises:
        ProjectFileInvalid: it says something not allowed; the error names file and line.
    """
    file = load_toml(path, _LogFile)
    return LogSource(
        id=path.stem,
        authority_id=file.authority,
        kind=file.kind,
        address=file.address,
        saved=file.saved,
        shape=file.split.shape,
        selector=file.split.selector,
        every_days=file.every_days,
        at_least=file.expect.at_least,
        origin=f"{path.parent.name}/{path.name}",
    )

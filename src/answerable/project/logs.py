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

    [pages]
    next = "a[rel=next]"            # the link to the following page
    items = "main li a"             # the log is an index: its items are on the pages and documents that it links to

    [expect]
    at_least = 1
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import lxml.cssselect
from pydantic import AfterValidator, Field, model_validator

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
    "one_report",
    "many_replies",
]
Kind = Literal["hearing_notices", "hearing_outcomes", "meeting_outcomes", "disclosure_log", "publication_scheme"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


Address = Annotated[str, Field(pattern=r"^https?://\S+$")]


def _check_selector(text: str) -> str:
    try:
        if text:
            lxml.cssselect.CSSSelector(text)
    except lxml.cssselect.SelectorError as error:
        raise ValueError(f"not a CSS selector: {error}") from error
    return text


Selector = Annotated[str, AfterValidator(_check_selector)]


class _Split(Strict):
    """How items are told apart."""

    shape: Shape
    selector: Selector = ""


class _Pages(Strict):
    """Which further pages a visit takes in."""

    next: Selector = ""
    numbered: Annotated[str, Field(pattern=r"^$|^https?://\S*\{n\}\S*$")] = ""
    items: Selector = ""
    most: Annotated[int, Field(ge=1, le=5000)] = 60
    browser: bool = False


class _Expect(Strict):
    """What a sane visit yields."""

    at_least: Annotated[int, Field(ge=0)] = 1
    newest_within_days: Annotated[int, Field(ge=0)] = 0


class _LogFile(Strict):
    """What a log's file may say."""

    authority: Slug
    kind: Kind
    address: Address = ""
    addresses: tuple[Address, ...] = ()
    saved: str = ""
    every_days: Annotated[int, Field(ge=1)] = 7
    split: _Split
    pages: _Pages = _Pages()
    expect: _Expect = _Expect()

    @model_validator(mode="after")
    def _has_one_kind_of_address(self) -> _LogFile:
        if bool(self.address) == bool(self.addresses):
            raise ValueError('write `address = "https://..."`, or `addresses = [...]` where the log has several')
        return self


def parse_log(path: Path) -> LogSource:
    """Read one log's file; its name without the ending is the log's id.

    Raises:
        ProjectFileInvalid: it says something not allowed; the error names file and line.
    """
    file = load_toml(path, _LogFile)
    first, *more = file.addresses or (file.address,)
    return LogSource(
        id=path.stem,
        authority_id=file.authority,
        kind=file.kind,
        address=first,
        more_addresses=tuple(more),
        saved=file.saved,
        shape=file.split.shape,
        selector=file.split.selector,
        every_days=file.every_days,
        at_least=file.expect.at_least,
        newest_within_days=file.expect.newest_within_days,
        next_link=file.pages.next,
        numbered=file.pages.numbered,
        item_links=file.pages.items,
        most_pages=file.pages.most,
        browser=file.pages.browser,
        origin=f"{path.parent.name}/{path.name}",
    )

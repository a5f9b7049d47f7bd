"""Read and write ``press/*.toml``: one press article per file.

What comes in: a file that says whose matter the article tells, who published it and when, and where it is: saved
beside the file, or at an address. What goes out: `LogSource` of the kind `press`. Never here: visits, reading.

    authority = "avonmoor"
    publication = "The Lantern Post"
    published_on = 2021-06-04
    file = "2021-06-10/sergeant-dismissed.html"     # saved by you, in a folder named for the day you saved it
    address = "https://lanternpost.example/sergeant-dismissed"
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from answerable.errors import InputNotFound, ProjectExists
from answerable.model.log import PRESS, LogSource
from answerable.project.logs import Address, Selector, Shape, Slug
from answerable.project.toml_file import Strict, load_toml, parse_toml

FOLDER = "press"
_NOWHERE = "https://saved.invalid"
"""Where an article stands of which only a saved copy is known: a name that is never anybody's (RFC 6761)."""
_IN_DAY = re.compile(r"\d{4}-\d{2}-\d{2}/[^/]+")


class _ArticleFile(Strict):
    """What an article's file may say."""

    authority: Slug
    publication: Annotated[str, Field(min_length=1)]
    published_on: dt.date | None = None
    file: str = ""
    address: Address | None = None
    shape: Shape = "one_report"
    selector: Selector = ""
    every_days: Annotated[int, Field(ge=1)] = 30
    browser: bool = False

    @field_validator("file")
    @classmethod
    def _lies_in_a_day(cls, name: str) -> str:
        if name and not _IN_DAY.fullmatch(name):
            raise ValueError("write `YYYY-MM-DD/NAME`: a file in a folder named for the day on which you saved it")
        return name

    @model_validator(mode="after")
    def _is_somewhere(self) -> _ArticleFile:
        if not self.file and not self.address:
            raise ValueError("write `file`, where you saved the article, or `address`, where it stands; or both")
        return self


def parse_article(path: Path) -> LogSource:
    """Read one article's file; ``press-`` and its name without the ending are the source's id.

    A saved article is read from its file; its address then only says where it stood.

    Raises:
        ProjectFileInvalid: it says something not allowed; the error names file and line.
    """
    file = load_toml(path, _ArticleFile)
    saved = f"{path.parent.name}/{file.file}" if file.file else ""
    return LogSource(
        id=f"{PRESS}-{path.stem}",
        authority_id=file.authority,
        kind=PRESS,
        address=file.address or f"{_NOWHERE}/{saved}",
        saved=saved,
        shape=file.shape,
        selector=file.selector,
        every_days=file.every_days,
        browser=file.browser,
        publication=file.publication,
        published_on=file.published_on.isoformat() if file.published_on else "",
        origin=f"{path.parent.name}/{path.name}",
    )


def add_article(
    folder: Path, what: str, *, authority: str, publication: str, published_on: str, saved_on: dt.date
) -> Path:
    """Write an article's file, and keep a saved article beside it; return the file written.

    Args:
        folder: of the investigation.
        what: the saved article's path, or the address where it stands.
        authority: whose matter it tells.
        publication: who published it.
        published_on: the ISO date that it bears; empty where it bears none.
        saved_on: the day on which a saved one is kept.

    Raises:
        InputNotFound: no such file.
        ProjectExists: an article of this name is there already.
        ProjectFileInvalid: what was given is not allowed; nothing was kept.
    """
    is_address = bool(re.match(r"https?://", what))
    stem = what.rstrip("/").rpartition("/")[2].partition("?")[0] if is_address else Path(what).stem
    name = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "article"
    path = folder / FOLDER / f"{name}.toml"
    if path.exists():
        raise ProjectExists(
            "an article of this name is already there", where=str(path), remedy="give the saved file another name"
        )
    if not is_address and not Path(what).is_file():
        raise InputNotFound("no such file", where=what, remedy="save the article first, or give its address (https://)")
    kept = Path(saved_on.isoformat()) / f"{name}{Path(what).suffix.lower()}"
    said = {"authority": authority, "publication": publication}
    said |= {"address": what} if is_address else {"file": kept.as_posix()}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in said.items()]
    lines += [f"published_on = {published_on}"] if published_on else []
    text = "\n".join(lines) + "\n"
    parse_toml(text, _ArticleFile, where=str(path))
    path.parent.mkdir(exist_ok=True)
    if not is_address:
        (path.parent / kept).parent.mkdir(exist_ok=True)
        shutil.copyfile(what, path.parent / kept)
    path.write_text(text, encoding="utf-8")
    return path

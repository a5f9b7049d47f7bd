"""Read a finding's file: SQL with a TOML header inside its first comment.

What comes in: ``findings/<name>.sql``. What goes out: a `FindingQuestion`. Never here: the running of the query.

    /*
    title = "Officers disciplined"
    unit = "officers"
    silence = "headcount"
    [sentence]
    en = "{value} officers were disciplined"
    */
    SELECT authority_id, low, high FROM counts WHERE measure = 'disciplined' AND comparable
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from answerable.errors import ProjectFileInvalid
from answerable.model.finding import FindingQuestion

_HEADER = re.compile(r"\s*/\*(.*?)\*/", re.DOTALL)
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_TOML_LINE = re.compile(r"at line (\d+)")
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_ALLOWED_PLACEHOLDERS = ("value", "low", "high", "n", "percent")

Text = Annotated[str, Field(min_length=1)]


class _Header(BaseModel):
    """What a finding's header may say."""

    model_config = ConfigDict(extra="forbid")

    title: Text
    unit: Text = "officers"
    arithmetic: Literal["sum", "rows", "share", "rest_share", "difference"] = "sum"
    denominator: str = ""
    inclusion: str = ""
    methods: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    chart: Literal["", "bar"] = ""
    silence: Literal["", "headcount", "per_authority_max", "no_limit"] = ""
    empty: Literal["", "zero"] = ""
    sentence: dict[str, str] = Field(default_factory=dict)


def parse_finding(path: Path) -> FindingQuestion:
    """Read one finding's file.

    Args:
        path: ``findings/<name>.sql``; the name is what the story binds to.

    Raises:
        ProjectFileInvalid: no header, a header that is not TOML or says something not allowed, no query.
    """
    text = path.read_text(encoding="utf-8")
    if not _NAME.match(path.stem):
        raise ProjectFileInvalid(
            "a finding's file name is the name that a story binds to",
            where=path.name,
            found=path.stem,
            allowed="lower-case letters, digits and underscores, starting with a letter",
            remedy="rename the file, and the bindings in story/",
        )
    found = _HEADER.match(text)
    if found is None:
        raise ProjectFileInvalid(
            "a finding starts with a comment that holds its header",
            where=f"{path}:1",
            found=text[:40].split("\n")[0],
            allowed='/* title = "..." */ and then the query',
            remedy="put title and unit into a comment /* ... */ above the query",
        )
    header = _parse_header(path, text, found)
    sql = text[found.end() :].strip().rstrip(";").strip()
    if not sql:
        raise ProjectFileInvalid(
            "a finding needs a query after its header",
            where=f"{path}:{text.count(chr(10)) + 1}",
            allowed="SELECT ... with columns low and high, or value",
        )
    return FindingQuestion(
        name=path.stem,
        title=header.title,
        unit=header.unit,
        sql=sql,
        denominator=header.denominator,
        inclusion=header.inclusion,
        methods=header.methods,
        templates=tuple(sorted(header.sentence.items())),
        caveats=header.caveats,
        chart=header.chart,
        origin=str(path),
        text=text,
        arithmetic=header.arithmetic,
        silence=header.silence,
        empty=header.empty,
    )


def _parse_header(path: Path, text: str, found: re.Match[str]) -> _Header:
    first_line = text.count("\n", 0, found.start(1)) + 1
    try:
        plain = tomllib.loads(found.group(1))
    except tomllib.TOMLDecodeError as error:
        at = _TOML_LINE.search(str(error))
        line = first_line + int(at.group(1)) - 1 if at else first_line
        raise ProjectFileInvalid(
            "the header is not TOML", where=f"{path}:{line}", found=str(error), remedy="see docs/how-to/analyze.md"
        ) from error
    try:
        header = _Header.model_validate(plain)
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0]) if first["loc"] else ""
        raise ProjectFileInvalid(
            f"{key or 'the header'}: {first['msg']}",
            where=f"{path}:{_line_of_key(text, key, first_line)}",
            found=repr(first.get("input"))[:80],
            allowed=", ".join(_Header.model_fields),
            remedy="see docs/how-to/analyze.md",
        ) from error
    for language, sentence in header.sentence.items():
        for name in _PLACEHOLDER.findall(sentence):
            if name not in _ALLOWED_PLACEHOLDERS:
                raise ProjectFileInvalid(
                    f"the sentence in {language!r} names a field that no finding has",
                    where=f"{path}:{_line_of_key(text, language, first_line)}",
                    found="{" + name + "}",
                    allowed=", ".join("{" + field + "}" for field in _ALLOWED_PLACEHOLDERS),
                )
    return header


def _line_of_key(text: str, key: str, default: int) -> int:
    found = re.search(rf"^\s*{re.escape(key)}\s*=", text, re.MULTILINE) if key else None
    return text.count("\n", 0, found.end()) + 1 if found else default

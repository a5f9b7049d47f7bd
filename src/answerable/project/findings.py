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
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from answerable.errors import ProjectFileInvalid
from answerable.model.finding import FindingQuestion, Limit
from answerable.project.toml_file import Strict, parse_toml, read_text

_HEADER = re.compile(r"\s*/\*(.*?)\*/", re.DOTALL)
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_ALLOWED_PLACEHOLDERS = ("value", "low", "high", "n", "percent")

_HOLDS = r"^(?:|(?:<=?|>=?) ?-?\d+(?:\.\d+)?)$"

Text = Annotated[str, Field(min_length=1)]


class _Limit(Strict):
    """What is known of one authority that gives no figure."""

    low: Annotated[float, Field(ge=0)] = 0.0
    high: Annotated[float, Field(ge=0)] | None = None
    why: Text


class _Header(Strict):
    """What a finding's header may say."""

    title: Text
    unit: Text = "officers"
    arithmetic: Literal[
        "sum", "rows", "share", "rest_share", "difference", "ratio", "rate", "growth", "trend", "formula"
    ] = "sum"
    denominator: str = ""
    inclusion: str = ""
    methods: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    chart: Literal["", "bar"] = ""
    silence: Literal["", "headcount", "per_authority_max", "no_limit"] = ""
    empty: Literal["", "zero"] = ""
    others: Literal["out", "in"] = "out"
    formula: str = ""
    per: Annotated[float, Field(gt=0)] = 1.0
    limits: dict[str, _Limit] = Field(default_factory=dict)
    model: Literal["", "ratio", "imputation"] = ""
    holds: Annotated[str, Field(pattern=_HOLDS)] = ""
    complement: str = ""
    whole: str = ""
    merges: str = ""
    sentence: dict[str, str] = Field(default_factory=dict)


def parse_finding(path: Path) -> FindingQuestion:
    """Read one finding's file.

    Args:
        path: ``findings/<name>.sql``; the name is what the story binds to.

    Raises:
        ProjectFileInvalid: no header, a header that is not TOML or says something not allowed, no query.
    """
    text = read_text(path)
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
        others=header.others,
        formula=header.formula,
        per=header.per,
        limits=tuple(Limit(name, one.low, one.high, one.why) for name, one in sorted(header.limits.items())),
        model=header.model,
        holds=header.holds,
        complement=header.complement,
        whole=header.whole,
        merges=header.merges,
    )


def _parse_header(path: Path, text: str, found: re.Match[str]) -> _Header:
    first_line = text.count("\n", 0, found.start(1)) + 1
    header = parse_toml(found.group(1), _Header, where=str(path), first_line=first_line)
    for language, sentence in header.sentence.items():
        for name in _PLACEHOLDER.findall(sentence):
            if name not in _ALLOWED_PLACEHOLDERS:
                raise ProjectFileInvalid(
                    f"the sentence in {language!r} names a field that no finding has",
                    where=f"{path}:{_line_of_key(text, language, first_line)}",
                    found="{" + name + "}",
                    allowed=", ".join("{" + field + "}" for field in _ALLOWED_PLACEHOLDERS),
                )
    for wrong, key, allowed in _list_misfits(header):
        place = f"{path}:{_line_of_key(text, key, first_line)}"
        raise ProjectFileInvalid(wrong, where=place, found=key, allowed=allowed)
    return header


def _list_misfits(header: _Header) -> Iterator[tuple[str, str, str]]:
    """Keys of a header that do not go together: what is wrong, the key, what is allowed."""
    if bool(header.formula) != (header.arithmetic == "formula"):
        yield "a formula and its arithmetic belong together", "formula", 'arithmetic = "formula" with formula = "..."'
    if header.per != 1.0 and header.arithmetic != "rate":
        yield "`per` is for rates", "per", 'arithmetic = "rate"'
    if bool(header.complement) != bool(header.whole):
        yield "a complement needs the whole that both make", "complement", "complement and whole, or neither"
    if header.model and header.arithmetic != "sum":
        yield "a model is reckoned for sums over authorities", "model", 'arithmetic = "sum"'
    if header.limits and not header.silence:
        yield "limits are for authorities that are silent", "limits", 'with silence = "headcount" or another'
    for name, limit in header.limits.items():
        if limit.high is not None and limit.high < limit.low:
            yield f"the limits of {name} are the wrong way round", "limits", "low at most high"


def _line_of_key(text: str, key: str, default: int) -> int:
    found = re.search(rf"^\s*{re.escape(key)}\s*=", text, re.MULTILINE) if key else None
    return text.count("\n", 0, found.end()) + 1 if found else default

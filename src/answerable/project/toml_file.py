"""TOML with errors that teach: every mistake names its file and line, what was found and what is allowed."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import pydantic

from answerable.errors import ProjectFileInvalid

Model = TypeVar("Model", bound=pydantic.BaseModel)


class Strict(pydantic.BaseModel):
    """Base of every file's shape: unknown keys are errors, so that a typing mistake is never silence."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def read_text(path: Path) -> str:
    """Return a file's text.

    Raises:
        ProjectFileInvalid: it is missing or not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ProjectFileInvalid(
            "this file is missing",
            where=str(path),
            remedy="make it, or run `answerable init` in a new folder to see one",
        ) from None
    except (UnicodeDecodeError, OSError) as error:
        raise ProjectFileInvalid(
            "this file cannot be read as UTF-8 text",
            where=str(path),
            found=str(error),
            remedy="save it as UTF-8 in your editor",
        ) from None


def load_toml(path: Path, model: type[Model]) -> Model:
    """Read a TOML file into its shape.

    Raises:
        ProjectFileInvalid: it is missing, not TOML, or says something not allowed.
    """
    return parse_toml(read_text(path), model, where=str(path))


def parse_toml(text: str, model: type[Model], *, where: str, first_line: int = 1) -> Model:
    """Read TOML text into its shape.

    Args:
        text: the TOML.
        model: its shape.
        where: the file's name, for errors.
        first_line: the file's line on which the text starts (front matter starts on 2).

    Raises:
        ProjectFileInvalid: it is not TOML, or says something not allowed.
    """
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _line_of_decode_error(error, text)
        raise ProjectFileInvalid(
            "this is not valid TOML",
            where=f"{where}:{line + first_line - 1}",
            # The line of the text alone would contradict that of the file.
            found=re.sub(r"\(at line \d+, column (\d+)\)", r"(at column \1)", str(error)),
            remedy='check quotes and brackets on that line; texts are written "like this", days like 2025-03-31',
        ) from None
    try:
        return model.model_validate(plain)
    except pydantic.ValidationError as error:
        # A key that is not known comes first: it is often the one that is missing, mistyped.
        first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        line = find_line(text, first["loc"]) + first_line - 1
        raise ProjectFileInvalid(
            _describe(first, n_more=error.error_count() - 1),
            where=f"{where}:{line}",
            found=_shorten(first.get("input")),
            allowed=_allowed(first, model),
            remedy=_remedy(first, model),
        ) from None


def find_line(text: str, place: tuple[int | str, ...]) -> int:
    """Return the line, from 1, on which the value at a place of a TOML text is written.

    Args:
        text: the TOML.
        place: keys and list positions, such as ``("variables", 3, "kind")``.

    >>> find_line('a = 1\\n[[b]]\\nc = 2\\n[[b]]\\nc = 3', ("b", 1, "c"))
    5
    """
    wanted = [str(part) for part in place if isinstance(part, str)]
    position = [part for part in place if isinstance(part, int)]
    n_tables: dict[str, int] = {}
    table: list[str] = []
    best, depth = 1, 0
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        header = re.match(r"\[\[?\s*([^\]]+?)\s*\]\]?", stripped)
        if header and not stripped.startswith("[["):
            table = [part.strip().strip("\"'") for part in header.group(1).split(".")]
        elif header:
            table = [part.strip().strip("\"'") for part in header.group(1).split(".")]
            n_tables[".".join(table)] = n_tables.get(".".join(table), -1) + 1
        key = re.match(r"[\"']?([\w.-]+)[\"']?\s*=", stripped)
        full = [*table, *key.group(1).split(".")] if key else table if header else []
        common = 0
        for have, want in zip(full, wanted, strict=False):
            if have != want:
                break
            common += 1
        in_element = all(
            n_tables.get(".".join(wanted[: level + 1]), index) == index
            for level, index in enumerate(position[: max(len(table), 0)])
            if ".".join(wanted[: level + 1]) in n_tables
        )
        if full and common == min(len(full), len(wanted)) and common > depth and in_element:
            best, depth = number, common
        elif full and common and common == depth and in_element and position and header:
            best = number
    return best


def _line_of_decode_error(error: tomllib.TOMLDecodeError, text: str) -> int:
    found = re.search(r"line (\d+)", str(error))
    return int(found.group(1)) if found else text.count("\n") + 1


def _place(first: Any) -> str:
    return ".".join(str(part) for part in first["loc"]) or "the file"


def _describe(first: Any, *, n_more: int) -> str:
    kind, place = first["type"], _place(first)
    if kind == "extra_forbidden":
        text = f"`{place}` is not a key that is known here"
    elif kind == "missing":
        text = f"`{place}` is missing"
    else:
        text = f"`{place}` is not right: {str(first['msg']).removeprefix('Value error, ')}"
    return text + (f" (and {n_more} more)" if n_more else "")


def _allowed(first: Any, model: type[pydantic.BaseModel]) -> str:
    if first["type"] == "extra_forbidden" and len(first["loc"]) == 1:
        return ", ".join(_keys(model))
    context = first.get("ctx") or {}
    return str(context.get("expected", "")) if first["type"] in ("literal_error", "enum") else ""


def _keys(model: type[pydantic.BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _remedy(first: Any, model: type[pydantic.BaseModel]) -> str:
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(first["loc"][-1]), _keys(model), n=1)
        return f"write `{near[0]}`" if near and len(first["loc"]) == 1 else "take this line out, or correct its name"
    if first["type"] == "missing":
        return f"add a line `{first['loc'][-1]} = ...`"
    return "correct this line"


def _shorten(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 120 else text[:117] + "..."

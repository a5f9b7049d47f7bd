"""Fields in a letter: ``{{ authority.name }}`` becomes the authority's name.

What lives here: the substitution, and errors that name file and line. What comes in: a text and the values of its
fields; what goes out: text. What must never be here: conditions, loops, anything a reporter could not read aloud.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from answerable.errors import ProjectFileInvalid

_FIELD = re.compile(r"\{\{\s*(?P<name>[^{}\n]*?)\s*\}\}")
_BROKEN = re.compile(r"\{\{|\}\}|\{%")
_ORIGIN = re.compile(r"\A(?P<path>.*?)(?::(?P<line>\d+))?\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a letter, and where it stands in the text."""

    name: str
    start: int
    end: int


def find_fields(text: str) -> Iterator[Field]:
    """Yield the fields of a text, in order."""
    for match in _FIELD.finditer(text):
        yield Field(match["name"], match.start(), match.end())


def render_fields(text: str, values: Mapping[str, str], origin: str) -> str:
    """Return the text with every field replaced.

    Args:
        text: the letter.
        values: what each field stands for; ``authority.name`` and so on.
        origin: the letter's file, with the line on which the text starts where that is known (``letters/a.md:9``).

    >>> render_fields("Dear {{ authority.name }},", {"authority.name": "Kent Police"}, "a.md")
    'Dear Kent Police,'

    Raises:
        ProjectFileInvalid: a field that does not exist, or braces that are no field.
    """
    parts, end = [], 0
    for field in find_fields(text):
        if field.name not in values:
            raise ProjectFileInvalid(
                "a letter uses a field that does not exist",
                where=find_line(text, field.start, origin),
                found="{{ " + field.name + " }}",
                allowed=", ".join(sorted(values)),
                remedy="use one of these fields, or write the words themselves",
            )
        parts += [text[end : field.start], values[field.name]]
        end = field.end
    plain = "".join((*parts, text[end:]))
    broken = _BROKEN.search(text) if not parts else _BROKEN.search(_FIELD.sub("", text))
    if broken:
        place = text.find(broken.group())
        raise ProjectFileInvalid(
            "braces in a letter that are no field",
            where=find_line(text, place, origin),
            found=text[place : place + 40].split("\n", 1)[0],
            allowed="fields such as {{ authority.name }}; letters have no conditions and no loops",
            remedy="close the field, or take the braces out",
        )
    return plain


def find_line(text: str, place: int, origin: str) -> str:
    """Return ``file:line`` for a place of a letter's text."""
    match = _ORIGIN.match(origin)
    path, first = (match["path"], match["line"]) if match else (origin, None)
    line = text.count("\n", 0, max(place, 0)) + 1
    return f"{path}:{int(first) + line - 1}" if first else f"{path}, line {line} of the letter's text"

"""Model objects to plain JSON values and back, exactly.

Defaults are left out, words and boxes are written as short lists (a page has hundreds), so that a page's row
stays small. `from_plain(type(x), to_plain(x)) == x` holds for every noun.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Sequence
from typing import Any, TypeVar, cast

from cattrs.preconf.json import JsonConverter, make_converter

from answerable.model.case import Scalar
from answerable.model.document import Cell, Word
from answerable.model.span import Box

Noun = TypeVar("Noun")


@functools.cache
def _converter() -> JsonConverter:
    converter = make_converter(omit_if_default=True, forbid_extra_keys=False)
    converter.register_unstructure_hook(Box, lambda box: [box.x0, box.y0, box.x1, box.y1])
    converter.register_structure_hook(Box, lambda plain, _: Box(*plain))
    converter.register_unstructure_hook(
        Word, lambda word: [word.start, word.end, word.box.x0, word.box.y0, word.box.x1, word.box.y1]
    )
    converter.register_structure_hook(Word, lambda plain, _: Word(plain[0], plain[1], Box(*plain[2:])))
    unstructure_cell = converter.get_unstructure_hook(Cell)
    structure_cell = converter.get_structure_hook(Cell)
    converter.register_unstructure_hook_func(
        lambda kind: kind == Sequence[Cell], lambda cells: [unstructure_cell(cell) for cell in cells]
    )
    converter.register_structure_hook_func(
        lambda kind: kind == Sequence[Cell], lambda plain, _: tuple(structure_cell(cell, Cell) for cell in plain)
    )
    converter.register_unstructure_hook(dt.date, lambda day: day.isoformat())
    converter.register_structure_hook(dt.date, lambda plain, _: dt.date.fromisoformat(plain))

    def structure_scalar(plain: Any, _: Any) -> Any:
        return tuple(plain) if isinstance(plain, list) else plain

    converter.register_structure_hook_func(lambda kind: kind == Scalar or kind == (Scalar | None), structure_scalar)
    converter.register_unstructure_hook_func(
        lambda kind: kind == Scalar or kind == (Scalar | None),
        lambda value: list(value) if isinstance(value, tuple) else value,
    )
    return converter


def to_plain(noun: object) -> dict[str, Any]:
    """Return a noun as JSON values; fields that have their default are left out."""
    return cast(dict[str, Any], _converter().unstructure(noun))


def from_plain(kind: type[Noun], plain: dict[str, Any]) -> Noun:
    """Return the noun that `to_plain` wrote.

    Raises:
        cattrs.BaseValidationError: the values are not those of this noun.
    """
    return _converter().structure(plain, kind)


def to_text(noun: object) -> str:
    """Return a noun as one line of JSON with sorted keys; equal nouns give equal text."""
    return json.dumps(to_plain(noun), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_text(kind: type[Noun], text: str) -> Noun:
    """Return the noun that `to_text` wrote."""
    return from_plain(kind, json.loads(text))

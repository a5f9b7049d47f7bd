"""A figure that is reckoned from several sums: ``(now - before) / before``, ``1000 * x / officers``, ``a / b - c / d``.

What comes in: a formula in words of the finding's header, unknowns and which of them each name adds up. What goes out:
the lowest and highest value of the formula over every completion, or `QueryRefused` where that cannot be said exactly.
Never here: rows, SQL.

A formula is brought to a sum of fractions of linear forms. Fractions over one denominator are put together first, so
that what stands twice is one number; fractions that share no unknown are bounded each for itself, and their sum is
attained. What is neither (a product of two unknowns, fractions that share an unknown) is refused, not estimated.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from answerable.analyze.bounds import Doubt, Unknown
from answerable.errors import QueryRefused
from answerable.model.interval import Interval

_ONE = "1"
"""The name of the number one in a linear form; no name of a formula can be written so."""
_Linear = dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class _Piece:
    """``top / bottom``, both linear."""

    top: _Linear
    bottom: _Linear


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, understood.

    Args:
        text: as written.
        pieces: fractions that are added up.
        names: that stand in it, in order.
    """

    text: str
    pieces: tuple[_Piece, ...]
    names: tuple[str, ...]


def parse_formula(text: str, where: str = "") -> Formula:
    """Understand a formula: names, whole or decimal numbers, ``+ - * /`` and parentheses.

    Raises:
        QueryRefused: anything else, or a product of two unknowns.

    >>> parse_formula("now / before - 1").names
    ('now', 'before')
    """
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError) as error:
        raise _refuse(text, where, "it cannot be read") from error
    names = tuple(dict.fromkeys(node.id for node in ast.walk(tree) if isinstance(node, ast.Name)))
    # `ast.walk` goes by depth; names are wanted as a person reads them.
    names = tuple(sorted(names, key=text.index))
    return Formula(text, tuple(_read(tree.body, text, where)), names)


def bound_formula(
    formula: Formula, unknowns: Sequence[Unknown], sums: Mapping[str, Mapping[str, int]], where: str = ""
) -> Interval | None:
    """The lowest and highest value; None where a denominator can only be nothing, or has no certain sign.

    Args:
        formula: what is reckoned.
        unknowns: with unique names.
        sums: for each name of the formula how often each unknown stands in it.
        where: of the finding, for errors.
    """
    doubt = Doubt([*unknowns, Unknown(_ONE, 1, 1)])
    whole_of = {unknown.name: unknown.within or unknown.name for unknown in unknowns}
    seen: set[str] = set()
    low, high = 0.0, 0.0
    has_top = True
    for piece in formula.pieces:
        top, bottom = _fill(piece.top, sums), _fill(piece.bottom, sums)
        used = {whole_of[name] for name in (*top, *bottom) if name != _ONE}
        if used & seen:
            raise _refuse(formula.text, where, "two of its fractions rest on the same numbers")
        seen |= used
        value = doubt.bound_share(top, bottom)
        if value is None:
            return None
        low += value.low
        has_top = has_top and value.high is not None
        high += value.high or 0.0
    return Interval(round(low, 12), round(high, 12) if has_top else None)


def _fill(form: _Linear, sums: Mapping[str, Mapping[str, int]]) -> dict[str, Fraction]:
    """A form over names as one over unknowns."""
    filled: dict[str, Fraction] = {}
    for name, slope in form.items():
        for unknown, times in sums.get(name, {}).items() if name != _ONE else ((_ONE, 1),):
            filled[unknown] = filled.get(unknown, Fraction(0)) + slope * times
    return {name: slope for name, slope in filled.items() if slope}


def _read(node: ast.expr, text: str, where: str) -> list[_Piece]:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return [_Piece({_ONE: Fraction(str(node.value))}, {_ONE: Fraction(1)})]
    if isinstance(node, ast.Name):
        return [_Piece({node.id: Fraction(1)}, {_ONE: Fraction(1)})]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _scale(_read(node.operand, text, where), Fraction(-1))
    if isinstance(node, ast.BinOp):
        left, right = _read(node.left, text, where), _read(node.right, text, where)
        if isinstance(node.op, ast.Add):
            return _add(left, right)
        if isinstance(node.op, ast.Sub):
            return _add(left, _scale(right, Fraction(-1)))
        if isinstance(node.op, ast.Mult):
            for one, other in ((left, right), (right, left)):
                if (factor := _constant(one)) is not None:
                    return _scale(other, factor)
            raise _refuse(text, where, "two unknown numbers are multiplied")
        if isinstance(node.op, ast.Div):
            return _divide(left, right, text, where)
    raise _refuse(text, where, f"{ast.unparse(node)!r} is not arithmetic that can be bounded")


def _divide(left: list[_Piece], right: list[_Piece], text: str, where: str) -> list[_Piece]:
    divisor = _constant(right)
    if divisor == 0:
        raise _refuse(text, where, "it divides by nought")
    if divisor is not None:
        return _scale(left, 1 / divisor)
    if len(left) == len(right) == 1 and left[0].bottom == right[0].bottom:
        return [_Piece(left[0].top, right[0].top)]
    raise _refuse(text, where, "a fraction stands below or above another")


def _add(left: list[_Piece], right: list[_Piece]) -> list[_Piece]:
    """Fractions added up, those of one denominator as one; a plain number goes into a fraction that is there."""
    made = list(left)
    for piece in right:
        place = next((n for n, one in enumerate(made) if one.bottom == piece.bottom), None)
        if place is None:
            made.append(piece)
        else:
            top = {
                n: made[place].top.get(n, Fraction(0)) + piece.top.get(n, Fraction(0))
                for n in (*made[place].top, *piece.top)
            }
            made[place] = _Piece({name: slope for name, slope in top.items() if slope}, piece.bottom)
    plain = next((one for one in made if _constant([one]) is not None), None)
    if plain is None or len(made) == 1:
        return made
    number = _constant([plain]) or Fraction(0)
    rest = [one for one in made if one is not plain]
    first = rest[0]
    names = (*first.top, *first.bottom)
    top = {name: first.top.get(name, Fraction(0)) + number * first.bottom.get(name, Fraction(0)) for name in names}
    return [_Piece({name: slope for name, slope in top.items() if slope}, first.bottom), *rest[1:]]


def _scale(pieces: list[_Piece], factor: Fraction) -> list[_Piece]:
    return [_Piece({name: slope * factor for name, slope in one.top.items()}, one.bottom) for one in pieces]


def _constant(pieces: list[_Piece]) -> Fraction | None:
    """The number that an expression is, if it is one."""
    if len(pieces) != 1 or pieces[0].bottom != {_ONE: Fraction(1)} or set(pieces[0].top) - {_ONE}:
        return None
    return pieces[0].top.get(_ONE, Fraction(0))


def _refuse(text: str, where: str, why: str) -> QueryRefused:
    return QueryRefused(
        f"the formula cannot be bounded exactly: {why}",
        where=where,
        found=text,
        allowed="sums of fractions, such as (now - before) / before; each number in one of the fractions only",
        remedy="ask it as several findings, or write it so that each number stands in one fraction",
    )

"""Every problem code that the source can leave, found by reading the source.

A code reaches `Problem(...)` as a constant, or through functions that take it as an argument, wherever they stand in
the call and however they are named. Both are followed; a code that cannot be followed is an error of this page, never
a code left out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FIELDS = ("id", "code", "where", "found", "expected", "remedy")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class ProblemCode:
    """One place that names a code, and what it tells a person to do there."""

    code: str
    path: str
    remedy: str


@dataclass(frozen=True, slots=True)
class _Maker:
    """A function that passes a code on: its parameters, and which of them are the code and the remedy."""

    parameters: tuple[str, ...]
    code: str
    remedy: str | None
    said: str = ""
    """What it tells a person to do itself, where that is no argument."""


@dataclass(frozen=True, slots=True)
class _Call:
    path: str
    node: ast.Call
    name: str
    inside: _Function | None
    module: ast.Module


def find_problem_codes(source: Path) -> tuple[ProblemCode, ...]:
    """Return every code with its place, by code and path.

    Raises:
        ValueError: a call's code cannot be followed to its words.
    """
    calls = list(_iter_calls(source))
    makers = {("", "Problem"): _Maker(_FIELDS, "code", "remedy")}
    found: set[ProblemCode] = set()
    unknown: list[str] = []
    done: set[int] = set()
    while fresh := [call for call in calls if id(call.node) not in done and _find_maker(call, makers)]:
        for call in fresh:
            done.add(id(call.node))
            maker = _find_maker(call, makers)
            assert maker is not None
            code, remedy = _argument(call.node, maker, maker.code), _argument(call.node, maker, maker.remedy)
            if call.inside and isinstance(code, ast.Name) and code.id in _parameters(call.inside):
                first = remedy.values[0] if isinstance(remedy, ast.BoolOp) else remedy
                passed = first.id if isinstance(first, ast.Name) and first.id in _parameters(call.inside) else None
                # A maker is known by its name in its own module; a method also from other modules.
                made = _Maker(_parameters(call.inside), code.id, passed, _remedy(remedy, call))
                everywhere = _is_method(call.inside) and not call.inside.name.startswith("_")
                makers[("" if everywhere else call.path, call.inside.name)] = made
                continue
            if isinstance(code, ast.Attribute) and code.attr == "code":
                continue  # a problem told once more: its code stands where it was made
            words = list(_constants(code, call))
            if not words:
                unknown.append(f"{call.path}:{call.node.lineno}")
            found |= {ProblemCode(word, call.path, _remedy(remedy, call) or maker.said) for word in words}
    if unknown:
        raise ValueError(f"the code of these problems cannot be followed: {', '.join(unknown)}")
    return tuple(sorted(found, key=lambda one: (one.code, one.path, one.remedy)))


def _iter_calls(source: Path) -> Iterator[_Call]:
    for path in sorted(source.rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        yield from _walk(module, None, module, str(path.relative_to(source.parent)))


def _walk(node: ast.AST, inside: _Function | None, module: ast.Module, path: str) -> Iterator[_Call]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            name = child.func.attr if isinstance(child.func, ast.Attribute) else getattr(child.func, "id", "")
            yield _Call(path, child, name, inside, module)
        yield from _walk(child, child if isinstance(child, _Function) else inside, module, path)


def _find_maker(call: _Call, makers: dict[tuple[str, str], _Maker]) -> _Maker | None:
    everywhere = isinstance(call.node.func, ast.Attribute) or call.name == "Problem"
    return makers.get((call.path, call.name)) or (makers.get(("", call.name)) if everywhere else None)


def _parameters(function: _Function) -> tuple[str, ...]:
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
    return tuple(names[1:] if names[:1] in (["self"], ["cls"]) else names)


def _is_method(function: _Function) -> bool:
    return bool(function.args.args) and function.args.args[0].arg in ("self", "cls")


def _argument(call: ast.Call, maker: _Maker, name: str | None) -> ast.expr | None:
    if name is None:
        return None
    by_name = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    place = maker.parameters.index(name)
    return by_name or (call.args[place] if place < len(call.args) else None)


def _constants(value: ast.expr | None, call: _Call) -> Iterator[str]:
    """The words that an expression can be: itself, both sides of a choice, or what its name was set to."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _constants(value.body, call)
        yield from _constants(value.orelse, call)
    elif isinstance(value, ast.Name):
        scopes = [call.inside, call.module] if call.inside else [call.module]
        for scope in scopes:
            words = [word for one in _assigned(scope, value.id) for word in _constants(one, call)]
            if words:
                yield from words
                return


def _assigned(scope: ast.AST, name: str, seen: frozenset[str] = frozenset()) -> Iterator[ast.expr]:
    """What a name is set to in a scope: by `=`, or by a loop over tuples written out."""
    for node in _list_settings(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _matched(target, node.value, name)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield from _matched(node.target, node.value, name)
        elif isinstance(node, (ast.For, ast.comprehension)) and _names(node.target, name):
            items = node.iter
            if isinstance(items, ast.Name) and items.id not in seen | {name}:
                items = next(iter(_assigned(scope, items.id, seen | {name})), items)
            for item in items.elts if isinstance(items, (ast.Tuple, ast.List)) else ():
                yield from _matched(node.target, item, name)


@cache
def _list_settings(scope: ast.AST) -> tuple[ast.AST, ...]:
    """The nodes of a scope that set a name."""
    kinds = (ast.Assign, ast.AnnAssign, ast.For, ast.comprehension)
    return tuple(node for node in ast.walk(scope) if isinstance(node, kinds))


def _names(target: ast.expr, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(target))


def _matched(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from _matched(one, other, name)


def _remedy(expression: ast.expr | None, call: _Call) -> str:
    if isinstance(expression, ast.Name):
        if call.inside and expression.id in _parameters(call.inside):
            return ""
        scopes = [call.inside, call.module] if call.inside else [call.module]
        set_to = [one for scope in scopes for one in _assigned(scope, expression.id)]
        return next((words for one in set_to if (words := _plain_words(one))), "")
    return _plain_words(expression)


def _plain_words(expression: ast.expr | None) -> str:
    """The words of a constant or an f-string, its fields as in the source; of a choice, its first words."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return expression.value
    if isinstance(expression, ast.IfExp):
        return _plain_words(expression.body)
    if isinstance(expression, ast.BoolOp):
        return next((words for one in expression.values if (words := _plain_words(one))), "")
    if isinstance(expression, ast.JoinedStr):
        parts = [str(one.value) if isinstance(one, ast.Constant) else "..." for one in expression.values]
        return "".join(parts)
    return ""

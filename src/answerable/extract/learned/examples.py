"""Examples: what people ruled on the cases of this investigation, as texts with the categories that they gave.

In: cases. Out: `Example` rows per variable. Only rulings are examples, never what a machine proposed; a case that a
person accepted as a whole is an example for every variable, also for those that it leaves out. Never here: learning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from answerable.model.case import Case, Scalar, Standing
from answerable.model.codebook import Codebook, Variable, VariableKind
from answerable.model.ids import make_key

LEARNABLE = frozenset({VariableKind.CATEGORY, VariableKind.MULTI_CATEGORY, VariableKind.YES_NO, VariableKind.NUMBER})
"""A number is learned as a code that people gave to certain words, such as 0 for "among other duties"."""
_REVIEWED = frozenset({Standing.ACCEPTED, Standing.ADDED})


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what a person coded it as.

    Args:
        id: the case.
        group: the document; examples of one document are held back together.
        text: the words of the case.
        categories: what a person gave; none where they say that it is not stated.
        hint: what the rules say of it, so that it is learned when they are right; empty for nothing.
    """

    id: str
    group: str
    text: str
    categories: tuple[str, ...]
    hint: str = ""


def list_learnable(codebook: Codebook) -> list[Variable]:
    """Variables of a case that can be learned: those with categories, yes or no, numbers."""
    return [one for one in codebook.variables if one.unit == "case" and one.kind in LEARNABLE]


def find_examples(cases: Iterable[Case], variable: Variable) -> list[Example]:
    """What people ruled on a variable, in an order that has nothing to do with what they ruled."""
    out = []
    for case in cases:
        if case.standing is Standing.REJECTED or not case.span.exact.strip():
            continue
        value = next((one for one in case.values if one.variable == variable.name), None)
        if value is not None and value.ruled is not None:
            categories = as_categories(value.ruled.value)
        elif case.standing in _REVIEWED:
            said = value.effective if value is not None and case.standing is Standing.ADDED else None
            categories = as_categories(said.value) if said is not None else ()
        else:
            continue
        out.append(Example(case.id, case.document, case.span.exact, categories, find_hint(case, variable)))
    return sorted(out, key=lambda one: make_key(one.group, one.id))


def find_hint(case: Case, variable: Variable) -> str:
    """What the rules propose for a variable of a case, as one word; empty for nothing."""
    value = next((one for one in case.values if one.variable == variable.name), None)
    return "_".join(as_categories(value.proposed.value)) if value is not None and value.proposed is not None else ""


def as_categories(value: Scalar | None) -> tuple[str, ...]:
    """A value as the categories that it holds.

    >>> as_categories(True), as_categories("dismissed"), as_categories(None)
    (('yes',), ('dismissed',), ())
    """
    if value is None:
        return ()
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    if isinstance(value, float) and value.is_integer():
        return (str(int(value)),)
    return value if isinstance(value, tuple) else (str(value),)


def as_value(categories: tuple[str, ...], variable: Variable) -> Scalar:
    """Categories as a value of a variable; the other way round than `as_categories`."""
    if variable.kind is VariableKind.MULTI_CATEGORY:
        order = [one.name for one in variable.categories]
        return tuple(sorted(categories, key=lambda one: order.index(one) if one in order else len(order)))
    if variable.kind is VariableKind.NUMBER:
        number = float(categories[0])
        return int(number) if number.is_integer() else number
    return categories[0] == "yes" if variable.kind is VariableKind.YES_NO else categories[0]

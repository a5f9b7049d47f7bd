"""Recipes: rows that a person's recipe takes from a document, as cases and tallies.

In: recipes and one document's pages and tables. Out: cases where a recipe's variables are those of a case,
tallies where it gives `number` (with `measure`, `period`, `unit` and categories). A document that a recipe fits
is read by it alone, unless the recipe takes nothing from it any more.
"""

from __future__ import annotations

from collections.abc import Sequence

from answerable.extract.counting.notes import Notes
from answerable.extract.counting.periods import find_periods
from answerable.extract.counting.tallies import make_tally
from answerable.extract.narrative.cases import Origin, make_case
from answerable.extract.narrative.coding import code_value
from answerable.extract.places import make_stretch
from answerable.extract.recipe_fits import fits
from answerable.extract.tabular.tables import FromTables
from answerable.model.case import Basis, Case, Coded, Tally
from answerable.model.codebook import Codebook
from answerable.model.document import Document, Page, Reading, Table
from answerable.model.recipe import Recipe
from answerable.model.span import Span
from answerable.tables.recipe import RecipeRow, apply_recipe

_NUMBER = ("number", "count", "value")


def follow_recipes(
    recipes: Sequence[Recipe],
    document: Document,
    pages: Sequence[Page],
    tables: Sequence[Table],
    codebook: Codebook,
    origin: Origin,
    notes: Notes,
) -> FromTables | None:
    """Follow the recipes that fit a document; None where none does."""
    fitting = [recipe for recipe in recipes if fits(recipe, document.name)]
    if not fitting:
        return None
    out = FromTables()
    reading = Reading(document, tuple(pages), tuple(tables))
    by_number = {page.number: page for page in pages}
    for recipe in fitting:
        result = apply_recipe(recipe, [reading])
        out.problems += [problem for problem in result.problems if problem.document == document.id]
        for row in result.rows:
            made = _make_tally(row, codebook, origin, notes) or _make_case(row, by_number, codebook, origin)
            if isinstance(made, Tally):
                out.tallies.append(made)
            elif made is not None:
                out.cases.append(made)
    return out


def _make_case(row: RecipeRow, pages: dict[int, Page], codebook: Codebook, origin: Origin) -> Case | None:
    coded: dict[str, Coded] = {}
    spans: list[Span] = []
    for value in row.values:
        variable = codebook.find_variable(value.variable)
        if variable is None or variable.unit != "case" or not value.text:
            continue
        spans += value.spans
        if not value.spans:
            # A constant of the recipe: a person's word, with the recipe as its note.
            if variable.find_category(value.text) is not None:
                coded[value.variable] = Coded(value.text, Basis.INFERRED, None, f"recipe {row.how}", 1.0, "recipe")
            continue
        span = value.spans[0]
        page = pages.get(span.page)
        found = code_value(make_stretch([(page, span.start, span.end)]), variable) if page is not None else None
        if found is not None:
            coded[value.variable] = found
    if not coded or not spans:
        return None
    return make_case(coded, _cover(spans, pages), codebook, origin, f"recipe {row.how}")


def _cover(spans: Sequence[Span], pages: dict[int, Page]) -> Span:
    """The words of a row: from its first to its last cell."""
    first = spans[0]
    page = pages[first.page]
    here = [span for span in spans if span.page == first.page]
    stretch = make_stretch([(page, min(span.start for span in here), max(span.end for span in here))])
    return stretch.whole


def _make_tally(row: RecipeRow, codebook: Codebook, origin: Origin, notes: Notes) -> Tally | None:
    """A tally, where the recipe gives a number and says which measure it is."""
    said = {value.variable: value for value in row.values}
    number = next((said[name] for name in _NUMBER if name in said), None)
    measure = said["measure"].text if "measure" in said else ""
    if number is None or number.interval is None or not number.spans or codebook.find_measure(measure) is None:
        return None
    periods = find_periods(said["period"].text) if "period" in said else []
    categories = tuple(
        (name, value.text)
        for name, value in said.items()
        if (variable := codebook.find_variable(name)) is not None
        and variable.find_category(value.text) is not None
        and variable.unit == "case"
    )
    return make_tally(
        origin,
        measure,
        said["unit"].text if "unit" in said else "officers",
        periods[0].period if periods else None,
        categories,
        number.interval,
        number.spans[0],
        rule=f"table-recipe {row.how}",
        share_sure=1.0,
        notes=notes,
    )

"""What was coded on a page, as the reader's right half shows it: one case open, the others a line each, then counts.

What comes in: cases, tallies, the codebook, the place at hand (`stops`). What goes out: plain view objects and the
spans to light. Never here: HTTP, the record.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from answerable.extract.combine import compare_passes
from answerable.extract.learned.examples import as_categories
from answerable.extract.rulings import write_interval, write_period
from answerable.extract.taking import name_pass
from answerable.model.case import ONE, Basis, Case, Coded, Standing, Tally, Value
from answerable.model.codebook import Codebook, Variable, VariableKind
from answerable.model.suggestion import Suggestion
from answerable.web.lighting import Lit
from answerable.web.stops import Stops, list_stops, list_variables, outline, pick_open
from answerable.web.wording import pick_label, say_case, say_tally


@dataclass(frozen=True, slots=True)
class ValueView:
    """One variable of the open case."""

    place: str
    name: str
    label: str
    shown: str
    raw: str
    words: str
    note: str
    unsure: bool
    unconfirmed: bool
    by_person: str
    open: bool
    says: str
    """What the codebook says of it, and of the categories that stand."""
    categories: tuple[tuple[str, str, str], ...]
    """Name, label, definition."""
    chosen: tuple[str, ...]
    multi: bool
    stated: bool


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """What a pass that only suggests would say of a variable."""

    id: str
    label: str
    shown: str
    words: str
    by: str
    percent: int
    disagrees: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case: open with its values, or folded to a line."""

    id: str
    number: int
    line: str
    standing: str
    is_open: bool
    stated: tuple[ValueView, ...] = ()
    silent: tuple[ValueView, ...] = ()
    suggestions: tuple[SuggestionView, ...] = ()
    words: str = ""
    people: str = ""
    """How many people it is about, where it is not one."""
    plain_people: str = "1"
    is_blind: bool = False
    """Whoever looks is coding it blind: nothing is shown of it but where its words stand."""

    @property
    def waits(self) -> bool:
        """Whether nobody has ruled on the whole of it."""
        return self.standing == Standing.PROPOSED.value


@dataclass(frozen=True, slots=True)
class TallyView:
    """A reported count; its form is drawn only while it is at hand."""

    id: str
    shown: str
    plain: str
    standing: str
    meaning: str
    measure: str
    unit: str
    period: str
    narrowed: str
    is_total: bool
    note: str
    words: str
    is_open: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """The right half of the reader."""

    cases: tuple[CaseView, ...]
    tallies: tuple[TallyView, ...]
    lit: tuple[Lit, ...]
    stops: Stops

    @property
    def folded(self) -> frozenset[str]:
        """Cases that are a line each: their words lead to them opened."""
        return frozenset(case.id for case in self.cases if not case.is_open)

    @property
    def far(self) -> frozenset[str]:
        """What is not at hand while a case or a count is open: its words are lit more faintly."""
        shut = frozenset(one.id for one in self.tallies if not one.is_open)
        far = self.folded | shut
        return far if len(far) < len(self.cases) + len(self.tallies) else frozenset()


def make_panel(
    cases: Sequence[Case],
    tallies: Sequence[Tally],
    codebook: Codebook,
    language: str,
    at: str,
    blind: Collection[str] = (),
    suggestions: Collection[Suggestion] = (),
) -> Panel:
    """Lay out the panel.

    Args:
        cases: on this page.
        tallies: on this page.
        codebook: for the order, labels and categories of values.
        language: of labels.
        at: the place at hand; it opens its case or count. Empty opens the first that waits.
        blind: cases that are being coded blind by whoever looks: a line each, without values.
        suggestions: what passes that only suggest say of these cases; shown of the open one.
    """
    outlines = [*map(outline, cases), *map(outline, tallies)]
    open_id = pick_open(outlines, at, blind)
    lit: list[Lit] = [Lit(tally.id, tally.span) for tally in tallies]
    views = []
    for number, case in enumerate(cases, 1):
        if case.id in blind:
            views.append(
                CaseView(case.id, number, "you are coding it blind", case.standing.value, False, is_blind=True)
            )
            lit.append(Lit(case.id, case.span))
            continue
        line = say_case(case, codebook, language)
        spans = [value.effective.span for value in case.values if value.effective and value.effective.span]
        if case.id != open_id:
            views.append(CaseView(case.id, number, line, case.standing.value, False))
            lit += [Lit(case.id, span) for span in spans]
            continue
        values = _list_values(case, codebook, language)
        stated = tuple(value for value in values if value.stated)
        silent = tuple(value for value in values if not value.stated)
        for value in case.values:
            if value.effective and value.effective.span:
                lit.append(Lit(f"{case.id}-{value.variable}", value.effective.span))
        beside = _list_suggestions(case, suggestions, codebook, language)
        n = case.n_subjects
        views.append(
            CaseView(
                id=case.id,
                number=number,
                line=line,
                standing=case.standing.value,
                is_open=True,
                stated=stated,
                silent=silent,
                suggestions=beside,
                words=case.span.exact,
                people="" if n == ONE else str(n),
                plain_people=write_interval(n),
            )
        )
    tally_views = tuple(_tally_view(tally, tally.id == at) for tally in tallies)
    return Panel(tuple(views), tally_views, tuple(lit), list_stops(outlines, codebook, at, blind))


def _list_values(case: Case, codebook: Codebook, language: str) -> list[ValueView]:
    by_name = {value.variable: value for value in case.values}
    return [
        _value_view(case, by_name.get(variable.name) or Value(variable.name), variable, language)
        for variable in list_variables(codebook)
    ]


def _list_suggestions(
    case: Case, suggestions: Collection[Suggestion], codebook: Codebook, language: str
) -> tuple[SuggestionView, ...]:
    """What differs from what stands in a case, the pass that is heard first before the others."""
    out = []
    for part in compare_passes(case, suggestions):
        variable = codebook.find_variable(part.variable)
        names = {one.name: pick_label(one.label, language) for one in variable.categories} if variable else {}
        for one in part.suggestions:
            out.append(
                SuggestionView(
                    one.id,
                    pick_label(variable.label, language) if variable else part.variable,
                    ", ".join(names.get(name, name) for name in as_categories(one.coded.value)),
                    one.coded.span.exact if one.coded.span else "",
                    name_pass(one.by),
                    round(100 * one.coded.share_sure),
                    part.disagrees,
                )
            )
    return tuple(out)


def _value_view(case: Case, value: Value, variable: Variable, language: str) -> ValueView:
    coded = value.effective or Coded(None, Basis.NOT_STATED)
    raw = coded.value
    chosen = tuple(raw) if isinstance(raw, tuple) else (str(raw),) if raw is not None else ()
    categories = tuple((one.name, pick_label(one.label, language), one.definition) for one in variable.categories)
    if variable.kind is VariableKind.YES_NO:
        categories = (("yes", "yes", ""), ("no", "no", ""))
        chosen = () if raw is None else ("yes" if raw else "no",)
    names = {name: label for name, label, _ in categories}
    return ValueView(
        place=f"{case.id}-{variable.name}",
        name=variable.name,
        label=pick_label(variable.label, language),
        shown=", ".join(names.get(one, one) for one in chosen) or "not stated",
        raw=", ".join(chosen),
        words=coded.span.exact if coded.span else "",
        note=coded.note,
        unsure=raw is not None and coded.share_sure < 0.8 and value.ruled is None,
        unconfirmed=bool(coded.span and coded.span.unconfirmed),
        by_person=value.ruled.by if value.ruled else "",
        open=value.ruled is None and case.standing is Standing.PROPOSED,
        says=_say_codebook(variable, chosen, language),
        categories=categories,
        chosen=chosen,
        multi=variable.kind is VariableKind.MULTI_CATEGORY,
        stated=raw is not None,
    )


def _say_codebook(variable: Variable, chosen: Sequence[str], language: str) -> str:
    """A variable's definition and rule, then those of the categories that stand."""
    parts = [variable.definition, variable.rule]
    for category in variable.categories:
        if category.name in chosen and (category.definition or category.rule):
            says = " ".join(part for part in (category.definition, category.rule) if part)
            parts.append(f"{pick_label(category.label, language)}: {says}")
    return " ".join(part for part in parts if part)


def _tally_view(tally: Tally, is_open: bool) -> TallyView:
    number = tally.effective
    return TallyView(
        id=tally.id,
        shown=str(number) if number else "withheld",
        plain=write_interval(number) if number is not None else "",
        standing=tally.standing.value,
        meaning=say_tally(tally),
        measure=tally.measure,
        unit=tally.unit,
        period=write_period(tally.period) if tally.period else "",
        narrowed=", ".join(f"{name}={value}" for name, value in tally.categories),
        is_total=tally.is_total,
        note=tally.note,
        words=tally.span.exact,
        is_open=is_open,
        waits=tally.standing is Standing.PROPOSED,
    )

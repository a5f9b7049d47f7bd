"""What a binding of a story stands for: a finding, its filters, the words to print.

What comes in: a `Binding`, the findings by name. What goes out: a `Resolved` with words, value and how it was read, or
with the reason why it cannot be. Never here: the record, the story's prose.

Filters, in the order written, each taking the figure that the one before left:

| filter | gives |
|---|---|
| `low`, `high` | one end of the range |
| `at_least` | "at least 251" (the number alone where it is exact) |
| `words` | numbers up to nine in words |
| `in_words` | any whole number below a hundred in words |
| `capital` | the first letter large, to start a sentence |
| `row: 2020` | the row of that label |
| `of: avonmoor` | what one authority contributes |
| `share_of: disciplined` | the share that this is of another finding, which contains it |
| `less: dismissed` | what is left of this when another finding, a part of it, is taken away |
| `percent` | a share as a percentage |
| `one_in` | a share as "one in eight" |
| `says: the vast majority` | the phrase, where the whole range bears it |
| `with_silence`, `with_others` | the finding's wider value |
| `n` | the finding's denominator |
| `largest` | the label of the largest row or authority |
| `chart`, `table`, `grid`, `map` | a figure of its own between two paragraphs |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from answerable.check.figures import (
    PHRASES,
    find_phrase,
    render_in_words,
    render_one_in,
    render_plain,
    render_range,
    render_words,
)
from answerable.model.dates import Period
from answerable.model.finding import Finding
from answerable.model.interval import Interval
from answerable.model.story import BLOCK_FILTERS, Binding

RESERVED = ("period", "answers")
"""Names that are no findings: the period asked about; the grid and map of who answered."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a binding stands for.

    Args:
        words: to print.
        value: the number with its doubt; None for a block, a label or a failure.
        unit: of the value.
        reading: what it was read as, in words.
        findings: names of the findings it rests on.
        problem: why it cannot be resolved; empty where it was.
        contradicted: the problem is that the record says otherwise.
    """

    words: str = ""
    value: Interval | None = None
    unit: str = ""
    reading: str = ""
    findings: tuple[str, ...] = ()
    problem: str = ""
    contradicted: bool = False


class _Unresolved(Exception):
    def __init__(self, why: str, *, contradicted: bool = False) -> None:
        super().__init__(why)
        self.contradicted = contradicted


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure on its way through the filters."""

    finding: Finding
    value: Interval | None
    unit: str
    words: str
    reading: str
    findings: tuple[str, ...]


def resolve(binding: Binding, findings: Mapping[str, Finding], period: Period | None) -> Resolved:
    """Resolve one binding.

    Args:
        binding: of the story.
        findings: by name, as measured.
        period: what the investigation asks about, for ``{{ period }}``.
    """
    try:
        if binding.name == "period":
            return _resolve_period(binding, period)
        if binding.name == "answers":
            return _resolve_answers(binding)
        figure = _start(binding.name, findings)
        for step in binding.filters:
            figure = _apply(figure, step.name, step.argument, findings)
    except _Unresolved as why:
        return Resolved(problem=str(why), contradicted=why.contradicted, findings=(binding.name,))
    if binding.is_block:
        return Resolved("", figure.value, figure.unit, f"{binding.filters[-1].name} of {binding.name}", figure.findings)
    words = figure.words or (render_range(figure.value, figure.unit) if figure.value else "")
    if not words:
        return Resolved(problem=f"{binding.name} has no value: nothing was measured", findings=figure.findings)
    return Resolved(words, figure.value, figure.unit, figure.reading, figure.findings)


def _resolve_period(binding: Binding, period: Period | None) -> Resolved:
    if period is None:
        raise _Unresolved("the investigation states no period")
    first, last = period.start.year, period.end.year
    shown = {"first_year": str(first), "last_year": str(last), "": f"{first} to {last}"}
    step = binding.filters[0].name if binding.filters else ""
    if step not in shown:
        raise _Unresolved(f"`period` has no filter `{step}`; it has first_year and last_year")
    return Resolved(shown[step], None, "", "the period asked about", ("period",))


def _resolve_answers(binding: Binding) -> Resolved:
    if not binding.filters or binding.filters[-1].name not in ("grid", "map"):
        raise _Unresolved("`answers` is drawn only: {{ answers | grid }} or {{ answers | map }}")
    return Resolved("", None, "", f"{binding.filters[-1].name} of who answered", ("answers",))


def _start(name: str, findings: Mapping[str, Finding]) -> _Figure:
    finding = _get(name, findings)
    return _Figure(finding, finding.value, finding.unit, "", finding.title, (name,))


def _get(name: str, findings: Mapping[str, Finding]) -> Finding:
    if name not in findings:
        known = ", ".join(sorted(findings)) or "none yet: run `answerable run --only analyze`"
        raise _Unresolved(f"no finding is called `{name}`; there are {known}")
    return findings[name]


def _apply(figure: _Figure, name: str, argument: str, findings: Mapping[str, Finding]) -> _Figure:
    if name in BLOCK_FILTERS:
        return figure
    if name not in _FILTERS:
        raise _Unresolved(f"no filter is called `{name}`; there are {', '.join(sorted((*_FILTERS, *BLOCK_FILTERS)))}")
    return _FILTERS[name](figure, argument, findings)


def _value(figure: _Figure) -> Interval:
    if figure.value is None:
        raise _Unresolved(f"`{figure.finding.id}` has no value: nothing was measured")
    return figure.value


def _take_low(figure: _Figure, _: str, __: Mapping[str, Finding]) -> _Figure:
    return replace(figure, value=Interval.exactly(_value(figure).low), reading=f"{figure.reading}, at least")


def _take_high(figure: _Figure, _: str, __: Mapping[str, Finding]) -> _Figure:
    high = _value(figure).high
    if high is None:
        raise _Unresolved(f"`{figure.finding.id}` has no upper end")
    return replace(figure, value=Interval.exactly(high), reading=f"{figure.reading}, at most")


def _say_at_least(figure: _Figure, _: str, __: Mapping[str, Finding]) -> _Figure:
    value = _value(figure)
    low = render_plain(value.low, figure.unit)
    return replace(figure, words=low if value.is_exact else f"at least {low}")


def _say_words(figure: _Figure, _: str, __: Mapping[str, Finding]) -> _Figure:
    value = _value(figure)
    if figure.words:
        return replace(figure, words=figure.words.replace(render_plain(value.low, figure.unit),
                                                          render_words(value.low, figure.unit)))  # fmt: skip
    return replace(figure, words=render_range(value, figure.unit, in_words=True))


def _say_in_words(figure: _Figure, _: str, __: Mapping[str, Finding]) -> _Figure:
    value = _value(figure)
    if not value.is_exact or value.low != int(value.low):
        raise _Unresolved("`in_words` needs one whole number; take `low` or `high` first")
    return replace(figure, words=render_in_words(int(value.low)))


def _capital(figure: _Figure, _: str, __: Mapping[str, Finding]) -> _Figure:
    words = figure.words or render_range(_value(figure), figure.unit)
    return replace(figure, words=words[:1].upper() + words[1:])


def _take_row(figure: _Figure, label: str, _: Mapping[str, Finding]) -> _Figure:
    row = next((row for row in figure.finding.rows if row.label == label), None)
    if row is None:
        labels = ", ".join(row.label for row in figure.finding.rows)
        raise _Unresolved(f"`{figure.finding.id}` has no row `{label}`; it has {labels or 'no rows'}")
    return replace(figure, value=row.value, reading=f"{figure.reading}: {label}")


def _take_part(figure: _Figure, authority: str, _: Mapping[str, Finding]) -> _Figure:
    part = next((part for part in figure.finding.parts if part.label == authority), None)
    if part is None:
        raise _Unresolved(f"`{figure.finding.id}` has nothing of the authority `{authority}`")
    return replace(figure, value=part.value, reading=f"{figure.reading}: {authority}")


def _share_of(figure: _Figure, other: str, findings: Mapping[str, Finding]) -> _Figure:
    """The part is inside the whole, so a larger part can force a larger whole: 5 of 4 is no completion."""
    part, whole_finding = _value(figure), _get(other, findings)
    whole = whole_finding.value
    if whole is None or (whole.high is not None and whole.high <= 0):
        raise _Unresolved(f"`{other}` is nothing, so nothing is a share of it")
    if whole.high is not None and part.low > whole.high:
        raise _Unresolved(f"`{figure.finding.id}` is larger than `{other}`", contradicted=True)
    high_part = _add_unknown(figure.finding, part, whole_finding)
    low = 0.0 if whole.high is None else part.low / whole.high
    high = 1.0 if high_part is None or high_part >= whole.low else high_part / whole.low
    reading = f"{figure.reading}, as a share of {whole_finding.title.lower()}"
    return replace(figure, value=Interval(low, high), unit="share", reading=reading, findings=(*figure.findings, other))


def _add_unknown(part: Finding, value: Interval, whole: Finding) -> float | None:
    """The upper end of a part, with what authorities can add that give the whole and are silent on the part.

    Where the header says nothing of silence, an authority without a row has nothing: one that did not answer is none of
    those that did. None for no upper end.

    Raises:
        _Unresolved: an authority gives a part of something that it gives no whole of, so it is no part of this whole.
    """
    if value != part.value or not part.parts or not whole.parts:
        return value.high
    given, of_whole = ({row.label: row.value for row in one.parts} for one in (part, whole))
    outside = sorted(label for label, one in given.items() if label not in of_whole and one.high != 0)
    if outside:
        raise _Unresolved(
            f"`{part.id}` counts {', '.join(outside)}, which `{whole.id}` does not, so it is no part of it; ask a "
            'finding with arithmetic = "share", over those that give both',
            contradicted=True,
        )
    silent = [one.high for label, one in of_whole.items() if label not in given]
    if part.value_with_silence is None or not silent:
        return value.high
    ends = [value.high, *silent]
    return None if None in ends else sum(end for end in ends if end is not None)


def _less(figure: _Figure, other: str, findings: Mapping[str, Finding]) -> _Figure:
    whole, part_finding = _value(figure), _get(other, findings)
    part = part_finding.value
    if part is None:
        raise _Unresolved(f"`{other}` has no value: nothing was measured")
    high_part = _add_unknown(part_finding, part, figure.finding) if whole == figure.finding.value else part.high
    low = 0.0 if high_part is None else max(0.0, whole.low - high_part)
    high = None if whole.high is None else whole.high - part.low
    if high is not None and high < 0:
        raise _Unresolved(f"`{other}` is larger than `{figure.finding.id}`", contradicted=True)
    reading = f"{figure.reading}, less {findings[other].title.lower()}"
    return replace(figure, value=Interval(low, high), reading=reading, findings=(*figure.findings, other))


def _percent(figure: _Figure, _: str, __: Mapping[str, Finding]) -> _Figure:
    if figure.unit != "share":
        raise _Unresolved("`percent` needs a share; use `share_of` first")
    return replace(figure, words=render_range(_value(figure), "share"))


def _one_in(figure: _Figure, _: str, __: Mapping[str, Finding]) -> _Figure:
    words = render_one_in(_value(figure)) if figure.unit == "share" else None
    if words is None:
        shown = render_range(_value(figure), figure.unit)
        raise _Unresolved(f"`one_in` needs a share whose two ends round to one fraction; this is {shown}")
    return replace(figure, words=words)


def _says(figure: _Figure, phrase: str, _: Mapping[str, Finding]) -> _Figure:
    known = find_phrase(phrase)
    value = _value(figure)
    if known is None:
        raise _Unresolved(f"no rule says when `{phrase}` is true; rules: {', '.join(p.words for p in PHRASES)}")
    if known.of_share != (figure.unit == "share"):
        raise _Unresolved(f"`{phrase}` is said of {'a share' if known.of_share else 'a number'}")
    high_fits = known.high is None or (value.high is not None and value.high <= known.high)
    if value.low < known.low or not high_fits:
        limit = render_plain(known.low, figure.unit)
        top = "" if known.high is None else f" and at most {render_plain(known.high, figure.unit)}"
        raise _Unresolved(
            f"`{phrase}` needs at least {limit}{top}; the value is {render_range(value, figure.unit)}",
            contradicted=True,
        )
    return replace(figure, words=phrase)


def _with_silence(figure: _Figure, _: str, __: Mapping[str, Finding]) -> _Figure:
    if figure.finding.value_with_silence is None:
        raise _Unresolved(f"`{figure.finding.id}` states no limit for silent authorities")
    reading = f"{figure.reading}, whatever the silent authorities have"
    return replace(figure, value=figure.finding.value_with_silence, reading=reading)


def _with_others(figure: _Figure, _: str, __: Mapping[str, Finding]) -> _Figure:
    value = figure.finding.value_with_others or figure.finding.value
    return replace(figure, value=value, reading=f"{figure.reading}, with those that count something else")


def _take_n(figure: _Figure, _: str, __: Mapping[str, Finding]) -> _Figure:
    if figure.finding.n_denominator is None:
        raise _Unresolved(f"`{figure.finding.id}` has no denominator that is one number")
    reading = figure.finding.denominator or f"denominator of {figure.reading}"
    return replace(figure, value=Interval.exactly(figure.finding.n_denominator), unit="", reading=reading)


def _largest(figure: _Figure, _: str, __: Mapping[str, Finding]) -> _Figure:
    rows = figure.finding.rows or figure.finding.parts
    ranked = sorted(rows, key=lambda row: -row.value.low)
    if not ranked:
        raise _Unresolved(f"`{figure.finding.id}` has no rows to rank")
    runner_up = max((float("inf") if r.value.high is None else r.value.high for r in ranked[1:]), default=-1.0)
    if runner_up >= ranked[0].value.low:
        raise _Unresolved(f"which row of `{figure.finding.id}` is largest cannot be told", contradicted=True)
    return replace(figure, value=ranked[0].value, words=ranked[0].label, reading=f"largest row of {figure.reading}")


_FILTERS: dict[str, Callable[[_Figure, str, Mapping[str, Finding]], _Figure]] = {
    "low": _take_low,
    "high": _take_high,
    "at_least": _say_at_least,
    "words": _say_words,
    "in_words": _say_in_words,
    "capital": _capital,
    "row": _take_row,
    "of": _take_part,
    "share_of": _share_of,
    "less": _less,
    "percent": _percent,
    "one_in": _one_in,
    "says": _says,
    "with_silence": _with_silence,
    "with_others": _with_others,
    "n": _take_n,
    "largest": _largest,
}

"""Errors planted by rule in a copy of a story: each kind, in every figure that can bear it.

Bound ones keep the link to their finding and change the words, or keep the words and change what is bound. Unbound ones
are planted in the story as printed, where nothing is linked, and in sentences of their own about a force, a year, all
forces and parts of a whole, each with its true form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from answerable.check.bindings import Resolved, resolve
from answerable.check.figures import render_in_words
from answerable.model.dates import Period
from answerable.model.finding import Finding
from answerable.model.story import Binding, Story

_DIGITS = re.compile(r"\d[\d,]*")
_WORDS = {render_in_words(n): n for n in range(2, 100)}


@dataclass(frozen=True, slots=True)
class Planted:
    """A story with one error.

    Args:
        kind: of the error.
        text: the whole file, or the printed story.
        start: of the words that are wrong.
        end: half open.
    """

    kind: str
    text: str
    start: int
    end: int

    @property
    def words(self) -> str:
        """The words that are wrong."""
        return self.text[self.start : self.end]


def iter_words(shown: str) -> Iterator[tuple[str, str]]:
    """Every false way to write a true figure, with its kind."""
    match = _DIGITS.search(shown)
    number = int(match.group().replace(",", "")) if match else _WORDS.get(shown.lower())
    if number is None:
        return
    plain = match.group() if match else shown

    def put(other: int | str) -> str:
        words = f"{other:,}" if isinstance(other, int) else other
        return shown.replace(plain, words, 1) if match else words

    swapped = int(str(number)[::-1]) if number > 9 and str(number)[::-1] != str(number) else number + 2
    yield "digit", put(swapped)
    yield "rounding", put(number + max(1, round(number * 0.04)))
    is_plain = not re.search(r"(?i)between|at least|or more", shown)
    if "%" in shown:
        yield "points", shown.replace("%", " percentage points")
        yield "denominator", put(max(1, number // 2))
    elif is_plain and match:
        yield "points", f"{shown}%"
    if is_plain:
        yield "hedge", f"more than {put(number + 1)}"
        yield "hedge", f"fewer than {put(number)}"


def plant_bound(
    story: Story, findings: Mapping[str, Finding], period: Period, authorities: tuple[str, ...]
) -> Iterator[Planted]:
    """Every bound figure typed wrongly under its link, and every binding that is of something else."""
    for binding in story.bindings:
        if binding.is_block or binding.name == "period":
            continue
        resolved = resolve(binding, findings, period)
        steps = " | ".join(f"{step.name}: {step.argument}" if step.argument else step.name for step in binding.filters)
        for kind, words in iter_words(resolved.words):
            tail = f' "{steps}"' if steps else ""
            yield _put(story, binding, kind, f"[{words}](finding:{binding.name}{tail})")
        yield from _plant_filters(story, binding, resolved, authorities)
    for reference in story.references:
        if reference.scheme in ("case", "letter"):
            for other in authorities:
                if other != reference.target:
                    link = story.text[reference.start : reference.end].replace(f":{reference.target} ", f":{other} ")
                    yield _replace(story.text, reference.start, reference.end, link, "authority")
                    break


def _plant_filters(
    story: Story, binding: Binding, resolved: Resolved, authorities: tuple[str, ...]
) -> Iterator[Planted]:
    taken = {step.name: step.argument for step in binding.filters}
    if "of" in taken:
        for other in [one for one in authorities if one != taken["of"]][:5]:
            yield _put(story, binding, "authority", "{{ " + binding.source.replace(taken["of"], other) + " }}")
    if "says" in taken:
        for phrase in ("all", "a minority") if resolved.unit == "share" else ("dozens", "thousands", "none"):
            source = re.sub(r"says: [a-z ]+?(?= \||$)", f"says: {phrase}", binding.source)
            yield _put(story, binding, "all" if phrase in ("all", "none") else "hedge", "{{ " + source + " }}")


def _put(story: Story, binding: Binding, kind: str, words: str) -> Planted:
    return _replace(story.text, binding.start, binding.end, words, kind)


def _replace(text: str, start: int, end: int, words: str, kind: str) -> Planted:
    return Planted(kind, text[:start] + words + text[end:], start, start + len(words))


def plant_sentences(findings: Mapping[str, Finding]) -> Iterator[Planted]:
    """Sentences with bound figures of another year, that do not make their whole, or that are of some, not all."""
    years = [row.label for row in findings["by_year"].rows]
    for year in years:
        for other in years:
            if year != other:
                words = f"In {year} the logs described {{{{ by_year | row: {other} }}}} cases."
                yield _append(words, "{{ by_year", "period")
    asked = findings["asked"].value
    silent = findings["silent"].value
    assert asked is not None
    assert silent is not None
    both = "{{ answered }} answered"
    for off in (-3, -1, 1, 2, 5):
        rest, whole = f"[{silent.low + off:.0f}](finding:silent)", f"[{asked.low + off:.0f}](finding:asked)"
        yield _append(f"Of {{{{ asked }}}} forces {both}; the other {rest} did not.", "[", "parts")
        yield _append(f"We asked {whole} forces: {both} and {{{{ silent }}}} did not.", "[", "parts")
    for words in ("all", "none", "the overwhelming majority of them", "a minority"):
        yield _append(f"Of those disciplined, [{words}](finding:kept_jobs) kept their jobs.", "[", "all")


def plant_shares(findings: Mapping[str, Finding]) -> Iterator[Planted]:
    """The share of one finding in another, typed under its link: reckoned of the wrong whole."""
    part = findings["dismissed"].value
    assert part is not None
    for whole in ("listed", "answered", "allegations", "headcount"):
        value = findings[whole].value
        assert value is not None
        percent = f"{100 * part.low / value.low:.1f}%"
        words = f'Of those disciplined, [{percent}](finding:dismissed "share_of: disciplined") were dismissed.'
        yield _append(words, "[", "denominator")


def plant_free(findings: Mapping[str, Finding], names: Mapping[str, str]) -> Iterator[Planted]:
    """Sentences with nothing bound, true ones of kind `true` among them."""
    years = {row.label: row.value for row in findings["by_year"].rows}
    for year, value in years.items():
        for other, theirs in years.items():
            if value != theirs or year == other:
                kind = "true" if year == other else "period"
                yield _say("In {} the logs and answers described {} cases.", year, theirs, kind)
    forces = {row.label: row.value for row in findings["by_force"].rows if row.value and row.value.is_exact}
    named = [one for one in sorted(forces) if one in names.values()][:8]
    for force in named:
        for other in named[:4]:
            if force == other or forces[force] != forces[other]:
                kind = "true" if force == other else "authority"
                yield _say("{} disciplined {} officers over social media.", force, forces[other], kind)
    yield from _plant_counted(findings)


def _plant_counted(findings: Mapping[str, Finding]) -> Iterator[Planted]:
    """Sizes of the whole: "all" where some did not, parts that do not make it, a number as it was before."""
    asked, answered, silent = (findings[name].value for name in ("asked", "answered", "silent"))
    assert asked is not None
    assert answered is not None
    assert silent is not None
    for off in (0, -4, -2, 3):
        kind = "parts" if off else "true"
        words = f"We asked {asked.low:.0f} forces. {answered.low:.0f} answered and {{}} did not."
        yield _say(words, "", silent.low + off, kind)
        whole = f"Of {{}} forces asked, {answered.low:.0f} answered; the other {silent.low:.0f} did not."
        yield _say(whole, "", asked.low + off, kind)
    for words in (
        "All of the forces answered.", "All forces answered the letter.", "Every force gave figures.",
        "None of the disciplined officers was dismissed.", "Every force that answered gave figures.",
    ):  # fmt: skip
        found = re.match(r"All|Every|None", words)
        assert found is not None
        yield Planted("all", words, found.start(), found.end())
    for name, sentence in (
        ("dismissed", "{} officers were dismissed over social media."),
        ("allegations", "Forces recorded {} allegations about social media."),
        ("late", "{} forces answered late."),
        ("would_have_been_dismissed", "{} former officers would have been dismissed."),
    ):
        value = findings[name].value
        assert value is not None
        for off in (0, -1, -3, 2):
            yield _say(sentence, "", value.low + off, "stale" if off else "true")


def _say(words: str, name: str, number: object, kind: str) -> Planted:
    shown = f"{number:.0f}" if isinstance(number, float) else f"{number}"
    text = words.format(*([name, shown] if name else [shown]))
    start = text.rindex(shown) if name else text.index(shown, words.index("{}"))
    return Planted(kind, text, start, start + len(shown))


def _append(words: str, at: str, kind: str) -> Planted:
    start = words.index(at)
    stop = re.compile(r"\}\}|\)").search(words, start)
    assert stop is not None
    return Planted(kind, words, start, stop.end())


def plant_printed(printed: str, places: list[tuple[int, int]]) -> Iterator[Planted]:
    """Every figure of a printed story written wrongly, in its place."""
    for start, end in places:
        if re.fullmatch(r"(?:19|20)\d\d", printed[start:end]):
            continue
        for kind, words in iter_words(printed[start:end]):
            yield _replace(printed, start, end, words, kind)

"""Coding: one subject's matter, as a stretch of text, to coded values of every variable of a case.

In: a `Stretch`, the codebook, what stands above it (a year's heading, a preamble). Out: `Value` rows in the
codebook's order, each with its span. A variable of another codebook that has no reader of its own is coded by
its cues alone. Never here: where a matter begins and ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from answerable.extract.cues import CodeFound, find_codes, is_header_of
from answerable.extract.narrative.amounts import read_money, read_number
from answerable.extract.narrative.durations import read_duration
from answerable.extract.narrative.levels import read_levels
from answerable.extract.narrative.outcomes import Reading, find_asserted, read_outcome, read_procedure
from answerable.extract.narrative.scope import OUT_OF_SCOPE, SCOPE, read_scope
from answerable.extract.narrative.sentences import find_sentences, sentence_at
from answerable.extract.narrative.subjects import read_former, read_rank
from answerable.extract.narrative.timing import read_timing
from answerable.extract.places import Stretch
from answerable.model.case import Basis, Coded, Scalar, Value
from answerable.model.codebook import Codebook, Variable, VariableKind
from answerable.model.span import Span

MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Keyed:
    """A line "Key: value" whose key names a variable: the value's range in the stretch."""

    variable: str
    start: int
    end: int


def find_keyed(text: str, codebook: Codebook) -> list[Keyed]:
    """Lines that name a variable and give its value: "Rank: PC", "Outcome - Dismissed"."""
    out, at = [], 0
    for line in text.split("\n"):
        key, mark, value = _part_line(line)
        if mark and value.strip():
            name = find_variable_for(key, codebook)
            if name and not _is_value(key, mark, name, codebook):
                start = at + line.index(value, len(key))
                out.append(Keyed(name, start, start + len(value.rstrip())))
        at += len(line) + 1
    return out


def _is_value(key: str, mark: str, name: str, codebook: Codebook) -> bool:
    """Whether what stands before a dash is a value itself: "Senior officer - 2021 - ..." is an entry, no key."""
    variable = codebook.find_variable(name)
    return mark.strip() != ":" and variable is not None and bool(find_codes(key, variable))


def _part_line(line: str) -> tuple[str, str, str]:
    for mark in (":", " - ", " – ", " — ", "\t"):
        key, found, value = line.partition(mark)
        if found and 1 < len(key.strip()) <= 45:
            return key.strip(), found, value.strip()
    return "", "", ""


def find_variable_for(header: str, codebook: Codebook) -> str:
    """The variable that a header or key names best, or an empty text."""
    best, name = 0, ""
    for variable in codebook.variables:
        if variable.unit != "case":
            continue
        score = is_header_of(header, variable)
        if score > best:
            best, name = score, variable.name
    return name


def code_text(
    stretch: Stretch,
    codebook: Codebook,
    *,
    heading_year: tuple[int, Span] | None = None,
    near_year: int | None = None,
) -> dict[str, Coded]:
    """Code a matter.

    Args:
        stretch: its words.
        codebook: what is asked.
        heading_year: the year of a heading above it, with its words.
        near_year: the one year that the words on all of several people name, for days without one.

    Returns:
        Coded values by variable; what the words do not say is left out.
    """
    text = stretch.text
    out: dict[str, Coded] = {}
    decided = False
    for name, reading in _read_all(text, codebook, heading_year[0] if heading_year else None, near_year).items():
        coded = make_coded(stretch, reading, codebook.find_variable(name))
        if coded is not None:
            out[name] = coded
            decided = decided or name == "outcome"
    if "year" not in out and heading_year is not None and codebook.find_variable("year"):
        year, span = heading_year
        out["year"] = Coded(year, Basis.STATED, span, "the heading above", 0.95, MACHINE)
    for keyed in find_keyed(text, codebook):
        variable = codebook.find_variable(keyed.variable)
        if variable is None:
            continue
        coded = code_value(stretch.part(keyed.start, keyed.end), variable)
        if coded is not None:
            out[keyed.variable] = coded
    return _settle(out, codebook)


def _read_all(
    text: str, codebook: Codebook, heading_year: int | None, near_year: int | None = None
) -> dict[str, Reading]:
    """Each variable by its own reader; those with none by their cues."""
    variables = {variable.name: variable for variable in codebook.variables if variable.unit == "case"}
    out: dict[str, Reading | None] = {}
    if "rank" in variables:
        out["rank"] = read_rank(text, variables["rank"])
    outcome = read_outcome(text, variables["outcome"]) if "outcome" in variables else None
    out["outcome"] = outcome
    levels = read_levels(
        text, variables.get("level_alleged"), variables.get("level_found"), decided=outcome is not None
    )
    out.update(levels)
    if "procedure" in variables:
        out["procedure"] = read_procedure(text, variables["procedure"], str(outcome.value) if outcome else "")
    if "former_officer" in variables:
        would = outcome if outcome and outcome.value == "would_have_been_dismissed" else None
        out["former_officer"] = read_former(text, would_have_been=(would.start, would.end) if would else None)
    out.update({name: one for name, one in read_timing(text, heading_year, near_year).items() if name in variables})
    if "duration_months" in variables:
        out["duration_months"] = read_duration(text)
    for name, variable in variables.items():
        if variable.kind is VariableKind.MULTI_CATEGORY:
            out[name] = read_several(text, variable)
        elif variable.kind is VariableKind.CATEGORY and name not in _OWN_READER:
            found = find_asserted(text, variable)
            out[name] = Reading(found[0].category, found[0].start, found[0].end, 0.8) if found else None
    if SCOPE in variables:
        stated = [name for name, one in out.items() if one is not None]
        out[SCOPE] = read_scope(text, variables[SCOPE], stated=stated, codebook=codebook)
    return {name: one for name, one in out.items() if one is not None and name in variables}


_OWN_READER = frozenset({"rank", "outcome", "level_alleged", "level_found", "procedure", "former_officer", SCOPE})


_UNSURE = 0.7
"""How sure weak cues alone make: a person looks."""


def read_several(text: str, variable: Variable) -> Reading | None:
    """All categories of a variable that a text speaks for, under one range of words from the first to the last."""
    found = [one for one in find_codes(text, variable) if not _is_denied_here(text, one)]
    if variable.name == "standards":
        found = [one for one in found if _is_standard(text, one)]
    stands = [one for one in found if not _is_disproved(text, one)]
    found = stands or found  # where nothing was proven, what was alleged is told
    names = {one.category for one in found}
    if not found:
        return None
    ordered = tuple(category.name for category in variable.categories if category.name in names)
    start, end = _shortest_cover(text, found)
    return Reading(ordered, start, end, _UNSURE if all(one.is_weak for one in found) else 0.93)


def _shortest_cover(text: str, found: list[CodeFound]) -> tuple[int, int]:
    """The shortest range that holds a cue of every category found."""
    best = (found[0].start, max(one.end for one in found))
    needed = {one.category for one in found}
    for place, first in enumerate(found):
        seen: set[str] = set()
        high = first.end
        for one in found[place:]:
            seen.add(one.category)
            high = max(high, one.end)
            if seen == needed:
                if high - first.start < best[1] - best[0]:
                    best = (first.start, high)
                break
    return best


def _is_denied_here(text: str, one: CodeFound) -> bool:
    """Conduct or a platform is denied by a negation right before it, or by what opens its clause: "no racist words",
    "there was no suggestion that the messages were sexual"."""
    return bool(
        _NOT_SUGGESTED.search(text, max(0, one.start - 200), one.start)
        or _OF_ANOTHER.search(text, max(0, one.start - 120), one.start)
        or re.search(
            r"\b(?:no|not|without|never)\s+(?:any\s+|an?\s+)?\Z",
            text[max(0, one.start - 16) : one.start],
            re.IGNORECASE,
        )
    )


def _is_disproved(text: str, one: CodeFound) -> bool:
    """Whether the sentence says of conduct that it was not proven: "The third allegation, of ..., was not proven"."""
    low, high = sentence_at(text, one.start)
    return bool(_NOT_PROVED.search(text, one.end, high) or _NOT_SATISFIED.search(text, low, one.start))


_NOT_PROVED = re.compile(
    r"[^.;:]{0,160}\b(?:was|were|is|are)\s+(?:found\s+)?(?:to\s+be\s+)?(?:not\s+(?:found\s+)?(?:proven|proved|upheld|made\s+out|established|substantiated)|"
    r"unproven|disproved|unsubstantiated|dismissed\s+for\s+want)\b",
    re.IGNORECASE,
)
_NOT_SATISFIED = re.compile(
    r"\b(?:(?:did\s+not|could\s+not)\s+find\s+(?:that|it\s+proved)|not\s+(?:satisfied|persuaded)\s+that|found\s+no\s+evidence\s+(?:that|of)|"
    r"cleared\s+of|acquitted\s+of|no\s+case\s+to\s+answer\s+(?:for|in\s+respect\s+of|on))\b[^.;]*\Z",
    re.IGNORECASE,
)
_NOT_SUGGESTED = re.compile(
    r"\b(?:(?:no|without)\s+(?:suggestion|evidence|indication|allegation)|not\s+(?:suggested|alleged|the\s+case)|"
    r"(?:did|does)\s+not\s+(?:allege|suggest|regard|consider))\b[^.;]*\Z",
    re.IGNORECASE,
)
"""What opens a clause on what nobody says was done."""
_WORDS_WITHIN = r"(?:(?!(?:via|by|on|in|through|over|using|with|from|at|and|to)\b)[\w'’-]+\s+)"
_OF_ANOTHER = re.compile(
    rf"\b(?:(?:victims?|survivors?)\s+of\s+{_WORDS_WITHIN}{{0,2}}|no\s+place\s+for\s+(?:[\w'’,-]+\s+){{0,4}}|"
    r"(?:woman|man|person|girl|boy|neighbour|suspect|prisoner|detainee|someone|mother|driver|resident|caller|public|people|women|men)\s+"
    r"(?:(?:who|that)\s+)?(?:(?:had|has|have|was|were|been|being)\s+)*(?:reported|complained\s+of|suffered|accused\s+of|suspected\s+of|"
    r"arrested\s+(?:for|on\s+suspicion\s+of)|convicted\s+of|charged\s+with|jailed\s+for|wanted\s+for)\s+"
    rf"{_WORDS_WITHIN}{{0,2}})\Z",
    re.IGNORECASE,
)
"""What makes of conduct another's: "a woman who had reported stalking", "there is no place for racism"."""
_ALONE_BEFORE = re.compile(r"(?:[.;\n\u2013\u2014]|\s-)\s*\Z")
_ALONE_AFTER = re.compile(r"\s*(?:[.;\n\u2013\u2014]|-\s|\Z)")
_AS_FIELD_BEFORE = re.compile(r"(?:[;(:\u2013\u2014]|\s-|,)\s*(?:and\s+)?\Z")
_AS_FIELD_AFTER = re.compile(r"(?:\s+improper\s+conduct)?\s*(?:[;),.:\u2013\u2014]|-\s|\Z)")


def _is_standard(text: str, one: CodeFound) -> bool:
    """A standard is named as one: written with a capital, or in a sentence about standards and breaches."""
    words = text[one.start : one.end]
    low, high = next(((a, b) for a, b in find_sentences(text) if a <= one.start < b), (0, len(text)))
    around = text[low:high].lower()
    about = "standard" in around or "breach" in around
    if " " in words.strip() and _AS_FIELD_BEFORE.search(text[: one.start]) and _AS_FIELD_AFTER.match(text, one.end):
        return True  # "...; honesty and integrity; dismissed"
    if words[:1].isupper() and _ALONE_BEFORE.search(text[: one.start]) and _ALONE_AFTER.match(text, one.end):
        return True  # "... in his work. Confidentiality. Misconduct."
    if not text[: one.start].strip() and text[one.end : one.end + 1] == ":":
        return True  # "Confidentiality: a constable shared ..."
    if " " not in words.strip() and words[:1].isupper() and _lists_standards(text[low:high]):
        return True
    if " " not in words.strip():
        return about and (words[:1].isupper() or "standard" in around)
    return (
        about
        or words[:1].isupper()
        or words.lower() in ("discreditable conduct", "equality and diversity", "authority, respect and courtesy")
    )


def _lists_standards(sentence: str) -> bool:
    """Whether a sentence names a standard in its full words, so that a word with a capital beside it is one too."""
    return bool(
        re.search(
            r"\b(?:Duties\s+and\s+Responsibilities|Honesty\s+(?:and|&)\s+Integrity|Orders\s+and\s+Instructions|Discreditable\s+Conduct|"
            r"Equality\s+and\s+Diversity|Respect\s+(?:and|&)\s+Courtesy)\b",
            sentence,
        )
    )


def make_coded(stretch: Stretch, reading: Reading, variable: Variable | None) -> Coded | None:
    """Ground a reading; a reading whose words cannot be cut from one page is refused."""
    several = isinstance(reading.value, tuple)
    span = (stretch.cut_first if several else stretch.cut)(reading.start, reading.end)
    if span is None or not span.exact:
        return None
    value: Scalar = reading.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if variable is not None and variable.kind is VariableKind.YES_NO:
        value = value == "yes"
    basis = Basis.INFERRED if reading.note.startswith("would have been") else Basis.STATED
    return Coded(value, basis, span, reading.note, reading.share_sure, MACHINE)


def code_value(stretch: Stretch, variable: Variable) -> Coded | None:
    """Code the value that stands beside a key or under a header: the key has said which variable it is."""
    text = stretch.text
    reading: Reading | None
    if variable.kind is VariableKind.TEXT:
        reading = Reading(text.strip(), len(text) - len(text.lstrip()), len(text.rstrip())) if text.strip() else None
    elif variable.kind is VariableKind.MULTI_CATEGORY:
        reading = _read_listed(text, variable)
    elif variable.kind is VariableKind.DATE:
        dated = read_dated(text)
        reading = dated
    elif variable.name == "duration_months":
        reading = read_duration("warning " + text)
        reading = Reading(reading.value, reading.start - 8, reading.end - 8, 0.97) if reading else _bare_number(text)
    elif variable.kind is VariableKind.NUMBER:
        reading = read_timing(text).get("year") if variable.name == "year" else _bare_number(text)
        if reading is None and variable.name != "year":
            reading = read_number(text, variable)
    elif variable.kind is VariableKind.MONEY:
        reading = read_money(text, variable)
    elif variable.kind is VariableKind.YES_NO:
        reading = _read_yes_no(text)
    elif variable.name == "outcome":
        reading = read_outcome(text, variable)
    elif variable.kind is VariableKind.CATEGORY:
        found = find_codes(text, variable)
        reading = Reading(found[0].category, found[0].start, found[0].end, 0.97) if found else None
    else:
        reading = None
    return make_coded(stretch, reading, variable) if reading is not None else None


def _read_listed(text: str, variable: Variable) -> Reading | None:
    """Categories of a cell or keyed line; nothing around the words is needed to know what they are."""
    found = find_codes(text, variable)
    names = {one.category for one in found}
    if not found:
        return None
    start, end = _shortest_cover(text, found)
    return Reading(tuple(one.name for one in variable.categories if one.name in names), start, end, 0.95)


def read_dated(text: str) -> Reading | None:
    """The first date of a text as an ISO date."""
    from_dates = read_timing("hearing " + text)
    for name in ("decided_on", "occurred_on", "year"):
        if name in from_dates:
            one = from_dates[name]
            value = str(int(one.value)) if isinstance(one.value, float) else one.value
            return Reading(value, one.start - 8, one.end - 8, 0.95)
    return None


def _bare_number(text: str) -> Reading | None:
    plain = text.strip()
    if not plain.replace(".0", "").isdigit():
        return None
    start = text.index(plain)
    return Reading(float(plain), start, start + len(plain), 0.97)


def _read_yes_no(text: str) -> Reading | None:
    plain = text.strip().lower().rstrip(".")
    start = len(text) - len(text.lstrip())
    yes = plain in ("yes", "y", "true") or plain.startswith(("former", "resigned", "retired", "left"))
    no = plain in ("no", "n", "false") or plain.startswith(("serving", "still serving", "current"))
    return Reading("yes" if yes else "no", start, start + len(text.strip()), 0.97) if yes or no else None


def _settle(out: dict[str, Coded], codebook: Codebook) -> dict[str, Coded]:
    """What must agree between variables: who would have been dismissed had left; other conduct is of no listed kind."""
    scope, behaviours = out.get(SCOPE), codebook.find_variable("behaviours")
    has_other = behaviours is not None and behaviours.find_category("other") is not None
    if scope is not None and "platform" in out:
        del out[SCOPE]
    elif scope is not None and scope.value == OUT_OF_SCOPE and has_other and "behaviours" not in out:
        out["behaviours"] = replace(scope, value=("other",))
    outcome = out.get("outcome")
    if outcome is not None and outcome.value == "pending":
        out.pop("decided_on", None)
    if outcome is not None and outcome.value == "pending" and "level_found" in out:
        # Nothing is found before a hearing: a level that stands bare in its notice is the one alleged.
        level, alleged = out.pop("level_found"), codebook.find_variable("level_alleged")
        if alleged is not None and alleged.find_category(str(level.value)):
            out.setdefault("level_alleged", level)
    if outcome is not None and outcome.value == "would_have_been_dismissed" and outcome.span is not None:
        former = out.get("former_officer")
        if former is None or former.value is not True:
            note = "would have been dismissed is said only of those who had left"
            out["former_officer"] = Coded(True, Basis.INFERRED, outcome.span, note, 0.9, MACHINE)
    return out


def make_values(coded: dict[str, Coded], codebook: Codebook) -> tuple[Value, ...]:
    """The values of a case in the codebook's order."""
    return tuple(
        Value(variable.name, coded[variable.name]) for variable in codebook.variables if variable.name in coded
    )

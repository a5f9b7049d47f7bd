"""How screens say things: kinds of file, methods, laws, periods, counts, labels.

What comes in: nouns and codes. What goes out: short words for a reader. Never here: HTML, the record.
"""

from __future__ import annotations

from answerable.law import get_law
from answerable.model.case import Case, Tally
from answerable.model.codebook import Codebook, VariableKind
from answerable.model.dates import Period

_MEDIA = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "spreadsheet",
    "application/vnd.oasis.opendocument.spreadsheet": "spreadsheet",
    "application/vnd.ms-excel": "spreadsheet",
    "text/csv": "spreadsheet (CSV)",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document",
    "application/msword": "Word document",
    "application/vnd.oasis.opendocument.text": "text document",
    "application/rtf": "text document",
    "message/rfc822": "mail",
    "application/vnd.ms-outlook": "mail",
    "text/html": "web page",
    "text/plain": "plain text",
    "application/zip": "ZIP archive",
    "application/json": "data file (JSON)",
}
_METHODS = {
    "foi_response": "answer to our request",
    "published_log": "published log",
    "press": "press report",
    "tally": "its own count",
    "listed_cases": "the cases it listed",
    "tally_and_log": "its own count and its log",
}


def say_media(media_type: str) -> str:
    """A kind of file in a word.

    >>> say_media("application/pdf")
    'PDF'
    >>> say_media("image/png")
    'picture'
    """
    return _MEDIA.get(media_type) or ("picture" if media_type.startswith("image/") else "file")


def say_method(method: str) -> str:
    """How a case or count came to us."""
    return _METHODS.get(method) or say(method)


def say_law(law_id: str) -> str:
    """A law's short name.

    >>> say_law("foia-2000")
    'FOIA'
    """
    return get_law(law_id).short if law_id else ""


def say(code: object) -> str:
    """A code as words: ``final_written_warning`` is final written warning."""
    return str(code).replace("_", " ") if code is not None else ""


def say_period(period: Period) -> str:
    """``2018``, ``2018 to 2021`` for whole calendar years, else both days."""
    start, end = period.start, period.end
    if (start.month, start.day, end.month, end.day) != (1, 1, 12, 31):
        return f"{start} to {end}"
    return str(start.year) if start.year == end.year else f"{start.year} to {end.year}"


def say_tally(tally: Tally) -> str:
    """What a reported count counts."""
    period = f", {say_period(tally.period)}" if tally.period else ""
    narrowed = "".join(f", {say(name)} {say(value)}" for name, value in tally.categories)
    total = " (printed as a total)" if tally.is_total else ""
    unit = "" if tally.unit == tally.measure else f", {say(tally.unit)}"
    return f"{say(tally.measure)}{unit}{narrowed}{period}{total}"


def say_case(case: Case, codebook: Codebook, language: str) -> str:
    """A case in a line: rank, year, outcome; of another subject its name, number and first category."""
    parts = []
    for name in ("rank", "year", "outcome") if codebook.has_ranks else _list_telling(codebook):
        value = case.get(name)
        variable = codebook.find_variable(name)
        if value is not None and variable is not None:
            category = variable.find_category(str(value))
            parts.append(pick_label(category.label, language) if category else say(value))
    stated = [one.effective.value for one in case.values if one.effective and one.effective.value is not None]
    return ", ".join(parts) or ", ".join(say(one) for one in stated[:3] if not isinstance(one, tuple)) or "nothing yet"


def _list_telling(codebook: Codebook) -> tuple[str, ...]:
    firsts: dict[VariableKind, str] = {}
    for variable in codebook.case_variables:
        firsts.setdefault(variable.kind, variable.name)
    kinds = (VariableKind.TEXT, VariableKind.NUMBER, VariableKind.CATEGORY)
    return tuple(firsts[kind] for kind in kinds if kind in firsts)


def pick_label(labels: tuple[tuple[str, str], ...], language: str) -> str:
    """The label in a language, else in the first there is."""
    by_language = dict(labels)
    return by_language.get(language) or next(iter(by_language.values()), "")

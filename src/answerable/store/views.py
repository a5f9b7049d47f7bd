"""The views that findings ask: their columns and what each means, in one place for the code and the reference.

What comes in: a codebook. What goes out: `View` descriptions and the text of docs/reference/views.md. Never here: rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from answerable.model.codebook import Codebook, VariableKind

TEXT, NUMBER, WHOLE, YES_NO, DAY, TEXTS = "VARCHAR", "DOUBLE", "BIGINT", "BOOLEAN", "DATE", "VARCHAR[]"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a view."""

    name: str
    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class View:
    """One view: what a row is, and its columns."""

    name: str
    a_row_is: str
    columns: tuple[Column, ...]


_PLACE = (
    Column("document", TEXT, "sha256 of the received bytes"),
    Column("page", WHOLE, "page or sheet, from 1"),
    Column("words", TEXT, "the words that show it"),
)

_VIEWS = (
    View(
        "authorities",
        "an authority that was asked",
        (
            Column("authority_id", TEXT, "its slug"),
            Column("name", TEXT, "its present name"),
            Column("kind", TEXT, "such as `territorial_police`"),
            Column("nation", TEXT, "the first nation it covers"),
            Column("nations", TEXTS, "every nation it covers"),
            Column("law", TEXT, "the access law it answers under"),
            Column("headcount", WHOLE, "officers at the newest date known; null where not known"),
            Column("headcount_year", WHOLE, "the year of that headcount"),
        ),
    ),
    View(
        "requests",
        "a letter put to one authority",
        (
            Column("request_id", TEXT, "identifier"),
            Column("authority_id", TEXT, "to whom"),
            Column("batch_id", TEXT, "the letter"),
            Column("law", TEXT, "the access law that governs it"),
            Column("channel", TEXT, "`mail`, `portal`, `post` or `whatdotheyknow`"),
            Column("sent_on", DAY, "the day it went; null while it has not"),
        ),
    ),
    View(
        "messages",
        "a letter in or out",
        (
            Column("message_id", TEXT, "identifier"),
            Column("request_id", TEXT, "the request; empty in the holding pen"),
            Column("authority_id", TEXT, "of the request"),
            Column("direction", TEXT, "`in` or `out`"),
            Column("kind", TEXT, "what the letter is; empty where not classified"),
            Column("sent_at", TEXT, "UTC instant; empty where not known"),
            Column("subject", TEXT, "its subject"),
            Column("document", TEXT, "sha256 of the bytes"),
        ),
    ),
    View(
        "responses",
        "a letter that decides, as it is classified",
        (
            Column("response_id", TEXT, "the classification's identifier"),
            Column("message_id", TEXT, "the letter"),
            Column("request_id", TEXT, "the request"),
            Column("authority_id", TEXT, "who answers"),
            Column("kind", TEXT, "`response` or `review_outcome`"),
            Column("decision", TEXT, "rolled up over the questions; null where undecided"),
            Column("answered_on", DAY, "the day it was sent"),
            Column("superseded", YES_NO, "a later response replaces it"),
            Column("ruled", YES_NO, "a person ruled on it"),
        ),
    ),
    View(
        "answers",
        "a request and what became of it (the responses that stand, rolled up)",
        (
            Column("request_id", TEXT, "the request"),
            Column("authority_id", TEXT, "who was asked"),
            Column("answered", YES_NO, "it decided, be it by a refusal"),
            Column("gave_figures", YES_NO, "it gave at least a part"),
            Column("decision", TEXT, "rolled up; null where no answer came"),
            Column("asked_on", DAY, "the day the letter went"),
            Column("due_on", DAY, "the last day for a response"),
            Column("answered_on", DAY, "the day of the first response"),
            Column("days_late", WHOLE, "days after the due date, 0 for in time; null where no answer came"),
        ),
    ),
    View(
        "grounds",
        "a ground in law on which a standing response withholds something",
        (
            Column("authority_id", TEXT, "who withholds"),
            Column("request_id", TEXT, "the request"),
            Column("law", TEXT, "such as `foia-2000`: the same section means other things under other laws"),
            Column("section", TEXT, "such as `40(2)`"),
            Column("number", TEXT, "its first part, such as `40`"),
            Column("ground", TEXT, "the section's title in the law"),
        ),
    ),
    View(
        "cases",
        "one subject's matter as one source reports it; rejected and superseded ones are in, marked",
        (
            Column("case_id", TEXT, "identifier"),
            Column("subject_id", TEXT, "the person's matter it belongs to; null where not reconciled"),
            Column("authority_id", TEXT, "whose officer"),
            Column("method", TEXT, "`foi_response`, `published_log` or `press`"),
            Column("standing", TEXT, "`proposed`, `accepted`, `rejected` or `added`"),
            Column("superseded", YES_NO, "a later answer replaces the document it stands in"),
            Column("stands", YES_NO, "neither rejected nor superseded"),
            Column("request_id", TEXT, "the request it answers; empty for logs"),
            Column("n_low", NUMBER, "people these words are about, at least"),
            Column("n_high", NUMBER, "people these words are about, at most; null where not known"),
            *_PLACE,
        ),
    ),
    View(
        "case_values",
        "one value of one variable of one case; a variable with several categories has a row for each",
        (
            Column("case_id", TEXT, "the case"),
            Column("variable", TEXT, "of the codebook"),
            Column("value", TEXT, "the effective value"),
            Column("basis", TEXT, "`stated`, `inferred`, `calculated` or `not_stated`"),
            Column("ruled", YES_NO, "a person ruled on it"),
            Column("by", TEXT, "the rule, model or person"),
            Column("note", TEXT, "how it was inferred or calculated"),
            *_PLACE,
        ),
    ),
    View(
        "subjects",
        "one person's matter: its standing cases from every source together",
        (
            Column("subject_id", TEXT, "identifier"),
            Column("authority_id", TEXT, "whose officer"),
            Column("cases", TEXTS, "the case identifiers"),
            Column("methods", TEXTS, "where it is told"),
            Column("conflicts", TEXTS, "variables on which its sources disagree"),
        ),
    ),
    View(
        "tallies",
        "a count that an authority reports itself",
        (
            Column("tally_id", TEXT, "identifier"),
            Column("authority_id", TEXT, "who reports"),
            Column("method", TEXT, "`foi_response`, `published_log` or `press`"),
            Column("measure", TEXT, "of the codebook"),
            Column("unit", TEXT, "`officers`, `officers_and_staff`, `allegations`, `cases`"),
            Column("period_from", DAY, "null where the source does not say"),
            Column("period_to", DAY, "null where the source does not say"),
            Column("period_kind", TEXT, "`calendar_year`, `financial_year` or `other`"),
            Column("categories", TEXTS, "what narrows it, such as `rank=constable`; empty for a total"),
            Column("low", NUMBER, "at least; null where the cell holds no number"),
            Column("high", NUMBER, "at most; null where no limit is known"),
            Column("standing", TEXT, "`proposed`, `accepted`, `rejected` or `added`"),
            Column("is_total", YES_NO, "printed as a total of other cells"),
            Column("superseded", YES_NO, "a later answer replaces the document it stands in"),
            Column("stands", YES_NO, "neither rejected nor superseded"),
            Column("question", WHOLE, "the question it answers"),
            Column("note", TEXT, "how it was read, why it is not comparable"),
            *_PLACE,
        ),
    ),
    View(
        "counts",
        "how many distinct people an authority has for a measure, from all its sources",
        (
            Column("count_id", TEXT, "identifier"),
            Column("authority_id", TEXT, "whose"),
            Column("measure", TEXT, "of the codebook"),
            Column("low", NUMBER, "at least"),
            Column("high", NUMBER, "at most; null where no limit is known"),
            Column("basis", TEXT, "`tally`, `listed_cases`, `published_log`, `tally_and_log`"),
            Column("methods", TEXTS, "sources pooled"),
            Column("comparable", YES_NO, "it counts officers over the period asked"),
            Column("residue", NUMBER, "listed minus tallied, where both exist"),
            Column("note", TEXT, "how it was got"),
            Column("tallies", TEXTS, "the tallies behind it"),
            Column("cases", TEXTS, "the cases behind it"),
        ),
    ),
    View(
        "problems",
        "an imperfection of the data",
        (
            Column("problem_id", TEXT, "identifier"),
            Column("code", TEXT, "listed in problems.md"),
            Column("place", TEXT, "file and place"),
            Column("found", TEXT, "what stands there"),
            Column("expected", TEXT, "what was expected"),
            Column("document", TEXT, "sha256 of the document"),
            Column("authority_id", TEXT, "whose material"),
            Column("blocks", YES_NO, "publication waits for it"),
        ),
    ),
)

_KINDS = {
    VariableKind.MULTI_CATEGORY: TEXTS,
    VariableKind.NUMBER: NUMBER,
    VariableKind.MONEY: NUMBER,
    VariableKind.YES_NO: YES_NO,
}


def list_case_variables(codebook: Codebook | None, view: str = "cases") -> tuple[Column, ...]:
    """The codebook's variables as columns of `cases` or `subjects`; a name that the view already has is left out."""
    taken = {column.name for column in _get(view).columns}
    return tuple(
        Column(variable.name, _KINDS.get(variable.kind, TEXT), dict(variable.label).get("en", variable.name))
        for variable in (codebook.variables if codebook else ())
        if variable.name not in taken
    )


def list_views(codebook: Codebook | None = None) -> tuple[View, ...]:
    """Every view, with the codebook's variables on `cases` and `subjects`."""
    return tuple(
        View(view.name, view.a_row_is, (*view.columns, *list_case_variables(codebook, view.name)))
        if view.name in ("cases", "subjects")
        else view
        for view in _VIEWS
    )


def _get(name: str) -> View:
    return next(view for view in _VIEWS if view.name == name)


def render_views() -> str:
    """The text of docs/reference/views.md."""
    parts = [
        "# Views\n",
        "A finding in `findings/` is one query over these views. They are made from the record each time, read-only, "
        "in DuckDB's SQL. Text that is not known is null or empty as stated; an empty list is an empty list.\n",
        "`cases` and `subjects` carry, beside the columns below, one column for each variable of `codebook.toml`: "
        "text for a category, a date or a text, a list for several categories, a number, or yes/no. The value is the "
        "effective one: a person's ruling where there is one, else the machine's proposal.\n",
    ]
    for view in _VIEWS:
        parts.append(f"## {view.name}\n\nA row is {view.a_row_is}.\n\n| column | type | meaning |\n|---|---|---|")
        parts.extend(f"| `{column.name}` | {column.kind} | {column.meaning} |" for column in view.columns)
        parts.append("")
    return "\n".join(parts)

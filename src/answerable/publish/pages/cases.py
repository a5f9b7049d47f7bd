"""The explorer: lists of cases, one for each way to narrow them down, and a page for each case.

What comes in: a frame and the rows of all cases. What goes out: pages in a `SiteWriter`. Never here: which cases
stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from answerable.model.case import Case
from answerable.model.ids import make_key
from answerable.publish.explorer import PER_PAGE, CaseRow, Facets, say_key
from answerable.publish.pages.frame import Frame
from answerable.publish.pages.rows import name_page, render_rows
from answerable.publish.privacy import Names, mask
from answerable.publish.writer import SiteWriter


def add_case_lists(
    frame: Frame, writer: SiteWriter, rows: Sequence[CaseRow], groups: Mapping[str, list[int]]
) -> Facets:
    """Put the list of all cases, and one for each value of each facet.

    Args:
        frame: of the language.
        writer: of the site.
        rows: of all cases, in order.
        groups: numbers of the rows of each key, as `group_rows` gives them.

    Returns:
        The facets.
    """
    names = {authority.id: authority.name for authority in frame.material.authorities.values()}
    facets = Facets(groups, frame.edition.codebook, frame.labels, frame.language, names)
    _add_list(frame, writer, rows, "cases.html", frame.language.say("Cases"), facets)
    for key, numbers in groups.items():
        said = say_key(key, frame.labels, frame.language, names)
        title = frame.language.say("Cases: %(what)s", what=said)
        _add_list(frame, writer, [rows[number] for number in numbers], f"cases/by/{key}.html", title, facets, key)
    return facets


def _add_list(
    frame: Frame,
    writer: SiteWriter,
    rows: Sequence[CaseRow],
    path: str,
    title: str,
    facets: Facets,
    key: str = "",
) -> None:
    chunks = [rows[at : at + PER_PAGE] for at in range(0, len(rows), PER_PAGE)] or [[]]
    paths = [path if n == 0 else path.replace(".html", f"-{n + 1}.html") for n in range(len(chunks))]
    root = "../" * path.count("/")
    narrow = frame.environment.get_template("facets.html").render(facets=facets.all(key), root=root, crumb=bool(key))
    for n, chunk in enumerate(chunks):
        frame.add(
            writer,
            "cases.html",
            paths[n],
            title=title,
            crumb=bool(key),
            n=len(rows),
            rows=render_rows(chunk, root),
            narrow=narrow,
            turn=n + 1,
            n_turns=len(paths),
            turns=list_turns(paths, n),
        )


def list_turns(paths: Sequence[str], here: int) -> list[tuple[int, str]]:
    """The pages of a list that are worth a link from one of them: the ends and those next to it.

    >>> list_turns([f"{n}.html" for n in range(1, 10)], 4)
    [(1, '1.html'), (4, '4.html'), (5, '5.html'), (6, '6.html'), (9, '9.html')]
    """
    shown = sorted({0, here - 1, here, here + 1, len(paths) - 1} & set(range(len(paths))))
    return [(number + 1, paths[number]) for number in shown]


def add_case(frame: Frame, writer: SiteWriter, case: Case) -> str:
    """Put the page of one case; return its words as the page shows them."""
    say, material = frame.language.say, frame.material
    witness = frame.notes.witness(case)
    subject = material.subject_of.get(case.id)
    twins = [
        {"id": other, "says": say_title(frame, material.cases[other])}
        for other in (subject.cases if subject else ())
        if other != case.id and other in material.cases
    ]
    page = material.pages.get(f"{case.document}:{case.span.page}")
    names = material.names_on(page, case.span.exact)
    matter, path = subject.id if subject else "", f"cases/{case.id}.html"
    key = make_key(frame.key, repr(case), repr(witness), matter, twins, names.key)
    if frame.stands(writer, path, key):
        return witness.excerpt.words
    frame.add_light(
        writer,
        "case.html",
        "cases",
        case.id,
        say_title(frame, case),
        key,
        case=case,
        matter=matter,
        document=name_page(case.document),
        authority=frame.notes.name_of(case.authority_id),
        witness=witness,
        values=list(_values(frame, case, names)),
        twins=twins,
        reviewed=say("Confirmed by a person.")
        if witness.reviewed
        else say("Read by a program; not yet confirmed by a person."),
    )
    return witness.excerpt.words


def say_title(frame: Frame, case: Case) -> str:
    """A case in a line: authority, rank, year and outcome."""
    labels = frame.labels
    name = frame.notes.name_of(case.authority_id)
    rank, year, outcome = (labels.value(name, case.get(name)) for name in ("rank", "year", "outcome"))
    head = ", ".join(part for part in (name, rank, year) if part)
    return f"{head}: {outcome}" if outcome else head


def _values(frame: Frame, case: Case, names: Names) -> Iterator[dict[str, Any]]:
    from_span = case.span.exact
    for value in case.values:
        coded = value.effective
        if coded is None or coded.value in (None, "", ()):
            continue
        words = coded.span.exact if coded.span is not None else ""
        shown = "" if words == from_span or len(words) > 160 else mask(" ".join(words.split()), names).text
        basis = frame.language.say(coded.basis.value.replace("_", " "))
        yield {
            "label": frame.labels.variable(value.variable),
            "shown": mask(frame.labels.value(value.variable, coded.value), names).text,
            "words": shown,
            "basis": basis + (f": {mask(coded.note, names).text}" if coded.note else ""),
            "corrected": value.ruled is not None
            and (value.proposed is None or value.proposed.value != value.ruled.value),
        }

"""The explorer: lists of cases, one for each way to narrow them down.

What comes in: a frame and the rows of all cases. What goes out: pages in a `SiteWriter`. Never here: which cases
stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from answerable.publish.explorer import PER_PAGE, CaseRows, Facets, say_key
from answerable.publish.pages.frame import Frame
from answerable.publish.pages.rows import render_rows
from answerable.publish.writer import SiteWriter


def add_case_lists(frame: Frame, writer: SiteWriter, rows: CaseRows, groups: Mapping[str, Sequence[int]]) -> Facets:
    """Put the list of all cases, and one for each value of each facet.

    Args:
        frame: of the language.
        writer: of the site.
        rows: of all cases, in order.
        groups: places of the rows of each key, as `CaseRows.group` gives them.

    Returns:
        The facets.
    """
    names = {authority.id: authority.name for authority in frame.material.authorities.values()}
    facets = Facets(groups, frame.edition.codebook, frame.labels, frame.language, names)
    _add_list(frame, writer, rows, range(len(rows)), "cases.html", frame.language.say("Cases"), facets)
    for key, numbers in groups.items():
        said = say_key(key, frame.labels, frame.language, names)
        title = frame.language.say("Cases: %(what)s", what=said)
        _add_list(frame, writer, rows, numbers, f"cases/by/{key}.html", title, facets, key)
    return facets


def _add_list(
    frame: Frame,
    writer: SiteWriter,
    rows: CaseRows,
    numbers: Sequence[int],
    path: str,
    title: str,
    facets: Facets,
    key: str = "",
) -> None:
    starts = range(0, len(numbers), PER_PAGE) or range(1)
    paths = [path if n == 0 else path.replace(".html", f"-{n + 1}.html") for n in range(len(starts))]
    root = "../" * path.count("/")
    narrow = frame.environment.get_template("facets.html").render(facets=facets.all(key), root=root, crumb=bool(key))
    for n, start in enumerate(starts):
        frame.add(
            writer,
            "cases.html",
            paths[n],
            title=title,
            crumb=bool(key),
            n=len(numbers),
            rows=render_rows(rows.pick(numbers[start : start + PER_PAGE]), root),
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

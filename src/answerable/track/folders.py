"""Folders of the inbox that name nobody who was asked, while letters in them wait in the holding pen.

What comes in: the letters that wait, the requests and authorities. What goes out: a problem for each folder, with the
names that it may have been meant for. What must never be here: a guess which of them it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import process

from answerable.model.authority import Authority
from answerable.model.ids import make_id
from answerable.model.problem import Problem
from answerable.model.report import counted
from answerable.model.request import Request

CODE = "folder-names-no-request"
_MOST_NAMED = 12


def find_unknown_folders(
    held: Iterable[str], requests: Sequence[Request], authorities: Sequence[Authority]
) -> list[Problem]:
    """A problem for each top folder of the inbox that is named like no authority that was asked.

    Args:
        held: origins of the letters that are matched to no request, such as ``inbox/estmere/answer.pdf``.
        requests: that were made.
        authorities: of the investigation.

    >>> [one.where for one in find_unknown_folders(["inbox/estmere/answer.pdf", "inbox/loose.pdf"], (), ())]
    ['inbox/estmere/']
    """
    asked = {request.authority_id for request in requests}
    known = {row.id for row in authorities}
    n_letters: dict[str, int] = {}
    for origin in held:
        folder, slash, _ = origin.removeprefix("inbox/").partition("/")
        if origin.startswith("inbox/") and slash and folder not in asked and "!" not in folder and "#" not in folder:
            n_letters[folder] = n_letters.get(folder, 0) + 1
    return [_make(folder, n, sorted(asked), folder in known) for folder, n in sorted(n_letters.items())]


def _make(folder: str, n_letters: int, asked: Sequence[str], is_known: bool) -> Problem:
    near = [name for name, _, _ in process.extract(folder, asked, limit=3, score_cutoff=60)]
    names = list(dict.fromkeys([*near, *asked]))
    shown = ", ".join(names[:_MOST_NAMED]) + (f" and {len(names) - _MOST_NAMED} more" * (len(names) > _MOST_NAMED))
    who = "an authority that was not asked" if is_known else "no authority's id"
    meant = f"rename it to {near[0]}/ if that is meant" if near else "rename it to the id of the authority that answers"
    return Problem(
        make_id("prb", CODE, folder),
        CODE,
        f"inbox/{folder}/",
        f"{folder} is {who}; {counted(n_letters, 'letter waits', 'letters wait')} in the holding pen",
        f"the id of an authority that was asked: {shown or 'none was asked yet'}",
        f"{meant}; or say which request each letter answers: answerable classify",
    )

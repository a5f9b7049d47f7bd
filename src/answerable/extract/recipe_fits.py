"""Recipe fits: recipes that nothing is read by, and files that look like the next version of one that a recipe is for.

In: recipes, the files of every answer. Out: problems that say which name to add. A file is never read by a recipe that
does not name it: whether it is the next version is for a person to say. Never here: reading by a recipe.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePath

from answerable.model.document import Document
from answerable.model.ids import make_id
from answerable.model.problem import Problem
from answerable.model.recipe import Recipe


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that an authority sent, and whether it has tables."""

    authority_id: str
    document: Document
    has_tables: bool


def fits(recipe: Recipe, name: str) -> bool:
    """Whether a recipe is written for files of this name."""
    return any(fnmatchcase(name.lower(), pattern.lower()) for part in recipe.parts for pattern in part.documents)


def find_unfollowed(recipes: Sequence[Recipe], files: Sequence[SentFile]) -> list[Problem]:
    """A problem for each recipe that fits no file, and for each file that may be the next version of one that fits.

    The next version: an authority of which a recipe fits one file sent another with tables, of the same kind, that no
    recipe names.
    """
    problems: list[Problem] = []
    sent: Mapping[str, list[SentFile]] = _by_authority(files)
    for recipe in recipes:
        named = [file for file in files if fits(recipe, file.document.name)]
        if not named:
            problems.append(_make(recipe, "recipe-fits-no-document", "", f"{len(files)} files", "correct `documents`"))
        for file in (one for first in named for one in sent[first.authority_id]):
            if _may_be_next(file, named, recipes):
                remedy = "if it is the next version, add its name to `documents` in the recipe; else leave it"
                problems.append(_make(recipe, "recipe-not-followed", file.document.id, file.document.name, remedy))
    return list({problem.id: problem for problem in problems}.values())


def _by_authority(files: Sequence[SentFile]) -> defaultdict[str, list[SentFile]]:
    out: defaultdict[str, list[SentFile]] = defaultdict(list)
    for file in files:
        out[file.authority_id].append(file)
    return out


def _may_be_next(file: SentFile, named: Sequence[SentFile], recipes: Sequence[Recipe]) -> bool:
    kinds = {PurePath(one.document.name.lower()).suffix for one in named}
    same_kind = PurePath(file.document.name.lower()).suffix in kinds
    return file.has_tables and same_kind and not any(fits(recipe, file.document.name) for recipe in recipes)


def _make(recipe: Recipe, code: str, document: str, found: str, remedy: str) -> Problem:
    patterns = " or ".join(dict.fromkeys(pattern for part in recipe.parts for pattern in part.documents))
    return Problem(
        make_id("problem", code, recipe.name, document),
        code,
        f"recipes/{recipe.name}.toml",
        found=found,
        expected=f"a file named {patterns}",
        remedy=remedy,
        document=document,
    )

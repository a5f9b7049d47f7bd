"""``names.toml``: names to take out of everything that is published, and names that may stand.

What comes in: the file, where there is one. What goes out: `NameLists`. Never here: how names are found.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from answerable.model.names import AllowedName, NameLists
from answerable.project.toml_file import Strict, load_toml

FILE_NAME = "names.toml"
Text = Annotated[str, Field(min_length=2)]


class _Allowed(Strict):
    name: Text
    by: Text
    why: Text


class _File(Strict):
    hide: tuple[Text, ...] = ()
    allow: tuple[_Allowed, ...] = ()


def parse_names(path: Path) -> NameLists:
    """Read the file; empty lists where there is none.

    Raises:
        ProjectFileInvalid: it says something not allowed, such as a name that may stand without who says so and why.
    """
    if not path.is_file():
        return NameLists()
    file = load_toml(path, _File)
    return NameLists(file.hide, tuple(AllowedName(item.name, item.by, item.why) for item in file.allow))

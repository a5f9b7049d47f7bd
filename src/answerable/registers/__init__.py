"""The registers that ship with the package: authorities as data, named lists, and the taking in of other lists.

What lives here: reading ``data/*.toml``, finding an authority by any of its names, importing a CSV that somebody
kept. What comes in: text; what goes out: `Authority`, `Register`, problems. What must never be here: an
investigation's own ``authorities.csv`` (``project``), the sending of anything.
"""

from answerable.registers.importing import (
    NAME_HEADS,
    SUMS,
    ImportedAuthorities,
    import_authorities,
    import_rows,
    make_plain_head,
)
from answerable.registers.naming import find_by_name, find_candidates, normalise_name
from answerable.registers.registers import find_list, get_list, get_register, list_registers, parse_register
from answerable.registers.writing import render_authorities_csv

__all__ = [
    "NAME_HEADS",
    "SUMS",
    "ImportedAuthorities",
    "find_by_name",
    "find_candidates",
    "find_list",
    "get_list",
    "get_register",
    "import_authorities",
    "import_rows",
    "list_registers",
    "make_plain_head",
    "normalise_name",
    "parse_register",
    "render_authorities_csv",
]

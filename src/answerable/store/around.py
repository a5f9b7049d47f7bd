"""A case or count with all that stands on the same page, in one step to the database: what a ruling begins with.

In: a record, a kind, an id, a page. Out: the row, the JSON of the rows of its page, a count of rulings. Never here:
what is made of them.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from answerable.errors import NotInRecord
from answerable.model.case import Case, Tally
from answerable.store import schema
from answerable.store.codec import from_text
from answerable.store.record import Record

Row = TypeVar("Row", Case, Tally)
_KINDS = (Case, Tally)


@dataclass(frozen=True, slots=True)
class Around(Generic[Row]):
    """What stands around a row.

    Args:
        row: the row.
        texts: kind and JSON of every case and count of its document that names the page.
        n_counted: how many rulings there are on the noun that was asked for.
    """

    row: Row
    texts: tuple[tuple[type, str], ...]
    n_counted: int


def look_around(record: Record, kind: type[Row], row_id: str, number: int, counting: str) -> Around[Row]:
    """Read a row and its page.

    Args:
        record: where they stand.
        kind: of the row.
        row_id: its id.
        number: of the page; 0 where no other row is wanted.
        counting: a noun whose rulings are counted.

    Raises:
        NotInRecord: there is no such row.
    """
    values = {"id": row_id, "page": f'%"page":{number}%', "counting": counting}
    with record.reading.connect() as connection:
        found = connection.execute(_make_query(kind.__name__), values).all()
    n_counted = next(int(one.data) for one in found if one.kind < 0)
    row = next((one.data for one in found if one.kind >= 0 and _KINDS[one.kind] is kind and one.id == row_id), None)
    if row is None:
        raise NotInRecord(
            f"no such {kind.__name__.lower()} in the record",
            found=row_id,
            remedy="run `answerable run` first, or look the id up on the board",
        )
    texts = tuple((_KINDS[one.kind], one.data) for one in found if one.kind >= 0 and one.on_page)
    return Around(record.parsed.get(kind, row, functools.partial(from_text, kind)), texts, n_counted)


@functools.cache
def _make_query(name: str) -> sa.CompoundSelect[Any]:
    """Built once for each kind of row: a ruling asks nothing more often."""
    own = next(schema.TABLES[one].c for one in _KINDS if one.__name__ == name)
    document = sa.select(own.document).where(own.id == sa.bindparam("id")).scalar_subquery()
    rulings = schema.judgements.c
    n = sa.select(sa.cast(sa.func.count(), sa.Text)).where(rulings.noun == sa.bindparam("counting")).scalar_subquery()
    no_row: tuple[Any, ...] = (sa.literal_column("-1").label("kind"), sa.literal("").label("id"))
    queries: list[sa.Select[Any]] = [sa.select(*no_row, n.label("data"), sa.false().label("on_page"))]
    for number, kind in enumerate(_KINDS):
        columns = schema.TABLES[kind].c
        on_page = columns.data.like(sa.bindparam("page"))
        query = sa.select(sa.literal_column(str(number)), columns.id, columns.data, on_page)
        queries.append(query.where(columns.document == document, sa.or_(on_page, columns.id == sa.bindparam("id"))))
    return sa.union_all(*queries)

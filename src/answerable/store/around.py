"""Cases and counts with all that stands on the same pages, in two steps to the database: what rulings begin with.

In: a record; kinds, ids, pages. Out: the rows, the JSON of the rows of their pages, a count of rulings. Never here:
what is made of them.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from answerable.errors import NotInRecord
from answerable.model.case import Case, Tally
from answerable.store import schema
from answerable.store.codec import from_text
from answerable.store.many import among
from answerable.store.record import Record

_KINDS: tuple[type[Case] | type[Tally], ...] = (Case, Tally)
_Place = tuple[str, int]
"""Document and page."""
_Texts = tuple[tuple[type, str], ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where is looked.

    Args:
        kind: of the row.
        id: of the row.
        page: number of the page; 0 where no other row is wanted.
    """

    kind: type[Case] | type[Tally]
    id: str
    page: int


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a row.

    Args:
        row: the row.
        texts: kind and JSON of every case and count of its document that names the page.
        n_counted: how many rulings there are on the noun that was asked for.
    """

    row: Case | Tally
    texts: _Texts
    n_counted: int


def look_around(record: Record, spots: Sequence[Spot], counting: str) -> list[Around | NotInRecord]:
    """Read rows and their pages.

    Args:
        record: where they stand.
        spots: a few hundred at the most.
        counting: a noun whose rulings are counted.

    Returns:
        For each spot what stands there, or that there is no such row.
    """
    with record.reading.connect() as connection:
        n_counted, rows = _read_rows(record, connection, spots, counting)
        places = {(rows[one].document, one.page) for one in spots if one in rows and one.page}
        texts = _read_places(connection, places)
    return [
        Around(rows[one], texts.get((rows[one].document, one.page), ()), n_counted) if one in rows else _miss(one)
        for one in spots
    ]


def _read_rows(
    record: Record, connection: sa.Connection, spots: Sequence[Spot], counting: str
) -> tuple[int, dict[Spot, Case | Tally]]:
    rulings = schema.judgements.c
    n = sa.select(sa.cast(sa.func.count(), sa.Text)).where(rulings.noun == counting).scalar_subquery()
    queries = [sa.select(sa.literal_column("-1").label("kind"), sa.literal("").label("id"), n.label("data"))]
    for number, kind in enumerate(_KINDS):
        ids = sorted({one.id for one in spots if one.kind is kind})
        columns = schema.TABLES[kind].c
        if ids:
            query = sa.select(sa.literal_column(str(number)), columns.id, columns.data)
            queries.append(query.where(among(connection, columns.id, ids)))
    found = connection.execute(sa.union_all(*queries)).all()
    n_counted = next(int(one.data) for one in found if one.kind < 0)
    rows: dict[tuple[type, str], Case | Tally] = {}
    for one in found:
        if one.kind >= 0:
            kind = _KINDS[one.kind]
            rows[kind, one.id] = record.parsed.get(kind, one.data, functools.partial(from_text, kind))
    return n_counted, {one: rows[one.kind, one.id] for one in spots if (one.kind, one.id) in rows}


def _read_places(connection: sa.Connection, places: Collection[_Place]) -> dict[_Place, _Texts]:
    found: dict[_Place, list[tuple[type, str]]] = {place: [] for place in places}
    ordered = sorted(places)
    if connection.dialect.name == "postgresql" and places:
        values = {"documents": [one for one, _ in ordered], "numbers": [number for _, number in ordered]}
        for row in connection.execute(_IN_PLACES, values):
            found[row.document, row.number].append((_KINDS[row.kind], row.data))
        return {place: tuple(texts) for place, texts in found.items()}
    for document, number in ordered:
        for kind in _KINDS:
            columns = schema.TABLES[kind].c
            here = (columns.document == document, columns.data.contains(f'"page":{number}', autoescape=True))
            texts = connection.execute(sa.select(columns.data).where(*here)).scalars()
            found[document, number] += [(kind, text) for text in texts]
    return {place: tuple(texts) for place, texts in found.items()}


def _miss(spot: Spot) -> NotInRecord:
    return NotInRecord(
        f"no such {spot.kind.__name__.lower()} in the record",
        found=spot.id,
        remedy="run `answerable run` first, or look the id up on the board",
    )


_IN_PLACES = sa.text(
    " UNION ALL ".join(
        f"SELECT {number} AS kind, place.document, place.number, here.data"
        " FROM unnest(CAST(:documents AS text[]), CAST(:numbers AS integer[])) AS place(document, number)"
        f" JOIN {schema.TABLES[kind].name} AS here ON here.document = place.document"
        """ AND here.data LIKE '%"page"\\:' || place.number || '%'"""
        for number, kind in enumerate(_KINDS)
    )
)

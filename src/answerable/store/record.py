"""The record itself: open it, archive bytes, replace a unit's rows, read nouns back.

Rulings and the audit trail of a record have modules of their own (`rulings`, `trail`)."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from answerable.errors import NotInRecord
from answerable.model.document import Page, Source
from answerable.store import schema
from answerable.store.archive import Archive, Shelf
from answerable.store.codec import from_plain, from_text, to_text
from answerable.store.engine import hold_record, make_reading, open_engine
from answerable.store.many import among
from answerable.store.parsed import Parsed
from answerable.store.rulings import Rulings

Noun = TypeVar("Noun")
_AT_ONCE = 500
"""So many units are named in one statement."""


class Record(Rulings):
    """What is received, derived and ruled. Safe to open from several threads and processes."""

    def __init__(self, engine: sa.Engine, archive: Archive) -> None:
        self._engine = engine
        self._reading = make_reading(engine)
        self._archive = archive
        self.parsed = Parsed()

    @classmethod
    def open(cls, url: str, *, archive: Shelf | Path) -> Record:
        """Open a record, creating or migrating its tables.

        Args:
            url: SQLAlchemy address, such as ``sqlite:////home/me/psm/record.db`` or ``postgresql+psycopg://...``;
                ``sqlite://`` is in memory.
            archive: folder of received bytes, or another shelf for them.

        Raises:
            RecordVersionUnknown: a newer version of answerable wrote it.
        """
        return cls(open_engine(url), Archive(archive))

    def close(self) -> None:
        """Give connections back."""
        self._engine.dispose()

    def __enter__(self) -> Record:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def engine(self) -> sa.Engine:
        """For `store` itself (snapshots, locks); nobody else may use it."""
        return self._engine

    @property
    def reading(self) -> sa.Engine:
        """For `store` itself: single statements that read."""
        return self._reading

    def is_reachable(self) -> bool:
        """Whether the database answers."""
        try:
            with self._reading.connect() as connection:
                connection.execute(sa.select(1))
        except sa.exc.SQLAlchemyError:
            return False
        return True

    # --- received bytes -----------------------------------------------------------------------------------------

    def archive(
        self, data: bytes, *, name: str, media_type: str, origin: str, parent: str = "", received_at: str = ""
    ) -> Source:
        """File received bytes and note where they came from; the same bytes again return what was noted first."""
        sha256 = self._archive.put(data)
        source = Source(sha256, name, media_type, len(data), origin, parent, received_at)
        with self._engine.begin() as connection:
            known = connection.execute(
                sa.select(schema.sources.c.data).where(schema.sources.c.id == sha256)
            ).scalar_one_or_none()
            if known is not None:
                return from_text(Source, known)
            row = {"id": sha256, "parent": parent, "data": to_text(source)}
            connection.execute(schema.sources.insert().values(row))
        return source

    def file_bytes(self, data: bytes) -> str:
        """File bytes that a row notes or will note, and return their sha256; for restoring."""
        return self._archive.put(data)

    def get_bytes(self, sha256: str) -> bytes:
        """Return received bytes, checked against their hash."""
        return self._archive.get(sha256)

    def iter_sources(self) -> Iterator[Source]:
        """Everything received, one by one, ordered by hash; do not write while it goes on."""
        yield from self._read(Source, sa.select(schema.sources.c.data).order_by(schema.sources.c.id))

    def sources(self) -> list[Source]:
        """Everything received, ordered by hash."""
        return list(self.iter_sources())

    def find_source(self, sha256: str) -> Source | None:
        """What is noted of received bytes, or None."""
        query = sa.select(schema.sources.c.data).where(schema.sources.c.id == sha256)
        return next(self._read(Source, query), None)

    # --- derived rows -------------------------------------------------------------------------------------------

    def is_current(self, stage: str, unit: str, key: str) -> bool:
        """Whether a unit's rows were made with this key."""
        query = sa.select(schema.work.c.key).where(schema.work.c.stage == stage, schema.work.c.unit == unit)
        with self._reading.connect() as connection:
            return connection.execute(query).scalar_one_or_none() == key

    def keys(self, stage: str) -> dict[str, str]:
        """The key of every unit that a stage has done."""
        query = sa.select(schema.work.c.unit, schema.work.c.key).where(schema.work.c.stage == stage)
        with self._reading.connect() as connection:
            return {row.unit: row.key for row in connection.execute(query)}

    def replace(self, stage: str, unit: str, key: str, rows: Iterable[Any]) -> None:
        """Put a unit's rows in the place of its earlier ones, in one transaction.

        Args:
            stage: the verb, such as ``extract``.
            unit: what was worked on, such as a document's sha256.
            key: of everything that can change the rows.
            rows: nouns of any kind; their order is kept.
        """
        self.replace_many(stage, [(unit, key, rows)])

    def replace_many(self, stage: str, made: Sequence[tuple[str, str, Iterable[Any]]]) -> None:
        """Put the rows of several units in the place of their earlier ones, all in one transaction.

        Args:
            stage: the verb.
            made: unit, key and rows of each, as `replace` has them; each unit once.
        """
        grouped: dict[type, list[dict[str, Any]]] = {}
        notes = []
        for unit, key, rows in made:
            kinds = set()
            for ordinal, noun in enumerate(rows):
                kinds.add(type(noun))
                picked = schema.NOUNS[type(noun)].picked_by
                row = {"id": noun.id, "stage": stage, "unit": unit, "ordinal": ordinal, "data": to_text(noun)}
                row.update({name: str(getattr(noun, name)) for name in picked})
                grouped.setdefault(type(noun), []).append(row)
            nouns = json.dumps(sorted(schema.NOUNS[kind].name for kind in kinds))
            notes.append({"stage": stage, "unit": unit, "key": key, "nouns": nouns})
        with self._engine.begin() as connection:
            self._forget(connection, stage, [note["unit"] for note in notes])
            for kind, values in grouped.items():
                connection.execute(schema.TABLES[kind].insert(), values)
            connection.execute(schema.work.insert(), notes)

    def keep_only(self, stage: str, units: Iterable[str]) -> int:
        """Forget the units of a stage that are not among these; return how many were forgotten."""
        gone = sorted(set(self.keys(stage)) - set(units))
        if gone:
            with self._engine.begin() as connection:
                self._forget(connection, stage, gone)
        return len(gone)

    def forget_derived(self) -> None:
        """Delete every derived row; sources, judgements and the audit trail stay."""
        with self._engine.begin() as connection:
            for table in schema.TABLES.values():
                connection.execute(table.delete())
            connection.execute(schema.work.delete())

    @staticmethod
    def _forget(connection: sa.Connection, stage: str, units: list[str]) -> None:
        """Delete the rows of units; the work table says which noun tables they are in."""
        by_name = {table.name: table for table in schema.TABLES.values()}
        for first in range(0, len(units), _AT_ONCE):
            some = units[first : first + _AT_ONCE]
            here = (schema.work.c.stage == stage, schema.work.c.unit.in_(some))
            held: dict[str, list[str]] = {}
            for row in connection.execute(sa.select(schema.work.c.unit, schema.work.c.nouns).where(*here)).all():
                for name in json.loads(row.nouns):
                    held.setdefault(name, []).append(row.unit)
            for name, of in sorted(held.items()):
                table = by_name[name]
                connection.execute(table.delete().where(table.c.stage == stage, table.c.unit.in_(of)))
            if some:
                connection.execute(schema.work.delete().where(*here))

    # --- reading nouns back -------------------------------------------------------------------------------------

    def iter(self, kind: type[Noun], **picked: str) -> Iterator[Noun]:
        """Yield nouns of a kind in the order of stage, unit and place; filters are the fields it is picked by."""
        table = schema.TABLES[kind]
        query = sa.select(table.c.data).order_by(table.c.stage, table.c.unit, table.c.ordinal)
        for name, value in picked.items():
            query = query.where(table.c[name] == value)
        yield from self._read(kind, query)

    def iter_holding(self, kinds: Sequence[type], text: str, **picked: str) -> Iterator[Any]:
        """Yield those nouns whose JSON holds a text, kind by kind in the order of `iter`: few of very many, without
        reading all.

        Args:
            kinds: which nouns.
            text: as `to_text` writes it, such as ``"page":12``.
            picked: as `iter` has it.
        """
        for kind, found in self.iter_texts_holding(kinds, text, **picked):
            yield self.parsed.get(kind, found, functools.partial(from_text, kind))

    def iter_texts_holding(self, kinds: Sequence[type], text: str, **picked: str) -> Iterator[tuple[type, str]]:
        """The same as the JSON that is kept of them, each with its kind."""
        queries = []
        for number, kind in enumerate(kinds):
            columns = schema.TABLES[kind].c
            place = (columns.stage, columns.unit, columns.ordinal)
            query = sa.select(sa.literal_column(str(number)).label("kind"), *place, columns.data)
            query = query.where(columns.data.contains(text, autoescape=True))
            queries.append(query.where(*(columns[name] == value for name, value in picked.items())))
        found = sa.union_all(*queries).order_by("kind", "stage", "unit", "ordinal")
        with self._reading.connect() as connection:
            for row in connection.execute(found).yield_per(500):
                yield kinds[row.kind], row.data

    def iter_texts(self, kind: type, **picked: str) -> Iterator[str]:
        """Yield nouns as the JSON that is kept of them, in any order: for looking through very many at once."""
        table = schema.TABLES[kind]
        query = sa.select(table.c.data)
        for name, value in picked.items():
            query = query.where(table.c[name] == value)
        with self._reading.connect() as connection:
            for row in connection.execute(query).yield_per(500):
                yield row.data

    def all(self, kind: type[Noun], **picked: str) -> list[Noun]:
        """Every noun of a kind, in the order of `iter`."""
        return list(self.iter(kind, **picked))

    def find(self, kind: type[Noun], noun_id: str) -> Noun | None:
        """The noun with this id, or None."""
        table = schema.TABLES[kind]
        with self._reading.connect() as connection:
            found = connection.execute(sa.select(table.c.data).where(table.c.id == noun_id)).scalar_one_or_none()
        return None if found is None else self.parsed.get(kind, found, functools.partial(from_text, kind))

    def find_many(self, kind: type[Noun], noun_ids: Sequence[str]) -> dict[str, Noun]:
        """Those of these ids that there are, by id; a few hundred at a time."""
        table = schema.TABLES[kind]
        query = sa.select(table.c.data).where(table.c.id.in_(noun_ids))
        found = {noun.id: noun for noun in self._read(kind, query)}  # type: ignore[attr-defined]
        return {noun_id: found[noun_id] for noun_id in noun_ids if noun_id in found}

    def find_texts(self, connection: sa.Connection, page_ids: Sequence[str]) -> list[Page]:
        """Pages with their text and without the place of each word, which is what takes long to read, in a transaction
        that goes on; for `store` itself."""
        columns = schema.TABLES[Page].c
        found = (
            connection.execute(sa.select(columns.data).where(among(connection, columns.id, page_ids))).scalars()
            if page_ids
            else ()
        )
        return [self.parsed.get("page without words", text, _read_without_words) for text in found]

    def get(self, kind: type[Noun], noun_id: str) -> Noun:
        """The noun with this id.

        Raises:
            NotInRecord: there is none.
        """
        noun = self.find(kind, noun_id)
        if noun is None:
            raise NotInRecord(
                f"no such {kind.__name__.lower()} in the record",
                found=noun_id,
                remedy="run `answerable run` first, or look the id up on the board",
            )
        return noun

    def ids(self, kind: type) -> frozenset[str]:
        """The id of every noun of a kind."""
        with self._reading.connect() as connection:
            return frozenset(connection.execute(sa.select(schema.TABLES[kind].c.id)).scalars())

    def count(self, kind: type, **picked: str) -> int:
        """How many nouns of a kind there are."""
        table = schema.TABLES[kind]
        query = sa.select(sa.func.count()).select_from(table)
        for name, value in picked.items():
            query = query.where(table.c[name] == value)
        with self._reading.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def fingerprint(self, kind: type, **picked: str) -> str:
        """Hash of the rows that `all` would give: part of the key of whatever is derived from them."""
        table = schema.TABLES[kind]
        query = sa.select(table.c.data).order_by(table.c.id)
        for name, value in picked.items():
            query = query.where(table.c[name] == value)
        digest = hashlib.sha256()
        with self._reading.connect() as connection:
            for row in connection.execute(query):
                digest.update(row.data.encode())
                digest.update(b"\n")
        return digest.hexdigest()

    def _read(self, kind: type[Noun], query: sa.Select[Any]) -> Iterator[Noun]:
        with self._reading.connect() as connection:
            for row in connection.execute(query).yield_per(500):
                yield from_text(kind, row.data)

    @contextlib.contextmanager
    def exclusively(self) -> Iterator[None]:
        """Hold the record for one run.

        Raises:
            RecordBusy: another run holds it.
        """
        with hold_record(self._engine):
            yield


def _read_without_words(text: str) -> Page:
    return from_plain(Page, json.loads(text) | {"words": []})

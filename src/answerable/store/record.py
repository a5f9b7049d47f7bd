"""The record itself: open it, archive bytes, replace a unit's rows, read nouns back, append judgements."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from answerable.errors import NotInRecord
from answerable.model.document import Page, Source
from answerable.model.ids import make_key
from answerable.model.judgement import Judgement
from answerable.store import schema
from answerable.store.archive import Archive, Shelf
from answerable.store.codec import from_plain, from_text, to_text
from answerable.store.engine import hold_audit, hold_record, open_engine

Noun = TypeVar("Noun")


class Record:
    """What is received, derived and ruled. Safe to open from several threads and processes."""

    def __init__(self, engine: sa.Engine, archive: Archive) -> None:
        self._engine = engine
        self._archive = archive

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

    def is_reachable(self) -> bool:
        """Whether the database answers."""
        try:
            with self._engine.connect() as connection:
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
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one_or_none() == key

    def keys(self, stage: str) -> dict[str, str]:
        """The key of every unit that a stage has done."""
        query = sa.select(schema.work.c.unit, schema.work.c.key).where(schema.work.c.stage == stage)
        with self._engine.connect() as connection:
            return {row.unit: row.key for row in connection.execute(query)}

    def replace(self, stage: str, unit: str, key: str, rows: Iterable[Any]) -> None:
        """Put a unit's rows in the place of its earlier ones, in one transaction.

        Args:
            stage: the verb, such as ``extract``.
            unit: what was worked on, such as a document's sha256.
            key: of everything that can change the rows.
            rows: nouns of any kind; their order is kept.
        """
        grouped: dict[type, list[dict[str, Any]]] = {}
        for ordinal, noun in enumerate(rows):
            picked = schema.NOUNS[type(noun)].picked_by
            row = {"id": noun.id, "stage": stage, "unit": unit, "ordinal": ordinal, "data": to_text(noun)}
            row.update({name: str(getattr(noun, name)) for name in picked})
            grouped.setdefault(type(noun), []).append(row)
        with self._engine.begin() as connection:
            self._forget(connection, stage, [unit])
            for kind, values in grouped.items():
                connection.execute(schema.TABLES[kind].insert(), values)
            nouns = json.dumps(sorted(schema.NOUNS[kind].name for kind in grouped))
            connection.execute(schema.work.insert().values(stage=stage, unit=unit, key=key, nouns=nouns))

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
        for unit in units:
            here = (schema.work.c.stage == stage, schema.work.c.unit == unit)
            nouns = connection.execute(sa.select(schema.work.c.nouns).where(*here)).scalar_one_or_none()
            if nouns is None:
                continue
            for name in json.loads(nouns):
                table = by_name[name]
                connection.execute(table.delete().where(table.c.stage == stage, table.c.unit == unit))
            connection.execute(schema.work.delete().where(*here))

    # --- reading nouns back -------------------------------------------------------------------------------------

    def iter(self, kind: type[Noun], **picked: str) -> Iterator[Noun]:
        """Yield nouns of a kind in the order of stage, unit and place; filters are the fields it is picked by."""
        table = schema.TABLES[kind]
        query = sa.select(table.c.data).order_by(table.c.stage, table.c.unit, table.c.ordinal)
        for name, value in picked.items():
            query = query.where(table.c[name] == value)
        yield from self._read(kind, query)

    def iter_holding(self, kind: type[Noun], text: str, **picked: str) -> Iterator[Noun]:
        """Yield those nouns whose JSON holds a text, in the order of `iter`: few of very many, without reading all.

        Args:
            kind: which noun.
            text: as `to_text` writes it, such as ``"page":12``.
            picked: as `iter` has it.
        """
        table = schema.TABLES[kind]
        query = sa.select(table.c.data).order_by(table.c.stage, table.c.unit, table.c.ordinal)
        for name, value in picked.items():
            query = query.where(table.c[name] == value)
        yield from self._read(kind, query.where(table.c.data.contains(text, autoescape=True)))

    def iter_texts(self, kind: type, **picked: str) -> Iterator[str]:
        """Yield nouns as the JSON that is kept of them, in any order: for looking through very many at once."""
        table = schema.TABLES[kind]
        query = sa.select(table.c.data)
        for name, value in picked.items():
            query = query.where(table.c[name] == value)
        with self._engine.connect() as connection:
            for row in connection.execute(query).yield_per(500):
                yield row.data

    def all(self, kind: type[Noun], **picked: str) -> list[Noun]:
        """Every noun of a kind, in the order of `iter`."""
        return list(self.iter(kind, **picked))

    def find(self, kind: type[Noun], noun_id: str) -> Noun | None:
        """The noun with this id, or None."""
        table = schema.TABLES[kind]
        return next(self._read(kind, sa.select(table.c.data).where(table.c.id == noun_id)), None)

    def find_many(self, kind: type[Noun], noun_ids: Sequence[str]) -> dict[str, Noun]:
        """Those of these ids that there are, by id; a few hundred at a time."""
        table = schema.TABLES[kind]
        query = sa.select(table.c.data).where(table.c.id.in_(noun_ids))
        found = {noun.id: noun for noun in self._read(kind, query)}  # type: ignore[attr-defined]
        return {noun_id: found[noun_id] for noun_id in noun_ids if noun_id in found}

    def find_texts(self, page_ids: Sequence[str]) -> list[Page]:
        """Pages with their text and without the place of each word, which is what takes long to read."""
        table = schema.TABLES[Page]
        with self._engine.connect() as connection:
            texts = connection.execute(sa.select(table.c.data).where(table.c.id.in_(page_ids))).scalars().all()
        return [from_plain(Page, json.loads(text) | {"words": []}) for text in texts]

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
        with self._engine.connect() as connection:
            return frozenset(connection.execute(sa.select(schema.TABLES[kind].c.id)).scalars())

    def count(self, kind: type, **picked: str) -> int:
        """How many nouns of a kind there are."""
        table = schema.TABLES[kind]
        query = sa.select(sa.func.count()).select_from(table)
        for name, value in picked.items():
            query = query.where(table.c[name] == value)
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def fingerprint(self, kind: type, **picked: str) -> str:
        """Hash of the rows that `all` would give: part of the key of whatever is derived from them."""
        table = schema.TABLES[kind]
        query = sa.select(table.c.data).order_by(table.c.id)
        for name, value in picked.items():
            query = query.where(table.c[name] == value)
        digest = hashlib.sha256()
        with self._engine.connect() as connection:
            for row in connection.execute(query):
                digest.update(row.data.encode())
                digest.update(b"\n")
        return digest.hexdigest()

    def _read(self, kind: type[Noun], query: sa.Select[Any]) -> Iterator[Noun]:
        with self._engine.connect() as connection:
            for row in connection.execute(query).yield_per(500):
                yield from_text(kind, row.data)

    # --- judgements and audit -----------------------------------------------------------------------------------

    def append_judgements(self, judgements: Iterable[Judgement]) -> int:
        """Append rulings; those already there are passed over. Return how many were new."""
        n_new = 0
        with self._engine.begin() as connection:
            for judgement in judgements:
                known = connection.execute(
                    sa.select(schema.judgements.c.seq).where(schema.judgements.c.id == judgement.id)
                ).first()
                if known is not None:
                    continue
                connection.execute(
                    schema.judgements.insert().values(
                        id=judgement.id,
                        noun=judgement.noun,
                        subject=judgement.subject,
                        data=to_text(judgement),
                    )
                )
                self.append_audit_of(connection, judgement)
                n_new += 1
        return n_new

    def append_audit_of(self, connection: sa.Connection, judgement: Judgement) -> None:
        """Append the line about a ruling, in the transaction that keeps it; for `store` itself."""
        detail = {"judgement": judgement.id, "ruling": judgement.ruling.value, "variable": judgement.variable}
        subject = f"{judgement.noun} {judgement.subject}"
        self._append_audit(connection, judgement.made_at, judgement.by, "judgement", subject, detail)

    def judgements(self, noun: str = "", subject: str = "") -> list[Judgement]:
        """Rulings in the order of making, all or about one noun or one subject."""
        table = schema.judgements
        query = sa.select(table.c.data)
        if noun:
            query = query.where(table.c.noun == noun)
        if subject:
            query = query.where(table.c.subject == subject)
        found = list(self._read(Judgement, query.order_by(table.c.seq)))
        return sorted(found, key=lambda judgement: judgement.made_at)

    def count_judgements(self, noun: str = "") -> int:
        """How many rulings there are, all or on one noun; it only grows, and so tells whether one was made."""
        query = sa.select(sa.func.count()).select_from(schema.judgements)
        query = query.where(schema.judgements.c.noun == noun) if noun else query
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def count_rulings_on(self, subjects: Sequence[str]) -> dict[str, int]:
        """How many rulings there are on each of these subjects; a few hundred at a time."""
        table = schema.judgements
        query = sa.select(table.c.subject, sa.func.count()).where(table.c.subject.in_(subjects))
        with self._engine.connect() as connection:
            found = {row[0]: int(row[1]) for row in connection.execute(query.group_by(table.c.subject))}
        return {subject: found.get(subject, 0) for subject in subjects}

    def judgements_on(self, subjects: Sequence[str]) -> list[Judgement]:
        """Rulings on any of these subjects, in the order of making; a few hundred subjects at a time."""
        table = schema.judgements
        query = sa.select(table.c.data).where(table.c.subject.in_(subjects)).order_by(table.c.seq)
        return sorted(self._read(Judgement, query), key=lambda judgement: judgement.made_at)

    def append_audit(self, at: str, by: str, action: str, subject: str, detail: dict[str, Any]) -> None:
        """Append a line to the audit trail."""
        with self._engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                # Its driver opens a transaction at the first write only: two programs would chain to the same line.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            self._append_audit(connection, at, by, action, subject, detail)

    @staticmethod
    def _append_audit(
        connection: sa.Connection, at: str, by: str, action: str, subject: str, detail: dict[str, Any]
    ) -> None:
        hold_audit(connection)
        last = sa.select(schema.audit.c.hash).order_by(schema.audit.c.seq.desc()).limit(1)
        previous = connection.execute(last).scalar_one_or_none() or ""
        text = json.dumps(detail, sort_keys=True, ensure_ascii=False)
        row = {"at": at, "by": by, "action": action, "subject": subject, "detail": text, "previous": previous}
        row["hash"] = make_key(previous, at, by, action, subject, text)
        connection.execute(schema.audit.insert().values(row))

    def audit_trail(self) -> list[dict[str, Any]]:
        """The audit trail, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(schema.audit).order_by(schema.audit.c.seq))
            return [dict(row._mapping) for row in rows]

    def newest_audit(self, n: int, *, before: int = 0, action: str = "", by: str = "") -> list[dict[str, Any]]:
        """The newest lines of the audit trail, newest first.

        Args:
            n: how many at most.
            before: only lines of lower number; 0 for all.
            action: only those of this action.
            by: only those of this person.
        """
        audit = schema.audit
        query = sa.select(audit).order_by(audit.c.seq.desc()).limit(n)
        query = query.where(audit.c.seq < before) if before else query
        query = query.where(audit.c.action == action) if action else query
        query = query.where(audit.c.by == by) if by else query
        with self._engine.connect() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]

    def find_audit_break(self) -> int | None:
        """The number of the first audit line that was altered or follows a missing one, or None."""
        previous = ""
        for line in self.audit_trail():
            parts = (line["at"], line["by"], line["action"], line["subject"], line["detail"])
            if line["previous"] != previous or line["hash"] != make_key(previous, *parts):
                return int(line["seq"])
            previous = line["hash"]
        return None

    @contextlib.contextmanager
    def exclusively(self) -> Iterator[None]:
        """Hold the record for one run.

        Raises:
            RecordBusy: another run holds it.
        """
        with hold_record(self._engine):
            yield

"""Whether a record is what it was: received bytes, judgements, the audit trail; and one hash of all of it.

What comes in: a record. What goes out: sentences about what was altered, a hash. Never here: mending.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator

import sqlalchemy as sa

from answerable.errors import AnswerableError
from answerable.model.judgement import make_judgement
from answerable.model.report import Progress, no_progress
from answerable.store import schema
from answerable.store.record import Record

_AT_ONCE = 500


class RowLines:
    """The rows of a table as JSON lines, in an order that does not depend on the database."""

    def __init__(self, record: Record, table: sa.Table) -> None:
        self._engine = record.engine
        self._table = table
        self.n = 0

    def __iter__(self) -> Iterator[bytes]:
        by_bytes = self._engine.dialect.name == "postgresql"  # SQLite compares bytes anyway
        order = [
            column.collate("C") if by_bytes and isinstance(column.type, sa.Text) else column
            for column in self._table.primary_key.columns
        ]
        query = sa.select(self._table).order_by(*order)
        with self._engine.connect().execution_options(yield_per=_AT_ONCE) as connection:
            for row in connection.execute(query):
                self.n += 1
                yield json.dumps(dict(row._mapping), ensure_ascii=False, sort_keys=True).encode() + b"\n"


def find_faults(record: Record, progress: Progress = no_progress) -> list[str]:
    """Sentences about what is not as it was; none means that all is.

    Args:
        record: the record.
        progress: told of each received file.
    """
    faults = []
    broken = record.find_audit_break()
    if broken is not None:
        faults.append(f"audit trail: line {broken} was altered, or a line before it is missing")
    sources = record.sources()
    for number, source in enumerate(sources):
        progress(number, len(sources), source.name)
        try:
            record.get_bytes(source.id)
        except AnswerableError as error:  # each is told, and the others are still checked
            faults.append(f"{source.name}: {error.message} ({error.where})")
    progress(len(sources), len(sources), "")
    faults += [f"judgement {one}: its words are not those that it was made with" for one in _iter_altered(record)]
    return faults


def hash_record(record: Record) -> str:
    """One hash of every row of every table: two records with the same hash hold the same, whatever database."""
    digest = hashlib.sha256()
    for table in schema.metadata.sorted_tables:
        digest.update(table.name.encode())
        for line in RowLines(record, table):
            digest.update(line)
    return digest.hexdigest()


def _iter_altered(record: Record) -> Iterator[str]:
    for judgement in record.judgements():
        made = {field.name: getattr(judgement, field.name) for field in dataclasses.fields(judgement)}
        made.pop("id")
        if make_judgement(**made).id != judgement.id:
            yield judgement.id

"""Opening the database: settings per engine, migrations, and the lock that one run holds."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.pool import StaticPool

from answerable.errors import RecordBusy, RecordVersionUnknown

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK_NUMBER = 0x616E7377  # "answ": the advisory lock's name in PostgreSQL
_LAYING_NUMBER = 0x616E7378
_AUDIT_NUMBER = 0x616E7379


def open_engine(url: str) -> sa.Engine:
    """Connect and bring the tables to this version.

    Raises:
        RecordVersionUnknown: a newer version of answerable wrote the record.
    """
    parsed = sa.make_url(url)
    options: dict[str, Any] = {}
    if parsed.get_backend_name() == "sqlite":
        options["connect_args"] = {"check_same_thread": False, "timeout": 30}
        if parsed.database in (None, "", ":memory:"):
            options["poolclass"] = StaticPool
    else:
        # A newsroom answers many at once. A restart of the database fails the requests of that moment, no later one:
        # the first broken connection has the whole pool made anew. The line used last is used next: what is asked most
        # is prepared on it.
        options |= {"pool_size": 20, "max_overflow": 40, "pool_use_lifo": True}
    engine = sa.create_engine(parsed, **options)
    if parsed.get_backend_name() == "sqlite":
        sa.event.listen(engine, "connect", _set_sqlite_pragmas)
    _migrate(engine)
    return engine


def make_reading(engine: sa.Engine) -> sa.Engine:
    """The same connections, for single statements that read: each goes to PostgreSQL alone, without the two around it
    that begin and end a transaction."""
    return engine.execution_options(isolation_level="AUTOCOMMIT") if engine.dialect.name == "postgresql" else engine


def _set_sqlite_pragmas(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    # WAL lets the newsroom read while a run writes; FULL keeps a committed ruling through a power cut.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _migrate(engine: sa.Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    head = scripts.get_current_head()
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == head:
        return
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        raise RecordVersionUnknown(
            "this record was written by a newer version of answerable",
            where=engine.url.render_as_string(hide_password=True),
            found=f"format {current}",
            allowed=f"up to {head}",
            remedy="install the newer version; nothing was changed",
        )
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            # Python's driver opens no transaction for CREATE TABLE: killed half-way, half the tables would stay.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        if MigrationContext.configure(connection).get_current_revision() == head:
            return  # another process was first
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextlib.contextmanager
def hold_record(engine: sa.Engine) -> Iterator[None]:
    """Hold the one writer's lock of a record; it goes with the process, however that ends.

    Raises:
        RecordBusy: another run holds it.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            if not connection.execute(sa.select(sa.func.pg_try_advisory_lock(_LOCK_NUMBER))).scalar_one():
                raise _busy(engine)
            try:
                # Waits for rulings that are being laid over their rows this moment; see `hold_subjects`.
                connection.execute(sa.select(sa.func.pg_advisory_lock(_LAYING_NUMBER)))
                yield
            finally:
                for number in (_LAYING_NUMBER, _LOCK_NUMBER):
                    connection.execute(sa.select(sa.func.pg_advisory_unlock(number)))
        return
    if engine.url.database in (None, "", ":memory:"):
        yield
        return
    with open(f"{engine.url.database}.lock", "w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise _busy(engine) from None
        yield


def hold_audit(connection: sa.Connection) -> None:
    """Let one transaction at a time append to the audit trail, so that its lines stay one chain."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_AUDIT_NUMBER)))


def hold_subjects(connection: sa.Connection, subjects: Sequence[tuple[str, str]]) -> bool:
    """Let one transaction at a time rule on these nouns and subjects; on SQLite, one on anything.

    Args:
        connection: with its transaction begun.
        subjects: sorted, so that two that share several never wait for each other.

    Returns:
        Whether no run is going on that would put rows made without this ruling in the place of the ruled one; where
        this is so, no run begins before the transaction ends.
    """
    if connection.dialect.name != "postgresql":
        return False
    numbers = [int.from_bytes(hashlib.sha256(f"{noun} {one}".encode()).digest()[:7]) for noun, one in subjects]
    held = [sa.func.pg_advisory_xact_lock(number) for number in numbers]
    may = sa.func.pg_try_advisory_xact_lock_shared(_LAYING_NUMBER)
    return bool(connection.execute(sa.select(may, *held)).one()[0])


def _busy(engine: sa.Engine) -> RecordBusy:
    return RecordBusy(
        "another run is writing to this record",
        where=engine.url.render_as_string(hide_password=True),
        remedy="wait until it ends; nothing was changed",
    )

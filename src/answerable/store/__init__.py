"""The record: what is received, derived and ruled, in SQLite or PostgreSQL, and the archive of received bytes.

SQLAlchemy is used in this room only; DuckDB and Arrow in `snapshot` only. Rows go in and come out as model
objects. Derived rows belong to a unit of work and are replaced whole; sources, judgements and the audit trail are
append-only, and the database itself refuses to change them.
"""

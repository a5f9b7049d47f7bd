"""The engine that scores pairs: DuckDB in memory.

What comes in: nothing. What goes out: a connection that fetches no extension from anywhere. Never here: tables.
"""

from __future__ import annotations

import duckdb


def open_database() -> duckdb.DuckDBPyConnection:
    """A new, empty database; DuckDB would otherwise download what a query seems to need."""
    return duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})

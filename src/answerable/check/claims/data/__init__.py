"""Tables of any kind as frames that can be asked in DuckDB."""

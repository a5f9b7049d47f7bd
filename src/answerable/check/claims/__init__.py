"""Any text against any tables: statements, readings as queries, verdicts."""

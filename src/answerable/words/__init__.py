"""What plain words say: numbers, dates, quotations. Pure functions on text; no document, no record, no I/O."""

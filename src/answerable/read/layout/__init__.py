"""From words with boxes to lines, tables and reading order; the same for printed and for scanned pages."""

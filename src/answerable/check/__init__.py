"""Check: every number and quotation of a text tried against what bears it."""

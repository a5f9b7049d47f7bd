"""Verify: try a published site by itself, with neither project nor record at hand."""

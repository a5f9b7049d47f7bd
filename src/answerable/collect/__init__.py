"""Collect: what authorities publish themselves, kept before it vanishes."""

"""Analyze: findings as queries over the reviewed record, each with its doubt and its lineage."""

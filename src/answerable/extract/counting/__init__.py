"""Counts in running text, and what the words around a count make of it: periods, notes, lists by year."""

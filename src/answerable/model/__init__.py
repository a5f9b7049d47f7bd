"""The nouns: frozen dataclasses and enums that every room shares.

Nothing here reads, writes, fetches or guesses; only the standard library is imported. Import each noun from its
own module (`from answerable.model.span import Span`).
"""

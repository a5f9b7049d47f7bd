"""Passages of the record that a search finds, and what it found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text that can be found.

    Args:
        place: `message`, `document`, `case` or `note`.
        subject: id of what it belongs to: a message, a document's sha256, a case, what a note is about.
        document: sha256 of the document it stands in; empty for a note on no words.
        page: of the document; 0 where there is none.
        start: of the text in the page's text.
        text: the words as they stand.
        title: file name, subject line, or what a note is on.
        authority_id: whose; empty where nothing tells.
        by: who wrote a note; empty otherwise.
        is_welsh: whether the words are Welsh.
    """

    place: str
    subject: str
    document: str
    page: int
    start: int
    text: str
    title: str = ""
    authority_id: str = ""
    by: str = ""
    is_welsh: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    Args:
        passage: the passage.
        snippet: some words around the first matches, in parts: text, and whether it is what was looked for.
        start: of the first match in the page's text.
        end: half open.
    """

    passage: Passage
    snippet: tuple[tuple[str, bool], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave.

    Args:
        n_passages: how many passages hold the words; counted up to `counted_to`.
        is_more: there are more than were counted.
        hits: one page of them, best first.
        facets: per field (`in`, `authority`, `by`) how many of those counted have which value, most first.
    """

    n_passages: int
    is_more: bool
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[tuple[str, int], ...]]

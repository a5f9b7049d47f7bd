"""Feeds: the story and its corrections as Atom and JSON Feed.

What comes in: the story. What goes out: text of two files. Never here: pages.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from xml.sax.saxutils import escape

from answerable.model.ids import make_key
from answerable.publish.edition import Edition


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed."""

    id: str
    title: str
    summary: str
    updated: str
    href: str


def list_entries(edition: Edition, headline: str, standfirst: str) -> tuple[Entry, ...]:
    """The story and each correction of it, newest first."""
    base = f"tag:{edition.contact.partition('@')[2] or 'example.org'},{edition.as_of.year}:{edition.slug}"
    published = _instant(edition.story.published_at or edition.as_of.isoformat())
    entries = [
        Entry(
            f"{base}/correction/{make_key(item.on, item.was, item.now)[:12]}",
            f"Correction: {headline}",
            f"{item.was} → {item.now}. {item.why}".strip(),
            _instant(item.on),
            "corrections.html",
        )
        for item in edition.story.corrections
    ]
    entries.append(Entry(base, headline, standfirst, published, "index.html"))
    return tuple(sorted(entries, key=lambda entry: entry.updated, reverse=True))


def _instant(text: str) -> str:
    return text if "T" in text else f"{text}T00:00:00Z"


def render_atom(edition: Edition, entries: tuple[Entry, ...]) -> str:
    """The Atom feed (RFC 4287)."""
    base = f"tag:{edition.contact.partition('@')[2] or 'example.org'},{edition.as_of.year}:{edition.slug}/feed"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{escape(base)}</id>",
        f"<title>{escape(edition.publisher)}: {escape(edition.name)}</title>",
        f"<updated>{max(entry.updated for entry in entries)}</updated>",
        f"<author><name>{escape(edition.publisher)}</name></author>",
    ]
    if edition.address:
        lines.append(f'<link rel="self" href="{escape(edition.address)}feed.xml"/>')
    for entry in entries:
        lines += [
            "<entry>",
            f"<id>{escape(entry.id)}</id>",
            f"<title>{escape(entry.title)}</title>",
            f"<updated>{entry.updated}</updated>",
            f'<link rel="alternate" href="{escape(edition.address)}{entry.href}"/>',
            f"<summary>{escape(entry.summary)}</summary>",
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def render_json_feed(edition: Edition, entries: tuple[Entry, ...]) -> str:
    """The JSON Feed, version 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{edition.publisher}: {edition.name}",
        "language": edition.story.language,
        "authors": [{"name": edition.publisher}],
        "items": [
            {
                "id": entry.id,
                "url": edition.address + entry.href,
                "title": entry.title,
                "summary": entry.summary,
                "content_text": entry.summary,
                "date_published": entry.updated,
            }
            for entry in entries
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"

"""Feeds, each as Atom and JSON Feed: the story with its corrections, the corrections alone, one for each authority.

What comes in: the edition, the material, the board. What goes out: text of files. Never here: pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from answerable.model.ids import make_key
from answerable.publish.board import BoardRow
from answerable.publish.corrections import list_touched
from answerable.publish.edition import Edition, Material
from answerable.publish.language import Language


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed: `href` is a path of the site."""

    id: str
    title: str
    summary: str
    updated: str
    href: str


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed; its files are ``<path>.xml`` and ``<path>.json``."""

    path: str
    title: str
    page: str
    entries: tuple[Entry, ...]


def make_feeds(
    edition: Edition, material: Material, board: Sequence[BoardRow], headline: str, standfirst: str
) -> tuple[Feed, ...]:
    """Every feed of the site, newest entries first.

    Args:
        edition: the parts of the folder.
        material: of the record.
        board: a row for each authority, in the language of the feeds.
        headline: of the story.
        standfirst: of the story, plain.
    """
    story = Entry(_base(edition), headline, standfirst, _published(edition), "index.html")
    corrections = tuple(_iter_corrections(edition, headline))
    name = f"{edition.publisher}: {edition.name}"
    language = Language(edition.languages[0])
    feeds = [
        Feed("feed", name, "index.html", _sort((story, *corrections))),
        Feed("corrections", f"{name}: {language.say('Corrections')}", "corrections.html", _sort(corrections)),
    ]
    for row in board:
        page = f"authorities/{row.id}.html"
        entries = _list_of_authority(edition, material, row, page, headline)
        feeds.append(Feed(f"authorities/{row.id}", f"{row.name}: {edition.name}", page, entries))
    return tuple(feeds)


def _list_of_authority(
    edition: Edition, material: Material, row: BoardRow, page: str, headline: str
) -> tuple[Entry, ...]:
    answer = material.answers[row.id]
    entries = []
    if answer.answered_on is not None:
        said = "; ".join(filter(None, (row.says, row.lateness, *row.grounds)))
        entry_id = f"{_base(edition)}/answer/{row.id}/{answer.answered_on.isoformat()}"
        entries.append(Entry(entry_id, f"{row.name}: {row.says}", said, _instant(answer.answered_on.isoformat()), page))
    touching = {one for one in edition.story.corrections if page in list_touched(one, edition, material)}
    entries += [entry for entry, one in _pair_corrections(edition, headline) if one in touching]
    return _sort(entries)


def _pair_corrections(edition: Edition, headline: str) -> Iterator[tuple[Entry, object]]:
    yield from zip(_iter_corrections(edition, headline), edition.story.corrections, strict=True)


def _iter_corrections(edition: Edition, headline: str) -> Iterator[Entry]:
    title = f"{Language(edition.languages[0]).say('Correction')}: {headline}"
    for item in edition.story.corrections:
        change = f"{item.was} → {item.now}." if item.was and item.now else item.now
        key = make_key(item.on, item.was, item.now)[:12]
        summary = " ".join(filter(None, (change, item.why)))
        yield Entry(f"{_base(edition)}/correction/{key}", title, summary, _instant(item.on), "corrections.html")


def _base(edition: Edition) -> str:
    """A tag (RFC 4151) that stays the same for ever: of the publisher's domain and the year of publication."""
    year = (edition.story.published_at or edition.as_of.isoformat())[:4]
    return f"tag:{edition.contact.partition('@')[2] or 'example.org'},{year}:{edition.slug}"


def _published(edition: Edition) -> str:
    return _instant(edition.story.published_at or edition.as_of.isoformat())


def _instant(text: str) -> str:
    return text if "T" in text else f"{text}T00:00:00Z"


def _sort(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.updated, reverse=True))


def render_atom(edition: Edition, feed: Feed) -> str:
    """The Atom feed (RFC 4287)."""
    updated = max((entry.updated for entry in feed.entries), default=_published(edition))
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{escape(_base(edition))}/{feed.path}</id>",
        f"<title>{escape(feed.title)}</title>",
        f"<updated>{updated}</updated>",
        f"<author><name>{escape(edition.publisher)}</name></author>",
    ]
    if edition.address:
        lines.append(f'<link rel="self" href={quoteattr(f"{edition.address}{feed.path}.xml")}/>')
        lines.append(f'<link rel="alternate" href={quoteattr(edition.address + feed.page)}/>')
    for entry in feed.entries:
        lines += [
            "<entry>",
            f"<id>{escape(entry.id)}</id>",
            f"<title>{escape(entry.title)}</title>",
            f"<updated>{entry.updated}</updated>",
            f'<link rel="alternate" href={quoteattr(edition.address + entry.href)}/>',
            f"<summary>{escape(entry.summary)}</summary>",
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def render_json_feed(edition: Edition, feed: Feed) -> str:
    """The JSON Feed, version 1.1."""
    plain = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "language": edition.languages[0],
        "authors": [{"name": edition.publisher}],
        **({"home_page_url": edition.address + feed.page} if edition.address else {}),
        **({"feed_url": f"{edition.address}{feed.path}.json"} if edition.address else {}),
        "items": [
            {
                "id": entry.id,
                "url": edition.address + entry.href,
                "title": entry.title,
                "summary": entry.summary,
                "content_text": entry.summary,
                "date_published": entry.updated,
            }
            for entry in feed.entries
        ],
    }
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"

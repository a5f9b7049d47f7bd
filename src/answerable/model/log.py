"""What authorities publish themselves: sources, captures, items and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from answerable.model.span import Span

PRESS = "press"
"""The kind of a source that is an article of a newspaper or broadcaster, and the method of what it tells."""


@dataclass(frozen=True, slots=True)
class LogSource:
    """One published log of one authority, as its file in ``logs/`` describes it; or one press article (``press/``).

    Args:
        id: the file's name without its ending.
        authority_id: whose log.
        kind: `hearing_notices`, `hearing_outcomes`, `meeting_outcomes`, `disclosure_log` ...; `press` for an article.
        address: where it is published.
        saved: folder of dated captures to replay offline, or one page in the folder of its day, relative to the
            investigation; empty to visit the address.
        shape: how items are told apart.
        selector: CSS selector for one item, where the shape needs it.
        every_days: how often to visit.
        at_least: items that a sane visit yields.
        origin: file, for messages about it.
        more_addresses: other addresses of the same log.
        next_link: CSS selector of the link to the following page; empty where there is none.
        numbered: address of the following pages, with ``{n}`` for their number from 2; empty where there are none.
        item_links: CSS selector of links to the pages and documents that hold the items; empty where the log's own
            pages do.
        most_pages: the most pages of one visit.
        browser: the page is made by scripts and needs a browser.
        newest_within_days: a sane visit shows a date that is not older; 0 expects nothing.
        publication: of an article, who published it.
        published_on: of an article, the ISO date that it bears; empty where it bears none.
    """

    id: str
    authority_id: str
    kind: str
    address: str
    saved: str = ""
    shape: str = "headed_reports"
    selector: str = ""
    every_days: int = 7
    at_least: int = 1
    origin: str = ""
    more_addresses: tuple[str, ...] = ()
    next_link: str = ""
    numbered: str = ""
    item_links: str = ""
    most_pages: int = 60
    browser: bool = False
    newest_within_days: int = 0
    publication: str = ""
    published_on: str = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where a visit begins."""
        return (self.address, *self.more_addresses)


@dataclass(frozen=True, slots=True)
class Capture:
    """One visit to one address: what was there then.

    Args:
        id: stable identifier.
        source_id: the `LogSource.id`.
        address: visited.
        captured_at: UTC instant in ISO form.
        document: sha256 of the page's bytes; empty when nothing came.
        status: HTTP status; 0 where none came.
        warc: path of the WARC record's file, relative to the investigation, and its offset.
        headers: response headers that matter (date, last-modified, etag, content-type).
        problem: why nothing came (robots, timeout, too large ...); empty where something did.
        visited_at: UTC instant in ISO form at which the visit began that this is a page of.
        role: `listing` for the log's own pages, `item` for a page or document that they link to, `repeat` for a page
            that shows what an earlier one of the visit shows.
        entry: the address of the log's file from which the page was reached.
        finished: the visit went through all its pages; False where it was broken off and never taken up again.
    """

    id: str
    source_id: str
    address: str
    captured_at: str
    document: str
    status: int
    warc: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    problem: str = ""
    visited_at: str = ""
    role: str = "listing"
    entry: str = ""
    finished: bool = True


@dataclass(frozen=True, slots=True)
class LogItem:
    """One notice or outcome of a log, as first seen in its present words.

    Args:
        id: stable identifier: source, words.
        source_id: the log.
        authority_id: whose.
        document: sha256 of the capture that shows it.
        span: its words in that capture.
        first_seen_on: ISO date of the first capture with these words.
        last_seen_on: ISO date of the last one.
        vanished: it is missing from the newest capture, and no later wording took its place.
        replaced_by: the item whose words took its place; empty where none did.
        label: what the page calls it (``Notice 3``, a heading, a date); empty where it says nothing.
        address: where it stood when it was last seen.
        rest: its words on further pages of the same document.
    """

    id: str
    source_id: str
    authority_id: str
    document: str
    span: Span
    first_seen_on: str
    last_seen_on: str
    vanished: bool = False
    replaced_by: str = ""
    label: str = ""
    address: str = ""
    rest: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        """All its words."""
        return "\n".join(span.exact for span in (self.span, *self.rest))


class ChangeKind(StrEnum):
    """What happened to an item between two captures."""

    APPEARED = "appeared"
    CHANGED = "changed"
    VANISHED = "vanished"
    ADDRESS_REUSED = "address_reused"
    """The place or name of an item now holds another item."""
    MOVED = "moved"
    """The same words stand at another address."""
    RESTYLED = "restyled"
    """The page's bytes changed; no item did."""


@dataclass(frozen=True, slots=True)
class LogChange:
    """A change of an item, dated between two captures.

    Args:
        id: stable identifier.
        source_id: the log.
        item_id: the item as it stands after (for `vanished`: before); empty for a page that was only restyled.
        kind: what happened.
        seen_on: ISO date of the first capture that shows it.
        before: the words before; empty for what appeared.
        after: the words after; empty for what vanished.
        not_before: ISO date of the last capture that showed the state before; empty for the first capture.
    """

    id: str
    source_id: str
    item_id: str
    kind: ChangeKind
    seen_on: str
    before: str = ""
    after: str = ""
    not_before: str = ""

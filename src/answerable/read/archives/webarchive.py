"""Web archives (WARC, packed or not): each answer of a site becomes a part with its address as name.

What comes in: bytes. What goes out: parts, to be archived and read in turn, and a page that lists every visit. What
must never be here: the network; nothing is fetched, followed or replayed. A WACZ is a ZIP with these inside.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import zlib
from collections import Counter
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from answerable.read.archives.taker import LARGEST, MOST_MEMBERS, Taker, add_broken
from answerable.read.compose import clean_cell
from answerable.read.draft import Draft

_MOST_RECORDS = 200_000
_LONGEST_NAME = 1000


def read_warc(data: bytes, draft: Draft) -> None:
    """Take the answers out of a WARC; revisits, requests and notes are counted, and visits listed with their dates."""
    taker = Taker(draft, 0)
    kinds: Counter[str] = Counter()
    lines: list[str] = []
    try:
        # The library writes its complaints to standard error.
        with contextlib.redirect_stderr(io.StringIO()) as said:
            records = ArchiveIterator(io.BytesIO(data))
            for record in records:
                kinds[record.rec_type] += 1
                if sum(kinds.values()) > _MOST_RECORDS:
                    taker.n_left += 1
                    break
                _read_record(record, len(data), taker, lines)
        if records.err_count or "gzip" in said.getvalue():
            draft.add_problem(
                "archive-damaged",
                found=f"{records.err_count or 1} records whose length is wrong",
                remedy="ask for the file again; what could be read was",
            )
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, LookupError, AttributeError, zlib.error) as error:
        if not kinds:
            add_broken(draft, f"{type(error).__name__}: {error}".strip())
            return
        taker.add_damage(f"record {sum(kinds.values())}", f"{type(error).__name__}: {error}".strip())
    taker.n_members = kinds["response"] + kinds["resource"]
    draft.facts += [(f"records_{kind}", str(count)) for kind, count in sorted(kinds.items())]
    taker.finish(lines)


def _read_record(record: Any, n_packed: int, taker: Taker, lines: list[str]) -> None:
    own, http = record.rec_headers, record.http_headers
    address = clean_cell(own.get_header("WARC-Target-URI") or "").strip("<>")[:_LONGEST_NAME]
    if record.rec_type not in ("response", "resource", "revisit") or not address:
        return
    status = http.get_statuscode() if http is not None else ""
    note = "same as before" if record.rec_type == "revisit" else ""
    line = " ".join(word for word in (own.get_header("WARC-Date") or "", status or "", address, note) if word)
    lines.append(clean_cell(line)[: 2 * _LONGEST_NAME])
    if record.rec_type == "revisit":
        return
    if len(taker.names) >= MOST_MEMBERS or not taker.may_take(address, record.length or 0, n_packed):
        taker.n_left += len(taker.names) >= MOST_MEMBERS
        return
    try:
        body = record.content_stream().read(LARGEST + 1)
    except (OSError, ValueError, EOFError, LookupError, AttributeError, zlib.error, gzip.BadGzipFile) as error:
        taker.add_damage(address, f"{type(error).__name__}: {error}")
        return
    if getattr(record.raw_stream, "limit", 0) > 0 and len(body) <= LARGEST:
        taker.add_damage(address, "the archive ends before this answer does")
    if body and taker.may_take(address, len(body), n_packed):
        taker.keep(address, body)

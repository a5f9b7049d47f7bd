"""Live visits, politely, through Scrapy in a process of its own.

What comes in: addresses, those that answers lead to, and per address the headers of a conditional request. What goes
out: one `Fetched` each, a failed visit with its problem. Never here: the record, the reading of pages.

The crawler runs in a child process because its event loop cannot be started twice in one, and so that a hostile
answer can at worst end the child. Robots.txt, delays, retries and limits: `answerable.adapters.fetch_spider`.
"""

from __future__ import annotations

import base64
import contextlib
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field

from answerable.ports import Clock, Fetched, MoreAddresses, no_more

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Manners:
    """How a visitor behaves.

    Args:
        user_agent: who we are and how to reach us.
        delay_seconds: between two requests to one host; AutoThrottle and robots.txt may lengthen it.
        timeout_seconds: for one answer.
        max_bytes: of one answer, after decompression.
        n_retries: after server errors and broken connections.
        back_off_seconds: before the first retry; twice as long before each further one.
        patience_seconds: the longest wait that a site may ask for within one run; after that it is left for the next.
        max_redirects: in one visit.
        n_sites_at_once: visited side by side.
        total_seconds: for all visits of one run together.
    """

    user_agent: str
    delay_seconds: float = 2.0
    timeout_seconds: float = 30.0
    max_bytes: int = 20_000_000
    n_retries: int = 2
    back_off_seconds: float = 4.0
    patience_seconds: float = 60.0
    max_redirects: int = 5
    n_sites_at_once: int = 16
    total_seconds: float = 3600.0


@dataclass(frozen=True, slots=True)
class LivePages:
    """Visits addresses on the network."""

    manners: Manners
    clock: Clock
    conditions: Mapping[str, Headers] = field(default_factory=dict)

    def fetch(self, addresses: Iterable[str], more: MoreAddresses = no_more) -> Iterator[Fetched]:
        """Visit each address and those that the answers lead to; answers come as they arrive, sites side by side."""
        first = list(dict.fromkeys(addresses))
        if not first:
            return
        waiting: dict[str, None] = {}
        conversation = _Conversation(self.manners)
        end = time.monotonic() + self.manners.total_seconds
        try:
            self._order(conversation, first, waiting)
            while waiting and (row := conversation.next_row(end - time.monotonic())) is not None:
                fetched = self._parse(row)
                waiting.pop(fetched.address, None)
                yield fetched
                self._order(conversation, more(fetched), waiting)
        finally:
            conversation.end()
        why = "time is up for this run" if time.monotonic() >= end else "no answer: the visitor ended early"
        while waiting:
            address = next(iter(waiting))
            del waiting[address]
            fetched = Fetched(address, self.clock.now(), 0, (), b"", why)
            yield fetched
            waiting.update(dict.fromkeys(more(fetched)))

    def _order(self, conversation: _Conversation, addresses: Iterable[str], waiting: dict[str, None]) -> None:
        for address in addresses:
            waiting[address] = None
            conversation.order(address, self.conditions.get(address, ()))

    def _parse(self, row: dict[str, object]) -> Fetched:
        headers: list[list[str]] = row["headers"]  # type: ignore[assignment]
        return Fetched(
            address=str(row["address"]),
            fetched_at=self.clock.now(),
            status=int(str(row["status"])),
            headers=tuple((name, value) for name, value in headers),
            body=base64.b64decode(str(row["body"])),
            problem=str(row["problem"]),
            final_address=str(row["final_address"]),
        )


class _Conversation:
    """The child process: orders in, answers out."""

    def __init__(self, manners: Manners) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "answerable.adapters.fetch_spider"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._rows: queue.SimpleQueue[dict[str, object] | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()
        self._write(asdict(manners))

    def order(self, address: str, headers: Headers) -> None:
        """Have an address visited."""
        self._write({"address": address, "headers": headers})

    def next_row(self, seconds: float) -> dict[str, object] | None:
        """The next answer; None where the child ended or time is up."""
        try:
            return self._rows.get(timeout=max(seconds, 0.0))
        except queue.Empty:
            return None

    def end(self) -> None:
        """End the child, whatever it is doing."""
        with contextlib.suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _write(self, order: dict[str, object]) -> None:
        with contextlib.suppress(OSError):  # the child died: the missing answers will say so
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(ValueError, OSError):  # closed, or a line cut off when the child was ended
            for line in self._process.stdout:
                self._rows.put(json.loads(line))
        self._rows.put(None)

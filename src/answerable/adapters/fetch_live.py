"""Live visits, politely, through Scrapy in a process of its own.

What comes in: addresses, and per address the headers of a conditional request. What goes out: one `Fetched` each, a
failed visit with its problem. Never here: the record, the reading of pages.

The crawler runs in a child process because its event loop cannot be started twice in one, and so that a hostile
answer can at worst end the child. Robots.txt, delays, retries and limits: `answerable.adapters.fetch_spider`.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field

from answerable.ports import Clock, Fetched

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Manners:
    """How a visitor behaves.

    Args:
        user_agent: who we are and how to reach us.
        delay_seconds: between two requests to one host; AutoThrottle may lengthen it.
        timeout_seconds: for one answer.
        max_bytes: of one answer, after decompression.
        n_retries: after server errors and broken connections.
        max_redirects: in one visit.
        total_seconds: for all visits of one run together.
    """

    user_agent: str
    delay_seconds: float = 2.0
    timeout_seconds: float = 30.0
    max_bytes: int = 20_000_000
    n_retries: int = 2
    max_redirects: int = 5
    total_seconds: float = 3600.0


@dataclass(frozen=True, slots=True)
class LivePages:
    """Visits addresses on the network."""

    manners: Manners
    clock: Clock
    conditions: Mapping[str, Headers] = field(default_factory=dict)

    def fetch(self, addresses: Iterable[str]) -> Iterator[Fetched]:
        """Visit each address once; the answers come in the order of the addresses."""
        wanted = list(dict.fromkeys(addresses))
        if not wanted:
            return
        answers = self._run(wanted)
        now = self.clock.now()
        for address in wanted:
            yield answers.get(address) or Fetched(address, now, 0, (), b"", "no answer: the visitor ended early")

    def _run(self, addresses: list[str]) -> dict[str, Fetched]:
        order = {
            "manners": asdict(self.manners),
            "visits": [{"address": one, "headers": list(self.conditions.get(one, ()))} for one in addresses],
        }
        try:
            done = subprocess.run(
                [sys.executable, "-m", "answerable.adapters.fetch_spider"],
                input=json.dumps(order).encode(),
                capture_output=True,
                timeout=self.manners.total_seconds,
                check=False,
            )
            output = done.stdout
        except subprocess.TimeoutExpired as error:
            output = error.stdout or b""
        answers: dict[str, Fetched] = {}
        for line in output.splitlines():
            visit = self._parse(line)
            if visit is not None:
                answers[visit.address] = visit
        return answers

    def _parse(self, line: bytes) -> Fetched | None:
        try:
            row = json.loads(line)
        except ValueError:  # cut off when the child was ended
            return None
        return Fetched(
            address=row["address"],
            fetched_at=dt.datetime.fromisoformat(row["at"]),
            status=row["status"],
            headers=tuple((str(name), str(value)) for name, value in row["headers"]),
            body=base64.b64decode(row["body"]),
            problem=row["problem"],
        )

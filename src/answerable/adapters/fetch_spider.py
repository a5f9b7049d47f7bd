"""The child process of `fetch_live`: a Scrapy spider that visits the addresses it is told and nothing else.

What comes in on standard input: one JSON line of manners, then one per address with its headers; their end ends the
process. What goes out: one JSON line per address on standard output. Never here: links followed, forms sent, log-ins.

One request at a time goes to a site. What a site asks for is kept: robots.txt with Crawl-delay and Request-rate
(`fetch_robots`), Retry-After with 429 and 503. A broken server is tried again, each time after twice the wait.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from answerable.adapters.fetch_robots import ASKED_FOR

_BROKEN = (408, 500, 502, 503, 504)
# Codes that reach `take`; redirects are followed first.
_ANSWERS = [*range(200, 300), 304, *range(400, 600)]
_LONGEST_LINE = 1 << 20
_LATER = "the server asked to come back later"


class VisitSpider(scrapy.Spider):
    """Visits each address that it is told, site by site."""

    name = "visit"
    handle_httpstatus_all = True

    def __init__(self, manners: dict[str, Any], orders: asyncio.StreamReader, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.manners = manners
        self.orders = orders
        self._queued: dict[str, deque[dict[str, Any]]] = defaultdict(deque)
        self._busy: set[str] = set()
        self._not_before: dict[str, float] = {}
        """Per site, when it may be asked again, by the process's own clock."""

    async def start(self) -> AsyncIterator[Request]:
        """Yield a request per address, or queue it behind the one that its site is busy with."""
        while line := await self.orders.readline():
            visit = json.loads(line)
            site = _site_of(visit["address"])
            if self._is_closed(site):
                write(visit["address"], 0, [], b"", _LATER)
            elif site in self._busy:
                self._queued[site].append(visit)
            else:
                self._busy.add(site)
                yield self._request(visit)
        self._queued.clear()  # whoever ordered is gone

    async def take(self, response: Response) -> AsyncIterator[Request]:
        """Write what came, and go on with the site's next address."""
        site = _site_of(response.meta["asked_for"])
        wait = find_wait(response, self.manners)
        problem = _find_problem(response.status)
        if response.status == 429 or (response.status == 503 and wait is not None):
            problem = _LATER
            patience = self.manners["patience_seconds"]
            self._not_before[site] = time.monotonic() + (patience + 1 if wait is None else wait)
            if wait is not None and wait <= patience and self._may_try_again(response.request):
                await self._sleep_until_allowed(site)
                yield self._again(response.request)
                return
        elif response.status in _BROKEN and response.request and self._may_try_again(response.request):
            await self._back_off(response.request)
            yield self._again(response.request)
            return
        final = response.url if response.url != response.meta["asked_for"] else ""
        write(response.meta["asked_for"], response.status, _headers_of(response), response.body, problem, final)
        async for request in self._go_on(site):
            yield request

    async def fail(self, failure: Failure) -> AsyncIterator[Request]:
        """Write why nothing came, and go on with the site's next address."""
        request: Request = failure.request  # type: ignore[attr-defined]
        problem, is_passing = explain(failure)
        if is_passing and self._may_try_again(request):
            await self._back_off(request)
            yield self._again(request)
            return
        write(request.meta["asked_for"], 0, [], b"", problem)
        async for one in self._go_on(_site_of(request.meta["asked_for"])):
            yield one

    async def _go_on(self, site: str) -> AsyncIterator[Request]:
        """The site's next address, when its pace allows; orders that came while it waited included."""
        queue = self._queued[site]
        if self._is_closed(site):
            while queue:
                write(queue.popleft()["address"], 0, [], b"", _LATER)
        else:
            await self._sleep_until_allowed(site)
        if queue:
            yield self._request(queue.popleft())
        else:
            self._busy.discard(site)

    def _is_closed(self, site: str) -> bool:
        """Whether the site asked for a longer wait than a run has patience for."""
        patience = float(self.manners["patience_seconds"])
        return self._not_before.get(site, 0.0) - time.monotonic() > patience

    async def _sleep_until_allowed(self, site: str) -> None:
        """Wait as long as the site asked for, and in any case its pace from the end of the answer before."""
        pause = max(self.manners["delay_seconds"], ASKED_FOR.get(site, 0.0))
        await asyncio.sleep(max(self._not_before.get(site, 0.0) - time.monotonic(), pause))

    async def _back_off(self, request: Request) -> None:
        n_tries = int(request.meta["n_tries"])
        await asyncio.sleep(min(self.manners["back_off_seconds"] * 2**n_tries, self.manners["patience_seconds"]))
        await self._sleep_until_allowed(_site_of(request.meta["asked_for"]))

    def _may_try_again(self, request: Request | None) -> bool:
        return request is not None and request.meta["n_tries"] < self.manners["n_retries"]

    def _again(self, request: Request | None) -> Request:
        """The visit from its beginning, whatever redirects led it to."""
        assert request is not None
        return self._request(request.meta["order"], request.meta["n_tries"] + 1)

    def _request(self, visit: dict[str, Any], n_tries: int = 0) -> Request:
        return Request(
            visit["address"],
            callback=self.take,
            errback=self.fail,
            headers={"Accept-Encoding": "identity", **dict(visit["headers"])},
            dont_filter=True,
            meta={
                "asked_for": visit["address"],
                "order": visit,
                "n_tries": n_tries,
                "handle_httpstatus_list": _ANSWERS,
            },
        )


def find_wait(response: Response, manners: dict[str, Any]) -> float | None:
    """Seconds that a site asks to wait (RFC 9110, section 10.2.3); None where it asks nothing."""
    words = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if words.isdigit():
        return float(words)
    try:
        until = parsedate_to_datetime(words)
    except (ValueError, TypeError):
        return None
    return max((until if until.tzinfo else until.replace(tzinfo=UTC)).timestamp() - datetime.now(UTC).timestamp(), 0.0)


def explain(failure: Failure) -> tuple[str, bool]:
    """Why nothing came, in words, and whether it may pass when tried again."""
    text = failure.getErrorMessage()
    kind = type(failure.value).__name__
    if "Timeout" in kind or "TimedOut" in kind or "took longer" in text:
        return "timed out", True
    if "could not be reached" in text:
        return text, False
    if "robots.txt" in text:
        return "robots.txt asks not to be visited here", False
    if "maxsize" in text.lower() or "max size" in text or "exceeded" in text:
        return "the answer is larger than allowed", False
    if "redirect" in text.lower():
        return "redirected in a circle, or too often", False
    is_passing = any(word in kind for word in ("Connection", "Failed", "DataLoss", "Closed"))
    return f"no answer: {kind}: {text}"[:300], is_passing


def _find_problem(status: int) -> str:
    return f"the server answered {status}" if status >= 400 else ""


def _headers_of(response: Response) -> list[tuple[str, str]]:
    return sorted(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )


def _site_of(address: str) -> str:
    return urlsplit(address).netloc.lower()


def write(
    address: str, status: int, headers: list[tuple[str, str]], body: bytes, problem: str, final_address: str = ""
) -> None:
    """Write one answer."""
    row = {
        "address": address,
        "status": status,
        "headers": headers,
        "body": base64.b64encode(body).decode(),
        "problem": problem,
        "final_address": final_address,
    }
    try:
        sys.stdout.write(json.dumps(row) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:  # nobody listens any more: no further visit
        os._exit(1)


def make_settings(manners: dict[str, Any]) -> dict[str, Any]:
    """Scrapy's settings for these manners."""
    return {
        "USER_AGENT": manners["user_agent"],
        "ROBOTSTXT_OBEY": True,
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "answerable.adapters.fetch_robots.Robots": 100,
        },
        "EXTENSIONS": {
            "scrapy.extensions.throttle.AutoThrottle": None,
            "answerable.adapters.fetch_robots.Throttle": 0,
        },
        "AUTOTHROTTLE_ENABLED": True,
        "RANDOMIZE_DOWNLOAD_DELAY": False,
        "AUTOTHROTTLE_START_DELAY": manners["delay_seconds"],
        "DOWNLOAD_DELAY": manners["delay_seconds"],
        "CONCURRENT_REQUESTS": manners["n_sites_at_once"],
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_TIMEOUT": manners["timeout_seconds"],
        "DOWNLOAD_MAXSIZE": manners["max_bytes"],
        "DOWNLOAD_WARNSIZE": 0,
        "RETRY_ENABLED": False,
        "REDIRECT_MAX_TIMES": manners["max_redirects"],
        "COOKIES_ENABLED": False,
        # Both open a port on this machine; the second also leaves files in the home folder.
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_LEVEL": "CRITICAL",
        "TWISTED_REACTOR_ENABLED": False,
    }


async def visit_all() -> None:
    """Read the manners, then visit until the orders end."""
    orders = asyncio.StreamReader(limit=_LONGEST_LINE)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    manners = json.loads(await orders.readline())
    runner = AsyncCrawlerRunner(make_settings(manners))
    runner.crawl(VisitSpider, manners=manners, orders=orders)
    await runner.join()


if __name__ == "__main__":
    asyncio.run(visit_all())

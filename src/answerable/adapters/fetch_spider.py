"""The child process of `fetch_live`: a Scrapy spider that visits the addresses it is told and nothing else.

What comes in: one JSON order on standard input (manners, addresses with their headers). What goes out: one JSON
line per address on standard output. Never here: links followed, forms sent, log-ins.
"""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import json
import sys
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response
from twisted.internet.error import TCPTimedOutError
from twisted.internet.error import TimeoutError as TwistedTimeout
from twisted.python.failure import Failure

KEPT_HEADERS = ("content-type", "date", "etag", "last-modified", "retry-after", "content-language", "server")

_ASKED_FOR: dict[int, float] = {}
"""Seconds that a site's robots.txt asks for between visits, per download slot of this process."""


class Robots(RobotsTxtMiddleware):
    """Robots.txt as RFC 9309 has it: unreachable means stay away; missing means come in.

    A Crawl-delay is kept, although the standard leaves it out: authorities write it.
    """

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._unreachable: set[str] = set()

    async def _parse_robots(self, resp: Response, netloc: str, request: Request) -> None:
        if resp.status >= 500:
            resp = resp.replace(body=b"User-agent: *\nDisallow: /")
        elif resp.status >= 400:
            resp = resp.replace(body=b"")
        await super()._parse_robots(resp, netloc, request)
        parser = getattr(self._parsers.get(netloc), "rp", None)
        delay = parser.crawl_delay(self._default_useragent) if parser is not None else None
        self._keep_delay(netloc, delay)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        """Nothing came: stay away, and say so."""
        waiting: Any = self._parsers[netloc]
        nobody = self._parserimpl.from_crawler(self.crawler, b"User-agent: *\nDisallow: /")
        self._parsers[netloc] = nobody
        self._unreachable.add(netloc)
        waiting.callback(nobody)

    def process_request_2(self, rp: Any, request: Request) -> None:
        """Refuse what robots.txt forbids, with the true reason."""
        if urlsplit(request.url).netloc in self._unreachable:
            raise IgnoreRequest("site or its robots.txt could not be reached")
        super().process_request_2(rp, request)

    def _keep_delay(self, netloc: str, delay: float | None) -> None:
        slots = self.crawler.engine.downloader.slots
        slot = slots.get(netloc.rpartition(":")[0]) or slots.get(netloc)
        if delay and slot is not None:
            asked_for = min(float(delay), 60.0)
            slot.delay = max(slot.delay, asked_for)
            _ASKED_FOR[id(slot)] = asked_for


class Throttle(AutoThrottle):
    """AutoThrottle that never goes faster than the site asked for."""

    def _adjust_delay(self, slot: Any, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        slot.delay = max(slot.delay, _ASKED_FOR.get(id(slot), 0.0))


class VisitSpider(scrapy.Spider):
    """Visits each address of the order."""

    name = "visit"
    handle_httpstatus_all = True

    def __init__(self, visits: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.visits = visits

    async def start(self) -> AsyncIterator[Request]:
        """Yield one request per address."""
        for visit in self.visits:
            headers = {"Accept-Encoding": "identity", **dict(visit["headers"])}
            yield Request(
                visit["address"],
                callback=self.take,
                errback=self.fail,
                headers=headers,
                dont_filter=True,
                meta={"asked_for": visit["address"], "handle_httpstatus_list": _ANSWERS},
            )

    def take(self, response: Response) -> None:
        """Write what came."""
        headers = [
            (name.decode("latin-1"), values[-1].decode("latin-1"))
            for name, values in response.headers.items()
            if name.decode("latin-1").lower() in KEPT_HEADERS and values
        ]
        asked_for = response.meta["asked_for"]
        if response.url != asked_for:
            headers.append(("X-Final-Address", response.url))
        problem = ""
        if response.status == 429:
            problem = "the server asked to come back later"
        elif response.status >= 400:
            problem = f"the server answered {response.status}"
        write(asked_for, response.status, sorted(headers), response.body, problem)

    def fail(self, failure: Failure) -> None:
        """Write why nothing came."""
        text = failure.getErrorMessage()
        if isinstance(failure.value, (TwistedTimeout, TCPTimedOutError)) or "took longer" in text:
            problem = "timed out"
        elif "could not be reached" in text:
            problem = text
        elif "robots.txt" in text:
            problem = "robots.txt asks not to be visited here"
        elif "maxsize" in text.lower() or "max size" in text or "exceeded" in text:
            problem = "the answer is larger than allowed"
        elif "max redirections" in text or "redirect" in text.lower():
            problem = "redirected in a circle, or too often"
        else:
            problem = f"no answer: {type(failure.value).__name__}: {text}"[:300]
        write(failure.request.meta["asked_for"], 0, [], b"", problem)  # type: ignore[attr-defined]


# Codes that reach `take`; the others are followed (redirects) or tried again first (server errors).
_ANSWERS = [*range(200, 300), 304, *range(400, 600)]


def write(address: str, status: int, headers: list[tuple[str, str]], body: bytes, problem: str) -> None:
    """Write one answer as one line."""
    row = {
        "address": address,
        "at": dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat(),
        "status": status,
        "headers": headers,
        "body": base64.b64encode(body).decode(),
        "problem": problem,
    }
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


def make_settings(manners: dict[str, Any]) -> dict[str, Any]:
    """Scrapy's settings for these manners."""
    return {
        "USER_AGENT": manners["user_agent"],
        "ROBOTSTXT_OBEY": True,
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "answerable.adapters.fetch_spider.Robots": 100,
        },
        "EXTENSIONS": {
            "scrapy.extensions.throttle.AutoThrottle": None,
            "answerable.adapters.fetch_spider.Throttle": 0,
        },
        "AUTOTHROTTLE_ENABLED": True,
        "RANDOMIZE_DOWNLOAD_DELAY": False,
        "AUTOTHROTTLE_START_DELAY": manners["delay_seconds"],
        "DOWNLOAD_DELAY": manners["delay_seconds"],
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_TIMEOUT": manners["timeout_seconds"],
        "DOWNLOAD_MAXSIZE": manners["max_bytes"],
        "DOWNLOAD_WARNSIZE": 0,
        "RETRY_TIMES": manners["n_retries"],
        "RETRY_HTTP_CODES": [500, 502, 503, 504, 408],
        "REDIRECT_MAX_TIMES": manners["max_redirects"],
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "ERROR",
        "TWISTED_REACTOR_ENABLED": False,
    }


def main() -> None:
    """Read the order, visit, write the answers."""
    order = json.load(sys.stdin)
    runner = AsyncCrawlerRunner(make_settings(order["manners"]))

    async def visit_all() -> None:
        runner.crawl(VisitSpider, visits=order["visits"])
        await runner.join()

    asyncio.run(visit_all())


if __name__ == "__main__":
    main()

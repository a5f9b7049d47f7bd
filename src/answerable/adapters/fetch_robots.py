"""What a site asks of visitors: robots.txt, and the pace that it sets.

What comes in: requests and answers of the spider. What goes out: refusals, slower slots. Never here: visits.
"""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response

ASKED_FOR: dict[str, float] = {}
"""Seconds that a site's robots.txt asks for between visits, per host with its port."""
_OF_SLOT: dict[int, float] = {}
"""The same per download slot of this process."""


class Robots(RobotsTxtMiddleware):
    """Robots.txt as RFC 9309 has it: unreachable means stay away; missing means come in.

    A Crawl-delay and a Request-rate are kept, although the standard leaves them out: authorities write them. A site
    that is too busy to send its robots.txt (429) is left alone.
    """

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._unreachable: set[str] = set()

    async def process_request(self, request: Request, spider: Any = None) -> None:
        """Follow a redirect only after the pause that the site asks for, counted from the answer that sent us on."""
        if request.meta.get("redirect_times"):
            site = urlsplit(request.url).netloc.lower()
            await asyncio.sleep(max(ASKED_FOR.get(site, 0.0), self.crawler.settings.getfloat("DOWNLOAD_DELAY")))
        await super().process_request(request)

    async def _parse_robots(self, resp: Response, netloc: str, request: Request) -> None:
        if resp.status >= 500 or resp.status == 429:
            resp = resp.replace(body=b"User-agent: *\nDisallow: /")
        elif resp.status >= 400:
            resp = resp.replace(body=b"")
        asked_for = find_delay(Protego.parse(resp.body.decode("utf-8", "ignore")), self._default_useragent)
        self._keep_delay(netloc, asked_for)
        await asyncio.sleep(max(asked_for, self.crawler.settings.getfloat("DOWNLOAD_DELAY")))
        await super()._parse_robots(resp, netloc, request)

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

    def _keep_delay(self, netloc: str, asked_for: float) -> None:
        if asked_for:
            ASKED_FOR[netloc.lower()] = asked_for
        slots = self.crawler.engine.downloader.slots
        slot = slots.get(netloc.rpartition(":")[0]) or slots.get(netloc)
        if asked_for and slot is not None:
            slot.delay = max(slot.delay, asked_for)
            _OF_SLOT[id(slot)] = asked_for


class Throttle(AutoThrottle):
    """AutoThrottle that never goes faster than the site asked for."""

    def _adjust_delay(self, slot: Any, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        slot.delay = max(slot.delay, _OF_SLOT.get(id(slot), 0.0))


def find_delay(parser: Any, user_agent: str) -> float:
    """Seconds between two visits that a parsed robots.txt asks for; 0 where it asks for none."""
    rate = parser.request_rate(user_agent)
    by_rate = rate.seconds / rate.requests if rate and rate.requests else 0.0
    return max(float(parser.crawl_delay(user_agent) or 0.0), by_rate)

"""Visits with a browser that the user has installed, for pages that only scripts make.

What comes in: addresses, those that answers lead to. What goes out: one `Fetched` each: the page as it stood when the
browser had made it, or the bytes of a document. Never here: forms, log-ins, pages that can be had without a browser.

Robots.txt, the pace and the limits are those of the plain visitor; the browser runs without its user's profile,
cookies or extensions, and names us as the plain visitor does.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from answerable.adapters.fetch_live import Manners
from answerable.errors import AdapterUnavailable
from answerable.ports import Clock, Fetched, MoreAddresses, no_more

if TYPE_CHECKING:
    from protego import Protego

ENVIRONMENT = "ANSWERABLE_BROWSER"
RENDERED = "X-Answerable-Rendered-By"
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
_ON_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)


def has_browser() -> bool:
    """Whether the part that drives a browser is installed."""
    return importlib.util.find_spec("playwright") is not None


def find_browser() -> str:
    """The browser's program.

    Raises:
        AdapterUnavailable: none is installed.
    """
    named = os.environ.get(ENVIRONMENT)
    found = [named] if named else [path for name in _PROGRAMS if (path := shutil.which(name))]
    found += [path for path in _ON_MAC if not named and os.path.exists(path)]
    if not found:
        raise AdapterUnavailable(
            "this log needs a browser, and none was found",
            allowed="Chromium, Chrome or Edge",
            remedy=f"install one, or name its program by the environment variable {ENVIRONMENT}",
        )
    return found[0]


@dataclass(slots=True)
class BrowserPages:
    """Visits addresses with a browser, one after the other."""

    manners: Manners
    clock: Clock
    _robots: dict[str, Protego | str] = field(default_factory=dict)
    """Per site its robots.txt, or why it must be left alone."""
    _asked_at: dict[str, float] = field(default_factory=dict)
    _closed: set[str] = field(default_factory=set)
    """Sites that asked to come back later."""

    def fetch(self, addresses: Iterable[str], more: MoreAddresses = no_more) -> Iterator[Fetched]:
        """Visit each address and those that the answers lead to.

        Raises:
            AdapterUnavailable: no browser is installed.
        """
        waiting = list(dict.fromkeys(addresses))
        end = time.monotonic() + self.manners.total_seconds
        # The browser's driver refuses to work beside an event loop, such as a notebook's: it has a thread of its own.
        with ThreadPoolExecutor(1) as apart, ExitStack() as opened:
            try:
                context, name = apart.submit(_open, opened, self.manners).result()
                while waiting:
                    address = waiting.pop(0)
                    problem = "time is up for this run" if time.monotonic() > end else self._find_refusal(address)
                    if problem:
                        fetched = self._nothing(address, problem)
                    else:
                        fetched = apart.submit(self._visit, context, address, name).result()
                    if fetched.status == 429 or (fetched.status == 503 and _has(fetched, "retry-after")):
                        self._closed.add(_site_of(address))
                    yield fetched
                    waiting += more(fetched)
            finally:
                apart.submit(opened.close).result()

    def _visit(self, context: Any, address: str, name: str) -> Fetched:
        from playwright.sync_api import Error

        self._wait(address)
        timeout = self.manners.timeout_seconds * 1000
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.dismiss())
        try:
            if _is_document(address):
                answer = context.request.get(address, timeout=timeout, max_redirects=self.manners.max_redirects)
                body = answer.body()
            else:
                answer = page.goto(address, timeout=timeout, wait_until="load")
                _settle(page, timeout)
                body = page.content().encode()
            if answer is None:
                return self._nothing(address, "no answer")
            if len(body) > self.manners.max_bytes:
                return self._nothing(address, "the answer is larger than allowed")
            headers = [(key, value) for key, value in answer.headers.items() if key.lower() != "content-type"]
            kind = answer.headers.get("content-type", "text/html")
            kind = kind if _is_document(address) else "text/html; charset=utf-8"
            return Fetched(
                address,
                self.clock.now(),
                answer.status,
                tuple(sorted([*headers, ("Content-Type", kind), (RENDERED, name)])),
                body,
                _explain_status(answer.status),
                answer.url if answer.url != address else "",
            )
        except Error as error:
            timed_out = "Timeout" in str(error)
            return self._nothing(
                address, "timed out" if timed_out else f"no answer: {str(error).splitlines()[0]}"[:300]
            )
        finally:
            # The pace counts from the answer: a slow site is not pressed.
            self._asked_at[_site_of(address)] = time.monotonic()
            page.close()

    def _find_refusal(self, address: str) -> str:
        """Why an address is not to be visited; empty where it may be."""
        site = _site_of(address)
        if site in self._closed:
            return "the server asked to come back later"
        if site not in self._robots:
            self._robots[site] = self._load_robots(address)
        rules = self._robots[site]
        if isinstance(rules, str):
            return rules
        allowed = rules.can_fetch(address, self.manners.user_agent)
        return "" if allowed else "robots.txt asks not to be visited here"

    def _load_robots(self, address: str) -> Protego | str:
        from protego import Protego

        parts = urlsplit(address)
        try:
            answer = httpx.get(
                f"{parts.scheme}://{parts.netloc}/robots.txt",
                headers={"User-Agent": self.manners.user_agent},
                timeout=self.manners.timeout_seconds,
                follow_redirects=True,
            )
        except httpx.HTTPError:
            return "site or its robots.txt could not be reached"
        finally:
            self._asked_at[parts.netloc.lower()] = time.monotonic()
        if answer.status_code >= 500 or answer.status_code == 429:
            return "robots.txt asks not to be visited here"
        return Protego.parse(answer.text if answer.status_code < 400 else "")

    def _wait(self, address: str) -> None:
        """Keep the pace that the site asks for, or our own."""
        site = _site_of(address)
        rules = self._robots.get(site)
        asked = 0.0 if rules is None or isinstance(rules, str) else rules.crawl_delay(self.manners.user_agent) or 0.0
        pause = max(self.manners.delay_seconds, float(asked))
        time.sleep(max(self._asked_at.get(site, -pause) + pause - time.monotonic(), 0.0))

    def _nothing(self, address: str, problem: str) -> Fetched:
        return Fetched(address, self.clock.now(), 0, (), b"", problem)


def _open(opened: ExitStack, manners: Manners) -> tuple[Any, str]:
    """Start the browser, closed with what is handed in: a context without its user's profile, the program's name."""
    from playwright.sync_api import sync_playwright

    play = opened.enter_context(sync_playwright())
    browser = play.chromium.launch(executable_path=find_browser(), args=["--disable-extensions"])
    opened.callback(browser.close)
    context = browser.new_context(user_agent=manners.user_agent, accept_downloads=False)
    return context, f"{browser.browser_type.name} {browser.version}"


def _settle(page: Any, timeout: float) -> None:
    """Wait until scripts have fetched what they show; a page that never rests is taken as it stands."""
    from playwright.sync_api import Error

    try:
        page.wait_for_load_state("networkidle", timeout=min(timeout, 10_000))
    except Error:
        return


def _explain_status(status: int) -> str:
    if status == 429:
        return "the server asked to come back later"
    return f"the server answered {status}" if status >= 400 else ""


def _has(fetched: Fetched, header: str) -> bool:
    return any(name.lower() == header for name, _ in fetched.headers)


def _is_document(address: str) -> bool:
    return urlsplit(address).path.lower().endswith((".pdf", ".docx", ".doc", ".xlsx", ".xls", ".odt", ".csv"))


def _site_of(address: str) -> str:
    return urlsplit(address).netloc.lower()

"""What every page of a published site must hold to, as files and in a browser; each check gives what it found.

What comes in: a site's folder, a browser. What goes out: findings with the page; an empty list is a clean site. Used on
one page of each kind by the ordinary tests, and on every page of the example by the long one.
"""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, BrowserContext, Page, Route

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
    "preload": False,
}
_RUN_AXE = """(rules) => axe.run(document, rules).then((told) =>
  told.violations.map((one) => [one.id, one.nodes.length, one.nodes[0].html.slice(0, 160)]))"""
ARTICLE, LIST, RECORD = 60_000, 80_000, 15_000
"""The most bytes of a page of each kind, without pictures and sound."""
WIDTHS = (320, 480, 768, 900, 1024, 1280, 1440)
_ID = re.compile(r'\sid="([^"]*)"')
_LINK = re.compile(r'<a\s[^>]*?href="([^"]*)"')
_TAKEN = re.compile(r'<(?:img|script|link|audio|source|iframe|form)\s[^>]*?(?:src|href|action)="([^"]*)"')

Found = list[tuple[str, str, str]]


def list_routes(out: Path, folder: str = "") -> list[str]:
    """Every page of a language, or of all where no folder is given, by its path."""
    return sorted(path.relative_to(out).as_posix() for path in (out / folder).rglob("*.html"))


def limit_of(route: str) -> int:
    """The most bytes that a page may weigh."""
    name = route.removeprefix("cy/")
    if name == "index.html":
        return ARTICLE
    return RECORD if name.startswith("cases/case-") else LIST


def check_files(out: Path) -> Found:
    """Weights, addresses and fragments of every page, and that nothing is taken from elsewhere."""
    pages = {route: (out / route).read_text(encoding="utf-8") for route in list_routes(out)}
    ids = {route: _ID.findall(page) for route, page in pages.items()}
    found: Found = []
    for route, page in pages.items():
        size = len(page.encode())
        if size > limit_of(route):
            found.append((route, "weight", f"{size:,} bytes, at most {limit_of(route):,}"))
        if len(set(ids[route])) < len(ids[route]):
            found.append((route, "id", "one id stands twice"))
        if re.search(r"<th\b[^>]*></th>", page):
            found.append((route, "table", "a heading of a column or row says nothing"))
        found += [(route, "taken", one) for one in _TAKEN.findall(page) if "://" in one and 'rel="' not in one]
        for href in {*_LINK.findall(page), *_TAKEN.findall(page)}:
            if (wrong := _check_link(out, route, href.replace("&amp;", "&"), ids)) is not None:
                found.append((route, "link", wrong))
    return found


def _check_link(out: Path, route: str, href: str, ids: dict[str, list[str]]) -> str | None:
    """What is wrong with an address of a page; None where it leads somewhere, or outside."""
    if re.match(r"[a-z]+:", href) or href.startswith("/"):
        return None
    path, _, fragment = unquote(href).partition("#")
    path = path.partition("?")[0]
    target = (out / route).parent / path if path else out / route
    target = target / "index.html" if target.is_dir() else target
    if not target.is_file():
        return f"{href} leads nowhere"
    name = target.resolve().relative_to(out.resolve()).as_posix()
    if fragment and name.endswith(".html") and fragment not in ids[name]:
        return f"{href}: no such place on the page"
    return None


@contextmanager
def serve(out: Path) -> Iterator[str]:
    """The folder on a web server that knows nothing about it."""
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    handler = functools.partial(quiet, directory=str(out))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def keep_inside(page: Page, origin: str, asked: list[str]) -> None:
    """Let nothing but the site's own origin be reached, and note what was tried."""

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route(re.compile(rf"^(?!{re.escape(origin)}|data:)"), refuse)


Look = tuple[str, int]
"""A way to look at a page: light or dark, and a width in pixels, 0 for print."""
LOOKS: tuple[Look, ...] = (("light", 320), ("dark", 390), ("light", 768), ("dark", 1440), ("light", 0))
PAPER = 718
"""Width of A4 between margins of 15 millimetres, in pixels of a style sheet."""


def check_axe(browser: Browser, origin: str, routes: Sequence[str], looks: Sequence[Look]) -> Found:
    """What axe finds, and what is too wide, in each of these looks; every page is loaded once."""
    # The policy of the pages lets no other script in, so the checker is let in past it.
    context = _open(browser, bypass_csp=True, viewport={"width": 900, "height": 900})
    page, found = context.new_page(), []
    asked: list[str] = []
    keep_inside(page, origin, asked)
    axe = AXE_FILE_PATH.read_text(encoding="utf-8")
    for route in routes:
        page.goto(f"{origin}/{route}")
        page.evaluate(axe)
        for scheme, width in looks:
            page.emulate_media(media="screen" if width else "print", color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": width or PAPER, "height": 900})
            for rule, n, where in page.evaluate(_RUN_AXE, RULES):
                if width or rule != "target-size":  # nothing is tapped on paper
                    found.append((route, f"axe {scheme} {width or 'print'}", f"{rule} ({n}): {where}"))
            found += _check_widths(page, route, [width or PAPER])
    context.close()
    return [*found, *((origin, "request", one) for one in asked)]


def check_as_read(browser: Browser, origin: str, routes: Sequence[str]) -> Found:
    """As a reader has it: policy in force, no word on the console, no request elsewhere, nothing too wide or moving."""
    context = _open(browser, viewport={"width": 1280, "height": 900})
    page, found = context.new_page(), []
    asked: list[str] = []
    said: list[str] = []
    keep_inside(page, origin, asked)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for route in routes:
        answer = page.goto(f"{origin}/{route}", wait_until="load")
        if answer is not None and answer.status >= 400:
            found.append((route, "status", str(answer.status)))
        found += _check_widths(page, route, WIDTHS)
        found += [(route, "console", one) for one in said] + [(route, "request", one) for one in asked]
        said.clear()
        asked.clear()
    context.close()
    return found


def check_without_script(browser: Browser, origin: str, routes: Sequence[str]) -> Found:
    """With scripts off each page still has its heading and words, and is not too wide."""
    context = _open(browser, java_script_enabled=False, viewport={"width": 390, "height": 844})
    page, found = context.new_page(), []
    for route in routes:
        page.goto(f"{origin}/{route}")
        if not page.locator("h1").first.is_visible():
            found.append((route, "script off", "no heading is seen"))
        if len(page.locator("main, body").first.inner_text()) < 40:
            found.append((route, "script off", "nothing to read"))
        found += _check_widths(page, route, (320, 1440))
    context.close()
    return found


def _check_widths(page: Page, route: str, widths: Sequence[int]) -> Found:
    found = []
    for width in widths:
        if len(widths) > 1:
            page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append((route, f"width {width}", f"{wide} pixels too wide"))
    return found


def _open(browser: Browser, **options: Any) -> BrowserContext:
    return browser.new_context(reduced_motion="reduce", **options)

"""Where a page of a log leads to: following pages, and the pages and documents that hold the items.

What comes in: bytes of HTML, the address they came from, a CSS selector. What goes out: addresses. Never here: visits.
"""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.etree
import lxml.html

_NO_WORDS = re.compile(rb"<(script|style|noscript)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>|[\d\s]+", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|main|div|p|table|ul|h1|a)\b", re.IGNORECASE)


def is_html(body: bytes) -> bool:
    """Whether bytes are a page with links and not a document."""
    return not body.startswith(b"%PDF-") and bool(_TAG.search(body[:20_000]))


def find_links(body: bytes, address: str, selector: str) -> list[str]:
    """The addresses on the same site that the selected links lead to, each once, in the page's order.

    Args:
        body: HTML.
        address: where it came from, after redirects.
        selector: CSS, of links or of what contains them.

    >>> find_links(b'<main><a href="a.pdf">A</a> <a href="//elsewhere.example/">B</a></main>', "https://x.example/log/",
    ...            "main a")
    ['https://x.example/log/a.pdf']
    """
    try:
        root = lxml.html.document_fromstring(body)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError):
        return []
    base = address
    for element in root.cssselect("base[href]"):
        base = urljoin(address, str(element.get("href")))
        break
    found: dict[str, None] = {}
    for element in root.cssselect(selector):
        links = [element] if element.get("href") else element.cssselect("a[href]")
        for link in links:
            target = _resolve(base, str(link.get("href")))
            if target and _is_same_site(target, address):
                found.setdefault(target)
    return list(found)


def find_substance(body: bytes) -> bytes:
    """What a page says, without markup, digits and spacing: two pages that say the same have the same."""
    return _NO_WORDS.sub(b"", body)


def _resolve(base: str, href: str) -> str:
    try:
        target = urldefrag(urljoin(base, href.strip()))[0]
        parts = urlsplit(target)
        return target if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def _is_same_site(target: str, address: str) -> bool:
    """Whether an address is on the same host, or on one beneath it; other sites are not visited unasked."""
    there, here = urlsplit(target), urlsplit(address)
    host, home = (there.hostname or "").removeprefix("www."), (here.hostname or "").removeprefix("www.")
    return (host == home or host.endswith("." + home)) and (there.port == here.port or host != home)

"""Links to the portals where authorities put files too large or too private for a mail, and when they expire.

What comes in: a mail. What goes out: each link once, with the service and the day after which it is gone. What must
never be here: a download (a person does that, often behind a login).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from answerable.mail.mail import Mail
from answerable.words.dates import find_dates
from answerable.words.figures import find_figures

SERVICES = (
    ("Egress", ("egress.com",)),
    ("SharePoint", ("sharepoint.com",)),
    ("OneDrive", ("onedrive.live.com", "1drv.ms")),
    ("WeTransfer", ("wetransfer.com", "we.tl")),
    ("Dropbox", ("dropbox.com", "db.tt")),
    ("Google Drive", ("drive.google.com",)),
    ("Box", ("box.com",)),
    ("ShareFile", ("sharefile.com", "sharefile.eu")),
    ("Objective Connect", ("objectiveconnect.co.uk", "objectiveconnect.com")),
    ("Mimecast", ("mimecast.com", "mimecastprotect.com")),
    ("Galaxkey", ("galaxkey.com",)),
    ("Kiteworks", ("kiteworks.com",)),
    ("Zivver", ("zivver.com",)),
    ("Quatrix", ("quatrix.it",)),
    ("MailBigFile", ("mailbigfile.com",)),
    ("Hightail", ("hightail.com",)),
)
_LINK = re.compile(r"https?://[^\s<>\"')\]]+", re.IGNORECASE)
_SAFE_LINK = re.compile(r"https?://[^/]*safelinks\.protection\.outlook\.com/\S*?[?&]url=([^&\s\"']+)", re.IGNORECASE)
_EXPIRES = re.compile(
    r"\b(?:expir\w+|valid (?:for|until|to|till)|available (?:for|until|to|till)|will be (?:deleted|removed)|access "
    r"(?:until|ends))\b",
    re.IGNORECASE,
)
_SPAN = re.compile(r"\b(\d{1,3}|[a-z]+)\s+(day|week|month|hour)s?\b", re.IGNORECASE)
_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30}
_REACH = 160


@dataclass(frozen=True, slots=True)
class PortalLink:
    """A link to a portal.

    Args:
        service: by its usual name.
        address: of the file.
        expires_on: the last day, ISO; empty where the letter does not say.
        words: those that say when it expires; empty where none do.
    """

    service: str
    address: str
    expires_on: str = ""
    words: str = ""


def find_portal_links(mail: Mail) -> tuple[PortalLink, ...]:
    """Return each link of a mail to a download portal, in order; links wrapped by a mail scanner are unwrapped."""
    text = f"{mail.body}\n{unescape(mail.html)}" if mail.html else mail.body
    if "://" not in text:
        return ()
    expires_on, words = _find_expiry(mail.body, mail.sent_at)
    found: dict[str, PortalLink] = {}
    for match in _LINK.finditer(_SAFE_LINK.sub(lambda item: _unquote(item[1]), text)):
        address = match[0].rstrip(".,;:!?")
        service = find_service(address)
        if service:
            found.setdefault(address, PortalLink(service, address, expires_on, words))
    return tuple(found.values())


def find_service(address: str) -> str:
    """Return the portal that an address belongs to, or an empty string.

    >>> find_service("https://force.sharepoint.com/:x:/g/abc")
    'SharePoint'
    """
    try:
        host = (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
    for service, domains in SERVICES:
        if any(host == domain or host.endswith(f".{domain}") for domain in domains):
            # A company's own site at the portal is no file: a link to one has a path.
            return service if len(urlsplit(address).path.strip("/")) > 1 else ""
    return ""


def _find_expiry(body: str, sent_at: str) -> tuple[str, str]:
    """The last day of a link as the letter says it, and those words."""
    sent_on = dt.date.fromisoformat(sent_at[:10]) if len(sent_at) >= 10 else None
    for match in _EXPIRES.finditer(body):
        start = max(body.rfind("\n\n", 0, match.start()), match.start() - _REACH, 0)
        words = " ".join(body[start : match.end() + _REACH].split("\n\n")[0 if start == 0 else -1].split())
        after = body[match.start() : match.end() + _REACH]
        for date in find_dates(after):
            if date.value is not None:
                return date.value.latest.isoformat(), words[:200]
        span = _SPAN.search(after)
        if span and sent_on is not None:
            n_days = _count(span[1]) * _DAYS[span[2].lower()]
            if n_days:
                return (sent_on + dt.timedelta(days=int(n_days))).isoformat(), words[:200]
    return "", ""


def _count(word: str) -> int:
    if word.isdigit():
        return int(word)
    figures = find_figures(word)
    return int(figures[0].number) if figures else 0


def _unquote(address: str) -> str:
    return re.sub(r"%([0-9A-Fa-f]{2})", lambda item: chr(int(item[1], 16)), address)

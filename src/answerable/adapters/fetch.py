"""The ways to a published log, made for one investigation.

What comes in: the folder, who we are, the clock. What goes out: `Fetchers`. Never here: the visits themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from answerable.adapters.fetch_browser import BrowserPages, has_browser
from answerable.adapters.fetch_live import LivePages, Manners
from answerable.adapters.fetch_saved import SavedPage, SavedPages
from answerable.adapters.fetch_warc import WarcPages
from answerable.adapters.signing import load_signer
from answerable.adapters.warc import WarcArchive
from answerable.errors import StorageFailed
from answerable.ports import Clock, Fetcher, Fetchers


def make_user_agent(publisher: str, contact: str) -> str:
    """An honest user agent: what visits, for whom, and where to complain.

    >>> make_user_agent("The Lantern Post", "desk@lanternpost.example").partition(" ")[2]
    '(The Lantern Post; +mailto:desk@lanternpost.example)'
    """
    try:
        number = version("answerable")
    except PackageNotFoundError:
        number = "0"
    reach = contact if contact.startswith("http") else f"mailto:{contact}" if contact else ""
    about = "; ".join(part for part in (publisher, f"+{reach}" if reach else "") if part)
    return f"answerable/{number}" + (f" ({about})" if about else "")


def make_fetchers(
    folder: Path, clock: Clock, *, publisher: str = "", contact: str = "", manners: Manners | None = None
) -> Fetchers:
    """The fetchers of an investigation.

    Args:
        folder: of the investigation; saved pages are found, and visits kept, under it.
        clock: dates live visits.
        publisher: who visits.
        contact: mail address or page for whoever runs the visited site.
        manners: how to behave; those of a patient visitor where none are given.
    """
    polite = manners or Manners(user_agent=make_user_agent(publisher, contact))

    def live(conditions: Mapping[str, tuple[tuple[str, str], ...]]) -> Fetcher:
        return LivePages(polite, clock, conditions)

    def saved(path: str) -> Fetcher:
        place = folder / path
        if ".warc" in place.name or (place.is_dir() and any(place.glob("*.warc*"))):
            return WarcPages(place)
        return SavedPage(place) if place.suffix else SavedPages(place)

    def browser() -> Fetcher:
        return BrowserPages(polite, clock)

    signer, unsigned_because = None, ""
    try:
        signer = load_signer(folder)
    except StorageFailed as error:  # what may vanish tomorrow is kept all the same
        unsigned_because = f"{error.where}: {error.found}"
    return Fetchers(
        live=live,
        saved=saved,
        archive=WarcArchive(folder),
        browser=browser if has_browser() else None,
        signer=signer,
        unsigned_because=unsigned_because,
    )

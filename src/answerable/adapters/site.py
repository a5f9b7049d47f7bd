"""A published site behind an address, read file by file.

What comes in: an address. What goes out: bytes by path. Never here: judgement of what is read.
"""

from __future__ import annotations

from urllib.parse import quote

import httpx

from answerable.errors import InputUnreadable

_MOST_SECONDS = 30.0


class WebSite:
    """A site on a web server; nothing but its own files is asked for.

    Args:
        address: of its folder, such as ``https://news.example/psm/``.

    Raises:
        InputUnreadable: nothing answers there.
    """

    def __init__(self, address: str) -> None:
        base = address if address.endswith("/") else f"{address.removesuffix('index.html').rstrip('/')}/"
        self._client = httpx.Client(base_url=base, timeout=_MOST_SECONDS)
        self._base, self._kept = base, dict[str, bytes]()

    def names(self) -> None:
        """A server does not tell what it holds."""

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None where the server has none."""
        if name in self._kept:
            return self._kept[name]
        try:
            answer = self._client.get(quote(name))
        except httpx.HTTPError as error:
            raise InputUnreadable(
                "the site cannot be reached", where=self._base, found=str(error), remedy="check the address, try again"
            ) from None
        if answer.status_code != httpx.codes.OK:
            return None
        if name.startswith("data/"):
            self._kept[name] = answer.content
        return answer.content

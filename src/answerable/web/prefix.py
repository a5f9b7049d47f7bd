"""The prefix of one of several investigations, put before every link of an answer that is its own.

What comes in: an answer that was written for the root of a server. What goes out: the same under /i/NAME. Never here:
who may open it (`house`), what is on the pages.
"""

from __future__ import annotations

import re

from starlette.types import Message, Send

_SHARED = ("sign-in", "sign-out", "openid", "invitation", "second-factor", "account", "investigations", "i")
"""First steps of addresses that are the house's own: links to them stay as they are."""
_LINK = re.compile(rb'([\s\[](?:href|src|action|formaction)=")/(?!/)([^"]*)')
"""A link in a page or a style. Words of people and documents are escaped on a page: no quote of theirs looks so."""
_REWRITTEN = (b"text/html", b"text/css")


class Prefixed:
    """Sends an answer of an investigation with its prefix before every link that is its own."""

    def __init__(self, send: Send, prefix: bytes) -> None:
        self._send = send
        self._prefix = prefix
        self._start: Message = {}
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [self._move(*pair) for pair in message["headers"]]
            kind = dict(headers).get(b"content-type", b"").partition(b";")[0]
            if kind not in _REWRITTEN:
                await self._send({**message, "headers": headers})
                return
            self._start = {**message, "headers": [pair for pair in headers if pair[0] != b"content-length"]}
            return
        if not self._start or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = _LINK.sub(self._put, bytes(self._body))
        self._start["headers"].append((b"content-length", str(len(body)).encode()))
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})

    def _move(self, name: bytes, value: bytes) -> tuple[bytes, bytes]:
        if name.lower() == b"location" and value.startswith(b"/") and not _is_shared(value[1:]):
            return name, self._prefix + value
        return name, value

    def _put(self, found: re.Match[bytes]) -> bytes:
        before, rest = found[1], found[2]
        return before + (b"" if _is_shared(rest) else self._prefix) + b"/" + rest


def _is_shared(rest: bytes) -> bool:
    first = re.split(rb"[/?#]", rest, maxsplit=1)[0]
    return first.decode("latin-1") in _SHARED

"""Letters from a mailbox over IMAP with TLS, read-only.

What lives here: `ImapMailbox`, the only place that talks to a mail server to fetch. What comes in: a position, such as
was kept after the last message; what goes out: the messages after it, as the server holds them, byte for byte. The
folder is opened with EXAMINE and bodies are taken with BODY.PEEK, so nothing is ever marked, moved or deleted. What
must never be here: what is kept of a message (``track.fetch``), a password in a file.
"""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import email.utils
import imaplib
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from answerable.adapters.token import TokenSource, render_xoauth2
from answerable.errors import AdapterUnavailable
from answerable.ports import Arrived

Security = Literal["tls", "starttls", "none"]
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_TIMEOUT_SECONDS = 60
_MOST_TRIES = 3
MAX_MESSAGE = 256 * 1024 * 1024
"""No single message over this is fetched; it becomes a problem."""
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]+)"')
_EMPTY_BODY = re.compile(rb'\bBODY\[\] ""')


@dataclass(frozen=True, slots=True)
class _Position:
    """How far a folder has been fetched: all up to `uid`, but for those that could not be had."""

    validity: str
    uid: int = 0
    missing: frozenset[int] = frozenset()

    @classmethod
    def parse(cls, text: str) -> _Position:
        found = re.fullmatch(r"(\d+):(\d+)(?::([\d,]+))?", text)
        if found is None:
            return cls("")
        return cls(found[1], int(found[2]), frozenset(int(item) for item in (found[3] or "").split(",") if item))

    def render(self) -> str:
        missing = ",".join(str(uid) for uid in sorted(self.missing))
        return f"{self.validity}:{self.uid}" + (f":{missing}" if missing else "")

    def after(self, uid: int, *, had: bool) -> _Position:
        missing = self.missing - {uid} if had else self.missing | {uid}
        return _Position(self.validity, max(self.uid, uid), missing)


@dataclass(slots=True)
class ImapMailbox:
    """One folder of an account on a mail server.

    Args:
        host: the server.
        port: 993 for `tls`, 143 for `starttls`.
        user: the account.
        password: never logged, never kept.
        folder: of the account, as people write it.
        security: `none` only to this machine itself.
        timeout_seconds: how long to wait for the server.
        context: how certificates are checked; the system's way when None.
        token: logs in with an access token (XOAUTH2) instead of the password.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    security: Security = "tls"
    timeout_seconds: float = _TIMEOUT_SECONDS
    context: ssl.SSLContext | None = None
    token: TokenSource | None = None
    _server: imaplib.IMAP4 | None = field(default=None, repr=False)
    _validity: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Which mailbox: account, server and folder."""
        account = self.user if "@" in self.user else f"{self.user}@{self.host}"
        return f"{account}/{self.folder}"

    def iter_messages(self, position: str = "") -> Iterator[Arrived]:
        """Yield the messages after a position, in the order of their UIDs.

        A UID stands for one message for ever while UIDVALIDITY stays (RFC 3501, 2.3.1.1). When the server gives the
        folder a new one, every message is yielded again; the archive knows bytes that it has.

        Raises:
            AdapterUnavailable: the server cannot be reached, trusted or logged in to, or has no such folder.
        """
        try:
            self._connect()
            reached = _Position.parse(position)
            if reached.validity != self._validity:
                reached = _Position(self._validity)
            for uid, size in self._list(reached):
                data, received_at, problem = self._fetch(uid, size)
                if not data and not problem:
                    continue  # deleted by its owner between the list and the fetch
                reached = reached.after(uid, had=not problem)
                origin = f"imap:{self.name};UIDVALIDITY={reached.validity}/;UID={uid}"
                name = f"{re.sub(r'[^A-Za-z0-9]+', '-', self.folder).strip('-') or 'mail'}-{uid}.eml"
                yield Arrived(origin, name, data, received_at, reached.render(), problem)
        finally:
            self.close()

    def close(self) -> None:
        """Say goodbye to the server; safe at any time."""
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(imaplib.IMAP4.error, OSError):
                server.logout()
            with contextlib.suppress(OSError):
                server.shutdown()

    def _list(self, reached: _Position) -> list[tuple[int, int]]:
        """UIDs and sizes of what is to be fetched, in order."""
        wanted = [f"{reached.uid + 1}:*", *(str(uid) for uid in sorted(reached.missing))]
        found: dict[int, int] = {}
        try:
            rows = self._ask("FETCH", ",".join(wanted), "(UID RFC822.SIZE)")
        except _ServerError as error:
            raise self._unavailable(error) from error
        for row in rows:
            line = row[0] if isinstance(row, tuple) else row
            uid, size = _UID.search(line or b""), _SIZE.search(line or b"")
            if uid is not None:
                found[int(uid[1])] = int(size[1]) if size else 0
        # "412:*" names the last message even where its UID is below 412 (RFC 3501, 6.4.8).
        return sorted((uid, size) for uid, size in found.items() if uid > reached.uid or uid in reached.missing)

    def _fetch(self, uid: int, size: int) -> tuple[bytes, str, str]:
        """The bytes of one message, the instant it arrived, and why the bytes could not be had."""
        if size > MAX_MESSAGE:
            return b"", "", f"{size:,} bytes; at most {MAX_MESSAGE:,} are fetched"
        try:
            rows = self._ask("FETCH", str(uid), "(UID INTERNALDATE BODY.PEEK[])")
        except _ServerError as error:
            return b"", "", str(error)
        words = b" ".join(row[0] + b" " if isinstance(row, tuple) else row or b"" for row in rows)
        date = _DATE.search(words)
        received_at = _render_instant(date[1]) if date else ""
        for row in rows:
            if isinstance(row, tuple) and b"BODY[]" in row[0].upper():
                return bytes(row[1]), received_at, ""
        if _EMPTY_BODY.search(words):
            return b"", received_at, "the server gives an empty message"
        return b"", received_at, "" if not _UID.search(words) else "the server names the message and gives no body"

    def _ask(self, *command: str) -> list[Any]:
        """Ask the server; where the line breaks, open a new one and ask again."""
        for n_tries in range(1, _MOST_TRIES + 1):
            server = self._connect()
            try:
                status, rows = server.uid(*command)
            except (imaplib.IMAP4.abort, OSError) as error:
                self._drop()
                if n_tries == _MOST_TRIES:
                    raise self._unavailable(error) from error
                continue
            except imaplib.IMAP4.error as error:
                raise _ServerError(str(error)) from error
            if status == "OK":
                return list(rows)
            raise _ServerError(b" ".join(row for row in rows if isinstance(row, bytes)).decode("utf-8", "replace"))
        raise AssertionError("unreachable")

    def _drop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(OSError):
                server.shutdown()

    def _connect(self) -> imaplib.IMAP4:
        if self._server is not None:
            return self._server
        if self.security == "none" and self.host not in _LOOPBACK:
            raise AdapterUnavailable(
                "mail is fetched without encryption only from this machine itself",
                found=self.host,
                allowed="tls or starttls",
                remedy='say tls = "tls" under [mailbox] in answerable.toml',
            )
        context = self.context or ssl.create_default_context()
        server: imaplib.IMAP4 | None = None
        try:
            if self.security == "tls":
                server = imaplib.IMAP4_SSL(self.host, self.port, ssl_context=context, timeout=self.timeout_seconds)
            else:
                server = imaplib.IMAP4(self.host, self.port, timeout=self.timeout_seconds)
            if self.security == "starttls":
                server.starttls(context)
            self._log_in(server)
            self._examine(server)
        except (imaplib.IMAP4.error, OSError) as error:
            if server is not None:
                with contextlib.suppress(OSError):
                    server.shutdown()
            raise self._unavailable(error) from error
        self._server = server
        return server

    def _log_in(self, server: imaplib.IMAP4) -> None:
        if self.token is not None:
            words = render_xoauth2(self.user, self.token.get_token()).encode()
            # A refused token is told in a second question, which wants an empty answer (as SASL has it).
            answers = iter((words, b""))
            server.authenticate("XOAUTH2", lambda _: next(answers, b""))
        elif (self.user + self.password).isascii():
            server.login(self.user, self.password)
        else:
            # LOGIN knows ASCII only; PLAIN is UTF-8 (RFC 4616).
            server.authenticate("PLAIN", lambda _: f"\0{self.user}\0{self.password}".encode())

    def _examine(self, server: imaplib.IMAP4) -> None:
        status, rows = server.select(encode_folder(self.folder), readonly=True)
        if status != "OK":
            words = b" ".join(row for row in rows if isinstance(row, bytes)).decode("utf-8", "replace")
            raise imaplib.IMAP4.error(f"folder {self.folder}: {words}")
        _, found = server.response("UIDVALIDITY")
        validity = found[0].decode("ascii") if found and isinstance(found[0], bytes) else ""
        if not validity.isdigit():
            raise imaplib.IMAP4.error(f"folder {self.folder}: the server gives no UIDVALIDITY")
        if self._server is None and self._validity and self._validity != validity:
            raise imaplib.IMAP4.error(f"folder {self.folder}: it was made anew while mail was fetched")
        self._validity = validity

    def _unavailable(self, error: Exception) -> AdapterUnavailable:
        words = str(error) or type(error).__name__
        return AdapterUnavailable(
            "the mailbox cannot be read",
            where=f"{self.host}:{self.port}",
            found=words.replace(self.password, "...") if self.password else words,
            allowed="a server that answers with a certificate this machine trusts, and a folder that is there",
            remedy="check [mailbox] in answerable.toml and the password; what was fetched before is kept",
        )


class _ServerError(Exception):
    """The server answered a question with no."""


def encode_folder(name: str) -> str:
    """A folder's name as IMAP writes it: quoted, beyond ASCII in modified UTF-7 (RFC 3501, 5.1.3).

    >>> encode_folder("Anfonwyd – FOI & co")
    '"Anfonwyd &IBM- FOI &- co"'
    """
    pieces: list[str] = []
    for run in re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", name):
        if run.isascii() and run.isprintable():
            pieces.append(run.replace("&", "&-"))
        else:
            packed = base64.b64encode(run.encode("utf-16-be")).decode("ascii")
            pieces.append(f"&{packed.rstrip('=').replace('/', ',')}-")
    quoted = "".join(pieces).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'


def _render_instant(date: bytes) -> str:
    """The day and time as IMAP writes them, `` 1-Nov-2021 09:05:00 +0000``, in UTC."""
    try:
        found = email.utils.parsedate_to_datetime(date.decode("ascii", "replace").strip().replace("-", " ", 2))
    except (ValueError, TypeError):
        return ""
    return found.astimezone(dt.UTC).isoformat()

"""Letters over SMTP with TLS.

What lives here: `SmtpPostman`, the only place that talks to a mail server to send. What comes in: the bytes of one
message; what goes out: nothing, or an error that says whether the letter went. What must never be here: which letters
go (``ask.outbox``), a password in a file of the folder.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from dataclasses import dataclass, field
from typing import Literal

from answerable.adapters.token import TokenSource, render_xoauth2
from answerable.errors import AdapterUnavailable, DeliveryUncertain, LetterRefused

Security = Literal["tls", "starttls", "none"]
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_TIMEOUT_SECONDS = 60


@dataclass(slots=True)
class SmtpPostman:
    """A mail server that takes letters.

    One connection is kept for a run of letters and opened again when the server closes it between two.

    Args:
        host: the server.
        port: 465 for `tls`, 587 for `starttls`.
        security: `none` only to this machine itself.
        user: empty where the server asks for none.
        password: never logged, never kept.
        timeout_seconds: how long to wait for the server.
        context: how certificates are checked; the system's way when None.
        token: logs in with an access token (XOAUTH2) instead of the password.
    """

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_seconds: float = _TIMEOUT_SECONDS
    context: ssl.SSLContext | None = None
    token: TokenSource | None = None
    _server: smtplib.SMTP | None = field(default=None, repr=False)

    def send(self, sender: str, recipients: tuple[str, ...], message: bytes) -> None:
        """Hand one message over.

        Raises:
            AdapterUnavailable: the server cannot be reached, trusted or logged in to; the letter did not go.
            LetterRefused: the server refused this letter; it did not go.
            DeliveryUncertain: the line broke after the letter was begun; it may have gone.
        """
        server = self._connect()
        try:
            self._announce(server, sender, recipients)
        except smtplib.SMTPServerDisconnected:
            # Servers close a quiet line; nothing of the letter has gone yet, so a new line is safe.
            self.close()
            server = self._connect()
            self._announce(server, sender, recipients)
        try:
            code, answer = server.data(message)
        except smtplib.SMTPDataError as error:
            self._reset(server)
            raise _refused(recipients, error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise DeliveryUncertain(
                "the line broke while a letter was handed over",
                where=", ".join(recipients),
                found=str(error) or type(error).__name__,
                remedy="look in the sent folder whether it went, then mark it",
            ) from error
        if code != 250:
            self._reset(server)
            raise _refused(recipients, code, answer)

    def close(self) -> None:
        """Say goodbye to the server; safe at any time."""
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _connect(self) -> smtplib.SMTP:
        if self._server is not None:
            return self._server
        if self.security == "none" and self.host not in _LOOPBACK:
            raise AdapterUnavailable(
                "letters go without encryption only to this machine itself",
                found=self.host,
                allowed="tls or starttls",
                remedy="set the security of the mail server to tls or starttls",
            )
        context = self.context or ssl.create_default_context()
        try:
            if self.security == "tls":
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    self.host, self.port, timeout=self.timeout_seconds, context=context
                )
            else:
                server = smtplib.SMTP(self.host, self.port, timeout=self.timeout_seconds)
            if self.security == "starttls":
                server.starttls(context=context)
            server.ehlo_or_helo_if_needed()
            if self.token is not None:
                words = render_xoauth2(self.user, self.token.get_token())
                # A refused token is told in a second question, which wants an empty answer.
                server.auth("XOAUTH2", lambda challenge=None: words if challenge is None else "")
            elif self.user:
                server.login(self.user, self.password)
        except (smtplib.SMTPException, OSError) as error:
            raise AdapterUnavailable(
                "the mail server cannot be used",
                where=f"{self.host}:{self.port}",
                found=str(error) or type(error).__name__,
                allowed="a server that answers with a certificate this machine trusts",
                remedy="check host, port, security, user and password; no letter has gone",
            ) from error
        self._server = server
        return server

    def _announce(self, server: smtplib.SMTP, sender: str, recipients: tuple[str, ...]) -> None:
        """Name sender and recipients; the letter itself has not been begun."""
        try:
            code, answer = server.mail(sender)
            if code == 250:
                for recipient in recipients:
                    code, answer = server.rcpt(recipient)
                    if code not in (250, 251):
                        break
        except OSError as error:
            if isinstance(error, smtplib.SMTPException):
                raise
            raise smtplib.SMTPServerDisconnected(str(error)) from error
        if code not in (250, 251):
            self._reset(server)
            raise _refused(recipients, code, answer)

    def _reset(self, server: smtplib.SMTP) -> None:
        try:
            server.rset()
        except (smtplib.SMTPException, OSError):
            self.close()


def _refused(recipients: tuple[str, ...], code: int, answer: bytes | str) -> LetterRefused:
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return LetterRefused(
        "the mail server refused a letter",
        where=", ".join(recipients),
        found=f"{code} {words}",
        remedy="check the address; the letter waits in the outbox",
    )

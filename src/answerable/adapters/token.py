"""Access tokens of mail providers that allow no password (XOAUTH2).

What lives here: where a token is had, which is never a file of the investigation: a variable of the environment, or a
command named in one, run anew for each connection because tokens live for about an hour. What must never be here: how a
token is first granted (the provider's own tool does that).
"""

from __future__ import annotations

import os
import shlex
import subprocess
from dataclasses import dataclass

from answerable.errors import AdapterUnavailable

_TIMEOUT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class TokenSource:
    """Gives the token of one account.

    Args:
        variable: holds the token itself; with ``_COMMAND`` behind it, a command that prints it.
    """

    variable: str

    def get_token(self) -> str:
        """Return a token that is good now.

        Raises:
            AdapterUnavailable: there is none, or the command fails.
        """
        token = os.environ.get(self.variable, "").strip()
        command = os.environ.get(f"{self.variable}_COMMAND", "").strip()
        if token or not command:
            return token or self._fail("neither variable is set")
        try:
            done = subprocess.run(
                shlex.split(command), capture_output=True, text=True, timeout=_TIMEOUT_SECONDS, check=False
            )
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            return self._fail(f"the command did not run: {type(error).__name__}")
        words = done.stdout.strip()
        if done.returncode or not words or len(words.split()) != 1:
            return self._fail(f"the command ended with {done.returncode} and printed {len(words.split())} words")
        return words

    def _fail(self, found: str) -> str:
        raise AdapterUnavailable(
            "there is no access token for the mail server",
            where=self.variable,
            found=found,
            allowed=f"{self.variable}, or {self.variable}_COMMAND with a command that prints one token",
            remedy="let your provider's tool print a token (docs/how-to/mailbox.md), or use a password",
        )


def render_xoauth2(user: str, token: str) -> str:
    """Return what XOAUTH2 sends: the account and the token.

    >>> render_xoauth2("a@b.example", "t")
    'user=a@b.example\\x01auth=Bearer t\\x01\\x01'
    """
    return f"user={user}\x01auth=Bearer {token}\x01\x01"

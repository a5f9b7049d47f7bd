"""Passwords by argon2id (RFC 9106) through argon2-cffi. In: a password. Out: a hash that says how it was made.

Never here: whose it is, how often it may be tried.
"""

from __future__ import annotations

import threading
from typing import Any

from answerable.errors import AdapterUnavailable, ValueNotAllowed

SHORTEST = 12
LONGEST = 200
_AT_ONCE = 2
"""Hashes made at the same time: each takes 64 MiB and a core for some tens of milliseconds."""


class Passwords:
    """Makes and checks hashes, a few at a time."""

    def __init__(self) -> None:
        try:
            from argon2 import PasswordHasher
        except ImportError as error:
            raise AdapterUnavailable(
                "accounts need argon2-cffi", found=str(error), remedy="pip install 'answerable[team]'"
            ) from error
        self._hasher: Any = PasswordHasher()
        self._turn = threading.BoundedSemaphore(_AT_ONCE)
        self._nobody = self._hasher.hash("nobody has this password")

    def make(self, password: str) -> str:
        """The hash of a new password.

        Raises:
            ValueNotAllowed: it is too short or too long; nothing else is asked of it (NIST SP 800-63B 5.1.1).
        """
        if not SHORTEST <= len(password) <= LONGEST:
            raise ValueNotAllowed(
                "a password has a length that is not allowed",
                found=f"{len(password)} characters",
                allowed=f"{SHORTEST} to {LONGEST} characters, whatever they are",
                remedy="take several words",
            )
        with self._turn:
            return str(self._hasher.hash(password))

    def is_right(self, password: str, known: str) -> bool:
        """Whether a password is the one behind a hash; as slow where there is no account (an empty hash)."""
        from argon2.exceptions import Argon2Error, InvalidHashError

        with self._turn:
            try:
                found = bool(self._hasher.verify(known or self._nobody, password[: LONGEST + 1]))
            except (Argon2Error, InvalidHashError):
                return False
        return found and bool(known)

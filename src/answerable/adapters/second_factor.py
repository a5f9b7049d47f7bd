"""The second factor: time codes (RFC 6238) through pyotp, their picture through segno, recovery codes.

Secrets are sealed with a key that lies outside the database, so that a copy of the database signs nobody in. Never
here: whose they are, how often they may be tried.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import io
import os
import secrets
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from answerable.errors import AdapterUnavailable, StorageFailed

ENVIRONMENT = "ANSWERABLE_TEAM_KEY"
_STEP_S = 30
_N_RECOVERY = 8
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letters or digits that are taken for one another."""


def find_key_file() -> Path:
    """Where the key lies that seals secrets: as `ANSWERABLE_TEAM_KEY` says, else in the settings of whoever runs it."""
    if named := os.environ.get(ENVIRONMENT):
        return Path(named)
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return settings / "answerable" / "team.key"


class SecondFactor:
    """Makes and checks time codes and recovery codes."""

    def __init__(self, key: bytes) -> None:
        try:
            import pyotp
            import segno
        except ImportError as error:
            raise AdapterUnavailable(
                "a second factor needs pyotp and segno", found=str(error), remedy="pip install 'answerable[team]'"
            ) from error
        self._pyotp: Any = pyotp
        self._segno: Any = segno
        self._seal = Fernet(key)

    @classmethod
    def open(cls) -> SecondFactor:
        """With the key of this machine, made where there is none yet.

        Raises:
            StorageFailed: the file can be neither read nor made, or holds no key.
        """
        path = find_key_file()
        try:
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(Fernet.generate_key())
            return cls(path.read_bytes().strip())
        except (OSError, ValueError) as error:
            raise StorageFailed(
                "the key that seals second factors cannot be read or made",
                where=str(path),
                found=str(error),
                remedy=f"name a file that you may write by the environment variable {ENVIRONMENT}",
            ) from error

    def make_secret(self) -> str:
        """A new secret, sealed."""
        return self._seal.encrypt(self._pyotp.random_base32().encode()).decode()

    def open_secret(self, sealed: str) -> str:
        """A secret as a person types it into their program.

        Raises:
            StorageFailed: it was sealed with another key.
        """
        try:
            return self._seal.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise StorageFailed(
                "this second factor was sealed with another key",
                where=str(find_key_file()),
                remedy="put the earlier key back, or set the account anew: answerable team reset NAME",
            ) from None

    def draw(self, sealed: str, name: str, issuer: str) -> bytes:
        """The picture that a program on a telephone reads, as SVG without script or style."""
        address = self._pyotp.TOTP(self.open_secret(sealed)).provisioning_uri(name=name, issuer_name=issuer)
        out = io.BytesIO()
        self._segno.make(address, error="m", micro=False).save(out, kind="svg", scale=5, border=4, light="#ffffff")
        return out.getvalue()

    def find_step(self, sealed: str, code: str, now: dt.datetime) -> int | None:
        """The time step that a code is of, at most one before or after now; None where it is of none.

        Args:
            sealed: the secret; empty where no time codes are set up.
            code: six digits.
            now: UTC.
        """
        digits = "".join(code.split())
        if not sealed or len(digits) != 6 or not digits.isascii() or not digits.isdigit():
            return None
        maker, here = self._pyotp.TOTP(self.open_secret(sealed)), int(now.timestamp()) // _STEP_S
        steps = [step for step in (here - 1, here, here + 1) if hmac.compare_digest(maker.at(step * _STEP_S), digits)]
        return max(steps) if steps else None


def make_recovery() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Recovery codes, and the hashes that are kept of them."""
    codes = tuple("-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4)) for _ in range(8))
    return codes[:_N_RECOVERY], tuple(hash_recovery(code) for code in codes[:_N_RECOVERY])


def hash_recovery(code: str) -> str:
    """What is kept of a recovery code. It is drawn from 97 bits, so that a plain hash is enough."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()

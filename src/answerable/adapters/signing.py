"""The key that signs the log of visits: an Ed25519 key in a file, made when it is first needed.

What comes in: where the key lies. What goes out: a `Signer`. Never here: what is signed.

The key lies outside the investigation unless its folder holds one: a folder that is copied, sent or published must
not carry the key by accident. In order: the file that ``ANSWERABLE_SIGNING_KEY`` names, ``signing.key`` in the
investigation's folder, ``signing.key`` in the user's own settings folder.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from answerable.errors import StorageFailed

ENVIRONMENT = "ANSWERABLE_SIGNING_KEY"
FILE_NAME = "signing.key"


class FileSigner:
    """Signs with the private key of a file."""

    def __init__(self, path: Path, key: Ed25519PrivateKey) -> None:
        self.path = path
        self._key = key

    @property
    def public_key(self) -> bytes:
        """The public key, PEM."""
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, data: bytes) -> bytes:
        """An Ed25519 signature (RFC 8032): the same bytes give the same signature."""
        return self._key.sign(data)


def find_key_file(investigation: Path) -> Path:
    """Where the key lies, or will lie once it is made."""
    if named := os.environ.get(ENVIRONMENT):
        return Path(named)
    inside = investigation / FILE_NAME
    if inside.exists():
        return inside
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return settings / "answerable" / FILE_NAME


def load_signer(investigation: Path) -> FileSigner:
    """The signer of an investigation; its key is made where there is none yet.

    Raises:
        StorageFailed: the file can be neither read nor made, or holds no Ed25519 key.
    """
    path = find_key_file(investigation)
    try:
        if not path.exists():
            _make_key(path)
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise StorageFailed(
            "the key that signs visits cannot be read or made",
            where=str(path),
            found=str(error),
            remedy=f"name a file that you may write by the environment variable {ENVIRONMENT}",
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise StorageFailed(
            "the key that signs visits is of another kind",
            where=str(path),
            found=type(key).__name__,
            allowed="an Ed25519 private key, PEM, without a password",
            remedy="move the file away; a key is made in its place",
        )
    return FileSigner(path, key)


def _make_key(path: Path) -> None:
    """Write a new key for its owner's eyes only; of two runs at once, one makes it and both use it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink(missing_ok=True)

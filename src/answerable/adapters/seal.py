"""Sealing of whole files with a passphrase, in the age format that other programs open too.

What comes in: a file. What goes out: the same file sealed, or what a sealed one holds. Needs the extra ``encryption``.
Never here: what is in it.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import IO, Any

from answerable.errors import AdapterUnavailable, InputUnreadable, ValueNotAllowed

_LARGEST = 2 << 30
"""Sealing with a passphrase holds the whole file in memory."""


def seal(path: Path, passphrase: str) -> None:
    """Seal a file in its place.

    Raises:
        ValueNotAllowed: it is too large for this, or the passphrase is empty.
    """
    if not passphrase:
        raise ValueNotAllowed("an empty passphrase seals nothing", remedy="give a passphrase of several words")
    size = path.stat().st_size
    if size > _LARGEST:
        raise ValueNotAllowed(
            "this back-up is too large to be sealed with a passphrase here",
            found=f"{size / 1e9:.1f} GB",
            allowed=f"{_LARGEST / 1e9:.1f} GB",
            remedy="write it to an encrypted disk without --seal, or seal it with the program `age`",
        )
    sealed = _import_engine().passphrase.encrypt(path.read_bytes(), passphrase)
    with path.open("wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())


def open_sealed(path: Path, passphrase: str) -> IO[bytes]:
    """What a sealed file holds, in memory.

    Raises:
        InputUnreadable: the passphrase is another one, or the file was changed.
    """
    engine = _import_engine()
    try:
        return io.BytesIO(engine.passphrase.decrypt(path.read_bytes(), passphrase))
    except engine.DecryptError as error:
        raise InputUnreadable(
            "this sealed file does not open",
            where=str(path),
            found=str(error),
            remedy="check the passphrase; if it is right, the file was changed: take another copy",
        ) from None


def _import_engine() -> Any:
    try:
        import pyrage
    except ImportError:
        raise AdapterUnavailable(
            "sealing needs a part that is not installed", remedy="pip install 'answerable[encryption]'"
        ) from None
    return pyrage

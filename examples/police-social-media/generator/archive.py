"""Zip files whose bytes do not depend on the clock.

In: members, or a zip written by a library that stamps it with today. Out: bytes. Never here: what is inside.
"""

from __future__ import annotations

import io
import re
import zipfile

STAMP = (2021, 11, 30, 9, 0, 0)
"""The time that every member carries."""


def make_zip(members: list[tuple[str, bytes]], stored: frozenset[str] = frozenset()) -> bytes:
    """Return a zip of the members in their order; names in `stored` are not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()


def repack(data: bytes) -> bytes:
    """Return the same zip with fixed times, and with the dates in its metadata parts fixed too."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    fixed = [
        (name, re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", b"2021-11-30T09:00:00", body))
        if name.endswith(("core.xml", "meta.xml"))
        else (name, body)
        for name, body in members
    ]
    return make_zip(fixed, frozenset({"mimetype"}))

"""Every file against the lists of hashes: the site's own, the package's two, and the copies inside its ZIP.

What comes in: a site. What goes out: differences. Never here: what a file says.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator

from answerable.publish.verify.findings import load_json
from answerable.publish.verify.report import Difference
from answerable.publish.verify.sites import SUMS, Site

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_PACKAGE, _CRATE = "data/datapackage.json", "data/ro-crate-metadata.json"


def list_sums(site: Site) -> tuple[dict[str, str], list[Difference]]:
    """The site's list of hashes by file, and what is wrong with the list itself."""
    data = site.read(SUMS)
    if data is None:
        return {}, [Difference("missing", SUMS, "nothing", "the list of hashes that a site is published with")]
    sums, wrong = {}, []
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            wrong.append(Difference("unreadable", f"{SUMS}:{number}", line[:90], "a hash, two spaces, a file"))
        else:
            sums[match[2]] = match[1]
    return sums, wrong


def check_hashes(site: Site, sums: dict[str, str], say: Callable[[int, int, str], None]) -> Iterator[Difference]:
    """Files that differ from the list, are missing, or stand beside it."""
    for number, (name, expected) in enumerate(sums.items()):
        say(number, len(sums), name)
        data = site.read(name)
        if data is None:
            yield Difference("missing", name, "nothing", f"sha256 {expected[:16]}…")
        elif (found := hashlib.sha256(data).hexdigest()) != expected:
            yield Difference("hash", name, f"sha256 {found[:16]}…", f"{expected[:16]}… ({SUMS})")
    names = site.names()
    for name in names or ():
        if name not in sums and name != SUMS:
            yield Difference("unlisted", name, "a file", f"no file that {SUMS} does not list")


def check_package(site: Site) -> Iterator[Difference]:
    """What the package says of its own files, and the copies in its ZIP."""
    package, crate = load_json(site, _PACKAGE), load_json(site, _CRATE)
    for name, plain in ((_PACKAGE, package), (_CRATE, crate)):
        if not isinstance(plain, dict):
            yield Difference("unreadable", name, "no JSON object", "a description of the package")
    if not isinstance(package, dict) or not isinstance(crate, dict):
        return
    said = [(_PACKAGE, one["path"], one["hash"].removeprefix("sha256:"), one["bytes"]) for one in package["resources"]]
    said += [(_CRATE, one["@id"], one["sha256"], int(one["contentSize"])) for one in crate["@graph"] if "sha256" in one]
    for where, name, sha256, size in said:
        data = site.read(f"data/{name}")
        if data is None:
            yield Difference("missing", f"data/{name}", "nothing", f"a file that {where} lists")
            continue
        if len(data) != size:
            yield Difference("hash", f"{where}: {name}", f"{size} bytes", f"{len(data)} bytes")
        if (found := hashlib.sha256(data).hexdigest()) != sha256:
            yield Difference("hash", f"{where}: {name}", f"sha256 {sha256[:16]}…", f"{found[:16]}…")
    yield from _check_zip(site, f"data/{package.get('name')}.zip")


def _check_zip(site: Site, name: str) -> Iterator[Difference]:
    data = site.read(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data or b"")) as archive:
            for inside in archive.namelist():
                beside = site.read(f"data/{inside}")
                if beside != archive.read(inside):
                    yield Difference("hash", f"{name}: {inside}", "other bytes", f"those of data/{inside}")
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        yield Difference("unreadable", name, str(error)[:90], "a ZIP file")

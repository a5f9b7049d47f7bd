"""Words of a mail that stand in no part: before and after the parts, in a part's header, behind a lost boundary.

What comes in: a MIME part, or the whole mail and its bytes. What goes out: the words, each with a name and a place, so
that nothing of what was sent is dropped. What must never be here: decoding of parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message as MimeMessage

_PART_HEADER = re.compile(
    r"(?:content|x|mime|arc|dkim|received|thread|message-id|date)(?:-[\w-]+)?\Z",
    re.IGNORECASE,
)
_USUAL_NOTE = re.compile(r"(?i)multi-?part (?:message|mime)|\bmime[- ](?:format|encoded|encapsulated|compliant|aware)")


@dataclass(frozen=True, slots=True)
class Remainder:
    """Words outside every part.

    Args:
        name: a file name for them.
        words: as they stand.
        where: the part they stand at.
        found: what they are, for a problem.
    """

    name: str
    words: str
    where: str
    found: str

    @property
    def data(self) -> bytes:
        """The bytes as they were sent."""
        return self.words.encode("utf-8", "surrogateescape")


def iter_words_around(part: MimeMessage, place: str) -> Iterator[Remainder]:
    """Words before the first and after the last part, but for the usual note to old readers."""
    for what, text in (("before", part.preamble), ("after", part.epilogue)):
        if text and text.strip() and not (what == "before" and _USUAL_NOTE.search(text) and len(text) < 400):
            yield Remainder(
                f"{what}-parts-{place}.txt", text, f"part {place}", f"{len(text)} characters {what} the parts"
            )


def iter_words_in_header(part: MimeMessage, place: str) -> Iterator[Remainder]:
    """Words of a letter that stand where a part's header should: the blank line before them is missing."""
    odd = [f"{name}: {value}" for name, value in part.raw_items() if not _PART_HEADER.match(str(name))]
    if odd:
        words = "\n".join(odd)
        yield Remainder(f"header-{place}.txt", words, f"part {place}", f"{len(odd)} lines in the header of a part")


def iter_lost_lines(raw: bytes, message: MimeMessage) -> Iterator[Remainder]:
    """What the standard library drops: all that follows a closing boundary that was never opened."""
    known = set[str]()
    for part in message.walk():
        payload = vars(part).get("_payload")
        for text in (payload, part.preamble, part.epilogue, *(f"{name}:{value}" for name, value in part.items())):
            known.update(line.strip() for line in str(text).splitlines() if isinstance(text, str))
    squeezed = {_squeeze(line) for line in known}
    lost = [
        line
        for line in raw.decode("ascii", "surrogateescape").splitlines()
        if line.strip()
        and not line.startswith("--")
        and line.strip() not in known
        and _squeeze(line.strip()) not in squeezed
    ]
    if lost:
        yield Remainder("lost-lines.txt", "\n".join(lost), "the whole mail", f"{len(lost)} lines in no part")


def _squeeze(line: str) -> str:
    return re.sub(r"\s*:\s*", ":", line, count=1)

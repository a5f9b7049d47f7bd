"""What kind of thing bytes are, by their first bytes: a mail, or a file of some type.

What comes in: bytes, and what the mail calls them. What goes out: a media type. What must never be here: parsing.
"""

from __future__ import annotations

import re

EXTENSIONS = {
    "application/pdf": "pdf", "text/plain": "txt", "text/html": "html", "text/csv": "csv", "image/png": "png",
    "image/jpeg": "jpg", "image/gif": "gif", "message/rfc822": "eml", "text/calendar": "ics", "application/zip": "zip",
    "text/rtf": "rtf", "application/rtf": "rtf", "message/delivery-status": "txt",
    "message/disposition-notification": "txt", "text/rfc822-headers": "txt",
}  # fmt: skip
_MAGIC = (
    (b"%PDF-", "application/pdf"), (b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"), (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"), (b"{\\rtf", "text/rtf"),
)  # fmt: skip
_MAIL_START = re.compile(
    rb"(?:From \S+ .*\r?\n)?(?:(?:Received|From|Return-Path|Date|Subject|MIME-Version|Message-ID|Delivered-To|To"
    rb"|Reply-To|X-[\w-]+|Content-Type|Sender|References|In-Reply-To|Thread-[\w-]+|DKIM-Signature|"
    rb"ARC-[\w-]+|Cc):[^\n]*\r?\n"
    rb"(?:[ \t][^\n]*\r?\n)*){3,}",
    re.I,
)
_SAYS_NOTHING = (
    "",
    "application/octet-stream",
    "application/x-msdownload",
    "application/binary",
    "application/unknown",
)


def looks_like_mail(data: bytes) -> bool:
    """Whether bytes begin as a mail does: three header lines at least, one of which only mails have."""
    found = _MAIL_START.match(data[:20000].lstrip(b"\xef\xbb\xbf\r\n"))
    return bool(
        found and re.search(rb"(?im)^(?:from|received|subject|message-id|return-path|delivered-to|date):", found[0])
    )


def sniff_media_type(data: bytes, claimed: str) -> str:
    """The type by its first bytes where the claim says nothing; else the claim."""
    if claimed not in _SAYS_NOTHING:
        return claimed
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    return "message/rfc822" if looks_like_mail(data) else claimed or "application/octet-stream"

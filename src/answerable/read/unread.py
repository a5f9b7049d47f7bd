"""Kinds of files that are told and not read: what they are in words, and what a person can do.

In: a media type. Out: a problem in the draft. What must never be here: files that are read.
"""

from __future__ import annotations

from answerable.read.draft import Draft

_AS_FILES = "unpack it with a program of yours and take the folder in; or ask for a ZIP"
_AS_TABLE = "ask for the data as CSV or XLSX; or export its tables as CSV and take those in"
_AS_WORDS = "have what is said in it written down, and take the words in as a text file"
_ELSE = "convert the file to PDF, DOCX, XLSX or CSV and take that in too"

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"!BDN", "application/vnd.ms-outlook-pst"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"BZh", "application/x-bzip2"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"MSCF", "application/vnd.ms-cab-compressed"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"\x00\x01\x00\x00Standard Jet DB\x00", "application/msaccess"),
    (b"\x00\x01\x00\x00Standard ACE DB\x00", "application/msaccess"),
    (b"PAR1", "application/vnd.apache.parquet"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"\x1aE\xdf\xa3", "video/x-matroska"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "application/onenote"),
)
"""How they begin. What begins like one and is words is told by `sniff` before it asks here."""

_KINDS: dict[str, tuple[str, str]] = {
    "application/vnd.rar": ("a RAR archive, whose method only its maker's program may undo", _AS_FILES),
    "application/vnd.ms-outlook-pst": (
        "an Outlook mailbox (PST)",
        "open it in Outlook, or in another mail program, save its messages as .eml or one .mbox, and take those in; "
        "or ask for the messages one by one",
    ),
    "application/x-xz": ("an XZ archive", _AS_FILES),
    "application/x-bzip2": ("a bzip2 archive", _AS_FILES),
    "application/zstd": ("a Zstandard archive", _AS_FILES),
    "application/vnd.ms-cab-compressed": ("a cabinet archive", _AS_FILES),
    "application/vnd.sqlite3": ("an SQLite database", _AS_TABLE),
    "application/msaccess": ("an Access database", _AS_TABLE),
    "application/vnd.apache.parquet": ("a Parquet table", _AS_TABLE),
    "audio/mpeg": ("a sound recording", _AS_WORDS),
    "audio/ogg": ("a sound recording", _AS_WORDS),
    "audio/wav": ("a sound recording", _AS_WORDS),
    "video/x-matroska": ("a film", _AS_WORDS),
    "video/mp4": ("a film or a sound recording", _AS_WORDS),
    "video/x-msvideo": ("a film", _AS_WORDS),
    "image/heic": ("a photograph in HEIC", "save it as PNG or JPEG and take that in too"),
    "application/onenote": ("a OneNote notebook", "print it to PDF and take that in too"),
    "application/x-ole-storage": ("a file of an old Office program that is none of Word, Excel, Outlook", _ELSE),
    "application/octet-stream": ("bytes of no kind that is known", _ELSE),
}


def find_unread_type(head: bytes) -> str:
    """The media type of a file that is not read, by how it begins; empty where it is none of these.

    >>> find_unread_type(b"Rar!" + bytes([0x1A, 7, 1, 0]))
    'application/vnd.rar'
    """
    for magic, kind in MAGIC:
        # Three letters may begin a word: what follows them in such a file is no printable text.
        if head.startswith(magic) and (len(magic) > 4 or b"\x00" in head[:256]):
            return kind
    if head[:4] == b"RIFF" and head[8:12] in (b"WAVE", b"AVI "):
        return "audio/wav" if head[8:12] == b"WAVE" else "video/x-msvideo"
    if head[4:8] == b"ftyp":
        return "image/heic" if head[8:12] in (b"heic", b"heix", b"mif1", b"msf1") else "video/mp4"
    return ""


def add_unread(draft: Draft, media_type: str) -> None:
    """Note that a file is of a kind that is not read, and what to do."""
    found, remedy = _KINDS.get(media_type, (media_type, _ELSE))
    draft.add_problem("not-supported", found=f"{found} ({media_type})" if found != media_type else found, remedy=remedy)

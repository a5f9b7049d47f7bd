"""Files that hold files: ZIP, TAR, GZIP, 7z and web archives, taken out in memory and within limits."""

from answerable.read.archives.packed import read_gzip, read_tar, read_zip
from answerable.read.archives.sevenzip import read_7z
from answerable.read.archives.webarchive import read_warc

__all__ = ["read_7z", "read_gzip", "read_tar", "read_warc", "read_zip"]

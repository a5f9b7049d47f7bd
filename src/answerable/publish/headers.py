"""What a web server should say with each file of a published site.

What comes in: a path. What goes out: headers. Never here: serving.
"""

from __future__ import annotations

from collections.abc import Mapping

from answerable.publish.search.script import hash_scripts
from answerable.publish.style import list_style_hashes

POLICY = (
    f"default-src 'none'; script-src 'self' {hash_scripts()}; style-src 'self' {' '.join(list_style_hashes())}; "
    "img-src 'self'; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Each page states its own, which is the same or stricter; a browser obeys both."""
ALWAYS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_FOREVER = "public, max-age=31536000, immutable"
_ASK = "public, max-age=0, must-revalidate"
TYPES: Mapping[str, str] = {
    ".parquet": "application/vnd.apache.parquet",
    ".db": "application/vnd.sqlite3",
    ".jsonld": "application/ld+json",
    ".webp": "image/webp",
    ".md": "text/markdown; charset=utf-8",
    ".xml": "application/atom+xml; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
}


def list_headers(path: str) -> dict[str, str]:
    """The headers of one file; pictures of pages are named for what they show and never change."""
    headers = {**ALWAYS, "Cache-Control": _FOREVER if path.startswith("evidence/") else _ASK}
    for ending, media_type in TYPES.items():
        if path.endswith(ending):
            headers["Content-Type"] = media_type
    if path.startswith(("data/", "packs/")) and path.endswith((".zip", ".db", ".parquet")):
        headers["Content-Disposition"] = f'attachment; filename="{path.rpartition("/")[2]}"'
    return headers

"""The published site as a small public server gives it: its files, the right headers, nothing else.

What comes in: a site's folder. What goes out: a Starlette application. Never here: the record, anything that writes.
"""

from __future__ import annotations

import gzip
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from answerable.publish.headers import ALWAYS, list_headers

_PACKED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".csv", ".txt", ".md", ".jsonld")
_LEAST = 600
_MOST = 4_000_000
"""Files between these sizes are packed on the way, for browsers that take it."""


def make_public_app(site: Path) -> Starlette:
    """An application that serves a published site's folder."""
    root = site.resolve()

    async def give(request: Request) -> Response:
        path = request.path_params["path"] or "index.html"
        target = (root / path).resolve()
        if target.is_dir():
            target = target / "index.html"
        if not target.is_relative_to(root) or not target.is_file():
            return PlainTextResponse("There is no such page here.\n", 404, headers=dict(ALWAYS))
        name = target.relative_to(root).as_posix()
        return _answer(request, target, list_headers(name))

    return Starlette(routes=[Route("/{path:path}", give, methods=["GET", "HEAD"])])


def _answer(request: Request, target: Path, headers: dict[str, str]) -> Response:
    stat = target.stat()
    tag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    headers |= {"ETag": tag, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    takes = "gzip" in request.headers.get("accept-encoding", "")
    if takes and target.suffix in _PACKED and _LEAST < stat.st_size < _MOST:
        media_type = headers.pop("Content-Type", "") or FileResponse(target).media_type
        packed = gzip.compress(target.read_bytes(), 6, mtime=0)
        return Response(packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=media_type)
    return FileResponse(target, headers=headers)

"""What readers send: an error they saw, an address for the newsletter. A small server beside the site's own.

What comes in: forms of the published site, passed on by its web server under the same address. What goes out: lines in
the folder's ``readers/``, and the letter that asks whether it was them. Never here: the record, addresses of machines.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections import deque
from collections.abc import Callable
from html import escape
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from answerable.adapters.newsletter import ReaderList, make_letter
from answerable.errors import AnswerableError
from answerable.project.folder import Project

Send = Callable[[str, bytes], None]
"""Sends one letter: the address and the bytes of the message."""
_MOST_A_MINUTE = 30
_POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_QUESTION = (
    "<p>Do you want our newsletter at this address?</p><form method='post'><button name='do' value='yes'>Yes</button> "
    "<button name='do' value='stop'>No, and take the address out</button></form>"
)
_HEADERS = {"Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


def make_reader_app(project: Project, readers: ReaderList, send: Send) -> Starlette:
    """The server; it answers only under the paths that ``[publish]`` of ``answerable.toml`` names.

    Args:
        project: whose site it is.
        readers: where addresses go.
        send: sends the letter that asks.
    """
    site, publisher = project.settings.site, project.settings.publisher
    brake = _Brake()

    async def take_error(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=10) as form:
            where, what, reply, trap = (str(form.get(name, ""))[:5000] for name in ("where", "what", "reply", "site"))
        if not trap and brake.lets():
            if not (where.strip() and what.strip()):
                return _page("Please say where it stands and what is wrong.", 422)
            _append(project.folder / "readers" / "errors.jsonl", where=where, what=what, reply=reply)
        return _page("Thank you. A person reads it. What is corrected stands on the page of corrections.")

    async def take_address(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=10) as form:
            address, language, trap = (str(form.get(name, ""))[:250] for name in ("email", "language", "site"))
        if not trap and brake.lets():
            try:
                key = readers.ask(address, language)
                if key:
                    link = f"{_base(request)}/{key}"
                    to = address.strip()
                    send(to, make_letter(to, language, link, publisher.contact, publisher.name))
            except AnswerableError as error:
                return _page(str(error.message), 422)
        return _page("If this address can take letters, one is on its way that asks whether it was you.")

    async def show_question(request: Request) -> Response:
        """A button and not the link itself says yes: programs that look through mail open links."""
        return HTMLResponse(_render(_QUESTION), headers=_HEADERS)

    async def take_answer(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=5) as form:
            yes = form.get("do") == "yes"
        known = readers.answer(request.path_params["key"], yes=yes)
        if not known:
            return _page("This link is not known any more.", 404)
        return _page("Thank you, you are on the list." if yes else "The address is out of the list.")

    def _base(request: Request) -> str:
        place = site.address.rstrip("/").split("/", 3)
        return f"{'/'.join(place[:3])}{site.newsletter}" if site.address else str(request.url).rstrip("/")

    routes = []
    if site.errors:
        routes.append(Route(site.errors, take_error, methods=["POST"]))
    if site.newsletter:
        routes.append(Route(site.newsletter, take_address, methods=["POST"]))
        routes.append(Route(f"{site.newsletter.rstrip('/')}/{{key}}", show_question, methods=["GET"]))
        routes.append(Route(f"{site.newsletter.rstrip('/')}/{{key}}", take_answer, methods=["POST"]))
    return Starlette(routes=routes)


class _Brake:
    """Lets so many forms through in a minute; more are thanked and not kept. It knows nobody's address."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=_MOST_A_MINUTE)
        self._turn = threading.Lock()

    def lets(self) -> bool:
        now = time.monotonic()
        with self._turn:
            if len(self._times) == _MOST_A_MINUTE and now - self._times[0] < 60:
                return False
            self._times.append(now)
        return True


def _append(path: Path, **said: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    line = {"on": dt.datetime.now(dt.UTC).date().isoformat(), **said}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _page(words: str, status: int = 200) -> Response:
    return HTMLResponse(_render(f"<p>{escape(words)}</p>"), status_code=status, headers=_HEADERS)


def _render(body: str) -> str:
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
        f"<title>Thank you</title></head><body><main><h1>Thank you</h1>{body}</main></body></html>"
    )

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
from answerable.publish.language import Language, list_languages

Send = Callable[[str, bytes], None]
"""Sends one letter: the address and the bytes of the message."""
_MOST_A_MINUTE = 30
_POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
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
            language = Language(_pick(str(form.get("language", ""))))
        say = language.say
        if not trap and brake.lets():
            if not (where.strip() and what.strip()):
                return _page(say("Please say where it stands and what is wrong."), 422, language)
            _append(project.folder / "readers" / "errors.jsonl", where=where, what=what, reply=reply)
        return _page(say("A person reads it. What is corrected stands on the page of corrections."), 200, language)

    async def take_address(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=10) as form:
            address, code, trap = (str(form.get(name, ""))[:250] for name in ("email", "language", "site"))
        language = Language(_pick(code))
        if not trap and brake.lets():
            try:
                key = readers.ask(address, language.code)
                if key:
                    link = f"{_base(request)}/{key}" + (f"?language={language.code}" if language.code != "en" else "")
                    to = address.strip()
                    send(to, make_letter(to, language.code, link, publisher.contact, publisher.name))
            except AnswerableError as error:
                return _page(str(error.message), 422, language)
        say = language.say
        return _page(
            say("If this address can take letters, one is on its way that asks whether it was you."), 200, language
        )

    async def show_question(request: Request) -> Response:
        """A button and not the link itself says yes: programs that look through mail open links."""
        language = Language(_pick(request.query_params.get("language", "")))
        question, yes, no = (
            escape(language.say(words))
            for words in ("Do you want our newsletter at this address?", "Yes", "No, and take the address out")
        )
        form = (
            f"<p>{question}</p><form method='post'><button name='do' value='yes'>{yes}</button> "
            f"<button name='do' value='stop'>{no}</button></form>"
        )
        return HTMLResponse(_render(form, language, "Newsletter"), headers=_HEADERS)

    async def take_answer(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=5) as form:
            yes = form.get("do") == "yes"
        known = readers.answer(request.path_params["key"], yes=yes)
        language = Language(_pick(request.query_params.get("language", "")))
        if not known:
            return _page(language.say("This link is not known any more."), 404, language)
        said = "You are on the list." if yes else "The address is out of the list."
        return _page(language.say(said), 200, language)

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


def _pick(code: str) -> str:
    """The language asked for, where the interface speaks it."""
    return code if code in list_languages() else "en"


def _page(words: str, status: int, language: Language) -> Response:
    title = "Thank you" if status < 400 else "Sorry"
    return HTMLResponse(_render(f"<p>{escape(words)}</p>", language, title), status_code=status, headers=_HEADERS)


def _render(body: str, language: Language, title: str) -> str:
    said = escape(language.say(title))
    return (
        f"<!doctype html><html lang='{language.code}'><head><meta charset='utf-8'>"
        f"<meta name='viewport' content='width=device-width'><title>{said}</title></head>"
        f"<body><main><h1>{said}</h1>{body}</main></body></html>"
    )

"""From a request to a screen and back: who sits there, whether a form may be believed, what is said where it fails.

In: screens, which are plain functions. Out: routes. Never here: what is on a screen, who may open it (`team.gate`).
"""

from __future__ import annotations

import functools
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from answerable.errors import AnswerableError, NotInRecord, RulingOvertaken
from answerable.model.account import Stage
from answerable.web import conflict
from answerable.web.gathering import Gathering
from answerable.web.page import Desk
from answerable.web.team.access import may
from answerable.web.team.membership import Seat

SCREENS = (
    ("/", "Board"),
    ("/queue", "Queue"),
    ("/coding", "Double coding"),
    ("/reconcile", "Reconcile"),
    ("/findings", "Findings"),
    ("/story", "Story"),
    ("/replies", "Replies"),
    ("/problems", "Problems"),
    ("/rulings", "Rulings"),
    ("/search", "Search"),
)
_TEAM_SCREENS = (("/people", "People"), ("/audit", "Audit"))
_FORM = "application/x-www-form-urlencoded"
_MOST_BYTES = 1 << 20
_MOST_FIELDS = 200
Screen = Callable[[Desk, Request, Mapping[str, str]], Response]


@dataclass(frozen=True, slots=True)
class Asked:
    """One form, at the seat of whoever sent it."""

    desk: Desk
    form: Mapping[str, str]


ScreenOfMany = Callable[[Sequence[Asked]], Sequence[Response | Screen | Exception]]
"""Works on forms of many people together. In the place of an answer it may give a screen, which answers in a thread of
its own what the others need not wait for."""


def make_route(
    desk: Desk, path: str, screen: Screen, method: str = "GET", of_many: ScreenOfMany | None = None
) -> Route:
    """The route of a screen.

    Args:
        desk: of the investigation.
        path: as `starlette.routing.Route` has it.
        screen: makes the answer.
        method: `GET` or `POST`.
        of_many: with a team, works on the forms that come at the same instant in the place of the screen.
    """
    gathering: Gathering[Asked, Response | Screen] | None = None
    if of_many is not None and desk.members is not None:
        gathering = Gathering(of_many)

    async def answer(request: Request) -> Response:
        form: Mapping[str, str] = {}
        here = _take_seat(desk, request.scope.get("seat"))
        if method == "POST":
            form = await _read_form(request)
            right = hmac.compare_digest(form.get("token", "").encode(), here.token.encode())
            if not right or not _same_origin(request, must_say=desk.members is not None):
                return PlainTextResponse("This form came from elsewhere or is out of date. Reload the page.", 403)
            here = replace(here, seen=_read_seen(form.get("seen", "")))
        if gathering is None:
            return await run_in_threadpool(_answer, here, screen, request, form)
        try:
            outcome = await gathering.ask(Asked(here, form))
        except AnswerableError as error:
            return await run_in_threadpool(_say_error, here, request, form, error)
        if isinstance(outcome, Response):
            return outcome
        return await run_in_threadpool(_answer, here, outcome, request, form)

    return Route(path, answer, methods=[method])


def _take_seat(desk: Desk, seat: Seat | None) -> Desk:
    """The desk of one request: with a team at the seat of whoever asks, who may be nobody yet."""
    if desk.members is None:
        return desk
    if seat is None or seat.session.stage is not Stage.FULL:
        return replace(desk, token=seat.token if seat else "", by="", screens=())
    if seat.account.role is None:
        return replace(desk, token=seat.token, by=seat.account.name, screens=())
    role = seat.account.role.value
    return replace(desk, token=seat.token, by=seat.account.name, role=role, screens=_list_screens(role))


@functools.cache
def _list_screens(role: str) -> tuple[tuple[str, str], ...]:
    return tuple(screen for screen in (*SCREENS, *_TEAM_SCREENS) if may(role, "GET", screen[0]))


def _read_seen(text: str) -> dict[str, str]:
    """By subject, the version that a form says its sender saw."""
    return {subject: version for part in text.split() for subject, _, version in [part.partition("=")]}


async def _read_form(request: Request) -> dict[str, str]:
    """The form's fields; several values of one name are joined by commas.

    Raises:
        HTTPException: it is larger than any form of these pages, or holds what none of them sends.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != _FORM:
        return {}
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            raise HTTPException(413, "This form is too large.")
    try:
        fields = parse_qsl(body.decode("latin-1"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise HTTPException(413, "This form has too many fields.") from None
    if any("\0" in name + value for name, value in fields):
        raise HTTPException(400, "No text holds such a character.")  # no database does, and others' forms wait with it
    form: dict[str, str] = {}
    for name, value in fields:
        form[name] = f"{form[name]},{value}" if name in form else value
    return form


def _same_origin(request: Request, *, must_say: bool) -> bool:
    """Whether a form comes from these pages; with a team it must say so, as every browser does."""
    origin = request.headers.get("origin")
    if origin is None:
        return not must_say
    return origin.split("://", 1)[-1] == request.headers.get("host")


def _answer(desk: Desk, screen: Screen, request: Request, form: Mapping[str, str]) -> Response:
    try:
        return screen(desk, request, form)
    except AnswerableError as error:
        return _say_error(desk, request, form, error)


def _say_error(desk: Desk, request: Request, form: Mapping[str, str], error: AnswerableError) -> Response:
    if desk.members is not None and not desk.role:
        # Whoever is not signed in sees no page that names the investigation.
        return PlainTextResponse(f"{error.message}\n{error.remedy}".strip(), 422)
    if isinstance(error, RulingOvertaken):
        return conflict.show(desk, request, form, error)
    if isinstance(error, NotInRecord):
        return desk.render("message.html", request, status=404, title="Not in the record", error=error)
    title, back = "This could not be done", _find_back(request, form)
    return desk.render("message.html", request, status=422, title=title, error=error, back=back)


def _find_back(request: Request, form: Mapping[str, str]) -> str:
    """The page of this app that a form was sent from, at the place that it was about; empty where none is told."""
    came = urlsplit(request.headers.get("referer", ""))
    if request.method != "POST" or came.netloc != request.headers.get("host") or not came.path.startswith("/"):
        return ""
    place = "-".join(form.get("do", "").split(" ")[2:4])
    return f"{came.path}{'?' if came.query else ''}{came.query}{'#' if place else ''}{place}"

"""What the server tells whoever watches it: health, figures in Prometheus text, one JSON line for each request.

No names, addresses, queries or identifiers of the investigation: a route as it is written, a status, a duration.
Never here: the audit trail, which is the editor's.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
import secrets
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from typing import TextIO

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1.0, 3.0, 10.0)
_LOOPBACK = ("127.0.0.1", "::1")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


class Figures:
    """Counts since the server began."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._answers: Counter[tuple[str, str, int]] = Counter()
        self._within: Counter[tuple[str, float]] = Counter()
        self._seconds: Counter[str] = Counter()
        self._faults = 0

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer."""
        with self._turn:
            self._answers[method, route, status] += 1
            self._seconds[method] += seconds  # type: ignore[assignment]
            for bound in _BOUNDS:
                if seconds <= bound:
                    self._within[method, bound] += 1

    def note_fault(self) -> None:
        """Count a fault of the program."""
        with self._turn:
            self._faults += 1

    def render(self) -> str:
        """As Prometheus reads them (text format 0.0.4)."""
        with self._turn:
            lines = ["# TYPE answerable_answers_total counter"]
            for (method, route, status), n in sorted(self._answers.items()):
                lines.append(f'answerable_answers_total{{method="{method}",route="{route}",status="{status}"}} {n}')
            lines.append("# TYPE answerable_answer_seconds histogram")
            for method in sorted(self._seconds):
                n = sum(count for (one, _, _), count in self._answers.items() if one == method)
                for bound in _BOUNDS:
                    within = self._within[method, bound]
                    lines.append(f'answerable_answer_seconds_bucket{{method="{method}",le="{bound:g}"}} {within}')
                lines.append(f'answerable_answer_seconds_bucket{{method="{method}",le="+Inf"}} {n}')
                lines.append(f'answerable_answer_seconds_sum{{method="{method}"}} {self._seconds[method]:.6f}')
                lines.append(f'answerable_answer_seconds_count{{method="{method}"}} {n}')
            lines += ["# TYPE answerable_faults_total counter", f"answerable_faults_total {self._faults}"]
        return "\n".join(lines) + "\n"


class Watch:
    """Gives every request an id, times it, writes its line, and answers for a fault of the program."""

    def __init__(self, app: ASGIApp, figures: Figures, out: TextIO | None = None) -> None:
        self.app = app
        self.figures = figures
        self.out = out

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id, began, status = secrets.token_hex(8), time.perf_counter(), 0

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, send_named)
        except Exception as error:
            self.figures.note_fault()
            self._write({"event": "fault", "request": request_id, "error": type(error).__name__, "at": _place(error)})
            if status == 0:
                words = f"Something is wrong with the server; nothing was kept. Say this to its keeper: {request_id}"
                await PlainTextResponse(words, 500)(scope, receive, send_named)
        seconds = time.perf_counter() - began
        method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST") else "other"
        route = scope.get("route_path", "") or "none"
        self.figures.note(method, route, status, seconds)
        line = {"event": "answer", "request": request_id, "method": method, "route": route, "status": status}
        self._write({**line, "ms": round(seconds * 1000, 1)})

    def _write(self, line: dict[str, object]) -> None:
        at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        print(json.dumps({"at": at, **line}), file=self.out or sys.stderr, flush=True)


def make_health(is_reachable: Callable[[], bool]) -> Callable[[Request], Response]:
    """Whether the server answers and reaches its record; nothing else."""

    def health(_: Request) -> Response:
        fine = is_reachable()
        return PlainTextResponse("ok\n" if fine else "record out of reach\n", 200 if fine else 503)

    return health


def make_metrics(figures: Figures, token: str) -> Callable[[Request], Response]:
    """The figures, for a program on this machine or one that shows the token."""

    def metrics(request: Request) -> Response:
        if not is_watcher(request, token):
            return PlainTextResponse("Not for you.", 403)
        return Response(figures.render(), media_type="text/plain; version=0.0.4")

    return metrics


def is_watcher(request: Request, token: str) -> bool:
    """Whether a request comes straight from this machine, through no proxy, or shows the token."""
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(shown.encode(), token.encode()):
        return True
    direct = not any(name in request.headers for name in _FORWARDED)
    return direct and request.client is not None and request.client.host in _LOOPBACK


def _place(error: BaseException) -> str:
    """Where in the program, without values."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{last.filename.rpartition('/answerable/')[2]}:{last.lineno}"

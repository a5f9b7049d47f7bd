"""What every screen is given: the investigation, a way to render, a way to keep rulings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from answerable.investigation import Investigation
from answerable.model.judgement import Judgement

_SEE_OTHER = 303
_REDONE = {
    "link": ("reconcile",),
    "message": ("track", "extract"),
    "classification": ("track", "extract"),
}
"""The stages that lay a ruling over the record, per noun; rulings on cases and tallies are laid as they are kept."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The investigation on the desk, and what its pages share.

    Args:
        investigation: project, record and stages.
        pages: the templates.
        token: proves that a form came from one of these pages.
        screens: path and label of each screen.
        by: who rules here.
    """

    investigation: Investigation
    pages: Environment
    token: str
    screens: tuple[tuple[str, str], ...]
    by: str

    def render(self, template: str, request: Request, *, status: int = 200, **view: Any) -> HTMLResponse:
        """Render a page."""
        shared = {
            "name": self.investigation.project.settings.name,
            "screens": self.screens,
            "here": "/" + request.url.path.split("/")[1],
            "address": f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path,
            "token": self.token,
            "by": self.by,
            "today": self.investigation.today.isoformat(),
            "behind": self.investigation.say_behind(),
            "said": request.query_params.get("said", ""),
        }
        return HTMLResponse(self.pages.get_template(template).render(**shared | view), status_code=status)

    def now(self) -> str:
        """The instant of a ruling: always the machine's clock, even where the story is told as of an earlier day."""
        return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")

    def keep(self, judgements: Sequence[Judgement]) -> None:
        """Keep rulings and redo the stages that lay them over the record."""
        self.investigation.rule(judgements)
        stages = {stage for judgement in judgements for stage in _REDONE.get(judgement.noun, ())}
        for _ in self.investigation.run(sorted(stages)) if stages else ():
            pass


def go_to(address: str, said: str = "") -> RedirectResponse:
    """Answer a form: show a page of this app, with a sentence on top. Another site is never gone to."""
    safe = address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"
    if said:
        path, hash_mark, place = safe.partition("#")
        safe = f"{path}{'&' if '?' in path else '?'}said={quote(said)}{hash_mark}{place}"
    return RedirectResponse(safe, _SEE_OTHER)

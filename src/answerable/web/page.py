"""What every screen is given: the investigation, and a way to render."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse

from answerable.investigation import Investigation


@dataclass(frozen=True, slots=True)
class Desk:
    """The investigation on the desk, and what its pages share.

    Args:
        investigation: project, record and stages.
        pages: the templates.
        token: proves that a form came from one of these pages.
        screens: path and label of each screen.
    """

    investigation: Investigation
    pages: Environment
    token: str
    screens: tuple[tuple[str, str], ...]

    def render(self, template: str, request: Request, *, status: int = 200, **view: Any) -> HTMLResponse:
        """Render a page."""
        shared = {
            "name": self.investigation.project.settings.name,
            "screens": self.screens,
            "here": "/" + request.url.path.split("/")[1],
            "token": self.token,
            "today": self.investigation.today.isoformat(),
            "behind": self.investigation.say_behind(),
            "said": request.query_params.get("said", ""),
        }
        return HTMLResponse(self.pages.get_template(template).render(**shared | view), status_code=status)

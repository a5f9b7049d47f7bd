"""What every screen is given: the investigation, a way to render, a way to keep rulings."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from answerable.extract.coding import DoubleCoding, find_sealed, read_double_codings
from answerable.investigation import Investigation
from answerable.model.case import Case, Tally
from answerable.model.ids import make_key
from answerable.model.judgement import Judgement
from answerable.model.report import StageReport
from answerable.store.team.clerk import Clerk
from answerable.store.team.saving import Row, Saved, Wish, tell_version
from answerable.together import catch_up, keep_together, rule_together
from answerable.web.team.membership import Membership

_SEE_OTHER = 303
_BEHIND_S = 20
_DERIVING = ("track.intake", "track.classify", "extract", "reconcile", "analyze", "hall")
"""Stages whose rows the screens' notices are told from."""
_REDONE = {
    "link": ("reconcile",),
    "message": ("track", "extract"),
    "press": ("reconcile",),
    "classification": ("track", "extract"),
}
"""The stages that lay a ruling over the record, per noun; rulings on cases and tallies are laid as they are kept."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The investigation on the desk, and what its pages share; with a team one for each request, at its person's seat.

    Args:
        investigation: project, record and stages.
        pages: the templates.
        token: proves that a form came from one of these pages.
        screens: path and label of each screen.
        by: who rules here.
        turn: forms are worked on one after the other.
        kept: answers that hold until the record changes.
        role: of who rules here; empty where the newsroom is one person's.
        members: those who share the record; None where it is one person's.
        seen: by subject, the version that the person saw who sends this form.
        clerk: with a team, saves for all who rule at the same instant.
    """

    investigation: Investigation
    pages: Environment
    token: str
    screens: tuple[tuple[str, str], ...]
    by: str
    turn: threading.Lock = field(default_factory=threading.Lock)
    kept: dict[str, tuple[object, Any]] = field(default_factory=dict)
    role: str = ""
    members: Membership | None = None
    seen: Mapping[str, str] = field(default_factory=dict)
    clerk: Clerk = field(default_factory=Clerk)

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
            "role": self.role,
            "is_one_of_many": self.members is not None and self.members.is_shared,
            "behind": self._say_behind(),
            "said": request.query_params.get("said", ""),
        }
        return HTMLResponse(self.pages.get_template(template).render(**shared | view), status_code=status)

    def remember(self, name: str, make: Callable[[], Any], state: object = None) -> Any:
        """What `make` gives, made anew only where the record changed since, or another state that is named."""
        record = self.investigation.record
        if state is None:
            state = (record.count_judgements(), make_key([record.keys(stage) for stage in _DERIVING]))
        known = self.kept.get(name)
        if known is None or known[0] != state:
            known = self.kept[name] = (state, make())
        return known[1]

    def _say_behind(self) -> str:
        """That figures are behind; with a team looked at now and then, since every ruling puts them behind."""
        state = int(time.monotonic() / _BEHIND_S) if self.members else None
        said: str = self.remember("behind", self.investigation.say_behind, state)
        return said

    def blind(self, n_assigned: int | None = None) -> frozenset[str]:
        """Cases that whoever sits here is coding blind: neither proposals nor rulings on them are shown.

        Args:
            n_assigned: how many assignments there are, where it was counted already.
        """
        record = self.investigation.record
        # Who codes what and who is done stands in the assignments alone; codes, of which there are many, say nothing.
        lines = record.count_judgements("assignment") if n_assigned is None else n_assigned
        codings = self.remember("blind", lambda: read_double_codings(record.judgements("assignment")), lines)
        return find_sealed(codings, self.by)

    def codings(self) -> list[DoubleCoding]:
        """The double codings that stand."""
        return read_double_codings(self.investigation.record.judgements())

    def coding(self, coding_id: str) -> DoubleCoding | None:
        """One double coding, without reading those of all others."""
        record = self.investigation.record
        given = record.judgements("assignment", coding_id)
        cases = {case for one in read_double_codings(given) for case in one.cases}
        lines = record.judgements_on([coding_id, *(f"{coding_id}+{case}" for case in sorted(cases))])
        return next((one for one in read_double_codings(lines) if one.id == coding_id), None)

    def tell_seen(self, rows: Sequence[Case | Tally]) -> str:
        """What the forms of a page carry with a team: which version of each row it shows."""
        if self.members is None:
            return ""
        counts = self.investigation.record.count_rulings_on([row.id for row in rows])
        return " ".join(f"{row.id}={tell_version(row, counts[row.id])}" for row in rows)

    def now(self) -> str:
        """The instant of a ruling: always the machine's clock, even where the story is told as of an earlier day."""
        return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")

    def keep(self, judgements: Sequence[Judgement]) -> Mapping[str, Row]:
        """Keep rulings and redo the stages that lay them over the record.

        Returns:
            By subject, the rows as they stand now, where nothing but the row that was ruled on changed.

        Raises:
            RecordBusy: a run of another program is writing; nothing was kept.
            RulingOvertaken: with a team, somebody ruled on the same since; nothing was kept.
        """
        if self.members is not None:
            return rule_together(self.investigation, judgements, self.seen, self.clerk).rows
        stages = {stage for judgement in judgements for stage in _REDONE.get(judgement.noun, ())}
        with self.turn:
            self.investigation.rule(judgements)
            for _ in self.investigation.run(sorted(stages)) if stages else ():
                pass
        return {}

    def keep_together(self, wishes: Sequence[Wish]) -> list[Saved | Exception]:
        """With a team, keep rulings of several people and lay each over its own row.

        Returns:
            For each what was kept, or why nothing was.
        """
        return keep_together(self.investigation, wishes, self.clerk)

    def catch_up(self, saved: Saved) -> None:
        """With a team, redo the stages that lay over the record what was kept and is not laid."""
        catch_up(self.investigation, [one.noun for one in saved.kept])

    def count_again(self) -> list[StageReport]:
        """Read the folder's files anew and measure everything again."""
        with self.turn:
            if self.members is not None:
                self.investigation.export_decisions()
            self.investigation.reload()
            return list(self.investigation.run(("reconcile", "analyze", "check", "publish")))


def go_to(address: str, said: str = "") -> RedirectResponse:
    """Answer a form: show a page of this app, with a sentence on top. Another site is never gone to."""
    safe = address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"
    if said:
        path, hash_mark, place = safe.partition("#")
        safe = f"{path}{'&' if '?' in path else '?'}said={quote(said)}{hash_mark}{place}"
    return RedirectResponse(safe, _SEE_OTHER)

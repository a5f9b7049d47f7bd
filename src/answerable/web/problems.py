"""Problems: what is broken, unclear or contradictory in what was received."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from answerable.model.problem import Problem
from answerable.web.page import Desk


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The list, what blocks publication first; one code or one authority at a time if asked."""
    every = desk.investigation.record.all(Problem)
    code, authority = request.query_params.get("code", ""), request.query_params.get("authority", "")
    shown = [
        problem
        for problem in every
        if (not code or problem.code == code) and (not authority or problem.authority_id == authority)
    ]
    shown.sort(key=lambda problem: (not problem.blocks, problem.code, problem.where, problem.id))
    codes = sorted(Counter(problem.code for problem in every).items(), key=lambda pair: (-pair[1], pair[0]))
    return desk.render("problems.html", request, problems=shown, codes=codes, code=code, n_all=len(every))

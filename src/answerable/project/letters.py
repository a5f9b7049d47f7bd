"""``letters/*.md``: one file for each batch: front matter between ``+++`` lines, then the letter.

The questions are the numbered lines of the letter (``1. ...``); a question may run over several lines.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pydantic

from answerable.errors import ProjectFileInvalid
from answerable.model.dates import Period
from answerable.model.request import Batch, Question
from answerable.project.settings import Stretch
from answerable.project.toml_file import Strict, parse_toml, read_text

_FENCE = "+++"
_FIELD = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_NUMBERED = re.compile(r"(?m)^(\d{1,2})[.)]\s+(.+(?:\n(?!\s*\n|\d{1,2}[.)]\s).+)*)")


class _FrontMatter(Strict):
    batch: str = ""
    subject: str = pydantic.Field(min_length=1)
    law: str = ""
    period: Stretch | None = None
    sent_on: dt.date | None = None
    made_with: str = pydantic.Field("", alias="register")


def parse_letter(path: Path, *, default_law: str, default_period: Period) -> Batch:
    """Read one letter.

    Raises:
        ProjectFileInvalid: no front matter, no numbered question, or a number out of order.
    """
    front, body, body_line = split_front_matter(path)
    matter = parse_toml(front, _FrontMatter, where=str(path), first_line=2)
    period = matter.period.as_period() if matter.period else default_period
    return Batch(
        id=matter.batch or path.stem,
        subject=matter.subject,
        body=body.strip() + "\n",
        questions=_parse_questions(path, body, body_line, period),
        law=matter.law or default_law,
        period=period,
        sent_on=matter.sent_on,
        register=matter.made_with,
        origin=f"{path}:{body_line + len(body) - len(body.lstrip())}",
    )


def split_front_matter(path: Path) -> tuple[str, str, int]:
    """Return the TOML between the ``+++`` lines, the text after it, and the line on which that text starts."""
    text = read_text(path)
    lines = text.split("\n")
    if lines[0].strip() != _FENCE or _FENCE not in (line.strip() for line in lines[1:]):
        raise ProjectFileInvalid(
            "the front matter is missing",
            where=f"{path}:1",
            found=lines[0][:80],
            allowed='a line `+++`, then settings such as `subject = "..."`, then a line `+++`, then the text',
            remedy="add the two lines and at least the settings that are required",
        )
    end = next(number for number, line in enumerate(lines[1:], 1) if line.strip() == _FENCE)
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2


def _parse_questions(path: Path, body: str, body_line: int, period: Period) -> tuple[Question, ...]:
    questions = []
    values = {
        "period.from": _render_day(period.start),
        "period.to": _render_day(period.end),
        "authority.name": "the authority",
    }
    for expected, found in enumerate(_NUMBERED.finditer(body), 1):
        if int(found.group(1)) != expected:
            line = body_line + body.count("\n", 0, found.start())
            raise ProjectFileInvalid(
                "the questions are not numbered in order",
                where=f"{path}:{line}",
                found=found.group(1),
                allowed=str(expected),
                remedy="number the questions 1, 2, 3 ...; authorities answer by number",
            )
        # Questions are shown apart from any letter and held against what authorities quote: no field may stand in them.
        text = _FIELD.sub(lambda field: values.get(field[1], field[0]), found.group(2))
        questions.append(Question(expected, " ".join(text.split())))
    if not questions:
        raise ProjectFileInvalid(
            "the letter asks nothing",
            where=f"{path}:{body_line}",
            allowed="numbered lines, such as `1. How many ...?`",
            remedy="number each question on a line of its own",
        )
    return tuple(questions)


def _render_day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"

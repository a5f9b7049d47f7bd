"""`answerable audit`: every number of any text tried against any tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from answerable.apart import read_file
from answerable.check.claims.audit import Audit, audit_text
from answerable.check.claims.data.frames import Frame, frame_of_grid
from answerable.check.claims.data.load import frames_of_parquet, frames_of_sqlite, is_parquet, is_sqlite
from answerable.check.claims.text.markup import drop_menus, mask_markdown
from answerable.cli.output import json_option, print_json, read_input
from answerable.errors import InputUnreadable
from answerable.model.claim import Claim, Verdict
from answerable.tables import understand

_REMEDY = "name a file with a table; `answerable inspect` shows what it holds"
_PLAIN = (".md", ".markdown", ".txt", ".text", "")
_ORDER = (
    Verdict.CONTRADICTED,
    Verdict.NEEDS_PERSON,
    Verdict.NOT_CHECKABLE,
    Verdict.SUPPORTED_BY_ROUNDING,
    Verdict.SUPPORTED,
)
_STYLE = {Verdict.CONTRADICTED: "bold red", Verdict.NEEDS_PERSON: "yellow", Verdict.NOT_CHECKABLE: "dim"}


@click.command()
@click.argument("story", metavar="STORY")
@click.option(
    "--data",
    "data",
    multiple=True,
    metavar="FILE",
    help="A table; may be given several times. Without one, the text is held against itself alone.",
)
@click.option("--all", "show_all", is_flag=True, help="Show claims that hold, and those that cannot be tried, too.")
@json_option
def audit(story: str, data: tuple[str, ...], show_all: bool, as_json: bool) -> None:
    """Try every number of STORY (Markdown, HTML, DOCX, PDF, plain text, or - for standard input) against tables.

    Tables are CSV, XLSX, ODS, Parquet or SQLite files. Each number is read as a query over them; the query, its value
    and a verdict are shown. The text's own numbers are held against each other too: percentages and their counts, parts
    and their whole, two numbers for one thing. Exits with 1 when a number is contradicted.
    """
    text = load_text(story)
    frames = [frame for name in data for frame in load_frames(name)]
    if data and not frames:
        raise InputUnreadable(
            "no table was found in the data", where=", ".join(data), found="no rows under a header", remedy=_REMEDY
        )
    is_markdown = story == "-" or Path(story).suffix.lower() in (".md", ".markdown")
    found = audit_text(mask_markdown(text) if is_markdown else text, frames, origin=Path(story).name)
    if as_json:
        print_json(make_plain(found, story, frames))
    else:
        _print_audit(found, text, show_all=show_all)
    raise click.exceptions.Exit(1 if any(one.verdict is Verdict.CONTRADICTED for one in found.claims) else 0)


def load_text(story: str) -> str:
    """A text's words: Markdown and plain text exactly as written, other kinds as `answerable inspect` reads them."""
    name, data = read_input(story)
    if name == "standard input" or Path(name).suffix.lower() in _PLAIN:
        try:
            if data.strip():
                return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    if Path(name).suffix.lower() in (".html", ".htm") or data[:200].lstrip().lower().startswith(
        (b"<!doctype", b"<html")
    ):
        data = drop_menus(data)
    reading = read_file(data, name)
    text = "\n\n".join(page.text for page in reading.pages)
    if not text.strip():
        found = "; ".join(problem.found for problem in reading.problems)
        raise InputUnreadable(
            "no words were found in this text", where=story, found=found, remedy="try `answerable inspect` on it"
        )
    return text


def load_frames(name: str) -> list[Frame]:
    """The tables of a file."""
    file, data = read_input(name)
    if is_parquet(data):
        return frames_of_parquet(data, file)
    if is_sqlite(data):
        return frames_of_sqlite(data, file)
    reading = read_file(data, file)
    labels = {page.number: page.label for page in reading.pages}
    frames = []
    for table in reading.tables:
        for grid in understand(table):
            title = labels.get(table.page) or grid.title or Path(file).stem
            frames.append(frame_of_grid(title, grid))
    frames = [frame for frame in frames if frame.numbers]
    if not frames and reading.problems:
        found = "; ".join(f"{problem.code}: {problem.found}" for problem in reading.problems)
        raise InputUnreadable("no table was found in this file", where=name, found=found, remedy=_REMEDY)
    return frames


def make_plain(found: Audit, story: str, frames: Sequence[Frame]) -> dict[str, Any]:
    """An audit as JSON values; the shape is documented in docs/reference/json.md."""
    return {
        "story": story,
        "tables": [{"name": frame.name, "rows": len(frame.numbers), "columns": len(frame.columns)} for frame in frames],
        "claims": [
            {
                "text": one.text,
                "start": one.start,
                "end": one.end,
                "number": one.number,
                "reading": one.reading,
                "query": one.query,
                "value": one.value,
                "verdict": one.verdict.value,
                "why": one.why,
                "runner_up": one.runner_up,
            }
            for one in found.claims
        ],
        "unrecognised": [
            {"text": one.text, "start": one.start, "end": one.end, "reason": one.reason} for one in found.unrecognised
        ],
    }


def _print_audit(found: Audit, text: str, *, show_all: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    counted = Counter(one.verdict for one in found.claims)
    said = ", ".join(f"{counted[verdict]} {verdict.value.replace('_', ' ')}" for verdict in _ORDER if counted[verdict])
    console.print(f"{len(found.claims)} numbers tried: {said or 'none'}.")
    console.print(f"{len(found.unrecognised)} other numerals are dates, periods, references and the like.\n")
    shown = _ORDER if show_all else _ORDER[:2]
    for verdict in shown:
        for one in found.claims:
            if one.verdict is verdict:
                _print_claim(console, one, text)
    hidden = sum(counted[verdict] for verdict in _ORDER if verdict not in shown)
    if hidden:
        console.print(f"{hidden} more hold or cannot be tried from these tables: --all shows them.")


def _print_claim(console: Console, claim: Claim, text: str) -> None:
    line = text.count("\n", 0, claim.start) + 1
    before = re.sub(r"\s+", " ", text[max(0, claim.start - 50) : claim.start])
    after = re.sub(r"\s+", " ", text[claim.end : claim.end + 40])
    words = re.sub(r"\s+", " ", claim.text)
    console.print(f"line {line}: {claim.verdict.value.replace('_', ' ')}", style=_STYLE.get(claim.verdict, "green"))
    console.print(
        f"   …{before}[bold]{words}[/]{after}…" if "[" not in before + after else f"   …{before}{words}{after}…"
    )
    for label, value in (
        ("read as", claim.reading),
        ("gives", claim.value),
        ("query", claim.query),
        ("note", claim.why),
        ("or read as", claim.runner_up if claim.verdict in _ORDER[:2] else ""),
    ):
        if value:
            console.print(f"   {label}: {value}", markup=False)
    console.print()

"""`answerable classify`: what a letter or page is and what it decides, every value with its words.

What lives here: reading files and lines, JSON, words for people. What must never be here: rules.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click
from rich.console import Console

from answerable.apart import read_file
from answerable.cli.output import json_option, print_json, read_input
from answerable.errors import InputUnreadable
from answerable.mail.media import looks_like_mail
from answerable.mail.outlook import parse_any_mail
from answerable.model.document import Page, Reading
from answerable.model.ids import hash_bytes
from answerable.model.problem import Problem
from answerable.track.classify import classify_letter
from answerable.track.doubts import find_several
from answerable.track.letter import LetterClass, Place, Stated
from answerable.track.quoted import is_letter
from answerable.words.figures import find_figures


@click.command()
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--jsonl", is_flag=True, help='Each line of FILE is {"id", "text"}; answer line by line.')
@click.option("--law", "law_id", default="", metavar="LAW", help="The law in hand, where the letter names none.")
@json_option
def classify(files: tuple[str, ...], jsonl: bool, law_id: str, as_json: bool) -> None:
    """Say what a letter is: its kind, decisions, exemptions, reference and dates, each with the words that show it.

    FILE is a mail, PDF, DOCX, web page or plain text; - is standard input.

    \b
    answerable classify reply.eml
    answerable classify - --json < letter.txt
    answerable classify letters.jsonl --jsonl
    """
    if not files:
        raise click.UsageError("name a file, or - for standard input, such as: answerable classify reply.eml")
    for name in files:
        if jsonl:
            for row in _iter_lines(name, law_id):
                print_json(row)
            continue
        label, data = read_input(name)
        found, pages, problems = classify_bytes(data, label, law_id)
        plain = {**make_plain(label, found, pages), "problems": [_plain_problem(item) for item in problems]}
        if as_json:
            print_json(plain)
        else:
            _print(plain)


def classify_bytes(
    data: bytes, name: str, law_id: str = ""
) -> tuple[LetterClass, list[tuple[str, int, str]], list[Problem]]:
    """Read a file and classify it.

    Returns:
        The letter, its pages as (document, page number, text) in the order that its places count, and problems.
    """
    reading = read_file(data, name)
    subject, auto = "", ""
    if reading.document.media_type in ("message/rfc822", "application/vnd.ms-outlook") or looks_like_mail(data):
        mail = parse_any_mail(data)
        if mail is not None:
            subject, auto = mail.subject, mail.auto
    pages: list[Page] = list(reading.pages)
    own, attached, data_attached = _split(reading, pages, is_mail=bool(subject or auto))
    chosen = [*own, *attached] or [_empty(data)]
    found = classify_letter(
        chosen[0].text,
        subject=subject,
        headers={"auto": auto},
        default_law=law_id,
        attachments_text=[page.text for page in chosen[1:]],
        data_attached=data_attached,
    )
    several = find_several(own[0].text if own else "", name, hash_bytes(data))
    problems = [*reading.problems, *([several] if several else [])]
    return found, [(page.document, page.number, page.text) for page in chosen], problems


def make_plain(label: str, found: LetterClass, pages: Sequence[tuple[str, int, str]]) -> dict[str, Any]:
    """The letter as JSON values; `spans` has the words and place of each value under the value's name."""

    def span(place: Place | None) -> dict[str, Any] | None:
        if place is None:
            return None
        document, page, text = pages[place.part]
        return {
            "document": document,
            "page": page,
            "start": place.start,
            "end": place.end,
            "exact": text[place.start : place.end],
        }

    def value(stated: Stated | None) -> str | None:
        return None if stated is None or stated.problem in ("no-such-day", "damaged", "no-year") else stated.value

    def fact_span(stated: Stated | None) -> dict[str, Any] | None:
        found_span = span(stated.place) if stated is not None else None
        if found_span is not None and stated is not None and stated.problem:
            found_span["problem"] = stated.problem
        return found_span

    def ground(item: Any) -> dict[str, Any]:
        return {
            "law": item.law,
            "section": item.section,
            "kind": item.kind,
            "mode": item.mode,
            "question": item.question,
            "span": span(item.place),
        }

    engaged = [item for item in found.grounds if item.mode == "engaged" and item.kind != "duty"]
    others = [item for item in found.grounds if item not in engaged]
    return {
        "id": label,
        "kind": found.kind.value,
        "decision": found.decision.value if found.decision else None,
        "decisions": [
            {"question": item.question, "decision": item.decision.value, "rule": item.rule, "span": span(item.place)}
            for item in found.decisions
        ],
        "exemptions": [ground(item) for item in engaged],
        "other_provisions": [ground(item) for item in others],
        "law": found.law or None,
        "authority": found.authority or None,
        "authority_id": found.authority_id or None,
        "reference": value(found.reference),
        "received_on": value(found.received_on),
        "answered_on": value(found.answered_on),
        "confidence": found.share_sure,
        "why": list(found.why),
        "spans": {
            "kind": span(found.kind_place),
            "decision": span(found.decision_place),
            "decisions": [span(item.place) for item in found.decisions],
            "exemptions": [span(item.place) for item in engaged],
            "law": span(found.law_place),
            "authority": span(found.authority_place),
            "reference": fact_span(found.reference),
            "received_on": fact_span(found.received_on),
            "answered_on": fact_span(found.answered_on),
        },
    }


def _plain_problem(problem: Problem) -> dict[str, str]:
    names = ("code", "where", "found", "expected", "remedy")
    return {name: getattr(problem, name) for name in names}


def _split(reading: Reading, pages: list[Page], *, is_mail: bool) -> tuple[list[Page], list[Page], bool]:
    """The letter's own pages, those of letters attached to it, and whether data came too."""
    if not is_mail:
        texts = [page for page in pages if page.text.strip()]
        says_something = texts and texts[0].kind != "sheet" and is_letter("\n".join(page.text for page in texts[:2]))
        is_data = texts and (texts[0].kind == "sheet" or reading.tables or len(find_figures(texts[0].text)) > 20)
        if is_data and not says_something:
            # A sheet, or pages of a form or table with no letter in them: what was disclosed, not what is said of it.
            return [], [], True
        return texts, [], False
    own = pages[:1]
    attached: list[Page] = []
    data = False
    for part in reading.parts:
        inner = read_file(part.data, part.name)
        texts = [page for page in inner.pages if page.text.strip()]
        if not texts or inner.document.media_type.startswith("image/"):
            continue
        if texts[0].kind != "sheet" and is_letter("\n".join(page.text for page in texts[:2])):
            attached += texts[:60]
        else:
            data = True
    return own, attached, data


def _empty(data: bytes) -> Page:
    sha256 = hash_bytes(data)
    return Page(f"{sha256}:1", sha256, 1, "text", "")


def _iter_lines(name: str, law_id: str) -> Iterator[dict[str, Any]]:
    """Classify one text per line; a line that is no such object is answered with its problem, and the rest go on."""
    stream = sys.stdin.buffer if name == "-" else None
    lines = stream if stream is not None else iter(read_input(name)[1].splitlines())
    for number, raw in enumerate(lines, 1):
        line = raw.decode("utf-8", "replace").strip()
        if not line:
            continue
        row: Any = None
        try:
            row = json.loads(line)
            text, label = row["text"], row.get("id", number)
            if not isinstance(text, str):
                raise TypeError(f'"text" is {type(text).__name__}, not a string')
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            named = row.get("id", number) if isinstance(row, dict) else number
            yield {
                "id": named,
                "line": number,
                "error": InputUnreadable.code,
                "found": f"{type(error).__name__}: {error}"[:200],
            }
            continue
        found = classify_letter(text, subject=str(row.get("subject") or ""), default_law=str(row.get("law") or law_id))
        document = hash_bytes(text.encode("utf-8", "surrogatepass"))
        several = find_several(text, f"{name}:{number}", document)
        problems = [_plain_problem(several)] if several else []
        yield {**make_plain("", found, [(document, 1, text)]), "id": label, "problems": problems}


def _print(plain: dict[str, Any]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    sure = f"{plain['confidence']:.0%} sure"
    console.print(f"[bold]{plain['id']}[/]: {plain['kind'].replace('_', ' ')} [dim]({sure})[/]")
    spans = plain["spans"]

    def line(label: str, value: Any, span: dict[str, Any] | None) -> None:
        if value:
            words = f'   "{" ".join(span["exact"].split())[:100]}"' if span else ""
            console.print(f"  {label:<12} {value}{words}", markup=False)

    line("decision", plain["decision"], spans["decision"])
    for item in plain["decisions"]:
        if item["question"] is not None:
            line(f"  question {item['question']}", item["decision"], item["span"])
    for item in plain["exemptions"]:
        line("exemption", f"{item['law']} {item['section']}", item["span"])
    for name in ("law", "authority", "reference", "received_on", "answered_on"):
        line(name.replace("_on", ""), plain[name], spans[name])
    for sentence in plain["why"]:
        console.print(f"  because      {sentence}", markup=False, style="dim")
    for problem in plain["problems"]:
        words = f"{problem['code']} at {problem['where']}: {problem['found']}"
        console.print(f"  problem      {words}", markup=False, style="yellow")
        if problem["remedy"]:
            console.print(f"               what to do: {problem['remedy']}", markup=False, style="yellow")

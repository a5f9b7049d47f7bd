"""`answerable review`: the queue of what needs a person, and rulings from the terminal.

What lives here: listing, asking, printing. Never here: what a ruling does (`answerable.extract.review`).
"""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from answerable.cli.output import folder_argument, json_option, print_json
from answerable.cli.suggested import find_suggestions, plain_suggestions, show_suggestions
from answerable.errors import AnswerableError, NotInRecord, ValueNotAllowed
from answerable.extract.coding import check_take_back, find_sealed, read_double_codings
from answerable.extract.review import QueueItem, Row, accept, amend, load_queue, reject, undo
from answerable.extract.taking import take
from answerable.investigation import Investigation
from answerable.model.case import Basis, Case, Coded, Tally
from answerable.model.document import Document, Page
from answerable.model.judgement import Judgement
from answerable.model.span import Span, make_span, say_around
from answerable.model.suggestion import Suggestion
from answerable.words.grounding import find_quote

_KEYS = "[a]ccept  a[m]end  [t]ake a suggestion  [r]eject  [s]kip  [u]ndo last  [q]uit"


@click.command()
@folder_argument
@click.option("--list", "only_list", is_flag=True, help="Show the queue and stop.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="How many to show or go through.")
@click.option("--authority", default="", help="Only this authority.")
@click.option("--document", default="", help="Only this file, by its name or the beginning of its sha256.")
@click.option("--variable", default="", help="Only what is in doubt about this variable of the codebook.")
@click.option("--noun", type=click.Choice(("case", "tally")), help="Only cases, or only tallies.")
@click.option(
    "--accept", "accepted", multiple=True, metavar="ID", help="Accept this case or tally; several times for more."
)
@click.option("--take", "taken", multiple=True, metavar="ID", help="Take this suggestion; several times for more.")
@click.option("--reject", "rejected", metavar="ID", help="Reject this case or tally; needs --reason.")
@click.option("--amend", "amended", metavar="ID", help="Amend this case or tally; needs --set.")
@click.option("--set", "setting", metavar="VARIABLE=VALUE", help="With --amend; an empty value means: not stated.")
@click.option("--words", default="", help="With --amend: the words on the page that show the value.")
@click.option(
    "--page",
    "page_number",
    type=click.IntRange(1),
    help="With --amend: the page of the words.  [default: that of the case]",
)
@click.option("--inferred", is_flag=True, help="With --amend: the value follows from other words; --reason says how.")
@click.option("--undo", "undone", metavar="ID", help="Take a ruling back, by the id of its line in decisions/.")
@click.option("--reason", default="", help="Why; needed where the words do not say the number that is set.")
@click.option("--by", default="", help="Who rules.  [default: your login name]")
@json_option
def review(
    folder: Path,
    only_list: bool,
    limit: int,
    authority: str,
    document: str,
    variable: str,
    noun: str | None,
    accepted: tuple[str, ...],
    taken: tuple[str, ...],
    rejected: str | None,
    amended: str | None,
    setting: str | None,
    words: str,
    page_number: int | None,
    inferred: bool,
    undone: str | None,
    reason: str,
    by: str,
    as_json: bool,
) -> None:
    """Accept, amend or reject what the machine read in the investigation in DIR.

    Without a ruling named, goes through the queue, what matters most first: one key for each. Every ruling is kept as a
    line in decisions/ and takes effect at once.
    """
    investigation = Investigation.open(folder)
    who = by or getpass.getuser()
    with investigation.record:
        desk = _Desk(investigation, who, _Filter(authority, document, variable, noun))
        rulings: list[Judgement] = []
        for row_id in accepted:
            rulings.append(accept(desk.find(row_id), by=who, made_at=desk.now(), reason=reason))
        for suggestion_id in taken:
            suggestion = investigation.record.get(Suggestion, suggestion_id)
            rulings.append(desk.take(suggestion, desk.find(suggestion.case_id), reason))
        if rejected:
            rulings.append(reject(desk.find(rejected), by=who, made_at=desk.now(), reason=reason))
        if amended:
            rulings.append(desk.amend(desk.find(amended), setting or "", words, page_number, inferred, reason))
        if undone:
            rulings.append(desk.take_back(undone, reason))
        if rulings:
            desk.investigation.rule(rulings)
            _say_ruled(rulings, folder, as_json)
        elif only_list or as_json:
            _show_queue(desk, limit, as_json)
        else:
            _go_through(desk, limit)


@dataclass(frozen=True, slots=True)
class _Filter:
    """What of the queue is wanted; empty for all."""

    authority: str = ""
    document: str = ""
    variable: str = ""
    noun: str | None = None

    def takes(self, item: QueueItem, names: Mapping[str, str]) -> bool:
        """Whether an item is wanted."""
        row = item.row
        is_document = self.document == names.get(row.document) or row.document.startswith(self.document)
        return (
            self.authority in ("", row.authority_id)
            and (not self.document or is_document)
            and (not self.variable or self.variable in item.variables)
            and self.noun in (None, item.noun)
        )


class _Desk:
    """The investigation at a reviewer's desk."""

    def __init__(self, investigation: Investigation, by: str, wanted: _Filter) -> None:
        self.investigation, self.by, self.wanted = investigation, by, wanted
        self.names = {document.id: document.name for document in investigation.record.iter(Document)}
        self.blind = find_sealed(read_double_codings(investigation.record.judgements()), by)

    def now(self) -> str:
        """The instant of a ruling: always the machine's clock, even where the story is told as of an earlier day."""
        return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")

    def queue(self) -> list[QueueItem]:
        """What waits, what matters most first."""
        queue = load_queue(self.investigation.record, self.investigation.project.codebook)
        return [item for item in queue if self.wanted.takes(item, self.names)]

    def take_back(self, judgement_id: str, reason: str) -> Judgement:
        """The line that takes a ruling back.

        Raises:
            NotInRecord: there is no such line.
            ValueNotAllowed: it no longer stands, or is a code that may not be taken back.
        """
        judgements = self.investigation.record.judgements()
        found = next((one for one in judgements if one.id == judgement_id), None)
        if found is None:
            raise NotInRecord("no such ruling", found=judgement_id, remedy="look the id up in decisions/")
        if any(one.undoes == found.id for one in judgements):
            raise ValueNotAllowed("this ruling no longer stands", found=judgement_id, remedy="rule anew")
        check_take_back(found, judgements, self.by)
        return undo(found, by=self.by, made_at=self.now(), reason=reason)

    def find(self, row_id: str) -> Row:
        """The case or tally with this id.

        Raises:
            NotInRecord: there is none.
        """
        record = self.investigation.record
        found: Row | None = record.find(Case, row_id) or record.find(Tally, row_id)
        if row_id in self.blind:
            raise ValueNotAllowed(
                "you are coding this case blind",
                found=row_id,
                remedy="code it with `answerable coding code`; rulings on it wait until both of you have handed in",
            )
        if found is None:
            raise NotInRecord(
                "no such case or tally", found=row_id, remedy="see the ids with `answerable review --list`"
            )
        return found

    def amend(
        self, row: Row, setting: str, words: str, page_number: int | None, inferred: bool, reason: str
    ) -> Judgement:
        """A ruling that puts another value in the place of one; its words are looked up on the page.

        Raises:
            ValueNotAllowed: no variable, or words that do not stand on the page.
        """
        variable, equals, value = setting.partition("=")
        if not equals:
            raise ValueNotAllowed("an amendment needs --set VARIABLE=VALUE", where=row.id, found=setting)
        page, span = self._place(row, words, page_number)
        if span is None and not inferred and isinstance(row, Case):
            # The same words may show another value: a sergeant read as a constable.
            old = next((one.effective for one in row.values if one.variable == variable), None)
            span = old.span if old is not None else None
            page = self._page(span.document, span.page) if span is not None else page
        basis = Basis.INFERRED if inferred else Basis.STATED
        codebook = self.investigation.project.codebook
        return amend(
            row,
            variable,
            value or None,
            by=self.by,
            made_at=self.now(),
            codebook=codebook,
            page=page,
            span=span,
            basis=basis,
            note=reason if inferred else "",
            reason=reason,
        )

    def take(self, suggestion: Suggestion, row: Row, reason: str = "") -> Judgement:
        """A ruling that a suggestion is right."""
        assert isinstance(row, Case)
        span, codebook = suggestion.coded.span, self.investigation.project.codebook
        page = self._page(span.document, span.page) if span is not None else None
        return take(suggestion, row, by=self.by, made_at=self.now(), codebook=codebook, page=page, reason=reason)

    def _place(self, row: Row, words: str, page_number: int | None) -> tuple[Page | None, Span | None]:
        page = self._page(row.document, page_number or row.span.page)
        if not words or page is None:
            return page, None
        found = find_quote(words, page.text[row.span.start :]) if page_number is None else None
        shift = row.span.start if found else 0
        found = found or find_quote(words, page.text)
        if found is None:
            raise ValueNotAllowed(
                "these words do not stand on the page",
                where=f"page {page.number}",
                found=words,
                remedy="copy them from the page",
            )
        return page, make_span(page.document, page.number, page.text, found[0] + shift, found[1] + shift)

    def _page(self, document: str, number: int) -> Page | None:
        return next(
            (one for one in self.investigation.record.all(Page, document=document) if one.number == number), None
        )


def _say_ruled(rulings: list[Judgement], folder: Path, as_json: bool) -> None:
    if as_json:
        print_json([{"judgement": one.id, "ruling": one.ruling.value, "subject": one.subject} for one in rulings])
        return
    for one in rulings:
        click.echo(f"{one.ruling.value} {one.noun} {one.subject} {one.variable}".rstrip())
    if rulings:
        click.echo(f"Next: answerable run {folder}   (counts again; only what the ruling reaches)")


def _show_queue(desk: _Desk, limit: int, as_json: bool) -> None:
    queue = desk.queue()
    if as_json:
        print_json({"waiting": len(queue), "queue": [_plain(item, desk) for item in queue[:limit]]})
        return
    for item in queue[:limit]:
        row = item.row
        click.echo(f"{item.weight:5.2f}  {row.id}  {row.authority_id:<20} {_summary(row)}")
        if item.reasons:
            click.echo(f"       {'; '.join(item.reasons)}")
    click.echo(f"{len(queue)} wait. Go through them with `answerable review`, or in the app with `answerable serve`.")


def _summary(row: Row) -> str:
    if isinstance(row, Tally):
        period = "period not stated" if row.period is None else f"{row.period.start} to {row.period.end}"
        unit = "" if row.unit == row.measure else f" {row.unit.replace('_', ' ')}"
        narrowed = "".join(f", {category.replace('_', ' ')}" for _, category in row.categories)
        return f"{row.measure} = {row.effective}{unit}{narrowed}, {period}"
    shown = [
        _show(one.effective)
        for one in row.values
        if one.variable in ("rank", "year", "platform", "outcome") and one.effective
    ]
    return ", ".join(shown)


def _show(coded: Coded | None) -> str:
    if coded is None or coded.value is None:
        return "not stated"
    return " + ".join(coded.value) if isinstance(coded.value, tuple) else str(coded.value)


def _plain(item: QueueItem, desk: _Desk) -> dict[str, Any]:
    row = item.row
    plain: dict[str, Any] = {
        "noun": item.noun,
        "id": row.id,
        "authority": row.authority_id,
        "weight": item.weight,
        "reasons": list(item.reasons),
        "variables": list(item.variables),
        "file": desk.names.get(row.document, ""),
        "page": row.span.page,
        "words": row.span.exact,
    }
    if isinstance(row, Tally):
        value = row.effective
        period = None if row.period is None else [str(row.period.start), str(row.period.end)]
        ends = {"low": value.low if value else None, "high": value.high if value else None}
        return plain | {"measure": row.measure, "unit": row.unit, "period": period} | ends
    values = {
        one.variable: {
            "value": list(coded.value) if isinstance(coded.value, tuple) else coded.value,
            "share_sure": coded.share_sure,
            "words": coded.span.exact if coded.span else "",
        }
        for one in row.values
        if (coded := one.effective) is not None
    }
    return plain | {"values": values, "suggestions": plain_suggestions(desk.investigation.record, row)}


def _go_through(desk: _Desk, limit: int) -> None:
    """One row after the other; a key rules and goes on."""
    console = Console(highlight=False, soft_wrap=True)
    queue = desk.queue()
    if not queue:
        console.print("Nothing waits for a person.")
        return
    last: Judgement | None = None
    n_ruled = 0
    for number, item in enumerate(queue[:limit], 1):
        _show_item(console, desk, item, f"{number} of {len(queue)}")
        while True:
            key = (
                click.prompt(_KEYS, prompt_suffix=" > ", type=str, default="s", show_default=False).strip().lower()[:1]
            )
            if key == "u" and last is not None:
                desk.investigation.rule([undo(last, by=desk.by, made_at=desk.now())])
                console.print("taken back")
                last, n_ruled = None, n_ruled - 1
                continue
            if key in ("q", "s"):
                break
            ruling = _rule(desk, item.row, key)
            if ruling is not None:
                desk.investigation.rule([ruling])
                last, n_ruled = ruling, n_ruled + 1
                break
        if key == "q":
            break
    console.print(
        f"{n_ruled} ruled, {len(desk.queue())} wait. Next: answerable run {desk.investigation.project.folder}"
    )


def _rule(desk: _Desk, row: Row, key: str) -> Judgement | None:
    """The ruling of a key; None where it was none, so that the same row is asked again."""
    try:
        if key == "a":
            return accept(row, by=desk.by, made_at=desk.now())
        if key == "t" and isinstance(row, Case):
            found = find_suggestions(desk.investigation.record, row)
            number = click.prompt("which", type=click.IntRange(1, max(1, len(found))), default=1)
            return desk.take(found[number - 1][0], row) if found else None
        if key == "r":
            return reject(row, by=desk.by, made_at=desk.now(), reason=click.prompt("why", default=""))
        if key == "m":
            setting = click.prompt("variable=value")
            words = click.prompt("words on the page (empty: those already lit)", default="", show_default=False)
            why = click.prompt("why (empty where the words say it)", default="", show_default=False)
            return desk.amend(row, setting, words, None, False, why)
    except AnswerableError as error:
        click.echo(str(error), err=True)
    return None


def _show_item(console: Console, desk: _Desk, item: QueueItem, place: str) -> None:
    row = item.row
    console.rule(f"{place}  {row.authority_id}  {desk.names.get(row.document, '')}, page {row.span.page}", style="dim")
    console.print(say_around(row.span, 900), markup=False, style="cyan")
    if isinstance(row, Tally):
        console.print(f"  {_summary(row)}", markup=False)
        if row.note:
            console.print(f"  {row.note}", markup=False, style="dim")
    else:
        for value in row.values:
            coded = value.effective
            if coded is None:
                continue
            words = " ".join(coded.span.exact.split()) if coded.span else coded.note
            mark = "?" if coded.share_sure < 0.85 else " "
            console.print(f" {mark} {value.variable:<16} {_show(coded):<34} {words[:70]}", markup=False)
        show_suggestions(console, find_suggestions(desk.investigation.record, row))
    if item.reasons:
        console.print("  " + "; ".join(item.reasons), markup=False, style="yellow")

"""`answerable search`: find words in everything that was received, coded or noted."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from answerable.cli.output import json_option, print_json, read_input, show_progress
from answerable.investigation import Investigation
from answerable.model.passage import Found, Hit
from answerable.words.queries import parse_query


@click.command()
@click.argument("words", metavar="WORDS")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("."), metavar="[DIR]")
@click.option("--queries", is_flag=True, help="WORDS names a file with one search on each line (- for standard input).")
@click.option("--by", default="", help="Only notes by this person; `--by me` with quotes as you sign them.")
@click.option("--authority", default="", help="Only what this authority sent or published, by its id.")
@click.option("--most", default=20, show_default=True, type=click.IntRange(1, 1000), help="So many hits at most.")
@json_option
def search(words: str, folder: Path, queries: bool, by: str, authority: str, most: int, as_json: bool) -> None:
    """Find WORDS in the messages, documents, cases and notes of the investigation in DIR.

    \b
    officers whatsapp        both words on one page; W with or without its accent is the same
    "gross misconduct"       these words one after the other
    dismiss*                 words that begin so
    whatsapp OR signal       one or the other
    -resigned                not this word
    in:notes                 only notes, messages, documents or cases

    Welsh words are found in their mutated shapes too. Nothing that is kept out of the pages is searched.
    """
    investigation = Investigation.open(folder)
    with investigation.record, show_progress("Indexing what is new", quiet=as_json) as progress:
        if queries:
            _, data = read_input(words)
            texts = [line.strip() for line in data.decode("utf-8", "replace").splitlines() if line.strip()]
        else:
            texts = [words]
        found = [
            (text, investigation.find(parse_query(text, by=by, authority=authority), n_hits=most, progress=progress))
            for text in texts
        ]
    if as_json:
        print_json([_plain(text, one) for text, one in found] if queries else _plain(*found[0]))
    elif queries:
        _print_table(found)
    else:
        _print_hits(*found[0], folder)


def _print_hits(text: str, found: Found, folder: Path) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for hit in found.hits:
        passage = hit.passage
        place = f", page {passage.page}" if passage.page > 1 else ""
        console.print(Text.assemble((f"{passage.title}{place}", "bold"), f"  {passage.place} {passage.authority_id}"))
        console.print(Text.assemble("  ", *((words, "reverse" if lit else "") for words, lit in hit.snippet)))
    more = "more than " if found.is_more else ""
    shown = f"; {len(found.hits)} shown" if len(found.hits) < found.n_passages else ""
    click.echo(f"{more}{found.n_passages} passages hold {text}{shown}.")
    for name, values in found.facets.items():
        if len(values) > 1:
            click.echo(f"  {name}: " + ", ".join(f"{value} {n}" for value, n in values[:8]))
    if not found.n_passages:
        click.echo("Try fewer words, or the beginning of one: dismiss*")
    click.echo(f"Next: answerable serve {folder}   and Search, to open a page at the words")


def _print_table(found: list[tuple[str, Found]]) -> None:
    """One line of CSV for each search: it goes on into a spreadsheet."""
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(["search", "passages", "more", "first_title", "first_page", "first_words"])
    for text, one in found:
        hit = one.hits[0] if one.hits else None
        first = [hit.passage.title, hit.passage.page, _say(hit)] if hit else ["", "", ""]
        rows.writerow([_safe(text), one.n_passages, "yes" if one.is_more else "", *map(_safe, first)])


def _safe(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") else value


def _say(hit: Hit) -> str:
    return "".join(words for words, _ in hit.snippet)


def _plain(text: str, found: Found) -> dict[str, Any]:
    return {
        "search": text,
        "n_passages": found.n_passages,
        "is_more": found.is_more,
        "facets": {name: dict(values) for name, values in found.facets.items()},
        "hits": [
            {
                "place": hit.passage.place,
                "subject": hit.passage.subject,
                "title": hit.passage.title,
                "authority": hit.passage.authority_id or None,
                "by": hit.passage.by or None,
                "document": hit.passage.document or None,
                "page": hit.passage.page or None,
                "start": hit.start,
                "end": hit.end,
                "words": _say(hit),
            }
            for hit in found.hits
        ],
    }

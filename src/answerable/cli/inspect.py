"""`answerable inspect`: what files hold.

What lives here: finding files, printing. What must never be here: reading of formats.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from answerable.adapters.ocr import find_page_readers
from answerable.adapters.runner import ProcessPool
from answerable.cli.inspected import Inspected, say_kind, say_number
from answerable.cli.output import json_option, read_input, show_progress
from answerable.errors import InputNotFound
from answerable.model.document import Reading, Table
from answerable.model.ids import hash_bytes
from answerable.read.nested import NestedPiece, NestedReading, NestedWork


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--ocr/--no-ocr", default=True, help="Read pictures of text with the OCR engines that are installed.")
@click.option("--text", "with_text", is_flag=True, help="Print the text of every page too.")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write JSON lines to a file; run again to go on where it stopped.",
)
@json_option
def inspect(files: tuple[str, ...], ocr: bool, with_text: bool, target: Path | None, as_json: bool) -> None:
    """Say what files hold: pages, text, tables, attachments, what is hidden, what is wrong.

    FILE is a file, a folder (all files below it), or - for standard input. With --json each file is one object on one
    line: name, media_type, size, sha256, pages, tables, hidden, problems; mail has from, to, subject, sent_at, body,
    attachments (the same objects, nested).

    \b
    Examples:
      answerable inspect answer.eml
      answerable inspect inbox/ --to inbox.jsonl
      answerable inspect sheet.pdf --json | jq '.tables[0].rows'
    """
    paths = list(_iter_paths(files))
    totals = Inspected()
    known = _load_known(target, totals, frozenset(paths))
    readers = find_page_readers() if ocr else ()
    pool = ProcessPool(n_workers=1 if len(paths) == 1 else 0, preload=("answerable.read.nested",))
    console = Console(highlight=False, soft_wrap=True)
    seen: list[str] = []
    results = pool.map(NestedWork(readers), _iter_pieces(paths, known, seen))
    with show_progress("Reading", quiet=len(paths) < 3) as progress:
        for number, result in enumerate(results):
            progress(number + 1, len(paths), seen[number])
            plain = _make_plain(result, seen[number])
            totals.add(plain)
            if target is not None:
                with target.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(plain, ensure_ascii=False) + "\n")
            elif as_json:
                click.echo(json.dumps(plain, ensure_ascii=False))
            else:
                _print(plain, console, 0, with_text=with_text)
    if not as_json and (len(paths) > 1 or target is not None):
        totals.print(console, len(paths) - len(seen))


def _iter_paths(files: Iterable[str]) -> Iterator[str]:
    for name in files:
        path = Path(name)
        if name != "-" and path.is_dir():
            yield from (str(below) for below in sorted(path.rglob("*")) if below.is_file())
        elif name == "-" or path.is_file():
            yield name
        else:
            raise InputNotFound(
                "no such file or folder", where=name, remedy="check the name, or write - for standard input"
            )


def _load_known(target: Path | None, totals: Inspected, wanted: frozenset[str]) -> set[str]:
    """Paths and hashes of files that are in the output already, and count them; a line cut by a kill is cut off."""
    if target is None or not target.exists():
        return set()
    known, end = set(), 0
    # Line by line: the output of a large folder is larger than the memory should be.
    with target.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                item = json.loads(line)
                known.add(f"{item['path']}\0{item['sha256']}")
                if item["path"] in wanted:
                    totals.add(item)
                end += len(line)
    if end < target.stat().st_size:
        with target.open("r+b") as file:
            file.truncate(end)
    return known


def _iter_pieces(paths: list[str], known: set[str], seen: list[str]) -> Iterator[NestedPiece]:
    for path in paths:
        name, data = read_input(path)
        if known and f"{path}\0{hash_bytes(data)}" in known:
            continue
        seen.append(path)
        yield NestedPiece(name, data)


def _make_plain(result: NestedReading | BaseException, path: str) -> dict[str, Any]:
    """One object for a file, with what is inside it."""
    if isinstance(result, BaseException):
        name, data = ("standard input", b"") if path == "-" else read_input(path)
        problem = {
            "code": "reader-died",
            "where": name,
            "found": str(result),
            "expected": "a file that can be read within the limits",
            "remedy": "open the file with care and take its content in as CSV or PDF",
        }
        plain = {"name": name, "media_type": "", "size": len(data), "sha256": hash_bytes(data)}
        return {**plain, "pages": [], "tables": [], "hidden": [], "problems": [problem], "path": path}
    return {**_plain_nested(result), "path": path}


def _plain_nested(nested: NestedReading) -> dict[str, Any]:
    reading = nested.reading
    document, facts = reading.document, dict(reading.document.facts)
    plain: dict[str, Any] = {
        "name": document.name,
        "media_type": document.media_type,
        "size": document.size,
        "sha256": document.id,
    }
    is_mail = bool(reading.pages) and reading.pages[0].kind == "mail"
    if is_mail:
        plain |= {
            "from": facts.pop("from", ""),
            "from_name": facts.pop("from_name", ""),
            "to": [address for address in facts.pop("to", "").split(", ") if address],
            "subject": facts.pop("subject", ""),
            "sent_at": facts.pop("sent_at", ""),
            "body": reading.pages[0].text,
        }
    plain["pages"] = [_plain_page(page) for page in reading.pages]
    labels = {page.number: page.label for page in reading.pages if page.kind == "sheet"}
    plain["tables"] = [_plain_table(table, labels) for table in reading.tables]
    plain["hidden"] = [{"kind": item.kind, "place": item.place, "count": item.count} for item in document.hidden]
    plain["problems"] = [_plain_problem(reading, number) for number in range(len(reading.problems))]
    if is_mail or nested.inside:
        plain["attachments"] = [_plain_nested(item) for item in nested.inside]
    plain["facts"] = facts
    return plain


def _plain_page(page: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"page": page.number, "text": page.text}
    if page.label:
        plain["label"] = page.label
    if page.by_ocr:
        plain["by_ocr"] = True
        plain["unconfirmed"] = [page.text[start:end] for start, end in page.unconfirmed]
    return plain


def _plain_table(table: Table, labels: dict[int, str]) -> dict[str, Any]:
    place: dict[str, Any] = {"sheet": labels[table.page]} if table.page in labels else {"page": table.page}
    return {
        **place,
        "rows": table.rows(),
        "title": table.title,
        "notes": table.notes,
        "share_sure": table.share_sure,
        "engine": table.engine,
    }


def _plain_problem(reading: Reading, number: int) -> dict[str, str]:
    problem = reading.problems[number]
    return {
        "code": problem.code,
        "where": problem.where,
        "found": problem.found,
        "expected": problem.expected,
        "remedy": problem.remedy,
    }


def _say_size(size: int) -> str:
    return f"{size} bytes" if size < 1000 else f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1e6:.1f} MB"


def _print(plain: dict[str, Any], console: Console, depth: int, *, with_text: bool) -> None:
    """Print one file for a person: what it is, what it holds, what it hides, what is wrong."""
    pad = "  " * depth
    is_sheet = any("sheet" in table for table in plain["tables"])
    parts = [say_kind(plain["media_type"]), _say_size(plain["size"])]
    if "from" not in plain:
        parts.append(say_number(len(plain["pages"]), "sheet" if is_sheet else "page"))
    parts.append(say_number(len(plain["tables"]), "table"))
    if plain.get("attachments"):
        parts.append(say_number(len(plain["attachments"]), "attachment" if "from" in plain else "file") + " inside")
    console.print(f"{pad}{plain['name']}", style="bold", markup=False)
    console.print(f"{pad}  {', '.join(parts)}", markup=False)
    if "from" in plain:
        console.print(f"{pad}  from {plain['from']} to {', '.join(plain['to'])}, {plain['sent_at']}", markup=False)
        console.print(f"{pad}  subject: {plain['subject']}", markup=False)
    for table in plain["tables"]:
        label = table.get("sheet")
        place = f"sheet '{label}'" if label else f"page {table.get('page', 1)}"
        n_columns = max((len(row) for row in table["rows"]), default=0)
        doubt = "" if table["share_sure"] >= 0.7 else f", {table['share_sure']:.0%} sure"
        size = f"{say_number(len(table['rows']), 'row')} by {say_number(n_columns, 'column')}{doubt}"
        head = " | ".join(cell for cell in (table["rows"] or [[]])[0] if cell)[:90]
        console.print(f"{pad}  table on {place}: {size}: {head}", markup=False)
    by_ocr = [page for page in plain["pages"] if page.get("by_ocr")]
    if by_ocr:
        n_open = sum(len(page["unconfirmed"]) for page in by_ocr)
        said = f"{say_number(len(by_ocr), 'page')} read by OCR, {say_number(n_open, 'number')} unconfirmed"
        console.print(f"{pad}  {said}", markup=False, style="yellow" if n_open else None)
    hidden: Counter[str] = Counter()
    for item in plain["hidden"]:
        hidden[item["kind"]] += item["count"]
    for kind, count in sorted(hidden.items()):
        console.print(f"{pad}  hidden, kept out: {kind.replace('_', ' ')} ({count})", markup=False, style="yellow")
    for problem in plain["problems"]:
        line = f"{pad}  problem: {problem['code']} at {problem['where']}: {problem['found']}"
        console.print(line, markup=False, style="red")
        if problem["remedy"]:
            console.print(f"{pad}    what to do: {problem['remedy']}", markup=False)
    if with_text:
        for page in plain["pages"]:
            console.print(f"{pad}  --- page {page['page']} ---", markup=False)
            console.print(page["text"], markup=False)
    for item in plain.get("attachments", ()):
        _print(item, console, depth + 1, with_text=with_text)

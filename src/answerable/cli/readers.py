"""`answerable readers`: the small server that takes the site's forms, and what readers sent.

What lives here: options and printing. What must never be here: forms (`answerable.web.reader_forms`), lists
(`answerable.adapters.newsletter`).
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
import uvicorn

from answerable.adapters.newsletter import CsvList, Listmonk, ReaderList
from answerable.adapters.postman import SmtpPostman
from answerable.cli.output import folder_argument, json_option, print_json
from answerable.errors import ValueNotAllowed
from answerable.model.ids import hash_bytes
from answerable.project.folder import load_project
from answerable.web.reader_forms import Send, make_reader_app


@click.command()
@folder_argument
@click.option("--serve", "serving", is_flag=True, help="Take forms on 127.0.0.1 until Ctrl-C.")
@click.option("--port", default=8401, show_default=True, type=click.IntRange(1, 65535))
@click.option("--listmonk", default="", metavar="ADDRESS", help="Your own listmonk takes the addresses.")
@click.option("--list", "list_id", default="", metavar="UUID", help="Its list, set to double opt-in.")
@click.option("--smtp", default="", metavar="HOST", help="Sends the letters (ANSWERABLE_SMTP_PASSWORD).")
@click.option("--user", default="", help="For the mail server.")
@json_option
def readers(
    folder: Path, serving: bool, port: int, listmonk: str, list_id: str, smtp: str, user: str, as_json: bool
) -> None:
    """Show what readers of the site of DIR sent, or take it with --serve.

    Errors go to readers/errors.jsonl, addresses that said yes to readers/newsletter.csv. Without --smtp the letters
    lie in readers/outbox/ for you to send. Your web server passes on the paths that [publish] names.
    """
    project = load_project(folder)
    kept = CsvList(project.folder / "readers" / "newsletter.csv")
    if not serving:
        _show(project.folder / "readers" / "errors.jsonl", kept, as_json=as_json)
        return
    site = project.settings.site
    if not (site.errors or site.newsletter):
        raise ValueNotAllowed(
            "no form is named", where="answerable.toml, [publish]", found="neither errors nor newsletter",
            remedy='write errors = "/reader/error" and newsletter = "/reader/newsletter" there',
        )  # fmt: skip
    to: ReaderList = Listmonk(listmonk, list_id) if listmonk else kept
    contact = project.settings.publisher.contact
    app = make_reader_app(project, to, _make_send(project.folder / "readers" / "outbox", smtp, user, contact))
    click.echo(f"Forms are taken on http://127.0.0.1:{port} under {site.errors or '-'} and {site.newsletter or '-'}")
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


def _make_send(outbox: Path, smtp: str, user: str, sender: str) -> Send:
    if smtp:
        postman = SmtpPostman(smtp, 587, "starttls", user, os.environ.get("ANSWERABLE_SMTP_PASSWORD", ""))
        return lambda address, letter: postman.send(sender, (address,), letter)

    def keep(address: str, letter: bytes) -> None:
        outbox.mkdir(parents=True, exist_ok=True)
        (outbox / f"{hash_bytes(letter)[:16]}.eml").write_bytes(letter)

    return keep


def _show(errors: Path, kept: CsvList, *, as_json: bool) -> None:
    lines = errors.read_text(encoding="utf-8").splitlines() if errors.is_file() else []
    told = [json.loads(line) for line in lines]
    confirmed = kept.list_confirmed()
    if as_json:
        print_json({"errors": told, "newsletter": len(confirmed)})
        return
    for one in told:
        reply = f"\n    answer to: {one['reply']}" if one["reply"] else ""
        click.echo(f"{one['on']}  {one['where']}\n    {one['what']}{reply}")
    click.echo(f"{len(told)} errors told; {len(confirmed)} readers want the newsletter.")
    click.echo("Next: correct the story ([[corrections]]), then answerable publish")

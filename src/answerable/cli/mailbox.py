"""The mailbox that a command may fetch from: its option, and its password from the environment or a prompt.

What must never be here: fetching, a password in a file.
"""

from __future__ import annotations

import os
import sys

import click

from answerable.adapters.imap import ImapMailbox
from answerable.adapters.token import TokenSource
from answerable.errors import ValueNotAllowed
from answerable.project.settings import Settings

_PASSWORD = "ANSWERABLE_IMAP_PASSWORD"
_TOKEN = "ANSWERABLE_IMAP_TOKEN"

fetch_option = click.option(
    "--fetch", is_flag=True, help=f"First fetch new mail from [mailbox]; the password is read from {_PASSWORD}."
)
"""The option of every command that may fetch mail."""


def open_mailboxes(settings: Settings) -> tuple[ImapMailbox, ...]:
    """Return the mailboxes that the investigation names, one for each folder; nothing is connected yet.

    Raises:
        ValueNotAllowed: it names none, or there is no password.
    """
    named = settings.mailbox
    if named is None:
        raise ValueNotAllowed(
            "this investigation names no mailbox",
            where="answerable.toml",
            allowed="[mailbox] with host and user",
            remedy="add it (docs/how-to/mailbox.md), or put mails into inbox/",
        )
    if named.login == "oauth2":
        token = TokenSource(_TOKEN)
        return tuple(
            ImapMailbox(named.host, named.port, named.user, "", folder, named.tls, token=token)
            for folder in named.folders
        )
    password = os.environ.get(_PASSWORD, "")
    if not password and sys.stdin.isatty():
        password = click.prompt(f"Password of {named.user} at {named.host}", hide_input=True, err=True)
    if not password:
        raise ValueNotAllowed(
            "the mailbox needs a password",
            where=f"{named.user} at {named.host}",
            found="none",
            remedy=f"set {_PASSWORD} for this command, or run it in a terminal and be asked",
        )
    return tuple(
        ImapMailbox(named.host, named.port, named.user, password, folder, named.tls) for folder in named.folders
    )

"""What WhatDoTheyKnow (Alaveteli) lets a requester download: one request's zip, and its JSON.

What comes in: the members of a zip, or the text of ``<request>.json``. What goes out: the letters of the thread as
mails in internet form, with their files, so that the rest of the program meets only mails. What must never be here:
reading of archives.

The zip holds ``correspondence.txt`` (letters between lines of hyphens, each with From, To, Date) or
``correspondence.pdf``, and the files as ``<letter>_<part>_<name>``. The numbers count the letters that came in.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from answerable.mail.charsets import decode_text
from answerable.mail.threads import ThreadLetter, make_seed, make_thread_mail
from answerable.words.dates import find_date

_RULE = re.compile(r"^-{20,}[ \t]*$", re.M)
_TITLE = re.compile(
    r"plain-text version of the Freedom of Information request\s+\"(.*?)\"\s*\.\s+The latest.*?at\s+(\S+)", re.S
)
_HEAD = re.compile(
    r"\s*From:[ \t]*(?P<sender>.*)\n(?:\s*\n)?\s*To:[ \t]*(?P<to>.*)\n(?:\s*\n)?(?:\s*Subject:[ "
    r"\t]*(?P<subject>.*)\n)?\s*Date:[ \t]*(?P<date>.*)\n"
)
_FILE = re.compile(r"(?:.*/)?(?P<letter>\d+)_(?P<part>\d+)_(?P<name>[^/]+)\Z")
_ATTACHED = re.compile(r"^\s*Attachments?:\s+(?P<name>.+?)\s*(?:\(\s*[\d.,]+\s*[KMG]?B?\s*\))?\s*$", re.M)


def find_correspondence(names: list[str]) -> str:
    """The name of the thread's text in a zip; empty where this is no such export."""
    return next((name for name in names if name.rsplit("/", 1)[-1] == "correspondence.txt"), "")


def split_thread(text: bytes, files: Mapping[str, bytes]) -> tuple[ThreadLetter, ...]:
    """Split ``correspondence.txt`` into letters and give each the files that came with it.

    Args:
        text: the file's bytes.
        files: the other members of the same folder of the zip.
    """
    thread, _, _ = decode_text(text, "utf-8")
    title = _TITLE.search(thread)
    subject = " ".join(title[1].split()) if title else ""
    address = title[2].rstrip(".") if title else ""
    pieces = [piece for piece in _RULE.split(thread) if _HEAD.match(piece)]
    senders = [_HEAD.match(piece) for piece in pieces]
    requester = " ".join(senders[0]["sender"].split()) if senders and senders[0] else ""
    letters: list[ThreadLetter] = []
    n_incoming = 0
    for number, piece in enumerate(pieces, 1):
        head = _HEAD.match(piece)
        if head is None:
            continue
        sender = " ".join(head["sender"].split())
        outgoing = sender == requester
        n_incoming += not outgoing
        body = "\n".join(line.removeprefix("  ") for line in piece[head.end() :].strip("\n").split("\n")).strip() + "\n"
        mine = {} if outgoing else _files_of(n_incoming, body, files)
        letters.append(
            ThreadLetter(
                _make_mail(
                    sender, head["to"].strip(), head["subject"] or subject, head["date"], body, mine, address, number
                ),
                tuple(mine),
                outgoing,
            )
        )
    return tuple(letters)


@dataclass(frozen=True, slots=True)
class RequestStates:
    """What ``<request>.json`` says of a request.

    Args:
        title: of the request.
        authority: its name on the site.
        authority_slug: its part of an address on the site.
        state: the last one that the requester described.
        changed_on: ISO date of that; empty where no event says.
        events: instant, event and state of each event.
    """

    title: str
    authority: str
    authority_slug: str
    state: str
    changed_on: str
    events: tuple[tuple[str, str, str], ...]


def parse_request_json(text: bytes) -> RequestStates | None:
    """Read ``<request>.json``; None where it is another JSON."""
    events = split_request_json(text)
    if not events:
        return None
    data = json.loads(text)
    body = data.get("public_body")
    body = body if isinstance(body, dict) else {}
    told = [(at, state) for at, _, state in events if state]
    state = str(data.get("described_state") or (told[-1][1] if told else ""))
    changed_on = next((at[:10] for at, one in reversed(told) if one == state), "")
    title, name, slug = (str(one or "") for one in (data.get("title"), body.get("name"), body.get("url_name")))
    return RequestStates(title, name, slug, state, changed_on, events)


def split_request_json(text: bytes) -> tuple[tuple[str, str, str], ...]:
    """Read ``<request>.json``: the state that the requester gave it at each event.

    Returns:
        (instant, event, state) of each event. The states are the requester's view, never the authority's decision.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(data, dict) or not isinstance(data.get("info_request_events"), list):
        return ()
    rows = []
    for event in data["info_request_events"]:
        if isinstance(event, dict):
            state = event.get("calculated_state") or event.get("described_state") or ""
            rows.append((str(event.get("created_at", "")), str(event.get("event_type", "")), str(state)))
    return tuple(rows)


def _files_of(letter: int, body: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files by the letter's number in their name; where no number fits, by the name printed in the letter."""
    mine = {
        name: data for name, data in files.items() if (found := _FILE.match(name)) and int(found["letter"]) == letter
    }
    printed = {found["name"] for found in _ATTACHED.finditer(body)}
    for name, data in files.items():
        found = _FILE.match(name)
        if found is None and name.rsplit("/", 1)[-1] in printed:
            mine[name] = data
    return mine


def _make_mail(
    sender: str, to: str, subject: str, date: str, body: str, files: dict[str, bytes], address: str, number: int
) -> bytes:
    """One letter in internet form; same words, same bytes."""
    seed = make_seed(sender, to, date, body, sorted(files))
    _, address_in_name = _split_name(sender)
    day = find_date(date)
    when = None
    if day is not None and day.value is not None:
        hour = re.search(r"(\d{1,2}):(\d{2})", date)
        clock = dt.time(int(hour[1]) % 24, int(hour[2]) % 60) if hour else dt.time(0)
        when = dt.datetime.combine(day.value.earliest, clock, dt.UTC)
    named = {}
    for member, data in files.items():
        found = _FILE.match(member)
        named[member] = (found["name"] if found else member.rsplit("/", 1)[-1], data)
    headers = {"X-WhatDoTheyKnow-Request": address, "X-WhatDoTheyKnow-Letter": str(number)}
    return make_thread_mail(
        sender, address_in_name, to, subject, when, body, named, headers, seed=seed, site="whatdotheyknow"
    )


def _split_name(sender: str) -> tuple[str, str]:
    found = re.search(r"[\w.+-]+@[\w.-]+\w", sender)
    return sender, found[0] if found else ""

"""Requests as MuckRock and FragDenStaat (Froide) hand them out: the JSON of their interfaces, one request or a list.

What comes in: JSON and, where it lies in an archive with its files, those. What goes out: the letters of each request
as mails. The files of a letter are named there with their addresses and are not in it; which ones are missing is told.
What must never be here: the network, what a status means (``track``).

Fields: MuckRock ``communications`` (``date`` or ``datetime``, ``response``, ``communication``, ``from_user``,
``files`` with ``title`` and ``ffile``); Froide ``messages`` (``timestamp``, ``is_response``, ``content``, ``sender``,
``attachments`` with ``name`` and ``file_url``).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from answerable.mail.threads import ThreadLetter, make_seed, make_thread_mail

_MOST_REQUESTS = 10_000


def split_platform_json(text: bytes, files: Mapping[str, bytes] | None = None) -> tuple[ThreadLetter, ...]:
    """Return the letters of every request in an export; none where it is no such export.

    Args:
        text: the JSON.
        files: other members of the archive it lies in, by name.
    """
    if b'"communications"' not in text and b'"messages"' not in text:
        return ()
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    letters: list[ThreadLetter] = []
    for request in _list_requests(data):
        if isinstance(request.get("communications"), list):
            letters += _iter_muckrock(request, files or {})
        elif isinstance(request.get("messages"), list) and ("public_body" in request or "is_foi" in request):
            letters += _iter_froide(request, files or {})
    return tuple(letters)


def _list_requests(data: Any) -> list[dict[str, Any]]:
    """One request, a list of them, or a page of results."""
    if isinstance(data, dict):
        inner = data.get("results", data.get("objects"))
        data = inner if isinstance(inner, list) else [data]
    return [item for item in data[:_MOST_REQUESTS] if isinstance(item, dict)] if isinstance(data, list) else []


def _iter_muckrock(request: dict[str, Any], files: Mapping[str, bytes]) -> Iterator[ThreadLetter]:
    agency = _name(request.get("agency_name") or request.get("agency")) or "the authority"
    requester = _name(request.get("username")) or "the requester"
    title = _text(request.get("title"))
    facts = {
        "X-MuckRock-Request": _text(request.get("absolute_url") or request.get("id")),
        "X-MuckRock-Status": _text(request.get("status")),
        "X-MuckRock-Tracking-Id": _text(request.get("tracking_id")),
    }
    for number, one in enumerate(request["communications"], 1):
        if not isinstance(one, dict):
            continue
        incoming = bool(one.get("response"))
        named = _name(one.get("from_who") or one.get("from_user"))
        listed = [
            (_text(item.get("title")), _text(item.get("ffile") or item.get("url"))) for item in _dicts(one.get("files"))
        ]
        yield _make_letter(
            (named or agency) if incoming else (named or requester), requester if incoming else agency,
            _text(one.get("subject")) or title, _text(one.get("datetime") or one.get("date")),
            _text(one.get("communication")), listed, files, facts, number, "muckrock", outgoing=not incoming,
        )  # fmt: skip


def _iter_froide(request: dict[str, Any], files: Mapping[str, bytes]) -> Iterator[ThreadLetter]:
    body = request.get("public_body")
    agency = _name(body.get("name") if isinstance(body, dict) else body) or "the authority"
    title = _text(request.get("title"))
    facts = {
        "X-FragDenStaat-Request": _text(request.get("url") or request.get("id")),
        "X-FragDenStaat-Status": _text(request.get("status")),
        "X-FragDenStaat-Resolution": _text(request.get("resolution")),
        "X-FragDenStaat-Refusal": _text(request.get("refusal_reason")),
    }
    for number, one in enumerate(request["messages"], 1):
        if not isinstance(one, dict) or one.get("is_draft") is True:
            continue
        incoming = bool(one.get("is_response"))
        named = _name(one.get("sender"))
        listed = [
            (_text(item.get("name")), _text(item.get("file_url") or item.get("site_url")))
            for item in _dicts(one.get("attachments"))
        ]
        yield _make_letter(
            named or (agency if incoming else "the requester"), "the requester" if incoming else agency,
            _text(one.get("subject")) or title, _text(one.get("timestamp")), _text(one.get("content")),
            listed, files, facts, number, "fragdenstaat", outgoing=not incoming,
        )  # fmt: skip


def _make_letter(
    sender: str,
    to: str,
    subject: str,
    at: str,
    body: str,
    listed: list[tuple[str, str]],
    files: Mapping[str, bytes],
    facts: Mapping[str, str],
    number: int,
    site: str,
    *,
    outgoing: bool,
) -> ThreadLetter:
    have: dict[str, tuple[str, bytes]] = {}
    missing: list[tuple[str, str]] = []
    by_name = {PurePosixPath(name).name: name for name in files}
    for title, address in listed:
        base = unquote(PurePosixPath(urlsplit(address).path).name)
        member = by_name.get(base) or by_name.get(title)
        if member:
            have[member] = (base or title, files[member])
        else:
            missing.append((title or base, address))
    text = body.replace("\r\n", "\n").strip() + "\n"
    if missing:
        text += "\n" + "".join(f"Attachment: {name} {address}\n" for name, address in missing)
    headers = {name: " ".join(value.split()) for name, value in facts.items() if value.strip()}
    headers[f"X-{site.title()}-Letter"] = str(number)
    seed = make_seed(site, sender, to, subject, at, body, listed, sorted(have), number)
    data = make_thread_mail(sender, "", to, subject, _parse(at), text, have, headers, seed=seed, site=site)
    return ThreadLetter(data, tuple(have), outgoing, tuple(missing))


def _parse(at: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(at)
    except ValueError:
        return None
    return found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _name(value: Any) -> str:
    """A name; a number or an address stands for somebody whom the export does not name."""
    text = _text(value)
    return "" if text.isdigit() or "://" in text else text


def _text(value: Any) -> str:
    # Lone surrogates are allowed in JSON and in no mail.
    return str(value).encode("utf-8", "replace").decode() if isinstance(value, (str, int, float)) else ""

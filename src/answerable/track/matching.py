"""Which request a message belongs to, by what evidence; what is not certain waits in the holding pen.

What comes in: messages (parsed, in the order they came), requests, authorities. What goes out: candidates, best first,
each with its reason and evidence, and a request only where one stands alone. Pure. What must never be here: the
record, a guess.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from answerable.model.authority import Authority
from answerable.model.message import Match
from answerable.model.request import Request
from answerable.track.particulars import find_received
from answerable.track.references import find_reference

SURE = 0.8
"""A candidate below this waits for a person; so do two above it that name different requests."""

IN_FOLDER = "lies in the folder of"
"""How the evidence begins where a person put a file into an authority's folder."""

_TOKEN = re.compile(r"\bANS-[0-9A-HJKMNP-TV-Z]{6}\b")
_PREFIX = re.compile(
    r"^\s*(?:(?:re|fw|fwd|aw|atb|ynghlch|automatic reply|undeliverable|read|delivered|out of "
    r"office)\s*(?:\[\d+\])?:\s*|\[external\]\s*)+",
    re.IGNORECASE,
)
_ABOUT_INFORMATION = re.compile(
    r"freedom of information|\bfoia?\b|environmental information|rhyddid gwybodaeth|information request", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What matching needs of a message.

    Args:
        sha256: of the mail.
        sender: address.
        sender_name: as shown.
        recipients: addresses.
        subject: decoded.
        message_id: without angle brackets.
        replies_to: In-Reply-To and References.
        live: the words that the sender wrote.
        body: all the words, quoted ones too.
        names: of attached files.
        hidden: words of attached headers and nested mails (a bounce returns our own letter in them).
        failed: addresses that a delivery report names.
        origin: where it lay in the inbox.
    """

    sha256: str
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    subject: str
    message_id: str
    replies_to: tuple[str, ...]
    live: str
    body: str
    names: tuple[str, ...] = ()
    hidden: str = ""
    failed: tuple[str, ...] = ()
    origin: str = ""


@dataclass(slots=True)
class Index:
    """Requests and authorities by what letters show of them, growing with every message matched."""

    requests: Sequence[Request]
    authorities: Mapping[str, Authority]
    by_message: dict[str, str] = field(default_factory=dict)
    by_reference: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    references: dict[str, set[str]] = field(default_factory=dict)
    """References known for a request from letters that carry our token or answer our letter."""

    def __post_init__(self) -> None:
        self.by_message.update({request.message_id: request.id for request in self.requests if request.message_id})

    def learn(self, envelope: Envelope, request_id: str, reason: str) -> None:
        """Remember a matched message: its id, and the authority's reference that stands in it.

        Only what our token, our thread or a person ties to the request is learnt from; else one wrong match by an
        address would teach the next.
        """
        if reason not in ("token", "in_reply_to", "person"):
            return
        if envelope.message_id:
            self.by_message.setdefault(envelope.message_id, request_id)
        reference = find_reference(envelope.live, envelope.subject)
        if reference is not None:
            authority = next((item.authority_id for item in self.requests if item.id == request_id), "")
            self.by_reference.setdefault((authority, _squeeze(reference.value)), set()).add(request_id)
            self.references.setdefault(request_id, set()).add(_squeeze(reference.value))


def match_message(envelope: Envelope, index: Index) -> tuple[tuple[Match, ...], str]:
    """Find the request of a message.

    Returns:
        The candidates, best first, and the request's id; empty where no candidate is sure or several are.
    """
    found: list[Match] = []
    for step in (_by_token, _by_thread, _by_failed, _by_reference, _by_address, _by_words):
        found += step(envelope, index)
    best: dict[str, Match] = {}
    for match in found:
        known = best.get(match.request_id)
        if known is None or match.share_sure > known.share_sure:
            best[match.request_id] = match
    ranked = tuple(sorted(best.values(), key=lambda item: (-item.share_sure, item.request_id)))
    if not ranked or ranked[0].share_sure < SURE:
        return ranked, ""
    if len(ranked) > 1 and ranked[1].share_sure >= SURE and ranked[0].share_sure - ranked[1].share_sure < 0.03:
        return ranked, ""
    return ranked, ranked[0].request_id


def _by_token(envelope: Envelope, index: Index) -> list[Match]:
    """Our token: in the subject, the letter, a file name, or the letter that a bounce returns."""
    by_token = {request.token: request for request in index.requests if request.token}
    for where, text, sure in (
        ("subject", envelope.subject, 0.99),
        ("letter", envelope.live, 0.98),
        ("file name", " ".join(envelope.names), 0.97),
        ("quoted letter", envelope.body, 0.96),
        ("thread", " ".join(envelope.replies_to), 0.96),
        ("returned letter", envelope.hidden, 0.96),
    ):
        tokens = sorted({token for token in _TOKEN.findall(text.upper()) if token in by_token})
        if len(tokens) == 1:
            return [Match(by_token[tokens[0]].id, "token", f"{tokens[0]} in the {where}", sure)]
        if tokens:
            return [
                Match(by_token[token].id, "token", f"{token}, one of {len(tokens)} in the {where}", 0.5)
                for token in tokens
            ]
    return []


def _by_thread(envelope: Envelope, index: Index) -> list[Match]:
    for message_id in envelope.replies_to:
        if message_id in index.by_message:
            return [Match(index.by_message[message_id], "in_reply_to", f"answers <{message_id}>", 0.97)]
    ours = next((item for item in index.requests if item.message_id and item.message_id == envelope.message_id), None)
    if ours is not None:
        return [Match(ours.id, "in_reply_to", f"is <{envelope.message_id}>", 0.99)]
    return []


def _by_failed(envelope: Envelope, index: Index) -> list[Match]:
    """A delivery report names the address we wrote to."""
    requests = [item for item in index.requests if item.recipient and item.recipient.lower() in envelope.failed]
    sure = 0.95 if len(requests) == 1 else 0.5
    return [Match(item.id, "address", f"{item.recipient} failed", sure) for item in requests]


def _by_reference(envelope: Envelope, index: Index) -> list[Match]:
    """The authority's own reference, learnt from an earlier message of this authority."""
    haystack = _squeeze(f"{envelope.subject} {envelope.live} {' '.join(envelope.names)}")
    authorities = {item.id for item in _senders(envelope, index)}
    found = []
    for (authority_id, reference), requests in sorted(index.by_reference.items()):
        if len(reference) < 4 or reference not in haystack or (authorities and authority_id not in authorities):
            continue
        sure = 0.94 if len(requests) == 1 and (authorities or len(reference) >= 7) else 0.6
        found += [Match(item, "reference", f"their reference {reference}", sure) for item in sorted(requests)]
    return found


def _by_address(envelope: Envelope, index: Index) -> list[Match]:
    """The sender's address, then its domain; an address that several authorities share tells nothing alone."""
    found: list[Match] = []
    for reason, rows, sure in (
        (
            "address",
            [row for row in index.authorities.values() if envelope.sender and envelope.sender in _addresses(row)],
            0.92,
        ),
        ("domain", [row for row in index.authorities.values() if _has_domain(row, envelope.sender)], 0.88),
    ):
        evidence = envelope.sender if reason == "address" else envelope.sender.rpartition("@")[2]
        if len(rows) == 1:
            mine = [request for request in index.requests if request.authority_id == rows[0].id]
            for item in mine:
                against = _find_contradiction(item, envelope, index)
                found.append(
                    Match(item.id, reason, f"{evidence}, but {against}", 0.6)
                    if against
                    else Match(item.id, reason, evidence, _sure_among(item, mine, envelope, sure))
                )
        elif rows:
            for row in rows:
                mine = [request for request in index.requests if request.authority_id == row.id]
                named = _names_only(envelope, row, rows)
                found += [
                    Match(
                        item.id,
                        reason,
                        f"{evidence}, shared by {len(rows)}" + (f"; only {row.name} is named" if named else ""),
                        0.82 if named else 0.5,
                    )
                    for item in mine
                ]
        if found:
            return found
    return found


def _find_contradiction(request: Request, envelope: Envelope, index: Index) -> str:
    """What in a letter of the right authority speaks of another request: another reference, another day."""
    reference = find_reference(envelope.live, envelope.subject)
    known = index.references.get(request.id, set())
    haystack = _squeeze(f"{envelope.subject} {envelope.body} {' '.join(envelope.names)}")
    if reference is not None and known and not any(item in haystack for item in known):
        return f"its reference is {reference.value}"
    received = find_received(envelope.live, ())
    if received is not None and not received.problem and request.sent_on is not None and len(received.value) == 10:
        n_days = (dt.date.fromisoformat(received.value) - request.sent_on).days
        if not -3 <= n_days <= 10 and request.sent_on.strftime("%-d %B") not in envelope.live:
            return f"it answers a letter of {received.value}"
    return ""


def _sure_among(request: Request, mine: Sequence[Request], envelope: Envelope, sure: float) -> float:
    """Several requests to one authority: only the one whose subject the letter repeats is sure."""
    if len(mine) == 1:
        return sure
    scores = {item.id: _subject_likeness(item, envelope) for item in mine}
    best = max(scores.values())
    if scores[request.id] == best >= 90 and sum(score >= best - 5 for score in scores.values()) == 1:
        return sure - 0.05
    return 0.6 if scores[request.id] == best else 0.4


def _by_words(envelope: Envelope, index: Index) -> list[Match]:
    """The subject or the words alone: an authority's name beside our subject, or in a letter about information."""
    found = []
    likely = [request for request in index.requests if _subject_likeness(request, envelope) >= 88]
    text = f"{envelope.sender_name}\n{envelope.subject}\n{envelope.live}\n{envelope.origin}"
    named = [row for row in index.authorities.values() if _is_named(row, text)]
    if not named and not likely:
        return []
    for row in named:
        for request in index.requests:
            if request.authority_id != row.id:
                continue
            if request in likely:
                found.append(
                    Match(
                        request.id, "subject", f"our subject, and {row.name} is named", 0.85 if len(named) == 1 else 0.5
                    )
                )
            elif _in_own_folder(envelope.origin, row):
                found.append(Match(request.id, "content", f"{IN_FOLDER} {row.name}", 0.9))
            elif _ABOUT_INFORMATION.search(text):
                found.append(
                    Match(
                        request.id,
                        "content",
                        f"{row.name} is named in a letter about information",
                        0.7 if len(named) == 1 else 0.4,
                    )
                )
    if not named and len(likely) <= 3:
        found += [Match(request.id, "subject", f"subject: {envelope.subject[:80]}", 0.5) for request in likely]
    return found


def _subject_likeness(request: Request, envelope: Envelope) -> float:
    ours = _TOKEN.sub("", request.subject).strip(" []").lower()
    theirs = _PREFIX.sub("", _TOKEN.sub("", envelope.subject)).strip(" []").lower()
    if len(theirs) < 12 or len(ours) < 12:
        return 0.0
    return max(fuzz.ratio(ours, theirs), fuzz.ratio(ours.rpartition(": ")[2], theirs.rpartition("- ")[2]))


def _senders(envelope: Envelope, index: Index) -> list[Authority]:
    return [
        row
        for row in index.authorities.values()
        if envelope.sender in _addresses(row) or _has_domain(row, envelope.sender)
    ]


def _addresses(row: Authority) -> set[str]:
    return {item.address.lower() for item in row.emails}


def _has_domain(row: Authority, sender: str) -> bool:
    domain = sender.rpartition("@")[2]
    return bool(domain) and any(
        domain == item or domain.endswith(f".{item}") for item in (name.lower() for name in row.domains)
    )


def _names_only(envelope: Envelope, row: Authority, rows: Sequence[Authority]) -> bool:
    text = f"{envelope.sender_name}\n{envelope.subject}\n{envelope.live}"
    return _is_named(row, text) and not any(_is_named(other, text) for other in rows if other.id != row.id)


def _is_named(row: Authority, text: str) -> bool:
    """Whether a text names an authority: its name or an alias as whole words, long enough to be no accident."""
    lower = text.lower()
    for name in row.names:
        # Looking for the letters first spares most of the patterns: there are many authorities and few names.
        if (
            len(name) >= 6
            and name.lower() in lower
            and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])(?! and Crime)", text, re.IGNORECASE)
        ):
            return True
    return _in_own_folder(text.rpartition("\n")[2], row)


def _in_own_folder(origin: str, row: Authority) -> bool:
    """A file that a person put into a folder or under a name that is the authority's id."""
    return bool(re.search(rf"(?:^|[/!]){re.escape(row.id)}(?:/|[._ -]|$)", origin.removeprefix("inbox/")))


def _squeeze(text: str) -> str:
    """A reference in the form in which it is compared: letters and digits alone."""
    return re.sub(r"[^a-z0-9]+", "", text.lower())

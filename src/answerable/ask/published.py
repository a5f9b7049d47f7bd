"""Answers that are there before the letter goes: items of disclosure logs, and replies that came already.

What comes in: the record. What goes out: `Published`, and those that a question's words point to. A likeness of words
is a reason to look, never a judgement. What must never be here: a visit to a site (``collect``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from answerable.model.log import LogItem, LogSource
from answerable.model.message import Message, MessageKind
from answerable.model.response import Classification, Decision
from answerable.store.record import Record

_LEAST_SHARE = 0.6
_LEAST_WORDS = 3
_MOST_FOUND = 5
"""For each question; more would bury the rest."""
_SAYS_NOTHING = (
    "about also amount annual been between breakdown calendar copy date details each following from have held hold how"
    " include included including information into many month number numbers over per period please provide recorded"
    " request since state that the their them these they this those total totals under use used were what when where"
    " which whom with year years your and any for not was are has had its all who why did does"
)
_STOP = frozenset(_SAYS_NOTHING.split())


@dataclass(frozen=True, slots=True)
class Published:
    """An answer that is public, or that came already.

    Args:
        authority_id: whose.
        words: how it begins, for people.
        place: its address, or the letter it came in.
        tokens: the words it is found by.
    """

    authority_id: str
    words: str
    place: str
    tokens: frozenset[str] = field(repr=False)


def list_published(record: Record) -> tuple[Published, ...]:
    """Return what the record has of published and received answers, in a fixed order."""
    return tuple(sorted((*_iter_items(record), *_iter_replies(record)), key=lambda one: (one.authority_id, one.words)))


def make_published_key(record: Record) -> list[str]:
    """Return what changes when the published answers do."""
    return [record.fingerprint(kind) for kind in (LogSource, LogItem, Classification)]


def find_published(question: str, published: Sequence[Published]) -> tuple[Published, ...]:
    """Return the answers that hold most words of a question, the likeliest first."""
    wanted = list_tokens(question)
    if len(wanted) < _LEAST_WORDS:
        return ()
    found = [
        (len(shared) / len(wanted), one)
        for one in published
        if len(shared := wanted & one.tokens) >= max(_LEAST_WORDS, _LEAST_SHARE * len(wanted))
    ]
    found.sort(key=lambda pair: (-pair[0], pair[1].authority_id, pair[1].words))
    return tuple(one for _, one in found[:_MOST_FOUND])


def list_tokens(text: str) -> frozenset[str]:
    """Return the words of a text that say what it is about, without the ends that number and tense give them.

    >>> sorted(list_tokens("How many officers were disciplined over social media?"))
    ['disciplin', 'media', 'officer', 'social']
    """
    words = re.findall(r"[a-z][a-z'’-]{2,}", text.casefold())
    return frozenset(re.sub(r"(?:ing|ed|es|s)\Z", "", word) for word in words if word not in _STOP)


def _iter_items(record: Record) -> Iterator[Published]:
    """Items of disclosure logs; notices and outcomes of hearings answer no request."""
    logs = {source.id for source in record.iter(LogSource) if "disclosure" in source.kind}
    for item in record.iter(LogItem):
        if item.source_id in logs and not item.replaced_by:
            text = f"{item.label} {item.text}"
            place = item.address or f"log {item.source_id}, first seen on {item.first_seen_on}"
            yield Published(item.authority_id, " ".join(text.split())[:120], place, list_tokens(text))


def _iter_replies(record: Record) -> Iterator[Published]:
    """Answers in the record that give information, ours or to somebody else."""
    given = (Decision.DISCLOSED, Decision.PARTLY_DISCLOSED, Decision.ALREADY_PUBLIC)
    messages = {message.id: message for message in record.iter(Message)}
    for row in record.iter(Classification):
        message = messages.get(row.message_id)
        answers = row.kind in (MessageKind.RESPONSE, MessageKind.REVIEW_OUTCOME) and row.decision in given
        if message is not None and (answers or row.kind is MessageKind.OTHER_REQUEST):
            text = f"{message.subject} {message.body}"
            place = f"letter of {message.sent_at[:10] or 'no date'}, sha256 {message.document[:12]}"
            yield Published(row.authority_id, message.subject[:120], place, list_tokens(text))

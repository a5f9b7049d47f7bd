"""Who is known from the letters: whoever signed them, sent them, or sat on a panel, and whom the newsroom named.

What comes in: messages, pages, ``names.toml``. What goes out: `Names`. Never here: the masking itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from answerable.model.authority import Authority
from answerable.model.message import Message
from answerable.model.names import NameLists
from answerable.publish.privacy import Names, find_signatures, is_name

_LOCAL = re.compile(r"([a-z]{2,})\.([a-z]{3,})@")
_PERSON = re.compile(r"(?:[A-Z][a-zà-ÿ'’-]+|[A-Z]\.)(?: (?:[A-Z][a-zà-ÿ'’-]+|[A-Z]\.?)){1,2}")


def find_people(
    messages: Iterable[Message],
    texts: Iterable[str],
    lists: NameLists,
    authorities: Iterable[Authority],
    ours: Iterable[str],
) -> Names:
    """Who must not stand on a page.

    Args:
        messages: letters, for senders and signatures.
        texts: pages that are shown, for chairs and members of panels.
        lists: what the newsroom said.
        authorities: words of their names are no names of people.
        ours: names that the newsroom publishes itself, such as bylines.
    """
    known: set[str] = set()
    for message in messages:
        if message.direction == "in":
            known |= find_signatures(message.body) | _of_sender(message)
    for text in texts:
        known |= find_signatures(text)
    allow = set(ours) | {item.name for item in lists.allow}
    allow |= {name.split()[-1] for name in allow}
    places = {word for authority in authorities for name in authority.names for word in name.split()}
    hide = set(lists.hide) | {name.split()[-1] for name in lists.hide if " " in name}
    known = {name for name in known if name.split()[-1] not in places}
    return Names(frozenset(hide), frozenset(known - allow), frozenset(allow))


def _of_sender(message: Message) -> set[str]:
    """The sender's name as shown ("Jane Doe", "DOE, Jane (FOI)") and as the address gives it away."""
    shown = re.sub(r"\(.*?\)|\[.*?\]|[\"']", " ", message.sender_name)
    if "," in shown:
        last, _, first = shown.partition(",")
        shown = f"{first.split()[0] if first.split() else ''} {last}"
    words = " ".join(word.capitalize() if word.isupper() and len(word) > 2 else word for word in shown.split())
    names = {words} if _PERSON.fullmatch(words) and is_name(words) else set()
    local = _LOCAL.match(message.sender.lower())
    if local:
        given = " ".join(part.capitalize() for part in local.groups())
        names |= {given} if is_name(given) and given in message.body + message.sender_name else set()
    return names

"""What of the queue is wanted, and the ruling just made: both are carried along in the reader's addresses.

In: what an address or a form says. Out: plain text that is safe to put into the next address. Never here: the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode

FILTERS = ("authority", "document", "variable", "kind")
"""What narrows the queue."""
_LONGEST = 400


def pack_wanted(chosen: Mapping[str, str]) -> str:
    """The filters that are set, as one text.

    >>> pack_wanted({"authority": "ashmoor", "kind": "", "said": "x"})
    'authority=ashmoor'
    """
    return urlencode({name: chosen[name] for name in FILTERS if chosen.get(name)})


def clean_wanted(text: str) -> str:
    """The same text as an address or form gives it, without anything that is no filter.

    >>> clean_wanted("kind=cases&said=hello&authority=ashmoor")
    'authority=ashmoor&kind=cases'
    """
    return pack_wanted(dict(parse_qsl(text[:_LONGEST])))


def wants_noun(wanted: str, is_tally: bool) -> bool:
    """Whether the filters let cases, or counts, through.

    >>> wants_noun("kind=cases", True), wants_noun("kind=counts%3A+dismissed", True), wants_noun("", True)
    (False, True, True)
    """
    kind = dict(parse_qsl(wanted)).get("kind", "")
    return not kind or (kind != "cases") == is_tally


def carry(address: str, wanted: str, done: str = "") -> str:
    """An address with the filters of the queue, and the ruling just made.

    >>> carry("/document/d?page=1#case-1", "kind=cases", "case-1.jdg-2")
    '/document/d?page=1&queue=kind%3Dcases&done=case-1.jdg-2#case-1'
    """
    path, mark, place = address.partition("#")
    for name, value in (("queue", wanted), ("done", done)):
        if value:
            path += f"{'&' if '?' in path else '?'}{name}={quote(value)}"
    return path + mark + place

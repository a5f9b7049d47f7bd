"""Words that look like somebody's name though nothing says so: no rank, no title, no signature, no letter's header.

What comes in: received words that pages show, after masking. What goes out: problems that tell a person where to look;
they block nothing, because a place or a product looks the same. Never here: the masking (`privacy`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from answerable.model.case import Case, Tally
from answerable.model.ids import make_id
from answerable.model.problem import Problem
from answerable.publish.edition import Edition, Material
from answerable.publish.evidence import AROUND_WORDS, make_excerpt
from answerable.publish.privacy import NO_NAMES, mask
from answerable.store.codec import to_plain

_CAPITALISED = re.compile(r"(?<![\w'’-])[A-ZÀ-Þ][a-zà-ÿ]+(?:[-'’][A-ZÀ-Þ]?[a-zà-ÿ]+)*(?![\w'’-])")
_BETWEEN = re.compile(r" (?:[A-Z]\.? )?")
_WORD = re.compile(r"[A-Za-zÀ-ÿ]+")

_NO_NAMES = NO_NAMES | frozenset(
    [
        *(
            "crown",
            "court",
            "prosecution",
            "magistrates",
            "tribunal",
            "panel",
            "home",
            "college",
            "ministry",
            "justice",
        ),
        *("england", "scotland", "wales", "ireland", "northern", "britain", "london", "welsh", "english", "scottish"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "christmas", "easter", "new"),
        *("messenger", "google", "apple", "microsoft", "excel", "teams", "zoom", "whatsapp", "internet", "covid"),
        *("freedom", "section", "schedule", "appendix", "annex", "table", "figure", "page", "question", "answer"),
        *("his", "her", "their", "our", "your", "my", "all", "no", "not", "yes", "none", "other", "total", "great"),
    ]
)
MOST = 40
"""Points of this kind that are told one by one; more than so many are told as one number."""


def check_doubtful(edition: Edition, material: Material) -> list[Problem]:
    """Where something that looks like a name stands on a page."""
    shown = list(_iter_shown(material))
    known = _list_known(edition, material, (words for _, words in shown))
    places: dict[str, list[str]] = {}
    for where, words in shown:
        for name in find_doubtful(words, known):
            places.setdefault(name, []).append(where)
    problems = [_make(name, wheres) for name, wheres in sorted(places.items())]
    if len(problems) <= MOST:
        return problems
    rest = len(problems) - MOST
    last = _say("the record", f"{rest} more groups of words look like names")
    return [*problems[:MOST], last]


def find_doubtful(text: str, known: frozenset[str] = frozenset()) -> list[str]:
    """Two or three words with capitals that are known for nothing else.

    Args:
        text: as it is shown.
        known: words in lower case that are no name, or may stand.

    >>> find_doubtful("It was sent to Jo Bloggs by an officer.", frozenset(["officer"]))
    ['Jo Bloggs']
    >>> find_doubtful("Sent on Facebook Messenger. Officers met.")
    []
    """
    found: list[str] = []
    group: list[re.Match[str]] = []
    for match in [*_CAPITALISED.finditer(text), None]:
        if match is not None and group and _BETWEEN.fullmatch(text[group[-1].end() : match.start()]):
            group.append(match)
            continue
        if group:
            found += _judge(text, group, known)
        group = [match] if match is not None else []
    return found


def _judge(text: str, group: list[re.Match[str]], known: frozenset[str]) -> Iterator[str]:
    """A name, if what stands together can be one."""
    while group and _is_known(group[0].group(), known):
        group = group[1:]
    while group and _is_known(group[-1].group(), known):
        group = group[:-1]
    if not 2 <= len(group) <= 3 or any(_is_known(one.group(), known) for one in group):
        return
    yield " ".join(text[group[0].start() : group[-1].end()].split())


def _is_known(word: str, known: frozenset[str]) -> bool:
    parts = [part.lower() for part in re.split(r"[-'’]", word)]
    return all(part in _NO_NAMES or part in known or len(part) < 2 for part in parts)


def _iter_shown(material: Material) -> Iterator[tuple[str, str]]:
    """The received words that pages show, as they show them, with what shows them."""
    tallies: list[Case | Tally] = [tally for tally in material.tallies.values() if not tally.superseded]
    for noun in chain(material.cases.values(), tallies):
        what = f"case {noun.id}" if isinstance(noun, Case) else f"tally {noun.id}"
        page = material.pages.get(f"{noun.document}:{noun.span.page}")
        excerpt = make_excerpt(noun.span, page, AROUND_WORDS, material.names)
        yield what, f"{excerpt.before}{excerpt.words}{excerpt.after}"
    for answer in material.answers.values():
        for message_id in answer.messages:
            if (message := material.messages.get(message_id)) is not None and message.body.strip():
                yield f"letter {message.id}", mask(message.body, material.names.on(message.body)).text


def _list_known(edition: Edition, material: Material, texts: Iterable[str]) -> frozenset[str]:
    """Words that are somebody's name for nobody: of the register, the story, the codebook, and every word that also
    stands without a capital."""
    story = edition.story
    said = [edition.name, edition.publisher, story.text, *story.bylines, *(one.name for one in story.people)]
    said += [name for authority in material.authorities.values() for name in (authority.name, *authority.names)]
    said.append(json.dumps(to_plain(edition.codebook), ensure_ascii=False))
    said += [one.name for one in edition.names.allow]
    known = {word.lower() for words in said for word in _WORD.findall(words)}
    for text in texts:
        known |= {word for word in _WORD.findall(text) if word.islower()}
    return frozenset(known)


def _make(name: str, wheres: list[str]) -> Problem:
    more = f" and {len(wheres) - 1} more" if len(wheres) > 1 else ""
    return _say(f"{wheres[0]}{more}", f"{name!r} looks like a name and stands on the page")


def _say(where: str, found: str) -> Problem:
    code = "publish-looks-like-name"
    remedy = "look: if it names a person, add it to `hide` in names.toml; if not, or if it may stand, to `allow`"
    return Problem(make_id("prb", code, where, found), code, where, found=found, remedy=remedy, blocks=False)

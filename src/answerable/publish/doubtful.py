"""Words that look like somebody's name though no rank, title, signature or letter's header stands beside them.

What comes in: received words that pages show, after masking. What goes out: problems with their place. Where the record
itself or a given name says that it is a person, the problem holds the story back; where it may as well be a place or a
product, a person is told where to look. Never here: the masking (`privacy`).
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

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
_GAP = r"[ \t]+"
_GREETING = re.compile(
    rf"\b(?:(?:Dear|Annwyl)(?:{_GAP}(?:Sirs?|Madam|Syr|Fadam|Requester|Applicant|Editor|Colleague))+(?:/(?:Madam|Fadam))?"
    rf"|Yours(?:{_GAP}(?:Sincerely|Faithfully|Truly|Ever))?|Yn{_GAP}(?:Gywir|Ddiffuant)"
    rf"|Cofion(?:{_GAP}(?:Gorau|Cynnes))?|(?:Kind(?:est)?|Best|Warm){_GAP}(?:Regards|Wishes)|(?:Many{_GAP})?Thanks"
    rf"|Thank{_GAP}You|Diolch(?:{_GAP}(?:yn{_GAP})?Fawr)?|Good{_GAP}(?:Morning|Afternoon)|Prynhawn{_GAP}Da|Bore{_GAP}Da)\b"
)
"""How letters begin and end; a name that stands behind such words is one all the same."""
_PLACE_BEHIND = re.compile(
    r"(?:[ \t]+(?:and|&)[ \t]+[A-Z]\w+)?[ \t]+(?:electoral[ \t]+)?(?:wards?|divisions?|parish(?:es)?|constituency)\b"
)
_PLACE_HEAD = re.compile(
    r"(?:(?:electoral )?(?:wards?|division|area|district|locality|parish|town|borough|region|constituency)|sites?|"
    r"hospital|school|library|station|location|place|service|directorate|department)(?: name)?",
    re.IGNORECASE,
)
"""What heads a column whose cells are places."""

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
_AFTER_GIVEN = frozenset(
    [
        *(
            "street",
            "road",
            "lane",
            "avenue",
            "close",
            "drive",
            "square",
            "court",
            "house",
            "hall",
            "hospital",
            "school",
        ),
        *("college", "university", "park", "station", "centre", "trust", "foundation", "act", "report", "inquiry"),
        *("review", "case", "room", "building", "ward", "day", "church", "island", "bridge", "mews", "place", "way"),
    ]
)
"""What stands after a given name where it names a street, a house or a report."""
MOST = 40
"""Points of this kind that are told one by one; more than so many are told as one number."""


@dataclass(slots=True)
class _Place:
    """Where something stands first, and at how many more places."""

    first: str
    n_more: int = 0

    def __str__(self) -> str:
        return f"{self.first} and {self.n_more} more" if self.n_more else self.first


@dataclass(slots=True)
class Doubts:
    """Words with capitals that stand on pages, noted text by text; which of them are names is judged at the end.

    Args:
        surnames: of people whom each authority's own papers name beside a rank, by the authority.
    """

    surnames: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _groups: dict[str, _Place] = field(default_factory=dict)
    _alone: dict[str, _Place] = field(default_factory=dict)
    _plain: set[str] = field(default_factory=set)
    _places: set[str] = field(default_factory=set)

    def see_table(self, text: str) -> None:
        """Note the places of a sheet's page: the cells under "Ward", "Site" or the like, which name nobody."""
        self._places.update(find_place_cells(text))

    def hear(self, where: str, text: str, authority_id: str = "") -> None:
        """Note what a text has.

        Args:
            where: it stands, for the problem.
            text: as it is shown.
            authority_id: whose words they are.
        """
        words = _WORD.findall(text)
        self._plain.update(word for word in words if word.islower())
        for group in find_groups(text):
            _note(self._groups, group, where)
        for word in self.surnames.get(authority_id, frozenset()).intersection(words):
            _note(self._alone, word, where)

    def judge(self, known: frozenset[str]) -> list[Problem]:
        """What looks like a name.

        Args:
            known: words in lower case that are no name, or may stand.
        """
        known = known | self._plain
        sure, unsure = [], []
        for group, place in sorted(self._groups.items()):
            name = judge_group(group, known)
            if name in self._places:
                continue
            if name and is_given(name):
                sure.append(_make_sure(name, place, "begins with a given name"))
            elif name:
                unsure.append(_make(name, place))
        for name, place in sorted(self._alone.items()):
            if name.lower() not in known:
                sure.append(_make_sure(name, place, "is named with a rank elsewhere in this authority's papers"))
        if len(unsure) > MOST:
            last = _say("the record", f"{len(unsure) - MOST} more groups of words look like names")
            unsure = [*unsure[:MOST], last]
        return [*sure, *unsure]


def _note(places: dict[str, _Place], what: str, where: str) -> None:
    if what in places:
        places[what].n_more += 1
    else:
        places[what] = _Place(where)


def check_words(edition: Edition, material: Material) -> list[Problem]:
    """What the received words that pages show may give away; every case is read once."""
    doubts = Doubts(material.surnames)
    problems: list[Problem] = []
    seen: set[str] = set()
    tallies: list[Case | Tally] = [tally for tally in material.tallies.values() if not tally.superseded]
    for noun in chain(material.cases.values(), tallies):
        what = f"case {noun.id}" if isinstance(noun, Case) else f"tally {noun.id}"
        page = material.pages.get(f"{noun.document}:{noun.span.page}")
        if page is not None and page.kind == "sheet" and page.id not in seen:
            seen.add(page.id)
            doubts.see_table(page.text)
        excerpt = make_excerpt(noun.span, page, AROUND_WORDS, material.names)
        doubts.hear(what, f"{excerpt.before}{excerpt.words}{excerpt.after}", noun.authority_id)
        if isinstance(noun, Case) and (found := mask(noun.span.exact, material.names_on(page)).found):
            problems.append(_make_personal(what, found))
    for answer in material.answers.values():
        for message_id in answer.messages:
            if (message := material.messages.get(message_id)) is not None and message.body.strip():
                shown = mask(message.body, material.names.on(message.body)).text
                doubts.hear(f"letter {message.id}", shown, answer.authority_id)
    return [*problems, *doubts.judge(_list_known(edition, material))]


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
    return [name for group in find_groups(text) if (name := judge_group(group, known))]


def find_groups(text: str) -> Iterator[str]:
    """Words with capitals that stand together, two at least.

    >>> list(find_groups("Sent on Facebook Messenger to Jo A. Bloggs. Officers met."))
    ['Facebook Messenger', 'Jo A. Bloggs']
    >>> list(find_groups("Annwyl Syr, in Upper Marsh ward Jo Bloggs said no. Yours Jo Bloggs"))
    ['Jo Bloggs', 'Jo Bloggs']
    """
    text = _GREETING.sub(lambda found: "\n" * len(found.group()), text)
    for start, end in _iter_groups(text):
        if not _PLACE_BEHIND.match(text, end):
            yield text[start:end]


def find_place_cells(text: str) -> frozenset[str]:
    """The cells of a sheet's page that stand under a head which says that they are places.

    >>> sorted(find_place_cells("Ward\\tOfficer\\tFines\\nUpper Marsh\\tJo Bloggs\\t4\\nMill Hill\\tAnn Orrell\\t2"))
    ['Mill Hill', 'Upper Marsh']
    """
    places: set[str] = set()
    columns: list[int] = []
    for line in text.split("\n"):
        cells = [cell.strip() for cell in line.split("\t")]
        heads = [number for number, cell in enumerate(cells) if _PLACE_HEAD.fullmatch(cell)]
        if heads and len(cells) > 1:
            columns = heads
            continue
        places.update(cells[number] for number in columns if number < len(cells) and cells[number])
    return frozenset(places)


def _iter_groups(text: str) -> Iterator[tuple[int, int]]:
    start = end = n = 0
    for match in _CAPITALISED.finditer(text):
        if n and _BETWEEN.fullmatch(text, end, match.start()):
            n += 1
        else:
            if n > 1:
                yield start, end
            start, n = match.start(), 1
        end = match.end()
    if n > 1:
        yield start, end


def judge_group(group: str, known: frozenset[str]) -> str:
    """The name that a group of words is; empty where it is none."""
    words = list(_CAPITALISED.finditer(group))
    while words and _is_known(words[0].group(), known):
        words = words[1:]
    while words and _is_known(words[-1].group(), known):
        words = words[:-1]
    if not 2 <= len(words) <= 3 or any(_is_known(one.group(), known) for one in words):
        return ""
    return " ".join(group[words[0].start() : words[-1].end()].split())


def is_given(name: str) -> bool:
    """Whether the first of several words is a given name that is no other word, and the last one no street or house.

    >>> is_given("Tamsin Orrell"), is_given("Carreg Vale"), is_given("Albert Road")
    (True, False, False)
    """
    words = name.lower().split()
    return words[0] in _load_given() and words[-1] not in _AFTER_GIVEN


@functools.cache
def _load_given() -> frozenset[str]:
    """Given names common in Britain and Ireland; those that are also words, places or surnames of note are left out."""
    return frozenset((Path(__file__).parent / "given_names.txt").read_text(encoding="utf-8").split())


def _is_known(word: str, known: frozenset[str]) -> bool:
    parts = [part.lower() for part in re.split(r"[-'’]", word)]
    return all(part in _NO_NAMES or part in known or len(part) < 2 for part in parts)


def _list_known(edition: Edition, material: Material) -> frozenset[str]:
    """Words that are somebody's name for nobody: of the register, the story, the codebook."""
    story = edition.story
    said = [edition.name, edition.publisher, story.text, *story.bylines, *(one.name for one in story.people)]
    said += [name for authority in material.authorities.values() for name in (authority.name, *authority.names)]
    said.append(json.dumps(to_plain(edition.codebook), ensure_ascii=False))
    said += [one.name for one in edition.names.allow]
    return frozenset(word.lower() for words in said for word in _WORD.findall(words))


def _make_personal(where: str, found: Iterable[str]) -> Problem:
    said = f"its words hold what could name or reach a person ({', '.join(sorted(set(found)))}); blacked out"
    remedy = "look at the page of this case before it goes out"
    code = "publish-personal"
    return Problem(make_id("prb", code, where, said), code, where, found=said, remedy=remedy, blocks=False)


def _make_sure(name: str, place: _Place, why: str) -> Problem:
    code, where = "publish-names-person", str(place)
    found = f"{name!r} {why} and stands on the page"
    remedy = "add it to `hide` in names.toml; if it is no person, or may stand, to `allow`, or waive it with a reason"
    return Problem(make_id("prb", code, where, found), code, where, found=found, remedy=remedy, blocks=True)


def _make(name: str, place: _Place) -> Problem:
    return _say(str(place), f"{name!r} looks like a name and stands on the page")


def _say(where: str, found: str) -> Problem:
    code = "publish-looks-like-name"
    remedy = "look: if it names a person, add it to `hide` in names.toml; if not, or if it may stand, to `allow`"
    return Problem(make_id("prb", code, where, found), code, where, found=found, remedy=remedy, blocks=False)

"""The law a letter is answered under and the authority that wrote it, each with its words.

What comes in: the joined text and its passages. What goes out: ids and places. What must never be here: sections
(``grounds``), registers as files (``registers``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from answerable.law import find_law_names
from answerable.model.authority import Authority
from answerable.registers import get_register
from answerable.track.passages import Passage, Speaker

_UNDER = re.compile(
    r"\b(?:under|in accordance with|pursuant to|in terms of|by|considered|handled|dealt with|"
    r"processed|falls? within|request[^.\n]{0,20})\b[^.\n]{0,60}$",
    re.IGNORECASE,
)
_FOI_WORDS = re.compile(
    r"\b(?:freedom of information|FOIA?(?=\d)|FOIA?|information commissioner|rhyddid gwybodaeth)(?:\b|(?=\d))|"
    r"\badran(?:nau)? (?:1[0247]|2[1-9]|3\d|4[0-4])\b",
    re.IGNORECASE,
)
# Regulations that only the environmental law has, and a reference that begins with its name.
_EIR_WORDS = re.compile(
    r"\bEIRS?[-/ ]?\d|\bregs?(?:ulations?)?\.? (?:5\(2\)|6\(1\)|7\(1\)|1[123]\b(?! of))|\brheoliad (?:5|6|7|1[123])\b"
)
_AT_HOME = ("foia-2000", "foisa-2002", "eir-2004", "eisr-2004")
# Words that only answers to requests use: with them and no name of a law, it is the UK Act.
_ACCESS_WORDS = re.compile(
    r"\b(?:exempt (?:from disclosure|under|by)|section \d+(?:\(\d\w?\))+|s\.? ?40 ?\(2\)|public "
    r"interest test|internal review|\bs\.? ?(?:12|14|2[1-9]|3\d|4[0-4])\b|"
    r"request for information|neither confirms? n?or den(?:y|ies)|appropriate limit|section (?:12|21|"
    r"40|31|43|36|14)\b)",
    re.IGNORECASE,
)
_SCOTS = re.compile(
    r"\b(?:scottish information commissioner|FOISA|"
    r"FOI\(S\)A?|IM-FOI-\d|in terms of section \d+|itspublicknowledge|foi\.scot|police scotland|"
    r"requirement for review|prejudice substantially|substantial(?:ly)? prejudice)\b|"
    r"\b(?:section|s\.?)\s?(?:30\([abc]\)|26\([abc]\)|33\(1\)\(b\)|25\(1\)|38\(1\)\(d\))",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"(?<![\w&])(?P<name>(?:(?:The )?(?:London Borough|Royal Borough|City|County|University|Borough) "
    r"of (?:the )?[A-Z][\w’'-]+(?: (?:and|&|upon|on|of|[A-Z][\w’'-]+)){0,3}"
    r"|[A-Z][\w’'.-]+(?:,? (?:[A-Z][\w’'.-]+|and|&|of|upon|on|the|in)){0,6}? (?:(?:County |City |"
    r"Borough |District |Metropolitan |Parish |Town |Unitary |Island |County Borough )*Council|"
    r"Police(?: Service| Force)?|Constabulary|"
    r"(?:University |Teaching )?(?:Hospitals? )?(?:NHS )?(?:Foundation )?Trust|Health Board|"
    r"University|Fire (?:and|&) Rescue(?: Service| Authority)?|Ambulance Service|Integrated Care "
    r"Board|Combined Authority))(?: Council| City Council)?)(?![\w])"
)
_NO_BODY = re.compile(
    r"^(?:The |This |Our |Your |Dear |For |A |An )?(?:Police|Council|Constabulary|University|Trust|"
    r"NHS Trust|County Council|City Council|Borough Council|Health Board)$|Information Commissioner|"
    r"Chief|College of Policing|National Police|Freedom of Information",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LawFound:
    """A law id with its words (none where it was concluded)."""

    law: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AuthorityFound:
    """An authority with its words; `id` is empty where no register has it."""

    name: str
    id: str
    law: str
    start: int
    end: int


def find_law(text: str, passages: Sequence[Passage], default_law: str) -> LawFound:
    """The law that the letter names for its answer; without a name the default; without that, by its other words.

    A law named beside "under" counts more than one named in passing, and none counts in a standing notice as long as
    another place names one: the Commissioner's leaflet names three laws.
    """
    starts = [passage.start for passage in passages]
    weights: Counter[str] = Counter()
    first: dict[str, tuple[int, int]] = {}
    for mention in find_law_names(text, default_law or "foia-2000"):
        if not mention.law:
            continue
        place = bisect_right(starts, mention.start) - 1
        speaker = passages[place].speaker if place >= 0 else Speaker.AUTHORITY
        weight = {Speaker.AUTHORITY: 20, Speaker.REQUESTER: 4, Speaker.NOTICE: 1}[speaker]
        if speaker is Speaker.AUTHORITY and _UNDER.search(text[max(0, mention.start - 80) : mention.start]):
            weight += 30
        if mention.loose:
            weight //= 2
        law = mention.law
        if mention.loose and law not in _AT_HOME:
            # "FOI" alone names no law: the one in hand, else that of this package's home.
            law = default_law or "foia-2000"
        weights[law] += weight
        first.setdefault(law, (mention.start, mention.end))
    if "eisr-2004" in weights and not re.search(r"Environmental Information Regulations\b", text):
        # "The EIRs" after the Scottish Regulations were named are these.
        weights["eisr-2004"] += weights.pop("eir-2004", 0)
    if weights:
        best = max(weights, key=lambda law: (weights[law], -first[law][0]))
        if best == "foia-2000" and _SCOTS.search(text) and not re.search(r"Act\s+2000", text):
            best = "foisa-2002"
        return LawFound(best, *first.get(best, (0, 0)))
    scots = _SCOTS.search(text)
    if scots:
        return LawFound("foisa-2002", scots.start(), scots.end())
    if default_law:
        return LawFound(default_law, 0, 0)
    green = _EIR_WORDS.search(text)
    if green and not _FOI_WORDS.search(text):
        return LawFound("eir-2004", green.start(), green.end())
    words = _FOI_WORDS.search(text) or _ACCESS_WORDS.search(text)
    return LawFound("foia-2000", words.start(), words.end()) if words else LawFound("", 0, 0)


def find_authority(text: str, authorities: Sequence[Authority] = ()) -> AuthorityFound | None:
    """The authority that writes: the name most often and most prominently used.

    Args:
        text: the joined text.
        authorities: of the investigation; the forces that ship with the package where none are given.
    """
    rows = authorities or get_register("uk-police").authorities
    scores: dict[str, float] = {}
    places: dict[str, tuple[int, int]] = {}
    for row in rows:
        for name in row.names:
            if len(name) < 4 or not all(word in text for word in name.split()):
                continue
            for match in _name_pattern(name).finditer(text):
                scores[row.id] = scores.get(row.id, 0.0) + _weigh(text, match.start())
                if row.id not in places or match.start() < places[row.id][0]:
                    places[row.id] = match.span()
    if scores:
        best = max(scores, key=lambda item: (scores[item], -places[item][0]))
        row = next(item for item in rows if item.id == best)
        return AuthorityFound(row.name, row.id, row.law, *places[best])
    counted: Counter[str] = Counter()
    for match in _BODY.finditer(text):
        name = _SIGNATURE.sub("", " ".join(match["name"].split())).removeprefix("The ")
        name = _drop_signer(text, match, name)
        if _NO_BODY.search(name):
            continue
        counted[name] += 1 + round(_weigh(text, match.start()))
        places.setdefault(name, (match.end("name") - _length_from(match["name"], name), match.end("name")))
    if not counted:
        return None
    name = max(counted, key=lambda item: (counted[item], -places[item][0]))
    return AuthorityFound(name, "", "", *places[name])


# What stands before a body's name in a signature: "Regards, FOI Team, Peverel District Council".
_SIGNATURE = re.compile(
    r"^.*\b(?:Regards|Sincerely|Faithfully|Team|Officer|Manager|Department|Office|Unit|Governance|Services|Adviser|"
    r"Dear|Thanks|From|Chief Executive|Secretary),? (?:(?:of|at|for) (?:the )?)?(?=[A-Z])"
)


# Who signs, before the body on the same line: "R Ode, Fenwick Vale Council", "Head of Legal, Fenwick Vale Council".
_TITLE = r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Cllr|Rev)\.?\s+)?"
_INITIALS = r"(?:[A-Z]\.?[ -]?){1,3}(?<=[. ])[A-Z][\w’'-]+"
_POST = r"(?:Head|Director|Clerk|Manager|Officer|Solicitor|Lead|Assistant|Secretary)"
_SIGNER = re.compile(
    rf"\W*(?:{_TITLE}(?:{_INITIALS}|[A-Z][\w’'-]+ (?:[A-Z]\.? )?[A-Z][\w’'-]+),\s+|"
    rf"{_TITLE}(?:[A-Z]\. ?){{1,3}}[A-Z][\w’'-]+\s+|(?:[A-Z]\w+ ){{0,2}}{_POST}\b[^,\n]{{0,40}},\s+)(?=[A-Z])"
)


def _drop_signer(text: str, match: re.Match[str], name: str) -> str:
    """The body's name without whoever signs before it on its line."""
    first = text.rfind("\n", 0, match.start("name")) + 1
    signer = _SIGNER.match(text[first : match.end("name")])
    if signer is None:
        return name
    rest = " ".join(text[first + signer.end() : match.end("name")].split()).removeprefix("The ")
    return rest if rest and name.endswith(rest) and _BODY.fullmatch(rest) else name


def _length_from(written: str, name: str) -> int:
    """How many letters from the end of a name as written (line ends and all) its last words take."""
    n_words = len(name.split())
    words = list(re.finditer(r"\S+", written))
    return len(written) - words[-n_words].start()


@cache
def _name_pattern(name: str) -> re.Pattern[str]:
    """A name in running text, its words on any lines; not as part of another body's name."""
    words = r"\s+".join(re.escape(word) for word in name.split())
    return re.compile(rf"(?<![\w-]){words}(?![\w-])(?!\s+(?:and Crime|Authority|Federation|Area|Road))")


def _weigh(text: str, place: int) -> float:
    """A name at the head or the foot of a letter weighs more than one in its middle."""
    return 2.0 if place < 400 or place > len(text) - 400 else 1.0

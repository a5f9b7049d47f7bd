"""What of received words may stand on a page: contact details and names of people are taken out, and counted.

What comes in: text that is about to be published, and who is known from the letters (`people`). What goes out: the text
with each such stretch replaced by a bar of the same meaning, and what kinds were found. Never here: whole documents,
which are not published at all.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from answerable.model.ids import make_key

BAR = "█████"

_RANK = (
    r"P\.?C\.?|P\.?S\.?|D\.?C\.?|D\.?S\.?|PCSO|SPC|DI|DCI|DCS|ACC|DCC|Police Constable|Constable|Sergeant|Sgt|Inspector"
    r"|Insp|Superintendent|Supt|Commander|Commissioner|Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Cllr|Judge"
)
_WORD = r"[A-Z][a-zà-ÿ]+(?:[-'’][A-Z][a-zà-ÿ]+)*"
_SURNAME = r"(?:O['’]|Ma?c)?[A-Z][a-zà-ÿ]{2,}(?:[-'’][A-Z][a-zà-ÿ]+)?"
_GIVEN = rf"(?:(?:[A-Z]\. ?){{1,2}}|{_WORD} (?:[A-Z]\.? |{_WORD} )?)"
# "Officer J" is a label and no name, so an initial is no part of a name after that word.
_NAME = re.compile(rf"\b(?:(?:{_RANK})\.? (?P<name>(?:{_GIVEN})?{_SURNAME})|Officer (?P<label>{_SURNAME}))\b")
_CHAIR = re.compile(
    r"\b(?:[Cc]hair(?:person|man|woman)?|[Cc]haired by|[Pp]residing(?: [Oo]fficer)?|[Pp]anel [Mm]embers?"
    r"|[Oo]fficer['’]s name|[Nn]ame of (?:the )?officer|[Ss]ubject officer|[Dd]ecision[- ][Mm]aker|[Cc]ase handler"
    rf"|[Ii]nvestigator)(?: is| was)?[:\s]\s*(?:(?:{_RANK})\.? )?(?P<name>{_GIVEN}{_SURNAME})\b"
)
_SIGNED = re.compile(
    rf"^(?:Yours (?:sincerely|faithfully|truly)|Kind(?:est)? regards|Best (?:wishes|regards)|Many thanks|Regards"
    rf"|Signed|Yn gywir|Cofion)[,.]?[ \t]*\n+[ \t]*(?:(?:{_RANK})\.? )?(?P<name>{_GIVEN}{_SURNAME})[ \t]*(?:$|[,|(])",
    re.MULTILINE,
)
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("e-mail address", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("telephone number", re.compile(r"(?<!\d)(?:\+44 ?\(?0?\)? ?|0)\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}(?!\d)")),
    ("national insurance number", re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")),
    (
        "collar number",
        re.compile(r"\b(?:PC|PS|DC|DS|Sgt|Constable|[Cc]ollar (?:number|no\.?)) #?(?!(?:19|20)\d\d\b)\d{3,6}\b"),
    ),
    ("date of birth", re.compile(r"\b(?:d\.?o\.?b\.?|date of birth|born on)\b\W{0,3}[\d./ -]{6,10}", re.IGNORECASE)),
)
_TELLING = re.compile(
    r"@|\d[\d ()-]{5,}|(?:PC|PS|DC|DS|Sgt|Constable|umber|no\.?) #?\d{3}|(?i:born on|birth|d\.?o\.?b)"
)
"""Without any of these there is no contact detail, number or date of a person; most words have none."""
# Words that follow a rank or title with a capital and are no name.
NO_NAMES = frozenset(
    [
        *("whatsapp", "facebook", "instagram", "twitter", "snapchat", "tiktok", "telegram", "signal", "linkedin"),
        *("youtube", "bumble", "tinder", "hinge", "dating", "social", "whats", "tik", "linked", "face", "snap"),
        *("insta", "final", "written", "gross", "misconduct", "management", "dismissed", "regulations", "federation"),
        *("police", "constabulary", "officer", "panel", "outcome", "hearing", "conduct", "the", "while", "and", "was"),
        *("this", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
        *("november", "december", "information", "freedom", "disclosure", "data", "protection", "manager", "team"),
        *("department", "decision", "unit", "office", "compliance", "request", "requests", "access", "records"),
        *("professional", "standards", "service", "authority", "council", "force", "head", "legal", "services"),
        *("public", "complaints", "review", "governance", "customer", "enquiries", "support", "desk", "act", "chief"),
        *("press", "bureau", "mail", "delivery", "system", "post", "news", "newsroom", "rhyddid", "gwybodaeth", "uned"),
        *("deddf", "ddeddf", "heddlu", "swyddfa", "corporate", "communications", "media", "county", "city", "north"),
        *("south", "east", "west", "united", "kingdom", "sent", "from", "dear", "subject", "regards"),
        *("assistant", "deputy", "detective", "special", "inspector", "sergeant", "constable", "superintendent"),
    ]
)


@dataclass(frozen=True, slots=True)
class Names:
    """Who is hidden and who may stand.

    Args:
        hide: surnames and full names to take out wherever they stand.
        known: full names known from letters; a page that has one of them hides its surname too.
        allow: words that may stand though they look like names, or are.
    """

    hide: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    allow: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """Changes with any of them."""
        return _make_names_key(self)

    def on(self, text: str) -> Names:
        """These, and those that a page gives away by a rank, a title, a signature or a chair."""
        here = {name for name in self.known if name in text}
        here |= {name.split()[-1] for name in here}
        return Names(self.hide | find_names(text) | here, self.known, self.allow)


@functools.lru_cache(maxsize=256)
def _make_names_key(names: Names) -> str:
    return make_key(sorted(names.hide), sorted(names.known), sorted(names.allow))


NOBODY = Names()


@dataclass(frozen=True, slots=True)
class Personal:
    """A stretch that names or could reach a person."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Masked:
    """Text with personal details taken out.

    Args:
        text: what may be shown.
        found: what kinds were taken out, in order.
    """

    text: str
    found: tuple[str, ...] = field(default=())


@functools.lru_cache(maxsize=4_096)
def find_names(text: str) -> frozenset[str]:
    """Surnames that stand after a rank or title, in a signature or as a chair's, to be taken out wherever they stand.

    >>> sorted(find_names("A hearing on PC Ann Example heard that Example had left. Officer J wrote nothing."))
    ['Example']
    >>> sorted(find_names("Legally qualified chair: Henrietta Corvane"))
    ['Corvane']
    """
    names = [(found["name"] or found["label"]).split()[-1] for found in _NAME.finditer(text)]
    names += [found["name"].split()[-1] for pattern in (_CHAIR, _SIGNED) for found in pattern.finditer(text)]
    return frozenset(name for name in names if name.lower() not in NO_NAMES)


def find_full_names(text: str) -> frozenset[str]:
    """Given names with surnames that stand after a rank or title.

    >>> sorted(find_full_names("PC Ann Example, Sgt. J. R. Smith and PC Jones met Officer Marlow."))
    ['Ann Example']
    """
    names = (" ".join(found["name"].split()) for found in _NAME.finditer(text) if found["name"])
    # Initials stand for many people: a surname behind them is hidden on its own page alone.
    return frozenset(name for name in names if is_name(name) and "." not in name and len(name.split()[0]) > 1)


def find_signatures(text: str) -> frozenset[str]:
    """Full names that a letter is signed with, or a notice names as chair or member of a panel."""
    names = (found["name"] for pattern in (_CHAIR, _SIGNED) for found in pattern.finditer(text))
    return frozenset(" ".join(name.split()) for name in names if is_name(name))


def is_name(words: str) -> bool:
    """Whether capitalised words can be a person's given name and surname.

    >>> is_name("Ann Example"), is_name("Information Officer"), is_name("Example")
    (True, False, False)
    """
    parts = words.replace(".", " ").split()
    return 2 <= len(parts) <= 4 and len(parts[-1]) > 2 and not any(part.lower() in NO_NAMES for part in parts)


@functools.lru_cache(maxsize=16_384)
def find_personal(text: str, names: Names = NOBODY) -> tuple[Personal, ...]:
    """Every stretch of a text that names or could reach a person, in order and without overlaps.

    Args:
        text: about to be published.
        names: known from around it; those that the text itself gives away are found anyway.
    """
    hidden = _list_hidden(names, find_names(text))
    found = list(_iter_names(text, hidden)) if any(name in text for name in hidden) else []
    if _TELLING.search(text):
        found += [Personal(*match.span(), kind) for kind, pattern in _KINDS for match in pattern.finditer(text)]
    if not found:
        return ()
    apart: list[Personal] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if apart and one.start < apart[-1].end:
            apart[-1] = Personal(apart[-1].start, max(apart[-1].end, one.end), apart[-1].kind)
        else:
            apart.append(one)
    return tuple(apart)


def mask(text: str, names: Names = NOBODY) -> Masked:
    """Take contact details, numbers of persons and names out of a text.

    >>> mask("Write to j.doe@force.example or ask PC 4512.").text
    'Write to █████ or ask █████.'
    """
    found = find_personal(text, names)
    if not found:
        return Masked(text)
    out, at = "", 0
    for one in found:
        out += text[at : one.start] + BAR
        at = one.end
    return Masked(out + text[at:], tuple(one.kind for one in found))


def mask_parts(parts: Iterable[str], names: Names = NOBODY) -> tuple[Masked, ...]:
    """Mask neighbouring pieces of one text, each of which may give away a name that stands in another."""
    parts = tuple(parts)
    known = names.on("".join(parts))
    return tuple(mask(part, known) for part in parts)


@functools.lru_cache(maxsize=2_048)
def _list_hidden(names: Names, here: frozenset[str]) -> frozenset[str]:
    return (names.hide | names.known | here) - names.allow


@functools.lru_cache(maxsize=512)
def _compile_names(hidden: frozenset[str]) -> re.Pattern[str]:
    either = "|".join(sorted(map(re.escape, hidden), key=lambda name: (-len(name), name)))
    return re.compile(rf"(?:\b(?:(?:[A-Z]\. ?){{1,2}}|[A-Z][a-zà-ÿ]+ ))?\b(?:{either})\b")


def _iter_names(text: str, hidden: frozenset[str]) -> Iterator[Personal]:
    """A name with the given name or initials before it; a rank or an ordinary word that stands there is kept."""
    for match in _compile_names(hidden).finditer(text):
        before, _, _ = match.group().rpartition(" ")
        keeps = re.fullmatch(rf"(?:{_RANK}|Officer)\.?", before)
        yield Personal(match.start() + (len(before) + 1 if keeps else 0), match.end(), "name")

"""Subjects: of whom a text speaks. Their rank, how many they are, whether they had left; never the chair or a victim.

In: the text of one matter. Out: `Reading` rows and `Mention` rows. Names are neither read nor kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from answerable.extract.cues import CodeFound, find_codes
from answerable.extract.narrative.outcomes import Reading
from answerable.extract.narrative.sentences import clause_before
from answerable.model.codebook import Variable

_RANK = (
    r"(?:police\s+|detective\s+|special\s+|chief\s+|student\s+|probationary\s+|temporary\s+|acting\s+|custody\s+)*"
    r"(?:officers?|constables?|sergeants?|inspectors?|superintendents?|PCSOs?|PCs?|DCs?|sgts?|PSs?|specials?|"
    r"members?\s+of\s+(?:police\s+)?staff|staff\s+members?|employees?|probationers?|detention\s+officers?)"
)
_WORDS = {
    "one": 1,
    "a": 1,
    "an": 1,
    "another": 1,
    "two": 2,
    "both": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_MANY = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})"

LABEL = re.compile(
    r"\b(?:(?:Former|Ex)[\s-]+)?(?:Police\s+)?(?:Officer|Constable|PC|PS|DC|DS|Sergeant|Sgt|Inspector|DI|PCSO|SC|"
    r"Subject|Staff\s+member|Employee|Special\s+Constable)"
    r"\s+(?:no\.?\s*)?(?:[A-Z]{1,2}\d?(?![\w'’])|\d{1,3}\b(?!\s*(?:x|%)))"
)
"""A subject under a letter or number: "Officer A", "Former PC X", "Officer 3"."""

_LABELS = re.compile(
    r"\b(?:Former\s+)?(?:Officers|PCs|Constables|Sergeants)\s+[A-Z]\b(?:,\s*[A-Z]\b)*,?\s+and\s+[A-Z]\b"
)
"""Several subjects under letters: "Officers B and C"."""

_LETTERED = re.compile(r"\(([A-H])\)")
_LETTER = re.compile(r"(?<![\w(])[A-H](?=,?\s+(?:was|were|who|had|would|received|resigned|retired|admitted)\b)")
"""Subjects who are only a letter: "a constable (A) ... A was dismissed"."""

_COUNTED = re.compile(
    rf"\b(?P<n>{_MANY}|both|one|a|an|1)\s*(?:x\s*)?(?:of\s+(?:the|these|those)\s+)?(?:(?:other|more|further|"
    rf"additional|former|serving|female|male|young|junior|probationary|of\s+whom)\s+)*"
    rf"(?P<rank>{_RANK})\b",
    re.IGNORECASE,
)
_AS_OBJECT = re.compile(
    r"\b(?:with|to|help\w*|from|by|of|about|for|against|behind|told|protect\w*|support\w*|report\w*|challeng\w*|warn\w*|and\s+that)\s+\Z",
    re.IGNORECASE,
)
_COUNTED_CY = re.compile(
    r"\b(?P<n>dau|dwy|tri|tair|pedwar|pedair|pump?|chwech?|saith|wyth|naw|deg)\s+(?:o\s+)?(?:[a-z]+\s+)?"
    r"(?P<rank>gwnstabl\w*|chwnstabl\w*|cwnstabl\w*|[rh]+ingyll\w*|ringyll\w*|arolygydd|swyddog\w*)\b",
    re.IGNORECASE,
)
_CY = {"dau": 2, "dwy": 2, "tri": 3, "tair": 3, "pedwar": 4, "pedair": 4, "pum": 5, "pump": 5, "chwe": 6, "chwech": 6}
_CY |= {"saith": 7, "wyth": 8, "naw": 9, "deg": 10}
_TIMES = re.compile(rf"\(?\s*x\s?(?P<n>\d)\b\)?|\b(?P<m>\d)\s?x\s+(?={_RANK})", re.IGNORECASE)
_ANOTHER = re.compile(
    rf"\b(?:the\s+one(?=\s+who\b)|the\s+other(?:\s+(?P<n>{_MANY}))?(?:\s+{_RANK})?|another(?:\s+{_RANK})?|(?:a|the)\s+(?:first|second|"
    rf"third|fourth|fifth)(?:\s+{_RANK})?"
    rf"|(?:one|{_MANY})(?=\s+(?:was|were|received|had|got|resigned|would|retired|left|is|has|dismissed|given|issued|required|reduced|"
    rf"of\s+(?:them|whom)))|"
    rf"the\s+(?:(?P<k>{_MANY})\s+)?(?:(?:detective|police|former)\s+)*(?:constables?|sergeants?|inspectors?|PCs?|PCSOs?|members?\s+of\s+(?:police\s+)?staff|special\s+constables?)\b"
    rf"|a\s+{_RANK}|both(?=\s+(?:were|received|had|officers))|(?:the\s+)?remaining\s+(?:{_MANY}\s+)?(?:{_RANK})?|"
    rf"(?P<m>{_MANY})\s+(?:others?|more))",
    re.IGNORECASE,
)

_OFFICIAL_BEFORE = re.compile(
    r"\b(?:chair(?:ed|s|person|man|woman)?\s*(?:by|:|was|is|of\s+the\s+panel,?)?|presided\s+over\s+by|"
    r"panel\s+(?:comprised|consisted\s+of|members?|included|was\s+made\s+up\s+of)|"
    r"heard\s+(?:by|before)|held\s+before|in\s+front\s+of|presented\s+by|represented\s+by|conducted\s+by|"
    r"led\s+by|investigat(?:ed|ing)\s+(?:by|officer)|"
    r"reported\s+(?:by|to)|supervised\s+by|line\s+manager|appropriate\s+authority|signed|on\s+behalf\s+of|"
    r"head\s+of|regards|sincerely|faithfully|"
    r"contact|review(?:ed)?\s+by|decided\s+by|delegated\s+to|issued\s+by|given\s+by|by\s+(?:his|her|their)|"
    r"(?:appear\w*\s+)?before|brought\s+by|proven\s+by|told\s+(?:a|the|his|her|their))"
    r"\s*[:,]?\s+(?:(?:an?|the|then|by|of|was|is|temporary|acting|his|her|their|detective|former)\s+)*\Z",
    re.IGNORECASE,
)
_OFFICIAL_AFTER = re.compile(
    r"\A(?:\s+[A-Z][\w'’-]+){0,4}\s*(?:\([^)]*\)\s*)?(?:,\s*(?:who\s+(?:chaired|presided|led\s+the\s+(?:panel|hearing|investigation|inquiry)|heard|is\s+head|"
    r"heads|investigated\s+(?:the|this|him|her|it|them)|said|sat)|head\s+of\s+|from\s+(?:the\s+)?[Pp]rofessional|of\s+(?:the\s+)?[Pp]rofessional|"
    r"chair|of\s+\w+\s+professional)|"
    r"(?:sat\b|sitting\b|heard\b|to\s+hear\b|chaired|presided|led\s+the\s+(?:investigation|hearing|panel)|investigated\s+(?:the|this|him|her|it|them)|conducted\s+the|heard\s+the|"
    r"of\s+(?:the\s+)?[Pp]rofessional|chairing|in\s+the\s+chair|as\s+chair|who\s+chaired|acting\s+as)\b)"
    r"|\A(?:\s+[A-Z][\w'’-]+){0,3}(?:\s+today)?(?:\s*\([^)]*\))?\s+(?:dismissed|sacked|ruled|determined|concluded|imposed|found)\s+"
    r"(?:that|an?|the|him|her|it|gross|misconduct|PC|PS|DC|DS|former|no)\b"
    # A name is needed where a subject may do the same: "a probationer commented", "PC X told a friend".
    r"|\A(?:\s+[A-Z][\w'’-]+){1,4}\s*,?\s*(?:said|says|commented|added|told|stated|explained|reviewed|presented|presents|"
    r"represented|appeared\s+for|acted\s+for)\b",
)
_OBJECT_BEFORE = re.compile(
    r"\b(?P<prep>to|about|towards|toward|of|against|with|from|regarding|victim,?|colleague,?|at|on|for|"
    r"showing|between|and|complainant,?|"
    r"messaged|harassed|insulted|contacted|mocked|called|describing|calling)\s+"
    r"(?:(?:an?|another|the|one|two|several|some|other|fellow|female|male|junior|younger|his|her|their|serving|"
    r"former|more|number|student|colleagues?,?|of|who\s+was)\s+)*\Z",
    re.IGNORECASE,
)
_MATTER_BEFORE = re.compile(
    r"\b(?:allegations?|complaints?|case|cases|matters?|hearing|meeting|proceedings|conduct|behaviou?r|"
    r"misconduct|actions?|investigations?|finding|findings|dismissal|resignation|"
    r"warning|outcome|notice|relation|respect|rank|career|concern\w*|relates?|involv\w+|subject|breach\w*|report|"
    r"made|brought|put|proven|part|one|two|three|sanction|role|hearings|a\s+total|number)"
    r"\s+(?:made\s+|brought\s+|proven\s+)?(?:of|against|about|for|to|by|in|with|regarding|on|concerning|"
    r"involving|and|from|given\s+to|imposed\s+on)?\s*"
    r"(?:(?:an?|another|the|one|two|three|four|five|former|serving|rank|of|male|female|student)\s+)*\Z",
    re.IGNORECASE,
)
_OF_THE = re.compile(rf"\bof\s+(?:the|these|those)\s+{_MANY}\s+(?:\w+\s+)?\Z", re.IGNORECASE)
_GIVEN_TO = re.compile(
    r"\b(?:given|issued|imposed|awarded|handed)\s+(?:to|on|upon)\s+(?:an?|one|two|three|another|the)\s+(?:\w+\s+)?\Z",
    re.IGNORECASE,
)
_REDUCED_TO = re.compile(
    r"\b(?:reduc\w+|demot\w+|return\w*|back|"
    r"promot\w+)\s+(?:in\s+rank\s+)?(?:from\s+\w+\s+)?to\s+(?:the\s+rank\s+of\s+)?(?:an?\s+)?(?:police\s+)?\Z",
    re.IGNORECASE,
)

_FORMER = re.compile(
    r"\b(?P<stated>(?:former|ex)[\s-]+(?:\w+\s+){0,2}?(?:"
    + _RANK
    + r")|no\s+longer\s+(?:serving|an?\s+(?:police\s+)?officer|employed|works?)|"
    r"(?:had|has|having)\s+(?:already\s+|since\s+|subsequently\s+)?(?:resigned|retired|"
    r"left\s+(?:the\s+)?(?:force|service|police|organisation))|"
    r"(?:resigned|retired|left\s+the\s+(?:force|service|police))\s+(?:before|prior\s+to|ahead\s+of|during|while|"
    r"in\s+advance|shortly\s+before|whilst|pending|from)|"
    r"who\s+(?:resigned|retired)|(?:resigned|retired)(?!\s+(?:colleagues?|officers?|police|members?|judge|staff|"
    r"sergeant|constable|inspector)))\b",
    re.IGNORECASE,
)
_SERVING = re.compile(
    r"\b(?:a|the|one)?\s*(?:currently\s+)?serving\s+(?:police\s+)?(?:officer|constable|sergeant|inspector|PC|"
    r"PS)\b|\(\s*serving\s*\)|\b(?:he|she|they)\s+remains?\s+(?:a\s+)?serving\b",
    re.IGNORECASE,
)
_HAD_STAYED = re.compile(
    r"\b(?:had\s+(?:he|she|they|the\s+officer)\s+not|if\s+(?:he|she|they)\s+had\s+not|if)\s+(?:still\s+)?\Z",
    re.IGNORECASE,
)
_FORMER_OTHER = re.compile(r"\b(?:with|to|of|about|his|her|their|another)\s+(?:an?\s+|the\s+)?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name a subject anew: "Officer B", "one constable", "the other two"."""

    start: int
    end: int
    n: int
    label: str = ""


def find_subject_ranks(text: str, variable: Variable) -> list[CodeFound]:
    """Ranks that are those of the subject: chair, panel, investigator, victim and the rank reduced to left out."""
    found = find_codes(text, variable)
    kept = [one for one in found if not _is_official(text, one) and not _is_object(text, one)]
    return [one for one in kept if not _REDUCED_TO.search(text[max(0, one.start - 60) : one.start])]


def find_ranks_told(text: str, variable: Variable) -> list[CodeFound]:
    """Ranks of people whom things happen to as well ("a warning was given to a sergeant"); officials left out."""
    found = [one for one in find_codes(text, variable) if not _is_official(text, one)]
    return [one for one in found if not _REDUCED_TO.search(text[max(0, one.start - 60) : one.start])]


def _is_official(text: str, one: CodeFound) -> bool:
    before = re.split(r"[.;\n](?=\s)", text[max(0, one.start - 90) : one.start])[-1]
    return bool(_OFFICIAL_BEFORE.search(before) or _OFFICIAL_AFTER.match(text[one.end : one.end + 90]))


def _is_object(text: str, one: CodeFound) -> bool:
    before = text[max(0, one.start - 90) : one.start]
    found = _OBJECT_BEFORE.search(before)
    if found is None:
        return False
    if _MATTER_BEFORE.search(before) or _OF_THE.search(before) or _GIVEN_TO.search(before):
        return False
    prep = found["prep"].lower().rstrip(",")
    # "On 3 May, by a constable" stays an object; a dash or comma list ("2019, by") never reaches here.
    return not (
        prep in ("and", "for", "on", "at", "of", "between")
        and not re.search(r"[a-z]\s+\w+\s+(?:\w+\s+)?\Z", before[: found.start() + 2], re.IGNORECASE)
    )


def read_rank(text: str, variable: Variable) -> Reading | None:
    """The subject's rank: the first that is theirs."""
    found = find_subject_ranks(text, variable)
    if not found:
        return None
    first = found[0]
    specific = [one for one in found if one.category not in ("pooled", "staff")]
    if first.category == "pooled" and specific:
        first = specific[0]
    sure = 0.95 if len({one.category for one in found}) == 1 else 0.8
    return Reading(first.category, first.start, first.end, sure)


def read_former(text: str, *, would_have_been: tuple[int, int] | None) -> Reading | None:
    """Whether the subject had left: "yes" where the words say so, or where they would have been dismissed."""
    for match in _FORMER.finditer(text):
        before = clause_before(text, match.start())[-40:]
        if _HAD_STAYED.search(before):
            continue
        if (
            match.group().lower().startswith(("former", "ex"))
            and _FORMER_OTHER.search(before)
            and not _MATTER_BEFORE.search(before)
        ):
            continue
        return Reading("yes", match.start(), match.end(), 0.95)
    if would_have_been is not None:
        return Reading("yes", *would_have_been, 0.9, "would have been dismissed is said only of those who had left")
    serving = _SERVING.search(text)
    return Reading("no", serving.start(), serving.end(), 0.9) if serving else None


def find_mentions(text: str) -> list[Mention]:
    """Every place where a text turns to a subject, in reading order."""
    found: list[Mention] = [Mention(one.start(), one.end(), 1, one.group()) for one in LABEL.finditer(text)]
    found = [one for number, one in enumerate(found) if not (number and _is_told_of(text, found[number - 1], one))]
    letters = set(_LETTERED.findall(text))
    if len(letters) > 1:
        found += [
            Mention(one.start(), one.end(), 1, one.group()) for one in _LETTER.finditer(text) if one.group() in letters
        ]
    found += [
        Mention(one.start(), one.end(), len(re.findall(r"\b[A-Z]\d?\b", one.group())), one.group())
        for one in _LABELS.finditer(text)
    ]
    for match in _COUNTED.finditer(text):
        found.append(Mention(match.start(), match.end(), _number(match["n"])))
    for match in _ANOTHER.finditer(text):
        word = match["n"] or match["m"] or match["k"] or match.group().split()[0]
        found.append(Mention(match.start(), match.end(), max(1, _number(word))))
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Mention] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _is_told_of(text: str, before: Mention, one: Mention) -> bool:
    """Whether a label is only named in what is told of another: "PC C wrote a statement to help PC B"."""
    between = text[before.end : one.start]
    return _AS_OBJECT.search(between) is not None and not re.search(r"[.;\n]", between)


def read_n_subjects(text: str) -> tuple[int, int, int] | None:
    """How many people a text is about where it says more than one, with the words: "Two constables", "PC x2"."""
    times = _TIMES.search(text[:80])
    if times is not None:
        return _number(times["n"] or times["m"]), times.start(), times.end()
    welsh = _COUNTED_CY.search(text)
    if welsh is not None:
        return _CY[welsh["n"].lower()], welsh.start(), welsh.end()
    match = next((one for one in _COUNTED.finditer(text) if not _is_a_number_of(text, one)), None)
    if match is None:
        return None
    before = clause_before(text, match.start(), soft=True)
    if before.strip() and not re.search(
        r"\b(?:19|20)\d{2}\b|\b(?:in|during|on|resulted|was|were|hearing|held|case)\b", before, re.IGNORECASE
    ):
        return None
    number = _number(match["n"])
    return (number, match.start(), match.end()) if number > 1 else None


def _is_a_number_of(text: str, match: re.Match[str]) -> bool:
    """Whether a number before a rank is of something else: "Case 7", a day of the month, "a group of six officers"."""
    if re.search(r"\b(?:group|chat|team|shift|unit|section|list)\s+of\s*\Z", text[: match.start()], re.IGNORECASE):
        return True
    if not match["n"].isdigit():
        return False
    return "\n" in match.group() or bool(
        re.search(r"\b(?:case|officer|no\.?|item|row|report|subject)\s*\Z", text[: match.start()], re.IGNORECASE)
    )


def _number(word: str) -> int:
    word = word.lower().strip()
    return int(word) if word.isdigit() else _WORDS.get(word, 1)

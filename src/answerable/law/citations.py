"""The citation grammar: where a text cites sections of an access law.

What lives here: finding citations in running text, each with its law, section, characters and a hint of what the
authority does with it. What comes in: text and the law in hand; what goes out: `Citation`. What must never be
here: what the authority decided (``track``).

A number is a citation only beside a word that makes it one (section, s., exemption, regulation, exception, article,
§), or, with brackets, in a sentence that speaks of exemptions: plain numbers never are. A section of another law
("section 26 of the Police Act 1996") is none of ours.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from answerable.law.laws import get_law, list_laws
from answerable.law.modes import Sentences
from answerable.law.names import LawMention, find_law_names
from answerable.law.paragraphs import find_paragraphs
from answerable.law.sections import TOKEN, Token, find_tokens, format_section, split_chain
from answerable.model.law import AccessLaw, Citation, ProvisionKind

# "4O(2)", "l2(5)(e)": a figure scanned as a letter, where brackets follow.
_SCANNED = r"(?:\d[OoIl]|[lI]\d)(?=\s?\(\s?[\dlI])"
_NUMBER = r"\d{1,3}[A-Z]{0,2}(?![\w%]|[./:]\d|,\d{3})"
_LEAD = re.compile(
    r"(?<![\w’'-])(?:"
    # An "i" that was scanned is often a figure or another letter.
    r"(?P<section>sect[i1l|!]ons?|sec(?:t?s?\.|\b)|adran(?:nau)?|ss?\.?(?=\s?\d))"
    r"|(?P<regulation>regu[l1I|]at[i1l|!]ons?|regs?\.?(?=\s?\d)|rheoliad(?:au)?)"
    r"|(?P<article>articles?|art\.?(?=\s?\d)|erthygl(?:au)?)"
    r"|(?P<exemption>exemptions?|eithriad(?:au)?)"
    r"|(?P<exception>exceptions?)"
    r")(?:[ \t\n\u00a0]{1,2}(?:under|at|in|of|number|no\.?|yn|o dan))?[ \t\n\u00a0:.]{0,2}"
    rf"(?P<number>{_SCANNED}|{_NUMBER})",
    re.IGNORECASE,
)
# "40(2)" with no word before it: only with brackets, two figures, and a context word near (see _has_context).
_BARE = re.compile(rf"(?<![\w(./£$-])(?P<number>\d{{2}}[A-Z]?)(?={TOKEN})")
_AS_FIGURES = str.maketrans("OoIl", "0011")
_TOKENS = re.compile(rf"(?:{TOKEN})+")
_GLUE = re.compile(
    r"[ \t\n\u00a0]{0,2}(?P<word>,?[ \t\n\u00a0]{0,2}"
    r"(?:&|\+|(?:and/or|and|or|plus|by virtue of|with|read with|a|ac)(?![\w(]))"
    r"|[,;/]|(?P<range>to(?!\w)|[-–—]))?[ \t\n\u00a0]{0,2}"
    r"(?P<sub>(?:sub-?[ \t]?sections?|paragraphs?|paras?\.?|isadran(?:nau)?)[ \t\n\u00a0]{1,2})?"
)
_LOOSE_SUBSECTION = re.compile(rf"(?P<number>\d{{1,2}}[A-Z]?)(?={TOKEN}|(?!\w))")
_SECTION_AFTER_GLUE = re.compile(rf"(?P<number>{_NUMBER})")
# After a bare number of a list, only what may follow a section: never "and 31 officers".
_AFTER_LISTED = re.compile(
    r"\s*(?:[,.;:()\[\]/&]|\Z|and\b|or\b|of\b|under\b|in\b|FOI|appl|exempt|is\b|are\b|was\b|were\b|has\b|have\b|to\b|"
    r"a[ck]?\b)"
)
_CONTEXT = re.compile(
    r"\b(?:sections?|exempt\w*|exceptions?|regulations?|refus\w*|withh[eo]ld\w*|FOIS?A|EIRs?|adran\w*|eithri\w*)\b|"
    r"\b[Ss]\.?\s?\d",
    re.IGNORECASE,
)
_BEFORE_BARE = re.compile(
    r"(?:\A|[\n\t•*·|(\[:;,–-]|\b(?:and|or|under|by|at|of|via|to|s|section|exemptions?|exceptions?|virtue|both|a|ac|"
    r"plus|with))\s*\Z",
    re.IGNORECASE,
)
_AFTER_OTHER_USE = re.compile(
    r"\s+(?:stop\b|search|orders?\b|agreement|detention|detain|enquir|assessment|accommodation|powers?\b|offen[cs]e|"
    r"interview"
    r"|warrant|dispersal|caution|landlord|eviction|possession)|"
    r"\s+(?:of|in|on)\s+(?:this|the|our|your)\s+(?:letter|report|form|document|polic|guidance|request|page|website|"
    r"handbook|manual)",
    re.IGNORECASE,
)
# "Section 3" may be of a questionnaire: a low number in words alone needs a word of the law somewhere near.
_LAW_NEAR = re.compile(
    r"exempt|FOI|Freedom of Information|\bActs?\b|withh[eo]ld|refus|oblig|appropriate limit|public interest"
    r"|legislation|vexatious|Information Commissioner|advice and assist|entitle"
    r"|confirm or deny|rhyddid gwybodaeth|\bappl(?:y|ies)\b",
    re.IGNORECASE,
)
_AFTER_NOTICE = re.compile(r"\s+notices?\b", re.IGNORECASE)
_TO_LAW_AFTER = re.compile(
    r"[ \t\n\u00a0]{0,2}[,(]?[ \t\n\u00a0]{0,2}(?:(?:of|under|in|from|to|o)\s+)?(?:the\s+|said\s+|that\s+|y\s+)*",
    re.IGNORECASE,
)
_TO_THE_ACT = re.compile(
    r"[ \t\n\u00a0]{0,2}(?:(?:of|under|in)\s+(?:the|that|this|said)\s+(?:2000\s+|2002\s+)?Acts?\b(?!\s+\d)"
    r"|o['’]r\s+Ddeddf\b)"
)
_TO_LAW_BEFORE = re.compile(
    r"(?:’s|'s)?[ \t\n\u00a0]{0,2}[,:(–-]?[ \t\n\u00a0]{0,2}(?:under\s+|at\s+)?\Z", re.IGNORECASE
)
# "The Health and Safety statute, whose section 28": of that statute; "section 20 of the Highways statute" likewise.
_WHOSE = re.compile(
    r"\b(?:statute|Act|Order|Measure|Code|Rules|Regulations)(?:\s+(?:of\s+)?\d{4})?,?\s+whose\s*\Z|"
    r"\b(?:that|this other|the other|another)\s+(?:statute|Act)['’]s\s*\Z"
)
_OF_ANOTHER = re.compile(
    r"\s+(?:of|under)\s+(?:that|another|the\s+(?!Freedom|FOI|Environmental)[\w &,]{3,50}?)\s*statute\b"
)
_NEAR = 200


@dataclass(frozen=True, slots=True)
class _Group:
    """One run of sections cited together: "sections 30(1)(a) and 31", with its lead word."""

    lead: str
    start: int
    end: int
    members: tuple[tuple[str, int, int, tuple[Token, ...]], ...]
    """Number, where it (with its word) begins, where the number ends, its tokens."""


def find_citations(text: str, default_law: str) -> tuple[Citation, ...]:
    """Return the citations of sections in a text, in order.

    Args:
        text: what a letter or a page says.
        default_law: the id of the law in hand, for sections beside which no law is named.

    >>> [c.section for c in find_citations("exempt under S40(2)(a)(b) and (3A)(a) of the Act", "foia-2000")]
    ['40(2)(a)', '40(2)(b)', '40(3A)(a)']
    >>> find_citations("40 officers, 12 of them sergeants", "foia-2000")
    ()

    Raises:
        LawUnknown: no such law.
    """
    default = get_law(default_law)
    mentions = find_law_names(text, default_law)
    sentences = Sentences(text)
    found: list[Citation] = []
    for group in _iter_groups(text, default):
        law, named = _find_law(text, group, default, mentions)
        if law is not None:
            found.extend(_make_citations(text, group, law, sentences, named=named))
    taken = {(item.start, item.end) for item in found}
    for law_id, section, start, end in find_paragraphs(text, default, mentions):
        if not any(start < stop and begin < end for begin, stop in taken):
            found.append(_make_citation(text, sentences, get_law(law_id), section, (), start, end, named=False))
    return tuple(sorted(dict.fromkeys(found), key=lambda item: (item.start, item.end, item.section)))


def _iter_groups(text: str, default: AccessLaw) -> Iterator[_Group]:
    """Yield runs of sections, those with a lead word and those without, never the same characters twice."""
    leads = [(match.start(), match) for match in _LEAD.finditer(text)]
    bares = [(match.start(), match) for match in _BARE.finditer(text)]
    done = 0
    for start, match in sorted(leads + bares, key=lambda item: item[0]):
        if start < done:
            continue
        lead = match.lastgroup if match.re is _BARE else _find_lead(match)
        if match.re is _BARE:
            if not _has_context(text, match, default):
                continue
            lead = ""
        group = _read_group(text, start, match, lead or "")
        if group is not None:
            done = group.end
            yield group


def _find_lead(match: re.Match[str]) -> str:
    return next(name for name in ("section", "regulation", "article", "exemption", "exception") if match[name])


def _has_context(text: str, match: re.Match[str], default: AccessLaw) -> bool:
    provision = default.find_provision(match["number"])
    if provision is None or provision.kind not in (ProvisionKind.EXEMPTION, ProvisionKind.LIMIT):
        return False
    before = text[max(0, match.start() - _NEAR) : match.start()]
    if not _BEFORE_BARE.search(before):
        # In the first cell of a row, or after a word: only when the exemption is named right behind it.
        return bool(re.match(r"[^.\n]{0,40}\bexempt", text[match.end() : match.end() + 60]))
    return bool(_CONTEXT.search(before)) or bool(
        re.match(
            r"[^.\n]{0,40}\b(?:exempt|appl)|[^.\n]{0,50}\b(?:engaged|FOIS?A\b|of the (?:Act|Freedom of Information))",
            text[match.end() : match.end() + 80],
        )
    )


def _read_group(text: str, start: int, match: re.Match[str], lead: str) -> _Group | None:
    members: list[tuple[str, int, int, tuple[Token, ...]]] = []
    number, begin, number_end = _read_scanned(match["number"]), start, match.end("number")
    tokens: list[Token] = []
    position = number_end
    ranged = False
    while True:
        run = _TOKENS.match(text, position)
        if run:
            tokens.extend(find_tokens(text, run.start(), run.end()))
            position = run.end()
        glue = _GLUE.match(text, position)
        if glue is None or glue.end() == position:
            break
        after = glue.end()
        if _TOKENS.match(text, after) and (glue["word"] or glue["sub"]):
            first, *rest = find_tokens(text, after, _TOKENS.match(text, after).end())  # type: ignore[union-attr]
            tokens.append(Token(first.text, first.start, first.end, bool(glue["range"])))
            tokens.extend(rest)
            position = rest[-1].end if rest else first.end
            continue
        loose = _LOOSE_SUBSECTION.match(text, after) if glue["sub"] else None
        # "by virtue of subsection 31(2)(b)" beside section 31: the section again, and no subsection 31 of it.
        whole = loose if loose and loose["number"] == number and _TOKENS.match(text, loose.end("number")) else None
        if loose and not whole:
            tokens.append(Token(loose["number"], loose.start("number"), loose.end("number")))
            position = loose.end("number")
            continue
        listed = whole or (_SECTION_AFTER_GLUE.match(text, after) if glue["word"] and not glue["sub"] else None)
        if listed is None or not _is_listed_section(text, listed):
            break
        if glue["range"]:
            ranged = True
        members.append((number, begin, number_end, tuple(tokens)))
        number, begin, number_end = listed["number"], listed.start(), listed.end()
        tokens, position = [], listed.end()
    members.append((number, begin, number_end, tuple(tokens)))
    if ranged:
        # "sections 21 to 44" speaks of the catalogue, not of a ground.
        return None
    return _Group(lead, start, position, tuple(members))


def _read_scanned(number: str) -> str:
    return number if re.match(r"\d+[A-Z]{0,2}\Z", number) and number[1:] != "O" else number.translate(_AS_FIGURES)


def _is_listed_section(text: str, match: re.Match[str]) -> bool:
    return bool(_TOKENS.match(text, match.end())) or bool(_AFTER_LISTED.match(text, match.end()))


def _find_law(
    text: str, group: _Group, default: AccessLaw, mentions: tuple[LawMention, ...]
) -> tuple[AccessLaw | None, bool]:
    """The law that a run cites, and whether the text names it there. None: another law, or none that fits."""
    named = _find_named(text, group, default, mentions)
    if named is not None:
        return (get_law(named.law), True) if named.law else (None, True)
    if group.lead and _is_of_another(text, group, mentions):
        return None, True
    if not group.lead or group.lead in default.cited_as:
        return default, False
    sibling = next(
        (law for law in list_laws() if law.jurisdiction == default.jurisdiction and group.lead in law.cited_as), None
    )
    if sibling is None:
        return None, False
    # "Regulation 30" in a letter about misconduct is of the conduct regulations unless the EIR are spoken of.
    if group.lead == "regulation" and not any(item.law == sibling.id for item in mentions):
        return None, False
    return sibling, False


def _is_of_another(text: str, group: _Group, mentions: tuple[LawMention, ...]) -> bool:
    """Whether a section is of a statute that is spoken of and is none of ours."""
    whose = _WHOSE.search(text, max(0, group.start - 60), group.start)
    if whose:
        return not any(item.law and item.start <= whose.start() < item.end + 2 for item in mentions)
    return _OF_ANOTHER.match(text, group.end) is not None


def _find_named(text: str, group: _Group, default: AccessLaw, mentions: tuple[LawMention, ...]) -> LawMention | None:
    starts = [item.start for item in mentions]
    gap = _TO_LAW_AFTER.match(text, group.end)
    index = bisect_left(starts, group.end)
    if gap and index < len(mentions) and mentions[index].start <= gap.end():
        return mentions[index]
    if _TO_THE_ACT.match(text, group.end):
        return None
    if index > 0:
        before = mentions[bisect_left(starts, group.start) - 1] if bisect_left(starts, group.start) else None
        if before and _TO_LAW_BEFORE.fullmatch(text, before.end, group.start):
            if before.law:
                return before
            # "under the Data Protection Act, Section 40(2) ...": the ground is ours, the other law only stands near.
            provision = default.find_provision(group.members[0][0])
            if provision is None or provision.kind is not ProvisionKind.EXEMPTION:
                return before
    return None


def _make_citations(
    text: str, group: _Group, law: AccessLaw, sentences: Sentences, *, named: bool
) -> Iterator[Citation]:
    for number, start, number_end, tokens in group.members:
        section_number, lead_tokens = number, list(tokens)
        if group.lead == "exemption" and law.exemption_section:
            section_number = law.exemption_section.partition("(")[0]
            opened = Token(law.exemption_section.partition("(")[2].rstrip(")"), start, start)
            lead_tokens = [opened, Token(number, start, number_end), *tokens]
        if not _is_plausible(text, group, law, section_number, bool(tokens), named=named):
            continue
        for part in split_chain(law, section_number, start, number_end, lead_tokens):
            yield _make_citation(text, sentences, law, section_number, part.chain, part.start, part.end, named=named)


def _is_plausible(text: str, group: _Group, law: AccessLaw, number: str, has_tokens: bool, *, named: bool) -> bool:
    provision = law.find_provision(
        law.exemption_section if group.lead == "exemption" and law.exemption_section else number
    )
    figure = int(re.match(r"\d+", number).group())  # type: ignore[union-attr]
    if named:
        return provision is not None or 0 < figure <= law.last_section
    if provision is None:
        return False
    if group.lead in ("exemption", "exception") and provision.kind not in (
        ProvisionKind.EXEMPTION,
        ProvisionKind.LIMIT,
    ):
        return False
    if has_tokens:
        return True
    if _AFTER_OTHER_USE.match(text, group.end):
        return False
    if provision.kind is not ProvisionKind.EXEMPTION and text[group.start : group.start + 4].casefold() == "sect":
        around = text[max(0, group.start - _NEAR) : group.end + _NEAR]
        if not _LAW_NEAR.search(around):
            return False
    return not (provision.kind is ProvisionKind.EXEMPTION and _AFTER_NOTICE.match(text, group.end))


def _make_citation(
    text: str,
    sentences: Sentences,
    law: AccessLaw,
    number: str,
    chain: tuple[str, ...],
    start: int,
    end: int,
    *,
    named: bool,
) -> Citation:
    section = format_section(number, chain)
    provision = law.find_provision(section)
    kind = provision.kind if provision else None
    return Citation(
        law=law.id,
        section=section,
        number=number.split()[0],
        chain=chain or tuple(number.split(" ", 1)[1:]),
        kind=kind,
        mode=sentences.find_mode(start, end, kind),
        start=start,
        end=end,
        exact=text[start:end],
        law_from="named" if named else "default",
    )

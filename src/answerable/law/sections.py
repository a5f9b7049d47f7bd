"""The inside of a citation: "40(2)(a)(b) and (3A)(a)" taken apart into the sections it names.

What lives here: the levels of a section chain (number, subsection, paragraph, subparagraph) and the splitting of
sections that letters run together. What comes in: tokens with their characters; what goes out: `Part`, one for each
section meant. What must never be here: which law, which words stand around.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from answerable.model.law import AccessLaw

# A token in brackets: a subsection (2, 3A), a paragraph (a, za), a subparagraph (i, iv). Nothing longer, so that
# "(pdf)", "(2019)" and "(personal information)" end the chain.
ROMAN = "viii|vii|iii|xii|vi|iv|ix|xi|ii|v|x|i"
TOKEN = rf"[ \t\u00a0]?\([ \t\u00a0]?(?:\d{{1,2}}[A-Z]{{0,2}}|{ROMAN}|z?[a-z]|aa|[A-Z])[ \t\u00a0]?\)"
_INNER = re.compile(rf"\(\s?(\d{{1,2}}[A-Z]{{0,2}}|{ROMAN}|z?[a-z]|aa|[A-Z])\s?\)")
_ROMAN = re.compile(rf"\A(?:{ROMAN})\Z")
_SUBSECTION, _PARAGRAPH, _SUBPARAGRAPH, _DEEPER = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Token:
    """One bracketed part of a chain, with its characters in the text. ``range_from_last``: "(a) to (e)"."""

    text: str
    start: int
    end: int
    range_from_last: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One section that the words mean: its chain and the characters that say it."""

    chain: tuple[str, ...]
    start: int
    end: int


def find_tokens(text: str, start: int, end: int) -> list[Token]:
    """Return the bracketed tokens between two places of the text."""
    return [Token(match[1], match.start(), match.end()) for match in _INNER.finditer(text, start, end)]


def split_chain(law: AccessLaw, number: str, start: int, end: int, tokens: list[Token]) -> list[Part]:
    """Take a run of tokens apart into the sections that it names.

    A token on a deeper level goes on; one on the same or a higher level begins another section under the same number:
    ``40(2)(a)(b)`` is 40(2)(a) and 40(2)(b), ``31(1)(g)(2)(b)`` is 31(1)(g) and 31(2)(b), ``30(b)(ii) and (c)`` is
    30(b)(ii) and 30(c). ``40(3)(A)(a)`` is the misprint of 40(3A)(a) where the law knows 40(3A).

    Args:
        law: tells which subsections exist, for misprints, and whether capitals are paragraphs (US).
        number: the section's number.
        start: where the number (or the word before it) begins.
        end: where the number ends.
        tokens: its bracketed parts, in order, continuations after "and" or a comma included.
    """
    parts: list[Part] = []
    chain: list[tuple[int, str]] = []
    begin, finish = start, end
    for token in _join_misprints(law, number, tokens):
        level = _find_level(token.text, chain, law)
        if chain and level <= chain[-1][0]:
            parts.append(Part(tuple(text for _, text in chain), begin, finish))
            previous = chain[-1]
            chain = [item for item in chain if item[0] < level]
            if token.range_from_last and previous[0] == level:
                parts.extend(_fill_range(chain, previous[1], token, parts[-1].end))
            begin = token.start
        chain.append((level, token.text))
        finish = token.end
    parts.append(Part(tuple(text for _, text in chain), begin, finish))
    return parts


def format_section(number: str, chain: tuple[str, ...]) -> str:
    """Return a section as it is cited, without its word: ``40(2)(a)``."""
    return number + "".join(f"({part})" for part in chain)


def _join_misprints(law: AccessLaw, number: str, tokens: list[Token]) -> list[Token]:
    joined: list[Token] = []
    known = {provision.section for provision in law.provisions}
    for token in tokens:
        if not joined and token.text in ("l", "I") and not law.exemption_section and _is_paragraph(tokens[1:2]):
            # "38(l)(a)": a figure that was scanned as a letter; no paragraph has paragraphs of its own.
            token = Token("1", token.start, token.end, token.range_from_last)
        if joined and token.text.isupper() and joined[-1].text.isdigit():
            both = joined[-1].text + token.text
            if f"{number}({both})" in known:
                joined[-1] = Token(both, joined[-1].start, token.end, joined[-1].range_from_last)
                continue
        joined.append(token)
    return joined


def _is_paragraph(tokens: list[Token]) -> bool:
    return bool(tokens) and tokens[0].text.isalpha() and tokens[0].text.islower()


def _find_level(token: str, chain: list[tuple[int, str]], law: AccessLaw) -> int:
    if token[0].isdigit():
        # 5 U.S.C. 552 turns the order of letters and figures round: (b)(7)(C)(i).
        return _PARAGRAPH if law.exemption_section else _SUBSECTION
    if law.exemption_section:
        return _SUBPARAGRAPH if token.isupper() else _DEEPER if chain and chain[-1][0] >= _SUBPARAGRAPH else _SUBSECTION
    if _ROMAN.match(token) and chain and chain[-1][0] >= _PARAGRAPH:
        last_level, last = chain[-1]
        follows_letter = last_level == _PARAGRAPH and len(token) == 1 and ord(token) == ord(last[-1].lower()) + 1
        return _PARAGRAPH if follows_letter else _SUBPARAGRAPH
    return _PARAGRAPH


def _fill_range(chain: list[tuple[int, str]], first: str, last: Token, end: int) -> list[Part]:
    """The sections between the two ends of "(a) to (e)"; each is shown by the whole range."""
    if not (len(first) == len(last.text) == 1 and first.isalpha() and last.text.isalpha()):
        return []
    upper = tuple(text for _, text in chain)
    between = range(ord(first) + 1, min(ord(last.text), ord(first) + 26))
    return [Part((*upper, chr(code)), end, last.end) for code in between]

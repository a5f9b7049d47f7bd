"""Answers written in colour between the questions of the letter that is quoted below.

What comes in: the HTML of a body. What goes out: its text in which the quoted words bear ``>`` and the answers do not,
so that every reader of the text sees what is whose; or None where the letter is not of this kind. What must never be
here: a guess. The letter must say that the answers stand below in a colour, and the coloured lines must be a part of
what is quoted.
"""

from __future__ import annotations

import re

from answerable.mail.html import list_shaded_lines

_COLOR = r"(?:red|blue|green|purple|orange|pink|brown|teal|colou?red|a different colou?r|colou?r)"
_SAYS_SO = re.compile(
    rf"\b(?:answers?|responses?|repl(?:y|ies|ied)|comments?|information|answered|responded|details)\b[^.\n]{{0,80}}"
    rf"\b(?:in|using)\s+(?:bold\s+)?(?:the\s+)?{_COLOR}\b"
    rf"|\b(?:in|using)\s+{_COLOR}\b[^.\n]{{0,60}}\b(?:below|beneath|underneath|within)\b"
    rf"|\b(?:atebion|ymatebion?)\b[^.\n]{{0,60}}\bmewn\s+(?:coch|glas|gwyrdd|lliw)\b",
    re.IGNORECASE,
)
_QUOTE_STARTS = re.compile(
    r"\s*(?:>|\*?(?:From|Sent|Oddi wrth)\s?:|-{2,}\s*Original Message|On\b.{4,200}\bwrote:|_{10,})", re.IGNORECASE
)
_NO_COLOR = re.compile(
    r"(?:|black|windowtext|auto|inherit|initial|#0{3}|#0{6}|rgb\(\s*0\s*,\s*0\s*,\s*0\s*\)|gr[ae]y)\s*\Z", re.IGNORECASE
)


def render_with_answers(html: str) -> str | None:
    """Return the text with the quoted words marked and the coloured answers live; None where it is no such letter."""
    if "color" not in html.lower():
        return None
    lines = list_shaded_lines(html)
    start = next((number for number, (line, _) in enumerate(lines) if number and _QUOTE_STARTS.match(line)), None)
    if start is None or not _SAYS_SO.search("\n".join(line for line, _ in lines[:start])):
        return None
    quoted = lines[start:]
    shades = [shade for _, shade in quoted if not _NO_COLOR.match(shade)]
    if not shades or len(shades) == len(quoted):
        return None
    # The letter's answers have one colour; links and names have others.
    answer = max(sorted(set(shades)), key=shades.count)
    out = [line for line, _ in lines[:start]] + [""]
    was_answer = False
    for line, shade in quoted:
        is_answer = shade == answer
        if is_answer != was_answer:
            out.append("")
        out.append(line.removeprefix("> ") if is_answer else line if line.startswith(">") else f"> {line}")
        was_answer = is_answer
    return "\n".join(out).strip("\n") + "\n"

"""Levels: how grave conduct was said to be, and how grave it was found to be, each from its own words.

In: the text of one subject's matter. Out: `Reading` rows for `level_alleged` and `level_found`. Never here: the
outcome, which says nothing of a level.
"""

from __future__ import annotations

import re

from answerable.extract.cues import CodeFound, find_codes
from answerable.extract.narrative.outcomes import Reading
from answerable.extract.narrative.sentences import clause_after, clause_before, is_denied, sentence_at
from answerable.model.codebook import Variable

_GRADES = ("gross_misconduct", "misconduct")
_BARE = 0.75
"""How sure a level makes that stands without a word on who said it."""
_ALLEGED = re.compile(
    r"\b(?:if\s+(?:found\s+)?prove[nd]|alleg\w+|would|could|may(?!\s+(?:19|20)\d\d)|might|assessed|assessment|case\s+(?:as\s+|was\s+put\s+|)?to\s+answer|"
    r"put\s+(?:its|the)\s+case|(?:had\s+(?:been|it)\s+)?put\s+(?:at|to)|served|notice|papers|potential\w*|suspected|severity|contended|said\s+to|"
    r"referred|to\s+face|faced?s?|facing|charged?|accused|answer(?:ed|ing)?\s+(?:(?:an?|the|to|one|two|three)\s+){0,2}(?:allegations?|charges?|case)|claims?|breach(?:es)?\s+amounting|denied|denies|cleared|charge|"
    r"treated\s+by\s+the\s+force|being\s+(?:treated|dealt\s+with)(?:\s+as)?|brought|as\s+one\s+of|investigat\w+|recommend\w+|opinion|['’]s\s+case)\b",
    re.IGNORECASE,
)
_FOUND = re.compile(
    r"\b(?:found|finding|findings|decision|prove[nd]|amount(?:ed|s|ing)\s*(?:,[^,;.]{1,40},)?\s*to|did\s+(?:\w+\s+)?amount\s+to|determined|concluded|guilty|committed|"
    r"admitted|admits|accept(?:ed|s)|agreed|upheld|ruled|decided|judged|settled\s+on|treated|view|regarded|deemed|"
    r"established|satisfied|there\s+(?:was|had\s+been)|dismissed\s+for|constitut\w+|held\s+(?:that|to)|holding|verdict|ruling|was\s+(?:gross\s+)?misconduct|for)\b",
    re.IGNORECASE,
)
_NEUTRAL = re.compile(
    r"amount\w*\s*(?:,[^,;.]{1,40},)?\s*to|constitut\w+|for|committed|found(?=\s+a\s+case)|prove[nd]\Z", re.IGNORECASE
)
"""Words that say how grave conduct is, alleged or found."""
_SUPPOSED = re.compile(r"\bif\s+(?:found\s+)?prove[nd]\b|\b(?:would|could|may|might)\s+amount\b", re.IGNORECASE)
_OUTCOME_WOULD = re.compile(r"\bwould\s+have\s+(?:\w+\s+)?been\s+(?:\w+\s+)?dismissed\b", re.IGNORECASE)
_ON_ALLEGATIONS = re.compile(r"\bin\s+(?:respect|relation)\s+(?:of|to)\s+(?:\w+\s+){0,2}allegations?\b", re.IGNORECASE)
_OPEN = re.compile(r"\bwhether\b[^.;]*\Z", re.IGNORECASE)
"""A question, that nothing answers yet: "to say whether this was gross misconduct"."""
_IF_AFTER = re.compile(r"\s*,?\s*(?:if\s+(?:found\s+)?prove[nd])\b", re.IGNORECASE)
_ALLEGED_AFTER = re.compile(
    r"\s*,?\s*(?:(?:and\s+)?not\s+gross\s+misconduct\s*,?\s*)?(?:(?:was|were|is|had\s+been|has\s+been|being)\s+)?(?:alleged|charged|put\s+to\b|the\s+(?:allegation|charge)\b)",
    re.IGNORECASE,
)
_PROVED_AFTER = re.compile(
    r"\s*,?\s*\(?(?:(?:was|were|to\s+be|had\s+been|has\s+been|as|being)\s+)?(?:the\s+finding\b|(?:found\s+)?(?:to\s+be\s+)?(?:found|prove[nd]|established|made\s+out|upheld|"
    r"substantiated|admitted)\b)",
    re.IGNORECASE,
)
_NOT_PROVED_AFTER = re.compile(
    r"\s*,?\s*(?:was|were|had\s+been)\s+not\s+(?:found|prove[nd]|established|made\s+out)\b", re.I
)
_NO_MORE = re.compile(
    r"\b(?:no|not|nothing)\s+(?:\w+\s+){0,3}?(?:more|higher|graver|worse)\s+than\s+\Z|\bnot\s+(?:go|going|gone)\s+beyond\s+\Z",
    re.IGNORECASE,
)
"""A denial of anything graver: "no more than misconduct" was misconduct."""
_AS_WAS_ALLEGED = re.compile(r"\s*,?\s*as\s+(?:was\s+|had\s+been\s+)?(?:alleged|charged)\b", re.IGNORECASE)
"""What says that a level not found was the one alleged: "did not find gross misconduct, as alleged"."""
_BOTH = re.compile(
    r"\balleged\s*(?:,|and|&|/)\s*(?:and\s+)?(?:found|prove[nd])\s*:?\s*(?:as\s+|to\s+be\s+)?\Z", re.IGNORECASE
)
"""One word for both: "alleged and found: gross misconduct"."""
_SAID_TO_BE = re.compile(
    r"\b(?:allegations?\s+(?:is|are|was|were)\s+(?:put\s+)?that|(?:is|are|was|were)\s+(?:alleged|said)\s+(?:that|to)|alleges?\s+that)\b",
    re.IGNORECASE,
)
"""What opens a sentence of which nothing is found yet: "The allegation is that ..."."""
_HELD_TO_BE = re.compile(
    r"\b(?:admitted|accepted|agreed|found|ruled|decided|determined|concluded)\b[^.;]*?\bthat\s+(?:it|this|the|his|her|their|such)"
    r"(?:\s+\w+){0,4}?\s*\b(?:was|were|amounted\s+to|constituted)\s*\Z",
    re.IGNORECASE,
)
"""What says of conduct what it was: "She admitted the allegation and that it was ..."."""
_ALTERNATIVE = re.compile(r"\b(?:in\s+the\s+alternative|alternatively)\W+\Z|\bor\s+\Z", re.IGNORECASE)
_AS_ALLEGED = re.compile(
    r"\b(?:at|to)\s+that\s+level\b|\bupheld\s+(?:the|that)\s+charge\b|\bprove[nd]\s+as\s+alleged\b|\bfound\s+(?:it|this|that)\s+(?:to\s+be\s+)?prove[nd]\b|"
    r"\b(?:chair|panel|meeting|hearing|(?:person|officer)\s+(?:conducting|chairing)\s+the\s+\w+)\s+agreed\s*(?=[.;,]|\Z)",
    re.IGNORECASE,
)
"""What finds the very level that was alleged: "proven at that level", "The chair agreed."."""
_OF_PROCEDURE = re.compile(
    r"\s+(?:hearings?|meetings?|proceedings?|panels?|regulations?|investigations?|matters?|cases?|"
    r"notices?|outcomes?|in\s+public\s+office|process)\b",
    re.IGNORECASE,
)
"""What makes of a level the name of something: "gross misconduct hearing"."""
_ASSESSED_AS = re.compile(
    r"\b(?:assessed|alleged|charged|graded|classified|categorised)\s+(?:as|to\s+be|at(?:\s+the\s+level\s+of)?)\s+\Z",
    re.IGNORECASE,
)
"""What a level right behind it was said to be: "The allegation, assessed as misconduct, was found proven"."""
_LINE_KEY = re.compile(r"(?:\A|\n)([A-Z][\w /,'’()]{2,60}):[^\n]*\Z")
"""The key of the line that a level stands in: "What was alleged: that ... and that it amounted to gross misconduct"."""
_OF_ANY_KIND = re.compile(r"\s+of\s+any\s+(?:kind|sort|description)\b", re.IGNORECASE)
"""What makes of a level no level: "denied misconduct of any kind"."""


def read_levels(text: str, alleged: Variable | None, found: Variable | None, *, decided: bool) -> dict[str, Reading]:
    """Level alleged and level found, each from its own clause.

    Args:
        text: the matter.
        alleged: the variable of the level alleged.
        found: the variable of the level found.
        decided: an outcome stands in the text; a bare level beside it is then taken as found, with less certainty.
    """
    out: dict[str, Reading] = {}
    if found is None:
        return out
    for one in find_codes(text, found):
        for name, sure in _sides(text, one, out, decided=decided):
            if name == "level_alleged" and (alleged is None or not alleged.find_category(one.category)):
                continue
            best = out.get(name)
            if best is not None and name == "level_found" and _overrules(one.category, sure, best):
                if best.share_sure <= _BARE and alleged is not None:
                    out.setdefault("level_alleged", best)
                best = None
            if best is None:
                out[name] = Reading(one.category, one.start, one.end, sure)
    if "level_alleged" in out and out.get("level_found") is None:
        same = _AS_ALLEGED.search(text, out["level_alleged"].end)
        if same is not None and out["level_alleged"].value in _GRADES:
            out["level_found"] = Reading(out["level_alleged"].value, same.start(), same.end(), 0.8, "as it was alleged")
    return out


def _overrules(category: str, sure: float, best: Reading) -> bool:
    """Whether a later finding counts before an earlier one: the graver grade, and what is found before what only stands
    there ("Level - misconduct ... Finding - breach found but not misconduct").
    """
    if best.share_sure <= _BARE:
        return sure > _BARE and category != best.value
    graver = _GRADES.index(category) if category in _GRADES else len(_GRADES)
    return graver < (_GRADES.index(str(best.value)) if best.value in _GRADES else len(_GRADES))


def _sides(text: str, one: CodeFound, out: dict[str, Reading], *, decided: bool) -> list[tuple[str, float]]:
    """Of which of the two a level speaks, and how sure that is."""
    if _OF_PROCEDURE.match(text, one.end) or _OF_ANY_KIND.match(text, one.end):
        return []
    is_grade = one.category in _GRADES
    if is_grade and _AS_WAS_ALLEGED.match(text, one.end):
        return [("level_alleged", 0.9)]
    denied = is_denied(text, one.start) and not _NO_MORE.search(text[max(0, one.start - 50) : one.start])
    if is_grade and (denied or _NOT_PROVED_AFTER.match(text, one.end)):
        return []
    before = clause_before(text, one.start)
    if _BOTH.search(text[max(0, one.start - 60) : one.start]):
        return [("level_alleged", 0.9), ("level_found", 0.92)]
    if not is_grade:
        said = re.search(r"\b(?:assessed|alleged)\s+(?:as|to\s+be)\s+\Z", before, re.IGNORECASE)
        return [("level_alleged", 0.85)] if said else [("level_found", 0.85)]
    if _ALTERNATIVE.search(before) or _OPEN.search(before):
        return []
    if speaks_of_allegation(text, one.start, one.end):
        return [("level_alleged", 0.9)]
    if speaks_of_finding(text, one.start, one.end):
        return [("level_found", 0.92)]
    if decided and "level_found" not in out and _stands_bare(text, one):
        return [("level_found", _BARE)]
    return []


def speaks_of_allegation(text: str, start: int, end: int) -> bool:
    """Whether the clause tells what is alleged rather than found: the later of the two words decides.

    "If proven" and "would amount" always speak of what is alleged; "would have been dismissed" is an outcome and says
    nothing of it.
    """
    before = _ON_ALLEGATIONS.sub(" ", _OUTCOME_WOULD.sub(" ", _with_key(text, start)))
    if (
        _SUPPOSED.search(before)
        or _ASSESSED_AS.search(before)
        or _IF_AFTER.match(text, end)
        or _ALLEGED_AFTER.match(text, end)
    ):
        return True
    if _PROVED_AFTER.match(text, end) or _HELD_TO_BE.search(text[max(0, start - 200) : start]):
        return False
    sentence = text[sentence_at(text, start)[0] : start]
    stated = _SAID_TO_BE.search(sentence)
    if stated is not None and not any(
        _NEUTRAL.match(one.group()) is None for one in _FOUND.finditer(sentence, stated.end())
    ):
        return True
    alleged = [one.end() for one in _ALLEGED.finditer(before)]
    found = [one.end() for one in _FOUND.finditer(before) if not (alleged and _is_neutral(before, one))]
    if not alleged and all(_is_neutral(before, one) for one in _FOUND.finditer(before)):
        key = _LINE_KEY.search(text[max(0, start - 600) : start])
        return key is not None and bool(_ALLEGED.search(key[1])) and not _FOUND.search(key[1])
    return bool(alleged) and not (found and found[-1] > alleged[-1])


def _is_neutral(before: str, one: re.Match[str]) -> bool:
    return _NEUTRAL.match(before, one.start()) is not None and not one.group().lower().startswith("prov")


def _with_key(text: str, start: int) -> str:
    """The words of the clause before a level, and the key that it is the value of: "Alleged: GM"."""
    before = clause_before(text, start)
    key = (
        re.search(r"([A-Za-z][\w /,'’]{2,70}):\s*\Z", text[max(0, start - 80) : start]) if not before.strip() else None
    )
    return f"{key.group(1)} " if key is not None else before


def speaks_of_finding(text: str, start: int, end: int) -> bool:
    """Whether the clause tells what was found."""
    before = _with_key(text, start)
    return bool(
        _FOUND.search(before)
        or _PROVED_AFTER.match(text, end)
        or _HELD_TO_BE.search(before)
        or _NO_MORE.search(before)
        or re.search(r"\b(?:was|were)\s+(?:(?:one|that)\s+of\s+)?\Z|\b(?:can|could|must)\s+only\s+be\s+\Z", before)
        or re.match(
            r"\s*(?:was|were|has\s+been)?\s*(?:found|prove[nd]|established|determined|admitted)",
            clause_after(text, end),
            re.IGNORECASE,
        )
    )


def _stands_bare(text: str, one: CodeFound) -> bool:
    """An entry of a list ("PC - gross misconduct - dismissed") rather than a word of a sentence."""
    before, after = clause_before(text, one.start, soft=True).strip(), clause_after(text, one.end).strip()
    before = "" if before.endswith("(") and after.startswith(")") else before
    return not before and (not after or after.startswith((",", ")")))

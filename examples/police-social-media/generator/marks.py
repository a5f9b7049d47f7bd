"""The small markup in which the example's letters, tables and pages are written.

A letter is written once, with what it means noted where it says it, so text and truth cannot drift apart:

* ``{fww|final written warning}``  the words show a code of the case they stand in (short codes below);
* ``{2019}``, ``{2019|March 2019}``  the year of the case; ``{on=2021-03-04|4 March 2021}`` a date;
* ``{n=2|Two}``  these words are about two people alike;
* ``[[3: ... ]]``  everything in the brackets is about case 3 of this authority;
* ``{#disciplined/2019=4|four}``  the words state a tally; ``=1-4~2`` a suppressed one whose true value is 2;
  ``#allegations@allegations/...`` one whose unit is not officers; ``=0?`` one that may be left unread;
  ``#disciplined[management_advice+reflective_practice]/...`` one that counts two outcomes together.

In: marked text. Out: plain text and the marks. Never here: what any letter says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_MARK = re.compile(r"\{([^{}|]+)(?:\|([^{}]*))?\}")
_BLOCK = re.compile(r"\[\[([A-Za-z0-9-]+): ?(.*?)\]\]", re.S)
_TALLY = re.compile(r"#(\w+)(?:\[([\w+]+)\])?(?:@(\w+))?/([\w/-]+)=(\d+)(?:-(\d+))?(?:~(\d+))?(\?)?$")

CODES: dict[str, tuple[str, str]] = {
    # rank
    "c": ("rank", "constable"),
    "s": ("rank", "sergeant"),
    "i": ("rank", "inspector"),
    "ci": ("rank", "chief_inspector"),
    "su": ("rank", "superintendent"),
    "sc": ("rank", "special_constable"),
    "pcso": ("rank", "pcso"),
    "staff": ("rank", "staff"),
    "pooled": ("rank", "pooled"),
    "cs": ("rank", "chief_superintendent"),
    # platform
    "wa": ("platform", "whatsapp"),
    "fb": ("platform", "facebook"),
    "ig": ("platform", "instagram"),
    "tw": ("platform", "twitter"),
    "sn": ("platform", "snapchat"),
    "tt": ("platform", "tiktok"),
    "tg": ("platform", "telegram"),
    "sig": ("platform", "signal"),
    "li": ("platform", "linkedin"),
    "yt": ("platform", "youtube"),
    "app": ("platform", "dating_app"),
    "sms": ("platform", "text_message"),
    "email": ("platform", "email"),
    "usm": ("platform", "unspecified_social_media"),
    "po": ("platform", "other"),
    # behaviours
    "rac": ("behaviours", "racist"),
    "sex": ("behaviours", "sexist"),
    "hom": ("behaviours", "homophobic"),
    "tra": ("behaviours", "transphobic"),
    "dis": ("behaviours", "discriminatory_other"),
    "img": ("behaviours", "sexual_image"),
    "msg": ("behaviours", "sexual_message"),
    "vul": ("behaviours", "contact_with_vulnerable_person"),
    "chi": ("behaviours", "contact_with_child"),
    "har": ("behaviours", "harassment"),
    "joke": ("behaviours", "offensive_joke"),
    "pod": ("behaviours", "photo_of_deceased"),
    "pos": ("behaviours", "photo_of_scene"),
    "conf": ("behaviours", "confidential_information"),
    "vio": ("behaviours", "violent_content"),
    "pol": ("behaviours", "political"),
    "dsc": ("behaviours", "bringing_discredit"),
    "bo": ("behaviours", "other"),
    # outcome
    "x": ("outcome", "dismissed"),
    "wx": ("outcome", "would_have_been_dismissed"),
    "rr": ("outcome", "reduction_in_rank"),
    "fww": ("outcome", "final_written_warning"),
    "xfww": ("outcome", "extended_final_written_warning"),
    "ww": ("outcome", "written_warning"),
    "ma": ("outcome", "management_advice"),
    "rp": ("outcome", "reflective_practice"),
    "mact": ("outcome", "management_action"),
    "woa": ("outcome", "words_of_advice"),
    "res": ("outcome", "resigned"),
    "ret": ("outcome", "retired"),
    "nfa": ("outcome", "no_action"),
    "np": ("outcome", "not_proven"),
    "pend": ("outcome", "pending"),
    "xn": ("outcome", "dismissed_with_notice"),
    # levels, procedure, standards
    "agm": ("level_alleged", "gross_misconduct"),
    "am": ("level_alleged", "misconduct"),
    "gm": ("level_found", "gross_misconduct"),
    "m": ("level_found", "misconduct"),
    "lnp": ("level_found", "not_proven"),
    "hea": ("procedure", "hearing"),
    "mee": ("procedure", "meeting"),
    "acc": ("procedure", "accelerated_hearing"),
    "sch": ("procedure", "special_case_hearing"),
    "S.hon": ("standards", "honesty_and_integrity"),
    "S.arc": ("standards", "authority_respect_and_courtesy"),
    "S.eq": ("standards", "equality_and_diversity"),
    "S.ord": ("standards", "orders_and_instructions"),
    "S.dut": ("standards", "duties_and_responsibilities"),
    "S.con": ("standards", "confidentiality"),
    "S.dis": ("standards", "discreditable_conduct"),
    "S.cha": ("standards", "challenging_and_reporting"),
    "S.fit": ("standards", "fitness_for_duty"),
    # the rest
    "former": ("former_officer", "yes"),
    "serving": ("former_officer", "no"),
}
MULTI = ("platform", "behaviours", "standards")
"""Variables that may hold several codes at once."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that show one code of one case."""

    case: str
    variable: str
    value: str | int
    exact: str


@dataclass(frozen=True, slots=True)
class TallyMark:
    """Words that state a count: its measure, unit, period and value or bounds."""

    measure: str
    unit: str
    period: str
    low: int
    high: int
    true: int
    exact: str
    optional: bool = False
    """Right to read and right to leave: a dash that means none."""
    before: str = ""
    """The words before it, where it stands in running text."""
    row: str = ""
    """The first cell of its row, where it stands in a table."""
    column: str = ""
    """The head of its column, where it stands in a table."""
    outcomes: tuple[str, ...] = ()
    """The outcomes that it counts together, where it does not count all of its measure."""


@dataclass(slots=True)
class Marked:
    """Plain text and the marks that stood in it."""

    plain: str = ""
    marks: list[Mark] = field(default_factory=list)
    tallies: list[TallyMark] = field(default_factory=list)


def _one(code: str, words: str | None, case: str, into: Marked, before: str) -> str:
    """Note one mark and return the words that stay in the text."""
    if code.startswith("#"):
        found = _TALLY.match(code)
        if not found or words is None:
            raise ValueError(f"not a tally mark: {code}")
        low = int(found[5])
        high = int(found[6]) if found[6] else low
        true = int(found[7]) if found[7] else low
        outcomes = tuple(found[2].split("+")) if found[2] else ()
        unit = found[3] or "officers"
        into.tallies.append(
            TallyMark(found[1], unit, found[4], low, high, true, words, bool(found[8]), before, outcomes=outcomes)
        )
        return words
    shown = code if words is None else words
    if not case:
        raise ValueError(f"a case mark outside a case: {code}|{shown}")
    for part in code.split("+"):
        if re.fullmatch(r"\d{4}", part):
            into.marks.append(Mark(case, "year", int(part), shown))
        elif part.startswith("n="):
            into.marks.append(Mark(case, "n_subjects", int(part[2:]), shown))
        elif "=" in part:
            name, value = part.split("=")
            variable = {"on": "decided_on", "occ": "occurred_on", "months": "duration_months", "role": "role"}[name]
            into.marks.append(Mark(case, variable, int(value) if name == "months" else value, shown))
        else:
            variable, value = CODES[part]
            into.marks.append(Mark(case, variable, value, shown))
    return shown


def strip_marks(text: str) -> str:
    """Return marked text without its marks."""
    return _MARK.sub(lambda m: m[1] if m[2] is None else m[2], text)


def read(text: str, case: str = "") -> Marked:
    """Return the plain text of `text` with its marks; `case` is the case that unbracketed marks belong to."""
    out = Marked()

    def marks_of(piece: str, about: str) -> str:
        return _MARK.sub(lambda m: _one(m[1], m[2], about, out, strip_marks(piece[: m.start()])[-40:]), piece)

    pieces: list[str] = []
    last = 0
    for block in _BLOCK.finditer(text):
        pieces.append(marks_of(text[last : block.start()], case))
        pieces.append(marks_of(block[2], block[1]))
        last = block.end()
    pieces.append(marks_of(text[last:], case))
    out.plain = "".join(pieces)
    return out

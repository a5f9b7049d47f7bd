"""Which of the sections that a letter names it relies on, once it is settled what the letter decides.

What comes in: every citation, the grounds as the rules have them, kind and decision. What goes out: the grounds, each
with its mode, and a doubt where rules and comparison differ and neither is sure. What must never be here: patterns,
weights.

The rules' modes are among what the comparison weighs, so its word is the last: with one hand after another left out, it
was right nine times in ten where both differ. Limits, duties and conditions stay as the rules have them, and so
does everything in a letter that decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from answerable.model.message import MessageKind
from answerable.model.response import Decision
from answerable.track.grounds import Ground, is_switch, make_ground, without_parents
from answerable.track.learned.sections import RELIED, Candidate, choose_relied, list_candidates, weigh_sections
from answerable.track.mentions import DROPPED, REQUESTER, Mention
from answerable.track.passages import Passage

_UNSURE = (0.3, 0.7)
_RANK = {"engaged": 3, "considered": 2, REQUESTER: 0}


def settle_grounds(
    grounds: Sequence[Ground],
    mentions: Sequence[Mention],
    passages: Sequence[Passage],
    questions: Sequence[tuple[int, ...]],
    law: str,
    kind: MessageKind,
    decision: Decision | None,
) -> tuple[tuple[Ground, ...], str]:
    """The grounds of a letter that decides, and why a person should look at them; nothing where they are certain.

    Args:
        grounds: as the rules have them.
        mentions: every citation.
        passages: of the letter.
        questions: for each passage, the numbers of the questions it is about.
        law: in hand.
        kind: of the letter.
        decision: likewise.
    """
    candidates = list_candidates(mentions, passages, law, kind, decision)
    if not candidates:
        return tuple(grounds), ""
    shares = weigh_sections(candidates)
    relied = choose_relied(shares, decision, is_limited=any(item.kind == "limit" for item in mentions))
    found = [item for item in grounds if (item.law, item.section) not in shares]
    for item in candidates:
        mode = _settle_mode(item, is_relied=item.key in relied)
        if mode != REQUESTER:
            found.append(make_ground(_pick_place(item), questions, mode))
    kept = tuple(sorted(without_parents(found), key=lambda item: item.start))
    return kept, "; ".join(_list_doubts(candidates, shares, kept))


def _settle_mode(item: Candidate, *, is_relied: bool) -> str:
    if is_relied and not is_switch(*item.key) and not _is_dropped(item):
        return "engaged"
    return "considered" if item.mode == "engaged" else item.mode


def _is_dropped(item: Candidate) -> bool:
    """Whether the section is taken back outright and not relied on again: this stands against any comparison."""
    modes = {mention.mode for mention in item.mentions}
    return DROPPED in modes and "engaged" not in modes


def _pick_place(item: Candidate) -> Mention:
    """Where the section is cited with most force; the first of several."""
    return max(item.mentions, key=lambda mention: (_RANK.get(mention.mode, 1), -mention.start))


def _list_doubts(
    candidates: Sequence[Candidate], shares: dict[tuple[str, str], float], kept: Sequence[Ground]
) -> list[str]:
    named = {(item.law, item.section) for item in kept}
    found = []
    for item in candidates:
        share = shares[item.key]
        by_rules, compared = item.mode == "engaged", share >= RELIED
        if by_rules != compared and _UNSURE[0] <= share <= _UNSURE[1] and item.key in named:
            one, other = ("relied on", "named only") if by_rules else ("named only", "relied on")
            found.append(f"section {item.key[1]}: the rules say {one}, the comparison {other} ({share:.0%} likely)")
    return found

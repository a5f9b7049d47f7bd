"""How likely a letter relies on a section that it names, by its words about it, the rules, and what the letter decides.

What comes in: every place that cites a section, sentences, kind and decision. What goes out: a share for each section.
What must never be here: training, what is done where the rules say something else. Training and reading both come
through `list_candidates`, so they count alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from answerable.model.message import MessageKind
from answerable.model.response import Decision
from answerable.track.learned.cue_weights import load_cue_weights
from answerable.track.learned.grams import list_words, normalize
from answerable.track.mentions import DROPPED, REQUESTER, Mention
from answerable.track.passages import Passage

FILE = "sections.npz"
RELIED = 0.5
"""At least so likely a section is taken to be relied on."""
_AT_LEAST = 0.2
_NO_EXEMPTION = ("limit", "duty", "condition", "definition")
_NEAR, _REACH, _HEADING = 6, 200, 5
_RANK = {"engaged": 3, "considered": 2, "duty": 1, REQUESTER: 0}
_WORD = re.compile(r"\w+")
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A section that may be relied on.

    Args:
        key: its law and itself.
        mode: the strongest that the rules find.
        mentions: every place of it, in order.
        cues: words about it, marked by where they stand.
        signs: what the rules, the letter and the other sections say.
    """

    key: Key
    mode: str
    mentions: tuple[Mention, ...]
    cues: tuple[str, ...]
    signs: tuple[str, ...]


def weigh_sections(candidates: Sequence[Candidate]) -> dict[Key, float]:
    """How likely each section is relied on, in [0, 1]."""
    weights = load_cue_weights(FILE)
    return {item.key: weights.weigh((*item.cues, *item.signs)) for item in candidates}


def choose_relied(shares: Mapping[Key, float], decision: Decision | None, *, is_limited: bool) -> set[Key]:
    """The sections taken to be relied on.

    A refusal relies on something: where no section is likely, the likeliest, unless it is hardly so.

    Args:
        shares: how likely each is.
        decision: of the letter.
        is_limited: whether it names a limit, cost or vexatious, on which a refusal may rest by itself.
    """
    found = {key for key, share in shares.items() if share >= RELIED}
    if not found and shares and decision is Decision.REFUSED and not is_limited:
        best = max(shares, key=lambda key: (shares[key], key))
        return {best} if shares[best] >= _AT_LEAST else set()
    return found


def list_candidates(
    mentions: Sequence[Mention], passages: Sequence[Passage], law: str, kind: MessageKind, decision: Decision | None
) -> tuple[Candidate, ...]:
    """The sections of a letter that may be relied on, in the order in which they are first cited.

    Args:
        mentions: every citation.
        passages: of the letter.
        law: in hand.
        kind: of the letter, as settled.
        decision: likewise.
    """
    by_key: dict[Key, list[Mention]] = {}
    for item in mentions:
        if item.kind not in _NO_EXEMPTION:
            by_key.setdefault((item.law, item.section), []).append(item)
    modes = {key: max((_read_mode(item) for item in mine), key=_RANK.__getitem__) for key, mine in by_key.items()}
    about = (f"kind={kind.value}", f"decision={decision.value if decision else 'none'}")
    return tuple(
        Candidate(
            key,
            modes[key],
            tuple(mine),
            tuple(sorted({cue for item in mine for cue in list_cues(item, passages)})),
            tuple(sorted({*about, f"{about[1]}&mode={modes[key]}", *_list_signs(key, mine, modes, law)})),
        )
        for key, mine in by_key.items()
    )


def _read_mode(item: Mention) -> str:
    """What is dropped is weighed like what was considered: at first sight of most letters they were one."""
    return "considered" if item.mode == DROPPED else item.mode


def list_cues(item: Mention, passages: Sequence[Passage]) -> set[str]:
    """The words about one citation: right before, right after, and in its sentence."""
    passage = passages[item.place]
    first, last = item.start - passage.start, max(0, item.end - passage.start)
    before = _WORD.findall(normalize(passage.text[max(0, first - _REACH) : first]))[-_NEAR:]
    after = _WORD.findall(normalize(passage.text[last : last + _REACH]))[:_NEAR]
    found = {f"b {word}" for word in before} | {f"a {word}" for word in after}
    found |= {f"b! {word}" for word in before[-1:]} | {f"a! {word}" for word in after[:1]}
    return found | _list_sentence(passage.text)


@lru_cache(maxsize=64)
def _list_sentence(sentence: str) -> frozenset[str]:
    found = {f"s {word}" for word in list_words(normalize(sentence))}
    return frozenset(found | {"heading"} if len(sentence.split()) <= _HEADING else found)


def _list_signs(key: Key, mine: Sequence[Mention], modes: dict[Key, str], law: str) -> set[str]:
    """What the rules say of a section, and what of the others."""
    stem = key[1].partition("(")[0]
    found = {f"mode={modes[key]}", f"times={min(len(mine), 3)}", f"law={key[0]}", f"section={key[0]}/{stem}"}
    found.add(f"depth={key[1].count('(')}")
    for item in mine:
        found |= {
            f"one={_read_mode(item)}",
            f"hint={item.hint}",
            f"by={item.speaker}",
            f"hint={item.hint}&by={item.speaker}",
        }
        found.add(f"from={item.law_from}")
    finer = [other for other in modes if other[0] == key[0] and other[1].startswith(f"{key[1]}(")]
    coarser = [other for other in modes if other[0] == key[0] and key[1].startswith(f"{other[1]}(")]
    for name, others in (("finer", finer), ("coarser", coarser)):
        if others:
            found.add(name)
        if any(modes[other] == "engaged" for other in others):
            found.add(f"{name} engaged")
    if any(other != key and other[0] == key[0] and other[1].partition("(")[0] == stem for other in modes):
        found.add("sibling")
    engaged = sum(modes[other] == "engaged" for other in modes if other != key)
    found.add(f"others={min(engaged, 3)}")
    if engaged == 0 and modes[key] != "engaged":
        found.add("none engaged")
    if key[0] != law:
        found.add("another law")
    return found

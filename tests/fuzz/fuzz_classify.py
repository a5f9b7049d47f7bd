"""The classifier under any text: no crash, no hang, no place outside the letter, nothing that the shortcuts hide.

    python tests/fuzz/fuzz_classify.py CORPUS... -max_total_time=600

Sentences are only searched for the rules whose pieces they hold (`track.cues`). That this hides no rule is asked of
each sentence again, the long way.
"""

from __future__ import annotations

import re
import sys
from functools import cache

if __name__ == "__main__":
    import atheris

    with atheris.instrument_imports(include=["answerable.track.classify", "answerable.track.passages"]):
        import answerable.track.classify  # noqa: F401 - imported to be watched

from answerable.model.message import MessageKind
from answerable.track.classify import classify_letter
from answerable.track.letter import LetterClass
from answerable.track.passages import make_passages
from answerable.track.rules import find_rules, load_rules

_MOST_SENTENCES = 4
_LONGEST = 400
_DECIDES = (MessageKind.RESPONSE, MessageKind.REVIEW_OUTCOME, MessageKind.CLARIFICATION)


def check(data: bytes) -> None:
    """Classify the text, its first line as subject; raise where the result contradicts itself."""
    subject, _, text = data.decode("utf-8", "replace").partition("\n")
    letter = classify_letter(text, subject=subject)
    check_places(letter, text)
    assert (letter.decision is not None) == (letter.kind in _DECIDES), f"{letter.kind} with {letter.decision}"
    assert 0 <= letter.share_sure <= 1, "sure beyond measure"
    assert letter == classify_letter(text, subject=subject), "not the same twice"
    for passage in make_passages(text)[:_MOST_SENTENCES]:
        check_shortcut(passage.text[:_LONGEST])


def check_places(letter: LetterClass, text: str) -> None:
    """Every place lies in the letter."""
    places = [item.place for item in letter.grounds] + [item.place for item in letter.decisions]
    places += [item.place for item in (letter.reference, letter.received_on, letter.answered_on) if item]
    places += [letter.kind_place, letter.law_place, letter.authority_place, letter.decision_place]
    for place in places:
        assert place is None or (place.part == 0 and 0 <= place.start <= place.end <= len(text)), f"outside: {place}"


def check_shortcut(sentence: str) -> None:
    """The rules found by their pieces are those that hold when each pattern is searched."""
    for name in ("decisions", "kinds"):
        found = {rule.name for rule, _ in find_rules(name, sentence)}
        for rule in load_rules(name):
            if rule.where == "text" and rule.name not in found and rule.find(sentence) is None:
                hidden = [
                    item for item in rule.any if item.search(sentence) is None and _search(item.pattern, sentence)
                ]
                assert not hidden, f"{rule.name} hidden in {sentence!r}"
            else:
                assert rule.where != "text" or rule.name in found, f"{rule.name} missed in {sentence!r}"


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _search(pattern: str, sentence: str) -> bool:
    return _compile(pattern).search(sentence) is not None


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()

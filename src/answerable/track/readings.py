"""The two readings of a letter, by rules and by comparison, and what is said where they differ.

What lives here: what the rules found, the opinion asked for, and the settlement. What comes in: passages, what the
rules found. What goes out: a `Settled`. What must never be here: patterns, weights.

The rules' signs are among what the comparison weighs, so its word is the last, but where there is nothing to compare:
what a mail server says in the envelope, and data without a letter. A difference is kept, in words, for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from answerable.model.message import MessageKind
from answerable.model.response import Decision
from answerable.track.decisions import Ruling
from answerable.track.evidence import Evidence
from answerable.track.grounds import Ground
from answerable.track.kinds import KindFound
from answerable.track.learned.compare import Opinion, compare_letter
from answerable.track.learned.grams import list_lines
from answerable.track.learned.signs import list_signs
from answerable.track.mentions import Mention
from answerable.track.passages import Passage

MAY_DECIDE = (MessageKind.RESPONSE, MessageKind.REVIEW_OUTCOME)
_BY_SERVER = ("delivery_report", "read_receipt")
_FEWEST_WORDS = 3
_WITHHELD = (
    Decision.REFUSED,
    Decision.NEITHER_CONFIRMED_NOR_DENIED,
    Decision.NOT_HELD,
    Decision.COST_LIMIT_EXCEEDED,
    Decision.ALREADY_PUBLIC,
)
_GIVES = (Decision.DISCLOSED.value, Decision.PARTLY_DISCLOSED.value, "figure")
_SPEAKS = 2
_UNLIKELY, _SURE, _HARDLY, _CERTAIN = 0.4, 0.5, 0.55, 0.8
_KEPT_SHARE = 0.6
LEAST_SURE = 0.8
"""Below this share a letter is put before a person even where both readings are of one mind."""


@dataclass(frozen=True, slots=True)
class ByRules:
    """What the rules found.

    Args:
        kind: with its words.
        rulings: on numbered questions.
        rolled: for the letter; also where its kind decides nothing, in case it does after all.
        grounds: the sections cited.
        evidence: the words that speak for a decision.
        mentions: every citation of a section, by whomever.
        questions: for each passage, the numbers of the questions it is about.
    """

    kind: KindFound
    rulings: tuple[Ruling, ...]
    rolled: Ruling | None
    grounds: tuple[Ground, ...]
    evidence: tuple[Evidence, ...]
    mentions: tuple[Mention, ...] = ()
    questions: tuple[tuple[int, ...], ...] = ()

    @property
    def decides(self) -> bool:
        """Whether a letter of this kind decides."""
        return self.kind.kind in MAY_DECIDE

    @property
    def decision(self) -> Decision | None:
        """As the rules have it."""
        return name_decision(self.kind.kind, self.rolled)

    @property
    def support(self) -> float:
        """What the rules have for it, as they add it up."""
        if not self.decides:
            return self.kind.share_sure
        if self.rolled is None:
            return min(self.kind.share_sure, 0.4)
        return round(min(self.kind.share_sure, {3: 0.95, 2: 0.8}.get(min(self.rolled.weight, 3), 0.6)), 2)


@dataclass(frozen=True, slots=True)
class Settled:
    """What is said of a letter after both readings.

    Args:
        kind: with its words.
        rolled: the decision with its words; None where there is none.
        decision: likewise.
        share_sure: the share of letters with so much certainty that were right.
        said: what the comparison says, in words; empty where none was made.
        doubt: why a person should look; empty where both are of one mind and certain.
    """

    kind: KindFound
    rolled: Ruling | None
    decision: Decision | None
    share_sure: float
    said: str = ""
    doubt: str = ""


def name_decision(kind: MessageKind, rolled: Ruling | None) -> Decision | None:
    """The decision of a letter: that of a clarification is its kind's, most kinds have none."""
    if kind is MessageKind.CLARIFICATION:
        return Decision.CLARIFICATION_SOUGHT
    if kind not in MAY_DECIDE:
        return None
    return rolled.decision if rolled is not None else Decision.UNDECIDED


def list_rule_signs(rules: ByRules) -> tuple[str, ...]:
    """What the rules found, as signs to weigh."""
    decides = rules.decides
    return list_signs(
        rules.kind.kind,
        rules.decision,
        rules.support,
        {item.means for item in rules.evidence if item.weight >= _SPEAKS},
        [item.decision for item in rules.rulings if item.question] if decides else [],
        [(item.mode, item.kind) for item in rules.grounds],
    )


def settle_readings(
    rules: ByRules, passages: Sequence[Passage], subject: str, auto: str, *, is_alone: bool = True
) -> Settled:
    """What is said of a letter.

    Args:
        rules: what they found.
        passages: of the letter.
        subject: of the mail.
        auto: what its envelope says.
        is_alone: whether nothing came with it.
    """
    n_words = sum(len(item.text.split()) for item in passages)
    if auto in _BY_SERVER or rules.kind.rule == "data and no letter" or n_words < _FEWEST_WORDS:
        share = 0.9 if auto in _BY_SERVER else 0.5
        return Settled(rules.kind, rules.rolled if rules.decides else None, rules.decision, share)
    is_decided = rules.rolled is not None and not is_alone
    opinion = compare_letter(list_lines(passages, subject), list_rule_signs(rules), must_decide=is_decided)
    if _has_precedence(rules, opinion):
        said = (
            f"the rules say {_say(rules.kind.kind, rules.decision)}, the comparison with {opinion.n_letters:,} letters "
            f"{_say(opinion.kind, opinion.decision)}; where they differ so, the rules have more often been right"
        )
        return Settled(rules.kind, rules.rolled if rules.decides else None, rules.decision, _KEPT_SHARE, said, said)
    same = (opinion.kind, opinion.decision) == (rules.kind.kind, rules.decision)
    by_rules = _say(rules.kind.kind, rules.decision)
    compared = f"the comparison with {opinion.n_letters:,} letters says {_say(opinion.kind, opinion.decision)}"
    said = f"{compared} ({opinion.share_kind:.0%} and {opinion.share_decision:.0%} likely)"
    doubt = "" if same else f"the rules say {by_rules}; {compared}"
    if same and opinion.share_sure < LEAST_SURE:
        doubt = f"rules and comparison say {by_rules}, but of letters like this {opinion.share_sure:.0%} were right"
    return Settled(
        _settle_kind(rules, opinion),
        _settle_decision(rules, opinion) if opinion.kind in MAY_DECIDE else None,
        opinion.decision,
        opinion.share_sure,
        said if same else f"the rules say {by_rules}; {said}",
        doubt,
    )


def _has_precedence(rules: ByRules, opinion: Opinion) -> bool:
    """Whether the rules were as often right or more where both differ so, hand after hand left out.

    Plain words that nothing is held, against a part answer that is not certain; numbered answers of which one gives
    and one withholds, against an answer in full hardly likelier than not; what calls itself a review; and advertising.
    And always, unless it is certain: words that withhold, in a letter without a word that gives, are no answer in full.
    Where the comparison itself thinks its kind unlikely, both were right as often (hand after hand left out, the rules
    in 6 letters, it in 7): a decision that stands in words is then not put aside.
    """
    if rules.support < _SURE:
        return False
    if opinion.kind is rules.kind.kind:
        if rules.decision is Decision.PARTLY_DISCLOSED:
            answers = {item.decision for item in rules.rulings}
            mixed = Decision.DISCLOSED in answers and len(answers) > 1
            return mixed and opinion.decision is Decision.DISCLOSED and opinion.share_decision < _HARDLY
        if opinion.share_decision >= _CERTAIN:
            return False
        if opinion.decision is Decision.DISCLOSED:
            return rules.decision in _WITHHELD and not any(item.means in _GIVES for item in rules.evidence)
        return rules.decision is Decision.NOT_HELD and opinion.decision is Decision.PARTLY_DISCLOSED
    if rules.decides and rules.rolled is not None and opinion.share_kind < _UNLIKELY:
        return True
    reviews = rules.kind.kind is MessageKind.REVIEW_OUTCOME and opinion.kind is MessageKind.RESPONSE
    return reviews or (rules.kind.kind is MessageKind.SPAM and opinion.share_kind < _SURE)


def _say(kind: MessageKind, decision: Decision | None) -> str:
    words = kind.value.replace("_", " ")
    if kind in MAY_DECIDE and decision is not None:
        words += f", {decision.value.replace('_', ' ')}"
    return words


def _settle_kind(rules: ByRules, opinion: Opinion) -> KindFound:
    if opinion.kind is rules.kind.kind:
        return rules.kind
    start, end = opinion.kind_place or (0, 0)
    return KindFound(opinion.kind, start, end, "compared with letters", opinion.share_kind)


def _settle_decision(rules: ByRules, opinion: Opinion) -> Ruling | None:
    """The rules' own where they agree; else the words that a rule knows for it, else the sentence that weighs most."""
    decision = opinion.decision
    if decision is None or decision is Decision.UNDECIDED:
        return None
    if rules.rolled is not None and rules.rolled.decision is decision:
        return rules.rolled
    known = next((item for item in rules.evidence if item.means == decision.value and item.weight >= _SPEAKS), None)
    if known is not None:
        return Ruling(None, decision, known.start, known.end, f"compared with letters; {known.rule}", 2)
    start, end = opinion.decision_place or (0, 0)
    return Ruling(None, decision, start, end, "compared with letters", 1)

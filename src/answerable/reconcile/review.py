"""The queue of pairs that may be one person, and what a ruling on one would do.

What comes in: links, subjects, cases of the record. What goes out: `OpenPair`s for a screen or terminal, and
judgements. Never here: printing, the taking effect of a ruling (that is the next run).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from answerable.errors import NotInRecord, ValueNotAllowed
from answerable.model.case import Case
from answerable.model.judgement import Judgement, Ruling, make_judgement
from answerable.model.link import Link, Subject
from answerable.model.log import PRESS
from answerable.model.span import Span
from answerable.reconcile.links import SHARE_CERTAIN, SHARE_POSSIBLE
from answerable.reconcile.subjects import by_case
from answerable.store.record import Record

RULINGS = (Ruling.SAME, Ruling.DIFFERENT, Ruling.UNSURE)


@dataclass(frozen=True, slots=True)
class OpenPair:
    """A pair of cases that waits for a person.

    Args:
        link: with the evidence.
        left: the one case, with its span.
        right: the other.
        merged: the cases that would be one person's matter if these two are: more than two where others hang on them.
    """

    link: Link
    left: Case
    right: Case
    merged: tuple[str, ...]

    @property
    def subject(self) -> str:
        """What a judgement names the pair."""
        return name_pair(self.link.left, self.link.right)


def name_pair(one: str, other: str) -> str:
    """The subject of a judgement on two cases.

    >>> name_pair("case-b", "case-a")
    'case-a+case-b'
    """
    return "+".join(sorted((one, other)))


def is_open(link: Link) -> bool:
    """Whether nobody has ruled and the machine is not certain."""
    return link.ruling == "" and SHARE_POSSIBLE <= link.share_same < SHARE_CERTAIN


def find_open_pairs(record: Record, authority_id: str = "") -> list[OpenPair]:
    """The pairs that wait, those nearest to even first: there a ruling tells most."""
    cases = {case.id: case for case in record.all(Case, **({"authority_id": authority_id} if authority_id else {}))}
    home = by_case(record.all(Subject))
    links = [link for link in record.all(Link) if is_open(link) and link.left in cases and link.right in cases]
    links.sort(key=lambda link: (abs(link.share_same - 0.5), link.id))
    return [OpenPair(link, cases[link.left], cases[link.right], _merged(link, home)) for link in links]


def _merged(link: Link, home: dict[str, Subject]) -> tuple[str, ...]:
    together = {case for side in (link.left, link.right) if side in home for case in home[side].cases}
    return tuple(sorted(together | {link.left, link.right}))


def rule_pair(record: Record, pair: str, ruling: Ruling, *, by: str, made_at: str, reason: str = "") -> Judgement:
    """A person's ruling on two cases.

    Args:
        record: to look the cases up.
        pair: their ids joined by ``+``, or the id of their link.
        ruling: same, different or unsure.
        by: who.
        made_at: UTC instant in ISO form.
        reason: why.

    Raises:
        NotInRecord: no such pair.
        ValueNotAllowed: a ruling that is none on pairs, or cases of two authorities.
    """
    if ruling not in RULINGS:
        raise ValueNotAllowed("no ruling on a pair", found=ruling.value, allowed=", ".join(RULINGS))
    link = record.find(Link, pair)
    ids = (link.left, link.right) if link is not None else tuple(sorted(pair.split("+")))
    if len(ids) != 2 or ids[0] == ids[1]:
        raise NotInRecord("no such pair of cases", found=pair, remedy="see the pairs with `answerable pairs --list`")
    left, right = (record.get(Case, one) for one in ids)
    if left.authority_id != right.authority_id:
        raise ValueNotAllowed(
            "two cases of two authorities are never one matter", found=f"{left.authority_id}, {right.authority_id}"
        )
    known = link or next((one for one in record.all(Link, left=ids[0]) if one.right == ids[1]), None)
    before = "" if known is None else known.ruling or f"{known.share_same:.4f}"
    return make_judgement(
        made_at=made_at,
        by=by,
        ruling=ruling,
        noun="link",
        subject=name_pair(*ids),
        before=before,
        after=ruling.value,
        reason=reason,
        spans=(_plain(left.span), _plain(right.span)),
    )


def _plain(span: Span) -> Span:
    """A place without its boxes: words enough to find it again."""
    return replace(span, boxes=())


def rule_press(record: Record, case_id: str, *, by: str, made_at: str, reason: str = "") -> Judgement:
    """A person's ruling that a case counts although only the press tells of it.

    Args:
        record: to look the case up.
        case_id: of a press report.
        by: who.
        made_at: UTC instant in ISO form.
        reason: why.

    Raises:
        NotInRecord: no such case.
        ValueNotAllowed: another source than the press tells it, or no reason is given.
    """
    case = record.get(Case, case_id)
    if case.method != PRESS:
        raise ValueNotAllowed("no press report", found=f"{case_id} ({case.method})", allowed="a case told by the press")
    if not reason.strip():
        raise ValueNotAllowed(
            "a press report counts only for a reason", where=case_id, allowed="--reason WHY", remedy="say why it counts"
        )
    return make_judgement(
        made_at=made_at, by=by, ruling=Ruling.ACCEPT, noun=PRESS, subject=case_id, span=_plain(case.span), reason=reason
    )


def find_ruled_subject(record: Record, pair: str) -> str:
    """What the ruling that stands on a pair names it: other ids, where its cases were read anew since."""
    left, _, right = pair.partition("+")
    link = record.find(Link, pair) or next((one for one in record.all(Link, left=left) if one.right == right), None)
    rulings = {one.id: one.subject for one in record.judgements(noun="link")} if link and link.judgement_id else {}
    return rulings.get(link.judgement_id, pair) if link else pair


def undo_ruling(judgements: Sequence[Judgement], pair: str, *, by: str, made_at: str, reason: str = "") -> Judgement:
    """Take back the last ruling that stands on a pair, or on a press report.

    Raises:
        NotInRecord: nobody has ruled on it.
    """
    undone = {one.undoes for one in judgements if one.undoes}
    standing = [one for one in judgements if one.subject == pair and one.id not in undone and not one.undoes]
    if not standing:
        raise NotInRecord("nobody has ruled on this", found=pair, remedy="nothing to take back")
    last = standing[-1]
    return make_judgement(
        made_at=made_at,
        by=by,
        ruling=last.ruling,
        noun=last.noun,
        subject=pair,
        before=last.ruling.value,
        reason=reason,
        undoes=last.id,
    )

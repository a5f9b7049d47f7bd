"""What became of each item between visits: appeared, changed, vanished, came back, gave its place to another.

What comes in: the items of every visit, in order. What goes out: `LogItem` and `LogChange` rows. Never here: pages,
splitting, the record.

Two wordings are one item when their words agree but for spacing, case and punctuation; an item changed when what
went and what came agree for the most part and do not speak of other days. A visit that failed says nothing of what
is there: as long as one of a log's own pages could not be read, an item that is not seen may stand on that one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from answerable.model.ids import make_id
from answerable.model.log import ChangeKind, LogChange, LogItem
from answerable.model.span import Span

SHARE_ALIKE = 0.8
"""From this likeness on, what went and what came are one item in other words."""
SHARE_ALIKE_NAMED = 0.5
"""The same, where the page gives both the same name."""
SHARE_ALIKE_DATED = 0.55
"""The same, where both begin with the same day: a notice and what it became."""
_RUNNING_NUMBER = re.compile(r"\s*(?:notice|case|hearing|item|no\.?|number)?\s*#?\d{1,3}\s*[.):]\s+", re.IGNORECASE)
_PSEUDONYM = re.compile(r"\b(?:Officer|PC|DC|PS|Sgt|Constable|Sergeant|Inspector) (?:[A-Z]\b|\d{2,5}\b)")
_DATE = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{4}"
    r"|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as one visit shows it.

    Args:
        address: where it stands: the log's address, whichever of its pages shows it, or the item's own page.
        document: sha256 of the page that shows it.
        span: its words there.
        label: what the page calls it.
        rest: its words on further pages of the same document.
    """

    address: str
    document: str
    span: Span
    label: str = ""
    rest: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        """All its words."""
        return "\n".join(span.exact for span in (self.span, *self.rest))

    @property
    def words(self) -> str:
        """Its words without regard to spacing, case, punctuation and the running number that the page gives it."""
        return re.sub(r"[\W_]+", " ", _RUNNING_NUMBER.sub("", self.text)).strip().casefold()

    @property
    def name(self) -> str:
        """What tells it from others: the page's name for it, or the letter that stands for the officer."""
        if self.label and not _is_running_number(self.label):
            return self.label
        found = _PSEUDONYM.search(self.text)
        return found.group() if found else ""


@dataclass(frozen=True, slots=True)
class Look:
    """What one visit shows.

    Args:
        seen_on: ISO date.
        items: in the pages' order.
        styles: per address, what stands for the page's looks apart from its words.
        is_whole: all of the log's own pages could be read; otherwise nothing is said to have vanished.
        failed: addresses of items whose own page could not be read.
    """

    seen_on: str
    items: tuple[Shown, ...]
    styles: tuple[tuple[str, str], ...] = ()
    is_whole: bool = True
    failed: frozenset[str] = frozenset()


@dataclass(slots=True)
class _State:
    """The history so far."""

    source_id: str
    authority_id: str
    items: dict[str, LogItem]
    alive: dict[str, Shown]
    last_seen: dict[str, str]
    styles: dict[str, str]
    changes: list[LogChange]
    last_whole: str = ""

    def set_down(
        self, kind: ChangeKind, item_id: str, seen_on: str, not_before: str, before: str = "", after: str = ""
    ) -> None:
        """Set down what happened to an item."""
        change_id = make_id("chg", self.source_id, item_id, kind.value, seen_on)
        self.changes.append(LogChange(change_id, self.source_id, item_id, kind, seen_on, before, after, not_before))


def follow_items(source_id: str, authority_id: str, looks: Sequence[Look]) -> tuple[list[LogItem], list[LogChange]]:
    """Tell the history of a log's items.

    Args:
        source_id: the log.
        authority_id: whose.
        looks: the visits in which something of the log could be read, oldest first.

    Returns:
        The items in order of appearance, and the changes in order of their days.
    """
    state = _State(source_id, authority_id, {}, {}, {}, {}, [])
    for look in looks:
        _follow_one(state, look)
    items = [
        replace(
            item,
            last_seen_on=state.last_seen[item.id],
            vanished=item.id not in state.alive and not item.replaced_by,
            address=state.alive[item.id].address if item.id in state.alive else item.address,
        )
        for item in state.items.values()
    ]
    return items, state.changes


def _follow_one(state: _State, look: Look) -> None:
    shown = _identify(state, look.items)
    missing = [one for one in state.alive if one not in shown]
    gone = [one for one in missing if look.is_whole and state.alive[one].address not in look.failed]
    came = [one for one in shown if one not in state.alive]
    pairs = _match(missing, came, state.alive, shown)
    n_before = len(state.changes)
    for one in came:
        _note_arrival(state, look, one, shown, gone, pairs)
    for one in gone:
        if one not in pairs.values():
            state.set_down(ChangeKind.VANISHED, one, look.seen_on, state.last_seen[one], before=state.alive[one].text)
    for one in shown:
        if one in state.alive and state.alive[one].address != shown[one].address:
            addresses = (state.alive[one].address, shown[one].address)
            state.set_down(ChangeKind.MOVED, one, look.seen_on, state.last_seen[one], *addresses)
    if len(state.changes) == n_before and _is_restyled(state, look):
        state.set_down(ChangeKind.RESTYLED, "", look.seen_on, state.last_whole)
    for one in {*gone, *pairs.values()}:
        state.items[one] = replace(state.items[one], address=state.alive[one].address)
        del state.alive[one]
    state.alive.update(shown)
    state.last_seen.update(dict.fromkeys(shown, look.seen_on))
    state.styles.update(look.styles)
    if look.is_whole:
        state.last_whole = look.seen_on


def _note_arrival(
    state: _State, look: Look, one: str, shown: dict[str, Shown], gone: Sequence[str], pairs: dict[str, str]
) -> None:
    """Set down an item that was not there before: new, come back, or an earlier one in other words."""
    item = shown[one]
    known = state.items.get(one)
    if known is None:
        state.items[one] = LogItem(
            id=one,
            source_id=state.source_id,
            authority_id=state.authority_id,
            document=item.document,
            span=item.span,
            first_seen_on=look.seen_on,
            last_seen_on=look.seen_on,
            label=item.label,
            address=item.address,
            rest=item.rest,
        )
    elif known.replaced_by:
        state.items[one] = replace(known, replaced_by="")
    old = pairs.get(one)
    if old is not None:
        state.items[old] = replace(state.items[old], replaced_by=one)
        before = state.alive[old].text
        state.set_down(ChangeKind.CHANGED, one, look.seen_on, state.last_seen[old], before, item.text)
        return
    state.set_down(ChangeKind.APPEARED, one, look.seen_on, state.last_whole, after=item.text)
    reused = _find_reused(one, gone, pairs, state.alive, shown)
    if reused is not None:
        before = state.alive[reused].text
        state.set_down(ChangeKind.ADDRESS_REUSED, one, look.seen_on, state.last_seen[reused], before, item.text)


def _identify(state: _State, items: Sequence[Shown]) -> dict[str, Shown]:
    """Item ids by words; the same words twice on one page are two items, on two pages of a log they are one."""
    times: Counter[tuple[str, str]] = Counter()
    shown: dict[str, Shown] = {}
    for item in items:
        times[item.document, item.words] += 1
        one = make_id("item", state.source_id, item.words, times[item.document, item.words])
        stands_where_it_stood = one in state.alive and state.alive[one].address == item.address
        if one not in shown or stands_where_it_stood:
            shown[one] = item
    return shown


def _match(
    gone: Sequence[str], came: Sequence[str], before: dict[str, Shown], after: dict[str, Shown]
) -> dict[str, str]:
    """Which item that came is which that went, in other words: one to one, the likest first."""
    scored = []
    for old in gone:
        for new in came:
            share = _share_alike(before[old], after[new])
            if share is not None:
                scored.append((-share, old, new))
    pairs: dict[str, str] = {}
    for _, old, new in sorted(scored):
        if new not in pairs and old not in pairs.values():
            pairs[new] = old
    return pairs


def _share_alike(old: Shown, new: Shown) -> float | None:
    """How alike two wordings are, or None where they are not one item."""
    share = fuzz.ratio(old.words, new.words) / 100
    days = [[_fold_date(one) for one in _DATE.findall(item.text)] for item in (old, new)]
    dates = [set(one) for one in days]
    same_name = bool(old.name) and old.name == new.name
    other_days = bool(dates[0]) and bool(dates[1]) and not dates[0] & dates[1]
    if other_days:
        without = [_DATE.sub(" ", item.text) for item in (old, new)]
        long_enough = min(map(len, without)) >= 120 or same_name
        return share if long_enough and fuzz.ratio(*without) >= 95 else None
    same_day = bool(days[0]) and bool(days[1]) and days[0][0] == days[1][0]
    if share >= SHARE_ALIKE or (same_name and share >= SHARE_ALIKE_NAMED) or (same_day and share >= SHARE_ALIKE_DATED):
        return share
    added = fuzz.partial_ratio(old.words, new.words) / 100  # a notice to which its outcome was added
    return added if min(len(old.words), len(new.words)) >= 60 and added >= 0.95 else None


def _fold_date(text: str) -> str:
    return re.sub(r"(?<=\d)(?:st|nd|rd|th)", "", text).casefold()


def _find_reused(
    new: str,
    gone: Sequence[str],
    pairs: dict[str, str],
    before: dict[str, Shown],
    after: dict[str, Shown],
) -> str | None:
    """The item whose place or name another took: same name, or the only item at its address then and now."""
    item = after[new]
    for old in gone:
        if old in pairs.values():
            continue
        named = bool(item.label) and before[old].label == item.label and not _is_running_number(item.label)
        alone = (
            before[old].address == item.address
            and sum(one.address == item.address for one in before.values()) == 1
            and sum(one.address == item.address for one in after.values()) == 1
        )
        if named or alone:
            return old
    return None


def _is_running_number(label: str) -> bool:
    return re.fullmatch(r"(?:\w+\.?\s*)?#?\d{1,3}", label) is not None


def _is_restyled(state: _State, look: Look) -> bool:
    """Whether most of the pages look otherwise than before: one page may only have been away for a while.

    Documents have no looks apart from their words.
    """
    known = [state.styles[address] != style for address, style in look.styles if style and address in state.styles]
    return bool(look.items) and 2 * sum(known) > len(known)

"""One visit to one log: which addresses belong to it, what each is, and where its pages lead.

What comes in: the log as its file describes it, answers in any order. What goes out: addresses to visit next, the
role of each page. Never here: the network, the record.
"""

from __future__ import annotations

from answerable.collect.links import find_links, find_substance, is_html
from answerable.model.ids import hash_bytes
from answerable.model.log import LogSource

LISTING, ITEM, REPEAT = "listing", "item", "repeat"


class Walk:
    """A visit as it goes on.

    Args:
        source: the log.
        visited_at: UTC instant in ISO form at which the visit began.
    """

    def __init__(self, source: LogSource, visited_at: str) -> None:
        self.source = source
        self.visited_at = visited_at
        self.waiting: list[str] = list(source.addresses)
        """Addresses that no answer was taken for yet."""
        self.n_taken = 0
        self.n_left_out = 0
        """Addresses that were not visited because the log has more pages than its file allows."""
        self._roles: dict[str, tuple[str, str]] = {one: (LISTING, one) for one in source.addresses}
        self._numbers: dict[str, int] = {source.address: 1}
        self._said: set[str] = set()

    def role_of(self, address: str) -> str:
        """What an address is to this visit; in a replay, a page that nothing led to is what the log is made of."""
        found = self._roles.get(address)
        return found[0] if found else (ITEM if self.source.item_links else LISTING)

    def entry_of(self, address: str) -> str:
        """The address of the log's file from which a page was reached."""
        found = self._roles.get(address)
        return found[1] if found else self.source.address

    def is_past_the_end(self, address: str, status: int) -> bool:
        """Whether an answer says that there is no page of this number: no failure, the log has ended before."""
        return self._numbers.get(address, 1) > 1 and status in (404, 410)

    def find_role(self, address: str, body: bytes) -> str:
        """The role of a page that came: its address's, or `repeat` where an earlier page of the visit says the same."""
        role = self.role_of(address)
        if role != LISTING or not body or not (self.source.next_link or self.source.numbered):
            return role
        return REPEAT if self._print(address, body) in self._said else role

    def take(self, address: str, body: bytes, final_address: str = "") -> list[str]:
        """Take an answer and return the addresses that it leads to for the first time.

        Args:
            address: that was asked for.
            body: what came; empty where nothing did.
            final_address: where redirects led.
        """
        role = self.find_role(address, body)
        self.n_taken += 1
        if address in self.waiting:
            self.waiting.remove(address)
        if role != LISTING or not body or not is_html(body):
            return []
        self._said.add(self._print(address, body))
        here = final_address or address
        entry = self.entry_of(address)
        new: list[str] = []
        for selector, kind in ((self.source.item_links, ITEM), (self.source.next_link, LISTING)):
            for target in find_links(body, here, selector) if selector else ():
                self._add(target, kind, entry, new)
        if self.source.numbered and address in self._numbers:
            number = self._numbers[address] + 1
            following = self.source.numbered.replace("{n}", str(number))
            self._numbers.setdefault(following, number)
            self._add(following, LISTING, entry, new)
        return new

    def _add(self, target: str, role: str, entry: str, new: list[str]) -> None:
        if target in self._roles:
            return
        if len(self._roles) >= self.source.most_pages:
            self.n_left_out += 1
            return
        self._roles[target] = (role, entry)
        self.waiting.append(target)
        new.append(target)

    def _print(self, address: str, body: bytes) -> str:
        links = find_links(body, address, self.source.item_links) if self.source.item_links else []
        return hash_bytes(find_substance(body) + "\n".join(links).encode())

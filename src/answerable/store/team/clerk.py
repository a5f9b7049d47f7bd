"""Who saves for whom: of many who ask at the same instant, whoever comes first saves for all who wait.

In: wishes from many threads. Out: to each what came of theirs. A save costs its transaction a few steps to the
database and one wait for the disk, however much is in it; nobody is answered before what they asked for is on disk.
Never here: what is kept (`saving`).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from answerable.store.team.saving import Saved, Wish

_MOST = 64
"""So many wishes go into one transaction: their subjects are locked all together."""
Save = Callable[[Sequence[Wish]], list[Saved | Exception]]


@dataclass(slots=True)
class _Ticket:
    wish: Wish
    outcome: Saved | BaseException | None = None


@dataclass(slots=True)
class Clerk:
    """Saves what many ask for; one for each record and process."""

    _waiting: deque[_Ticket] = field(default_factory=deque)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def save(self, wishes: Sequence[Wish], save: Save) -> list[Saved | Exception]:
        """Have wishes saved, by this thread or by another.

        Args:
            wishes: each is kept wholly or not at all, whatever becomes of the others.
            save: keeps several wishes in one transaction.

        Returns:
            For each what was kept, or why nothing was: `RulingOvertaken` where somebody ruled on the same since, what
            SQLAlchemy raises where the database did not take it.
        """
        tickets = [_Ticket(wish) for wish in wishes]
        self._waiting.extend(tickets)
        while any(ticket.outcome is None for ticket in tickets):
            with self._turn:
                if any(ticket.outcome is None for ticket in tickets):
                    self._save_some(save)
        outcomes: list[Saved | Exception] = []
        for ticket in tickets:
            if ticket.outcome is None or not isinstance(ticket.outcome, Saved | Exception):
                raise ticket.outcome or AssertionError
            outcomes.append(ticket.outcome)
        return outcomes

    def _save_some(self, save: Save) -> None:
        tickets = [self._waiting.popleft() for _ in range(min(_MOST, len(self._waiting)))]
        try:
            outcomes: Sequence[Saved | BaseException] = save([ticket.wish for ticket in tickets])
        except BaseException as error:
            outcomes = self._save_each(tickets, save, error)
        for ticket, outcome in zip(tickets, outcomes, strict=True):
            ticket.outcome = outcome

    @staticmethod
    def _save_each(tickets: Sequence[_Ticket], save: Save, error: BaseException) -> list[Saved | BaseException]:
        """Each alone, after all together were refused: one that the database does not take spoils no other."""
        lost = isinstance(error, sa.exc.DBAPIError) and error.connection_invalidated
        if len(tickets) == 1 or lost or not isinstance(error, Exception):
            return [error for _ in tickets]
        outcomes: list[Saved | BaseException] = []
        for ticket in tickets:
            try:
                outcomes += save([ticket.wish])
            except Exception as own:
                outcomes.append(own)
        return outcomes

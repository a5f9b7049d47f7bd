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

    def save(self, wish: Wish, save: Save) -> Saved:
        """Have a wish saved, by this thread or by another.

        Args:
            wish: what is to be kept.
            save: keeps several wishes in one transaction.

        Raises:
            RulingOvertaken: somebody ruled on the same since; nothing was kept.
            sqlalchemy.exc.SQLAlchemyError: the database did not take it; nothing was kept.
        """
        ticket = _Ticket(wish)
        self._waiting.append(ticket)
        while ticket.outcome is None:
            with self._turn:
                if ticket.outcome is None:
                    self._save_some(save)
        if isinstance(ticket.outcome, BaseException):
            raise ticket.outcome
        return ticket.outcome

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

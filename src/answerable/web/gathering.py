"""What many ask at the same instant is worked on together: one thread and one step to the database for all of them.

In: questions of requests that are under way. Out: to each its answer. Whoever asks while others are being answered is
answered with all who came meanwhile, so that fifty cost little more than one. Never here: what is asked.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from starlette.concurrency import run_in_threadpool

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")
_MOST = 64
"""So many are worked on together; who comes later waits for the next turn."""


class Gathering(Generic[Ask, Answer]):
    """One kind of question; belongs to the event loop of its server.

    Args:
        answer: gives for each question its answer or what is wrong with it, in their order; called in a thread, never
            twice at a time. What it raises is told to all who asked.
    """

    def __init__(self, answer: Callable[[Sequence[Ask]], Sequence[Answer | Exception]]) -> None:
        self._answer = answer
        self._waiting: deque[tuple[Ask, asyncio.Future[Answer]]] = deque()
        self._work: asyncio.Task[None] | None = None

    async def ask(self, one: Ask) -> Answer:
        """Ask, and wait for the answer.

        Raises:
            Exception: whatever is wrong with this question, or with all of its turn.
        """
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, future))
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._answer_all())
        return await future

    async def _answer_all(self) -> None:
        while self._waiting:
            some = [self._waiting.popleft() for _ in range(min(_MOST, len(self._waiting)))]
            try:
                found = await run_in_threadpool(self._answer, [one for one, _ in some])
            except Exception as error:
                found = [error for _ in some]
            for (_, future), outcome in zip(some, found, strict=True):
                if future.done():  # whoever asked is gone
                    continue
                if isinstance(outcome, Exception):
                    future.set_exception(outcome)
                else:
                    future.set_result(outcome)

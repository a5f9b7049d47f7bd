"""Those who ask while others are answered are answered together; what is wrong with one is no other's trouble."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from answerable.web.gathering import Gathering


def run_apart(work: Callable[[], Awaitable[None]]) -> None:
    """In a thread: the tests' own has the browser's loop."""

    async def main() -> None:
        await work()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, main()).result()


def test_who_comes_meanwhile_is_answered_together() -> None:
    turns: list[list[int]] = []

    def answer(asked: Sequence[int]) -> list[int | Exception]:
        turns.append(list(asked))
        time.sleep(0.05)
        return [ValueError("three") if one == 3 else 10 * one for one in asked]

    async def work() -> None:
        gathering: Gathering[int, int] = Gathering(answer)
        first = asyncio.create_task(gathering.ask(0))
        await asyncio.sleep(0.02)
        others = [asyncio.create_task(gathering.ask(one)) for one in range(1, 101)]
        await asyncio.sleep(0.01)
        others[4].cancel()
        found = await asyncio.gather(first, *others, return_exceptions=True)
        assert [len(turn) for turn in turns] == [1, 64, 36]
        assert turns[1] + turns[2] == list(range(1, 101))
        assert isinstance(found[3], ValueError)
        assert isinstance(found[5], asyncio.CancelledError)
        assert [one for at, one in enumerate(found) if at not in (3, 5)] == [
            10 * one for one in range(101) if one not in (3, 5)
        ]
        assert await gathering.ask(7) == 70

    run_apart(work)


def test_what_fails_wholly_is_told_to_all_and_the_next_are_answered() -> None:
    def answer(asked: Sequence[int]) -> list[int | Exception]:
        if 0 in asked:
            raise OSError("the database is gone")
        return list(asked)

    async def work() -> None:
        gathering: Gathering[int, int] = Gathering(answer)
        found = await asyncio.gather(gathering.ask(0), gathering.ask(1), return_exceptions=True)
        assert [type(one) for one in found] == [OSError, OSError]
        assert await gathering.ask(2) == 2

    run_apart(work)

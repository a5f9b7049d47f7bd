"""A runner on a Dask cluster: the same pieces of work, on the workers of one machine or of many.

What comes in: a function and pieces. What goes out: results in the order of the pieces. Each worker does a piece in a
child process with the same limits as the process pool, so that a hostile file ends a child and not a worker; the pieces
of a lost worker are done again elsewhere, which is safe because a piece has no effect but its result. Never here: what
the work is. Needs the extra ``cluster``.
"""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from answerable.adapters.child import Limits, WorkDied
from answerable.adapters.runner import Guard
from answerable.errors import AdapterUnavailable

Work = TypeVar("Work")
Result = TypeVar("Result")

_PATIENCE = "20s"
"""How long a scheduler has to answer."""
_N_TRIES = 3
"""So many workers may be lost over one piece before it is given up."""
_HELD_FOR_EACH = 3
"""So many pieces are on their way to each worker, to have the next one ready."""
_guards: dict[tuple[int, bytes], Guard] = {}


@dataclass(slots=True)
class Cluster:
    """Does the work on a Dask cluster.

    Args:
        address: of the scheduler, such as ``tcp://10.0.0.5:8786``; empty starts workers on this machine.
        n_workers: how many are started on this machine where no address is given.
        limits: what one piece may take on a worker.
        preload: modules that the workers' children need anyway.
    """

    address: str = ""
    n_workers: int = 2
    limits: Limits = field(default_factory=Limits)
    preload: tuple[str, ...] = ()
    _client: Any = None

    def map(self, work: Callable[[Work], Result], pieces: Iterable[Work]) -> Iterator[Result | BaseException]:
        """Yield the result of each piece, in order; few pieces for each worker are held at a time."""
        client = self._connect()
        packed = pickle.dumps(work)
        waiting: deque[Any] = deque()
        for piece in pieces:
            # Waits for the oldest piece when enough are on their way: what is held does not grow with the work.
            if len(waiting) >= _HELD_FOR_EACH * max(1, self._count_workers()):
                yield _get(waiting.popleft())
            waiting.append(client.submit(_do, packed, self.limits, self.preload, piece, pure=False))
        while waiting:
            yield _get(waiting.popleft())

    def close(self) -> None:
        """Leave the cluster; workers that were started here end."""
        if self._client is not None:
            self._client.close()
            if self._client.cluster is not None:
                self._client.cluster.close()
            self._client = None

    def _count_workers(self) -> int:
        return len(self._client.scheduler_info(n_workers=-1)["workers"])

    def _connect(self) -> Any:
        if self._client is not None:
            return self._client
        distributed = _import_engine()
        Client, LocalCluster = distributed.Client, distributed.LocalCluster  # noqa: N806
        try:
            if self.address:
                self._client = Client(self.address, timeout=_PATIENCE, set_as_default=False)
                self._client.wait_for_workers(1, timeout=_PATIENCE)
            else:
                here = LocalCluster(
                    n_workers=self.n_workers,
                    threads_per_worker=1,
                    dashboard_address=None,
                    worker_dashboard_address=None,
                    host="127.0.0.1",
                    memory_limit=0,
                    silence_logs=50,
                )
                self._client = Client(here, set_as_default=False)
        except (OSError, TimeoutError) as error:
            raise _silent(self.address, error) from None
        return self._client


def serve_worker(address: str, n_workers: int = 0) -> None:
    """Work for a scheduler until it ends or this process is told to.

    Raises:
        AdapterUnavailable: the scheduler does not answer.
    """
    distributed = _import_engine()

    async def serve() -> None:
        workers = [
            distributed.Nanny(address, nthreads=1, memory_limit=0, dashboard=False)
            for _ in range(n_workers or os.cpu_count() or 1)
        ]
        for worker in workers:
            await worker
        for worker in workers:
            await worker.finished()

    try:
        asyncio.run(serve())
    except (OSError, TimeoutError, RuntimeError) as error:  # it tells a scheduler that is silent as RuntimeError
        raise _silent(address, error) from None


def _import_engine() -> Any:
    try:
        import dask
        import distributed
    except ImportError:
        raise AdapterUnavailable(
            "work is to be done on a cluster, and the part for it is not installed",
            where="answerable.toml: [runner]",
            remedy="pip install 'answerable[cluster]', or write kind = \"processes\"",
        ) from None
    dask.config.set(
        {
            "distributed.worker.daemon": False,  # a worker starts children of its own
            "distributed.scheduler.allowed-failures": _N_TRIES,
            "distributed.admin.large-graph-warning-threshold": "1GB",  # a piece carries the file that it reads
            "distributed.comm.timeouts.connect": _PATIENCE,
        }
    )
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what went wrong is told in our words
    return distributed


def _silent(address: str, error: BaseException) -> AdapterUnavailable:
    return AdapterUnavailable(
        "the cluster does not answer",
        where=address or "this machine",
        found=str(error)[:200],
        remedy="start it (`dask scheduler`, and `answerable worker ADDRESS` on each machine), "
        'or write kind = "processes" under [runner] in answerable.toml',
    )


def _get(future: Any) -> Any:
    """The result of a piece, or the exception that stands in its place."""
    try:
        is_good, value = future.result()
    except Exception as error:  # whatever the cluster died of, it is this piece's end and no other's
        return WorkDied(f"the workers that had it were lost ({type(error).__name__})")
    finally:
        future.release()
    return value if is_good else WorkDied(value)


def _do(packed: bytes, limits: Limits, preload: tuple[str, ...], piece: Any) -> tuple[bool, Any]:
    """On a worker: do one piece in the child process that this thread keeps for this work."""
    key = (threading.get_ident(), packed)
    guard = _guards.get(key)
    if guard is None:
        for other in [one for one in _guards if one[0] == key[0]]:
            _guards.pop(other).end()
        guard = _guards[key] = Guard(pickle.loads(packed), limits, preload)
    result = guard.do(piece)
    return (False, str(result)) if isinstance(result, WorkDied) else (True, result)

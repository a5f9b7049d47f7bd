"""Reconcile a record in a process of its own, slowly enough to be killed in the middle.

python tests/reconcile/killed.py RECORD ARCHIVE SECONDS_PER_AUTHORITY
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.reconcile.invented import ASKED, CODEBOOK

from answerable.reconcile.run import run
from answerable.store.record import Record


def main() -> None:
    """Say each authority as it begins, and wait."""
    record = Record.open(f"sqlite:///{sys.argv[1]}", archive=Path(sys.argv[2]))

    def tell(n_done: int, n_all: int, what: str) -> None:
        print(n_done, what, flush=True)
        time.sleep(float(sys.argv[3]))

    run(record, CODEBOOK, ASKED, [], tell)


if __name__ == "__main__":
    main()

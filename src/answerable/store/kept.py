"""Snapshots that are kept on a shelf: the views as Parquet files under the key of everything in them.

What comes in: a snapshot, a shelf (a folder, a bucket, either of them sealed). What goes out: the same snapshot, its
bytes checked. `<key>/index.json` is laid down last and names every file with its hash: without it nothing was kept.
`latest` holds the newest key. Never here: what a view holds, when a snapshot is made.
"""

from __future__ import annotations

import json

from answerable.errors import ArchiveDamaged
from answerable.model.ids import hash_bytes
from answerable.store.archive import Shelf
from answerable.store.parquet import pack_table, read_snapshot
from answerable.store.snapshot import Snapshot

_LATEST = "latest"


class KeptSnapshots:
    """Snapshots on a shelf.

    Args:
        shelf: where they lie.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def holds(self, key: str) -> bool:
        """Whether a whole snapshot of this key lies there."""
        return self._shelf.holds(f"{key}/index.json")

    def keep(self, snapshot: Snapshot) -> str:
        """Lay a snapshot down; return where. What is there already is written again with the same bytes."""
        index = {}
        for name, table in sorted(snapshot.tables.items()):
            data = pack_table(table)
            index[name] = {"sha256": hash_bytes(data), "rows": table.num_rows}
            self._shelf.put(f"{snapshot.key}/{name}.parquet", data)
        text = json.dumps({"key": snapshot.key, "views": index}, indent=1, sort_keys=True)
        self._shelf.put(f"{snapshot.key}/index.json", text.encode())
        self._shelf.put(_LATEST, snapshot.key.encode())
        return self._shelf.place(snapshot.key)

    def find_latest(self) -> str:
        """The key of the newest; empty where none was kept."""
        return self._shelf.get(_LATEST).decode("ascii", "replace").strip() if self._shelf.holds(_LATEST) else ""

    def find(self, key: str) -> Snapshot | None:
        """The snapshot of a key; None where none is kept.

        Raises:
            ArchiveDamaged: its files are not those that were laid down.
        """
        if not self.holds(key):
            return None
        try:
            index = json.loads(self._shelf.get(f"{key}/index.json"))
            files = {name: self._shelf.get(f"{key}/{name}.parquet") for name in index["views"]}
            wrong = [name for name, data in files.items() if hash_bytes(data) != index["views"][name]["sha256"]]
            if wrong:
                raise self._damaged(key, ", ".join(wrong))
            return Snapshot(read_snapshot(files).tables, key)
        except (ValueError, KeyError, TypeError, FileNotFoundError) as error:
            raise self._damaged(key, f"{type(error).__name__}: {error}"[:200]) from error

    def _damaged(self, key: str, found: str) -> ArchiveDamaged:
        return ArchiveDamaged(
            "the kept snapshot is not as it was laid down",
            where=self._shelf.place(key),
            found=found,
            remedy="the next run of analyze makes it again from the record",
        )

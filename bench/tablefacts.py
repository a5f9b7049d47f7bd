"""`answerable audit` on labelled public sets of statements about tables, run whole: how often it decides, and how well.

    python bench/tablefacts.py TABLE-FACT-CHECKING     TabFact: a copy of github.com/wenhuchen/Table-Fact-Checking
    python bench/tablefacts.py SCITAB/dataset/sci_tab.json     SciTab: a copy of github.com/XinyuanLu00/SciTab
    python bench/tablefacts.py PATH --every 10         a tenth of the tables, spread evenly
    python bench/tablefacts.py PATH --show 40          with so many wrong decisions printed

Both are under the MIT licence and are not part of this repository. Neither is what `audit` was made for: TabFact's
sentences are lemmatised and in lower case ("he have 3 win"), SciTab's are of scientific papers, and many in both state
no number. The rows are of all statements, then of those in which a number or quantity was found at all.

A statement is *refuted* when one of its figures is contradicted, *supported* when all of them are borne; else the
engine abstains. `precision` is of what it decided; `recall` of refuted ones among the false; `abstained rightly` of
those that the set itself says cannot be told.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from answerable.check.claims.audit import audit_text
from answerable.check.claims.data.frames import Frame, frame_of_rows
from answerable.model.claim import Verdict

_BORNE = (Verdict.SUPPORTED, Verdict.SUPPORTED_BY_ROUNDING)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A statement of a set: the words, `true`, `false` or `unknown`."""

    words: str
    label: str


def read_tabfact(folder: Path, every: int, part: str) -> Iterator[tuple[Frame, list[Labelled]]]:
    """The test set, or the one to work on: each table with its statements."""
    examples = json.loads((folder / "tokenized_data" / f"{part}_examples.json").read_text(encoding="utf-8"))
    for name in sorted(examples)[::every]:
        sentences, labels, title = examples[name]
        with (folder / "data" / "all_csv" / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, delimiter="#", quoting=csv.QUOTE_NONE))
        pairs = zip(sentences, labels, strict=True)
        frame = _make_frame(title, rows[0], rows[1:])
        yield frame, [Labelled(words, "true" if label else "false") for words, label in pairs]


def read_scitab(path: Path, every: int) -> Iterator[tuple[Frame, list[Labelled]]]:
    """The whole set: each table with its statements."""
    labels = {"supports": "true", "refutes": "false", "not enough info": "unknown"}
    of_table: dict[str, list[dict[str, object]]] = {}
    for one in json.loads(path.read_text(encoding="utf-8")):
        of_table.setdefault(str(one["table_id"]), []).append(one)
    for key in sorted(of_table)[::every]:
        first = of_table[key][0]
        names, rows = first["table_column_names"], first["table_content_values"]
        assert isinstance(names, list)
        assert isinstance(rows, list)
        plain = [[_strip(cell) for cell in row] for row in rows]
        frame = _make_frame(str(first["table_caption"]), [_strip(name) for name in names], plain)
        yield frame, [Labelled(_strip(str(one["claim"])), labels[str(one["label"])]) for one in of_table[key]]


def _strip(words: str) -> str:
    for mark in ("[BOLD]", "[ITALIC]", "[EMPTY]", "[CONTINUE]"):
        words = words.replace(mark, "")
    return words.strip()


def _make_frame(title: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> Frame:
    width = len(names)
    return frame_of_rows(title, list(names), [[*row, *[""] * width][:width] for row in rows])


def decide(words: str, frame: Frame) -> str:
    """`true`, `false`, `unknown`, or `unread` where no number or quantity was found."""
    verdicts = [one.verdict for one in audit_text(words, [frame]).claims]
    if not verdicts:
        return "unread"
    if Verdict.CONTRADICTED in verdicts:
        return "false"
    return "true" if all(one in _BORNE for one in verdicts) else "unknown"


def main() -> None:
    """Try a set and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", nargs="?", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument(
        "--part", choices=("test", "val"), default="test", help="of TabFact; rules are worked on with val"
    )
    parser.add_argument("--show", type=int, default=0)
    arguments = parser.parse_args()
    if arguments.path is None:
        print("no set given: see the head of this file for where to get one")
        return
    path, every = arguments.path, arguments.every
    tables = read_scitab(path, every) if path.suffix == ".json" else read_tabfact(path, every, arguments.part)
    count: Counter[tuple[str, str]] = Counter()
    start, n_tables, shown = time.perf_counter(), 0, 0
    for frame, several in tables:
        n_tables += 1
        for one in several:
            said = decide(one.words, frame)
            count[one.label, said] += 1
            if said in ("true", "false") and said != one.label and shown < arguments.show:
                shown += 1
                print(f"{frame.name}: {one.words}  [{one.label}, called {said}]", file=sys.stderr)
    took = time.perf_counter() - start
    n = sum(count.values())
    print(f"{n:,} statements on {n_tables:,} tables, {1000 * took / max(1, n):.0f} ms for each")
    _print("all statements", count, ("true", "false", "unknown", "unread"))
    _print("with a number or quantity", count, ("true", "false", "unknown"))


def _print(name: str, count: Counter[tuple[str, str]], kinds: Sequence[str]) -> None:
    def n(labels: Sequence[str], said: Sequence[str]) -> int:
        return sum(count[label, one] for label in labels for one in said)

    known, every = ("true", "false"), ("true", "false", "unknown")
    right = count["true", "true"] + count["false", "false"]
    print(f"{name}: {n(every, kinds):,}")
    for words, got, whole in (
        ("coverage: decided, of those that can be told", n(known, known), n(known, kinds)),
        ("precision of what was decided", right, n(every, known)),
        ("   of `supported`", count["true", "true"], n(every, ("true",))),
        ("   of `contradicted`", count["false", "false"], n(every, ("false",))),
        ("recall: of the false, contradicted", count["false", "false"], n(("false",), kinds)),
        ("recall: of the true, supported", count["true", "true"], n(("true",), kinds)),
        ("true ones called contradicted", count["true", "false"], n(("true",), kinds)),
        ("abstained rightly", n(("unknown",), ("unknown", *set(kinds) & {"unread"})), n(("unknown",), kinds)),
    ):
        print(f"  {words:46} {got:6,} of {whole:<6,} {100 * got / whole if whole else 0:5.1f}%")


if __name__ == "__main__":
    main()

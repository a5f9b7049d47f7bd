"""How well `answerable audit` reads labelled texts: four numbers for each set, counted, never estimated.

A text is Markdown whose labels stand in it: ``{{T|38%}}`` is true of the tables, ``{{F:wrong_year|38%}}`` false and
how, ``{{X|38%}}`` cannot be told from them. The marks are taken out before the text is tried. A text is tried against
the tables of its own name, and those that its first line names: ``<!-- tables: a.csv b.xlsx -->``.

    python tests/check/claims/measure.py first kept last fresh varied other fifth [--show]
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from answerable.check.claims.audit import audit_text
from answerable.check.claims.data.frames import Frame
from answerable.check.claims.text.markup import mask_markdown
from answerable.cli.audit import load_frames
from answerable.model.claim import Claim, Verdict

HERE = Path(__file__).parent
SETS = ("first", "kept", "last", "fresh", "varied", "other", "fifth")
"""In the order in which they were written; `fifth` is by another hand."""
_MARK = re.compile(r"\{\{(?P<label>[TFX])(?::(?P<kind>\w+))?\|(?P<words>[^}]*)\}\}")
_TABLES = re.compile(r"\A<!-- tables: (?P<names>[^>]*?) -->\n")
_TABLE_KINDS = (".csv", ".xlsx", ".ods", ".parquet", ".db")
BORNE = (Verdict.SUPPORTED, Verdict.SUPPORTED_BY_ROUNDING)


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled statement of a text, and what was made of it.

    Args:
        text: the file's stem.
        words: that the label stands on.
        label: `T`, `F` or `X`.
        kind: how a false one is false.
        claim: that covers these words; None where none does.
        sentence: around it.
    """

    text: str
    words: str
    label: str
    kind: str
    claim: Claim | None
    sentence: str

    @property
    def verdict(self) -> Verdict | None:
        """What was said of it; None where it was not recognised at all."""
        return self.claim.verdict if self.claim else None


def parse_labels(marked: str) -> tuple[str, list[tuple[int, int, str, str]]]:
    """A text without its marks, and (start, end, label, kind) of each."""
    plain, labels, at = "", [], 0
    for match in _MARK.finditer(marked):
        plain += marked[at : match.start()]
        labels.append((len(plain), len(plain) + len(match["words"]), match["label"], match["kind"] or ""))
        plain += match["words"]
        at = match.end()
    return plain + marked[at:], labels


def iter_labelled(folder: Path) -> Iterator[Labelled]:
    """Every labelled statement of a set, tried."""
    for path in sorted(folder.glob("*.md")):
        marked = path.read_text(encoding="utf-8")
        named = _TABLES.match(marked)
        tables = [folder / name for name in named["names"].split()] if named else []
        tables = tables or [path.with_suffix(kind) for kind in _TABLE_KINDS if path.with_suffix(kind).exists()]
        frames: list[Frame] = [frame for table in tables for frame in load_frames(str(table))]
        text, labels = parse_labels(marked[named.end() :] if named else marked)
        claims = audit_text(mask_markdown(text), frames, origin=path.name).claims
        for start, end, label, kind in labels:
            over = [one for one in claims if one.start < end and start < one.end]
            claim = max(over, key=lambda one: min(end, one.end) - max(start, one.start), default=None)
            around = text[text.rfind("\n", 0, start) + 1 :].partition("\n")[0]
            yield Labelled(path.stem, text[start:end], label, kind, claim, around)


@dataclass(frozen=True, slots=True)
class Measure:
    """The numbers of one set, each as (how many, of how many)."""

    recognised: tuple[int, int]
    coverage: tuple[int, int]
    precision: tuple[int, int]
    recall: tuple[int, int]
    caught: tuple[int, int]
    abstention: tuple[int, int]
    false_alarms: tuple[int, int]
    false_called_supported: tuple[int, int]


def measure(found: Sequence[Labelled]) -> Measure:
    """The numbers of a set."""
    count = Counter((one.label, one.verdict) for one in found)

    def n(labels: str, *verdicts: Verdict | None) -> int:
        return sum(count[label, verdict] for label in labels for verdict in verdicts)

    every = (*Verdict, None)
    # Where a hidden small number allows a claim and does not bear it, a person is the right answer.
    n_open = sum(one.kind == "interval" and one.verdict is Verdict.NEEDS_PERSON for one in found)
    return Measure(
        recognised=(len(found) - n("TFX", None), len(found)),
        coverage=(n("TF", *BORNE, Verdict.CONTRADICTED), n("TF", *every)),
        precision=(n("F", Verdict.CONTRADICTED), n("TFX", Verdict.CONTRADICTED)),
        recall=(n("F", Verdict.CONTRADICTED), n("F", *every)),
        caught=(n("F", Verdict.CONTRADICTED, Verdict.NEEDS_PERSON), n("F", *every)),
        abstention=(n("X", Verdict.NOT_CHECKABLE) + n_open, n("X", *every)),
        false_alarms=(n("T", Verdict.CONTRADICTED), n("T", *every)),
        false_called_supported=(n("F", *BORNE), n("F", *every)),
    )


_SAID = {
    "recognised": "statements recognised",
    "coverage": "coverage: checkable statements decided",
    "precision": "precision: of those called contradicted, false",
    "recall": "recall: of the false, called contradicted",
    "caught": "   or put before a person",
    "abstention": "correct abstention: of the uncheckable",
    "false_alarms": "false alarms: of the true, called contradicted",
    "false_called_supported": "missed: of the false, called supported",
}


def print_measure(name: str, found: Sequence[Labelled]) -> None:
    """The numbers of a set, in words."""
    count = Counter(one.label for one in found)
    print(f"{name}: {len(found)} statements ({count['T']} true, {count['F']} false, {count['X']} uncheckable)")
    numbers = measure(found)
    for key, said in _SAID.items():
        got, whole = getattr(numbers, key)
        print(f"  {said:48} {got:4} of {whole:<4} {100 * got / whole if whole else 0:5.1f}%")


def _main(arguments: Sequence[str]) -> None:
    for name in [one for one in arguments if not one.startswith("-")] or SETS:
        found = list(iter_labelled(HERE / name))
        print_measure(name, found)
        if "--show" in arguments:
            _show(found)


def _show(found: Sequence[Labelled]) -> None:
    right = {"T": BORNE, "F": (Verdict.CONTRADICTED,), "X": (Verdict.NOT_CHECKABLE,)}
    for one in found:
        if one.verdict not in right[one.label]:
            claim = one.claim
            said = (
                f"{claim.verdict.value}: {claim.reading} = {claim.value} [{claim.why}]" if claim else "not recognised"
            )
            print(f"\n{one.text} {one.label} {one.kind} «{one.words}» in {one.sentence[:110]}\n     {said}")
            if claim and claim.runner_up:
                print(f"     next: {claim.runner_up}")


if __name__ == "__main__":
    _main(sys.argv[1:])

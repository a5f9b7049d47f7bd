"""How fast cases and tallies are extracted, what that holds in memory, and how a plain regex does beside it.

    python bench/extracting.py             1,000 generated answers
    python bench/extracting.py 10000       as many as you like

Each answer is a letter of one or two narratives, drawn from the test set of narratives (tests/extract/*.toml: lists,
paragraphs, reports, several officers in one), two numbered answers and a closing line, with its own years. They lie in
a record as `answerable read` leaves them; the whole stage runs over them and rows are written. "A plain regex" looks
for every cue of the codebook in every case and takes the first of each variable: no sentences, no negation, no "would
have been". Its cases are given to it; ours are found. Times are the processor's; memory is that of the process,
by tenths of the way.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HOME), str(HOME / "tests" / "extract")]

from narrative_scores import code_narrative, load_codebook, load_narratives, pair, values_of  # noqa: E402

from answerable.extract.run import run  # noqa: E402
from answerable.model.case import Case, Tally  # noqa: E402
from answerable.model.codebook import Codebook, VariableKind  # noqa: E402
from answerable.model.document import Document, Page  # noqa: E402
from answerable.model.ids import hash_bytes  # noqa: E402
from answerable.model.message import Message, MessageKind  # noqa: E402
from answerable.model.request import Request  # noqa: E402
from answerable.model.response import Classification, Decision  # noqa: E402
from answerable.store.record import Record  # noqa: E402

_AT = "2021-11-25T10:00:00+00:00"


def make_texts(n: int) -> list[str]:
    """The bodies of so many answers, no two alike."""
    chance = random.Random(11)
    narratives = [row["text"] for row in load_narratives() if len(row["text"]) < 1200]
    out = []
    for number in range(n):
        told = chance.sample(narratives, chance.randint(1, 2))
        shift = chance.randint(-2, 2)
        parts = [_shift_years(text, shift) for text in told]
        counts = f"1. {len(parts)}.\n\n4. {chance.randint(3, 40)} allegations were recorded."
        head = f"Reference {number}\n\n{counts}\n\n3. The cases:"
        out.append("\n\n".join([head, *parts, "If you are unhappy with this answer you may ask for a review."]))
    return out


def _shift_years(text: str, shift: int) -> str:
    return re.sub(r"\b20[12]\d\b", lambda year: str(int(year.group()) + shift), text)


def fill(record: Record, texts: list[str]) -> None:
    """One request, letter and page for each text, as the stages before leave them."""
    asked: list[Request] = []
    tracked: list[Message | Classification] = []
    read: list[Document | Page] = []
    for number, text in enumerate(texts):
        name, document = f"{number:05}", hash_bytes(text.encode())
        request = Request(f"req-{name}", "batch", f"force-{name}", "ANS", "foia-2000", "s", "b", "m")
        letter = Message(
            f"msg-{name}", document, "in", _AT, "foi@x.example", "", (), "s", name, "", (), "", (), request.id
        )
        ruling = Classification(
            f"cls-{name}", letter.id, request.id, request.authority_id, MessageKind.RESPONSE, None, Decision.DISCLOSED
        )
        asked.append(request)
        tracked += [letter, ruling]
        read += [
            Document(document, name, "text/plain", len(text), 1, 0),
            Page(f"{document}:1", document, 1, "mail", text),
        ]
    record.replace("ask", "all", "k", asked)
    record.replace("track", "all", "k", tracked)
    record.replace("read", "all", "k", read)


def memory() -> float:
    """Megabytes that the process holds now."""
    with Path("/proc/self/statm").open() as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6


def find_by_regex(codebook: Codebook) -> Mapping[str, list[tuple[str, re.Pattern[str]]]]:
    """Every category's cues as one plain expression."""
    out: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for variable in codebook.variables:
        if variable.unit != "case" or not variable.categories:
            continue
        for category in variable.categories:
            cues = [re.escape(cue.rstrip("?")).replace(r"\*", r"\w*") for cue in category.cues if "(" not in cue]
            if cues:
                pattern = re.compile(rf"\b(?:{'|'.join(cues)})\b", re.IGNORECASE)
                out.setdefault(variable.name, []).append((category.name, pattern))
    return out


def code_by_regex(
    text: str, patterns: Mapping[str, list[tuple[str, re.Pattern[str]]]], several: frozenset[str]
) -> dict[str, set[str]]:
    """The first category of each variable whose cue stands in a text; of those that take several, all."""
    out: dict[str, set[str]] = {}
    for variable, categories in patterns.items():
        found = [(match.start(), name) for name, pattern in categories if (match := pattern.search(text))]
        if found:
            out[variable] = {name for _, name in found} if variable in several else {min(found)[1]}
    return out


def compare_quality() -> None:
    """Precision and recall of both on the half of the narratives that is held back, over what both can code."""
    codebook = load_codebook()
    patterns = find_by_regex(codebook)
    several = frozenset(one.name for one in codebook.variables if one.kind is VariableKind.MULTI_CATEGORY)
    rows = [row for row in load_narratives() if row["held_back"]]
    for name in ("regex", "rules"):
        hits = said = wanted = 0
        for row in rows:
            truth = [{key: _as_set(value) for key, value in case.items() if key in patterns} for case in row["cases"]]
            if name == "regex":
                got = [code_by_regex(row["text"], patterns, several) for _ in row["cases"]]
            else:
                got = [values_of(case) for case in code_narrative(row)]
            for want, have in pair(truth, got):
                hits += sum(len(want.get(key, set()) & have.get(key, set())) for key in patterns)
                said += sum(len(have.get(key, set())) for key in patterns)
                wanted += sum(len(want.get(key, set())) for key in patterns)
        label = "a plain regex (cases given)" if name == "regex" else "the rules (cases found)"
        print(f"{label}: precision {hits / said:.3f}, recall {hits / wanted:.3f} on {len(rows)} narratives held back")


def _as_set(value: Any) -> set[str]:
    return {str(one) for one in value} if isinstance(value, list) else {str(value)}


def main() -> None:
    """Measure once and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n", nargs="?", type=int, default=1000)
    n = parser.parse_args().n
    texts = make_texts(n)
    n_characters = sum(map(len, texts))
    codebook = load_codebook()
    code_narrative(load_narratives()[0])  # patterns are compiled once
    with tempfile.TemporaryDirectory() as folder:
        record = Record.open(f"sqlite:///{folder}/record.db", archive=Path(folder) / "sources")
        with record:
            fill(record, texts)
            held: dict[int, float] = {}

            def watch(n_done: int, n_all: int, what: str) -> None:
                if n_all and n_done * 10 // n_all not in held:
                    held[n_done * 10 // n_all] = memory()

            start = time.process_time()
            run(record, codebook, progress=watch)
            seconds = time.process_time() - start
            n_cases, n_tallies, n_values = 0, 0, 0
            for case in record.iter(Case):
                n_cases += 1
                n_values += len(case.values)
            n_tallies = sum(1 for _ in record.iter(Tally))
            again = time.process_time()
            run(record, codebook)
            again = time.process_time() - again
    patterns = find_by_regex(codebook)
    several = frozenset(one.name for one in codebook.variables if one.kind is VariableKind.MULTI_CATEGORY)
    start = time.process_time()
    n_regex = sum(len(code_by_regex(part, patterns, several)) for text in texts for part in text.split("\n\n"))
    bare = time.process_time() - start
    n_all = n_values + n_tallies
    per_second = f"{n_all / seconds:,.0f} values and {n / seconds:.1f} answers a second"
    print(
        f"{n} answers, {n_characters / 1e6:.1f} M characters: {n_cases} cases, {n_values} values, {n_tallies} tallies"
    )
    print(f"the whole stage, rows written: {seconds:.1f} s, {per_second}")
    print(f"a second run, nothing changed: {again:.1f} s")
    print(f"a plain regex, nothing written: {bare:.1f} s, {n_regex / bare:,.0f} values a second")
    print(f"time beside the plain regex: {seconds / bare:.1f} times")
    print(f"memory by tenths, MB: {' '.join(f'{held[tenth]:.0f}' for tenth in sorted(held))}")
    compare_quality()


if __name__ == "__main__":
    main()

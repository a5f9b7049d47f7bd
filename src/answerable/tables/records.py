"""Records of documents without tables: forms and reports in which a label stands before each value.

In: the text of a page, the label with which a record begins, the labels of its values. Out: for each record the range
of each value. Two orders of text occur: record after record, and, where a page was laid out in columns, all values of
one label after another; the second is told by labels that come equally often and do not alternate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_LABEL = re.compile(r"(?:(?<=\s)|\A)([A-Z][A-Za-z#&/.']*(?:[ ][A-Za-z#&/.']+){0,3}[ ]?#?:)(?=\s|\Z)")

Record = dict[str, tuple[int, int]]
"""Range of the value behind each label, in the page's text."""


def find_records(text: str, starts: str, labels: Sequence[str], known: Sequence[str] = ()) -> list[Record]:
    """The records of a page.

    Args:
        text: the page's text.
        starts: the label with which each record begins.
        labels: labels of values.
        known: further labels, at which a value ends.

    >>> [{k: "No 1 Paid: $5 No 2 Paid: $7"[a:b] for k, (a, b) in r.items()}
    ...     for r in find_records("No 1 Paid: $5 No 2 Paid: $7", "No", ["No", "Paid:"])]
    [{'No': '1', 'Paid:': '$5'}, {'No': '2', 'Paid:': '$7'}]
    """
    wanted = list(dict.fromkeys([starts, *labels]))
    # A label that was only found to be one must not cut those that a person named.
    others = [label for label in known if not any(name.lower() in label.lower() for name in wanted)]
    marks = _find_marks(text, [*wanted, *others])
    if not any(label == starts for label, _, _ in marks):
        return []
    values = [
        (label, _trim(text, end, marks[index + 1][1] if index + 1 < len(marks) else len(text)))
        for index, (label, _, end) in enumerate(marks)
    ]
    if _stands_in_columns(values, starts):
        return _by_order(values, wanted)
    return _by_start(values, starts, wanted)


def find_labels(text: str) -> tuple[str, ...]:
    """Labels that a text uses again and again: one to four words, the first one capital, before a colon.

    >>> find_labels("Risk #: 1 Reason: a Risk #: 2 Reason: b")
    ('Risk #:', 'Reason:')
    """
    counts: dict[str, int] = {}
    for match in _LABEL.finditer(text):
        for words in _tails(match[1]):
            counts[words] = counts.get(words, 0) + 1
    often = [words for words, count in counts.items() if count >= 2]
    return tuple(
        words
        for words in often
        if not any(words.endswith(" " + other) and counts[other] > counts[words] for other in often)
    )


def _tails(words: str) -> list[str]:
    parts = words.split(" ")
    return [" ".join(parts[index:]) for index in range(len(parts)) if parts[index][:1].isupper()]


def _find_marks(text: str, labels: Sequence[str]) -> list[tuple[str, int, int]]:
    """Label, start and end of every label in the text, in order; the longest label wins where several stand."""
    by_folded = {" ".join(label.lower().split()): label for label in reversed(labels) if label.strip()}
    ordered = sorted(by_folded, key=len, reverse=True)
    pattern = "|".join(r"(?<!\w)" + re.escape(words).replace(r"\ ", r"\s+") for words in ordered)
    return [
        (by_folded[" ".join(match.group().lower().split())], match.start(), match.end())
        for match in re.finditer(pattern, text, re.IGNORECASE)
    ]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The range of a value without blanks around it; it ends where a new cell or an empty line begins."""
    stop = min((found for mark in ("\t", "\n\n") if (found := text.find(mark, start, end)) >= 0), default=end)
    if not text[start:stop].strip():
        stop = end
    words = text[start:stop]
    left = start + len(words) - len(words.lstrip(" \n\t:"))
    return (left, max(left, start + len(words.rstrip())))


def _stands_in_columns(values: Sequence[tuple[str, tuple[int, int]]], starts: str) -> bool:
    """Whether all records' first labels come before the other labels of the first record."""
    order = [label for label, _ in values]
    n_records = order.count(starts)
    if n_records < 2:
        return False
    counts = {label: order.count(label) for label in order}
    last_start = max(index for index, label in enumerate(order) if label == starts)
    after = {label for label in order[last_start:] if label != starts}
    # Read record by record, a label of the last column would come once after the last start, not once per record.
    return any(counts[label] == order[last_start:].count(label) == n_records for label in after)


def _by_order(values: Sequence[tuple[str, tuple[int, int]]], wanted: Sequence[str]) -> list[Record]:
    records: list[Record] = []
    seen: dict[str, int] = {}
    for label, place in values:
        number = seen.get(label, 0)
        seen[label] = number + 1
        if label in wanted:
            while len(records) <= number:
                records.append({})
            records[number][label] = place
    return records


def _by_start(values: Sequence[tuple[str, tuple[int, int]]], starts: str, wanted: Sequence[str]) -> list[Record]:
    records: list[Record] = []
    for label, place in values:
        if label == starts:
            records.append({})
        if records and label in wanted:
            records[-1].setdefault(label, place)
    return records


def misaligned(records: Sequence[Record], labels: Sequence[str]) -> list[str]:
    """Labels that some records have and others lack: in a page of columns their values may belong to other records."""
    counts = {label: sum(label in record for record in records) for label in labels}
    return [label for label, count in counts.items() if 0 < count < len(records)]

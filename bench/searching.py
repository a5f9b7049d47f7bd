"""Evidence search over a million passages: time of ordinary queries end to end, beside bare FTS5 in the same run.

The words are drawn by frequency from the sentences that authorities write (the pools below), so that common words are
common and rare ones rare; a passage is a page of such sentences.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from answerable.model.passage import Passage
from answerable.store.search.sqlite import SqliteIndex
from answerable.words.mutations import looks_welsh
from answerable.words.queries import parse_query

_WHO = ("a police constable", "a sergeant", "a member of staff", "the officer", "an inspector", "a special constable")
_DID = (
    "posted an offensive joke on a private WhatsApp group",
    "sent messages to a member of the public through Facebook",
    "shared a photograph of a scene on Snapchat",
    "made discriminatory comments on Twitter",
    "used Instagram to contact a vulnerable person",
    "forwarded a video over Signal to colleagues",
)
_OUTCOME = (
    "was given a final written warning",
    "was dismissed without notice at an accelerated hearing",
    "would have been dismissed had they still been serving",
    "received management advice",
    "faced no further action because the allegation was not proven",
)
_LETTER = (
    "Your request has been considered under the Freedom of Information Act 2000.",
    "Section 40(2) is engaged because the information is personal data.",
    "The cost of compliance would exceed the appropriate limit under section 12.",
    "You have the right to complain to the Information Commissioner within six weeks of an internal review.",
    "The information is held by the Professional Standards Department and covers the calendar years asked about.",
    "Mae'r heddlu wedi cadarnhau bod y wybodaeth yn cael ei dal gan yr adran safonau.",
)
_QUERIES = (
    "whatsapp dismissed",
    '"final written warning" sergeant',
    "snapchat photograph scene",
    "section 12 appropriate limit",
    "vulnerable instagram -facebook",
    "accelerated hearing twitter OR signal",
    "discrimin* inspector",
    "gwybodaeth heddlu",
    "reference {number}",
    "authority:force{force} whatsapp",
    '"not proven" special constable',
    "complain commissioner review",
    "video colleagues signal",
    "{name} tribunal",
)
_NAMES = tuple(
    "".join(part) for part in itertools.product(("Bran", "Cor", "Del", "Wyn", "Tar"), ("by", "mouth", "ley"))
)


def iter_passages(n: int, seed: int = 7) -> Iterator[Passage]:
    """So many passages, the same for the same seed."""
    draw = random.Random(seed)
    for number in range(n):
        sentences = [draw.choice(_LETTER) for _ in range(draw.randint(1, 3))]
        for _ in range(draw.randint(0, 3)):
            sentences.append(
                f"In {draw.randint(2010, 2026)} {draw.choice(_WHO)} {draw.choice(_DID)} and {draw.choice(_OUTCOME)}."
            )
        if draw.random() < 0.02:
            sentences.append(f"The {draw.choice(_NAMES)} tribunal heard the appeal.")
        sentences.append(f"Our reference is {number}/{draw.randint(10, 26)}.")
        text = " ".join(sentences)
        force = f"force{draw.randint(0, 399)}"
        yield Passage(
            "document",
            f"doc{number // 4}",
            f"doc{number // 4}",
            number % 4 + 1,
            0,
            text,
            "reply.pdf",
            force,
            is_welsh=looks_welsh(text),
        )


def _percentile(seconds: list[float], share: float) -> float:
    return sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))] * 1000


def _queries(n_passages: int) -> list[str]:
    draw = random.Random(11)
    return [
        draw.choice(_QUERIES).format(
            number=draw.randrange(n_passages), force=draw.randint(0, 399), name=draw.choice(_NAMES)
        )
        for _ in range(200)
    ]


def main(n_passages: int = 1_000_000) -> None:
    """Index, search, print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = time.monotonic()
        index = SqliteIndex.open(folder / "search.db")
        passages = iter_passages(n_passages)
        for number in itertools.count():
            piece = list(itertools.islice(passages, 5000))
            if not piece:
                break
            index.replace(f"unit{number}", "1", piece)
        taken = time.monotonic() - began
        n_bytes = sum(path.stat().st_size for path in folder.iterdir())
        print(f"{n_passages:,} passages indexed in {taken:.0f} s, {n_bytes / 1e6:.0f} MB")
        ours = []
        for text in _queries(n_passages):
            began = time.monotonic()
            index.find(parse_query(text))
            ours.append(time.monotonic() - began)
        index.close()

        began = time.monotonic()
        bare = sqlite3.connect(folder / "bare.db")
        bare.execute("CREATE VIRTUAL TABLE t USING fts5 (text)")
        bare.executemany("INSERT INTO t VALUES (?)", ((one.text,) for one in iter_passages(n_passages)))
        bare.commit()
        bare_taken = time.monotonic() - began
        theirs = []
        for text in _queries(n_passages):
            words = " ".join(one for one in text.replace(" OR ", " ").split() if ":" not in one and one[0] != "-")
            plain = " AND ".join(f'"{one.rstrip("*")}"' for one in words.replace('"', "").split())
            began = time.monotonic()
            bare.execute(
                "SELECT rowid, snippet(t, 0, '[', ']', '...', 30) FROM t WHERE t MATCH ? ORDER BY rank LIMIT 20",
                (plain,),
            ).fetchall()
            theirs.append(time.monotonic() - began)
        bare.close()
    print(f"bare FTS5 indexes the same text in {bare_taken:.0f} s (ours takes {taken / bare_taken:.1f} times that)")
    for share in (0.5, 0.95):
        mine, other = _percentile(ours, share), _percentile(theirs, share)
        print(f"p{share * 100:.0f}: {mine:.1f} ms end to end; bare FTS5 {other:.1f} ms ({mine / other:.2f} times)")


if __name__ == "__main__":
    main()

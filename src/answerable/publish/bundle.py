"""The dated bundle for the lawyer: the story as it will be printed, every claim, every reply, and what bears them.

What comes in: the record, the edition, the replies, the preflight. What goes out: a folder or a ZIP of files with their
hashes. It holds what is not for publication: names, whole documents. Never here: the published site.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from answerable.errors import ValueNotAllowed
from answerable.model.ids import hash_bytes
from answerable.model.problem import Problem
from answerable.model.reply import Reply
from answerable.publish.edition import Edition, Material, gather
from answerable.publish.replies import NOUN, render_letter
from answerable.publish.sealed import count_sealed, drop_sealed
from answerable.publish.sentences import list_sentences
from answerable.publish.spoken import make_transcript
from answerable.store.codec import to_text
from answerable.store.record import Record

_STAMP = (1980, 1, 1, 0, 0, 0)
"""One time for every member, so that the same bundle has the same bytes."""


def write_bundle(
    record: Record, edition: Edition, replies: Sequence[Reply], problems: Iterable[Problem], target: Path
) -> int:
    """Write the bundle; return how many files it holds.

    Args:
        record: for documents and judgements.
        edition: with the story.
        replies: as they stand.
        problems: of the preflight.
        target: a file ``.zip``, or a folder that does not exist yet or is empty.

    Raises:
        ValueNotAllowed: the folder holds something.
    """
    files = make_bundle(record, edition, replies, problems)
    if target.suffix == ".zip":
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, data in files.items():
                archive.writestr(zipfile.ZipInfo(path, _STAMP), data)
        return len(files)
    if target.exists() and any(target.iterdir()):
        raise ValueNotAllowed("this folder holds something", where=str(target), remedy="name a new folder")
    for path, data in files.items():
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return len(files)


def make_bundle(
    record: Record, edition: Edition, replies: Sequence[Reply], problems: Iterable[Problem]
) -> dict[str, bytes]:
    """Every file of the bundle, by path."""
    material = gather(record, edition)
    others = [one for one in drop_sealed(material.judgements) if one.noun != NOUN]
    n_sealed = count_sealed(material.judgements)
    texts = {
        "story.txt": make_transcript(edition, material),
        "story.md": edition.story.text,
        "sentences.csv": _render_sentences(edition, material),
        "claims.csv": _render_claims(edition, material),
        "replies.csv": _render_replies(replies),
        "preflight.csv": _render_problems(problems),
        "decisions/replies.jsonl": "".join(to_text(one) + "\n" for one in material.judgements if one.noun == NOUN),
        "decisions/others.jsonl": "".join(to_text(one) + "\n" for one in others),
    }
    for reply in replies:
        deadline = dt.date.fromisoformat(reply.deadline) if reply.deadline else edition.as_of
        slug = reply.id.replace(":", "-")
        texts[f"letters/{slug}.txt"] = render_letter(reply, edition, deadline)
        for number, answer in enumerate(reply.answers, 1):
            texts[f"answers/{slug}-{number}.txt"] = f"{answer.on}\n\n{answer.text}\n"
    files = {path: text.encode() for path, text in texts.items()}
    files |= {f"documents/{name}": data for name, data in _iter_documents(record, material)}
    files["README.txt"] = _render_readme(edition, replies, n_sealed).encode()
    files["SHA256SUMS"] = "".join(f"{hash_bytes(data)}  {path}\n" for path, data in sorted(files.items())).encode()
    return dict(sorted(files.items()))


def _render_readme(edition: Edition, replies: Sequence[Reply], n_sealed: int) -> str:
    n_open = sum(one.state.is_open for one in replies)
    return "\n".join(
        [
            f"{edition.name}: for the lawyer, as of {edition.as_of.isoformat()}",
            "Confidential, for the purpose of legal advice. Not for publication: it holds names and whole documents.",
            "",
            "story.txt        the story as it will be printed",
            "sentences.csv    each sentence with its line, whom it is about, what stands in it",
            "claims.csv       each figure and quotation with the verdict of the check and what it rests on",
            "replies.csv      each sentence put to each of those spoken of, when, the answer, the change, a waiver",
            "letters/         the letter to each of them; answers/ what came back",
            "documents/       the received files that sentences rest on, under the hash of their bytes",
            "preflight.csv    what blocks publication now",
            "decisions/       every judgement as it was made, by whom, when and why; no codes that are still sealed",
            "SHA256SUMS       hashes: sha256sum -c SHA256SUMS",
            "",
            f"Right of reply: {len(replies)} spoken of, {n_open} still open.",
            *([f"Kept back: {n_sealed} codes of double codings that are still sealed."] if n_sealed else []),
            "",
        ]
    )


def _write_csv(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads)
    for row in rows:
        # A spreadsheet would run a cell that starts with one of these as a formula.
        writer.writerow([f"'{cell}" if str(cell)[:1] in ("=", "+", "@", "-") else cell for cell in row])
    return out.getvalue()


def _render_sentences(edition: Edition, material: Material) -> str:
    sentences = list_sentences(edition.story, material.claims, material.authorities, material.cases)
    rows = ((one.line, one.text, "; ".join(one.about), "; ".join(c.bound_to for c in one.claims)) for one in sentences)
    return _write_csv(("line", "sentence", "about", "rests on"), rows)


def _render_claims(edition: Edition, material: Material) -> str:
    rows = (
        (edition.story.line_of(c.start), c.text, c.value, c.verdict.value, c.why, c.bound_to, c.query)
        for c in sorted(material.claims, key=lambda claim: claim.start)
    )
    return _write_csv(("line", "words", "prints", "verdict", "why", "bound to", "query"), rows)


def _render_replies(replies: Sequence[Reply]) -> str:
    heads = ("who", "state", "line", "sentence", "evidence", "put on", "deadline", "answers", "change", "waived", "why")
    rows = (
        (
            reply.name, reply.state.value, one.line, one.text, " | ".join(one.evidence),
            "" if one.id in reply.unput else reply.put_on, reply.deadline,
            " | ".join(f"{answer.on}: {answer.text}" for answer in reply.answers),
            reply.change, reply.waived_by, reply.reason,
        )
        for reply in replies
        for one in reply.allegations
    )  # fmt: skip
    return _write_csv(heads, rows)


def _render_problems(problems: Iterable[Problem]) -> str:
    rows = (("yes" if one.blocks else "no", one.code, one.where, one.found, one.remedy) for one in problems)
    return _write_csv(("blocks", "code", "where", "found", "remedy"), rows)


def _iter_documents(record: Record, material: Material) -> Iterable[tuple[str, bytes]]:
    """The received bytes that any claim of the story rests on directly: cases and letters quoted in it."""
    wanted: dict[str, str] = {}
    for claim in material.claims:
        scheme, _, target = claim.bound_to.partition(":")
        sha256 = ""
        if scheme == "letter":
            sha256 = target.split(":")[0]
        elif scheme == "case" and target in material.cases:
            sha256 = material.cases[target].document
        if sha256 and sha256 in material.documents:
            wanted[sha256] = Path(material.documents[sha256].name).name
    for sha256, name in sorted(wanted.items()):
        yield f"{sha256[:12]}-{name}", record.get_bytes(sha256)

"""Who answered: the board of all authorities, and a page for each.

What comes in: a frame. What goes out: pages in a `SiteWriter`. Never here: the reckoning of what became of a request.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from answerable.publish.board import BoardRow
from answerable.publish.explorer import CaseRow
from answerable.publish.method import list_laws
from answerable.publish.pages.article import say_honesty
from answerable.publish.pages.documents import DocumentLink
from answerable.publish.pages.frame import Frame
from answerable.publish.pages.rows import render_rows
from answerable.publish.privacy import mask
from answerable.publish.writer import SiteWriter

MOST_WITNESSES = 6
MOST_CASES = 100
"""Shown on the authority's own page; its list has all."""
MOST_LETTERS = 6_000
"""Characters of one letter."""


def add_answers(frame: Frame, writer: SiteWriter) -> None:
    """Put the board."""
    frame.add(
        writer,
        "answers.html",
        "answers.html",
        rows=frame.board,
        honesty=say_honesty(frame),
        map=frame.blocks.map("", with_table=False),
        measure=frame.labels.measure(frame.measure),
        measure_name=frame.measure,
        laws=list_laws(frame.material),
    )


def add_authority(
    frame: Frame, writer: SiteWriter, row: BoardRow, cases: Sequence[CaseRow], documents: Sequence[DocumentLink]
) -> None:
    """Put the page of one authority."""
    material = frame.material
    tallies = [tally for tally in material.tallies.values() if tally.authority_id == row.id and not tally.superseded]
    frame.add(
        writer,
        "authority.html",
        f"authorities/{row.id}.html",
        authority=material.authorities[row.id],
        row=row,
        facts=_facts(frame, row),
        counts=_counts(frame, row.id),
        letters=_letters(frame, row.id),
        witnesses=frame.notes.join_witnesses(tallies, MOST_WITNESSES),
        n_cases=len(cases),
        n_shown=MOST_CASES,
        cases=render_rows(cases[:MOST_CASES], "../"),
        documents=documents,
        replies=_replies(frame, row.id),
    )


def _replies(frame: Frame, authority_id: str) -> list[tuple[str, str]]:
    """The day and the words of each response that stands, in full but for what names or reaches a person."""
    material = frame.material
    found = [material.messages[one] for one in material.answers[authority_id].messages if one in material.messages]
    replies = []
    for message in found:
        body = message.body.strip()
        cut = body if len(body) <= MOST_LETTERS else body[:MOST_LETTERS].rsplit("\n", 1)[0] + " …"
        replies.append((frame.language.day(message.sent_at), mask(cut, material.names.on(body)).text))
    return [(day, words) for day, words in replies if words]


def _facts(frame: Frame, row: BoardRow) -> list[tuple[str, str]]:
    say, language = frame.language.say, frame.language
    authority, answer = frame.material.authorities[row.id], frame.material.answers[row.id]
    facts = [
        (say("Asked"), language.day(answer.asked_on)),
        (say("Due"), language.day(answer.due_on)),
        (say("Answered"), language.day(answer.answered_on) or say("no")),
    ]
    if row.grounds:
        facts.append((say("Grounds"), "; ".join(row.grounds)))
    newest = max(authority.headcounts, key=lambda item: item.on, default=None)
    if newest:
        facts.append((say("Officers"), f"{language.number(newest.n_officers)} ({newest.on.year})"))
    return facts


def _counts(frame: Frame, authority_id: str) -> list[dict[str, str]]:
    names = [one.name for one in frame.edition.codebook.measures]

    def order(measure: str) -> int:
        return names.index(measure) if measure in names else len(names)

    return [
        {
            "name": count.measure,
            "measure": frame.labels.measure(count.measure),
            "value": frame.language.value(count.value),
            "basis": frame.language.say(count.basis.replace("_", " ")),
            "note": count.note,
        }
        for count in sorted(frame.material.counts, key=lambda count: order(count.measure))
        if count.authority_id == authority_id
    ]


def _letters(frame: Frame, authority_id: str) -> list[dict[str, Any]]:
    material, say = frame.material, frame.language.say
    ours = {request.id for request in material.requests if request.authority_id == authority_id}
    by_message = {row.message_id: row for row in material.classifications}
    letters = []
    for message in sorted(material.messages.values(), key=lambda m: (m.sent_at, m.id)):
        if message.request_id not in ours:
            continue
        row = by_message.get(message.id)
        letters.append(
            {
                "day": frame.language.day(message.sent_at),
                "kind": say((row.kind.value if row else "letter").replace("_", " ")),
                "decision": say(row.decision.value.replace("_", " ")) if row and row.decision else "",
                "superseded": bool(row and row.superseded_by),
            }
        )
    return letters

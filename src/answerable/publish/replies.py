"""The right of reply: who is spoken of, what is put to them, what came of it; publishing waits for every one of them.

What comes in: the edition, the material, the judgements kept about replies. What goes out: `Reply` values, the
judgements of each step, the letter. Never here: sending, files.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from answerable.errors import ValueNotAllowed
from answerable.model.ids import make_id
from answerable.model.judgement import Judgement, Ruling, make_judgement
from answerable.model.reply import Allegation, Reply, ReplyAnswer, ReplyState
from answerable.publish.edition import Edition, Material
from answerable.publish.language import Language
from answerable.publish.notes import NoteMaker
from answerable.publish.sentences import Sentence, list_sentences

NOUN = "reply"
"""The noun of judgements about replies; their `variable` is the step."""
PUT, ANSWER, CHANGE, WAIVE = "put", "answer", "change", "waive"
_MOST_WORDS = 300


@dataclass
class _Course:
    """What was kept about one of them, in order of making."""

    put: dict[str, str] = field(default_factory=dict)
    put_on: str = ""
    deadline: str = ""
    answers: list[ReplyAnswer] = field(default_factory=list)
    change: str = ""
    waived_by: str = ""
    reason: str = ""


def make_replies(edition: Edition, material: Material) -> tuple[Reply, ...]:
    """Everyone whom the story speaks of, with what it says of them and where their right of reply stands."""
    sentences = list_sentences(edition.story, material.claims, material.authorities, material.cases)
    evidence = _Evidence(edition, material)
    said: dict[str, dict[str, Allegation]] = {}
    for sentence in sentences:
        for name in sentence.about:
            allegation_id = make_id("alg", name, sentence.text)
            allegation = Allegation(allegation_id, sentence.text, sentence.line, evidence.list(sentence, name))
            said.setdefault(name, {}).setdefault(allegation_id, allegation)
    courses = _read_courses(material.judgements)
    people = {f"person:{person.key}": person for person in edition.story.people}
    replies = []
    for name, allegations in said.items():
        if name in people:
            title, contact = people[name].name, people[name].contact
        elif name in material.authorities:
            authority = material.authorities[name]
            title, contact = authority.name, authority.email.address if authority.email else ""
        else:
            continue
        course = courses.get(name, _Course())
        replies.append(_make_reply(name, title, contact, tuple(allegations.values()), course, edition.as_of))
    return tuple(sorted(replies, key=lambda reply: (not reply.state.is_open, reply.name)))


def _make_reply(
    name: str, title: str, contact: str, allegations: tuple[Allegation, ...], course: _Course, today: dt.date
) -> Reply:
    unput = tuple(one.id for one in allegations if one.id not in course.put)
    if not course.put:
        state = ReplyState.NOT_PUT
    elif unput:
        state = ReplyState.CHANGED
    elif course.waived_by:
        state = ReplyState.WAIVED
    elif course.answers:
        state = ReplyState.ANSWERED
    else:
        state = ReplyState.LAPSED if today.isoformat() > course.deadline else ReplyState.PUT
    return Reply(
        name, title, contact, allegations, state, course.put_on, course.deadline, unput,
        tuple(course.answers), course.change, course.waived_by, course.reason,
    )  # fmt: skip


def _read_courses(judgements: Iterable[Judgement]) -> dict[str, _Course]:
    ours = [one for one in judgements if one.noun == NOUN]
    undone = {one.undoes for one in ours if one.undoes}
    courses: dict[str, _Course] = {}
    for one in ours:
        if one.undoes or one.id in undone:
            continue
        course = courses.setdefault(one.subject, _Course())
        after: Mapping[str, Any] = json.loads(one.after) if one.after else {}
        course.put.update(after.get("allegations", {}))
        if one.variable == PUT:
            course.put_on, course.deadline = after["on"], after["deadline"]
            # Put anew: an earlier answer was to other words.
            course.answers, course.waived_by, course.reason = [], "", ""
        elif one.variable == ANSWER:
            course.answers.append(ReplyAnswer(after["on"], after["text"], one.by))
        elif one.variable == CHANGE:
            course.change = after["text"]
        elif one.variable == WAIVE:
            course.waived_by, course.reason = one.by, one.reason
    return courses


def find_reply(replies: Sequence[Reply], name: str) -> Reply:
    """The reply of this id.

    Raises:
        ValueNotAllowed: the story speaks of nobody of this id.
    """
    found = next((reply for reply in replies if reply.id == name), None)
    if found is None:
        raise ValueNotAllowed(
            "the story speaks of nobody of this id",
            found=name,
            allowed=", ".join(reply.id for reply in replies) or "nobody: the story names no authority",
            remedy="see `answerable replies`",
        )
    return found


def rule_put(reply: Reply, on: dt.date, deadline: dt.date, *, by: str, made_at: str) -> Judgement:
    """All that the story says of them was put to them.

    Raises:
        ValueNotAllowed: the deadline is not after the day it was put.
    """
    if deadline <= on:
        raise ValueNotAllowed(
            "they would have no day to reply",
            where="deadline",
            found=deadline.isoformat(),
            allowed=f"a day after {on.isoformat()}",
            remedy="name a later day",
        )
    after = {"on": on.isoformat(), "deadline": deadline.isoformat(), "allegations": _words(reply)}
    return _make(reply, PUT, Ruling.ADD, after, by=by, made_at=made_at, reason="put to them word for word")


def rule_answer(reply: Reply, on: dt.date, text: str, *, by: str, made_at: str) -> Judgement:
    """They answered; the answer is kept word for word.

    Raises:
        ValueNotAllowed: nothing was put to them, or the answer is empty.
    """
    if not reply.put_on:
        raise ValueNotAllowed(
            "nothing was put to them yet", found=reply.id, remedy="keep first that it was put: --put, with its deadline"
        )
    _need(text, "the answer")
    after = {"on": on.isoformat(), "text": text.strip()}
    return _make(reply, ANSWER, Ruling.ADD, after, by=by, made_at=made_at, reason="their answer word for word")


def rule_change(reply: Reply, text: str, *, by: str, made_at: str) -> Judgement:
    """What the story changed because of their answer; "nothing" is a change worth saying too."""
    _need(text, "what was changed")
    reason = "what the story changed because of their answer"
    return _make(reply, CHANGE, Ruling.ADD, {"text": text.strip()}, by=by, made_at=made_at, reason=reason)


def rule_waive(reply: Reply, reason: str, *, by: str, made_at: str) -> Judgement:
    """A named person says, with a reason, that these sentences need no reply; later sentences are not covered."""
    _need(reason, "the reason")
    return _make(reply, WAIVE, Ruling.WAIVE, {"allegations": _words(reply)}, by=by, made_at=made_at, reason=reason)


def undo_last(reply: Reply, judgements: Iterable[Judgement], *, by: str, made_at: str, reason: str = "") -> Judgement:
    """Take back the last step of one of them.

    Raises:
        ValueNotAllowed: there is none.
    """
    ours = [one for one in judgements if one.noun == NOUN and one.subject == reply.id]
    undone = {one.undoes for one in ours if one.undoes}
    standing = [one for one in ours if not one.undoes and one.id not in undone]
    if not standing:
        raise ValueNotAllowed("nothing was kept about them", found=reply.id, remedy="see `answerable replies`")
    last = standing[-1]
    return make_judgement(
        made_at=made_at,
        by=by,
        ruling=last.ruling,
        noun=NOUN,
        subject=reply.id,
        variable=last.variable,
        before=last.after,
        reason=reason,
        undoes=last.id,
    )


def _words(reply: Reply) -> dict[str, str]:
    return {one.id: one.text for one in reply.allegations}


def _need(text: str, what: str) -> None:
    if not text.strip():
        raise ValueNotAllowed(f"{what} is missing", found="nothing", remedy="write it in words")


def _make(
    reply: Reply, step: str, ruling: Ruling, after: Mapping[str, Any], *, by: str, made_at: str, reason: str = ""
) -> Judgement:
    _need(by, "the name of who says so")
    plain = json.dumps(after, ensure_ascii=False, sort_keys=True)
    return make_judgement(
        made_at=made_at, by=by, ruling=ruling, noun=NOUN, subject=reply.id, variable=step, after=plain, reason=reason
    )


class _Evidence:
    """What bears a sentence, in lines that can stand in a letter."""

    def __init__(self, edition: Edition, material: Material) -> None:
        self._notes = NoteMaker(material, edition.story, Language("en"), {})
        self._material = material

    def list(self, sentence: Sentence, name: str) -> tuple[str, ...]:
        """A line for each figure and quotation that stands in the sentence."""
        lines = []
        for claim in sentence.claims:
            note = self._notes.make(1, claim)
            if note.value:
                lines.append(f"{note.value}: {note.title}. {' '.join(note.working[:2])}".strip())
            for witness in note.witnesses[:2]:
                words = " ".join(witness.excerpt.words.split())[:_MOST_WORDS]
                lines.append(f"“{words}” ({', '.join(filter(None, (witness.authority, witness.source)))})")
            if note.quote is not None:
                lines.append(f"“{note.quote.words}” ({note.title})")
        return tuple(dict.fromkeys(lines))


def render_letter(reply: Reply, edition: Edition, deadline: dt.date) -> str:
    """The letter that puts it to them: every sentence word for word, what bears it, the last day."""
    day = Language("en").day(deadline)
    lines = [
        f"To: {reply.contact or reply.name}",
        f"Subject: Right of reply before publication: {edition.name}",
        "",
        f"Dear {reply.name},",
        "",
        f"{edition.publisher or 'This newsroom'} intends to publish a story about: {edition.name}.",
        "It speaks of you in the sentences below, as they will be printed. We should like to hear from you what is",
        f"wrong, what is missing, and what you wish to say. Please answer by the end of {day}.",
        "",
    ]
    for number, allegation in enumerate(reply.allegations, 1):
        lines.append(f"{number}. {allegation.text}")
        lines += [f"     We rest this on: {line}" for line in allegation.evidence]
        lines.append("")
    lines += [
        "If a sentence is wrong, please say which and how, with whatever shows it. If you wish to be quoted, say so;",
        "we print what you say, or a fair summary of it. This letter is not for publication.",
        "",
        edition.contact,
        "",
    ]
    return "\n".join(lines)

"""The right of reply: the exact sentences, the states through time, the letter, the lawyer's bundle."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from answerable.errors import ValueNotAllowed
from answerable.model.judgement import Judgement, Ruling, make_judgement
from answerable.model.problem import Problem
from answerable.model.reply import Reply, ReplyState
from answerable.project.story import parse_story
from answerable.publish.bundle import write_bundle
from answerable.publish.edition import Edition, Material, gather
from answerable.publish.replies import (
    find_reply,
    make_replies,
    render_letter,
    rule_answer,
    rule_change,
    rule_put,
    rule_waive,
    undo_last,
)
from answerable.publish.sealed import count_sealed, drop_sealed
from answerable.publish.sentences import list_sentences

WHEN = {"by": "Ada Quill", "made_at": "2022-02-01T09:00:00+00:00"}
PUT_ON, DEADLINE = dt.date(2022, 2, 1), dt.date(2022, 2, 8)


@pytest.fixture(scope="module")
def told(published: Any) -> tuple[Edition, Material]:
    material = gather(published.record, published.edition)
    return published.edition, dataclasses.replace(material, judgements=())


def reply_of(told: tuple[Edition, Material], name: str, *judgements: Any, on: dt.date = PUT_ON) -> Reply:
    edition, material = told
    edition = dataclasses.replace(edition, as_of=on)
    return find_reply(make_replies(edition, dataclasses.replace(material, judgements=judgements)), name)


def test_each_authority_gets_the_sentences_as_they_will_be_printed(told: tuple[Edition, Material]) -> None:
    edition, material = told
    replies = {one.id: one for one in make_replies(edition, material)}
    assert set(replies) == {"avon-fell", "birch-moor", "eskmere"}
    sentence = replies["eskmere"].allegations[0]
    assert sentence.text == "Answering would “exceed the appropriate limit”, said Eskmere."
    assert edition.story.text.split("\n")[sentence.line - 1].startswith("Answering")
    assert any("exceed the appropriate limit" in line for line in sentence.evidence)
    assert replies["eskmere"].contact == "foi@eskmere.example"
    # Two clauses of one sentence speak of two forces: both are asked about all of it.
    assert replies["avon-fell"].allegations[0].text == replies["birch-moor"].allegations[0].text


def test_a_sentence_without_a_name_goes_on_about_the_one_before(told: tuple[Edition, Material], tmp_path: Path) -> None:
    edition, material = told
    file = tmp_path / "story.md"
    file.write_text(edition.story.text.replace("said Eskmere.", "said Eskmere. The force had lost the file twice."))
    story = parse_story(file)
    sentences = list_sentences(story, material.claims, material.authorities, material.cases)
    lost = next(one for one in sentences if "lost the file" in one.text)
    assert (lost.about, lost.named) == (("eskmere",), False)


def test_an_authority_is_asked_when_it_is_called_by_its_own_words(
    told: tuple[Edition, Material], tmp_path: Path
) -> None:
    edition, material = told
    file = tmp_path / "story.md"
    file.write_text(edition.story.text.replace("said Eskmere.", "said Norwick and Vale."))
    name = "Norwick and Vale University Hospitals NHS Foundation Trust"
    trust = dataclasses.replace(material.authorities["eskmere"], id="norwick", name=name, aliases=())
    sentences = list_sentences(
        parse_story(file), material.claims, {"norwick": trust, **material.authorities}, material.cases
    )
    # The quoted words are Eskmere's.
    assert next(one for one in sentences if "said Norwick" in one.text).about == ("eskmere", "norwick")


def test_the_states_through_time(told: tuple[Edition, Material]) -> None:
    reply = reply_of(told, "eskmere")
    assert (reply.state, reply.state.is_open) == (ReplyState.NOT_PUT, True)
    put = rule_put(reply, PUT_ON, DEADLINE, **WHEN)
    assert reply_of(told, "eskmere", put).state is ReplyState.PUT
    assert reply_of(told, "eskmere", put, on=DEADLINE).state is ReplyState.PUT, "the last day is theirs"
    lapsed = reply_of(told, "eskmere", put, on=DEADLINE + dt.timedelta(days=1))
    assert (lapsed.state, lapsed.state.is_open) == (ReplyState.LAPSED, False)
    waiting = reply_of(told, "eskmere", put)
    answer = rule_answer(waiting, dt.date(2022, 2, 3), "It was the statutory limit.", **WHEN)
    change = rule_change(waiting, "the limit is now named", **WHEN)
    answered = reply_of(told, "eskmere", put, answer, change)
    assert answered.state is ReplyState.ANSWERED
    assert (answered.answers[0].text, answered.change) == ("It was the statutory limit.", "the limit is now named")
    undone = undo_last(answered, [put, answer, change], **WHEN)
    assert reply_of(told, "eskmere", put, answer, change, undone).change == ""


def test_a_waiver_needs_a_name_and_a_reason(told: tuple[Edition, Material]) -> None:
    reply = reply_of(told, "eskmere")
    for by, reason in (("", "it is quoted"), ("Ada Quill", "  ")):
        with pytest.raises(ValueNotAllowed):
            rule_waive(reply, reason, by=by, made_at=WHEN["made_at"])
    waived = reply_of(told, "eskmere", rule_waive(reply, "it is quoted, not criticised", **WHEN))
    assert (waived.state, waived.waived_by) == (ReplyState.WAIVED, "Ada Quill")


def test_nothing_is_answered_before_it_was_put_and_nobody_has_no_day(told: tuple[Edition, Material]) -> None:
    reply = reply_of(told, "eskmere")
    with pytest.raises(ValueNotAllowed, match="nothing was put"):
        rule_answer(reply, PUT_ON, "words", **WHEN)
    with pytest.raises(ValueNotAllowed, match="no day to reply"):
        rule_put(reply, PUT_ON, PUT_ON, **WHEN)
    with pytest.raises(ValueNotAllowed, match="speaks of nobody"):
        reply_of(told, "fernhill")


@pytest.mark.parametrize("step", ["put", "answer", "waive"])
def test_a_sentence_changed_afterwards_opens_it_again(told: tuple[Edition, Material], step: str) -> None:
    edition, material = told
    reply = reply_of(told, "eskmere")
    put = rule_put(reply, PUT_ON, DEADLINE, **WHEN)
    kept = {
        "put": (put,),
        "answer": (put, rule_answer(reply_of(told, "eskmere", put), PUT_ON, "words", **WHEN)),
        "waive": (rule_waive(reply, "quoted", **WHEN),),
    }[step]
    text = edition.story.text.replace("said Eskmere.", "lied Eskmere.")
    changed = dataclasses.replace(edition, story=dataclasses.replace(edition.story, text=text), as_of=DEADLINE)
    later = find_reply(make_replies(changed, dataclasses.replace(material, judgements=kept)), "eskmere")
    assert later.state is ReplyState.CHANGED
    assert [one.text for one in later.allegations if one.id in later.unput] == [
        "Answering would “exceed the appropriate limit”, lied Eskmere."
    ]
    again = rule_put(later, DEADLINE, DEADLINE + dt.timedelta(days=3), **WHEN)
    after = find_reply(make_replies(changed, dataclasses.replace(material, judgements=(*kept, again))), "eskmere")
    assert after.state is ReplyState.PUT, "what was answered before was something else"


def test_a_person_named_in_the_front_matter_is_asked_too(told: tuple[Edition, Material], tmp_path: Path) -> None:
    edition, material = told
    file = tmp_path / "story.md"
    named = '[people.chair]\nname = "Lord Brackwater"\ncontact = "office@brackwater.example"\n[sources.panel]'
    text = edition.story.text.replace("[sources.panel]", named) + "\nLord Brackwater knew of it.\n"
    file.write_text(text)
    story = parse_story(file)
    found = find_reply(make_replies(dataclasses.replace(edition, story=story), material), "person:chair")
    assert [one.text for one in found.allegations] == ["Lord Brackwater knew of it."]
    assert found.contact == "office@brackwater.example"


def test_the_letter_holds_every_sentence_word_for_word(told: tuple[Edition, Material]) -> None:
    edition, _ = told
    reply = reply_of(told, "avon-fell")
    letter = render_letter(reply, edition, DEADLINE)
    assert "by the end of 8 February 2022" in letter
    for allegation in reply.allegations:
        assert allegation.text in letter
        for line in allegation.evidence:
            assert line in letter


@pytest.mark.slow
def test_the_bundle_holds_all_of_it_and_is_the_same_twice(
    published: Any, told: tuple[Edition, Material], tmp_path: Path
) -> None:
    edition, material = told
    replies = make_replies(edition, dataclasses.replace(material, judgements=tuple(published.record.judgements())))
    problems = [one for one in published.record.all(Problem) if one.code.startswith("publish-")]
    paths = [tmp_path / f"{n}.zip" for n in (1, 2)]
    for path in paths:
        write_bundle(published.record, edition, replies, problems, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with zipfile.ZipFile(paths[0]) as archive:
        names = set(archive.namelist())
        rows = list(csv.DictReader(io.StringIO(archive.read("replies.csv").decode(), newline="")))
        decisions = archive.read("decisions/replies.jsonl").decode().splitlines()
        sums = archive.read("SHA256SUMS").decode()
    assert {"story.txt", "claims.csv", "letters/eskmere.txt", "preflight.csv", "README.txt"} <= names
    assert any(name.startswith("documents/") and name.endswith("eskmere.eml") for name in names)
    assert {row["state"] for row in rows} == {"waived"}
    assert {row["waived"] for row in rows} == {"Ada Quill"}
    assert {json.loads(line)["subject"] for line in decisions} == {"avon-fell", "birch-moor", "eskmere"}
    assert len(sums.splitlines()) == len(names) - 1
    folder = tmp_path / "bundle"
    write_bundle(published.record, edition, replies, problems, folder)
    with pytest.raises(ValueNotAllowed, match="holds something"):
        write_bundle(published.record, edition, replies, problems, folder)


def test_codes_that_are_still_sealed_do_not_travel() -> None:
    def rule(by: str, ruling: Ruling, noun: str, subject: str, **more: str) -> Judgement:
        return make_judgement(made_at="2022-02-01T09:00:00Z", by=by, ruling=ruling, noun=noun, subject=subject, **more)

    pair = json.dumps({"coders": ["Ada Quill", "Ben Reed"], "cases": ["case-1"]})
    assign = rule("Ada Quill", Ruling.ASSIGN, "assignment", "asg-1", after=pair)
    codes = [rule(who, Ruling.CODE, "coding", "asg-1+case-1", variable="rank") for who in ("Ada Quill", "Ben Reed")]
    first, second = (rule(who, Ruling.HAND_IN, "coding", "asg-1") for who in ("Ada Quill", "ben  reed"))
    other = rule("Ada Quill", Ruling.ACCEPT, "case", "case-1")
    assert drop_sealed([assign, *codes, other]) == [assign, other]
    assert drop_sealed([assign, *codes, first, other]) == [assign, first, other]
    assert count_sealed([assign, *codes, first]) == 2
    everything = [assign, *codes, first, second, other]
    assert drop_sealed(everything) == everything
    taken_back = rule("Ben Reed", Ruling.HAND_IN, "coding", "asg-1", undoes=second.id)
    assert not {one.id for one in codes} & {one.id for one in drop_sealed([*everything, taken_back])}
    assert drop_sealed(codes) == []

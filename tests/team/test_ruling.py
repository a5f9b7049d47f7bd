"""Several people rule: nothing is lost, whoever comes second sees what changed, blind stays blind, a run agrees."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from tests.team.conftest import NAMES, Team, seen_of, token_of

from answerable.model.account import Role
from answerable.model.case import Case, Standing, Tally
from answerable.model.judgement import Ruling
from answerable.model.message import Message, MessageKind
from answerable.model.request import Request as AccessRequest
from answerable.model.response import Classification

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
REPORTER, CODER, EDITOR = NAMES[Role.REPORTER], NAMES[Role.CODER], NAMES[Role.EDITOR]


def page_of(case: Case) -> str:
    return f"/document/{case.document}?page={case.span.page}&at={case.id}"


def open_case(client: httpx.Client, case: Case) -> dict[str, str]:
    """What the forms of the reader carry, with this case open."""
    text = client.get(page_of(case)).text
    return {"token": token_of(text), "seen": seen_of(text), "page": str(case.span.page)}


def pick_case(team: Team) -> Case:
    return next(one for one in team.investigation.record.all(Case) if len([v for v in one.values if v.effective]) > 2)


def test_the_second_of_two_sees_what_changed_and_rules_again(team: Team) -> None:
    record, case = team.investigation.record, pick_case(team)
    variable = next(one.variable for one in case.values if one.effective)
    with team.seat(REPORTER) as first, team.seat(EDITOR) as second:
        one, two = open_case(first, case), open_case(second, case)
        assert first.post("/judgement", data=one | {"do": f"accept case {case.id} {variable}"}).status_code == 303
        reject = {"do": f"reject case {case.id}", "reason": "it is a complaint, not a case"}
        answer = second.post("/judgement", data=two | reject)
        assert answer.status_code == 409
        assert REPORTER in answer.text
        assert "it is a complaint, not a case" in answer.text
        assert len(record.judgements("case")) == 1
        assert record.get(Case, case.id).standing is Standing.PROPOSED
        again = {"token": token_of(answer.text), "seen": seen_of(answer.text), "page": two["page"], **reject}
        assert second.post("/judgement", data=again).status_code == 303
    assert [(line.by, line.ruling) for line in record.judgements("case")] == [
        (REPORTER, Ruling.ACCEPT),
        (EDITOR, Ruling.REJECT),
    ]
    assert record.get(Case, case.id).standing is Standing.REJECTED


def test_rulings_at_once_on_one_case_leave_one_and_the_others_look_again(team: Team) -> None:
    record, case = team.investigation.record, pick_case(team)
    names = [REPORTER, EDITOR, CODER]
    with team.seat(REPORTER) as one, team.seat(EDITOR) as two, team.seat(CODER) as three:
        clients = [one, two, three]
        forms = [open_case(client, case) | {"do": f"accept case {case.id}"} for client in clients]
        with ThreadPoolExecutor(3) as pool:
            answers = list(pool.map(lambda at: clients[at].post("/judgement", data=forms[at]), range(3)))
    assert sorted(one.status_code for one in answers) == [303, 409, 409]
    kept = record.judgements("case")
    assert len(kept) == 1
    assert kept[0].by == names[[one.status_code for one in answers].index(303)]


def test_a_form_sent_twice_is_kept_once(team: Team) -> None:
    record, case = team.investigation.record, pick_case(team)
    with team.seat(CODER) as client:
        form = open_case(client, case) | {"do": f"accept case {case.id}"}
        assert [client.post("/judgement", data=form).status_code for _ in range(2)] == [303, 303]
    assert len(record.judgements("case")) == 1


def test_what_is_laid_at_once_is_what_a_full_run_lays(team: Team) -> None:
    """Every kind of ruling, by several people at once; then all is extracted anew."""
    record = team.investigation.record
    cases = [one for one in record.all(Case) if sum(value.effective is not None for value in one.values) > 1]
    with team.seat(REPORTER) as one, team.seat(CODER) as two:
        tokens = [token_of(client.get("/account").text) for client in (one, two)]

        def rule(at: int) -> int:
            client, token, case = (one, two)[at % 2], tokens[at % 2], cases[at % len(cases)]
            variable = [value.variable for value in case.values if value.effective][at // len(cases) % 2]
            kinds = (
                {"do": f"accept case {case.id} {variable}"},
                {"do": f"not_stated case {case.id} {variable}"},
                {"do": f"accept case {case.id}"},
                {"do": f"reject case {case.id}", "reason": "a test"},
                {"do": f"amend case {case.id} year", "value": "2020", "basis": "inferred", "reason": "from the letter"},
            )
            return client.post(
                "/judgement", data={"token": token, "page": str(case.span.page), **kinds[at % 5]}
            ).status_code

        with ThreadPoolExecutor(6) as pool:
            statuses = list(pool.map(rule, range(60)))
        tally = record.all(Tally)[0]
        form = {"token": tokens[0], "do": f"accept tally {tally.id}"}
        assert one.post("/judgement", data=form).status_code == 303
    assert statuses == [303] * 60
    laid = [sorted(map(repr, record.all(kind))) for kind in (Case, Tally)]
    assert any("judgement_id='jdg" in text for text in laid[0])
    for _ in team.investigation.run(("extract",)):
        pass
    assert [sorted(map(repr, record.all(kind))) for kind in (Case, Tally)] == laid
    assert record.find_audit_break() is None


def test_a_ruling_during_a_run_is_kept_and_laid_when_the_run_ends(team: Team) -> None:
    record, case = team.investigation.record, pick_case(team)
    steps = team.investigation.run(("extract",))
    next(steps)  # it holds the record and has laid the rulings that there were
    with team.seat(CODER) as client:
        token = token_of(client.get("/account").text)
        answer = client.post("/judgement", data={"token": token, "do": f"accept case {case.id}"})
        assert answer.status_code == 303
    assert len(record.judgements("case")) == 1
    assert record.get(Case, case.id).standing is Standing.PROPOSED
    assert list(steps) is not None
    assert record.get(Case, case.id).standing is Standing.ACCEPTED


def test_blind_stays_blind_by_account(team: Team) -> None:
    team.add("Other Coder", Role.CODER)
    with team.seat(EDITOR) as editor:
        token = token_of(editor.get("/coding").text)
        form = {"token": token, "first": CODER, "second": "other  coder", "every": "1", "reason": "a test"}
        assert editor.post("/coding/assign", data=form).status_code == 303
    record = team.investigation.record
    subject = next(line.subject for line in record.judgements("assignment"))
    case = record.get(Case, _first_case(team, subject))
    with team.seat(CODER) as one, team.seat("Other Coder") as two, team.seat(REPORTER) as third:
        form = {"coding": subject, "number": "1", "year": "2020", "year_basis": "inferred"}
        form["year_note"] = "words only one of us wrote"
        assert one.post("/coding/code", data=form | {"token": token_of(one.get("/account").text)}).status_code == 303
        assert "words only one of us wrote" in one.get(f"/coding/{subject}/1").text
        for client in (two, third):
            for path in (
                "/rulings",
                f"/coding/{subject}/1",
                f"/coding/{subject}",
                page_of(case),
                "/coding",
                "/search?q=words",
            ):
                assert "words only one of us wrote" not in client.get(path).text, path
        assert third.get(f"/coding/{subject}/1").status_code == 422
        refused = two.post(
            "/judgement", data={"token": token_of(two.get("/account").text), "do": f"accept case {case.id}"}
        )
        assert "blind" in refused.text


def _first_case(team: Team, subject: str) -> str:
    from answerable.extract.coding import read_double_codings

    codings = read_double_codings(team.investigation.record.judgements())
    return next(one.cases[0] for one in codings if one.id == subject)


def test_a_coder_takes_back_only_their_own(team: Team) -> None:
    record, case = team.investigation.record, pick_case(team)
    with team.seat(REPORTER) as reporter, team.seat(CODER) as coder:
        token = token_of(reporter.get("/account").text)
        reporter.post("/judgement", data={"token": token, "do": f"accept case {case.id}"})
        line = record.judgements("case")[0]
        others = token_of(coder.get("/account").text)
        assert "their own" in coder.post("/undo", data={"token": others, "judgement": line.id}).text
        assert reporter.post("/undo", data={"token": token, "judgement": line.id}).status_code == 303
    assert record.get(Case, case.id).standing is Standing.PROPOSED


def test_the_second_of_two_at_a_pair_sees_the_first_ruling(team: Team) -> None:
    record = team.investigation.record
    with team.seat(REPORTER) as first, team.seat(EDITOR) as second:
        page = first.get("/reconcile").text
        pair, seen = re.findall(r'name="pair" value="([^"]+)"><input type="hidden" name="seen" value="([^"]+)"', page)[
            0
        ]
        form = {"pair": pair, "seen": seen, "back": "/reconcile"}
        one, two = token_of(page), token_of(second.get("/reconcile").text)
        mine = form | {"token": one, "ruling": "same", "reason": "one officer, one month"}
        assert first.post("/pair", data=mine).status_code == 303
        assert first.post("/pair", data=mine).status_code == 303  # sent again: kept once
        theirs = form | {"token": two, "ruling": "different", "reason": "two forces"}
        answer = second.post("/pair", data=theirs)
        assert answer.status_code == 409
        assert REPORTER in answer.text
        assert "one officer, one month" in answer.text
        assert "say that they are different" in answer.text
        assert [line.by for line in record.judgements("link")] == [REPORTER]
        again = theirs | {"seen": seen_of(answer.text), "token": token_of(answer.text)}
        assert second.post("/pair", data=again).status_code == 303
    assert [(line.by, line.ruling) for line in record.judgements("link")] == [
        (REPORTER, Ruling.SAME),
        (EDITOR, Ruling.DIFFERENT),
    ]


def _forms(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the first form that goes to an address."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))


def test_the_second_of_two_at_a_letter_sees_the_first_ruling(team: Team) -> None:
    """What a letter is, and whose request it answers: in the holding pen and on an authority's page."""
    record = team.investigation.record
    requests = sorted(one.id for one in record.all(AccessRequest))[:2]
    with team.seat(REPORTER) as first, team.seat(EDITOR) as second:
        pen = _forms(first.get("/pen").text, "/match")
        assert (
            first.post("/match", data=pen | {"request": requests[0], "reason": "the town is named"}).status_code == 303
        )
        late = pen | {"token": token_of(second.get("/account").text), "request": requests[1]}
        answer = second.post("/match", data=late)
        assert answer.status_code == 409
        assert "the town is named" in answer.text
        assert "say that it answers the request to" in answer.text
        assert len(record.judgements("message")) == 1
        assert record.get(Message, pen["message"]).request_id == requests[0]
        again = late | {"seen": seen_of(answer.text)}
        assert second.post("/match", data=again).status_code == 303
        assert record.get(Message, pen["message"]).request_id == requests[1]

        page = f"/authority/{next(one.authority_id for one in record.all(Case))}"
        form = _forms(first.get(page).text, "/classification")
        late = form | {"token": token_of(second.get("/account").text), "kind": "acknowledgement", "decision": ""}
        ruled = first.post(
            "/classification", data=form | {"kind": "holding_reply", "decision": "", "reason": "it waits"}
        )
        assert ruled.status_code == 303
        answer = second.post("/classification", data=late)
        assert answer.status_code == 409
        assert "it waits" in answer.text
        assert record.get(Classification, form["classification"]).kind is MessageKind.HOLDING_REPLY
        assert second.post("/classification", data=late | {"seen": seen_of(answer.text)}).status_code == 303
        assert record.get(Classification, form["classification"]).kind is MessageKind.ACKNOWLEDGEMENT

        # Read anew by the machine meanwhile, with nobody's ruling: who accepts it would accept other words.
        form = _forms(first.get(page).text, "/classification")
        stale = re.sub(r"#row=\w+", "#row=0000000000", form["seen"])
        answer = first.post("/classification", data=form | {"seen": stale})
        assert answer.status_code == 409
        assert "This was read anew" in answer.text


def test_what_is_wrong_with_one_of_many_at_once_is_no_others_trouble(team: Team) -> None:
    """Forms that come at the same instant are worked on together; each is told what became of its own."""
    record = team.investigation.record
    cases = [one for one in record.all(Case) if one.values][:3]
    with team.seat(REPORTER) as one:
        form = {"token": open_case(one, cases[0])["token"]}
        page = str(cases[0].span.page)
        forms = [
            *({"do": f"accept case {case.id}", "page": str(case.span.page)} for case in cases),
            {"do": "accept case case-that-is-none", "page": page},
            {"do": f"accept case {cases[0].id} no-such-variable", "page": "9" * 5000},
            {"do": f"amend case {cases[0].id} rank", "value": "emperor", "words": "none of these", "page": page},
            {"do": f"dance case {cases[0].id}", "page": page},
            {"do": "accept letter m-1", "page": page},
            {"do": ""},
            {"do": f"add page {cases[0].document}", "words": "these words stand nowhere", "page": page},
        ]
        with ThreadPoolExecutor(len(forms)) as pool:
            sent = list(pool.map(lambda more: one.post("/judgement", data=form | more).status_code, forms * 2))
    assert sent == [303, 303, 303, 404, 422, 422, 422, 422, 422, 422] * 2
    assert sorted(line.subject for line in record.judgements("case")) == sorted(case.id for case in cases)
    assert record.find_audit_break() is None

"""Double coding on screen: what is served to whom, the sheet by plain forms, agreement, a third decision, undo."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.web.conftest import Newsroom, open_newsroom

from answerable.extract.coding import list_variables, read_double_codings
from answerable.model.agreement import Agreement
from answerable.model.case import Case, Standing

pytestmark = pytest.mark.slow


class Seat:
    """One person at the app."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self.client = httpx.Client(base_url=newsroom.address, timeout=60, follow_redirects=True)
        self.token = str(re.search(r'name="token" value="([^"]+)"', self.client.get("/coding").text)[1])  # type: ignore[index]

    def get(self, path: str) -> str:
        return html.unescape(self.client.get(path).text)

    def post(self, path: str, **fields: str | list[str]) -> httpx.Response:
        return self.client.post(path, data={"token": self.token, **fields})


@pytest.fixture
def room(folder: Path) -> Iterator[tuple[Seat, Seat, Seat]]:
    """Ada and Ben, who code, and Eve, who decides, each at their own desk over one folder."""
    with (
        open_newsroom(folder, "Ada") as one,
        open_newsroom(folder, "Ben") as two,
        open_newsroom(folder, "Eve") as three,
    ):
        yield Seat(one), Seat(two), Seat(three)


def give_out(seat: Seat) -> tuple[str, list[Case]]:
    """All cases of one authority to Ada and Ben."""
    record = seat.newsroom.investigation.record
    owner = next(case.authority_id for case in record.iter(Case) if case.get("rank") == "constable")
    seat.post("/coding/assign", first="Ada", second="Ben", every="1", authority=owner, reason="a trial")
    (coding,) = read_double_codings(record.judgements())
    return coding.id, [record.get(Case, one) for one in coding.cases]


def code_case(seat: Seat, coding: str, number: int, case: Case, **other: str) -> httpx.Response:
    """The sheet as the machine reads the case: honest words for each value, unless told otherwise."""
    fields: dict[str, str | list[str]] = {"coding": coding, "number": str(number), "page": str(case.span.page)}
    for variable in list_variables(seat.newsroom.investigation.project.codebook):
        coded = next((one.proposed for one in case.values if one.variable == variable.name), None)
        if coded is None or coded.value is None or coded.span is None:
            fields[variable.name] = ""
            continue
        value = coded.value
        fields[variable.name] = list(value) if isinstance(value, tuple) else ("yes" if value is True else str(value))
        fields[f"{variable.name}_words"] = coded.span.exact
        fields["page"] = str(coded.span.page)
    return seat.post("/coding/code", **fields | other)


def test_what_is_coded_blind_is_served_to_nobody_else(room: tuple[Seat, Seat, Seat]) -> None:
    ada, ben, eve = room
    coding, cases = give_out(eve)
    first = cases[0]
    before = eve.get(f"/document/{first.document}?page={first.span.page}&at={first.id}")
    assert f'id="{first.id}-rank"' in before, "who does not code it sees what the machine reads"
    for coder in (ada, ben):
        page = coder.get(f"/document/{first.document}?page={first.span.page}&at={first.id}")
        assert f"{first.id}-rank" not in page
        assert "you are coding it blind" in page
        refused = coder.post("/judgement", do=f"accept case {first.id}", page=str(first.span.page))
        assert refused.status_code == 422
        assert first.id not in coder.get("/queue")
    assert first.id not in eve.get("/queue"), "it waits for its coders, not in the queue"
    answer = code_case(ada, coding, 1, first, role="zebra handler", role_basis="inferred", role_note="from the crest")
    assert answer.status_code == 200
    mine = ada.get(f"/coding/{coding}/1")
    assert "zebra handler" in mine
    for other in (ben, eve):
        for path in (
            f"/coding/{coding}/1",
            "/coding",
            "/rulings",
            f"/coding/{coding}",
            "/queue",
            f"/document/{first.document}",
        ):
            assert "zebra handler" not in other.get(path), path
    assert ben.client.get(f"/coding/{coding}").status_code == 422
    assert ada.client.get(f"/coding/{coding}").status_code == 422
    line = next(one for one in ada.newsroom.investigation.record.judgements("coding") if one.variable == "role")
    assert ben.post("/undo", judgement=line.id).status_code == 404
    assert eve.client.get(f"/coding/{coding}/1").status_code == 422
    assert ada.post("/undo", judgement=line.id).status_code == 200


def test_two_code_and_a_third_decides(room: tuple[Seat, Seat, Seat]) -> None:
    ada, ben, eve = room
    coding, cases = give_out(eve)
    record = eve.newsroom.investigation.record
    for number, case in enumerate(cases, 1):
        assert code_case(ada, coding, number, case).status_code == 200
        other = {"rank": "special_constable"} if case.get("rank") == "constable" and number < 3 else {}
        assert code_case(ben, coding, number, case, **other).status_code == 200
    assert ada.post("/coding/hand-in", coding=coding).status_code == 200
    assert record.all(Agreement) == []
    assert "sealed" in ada.get("/coding")
    taken_back = next(one for one in record.judgements("assignment") if one.ruling.value == "hand_in")
    assert ada.post("/undo", judgement=taken_back.id).status_code == 200
    ada.post("/coding/hand-in", coding=coding)
    ben.post("/coding/hand-in", coding=coding)
    rows = {one.variable: one for one in record.all(Agreement)}
    assert rows["outcome"].share_same == 1.0
    assert rows["rank"].share_same < 1.0
    screen = eve.get(f"/coding/{coding}")
    assert "Krippendorff" in screen
    assert "Special constable" in screen
    assert eve.post("/undo", judgement=record.judgements("coding")[0].id).status_code == 422
    differing = [case for case in cases[:2] if case.get("rank") == "constable"]
    for case in differing:
        told = {"coding": coding, "case": case.id, "variable": "rank", "pick": "Ada"}
        assert eve.post("/coding/decide", **told, reason=" ").status_code == 422
        assert eve.post("/coding/decide", **told, reason="PC is constable").status_code == 200
        assert record.get(Case, case.id).get("rank") == "constable"
    assert "All" in eve.get(f"/coding/{coding}")
    eve.post("/coding/take", coding=coding)
    assert {record.get(Case, case.id).standing for case in cases} == {Standing.ACCEPTED}
    assert {one.n_settled for one in record.all(Agreement) if one.variable == "rank"} == {len(differing)}
    last = record.judgements("case")[-1]
    assert eve.post("/undo", judgement=last.id).status_code == 200
    assert record.get(Case, last.subject).standing is Standing.PROPOSED


def test_a_sheet_without_words_is_refused_and_nothing_is_kept(room: tuple[Seat, Seat, Seat]) -> None:
    ada, _, eve = room
    coding, cases = give_out(eve)
    answer = code_case(ada, coding, 1, cases[0], outcome="dismissed", outcome_words="no such words stand here")
    assert answer.status_code == 422
    assert "do not stand on the page" in html.unescape(answer.text)
    assert ada.newsroom.investigation.record.judgements("coding") == []
    assert code_case(ada, coding, 1, cases[0], no_case="yes").status_code == 200
    (line,) = ada.newsroom.investigation.record.judgements("coding")
    assert (line.variable, line.by) == ("is_case", "Ada")
    assert ada.post("/coding/hand-in", coding=coding).status_code == (200 if len(cases) == 1 else 422)
